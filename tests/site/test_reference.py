"""The API pages hold the whole library, its examples as they were run, and what one copies runs."""

import re
from html import unescape

import pytest
from built import SITE

import onelayer
from builder.read.docstrings import SETUP
from builder.run.session import fresh_state

PAGES = {page.stem: page.read_text("utf-8") for page in (SITE / "reference").glob("*.html")}
COPIED = re.compile(r'data-copy="([^"]*)"')


def test_every_public_name_has_its_place():
    anchors = set(re.findall(r'\bid="onelayer\.\w+\.(\w+)"', "".join(PAGES.values())))
    assert set(onelayer.__all__) <= anchors


@pytest.mark.parametrize("page", PAGES)
def test_what_is_copied_from_top_to_bottom_runs(page):
    setup, *examples = map(unescape, COPIED.findall(PAGES[page]))
    assert setup == SETUP.strip()
    assert examples
    namespace = {}
    with fresh_state():
        for code in (setup, *examples):
            assert ">>>" not in code
            exec(code, namespace)  # noqa: S102 - as a reader would


@pytest.mark.parametrize("page", PAGES)
def test_docstrings_are_markdown_when_they_are_shown(page):
    html = PAGES[page]
    prose = re.sub(r"(?s)<(pre|code|script|math)\b.*?</\1>", "", html)
    assert not re.search(r"-----|``|\]_|\bSee Also\n", prose)
    assert "<dt>" in html
    assert html.count("<math") > 0 or "$" not in prose


@pytest.mark.parametrize("page", PAGES)
def test_pages_lead_to_the_chapters(page):
    assert 'href="../chapters/' in PAGES[page]


def test_names_in_docstrings_are_links():
    link = r'<a [^>]*href="#onelayer\.similarity\.angle"[^>]*><code>angle</code></a>'
    assert re.search(link, PAGES["similarity"])
