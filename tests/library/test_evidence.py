"""Counts, against SciPy; what counts as found, on networks whose memories are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from onelayer import OneLayerNetwork, found, importance, product_memory, tally, wilson_interval

KEYS = product_memory().W1
VALUES = KEYS.prod(axis=1, keepdims=True)


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_that_of_scipy(count):
    interval = binomtest(*count).proportion_ci(method="wilson")
    np.testing.assert_allclose(wilson_interval(*count), interval, rtol=0, atol=1e-12)
    assert 0 <= wilson_interval(*count)[0] <= wilson_interval(*count)[1] <= 1


def test_a_tally_says_count_and_interval():
    assert tally(np.arange(20) < 16) == "16 of 20 (58–92%)"
    assert tally([False] * 20) == "0 of 20 (0–16%)"
    assert tally([True]) == "1 of 1 (21–100%)"


def memories(W1=KEYS, values=VALUES):
    """Return a network without biases that holds these memories."""
    return OneLayerNetwork(W1, np.zeros(len(W1)), np.transpose(values), np.zeros(len(values[0])))


def test_importance_is_what_a_rectifier_cannot_tell_apart():
    rng = np.random.default_rng(0)
    W1, values, factors = (
        rng.normal(size=(5, 3)),
        rng.normal(size=(5, 2)),
        rng.uniform(1, 9, (5, 1)),
    )
    np.testing.assert_allclose(
        importance(memories(factors * W1, values / factors)),
        importance(memories(W1, values)),
        rtol=1e-14,
    )


def turned(degrees):
    a = np.radians(degrees)
    return [[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (memories(), True),
        (memories(9 * KEYS, VALUES / 100), True),
        (memories(KEYS @ turned(14.9)), True),
        (memories(KEYS @ turned(15.1)), False),
        (memories(values=-VALUES), False),
        (memories(values=np.zeros((4, 1))), False),
        (memories(KEYS[:3], VALUES[:3]), False),
        (memories([*KEYS, KEYS[0]], [*VALUES, VALUES[0]]), True),
        # One that points elsewhere, and matters or does not.
        (memories([*KEYS, [1, 0]], [*VALUES, [0.026]]), False),
        (memories([*KEYS, [1, 0]], [*VALUES, [0.024]]), True),
        # All that matters is one.
        (memories(KEYS, VALUES * [[50], [1], [1], [1]]), False),
    ],
)
def test_found(network, expected):
    assert found(network, KEYS, VALUES) is expected


def test_found_within_other_angles():
    network = memories(KEYS @ turned(20))
    assert found(network, KEYS, VALUES, within=21)
    assert not found(network, KEYS, VALUES, within=19)


def test_of_several_outputs_a_value_may_have_a_part_in_others():
    keys, values = [[1, 0], [0, 1]], np.eye(2)
    assert found(memories(keys, [[1, -0.5], [-0.5, 1]]), keys, values)
    assert not found(memories(keys, [[-0.1, 1], [-0.5, 1]]), keys, values)
