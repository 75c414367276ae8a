"""What an example says beside its output, on any way: it would not be seen on the page."""

import atexit
import contextlib
import ctypes
import io
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from functools import cache

GRACE = 1.0
"""Seconds that threads and processes have to end with what has started them."""
MOST = 2000


@cache
def heard(_process: int) -> io.TextIOWrapper:
    """Give the file of a process that stands in for its streams, to whoever asks again."""
    file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as the process
    stream = io.TextIOWrapper(file, "utf-8", write_through=True)
    atexit.register(stream.close)
    return stream


@contextlib.contextmanager
def listening() -> Iterator[list[str]]:
    """Collect what is said on the streams of this process, by threads and children, too.

    Children keep the file: what they say later is heard with the next example.
    """
    said: list[str] = []
    stream = heard(os.getpid())
    before = set(threading.enumerate())
    kept = [os.dup(1), os.dup(2)]
    try:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
        with contextlib.redirect_stderr(stream):
            yield said
            await_threads(before)
    finally:
        flush()
        for place, copy in enumerate(kept, start=1):
            os.dup2(copy, place)
            os.close(copy)
        if words := os.pread(stream.fileno(), MOST, 0):
            said.append(words.decode("utf-8", "replace"))
            os.ftruncate(stream.fileno(), os.lseek(stream.fileno(), 0, os.SEEK_SET))


def await_threads(before: set[threading.Thread]) -> None:
    """Give threads that an example has started the time to say what they have to say."""
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(GRACE)


def flush() -> None:
    """Have Python's own streams and those of C give what they still hold."""
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(ValueError, AttributeError):
            stream.flush()  # type: ignore[union-attr]
    ctypes.CDLL(None).fflush(None)
