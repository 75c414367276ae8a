"""The formulas once more, for loops that are to allocate nothing.

Those in `activations` and `network` are written to be read and to keep every digit. These
overwrite arrays that are allocated once, with a column for each example. Tests show that both
agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from onelayer.activations import Activation, identity, relu, sigmoid, softmax, tanh

if TYPE_CHECKING:
    from collections.abc import Callable

    from onelayer._checks import FloatArray
    from onelayer.network import OneLayerNetwork

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


def comparison(
    network: OneLayerNetwork, loss: str, Y: FloatArray, error: FloatArray
) -> Callable[[FloatArray], float]:
    """Return a function of targets that adds up the losses of the examples.

    It overwrites the pre-activations of the output in `Y` with the outputs, and `error` with the
    derivatives of the losses by those pre-activations.
    """
    forward, backward = in_place(network.output_activation, Y)
    flat, scratch, row = error.reshape(-1), np.empty_like(Y), np.empty_like(Y[0])

    def squared_error(T: FloatArray) -> float:
        forward()
        np.subtract(Y, T, error)
        total = 0.5 * flat.dot(flat)
        backward(error)
        return total

    def sigmoid_cross_entropy(T: FloatArray) -> float:
        # max(z, 0) - t z + log(1 + exp(-|z|))
        np.maximum(Y, 0, error)
        np.multiply(Y, T, scratch)
        np.subtract(error, scratch, error)
        np.abs(Y, scratch)
        np.negative(scratch, scratch)
        np.exp(scratch, scratch)
        np.log1p(scratch, scratch)
        np.add(error, scratch, error)
        total: float = np.add.reduce(flat)
        forward()
        np.subtract(Y, T, error)
        return total

    def softmax_cross_entropy(T: FloatArray) -> float:
        # log Σ exp(z) - Σ t z, with the largest z subtracted from all
        np.maximum.reduce(Y, 0, None, row)
        np.subtract(Y, row, Y)
        np.multiply(Y, T, error)
        total = -np.add.reduce(flat)
        np.exp(Y, Y)
        np.add.reduce(Y, 0, None, row)
        np.divide(Y, row, Y)
        np.log(row, row)
        np.subtract(Y, T, error)
        return total + np.add.reduce(row)

    if loss == "squared_error":
        return squared_error
    return softmax_cross_entropy if network.output_activation == softmax else sigmoid_cross_entropy


class GradientPass:
    """The gradient of a batch, forwards and backwards through arrays that are allocated once.

    `theta` holds the parameters as two affine maps, ``[W1 | b1]`` and ``[W2 | b2]``, one after the
    other in one flat vector; so does `gradient`, which each call overwrites.
    """

    def __init__(
        self, network: OneLayerNetwork, loss: str, theta: FloatArray, gradient: FloatArray
    ) -> None:
        """Remember what all batches have in common."""
        self.network, self.loss = network, loss
        self.theta, self.gradient = theta, gradient
        self.block = max(1, BLOCK // network.h)
        self.runs: dict[int, Callable[..., float]] = {}

    def __call__(
        self, X: FloatArray, T: FloatArray, rate: float, pushes: FloatArray | None = None
    ) -> float:
        """Return the mean loss of a batch and leave `rate` times its derivatives in `gradient`.

        `X` has a column of ones at the end. What is subtracted from each hidden pre-activation is
        written to `pushes`, of shape (h, N): the row that example ``i`` adds to `W1` is
        ``-pushes[:, i]`` times that example.
        """
        size = len(X)
        if size <= self.block:
            return self._run(size)(X, T, rate / size, pushes) / size
        total, gradient = 0.0, np.zeros_like(self.gradient)
        for start in range(0, size, self.block):
            rows = slice(start, start + self.block)
            part = None if pushes is None else pushes[:, rows]
            total += self._run(len(X[rows]))(X[rows], T[rows], rate / size, part)
            np.add(gradient, self.gradient, gradient)
        np.copyto(self.gradient, gradient)
        return total / size

    def _run(self, width: int) -> Callable[..., float]:
        if width not in self.runs:
            self.runs[width] = self._bind(width)
        return self.runs[width]

    def _bind(self, width: int) -> Callable[..., float]:
        """Return the passes for batches of one size, with everything allocated."""
        A1, A2 = affine_maps(self.theta, self.network)
        G1, G2 = affine_maps(self.gradient, self.network)
        h, n, dtype = self.network.h, self.network.n, self.theta.dtype
        H = np.ones((h + 1, width), dtype)  # its last row, of ones, meets the biases
        hidden, D = H[:h], np.empty((h, width), dtype)
        Y, error = np.empty((n, width), dtype), np.empty((n, width), dtype)
        H_T, W2_T = H.T, A2[:, :h].T
        forward, backward = in_place(self.network.activation, hidden)
        compare = comparison(self.network, self.loss, Y, error)

        def run(X: FloatArray, T: FloatArray, rate: float, pushes: FloatArray | None) -> float:
            A1.dot(X.T, hidden)
            forward()
            A2.dot(H, Y)
            total = compare(T.T)
            np.multiply(error, rate, error)
            W2_T.dot(error, D)
            backward(D)
            error.dot(H_T, G2)
            D.dot(X, G1)
            if pushes is not None:
                np.copyto(pushes, D)
            return total

        return run


def affine_maps(flat: FloatArray, network: OneLayerNetwork) -> tuple[FloatArray, FloatArray]:
    """Return the views ``[W1 | b1]`` and ``[W2 | b2]`` of a flat vector."""
    cut = network.h * (network.m + 1)
    return flat[:cut].reshape(network.h, -1), flat[cut:].reshape(network.n, -1)
