"""A lab's percent script, written as Markdown of the book: it then takes the way of every page."""

import re

import jupytext
from nbformat import ValidationError

from builder.page import PageError


def to_markdown(script: str, path: str) -> tuple[str, list[int], set[int]]:
    """Write a lab as a page: its prose as it stands, each code cell in a fence.

    Returns
    -------
    text : str
        The Markdown.
    lines : list of int
        Of each of its lines, the line of the script.
    fences : set of int
        The lines of the Markdown on which the fences of code cells open.

    Raises
    ------
    PageError
        If the header is none, or a cell is neither code nor Markdown, or is empty.
    """
    if not script.strip():
        raise PageError(path, 1, "the lab is empty")
    try:
        cells = jupytext.reads(script, fmt="py:percent").cells
    except ValidationError as error:
        message = f"{error.message}: complete the header, or leave it out"
        raise PageError(path, 1, message) from None
    source, at = script.splitlines(), 0
    text = ""
    lines: list[int] = []
    fences: set[int] = set()
    for cell in cells:
        body = cell.source.splitlines()
        at = find(body, source, at)
        numbers = [at + 1 + offset for offset in range(len(body))]
        if cell.cell_type == "code":
            if not body:
                raise PageError(path, at, "the cell is empty")
            # More backticks than the code holds in a row.
            ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", cell.source)), default=0))
            fences.add(len(lines) + 1)
            body = [f"{ticks}python", *body, ticks]
            numbers = [numbers[0], *numbers, numbers[-1]]
        elif cell.cell_type != "markdown":
            raise PageError(path, at + 1, f"a page has no place for a {cell.cell_type} cell")
        text += "".join(f"{line}\n" for line in (*body, ""))
        lines += [*numbers, (numbers or [at])[-1]]
        at += len(cell.source.splitlines())
    return text, lines, fences


def find(body: list[str], source: list[str], start: int) -> int:
    """Find a cell's lines in its script, where those of a Markdown cell are comments."""
    if not body:
        return 1 + next(at for at in range(start, len(source)) if source[at].startswith("# %%"))
    for at in range(start, len(source)):
        part = source[at : at + len(body)]
        if body in (part, [re.sub("^# ?", "", line) for line in part]):
            return at
    return start
