"""The examples of a page: found in its fences, checked, and run by Sybil.

Build and tests share this module: `parse` is the Sybil parser, `evaluate` the Sybil evaluator. What
a reader could take for proven code and that would not be run is an error, never passed over.
"""

import ast
import builtins
import contextlib
import doctest
import io
import linecache
import re
import tempfile
import traceback
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import yaml
from sybil import Document, Example, Region

from hooks import figures, tables
from hooks.fences import Fence, PageError, find_fences

PYTHON = frozenset({"python", "py", "python3", "py3", "pycon"})
PLAIN = frozenset({"text", "txt", "plain", "none"})
RUN_BY_PEERS = "run by `make peers`"

PROMPT = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*>>>(?:\s|$)")
SKIP = re.compile(r"(?:<!--+|^[ \t>]*(?:%|\.\.))\s*;?\s*(?:skip|invisible-code|clear-namespace)\b")
DIRECTIVE = re.compile(r"#\s*doctest:")
OPTION_LINE = re.compile(r"#\|(?: (.*))?\n")

NOTHING = "(nothing)\n"

# What a fresh Python prints with, whatever ran before.
PRINT_OPTIONS: dict[str, Any] = {
    "precision": 8,
    "threshold": 1000,
    "edgeitems": 3,
    "linewidth": 75,
    "suppress": False,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "floatmode": "maxprec",
    "formatter": None,
}


@dataclass(frozen=True)
class FigureText:
    """The words around a figure: `#|` lines at the top of the code that draws it."""

    figure: str
    title: str
    caption: str
    description: str
    frames: str = ""
    """What the steps are, if each axes is a frame that the reader steps to."""


@dataclass(frozen=True)
class Outcome:
    """What came of one example."""

    outputs: tuple[str, ...] = ()
    """What each statement of a session printed."""
    results: tuple[str, ...] = ()
    """The part of it, at the end, in which Python shows what an expression gives."""
    svg: str = ""
    """The drawing, or the frames of one."""
    table: str = ""


@dataclass
class Snippet:
    """One fence of Python."""

    fence: Fence
    path: str
    code: str
    """The code without its `#|` lines: what the reader sees."""
    statements: list[doctest.Example] = field(default_factory=list)
    """The prompts of a session with their expected outputs; empty when the fence is plain code."""
    figure: FigureText | None = None
    outcome: Outcome | None = None

    def line_of(self, statement: doctest.Example) -> int:
        """Give the line of the page on which a statement stands."""
        return self.fence.line + 1 + statement.lineno


def find_snippets(text: str, path: str, *, not_run: str | None = None) -> Iterator[Snippet]:
    """Yield the examples of a page in order, after checking that nothing is skipped in silence.

    Parameters
    ----------
    text, path
        The page and the name to use for it in errors.
    not_run
        With a reason, yield the examples that are kept from running for just this reason instead.

    Raises
    ------
    PageError
        At a prompt outside a fence, Python in a fence that would not be run, a directive that
        would switch an example or its comparison off, or a fence that cannot be read.
    """
    outside = text.splitlines()
    for fence in find_fences(text, path):
        last = fence.line + 1 + fence.source.count("\n")
        for number in range(fence.line, last + 1):
            outside[number - 1] = ""
        if "not_run" in fence.options:
            reason = fence.options["not_run"]
            if reason in ("", "not_run"):
                raise PageError(path, fence.line, 'not_run needs its reason: not_run="why"')
            if reason == not_run:
                yield read_snippet(fence, path)
        elif fence.language in PYTHON:
            snippet = read_snippet(fence, path)
            if not_run is None:
                yield snippet
        else:
            check_other(fence, path)
    for number, line in enumerate(outside, start=1):
        if PROMPT.match(line):
            raise PageError(path, number, "a prompt (>>>) outside a fence would not be run")
        if SKIP.search(line):
            raise PageError(path, number, "examples cannot be skipped or hidden by a directive")


