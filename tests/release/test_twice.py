"""What a page or a lab gives is the same each time that it runs, its drawings included."""

import pytest

from builder.read import read
from builder.run.cache import Cache, key_of
from builder.run.runner import Runner
from builder.settings import CACHE, ROOT

FILES = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("docs/labs/*.py")]
PAGES = [read(file.read_text("utf-8"), file.relative_to(ROOT).as_posix()) for file in FILES]


@pytest.mark.full
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.examples], ids=lambda one: one.path
)
def test_a_second_run_gives_what_the_first_gave(page, tmp_path):
    """The first is that of the build; sets of words are in another order each time."""
    known = Cache(CACHE).load(page.path, key_of(page))
    runner = Runner(tmp_path, Cache(tmp_path / "cache", fresh=True))
    try:
        first = known or runner.submit([page])[page.path].result()
        assert runner.submit([page])[page.path].result() == first
    finally:
        runner.close()
