"""Networks by hand: memories written down from examples instead of being trained.

A memory has a *key*, which the input is compared with, and a *value*, which is its answer. The keys
become the rows of `W1`, the values the columns of `W2`. Each function here compares in a way of its
own; each returns a `OneLayerNetwork`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from onelayer._checks import FloatArray, floats, number
from onelayer.activations import identity, relu, relu_squared, softmax
from onelayer.network import OneLayerNetwork
from onelayer.similarity import unit_vectors

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "MemoryLedger",
    "attention_memory",
    "kernel_memory",
    "product_memory",
    "solve_values",
    "threshold_memory",
]


def threshold_memory(keys: ArrayLike, values: ArrayLike, threshold: float) -> OneLayerNetwork:
    r"""Return a network whose units fire for inputs that are similar enough to their key.

    $$f(x) = \sum_j \lambda\, v_j \max(0,\; \hat k_j \cdot x - t),
    \qquad \lambda = \frac{1}{1 - t}$$

    On inputs of length one, unit ``j`` fires if the cosine similarity to its key is above the
    threshold $t$; for the key itself it gives $1 - t$. The gain $\lambda$ makes up for that, so the
    answer is the key's value, unless other units fire as well.

    Parameters
    ----------
    keys : array_like of shape (h, m)
        What is remembered, none of them zero. Only their directions $\hat k_j$ count.
    values : array_like of shape (h, n)
        The answer of each memory.
    threshold : float
        $t$, from -1 to below 1.

    Returns
    -------
    OneLayerNetwork
        With the unit keys in `W1`, ``-t`` in `b1`, $\lambda$ times the values in `W2`, and ReLU.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If there are not as many values as keys, if an array is empty or not finite, if a key is
        zero, or if the threshold is out of range.

    See Also
    --------
    solve_values : Values that allow for the other units that fire.

    Examples
    --------
    >>> net = threshold_memory([[2, 0], [0, 3]], [[5], [-1]], threshold=0.5)
    >>> print(net.W1, net.b1, net.W2)
    [[1. 0.]
     [0. 1.]] [-0.5 -0.5] [[10. -2.]]
    >>> print(net([[1, 0], [0, 1], [0.8, 0.6]]).round(6))
    [[ 5. ]
     [-1. ]
     [ 2.8]]
    """
    keys, values = _keys_and_values(keys, values)
    t = number("threshold", threshold, "from -1 to below 1", lambda t: -1 <= t < 1)
    bias = np.full(len(keys), -t, keys.dtype)
    unit_keys = unit_vectors("keys", keys)
    return OneLayerNetwork(unit_keys, bias, values.T / (1 - t), _zeros(values), relu)


def solve_values(network: OneLayerNetwork, X: ArrayLike, T: ArrayLike) -> OneLayerNetwork:
    r"""Return the network with the output weights that fit the examples best.

    Where keys overlap, an input makes several units fire, and the answer of one memory is disturbed
    by the others: *crosstalk*. So a column of `W2` can be read directly as a value only if the keys
    do not overlap. In general $W_2$ solves the linear equations $H W_2^\top = T - b_2$, where
    $H$ holds the hidden activations, one row for each example.

    Parameters
    ----------
    network : OneLayerNetwork
        Its hidden layer and `b2` are kept. The output activation has to be `identity`.
    X : array_like of shape (N, m)
        Inputs.
    T : array_like of shape (N, n)
        What the network should answer.

    Returns
    -------
    OneLayerNetwork
        With the least-squares solution as `W2`; where there are many, with the smallest of them.

    Raises
    ------
    TypeError
        If an argument is not what it should be.
    ValueError
        If an array is empty, not finite or wrongly shaped, or the output is not `identity`.

    Examples
    --------
    >>> keys = [[1, 0], [1, 1], [0, 1]]
    >>> net = threshold_memory(keys, [[0], [1], [0]], threshold=0.5)
    >>> X = normalize(keys)
    >>> print(net(X).round(3).ravel(), "with crosstalk")
    [0.414 1.    0.414] with crosstalk
    >>> print(solve_values(net, X, [[0], [1], [0]])(X).round(3).ravel() + 0)
    [0. 1. 0.]
    """
    if not isinstance(network, OneLayerNetwork):
        raise TypeError(f"network is {network!r}, expected a OneLayerNetwork")
    if network.output_activation != identity:
        name = network.output_activation.name
        raise ValueError(f"output_activation is {name}, expected identity to solve for the values")
    X = floats("X", X, ("N", network.m), finite=True)
    T = floats("T", T, (len(X), network.n), finite=True)
    W2 = np.linalg.lstsq(network.hidden(X), T - network.b2)[0].T
    return OneLayerNetwork(network.W1, network.b1, W2, network.b2, network.activation)


def product_memory() -> OneLayerNetwork:
    r"""Return the network that multiplies two numbers, exactly and everywhere.

    Four diagonal memories, $(\pm1, \pm1)/\sqrt2$, each with its own product $\pm\tfrac12$ as its
    value, under a squared rectifier. Two opposite memories make up a square, since
    $\max(0, a)^2 + \max(0, -a)^2 = a^2$, and the two squares make up the product:

    $$\tfrac12 \Big(\frac{x_1 + x_2}{\sqrt2}\Big)^2 - \tfrac12 \Big(\frac{x_1 - x_2}{\sqrt2}\Big)^2
    = x_1 x_2$$

    Returns
    -------
    OneLayerNetwork
        Of two inputs, four units and one output, without biases.

    Examples
    --------
    >>> print(product_memory()([[0, 2], [3, -4], [100, 0.5]]).round(9).ravel() + 0)
    [  0. -12.  50.]
    """
    keys = np.sqrt(0.5) * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    values = keys[:, :1] * keys[:, 1:]
    return OneLayerNetwork(keys, np.zeros(4), values.T, np.zeros(1), relu_squared)


def attention_memory(keys: ArrayLike, values: ArrayLike, beta: float = 1.0) -> OneLayerNetwork:
    r"""Return the network that answers with a weighted mean of values: attention.

    $$f(x) = \sum_j p_j v_j, \qquad p = \operatorname{softmax}(\beta K x)$$

    The input is the query. The weights are positive and sum to one, so the answer never leaves the
    range of the values.

    Parameters
    ----------
    keys : array_like of shape (h, m)
        What the query is compared with, by dot products: long keys weigh more.
    values : array_like of shape (h, n)
        The answer of each memory.
    beta : float, default 1
        $\beta$, the inverse temperature, positive: the larger, the more the best key gets.
        Scaled dot-product attention has $1/\sqrt m$.

    Returns
    -------
    OneLayerNetwork
        With ``beta`` times the keys in `W1`, the values in `W2`, no biases, and softmax.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If there are not as many values as keys, if an array is empty or not finite, or if `beta` is
        not positive.

    Examples
    --------
    >>> keys, values = [[1, 0], [0, 1]], [[10], [20]]
    >>> query = [1, 0]
    >>> for beta in (1, 5, 25):
    ...     print(attention_memory(keys, values, beta)(query).round(3))
    [12.689]
    [10.067]
    [10.]
    """
    keys, values = _keys_and_values(keys, values)
    beta = number("beta", beta, "above 0", lambda b: b > 0)
    no_bias = np.zeros(len(keys), keys.dtype)
    return OneLayerNetwork(beta * keys, no_bias, values.T, _zeros(values), softmax)


def kernel_memory(keys: ArrayLike, values: ArrayLike, bandwidth: float) -> OneLayerNetwork:
    r"""Return the Nadaraya–Watson estimator with a Gaussian kernel, as a network.

    $$f(x) = \frac{\sum_j K_j(x)\, v_j}{\sum_j K_j(x)},
    \qquad K_j(x) = e^{-\|x - k_j\|^2 / 2r^2}$$

    The nearer a key, the more its value weighs. In
    $\|x - k_j\|^2 = \|x\|^2 - 2\,k_j \cdot x + \|k_j\|^2$ the first term is common to all keys and
    cancels, and what is left is affine in $x$: this is softmax over one hidden layer.

    Parameters
    ----------
    keys : array_like of shape (h, m)
        Where the values were observed.
    values : array_like of shape (h, n)
        What was observed.
    bandwidth : float
        $r$, positive: how far a memory reaches.

    Returns
    -------
    OneLayerNetwork
        With $k_j / r^2$ in `W1`, $-\|k_j\|^2 / 2r^2$ in `b1`, the values in `W2`, and
        softmax.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If there are not as many values as keys, if an array is empty or not finite, or if the
        bandwidth is not positive.

    Examples
    --------
    >>> net = kernel_memory(keys=[[0], [1]], values=[[10], [20]], bandwidth=0.5)
    >>> print(net([[0], [0.5], [1]]).round(3).ravel())
    [11.192 15.    18.808]
    """
    keys, values = _keys_and_values(keys, values)
    r = number("bandwidth", bandwidth, "above 0", lambda r: r > 0)
    # Divided one after the other: the square of a small bandwidth may be zero.
    scaled = keys / r
    bias = -0.5 * np.vecdot(scaled, scaled)
    return OneLayerNetwork(scaled / r, bias, values.T, _zeros(values), softmax)


@dataclass(frozen=True, eq=False)
class MemoryLedger:
    r"""What each training example has put into each memory.

    A step of gradient descent adds to every row of `W1` a multiple of every training input, and
    weight decay shrinks all that is there. So after any number of steps

    $$W_1 = s\, W_1^{(0)} + \sum_i c_i\, x_i^\top$$

    exactly: each memory is what is left of its start, plus a weighted sum of inputs. Without weight
    decay, $s = 1$.

    Parameters
    ----------
    start : ndarray of shape (h, m)
        $W_1^{(0)}$, before training.
    kept : float
        $s$, the share of the start that is left.
    coefficients : ndarray of shape (h, N)
        Column ``i`` is $c_i$: how much of example ``i`` each memory holds.
    inputs : ndarray of shape (N, m)
        The training inputs $x_i$, one in each row.

    Examples
    --------
    >>> ledger = MemoryLedger(
    ...     start=np.array([[1.0, 0.0]]), kept=0.5,
    ...     coefficients=np.array([[2.0, -1.0]]),
    ...     inputs=np.array([[0.0, 1.0], [3.0, 0.0]]),
    ... )
    >>> print(ledger.W1)
    [[-2.5  2. ]]
    """

    start: FloatArray
    kept: float
    coefficients: FloatArray
    inputs: FloatArray

    @property
    def W1(self) -> FloatArray:  # noqa: N802 - the book's own symbol
        """The rows that the ledger accounts for, shape (h, m)."""
        return self.kept * self.start + self.coefficients @ self.inputs


def _keys_and_values(keys: ArrayLike, values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    keys = floats("keys", keys, ("h", "m"), finite=True)
    return keys, floats("values", values, (len(keys), "n"), finite=True)


def _zeros(values: FloatArray) -> FloatArray:
    return np.zeros(values.shape[1], values.dtype)
