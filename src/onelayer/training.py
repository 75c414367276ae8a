"""Training by gradient descent, full batch or mini-batch, with weight decay."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from onelayer._checks import FloatArray, count, floats, generator, number, one_of
from onelayer._descent import Descent, flatten
from onelayer._losses import L2, Loss, targets, weight_decay
from onelayer.activations import Activation, identity, relu, softmax
from onelayer.memory import MemoryLedger
from onelayer.network import OneLayerNetwork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import ArrayLike, DTypeLike, NDArray

__all__ = ["DivergenceError", "Training", "initialize", "train", "train_together"]

Scale: TypeAlias = Literal["he", "glorot"] | float | tuple[float, float]
"""How large the first weights are; see `initialize`."""

Batch: TypeAlias = "tuple[FloatArray, FloatArray, NDArray[np.integer] | slice]"
"""Inputs with a column of ones, targets, and which examples these are."""


def initialize(
    m: int,
    h: int,
    n: int,
    rng: np.random.Generator,
    *,
    scale: Scale = "he",
    hinges: ArrayLike | None = None,
    activation: Activation = relu,
    output_activation: Activation = identity,
    dtype: DTypeLike = np.float64,
) -> OneLayerNetwork:
    r"""Return a network with random weights, to start training from.

    All weights are normal with mean zero. With a scale of $(w, v)$, those of `W1` have the standard
    deviation $w/\sqrt m$ and those of `W2` have $v/\sqrt h$.

    Parameters
    ----------
    m, h, n : int
        The numbers of inputs, hidden units and outputs.
    rng : numpy.random.Generator
        The source of randomness.
    scale : {"he", "glorot"}, float or (float, float), default "he"
        $w$, with $v = 1$; or both. ``"he"`` is $w = v = \sqrt2$, which keeps the size of signals
        through ReLU [1]_. ``"glorot"`` has the variances $2/(m+h)$ and $2/(h+n)$, a compromise
        between the ways forward and back [2]_.
    hinges : array_like of shape (h, m), optional
        Points, one for each hidden unit, where its pre-activation is to be zero: the biases are
        $-w_j \cdot p_j$. Without, all biases are zero.
    activation, output_activation : Activation
        As of the network.
    dtype : {numpy.float64, numpy.float32}
        Of the parameters.

    Returns
    -------
    OneLayerNetwork
        The network. Its output biases are zero.

    Raises
    ------
    TypeError
        If a size is not a whole number, `rng` is not a Generator, or `scale` is not a number.
    ValueError
        If a size or the scale is not positive, or the hinges are wrongly shaped.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015.
    .. [2] X. Glorot, Y. Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural
       Networks", AISTATS 2010.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> initialize(2, 3, 1, rng)
    <OneLayerNetwork: 2 inputs, 3 relu units, 1 identity output, float64>

    Hinges through points of the data:

    >>> X = rng.uniform(-1, 1, size=(40, 2))
    >>> points = rng.choice(X, size=3)
    >>> net = initialize(2, 3, 1, rng, scale=2.0, hinges=points)
    >>> print(np.diag(net.preactivation(points)).round(12) + 0)
    [0. 0. 0.]
    """
    m, h, n = count("m", m), count("h", h), count("n", n)
    generator("rng", rng)
    if isinstance(scale, str):
        one_of("scale", scale, ("he", "glorot"))
        he = math.sqrt(2)
        glorot = math.sqrt(2 * m / (m + h)), math.sqrt(2 * h / (h + n))
        w, v = (he, he) if scale == "he" else glorot
    else:
        both = scale if isinstance(scale, tuple) else (scale, 1.0)
        if len(both) != 2:
            raise ValueError(f"scale has {len(both)} numbers, expected one, or one for each layer")
        w, v = (number("scale", value, "above 0", lambda s: s > 0) for value in both)
    if (dtype := np.dtype(dtype)) not in (np.float32, np.float64):
        raise TypeError(f"dtype is {dtype}, expected float32 or float64")
    W1 = w / math.sqrt(m) * rng.standard_normal((h, m))
    W2 = v / math.sqrt(h) * rng.standard_normal((n, h))
    b1 = np.zeros(h)
    if hinges is not None:
        b1 = -np.vecdot(W1, floats("hinges", hinges, (h, m), finite=True))
    W1, b1, W2, b2 = (array.astype(dtype) for array in (W1, b1, W2, np.zeros(n)))
    return OneLayerNetwork(W1, b1, W2, b2, activation, output_activation)


class DivergenceError(ArithmeticError):
    """Raised by `train` when the loss or a parameter is no longer finite.

    Attributes
    ----------
    step : int
        The number of steps after which this was seen.
    learning_rate : float
        The rate of these steps.
    network : OneLayerNetwork
        The last network whose loss was finite: the one before the last step.
    """

    def __init__(self, step: int, learning_rate: float, network: OneLayerNetwork) -> None:
        """Keep what is known."""
        super().__init__(step, learning_rate, network)
        self.step = step
        self.learning_rate = learning_rate
        self.network = network

    def __str__(self) -> str:
        """Return what happened and what to do."""
        return (
            f"the loss is no longer finite after {self.step} steps with learning_rate "
            f"{self.learning_rate}: take a smaller rate, or smaller inputs"
        )


@dataclass(frozen=True, eq=False)
class Training:
    """What `train` returns.

    Attributes
    ----------
    network : OneLayerNetwork
        The trained network.
    losses : ndarray of shape (steps + 1,)
        ``losses[k]`` is the loss after ``k`` steps, weight decay included, on the batch of the next
        step; ``losses[steps]`` is that of the trained network, on the batch of the last step.
    snapshots : dict from int to OneLayerNetwork
        The networks after the steps that were asked for.
    ledger : MemoryLedger or None
        Which example has put how much into each memory, if it was asked for.
    """

    network: OneLayerNetwork
    losses: FloatArray
    snapshots: dict[int, OneLayerNetwork]
    ledger: MemoryLedger | None


def train(
    network: OneLayerNetwork,
    X: ArrayLike,
    T: ArrayLike,
    *,
    steps: int,
    learning_rate: float,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    loss: Loss = "squared_error",
    l2: L2 = 0.0,
    biases: bool = True,
    snapshots: Iterable[int] = (),
    callback: Callable[[int, float, OneLayerNetwork], object] | None = None,
    ledger: bool = False,
) -> Training:
    r"""Train a network by gradient descent.

    A step takes from each parameter $\eta$ times the derivative of $L$ by it, where $L$ is the loss
    that `OneLayerNetwork.loss` describes, on all examples or on a batch of them. Weight decay
    leaves the biases free.

    Parameters
    ----------
    network : OneLayerNetwork
        Where to start; it is left as it is. Its dtype is the one that is computed in.
    X : array_like of shape (N, m)
        Inputs.
    T : array_like of shape (N, n)
        Targets. For the cross-entropy they are probabilities.
    steps : int
        How many steps to go.
    learning_rate : float
        $\eta$, positive.
    batch_size : int, optional
        So many examples to a step; all by default. The examples are shuffled, cut into batches, of
        which the last may be smaller, and shuffled anew when all have had their turn.
    rng : numpy.random.Generator, optional
        Shuffles the examples; needed with a `batch_size`.
    loss : {"squared_error", "cross_entropy"}
        Which loss. The cross-entropy needs a sigmoid or softmax output.
    l2 : float or (float, float), default 0
        The weight decay: one for both layers, or one for `W1` and one for `W2`.
    biases : bool, default True
        Whether the biases are trained, too.
    snapshots : iterable of int
        After which numbers of steps to keep the network, from 0 to `steps`.
    callback : callable, optional
        Called as ``callback(k, losses[k], network)`` after each number ``k`` of steps, from 0 to
        `steps`. To build a network at each step takes longer than a small step itself.
    ledger : bool, default False
        Whether to keep account of what each example puts into each memory.

    Returns
    -------
    Training
        The trained network, and the record of its training.

    Raises
    ------
    DivergenceError
        If the loss or a parameter is no longer finite.
    TypeError
        If an argument is not what it should be.
    ValueError
        If an array is empty, not finite or wrongly shaped, a number is out of range, or the
        cross-entropy is asked for where outputs or targets are no probabilities.

    See Also
    --------
    train_together : Several small networks at once.

    Notes
    -----
    A warning tells that the squared error is to train a softmax output: where that is sure of a
    wrong answer, the derivatives almost vanish. Those of the cross-entropy do not.

    The steps run in arrays that are allocated once: `X` is copied, with a column of ones, and all
    else is bounded however many examples there are. To read, the plain loop in the examples is
    better: it takes the same steps.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = rng.uniform(-1.5, 1.5, size=(200, 2))
    >>> T = X[:, :1] * X[:, 1:]
    >>> start = initialize(2, 16, 1, rng)
    >>> training = train(start, X, T, steps=2000, learning_rate=0.1)
    >>> print(f"{training.losses[0]:.2f} -> {training.losses[-1]:.3f}")
    0.27 -> 0.006

    What each memory is made of:

    >>> training = train(
    ...     start, X, T, steps=100, learning_rate=0.1, l2=0.01, ledger=True
    ... )
    >>> W1 = training.network.W1
    >>> print(np.allclose(W1, training.ledger.W1, rtol=0, atol=1e-12))
    True

    The same steps, plainly, for ReLU and the squared error:

    >>> W1, b1, W2, b2 = start.W1, start.b1, start.W2, start.b2
    >>> for _ in range(100):
    ...     A = X @ W1.T + b1
    ...     H = relu(A)
    ...     D2 = (H @ W2.T + b2 - T) / len(X)
    ...     D1 = (D2 @ W2) * (A > 0)
    ...     W2, b2 = W2 - 0.1 * (D2.T @ H + 0.01 * W2), b2 - 0.1 * D2.sum(axis=0)
    ...     W1, b1 = W1 - 0.1 * (D1.T @ X + 0.01 * W1), b1 - 0.1 * D1.sum(axis=0)
    >>> print(np.allclose(W1, training.network.W1, rtol=0, atol=1e-12))
    True
    """
    if not isinstance(network, OneLayerNetwork):
        raise TypeError(f"network is {network!r}, expected a OneLayerNetwork")
    X = floats("X", X, ("N", network.m), finite=True)
    T = targets("T", T, (len(X), network.n), loss, network.output_activation)
    if loss == "squared_error":
        _warn_of_softmax(network)
    steps = count("steps", steps, at_least=0)
    rate = number("learning_rate", learning_rate, "above 0", lambda r: r > 0)
    decay = weight_decay(l2)
    if batch_size is not None:
        count("batch_size", batch_size)
        generator("rng", rng)
        if batch_size > len(X):
            raise ValueError(f"batch_size is {batch_size}, expected at most {len(X)}, all examples")
    keep = _snapshot_steps(snapshots, steps)
    if not (callback is None or callable(callback)):
        raise TypeError(f"callback is {callback!r}, expected a function of step, loss, network")

    theta = flatten(network)
    previous, descent = theta.copy(), Descent(network, theta, loss, rate, decay, biases)
    inputs, T = _with_ones(X, theta.dtype), T.astype(theta.dtype, copy=False)
    batch: Batch = inputs, T, slice(None)
    batches = _batches(inputs, T, batch_size, rng)
    coefficients = np.zeros((network.h, len(X) if ledger else 0), theta.dtype)
    pushes = np.empty((network.h, batch_size or len(X)), theta.dtype) if ledger else None

    losses = np.empty(steps + 1)
    kept: dict[int, OneLayerNetwork] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(steps + 1):
            if k < steps:
                batch = next(batches)
            batch_X, batch_T, chosen = batch
            some_pushes = None if pushes is None else pushes[:, : len(batch_X)]
            losses[k] = value = descent.look(batch_X, batch_T, some_pushes)
            if not (math.isfinite(value) and _all_finite(theta)):
                raise DivergenceError(k, rate, descent.network(previous))
            if callback is not None or k in keep:
                current = descent.network(theta)
                if k in keep:
                    kept[k] = current
                if callback is not None:
                    callback(k, float(value), current)
            if k < steps:
                np.copyto(previous, theta)
                np.subtract(theta, descent.step, theta)
                if some_pushes is not None:
                    coefficients *= 1 - rate * decay[0]
                    coefficients[:, chosen] -= some_pushes

    for array in (losses, coefficients, inputs):
        array.flags.writeable = False
    share = (1 - rate * decay[0]) ** steps
    account = MemoryLedger(network.W1, share, coefficients, inputs[:, :-1]) if ledger else None
    return Training(descent.network(theta), losses, kept, account)


def train_together(
    networks: Sequence[OneLayerNetwork],
    X: ArrayLike,
    T: ArrayLike,
    *,
    steps: int,
    learning_rate: float,
    l2: L2 = 0.0,
    biases: bool = True,
) -> list[OneLayerNetwork]:
    """Train several networks of one shape at once, each on examples of its own.

    Each takes the steps that `train` takes on all its examples with the squared error. Twenty small
    networks together take a fraction of the time that they take one after the other.

    Parameters
    ----------
    networks : sequence of OneLayerNetwork
        Where to start: S networks with the same shapes and activations.
    X : array_like of shape (S, N, m)
        For each network, its inputs.
    T : array_like of shape (S, N, n)
        For each network, its targets.
    steps : int
        How many steps to go.
    learning_rate : float
        How far to go in a step; positive.
    l2 : float or (float, float), default 0
        The weight decay: one for both layers, or one for `W1` and one for `W2`.
    biases : bool, default True
        Whether the biases are trained, too.

    Returns
    -------
    list of OneLayerNetwork
        The trained networks.

    Raises
    ------
    DivergenceError
        As `train` raises it, if the loss or a parameter of a network is no longer finite.
    TypeError
        If an argument is not what it should be.
    ValueError
        If the networks differ in shape or activations, an array is empty, not finite or wrongly
        shaped, or a number is out of range.

    Notes
    -----
    Of a softmax output it warns as `train` does.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = rng.uniform(-1.5, 1.5, size=(3, 40, 2))
    >>> T = X[..., :1] * X[..., 1:]
    >>> starts = [initialize(2, 8, 1, rng) for _ in range(3)]
    >>> trained = train_together(starts, X, T, steps=500, learning_rate=0.1)
    >>> alone = train(starts[2], X[2], T[2], steps=500, learning_rate=0.1)
    >>> print(np.allclose(trained[2].W1, alone.network.W1, rtol=0, atol=1e-12))
    True
    """
    if not networks or not all(isinstance(net, OneLayerNetwork) for net in networks):
        raise TypeError(f"networks is {networks!r}, expected several OneLayerNetworks")
    first = networks[0]
    _warn_of_softmax(first)
    g, f = first.activation, first.output_activation
    if any(
        (net.W1.shape, net.n, net.activation, net.output_activation)
        != (first.W1.shape, first.n, g, f)
        for net in networks
    ):
        raise ValueError("networks differ in shape or activations, expected networks of one kind")
    X = floats("X", X, (len(networks), "N", first.m), finite=True)
    T = floats("T", T, (len(networks), X.shape[1], first.n), finite=True)
    steps = count("steps", steps, at_least=0)
    rate = number("learning_rate", learning_rate, "above 0", lambda r: r > 0)

    theta = np.stack([flatten(net) for net in networks])
    descent = Descent(first, theta, "squared_error", rate, weight_decay(l2), biases)
    inputs, T = _with_ones(X, theta.dtype), T.astype(theta.dtype, copy=False)
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(steps + 1):
            value = descent.look(inputs, T)
            if not (math.isfinite(value) and _all_finite(theta)):
                # Trained alone, the one that diverges tells of it.
                alone = partial(train, steps=steps, learning_rate=rate, l2=l2, biases=biases)
                return [alone(*each).network for each in zip(networks, X, T, strict=True)]
            if k < steps:
                np.subtract(theta, descent.step, theta)
    return [descent.network(each) for each in theta]


def _warn_of_softmax(network: OneLayerNetwork) -> None:
    if network.output_activation == softmax:
        warnings.warn(
            "with a softmax output, the squared error hardly corrects an answer that is sure and "
            "wrong: cross_entropy does",
            stacklevel=3,
        )


def _with_ones(X: FloatArray, dtype: np.dtype[np.floating]) -> FloatArray:
    """Return the inputs with a column of ones at the end, which meets the biases."""
    inputs = np.ones((*X.shape[:-1], X.shape[-1] + 1), dtype)
    inputs[..., :-1] = X
    return inputs


def _all_finite(theta: FloatArray) -> bool:
    # The product is a cheap first look: it is finite only if all numbers are.
    return math.isfinite(np.vdot(theta, theta)) or bool(np.isfinite(theta).all())


def _snapshot_steps(snapshots: Iterable[int], steps: int) -> set[int]:
    try:
        asked = list(snapshots)
    except TypeError as error:
        raise TypeError(f"snapshots is {snapshots!r}, expected several numbers of steps") from error
    keep = {count("snapshots", k, at_least=0) for k in asked}
    if keep and max(keep) > steps:
        raise ValueError(f"snapshots has {max(keep)}, expected at most {steps}, all steps")
    return keep


def _batches(
    X: FloatArray, T: FloatArray, size: int | None, rng: np.random.Generator | None
) -> Iterator[Batch]:
    """Yield inputs, targets and where they come from, for ever."""
    if size is None or rng is None:
        while True:
            yield X, T, slice(None)
    batch_X, batch_T = np.empty_like(X[:size]), np.empty_like(T[:size])
    while True:
        order = rng.permutation(len(X))
        for start in range(0, len(X), size):
            chosen = order[start : start + size]
            some_X, some_T = batch_X[: len(chosen)], batch_T[: len(chosen)]
            # With mode="clip", take writes straight to its output; no index is out of range.
            X.take(chosen, 0, some_X, "clip")
            T.take(chosen, 0, some_T, "clip")
            yield some_X, some_T, chosen
