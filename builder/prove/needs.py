"""What a block of code needs of the blocks before it on its page.

The blocks of a page share one namespace. For *copy with set-up* the build finds, statement by
statement and backwards, where the names that a block reads come from.
"""

import ast
import builtins
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from builder.page import Example
from builder.prove.names import Names, makes_state

EVERYTHING = "*"
DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
CONDITIONAL = ast.If | ast.While | ast.Try | ast.Match


class Span(NamedTuple):
    """Lines of one block: from `first` up to, but not with, `end`, both counted from 0."""

    block: int
    first: int
    end: int


@dataclass
class Block:
    """The code of one block as it is copied."""

    code: str
    shows: Sequence[bool] = ()
    """Of each statement of a session, whether something is printed below it."""
    is_figure: bool = False


@dataclass
class Statement:
    """One statement at the top of a block."""

    span: Span
    reads: set[str]
    binds: set[str]
    changes: set[str]
    """Names whose values it may change in place."""
    whole: set[str]
    """What it reads, and what the functions that it defines read when they are called."""


def find(examples: Sequence[Example]) -> None:
    """Write beside each example of a page the earlier lines that it needs."""
    blocks = [
        Block(copied(one.code), shown(one), is_figure=one.figure is not None) for one in examples
    ]
    for one, spans in zip(examples, find_needs(blocks), strict=True):
        one.setup = join(spans, [block.code.splitlines() for block in blocks])


def copied(code: str) -> str:
    """Give the code of a block as it is copied: no prompts and no outputs.

    An indented statement is followed by an empty line, so that an interactive Python takes it, too.
    """
    if not code.startswith(">>>"):
        return code.strip("\n")
    taken = ""
    for line in code.splitlines():
        prompt, rest = line[:3], line[4:]
        if prompt == ">>>" and taken.rpartition("\n")[2].startswith((" ", "\t")):
            taken += "\n"
        if prompt in (">>>", "..."):
            taken += f"\n{rest}"
    return taken.strip("\n")


def shown(example: Example) -> list[bool]:
    """Tell of each statement of a session whether an output stands below it."""
    return [bool(one.want) for one in example.statements for _ in ast.parse(one.source).body]


def join(spans: Sequence[Span], lines: Sequence[Sequence[str]]) -> str:
    """Put lines of several blocks together, with a gap between two blocks."""
    text, last = "", -1
    for block, first, end in spans:
        text += ("\n" if block == last else "\n\n") + "\n".join(lines[block][first:end])
        last = block
    return text.lstrip("\n")


def read_statements(blocks: Sequence[Block]) -> list[list[Statement]]:
    """Read the statements of a page's blocks, which run in this order in one namespace."""
    read: list[list[Statement]] = []
    modules: set[str] = set()
    stateful: set[str] = set()
    harmless = {"print"}
    later: dict[str, set[str]] = {}
    effects: dict[str, set[str]] = {}
    for number, block in enumerate(blocks):
        lines = block.code.splitlines()
        read.append([])
        for at, node in enumerate(ast.parse(block.code).body):
            names = Names(harmless)
            names.visit(node)
            harmless = names.harmless
            if not isinstance(node, DEFINITION):  # a function that is called at once
                names.reads |= names.later
                names.changes |= names.later_changes
            if isinstance(node, CONDITIONAL):  # what it binds may be what it was before
                names.reads |= names.binds
            if isinstance(node, ast.Expr) and block.shows and block.shows[at]:
                names.changes.clear()  # it was written to be seen
            elif not block.is_figure:  # which draws what it is given
                names.changes |= names.given
            # Where a function is read it is called, and does in its turn what it does.
            reads = closure(names.reads, later)
            names.changes |= reads & stateful
            names.changes = names.changes.union(*(effects.get(name, set()) for name in reads))
            if block.is_figure:
                names.changes -= modules  # the figure that pyplot was drawing is closed
            later |= dict.fromkeys(names.binds, names.later)
            effects |= dict.fromkeys(names.binds, names.later_changes)
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules |= names.binds
            stateful -= names.binds
            if makes_state(node):
                stateful |= names.binds
            span = Span(number, *lines_of(node, lines))
            whole = closure(reads | names.later, later)
            read[-1].append(Statement(span, reads, names.binds, names.changes, whole))
    return read


def closure(names: Set[str], later: Mapping[str, Set[str]]) -> set[str]:
    """Add to names what the functions among them read, and the functions among those."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= later.get(name, set()) - found
    return found


def lines_of(node: ast.stmt, lines: Sequence[str]) -> tuple[int, int]:
    """Give a statement's lines with the comments right above it and, of a block, the gap below."""
    first = min(one.lineno for one in (node, *getattr(node, "decorator_list", ()))) - 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    end = node.end_lineno or node.lineno
    if hasattr(node, "body") and end < len(lines) and not lines[end].strip():
        end += 1
    return first, end


def find_needs(blocks: Sequence[Block]) -> list[list[Span]]:
    """Find for each block the lines of earlier blocks that it needs."""
    read = read_statements(blocks)
    return [needed_before(number, read) for number in range(len(blocks))]


def needed_before(number: int, read: Sequence[Sequence[Statement]]) -> list[Span]:
    """Walk backwards from a block and take each statement that provides what is still missing."""
    missing: set[str] = set()
    bound = set(dir(builtins))
    for statement in read[number]:
        missing |= statement.whole - bound
        bound |= statement.binds
    taken: list[Span] = []
    for statements in reversed(read[:number]):
        together = False
        for statement in reversed(statements):
            provides = statement.binds | statement.changes
            if missing.isdisjoint(provides) and not (missing and EVERYTHING in provides):
                together = False
                continue
            missing -= statement.binds
            missing |= statement.reads - set(dir(builtins))
            if together:  # neighbours keep what stands between them
                taken[-1] = statement.span._replace(end=taken[-1].end)
            else:
                taken.append(statement.span)
            together = True
    return taken[::-1]
