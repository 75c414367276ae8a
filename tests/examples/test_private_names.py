"""Whatever the builder uses of other projects without their promise: an upgrade says what moved."""

import ast
import importlib
import inspect

import markdown
import pytest
from markdown import blockprocessors, inlinepatterns, util
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.pages import Page
from mkdocs_autorefs import AutorefsPlugin
from numpy._core import _multiarray_umath
from pymdownx import superfences

from builder import shelf
from builder.settings import CODE


def test_mkdocs_renders_a_page_by_a_method_that_can_be_replaced():
    assert list(inspect.signature(Page.render).parameters) == ["self", "config", "files"]


@pytest.mark.parametrize("name", [*shelf.RENDERED, "links_to_anchors"])
def test_mkdocs_notes_beside_a_page_what_came_of_it(name):
    assert f"self.{name} = " in inspect.getsource(Page.render)


def test_mkdocs_serves_through_an_observer_that_can_be_replaced():
    made = inspect.getsource(LiveReloadServer.__init__)
    assert "self.observer = " in made
    assert "self.observer.start()" in inspect.getsource(LiveReloadServer.serve)


@pytest.mark.parametrize("name", shelf.AUTOREFS)
def test_autorefs_has_its_maps_where_they_are_looked_for(name):
    assert isinstance(vars(AutorefsPlugin())[name], dict)


@pytest.fixture(scope="module")
def nbconvert2():
    """Loaded by the process that asks for it alone, for it brings half of Jupyter."""
    return importlib.import_module("mkdocs_jupyter.nbconvert2")


def test_mkdocs_jupyter_takes_its_templates_from_its_settings(nbconvert2):
    assert nbconvert2.settings.templates_dir
    assert "settings.templates_dir" in inspect.getsource(nbconvert2)


def test_mkdocs_jupyter_makes_its_exporter_by_a_function_that_can_be_replaced(nbconvert2):
    source = inspect.getsource(nbconvert2.nb2html)
    assert "get_nbconvert_app(" in source


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("preprocessors", "html_block"),
        ("inlinePatterns", "html"),
        ("postprocessors", "raw_html"),
        ("treeprocessors", "unescape"),
    ],
)
def test_markdown_registers_under_these_names(kind, name):
    assert name in getattr(markdown.Markdown(), kind)


def test_markdown_reads_indented_code_under_this_name():
    assert "code" in markdown.Markdown().parser.blockprocessors
    assert issubclass(blockprocessors.CodeBlockProcessor, blockprocessors.BlockProcessor)


@pytest.mark.parametrize("name", ["AMP_SUBSTITUTE", "HTML_PLACEHOLDER_RE", "STX"])
def test_markdown_marks_what_it_sets_aside(name):
    assert hasattr(util, name)
    assert hasattr(inlinepatterns, "HTML_RE")


def test_superfences_highlights_and_validates_for_others():
    md = markdown.Markdown(extensions=["pymdownx.highlight", "pymdownx.superfences"])
    md.convert("```python\n1\n```")
    assert callable(md.preprocessors["fenced_code_block"].highlight)
    options = {}
    fence = {"inputs": {"title": "t"}, "options": options, "attrs": {}, "md": md}
    assert superfences.highlight_validator("python", **fence)
    assert options == {"title": "t"}


@pytest.mark.parametrize("name", ["__cpu_dispatch__", "__cpu_features__"])
def test_numpy_tells_what_it_could_use_of_a_processor(name):
    assert getattr(_multiarray_umath, name)


def test_no_other_private_name_is_used():
    """Of names with an underscore, these alone are not the builder's own, or Python's."""
    found = set()
    for file in (CODE / "builder").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and "._" in f".{node.module}":
                found.add(node.module)
            elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                owner = ast.unparse(node.value)
                if owner != "self" and not node.attr.endswith("__"):
                    found.add(f"{owner}.{node.attr}")
    assert {name for name in found if not name.endswith("._replace")} == {
        "numpy._core._multiarray_umath"
    }
