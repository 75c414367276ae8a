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
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

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
    """Build with a runner that answers from the record; labs are in the build's own cache."""
    from mkdocs.__main__ import cli

    from hooks import labs, runner

    class Recording(runner.Runner):
        """A runner that writes down what came of the pages."""

        runs: ClassVar = {}

        def submit(self, text: str, path: str) -> Future[Any]:
            self.runs[path, text] = super().submit(text, path)
            return self.runs[path, text]

        def close(self) -> None:
            record.write_bytes(pickle.dumps({key: run.result() for key, run in self.runs.items()}))
            super().close()

    class Replaying(runner.Runner):
        """A runner that runs nothing."""

        def submit(self, text: str, path: str) -> Future[Any]:
            run: Future[Any] = Future()
            run.set_result(outcomes[path, text])
            return run

    if record.exists():
        outcomes = pickle.loads(record.read_bytes())  # noqa: S301 - our own, of just now
        runner.Runner, labs.execute = Replaying, refuse
    else:
        runner.Runner = Recording
    cli(MKDOCS[1:])  # loads hooks/site.py, which finds these in the place of the others


def refuse(*_: object) -> None:
    """Raise where a lab is to be executed after all."""
    raise AssertionError("the labs' cache is not of this build")


if __name__ == "__main__":
    replay(Path(sys.argv[1]))
