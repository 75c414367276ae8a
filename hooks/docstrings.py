"""The examples in the library's docstrings: run like those of a page, shown on the API pages."""

import doctest
from collections.abc import Iterable

from sybil import Document, Region
from sybil.document import PythonDocStringDocument
from sybil.text import LineNumberOffsets

from hooks.examples import Snippet, evaluate, shown_path
from hooks.fences import Fence

# What an API page imports in its first block; docstrings take it for granted.
SETUP = "import numpy as np\n\nfrom onelayer import *\n"


def parse_docstrings(document: Document) -> Iterable[Region]:
    """Be the Sybil parser of the library's modules: one region for each statement."""
    path = shown_path(document.path)
    offsets = LineNumberOffsets(document.text)
    for start, _, docstring in PythonDocStringDocument.extract_docstrings(document.text):
        line = document.text.count("\n", 0, start)
        for part in doctest.DocTestParser().parse(docstring, path):
            if isinstance(part, str):
                line += part.count("\n")
                continue
            place = max(start, offsets.get(line, 0))
            fence = Fence(line, place, place, "", "", "pycon", f">>> {part.source}{part.want}")
            line += part.source.count("\n") + part.want.count("\n")
            part.lineno = 0
            yield Region(place, place, Snippet(fence, path, "", [part]), evaluate)


def set_up(document: Document) -> None:
    """Run what the API pages begin with."""
    document.namespace["__name__"] = "__main__"
    exec(SETUP, document.namespace)  # noqa: S102 - the page's own first block


def statements(session: str) -> set[tuple[str, str]]:
    """Split a session as a reader sees it into its statements with their outputs."""
    return {(one.source, one.want) for one in doctest.DocTestParser().get_examples(session)}


def all_statements(module: str) -> set[tuple[str, str]]:
    """Collect the statements of a module's docstrings with their outputs."""
    docstrings = PythonDocStringDocument.extract_docstrings(module)
    return {one for _, _, docstring in docstrings for one in statements(docstring)}
