"""The book on paper: `python -m builder.publish.pdf` prints the EPUB of the built site.

A browser prints it twice, since only the first print tells on which page a chapter begins. The PDF
has bookmarks and tags, no pictures of text, and links that lead to their places.
"""

import posixpath
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pikepdf
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from lxml import etree
from playwright.sync_api import Page, sync_playwright

from builder.publish.epub import EPUB, HREF
from builder.settings import ROOT, TITLE

PDF = Path(EPUB).with_suffix(".pdf")
XHTML = "{http://www.w3.org/1999/xhtml}"
STYLE = Path(__file__).with_name("print.css")
FACE = re.compile(
    r'@font-face {(?P<name>[^}]*) font-weight: 400 600; src: url\("(?P<path>[^"]*)"\); }'
)
LOCAL = re.compile(r"url\(#")
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
NAMING = ("aria-labelledby", "aria-describedby")


def write(packed: Path, target: Path) -> None:
    """Print the book.

    Parameters
    ----------
    packed
        The EPUB.
    target
        The PDF.
    """
    with TemporaryDirectory() as name, ZipFile(packed) as epub:
        epub.extractall(name)
        book = Path(name) / "book"
        set_faces(book / "paper.css")
        with sync_playwright() as playwright:
            # Else it is Playwright's own.
            system = next(filter(None, map(shutil.which, BROWSERS)), None)
            browser = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
            page = browser.new_page()
            places = print_once(page, book, target, {})
            while (found := print_once(page, book, target, places)) != places:
                places = found
            browser.close()


def set_faces(style: Path) -> None:
    """Cut each variable face into its weights, for a browser prints a variable one as drawings."""

    def cut(face: re.Match[str]) -> str:
        rules = []
        for weight in (400, 600):
            font = TTFont(style.parent / face["path"])
            instantiateVariableFont(font, {"wght": weight}, inplace=True)
            path = f"{face['path']}-{weight}"
            font.save(style.parent / path)
            rules.append(
                f'@font-face {{{face["name"]} font-weight: {weight}; src: url("{path}"); }}'
            )
        return "\n".join(rules)

    text = FACE.sub(cut, style.read_text(encoding="utf-8"))
    style.write_text(f"{text}\n{STYLE.read_text(encoding='utf-8')}", encoding="utf-8")


def print_once(page: Page, book: Path, target: Path, places: Mapping[str, int]) -> dict[str, int]:
    """Print all pages, and tell which page of the PDF each begins on."""
    whole = book / "whole.xhtml"
    whole.write_bytes(as_one(book, places))
    page.goto(whole.as_uri())
    page.evaluate("document.fonts.ready")
    page.pdf(
        path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True
    )
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        numbers = {one.obj.objgen: number for number, one in enumerate(pdf.pages, start=1)}
        found = {name[1:]: numbers[place[0].objgen] for name, place in pdf.Root.Dests.items()}
        pdf.docinfo["/Title"] = TITLE
        del pdf.docinfo["/CreationDate"], pdf.docinfo["/ModDate"]
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
    return found


def as_one(book: Path, places: Mapping[str, int]) -> bytes:
    """Write all pages of the book as one, with the page numbers in the table of contents."""
    whole = etree.parse(book / "cover.xhtml")
    contents = etree.parse(book / "nav.xhtml").find(f".//{XHTML}nav")
    body = whole.find(f".//{XHTML}body")
    body.append(contents)
    heads = etree.SubElement(whole.find(f".//{XHTML}head"), f"{XHTML}style")
    heads.text = ""
    for number, link in enumerate(contents.iter(f"{XHTML}a")):
        name = link.get("href")
        section = etree.parse(book / name).find(f".//{XHTML}section")
        join(section, name)
        section.set("style", f"page: part-{number}")
        title = link.text.replace('"', r"\"")
        heads.text += f'@page part-{number} {{ @top-center {{ content: "{title}" }} }}\n'
        body.append(section)
        link.set("href", f"#{name}")
        etree.SubElement(link, f"{XHTML}span").text = str(places.get(name, ""))
    return bytes(etree.tostring(whole, encoding="utf-8", xml_declaration=True))


def join(section: Any, name: str) -> None:
    """Have the anchors of a page be its own among those of all pages, and what leads to them."""
    for element in section.iter():
        given = element.attrib
        if "id" in given:
            given["id"] = f"{name}#{given['id']}"
        for key in (one for one in NAMING if one in given):
            given[key] = " ".join(f"{name}#{one}" for one in given[key].split())
        for key, value in given.items():
            given[key] = LOCAL.sub(f"url(#{name}#", value)
        for key in (one for one in ("href", HREF) if one in given):
            path, mark, place = given[key].partition("#")
            if ":" not in path:
                there = posixpath.normpath(posixpath.join(name, "..", path)) if path else name
                given[key] = f"#{there}{mark}{place}"
    section.set("id", name)


if __name__ == "__main__":
    write(ROOT / "site" / EPUB, ROOT / PDF)
