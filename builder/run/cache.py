"""What came of a page's examples, kept as long as all that it depends on is what it was.

A page has one file. It says for which code, library, builder, colours, versions and processor it
holds; an entry that is cut short, changed by another hand or of other sources is as good as none.
"""

import functools
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from builder.page import Outcome, Page
from builder.settings import LIBRARY, ROLES, ROOT

_builder = Path(__file__).parents[1]
_modules = (_builder / name for name in ("run", "read", "page.py", "settings.py", "__init__.py"))
SOURCES = (LIBRARY, *_modules)
"""The code that outcomes depend on: the library's, and what is imported where a page runs."""


class Cache:
    """A folder of outcomes, a file for each page.

    Parameters
    ----------
    folder
        Where they are.
    fresh
        Whether to find nothing in it, so that everything is run again.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self._folder, self._fresh = folder, fresh

    def load(self, path: str, key: str) -> list[Outcome] | None:
        """Give the outcomes of a page if they are known."""
        entry = self._read(path)
        if self._fresh or entry.get("key") != key:
            return None
        return [
            Outcome(tuple(outputs), tuple(results), *drawn)
            for outputs, results, *drawn in entry["outcomes"]
        ]

    def seconds(self, path: str) -> float:
        """Give how long a page took when it was run last, if ever: else, no page takes longer."""
        return float(self._read(path).get("seconds", "inf"))

    def store(self, path: str, key: str, outcomes: Sequence[Outcome], seconds: float) -> None:
        """Keep the outcomes of a page."""
        entry = {
            "key": key,
            "outcomes": [astuple(one) for one in outcomes],
            "seconds": round(seconds, 1),
        }
        text = json.dumps(entry)
        file = self._file(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{digest(text)}\n{text}", encoding="utf-8")

    def _file(self, path: str) -> Path:
        return self._folder / f"{path.lstrip('/')}.json"

    def _read(self, path: str) -> dict[str, Any]:
        """Read an entry; what is not whole is empty."""
        try:
            summed, _, text = self._file(path).read_text("utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return {}
        entry: dict[str, Any] = json.loads(text) if summed == digest(text) else {}
        return entry


def key_of(page: Page) -> str:
    """Sum up all that the outcomes of a page depend on."""
    return make_key([example.source for example in page.examples])


def make_key(parts: Sequence[str], files: Sequence[Path] = ()) -> str:
    """Sum up something with all that outcomes depend on, and with files of its own."""
    code = [one for source in SOURCES for one in sources(source)]
    return sum_up([*parts, ROLES, *environment()], [*files, *code])


def sum_up(parts: Sequence[object], files: Sequence[Path]) -> str:
    """Sum up values and files."""
    total = hashlib.sha256(json.dumps(parts).encode())
    for file in files:
        content = file.read_bytes()
        name = os.path.relpath(file, ROOT)  # so that a copy of the project may take its cache along
        total.update(f"{name} {len(content)}\n".encode() + content)
    return total.hexdigest()


def sources(path: Path) -> list[Path]:
    """List a file, or the files of a folder that were written by hand."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return [file for file in files if file.is_file() and file.suffix != ".pyc"]


@functools.cache
def environment() -> list[str]:
    """Name Python, what is installed, what is locked, and the processor's kernels in use."""
    lock = ROOT / "requirements.txt"
    # The names of these folders hold the versions; to read what is in them takes longer.
    installed = sorted({one.name for path in sys.path for one in Path(path).glob("*.*-info")})
    # Whatever else a process has loaded: SciPy brings the same kernels, scikit-learn other pools.
    pools = [one for one in threadpool_info() if one["user_api"] == "blas"]
    blas = sorted({str(one.get("architecture")) for one in pools})
    vectors = json.dumps(np.show_config(mode="dicts")["SIMD Extensions"])
    locked = digest(lock.read_text("utf-8")) if lock.exists() else ""
    return [sys.version, *installed, *blas, vectors, locked]


def digest(text: str) -> str:
    """Sum up a text."""
    return hashlib.sha256(text.encode()).hexdigest()
