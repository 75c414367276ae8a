"""The examples in the library's docstrings: run like those of a page, shown on the API pages."""

import doctest
from dataclasses import replace
from functools import lru_cache

from sybil.document import PythonDocStringDocument

from builder.page import Example
from builder.settings import PACKAGE

# What an API page imports in its first block; docstrings take it for granted.
SETUP = f"import numpy as np\n\nfrom {PACKAGE} import *\n"


def find_statements(module: str, path: str) -> list[Example]:
    """Give the statements of a module's docstrings, each as an example that the caller may change.

    What has been read before is not read again.
    """
    return [replace(one) for one in read_docstrings(module, path)]


@lru_cache(maxsize=128)
def read_docstrings(module: str, path: str) -> list[Example]:
    """Read statements that nobody changes."""
    found = []
    for start, _, docstring in PythonDocStringDocument.extract_docstrings(module):
        line = module.count("\n", 0, start)
        for part in doctest.DocTestParser().parse(docstring, path):
            if isinstance(part, str):
                line += part.count("\n")
                continue
            found.append(Example(line, f">>> {part.source}{part.want}", "", [part]))
            line += part.source.count("\n") + part.want.count("\n")
            part.lineno = 0
    return found


def statements(session: str) -> set[tuple[str, str]]:
    """Split a session as a reader sees it into its statements with their outputs."""
    return {(one.source, one.want) for one in doctest.DocTestParser().get_examples(session)}
