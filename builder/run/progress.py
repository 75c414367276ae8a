"""What a build says while pages run: one line on a terminal, a line for each page elsewhere."""

import logging
import sys
import time
from concurrent.futures import Future, wait

from builder.page import Outcome
from builder.run.runner import Runner

log = logging.getLogger("mkdocs.book")
SLOWEST = 5
TICK = 0.25
WIDTH = 78


class Progress:
    """Wait for pages, and tell how far all have come.

    Parameters
    ----------
    runner
        What runs the pages.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._begin = time.monotonic()
        self._told: set[str] = set()

    def wait(self, future: "Future[list[Outcome]]") -> list[Outcome]:
        """Give what came of a page, which takes its time."""
        while not wait([future], TICK).done:
            self._tell()
        return future.result()

    def _tell(self) -> None:
        executed, running = self._runner.executed, self._runner.running
        seconds = time.monotonic() - self._begin
        if sys.stderr.isatty():
            names = ", ".join(sorted(running))
            line = f"{len(executed)} of {self._runner.total} run, {seconds:.0f} s: {names}"
            sys.stderr.write(f"\r{line[:WIDTH]}\x1b[K")
            return
        for path in [*executed]:
            if path not in self._told:
                self._told.add(path)
                log.info("%s ran %.1f s", path, executed[path])

    def end(self) -> None:
        """Tell what was run, and which pages took longest."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        executed = self._runner.executed
        slowest = sorted(executed, key=lambda path: executed[path], reverse=True)[:SLOWEST]
        log.info("Run now: %d of %d files with examples", len(executed), self._runner.total)
        if slowest:
            told = ", ".join(f"{path} {executed[path]:.1f} s" for path in slowest)
            log.info("The slowest: %s", told)
