"""Activation functions and their derivatives, stable over the whole range of floats.

An activation of a layer takes the pre-activations of its units, along the last axis, to their
outputs. Most act on each number by itself; softmax acts on all units of a layer together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from onelayer._checks import FloatArray, floats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

__all__ = [
    "Activation",
    "identity",
    "relu",
    "relu_squared",
    "sigmoid",
    "softmax",
    "tanh",
]


@dataclass(frozen=True)
class Activation:
    r"""A function $g$ from pre-activations to activations, with its derivative.

    Parameters
    ----------
    name : str
        What it is called.
    function : callable
        $g$, from an array of floats of shape ``(..., k)`` to one of the same shape.
    pullback : callable
        Takes pre-activations `z` and the gradient of a loss by $g(z)$ to the gradient by `z`: the
        product of the transposed Jacobian with a vector, which is all that learning needs.
    elementwise : bool, default True
        Whether each output depends on its own input only.

    Examples
    --------
    >>> print(relu([-1, 0, 2]))
    [0. 0. 2.]

    One that is not in this library:

    >>> softplus = Activation(
    ...     "softplus", lambda z: np.logaddexp(0, z), lambda z, g: g * sigmoid(z)
    ... )
    >>> print(softplus([0.0, 100.0]).round(4), softplus.derivative(0.0))
    [  0.6931 100.    ] 0.5
    """

    name: str
    function: Callable[[FloatArray], FloatArray]
    pullback: Callable[[FloatArray, FloatArray], FloatArray]
    elementwise: bool = True

    def __call__(self, z: ArrayLike) -> FloatArray:
        """Return the activations.

        Parameters
        ----------
        z : array_like of shape (..., k)
            Pre-activations; a single number, too, if the activation is elementwise.

        Returns
        -------
        ndarray of the same shape
            The activations. NaN stays NaN.

        Raises
        ------
        TypeError
            If `z` does not hold real numbers.
        ValueError
            If `z` is empty, or a single number where a layer is needed.
        """
        return self.function(self._checked(z))

    def derivative(self, z: ArrayLike) -> FloatArray:
        r"""Return the derivative.

        Parameters
        ----------
        z : array_like of shape (..., k)
            Pre-activations; a single number, too, if the activation is elementwise.

        Returns
        -------
        ndarray of shape (..., k), or (..., k, k) if not elementwise
            $g'(z)$ for each number, or else the Jacobian: entry ``[i, j]`` is
            $\partial g_i / \partial z_j$. Where ReLU has a kink, at 0, it is 0.

        Raises
        ------
        TypeError
            If `z` does not hold real numbers.
        ValueError
            If `z` is empty, or a single number where a layer is needed.

        Examples
        --------
        >>> print(tanh.derivative([-1, 0, 1]).round(3))
        [0.42 1.   0.42]
        >>> print(softmax.derivative([0, 0]))
        [[ 0.25 -0.25]
         [-0.25  0.25]]
        """
        z = self._checked(z)
        if self.elementwise:
            return self.pullback(z, np.ones_like(z))
        return self.pullback(z[..., np.newaxis, :], np.eye(z.shape[-1], dtype=z.dtype))

    def __repr__(self) -> str:
        """Return the name."""
        return f"<activation {self.name}>"

    def _checked(self, z: ArrayLike) -> FloatArray:
        return floats("z", z) if self.elementwise else floats("z", z, (..., "k"))


def _identity(z: FloatArray) -> FloatArray:
    return z.copy()


def _identity_pullback(_: FloatArray, gradient: FloatArray) -> FloatArray:
    return gradient


def _relu(z: FloatArray) -> FloatArray:
    return np.maximum(z, 0)


def _relu_pullback(z: FloatArray, gradient: FloatArray) -> FloatArray:
    return gradient * (z > 0)


def _relu_squared(z: FloatArray) -> FloatArray:
    return np.square(np.maximum(z, 0))


def _relu_squared_pullback(z: FloatArray, gradient: FloatArray) -> FloatArray:
    return gradient * (2 * np.maximum(z, 0))


def _sigmoid(z: FloatArray) -> FloatArray:
    # exp of a negative number cannot overflow, and the two forms are equal.
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1) / (1 + small)


def _sigmoid_pullback(z: FloatArray, gradient: FloatArray) -> FloatArray:
    # g(z) g(-z): unlike g (1 - g) it keeps its digits where g is close to 1.
    small = np.exp(-np.abs(z))
    return gradient * (small / np.square(1 + small))


def _tanh_pullback(z: FloatArray, gradient: FloatArray) -> FloatArray:
    # 1 / cosh(z)², where 1 - tanh(z)² would lose its digits for large z.
    small = np.exp(-np.abs(z))
    return gradient * np.square(2 * small / (1 + np.square(small)))


def _softmax(z: FloatArray) -> FloatArray:
    # Differences may overflow to -inf, whose exp is the right 0; inf - inf is NaN, as it should.
    with np.errstate(over="ignore", invalid="ignore"):
        weights = np.exp(z - z.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def _softmax_pullback(z: FloatArray, gradient: FloatArray) -> FloatArray:
    p = _softmax(z)
    return p * (gradient - np.vecdot(p, gradient)[..., np.newaxis])


identity = Activation("identity", _identity, _identity_pullback)
"""$g(z) = z$."""

relu = Activation("relu", _relu, _relu_pullback)
r"""The rectifier, $g(z) = \max(0, z)$."""

relu_squared = Activation("relu_squared", _relu_squared, _relu_squared_pullback)
r"""The squared rectifier, $g(z) = \max(0, z)^2$."""

sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_pullback)
r"""The logistic function, $g(z) = 1 / (1 + e^{-z})$."""

tanh = Activation("tanh", np.tanh, _tanh_pullback)
r"""The hyperbolic tangent, $g(z) = 2 / (1 + e^{-2z}) - 1$."""

softmax = Activation("softmax", _softmax, _softmax_pullback, elementwise=False)
r"""Weights that are positive and sum to one, $g_i(z) = e^{z_i} / \sum_j e^{z_j}$."""

ACTIVATIONS = {a.name: a for a in (identity, relu, relu_squared, sigmoid, tanh, softmax)}
"""The activations of this library by name."""
