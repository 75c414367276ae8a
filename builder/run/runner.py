"""Each page's examples in a process of their own, with a limit on every example's time.

A page can so hang, exit, change directory or close its output without touching the build or the
next page. The processes are forked from a small server that has loaded NumPy and Matplotlib, so
that one costs milliseconds.
"""

import contextlib
import ctypes
import importlib
import multiprocessing as mp
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
from threadpoolctl import threadpool_limits

from builder.page import Outcome, Page, PageError
from builder.run.cache import Cache, key_of
from builder.run.listener import GRACE
from builder.settings import CODE, LIBRARY, LIMIT

MARK = "BOOK_PAGE"
"""The variable by which a page's descendants are known."""
PAGES, LABS = "builder.run.session", "builder.run.labs"
"""What runs pages and labs, loaded where one is to run: with them come Matplotlib and Jupyter."""
SHORT = 5.0
"""Pages that take fewer seconds run in their order, in which they are waited for and rendered."""
ADOPT = 36
"""Linux's PR_SET_CHILD_SUBREAPER: orphans among a process's descendants become its children."""


class Runner:
    """Run the examples of pages, several pages at once.

    Parameters
    ----------
    scratch
        Where pages may have temporary files; what a page that is killed leaves there, the caller
        removes.
    cache
        Where to look for outcomes before a page is run, and to keep them.
    limit
        Seconds that one example may take.
    """

    def __init__(self, scratch: Path, cache: Cache, limit: float = LIMIT) -> None:
        self.limit = limit
        self.executed: dict[str, float] = {}
        """The seconds that each page took that was not in the cache."""
        self.running: set[str] = set()
        self.total = 0
        self._scratch, self._cache = scratch, cache
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count())
        self._processes: dict[str, BaseProcess] = {}
        self._closed = False
        self._context = mp.get_context("forkserver")

    def submit(self, pages: Iterable[Page]) -> "dict[str, Future[list[Outcome]]]":
        """Start pages that have examples, long ones first.

        The future of each, under its path, holds the outcomes or raises `PageError`.
        """
        given = [page for page in pages if page.examples]
        self.executed, self.total = {}, len(given)
        given.sort(key=lambda page: max(self._cache.seconds(page.path), SHORT), reverse=True)
        keys = {page.path: key_of(page) for page in given}
        known = {path: self._cache.load(path, key) for path, key in keys.items()}
        labs = any(page.is_lab and known[page.path] is None for page in given)
        self._context.set_forkserver_preload([__name__, PAGES, *[LABS] * labs])
        return {page.path: self._begin(page, keys[page.path], known[page.path]) for page in given}

    def close(self) -> None:
        """Stop whatever is still running."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for mark, process in list(self._processes.items()):
            stop(process, mark)
        self._pool.shutdown()

    def _begin(self, page: Page, key: str, known: list[Outcome] | None) -> "Future[list[Outcome]]":
        """Give what this very code has given before, or have it run."""
        if known is None:
            return self._pool.submit(self._run, page, key)
        future: Future[list[Outcome]] = Future()
        future.set_result(known)
        return future

    def _run(self, page: Page, key: str) -> list[Outcome]:
        """Run a page, and keep what came of it."""
        begin = time.monotonic()
        self.running.add(page.path)
        try:
            outcomes = self._watch(page)
        finally:
            self.running.discard(page.path)
            seconds = self.executed[page.path] = time.monotonic() - begin
        # Sources that changed under the run would be stored under the wrong key.
        if key_of(page) == key:
            self._cache.store(page.path, key, outcomes, seconds)
        return outcomes

    def _watch(self, page: Page) -> list[Outcome]:
        """Run a page in a new process, listen to it, and give what it sends at last."""
        here, there = self._context.Pipe()
        path, mark = page.path, f"{os.getpid()} {time.monotonic_ns()} {page.path}"
        arguments = (page, self._scratch, mark, there)
        process = self._context.Process(target=be, args=arguments)
        # Known before it runs, so that whoever closes the runner meanwhile stops it, too.
        self._processes[mark] = process
        line = 1
        limit: float | None = None  # no example runs while the process still starts
        try:
            process.start()
            there.close()
            while not self._closed:
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
                        done: list[Outcome] = outcomes
                        return done
            raise PageError(path, line, "the build was stopped")
        except (EOFError, ConnectionError):
            process.join()
            why = ": killed, as systems do when memory runs out" * (process.exitcode == -9)
            raise PageError(
                path, line, f"the example ended Python itself (exit code {process.exitcode}{why})"
            ) from None
        finally:
            stop(process, mark)
            here.close()
            del self._processes[mark]


def be(page: Page, scratch: Path, mark: str, parent: Connection) -> None:
    """Be the process of one page: one that is stopped as a whole and leaves nothing behind."""
    os.setsid()
    if sys.platform == "linux":  # so that it knows them whatever they do to their environment
        ctypes.CDLL(None).prctl(ADOPT, 1)
    threading.Thread(target=follow, args=(parent, mark), daemon=True).start()
    tempfile.tempdir = str(scratch)
    # One thread a process: two products at once are faster than one product on two cores, and sums
    # come out in one order.
    threadpool_limits(1)
    # What is proven is this project's library, whatever else is installed.
    sys.path.insert(0, str(LIBRARY.parent))
    found = [str(LIBRARY.parent), str(CODE), os.environ.get("PYTHONPATH", "")]
    os.environ |= {
        MARK: mark,
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, found)),
        "TMPDIR": str(scratch),
    }
    try:
        outcomes = importlib.import_module(LABS if page.is_lab else PAGES).report(page, parent)
        check_ended(page, mark)
        parent.send(outcomes)
    except PageError as error:
        parent.send(error)


def check_ended(page: Page, mark: str) -> None:
    """Refuse a page whose processes have not ended with it, after a little grace."""
    _, left = psutil.wait_procs(started(psutil.Process(), mark), timeout=GRACE)
    names = []
    for process in left:
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                names.append(process.name())
    if names:
        words = f"the page leaves running what it has started: {', '.join(sorted(names))}"
        raise PageError(page.path, page.examples[-1].line, words)


def follow(parent: Connection, mark: str) -> None:
    """End this process and its children when the build that started it is gone."""
    with contextlib.suppress(EOFError, OSError):
        parent.recv()
    kill(started(psutil.Process(), mark))
    os.killpg(0, signal.SIGKILL)


def stop(process: BaseProcess, mark: str) -> None:
    """Kill a page's process with everything it has started."""
    if process.pid is not None:
        with contextlib.suppress(psutil.Error):
            kill(psutil.Process(process.pid).children(recursive=True))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()
    kill(marked(mark))


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill what a page has started in a session of its own."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()


def started(process: psutil.Process, mark: str) -> set[psutil.Process]:
    """Find what a page's process has started, however it is to be known."""
    return {*process.children(recursive=True), *marked(mark)}


def marked(mark: str) -> Iterator[psutil.Process]:
    """Find what a page has started by its environment, where the system lets us look."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == mark:
                yield process
