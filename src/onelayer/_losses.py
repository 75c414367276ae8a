"""The losses: which there are, when they have a meaning, and what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from onelayer._checks import floats, number, one_of
from onelayer.activations import Activation, sigmoid, softmax

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from onelayer._checks import FloatArray

Loss: TypeAlias = Literal["squared_error", "cross_entropy"]
"""The names of the losses."""

L2: TypeAlias = float | tuple[float, float]
"""Weight decay: one for both layers, or one for `W1` and one for `W2`."""


def targets(
    name: str, value: ArrayLike, shape: tuple[int, ...], loss: str, output_activation: Activation
) -> FloatArray:
    """Return targets of a shape, or raise where the loss has no meaning for them or the outputs."""
    T = floats(name, value, finite=True)
    if len(shape) == 2 and shape[1] > 1 and T.size == shape[0]:
        raise ValueError(
            f"{name} has shape {T.shape}, expected {shape}: of labels, one_hot makes that"
        )
    floats(name, T, shape)
    one_of("loss", loss, ("squared_error", "cross_entropy"))
    if loss == "squared_error":
        return T
    if output_activation not in (sigmoid, softmax):
        raise ValueError(
            f"output_activation is {output_activation.name}, "
            "expected sigmoid or softmax for cross_entropy"
        )
    for extreme in (T.min(), T.max()):
        if not 0 <= extreme <= 1:
            raise ValueError(
                f"{name} holds {extreme}, expected numbers from 0 to 1 for cross_entropy: "
                "of labels, one_hot makes them"
            )
    if output_activation == softmax:
        sums = np.atleast_2d(T).sum(axis=1)
        worst = int(np.abs(sums - 1).argmax())
        if abs(sums[worst] - 1) > 1e-5:
            raise ValueError(
                f"{name}[{worst}] sums to {sums[worst]}, expected 1 for a softmax output"
            )
    return T


def weight_decay(l2: L2) -> tuple[float, float]:
    """Return the weight decay of `W1` and of `W2`."""
    both = l2 if isinstance(l2, tuple) else (l2, l2)
    if len(both) != 2:
        raise ValueError(f"l2 has {len(both)} numbers, expected one, or one for W1 and one for W2")
    first, second = (number("l2", value, "of at least 0", lambda v: v >= 0) for value in both)
    return first, second


def cross_entropy(Z: FloatArray, T: FloatArray, output_activation: Activation) -> FloatArray:
    """Return the cross-entropy of each example from the pre-activations of the output.

    From the outputs themselves it could not be told once they round to 0 or 1.
    """
    if output_activation == softmax:
        Z = Z - Z.max(axis=1, keepdims=True)
        return np.log(np.exp(Z).sum(axis=1)) - np.vecdot(Z, T)
    # -t log g(z) - (1 - t) log(1 - g(z)), where log g(z) = min(z, 0) - log(1 + exp(-|z|))
    common = np.log1p(np.exp(-np.abs(Z)))
    return (common - T * np.minimum(Z, 0) + (1 - T) * np.maximum(Z, 0)).sum(axis=1)
