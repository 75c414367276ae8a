"""What is compared is the same work: the same updates, to the last digits, run after run."""

import sys
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from benchmarks import memory, search, warm
from benchmarks.peers import PEERS
from benchmarks.work import FILLED, GROWING, TIMED, Work

HEAVY = ("torch", "jax")  # these weigh gigabytes: `make peers` brings them along
TRAINED = [
    pytest.param(peer, marks=pytest.mark.peers) if peer in HEAVY else peer
    for peer in PEERS
    if peer not in ("floor", "textbook")
]


@pytest.fixture(autouse=True)
def _one_thread():
    with threadpool_limits(1):
        yield


def smaller(work):
    """Keep what is special about a work and make it quick."""
    if work.batch:
        return replace(work, N=3 * work.batch, steps=6)
    return replace(work, h=min(work.h, 256), N=min(work.N, 300), steps=min(work.steps, 200))


def prepared(peer, work, dtype="float64"):
    module = import_module(f"benchmarks.peers.{peer}")
    return module.prepare(work, *work.data(dtype), work.start(dtype))


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("peer", TRAINED)
def test_peers_arrive_at_the_same_numbers_in_every_run(peer, name):
    work = smaller(TIMED[name])
    expected = prepared("textbook", work)()
    run = prepared(peer, work)
    for result in (run(), run(), run()):
        assert [array.shape for array in result] == [array.shape for array in expected]
        assert warm.difference(expected, result) <= 1e-12


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("peer", TRAINED)
def test_peers_stay_in_single_precision(peer, name):
    work = smaller(TIMED[name])
    result = prepared(peer, work, "float32")()
    assert {array.dtype for array in result} == {np.dtype("float32")}
    assert warm.difference(prepared("textbook", work, "float32")(), result) <= 1e-4


@pytest.mark.parametrize("name", [name for name, work in TIMED.items() if work.steps])
def test_the_work_is_training(name):
    work = smaller(TIMED[name])
    moved = prepared("textbook", work)()
    assert all(
        np.abs(now - before).max() > 0
        for now, before in zip(moved, work.start("float64"), strict=True)
    )


@pytest.mark.parametrize("name", TIMED | GROWING | FILLED)
def test_whole_epochs_are_trained_in_batches_of_one_size(name):
    work = (TIMED | GROWING | FILLED)[name]
    assert work.epochs * len(work.slices) == work.steps
    assert len(work.slices) * (work.batch or work.N) == work.N


@pytest.mark.parametrize("name", TIMED)
def test_the_floor_does_all_products_and_no_more(name, monkeypatch):
    work = smaller(TIMED[name])
    floor = import_module("benchmarks.peers.floor")
    for layout in (floor.by_rows, floor.by_columns):
        run, done, dot = layout(work, work.data("float64")[0], work.start("float64")), [], np.dot

        def counted(a, b, out, done=done, dot=dot):
            done.append(a.shape[0] * a.shape[1] * b.shape[1])
            return dot(a, b, out)

        with monkeypatch.context() as patch:
            patch.setattr(floor.np, "dot", counted)
            assert run() is None
        forward, backward = work.m + work.n, work.m + 2 * work.n
        each = work.h * (forward + (backward if work.steps else 0))
        assert sum(done) == max(work.epochs, 1) * work.N * each


def test_results_of_other_work_are_refused():
    a = (np.array([1.0, 2.0]),)
    warm.compare({"floor": None, "one": a, "other": a})
    with pytest.raises(AssertionError, match=r"one and other are 5\.0e-10 apart"):
        warm.compare({"one": a, "other": (a[0] + 1e-9,)})
    with pytest.raises(AssertionError, match="nan apart"):
        warm.compare({"one": a, "other": (np.array([1.0, np.nan]),)})


def test_peers_take_turns_in_processes_of_their_own():
    work = replace(TIMED["c-relu"], N=512, steps=4)
    records = list(
        warm.measure(
            {"small": work}, ["floor", "textbook", "onelayer"], rounds=3, dtypes=["float32"],
            threads=[1],
        )
    )  # fmt: skip
    assert [record["who"] for record in records] == ["floor", "textbook", "onelayer"]
    for record in records:
        assert (record["what"], record["dtype"], record["threads"]) == ("small", "float32", 1)
        assert len(record["values"]) == 3
        assert min(record["values"]) > 0


def test_a_peer_that_fails_ends_the_run(capfd):
    with (
        warm.worker("textbook", 1) as worker,
        pytest.raises(ChildProcessError, match="has ended"),
    ):
        warm.ask(worker, "no work at all", "float64")
    assert "AttributeError" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the memory of a process")
def test_the_peak_of_the_memory_holds_what_is_computed_at_once():
    work = Work("wide", m=4, h=1024, n=1, N=8192, steps=1)
    activations = 8 * work.N * work.h
    assert activations < memory.peak("textbook", work) < 20 * activations
    assert memory.peak("onelayer", work) < activations


@pytest.mark.parametrize("kind", ["random", "clustered"])
def test_the_best_key_is_found(monkeypatch, kind):
    monkeypatch.setattr(search, "KEYS", {"few": (kind, 600)})
    for record in search.measure(rounds=2):
        if record["measure"] == "found" and record["who"] in ("numpy", "flat"):
            assert record["values"] == [1]
        if record["measure"] == "found":  # attention blends what is almost alike
            assert min(record["values"]) > 0.9
        assert len(record["values"]) == (1 if record["measure"] in search.MEASURED_ONCE else 2)
        assert min(record["values"]) > 0
