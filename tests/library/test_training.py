"""Training, against the plain formula, scikit-learn, and what is known by hand."""

import pickle
import tracemalloc
import warnings

import numpy as np
import pytest
from examples import (
    OBJECTIVES,
    assert_close,
    examples,
    fields,
    network,
    objective_name,
)
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neural_network import MLPRegressor

import onelayer._descent
from onelayer import (
    Activation,
    DivergenceError,
    OneLayerNetwork,
    identity,
    initialize,
    relu,
    sigmoid,
    softmax,
    tanh,
    train,
    train_together,
)
from onelayer.activations import ACTIVATIONS

SOFTPLUS = Activation(
    "softplus", lambda z: np.logaddexp(0, z), lambda z, g: g * sigmoid.function(z)
)


def plain(net, X, T, steps, rate, loss="squared_error", l2=0.0):
    """Descend by the public formula, one network a step."""
    for _ in range(steps):
        net = net.step(net.gradients(X, T, loss, l2), rate)
    return net


# The fast loop is the plain formula


@pytest.mark.parametrize(("loss", "output"), OBJECTIVES, ids=objective_name)
@pytest.mark.parametrize("hidden", [*ACTIVATIONS.values(), SOFTPLUS], ids=objective_name)
def test_training_is_gradient_descent(hidden, loss, output):
    net = network(hidden, output)
    X, T = examples(net)
    l2 = (0.03, 0.07)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "with a softmax output")
        training = train(net, X, T, steps=5, learning_rate=0.01, loss=loss, l2=l2)
    assert_close(training.network, fields(plain(net, X, T, 5, 0.01, loss, l2)))
    expected = [plain(net, X, T, k, 0.01, loss, l2).loss(X, T, loss, l2) for k in range(6)]
    np.testing.assert_allclose(training.losses, expected, rtol=1e-12)
    assert (training.network.activation, training.network.output_activation) == (hidden, output)
    assert training.ledger is None
    assert training.snapshots == {}


def test_a_sure_and_wrong_answer_learns_by_the_cross_entropy_alone():
    net = OneLayerNetwork([[1]], [0], [[20], [0]], [0, 0], output_activation=softmax)
    right = [[0, 1]]
    slopes = {
        loss: np.abs(net.gradients([[1]], right, loss).b2).max()
        for loss in ("squared_error", "cross_entropy")
    }
    assert slopes["squared_error"] < 1e-8
    assert slopes["cross_entropy"] > 0.9
    for training in (
        lambda: train(net, [[1]], right, steps=1, learning_rate=0.1),
        lambda: train_together([net], [[[1]]], [right], steps=1, learning_rate=0.1),
    ):
        with pytest.warns(UserWarning, match="cross_entropy does") as warned:
            training()
        assert warned[0].filename == __file__
    train(net, [[1]], right, steps=1, learning_rate=0.1, loss="cross_entropy")


@pytest.mark.parametrize("l2", [0.0, 0.2, (0.2, 0.0), (0.0, 0.2)])
def test_one_step_by_hand(l2):
    net = OneLayerNetwork([[2]], [1], [[3]], [-1], identity)
    # f(1) = 3 * (2 * 1 + 1) - 1 = 8, error 8 - 6 = 2
    training = train(net, [[1]], [[6]], steps=1, learning_rate=0.5, l2=l2)
    d1, d2 = l2 if isinstance(l2, tuple) else (l2, l2)
    expected = [2 - 0.5 * (6 + 2 * d1), 1 - 0.5 * 6, 3 - 0.5 * (6 + 3 * d2), -1 - 0.5 * 2]
    np.testing.assert_allclose([a.item() for a in fields(training.network)], expected, rtol=1e-15)
    assert training.losses[0] == pytest.approx(2 + 0.5 * (4 * d1 + 9 * d2), rel=1e-15)


@pytest.mark.parametrize("hidden", ["relu", "tanh", "logistic", "identity"])
def test_the_updates_are_those_of_scikit_learn(hidden):
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    peer = MLPRegressor(
        hidden_layer_sizes=(5,), activation=hidden, solver="sgd", momentum=0, batch_size=20,
        nesterovs_momentum=False, shuffle=False, learning_rate_init=0.05, alpha=20 * 0.1,
    )  # fmt: skip
    peer.partial_fit(X, T)
    (W1, W2), (b1, b2) = peer.coefs_, peer.intercepts_
    start = OneLayerNetwork(
        W1.T, b1, W2.T, b2, sigmoid if hidden == "logistic" else ACTIVATIONS[hidden]
    )
    for _ in range(10):
        peer.partial_fit(X, T)
    training = train(start, X, T, steps=10, learning_rate=0.05, l2=0.1)
    (W1, W2), (b1, b2) = peer.coefs_, peer.intercepts_
    assert_close(training.network, [W1.T, b1, W2.T, b2])


