"""A lab is executed by mkdocs-jupyter, and its output is never older than its sources.

mkdocs-jupyter has nbconvert run the lab, and nbconvert takes its orders from Jupyter's
configuration: this module writes a configuration (limits, and hooks that say what happens) and a
kernel of its own into a folder that lives as long as the run. What the user has set for Jupyter and
IPython does not count.
"""

import contextlib
import functools
import importlib.metadata
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from mkdocs_jupyter.convert import nb2html
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from hooks import staging
from hooks.fences import PageError
from hooks.kernel import LIMIT, OURS
from hooks.notebooks import Cell, read_cells
from hooks.runner import ROOT, Runner, detach, digest

ARGUMENTS = [
    "-m", "ipykernel_launcher", "-f", "{connection_file}",
    "--IPKernelApp.extensions=hooks.kernel",
    "--IPKernelApp.reraise_ipython_extension_failures=True",
    # The page shows what the script prints, and a traceback without colours.
    "--InteractiveShell.ast_node_interactivity=none",
    "--InteractiveShell.colors=nocolor",
    "--InteractiveShell.xmode=Plain",
]  # fmt: skip
CONFIGURATION = "import sys\nsys.modules[{module!r}].RUNNING[{folder!r}].configure(get_config())\n"
IN_CELL = re.compile(r"Cell In\[(\d+)\], line (\d+)")
IN_FILE = re.compile(r"\S*[\\/]ipykernel_\d+[\\/]\d+\.py:(\d+)")


def run_lab(
    file: Path,
    path: str,
    convert: Callable[[], object],
    *,
    cache: Path,
    limit: float = 60.0,
) -> list[Cell]:
    """Return the executed cells of a lab, from the cache while nothing they depend on has changed.

    Parameters
    ----------
    file, path
        The lab, and the name to use for it in errors.
    convert
        Has mkdocs-jupyter convert the lab with execution; what it returns is not used.
    cache
        A folder for executed labs.
    limit
        Seconds that the whole lab may take.

    Raises
    ------
    PageError
        If the lab cannot be a page, raises, warns, or takes too long.
    """
    script = file.read_text(encoding="utf-8")
    cells = read_cells(script, path)
    key, kept = sources_key(script), cache / f"{file.stem}.json"
    if executed := stored(kept, key):
        return executed
    execute(cells, path, convert, Run(limit))
    # Sources that changed under the run would be stored under the wrong key.
    if sources_key(file.read_text(encoding="utf-8")) == key:
        staging.write(kept, json.dumps({"key": key, "cells": [asdict(cell) for cell in cells]}))
    return cells


def run_apart(
    runner: Runner, file: Path, path: str, cache: Path, limit: float, scratch: Path
) -> list[Cell]:
    """Do as `run_lab` does, in a process that can be stopped with all that it leaves behind."""
    key = sources_key(file.read_text(encoding="utf-8"))
    if cells := stored(cache / f"{file.stem}.json", key):
        return cells
    # The kernel's sockets lie there, and a socket's name has room for a hundred letters.
    short = scratch if len(str(scratch)) < 55 else None
    with tempfile.TemporaryDirectory(prefix="lab-", dir=short, ignore_cleanup_errors=True) as name:
        executed: list[Cell] = runner.watch(report_lab, path, file, cache, limit, Path(name))
    return executed


def report_lab(
    path: str, file: Path, cache: Path, limit: float, folder: Path, parent: Connection, _: Path
) -> None:
    """Be the process of one lab: have it executed, and send its cells or what failed."""
    detach(parent, folder)

    def convert() -> object:
        return nb2html(str(file), execute=True, kernel_name="python3")

    try:
        parent.send(run_lab(file, path, convert, cache=cache, limit=limit))
    except PageError as error:
        parent.send(error)


def stored(kept: Path, key: str) -> list[Cell]:
    """Give a lab's executed cells, if what they depend on is what it was."""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        content = json.loads(kept.read_text(encoding="utf-8"))
        if content["key"] == key:
            return [Cell(**cell) for cell in content["cells"]]
    return []


def sources_key(script: str) -> str:
    """Sum up all that a lab's output depends on: itself, the project's code, what is installed."""
    return digest([script, sys.version, *installed()]).hex()


@functools.cache
def installed() -> list[str]:
    """Name all installed distributions with their versions."""
    return sorted(f"{one.name} {one.version}" for one in importlib.metadata.distributions())


def execute(cells: Sequence[Cell], path: str, convert: Callable[[], object], run: "Run") -> None:
    """Have a lab executed, and put what came of it into its cells."""
    with run.prepared():
        try:
            convert()
        except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
            run.failure = run.failure or error
    line = cells[run.cell].line
    match run.failure:
        case dict(content):
            raise raised(content, [cell for cell in cells if cell.is_code], path, line)
        case CellTimeoutError():
            raise PageError(
                path, line, f"the lab still ran after {run.limit:g} s and was stopped here"
            )
        case DeadKernelError():
            raise PageError(path, line, "the lab ended Python itself")
        case RuntimeError():
            raise PageError(path, line, f"the lab's kernel did not start: {run.failure}")
    if run.notebook is None or len(run.notebook.cells) != len(cells):
        raise PageError(path, 1, "mkdocs-jupyter did not execute the lab: set `execute: true`")
    for cell, executed in zip(cells, run.notebook.cells, strict=True):
        if cell.is_code:
            if not executed.execution_count:
                raise PageError(path, cell.line, "mkdocs-jupyter did not execute the cell")
            read_outputs(cell, executed.outputs, path)


