"""What code finds when it runs, and how what it prints is caught: in a build and in a browser.

It needs NumPy and the standard library alone, so that a reader's browser runs it, too.
"""

import contextlib
import io
import sys
import tempfile
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

PRINT_OPTIONS: dict[str, Any] = {**np.get_printoptions()}
"""What a fresh Python prints with, whatever runs later."""


class Printed(io.StringIO):
    """Catch what is printed, also from code that closes its output."""

    result = ""
    """The value of the last expression, as it was shown."""

    def close(self) -> None:
        """Stay open."""

    def show(self, value: object) -> None:
        """Show the value of an expression, as an interactive Python does."""
        if value is not None:
            self.result = f"{value!r}\n"
            self.write(self.result)

    def lines(self) -> str:
        """Give all of it, the last line ended: a page has no other way to write it."""
        text = self.getvalue()
        return f"{text}\n" if text and not text.endswith("\n") else text


@contextlib.contextmanager
def printing(printed: Printed) -> Iterator[None]:
    """Catch what code prints, and what its expressions give."""
    sys.displayhook = printed.show
    try:
        with contextlib.redirect_stdout(printed):
            yield
    finally:
        sys.displayhook = sys.__displayhook__


@contextlib.contextmanager
def fresh() -> Iterator[None]:
    """Give a page what a fresh Python has, and leave nothing of the page behind.

    Printing is NumPy's own, warnings are errors (a page that warns is not finished), files are
    written in a folder of the page's own.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        warnings.catch_warnings(),
        np.printoptions(**PRINT_OPTIONS),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
    ):
        warnings.simplefilter("error")
        yield
