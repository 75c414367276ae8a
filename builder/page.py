"""A page on its way through the builder: what was read, and what came of it when it was run."""

import doctest
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

LONGEST = 10_000
"""So many characters of a message are shown: what an example prints may be millions."""


class PageError(Exception):
    """Something on a page that must not be published, with the place where it stands."""

    def __init__(self, path: str, line: int, message: str) -> None:
        if (more := len(message) - LONGEST) > 0:
            half = LONGEST // 2
            message = f"{message[:half]}\n… {more} characters …\n{message[-half:]}"
        super().__init__(path, line, message)
        self.path, self.line, self.message = path, line, message

    def __str__(self) -> str:
        """`docs/chapters/x.md:12: what is wrong`, as editors and terminals link it."""
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Fence:
    """One fenced block of a page."""

    line: int
    """The line of the opening fence, counted from 1."""
    start: int
    end: int
    """The characters of the page from the opening fence's line to the end of the closing one."""
    indent: str
    language: str
    source: str
    """The lines between the fences without their indent."""
    options: dict[str, str]


@dataclass(frozen=True)
class Handle:
    """What a reader can set below a figure that answers.

    A number in a range, one of options, a word, or a button that moves a number through its range.
    """

    name: str
    label: str
    low: float = 0
    high: float = 0
    step: float = 1
    at: str = ""
    """Where it stands at first: an expression, worked out when the figure's code has run."""
    unit: str = ""
    steps: int = 0
    """How many equal factors lead from one end to the other, in the place of equal steps."""
    moves: str = ""
    """The name of the handle that it moves, if it is a button."""
    options: tuple[str, ...] = ()
    """What there is to choose from, in the place of a range; the first is chosen at first."""
    letters: int = 0
    """How long the word may be that is typed, in the place of a range."""


@dataclass(frozen=True)
class FigureText:
    """The words around a figure: `#|` lines at the top of the code that draws it."""

    figure: str
    title: str
    caption: str
    description: str
    frames: str = ""
    """What the steps are, if each axes is a frame that the reader steps to."""
    explore: str = ""
    """The name of the script that has the figure answer to its handles."""
    handles: tuple[Handle, ...] = ()
    data: str = ""
    """Names of the page, apart by spaces, whose values the script is given."""


@dataclass(frozen=True)
class Outcome:
    """What came of one example."""

    outputs: tuple[str, ...] = ()
    """What each statement of a session printed; of a lab's cell, all that it printed."""
    results: tuple[str, ...] = ()
    """The part of it, at the end, in which Python shows what an expression gives."""
    svg: str = ""
    """The drawing, or the frames of one."""
    table: str = ""
    """The data of the drawing, as HTML."""
    at: Mapping[str, float | str] = field(default_factory=dict)
    """Where the handles of a figure that answers stand at first, by their names."""
    given: str = ""
    """What its script begins with, as JSON."""


@dataclass
class Example:
    """One piece of Python that runs: a fence of a page, a cell of a lab."""

    line: int
    """The line of the file above its first line of code."""
    source: str
    """What is run."""
    code: str
    """The same without its `#|` lines: what the reader sees."""
    statements: Sequence[doctest.Example] = ()
    """The prompts of a session with their expected outputs; empty where the code is plain."""
    figure: FigureText | None = None
    name: str = ""
    """The anchor that its author gives it."""
    fold: str = ""
    """The line in words that it is folded under."""
    number: int = 0
    """Its place among the examples of its page, from 1."""
    setup: str = ""
    """The earlier lines of its page that it needs to run."""
    outcome: Outcome = Outcome()

    @property
    def anchor(self) -> str:
        """The anchor of its block."""
        return self.name or f"example-{self.number}"

    def line_of(self, statement: doctest.Example) -> int:
        """Give the line of the file on which a statement stands."""
        return self.line + 1 + statement.lineno


@dataclass
class Page:
    """A page of the book, whatever kind of file it was."""

    path: str
    """As it is typed from the project's folder."""
    text: str
    """Its Markdown; of a lab, the Markdown that its script stands for."""
    lines: Sequence[int] = ()
    """Of each line of the text, its line in the file, where these differ."""
    fences: list[Fence] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    script: str = ""
    """Of a lab, its file."""
    attachments: dict[str, str] = field(default_factory=dict)
    """What can be downloaded with it."""
    description: str = ""
    """Its first paragraph, for those who link to it."""

    @property
    def is_lab(self) -> bool:
        """Whether its examples are the cells of a script."""
        return bool(self.script)

    def fault(self, line: int, message: str) -> PageError:
        """Make an error of something on a line of the text."""
        return PageError(self.path, self.line_in_file(line), message)

    def line_in_file(self, line: int) -> int:
        """Give the line of the file for a line of the text."""
        return self.lines[min(line, len(self.lines)) - 1] if self.lines else line

    def line_with(self, part: str) -> int:
        """Give the first line of the text that holds a part of one (1 where none does)."""
        lines = self.text.splitlines()
        return next((number for number, line in enumerate(lines, 1) if part in line), 1)

    @cached_property
    def prose(self) -> str:
        """The text, line for line, without its fences."""
        lines = self.text.splitlines()
        for fence in self.fences:
            last = fence.line + 1 + fence.source.count("\n")
            lines[fence.line - 1 : last] = [""] * (last - fence.line + 1)
        return "\n".join(lines)

    @property
    def anchors(self) -> set[str]:
        """The anchors of the examples and figures that are run."""
        figures = {f"figure-{one.figure.figure}" for one in self.examples if one.figure}
        return figures | {one.anchor for one in self.examples}
