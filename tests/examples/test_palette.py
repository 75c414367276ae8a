"""The colours of the style sheet can be read and told apart, by everybody, in light and dark."""

import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from builder.run.drawing import TEXT_INK
from builder.settings import ROLES

CSS = Path(__file__).parents[2] / "docs/assets/stylesheets/book.css"
FAVICON = CSS.parents[1] / "favicon.svg"
# What is left of red, green and blue (linear) without one kind of cones, after Machado, Oliveira
# and Fernandes (2009), at full severity.
SIGHTS = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
# From linear sRGB to the responses of the cones, and from their cube roots to OKLab (Ottosson).
CONES = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
OKLAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip

Colour = NDArray[np.float64]


def scheme(name: str) -> Callable[[str], Colour]:
    """Read the colours of a scheme, mixtures included; the dark one overrides the light one."""
    css = CSS.read_text(encoding="utf-8")
    light, dark = css.split('[data-md-color-scheme="slate"]')
    declarations = dict(re.findall(r"--ol-([\w-]+): (#\w{6}|color-mix[^;]*);", light))
    if name == "dark":
        declarations |= dict(re.findall(r"--ol-([\w-]+): (#\w{6});", dark.partition("}")[0]))

    def colour(key: str) -> Colour:
        value = declarations[key]
        if value.startswith("#"):
            return np.array(to_rgb(value))
        mixed = re.fullmatch(
            r"color-mix\(in srgb, var\(--ol-(.*)\) (\d+)%, var\(--ol-(.*)\)\)", value
        )
        assert mixed, value
        share = int(mixed[2]) / 100
        return share * colour(mixed[1]) + (1 - share) * colour(mixed[3])

    return colour


def linear(colour: Colour) -> Colour:
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return float((light + 0.05) / (dark + 0.05))


def seen(colour: Colour, sight: str) -> Colour:
    return OKLAB @ np.cbrt(CONES @ np.clip(SIGHTS[sight] @ linear(colour), 0, 1))


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "shade"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3"])
def test_text_has_contrast(name: str, ink: str, ground: str) -> None:
    colour = scheme(name)
    assert contrast(colour(ink), colour(ground)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("role", ROLES)
def test_roles_have_contrast_as_text(name: str, role: str) -> None:
    colour = scheme(name)
    assert contrast(colour(role), colour("paper")) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_grey_text_of_figures_has_contrast(name: str) -> None:
    colour = scheme(name)
    share = TEXT_INK / 100
    grey = share * colour("ink") + (1 - share) * colour("paper")
    assert contrast(grey, colour("paper")) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_roles_are_told_apart(name: str, sight: str) -> None:
    colour = scheme(name)
    for one, other in combinations(ROLES, 2):
        distance = np.linalg.norm(seen(colour(one), sight) - seen(colour(other), sight))
        assert distance >= 0.08, f"{one} and {other} look alike"


def test_figures_and_favicon_have_the_colours_of_the_style_sheet() -> None:
    light, dark = scheme("light"), scheme("dark")
    icon = FAVICON.read_text(encoding="utf-8")
    for role, value in ROLES.items():
        np.testing.assert_array_equal(light(role), to_rgb(value))
        if role != "value":
            shown = [*map(to_rgb, re.findall(rf"\.{role} {{ fill: (#\w+)", icon))]
            np.testing.assert_array_equal(shown, [light(role), dark(role)])
