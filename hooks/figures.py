"""A Matplotlib figure as inline SVG that follows the reader's palette.

Page code is plain Matplotlib. It names the book's four roles by the property cycle, ``C0`` to
``C3``, inks with black and greys, and tints with ``alpha``, with ``("C3", 0.4)`` or with a colour
map from white to a role. `to_svg` then writes CSS in the place of every colour, and refuses the
ones that have no counterpart in the dark.
"""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.colors import CSS4_COLORS, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text
from matplotlib.transforms import Bbox

# What each role looks like on paper; the site's style sheet holds the same values for its light
# scheme and others for the dark. They also stand for the roles inside Matplotlib's own output.
ROLES = {"input": "#14588a", "memory": "#8a4419", "value": "#04806a", "output": "#b636be"}

PAPER = "var(--md-default-bg-color)"
CSS_PIXELS_PER_POINT = 4 / 3
# The text column of a phone that is 360 CSS pixels wide, and the smallest text to be read there.
PHONE_COLUMN = 328
SMALLEST_TEXT = 11
# Grey text is drawn with at least so much ink, which keeps its contrast above 4.5 in both schemes.
TEXT_INK = 66
MOST_CHARACTERS = 200_000

ANCHORS = {"left": "start", "center": "middle", "right": "end"}
KEPT_PROPERTIES = {
    "fill", "fill-opacity", "font-size", "font-style", "font-weight", "opacity", "stroke",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "stroke-width", "text-anchor",
}  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
GEOMETRY = ("d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "transform", "viewBox")


STYLE: dict[str, Any] = {
    "axes.edgecolor": "black",
    "axes.facecolor": "none",
    "axes.prop_cycle": cycler(color=[*ROLES.values(), "0.35", "0.6"]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "figure.figsize": (4.8, 3.0),
    "font.family": ["DejaVu Sans"],
    "font.size": 12,
    "grid.color": "0.9",
    "image.cmap": "gray",
    "legend.fontsize": "medium",
    "legend.frameon": False,
    "lines.linewidth": 2,
    "mathtext.fontset": "dejavusans",
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "one layer",
    "xtick.labelsize": "medium",
    "ytick.labelsize": "medium",
}
"""The Matplotlib parameters of the book, set before a page's code runs."""


def prepare() -> None:
    """Let Matplotlib draw without a screen, from its defaults whatever the machine's own are."""
    mpl.use("agg")
    mpl.rcdefaults()


def to_svg(figure: Figure, *, slug: str, title: str, description: str) -> str:
    """Draw a figure as one inline SVG, the same bytes every time.

    Parameters
    ----------
    figure
        What the page's code has drawn, with the parameters of `style`.
    slug
        The figure's name in its page; every id of the drawing starts with it.
    title, description
        What is heard where the drawing is not seen.

    Raises
    ------
    ValueError
        If the figure has no axes, holds pixels, text too small for a phone, or a colour that is
        neither a role, a tint of one, nor a grey; or if the title or the description is missing.
    """
    _require_words(slug, title=title, description=description)
    if not figure.axes:
        raise ValueError("nothing was drawn (the figure has no axes)")
    return _draw(figure, slug, title, description)


def to_frames(figure: Figure, *, slug: str, title: str, description: str, legend: str) -> str:
    """Draw each axes of a figure as a frame; the reader steps from one to the next.

    A radio button stands before each frame and shows it. Where no script runs, and on paper, the
    style sheet shows all frames side by side: nothing here needs JavaScript.

    Parameters
    ----------
    figure
        What the page's code has drawn: axes with a title each, over the same range.
    slug, title, description
        As for `to_svg`.
    legend
        What the steps are, said above the buttons.

    Raises
    ------
    ValueError
        As `to_svg`, or if the axes are not frames of one picture.
    """
    _require_words(slug, title=title, description=description, legend=legend)
    names = [axes.get_title() for axes in figure.axes]
    if len(set(names)) < max(2, len(names)) or not all(names):
        raise ValueError("frames are two axes or more, each with a title of its own")
    if len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) > 1:
        raise ValueError("the frames differ in their limits: set the same xlim and ylim on each")
    if figure.texts or figure.legends:
        raise ValueError("what is drawn beside the axes is on no frame: draw it inside of each")
    parts = []
    for number, (name, window) in enumerate(_windows(figure), start=1):
        for axes in figure.axes:
            axes.set_visible(axes.get_title() == name)
        frame = f"{slug}-{number}"
        svg = _draw(figure, frame, f"{title}: {name}", "", window)
        checked = ' checked=""' * (number == 1)
        parts.append(
            f'<input type="radio" name="{slug}" id="{frame}"{checked} />'
            f'<label for="{frame}">{escape(name)}</label>\n<div>{svg}</div>\n'
        )
    return (
        f'<fieldset class="ol-frames" aria-describedby="{slug}-desc">\n'
        f"<legend>{escape(legend)}</legend>\n"
        f'<p id="{slug}-desc" hidden="">{escape(" ".join(description.split()))}</p>\n'
        f"{''.join(parts)}</fieldset>"
    )


def _windows(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Cut a figure up: for each axes its title and its window, in which all axes lie alike."""
    figure.canvas.draw()
    figure.set_layout_engine("none")
    inner = np.array([axes.get_window_extent().extents for axes in figure.axes])
    outer = [axes.get_tightbbox() or axes.get_window_extent() for axes in figure.axes]
    margins = np.array([box.extents for box in outer]) - inner
    widest = np.concatenate((margins[:, :2].min(axis=0), margins[:, 2:].max(axis=0)))
    for axes, corners in zip(figure.axes, inner, strict=True):
        yield axes.get_title(), Bbox.from_extents(*(corners + widest) / figure.dpi)


def _require_words(slug: str, **words: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", slug):
        raise ValueError(f"{slug!r} is no slug: lower-case letters, digits and hyphens, please")
    for name, text in words.items():
        if not text.strip():
            raise ValueError(f"the {name} is missing")


def _draw(
    figure: Figure, slug: str, title: str, description: str, window: Bbox | None = None
) -> str:
    """Draw a figure, or what lies in a window (in inches) of it."""
    drawn = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "one layer"}):
        figure.savefig(drawn, format="svg", metadata={"Date": None}, bbox_inches=window)
    parser = ET.XMLParser(target=_LabelledTree())  # noqa: S314 - Matplotlib's own output
    parser.feed(drawn.getvalue())
    root: ET.Element = parser.close()
    _strip(root)
    _set_mathtext(root, figure)
    _theme(root)
    _require_legible(root)
    _rename_ids(root, slug)
    _round(root)
    svg = _serialise(_framed(root, slug, title, description))
    if len(svg) > MOST_CHARACTERS:
        raise ValueError(
            f"{len(svg):,} characters of SVG are too much for a page: draw fewer "
            f"cells or points, or contourf in the place of pcolormesh"
        )
    return svg


def figure_html(svg: str, *, slug: str, caption: str, table: str = "") -> str:
    """Set a drawing with its caption (HTML) and, folded, the table of what it shows."""
    if not caption.strip():
        raise ValueError("the caption is missing")
    # Labels and numbers torn from their places are nothing to be found by: the caption is.
    svg = svg.replace("<svg", '<svg data-search-exclude=""', 1)
    if table:
        table = (
            '\n<details class="ol-data" data-search-exclude="">'
            f"<summary>Data of this figure</summary>{table}</details>"
        )
    return (
        f'<figure class="ol-figure" id="figure-{slug}">\n{svg}\n'
        f"<figcaption>{caption}</figcaption>{table}\n</figure>"
    )


class _LabelledTree(ET.TreeBuilder):
    """Keep comments as elements: Matplotlib puts one before each label that holds a formula."""

    def comment(self, text: str | None, /) -> Any:
        """Take a comment."""
        self.start("label", {})
        self.data(text or "")
        return self.end("label")


def _strip(root: ET.Element) -> None:
    """Take away what only a stand-alone file needs, and XML namespaces."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in list(element.attrib):
            if name.startswith("{"):
                element.set(name.rpartition("}")[2], element.attrib.pop(name))
        if element.tag == "image":
            raise ValueError(
                "it holds pixels, which cannot follow the reader's palette: use contourf or "
                "pcolormesh in the place of imshow, no rasterizing, and for a colour bar a map "
                "of at most 50 colours (N=20, say)"
            )
        if element.get("id", "").startswith("QuadMesh"):
            # Without it the page shines through between the cells.
            element.set("shape-rendering", "crispEdges")
        if element.tag not in ("text", "tspan", "label"):
            element.text = None
        element.tail = None
        for child in list(element):
            if child.tag.endswith(("metadata", "style")):
                element.remove(child)


def _set_mathtext(root: ET.Element, figure: Figure) -> None:
    """Let formulas in labels flow like other text.

    Matplotlib places each letter of a mathtext by the widths of its own font. The reader's font
    has others: the letters follow one another instead, from where the label is anchored. A comment
    with the label's source precedes each of them.
    """
    labels = {
        line: text
        for text in figure.findobj(Text)
        if isinstance(text, Text)
        for line in text.get_text().split("\n")
    }
    for parent in list(root.iter("g")):
        comment, flowing = parent.find("label"), parent.find("g/text")
        if comment is None:
            continue
        parent.remove(comment)
        source = (comment.text or "").strip()
        if flowing is None or source not in labels:
            continue
        label = labels[source]
        width = MathTextParser("path").parse(source, 72, label.get_fontproperties()).width
        anchor = ANCHORS[label.get_horizontalalignment()]
        flowing.text = None
        flowing.set("x", str({"start": 0, "middle": width / 2, "end": width}[anchor]))
        flowing.set("text-anchor", anchor)
        _flow(flowing)


def _flow(text: ET.Element) -> None:
    spans = sorted(text, key=lambda span: float(span.get("x", "0").split()[0]))
    text[:] = []
    baseline, height, last_style = None, 0.0, None
    for span in spans:
        level = float(span.get("y", "0").split()[0])
        if baseline is None:
            baseline = level
            text.set("y", str(level))
        style = (span.get("style"), level)
        if style == last_style:
            text[-1].text = f"{text[-1].text}{span.text}"
            continue
        attributes = {"style": span.get("style", "")}
        if level - baseline != height:
            attributes["dy"] = f"{level - baseline - height:.2f}"
        height, last_style = level - baseline, style
        ET.SubElement(text, "tspan", attributes).text = span.text


def _theme(root: ET.Element) -> None:
    """Turn inline styles into attributes and colours into CSS."""
    for element in root.iter():
        declarations = [
            (name.strip(), value.strip())
            for name, _, value in (
                part.partition(":") for part in element.attrib.pop("style", "").split(";")
            )
            if name.strip() in KEPT_PROPERTIES
        ]
        for name, value in declarations:
            element.set(name, value.removesuffix("px"))
        is_text = element.tag in ("text", "tspan")
        for name in ("fill", "stroke"):
            value = element.get(name, "none")
            if value.startswith("#"):
                element.set(name, _paint(value, text=is_text))
        if element.tag == "tspan" and element.get("font-style") == "oblique":
            element.set("font-style", "italic")


def _paint(colour: str, *, text: bool) -> str:
    """Find the CSS for a colour that Matplotlib has written."""
    for role, value in ROLES.items():
        if colour == value:
            return f"var(--ol-{role})"
    rgb = to_rgb(colour)
    if max(rgb) == min(rgb):
        ink = round(100 * (1 - rgb[0]))
        if ink == 0:
            return PAPER
        return _mixed("currentColor", max(ink, TEXT_INK) if text else ink)
    error, share, role = min(_as_tint(rgb, role) for role in ROLES)
    if error < 1.5 / 255:
        return _mixed(f"var(--ol-{role})", round(100 * share))
    name = next((name for name, value in CSS4_COLORS.items() if to_hex(value) == colour), "")
    raise ValueError(
        f"the colour {colour}{name and f' ({name})'} is not of the book's palette: use C0 (input), "
        f"C1 (memory), C2 (value), C3 (output), a tint of one towards white, black or a grey"
    )


def _as_tint(rgb: tuple[float, float, float], role: str) -> tuple[float, float, str]:
    """Fit a colour as a mixture of white and a role: what remains, the role's share, the role."""
    whole = [1 - part for part in to_rgb(ROLES[role])]
    given = [1 - part for part in rgb]
    share = sum(w * g for w, g in zip(whole, given, strict=True)) / sum(w * w for w in whole)
    share = min(share, 1.0)
    return max(abs(share * w - g) for w, g in zip(whole, given, strict=True)), share, role


def _mixed(colour: str, percent: int) -> str:
    return colour if percent >= 100 else f"color-mix(in srgb,{colour} {percent}%,{PAPER})"


def _require_legible(root: ET.Element) -> None:
    width = float(root.get("viewBox", "").split()[2])
    for element in root.iter("text"):
        size = float(element.get("font-size") or max(_sizes(element), default=SMALLEST_TEXT))
        seen = size * min(PHONE_COLUMN / width, CSS_PIXELS_PER_POINT)
        if seen < SMALLEST_TEXT - 0.05:
            text = "".join(element.itertext())
            raise ValueError(
                f"the text {text!r} would be {seen:.1f} pixels high on a phone, {SMALLEST_TEXT} "
                f"are needed: draw the figure narrower than {width / 72:.1f} inches (panels can "
                f"stand one above the other) or the text larger than {size:g} points"
            )


def _sizes(text: ET.Element) -> Iterator[float]:
    return (float(span.get("font-size", "0")) for span in text)


def _rename_ids(root: ET.Element, slug: str) -> None:
    """Give the ids that are used the figure's name and a number, and drop the rest."""
    references = {
        name
        for element in root.iter()
        for value in element.attrib.values()
        for name in re.findall(r"^#(.+)$|url\(#(.+?)\)", value)
        for name in name
    }
    names: dict[str, str] = {}
    for element in root.iter():
        old = element.attrib.pop("id", None)
        if old in references and old is not None:
            names[old] = f"{slug}-{len(names) + 1}"
            element.set("id", names[old])
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if value.startswith("#"):
                element.set(attribute, f"#{names[value[1:]]}")
            elif value.startswith("url(#"):
                element.set(attribute, f"url(#{names[value[5:-1]]})")


def _round(root: ET.Element) -> None:
    for element in root.iter():
        for name in GEOMETRY:
            if name in element.attrib:
                # Scales and matrices multiply what is far from the origin: they stay as they are.
                exact = name == "transform" and re.search("scale|matrix|skew", element.attrib[name])
                value = element.attrib[name] if exact else _rounded(element.attrib[name])
                element.set(name, value)
        if element.get("transform", "").startswith("rotate(0 "):
            del element.attrib["transform"]


def _rounded(text: str) -> str:
    text = NUMBER.sub(lambda match: f"{round(float(match[0]), 2) + 0.0:.6g}", text)
    return re.sub(r"(?<=[A-Za-z]) | (?=[A-Za-z])", "", " ".join(text.split()))


def _framed(root: ET.Element, slug: str, title: str, description: str) -> ET.Element:
    """Put the drawing into an element that scales, speaks, and sets the defaults."""
    width = float(root.get("viewBox", "").split()[2])
    svg = ET.Element(
        "svg",
        {
            "viewBox": root.get("viewBox", ""),
            "width": f"{width * CSS_PIXELS_PER_POINT:.0f}",
            "role": "img",
            "aria-labelledby": f"{slug}-title",
            "fill": "currentColor",
            "stroke-linejoin": "round",
        },
    )
    ET.SubElement(svg, "title", {"id": f"{slug}-title"}).text = " ".join(title.split())
    if description:
        svg.set("aria-describedby", f"{slug}-desc")
        ET.SubElement(svg, "desc", {"id": f"{slug}-desc"}).text = " ".join(description.split())
    svg.extend(_unwrapped(root))
    return svg


def _unwrapped(element: ET.Element) -> Iterator[ET.Element]:
    """Give an element's children, with the groups opened that say nothing."""
    for child in list(element):
        unpainted = child.get("fill") == "none" and child.get("stroke") is None
        if child.tag == "path" and (unpainted or not child.get("d")):
            continue
        grandchildren = list(_unwrapped(child))
        if child.tag in ("g", "defs") and not grandchildren:
            continue
        if child.tag == "g" and not child.attrib:
            yield from grandchildren
        else:
            child[:] = grandchildren
            yield child


def _serialise(svg: ET.Element) -> str:
    return ET.tostring(svg, encoding="unicode")
