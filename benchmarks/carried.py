"""How the time of a step divides on a Dask cluster of two workers: arithmetic, and all the rest."""

import logging
import time
from collections.abc import Iterator, Mapping
from tempfile import TemporaryDirectory
from typing import Any

import dask
import numpy as np
from dask.distributed import Client, LocalCluster, get_worker, wait
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.work import Work
from onelayer import Gradients, OneLayerNetwork

WORKERS = 2

Data = tuple[NDArray[np.floating], NDArray[np.floating]]


def measure(works: Mapping[str, Work], *, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield the seconds of a step on one machine, on the cluster, and in the busier worker."""
    with (
        TemporaryDirectory() as folder,
        dask.config.set(
            {
                "temporary_directory": folder,
                # By default they give memory back after each task, and large arrays pay for it.
                "distributed.nanny.pre-spawn-environ": {},
            }
        ),
        LocalCluster(
            n_workers=WORKERS,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
        threadpool_limits(1),
    ):
        workers = list(client.scheduler_info()["workers"])
        for name, work in works.items():
            data, net = work.data("float64"), OneLayerNetwork(*work.start("float64"))
            parts = [
                client.submit(load, work, part, workers=[worker])
                for part, worker in enumerate(workers)
            ]
            wait(parts)
            seconds: dict[str, list[float]] = {"alone": [], "cluster": [], "arithmetic": []}
            for lap in range(-1, rounds):  # the first lap only warms up
                begin = time.perf_counter()
                whole = net.gradients(*data)
                alone = time.perf_counter() - begin
                begin = time.perf_counter()
                tickets = [client.submit(share, net, part, work.N, lap) for part in parts]
                shares = client.gather(tickets)
                total: Gradients = sum(gradients for gradients, _, _ in shares)
                cluster_seconds = time.perf_counter() - begin
                compare(total, whole)
                busy: dict[str, float] = {}
                for _, took, worker in shares:
                    busy[worker] = busy.get(worker, 0) + took
                if lap >= 0:
                    measured = (alone, cluster_seconds, max(busy.values()))
                    for values, value in zip(seconds.values(), measured, strict=True):
                        values.append(value)
            for who, values in seconds.items():
                yield {"what": name, "who": who, "values": values}


def load(work: Work, part: int) -> Data:
    """Make the examples of one part."""
    X, T = work.data("float64")
    size = work.N // WORKERS
    rows = slice(part * size, (part + 1) * size)
    return X[rows].copy(), T[rows].copy()


def share(net: OneLayerNetwork, data: Data, total: int, _lap: int) -> tuple[Gradients, float, str]:
    """Give the part's share of the gradients, what time that took, and where."""
    with threadpool_limits(1):
        begin = time.perf_counter()
        gradients = net.gradients(*data) * (len(data[0]) / total)
        return gradients, time.perf_counter() - begin, get_worker().address


def compare(total: Gradients, whole: Gradients) -> None:
    """Raise unless the shares add up to the gradients of the whole."""
    for name in ("W1", "b1", "W2", "b2"):
        apart = np.abs(getattr(total, name) - getattr(whole, name)).max()
        if not apart < 1e-12:
            raise AssertionError(f"the gradients of {name} are {apart:.1e} apart")
