"""`make fix` leaves every page of this book as it is: what a build has run is not run again."""

import pytest

from builder.fix import fix
from builder.read import read
from builder.run.cache import Cache, make_key
from builder.run.session import run
from builder.settings import ROOT

PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_page_that_is_right_stays_as_it_is(file):
    text = file.read_text("utf-8")
    page = read(text, file.relative_to(ROOT).as_posix())
    key = make_key([example.source for example in page.examples])
    known = Cache(ROOT / ".cache").load(page.path, key)
    for example, outcome in zip(page.examples, known or run(page), strict=True):
        example.outcome = outcome if known else example.outcome
    assert fix(text, page) == text
