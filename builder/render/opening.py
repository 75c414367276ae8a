"""What a page says of itself: how long it takes, what its code needs, what it is about."""

import ast
import re
import sys
import textwrap
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Set
from functools import cache
from importlib.metadata import distribution

from packaging.requirements import Requirement

from builder.page import Page
from builder.prove.needs import copied
from builder.settings import PROVIDED, ROOT

WORDS_A_MINUTE = 200
DESCRIPTION = 160


def opening(page: Page) -> ET.Element:
    """Say how long a page takes to read, and what else its code needs."""
    minutes = minutes_of(page)
    line = ET.Element("p", {"class": "ol-opening", "data-search-exclude": ""})
    line.text = f"About {minutes} minute{'s' * (minutes > 1)} to read."
    codes = [copied(one.code) for one in page.examples if "import" in one.code]
    if packages := " ".join(packages_needed(codes)):
        line.text += " Its code also needs "
        command = ET.SubElement(line, "code")
        command.text, command.tail = f"pip install {packages}", "."
    return line


def minutes_of(page: Page) -> int:
    """Estimate how long a page takes to read."""
    folded = sum(len(one.source.split()) for one in page.examples if one.figure or one.fold)
    captions = sum(len(one.figure.caption.split()) for one in page.examples if one.figure)
    words = len(page.text.split()) - folded + captions
    return max(1, round(words / WORDS_A_MINUTE))


def describe(paragraph: ET.Element) -> str:
    """Cut a page's first paragraph to a description's length."""
    text = " ".join("".join(paragraph.itertext()).split())
    return textwrap.shorten(text, DESCRIPTION, placeholder=" …")


def packages_needed(codes: Iterable[str]) -> list[str]:
    """Name what must be installed for a page's code beside what all pages need.

    Raises
    ------
    ModuleNotFoundError
        If the project does not list a module's package for its pages.
    """
    modules = {name for code in codes for name in imported(code)}
    return sorted({package_of(one) for one in modules - PROVIDED - set(sys.stdlib_module_names)})


def package_of(module: str) -> str:
    """Know how pip is asked for a module."""
    if module not in listed():
        raise ModuleNotFoundError(
            f"no package of the group `docs` in pyproject.toml has the module {module}", name=module
        )
    return listed()[module]


@cache
def listed() -> dict[str, str]:
    """Know how pip is asked for each module that the project lists for its pages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = {}
    for one in map(Requirement, project.get("dependency-groups", {}).get("docs", ())):
        package = distribution(one.name)
        name = package.name
        if one.extras:
            name = f'"{one.name}[{",".join(sorted(one.extras))}]"'
        # `package.files` makes a path of each, which takes four times as long.
        for line in (package.read_text("RECORD") or "").splitlines():
            found[re.split("[/,]", line, maxsplit=1)[0].removesuffix(".py")] = name
    return found


@cache
def imported(code: str) -> Set[str]:
    """Name the packages that code imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
