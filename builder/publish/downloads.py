"""What a reader takes home from a page: its notebook, with the outputs, and its script.

Both begin with what they need, and hold nothing of the place and time of the build: cells are named
by their number, pictures carry their colours, the book's Markdown is Jupyter's.
"""

import ast
import doctest
import json
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from builder.page import Example, Fence, Page, PageError
from builder.read.examples import PYTHON
from builder.settings import NOTEBOOKS, PACKAGE, ROLES, TITLE

BOX = re.compile(r'(?P<mark>!!!|\?\?\?\+?|===\+?) *(?P<kind>[\w-]+)?(?: *"(?P<title>.*)")? *')
ROLE = re.compile(rf"\\textcolor{{(?:{'|'.join(ROLES)})}}")
PAGE_LINK = re.compile(rf"(?<!!)\[([^\]]*)\](?:\((?!https?:)[^)]*\)|\[{PACKAGE}[\w.]*\])")
PLACE = re.compile(r"^(?P<lead>[> ]*)\0(?P<number>\d+)\n?", re.MULTILINE)
EDGES = re.compile(r"\A(?:[> ]*\n)+|(?:\n[> ]*)+\Z")
SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)
EDIT = re.compile("(?:/-)?/edit/.*")
MIX = re.compile(r"color-mix\(in srgb,(#\w{6}) (\d+)%,(#\w{6})\)")

CATCH = """\
try:
{code}
except Exception as error:
    print(f"{{type(error).__name__}}: {{error}}")"""


@dataclass
class Cell:
    """One cell of a notebook."""

    source: str
    is_code: bool = False
    printed: str = ""
    result: str = ""
    """What its last expression gives, as an interactive Python shows it."""
    svg: str = ""


def make(page: Page, in_words: Callable[[str], str], edit_uri: str = "") -> str:
    """Attach a page's notebook and script to it, and give the Markdown that offers them.

    Parameters
    ----------
    page
        The page, its examples run. Neither a chapter nor a lab, it is not taken home.
    in_words
        Writes the citations of a Markdown text in words.
    edit_uri
        Where the pages can be edited, if anywhere: in the repository that holds the library, too.
    """
    folder = posixpath.splitext(page.path)[0]
    if not page.is_lab and posixpath.dirname(page.path) not in NOTEBOOKS:
        return ""
    stem = posixpath.basename(folder)
    start, cells = Cell(needed(edit_uri)), to_cells(page, in_words)
    script = f"{to_script([start])}\n{page.script}" if page.script else to_script([start, *cells])
    notebook, code = f"{stem}.ipynb", f"{stem}.py"
    page.attachments = {
        f"{folder}/{notebook}": to_notebook([start, *cells], stem),
        f"{folder}/{code}": script,
    }
    return (
        f"\n\nTake it home: [the notebook]({stem}/{notebook}){{ download={notebook} }} with its "
        f"outputs, or [the script]({stem}/{code}){{ download={code} }}.\n"
    )


def needed(edit_uri: str) -> str:
    """Say what it takes to run a page at home, and where that comes from."""
    source = EDIT.sub("", edit_uri)
    where, library = ("", f"git+{source}") if source else (", in the folder of its source", ".")
    needs = f"What it needs{where}: `python -m pip install matplotlib {library}`."
    return f"From the book *{TITLE}*. {needs}"


def check(page: Page, files: Set[str]) -> None:
    """Refuse a page whose downloads would take the place of an author's file."""
    for name in page.attachments.keys() & files:
        raise PageError(name, 1, f"the download of {page.path} would take its place")


def to_cells(page: Page, in_words: Callable[[str], str]) -> list[Cell]:
    """Cut an executed page into cells.

    A session becomes one cell for each result that it shows, since Jupyter shows a cell's last.
    """
    examples = iter(page.examples)
    blocks: list[str | list[Cell]] = []
    marked, position = "", 0
    for fence in page.fences:
        marked += f"{page.text[position : fence.start]}{fence.indent}\0{len(blocks)}"
        position = fence.end
        runs = fence.language in PYTHON and "not_run" not in fence.options
        blocks.append(list(_code_cells(next(examples))) if runs else _shown(fence))
    prose, *rest = PLACE.split(plain_markdown(in_words(marked + page.text[position:])))
    cells: list[Cell] = []
    for lead, number, after in zip(*[iter(rest)] * 3, strict=True):
        block = blocks[int(number)]
        if isinstance(block, str):
            prose += "".join(f"{lead}{line}".rstrip() + "\n" for line in block.splitlines()) + after
        else:
            cells += [Cell(EDGES.sub("", prose)), *block]
            prose = after
    cells.append(Cell(EDGES.sub("", prose)))
    return [cell for cell in cells if cell.source]


def _shown(fence: Fence) -> str:
    """Write a fence that is not run as Markdown that any reader knows."""
    block = f"```{fence.language}\n{fence.source}```"
    reason = fence.options.get("not_run")
    return f"{block}\n\n*Not run with this page: {reason}.*" if reason else block


