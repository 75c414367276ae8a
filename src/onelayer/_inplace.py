"""The activations once more, for loops that are to allocate nothing.

Those in `activations` are written to be read and to keep every digit. These overwrite an array that
is allocated once. Tests show that both agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from onelayer.activations import Activation, identity, relu, sigmoid, tanh

if TYPE_CHECKING:
    from collections.abc import Callable

    from onelayer._checks import FloatArray

BLOCK = 2**20
"""So many hidden activations are computed at a time: enough for fast matrix products, and few
enough to stay in the cache. More examples are worked off block by block."""

InPlace: TypeAlias = "tuple[Callable[[], object], Callable[[FloatArray], object]]"
"""A forward and a backward function; see `in_place`."""


def in_place(activation: Activation, a: FloatArray) -> InPlace:
    """Return an activation and its pullback, bound to the array `a` with a column per example.

    The first overwrites the pre-activations in `a` with the activations. The second, called after
    it, overwrites derivatives by the activations with derivatives by the pre-activations.
    """
    for known, bind in ((relu, _relu), (tanh, _tanh), (sigmoid, _sigmoid), (identity, _identity)):
        if activation == known:
            return bind(a)
    return _any(activation, a)


def _relu(a: FloatArray) -> InPlace:
    # With an array of zeros, np.maximum is several times as fast as with the number 0.
    zeros, positive = np.zeros_like(a), np.empty_like(a, dtype=bool)

    def backward(d: FloatArray) -> None:
        np.greater(a, 0, positive)
        np.multiply(d, positive, d)

    return lambda: np.maximum(a, zeros, out=a), backward


def _tanh(a: FloatArray) -> InPlace:
    scratch = np.empty_like(a)

    def backward(d: FloatArray) -> None:  # d (1 - a²)
        np.multiply(a, a, scratch)
        np.multiply(d, scratch, scratch)
        np.subtract(d, scratch, d)

    return lambda: np.tanh(a, a), backward


def _sigmoid(a: FloatArray) -> InPlace:
    scratch = np.empty_like(a)

    def forward() -> None:  # where exp overflows, 1 / (1 + inf) is the right 0
        np.negative(a, a)
        np.exp(a, a)
        np.add(a, 1, a)
        np.reciprocal(a, a)

    def backward(d: FloatArray) -> None:  # d (a - a²)
        np.multiply(a, a, scratch)
        np.subtract(a, scratch, scratch)
        np.multiply(d, scratch, d)

    return forward, backward


def _identity(_: FloatArray) -> InPlace:
    return lambda: None, lambda _: None


def _any(activation: Activation, a: FloatArray) -> InPlace:
    z = np.empty_like(a)

    def forward() -> None:
        np.copyto(z, a)
        np.copyto(a, activation.function(z.T).T)

    def backward(d: FloatArray) -> None:
        np.copyto(d, activation.pullback(z.T, d.T).T)

    return forward, backward
