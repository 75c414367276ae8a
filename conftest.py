"""Give pytest the examples that the build runs: of the pages, of the README, of the docstrings.

One test an example, named by its page and line: `docs/chapters/x.md::line:12,column:1`. A page that
the build has run is not run again: what came of it is held against what the page says. With
`FRESH=1` all is run.
"""

import contextlib
import os
import signal

from sybil import Document, Sybil
from xdist.scheduler import LoadFileScheduling

from builder.read import read
from builder.read.docstrings import SETUP
from builder.run.cache import Cache, key_of
from builder.run.session import compare, fresh_state, regions
from builder.settings import CACHE, shown_path

# A shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C,
# and `nohup` the end of the terminal; some interrupt a build.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Tests that look at the site and share nothing else; they take long.
SCATTERED = tuple(
    f"tests/site/test_{name}.py::"
    for name in ("accessibility", "clipboard", "explore", "pages", "take_home")
)


class Scheduling(LoadFileScheduling):
    """Have one process run a file's tests, which share what it sets up, but for the scattered."""

    def _split_scope(self, nodeid):
        return nodeid if nodeid.startswith(SCATTERED) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


collect_ignore = ["tests/book"]  # another book, which a test builds

_cache = Cache(CACHE, fresh=bool(os.environ.get("FRESH")))
_open_pages = []


def _parse_known(document):
    """Give the examples of a page, with what is known to come of them."""
    page = read(document.text, shown_path(document.path))
    found = list(regions(page))
    outcomes = _cache.load(page.path, key_of(page))
    for region, outcome in zip(found, outcomes or (), strict=False):
        region.parsed.outcome, region.evaluator = outcome, compare
    return found


def _open_page(namespace):
    page = contextlib.ExitStack()
    page.enter_context(fresh_state())
    _open_pages.append(page)
    return namespace


def _open_module(namespace):
    _open_page(namespace)
    exec(SETUP, namespace)  # noqa: S102 - what an API page begins with


def _close(_namespace):
    _open_pages.pop().close()


pytest_collect_file = (
    Sybil(
        [_parse_known],
        patterns=["docs/*.md", "docs/*/*.md", "README.md"],
        setup=_open_page,
        teardown=_close,
    )
    + Sybil(
        [_parse_known],
        patterns=["src/onelayer/*.py"],
        setup=_open_module,
        teardown=_close,
        document_types={".py": Document},
    )
).pytest()
