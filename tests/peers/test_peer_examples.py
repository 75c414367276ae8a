"""The examples that need PyTorch or JAX, in page order with all others of their page."""

import pytest

from builder.read import read
from builder.read.examples import read_example
from builder.read.outputs import differences
from builder.run.session import run
from builder.settings import ROOT

pytestmark = pytest.mark.peers


def whole(file):
    """Read a page with the examples that its build does not run; without any, give nothing."""
    page = read(file.read_text("utf-8"), file.relative_to(ROOT).as_posix())
    ours = (one for one in page.fences if one.options.get("not_run") == "run by `make peers`")
    kept = [read_example(fence, page.path) for fence in ours]
    page.examples = sorted([*page.examples, *kept], key=lambda one: one.line)
    return page if kept else None


PAGES = [page for file in sorted(ROOT.glob("docs/**/*.md")) if (page := whole(file))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_the_examples_of_a_page(page):
    assert list(run(page)) == page.examples
    assert list(differences(page.path, page.examples)) == []


def test_there_are_such_pages():
    assert "docs/practice/other-libraries.md" in [page.path for page in PAGES]
