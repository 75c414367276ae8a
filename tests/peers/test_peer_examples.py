"""The examples that need PyTorch or JAX, in page order with all others of their page."""

from pathlib import Path

import pytest
from sybil import Document, Region

from hooks.examples import RUN_BY_PEERS, evaluate, find_snippets, fresh_state

DOCS = Path(__file__).parents[2] / "docs"

pytestmark = pytest.mark.peers


def snippets_of(page):
    text, name = page.read_text("utf-8"), page.relative_to(DOCS.parent).as_posix()
    kept = list(find_snippets(text, name, not_run=RUN_BY_PEERS))
    return (
        sorted([*kept, *find_snippets(text, name)], key=lambda one: one.fence.line) if kept else []
    )


PAGES = [page for page in sorted(DOCS.rglob("*.md")) if snippets_of(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_the_examples_of_a_page(page):
    document = Document(page.read_text("utf-8"), str(page))
    for snippet in snippets_of(page):
        document.add(Region(snippet.fence.start, snippet.fence.end, snippet, evaluate))
    with fresh_state():
        for example in document.examples():
            example.evaluate()


def test_there_are_such_pages():
    assert DOCS / "practice" / "other-libraries.md" in PAGES
