"""A lab as cells, as a page of the book, and as a notebook to take home.

A lab's script is read into cells, `hooks.labs` has them executed, and from there on the lab is
Markdown in the book's own dialect: it takes the way of every other page.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jupytext

from hooks.examples import Outcome, Snippet, find_snippets, read_snippet
from hooks.fences import Fence, PageError
from hooks.figures import ROLES

OUTPUT = "{ .output .no-copy }"
ADMONITION = re.compile(r'(?:!!!|\?\?\?\+?) +(?P<kind>[\w-]+)(?: +"(?P<title>.*)")? *')
ROLE = re.compile(rf"\\textcolor{{(?:{'|'.join(ROLES)})}}")
PAGE_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:)[^)]*\)")
SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)
MIX = re.compile(r"color-mix\(in srgb,(#\w{6}) (\d+)%,(#\w{6})\)")


@dataclass
class Cell:
    """One cell of a lab, and what came of it."""

    line: int
    """The line of the script on which its text begins."""
    source: str
    is_code: bool
    printed: str = ""
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
    return [Outcome((cell.printed,), cell.svg, cell.table) for cell in cells if cell.is_code]


def home_links(name: str) -> str:
    """Write the line that offers a page's notebook and script, which lie beside the page."""
    notebook, script = f"{name}.ipynb", f"{name}.py"
    return (
        f"Take it home: [the notebook]({name}/{notebook}){{ download={notebook} }} with its "
        f"outputs, or [the script]({name}/{script}){{ download={script} }}.\n"
    )


def to_notebook(cells: Sequence[Cell], name: str) -> str:
    """Write an executed lab as the `.ipynb` that a reader takes home.

    It holds all that it needs, and nothing of the place and time of the build: cells are named by
    their number, pictures carry their colours, the book's Markdown is Jupyter's.
    """
    written: list[dict[str, Any]] = []
    count = 0
    for number, cell in enumerate(cells, start=1):
        home: dict[str, Any] = {"id": f"{name}-{number}", "metadata": {}}
        if cell.is_code:
            count += 1
            home |= {"cell_type": "code", "execution_count": count, "source": cell.source}
            home["outputs"] = list(_outputs(cell))
        else:
            home |= {"cell_type": "markdown", "source": plain_markdown(cell.source)}
        written.append(home)
    notebook = {
        "cells": written,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _outputs(cell: Cell) -> Iterator[dict[str, Any]]:
    if cell.printed:
        yield {"output_type": "stream", "name": "stdout", "text": cell.printed}
    for svg in SVG.findall(cell.svg):
        data = {"image/svg+xml": plain_svg(svg)}
        yield {"output_type": "display_data", "data": data, "metadata": {}}


def plain_markdown(source: str) -> str:
    """Rewrite the book's Markdown in what Jupyter knows.

    Admonitions become quotes; the colours of roles and links to other pages are left out.
    """
    lines: list[str] = []
    inside = False
    for line in PAGE_LINK.sub(r"\1", ROLE.sub("", source)).splitlines():
        if match := ADMONITION.fullmatch(line):
            lines.append(f"> **{match['title'] or match['kind'].capitalize()}**")
            inside = True
        elif inside and (line.startswith("    ") or not line.strip()):
            lines.append(f"> {line[4:]}".rstrip())
        else:
            if inside and lines[-1] == ">":
                lines[-1] = ""
            lines.append(line)
            inside = False
    return "\n".join(lines)


def plain_svg(svg: str) -> str:
    """Give a drawing the colours of paper, for where no style sheet is."""
    for role, colour in ROLES.items():
        svg = svg.replace(f"var(--ol-{role})", colour)
    svg = svg.replace("var(--md-default-bg-color)", "#ffffff").replace("currentColor", "#000000")
    svg = MIX.sub(lambda match: _mixed(match[1], int(match[2]) / 100, match[3]), svg)
    style = "background:#fff;font-family:sans-serif"
    return svg.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" style="{style}" ', 1)


def _mixed(colour: str, share: float, other: str) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(share * one + (1 - share) * two) for one, two in pairs).hex()
