"""A step of gradient descent, in arrays that are allocated once.

These are the steps of the plain loop in the examples of `train`, only faster; tests hold them
against that loop and `OneLayerNetwork.gradients`. What makes them fast: weights and biases are one
affine map, examples are columns, all parameters are one vector, and every result overwrites an
array that is there already. Several networks at once have one more axis, which comes first.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from onelayer._inplace import examples_at_once, in_place
from onelayer.activations import softmax

if TYPE_CHECKING:
    from collections.abc import Callable

    from onelayer._checks import FloatArray
    from onelayer.network import OneLayerNetwork


class Descent:
    """Where gradient descent stands, and how to take the next step.

    The vector `theta` holds the parameters as two affine maps, ``[W1 | b1]`` and ``[W2 | b2]``, one
    after the other; the vector `step` is what the next step subtracts from it. For several networks
    each is a row.
    """

    def __init__(
        self,
        like: OneLayerNetwork,
        theta: FloatArray,
        loss: str,
        rate: float,
        decay: tuple[float, float],
        biases: bool,
    ) -> None:
        """Start at the parameters in `theta`, of networks like this one."""
        self.like, self.loss, self.rate, self.theta = like, loss, rate, theta
        self.step, self.scratch = np.empty_like(self.theta), np.empty_like(self.theta)
        self.decays = np.zeros_like(self.theta) if any(decay) else None
        if self.decays is not None:
            for A, l2 in zip(self.affine_maps(self.decays), decay, strict=True):
                A[..., :-1] = rate * l2
        self.frozen = [] if biases else [A[..., -1] for A in self.affine_maps(self.step)]
        self.block = examples_at_once(like.h)
        self.passes: dict[int, Callable[..., float]] = {}

    def affine_maps(self, vector: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the views ``[W1 | b1]`` and ``[W2 | b2]`` of a vector."""
        m, h, n = self.like.m, self.like.h, self.like.n
        several, cut = vector.shape[:-1], h * (m + 1)
        return (
            vector[..., :cut].reshape(*several, h, m + 1),
            vector[..., cut:].reshape(*several, n, h + 1),
        )

    def network(self, theta: FloatArray) -> OneLayerNetwork:
        """Return the network with the given parameters."""
        A1, A2 = self.affine_maps(theta)
        return replace(self.like, W1=A1[:, :-1], b1=A1[:, -1], W2=A2[:, :-1], b2=A2[:, -1])

    def look(self, X: FloatArray, T: FloatArray, pushes: FloatArray | None = None) -> float:
        """Return the loss on a batch, summed over the networks, and prepare the step.

        `X` has a column of ones at the end, which meets the biases. What the step is to subtract
        from the hidden pre-activations is written to `pushes`, of shape (h, N): the examples add
        ``-pushes @ X`` to ``[W1 | b1]``.
        """
        size = X.shape[-2]
        if size <= self.block:
            value = self._pass(size)(X, T, self.rate / size, pushes)
        else:
            value, sum_of_steps = 0.0, self.scratch
            sum_of_steps.fill(0)
            for start in range(0, size, self.block):
                rows = slice(start, start + self.block)
                some_X, some_T = X[..., rows, :], T[..., rows, :]
                part = None if pushes is None else pushes[:, rows]
                value += self._pass(some_X.shape[-2])(some_X, some_T, self.rate / size, part)
                np.add(sum_of_steps, self.step, sum_of_steps)
            np.copyto(self.step, sum_of_steps)
        value /= size
        if self.decays is not None:
            shrinkage = np.multiply(self.decays, self.theta, self.scratch)
            value += 0.5 * np.vdot(self.theta, shrinkage) / self.rate
            np.add(self.step, shrinkage, self.step)
        for biases in self.frozen:
            biases.fill(0)
        return value

    def _pass(self, width: int) -> Callable[..., float]:
        if width not in self.passes:
            self.passes[width] = self._new_pass(width)
        return self.passes[width]

    def _new_pass(self, width: int) -> Callable[..., float]:
        """Return a function that goes forwards and backwards with `width` examples."""
        (A1, A2), (S1, S2) = self.affine_maps(self.theta), self.affine_maps(self.step)
        several, h, n, dtype = A1.shape[:-2], self.like.h, self.like.n, self.theta.dtype
        H = np.ones((*several, h + 1, width), dtype)  # its last row, of ones, meets the biases
        hidden, D1 = H[..., :h, :], np.empty((*several, h, width), dtype)
        Y, D2 = (np.empty((*several, n, width), dtype) for _ in range(2))
        A1_dot, A2_dot, D1_dot, D2_dot = (_product(array) for array in (A1, A2, D1, D2))
        H_T, W2_T_dot = H.mT, _product(A2[..., :h].mT)
        forward, backward = in_place(self.like.activation, hidden)
        compare = _comparison(self.like, self.loss, Y, D2)

        def run(X: FloatArray, T: FloatArray, rate: float, pushes: FloatArray | None) -> float:
            A1_dot(X.mT, hidden)
            forward()
            A2_dot(H, Y)
            total = compare(T.mT)
            np.multiply(D2, rate, D2)
            W2_T_dot(D2, D1)
            backward(D1)
            D2_dot(H_T, S2)
            D1_dot(X, S1)
            if pushes is not None:
                np.copyto(pushes, D1)
            return total

        return run


