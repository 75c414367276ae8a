"""A site appears whole or not at all: built beside the last good one, it then takes its place."""

import contextlib
import os
import shutil
from pathlib import Path


def stage(site: Path) -> Path:
    """Return a new folder beside `site` to build in, after clearing what dead builds left."""
    for left in site.parent.glob(f".{site.name}-*"):
        pid, _, old = left.name.removeprefix(f".{site.name}-").partition("-")
        if pid.isdigit() and not alive(int(pid)):
            if old and not site.exists():
                left.rename(site)
            else:
                shutil.rmtree(left, ignore_errors=True)
    staged = site.with_name(f".{site.name}-{os.getpid()}")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    return staged


def publish(staged: Path, site: Path) -> None:
    """Put the finished site in its place."""
    old = staged.with_name(f"{staged.name}-old")
    if site.exists():
        site.rename(old)
    staged.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def discard(staged: Path) -> None:
    """Throw an unfinished site away."""
    shutil.rmtree(staged, ignore_errors=True)


def alive(pid: int) -> bool:
    """Tell whether a process exists."""
    with contextlib.suppress(ProcessLookupError):
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        return True
    return False
