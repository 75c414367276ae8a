"""The time of a build of the site, and how much of it the execution of examples and labs takes.

``python -m benchmarks.build RECORD`` builds the site of the current folder. Where there is no such
record, it executes everything and records what came of it; where there is one, it executes nothing.
"""

import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MKDOCS = ["mkdocs", "build", "--strict", "--quiet"]


def measure(*, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield the seconds of builds of the last commit: clean, again, and with nothing executed."""
    with TemporaryDirectory() as name:
        folder, record = Path(name, "book"), Path(name, "record")
        folder.mkdir()
        files = subprocess.run(
            ["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x"], cwd=folder, input=files.stdout, check=True)
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(folder), str(folder / "src")]),
        }

        def seconds(*command: str) -> float:
            begin = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", *command], cwd=folder, env=environment, check=True
            )
            return time.perf_counter() - begin

        replayed = ["benchmarks.build", str(record)]
        seconds(*replayed)
        values: dict[str, list[float]] = {"clean": [], "again": [], "nothing-executed": []}
        for _ in range(rounds):
            for left in (".cache", "site"):
                shutil.rmtree(folder / left)
            values["clean"].append(seconds(*MKDOCS))
            values["again"].append(seconds(*MKDOCS))
            values["nothing-executed"].append(seconds(*replayed))
        for what, measured in values.items():
            yield {"what": what, "who": "build", "values": measured}


def replay(record: Path) -> None:
    """Build with a runner that knows what it has run before; labs are in the build's own cache."""
    from mkdocs.__main__ import cli

    from hooks import labs, runner

    class Remembering(runner.Runner):
        """A runner that begins where the recorded one has ended."""

        def __init__(self, limit: float) -> None:
            super().__init__(limit)
            if record.exists():
                self._done = pickle.loads(record.read_bytes())  # noqa: S301 - our own, of just now
                self._watch = labs.execute = refuse

        def close(self) -> None:
            super().close()
            record.write_bytes(pickle.dumps(self._done))

    runner.Runner = Remembering  # before MkDocs loads hooks/site.py, which takes it from there
    cli(MKDOCS[1:])


def refuse(*_: object) -> None:
    """Raise where something is to be executed after all."""
    raise AssertionError("the record is not of this build")


if __name__ == "__main__":
    replay(Path(sys.argv[1]))