@pytest.mark.filterwarnings("ignore:with a softmax output:UserWarning")
@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("output", ACTIVATIONS.values(), ids=objective_name)
@pytest.mark.parametrize("hidden", [*ACTIVATIONS.values(), SOFTPLUS], ids=objective_name)
def test_training_together_is_training_alone(hidden, output, biases):
    starts = [network(hidden, output, seed=seed) for seed in range(3)]
    pairs = [examples(net, seed=seed) for seed, net in enumerate(starts)]
    settings = {"steps": 5, "learning_rate": 1e-4, "l2": (0.3, 0.7), "biases": biases}
    X, T = zip(*pairs, strict=True)
    together = train_together(starts, X, T, **settings)
    for trained, start, (x, t) in zip(together, starts, pairs, strict=True):
        assert_close(trained, fields(train(start, x, t, **settings).network))
        assert (trained.activation, trained.output_activation) == (hidden, output)


def test_training_together_computes_in_the_dtype_of_the_networks():
    start = network(relu, identity, dtype=np.float32)
    X, T = examples(start)
    (trained,) = train_together([start], [X], [T], steps=3, learning_rate=0.1)
    assert all(array.dtype == np.float32 for array in fields(trained))


def test_training_together_says_which_has_diverged():
    calm = OneLayerNetwork([[0]], [0], [[0]], [0], identity)
    wild = OneLayerNetwork([[9]], [0], [[9]], [0], identity)
    X, T = np.ones((2, 1, 1)), np.zeros((2, 1, 1))
    with pytest.raises(DivergenceError) as alone:
        train(wild, X[1], T[1], steps=50, learning_rate=1.0)
    with pytest.raises(DivergenceError) as together:
        train_together([calm, wild], X, T, steps=50, learning_rate=1.0)
    assert together.value.step == alone.value.step
    np.testing.assert_array_equal(together.value.network.W1, alone.value.network.W1)


@pytest.mark.parametrize("size", [1, 2, 3, 6])
@pytest.mark.parametrize("batch_size", [None, 7])
def test_blocks_change_nothing(monkeypatch, size, batch_size):
    net = network(tanh, softmax)
    X, T = examples(net, N=11)
    options = {"steps": 5, "learning_rate": 0.1, "batch_size": batch_size, "l2": 0.1}
    options |= {"loss": "cross_entropy", "ledger": True}
    whole = train(net, X, T, rng=np.random.default_rng(0), **options)
    monkeypatch.setattr(onelayer._descent, "examples_at_once", lambda _: size)
    parts = train(net, X, T, rng=np.random.default_rng(0), **options)
    assert_close(parts.network, fields(whole.network))
    np.testing.assert_allclose(parts.losses, whole.losses, rtol=1e-13)
    np.testing.assert_allclose(parts.ledger.coefficients, whole.ledger.coefficients, atol=1e-14)


@given(
    st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 9), st.integers(0, 99)
)
def test_any_sizes(m, h, n, N, seed):
    net = network(tanh, identity, (m, h, n), seed)
    X, T = examples(net, N)
    training = train(net, X, T, steps=3, learning_rate=0.01)
    assert_close(training.network, fields(plain(net, X, T, 3, 0.01)))


def test_biases_can_be_left_alone():
    net = network(tanh, identity)
    X, T = examples(net)
    training = train(net, X, T, steps=4, learning_rate=0.1, l2=0.1, biases=False)
    other = net
    for _ in range(4):
        g = other.gradients(X, T, l2=0.1)
        g.b1[:], g.b2[:] = 0, 0
        other = other.step(g, 0.1)
    assert_close(training.network, fields(other))
    np.testing.assert_array_equal(training.network.b1, net.b1)
    np.testing.assert_array_equal(training.network.b2, net.b2)


# Batches


def test_every_example_has_its_turn_before_any_has_a_second():
    # One weight, no error but the input's own: each step moves b2 by the mean of the batch.
    T = 2.0 ** np.arange(10)[:, np.newaxis]
    net = OneLayerNetwork([[0]], [0], [[0]], [0])
    seen = []
    for step in range(1, 9):
        training = train(
            net, np.zeros((10, 1)), T, steps=step, learning_rate=1e-9, batch_size=3,
            rng=np.random.default_rng(5),
        )  # fmt: skip
        seen.append(training.network.b2[0] / 1e-9)
    sums = np.diff([0, *seen]) * [3, 3, 3, 1, 3, 3, 3, 1]
    used = [{i for i in range(10) if round(s) >> i & 1} for s in sums]
    for epoch in (used[:4], used[4:]):
        assert [len(batch) for batch in epoch] == [3, 3, 3, 1]
        assert set.union(*epoch) == set(range(10))
    assert used[:4] != used[4:]


