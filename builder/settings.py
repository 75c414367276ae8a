"""All that is one book's own: the table `[tool.book]` of its `pyproject.toml`.

The book is the project that holds this builder, or the folder that the variable `BOOK` names; so
pytest, the build and every process that it starts know the same.
"""

import os
import tomllib
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")

CODE = Path(__file__).resolve().parents[1]
"""The folder that holds this package."""
ROOT = Path(os.environ.get("BOOK") or CODE).resolve()
"""The folder of the project."""
CACHE = ROOT / ".cache"
"""The folder of what is kept from build to build."""
FRESH = bool(os.environ.get("FRESH"))
"""Whether nothing is taken from there that a run or a rendering gave."""
_given = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8")).get("tool", {}).get("book", {})


def shown_path(path: str) -> str:
    """Shorten an absolute path to how it is typed from the project's folder."""
    within = Path(path).is_relative_to(ROOT)
    return Path(path).relative_to(ROOT).as_posix() if within else path


def take(name: str, kind: type[Value]) -> Value:
    """Take a setting out of the table.

    Raises
    ------
    ValueError
        If it is missing, or of another kind.
    """
    value = _given.pop(name, None)
    if not isinstance(value, kind):
        raise ValueError(  # noqa: TRY004 - what is wrong is the file
            f"pyproject.toml: [tool.book] has {name} = {value!r}, expected a {kind.__name__}"
        )
    return value


PACKAGE = take("package", str)
"""The library whose names the book explains."""
LIBRARY = ROOT / "src" / PACKAGE
PROVIDED = frozenset({PACKAGE, *take("provided", list)})
"""The modules that every reader is taken to have installed."""
ROLES: dict[str, str] = take("roles", dict)
"""The parts that have a colour, with the one that they have on paper."""
TITLE = take("title", str)
ARCHIVE = f"{TITLE.lower().replace(' ', '-')}.zip"
"""The file that holds the whole site, to be read offline."""
CLAIM: list[str] = take("claim", list)
"""What the picture says that other sites show beside a link: two lines."""
NOTEBOOKS: list[str] = take("notebooks", list)
"""The folders whose pages can be taken home, beside the labs."""
LIMIT = float(os.environ.get("BOOK_LIMIT", take("limit", int)))
"""Seconds that one example may take."""
if _given:
    raise ValueError(f"pyproject.toml: [tool.book] knows nothing of {', '.join(_given)}")
