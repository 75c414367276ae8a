"""What a page says of itself: how long it takes, what its code needs, what it is about."""

import ast
import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape, unescape
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
PROVIDED = frozenset({"onelayer", "numpy", "matplotlib", "mpl_toolkits"})
WORDS_A_MINUTE = 200
DESCRIPTION = 160

CODE = re.compile(r'data-copy="([^"]*)" data-run=')
FOLDED = re.compile(r'<details class="ol-(?:data|code)".*?</details>|<svg.*?</svg>', re.DOTALL)
PARAGRAPH = re.compile(r"</h1>\s*<p>(.*?)</p>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def add_opening(html: str) -> str:
    """Write below a page's title how long it takes to read and what else its code needs."""
    minutes = max(1, round(len(text(FOLDED.sub("", html)).split()) / WORDS_A_MINUTE))
    line = f"About {minutes} minute{'s' * (minutes > 1)} to read."
    if packages := " ".join(packages_needed(html)):
        line += f" Its code also needs <code>pip install {escape(packages)}</code>."
    opening = f'<p class="ol-opening" data-search-exclude="">{line}</p>'
    return html.replace("</h1>", f"</h1>\n{opening}", 1)


def describe(html: str) -> str:
    """Give the first paragraph of a page, cut to a description's length, as an attribute's text."""
    found = PARAGRAPH.search(html)
    return escape(textwrap.shorten(text(found[1]), DESCRIPTION, placeholder=" …")) if found else ""


def text(html: str) -> str:
    """Give what is read."""
    return unescape(TAG.sub("", html))


def packages_needed(html: str) -> list[str]:
    """Name what must be installed for a page's code beside what all pages need."""
    modules = {name for code in CODE.findall(html) for name in imported(unescape(code))}
    others = modules - PROVIDED - set(sys.stdlib_module_names)
    return sorted({with_extras(distributions()[module][0]) for module in others})


@cache
def distributions() -> Mapping[str, list[str]]:
    """Know which package brings which module."""
    return packages_distributions()


def imported(code: str) -> Iterator[str]:
    """Name the packages that code imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@cache
def extras() -> dict[str, str]:
    """Read which extras of a package this project asks for."""
    groups = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    asked = [Requirement(one) for one in groups["docs"]]
    return {one.name: f"{one.name}[{','.join(sorted(one.extras))}]" for one in asked if one.extras}


def with_extras(package: str) -> str:
    """Name a package as pip is to be asked for it."""
    asked = extras().get(package)
    return f'"{asked}"' if asked else package