def test_batches_are_plain_steps_on_shuffled_examples():
    net = network(relu, identity)
    X, T = examples(net, N=10)
    training = train(
        net, X, T, steps=7, learning_rate=0.1, batch_size=4, rng=np.random.default_rng(3)
    )
    rng, expected = np.random.default_rng(3), net
    orders = [rng.permutation(10) for _ in range(3)]
    batches = [order[start : start + 4] for order in orders for start in (0, 4, 8)][:7]
    for k, batch in enumerate(batches):
        assert training.losses[k] == pytest.approx(expected.loss(X[batch], T[batch]), rel=1e-12)
        expected = plain(expected, X[batch], T[batch], 1, 0.1)
    assert_close(training.network, fields(expected))
    assert training.losses[7] == pytest.approx(expected.loss(X[batch], T[batch]), rel=1e-12)


def test_a_batch_may_hold_all_examples():
    net = network(tanh, identity)
    X, T = examples(net)
    options = {"steps": 3, "learning_rate": 0.1}
    shuffled = train(net, X, T, batch_size=len(X), rng=np.random.default_rng(0), **options)
    assert_close(shuffled.network, fields(train(net, X, T, **options).network))


@pytest.mark.parametrize("output", [sigmoid, softmax], ids=repr)
def test_cross_entropy_of_outputs_that_round_to_0_and_1(output):
    net = OneLayerNetwork([[1]], [0], [[1], [-1]], [0, 0], identity, output)
    X, T = [[1000], [-3000], [0]], [[1, 0], [1, 0], [0, 1]]
    training = train(net, X, T, steps=2, learning_rate=1e-7, loss="cross_entropy")
    assert training.losses[0] == pytest.approx(net.loss(X, T, "cross_entropy"), rel=1e-13)
    assert_close(training.network, fields(plain(net, X, T, 2, 1e-7, "cross_entropy")))


def test_the_same_generator_gives_the_same_bits():
    net = network(tanh, identity)
    X, T = examples(net, N=10)
    runs = [
        train(net, X, T, steps=9, learning_rate=0.1, batch_size=4, rng=np.random.default_rng(3))
        for _ in range(2)
    ]
    for a, b in zip(fields(runs[0].network), fields(runs[1].network), strict=True):
        np.testing.assert_array_equal(a, b)


# The record


def test_snapshots_callback_and_losses_belong_together():
    net = network(tanh, identity)
    X, T = examples(net)
    calls = []
    training = train(
        net, X, T, steps=6, learning_rate=0.1, snapshots=iter([0, 6, np.int64(2)]),
        callback=lambda *call: calls.append(call),
    )  # fmt: skip
    assert list(training.snapshots) == [0, 2, 6]
    assert [k for k, _, _ in calls] == list(range(7))
    for k, loss, current in calls:
        expected = plain(net, X, T, k, 0.1)
        assert_close(current, fields(expected))
        assert type(loss) is float
        assert loss == training.losses[k] == pytest.approx(expected.loss(X, T), rel=1e-12)
        if k in training.snapshots:
            assert training.snapshots[k] is current
    assert_close(training.network, fields(calls[-1][2]), 0)
    assert training.losses.shape == (7,)


def test_snapshots_without_callback():
    net = network(tanh, identity)
    training = train(net, *examples(net), steps=3, learning_rate=0.1, snapshots=range(4))
    assert list(training.snapshots) == [0, 1, 2, 3]


def test_no_steps_leave_the_network_as_it_is():
    net = network(tanh, identity)
    X, T = examples(net)
    training = train(
        net, X, T, steps=0, learning_rate=0.1, batch_size=2, rng=np.random.default_rng()
    )
    assert_close(training.network, fields(net), 0)
    assert training.losses == pytest.approx([net.loss(X, T)])


def test_the_record_is_read_only():
    net = network(tanh, identity)
    training = train(net, *examples(net), steps=2, learning_rate=0.1, ledger=True)
    for array in (training.losses, training.ledger.coefficients, training.ledger.inputs):
        assert not array.flags.writeable


