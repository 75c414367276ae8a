"""The activations in place are those that are written to be read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelayer._inplace import in_place
from onelayer.activations import ACTIVATIONS


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
@given(
    st.sampled_from([np.float32, np.float64]),
    st.sampled_from([np.ascontiguousarray, np.asfortranarray]),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(0, 99),
)
def test_same_values_and_derivatives(activation, dtype, layout, k, width, seed):
    rng = np.random.default_rng(seed)
    Z, G = (rng.normal(scale=3, size=(width, k)).astype(dtype) for _ in range(2))
    a, d = layout(Z.T.copy()), layout(G.T.copy())
    forward, backward = in_place(activation, a)
    for _ in range(2):  # a second time, with other numbers in the same arrays
        a[:], d[:] = Z.T, G.T
        forward()
        backward(d)
        eps = 100 * np.finfo(dtype).eps
        np.testing.assert_allclose(a.T, activation(Z), rtol=eps, atol=eps)
        np.testing.assert_allclose(d.T, activation.pullback(Z, G), rtol=eps, atol=eps)
        Z, G = -Z, G + 1


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_extremes(activation):
    Z = np.array([[0.0, -0.0, 1e4, -1e4, 5e-324, 710, -745]])
    a, d = Z.T.copy(), np.ones((7, 1))
    forward, backward = in_place(activation, a)
    with np.errstate(over="ignore"):  # as in training
        forward()
        backward(d)
    np.testing.assert_allclose(a.T, activation(Z), rtol=1e-15, atol=1e-300)
    np.testing.assert_allclose(d.T, activation.pullback(Z, np.ones_like(Z)), atol=1e-16)
