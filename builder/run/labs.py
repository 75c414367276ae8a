"""A lab is executed by mkdocs-jupyter, whose template here gives the executed notebook back.

The process lives for one lab, so that what it sets for Jupyter is nobody else's; what the user has
set for Jupyter and IPython does not count. The kernel is this very Python.
"""

import contextlib
import json
import os
import re
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import nbformat
from mkdocs_jupyter import nbconvert2
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert.nbconvertapp import NbConvertApp

from builder.page import LONGEST, Example, Outcome, Page, PageError
from builder.run.kernel import OURS

ARGUMENTS = [
    "-m", "ipykernel_launcher", "-f", "{connection_file}",
    "--IPKernelApp.extensions=builder.run.kernel",
    "--IPKernelApp.reraise_ipython_extension_failures=True",
    "--InteractiveShell.ast_node_interactivity=last_expr",
    "--InteractiveShell.colors=nocolor",
    "--InteractiveShell.xmode=Plain",
]  # fmt: skip
TEMPLATES = Path(__file__).with_name("templates")
IN_CELL = re.compile(r"Cell In\[(\d+)\], line (\d+)")
IN_FILE = re.compile(r"\S*[\\/]ipykernel_\d+[\\/]\d+\.py:(\d+)")


def report(page: Page, parent: Connection) -> list[Outcome]:
    """Be the process of one lab: tell which cell starts, and give what came of all."""
    path, examples = page.path, page.examples
    with (
        tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as name,
        # The kernel's sockets lie there, and a socket's name has room for a hundred letters.
        contextlib.chdir(name),
    ):
        folder = Path(name)
        configure(folder)
        cells = iter(examples)
        line = 1

        def enter(cell: dict[str, Any], **_: object) -> None:
            nonlocal line
            if cell["cell_type"] == "code":
                line = next(cells).line + 1
                parent.send(line)

        try:
            executed = execute(page.script, folder, enter)
        except CellExecutionError as error:
            raise raised(error, examples, path, line) from None
        except DeadKernelError:
            raise PageError(path, line, "the lab ended Python itself, or memory ran out") from None
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    return [read_outputs(cell, one, path) for cell, one in zip(code, examples, strict=True)]


def configure(folder: Path) -> None:
    """Have Jupyter find nothing but the kernel that is written here."""
    kernel = folder / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    argv = [sys.executable, *ARGUMENTS]
    kernel.write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    os.environ |= {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder),
        "JUPYTER_PATH": str(folder),
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_RUNTIME_DIR": str(folder),
        "PYTHONHASHSEED": "0",
        "TMPDIR": str(folder),
    }


def execute(script: str, folder: Path, enter: Any) -> Any:
    """Have mkdocs-jupyter execute a lab."""
    file = folder / "lab.py"
    file.write_text(script, encoding="utf-8")
    settings.templates_dir = str(TEMPLATES)
    make_app = nbconvert2.get_nbconvert_app

    def with_orders(**options: Any) -> NbConvertApp:
        app: NbConvertApp = make_app(**options)
        app.config.NotebookClient.update(
            on_cell_start=enter,
            force_raise_errors=True,
            # An output that is late is waited for: the default is to go on without it.
            iopub_timeout=60,
            raise_on_iopub_timeout=True,
            record_timing=False,
            shutdown_kernel="immediate",
        )
        connection = str(folder / "connection.json")
        app.config.KernelManager.update(connection_file=connection, transport="ipc", ip="kernel")
        return app

    nbconvert2.get_nbconvert_app = with_orders
    content = nbconvert2.nb2html(str(file), execute=True, allow_errors=False, kernel_name="python3")
    # Below the notebook mkdocs-jupyter writes a style sheet.
    notebook, _ = json.JSONDecoder().raw_decode(content)
    return nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]


def raised(error: CellExecutionError, examples: list[Example], path: str, line: int) -> PageError:
    """Tell of an exception by the lines of the script."""

    def place(match: re.Match[str]) -> str:
        nonlocal line
        line = examples[int(match[1]) - 1].line + int(match[2])
        return f"{path}:{line}"

    trace = IN_CELL.sub(place, error.traceback.rstrip())
    return PageError(path, line, f"the lab raises {error.ename}\n{trace}")


def read_outputs(cell: Any, one: Example, path: str) -> Outcome:
    """Read what a cell has printed, or the figure that it has drawn.

    Raises
    ------
    PageError
        If it was not executed, warns, prints too much, draws what is amiss, or shows what is
        neither printed nor drawn by Matplotlib.
    """
    if not cell.execution_count:
        raise PageError(path, one.line + 1, "mkdocs-jupyter did not execute the cell")
    printed = beside = svg = table = ""
    for output in cell.outputs:
        ours = output.get("metadata", {}).get(OURS)
        if output.output_type == "stream" and output.name == "stdout":
            printed += output.text
        elif output.output_type == "stream":
            beside += output.text
        elif output.output_type == "execute_result":
            # A figure's last line gives a part of the drawing; the figure itself is shown.
            if not one.figure:
                line = one.line + one.source.rstrip().count("\n") + 1
                raise PageError(path, line, "the script would not show this value: print it")
        elif not ours:
            raise PageError(path, one.line + 1, "the cell shows what is neither text nor a figure")
        elif "fault" in ours:
            raise PageError(path, one.line + 1, ours["fault"])
        else:
            svg, table = output.data["image/svg+xml"], ours["table"]
    if beside:
        line = one.line + 1
        if match := IN_FILE.search(beside):
            line = one.line + int(match[1])
        said = IN_FILE.sub(f"{path}:{line}", beside).rstrip()
        raise PageError(path, line, f"the lab warns\n{said}")
    if len(printed) > LONGEST:
        message = f"the cell prints {len(printed)} characters, more than anybody reads"
        raise PageError(path, one.line + 1, message)
    if printed and svg:
        raise PageError(
            path, one.line + 1, "a cell that draws a figure must print nothing: split it"
        )
    return Outcome((printed,), (), svg, table)