def test_arguments_are_left_as_they_are():
    net = network(tanh, identity)
    X, T = examples(net)
    before = X.copy(), T.copy(), [a.copy() for a in fields(net)]
    train(net, X, T, steps=5, learning_rate=0.1, l2=0.1)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(T, before[1])
    assert_close(net, before[2], 0)


def test_float32_stays_float32():
    net = network(tanh, softmax, dtype=np.float32)
    X, T = examples(net)
    training = train(
        net, X, T, steps=20, learning_rate=0.1, loss="cross_entropy", l2=0.01, ledger=True
    )
    assert all(a.dtype == np.float32 for a in fields(training.network))
    assert training.ledger.coefficients.dtype == np.float32
    double = network(tanh, softmax)
    assert_close(
        training.network, fields(plain(double, X, T, 20, 0.1, "cross_entropy", 0.01)), 1e-5
    )


def test_integers_are_taken_as_floats():
    net = network(relu, identity, (1, 3, 1))
    X, T = [[1], [2], [3]], [[0], [1], [0]]
    training = train(net, X, T, steps=3, learning_rate=0.1)
    floats = train(net, np.array(X, float), np.array(T, float), steps=3, learning_rate=0.1)
    assert_close(training.network, fields(floats.network), 0)


# The ledger


@pytest.mark.parametrize("l2", [0.0, 0.3, (0.3, 0.0), (0.0, 0.3)])
@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("hidden", [relu, tanh, softmax], ids=repr)
def test_the_ledger_accounts_for_every_row(hidden, batch_size, l2):
    net = network(hidden, identity)
    X, T = examples(net)
    training = train(
        net, X, T, steps=50, learning_rate=0.1, l2=l2, ledger=True,
        batch_size=batch_size, rng=np.random.default_rng(0),
    )  # fmt: skip
    ledger = training.ledger
    assert ledger.coefficients.shape == (5, 7)
    np.testing.assert_allclose(ledger.W1, training.network.W1, rtol=0, atol=1e-13)
    np.testing.assert_array_equal(ledger.start, net.W1)
    np.testing.assert_array_equal(ledger.inputs, X)
    first = l2[0] if isinstance(l2, tuple) else l2
    assert ledger.kept == pytest.approx((1 - 0.1 * first) ** 50, rel=1e-12)
    if not first:  # nothing shrinks, so the biases count the same pushes
        moved = training.network.b1 - net.b1
        np.testing.assert_allclose(moved, ledger.coefficients.sum(axis=1), rtol=0, atol=1e-13)


def test_the_ledger_of_one_step():
    net = network(tanh, identity)
    X, T = examples(net)
    ledger = train(net, X, T, steps=1, learning_rate=0.1, ledger=True).ledger
    for i in range(len(X)):
        alone = net.gradients(X[i], T[i])
        np.testing.assert_allclose(ledger.coefficients[:, i], -0.1 / 7 * alone.b1, atol=1e-15)


# Divergence


@pytest.mark.parametrize("batch_size", [None, 3])
def test_divergence_is_reported_with_the_last_finite_network(batch_size):
    net = network(relu, identity, (1, 4, 1))
    X, T = np.linspace(-50, 50, 9)[:, np.newaxis], np.ones((9, 1))
    options = {"learning_rate": 10, "batch_size": batch_size}
    with pytest.raises(DivergenceError) as caught:
        train(net, X, T, steps=100, rng=np.random.default_rng(0), **options)
    error = caught.value
    assert error.learning_rate == 10
    assert 0 < error.step < 100
    before = train(net, X, T, steps=error.step - 1, rng=np.random.default_rng(0), **options)
    assert_close(error.network, fields(before.network), 0)
    assert np.isfinite(before.losses).all()
    assert str(error) == (
        f"the loss is no longer finite after {error.step} steps with learning_rate 10.0: "
        "take a smaller rate, or smaller inputs"
    )


def test_the_last_step_may_diverge_too():
    net = OneLayerNetwork([[1]], [0], [[1]], [0])
    for rate in (1e180, 1e200):  # the loss overflows
        with pytest.raises(DivergenceError, match="after 1 steps"):
            train(net, [[1]], [[2]], steps=1, learning_rate=rate)


def test_a_parameter_that_is_not_finite_is_a_divergence():
    # The unit is dead after the step, and the loss, finite, does not show its bias of -inf.
    net = OneLayerNetwork([[0], [1]], [1, 0], [[1e150, 1e-200]], [0])
    with pytest.raises(DivergenceError) as caught:
        train(net, [[0]], [[0]], steps=1, learning_rate=1e100)
    assert caught.value.step == 1
    assert_close(caught.value.network, fields(net), 0)


