"""Inside the kernel that runs a lab for the site: what it does otherwise than a reader's own.

`builder.run.labs` starts the kernel, and has IPython load this module as an extension.
"""

import os
import tempfile
import threading

import matplotlib.pyplot as plt
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.display import publish_display_data

from builder.page import PageError
from builder.read.examples import read_code
from builder.run import drawing
from builder.run.listener import await_threads
from builder.run.session import finish_figure
from builder.settings import ROLES

OURS = "book"
"""The key of what `builder.run.labs` is told in an output's metadata."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Set up the kernel before the lab's first cell."""
    os.chdir(tempfile.mkdtemp())
    drawing.prepare()
    plt.style.use(drawing.style(ROLES))
    shell.display_pub.clear_output = keep  # type: ignore[method-assign]
    before = set(threading.enumerate())

    def finish(result: ExecutionResult) -> None:
        await_threads(before)
        finish_cell(result)

    shell.events.register("post_run_cell", finish)


def keep(*_: object, **__: object) -> None:
    """Refuse to drop what a cell has shown."""
    raise RuntimeError("what a cell has printed cannot be cleared")


def finish_cell(result: ExecutionResult) -> None:
    """Publish the figure that a cell has drawn, or tell what is amiss with it."""
    if not result.success or result.info is None:
        return
    try:
        words = read_code(f"{result.info.raw_cell}\n", "", 0).figure
        svg, table = finish_figure(words)
    except (PageError, ValueError) as error:
        fault = error.message if isinstance(error, PageError) else str(error)
        publish({"text/plain": fault}, fault=fault)
    else:
        if svg:
            publish({"image/svg+xml": svg}, table=table)
    plt.close("all")


def publish(data: dict[str, str], **words: str) -> None:
    """Send an output of the cell that has just been run."""
    publish_display_data(data, metadata={OURS: words})  # type: ignore[no-untyped-call]
