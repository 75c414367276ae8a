"""A file becomes a `Page`: its fences or cells are read once, and what would not run is refused."""

import ast
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from builder.page import Page, PageError
from builder.read.docstrings import find_statements
from builder.read.examples import find_examples
from builder.read.fences import find_fences
from builder.read.source import check_characters, without_front_matter
from builder.settings import LIBRARY, ROOT


def read(content: str, path: str) -> Page:
    """Read a page of Markdown; by the name of its file, a lab or a module of the library.

    Each call gives a page of its own; what has been read before is not read again.

    Raises
    ------
    PageError
        If something on it would not run, or could not be seen.
    """
    page = read_once(content, path)
    return replace(page, examples=[replace(one) for one in page.examples])


@lru_cache(maxsize=128)
def read_once(content: str, path: str) -> Page:
    """Read a page that nobody changes."""
    if ROOT / path == LIBRARY / Path(path).name:
        return Page(path, content, examples=list(find_statements(content, path)))
    check_characters(content, path)
    if path.endswith(".py"):
        return read_lab(content, path)
    return with_examples(Page(path, without_front_matter(content, path)))


def read_lab(script: str, path: str) -> Page:
    """Read a lab's percent script; each of its code cells is an example."""
    # Jupytext takes a third of a second to load, also in each kernel, which reads no lab.
    from builder.read.cells import to_markdown  # noqa: PLC0415

    text, lines, starts = to_markdown(script, path)
    page = Page(path, text, lines, script=script)
    with_examples(page)
    for example in page.examples:
        if example.line not in starts:
            raise page.fault(example.line, "Python in a Markdown cell would not be run")
        example.line = lines[example.line] - 1
        try:
            ast.parse(example.source)
        except SyntaxError as error:
            message = f"{error.msg}: a lab is a script, without the % and ! of notebooks"
            raise PageError(path, example.line + (error.lineno or 1), message) from None
    return page


def with_examples(page: Page) -> Page:
    """Find a page's examples, and refuse two of one name."""
    try:
        page.fences = list(find_fences(page.text, page.path))
        page.examples = list(find_examples(page))
    except PageError as error:
        raise page.fault(error.line, error.message) from None
    check_names(
        [f"figure-{one.figure.figure}" if one.figure else "" for one in page.examples], page
    )
    check_names([one.anchor for one in page.examples], page)
    return page


def check_names(names: Sequence[str], page: Page) -> None:
    """Refuse a name that two examples of a page have."""
    for at, name in enumerate(names):
        if name and name in names[:at]:
            first = page.examples[names.index(name)].line
            raise page.fault(
                page.examples[at].line,
                f"{name!r} stands already in line {page.fault(first, '').line}",
            )
