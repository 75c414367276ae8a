"""How much memory work takes beyond its data, at the peak.

``python -m benchmarks.memory PEER WORK`` prints it in bytes; it asks Linux. What has been imported
and what a first, small run leaves behind do not count.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.work import FILLED, Work

PROCESS = Path("/proc/self")


def measure(
    works: Mapping[str, Work], peers: Sequence[str], *, rounds: int
) -> Iterator[dict[str, Any]]:
    """Yield, for each work and peer, the bytes at the peak over the bytes of the data."""
    for name, work in works.items():
        size = sum(array.nbytes for array in work.data("float64"))
        for peer in peers:
            command = [sys.executable, "-m", __name__, peer, name]
            printed = [
                subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
                for _ in range(rounds)
            ]
            yield {"what": name, "who": peer, "values": [int(peak) / size for peak in printed]}


def peak(peer: str, work: Work) -> int:
    """Do the work and return how far the memory has grown meanwhile, at most."""
    prepare = import_module(f"benchmarks.peers.{peer}").prepare
    small = replace(work, N=work.batch or 64, steps=min(work.steps, 1))
    prepare(small, *small.data("float64"), small.start("float64"))()
    data, start = work.data("float64"), work.start("float64")
    before = resident("VmRSS")
    (PROCESS / "clear_refs").write_text("5")  # forgets the peak so far
    prepare(work, *data, start)()
    return resident("VmHWM") - before


def resident(word: str) -> int:
    """Return the resident memory of this process: now (VmRSS), or at its peak (VmHWM)."""
    (kilobytes,) = re.findall(rf"{word}:\s*(\d+) kB", (PROCESS / "status").read_text())
    return 1024 * int(kilobytes)


if __name__ == "__main__":
    print(peak(sys.argv[1], FILLED[sys.argv[2]]))
