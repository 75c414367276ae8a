"""What training has found, and how sure a count of it makes us."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from onelayer._checks import FloatArray, count, floats, number
from onelayer.network import OneLayerNetwork
from onelayer.similarity import angle, norm

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["found", "importance", "tally", "wilson_interval"]


def importance(network: OneLayerNetwork) -> FloatArray:
    r"""Return how much each memory of a network matters: $\|w_j\|\,\|v_j\|$.

    A rectifier answers the same if a row becomes twice as long and its value half as large. This
    product stays what it is.

    Parameters
    ----------
    network : OneLayerNetwork
        The network.

    Returns
    -------
    ndarray of shape (h,)
        For each memory, the length of its row times the length of its value.

    Examples
    --------
    >>> net = OneLayerNetwork([[3, 4], [0, 1]], [0, 0], [[2, -1]], [0])
    >>> print(importance(net))
    [10.  1.]
    """
    return norm(network.W1) * norm(network.W2.T)


def found(
    network: OneLayerNetwork, keys: ArrayLike, values: ArrayLike, *, within: float = 15.0
) -> bool:
    """Tell whether the memories of a network are the expected ones, as this book counts it.

    They are if each memory that matters points at a key and pulls the answer towards the value of
    that key, and if no key is left without a memory. A memory matters if it has more than a
    twentieth of the importance of the most important one.

    Parameters
    ----------
    network : OneLayerNetwork
        The network.
    keys : array_like of shape (K, m)
        Where memories are expected.
    values : array_like of shape (K, n)
        Their values. Only the direction counts, which for a single output is the sign.
    within : float, default 15
        How many degrees a row may be away from its key.

    Returns
    -------
    bool
        Whether the memories were found.

    Raises
    ------
    TypeError
        If an argument is not what it should be.
    ValueError
        If `keys` or `values` are empty, not finite or wrongly shaped, a key is zero, or `within` is
        not between 0 and 180.

    Examples
    --------
    >>> net = OneLayerNetwork([[1, 0.1], [0, 2]], [0, 0], [[3, -1]], [0])
    >>> found(net, keys=[[1, 0], [0, 1]], values=[[1], [-1]])
    True
    >>> found(net, keys=[[1, 0], [0, 1]], values=[[1], [1]])
    False
    """
    keys = floats("keys", keys, ("K", network.m), finite=True)
    values = floats("values", values, (len(keys), network.n), finite=True)
    within = number("within", within, "from 0 to 180", lambda degrees: 0 <= degrees <= 180)
    weight = importance(network)
    matters = weight > weight.max() / 20
    away = np.degrees(angle(network.W1[matters], keys)) if matters.any() else np.empty((0, 1))
    nearest = away.argmin(axis=1)
    close = away.min(axis=1) <= within
    agrees = np.vecdot(network.W2.T[matters], values[nearest]) > 0
    return bool((close & agrees).all()) and len(np.unique(nearest)) == len(keys)


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    r"""Return between which bounds the rate behind a count lies, nineteen times out of twenty.

    Of all rates, these are the ones under which such a count would be no surprise [1]_.

    Parameters
    ----------
    successes : int
        How often something happened.
    trials : int
        How often it could have happened.

    Returns
    -------
    low, high : float
        The interval.

    Raises
    ------
    TypeError
        If a number is not whole.
    ValueError
        If `trials` is not positive, or `successes` not from 0 to `trials`.

    References
    ----------
    .. [1] E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
       Journal of the American Statistical Association 22, 1927.

    Examples
    --------
    Twenty of twenty may well be nine in ten:

    >>> low, high = wilson_interval(20, 20)
    >>> print(f"{low:.2f} to {high:.2f}")
    0.84 to 1.00
    """
    n = count("trials", trials)
    k = count("successes", successes, at_least=0)
    if k > n:
        raise ValueError(f"successes is {k}, expected at most {n}, all trials")
    z = 1.959963984540054  # a normal number lies between -z and z in 95% of all cases
    middle = k + z**2 / 2
    reach = z * sqrt(k * (n - k) / n + z**2 / 4)
    return max(0.0, (middle - reach) / (n + z**2)), min(1.0, (middle + reach) / (n + z**2))


def tally(outcomes: ArrayLike) -> str:
    """Say how often something happened, with the interval in which its rate lies.

    Parameters
    ----------
    outcomes : array_like of bool, shape (N,)
        For each trial, whether it happened.

    Returns
    -------
    str
        The count, the number of trials, and their `wilson_interval`.

    Raises
    ------
    TypeError
        If the outcomes are not booleans.
    ValueError
        If there are none, or they have more than one axis.

    Examples
    --------
    >>> print(tally([True] * 16 + [False] * 4))
    16 of 20 (58–92%)
    """
    happened = np.asarray(outcomes)
    if happened.dtype != bool:
        raise TypeError(f"outcomes has dtype {happened.dtype}, expected bool")
    if happened.ndim != 1:
        raise ValueError(f"outcomes has shape {happened.shape}, expected (N,)")
    k, n = int(happened.sum()), happened.size
    low, high = wilson_interval(k, n)
    return f"{k} of {n} ({100 * low:.0f}–{high:.0%})"
