"""A drawing with its words on the page, and the name by which the text cites it."""

import posixpath
import re
from collections.abc import Mapping

from builder.page import FigureText, Outcome, Page
from builder.render import handles

Labels = Mapping[str, Mapping[str, str]]
"""What figures are called, by the paths of their pages and their own names."""
CITED = re.compile(r"(?<!`)\[\](?P<link>\((?P<page>[^()#\s]*)#figure-(?P<name>[\w-]+)\))")


def label(page: Page, chapter: int) -> dict[str, str]:
    """Name the figures of a page: `Figure 6.2` in chapter 6, `Figure 2` elsewhere."""
    names = [one.figure.figure for one in page.examples if one.figure]
    before = f"{chapter}." if chapter else ""
    return {name: f"Figure {before}{number}" for number, name in enumerate(names, start=1)}


def cite(text: str, path: str, labels: Labels) -> str:
    """Fill in the links to figures that have no text: `[](#figure-rise)` says `Figure 6.2`."""

    def name(match: re.Match[str]) -> str:
        linked = posixpath.normpath(posixpath.join(path, "..", match["page"]))
        known = labels.get(linked if match["page"] else path, {})
        return f"[{known.get(match['name'], '')}]{match['link']}"

    return CITED.sub(name, text)


def figure_html(words: FigureText, outcome: Outcome, caption: str, label: str = "") -> str:
    """Set a drawing with its label, its caption (HTML) and, folded, the table of what it shows.

    A figure that answers has attributes for its script, and handles below the drawing.
    """
    table = outcome.table and (
        '<details class="ol-data" data-search-exclude="">'
        f"<summary>Data of this figure</summary>{outcome.table}</details>"
    )
    if label:
        caption = f"<b>{label}</b> {caption}"
    attributes = handles.attributes(words, outcome.given)
    inputs = handles.inputs(words, outcome.at)
    return (
        f'<figure class="ol-figure" id="figure-{words.figure}"{attributes}>\n'
        f"{outcome.svg}{inputs}\n<figcaption>{caption}</figcaption>\n</figure>{table}"
    )
