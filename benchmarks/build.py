"""The time of a build of the site, of an edit until it is seen, and of the same code elsewhere.

``python -m benchmarks.build RECORD`` builds the site of the current folder. Where there is no such
record, it executes everything and records what came of it; where there is one, it executes nothing.
"""

import json
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from hooks.downloads import chapter_cells, to_notebook

ROOT = Path(__file__).resolve().parents[1]
MKDOCS = ["-m", "mkdocs", "build", "--strict", "--quiet"]
BOOK = ["-c", "from jupyter_book.cli.main import main; main()", "build", "--all", "--quiet"]
CONFIGURATION = """\
title: One Layer
execute: {execute_notebooks: force, timeout: 600, allow_errors: false}
"""
BUILDS = 3
"""Rounds, at most: builds take minutes."""
EDITED = "docs/chapters/one-hidden-layer.md"


def measure(*, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield the seconds of builds of the last commit: clean, again, and with nothing executed.

    Then those of an edit of one line of prose, from saving it to the finished page, while the site
    is served; and those of Jupyter Book, which executes the same pages and labs as notebooks.
    """
    with TemporaryDirectory() as name:
        folder, record = Path(name, "book"), Path(name, "record")
        folder.mkdir()
        files = subprocess.run(
            ["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x"], cwd=folder, input=files.stdout, check=True)
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(folder), str(folder / "src")]),
        }

        def seconds(*command: str) -> float:
            begin = time.perf_counter()
            subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True)
            return time.perf_counter() - begin

        replayed = ["-m", "benchmarks.build", str(record)]
        seconds(*replayed)
        book = write_book(folder, record, Path(name, "notebooks"))
        values: dict[str, list[float]] = {"clean": [], "again": [], "nothing-executed": []}
        elsewhere: list[float] = []
        for _ in range(min(rounds, BUILDS)):
            for left in (".cache", "site"):
                shutil.rmtree(folder / left)
            values["clean"].append(seconds(*MKDOCS))
            values["again"].append(seconds(*MKDOCS))
            values["nothing-executed"].append(seconds(*replayed))
            if find_spec("jupyter_book"):
                shutil.rmtree(book / "_build", ignore_errors=True)
                elsewhere.append(seconds(*BOOK, str(book)))
        values["edit"] = list(edits(folder, environment, rounds))
        for what, measured in values.items():
            yield {"what": what, "who": "onelayer", "values": measured}
        if elsewhere:
            yield {"what": "clean", "who": "jupyter-book", "values": elsewhere}


def write_book(folder: Path, record: Path, book: Path) -> Path:
    """Lay out the same pages and labs, as notebooks without outputs, for Jupyter Book."""
    notebooks = {file.stem: file.read_text("utf-8") for file in folder.glob("site/labs/*/*.ipynb")}
    for (path, text), outcomes in pickle.loads(record.read_bytes()).items():  # noqa: S301 - our own
        if path.endswith(".md") and outcomes:
            name = Path(path).stem
            notebooks[f"page-{name}"] = to_notebook(chapter_cells(text, path, outcomes), name)
    book.mkdir()
    for name, content in notebooks.items():
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        (book / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (book / "index.md").write_text("# One Layer\n", encoding="utf-8")
    (book / "_config.yml").write_text(CONFIGURATION, encoding="utf-8")
    chapters = "".join(f"- file: {name}\n" for name in sorted(notebooks))
    contents = f"format: jb-book\nroot: index\nchapters:\n{chapters}"
    (book / "_toc.yml").write_text(contents, encoding="utf-8")
    return book


def edits(folder: Path, environment: dict[str, str], rounds: int) -> Iterator[float]:
    """Serve the site and yield, for each edit, the seconds until the page that is served has it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["-m", "mkdocs", "serve", "--strict", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    page = f"http://127.0.0.1:{port}/{EDITED.removeprefix('docs/').replace('.md', '.html')}"
    text = (folder / EDITED).read_text(encoding="utf-8")
    server = subprocess.Popen([sys.executable, *command], cwd=folder, env=environment)
    try:
        while not holds(page, "</html>"):
            time.sleep(0.1)
        for number in range(-1, rounds):  # the first edit only warms up
            line = f"Edit {number}."
            begin = time.perf_counter()
            (folder / EDITED).write_text(f"{text}\n{line}\n", encoding="utf-8")
            while not holds(page, line):
                time.sleep(0.01)
            if number >= 0:
                yield time.perf_counter() - begin
            time.sleep(1)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        (folder / EDITED).write_text(text, encoding="utf-8")


def holds(page: str, line: str) -> bool:
    """Tell whether a page is served, and a line is in it."""
    try:
        with urllib.request.urlopen(page) as answer:  # noqa: S310 - a server of our own
            return line in answer.read().decode()
    except OSError:
        return False


def replay(record: Path) -> None:
    """Build with a runner that answers from the record; labs are in the build's own cache."""
    from mkdocs.__main__ import cli

    from hooks import runner

    class Recording(runner.Runner):
        """A runner that writes down what came of the pages."""

        runs: ClassVar = {}

        def submit(self, text: str, path: str) -> Future[Any]:
            self.runs[path, text] = super().submit(text, path)
            return self.runs[path, text]

        def close(self) -> None:
            record.write_bytes(pickle.dumps({key: run.result() for key, run in self.runs.items()}))
            super().close()

    class Replaying(runner.Runner):
        """A runner that runs nothing."""

        def submit(self, text: str, path: str) -> Future[Any]:
            run: Future[Any] = Future()
            run.set_result(outcomes[path, text])
            return run

        def watch(self, _report: object, path: str, *_: object) -> None:
            raise AssertionError(f"{path}: the labs' cache is not of this build")

    if record.exists():
        outcomes = pickle.loads(record.read_bytes())  # noqa: S301 - our own, of just now
        runner.Runner = Replaying
    else:
        runner.Runner = Recording
    cli(MKDOCS[2:])  # loads hooks/site.py, which finds these in the place of the others


if __name__ == "__main__":
    replay(Path(sys.argv[1]))
