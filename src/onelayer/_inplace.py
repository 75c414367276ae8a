"""The activations once more, for loops that are to allocate nothing.

Those in `activations` are written to be read and to keep every digit. These overwrite an array that
is allocated once. Tests show that both agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from onelayer.activations import Activation, identity, relu, sigmoid, softmax, tanh

if TYPE_CHECKING:
    from collections.abc import Callable

    from onelayer._checks import FloatArray

BLOCK, MOST = 2**20, 2**22
"""So many hidden activations are computed at a time: few enough to stay in the cache. A wide layer
may have more, up to 32 MB of them."""
ENOUGH = 32
"""So many examples at a time make matrix products fast."""

InPlace: TypeAlias = "tuple[Callable[[], object], Callable[[FloatArray], object]]"
"""A forward and a backward function; see `in_place`."""


def examples_at_once(h: int) -> int:
    """Return how many examples a layer of `h` units works off at a time."""
    return max(1, BLOCK // h, min(ENOUGH, MOST // h))


def in_place(activation: Activation, a: FloatArray) -> InPlace:
    """Return an activation and its pullback, bound to the array `a` with a column per example.

    The first overwrites the pre-activations in `a` with the activations. The second, called after
    it, overwrites derivatives by the activations with derivatives by the pre-activations.
    """
    for known, bind in (
        (relu, _relu),
        (tanh, _tanh),
        (sigmoid, _sigmoid),
        (softmax, _softmax),
        (identity, _identity),
    ):
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


def _softmax(a: FloatArray) -> InPlace:
    row = np.empty_like(a[..., :1, :])
    scratch: list[FloatArray] = []  # as large as `a`, and needed by those alone who go backward

    def forward() -> None:
        with np.errstate(over="ignore", invalid="ignore"):  # as in `activations`
            np.subtract(a, a.max(axis=-2, keepdims=True, out=row), a)
        np.exp(a, a)
        np.divide(a, a.sum(axis=-2, keepdims=True, out=row), a)

    def backward(d: FloatArray) -> None:  # a (d - Σ a d)
        if not scratch:
            scratch.append(np.empty_like(a))
        np.multiply(a, d, scratch[0])
        np.subtract(d, scratch[0].sum(axis=-2, keepdims=True, out=row), d)
        np.multiply(a, d, d)

    return forward, backward


def _identity(_: FloatArray) -> InPlace:
    return lambda: None, lambda _: None


def _any(activation: Activation, a: FloatArray) -> InPlace:
    z = np.empty_like(a)

    def forward() -> None:
        np.copyto(z, a)
        np.copyto(a, activation.function(z.mT).mT)

    def backward(d: FloatArray) -> None:
        np.copyto(d, activation.pullback(z.mT, d.mT).mT)

    return forward, backward
