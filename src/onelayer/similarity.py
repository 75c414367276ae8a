"""Similarity of vectors: dot products, norms, cosine similarity, angles.

The last axis is the vector axis. Functions of two arguments pair every vector of the first with
every vector of the second, as `numpy.inner` does: ``(m,), (m,) -> ()``; ``(m,), (h, m) -> (h,)``;
``(N, m), (h, m) -> (N, h)``.

Norms, cosines and angles are computed on vectors that are first divided by a power of two near
their largest entry. That division is exact, and without it the squares of large entries would
overflow and those of small ones vanish.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from onelayer._checks import FloatArray, floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["angle", "cosine_similarity", "dot", "norm", "normalize"]


def dot(u: ArrayLike, v: ArrayLike) -> FloatArray:
    r"""Return the dot products of all pairs of vectors, $u \cdot v = \sum_i u_i v_i$.

    Parameters
    ----------
    u : array_like of shape (m,) or (N, m)
        One vector, or one in each row.
    v : array_like of shape (m,) or (h, m)
        One vector, or one in each row.

    Returns
    -------
    ndarray of shape (), (h,), (N,) or (N, h)
        Entry ``[i, j]`` belongs to row ``i`` of `u` and row ``j`` of `v`.

    Raises
    ------
    TypeError
        If `u` or `v` does not hold real numbers.
    ValueError
        If `u` or `v` is empty, or their vectors differ in length.

    Notes
    -----
    This is `numpy.inner` with the checks of this library. It overflows where the sum does.

    Examples
    --------
    >>> print(dot([3, 4], [2, 1]))
    10.0
    >>> print(dot([3, 4], [[1, 0], [0, 1], [2, 1]]))
    [ 3.  4. 10.]
    """
    u, v = _pair(u, v)
    return np.inner(u, v)


def norm(x: ArrayLike) -> FloatArray:
    r"""Return the lengths of vectors, $\|x\| = \sqrt{x \cdot x}$.

    Parameters
    ----------
    x : array_like of shape (..., m)
        Vectors along the last axis.

    Returns
    -------
    ndarray of shape (...)
        The Euclidean norms. They overflow or vanish only if they are themselves out of range.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty or a single number.

    Examples
    --------
    >>> print(norm([[3, 4], [3e200, 4e200]]))
    [5.e+000 5.e+200]
    """
    scaled, exponent = _scaled(floats("x", x, (..., "m")))
    return np.ldexp(np.sqrt(np.vecdot(scaled, scaled)), exponent[..., 0])


def normalize(x: ArrayLike) -> FloatArray:
    r"""Return vectors of length one that point where the given ones do, $x / \|x\|$.

    Parameters
    ----------
    x : array_like of shape (..., m)
        Vectors along the last axis, none of them zero.

    Returns
    -------
    ndarray of shape (..., m)
        The unit vectors.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty, a single number, or not finite, or if one of its vectors is zero: a zero
        vector has no direction.

    Examples
    --------
    >>> print(normalize([[3, 4], [0, 5e-324]]))
    [[0.6 0.8]
     [0.  1. ]]
    """
    return unit_vectors("x", floats("x", x, (..., "m")))


def cosine_similarity(u: ArrayLike, v: ArrayLike) -> FloatArray:
    r"""Return the cosines of the angles between all pairs of vectors.

    $$\cos\theta = \frac{u \cdot v}{\|u\|\,\|v\|}$$

    Parameters
    ----------
    u : array_like of shape (m,) or (N, m)
        One vector, or one in each row, none of them zero.
    v : array_like of shape (m,) or (h, m)
        One vector, or one in each row, none of them zero.

    Returns
    -------
    ndarray of shape (), (h,), (N,) or (N, h)
        Numbers from -1 (opposite) over 0 (at right angles) to 1 (same direction), never outside.

    Raises
    ------
    TypeError
        If `u` or `v` does not hold real numbers.
    ValueError
        If `u` or `v` is empty or not finite, if their vectors differ in length, or if one of
        them is zero.

    See Also
    --------
    angle : The angle itself, exact also where the cosine is close to 1 or -1.

    Examples
    --------
    The length of a vector makes no difference:

    >>> print(cosine_similarity([1, 0], [[1, 1], [10, 10], [-3, 0]]).round(3))
    [ 0.707  0.707 -1.   ]
    """
    u, v = _pair(u, v)
    return np.inner(unit_vectors("u", u), unit_vectors("v", v)).clip(-1, 1)


def angle(u: ArrayLike, v: ArrayLike) -> FloatArray:
    r"""Return the angles between all pairs of vectors, in radians from 0 to π.

    Parameters
    ----------
    u : array_like of shape (m,) or (N, m)
        One vector, or one in each row, none of them zero.
    v : array_like of shape (m,) or (h, m)
        One vector, or one in each row, none of them zero.

    Returns
    -------
    ndarray of shape (), (h,), (N,) or (N, h)
        The angles.

    Raises
    ------
    TypeError
        If `u` or `v` does not hold real numbers.
    ValueError
        If `u` or `v` is empty or not finite, if their vectors differ in length, or if one of
        them is zero.

    Notes
    -----
    The arc cosine of the cosine similarity cannot tell angles below about $10^{-8}$ from zero,
    since the cosine is flat there. Kahan's formula, with unit vectors $\hat u$ and $\hat v$, is
    accurate everywhere [1]_:

    $$\theta = 2 \, \text{atan2}(\|\hat u - \hat v\|, \|\hat u + \hat v\|)$$

    It compares the two diagonals of a rhombus. All pairs are held in memory at once, ``N * h * m``
    numbers.

    References
    ----------
    .. [1] W. Kahan, "How Futile are Mindless Assessments of Roundoff in Floating-Point
       Computation?", 2006, section 12.

    Examples
    --------
    >>> print(np.degrees(angle([1, 0], [[1, 1], [0, 2], [-3, 0]])).round(6))
    [ 45.  90. 180.]
    >>> print(angle([1, 0], [1, 1e-12]))
    1e-12
    """
    u, v = _pair(u, v)
    unit_u, unit_v = unit_vectors("u", u), unit_vectors("v", v)
    unit_u = unit_u.reshape(*u.shape[:-1], *(1,) * (v.ndim - 1), u.shape[-1])
    return 2 * np.arctan2(norm(unit_u - unit_v), norm(unit_u + unit_v))


def _pair(u: ArrayLike, v: ArrayLike) -> tuple[FloatArray, FloatArray]:
    u = floats("u", u, (..., "m"))
    return u, floats("v", v, (..., u.shape[-1]))


def _scaled(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return vectors whose largest entry is at least ½ and below 1, and the exponents of two."""
    _, exponent = np.frexp(np.abs(x).max(axis=-1, keepdims=True))
    return np.ldexp(x, -exponent), exponent


def unit_vectors(name: str, x: FloatArray) -> FloatArray:
    """Return `x` with every vector divided by its length; errors call it by `name`."""
    floats(name, x, finite=True)
    scaled, _ = _scaled(x)
    squared = np.vecdot(scaled, scaled)[..., np.newaxis]
    if not squared.all():
        index = "".join(f"[{i}]" for i in np.argwhere(squared == 0)[0][:-1])
        raise ValueError(f"{name}{index} is the zero vector, expected one that has a direction")
    return scaled / np.sqrt(squared)
