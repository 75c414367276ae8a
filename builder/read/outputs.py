"""Outputs are compared exactly, character by character, and by one function, whoever compares them.

It needs the standard library alone, so that it can be asked in a reader's browser, too.
"""

import doctest
import re
import traceback
from collections.abc import Iterable, Iterator

from builder.page import Example, PageError

BLANK = re.compile(r"^ *<BLANKLINE>$", re.MULTILINE)
RAISED = "Traceback (most recent call last):\n    ...\n"

NOTHING = "(nothing)\n"


def differences(path: str, examples: Iterable[Example]) -> Iterator[PageError]:
    """Yield where examples of a page gave something else than the page says.

    One that was stopped has fewer outputs than statements.
    """
    for one in examples:
        for statement, got in zip(one.statements, one.outcome.outputs, strict=False):
            if not as_expected(statement, got):
                message = (
                    f"the output differs\n{indent(statement.source, '>>> ', '... ')}"
                    f"Expected:\n{indent(statement.want or NOTHING)}"
                    f"Got:\n{indent(got or NOTHING)}"
                )
                yield PageError(path, one.line_of(statement), message)


def as_expected(statement: doctest.Example, got: str) -> bool:
    """Tell whether a statement of a session gave what stands below it.

    Doctest itself takes `True` for `1`, lines of spaces for empty ones, and passes over what is
    printed before an exception.
    """
    if statement.exc_msg is not None:
        return got == RAISED + as_read(statement.exc_msg)
    return got == as_read(statement.want)


def as_read(session: str) -> str:
    """Give a session as it is read; in its source an empty line would end the output."""
    return BLANK.sub("", session)


def told(error: BaseException) -> str:
    """Write an exception as the output of a session; where it was raised does not count."""
    lines = traceback.format_exception_only(error)
    # A syntax error quotes the code before it says what is wrong.
    return RAISED + "".join(line for line in lines if not line.startswith("  "))


def indent(text: str, first: str = "", further: str = "") -> str:
    """Indent a text by four spaces, with a mark before its first and its further lines."""
    marks = [first] + [further] * text.count("\n")
    return "".join(
        f"    {mark}{line}" for mark, line in zip(marks, text.splitlines(True), strict=False)
    )
