"""A page's examples are run in order, in one namespace, and compared exactly.

Build and tests share this module: `regions` has Sybil know them, `evaluate` is Sybil's evaluator.
"""

import contextlib
import linecache
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

import matplotlib.pyplot as plt
import sybil
from sybil import Document, Region
from sybil.text import LineNumberOffsets

from builder.page import Example, FigureText, Outcome, Page, PageError
from builder.read.docstrings import SETUP
from builder.read.outputs import differences, indent, told
from builder.run import data, drawing, explore
from builder.run.execution import Printed, fresh, printing
from builder.run.listener import listening
from builder.settings import ROLES, shown_path


def regions(page: Page) -> Iterable[Region]:
    """Give Sybil the examples of a page."""
    offsets = LineNumberOffsets(page.text)
    for example in page.examples:
        place = offsets.get(example.line - 1, 0)
        yield Region(place, place, example, evaluate)


def report(page: Page, parent: Connection) -> list[Outcome]:
    """Run a page or module: tell which example starts, and give what came of all."""
    line = 1
    try:
        for example in run(page):
            line = example.line
            parent.send(line)
    except PageError as error:
        # What has differed before comes first: the rest may follow from it.
        for first in differences(page.path, page.examples):
            raise PageError(first.path, first.line, f"{first.message}Then: {error}") from None
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a page did to its process is its error
        raise PageError(page.path, line, f"the example broke Python: {error!r}") from None
    return [example.outcome for example in page.examples]


def run(page: Page) -> Iterator[Example]:
    """Run a page or module in order in this process, yielding each example before it is run.

    All have one namespace, and what a fresh Python has.
    """
    document = Document(page.text, page.path)
    for region in regions(page):
        document.add(region)
    with fresh_state():
        if page.path.endswith(".py"):
            exec(SETUP, document.namespace)  # noqa: S102 - what the API pages begin with
        for example in document.examples():
            yield example.parsed
            sys.stdout.flush()
            run_example(example)


def evaluate(example: sybil.Example) -> None:
    """Be the Sybil evaluator of this project: run one example, and hold it against its page.

    Raises
    ------
    PageError
        When it cannot be run, or an output differs.
    """
    run_example(example)
    compare(example)


def compare(example: sybil.Example) -> None:
    """Hold what came of an example against what its page says."""
    for difference in differences(shown_path(example.document.path), [example.parsed]):
        raise difference


def run_example(example: sybil.Example) -> None:
    """Run one example and keep what came of it, whatever that is.

    Raises
    ------
    PageError
        When the code raises, prints what nobody sees, or its figures are amiss.
    """
    one: Example = example.parsed
    one.outcome = Outcome()
    path, namespace = shown_path(example.document.path), example.namespace
    namespace.setdefault("__name__", "__main__")
    text = example.document.text
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    try:
        with listening() as said:
            if one.statements:
                run_session(one, path, namespace)
            else:
                run_code(one, path, namespace)
        if said:
            words = f"the example says beside its output\n{indent(said[0])}"
            raise PageError(path, one.line, words)
        svg, table = finish_figure(one.figure)
        at: explore.Places = {}
        given = ""
        if one.figure and one.figure.explore:
            at, given = explore.give(plt.gcf(), one.figure, namespace)
    except ValueError as error:
        raise PageError(path, one.line, str(error)) from error
    finally:
        plt.close("all")
    one.outcome = replace(one.outcome, svg=svg, table=table, at=at, given=given)


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
    data.check(figure)
    svg = drawing.to_svg(
        figure,
        roles=ROLES,
        slug=text.figure,
        title=text.title,
        description=text.description,
        legend=text.frames,
    )
    return svg, data.data_table(figure)


def run_session(one: Example, path: str, namespace: dict[str, Any]) -> None:
    """Run the statements of a session in order, whatever they print.

    Raises
    ------
    PageError
        Where a statement raises, and no exception is expected.
    """
    for statement in one.statements:
        line = one.line_of(statement)
        printed = Printed()
        with printing(printed):
            try:
                execute(statement.source, "single", path, line, namespace)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - an example may raise anything
                if statement.exc_msg is None:
                    raise raised(path, line, error) from None
                printed.write(told(error))
        outputs = (*one.outcome.outputs, printed.lines())
        one.outcome = Outcome(outputs, (*one.outcome.results, printed.result))


def run_code(one: Example, path: str, namespace: dict[str, Any]) -> None:
    """Run plain code, which must print nothing."""
    printed = Printed()
    with printing(printed):
        try:
            execute(one.source, "exec", path, one.line + 1, namespace)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - an example may raise anything
            raise raised(path, one.line, error) from None
    if printed.getvalue():
        raise PageError(
            path,
            one.line,
            "the example prints what the page does not show: use a pycon fence\n"
            f"Printed:\n{indent(printed.getvalue())}",
        )


def execute(source: str, mode: str, path: str, line: int, namespace: dict[str, Any]) -> None:
    """Execute code that begins on a line of a page; its line numbers are those of the page."""
    code = compile("\n" * (line - 1) + source, path, mode, dont_inherit=True)
    exec(code, namespace)  # noqa: S102 - running the page's own code is the purpose


def raised(path: str, line: int, error: BaseException) -> PageError:
    """Tell of an exception, its traceback cut to the frames from the page's own code on."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == path:
        line = error.lineno or line
    own = [at for at in traceback.extract_tb(trace) if at.filename == path]
    if own and own[-1].lineno:
        line = own[-1].lineno
    lines = traceback.TracebackException(type(error), error, trace).format()
    return PageError(path, line, f"the example raises {type(error).__name__}\n{''.join(lines)}")


@contextlib.contextmanager
def fresh_state() -> Iterator[None]:
    """Give a page what a fresh Python has; figures are in the book's style, without a screen."""
    drawing.prepare()
    with fresh(), plt.style.context(drawing.style(ROLES)):
        try:
            yield
        finally:
            plt.close("all")