def test_large_parameters_are_no_divergence():
    # Their squares overflow, they do not.
    net = OneLayerNetwork([[1e200]], [0], [[1e-200]], [0])
    training = train(net, [[1]], [[1]], steps=1, learning_rate=1e-300)
    assert np.isfinite(training.losses).all()


def test_a_loss_that_is_not_finite_from_the_start():
    net = OneLayerNetwork([[1e200]], [0], [[1e200]], [0])
    with pytest.raises(DivergenceError, match=r"after 0 steps with learning_rate 0\.5:") as caught:
        train(net, [[1]], [[0]], steps=3, learning_rate=0.5)
    assert_close(caught.value.network, fields(net), 0)


def test_divergence_travels_between_processes():
    net = network(relu, identity)
    assert DivergenceError(3, 0.5, net).args == (3, 0.5, net)
    error = pickle.loads(pickle.dumps(DivergenceError(3, 0.5, net)))  # noqa: S301 - our own
    assert (error.step, error.learning_rate) == (3, 0.5)
    assert_close(error.network, fields(net), 0)
    assert isinstance(error, ArithmeticError)


# What it needs


@pytest.mark.parametrize(("loss", "output"), OBJECTIVES[:1] + OBJECTIVES[-2:], ids=objective_name)
@pytest.mark.parametrize("hidden", [identity, relu, sigmoid, tanh], ids=repr)
def test_the_loop_allocates_nothing_that_grows(hidden, loss, output):
    net = network(hidden, output, (4, 200, 3))
    X, T = examples(net, N=5000)
    theta = onelayer._descent.flatten(net)
    descent = onelayer._descent.Descent(net, theta, loss, 0.1, (0.1, 0.1), biases=True)
    inputs = np.column_stack((X, np.ones(len(X))))
    descent.look(inputs, T)
    tracemalloc.start()
    descent.look(inputs, T)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 8 * 8192  # NumPy's own buffers hold 8192 numbers; the hidden layer a million


def test_memory_does_not_grow_with_the_number_of_examples():
    net = network(tanh, identity, (2, 1000, 1))

    def peak(N):
        X = np.zeros((N, 2))
        T = np.zeros((N, 1))
        tracemalloc.start()
        train(net, X, T, steps=1, learning_rate=0.1)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    hidden = 8 * 1000  # bytes of the hidden layer of one example
    assert peak(6000) - peak(3000) < 3000 * hidden / 20


# Where it starts


def test_initial_weights_have_the_spread_that_was_asked_for():
    for scale, w, v in [
        ("he", np.sqrt(2 / 50), np.sqrt(2 / 400)),
        ("glorot", np.sqrt(2 / 450), np.sqrt(2 / 430)),
        (3.0, 3 / np.sqrt(50), 1 / np.sqrt(400)),
        ((0.5, 7), 0.5 / np.sqrt(50), 7 / np.sqrt(400)),
        (2, 2 / np.sqrt(50), 1 / np.sqrt(400)),
    ]:
        net = initialize(50, 400, 30, np.random.default_rng(0), scale=scale)
        assert net.W1.std() == pytest.approx(w, rel=0.02)
        assert net.W2.std() == pytest.approx(v, rel=0.02)
        assert abs(net.W1.mean()) < 0.02 * w
        assert abs(net.W2.mean()) < 0.02 * v
        assert not net.b1.any()
        assert not net.b2.any()


def test_initial_weights_are_drawn_in_this_order():
    net = initialize(2, 3, 1, np.random.default_rng(7), scale=(4.0, 5.0))
    rng = np.random.default_rng(7)
    np.testing.assert_allclose(net.W1, 4 / np.sqrt(2) * rng.standard_normal((3, 2)), rtol=1e-15)
    np.testing.assert_allclose(net.W2, 5 / np.sqrt(3) * rng.standard_normal((1, 3)), rtol=1e-15)


def test_hinges_go_through_their_points():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(5, 3))
    net = initialize(3, 5, 2, rng, hinges=points)
    np.testing.assert_allclose(np.diag(net.preactivation(points)), 0, atol=1e-14)
    assert net.b1.all()


def test_initial_choices():
    rng = np.random.default_rng(0)
    net = initialize(2, 3, 4, rng, activation=tanh, output_activation=softmax, dtype=np.float32)
    assert repr(net) == "<OneLayerNetwork: 2 inputs, 3 tanh units, 4 softmax outputs, float32>"
    assert repr(initialize(2, 3, 4, rng)).endswith("3 relu units, 4 identity outputs, float64>")
