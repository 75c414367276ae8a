"""Activations and their derivatives, against SciPy, the complex step, and exact limits."""

import copy
import pickle

import numpy as np
import pytest
import scipy.special
from arrays import LAYOUTS, vectors, widths
from hypothesis import given

from onelayer import Activation, identity, relu, relu_squared, sigmoid, softmax, tanh
from onelayer.activations import ACTIVATIONS

ELEMENTWISE = [identity, relu, relu_squared, sigmoid, tanh]

# Written for complex arguments, independently of the library.
COMPLEX = {
    "identity": lambda z: z,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "relu_squared": lambda z: np.where(z.real > 0, z * z, 0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
}


def test_the_table_holds_all_by_name():
    assert [ACTIVATIONS[a.name] for a in [*ELEMENTWISE, softmax]] == [*ELEMENTWISE, softmax]
    assert set(ACTIVATIONS) == set(COMPLEX)
    assert [a for a in ACTIVATIONS.values() if not a.elementwise] == [softmax]


@pytest.mark.parametrize(
    ("activation", "reference"),
    [
        (identity, lambda z: z),
        (relu, lambda z: (z + abs(z)) / 2),
        (relu_squared, lambda z: np.clip(z, 0, None) ** 2),
        (sigmoid, scipy.special.expit),
        (tanh, np.tanh),
        (softmax, lambda z: scipy.special.softmax(z, axis=-1)),
    ],
    ids=lambda a: getattr(a, "name", ""),
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values(activation, reference, dtype):
    z = np.random.default_rng(0).normal(scale=5, size=(20, 7)).astype(dtype)
    before = z.copy()
    np.testing.assert_allclose(activation(z), reference(z), rtol=8 * np.finfo(dtype).eps)
    assert activation(z).dtype == activation.derivative(z).dtype == dtype
    assert activation(z) is not z
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("activation", ELEMENTWISE, ids=lambda a: a.name)
def test_derivative_by_the_complex_step(activation):
    z = np.random.default_rng(1).normal(scale=3, size=100)
    expected = COMPLEX[activation.name](z + 1e-200j).imag / 1e-200
    np.testing.assert_allclose(activation.derivative(z), expected, rtol=1e-12)


def test_jacobian_of_softmax_by_the_complex_step():
    z = np.random.default_rng(2).normal(size=(3, 4))
    steps = z[:, np.newaxis] + 1e-200j * np.eye(4)
    expected = COMPLEX["softmax"](steps).imag.swapaxes(1, 2) / 1e-200
    np.testing.assert_allclose(softmax.derivative(z), expected, rtol=1e-12)
    np.testing.assert_allclose(softmax.derivative(z[0]), expected[0], rtol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_pullback_is_the_transposed_jacobian_times_a_vector(activation):
    rng = np.random.default_rng(3)
    z, gradient = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    slope = activation.derivative(z)
    if activation.elementwise:
        expected = slope * gradient
    else:
        expected = np.einsum("nij,ni->nj", slope, gradient)
    np.testing.assert_allclose(activation.pullback(z, gradient), expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize("activation", [identity, relu, sigmoid, tanh, softmax], ids=repr)
@given(z=widths.flatmap(lambda width: vectors(4, width=width)))
def test_finite_over_the_whole_range_of_floats(activation, z):
    y, slope = activation(z), activation.derivative(z)
    assert np.isfinite(y).all()
    assert np.isfinite(slope).all()
    assert y.dtype == slope.dtype == z.dtype
    if activation in (sigmoid, softmax):
        assert (y >= 0).all()
        assert (y <= 1).all()
    if activation == softmax:
        assert y.sum() == pytest.approx(1, rel=4 * float(np.finfo(z.dtype).eps))


@given(z=vectors(6))
def test_sigmoid_and_softmax_are_those_of_scipy_over_the_whole_range(z):
    np.testing.assert_allclose(sigmoid(z), scipy.special.expit(z), rtol=1e-15, atol=1e-323)
    with np.errstate(over="ignore"):
        expected = scipy.special.softmax(z)
    np.testing.assert_allclose(softmax(z), expected, rtol=1e-15, atol=1e-323)
    slope = scipy.special.expit(z) * scipy.special.expit(-z)
    np.testing.assert_allclose(sigmoid.derivative(z), slope, rtol=4e-15, atol=1e-323)


@given(z=vectors(6, min_value=-350, max_value=350))
def test_slope_of_tanh_keeps_its_digits(z):
    expected = 1 / np.cosh(z) ** 2
    np.testing.assert_allclose(tanh.derivative(z), expected, rtol=4e-15, atol=1e-300)


def test_tails_and_kinks():
    assert sigmoid(0) == 0.5
    assert sigmoid(-745) == 5e-324
    assert sigmoid(800) == 1
    assert sigmoid.derivative(-0.0) == sigmoid.derivative(0.0) == 0.25
    assert sigmoid.derivative(40) == pytest.approx(np.exp(-40), rel=1e-15)
    assert tanh.derivative(0) == 1
    assert tanh.derivative(20) == pytest.approx(4 * np.exp(-40), rel=1e-15)
    assert relu.derivative(0) == relu_squared.derivative(0) == 0
    assert relu.derivative(5e-324) == 1
    assert relu_squared.derivative(1e-200) == 2e-200
    assert identity.derivative([7, 8]).tolist() == [1, 1]


def test_ties_of_softmax_share_equally():
    for z in ([0, 0, 0], [1e308] * 3, [-1e308] * 3, [5e-324] * 3):
        np.testing.assert_allclose(softmax(z), [1 / 3] * 3, rtol=1e-15)


def test_softmax_masks_with_minus_infinity():
    assert softmax([0, -np.inf]).tolist() == [1, 0]


def test_softmax_of_infinity_is_nan_in_silence():
    assert np.isnan(softmax([[np.inf, 0]])[0, 0])
    assert np.isnan(softmax([-np.inf, -np.inf])).all()


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_nan_stays_nan(activation):
    assert np.isnan(activation([np.nan, 0])[0])


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_any_layout(activation, layout):
    z = np.array([[1, -2, 3], [0, 4, -4]])
    np.testing.assert_array_equal(activation(LAYOUTS[layout](z)), activation(z.astype(float)))
    np.testing.assert_array_equal(
        activation.derivative(LAYOUTS[layout](z)), activation.derivative(z.astype(float))
    )


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_copies_and_pickles_are_equal(activation):
    assert copy.deepcopy(activation) == activation
    assert pickle.loads(pickle.dumps(activation)) == activation  # noqa: S301 - our own


def test_activations_are_frozen_and_show_their_name():
    assert repr(relu) == "<activation relu>"
    with pytest.raises(AttributeError):
        relu.name = "other"
    assert Activation("relu", np.sin, np.multiply) != relu
