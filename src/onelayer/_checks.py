"""What every public function asks of its arguments, and how it says no."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import EllipsisType
    from typing import Any

    from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = "NDArray[np.floating[Any]]"
"""An array of ``float32`` or ``float64``; where there is only one number, a NumPy scalar."""

Shape: TypeAlias = "tuple[int | str | EllipsisType, ...]"
"""Lengths that are required, letters for lengths that are free, ``...`` for any leading axes."""


def floats(name: str, value: ArrayLike, *shapes: Shape, finite: bool = False) -> FloatArray:
    """Return `value` as an array of floats that has one of the `shapes`, or say what is wrong.

    ``float32`` stays, every other real dtype becomes ``float64``. Nothing is copied needlessly.
    """
    if isinstance(value, np.ndarray) and hasattr(value, "mask"):
        raise TypeError(
            f"{name} is a masked array, expected an array without a mask: fill it first"
        )
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is ragged, expected rows of one length") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {array.dtype}, expected real numbers")
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, expected at least one number")
    if shapes and not any(_fits(array.shape, shape) for shape in shapes):
        expected = " or ".join(map(_written, shapes))
        advice = _advice(name, array.shape, shapes)
        raise ValueError(f"{name} has shape {array.shape}, expected {expected}{advice}")
    array = array.astype(np.float32 if array.dtype.char == "f" else np.float64, copy=False)
    if finite and not (good := np.isfinite(array)).all():
        index = tuple(map(int, np.argwhere(~good)[0]))
        place = name + "".join(f"[{i}]" for i in index)
        raise ValueError(f"{place} is {array[index]}, expected finite numbers")
    return array


def number(name: str, value: float, expected: str, valid: Callable[[float], bool]) -> float:
    """Return a finite real number that is `valid`, or say what was `expected`."""
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not real:
        raise TypeError(f"{name} is {value!r}, expected a number {expected}")
    if not (math.isfinite(value) and valid(value)):
        raise ValueError(f"{name} is {value}, expected a number {expected}")
    return float(value)


def count(name: str, value: int, at_least: int = 1) -> int:
    """Return a whole number that is `at_least` so large."""
    expected = f"expected a whole number of at least {at_least}"
    try:
        whole = operator.index(value)
    except TypeError as error:
        raise TypeError(f"{name} is {value!r}, {expected}") from error
    if isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}, {expected}")
    if whole < at_least:
        raise ValueError(f"{name} is {value}, {expected}")
    return whole


def generator(name: str, value: np.random.Generator | None) -> np.random.Generator:
    """Return a source of randomness: a Generator, never a seed."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} is {value!r}, expected a numpy.random.Generator, "
            "such as numpy.random.default_rng(0)"
        )
    return value


def one_of(name: str, value: str, options: tuple[str, ...]) -> str:
    """Return `value` if it is one of the `options`."""
    if value not in options:
        expected = " or ".join(map(repr, options))
        raise ValueError(f"{name} is {value!r}, expected {expected}")
    return value


def _fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    if wanted[0] is ...:
        wanted = wanted[1:]
        shape = shape[-len(wanted) :]
    return len(shape) == len(wanted) and all(
        isinstance(want, str) or length == want for length, want in zip(shape, wanted, strict=True)
    )


def _advice(name: str, shape: tuple[int, ...], shapes: tuple[Shape, ...]) -> str:
    """Say how to make a column or a row of mere numbers, where one would do."""
    if len(shape) != 1:
        return ""
    longer = {f"{name}[:, None]": (*shape, 1), f"{name}[None]": (1, *shape)}
    mended = [code for code, new in longer.items() if any(_fits(new, one) for one in shapes)]
    return f": write {' or '.join(mended)}" if mended else ""


def _written(shape: Shape) -> str:
    lengths = ["..." if length is ... else str(length) for length in shape]
    return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(lengths)})"
