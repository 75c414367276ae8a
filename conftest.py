"""Give pytest the examples that the build runs: of the pages, of the README, of the docstrings.

One test an example, named by its page and line: `docs/chapters/x.md::line:12,column:1`.
"""

import contextlib
import signal

from sybil import Document, Sybil

from hooks.docstrings import SETUP, parse_docstrings
from hooks.examples import fresh_state, parse

# A shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C;
# some interrupt a build.
signal.signal(signal.SIGINT, signal.default_int_handler)

_open_pages = []


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
        [parse],
        patterns=["docs/*.md", "docs/*/*.md", "README.md"],
        setup=_open_page,
        teardown=_close,
    )
    + Sybil(
        [parse_docstrings],
        patterns=["src/onelayer/*.py"],
        setup=_open_module,
        teardown=_close,
        document_types={".py": Document},
    )
).pytest()