def check_other(fence: Fence, path: str) -> None:
    """Refuse a fence that is not Python by name but looks as if it were."""
    reason = None
    if not fence.language:
        reason = "names no language"
    elif re.search(r"py|doctest", fence.language, re.IGNORECASE):
        reason = f"has the language {fence.language!r}, which is not run"
    elif re.search(r"^\s*>>>(\s|$)", fence.source, re.MULTILINE):
        reason = f"is marked {fence.language!r} but holds a prompt (>>>)"
    elif fence.language in PLAIN and looks_like_python(fence.source):
        reason = f"is marked {fence.language!r} but holds Python"
    if reason:
        raise PageError(
            path,
            fence.line,
            f"the fence {reason}: write `python` or `pycon` to have it run, `text` for what is not "
            'code, or not_run="reason" for Python that must not run',
        )


def looks_like_python(source: str) -> bool:
    """Tell whether a text parses as Python that does something."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return False
    telling = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.Call)
    return any(isinstance(node, telling) for node in nodes)


def read_snippet(fence: Fence, path: str) -> Snippet:
    """Read a fence of Python as a session, as plain code, or as a figure."""
    for offset, line in enumerate(fence.source.splitlines(), start=1):
        if DIRECTIVE.search(line):
            raise PageError(
                path,
                fence.line + offset,
                "doctest directives are not allowed: each output is compared exactly",
            )
    session = fence.source.lstrip().startswith(">>>")
    if not fence.source.strip():
        raise PageError(path, fence.line, "the example is empty")
    if session:
        statements = read_session(fence, path)
        return Snippet(fence, path, fence.source, statements=statements)
    if fence.language == "pycon":
        raise PageError(path, fence.line + 1, "a pycon fence has to begin with a prompt (>>>)")
    for offset, line in enumerate(fence.source.splitlines(), start=1):
        if PROMPT.match(line):
            raise PageError(
                path, fence.line + offset, "a prompt (>>>) after plain code: split the fence in two"
            )
    options, code = split_options(fence.source)
    figure = read_figure_text(options, path, fence.line) if options else None
    return Snippet(fence, path, code, figure=figure)


def read_session(fence: Fence, path: str) -> list[doctest.Example]:
    """Split a session into its statements; every line of it belongs to one."""
    try:
        parts = doctest.DocTestParser().parse(fence.source, path)
    except ValueError as error:
        line, message = fence.line, str(error)
        if match := re.match(
            r"line (\d+) of the docstring for .*? ((?:has|lacks) .*)", message, re.DOTALL
        ):
            line, message = fence.line + int(match[1]), match[2]
        raise PageError(path, line, f"the session cannot be read: {message}") from None
    line = fence.line + 1
    for part in parts:
        if isinstance(part, str):
            if part.strip():
                stray = line + part[: len(part) - len(part.lstrip())].count("\n")
                raise PageError(
                    path,
                    stray,
                    "this text is compared with nothing: an output ends at its first blank line "
                    "(write <BLANKLINE> for one inside it)",
                )
            line += part.count("\n")
        else:
            line += part.source.count("\n") + part.want.count("\n")
    return [part for part in parts if isinstance(part, doctest.Example)]


def split_options(source: str) -> tuple[str, str]:
    """Split leading `#|` lines (YAML) from the code below them."""
    options, position = "", 0
    while match := OPTION_LINE.match(source, position):
        options += f"{match[1] or ''}\n"
        position = match.end()
    return options, source[position:]


def read_figure_text(options: str, path: str, line: int) -> FigureText:
    """Read the `#|` lines of a figure; all but `frames` are needed, each a non-empty text."""
    names = FigureText.__dataclass_fields__
    try:
        given = yaml.safe_load(options)
    except yaml.YAMLError as error:
        raise PageError(path, line + 1, f"the #| lines are not YAML: {error}") from None
    if not isinstance(given, dict):
        raise PageError(path, line + 1, "the #| lines must read `key: text`")
    for name in given:
        if name not in names:
            raise PageError(path, line + 1, f"unknown #| key {name!r}: expected {', '.join(names)}")
    for name in names:
        if name == "frames" and name not in given:
            continue
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise PageError(path, line + 1, f"the figure has no {name}: add `#| {name}: …`")
    text = FigureText(**{name: words.strip() for name, words in given.items()})
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text.figure):
        raise PageError(
            path, line + 1, f"the figure's name {text.figure!r} must be lower-case-with-hyphens"
        )
    return text


def parse(document: Document) -> Iterable[Region]:
    """Be the Sybil parser of this project: one region for each fence of Python."""
    path = shown_path(document.path)
    seen: dict[str, int] = {}
    for snippet in find_snippets(document.text, path):
        if snippet.figure:
            first = seen.setdefault(snippet.figure.figure, snippet.fence.line)
            if first != snippet.fence.line:
                raise PageError(
                    path,
                    snippet.fence.line,
                    f"the figure {snippet.figure.figure!r} stands already in line {first}",
                )
        yield Region(snippet.fence.start, snippet.fence.end, snippet, evaluate)


def shown_path(path: str) -> str:
    """Shorten a path to how it is typed from the project's folder."""
    with contextlib.suppress(ValueError):
        return Path(path).resolve().relative_to(Path(__file__).resolve().parents[1]).as_posix()
    return path