def _code_cells(example: Example) -> Iterator[Cell]:
    """Write an example as code cells."""
    outcome = example.outcome
    if not example.statements:
        code = example.source.rstrip()
        yield Cell(code, is_code=True, printed="".join(outcome.outputs), svg=outcome.svg)
        return
    cell = Cell("", is_code=True)
    for statement, got, result in zip(
        example.statements, outcome.outputs, outcome.results, strict=True
    ):
        code, printed = at_home(statement), got.removesuffix(result)
        if statement.exc_msg:
            kind, _, message = statement.exc_msg.partition(":")
            printed = f"{kind.rpartition('.')[2]}:{message}"
        cell.source = f"{cell.source}\n{code}".lstrip()
        cell.printed += printed
        if result:
            cell.result = result.rstrip("\n")
            yield cell
            cell = Cell("", is_code=True)
    if cell.source:
        yield cell


def at_home(statement: doctest.Example) -> str:
    """Give the code of a statement; an error that it shows would end a notebook."""
    code = statement.source.rstrip()
    return CATCH.format(code=indent(code, "    ")) if statement.exc_msg else code


def to_notebook(cells: Sequence[Cell], name: str) -> str:
    """Write cells as an `.ipynb`."""
    written: list[dict[str, Any]] = []
    count = 0
    for number, cell in enumerate(cells, start=1):
        home: dict[str, Any] = {"id": f"{name}-{number}", "metadata": {}, "source": cell.source}
        if cell.is_code:
            count += 1
            home |= {"cell_type": "code", "execution_count": count}
            if not cell.result:
                home["source"] = _silent(cell.source)
            home["outputs"] = list(_outputs(cell, count))
        else:
            home |= {"cell_type": "markdown"}
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


def _outputs(cell: Cell, count: int) -> Iterator[dict[str, Any]]:
    if cell.printed:
        yield {"output_type": "stream", "name": "stdout", "text": cell.printed}
    for svg in SVG.findall(cell.svg):
        data = {"image/svg+xml": plain_svg(svg)}
        yield {"output_type": "display_data", "data": data, "metadata": {}}
    if cell.result:
        data = {"text/plain": cell.result}
        result = {"output_type": "execute_result", "execution_count": count}
        yield result | {"data": data, "metadata": {}}


def to_script(cells: Sequence[Cell]) -> str:
    """Write cells as a percent script that prints what the notebook shows."""
    parts = []
    for cell in cells:
        if cell.is_code:
            code = _last(cell.source, "print({})") if cell.result else cell.source
            parts.append(f"# %%\n{code}\n")
        else:
            comments = "".join(f"# {line}".rstrip() + "\n" for line in cell.source.splitlines())
            parts.append(f"# %% [markdown]\n{comments}")
    if any(cell.svg for cell in cells):
        parts.append("# %%\nplt.show()\n")
    return "\n".join(parts)


def _silent(code: str) -> str:
    """Keep Jupyter from showing what the last statement of some code gives."""
    return _last(code, "{};") if isinstance(ast.parse(code).body[-1], ast.Expr) else code


def _last(code: str, form: str) -> str:
    """Write the last statement of some code in another form."""
    last = ast.get_source_segment(code, ast.parse(code).body[-1]) or ""
    before, _, after = code.rpartition(last)
    return before + form.format(last) + after


def plain_markdown(source: str) -> str:
    """Rewrite the book's Markdown in what Jupyter knows.

    Admonitions become quotes, what unfolds stands open below its title; the colours of roles and
    links to other pages are left out.
    """
    lines: list[str] = []
    lead: str | None = None
    source = ROLE.sub("", source).replace("{given}", "")
    for line in PAGE_LINK.sub(r"\1", source).splitlines():
        if lead is not None and (line.startswith("    ") or not line.strip()):
            lines.append(f"{lead}{line[4:]}".rstrip())
            continue
        if lead and lines[-1] == ">":
            lines[-1] = ""
        if match := BOX.fullmatch(line):
            lead = "> " if match["mark"] == "!!!" else ""
            lines.append(f"{lead}**{match['title'] or match['kind'].capitalize()}**")
        else:
            lead = None
            lines.append(line)
    return "\n".join(lines)


def plain_svg(svg: str) -> str:
    """Make a drawing a file of its own, for where no style sheet is."""
    style = "background:#fff;font-family:sans-serif"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" style="{style}" '
    return on_paper(svg).replace("<svg ", head, 1)


def on_paper(drawings: str) -> str:
    """Give drawings the colours of paper."""
    for role, colour in ROLES.items():
        drawings = drawings.replace(f"var(--ol-{role})", colour)
    drawings = drawings.replace("var(--md-default-bg-color)", "#ffffff")
    drawings = drawings.replace("currentColor", "#000000")
    return MIX.sub(lambda match: _mixed(match[1], int(match[2]) / 100, match[3]), drawings)


def _mixed(colour: str, share: float, other: str) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(share * one + (1 - share) * two) for one, two in pairs).hex()
