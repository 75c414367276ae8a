"""A page's examples are run in order, in one namespace, and compared exactly.

Build and tests share this module: `parse` is the Sybil parser, `evaluate` the Sybil evaluator.
"""

import builtins
import contextlib
import doctest
import io
import linecache
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import sybil
from sybil import Document, Region
from sybil.text import LineNumberOffsets

from builder.page import Example, FigureText, Outcome, Page, PageError
from builder.read import read
from builder.read.docstrings import SETUP, find_statements
from builder.run import data, drawing
from builder.settings import LIBRARY, ROLES, ROOT

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


def parse(document: Document) -> Iterable[Region]:
    """Be the Sybil parser of this project: one region for each example of a page or module."""
    return regions(read_file(document.text, shown_path(document.path)))


def read_file(text: str, path: str) -> Page:
    """Read a page, or one of the library's modules with the examples of its docstrings."""
    if ROOT / path == LIBRARY / Path(path).name:
        return Page(path, text, examples=list(find_statements(text, path)))
    return read(text, path)


def regions(page: Page) -> Iterable[Region]:
    """Give Sybil the examples of a page."""
    offsets = LineNumberOffsets(page.text)
    for example in page.examples:
        place = offsets.get(example.line - 1, 0)
        yield Region(place, place, example, evaluate)


def shown_path(path: str) -> str:
    """Shorten an absolute path to how it is typed from the project's folder."""
    within = Path(path).is_relative_to(ROOT)
    return Path(path).relative_to(ROOT).as_posix() if within else path


def run(page: Page) -> Iterator[Example]:
    """Run a page or module in order in this process, yielding each example before it is run."""
    for example in opened(page):
        yield example.parsed
        sys.stdout.flush()
        example.evaluate()


def opened(page: Page) -> Iterator[sybil.Example]:
    """Give Sybil's examples of a page or module, all with one namespace, in a fresh state."""
    document = Document(page.text, page.path)
    for region in regions(page):
        document.add(region)
    document.namespace["__name__"] = "__main__"
    with fresh_state():
        if page.path.endswith(".py"):
            exec(SETUP, document.namespace)  # noqa: S102 - what the API pages begin with
        yield from document.examples()


def evaluate(example: sybil.Example) -> None:
    """Be the Sybil evaluator of this project: run one example and keep what came of it.

    Raises
    ------
    PageError
        When an output differs, the code raises, prints what nobody sees, or its figures are amiss.
    """
    one: Example = example.parsed
    path, namespace = shown_path(example.document.path), example.namespace
    namespace.setdefault("__name__", "__main__")
    text = example.document.text
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    outputs: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    if one.statements:
        outputs, results = run_session(one, path, namespace)
    else:
        run_code(one, path, namespace)
    try:
        one.outcome = Outcome(outputs, results, *finish_figure(one.figure))
    except ValueError as error:
        raise PageError(path, one.line, str(error)) from error
    finally:
        plt.close("all")


def finish_figure(text: FigureText | None) -> tuple[str, str]:
    """Turn the figure that an example has drawn into its picture and its table of data.

    Raises
    ------
    ValueError
        If another number of figures was drawn than there are words for, or the figure is amiss.
    """
    drawn = plt.get_fignums()
    if text is None:
        if drawn:
            raise ValueError(
                f"the example leaves {len(drawn)} figure(s) open: mark it with `#| figure: …` or "
                "close them"
            )
        return "", ""
    if len(drawn) != 1:
        raise ValueError(f"the example must draw one figure, but draws {len(drawn)}")
    figure = plt.figure(drawn[0])
    words: dict[str, Any] = {"roles": ROLES, "slug": text.figure, "title": text.title}
    words["description"] = text.description
    if text.frames:
        svg = drawing.to_frames(figure, **words, legend=text.frames)
    else:
        svg = drawing.to_svg(figure, **words)
    return svg, data.data_table(figure)


class Session(doctest.DocTestRunner):
    """Run a session's statements in order and keep what each one printed."""

    def __init__(self, one: Example, path: str) -> None:
        super().__init__()
        self.one, self.path = one, path
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
            self.failure = PageError(self.path, self.one.line_of(example), message)

    def report_unexpected_exception(
        self,
        out: Any,
        test: doctest.DocTest,
        example: doctest.Example,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
    ) -> None:
        """Keep the exception as the failure; what follows would only repeat it."""
        line = self.one.line_of(example)
        self.raised = True
        self.failure = raised(self.path, line, exc_info[1], "<doctest ")


def run_session(
    one: Example, path: str, namespace: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Run the statements of a session up to the first that fails; give outputs and results."""
    runner = Session(one, path)
    replay(runner, namespace, doctest.FAIL_FAST)
    if runner.failure is not None:
        raise runner.failure
    return tuple(got for _, got in runner.seen), tuple(runner.results)


def replay(runner: Session, namespace: dict[str, Any], flags: int = 0) -> None:
    """Feed a session to its runner in the page's own namespace."""
    path = runner.path
    test = doctest.DocTest(list(runner.one.statements), {}, path, path, runner.one.line, None)
    test.globs = namespace
    runner.optionflags = flags
    runner.run(test, out=lambda _: None, clear_globs=False)


class Printed(io.StringIO):
    """Catch what is printed, also from code that closes its output."""

    def close(self) -> None:
        """Stay open."""


def run_code(one: Example, path: str, namespace: dict[str, Any]) -> None:
    """Run plain code; its line numbers are those of the page."""
    source = "\n" * one.line + one.source
    printed = Printed()
    try:
        code = compile(source, path, "exec", dont_inherit=True)
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)  # noqa: S102 - running the page's own code is the purpose
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - an example may raise anything
        raise raised(path, one.line, error, path) from None
    if printed.getvalue():
        raise PageError(
            path,
            one.line,
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
    drawing.prepare()
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        warnings.catch_warnings(),
        np.printoptions(**PRINT_OPTIONS),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
        plt.style.context(drawing.style(ROLES)),
    ):
        warnings.simplefilter("error")
        try:
            yield
        finally:
            plt.close("all")
