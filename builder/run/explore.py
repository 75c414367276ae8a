"""What the script of a figure that answers is given: where the figure stands, and on what."""

import json
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from builder.page import FigureText, Handle

POINTS_PER_INCH = 72

Places = dict[str, float | str]


def give(figure: Figure, text: FigureText, namespace: Mapping[str, Any]) -> tuple[Places, str]:
    """Give where each handle stands and, as JSON, each axes' map, the same places, and the data.

    Parameters
    ----------
    figure
        The figure, drawn.
    text
        Its words.
    namespace
        The names of the page after the figure's code has run.

    Raises
    ------
    ValueError
        If a handle stands outside of its range, or a name has no value that can be written.
    """
    at = {one.name: start(one, namespace) for one in text.handles if not one.moves}
    given = {
        "axes": [map_of(axes) for axes in figure.axes],
        "at": at,
        "data": {name: find(name, namespace) for name in text.data.split()},
    }
    return at, json.dumps(given, default=plain, allow_nan=False)


def map_of(axes: Axes) -> dict[str, list[float]]:
    """Give for x and y the place of zero and the length of one, in the drawing's own units."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)  # noqa: S101 - there are no figures within figures
    unit = POINTS_PER_INCH / figure.dpi
    (left, low), (right, high) = axes.transData.transform([(0, 0), (1, 1)]) * unit
    height = POINTS_PER_INCH * figure.get_figheight()
    return {
        "x": [round(left, 6), round(right - left, 6)],
        "y": [round(height - low, 6), round(low - high, 6)],
    }


def start(handle: Handle, namespace: Mapping[str, Any]) -> float | str:
    """Find where a handle stands at first."""
    if handle.options:
        return handle.options[0]
    if handle.letters:
        word = str(find(handle.at, namespace))
        if len(word) > handle.letters:
            raise ValueError(f"the handle {handle.name!r} stands at {word!r}, which is too long")
        return word
    at = float(find(handle.at, namespace))
    if not handle.low <= at <= handle.high:
        raise ValueError(
            f"the handle {handle.name!r} stands at {at:g}, "
            f"outside of {handle.low:g} … {handle.high:g}"
        )
    return at


def find(expression: str, namespace: Mapping[str, Any]) -> Any:
    """Work out an expression that stands in the `#|` lines."""
    try:
        return eval(expression, dict(namespace))  # noqa: S307 - as the code below these lines
    except Exception as error:  # noqa: BLE001 - it may raise anything
        raise ValueError(f"{expression!r} in the #| lines raises {error!r}") from None


def plain(value: Any) -> Any:
    """Give an array as lists."""
    try:
        return value.tolist()
    except AttributeError:
        raise ValueError(f"{value!r} in the #| lines is neither a number nor an array") from None
