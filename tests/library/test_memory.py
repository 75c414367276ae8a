"""Memories by hand, against formulas written out, SciPy, and what is known in closed form."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.linear_model import LinearRegression

from onelayer import (
    MemoryLedger,
    OneLayerNetwork,
    attention_memory,
    identity,
    kernel_memory,
    product_memory,
    relu,
    relu_squared,
    softmax,
    solve_values,
    tanh,
    threshold_memory,
)

ROOT = np.sqrt(0.5)


def random_memory(dtype=np.float64):
    rng = np.random.default_rng(0)
    keys, values = rng.normal(size=(6, 3)).astype(dtype), rng.normal(size=(6, 2)).astype(dtype)
    return keys, values, rng.normal(size=(9, 3)).astype(dtype)


def test_threshold_memory_is_its_formula():
    keys, values, X = random_memory()
    net = threshold_memory(keys, values, 0.3)
    similar = X @ (keys / np.linalg.norm(keys, axis=1, keepdims=True)).T
    expected = np.maximum(0, similar - 0.3) @ values / 0.7
    np.testing.assert_allclose(net(X), expected, rtol=1e-13, atol=1e-14)
    assert (net.activation, net.output_activation) == (relu, identity)
    assert net.b1.tolist() == [-0.3] * 6
    assert net.b2.tolist() == [0, 0]


@pytest.mark.parametrize("threshold", [-1, -0.5, 0, 0.5, 0.999])
def test_a_lone_memory_answers_its_value(threshold):
    net = threshold_memory([[3, 4]], [[7, -2]], threshold)
    np.testing.assert_allclose(net([0.6, 0.8]), [7, -2], rtol=1e-12)


def test_the_product_by_hand():
    # (1, 0) -> 0, the middle -> 1/2, (0, 1) -> 0: one unit, c max(0, x1 + x2 - 1), is left.
    net = threshold_memory([[1, 0], [1, 1], [0, 1]], [[0], [0.5], [0]], ROOT)
    X = np.random.default_rng(0).uniform(-1.5, 1.5, size=(50, 2))
    c = (1 + np.sqrt(2)) / 2
    expected = c * np.maximum(0, X.sum(axis=1) - 1)
    np.testing.assert_allclose(net(X)[:, 0], expected, rtol=1e-12, atol=1e-15)
    assert net([5 / 6, 1 / 3])[0] == pytest.approx((1 + np.sqrt(2)) / 12, rel=1e-14)


@given(st.integers(3, 40))
def test_neighbours_that_just_do_not_fire_leave_every_value_alone(k):
    angles = 2 * np.pi * np.arange(k) / k
    keys = np.column_stack((np.cos(angles), np.sin(angles)))
    values = np.random.default_rng(k).normal(size=(k, 1))
    net = threshold_memory(keys, values, np.cos(2 * np.pi / k))
    np.testing.assert_allclose(net(keys), values, rtol=0, atol=1e-10)


def test_solved_values_answer_the_examples():
    keys, values, _ = random_memory()
    net = threshold_memory(keys, values, 0.1)
    unit = keys / np.linalg.norm(keys, axis=1, keepdims=True)
    assert np.abs(net(unit) - values).max() > 0.1  # crosstalk
    solved = solve_values(net, unit, values)
    np.testing.assert_allclose(solved(unit), values, rtol=0, atol=1e-12)
    for name in ("W1", "b1", "b2"):
        np.testing.assert_array_equal(getattr(solved, name), getattr(net, name))


def test_the_three_points_as_given():
    net = threshold_memory([[1, 0], [1, 1], [0, 1]], [[0], [0], [0]], ROOT)
    solved = solve_values(net, [[1, 0], [ROOT, ROOT], [0, 2]], [[0], [0.5], [0]])
    np.testing.assert_allclose(solved.W2, [[0, 1.707107, -0.933648]], atol=5e-7)


@pytest.mark.parametrize("N", [3, 6, 30])
def test_solved_values_are_least_squares(N):
    rng = np.random.default_rng(1)
    X, T = rng.normal(size=(N, 3)), rng.normal(size=(N, 2))
    net = OneLayerNetwork(
        rng.normal(size=(6, 3)), rng.normal(size=6), np.zeros((2, 6)), [5, -5], tanh
    )
    solved = solve_values(net, X, T)
    peer = LinearRegression(fit_intercept=False).fit(net.hidden(X), T - [5, -5])
    np.testing.assert_allclose(solved.W2, peer.coef_, rtol=1e-9, atol=1e-11)
    assert solved.activation == tanh
    if N == 3:  # of many solutions, the smallest
        np.testing.assert_allclose(solved.W2.T, np.linalg.pinv(net.hidden(X)) @ (T - [5, -5]))


def test_product_memory_multiplies_everywhere():
    net = product_memory()
    rng = np.random.default_rng(0)
    for size in (1e-100, 1.0, 1e100):
        X = size * rng.normal(size=(1000, 2))
        expected = X[:, 0] * X[:, 1]
        np.testing.assert_allclose(net(X)[:, 0], expected, rtol=0, atol=8e-15 * size**2)
    assert repr(net) == (
        "<OneLayerNetwork: 2 inputs, 4 relu_squared units, 1 identity output, float64>"
    )
    np.testing.assert_allclose(np.abs(net.W1), ROOT, rtol=1e-15)
    np.testing.assert_allclose(net.W2, [[0.5, -0.5, 0.5, -0.5]], rtol=1e-15)
    assert net.activation == relu_squared
    assert not net.b1.any()
    assert not net.b2.any()


@pytest.mark.parametrize("beta", [0.1, 1, 50])
def test_attention_is_a_softmax_over_keys(beta):
    keys, values, X = random_memory()
    net = attention_memory(keys, values, beta)
    expected = scipy.special.softmax(beta * X @ keys.T, axis=1) @ values
    np.testing.assert_allclose(net(X), expected, rtol=1e-12, atol=1e-13)
    assert (net.activation, net.output_activation) == (softmax, identity)
    assert not net.b1.any()
    assert not net.b2.any()


def test_attention_has_temperature_one_by_default():
    keys, values, X = random_memory()
    np.testing.assert_array_equal(
        attention_memory(keys, values)(X), attention_memory(keys, values, 1)(X)
    )


@pytest.mark.parametrize("sigma", [0.2, 1, 30])
def test_kernel_memory_is_nadaraya_watson(sigma):
    keys, values, X = random_memory()
    kernel = np.exp(-(cdist(X, keys) ** 2) / (2 * sigma**2))
    expected = kernel @ values / kernel.sum(axis=1, keepdims=True)
    net = kernel_memory(keys, values, sigma)
    np.testing.assert_allclose(net(X), expected, rtol=0, atol=1e-11)
    np.testing.assert_allclose(net.W1, keys / sigma**2, rtol=1e-15)
    np.testing.assert_allclose(net.b1, -np.square(keys).sum(axis=1) / (2 * sigma**2), rtol=1e-14)


def test_kernel_and_attention_agree_on_keys_of_one_length():
    keys, values, X = random_memory()
    keys /= np.linalg.norm(keys, axis=1, keepdims=True)
    np.testing.assert_allclose(
        kernel_memory(keys, values, 0.5)(X), attention_memory(keys, values, 4)(X), atol=1e-13
    )


def test_a_bandwidth_whose_square_is_zero():
    net = kernel_memory([[1e-170], [3e-170]], [[1], [2]], 1e-170)
    assert net([1e-170])[0] == pytest.approx(1 + 1 / (1 + np.exp(2)), rel=1e-12)


@pytest.mark.parametrize(
    "memory", [threshold_memory, attention_memory, kernel_memory], ids=lambda f: f.__name__
)
def test_float32_stays_float32(memory):
    keys, values, X = random_memory(np.float32)
    net = memory(keys, values, 0.5)
    assert net.W1.dtype == net.W2.dtype == net.b1.dtype == net.b2.dtype == np.float32
    if memory is threshold_memory:
        assert solve_values(net, X, X[:, :2]).W2.dtype == np.float32


def test_ledger_is_a_sum():
    rng = np.random.default_rng(0)
    start, c, X = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
    ledger = MemoryLedger(start, 0.5, c, X)
    expected = 0.5 * start + sum(np.outer(c[:, i], X[i]) for i in range(3))
    np.testing.assert_allclose(ledger.W1, expected, rtol=1e-13)
