"""`make fix` leaves every page of this book as it is: what a build has run is not run again."""

import pytest

from builder.fix import fix
from builder.read import read
from builder.run.cache import Cache, key_of
from builder.run.session import run
from builder.settings import CACHE, ROOT

PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_page_that_is_right_stays_as_it_is(file):
    text = file.read_text("utf-8")
    page = read(text, file.relative_to(ROOT).as_posix())
    known = Cache(CACHE).load(page.path, key_of(page))
    for example, outcome in zip(page.examples, known or run(page), strict=True):
        example.outcome = outcome if known else example.outcome
    assert fix(text, page) == text
