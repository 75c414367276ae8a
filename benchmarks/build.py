"""The time of a build of the site, of an edit until it is seen, and of the same code elsewhere."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from builder.publish.downloads import Cell, at_home, to_notebook
from builder.read import read

ROOT = Path(__file__).resolve().parents[1]
MKDOCS = ["-m", "mkdocs", "build", "--strict", "--quiet"]
BOOK = ["-c", "from jupyter_book.cli.main import main; main()", "build", "--all", "--quiet"]
CONTENTS = "contents"
"""The first page of Jupyter Book's; no page of ours has its name."""
CONFIGURATION = """\
title: One Layer
execute: {execute_notebooks: force, timeout: 600, allow_errors: false}
"""
BUILDS = 3
"""Rounds, at most: builds take minutes."""
EDITED = "docs/chapters/one-hidden-layer.md"


def measure(*, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield the seconds of builds of the last commit: clean, and again, with nothing executed.

    Then those of an edit of one line of prose, from saving it to the finished page, while the site
    is served; and those of Jupyter Book, which executes the same pages and labs as notebooks.
    """
    with TemporaryDirectory() as name:
        folder = Path(name, "book")
        folder.mkdir()
        files = subprocess.run(
            ["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x"], cwd=folder, input=files.stdout, check=True)
        environment = {
            **os.environ,
            "LIVE": "0",  # what pages run in browsers is made once, and not of them
            "PYTHONPATH": os.pathsep.join([str(folder), str(folder / "src")]),
        }

        def seconds(*command: str) -> float:
            begin = time.perf_counter()
            subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True)
            return time.perf_counter() - begin

        seconds(*MKDOCS)
        book = write_book(folder, Path(name, "notebooks"))
        values: dict[str, list[float]] = {"clean": [], "again": []}
        elsewhere: list[float] = []
        for _ in range(min(rounds, BUILDS)):
            for left in (".cache", "site"):
                shutil.rmtree(folder / left)
            values["clean"].append(seconds(*MKDOCS))
            values["again"].append(seconds(*MKDOCS))
            if find_spec("jupyter_book"):
                shutil.rmtree(book / "_build", ignore_errors=True)
                elsewhere.append(seconds(*BOOK, str(book)))
                for report in book.glob("_build/**/*.err.log"):  # it goes on all the same
                    raise RuntimeError(report.read_text("utf-8"))
        values["edit"] = list(edits(folder, environment, rounds))
        for what, measured in values.items():
            yield {"what": what, "who": "onelayer", "values": measured}
        if elsewhere:
            yield {"what": "clean", "who": "jupyter-book", "values": elsewhere}


def write_book(folder: Path, book: Path) -> Path:
    """Lay out the code of the same pages and labs, as notebooks without outputs."""
    notebooks = {}
    for file in sorted(folder.glob("docs/**/*.*")):
        if file.suffix in (".md", ".py"):
            page = read(file.read_text("utf-8"), file.relative_to(folder).as_posix())
            name = "-".join(file.relative_to(folder / "docs").with_suffix("").parts)
            codes = ["\n".join(map(at_home, one.statements)) or one.code for one in page.examples]
            notebooks[name] = to_notebook([Cell(code, is_code=True) for code in codes], name)
    book.mkdir()
    for name, content in notebooks.items():
        (book / f"{name}.ipynb").write_text(content, encoding="utf-8")
    (book / f"{CONTENTS}.md").write_text("# One Layer\n", encoding="utf-8")
    (book / "_config.yml").write_text(CONFIGURATION, encoding="utf-8")
    chapters = "".join(f"- file: {name}\n" for name in sorted(notebooks))
    contents = f"format: jb-book\nroot: {CONTENTS}\nchapters:\n{chapters}"
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
