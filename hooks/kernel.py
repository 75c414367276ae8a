"""Inside the kernel that runs a lab for the site: what it does otherwise than a reader's own.

`hooks.labs` starts the kernel, and has IPython load this module as an extension.
"""

import faulthandler
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.display import publish_display_data

from hooks import figures
from hooks.examples import finish_figure, read_snippet
from hooks.fences import Fence, PageError

LIMIT = "ONE_LAYER_LAB_LIMIT"
OURS = "one_layer"
"""The key of what `hooks.labs` is told in an output's metadata."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Set up the kernel before the lab's first cell."""
    # The build stops a kernel, and a kernel notices by itself within a second when its build is
    # gone. This clock needs no Python to run: it ends what is stuck in compiled code all the same.
    silence = Path(os.devnull).open("w")  # noqa: SIM115 - open as long as the kernel lives
    faulthandler.dump_traceback_later(float(os.environ[LIMIT]) + 5, exit=True, file=silence)
    os.chdir(tempfile.mkdtemp())
    figures.prepare()
    plt.style.use(figures.STYLE)
    shell.events.register("post_run_cell", finish_cell)


def finish_cell(result: ExecutionResult) -> None:
    """Publish the figure that a cell has drawn, or tell what is amiss with it."""
    if not result.success or result.info is None:
        return
    cell = Fence(0, 0, 0, "", "```", "python", source=f"{result.info.raw_cell}\n")
    try:
        svg, table = finish_figure(read_snippet(cell, ""), plt.get_fignums())
    except PageError as error:
        publish({"text/plain": error.message}, fault=error.message)
    else:
        if svg:
            publish({"image/svg+xml": svg}, table=table)
    plt.close("all")


def publish(data: dict[str, str], **words: str) -> None:
    """Send an output of the cell that has just been run."""
    publish_display_data(data, metadata={OURS: words})  # type: ignore[no-untyped-call]
