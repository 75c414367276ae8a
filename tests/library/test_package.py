"""What `import onelayer` gives and what it takes."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import onelayer

MODULES = ["similarity", "activations", "network", "memory", "training", "data", "evidence"]
FOLDER = Path(onelayer.__file__).parent


def test_every_public_name_is_at_the_top_once():
    public = [name for m in MODULES for name in importlib.import_module(f"onelayer.{m}").__all__]
    assert sorted(public) == sorted(set(public)) == onelayer.__all__
    assert all(hasattr(onelayer, name) for name in onelayer.__all__)


def documented(item):
    """Return the names in a docstring's section of parameters, or a record's of attributes."""
    section = re.search(
        r"(?:Parameters|Attributes)\n *-+\n(.*?)(?:\n\n *\w+\n *-+\n|$)", item.__doc__, re.DOTALL
    )
    names = re.findall(r"^ *(\w+(?:, \w+)*) : ", section.group(1), re.MULTILINE) if section else []
    return [name for line in names for name in line.split(", ")]


PUBLIC = {name: getattr(onelayer, name) for name in onelayer.__all__}
METHODS = {
    f"{name}.{method}": getattr(item, method)
    for name, item in PUBLIC.items()
    if inspect.isclass(item)
    for method in vars(item)
    if not method.startswith("_") and inspect.isroutine(getattr(item, method))
}


@pytest.mark.parametrize(
    "item",
    [one for one in (PUBLIC | METHODS).values()
     if callable(one) and not isinstance(one, onelayer.Activation)],
)  # fmt: skip
def test_every_parameter_is_documented(item):
    parameters = [name for name in inspect.signature(item).parameters if name != "self"]
    assert documented(item) == parameters


def test_numpy_is_all_that_is_imported():
    code = (
        "import numpy, sys; before = set(sys.modules); import onelayer; "
        "print(*(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    tops = {module.partition(".")[0] for module in loaded}
    assert tops - set(sys.stdlib_module_names) - {"numpy"} == {"onelayer"}
    # What takes long to import waits until it is needed.
    assert not tops & {"zipfile", "pathlib", "tempfile", "multiprocessing", "concurrent"}
    assert not {"numpy.random", "numpy.ma", "numpy.testing", "numpy.typing"} & set(loaded)


def test_imports_run_one_way():
    order = ["_checks", "similarity", "activations", "_losses", "_inplace", "network", "memory",
             "_descent", "training", "data", "evidence"]  # fmt: skip
    assert sorted(order) == sorted(p.stem for p in FOLDER.glob("*.py") if p.stem != "__init__")
    for place, module in enumerate(order):
        for node in ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("onelayer."):
                assert node.module.removeprefix("onelayer.") in order[:place], (module, node.module)


def test_types_are_for_all():
    assert (FOLDER / "py.typed").exists()
    assert metadata.requires("onelayer")[0].startswith("numpy")
