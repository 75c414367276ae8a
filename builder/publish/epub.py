"""The book for an e-reader: an EPUB 3 of the finished pages, with MathML, SVG and the book's faces.

Its folders are those of the site, so that links between pages need another suffix and no more. A
figure that answers is there in its first state, and the answers of exercises stand at the end of
their page, where no glance falls on them.
"""

import os
import posixpath
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from lxml import etree, html

from builder.publish.archive import put
from builder.publish.articles import Article, Contents
from builder.publish.downloads import on_paper
from builder.settings import ARCHIVE, CLAIM, ROOT, TITLE

EPUB = f"{Path(ARCHIVE).stem}.epub"
STYLE = Path(__file__).with_name("paper.css")
KINDS = {".woff2": "font/woff2", ".png": "image/png", ".css": "text/css"}
NAMESPACES = {"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}
HREF = "{http://www.w3.org/1999/xlink}href"
# HTML writes these without capitals; XML does not know them so.
CAPITALS = {"viewbox": "viewBox", "clippath": "clipPath"}
# In MathML 3, which readers are held to, a style is an element of its own.
STYLED = {"mfrac": "displaystyle", "mtable": "scriptlevel"}
# What unfolds is open, what names a control is text.
PLAIN = {"article": "section", "details": "div", "fieldset": "div"} | dict.fromkeys(
    ("label", "legend", "summary"), "p"
)
ONLINE = ("align", "download", "for", "open", "rel", "tabindex")
PAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="{up}paper.css"/></head>
<body>{body}</body>
</html>
"""
PACKAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>en</dc:language>
<dc:creator>{author}</dc:creator>
<dc:description>{claim}</dc:description>
<meta property="dcterms:modified">{modified}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Formulas are MathML; drawings are described.</meta>
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""
CONTAINER = """\
<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="book/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def write(site: Path, articles: Mapping[str, Article], contents: Contents) -> None:
    """Pack the pages into an EPUB inside the site; the same site gives the same bytes.

    Parameters
    ----------
    site
        The folder of the finished site.
    articles
        Its pages, by their addresses; they are changed.
    contents
        The parts of the book. A cover takes the place of the site's first page.
    """
    parts = [(title, list(map(xhtml_of, addresses))) for title, addresses in contents[1:]]
    pages = {xhtml_of(one.address): one for one in articles.values()}
    names = [name for _, part in parts for name in part]
    files = {name: to_xhtml(pages[name], frozenset(names)) for name in names}
    files |= {"cover.xhtml": cover(), "nav.xhtml": navigation(parts, pages)}
    made: dict[str, bytes] = {name: text.encode() for name, text in files.items()}
    made["paper.css"] = STYLE.read_bytes()
    for file in [*sorted(site.glob("assets/fonts/*.woff2")), site / "assets" / "preview.png"]:
        made[file.relative_to(site).as_posix()] = file.read_bytes()
    made["book.opf"] = package(made, ["cover.xhtml", "nav.xhtml", *names]).encode()
    with ZipFile(site / EPUB, "w") as epub:
        # A reader knows the file by what comes first.
        put(epub, "mimetype", b"application/epub+zip", ZIP_STORED)
        put(epub, "META-INF/container.xml", CONTAINER.encode())
        for name, content in sorted(made.items()):
            put(epub, f"book/{name}", content)


def xhtml_of(address: str) -> str:
    """Give the name of a page in the book."""
    return f"{posixpath.splitext(address)[0]}.xhtml"


def to_xhtml(article: Article, names: frozenset[str]) -> str:
    """Write a page as XHTML.

    Parameters
    ----------
    article
        The page.
    names
        The pages that a link can lead to.
    """
    root, name = article.root, xhtml_of(article.address)
    for offer in root.xpath(".//p[a/@download]"):
        offer.drop_tree()
    root.attrib.clear()
    gather_answers(root)
    for tag, style in STYLED.items():
        for element in root.xpath(f".//{tag}[@{style}]"):
            styled = etree.Element("mstyle", {style: element.attrib.pop(style)})
            element.getparent().replace(element, styled)
            styled.append(element)
    for element in root.iter():
        rewrite(element)
        if element.tag == "a" and "href" in element.attrib:
            lead(element, name, names)
    etree.cleanup_namespaces(root)
    return page(article.title, on_paper(etree.tostring(root, encoding="unicode")), name)


def page(title: str, body: str, name: str) -> str:
    """Write a page around its text."""
    return PAGE.format(title=escape(title), up="../" * name.count("/"), body=body)


def gather_answers(root: Any) -> None:
    """Put what unfolds as an answer to the end of the page; links lead there and back."""
    for number, answer in enumerate(root.xpath(".//details[@class='success']"), start=1):
        if number == 1:
            etree.SubElement(root, "h2").text = "Answers"
        summary = answer.find("summary")
        words, asked = summary.text, answer.getprevious()
        if asked is not None:
            name = asked.xpath("string(.//strong | .//p[@class='admonition-title'])")
            summary.text = name or words
        there = link(words, f"answer-{number}", f"question-{number}")
        answer.addprevious(there)
        answer.set("id", f"answer-{number}")
        summary.append(link(" ↑", f"question-{number}")[0])
        root.append(answer)


def link(words: str, target: str, name: str = "") -> Any:
    """Make a paragraph that is a link to a place on its page."""
    place = f' id="{name}"' if name else ""
    return html.fragment_fromstring(f'<p{place}><a href="#{target}">{escape(words)}</a></p>')


def rewrite(element: Any) -> None:
    """Turn an element of HTML into one of XHTML, without what only a browser has use for."""
    given, tag = element.attrib, element.tag
    side = given.get("align")
    classes = [given.get("class"), tag if tag == "summary" else "", f"ol-{side}" if side else ""]
    for name in list(given):
        if name.startswith("data-") or name in ONLINE:
            del given[name]
        elif name in CAPITALS:
            given[CAPITALS[name]] = given.pop(name)
    if words := " ".join(filter(None, classes)):
        given["class"] = words
    if tag in NAMESPACES:
        given["xmlns"] = NAMESPACES[tag]
    elif tag == "use":
        given[HREF] = given.pop("href")
    element.tag = PLAIN.get(tag) or CAPITALS.get(tag, tag)


def lead(anchor: Any, name: str, names: frozenset[str]) -> None:
    """Have a link lead to a page of the book; without a page to lead to, it is a link no more."""
    path, mark, place = anchor.get("href").partition("#")
    if ":" in path or not path:
        return
    there = posixpath.normpath(posixpath.join(name, "..", xhtml_of(path)))
    if path.endswith(".html") and there in names:
        anchor.set("href", xhtml_of(path) + mark + place)
    else:
        del anchor.attrib["href"]


def cover() -> str:
    """Write the first page."""
    return page(
        TITLE,
        f'<section epub:type="cover"><h1>{escape(TITLE)}</h1><p>{escape(" ".join(CLAIM))}</p>'
        f'<p><img src="assets/preview.png" alt="{escape(TITLE)}: {escape(" ".join(CLAIM))}"/></p>'
        "</section>",
        "cover.xhtml",
    )


def navigation(parts: Contents, pages: Mapping[str, Article]) -> str:
    """Write the table of contents."""
    listed = ""
    for title, part in parts:
        links = [f'<li><a href="{one}">{escape(pages[one].title)}</a></li>' for one in part]
        listed += "".join(
            [f"<li><span>{escape(title)}</span><ol>", *links, "</ol></li>"] if title else links
        )
    body = f'<nav epub:type="toc"><h1>Contents</h1><ol>{listed}</ol></nav>'
    return page("Contents", body, "nav.xhtml")


def package(files: Mapping[str, bytes], order: list[str]) -> str:
    """Write what the book consists of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ids = {name: f"file-{number}" for number, name in enumerate(sorted(files))}
    commit = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    return PACKAGE.format(
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, TITLE),
        title=escape(TITLE),
        author=escape(", ".join(one["name"] for one in project.get("authors", ())) or TITLE),
        claim=escape(" ".join(CLAIM)),
        modified=commit.strftime("%Y-%m-%dT%H:%M:%SZ"),
        manifest="\n".join(item(name, ids[name], content) for name, content in files.items()),
        spine="\n".join(f'<itemref idref="{ids[name]}"/>' for name in order),
    )


def item(name: str, identifier: str, content: bytes) -> str:
    """Write one file of the book, and what a reader has to know of it."""
    kind = KINDS.get(posixpath.splitext(name)[1], "application/xhtml+xml")
    known = " ".join(properties(name, content))
    more = f' properties="{known}"' if known else ""
    return f'<item id="{identifier}" href="{name}" media-type="{kind}"{more}/>'


def properties(name: str, content: bytes) -> Iterator[str]:
    """Name what a file is or holds beside text."""
    if name == "nav.xhtml":
        yield "nav"
    elif name.endswith(".png"):
        yield "cover-image"
    elif name.endswith(".xhtml"):
        yield from ("mathml",) * (b"<math" in content)
        yield from ("svg",) * (b"<svg" in content)


etree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
