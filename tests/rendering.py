"""A page on the way of the build, in this process: read, run, rendered, confirmed."""

import textwrap

from markdown import Markdown
from mkdocs.utils import yaml_load

from builder.prove import needs, shown
from builder.prove.walk import Walk
from builder.read import read
from builder.read.outputs import differences
from builder.render.citations import read_bibliography
from builder.render.extension import BookExtension
from builder.run.session import run
from builder.settings import ROOT

EXTENSIONS = {}
for given in yaml_load((ROOT / "mkdocs.yml").read_text("utf-8"))["markdown_extensions"]:
    EXTENSIONS |= given if isinstance(given, dict) else {given: {}}
WORKS = read_bibliography(
    "@misc{one1990, author = {One, Ada}, title = {T}, year = {1990}}\n"
    "@misc{all2010, author = {Four, D. and Five, E. and Six, F.}, title = {T}, year = {2010},\n"
    " doi = {10.1000/1}}\n",
    "r.bib",
)


def ran(text, path="docs/p.md"):
    """Read a page, run it, and hold it against what it says."""
    page = read(textwrap.dedent(text), path)
    for _ in run(page):
        pass
    for difference in differences(path, page.examples):
        raise difference
    return page


def rendered(page, proven=frozenset(), *, opens=False, **more):
    """Render a page that was run; its first fault is raised."""
    needs.find(page.examples)
    book = BookExtension(WORKS, {})
    book.proven = proven
    book.begin(page, "bibliography.md", opens=opens, **more)
    fences = {"name": "*", "class": "", "validator": book.validate, "format": book.format}
    markdown = {
        "extensions": [*EXTENSIONS, book],
        "extension_configs": EXTENSIONS | {"pymdownx.superfences": {"custom_fences": [fences]}},
    }
    book.captions = Markdown(**markdown)
    html = Markdown(**markdown).convert(page.text)
    for fault in book.faults.values():
        raise fault
    shown.check(page, Walk(html), proven)
    return html


def render(text, **more):
    """Take a page the whole way."""
    return rendered(ran(text), **more)