def evaluate(example: Example) -> None:
    """Be the Sybil evaluator of this project: run one snippet and keep what came of it.

    Raises
    ------
    PageError
        When an output differs, the code raises, prints what nobody sees, or its figures are amiss.
    """
    snippet: Snippet = example.parsed
    namespace = example.namespace
    namespace.setdefault("__name__", "__main__")
    text = example.document.text
    linecache.cache[snippet.path] = (len(text), None, text.splitlines(keepends=True), snippet.path)
    if snippet.statements:
        outputs, results = run_session(snippet, namespace)
    else:
        run_code(snippet, namespace)
        outputs, results = (), ()
    drawn = plt.get_fignums()
    try:
        snippet.outcome = Outcome(outputs, results, *finish_figure(snippet, drawn))
    finally:
        plt.close("all")


def finish_figure(snippet: Snippet, drawn: list[int]) -> tuple[str, str]:
    """Turn the figure that a snippet has drawn into its picture and its table of data."""
    line = snippet.fence.line
    if snippet.figure is None:
        if drawn:
            raise PageError(
                snippet.path,
                line,
                f"the example leaves {len(drawn)} figure(s) open: mark it with `#| figure: …` "
                "or close them",
            )
        return "", ""
    if len(drawn) != 1:
        raise PageError(
            snippet.path, line, f"the example must draw one figure, but draws {len(drawn)}"
        )
    figure, text = plt.figure(drawn[0]), snippet.figure
    words = {"slug": text.figure, "title": text.title, "description": text.description}
    try:
        if text.frames:
            svg = figures.to_frames(figure, **words, legend=text.frames)
        else:
            svg = figures.to_svg(figure, **words)
        return svg, tables.data_table(figure)
    except ValueError as error:
        raise PageError(snippet.path, line, str(error)) from error


