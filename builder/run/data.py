"""The numbers behind a figure as tables, for who cannot see it or wants to know them.

As `builder.run.drawing`, this needs NumPy and Matplotlib alone.
"""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver
from matplotlib.ticker import FixedFormatter
from numpy.typing import NDArray

ROWS = 12

Column = tuple[str, Sequence[str]]


def check(figure: Figure) -> None:
    """Refuse a figure of which a part shows nothing.

    Raises
    ------
    ValueError
        For an empty axes, and for what has been drawn without a single number.
    """
    for axes in figure.axes:
        if not axes.has_data() and not axes.texts:
            raise ValueError("an axes of the figure is empty")
        drawn = [("line", np.sum(line.get_xydata(), axis=1)) for line in axes.lines]
        for one in axes.collections:
            if isinstance(one, PathCollection):
                drawn.append(("cloud of points", np.ma.sum(one.get_offsets(), axis=1)))
            elif isinstance(one, QuadMesh):
                drawn.append(("grid", one.get_array()))
        drawn += [
            ("row of bars", np.array([bar.get_height() for bar in bars.patches]))
            for bars in axes.containers
            if isinstance(bars, BarContainer)
        ]
        for kind, values in drawn:
            if not np.isfinite(np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)).any():
                raise ValueError(f"a {kind} of the figure shows nothing: it holds no number")


def data_table(figure: Figure) -> str:
    """Give the numbers behind a figure's lines, points, bars and arrows as HTML tables.

    Long series are thinned evenly, and say so. A figure without any of these gives an empty text.
    Filled fields are pictures, and have none.
    """
    panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
    html = []
    for number, axes in enumerate(panels, start=1):
        name = axes.get_title() or (f"Panel {number}" if len(panels) > 1 else "")
        for note, columns in _series(axes):
            html.append(_table(". ".join(filter(None, (name, note))), columns))
    return "".join(html)


def _series(axes: Axes) -> Iterator[tuple[str, list[Column]]]:
    """Find what an axes shows: a note and the columns of a table for each kind of drawing."""
    yield from _lines(axes)
    x_name, y_name = axes.get_xlabel() or "x", axes.get_ylabel() or "y"
    for bars in axes.containers:
        if isinstance(bars, BarContainer) and bars.patches:
            yield from _bars(bars, axes, x_name, y_name)
    for artist in axes.collections:
        if isinstance(artist, PathCollection):
            points = np.ma.getdata(artist.get_offsets())
            columns = [(x_name, points[:, 0]), (_name(artist.get_label(), y_name), points[:, 1])]
            values = artist.get_array()
            if values is not None:
                columns.append(("value", np.ma.getdata(values)))
            yield _thinned(columns, "points")
        elif isinstance(artist, Quiver):
            tails = np.ma.getdata(artist.get_offsets())
            note, arrows = _thinned(
                [
                    (f"{x_name} of the tail", tails[:, 0]),
                    (f"{y_name} of the tail", tails[:, 1]),
                    (f"length along {x_name}", np.asarray(artist.U)),
                    (f"length along {y_name}", np.asarray(artist.V)),
                ],
                "arrows",
            )
            yield ". ".join(filter(None, (_name(artist.get_label(), ""), note))), arrows
        elif isinstance(artist, ContourSet) and not artist.filled:
            yield from _contours(artist, x_name, y_name)


def _lines(axes: Axes) -> Iterator[tuple[str, list[Column]]]:
    """Give the lines of an axes; those over the same abscissae stand in one table."""
    x_name, y_name = axes.get_xlabel() or "x", axes.get_ylabel() or "y"
    drawn = [
        line
        for line in axes.lines
        if line.get_transform() == axes.transData and not _is_guide(line)
    ]
    points = [line for line in drawn if np.size(line.get_xdata(orig=False)) == 1]
    if len(points) > 1:
        places = np.vstack([line.get_xydata() for line in points])
        names = [_name(line.get_label(), str(line.get_gid() or "")) for line in points]
        yield (
            "Single points",
            [("point", names), (x_name, _numbers(places[:, 0])), (y_name, _numbers(places[:, 1]))],
        )
        drawn = [line for line in drawn if line not in points]
    groups: dict[bytes, list[tuple[str, NDArray[np.float64]]]] = {}
    for number, line in enumerate(drawn, start=1):
        x, y = (np.asarray(values, dtype=float) for values in line.get_data(orig=False))
        fallback = y_name if len(drawn) == 1 else f"{y_name}, line {number}"
        columns = groups.setdefault(x.tobytes(), [(x_name, x)])
        columns.append((_name(line.get_label(), fallback), y))
    for columns in groups.values():
        yield _thinned(columns, "points")


def _is_guide(line: Line2D) -> bool:
    """Tell whether a line only leads the eye: it is pale and has no name."""
    return min(to_rgb(line.get_color())) > 0.7 and str(line.get_label()).startswith("_")


def _bars(
    bars: BarContainer, axes: Axes, x_name: str, y_name: str
) -> Iterator[tuple[str, list[Column]]]:
    middles = np.array([bar.get_x() + bar.get_width() / 2 for bar in bars.patches])
    heights = np.array([bar.get_height() for bar in bars.patches])
    name = _name(bars.get_label(), y_name)
    formatter = axes.xaxis.get_major_formatter()
    if isinstance(formatter, FixedFormatter | StrCategoryFormatter):
        yield "", [(x_name, formatter.format_ticks(list(middles))), (name, _numbers(heights))]
    else:
        yield _thinned([(x_name, middles), (name, heights)], "bars")


def _contours(lines: ContourSet, x_name: str, y_name: str) -> Iterator[tuple[str, list[Column]]]:
    """Say where each level runs: Matplotlib keeps the curves of a contour plot, not its grid."""
    rows = [
        (level, *points.min(axis=0), *points.max(axis=0))
        for level, path in zip(lines.levels, lines.get_paths(), strict=True)
        if len(points := np.asarray(path.vertices, dtype=float))
    ]
    if rows:
        level, left, low, right, high = np.array(rows, dtype=float).T
        yield (
            "Where each level runs",
            [
                ("level", _numbers(level)),
                (f"{x_name} from", _numbers(left)),
                (f"{x_name} to", _numbers(right)),
                (f"{y_name} from", _numbers(low)),
                (f"{y_name} to", _numbers(high)),
            ],
        )


def _thinned(
    columns: list[tuple[str, NDArray[np.float64]]], things: str
) -> tuple[str, list[Column]]:
    total = len(columns[0][1])
    kept = np.linspace(0, total - 1, min(total, ROWS)).round().astype(int)
    note = "" if len(kept) == total else f"{len(kept)} of {total} {things}, evenly spaced"
    return note, [(name, _numbers(values[kept])) for name, values in columns]


def _numbers(values: NDArray[np.float64]) -> list[str]:
    """Write a column's numbers, with zero for what is only rounding: each processor has its own."""
    values = np.asarray(values, dtype=float)
    noise = 1e-14 * np.abs(values).max(initial=0, where=np.isfinite(values))
    values = np.where(np.abs(values) <= noise, 0, values)
    return [format(value, ".4g").replace("-", "−") for value in values]


def _name(label: object, fallback: str) -> str:
    """Take an artist's label, unless Matplotlib has made it up."""
    return fallback if str(label).startswith("_") or not label else str(label)


def _table(caption: str, columns: Sequence[Column]) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name, _ in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in zip(*(cells for _, cells in columns), strict=True)
    )
    top = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="ol-scroll"><table class="ol-table">{top}'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
