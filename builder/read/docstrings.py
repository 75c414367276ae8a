"""The examples in the library's docstrings: run like those of a page, shown on the API pages."""

import doctest
from collections.abc import Iterator

from sybil.document import PythonDocStringDocument

from builder.page import Example
from builder.settings import PACKAGE

# What an API page imports in its first block; docstrings take it for granted.
SETUP = f"import numpy as np\n\nfrom {PACKAGE} import *\n"


def find_statements(module: str, path: str) -> Iterator[Example]:
    """Yield the statements of a module's docstrings, each as an example of its own."""
    for start, _, docstring in PythonDocStringDocument.extract_docstrings(module):
        line = module.count("\n", 0, start)
        for part in doctest.DocTestParser().parse(docstring, path):
            if isinstance(part, str):
                line += part.count("\n")
                continue
            yield Example(line, f">>> {part.source}{part.want}", "", [part])
            line += part.source.count("\n") + part.want.count("\n")
            part.lineno = 0


def statements(session: str) -> set[tuple[str, str]]:
    """Split a session as a reader sees it into its statements with their outputs."""
    return {(one.source, one.want) for one in doctest.DocTestParser().get_examples(session)}
