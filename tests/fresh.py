"""A Python as a reader has it: with some distributions and the book's library, and nothing else."""

import importlib.metadata
import os
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROVIDED = ("numpy", "matplotlib")


def closure(names):
    """Name the distributions that some need, themselves included."""
    found = {}
    waiting = [Requirement(name) for name in names]
    while waiting:
        wanted = waiting.pop()
        seen = found.setdefault(wanted.name, set())
        if seen and wanted.extras <= seen:
            continue
        seen |= {"", *wanted.extras}
        for line in importlib.metadata.requires(wanted.name) or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in seen):
                waiting.append(needed)
    return sorted(found)


def library(folder, names):
    """Make a folder that holds these distributions, what they need, and the book's library."""
    folder.mkdir()
    (folder / "onelayer").symlink_to(ROOT / "src" / "onelayer")
    for name in closure(names):
        distribution = importlib.metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files} - {"..", "__pycache__"}:
            if not (folder / top).exists():
                (folder / top).symlink_to(distribution.locate_file(top))
    return folder


def python(folder, packages, *arguments, backend="agg"):
    """Give the command and the environment of a Python with these packages."""
    path = library(folder / "library", [*PROVIDED, *packages])
    environment = {
        **os.environ,
        "PYTHONPATH": str(path),
        "MPLBACKEND": backend,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TMPDIR": str(folder),
    }
    return {"args": [sys.executable, "-S", *arguments], "env": environment, "cwd": folder}
