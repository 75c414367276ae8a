"""Each page's examples in a process of their own, with a limit on every example's time.

A page can so hang, exit, change directory or close its output without touching the build or the
next page. The processes are forked from a small server that has loaded NumPy and Matplotlib, so
that one costs milliseconds.
"""

import contextlib
import hashlib
import multiprocessing as mp
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from sybil import Document

from hooks.docstrings import parse_docstrings, set_up
from hooks.examples import Outcome, Snippet, fresh_state, parse
from hooks.fences import PageError

ROOT = Path(__file__).resolve().parents[1]
# What an outcome depends on beside the page itself.
SOURCES = ("src/onelayer/*.py", "hooks/*.py", "requirements.txt")


Result = TypeVar("Result")


class Runner:
    """Run the examples of pages, several pages at once.

    Parameters
    ----------
    limit
        Seconds that one example may take.
    scratch
        Where pages may have temporary files; what a page that is killed leaves there, the caller
        removes.
    """

    def __init__(self, limit: float = 60.0, scratch: Path | None = None) -> None:
        self.limit = limit
        self._scratch = scratch
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count())
        self._running: set[BaseProcess] = set()
        self._done: dict[bytes, list[Outcome]] = {}
        # One thread a process: two products at once are faster than one product on two cores, and
        # sums come out in one order.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        os.environ["MPLBACKEND"] = "agg"
        # The processes find this package where the build did, a path that MkDocs forgets.
        if str(ROOT) not in sys.path:
            sys.path.append(str(ROOT))
        self._context = mp.get_context("forkserver")
        self._context.set_forkserver_preload(["matplotlib.pyplot", "sybil", "hooks.labs"])

    def submit(self, text: str, path: str) -> "Future[list[Outcome]]":
        """Start a page; its future holds the outcomes of its examples, or raises `PageError`."""
        return self._pool.submit(self._run, text, path)

    def call(self, function: Callable[..., Result], *args: Any) -> "Future[Result]":
        """Start a function that will `watch` a process of its own."""
        return self._pool.submit(function, *args)

    def close(self) -> None:
        """Stop whatever is still running."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in list(self._running):
            stop(process)
        self._pool.shutdown()

    def _run(self, text: str, path: str) -> list[Outcome]:
        """Return what this very code has given before, or run it."""
        document = read_document(text, path)
        key = digest([example.parsed.fence.source for example in document])
        if key not in self._done:
            self._done[key] = self.watch(report_page, path, text)
        return self._done[key]

    def watch(self, report: Callable[..., None], path: str, *args: Any) -> Any:
        """Run a page or lab in a new process, listen to it, and give what it sends at last."""
        here, there = self._context.Pipe()
        process = self._context.Process(target=report, args=(path, *args, there, self._scratch))
        process.start()
        there.close()
        self._running.add(process)
        line = 1
        limit: float | None = None  # no example runs while the process still starts
        try:
            while True:
                if not here.poll(limit):
                    raise PageError(
                        path, line, f"the example still ran after {limit:g} s and was stopped"
                    )
                match here.recv():
                    case int(started):
                        line, limit = started, self.limit
                    case PageError() as error:
                        raise error
                    case outcomes:
                        return outcomes
        except (EOFError, ConnectionError):
            process.join()
            raise PageError(
                path, line, f"the example ended Python itself (exit code {process.exitcode})"
            ) from None
        finally:
            stop(process)
            here.close()
            self._running.discard(process)


def read_document(text: str, path: str) -> Document:
    """Parse a page, or the docstrings of a module, into Sybil's examples."""
    document = Document(text, path)
    for region in parse_docstrings(document) if path.endswith(".py") else parse(document):
        document.add(region)
    return document


def run_page(text: str, path: str) -> Iterator[Snippet]:
    """Run a page's examples in order in this process, yielding each before it is run."""
    document = read_document(text, path)
    with fresh_state():
        if path.endswith(".py"):
            set_up(document)
        for example in document.examples():
            yield example.parsed
            sys.stdout.flush()
            example.evaluate()


def report_page(path: str, text: str, parent: Connection, scratch: Path | None) -> None:
    """Be the process of one page: say which line starts, then what failed or all outcomes."""
    detach(parent, scratch)
    outcomes: list[Outcome] = []
    snippets: list[Snippet] = []
    try:
        for snippet in run_page(text, path):
            snippets.append(snippet)
            parent.send(snippet.fence.line)
        outcomes = [snippet.outcome for snippet in snippets if snippet.outcome]
    except PageError as error:
        parent.send(error)
    except BaseException as error:  # noqa: BLE001 - whatever a page did to its process is its error
        line = snippets[-1].fence.line if snippets else 1
        parent.send(PageError(path, line, f"the example broke Python: {error!r}"))
    else:
        parent.send(outcomes)


def detach(parent: Connection, scratch: Path | None) -> None:
    """Make this process one that is stopped as a whole, and that leaves nothing behind."""
    os.setsid()
    tempfile.tempdir = None if scratch is None else str(scratch)
    threading.Thread(target=follow, args=(parent,), daemon=True).start()


def follow(parent: Connection) -> None:
    """End this process and its children when the build that started it is gone."""
    with contextlib.suppress(EOFError, OSError):
        parent.recv()
    os.killpg(0, signal.SIGKILL)


def stop(process: BaseProcess) -> None:
    """Kill a page's process with everything it has started."""
    if process.pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def digest(sources: Sequence[object]) -> bytes:
    """Sum up a page's code together with all that its outcomes depend on."""
    total = hashlib.sha256(repr(sources).encode())
    for pattern in SOURCES:
        for file in sorted(ROOT.glob(pattern)):
            total.update(file.read_bytes())
    return total.digest()
