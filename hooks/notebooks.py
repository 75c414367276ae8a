"""A lab as cells, and as a page of the book.

A lab's script is read into cells, `hooks.labs` has them executed, and from there on the lab is
Markdown in the book's own dialect: it takes the way of every other page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import jupytext

from hooks.examples import Outcome, Snippet, find_snippets, read_snippet
from hooks.fences import Fence, PageError

OUTPUT = "{ .output .no-copy }"


@dataclass
class Cell:
    """One cell of a lab, and what came of it."""

    line: int
    """The line of the script on which its text begins."""
    source: str
    is_code: bool
    printed: str = ""
    result: str = ""
    """What its last expression has given, as an interactive Python shows it."""
    svg: str = ""
    table: str = ""
    """The data of its figure, as HTML."""

    def snippet(self, path: str) -> Snippet:
        """Read the cell as if it stood in a fence that opens on the line above it."""
        fence = Fence(self.line - 1, 0, 0, "", "```", "python", source=f"{self.source}\n")
        return read_snippet(fence, path)


def read_cells(script: str, path: str) -> list[Cell]:
    """Read a lab's percent script.

    Raises
    ------
    PageError
        If a cell could not appear on the page: a figure without its words, a cell that is neither
        code nor Markdown, Python in a Markdown cell (it would not be run).
    """
    lines, at = script.splitlines(), 0
    cells: list[Cell] = []
    slugs = set()
    for read in jupytext.reads(script, fmt="py:percent").cells:
        at = _find(read.source.splitlines(), lines, at)
        cell = Cell(at + 1, read.source, is_code=read.cell_type == "code")
        if cell.is_code:
            figure = cell.snippet(path).figure
            if figure and figure.figure in slugs:
                raise PageError(path, cell.line, f"a second figure {figure.figure!r}")
            slugs.add(figure and figure.figure)
        elif read.cell_type == "markdown":
            _check_prose(cell, path)
        else:
            raise PageError(path, cell.line, f"a page has no place for a {read.cell_type} cell")
        cells.append(cell)
        at += len(read.source.splitlines())
    return cells


def _find(source: list[str], lines: list[str], start: int) -> int:
    """Find a cell's lines in its script, where those of a Markdown cell are comments."""
    if not source:
        return 1 + next(at for at in range(start, len(lines)) if lines[at].startswith("# %%"))
    for at in range(start, len(lines)):
        part = lines[at : at + len(source)]
        if source in (part, [re.sub("^# ?", "", line) for line in part]):
            return at
    return start


def _check_prose(cell: Cell, path: str) -> None:
    """Refuse what looks like an example in a Markdown cell."""
    try:
        lines = [snippet.fence.line for snippet in find_snippets(cell.source, path)]
    except PageError as error:
        raise PageError(path, cell.line + error.line - 1, error.message) from None
    if lines:
        raise PageError(
            path, cell.line + lines[0] - 1, "Python in a Markdown cell would not be run"
        )


def to_markdown(cells: Sequence[Cell]) -> str:
    """Write an executed lab as a page; its figures are in `to_outcomes`, as those of chapters."""
    return "".join(f"{_as_markdown(cell)}\n\n" for cell in cells)


def in_script(error: PageError, cells: Sequence[Cell]) -> PageError:
    """Tell in the lines of the script what was told in those of `to_markdown`."""
    start = 1
    for cell in cells:
        beyond = start + _as_markdown(cell).count("\n") + 2
        if error.line < beyond:
            inside = error.line - start - cell.is_code
            line = cell.line + min(max(inside, 0), cell.source.count("\n"))
            return PageError(error.path, line, error.message)
        start = beyond
    return error


def _as_markdown(cell: Cell) -> str:
    if not cell.is_code:
        return cell.source
    code = _fenced(cell.source, "python")
    return f"{code}\n\n{_fenced(cell.printed.rstrip(), OUTPUT)}" if cell.printed else code


def _fenced(text: str, info: str) -> str:
    """Fence a text with more backticks than it holds in a row."""
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{ticks}{info}\n{text}\n{ticks}"


def to_outcomes(cells: Sequence[Cell]) -> list[Outcome]:
    """Give what came of each code cell, in the form in which chapters have it."""
    return [Outcome((cell.printed,), (), cell.svg, cell.table) for cell in cells if cell.is_code]