class Session(doctest.DocTestRunner):
    """Run a session's statements in order and keep what each one printed."""

    def __init__(self, snippet: Snippet) -> None:
        super().__init__()
        self.snippet = snippet
        self.seen: list[tuple[doctest.Example, str]] = []
        self.results: list[str] = []
        self.failure: PageError | None = None
        self.raised = False

    def report_start(self, out: Any, test: doctest.DocTest, example: doctest.Example) -> None:
        """Forget the result of the statement before, which Python keeps under this name."""
        vars(builtins)["_"] = None

    def report_success(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """Keep the output, and what of it is the statement's result."""
        result = vars(builtins)["_"]
        self.seen.append((example, got))
        self.results.append("" if result is None else f"{result!r}\n")

    def report_failure(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """Keep the output, and the first difference as the failure."""
        self.seen.append((example, got))
        if self.failure is None:
            message = (
                f"the output differs\n{indent(example.source, '>>> ', '... ')}"
                f"Expected:\n{indent(example.want or NOTHING)}"
                f"Got:\n{indent(got or NOTHING)}"
            )
            self.failure = PageError(self.snippet.path, self.snippet.line_of(example), message)

    def report_unexpected_exception(
        self,
        out: Any,
        test: doctest.DocTest,
        example: doctest.Example,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
    ) -> None:
        """Keep the exception as the failure; what follows would only repeat it."""
        line = self.snippet.line_of(example)
        self.raised = True
        self.failure = raised(self.snippet.path, line, exc_info[1], "<doctest ")


def run_session(
    snippet: Snippet, namespace: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Run the statements of a session up to the first that fails; give outputs and results."""
    runner = Session(snippet)
    replay(runner, namespace, doctest.FAIL_FAST)
    if runner.failure is not None:
        raise runner.failure
    return tuple(got for _, got in runner.seen), tuple(runner.results)


def replay(runner: Session, namespace: dict[str, Any], flags: int = 0) -> None:
    """Feed a session to its runner in the page's own namespace."""
    snippet = runner.snippet
    test = doctest.DocTest(
        snippet.statements, {}, snippet.path, snippet.path, snippet.fence.line, None
    )
    test.globs = namespace
    runner.optionflags = flags
    runner.run(test, out=lambda _: None, clear_globs=False)


class Printed(io.StringIO):
    """Catch what is printed, also from code that closes its output."""

    def close(self) -> None:
        """Stay open."""


def run_code(snippet: Snippet, namespace: dict[str, Any]) -> None:
    """Run plain code; its line numbers are those of the page."""
    source = "\n" * snippet.fence.line + snippet.fence.source
    printed = Printed()
    try:
        code = compile(source, snippet.path, "exec", dont_inherit=True)
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)  # noqa: S102 - running the page's own code is the purpose
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - an example may raise anything
        raise raised(snippet.path, snippet.fence.line, error, snippet.path) from None
    if printed.getvalue():
        raise PageError(
            snippet.path,
            snippet.fence.line,
            "the example prints what the page does not show: use a pycon fence\n"
            f"Printed:\n{indent(printed.getvalue())}",
        )


def raised(path: str, line: int, error: BaseException, frames: str) -> PageError:
    """Tell of an exception, its traceback cut to the frames from the page's own code on."""
    trace = error.__traceback__
    while trace and not trace.tb_frame.f_code.co_filename.startswith(frames):
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == path:
        line = error.lineno or line
    own = [at for at in traceback.extract_tb(trace) if at.filename == path]
    if own and own[-1].lineno:
        line = own[-1].lineno
    lines = traceback.TracebackException(type(error), error, trace).format()
    return PageError(path, line, f"the example raises {type(error).__name__}\n{''.join(lines)}")


def indent(text: str, first: str = "", further: str | None = None) -> str:
    """Indent a text by four spaces, with a mark before its first and its further lines."""
    marks = [first] + [first if further is None else further] * text.count("\n")
    return "".join(
        f"    {mark}{line}" for mark, line in zip(marks, text.splitlines(True), strict=False)
    )


@contextlib.contextmanager
def fresh_state() -> Iterator[None]:
    """Give a page what a fresh Python has, and leave nothing of the page behind.

    Printing is NumPy's own, warnings are errors (a page that warns is not finished), files are
    written in a folder of the page's own, figures are drawn in the book's style without a screen.
    """
    figures.prepare()
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        warnings.catch_warnings(),
        np.printoptions(**PRINT_OPTIONS),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
        plt.style.context(figures.STYLE),
    ):
        warnings.simplefilter("error")
        try:
            yield
        finally:
            plt.close("all")
