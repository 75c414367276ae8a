"""What is made of the pages beside the site shows what they show."""

import re
from html import unescape

import pytest
from built import SITE

from builder.prove.walk import Walk

PAGES = sorted(
    file.relative_to(SITE).as_posix() for file in SITE.rglob("*.html") if file.name != "404.html"
)
PARTS = re.compile(r"<pre>.*?</pre>|<desc.*?</desc>|<p id[^>]*hidden.*?</p>", re.DOTALL)


def shown(page):
    """Give what a page shows, from the top: its code with the outputs, descriptions of figures."""
    html = (SITE / page).read_text()
    parts = PARTS.findall(html[html.index("<article") : html.index("</article>")])
    # Of a block, the stock parser gives the text; of a description it needs no help.
    return [
        Walk(part).blocks[0][1] if part.startswith("<pre") else unescape(part.split(">")[1][:-6])
        for part in parts
    ]


def assert_in_order(parts, text):
    place = 0
    for part in map(plain, parts):
        found = text.find(part, place)
        assert found >= 0, part
        place = found + len(part)


def plain(text):
    """Leave out how far a line is set in, and all other space at its ends."""
    return "\n".join(line.strip("> ") for line in text.split("\n")).strip()


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
