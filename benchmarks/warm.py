"""The time of work in processes that are warm: all imported, compiled and done once before.

Each peer has a process of its own, so that no peer waits for the threads of another. They take
turns, one run each a round; a change in the machine's mood meets them all.
"""

import multiprocessing as mp
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.work import Arrays, Work

REST = 0.05
"""Seconds before each run, in which the threads of the last one fall asleep."""

TOLERANCE = {"float64": 1e-12, "float32": 1e-3}
"""How far results may be apart, relative to their largest number, to be those of the same work."""


def measure(
    works: Mapping[str, Work],
    peers: Sequence[str],
    *,
    rounds: int,
    dtypes: Sequence[str] = ("float64", "float32"),
    threads: Sequence[int] = (1, 2),
) -> Iterator[dict[str, Any]]:
    """Yield, for each work, dtype, number of threads and peer, the seconds of each round."""
    for count in threads:
        with ExitStack() as stack:
            workers = {peer: stack.enter_context(worker(peer, count)) for peer in peers}
            for name, work in works.items():
                for dtype in dtypes:
                    compare({peer: ask(one, work, dtype) for peer, one in workers.items()})
                    seconds: dict[str, list[float]] = {peer: [] for peer in peers}
                    for _ in range(rounds):
                        for peer, one in workers.items():
                            time.sleep(REST)
                            seconds[peer].append(ask(one))
                    for peer, values in seconds.items():
                        yield {
                            "what": name,
                            "dtype": dtype,
                            "threads": count,
                            "who": peer,
                            "values": values,
                        }


def compare(results: Mapping[str, Arrays | None]) -> None:
    """Raise unless all results are those of the same work; the floor has none."""
    done = {peer: result for peer, result in results.items() if result is not None}
    for (one, some), (other, others) in pairwise(done.items()):
        apart = difference(some, others)
        if not apart <= TOLERANCE[str(some[0].dtype)]:
            raise AssertionError(f"the results of {one} and {other} are {apart:.1e} apart")


def difference(some: Arrays, others: Arrays) -> float:
    """Return the largest difference, relative to the largest number of the same array."""
    pairs = zip(some, others, strict=True)
    return max(float(np.abs(a - b).max() / np.abs(a).max()) for a, b in pairs)


@contextmanager
def worker(peer: str, threads: int) -> Iterator[Connection]:
    """Start the process of a peer, and end it."""
    context = mp.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(peer, threads, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.join()


def ask(one: Connection, *order: object) -> Any:
    """Give a worker an order and return its answer."""
    one.send(order)
    try:
        return one.recv()
    except EOFError:
        raise ChildProcessError("the process of a peer has ended: see its traceback") from None


def serve(peer: str, threads: int, parent: Connection) -> None:
    """Be the process of a peer: answer a work with its result, an empty order with its seconds."""
    if hasattr(os, "sched_setaffinity"):  # not everybody asks threadpoolctl: XLA counts the cores
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
    os.environ["OMP_NUM_THREADS"] = str(threads)  # for what is imported from now on
    prepare = import_module(f"benchmarks.peers.{peer}").prepare
    with threadpool_limits(threads):
        while True:
            try:
                order = parent.recv()
            except EOFError:
                return
            if order:
                work, dtype = order
                run = prepare(work, *work.data(dtype), work.start(dtype))
                first = run()
                parent.send(first)
            else:
                begin = time.perf_counter()
                result = run()
                seconds = time.perf_counter() - begin
                compare({"the first run": first, f"a later run of {peer}": result})
                parent.send(seconds)
