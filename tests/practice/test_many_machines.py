"""Training on many machines loses nothing with a worker, wherever in a step it dies."""

import contextlib
import os
import signal
from pathlib import Path

import numpy as np
import psutil
import pytest
from distributed.client import FutureCancelledError

from builder.read import read
from onelayer import train

PAGE = Path(__file__).parents[2] / "docs" / "practice" / "many-machines.md"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """What the page has defined when it begins to train, its cluster running."""
    names = {"__name__": "__main__"}
    with contextlib.chdir(tmp_path_factory.mktemp("cluster")):
        for snippet in read(PAGE.read_text("utf-8"), PAGE.name).examples:
            if not snippet.statements and "descend" not in names:
                exec(snippet.code, names)  # noqa: S102 - the page's own code
        yield names
        names["client"].close()
        names["cluster"].close()


def test_the_cluster_listens_to_this_machine_alone(page):
    """Its web servers included: port 0 of them stands for any that is free."""
    pids = {os.getpid(), *page["client"].run(os.getpid).values()}
    listening = {
        connection.laddr
        for pid in pids
        for connection in psutil.Process(pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert len(listening) >= 8, "of scheduler, two nannies and two workers"
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert 8787 not in {address.port for address in listening}


def test_a_worker_that_dies_in_the_middle_of_a_step(page, tmp_path, monkeypatch):
    share, calls, died = page["share"], tmp_path / "calls", tmp_path / "died"

    def deadly_share(net, data, total):
        with calls.open("a") as file:
            file.write(".")
        if calls.stat().st_size >= 30:  # of 80, in the eighth step of twenty
            with contextlib.suppress(FileExistsError):
                died.touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        return share(net, data, total)

    monkeypatch.setitem(page, "share", deadly_share)
    total = len(page["X"])
    together = page["descend"](page["start"], page["parts"], total, steps=20, rate=0.2)
    assert died.exists()
    alone = train(page["start"], page["X"], page["T"], steps=20, learning_rate=0.2, l2=0.001)
    assert page["same"](together, alone.network)


def test_what_was_scattered_dies_with_its_worker(page):
    client = page["client"]
    client.wait_for_workers(2)
    address, pid = next(iter(client.run(os.getpid).items()))
    scattered = client.scatter(np.arange(3), workers=[address])
    assert client.submit(sum, scattered).result() == 3
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(FutureCancelledError):
        client.submit(max, scattered).result(timeout=30)
