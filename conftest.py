"""Give pytest the very examples that the build runs: those of the pages, the README and the library."""

from sybil import Sybil
from sybil.document import PythonDocStringDocument

from hooks.examples import fresh_state, parse

_states = []


def _open(_namespace):
    state = fresh_state()
    state.__enter__()
    _states.append(state)


def _close(_namespace):
    _states.pop().__exit__(None, None, None)


pytest_collect_file = Sybil(parsers=[parse], patterns=["docs/*.md", "README.md"], setup=_open, teardown=_close).pytest()
