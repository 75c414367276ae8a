"""How the theme's templates are read, and what is changed in its HTML."""

import os
from pathlib import Path

import jinja2

from builder.settings import CACHE

COMPILED = CACHE / "templates"


class Shown(jinja2.FileSystemLoader):
    """Templates of which only those are listed that are not hidden.

    MkDocs goes through the list of all for what it copies. It copies nothing hidden, and the theme
    hides 14,000 icons.
    """

    def list_templates(self) -> list[str]:
        """Name all templates in folders that are not hidden."""
        found = set()
        for path in self.searchpath:
            for folder, folders, files in os.walk(path):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found |= {Path(folder, name).relative_to(path).as_posix() for name in files}
        return sorted(found)


def prepared(env: jinja2.Environment) -> jinja2.Environment:
    """Make an environment of the theme's quick, and have it compile a template but once."""
    if isinstance(env.loader, jinja2.FileSystemLoader):
        env.loader = Shown(env.loader.searchpath)
    COMPILED.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(COMPILED))
    return env


def replaced(html: str, old: str, new: str) -> str:
    """Replace a text of the theme's; a theme that has changed itself is not passed over.

    Raises
    ------
    ValueError
        If the theme has it no longer.
    """
    if old not in html:
        raise ValueError(f"the theme no longer writes {old!r}: see overrides/ and builder/publish/")
    return html.replace(old, new)