class Run:
    """One execution: its orders to Jupyter, and what Jupyter reports."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.notebook: NotebookNode | None = None
        self.cell = 0
        """The cell that was run last."""
        self.failure: Exception | dict[str, Any] | None = None
        self.folder = Path()
        """Where Jupyter finds its configuration and its kernel while the lab runs."""

    @contextlib.contextmanager
    def prepared(self) -> Iterator[None]:
        """Let Jupyter find its configuration and its kernel in a folder of their own."""
        with tempfile.TemporaryDirectory(prefix="run-", ignore_cleanup_errors=True) as name:
            self.folder = Path(name)
            orders = CONFIGURATION.format(module=__name__, folder=name)
            (self.folder / "jupyter_nbconvert_config.py").write_text(orders, encoding="utf-8")
            kernel = self.folder / "kernels" / "python3" / "kernel.json"
            kernel.parent.mkdir(parents=True)
            kernel.write_text(json.dumps(self.kernel()), encoding="utf-8")
            RUNNING[name] = self
            try:
                with environment(
                    JUPYTER_CONFIG_DIR=name,
                    JUPYTER_PATH=name,
                    JUPYTER_RUNTIME_DIR=name,
                    JUPYTER_PLATFORM_DIRS="1",
                ):
                    yield
            finally:
                del RUNNING[name]

    def kernel(self) -> dict[str, Any]:
        """Describe the kernel: this very Python, in an environment that changes no output."""
        above = os.environ.get("PYTHONPATH")
        return {
            "argv": [sys.executable, *ARGUMENTS],
            "display_name": "Python 3",
            "language": "python",
            "env": {
                "IPYTHONDIR": str(self.folder / "ipython"),
                "MPLBACKEND": "agg",
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONHASHSEED": "0",
                "PYTHONPATH": os.pathsep.join([str(ROOT), *([above] if above else [])]),
                "TMPDIR": str(self.folder),
                LIMIT: str(self.limit),
            },
        }

    def configure(self, config: Config) -> None:
        """Give nbconvert its orders (called by the configuration that it loads)."""
        # Plain functions: traitlets copies what it is given, and a bound method with all it holds.
        deadline = 0.0

        def start(notebook: NotebookNode) -> None:
            nonlocal deadline
            self.notebook = notebook
            deadline = time.monotonic() + self.limit

        def enter(cell_index: int, **_: object) -> None:
            self.cell = cell_index

        def fail(execute_reply: dict[str, Any], **_: object) -> None:
            self.failure = execute_reply["content"]

        def remaining(_: NotebookNode) -> float:
            return max(0.001, deadline - time.monotonic())

        orders = config.NotebookClient
        orders.on_notebook_start = start
        orders.on_cell_start = enter
        orders.on_cell_error = fail
        orders.timeout_func = remaining
        orders.force_raise_errors = True
        # An output that is late is waited for: the default is to go on without it.
        orders.iopub_timeout = 60
        orders.raise_on_iopub_timeout = True
        orders.record_timing = False
        orders.shutdown_kernel = "immediate"
        config.KernelManager.connection_file = str(self.folder / "connection.json")
        if os.name == "posix" and len(str(self.folder)) < 90:
            # Sockets in the run's own folder, as long as its name is not too long for a socket.
            config.KernelManager.transport = "ipc"
            config.KernelManager.ip = str(self.folder / "kernel")


RUNNING: dict[str, Run] = {}
"""The runs by the folder of their configuration, which finds its run here."""


@contextlib.contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def raised(content: dict[str, Any], code: Sequence[Cell], path: str, line: int) -> PageError:
    """Tell of an exception by the lines of the script."""

    def place(match: re.Match[str]) -> str:
        nonlocal line
        line = code[int(match[1]) - 1].line + int(match[2]) - 1
        return f"{path}:{line}"

    trace = IN_CELL.sub(place, "".join(content["traceback"]).rstrip())
    return PageError(path, line, f"the lab raises {content['ename']}\n{trace}")


def read_outputs(cell: Cell, outputs: Sequence[NotebookNode], path: str) -> None:
    """Keep what a cell has printed, or the figure that it has drawn.

    Raises
    ------
    PageError
        For a warning, a figure that is amiss, or what is neither printed nor drawn by Matplotlib.
    """
    for output in outputs:
        ours = output.get("metadata", {}).get(OURS)
        if output.output_type == "stream" and output.name == "stdout":
            cell.printed += output.text
        elif output.output_type == "stream":
            line = cell.line
            if match := IN_FILE.search(output.text):
                line += int(match[1]) - 1
            said = IN_FILE.sub(f"{path}:{line}", output.text).rstrip()
            raise PageError(path, line, f"the lab warns\n{said}")
        elif not ours:
            raise PageError(path, cell.line, "the cell shows what is neither text nor a figure")
        elif "fault" in ours:
            raise PageError(path, cell.line, ours["fault"])
        else:
            cell.svg, cell.table = output.data["image/svg+xml"], ours["table"]
    if cell.printed and cell.svg:
        raise PageError(path, cell.line, "a cell that draws a figure must print nothing: split it")
