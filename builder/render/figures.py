"""A drawing with its words on the page, and the name by which the text cites it."""

import posixpath
import re
from collections.abc import Mapping

from builder.page import Page

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


def figure_html(
    svg: str,
    *,
    slug: str,
    caption: str,
    label: str = "",
    table: str = "",
    attributes: str = "",
    handles: str = "",
) -> str:
    """Set a drawing with its label, its caption (HTML) and, folded, the table of what it shows.

    A figure that answers has attributes for its script, and handles below the drawing.
    """
    if not caption.strip():
        raise ValueError("the caption is missing")
    if table:
        table = (
            '<details class="ol-data" data-search-exclude="">'
            f"<summary>Data of this figure</summary>{table}</details>"
        )
    if label:
        caption = f"<b>{label}</b> {caption}"
    return (
        f'<figure class="ol-figure" id="figure-{slug}"{attributes}>\n{svg}{handles}\n'
        f"<figcaption>{caption}</figcaption>\n</figure>{table}"
    )
