"""Measure everything, write ``results.json`` and the page that is made from it: ``make bench``.

With the names of parts, measure these alone; the page then says when that was.
"""

import argparse
import datetime as dt
import importlib.metadata
import os
import platform
import re
import signal
import subprocess
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks import build, carried, cold, memory, report, search, warm
from benchmarks.peers import INSTALLED, MISSING, PEERS, SEARCHERS
from benchmarks.work import CARRIED, COLD, FILLED, GROWING, TIMED

TRAINED = [peer for peer in INSTALLED if peer != "floor"]
PARTS: dict[str, Callable[..., Iterable[dict[str, Any]]]] = {
    "warm": partial(warm.measure, TIMED, INSTALLED),
    "growth": partial(warm.measure, GROWING, INSTALLED, dtypes=["float64"], threads=[1]),
    "cold": partial(cold.measure, COLD, TRAINED),
    "import": cold.measure_import,
    "memory": partial(memory.measure, FILLED, TRAINED),
    "carried": partial(carried.measure, CARRIED),
    "search": search.measure,
    "build": build.measure,
}


def main() -> None:
    """Be the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=5, help="whose median counts")
    given = parser.parse_args()
    # A shell that starts this in the background has it, and all that it starts, ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Installed packages are compiled to bytecode; what is run from the tree shall be, too.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    conditions = where(given.rounds)
    if MISSING:
        print(f"missing, and installed by `make peers`: {conditions['missing']}")
    measured = []
    for part in given.parts or PARTS:
        for record in PARTS[part](rounds=given.rounds):
            values = [float(f"{value:.5g}") for value in record["values"]]
            measured.append({"part": part, **record, "values": values})
            words = [str(value) for value in measured[-1].values() if not isinstance(value, list)]
            print(f"{' '.join(words):40}{median(values):10.4g}", flush=True)
    if given.parts:
        when = "{date}, commit {commit}, load {load},\n{:10}{peers}".format("", **conditions)
        old = report.read()
        conditions = old["where"] | dict.fromkeys(given.parts, when)
        measured += [one for one in old["measured"] if one["part"] not in given.parts]
    report.publish({"where": conditions, "measured": measured})


def where(rounds: int) -> dict[str, str]:
    """Say what is measured, on which machine, and how busy that is with other things."""
    cpus = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.+)", cpus.read_text()) if cpus.exists() else None
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=build.ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    blas = {f"{one['internal_api']} {one['version']}" for one in threadpool_info()}
    packages = {"sklearn": "scikit-learn", "torch": "torch", "jax": "jax", "faiss": "faiss-cpu"}
    peers = [
        f"{(PEERS | SEARCHERS)[peer]} {importlib.metadata.version(package)}"
        for peer, package in packages.items()
        if peer not in MISSING
    ]
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "rounds": f"{rounds}, of which the median is shown ({min(rounds, build.BUILDS)} of builds)",
        "machine": f"{os.cpu_count()} cores of {model[1] if model else platform.processor()}",
        "system": f"{platform.system()} {platform.machine()}",
        "load": f"below {int(os.getloadavg()[0]) + 1} before the first run",
        "python": f"{platform.python_version()}, NumPy {np.__version__}, {', '.join(sorted(blas))}",
        "peers": ", ".join(peers),
        "missing": ", ".join(MISSING.values()) or "nobody",
    }


if __name__ == "__main__":
    main()
