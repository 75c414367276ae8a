"""Data sets have the shapes, counts and spreads they promise; standardising can be undone."""

from pathlib import Path

import numpy as np
import pytest
from arrays import vectors
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.datasets import load_digits
from sklearn.preprocessing import LabelBinarizer, RobustScaler, StandardScaler

import onelayer
from onelayer import (
    Standardizer,
    circle_clusters,
    digits,
    noisy_signs,
    one_hot,
    points_on_circle,
    product_at,
    product_in_box,
    product_on_circle,
    signs_with_outlier,
    two_gaussians,
)


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    "draw",
    [
        lambda r: product_in_box(5, r),
        lambda r: product_on_circle(5, r),
        lambda r: noisy_signs(5, r, 2),
        lambda r: circle_clusters(5, [0, 1], r),
        lambda r: two_gaussians(5, r, flips=1),
    ],
)
def test_only_the_generator_decides(draw):
    for a, b, c in zip(draw(rng(1)), draw(rng(1)), draw(rng(2)), strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.shape == c.shape
    assert not np.array_equal(draw(rng(1))[0], draw(rng(2))[0])


def test_product_at_given_points():
    X, T = product_at([[2, 3], [-1, 4]])
    assert X.tolist() == [[2, 3], [-1, 4]]
    assert T.tolist() == [[6], [-4]]


def test_product_in_a_box():
    X, T = product_in_box(4000, rng(), half_width=2.0)
    np.testing.assert_array_equal(T[:, 0], X[:, 0] * X[:, 1])
    assert X.min() == pytest.approx(-2, abs=0.01)
    assert X.max() == pytest.approx(2, abs=0.01)
    assert X.std() == pytest.approx(2 / np.sqrt(3), rel=0.02)
    assert 1.4 < np.abs(product_in_box(100, rng())[0]).max() <= 1.5
    np.testing.assert_allclose(product_in_box(9, rng(), 0.5)[0] * 4, product_in_box(9, rng(), 2)[0])


def test_product_on_the_circle_is_half_the_sine_of_twice_the_angle():
    X, T = product_on_circle(12)
    turns = np.arange(12) / 12 * 2 * np.pi
    np.testing.assert_allclose(X, np.column_stack((np.cos(turns), np.sin(turns))), atol=1e-15)
    np.testing.assert_allclose(T[:, 0], np.sin(2 * turns) / 2, atol=1e-15)


def test_random_angles_are_uniform():
    X, T = product_on_circle(4000, rng())
    np.testing.assert_allclose(np.hypot(*X.T), 1, rtol=1e-15)
    np.testing.assert_array_equal(T[:, 0], X[:, 0] * X[:, 1])
    counts, _ = np.histogram(np.arctan2(X[:, 1], X[:, 0]), bins=4, range=(-np.pi, np.pi))
    assert counts == pytest.approx([1000] * 4, abs=100)


def test_points_on_circle():
    np.testing.assert_allclose(points_on_circle([0, np.pi / 2]), [[1, 0], [0, 1]], atol=1e-16)


@pytest.mark.parametrize(("N", "flips"), [(24, 4), (1, 1), (10, 0), (10, 10)])
def test_noisy_signs(N, flips):
    X, T = noisy_signs(N, rng(), flips)
    assert X.shape == T.shape == (N, 1)
    cells = np.floor((X[:, 0] + 1) / 2 * N)
    assert cells.tolist() == list(range(N))
    assert set(T[:, 0]) <= {1.0, -1.0}
    assert (np.where(X >= 0, 1, -1) != T).sum() == flips


def test_noisy_signs_by_default():
    X, T = noisy_signs(24, rng())
    assert (np.where(X >= 0, 1, -1) != T).sum() == 4
    assert len(set(np.round((X[:, 0] + 1) * 12 % 1, 9))) == 24  # each in a place of its own


def test_signs_with_outlier():
    X, T = signs_with_outlier()
    assert X.shape == T.shape == (41, 1)
    assert X[:, 0].tolist() == [*range(-20, 0), *range(1, 21), 9804]
    assert T[:, 0].tolist() == [-1] * 20 + [1] * 20 + [-1]
    X, T = signs_with_outlier(2, outlier=-7, label=3)
    assert X[:, 0].tolist() == [-2, -1, 1, 2, -7]
    assert T[:, 0].tolist() == [-1, -1, 1, 1, 3]
    X, T = signs_with_outlier(1, outlier=None)
    assert X[:, 0].tolist() == T[:, 0].tolist() == [-1, 1]


def test_circle_clusters():
    angles = np.radians([0, 40, 200])
    X, T = circle_clusters(3000, angles, rng(), sd=0.1)
    assert X.shape == (3000, 2)
    assert T.shape == (3000, 3)
    assert T.sum(axis=0).tolist() == [1000] * 3
    assert T.argmax(axis=1).tolist() == [0, 1, 2] * 1000
    for k, centre in enumerate(points_on_circle(angles)):
        np.testing.assert_allclose(X[k::3].mean(axis=0), centre, atol=0.01)
        assert X[k::3].std(axis=0) == pytest.approx([0.1, 0.1], rel=0.05)
    noise = 0.1 * rng().standard_normal((3000, 2))
    np.testing.assert_allclose(X - noise, np.tile(points_on_circle(angles), (1000, 1)), atol=1e-14)
    exact, _ = circle_clusters(4, angles, rng(), sd=0)
    np.testing.assert_array_equal(exact, points_on_circle(angles)[[0, 1, 2, 0]])
    noise = circle_clusters(3000, [0], rng())[0] - [1, 0]
    assert noise.std() == pytest.approx(0.15, rel=0.05)


def test_two_gaussians():
    X, T = two_gaussians(4000, rng(), distance=3, sd=0.5, mean=(5, 7))
    assert T[:, 0].tolist() == [1, -1] * 2000
    np.testing.assert_allclose(X[::2].mean(axis=0), [8, 7], atol=0.05)
    np.testing.assert_allclose(X[1::2].mean(axis=0), [2, 7], atol=0.05)
    assert X[::2].std(axis=0) == pytest.approx([0.5, 0.5], rel=0.05)
    noise = 0.5 * rng().standard_normal((4000, 2))
    np.testing.assert_allclose(X - noise, [[8, 7], [2, 7]] * 2000, atol=1e-13)
    _, flipped = two_gaussians(30, rng(), flips=4)
    assert (flipped[:, 0] != [1, -1] * 15).sum() == 4
    X, T = two_gaussians(4000, rng())
    np.testing.assert_allclose(X[::2].mean(axis=0), [1.2, 0], atol=0.05)
    assert X[::2].std(axis=0) == pytest.approx([0.8, 0.8], rel=0.05)
    X, _ = two_gaussians(2, rng(), distance=0, sd=0)
    assert X.tolist() == [[0, 0], [0, 0]]


def test_digits_are_those_of_scikit_learn():
    X, y = digits()
    known = load_digits()
    np.testing.assert_array_equal(X, known.data / 16)
    np.testing.assert_array_equal(y, known.target)
    assert (X.dtype, y.dtype) == (np.float64, np.int64)
    X[:] = 0  # the reader's own: the next one finds the pictures whole
    assert digits()[0].max() == 1


def test_the_file_of_digits_is_small_and_names_source_and_licence():
    file = Path(onelayer.__file__).with_name("digits.npz")
    assert file.stat().st_size < 50_000
    words = file.with_suffix(".txt").read_text(encoding="utf-8")
    assert all(w in words for w in ("10.24432/C50P49", "Alpaydin", "Kaynak", "by/4.0/legalcode"))


# Standardising


def test_standardizing_is_that_of_scikit_learn():
    X = rng().normal(size=(31, 4)) * [1, 10, 1e-3, 1e3] + [0, 5, 7, -1e3]
    mean, median = Standardizer.by_mean(X), Standardizer.by_median(X)
    np.testing.assert_allclose(mean(X), StandardScaler().fit_transform(X), atol=1e-12)
    np.testing.assert_allclose(median(X), RobustScaler().fit_transform(X), atol=1e-12)
    np.testing.assert_allclose(mean(X[0]), mean(X)[0], rtol=1e-15)


@given(vectors(5, 2, min_value=-1e150, max_value=1e150), st.sampled_from(["by_mean", "by_median"]))
def test_the_inverse_undoes_it(X, way):
    assume((np.ptp(X, axis=0) > 1e-100).all())
    try:
        standardizer = getattr(Standardizer, way)(X)
    except ValueError as error:
        assert "quartiles are equal" in str(error)  # noqa: PT017 - and only by_median says so
        assert way == "by_median"
        return
    assume((standardizer.scale > 1e-100).all())
    back = standardizer.inverse(standardizer(X))
    np.testing.assert_allclose(back, X, rtol=0, atol=1e-14 * np.abs(X).max())


def test_centring_alone():
    standardizer = Standardizer([1, 2], [1, 1])
    assert standardizer([[1, 2], [3, 3]]).tolist() == [[0, 0], [2, 1]]
    assert standardizer.inverse([2, 1]).tolist() == [3, 3]


def test_an_outlier_hardly_moves_the_median():
    X, _ = signs_with_outlier()
    clean = Standardizer.by_median(X[:-1])
    assert Standardizer.by_median(X).scale == pytest.approx(clean.scale, rel=0.05)
    assert Standardizer.by_mean(X).scale > 100 * Standardizer.by_mean(X[:-1]).scale


def test_the_standardizer_cannot_be_changed():
    shift = np.zeros(2)
    standardizer = Standardizer(shift, [1, 2])
    shift[:] = 5
    assert standardizer.shift.tolist() == [0, 0]
    for array in (standardizer.shift, standardizer.scale):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 3
    with pytest.raises(AttributeError):
        standardizer.shift = shift


def test_float32_stays_float32():
    X = np.float32([[1, 2], [3, 5], [8, 1]])
    for standardizer in (Standardizer.by_mean(X), Standardizer.by_median(X)):
        assert standardizer.scale.dtype == standardizer(X).dtype == np.float32


@given(st.lists(st.integers(0, 6), min_size=1))
def test_one_hot_is_that_of_scikit_learn_and_argmax_undoes_it(labels):
    T = one_hot(labels, 7)
    np.testing.assert_array_equal(T, LabelBinarizer().fit(range(7)).transform(labels))
    assert T.dtype == np.float64
    assert T.argmax(axis=-1).tolist() == labels
