"""Imports run one way: from the events down to the page."""

import ast
import sys

import pytest

from builder.settings import CODE

ROOMS = (
    ("settings",),
    ("page",),
    ("read",),
    ("run",),
    ("prove",),
    ("render",),
    ("publish",),
    ("book", "fix"),
    ("serve", "shelf"),
    ("adapter",),
)
HEIGHT = {name: height for height, names in enumerate(ROOMS) for name in names}
MODULES = sorted((CODE / "builder").rglob("*.py"))


def room(module):
    return module.split(".")[1] if "." in module else ""


def imported(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name their module in full"
            yield from (f"{node.module}.{one.name}" for one in node.names)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(CODE)))
def test_none_imports_what_is_above_it(file):
    module = ".".join(file.relative_to(CODE).with_suffix("").parts)
    for name in imported(file):
        if name.startswith("builder."):
            assert HEIGHT[room(name)] <= HEIGHT[room(module)], name


def test_only_these_know_mkdocs():
    knowing = {
        file.stem
        for file in MODULES
        if any(name.partition(".")[0] == "mkdocs" for name in imported(file))
    }
    assert knowing == {"adapter", "serve", "shelf"}


@pytest.mark.parametrize("name", ["drawing", "data"])
def test_what_draws_needs_numpy_and_matplotlib_alone(name):
    named = imported(CODE / "builder" / "run" / f"{name}.py")
    packages = {one.partition(".")[0] for one in named} - sys.stdlib_module_names
    assert packages - {"cycler"} == {"numpy", "matplotlib"}  # which brings cycler with it