def flatten(network: OneLayerNetwork) -> FloatArray:
    """Return the vector of a network's parameters that `Descent` begins with."""
    affine_maps = (network.W1, network.b1), (network.W2, network.b2)
    return np.concatenate([np.column_stack(pair) for pair in affine_maps], axis=None)


def _product(left: FloatArray) -> Callable[[FloatArray, FloatArray], object]:
    """Return the quickest way to multiply other arrays by this one."""
    if left.ndim == 2:
        return left.dot
    return partial(np.multiply if left.shape[-1] == 1 else np.matmul, left)


def _comparison(
    network: OneLayerNetwork, loss: str, Y: FloatArray, D: FloatArray
) -> Callable[[FloatArray], float]:
    """Return a function of targets that adds up the losses of the examples.

    It overwrites the pre-activations of the output in `Y` with the outputs, and `D` with the
    derivatives of the losses by those pre-activations.
    """
    forward, backward = in_place(network.output_activation, Y)
    flat, scratch, row = D.reshape(-1), np.empty_like(Y), np.empty_like(Y[..., 0, :])

    def squared_error(T: FloatArray) -> float:
        forward()
        np.subtract(Y, T, D)
        total = 0.5 * flat.dot(flat)
        backward(D)
        return total

    def sigmoid_cross_entropy(T: FloatArray) -> float:
        # max(z, 0) - t z + log(1 + exp(-|z|))
        np.maximum(Y, 0, out=D)
        np.multiply(Y, T, scratch)
        np.subtract(D, scratch, D)
        np.abs(Y, scratch)
        np.negative(scratch, scratch)
        np.exp(scratch, scratch)
        np.log1p(scratch, scratch)
        np.add(D, scratch, D)
        total = flat.sum()
        forward()
        np.subtract(Y, T, D)
        return total

    def softmax_cross_entropy(T: FloatArray) -> float:
        # log Σ exp(z) - Σ t z, with the largest z subtracted from all
        Y.max(axis=0, out=row)
        np.subtract(Y, row, Y)
        np.multiply(Y, T, D)
        total = -flat.sum()
        np.exp(Y, Y)
        Y.sum(axis=0, out=row)
        np.divide(Y, row, Y)
        np.log(row, row)
        total += row.sum()
        np.subtract(Y, T, D)
        return total

    if loss == "squared_error":
        return squared_error
    return softmax_cross_entropy if network.output_activation == softmax else sigmoid_cross_entropy
