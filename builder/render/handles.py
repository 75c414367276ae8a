"""The handles below a figure that answers: native inputs, there before any script runs."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from decimal import Decimal
from html import escape
from math import log
from typing import Any

from builder.page import FigureText, Handle

DRAWING = "[[draw-a-digit]]"
"""Where the reader draws."""


def drawing() -> ET.Element:
    """Give the place for the script that takes drawings; without it, words stand there."""
    names = {"id": "draw-a-digit", "class": "ol-figure", "data-explore": "draw-a-digit"}
    figure = ET.Element("figure", {**names, "data-search-exclude": ""})
    words = "Drawing needs JavaScript. A drawing with its answer stands below."
    ET.SubElement(figure, "p").text = words
    return figure


def attributes(words: FigureText, given: str) -> str:
    """Write what a figure's script finds at the figure, if it has one."""
    return f' data-explore="{words.explore}" data-given="{escape(given)}"' if given else ""


def inputs(words: FigureText, at: Mapping[str, float | str]) -> str:
    """Set the inputs of a figure; each has the name that the script knows."""
    if not at:
        return ""
    rows = "".join(
        row(one, at.get(one.name), f"{words.figure}-set-{one.name}") for one in words.handles
    )
    return (
        f'\n<form class="ol-handles" aria-label="{escape(words.title)}" autocomplete="off" '
        f'data-search-exclude="">\n{rows}<button type="reset">Reset</button>\n</form>'
    )


def row(handle: Handle, at: Any, name: str) -> str:
    """Set one input with its label and, of a number, where it stands."""
    if handle.moves:
        return f'<button type="button" value="{handle.moves}">{escape(handle.label)}</button>\n'
    label = f'<label for="{name}">{escape(handle.label)}</label>'
    if handle.options:
        options = "".join(f"<option>{escape(one)}</option>" for one in handle.options)
        return f'<p>{label}<select id="{name}" name="{handle.name}">{options}</select></p>\n'
    if handle.letters:
        return (
            f'<p>{label}<input type="text" id="{name}" name="{handle.name}" '
            f'maxlength="{handle.letters}" value="{escape(str(at))}" autocapitalize="none" '
            f'spellcheck="false"><output for="{name}"></output></p>\n'
        )
    if handle.steps:
        # The input counts factors; what it stands for is between the two ends.
        share = log(at / handle.low) / log(handle.high / handle.low)
        scale = (
            f'min="0" max="{handle.steps}" step="1" value="{handle.steps * share:.6g}" '
            f'data-from="{handle.low}" data-to="{handle.high}"'
        )
    else:
        scale = f'min="{handle.low}" max="{handle.high}" step="{handle.step}" value="{at}"'
    return (
        f'<p>{label}<span aria-hidden="true">{written(at, handle)}</span>'
        f'<input type="range" id="{name}" name="{handle.name}" {scale} '
        f'data-unit="{handle.unit}"></p>\n'
    )


def written(at: float, handle: Handle) -> str:
    """Write where a handle stands, as finely as it moves: to four digits, if by factors."""
    if handle.steps:
        return f"{float(f'{at:.4g}'):g}{handle.unit}"
    decimals = max(0, -int(Decimal(str(handle.step)).normalize().as_tuple().exponent))
    return f"{at:.{decimals}f}{handle.unit}".replace("-", "−")
