"""The time from starting Python to the trained network: a whole process, as a reader waits for it.

``python -m benchmarks.cold PEER WORK`` is that process.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from benchmarks.work import COLD, Work

IMPORT = """
import time, numpy
begin = time.perf_counter()
import onelayer
print(time.perf_counter() - begin)
"""


def measure(
    works: Mapping[str, Work], peers: Sequence[str], *, rounds: int
) -> Iterator[dict[str, Any]]:
    """Yield, for each work and peer, the seconds of each round."""
    for name in works:
        seconds: dict[str, list[float]] = {peer: [] for peer in peers}
        for _ in range(rounds):
            for peer in peers:
                begin = time.perf_counter()
                subprocess.run([sys.executable, "-m", __name__, peer, name], check=True)
                seconds[peer].append(time.perf_counter() - begin)
        for peer, values in seconds.items():
            yield {"what": name, "who": peer, "values": values}


def measure_import(*, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield the seconds that importing the library takes where NumPy is there already."""
    command = [sys.executable, "-c", IMPORT]
    printed = [
        subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout for _ in range(rounds)
    ]
    yield {"what": "import", "who": "onelayer", "values": [float(seconds) for seconds in printed]}


def train(peer: str, work: Work) -> None:
    """Be the process."""
    prepare = import_module(f"benchmarks.peers.{peer}").prepare
    prepare(work, *work.data("float64"), work.start("float64"))()


if __name__ == "__main__":
    train(sys.argv[1], COLD[sys.argv[2]])
