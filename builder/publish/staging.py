"""A site appears whole or not at all: built beside the last good one, it then takes its place."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


class Staging:
    """A folder beside the site, for all that a build writes before it is finished.

    The folder is locked as long as its builder lives. The system opens the lock however the builder
    ends, and the next one then clears the folder.

    Parameters
    ----------
    site
        The folder that the finished site goes to.

    Raises
    ------
    OSError
        If nothing can be written there.
    """

    def __init__(self, site: Path) -> None:
        self.site = site
        site.parent.mkdir(parents=True, exist_ok=True)
        if site.exists() and not os.access(site, os.W_OK):
            raise PermissionError(13, "the last site is read-only", str(site))
        with locked(site.parent):
            clear(site)
            self._folder = Path(tempfile.mkdtemp(prefix=prefix(site), dir=site.parent))
            self._lock = os.open(self._folder, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.new = self._folder / "new"
        self.scratch = self._folder / "tmp"
        """For temporary files, which go with the folder."""
        self.scratch.mkdir()

    def start(self) -> Path:
        """Return an empty folder to build in."""
        self.discard()
        self.new.mkdir()
        return self.new

    def publish(self) -> None:
        """Put the finished site in its place."""
        old = self._folder / "old"
        with locked(self.site.parent):
            if self.site.exists():
                self.site.rename(old)
            self.new.rename(self.site)
        shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        """Throw an unfinished site away."""
        shutil.rmtree(self.new, ignore_errors=True)

    def close(self) -> None:
        """Leave nothing but the site."""
        remove(self._folder, self.site)
        os.close(self._lock)


def clear(site: Path) -> None:
    """Clear what dead builders have left."""
    for left in sorted(site.parent.iterdir()):
        if left.name.startswith(prefix(site)):
            with contextlib.suppress(BlockingIOError), locked(left, fcntl.LOCK_NB):
                remove(left, site)


def remove(folder: Path, site: Path) -> None:
    """Remove a staging folder; its builder may have died while it put a site in its place."""
    if (folder / "old").exists() and not site.exists():
        (folder / "old").rename(site)
    shutil.rmtree(folder, ignore_errors=True)


def prefix(site: Path) -> str:
    """Give what the names of a site's staging folders begin with."""
    return f".{site.name}-build-"


@contextlib.contextmanager
def locked(folder: Path, how: int = 0) -> Iterator[None]:
    """Have a folder for oneself for a while."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(descriptor)
