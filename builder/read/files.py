"""Which files may stand among the sources of a site."""

import posixpath
from collections.abc import Iterator, Set
from fnmatch import fnmatch
from pathlib import Path

from builder.page import PageError
from builder.settings import ARCHIVE

LEFTOVERS = ("*~", "#*#", "*.bak", "*.orig", "*.rej", "*.swp", "*.tmp")
MADE = ("assets/preview.png", f"{Path(ARCHIVE).stem}.*", "llms.txt", "search/*", "sitemap.xml*")
"""What the build writes itself."""


def check_files(files: Set[str], root: Path) -> Iterator[PageError]:
    """Yield a fault for each file that must not be published, or would not be as it stands.

    Parameters
    ----------
    files
        The paths of all files of the site's sources, from the folder of the project.
    root
        The folder of the project.
    """
    places: dict[str, str] = {}
    for path in sorted(files):
        folder, _, name = path.partition("/")
        if any(fnmatch(posixpath.basename(path), pattern) for pattern in LEFTOVERS):
            yield PageError(path, 1, "an editor has left this file; it would be published")
        elif not (root / path).resolve().is_relative_to((root / folder).resolve()):
            yield PageError(path, 1, f"this leads out of {folder}/; what stands there is published")
        elif any(fnmatch(name, pattern) for pattern in MADE):
            yield PageError(path, 1, "the build writes a file in this place")
        stem, suffix = posixpath.splitext(path)
        if suffix in (".md", ".py", ".html"):
            if stem in places:
                yield PageError(path, 1, f"{places[stem]} has the same address")
            places[stem] = path
