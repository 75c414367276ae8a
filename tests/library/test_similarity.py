"""Similarity, against exact arithmetic and against SciPy and scikit-learn."""

import math
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pytest
from arrays import LAYOUTS, vectors, widths
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine

from onelayer import angle, cosine_similarity, dot, norm, normalize

getcontext().prec = 60


def exact(u, v):
    """Return the exact dot product of two vectors of floats."""
    return sum((Fraction(float(a)) * Fraction(float(b)) for a, b in zip(u, v, strict=True)), 0)


def decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def exact_cosine_and_angle(u, v):
    uu, vv, uv = exact(u, u), exact(v, v), exact(u, v)
    lengths = decimal(uu * vv).sqrt()
    cosine, sine = decimal(uv) / lengths, decimal(uu * vv - uv * uv).sqrt() / lengths
    return float(cosine), math.atan2(float(sine), float(cosine))


@st.composite
def pairs(draw):
    width, m = draw(widths), draw(st.integers(1, 5))
    u, v = draw(vectors(m, width=width)), draw(vectors(m, width=width))
    assume(u.any() and v.any())
    return u, v


@given(pairs())
def test_cosine_and_angle_are_right_over_the_whole_range_of_floats(pair):
    u, v = pair
    eps = float(np.finfo(u.dtype).eps)
    cosine, theta = exact_cosine_and_angle(u, v)
    assert cosine_similarity(u, v) == pytest.approx(cosine, rel=0, abs=4 * eps)
    assert angle(u, v) == pytest.approx(theta, rel=4 * eps, abs=4 * eps)


@given(pairs())
def test_cosine_and_angle_stay_in_their_range_and_keep_the_dtype(pair):
    u, v = pair
    assert -1 <= cosine_similarity(u, v) <= 1
    assert 0 <= angle(u, v) <= np.nextafter(u.dtype.type(np.pi), u.dtype.type(4))
    assert cosine_similarity(u, v) == cosine_similarity(v, u)
    assert angle(u, v) == angle(v, u)
    assert angle(u, u) == 0
    for result in (cosine_similarity(u, v), angle(u, v), normalize(u), norm(v / 4)):
        assert result.dtype == u.dtype


@given(pairs(), st.integers(-40, 40))
def test_only_the_direction_counts(pair, exponent):
    u, v = pair
    with np.errstate(over="ignore"):
        scaled = np.ldexp(u, exponent)
    assume(np.isfinite(scaled).all())
    assume(np.array_equal(np.ldexp(scaled, -exponent), u))  # nothing was lost
    assert cosine_similarity(scaled, v) == cosine_similarity(u, v)
    assert angle(scaled, v) == angle(u, v)
    assert cosine_similarity(-u, v) == -cosine_similarity(u, v)


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
@given(widths.flatmap(lambda width: vectors(5, width=width)))
def test_norm_is_that_of_the_standard_library(x):
    expected = math.hypot(*map(float, x))
    largest, smallest = float(np.finfo(x.dtype).max), np.finfo(x.dtype).smallest_subnormal
    if expected > largest:
        assert norm(x) >= largest * (1 - 1e-6)
    else:
        eps = float(np.finfo(x.dtype).eps)
        assert float(norm(x)) == pytest.approx(expected, rel=4 * eps, abs=float(smallest))


@given(widths.flatmap(lambda width: vectors(4, width=width)))
def test_normalized_vectors_have_length_one_and_keep_their_direction(x):
    assume(x.any())
    unit, eps = normalize(x), float(np.finfo(x.dtype).eps)
    assert norm(unit) == pytest.approx(1, rel=4 * eps)
    assert angle(unit, x) <= 4 * eps


