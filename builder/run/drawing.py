"""A Matplotlib figure as inline SVG that follows the reader's palette.

Page code is plain Matplotlib. It names the book's roles by the property cycle, ``C0`` and on, inks
with black and greys, and tints with ``alpha``, with ``("C3", 0.4)`` or with a colour map from white
to a role. `to_svg` then writes CSS in the place of every colour, and refuses the ones that have no
counterpart in the dark. Where a colour is what the figure is about, the artist's ``gid`` begins
with ``swatches``: what it fills stays as it is.

All of this runs in the reader's browser, too, where there are NumPy and Matplotlib alone.
"""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Set
from html import escape
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.cbook import is_math_text
from matplotlib.colors import CSS4_COLORS, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import LogFormatterExponent, LogFormatterMathtext, NullFormatter
from matplotlib.transforms import Bbox

Roles = Mapping[str, str]
"""The colour of each role on paper, ``"#rrggbb"``, by which it is known in Matplotlib's output."""

PAPER = "var(--md-default-bg-color)"
CSS_PIXELS_PER_POINT = 4 / 3
# The text column of a phone that is 360 CSS pixels wide, and the smallest text to be read there.
PHONE_COLUMN = 328
SMALLEST_TEXT = 11
# Grey text is drawn with at least so much ink, which keeps its contrast above 4.5 in both schemes.
TEXT_INK = 66
MOST_CHARACTERS = 200_000

SUPERSCRIPTS = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
KEPT_PROPERTIES = {
    "fill", "fill-opacity", "font-size", "font-style", "font-weight", "opacity", "stroke",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "stroke-width", "text-anchor",
}  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
REFERENCE = re.compile(r"(?<=^#).+|(?<=^url\(#)[^)]+")
# A cell as Matplotlib writes it, whose sides are parallel to the axes.
UPRIGHT = re.compile(r"M (\S+) (\S+)\s+L (\S+) \2\s+L \3 (\S+)\s+L \1 \4\s+L \1 \2\s*")
GEOMETRY = ("d", "x", "y", "width", "height", "transform", "viewBox")


def style(roles: Roles) -> dict[str, Any]:
    """Give the Matplotlib parameters of the book, to be set before a page's code runs."""
    return {
        "axes.edgecolor": "black",
        "axes.facecolor": "none",
        "axes.prop_cycle": cycler(color=[*roles.values(), "0.35", "0.6"]),
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
        "savefig.facecolor": "none",
        "svg.fonttype": "none",
        "xtick.labelsize": "medium",
        "ytick.labelsize": "medium",
    }


def prepare() -> None:
    """Let Matplotlib draw without a screen, from its defaults whatever the machine's own are."""
    mpl.use("agg")
    mpl.rcdefaults()


def to_svg(
    figure: Figure, *, roles: Roles, slug: str, title: str, description: str, legend: str = ""
) -> str:
    """Draw a figure as inline SVG, the same bytes every time.

    Parameters
    ----------
    figure
        What the page's code has drawn, with the parameters of `style`.
    roles
        As `style` was given them.
    slug
        The figure's name in its page; every id of the drawing starts with it.
    title, description
        What is heard where the drawing is not seen.
    legend
        What the steps are, if each axes is a frame of one picture that the reader steps to.

    Raises
    ------
    ValueError
        If the figure has no axes, holds pixels, a label with a formula, text too small for a
        phone, or a colour that is neither a role, a tint of one, nor a grey; or if its axes are
        to be frames and are none.
    """
    _label_powers(figure)
    if legend:
        return _to_frames(figure, roles, slug, title, description, legend)
    if not figure.axes:
        raise ValueError("nothing was drawn (the figure has no axes)")
    return _draw(figure, roles, slug, title, description)


def _to_frames(
    figure: Figure, roles: Roles, slug: str, title: str, description: str, legend: str
) -> str:
    """Draw each axes of a figure as a frame: they have a title each, and the same range.

    A radio button stands before each frame and shows it. Where no script runs, and on paper, the
    style sheet shows all frames side by side: nothing here needs JavaScript.
    """
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
        svg = _draw(figure, roles, frame, f"{title}: {name}", "", window)
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


class PowerFormatter(LogFormatterExponent):
    """Label the powers of ten on a logarithmic axis in letters, not with formulas: 10⁻³, 1, 10²."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Label one tick."""
        exponent: str = super().__call__(x, pos)
        # A raised zero could be taken for a degree sign.
        plain = {"": "", "0": "1", "1": "10"}
        return plain.get(exponent, f"10{exponent.translate(SUPERSCRIPTS)}")


def _label_powers(figure: Figure) -> None:
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), LogFormatterMathtext):
                axis.set_major_formatter(PowerFormatter(labelOnlyBase=True))
            if isinstance(axis.get_minor_formatter(), LogFormatterMathtext):
                axis.set_minor_formatter(NullFormatter())


def _draw(
    figure: Figure,
    roles: Roles,
    slug: str,
    title: str,
    description: str,
    window: Bbox | None = None,
) -> str:
    """Draw a figure, or what lies in a window (in inches) of it."""
    for line in figure.findobj(Line2D):
        if line.get_gid():  # a script will lead it through as many points
            line.get_path().should_simplify = False
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None}, bbox_inches=window)
    _require_letters(figure)
    root = ET.fromstring(drawn.getvalue())  # noqa: S314 - Matplotlib's own output
    _strip(root)
    _theme(root, roles)
    _join_cells(root)
    _require_legible(root)
    _rename_ids(root, slug, {str(artist.get_gid()) for artist in figure.findobj()})
    _round(root)
    svg = ET.tostring(_framed(root, slug, title, description), encoding="unicode")
    if len(svg) > MOST_CHARACTERS:
        raise ValueError(
            f"{len(svg):,} characters of SVG are too much for a page: draw fewer "
            f"cells or points, or contourf in the place of pcolormesh"
        )
    return svg


