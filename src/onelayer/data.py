"""The small data sets of the book, and putting columns on a common scale.

Each data set is a pair ``X, T`` of inputs, shape ``(N, m)``, and targets, shape ``(N, n)``. The
handwriting alone was recorded, not computed; it has labels, of which `one_hot` makes targets.

All here raise a ``TypeError`` for what is of another kind than an argument has to be, and a
``ValueError`` for what is empty, not finite, wrongly shaped or out of range.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from onelayer._checks import FloatArray, count, floats, generator, number
from onelayer.similarity import norm

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Standardizer",
    "circle_clusters",
    "digits",
    "noisy_signs",
    "one_hot",
    "points_on_circle",
    "product_at",
    "product_in_box",
    "product_on_circle",
    "signs_with_outlier",
    "two_gaussians",
]

Examples: TypeAlias = tuple[FloatArray, FloatArray]
"""Inputs of shape ``(N, m)`` and targets of shape ``(N, n)``."""


def product_at(points: ArrayLike) -> Examples:
    """Return points of the plane with the products of their coordinates.

    Parameters
    ----------
    points : array_like of shape (N, 2)
        The inputs.

    Returns
    -------
    X : ndarray of shape (N, 2)
        The points.
    T : ndarray of shape (N, 1)
        $x_1 x_2$ for each.

    Examples
    --------
    >>> X, T = product_at([[1, 0], [3, -2]])
    >>> print(T + 0)
    [[ 0.]
     [-6.]]
    """
    X = floats("points", points, ("N", 2), finite=True)
    return X, X[:, :1] * X[:, 1:]


def product_in_box(N: int, rng: np.random.Generator, half_width: float = 1.5) -> Examples:
    """Return uniformly random points of a square with the products of their coordinates.

    Parameters
    ----------
    N : int
        How many.
    rng : numpy.random.Generator
        The source of randomness.
    half_width : float, default 1.5
        The square is $[-a, a]^2$ with this $a$; positive.

    Returns
    -------
    X : ndarray of shape (N, 2)
        The points.
    T : ndarray of shape (N, 1)
        $x_1 x_2$ for each.

    Examples
    --------
    >>> X, T = product_in_box(1000, np.random.default_rng(0))
    >>> print(np.abs(X).max().round(1), X.shape, T.shape)
    1.5 (1000, 2) (1000, 1)
    """
    N, rng = count("N", N), generator("rng", rng)
    a = number("half_width", half_width, "above 0", lambda a: a > 0)
    return product_at(rng.uniform(-a, a, size=(N, 2)))


def product_on_circle(N: int, rng: np.random.Generator | None = None) -> Examples:
    """Return points of the unit circle with the products of their coordinates.

    Parameters
    ----------
    N : int
        How many.
    rng : numpy.random.Generator, optional
        Draws the angles uniformly. Without, they are equally spaced from 0.

    Returns
    -------
    X : ndarray of shape (N, 2)
        The points.
    T : ndarray of shape (N, 1)
        $x_1 x_2$ for each, which is half the sine of twice the angle.

    Examples
    --------
    >>> X, T = product_on_circle(8)
    >>> print(T.round(3).ravel() + 0)
    [ 0.   0.5  0.  -0.5  0.   0.5  0.  -0.5]
    """
    N = count("N", N)
    turns = np.arange(N) / N if rng is None else generator("rng", rng).uniform(size=N)
    return product_at(points_on_circle(2 * np.pi * turns))


def points_on_circle(angles: ArrayLike) -> FloatArray:
    """Return the points of the unit circle at given angles.

    Parameters
    ----------
    angles : array_like of shape (N,)
        In radians, counterclockwise from (1, 0).

    Returns
    -------
    ndarray of shape (N, 2)
        The points.

    Examples
    --------
    >>> print(points_on_circle(np.radians([0, 45, 90])).round(3))
    [[1.    0.   ]
     [0.707 0.707]
     [0.    1.   ]]
    """
    angles = floats("angles", angles, ("N",), finite=True)
    return np.column_stack((np.cos(angles), np.sin(angles)))


def noisy_signs(N: int, rng: np.random.Generator, flips: int = 4) -> Examples:
    """Return numbers from -1 to 1 with their signs, some of which are wrong.

    Parameters
    ----------
    N : int
        How many. The interval is cut into `N` equal cells, and each holds one random number.
    rng : numpy.random.Generator
        The source of randomness.
    flips : int, default 4
        How many of the signs are wrong.

    Returns
    -------
    X : ndarray of shape (N, 1)
        The numbers, ascending.
    T : ndarray of shape (N, 1)
        1 where the number is positive or zero and -1 where it is negative, or the other way round
        for the flipped ones.

    Examples
    --------
    >>> X, T = noisy_signs(24, np.random.default_rng(0), flips=4)
    >>> print(np.sum(T != np.where(X >= 0, 1, -1)))
    4
    """
    N, rng = count("N", N), generator("rng", rng)
    X = (-1 + 2 * (np.arange(N) + rng.uniform(size=N)) / N)[:, np.newaxis]
    return X, _flipped(np.where(X >= 0, 1.0, -1.0), flips, rng)


def signs_with_outlier(
    largest: int = 20, outlier: float | None = 9804.0, label: float = -1.0
) -> Examples:
    """Return the whole numbers around zero with their signs, and one that is far off.

    Parameters
    ----------
    largest : int, default 20
        The ordinary inputs are ±1, ±2, … up to this.
    outlier : float, optional
        One more input, at the end; None for no such input. The default is 9804.
    label : float, default -1
        The target of the outlier.

    Returns
    -------
    X : ndarray of shape (N, 1)
        The numbers, ascending.
    T : ndarray of shape (N, 1)
        Their signs, and the label.

    Examples
    --------
    >>> X, T = signs_with_outlier(largest=2)
    >>> print(X.ravel().astype(int), T.ravel().astype(int))
    [  -2   -1    1    2 9804] [-1 -1  1  1 -1]
    """
    positive = np.arange(1.0, count("largest", largest) + 1)
    x = np.concatenate((-positive[::-1], positive))
    t = np.sign(x)
    if outlier is not None:
        x = np.append(x, number("outlier", outlier, "that is finite", math.isfinite))
        t = np.append(t, number("label", label, "that is finite", math.isfinite))
    return x[:, np.newaxis], t[:, np.newaxis]


def circle_clusters(
    N: int, angles: ArrayLike, rng: np.random.Generator, sd: float = 0.15
) -> Examples:
    """Return clusters of points around points of the unit circle.

    Parameters
    ----------
    N : int
        How many points. They take turns: point ``i`` belongs to cluster ``i % K``.
    angles : array_like of shape (K,)
        Where the clusters are, in radians.
    rng : numpy.random.Generator
        The source of randomness.
    sd : float, default 0.15
        The standard deviation of the noise in each coordinate; positive or zero.

    Returns
    -------
    X : ndarray of shape (N, 2)
        The points.
    T : ndarray of shape (N, K)
        Their clusters, one-hot: 1 in the column of the cluster, 0 elsewhere.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X, T = circle_clusters(6, np.radians([0, 120, 240]), rng)
    >>> print(T[:3])
    [[1. 0. 0.]
     [0. 1. 0.]
     [0. 0. 1.]]

    Labels that alternate in sign are values of the clusters:

    >>> print((T @ [[1], [-1], [1]]).ravel())
    [ 1. -1.  1.  1. -1.  1.]
    """
    N, centres, rng = count("N", N), points_on_circle(angles), generator("rng", rng)
    sd = number("sd", sd, "of at least 0", lambda s: s >= 0)
    cluster = np.arange(N) % len(centres)
    return centres[cluster] + sd * rng.standard_normal((N, 2)), one_hot(cluster, len(centres))


def two_gaussians(
    N: int,
    rng: np.random.Generator,
    *,
    distance: float = 1.2,
    sd: float = 0.8,
    flips: int = 0,
    mean: ArrayLike = (0.0, 0.0),
) -> Examples:
    """Return points of the plane from two normal distributions, labelled 1 and -1.

    Parameters
    ----------
    N : int
        How many. They take turns: the first belongs to the right cloud, the second to the left.
    rng : numpy.random.Generator
        The source of randomness.
    distance : float, default 1.2
        How far each centre is from the mean of all, to the right or the left; positive or zero.
    sd : float, default 0.8
        The standard deviation in each coordinate; positive or zero.
    flips : int, default 0
        How many labels are wrong.
    mean : array_like of shape (2,), default (0, 0)
        The middle between the two.

    Returns
    -------
    X : ndarray of shape (N, 2)
        The points.
    T : ndarray of shape (N, 1)
        1 for the right cloud and -1 for the left, or the other way round for the flipped ones.

    Examples
    --------
    >>> X, T = two_gaussians(1000, np.random.default_rng(0), mean=(5, 5))
    >>> print(X.mean(axis=0).round(1), np.mean((X[:, :1] > 5) == (T > 0)).round(1))
    [5. 5.] 0.9
    """
    N, rng = count("N", N), generator("rng", rng)
    distance = number("distance", distance, "of at least 0", lambda d: d >= 0)
    sd = number("sd", sd, "of at least 0", lambda s: s >= 0)
    mean = floats("mean", mean, (2,), finite=True)
    T = np.where(np.arange(N) % 2 == 0, 1.0, -1.0)[:, np.newaxis]
    X = mean + distance * T * (1.0, 0.0) + sd * rng.standard_normal((N, 2))
    return X, _flipped(T, flips, rng)


def digits() -> tuple[FloatArray, NDArray[np.int64]]:
    """Return handwritten digits, small pictures in grey, with the digit that each shows.

    Thirteen people wrote them; each picture was scanned and reduced to 8 by 8 cells. These are
    the test images of a set made by E. Alpaydin and C. Kaynak [1]_, the ones that scikit-learn has
    as ``load_digits``. The file comes with this library, under the licence CC BY 4.0.

    Returns
    -------
    X : ndarray of shape (1797, 64)
        The pictures, row by row: 0 is paper, 1 is ink, in steps of a sixteenth.
    y : ndarray of shape (1797,)
        Which digit each is, from 0 to 9.

    References
    ----------
    .. [1] E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
       Repository, 1998. doi:10.24432/C50P49

    Examples
    --------
    >>> X, y = digits()
    >>> print(X.shape, y[:10])
    (1797, 64) [0 1 2 3 4 5 6 7 8 9]
    >>> print((16 * X[0]).astype(int).reshape(8, 8))
    [[ 0  0  5 13  9  1  0  0]
     [ 0  0 13 15 10 15  5  0]
     [ 0  3 15  2  0 11  8  0]
     [ 0  4 12  0  0  8  8  0]
     [ 0  5  8  0  0  9  8  0]
     [ 0  4 11  0  1 12  7  0]
     [ 0  2 14  5 10 12  0  0]
     [ 0  0  6 13 10  0  0  0]]
    """
    # They take longer to import than all of this library.
    from importlib import resources  # noqa: PLC0415

    with (resources.files("onelayer") / "digits.npz").open("rb") as file:
        archive = np.load(file)
        return archive["images"] / 16, archive["labels"].astype(np.int64)


def one_hot(labels: ArrayLike, n: int) -> FloatArray:
    """Return labels as targets: 1 in the column of the label, 0 elsewhere.

    Parameters
    ----------
    labels : array_like of shape (N,)
        Whole numbers from 0 to ``n - 1``.
    n : int
        How many classes there are.

    Returns
    -------
    ndarray of shape (N, n)
        The targets. Their ``argmax`` along the last axis is the labels, and that of a network's
        outputs is the classes that it takes for the likeliest.

    Examples
    --------
    >>> T = one_hot([2, 0], 3)
    >>> print(T)
    [[0. 0. 1.]
     [1. 0. 0.]]
    >>> print(T.argmax(axis=-1))
    [2 0]
    """
    labels, n = floats("labels", labels, ("N",)), count("n", n)
    T = labels[:, np.newaxis] == np.arange(n)
    if not (known := T.any(axis=1)).all():
        at = int(known.argmin())
        raise ValueError(f"labels[{at}] is {labels[at]}, expected a whole number from 0 to {n - 1}")
    return T.astype(float)


@dataclass(frozen=True, eq=False)
class Standardizer:
    r"""Puts columns on a common scale, $z = (x - \text{shift}) / \text{scale}$, and back.

    Parameters
    ----------
    shift : array_like of shape (m,)
        What is subtracted from each column.
    scale : array_like of shape (m,)
        What each column is then divided by; positive.

    Examples
    --------
    >>> X = [[1, 10], [2, 20], [3, 60]]
    >>> standardizer = Standardizer.by_mean(X)
    >>> Z = standardizer(X)
    >>> print(Z.mean(axis=0).round(9) + 0, Z.std(axis=0).round(9))
    [0. 0.] [1. 1.]
    >>> print(standardizer.inverse(Z).round(9))
    [[ 1. 10.]
     [ 2. 20.]
     [ 3. 60.]]
    """

    shift: FloatArray
    scale: FloatArray

    def __post_init__(self) -> None:
        """Check the arrays and replace them by copies that cannot be written to."""
        shift = floats("shift", self.shift, ("m",), finite=True).copy()
        scale = floats("scale", self.scale, shift.shape, finite=True).copy()
        if not (scale > 0).all():
            column = int(np.argmax(scale <= 0))
            raise ValueError(f"scale[{column}] is {scale[column]}, expected a positive number")
        for name, array in (("shift", shift), ("scale", scale)):
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @classmethod
    def by_mean(cls, X: ArrayLike) -> Standardizer:
        """Return the one that gives each column mean 0 and standard deviation 1.

        Parameters
        ----------
        X : array_like of shape (N, m)
            The data.

        Returns
        -------
        Standardizer
            With the means and the standard deviations (dividing by `N`) of the columns, none of
            which may be constant.
        """
        X = _columns(X)
        mean = X.mean(axis=0)
        return cls(mean, norm((X - mean).T) / math.sqrt(len(X)))

    @classmethod
    def by_median(cls, X: ArrayLike) -> Standardizer:
        """Return the one that gives each column median 0 and quartiles that are 1 apart.

        A few outliers, however far off, hardly change it.

        Parameters
        ----------
        X : array_like of shape (N, m)
            The data.

        Returns
        -------
        Standardizer
            With the medians and the distances between the quartiles of the columns, none of which
            may be 0.
        """
        X = _columns(X)
        lower, median, upper = np.percentile(X, (25, 50, 75), axis=0).astype(X.dtype)
        if (equal := lower == upper).any():
            raise ValueError(f"{_named(equal)} of X: the quartiles are equal, expected a spread")
        return cls(median, upper - lower)

    def __call__(self, X: ArrayLike) -> FloatArray:
        """Return the data on the common scale.

        Parameters
        ----------
        X : array_like of shape (m,) or (N, m)
            The data, or other data of the same kind.

        Returns
        -------
        ndarray of the same shape
            The shifted and scaled data.
        """
        return (self._data("X", X) - self.shift) / self.scale

    def inverse(self, Z: ArrayLike) -> FloatArray:
        """Return the data as they were before.

        Parameters
        ----------
        Z : array_like of shape (m,) or (N, m)
            Data on the common scale.

        Returns
        -------
        ndarray of the same shape
            The data on their own scale.
        """
        return self._data("Z", Z) * self.scale + self.shift

    def _data(self, name: str, value: ArrayLike) -> FloatArray:
        m = len(self.shift)
        return floats(name, value, (m,), ("N", m))


def _columns(X: ArrayLike) -> FloatArray:
    X = floats("X", X, ("N", "m"), finite=True)
    if (constant := X.min(axis=0) == X.max(axis=0)).any():
        raise ValueError(f"{_named(constant)} of X: constant, expected numbers that differ")
    return X


def _named(columns: FloatArray) -> str:
    numbers = np.flatnonzero(columns).tolist()
    return f"column{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"


def _flipped(T: FloatArray, flips: int, rng: np.random.Generator) -> FloatArray:
    flips = count("flips", flips, at_least=0)
    if flips > len(T):
        raise ValueError(f"flips is {flips}, expected at most {len(T)}, the number of examples")
    T[rng.choice(len(T), size=flips, replace=False)] *= -1
    return T