@pytest.mark.parametrize("theta", [1e-300, 1e-12, 1e-8, 1e-4, 0.5, 1.5, 3.0])
def test_angle_is_exact_where_the_cosine_is_flat(theta):
    v = [math.cos(theta), math.sin(theta)]
    assert angle([1, 0], v) == pytest.approx(theta, rel=1e-15)
    assert angle([-1, 0], v) == pytest.approx(math.pi - theta, rel=1e-15)


def test_angle_of_opposite_vectors_is_pi():
    assert angle([1, 2], [-3, -6]) == math.pi
    assert angle(np.float32([1, 2]), np.float32([-3, -6])) == np.float32(math.pi)


def test_norm_where_squares_overflow_or_vanish():
    assert norm([3e300, 4e300]) == pytest.approx(5e300, rel=1e-15)
    assert norm([3e-300, 4e-300]) == pytest.approx(5e-300, rel=1e-15)
    assert norm([5e-324, 0]) == 5e-324
    assert norm([0, 0]) == 0
    assert norm(np.float32([3e30, 4e30])) == np.float32(5e30)


def test_norm_and_dot_pass_on_what_is_not_finite():
    np.testing.assert_array_equal(norm([[np.inf, 1], [np.nan, 1]]), [np.inf, np.nan])
    np.testing.assert_array_equal(dot([np.inf, np.nan], [[1, 0], [0, 1]]), [np.nan, np.nan])


def test_many_vectors_against_scipy_and_scikit_learn():
    rng = np.random.default_rng(0)
    U, V = rng.normal(size=(7, 5)), rng.normal(size=(4, 5))
    np.testing.assert_allclose(cosine_similarity(U, V), 1 - cdist(U, V, "cosine"), atol=1e-15)
    np.testing.assert_allclose(cosine_similarity(U, V), sklearn_cosine(U, V), atol=1e-15)
    np.testing.assert_allclose(angle(U, V), np.arccos(sklearn_cosine(U, V)), atol=1e-14)
    np.testing.assert_allclose(norm(U), cdist(U, np.zeros((1, 5)))[:, 0], rtol=1e-15)
    np.testing.assert_allclose(dot(U, V), np.einsum("im,jm->ij", U, V), atol=1e-14)


@pytest.mark.parametrize("function", [dot, cosine_similarity, angle])
def test_every_vector_meets_every_other(function):
    rng = np.random.default_rng(1)
    U, V = rng.normal(size=(2, 3, 4)), rng.normal(size=(5, 4))
    result = function(U, V)
    assert result.shape == (2, 3, 5)
    for i, j, k in np.ndindex(2, 3, 5):
        assert result[i, j, k] == pytest.approx(function(U[i, j], V[k]), abs=1e-15)
    np.testing.assert_allclose(function(U[0, 0], V), result[0, 0], rtol=0, atol=1e-15)
    np.testing.assert_allclose(function(V, U[0]), result[0].T, rtol=0, atol=1e-15)
    assert function(U[0, 0], V[0]).shape == ()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["i8", "u2", "f4", "f8", "f2", "?"])
def test_any_real_dtype_in_any_layout(layout, dtype):
    U, V = np.array([[1, 0, 1], [0, 1, 0]], dtype), np.array([[1, 1, 0], [1, 1, 1]], dtype)
    expected = np.float32 if dtype == "f4" and layout != "list" else np.float64
    for function in (dot, cosine_similarity, angle):
        result = function(LAYOUTS[layout](U), LAYOUTS[layout](V))
        assert result.dtype == expected
        np.testing.assert_allclose(result, function(U.astype(float), V.astype(float)), rtol=1e-6)
    assert norm(LAYOUTS[layout](U)).dtype == expected
    np.testing.assert_allclose(norm(LAYOUTS[layout](U)), np.sqrt([2, 1]), rtol=1e-6)


def test_arguments_are_left_as_they_are():
    u = np.array([3.0, 4.0])
    for function in (norm, normalize):
        function(u)
    for function in (dot, cosine_similarity, angle):
        function(u, u)
    assert u.tolist() == [3, 4]