def _require_letters(figure: Figure) -> None:
    """Refuse formulas: Matplotlib would place their letters by the widths of its own font."""
    for artist in figure.findobj():
        if isinstance(artist, Text) and is_math_text(artist.get_text()):
            raise ValueError(
                f"the label {artist.get_text()!r} holds a formula, which a drawing does not set: "
                f"write letters, such as x₁, W₁, β or 10⁻³"
            )


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
        if element.tag != "text":
            element.text = None
        element.tail = None
        for child in list(element):
            if child.tag.endswith(("metadata", "style")):
                element.remove(child)


def _theme(root: ET.Element, roles: Roles) -> None:
    """Turn inline styles into attributes and colours into CSS, but for the fill of swatches."""
    groups = [group for group in root.iter("g") if group.get("id", "").startswith("swatches")]
    swatches = {shape for group in groups for shape in group.iter()}
    for element in root.iter():
        for declaration in element.attrib.pop("style", "").split(";"):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if name in KEPT_PROPERTIES:
                element.set(name, value.removesuffix("px"))
        for name in ("fill", "stroke"):
            value = element.get(name, "none")
            if value.startswith("#") and not (name == "fill" and element in swatches):
                element.set(name, _paint(value, roles, text=element.tag == "text"))


def _join_cells(root: ET.Element) -> None:
    """Make one path of the cells of a grid that look alike: pictures have few greys.

    The cells of a grid with a name of its own stay single, for a script may change them.
    """
    for grid in root.iter("g"):
        if not grid.get("id", "").startswith("QuadMesh"):
            continue
        alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for cell in grid:
            outline = UPRIGHT.sub(r"M\1 \2H\3V\4H\1", cell.attrib.pop("d"))
            alike.setdefault(tuple(cell.items()), []).append(outline)
        grid[:] = [
            ET.Element("path", {"d": " ".join(outlines), **dict(look)})
            for look, outlines in alike.items()
        ]


def _paint(colour: str, roles: Roles, *, text: bool) -> str:
    """Find the CSS for a colour that Matplotlib has written."""
    rgb = to_rgb(colour)
    if max(rgb) == min(rgb):
        ink = round(100 * (1 - rgb[0]))
        if ink == 0:
            return PAPER
        return _mixed("currentColor", max(ink, TEXT_INK) if text else ink)
    error, share, role = min((*_as_tint(rgb, value), role) for role, value in roles.items())
    if error < 1.5 / 255:
        return _mixed(f"var(--ol-{role})", round(100 * share))
    name = next((name for name, value in CSS4_COLORS.items() if to_hex(value) == colour), "")
    palette = ", ".join(f"C{number} ({role})" for number, role in enumerate(roles))
    raise ValueError(
        f"the colour {colour}{name and f' ({name})'} is not of the book's palette: use {palette}, "
        f"a tint of one towards white, black or a grey"
    )


def _as_tint(rgb: tuple[float, float, float], paint: str) -> tuple[float, float]:
    """Fit a colour as a mixture of white and a paint: what remains, and the paint's share."""
    whole = [1 - part for part in to_rgb(paint)]
    given = [1 - part for part in rgb]
    share = sum(w * g for w, g in zip(whole, given, strict=True)) / sum(w * w for w in whole)
    share = min(share, 1.0)
    return max(abs(share * w - g) for w, g in zip(whole, given, strict=True)), share


def _mixed(colour: str, percent: int) -> str:
    return colour if percent >= 100 else f"color-mix(in srgb,{colour} {percent}%,{PAPER})"


def _require_legible(root: ET.Element) -> None:
    width = float(root.get("viewBox", "").split()[2])
    for element in root.iter("text"):
        size = float(element.attrib["font-size"])
        seen = size * min(PHONE_COLUMN / width, CSS_PIXELS_PER_POINT)
        if seen < SMALLEST_TEXT - 0.05:
            raise ValueError(
                f"the text {element.text!r} would be {seen:.1f} pixels high on a phone, "
                f"{SMALLEST_TEXT} are needed: draw the figure narrower than {width / 72:.1f} "
                f"inches (panels can stand one above the other) or the text larger than {size:g} "
                f"points"
            )


def _rename_ids(root: ET.Element, slug: str, parts: Set[str]) -> None:
    """Give the ids that are used the figure's name and a number, and drop the rest.

    Parts that the page's code has named by a `gid` keep that name behind the figure's.
    """
    values = (value for element in root.iter() for value in element.attrib.values())
    used = {name for value in values for name in REFERENCE.findall(value)}
    names: dict[str, str] = {}
    for element in root.iter():
        old = element.attrib.pop("id", "")
        if old in parts:
            element.set("id", f"{slug}-{old}")
        elif old in used:
            names[old] = f"{slug}-{len(names) + 1}"
            element.set("id", names[old])
    for element in root.iter():
        for attribute, value in element.attrib.items():
            # The #ff6347 of a swatch is no id.
            new = REFERENCE.sub(lambda match: names.get(match[0], match[0]), value)
            element.set(attribute, new)


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
            # Labels torn from their places are nothing to be found by: the caption is.
            "data-search-exclude": "",
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
