"""The network: outputs, losses, gradients and files."""

import copy
import dataclasses
import pickle
import tracemalloc
import zipfile

import autograd
import numpy as np
import pytest
from arrays import LAYOUTS
from examples import (
    FIELDS,
    OBJECTIVES,
    assert_close,
    examples,
    fields,
    network,
    objective,
    objective_name,
)
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier, MLPRegressor

import onelayer.network
from onelayer import (
    Activation,
    Gradients,
    OneLayerNetwork,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from onelayer._inplace import examples_at_once
from onelayer.activations import ACTIVATIONS

L2 = (0.3, 0.7)


@pytest.fixture
def net():
    return network(tanh, softmax)


# What it computes


def test_formula():
    net = OneLayerNetwork([[1, 2], [3, 4], [-5, 6]], [1, -20, 0], [[1, 1, 2]], [0.5])
    assert (net.m, net.h, net.n) == (2, 3, 1)
    assert net.preactivation([1, 2]).tolist() == [6, -9, 7]
    assert net.hidden([1, 2]).tolist() == [6, 0, 7]
    assert net([1, 2]).tolist() == [20.5]
    assert net([[1, 2], [0, 0]]).tolist() == [[20.5], [1.5]]
    assert net.activation == relu
    assert net.output_activation == identity


@pytest.mark.parametrize("hidden", ["identity", "relu", "sigmoid", "tanh"])
def test_outputs_are_those_of_scikit_learn(hidden):
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(30, 3)), rng.normal(size=(30, 2))
    name = {"sigmoid": "logistic"}.get(hidden, hidden)
    peer = MLPRegressor(hidden_layer_sizes=(5,), activation=name, solver="lbfgs", max_iter=3)
    with pytest.warns(match="max_iter|iterations"):
        peer.fit(X, T)
    (W1, W2), (b1, b2) = peer.coefs_, peer.intercepts_
    net = OneLayerNetwork(W1.T, b1, W2.T, b2, ACTIVATIONS[hidden])
    np.testing.assert_allclose(net(X), peer.predict(X), rtol=1e-13, atol=1e-13)


def test_probabilities_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(30, 3)), rng.integers(3, size=30)
    peer = MLPClassifier(hidden_layer_sizes=(5,), solver="lbfgs", max_iter=3)
    with pytest.warns(match="max_iter|iterations"):
        peer.fit(X, labels)
    (W1, W2), (b1, b2) = peer.coefs_, peer.intercepts_
    net = OneLayerNetwork(W1.T, b1, W2.T, b2, relu, softmax)
    np.testing.assert_allclose(net(X), peer.predict_proba(X), rtol=1e-13)


@pytest.mark.parametrize("output", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("hidden", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_blocks_change_nothing(hidden, output, monkeypatch):
    net = network(hidden, output)
    X, T = examples(net, N=11)
    whole = net(X), net.gradients(X, T)
    monkeypatch.setattr(onelayer.network, "examples_at_once", lambda _: 4)
    np.testing.assert_allclose(net(X), whole[0], rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(net(X[:8]), whole[0][:8], rtol=1e-14, atol=1e-15)
    assert_close(net.gradients(X, T), fields(whole[1]))
    monkeypatch.setattr(onelayer.network, "examples_at_once", lambda _: 1)
    np.testing.assert_allclose(net(X), whole[0], rtol=1e-14, atol=1e-15)
    assert_close(net.gradients(X, T), fields(whole[1]))


def test_blocks_keep_the_dtype(monkeypatch):
    net = network(tanh, softmax, dtype=np.float32)
    X, _ = examples(net)
    expected = net(X)
    monkeypatch.setattr(onelayer.network, "examples_at_once", lambda _: 2)
    assert net(X).dtype == np.float32
    np.testing.assert_allclose(net(X), expected, rtol=1e-6)
    np.testing.assert_allclose(net(X[0]), expected[0], rtol=1e-6)


@pytest.mark.parametrize("use", [lambda net, X, _: net(X), lambda net, X, T: net.gradients(X, T)])
def test_memory_does_not_grow_with_the_number_of_examples(use):
    net = network(tanh, identity, (2, 1000, 1))

    def peak(N):
        X, T = np.zeros((N, 2)), np.zeros((N, 1))
        tracemalloc.start()
        use(net, X, T)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    hidden = 8 * 1000  # bytes of the hidden layer of one example
    assert peak(6000) - peak(3000) < 3000 * hidden / 20


@pytest.mark.parametrize("h", [1, 1000, 2**15, 10**5, 10**6, 10**7])
def test_a_block_holds_32_megabytes_or_one_example(h):
    size = examples_at_once(h)
    assert size == 1 or 8 * h * size <= 32 * 2**20
    assert size >= 32 or 8 * h * (size + 1) > 32 * 2**20


@pytest.mark.parametrize("wide", [False, True], ids=["narrow", "in blocks"])
def test_inputs_are_left_as_they_are(net, wide, monkeypatch):
    if wide:
        monkeypatch.setattr(onelayer.network, "examples_at_once", lambda _: 2)
    X, T = examples(net)
    before = X.copy(), T.copy()
    net(X), net.hidden(X), net.loss(X, T), net.gradients(X, T)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(T, before[1])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_inputs_in_any_layout(net, layout):
    X, T = np.array([[1, 0, 2], [3, -1, 0]]), np.array([[0, 1], [1, 0]])
    np.testing.assert_array_equal(net(LAYOUTS[layout](X)), net(X.astype(float)))
    actual = net.gradients(LAYOUTS[layout](X), LAYOUTS[layout](T))
    assert_close(actual, fields(net.gradients(X.astype(float), T.astype(float))), 1e-15)


def test_one_input_is_a_batch_of_one(net):
    X, T = examples(net)
    for i in range(len(X)):
        np.testing.assert_allclose(net(X[i]), net(X)[i], rtol=1e-14)
        np.testing.assert_allclose(net.hidden(X[i]), net.hidden(X)[i], rtol=1e-14)
        assert net.loss(X[i], T[i]) == net.loss(X[i : i + 1], T[i : i + 1])
    assert_close(net.gradients(X[0], T[0]), fields(net.gradients(X[:1], T[:1])))


def test_nan_stays_in_its_row(net):
    outputs = net([[np.nan, 0, 0], [0, 0, 0]])
    assert np.isnan(outputs[0]).all()
    np.testing.assert_allclose(outputs[1], net([0, 0, 0]))


# What it is made of


def test_the_network_cannot_be_changed(net):
    with pytest.raises(dataclasses.FrozenInstanceError):
        net.W1 = net.W1
    for array in fields(net):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_the_arrays_are_copies():
    W1 = np.ones((2, 2))
    net = OneLayerNetwork(W1, [0, 0], [[1, 1]], [0])
    W1[:] = 7
    assert net([1, 1]).tolist() == [4]
    assert OneLayerNetwork(net.W1, [0, 0], [[1, 1]], [0]).W1 is not net.W1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parameters_in_any_layout(layout):
    W1, b1, W2, b2 = np.array([[1, 2], [3, 4]]), np.array([1, 2]), np.ones((1, 2)), np.ones(1)
    net = OneLayerNetwork(*(LAYOUTS[layout](a) for a in (W1, b1, W2, b2)))
    for array, expected in zip(fields(net), (W1, b1, W2, b2), strict=True):
        np.testing.assert_array_equal(array, expected)
        assert array.flags.c_contiguous
        assert array.dtype == np.float64


def test_dtypes():
    single = network(tanh, sigmoid, dtype=np.float32)
    X, T = examples(single)
    assert all(a.dtype == np.float32 for a in fields(single))
    assert single(X).dtype == single(X[0].astype(int)).dtype == np.float32
    assert all(a.dtype == np.float32 for a in fields(single.gradients(X, T, l2=0.5)))
    assert all(a.dtype == np.float32 for a in fields(single.step(single.gradients(X, T), 0.1)))


@pytest.mark.parametrize("wide", FIELDS)
def test_one_double_makes_all_double(wide):
    single = network(tanh, sigmoid, dtype=np.float32)
    mixed = dataclasses.replace(single, **{wide: getattr(single, wide).astype(float)})
    assert all(a.dtype == np.float64 for a in fields(mixed))
    assert mixed(np.zeros(3, np.float32)).dtype == np.float64


def test_repr():
    assert repr(network(tanh, softmax, (1, 1, 1))) == (
        "<OneLayerNetwork: 1 input, 1 tanh unit, 1 softmax output, float64>"
    )
    assert repr(network(relu, identity, (2, 3, 4), dtype=np.float32)) == (
        "<OneLayerNetwork: 2 inputs, 3 relu units, 4 identity outputs, float32>"
    )


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))],  # noqa: S301 - our own
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_are_read_only_too(net, copied):
    other = copied(net)
    assert (other.activation, other.output_activation) == (tanh, softmax)
    for a, b in zip(fields(other), fields(net), strict=True):
        np.testing.assert_array_equal(a, b)
        assert not a.flags.writeable


# Losses and gradients


@pytest.mark.parametrize(("loss", "output"), OBJECTIVES, ids=objective_name)
@pytest.mark.parametrize("hidden", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_loss_and_gradients_against_autograd(hidden, loss, output):
    net = network(hidden, output)
    X, T = examples(net)

    def other(parameters):
        return objective(parameters, X, T, (hidden.name, output.name), loss, L2)

    assert net.loss(X, T, loss, L2) == pytest.approx(other(fields(net)), rel=1e-13)
    expected = autograd.grad(other)(fields(net))
    assert_close(net.gradients(X, T, loss, L2), expected)


@pytest.mark.parametrize(("loss", "output"), OBJECTIVES, ids=objective_name)
@pytest.mark.parametrize("hidden", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_gradients_against_the_complex_step(hidden, loss, output):
    net = network(hidden, output, seed=2)
    X, T = examples(net, seed=3)
    expected = []
    for place, array in enumerate(fields(net)):
        slope = np.empty(array.shape)
        for index in np.ndindex(array.shape):
            stepped = [a.astype(complex) for a in fields(net)]
            stepped[place][index] += 1e-200j
            names = (hidden.name, output.name)
            slope[index] = objective(stepped, X, T, names, loss, L2, np).imag / 1e-200
        expected.append(slope)
    assert_close(net.gradients(X, T, loss, L2), expected)


def test_one_weight_decay_is_for_both_layers(net):
    X, T = examples(net)
    assert net.loss(X, T, l2=0.3) == net.loss(X, T, l2=(0.3, 0.3))
    assert_close(net.gradients(X, T, l2=0.3), fields(net.gradients(X, T, l2=(0.3, 0.3))), 0)
    assert net.loss(X, T, l2=0.3) > net.loss(X, T) == net.loss(X, T, l2=0)
    assert_close(net.gradients(X, T), fields(net.gradients(X, T, l2=0)), 0)


@pytest.mark.parametrize("output", [sigmoid, softmax], ids=["sigmoid", "softmax"])
def test_cross_entropy_of_outputs_that_round_to_0_and_1(output):
    net = OneLayerNetwork([[1]], [0], [[1000], [-1000]], [0, 0], identity, output)
    assert net(1.0 * np.ones(1)).tolist() == [1, 0]
    far = 2000 if output == softmax else 1000
    assert net.loss([1], [1, 0], "cross_entropy") == 0
    assert net.loss([1], [0, 1], "cross_entropy") == pytest.approx(
        2000 if output == softmax else 2 * far, rel=1e-15
    )
    assert net.loss([1e-3 * 37], [1, 0], "cross_entropy") == pytest.approx(
        np.log1p(np.exp(-74)) if output == softmax else 2 * np.log1p(np.exp(-37)), rel=1e-12
    )


def test_cross_entropy_of_examples_of_different_size():
    net = OneLayerNetwork([[1]], [0], [[1], [0]], [0, 0], identity, softmax)
    X, T = [[0], [2000], [-2000]], [[1, 0], [1, 0], [0, 1]]
    assert net.loss(X, T, "cross_entropy") == pytest.approx(np.log(2) / 3, rel=1e-15)


def test_loss_overflows_in_silence():
    net = OneLayerNetwork([[1e200]], [0], [[1e200]], [0])
    assert net.loss([1e10], [0]) == np.inf
    # Infinity less infinity, or what fused multiply-add makes of it: of that, no finite number.
    undecided = OneLayerNetwork([[1e200], [1e200]], [0, 0], [[1e200, -1e200]], [0])
    assert not np.isfinite(undecided.loss([1e10], [0]))


def test_loss_is_a_plain_float(net):
    assert type(net.loss(*examples(net))) is float


def test_gradients_add_up_over_the_data(net):
    X, T = examples(net, N=12)
    parts = np.split(np.arange(12), [2, 3, 9])
    total = sum(net.gradients(X[p], T[p], "cross_entropy", 0.5) * (len(p) / 12) for p in parts)
    assert_close(total, fields(net.gradients(X, T, "cross_entropy", 0.5)), 1e-14)


def test_gradients_can_be_multiplied_from_both_sides(net):
    g = net.gradients(*examples(net))
    for factor in (2, 2.0, np.float32(2), np.float64(2), np.int64(2)):
        for product in (g * factor, factor * g):
            assert isinstance(product, Gradients)
            assert_close(product, [2 * a for a in fields(g)], 0)
    with pytest.raises(TypeError):
        g * "2"
    with pytest.raises(TypeError):
        g * g
    with pytest.raises(TypeError):
        g + 1
    with pytest.raises(TypeError):
        1 + g


def test_step_goes_downhill(net):
    X, T = examples(net)
    slope = net.gradients(X, T)
    stepped = net.step(slope, 0.25)
    expected = [a - 0.25 * g for a, g in zip(fields(net), fields(slope), strict=True)]
    assert_close(stepped, expected, 0)
    assert (stepped.activation, stepped.output_activation) == (tanh, softmax)
    assert stepped.loss(X, T) < net.loss(X, T)


# Files


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_saved_network_is_the_same_when_loaded(tmp_path, dtype):
    net = network(tanh, softmax, dtype=dtype)
    net.save(tmp_path / "net")
    net.save(str(tmp_path / "net"))  # over the first
    loaded = OneLayerNetwork.load(tmp_path / "net")
    for a, b in zip(fields(loaded), fields(net), strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == dtype
    assert (loaded.activation, loaded.output_activation) == (tanh, softmax)
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


def test_the_file_is_the_same_each_time(net, tmp_path):
    net.save(tmp_path / "a")
    net.save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_only_known_activations_can_be_saved(net, tmp_path):
    other = Activation("tanh", np.sin, tanh.pullback)
    for place in ("activation", "output_activation"):
        strange = dataclasses.replace(net, **{place: other})
        message = f"{place} is 'tanh', a file can hold only identity, relu, relu_squared, "
        with pytest.raises(ValueError, match=message):
            strange.save(tmp_path / "net")
    assert not list(tmp_path.iterdir())


SAVED = {
    "W1": np.ones((2, 1)),
    "b1": np.ones(2),
    "W2": np.ones((1, 2)),
    "b2": np.ones(1),
    "activation": np.array("relu"),
    "output_activation": np.array("identity"),
}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"x": np.ones(2)}, "holds x, expected W1, b1, W2, b2, activation, output_activation"),
        ({**SAVED, "more": np.ones(1)}, "holds W1, W2, activation, b1, b2, more, output_act"),
        ({}, "holds nothing, expected W1, b1"),
        (SAVED | {"activation": np.array("gelu")}, "names the activation 'gelu', expected one of"),
        (
            SAVED | {"output_activation": np.array([1, 2])},
            r"names the output_activation '\[1 2\]', expected one of identity, relu, ",
        ),
        (SAVED | {"b1": np.ones(3)}, r"is not a saved network: b1 has shape \(3,\), expected"),
        (SAVED | {"W2": np.array([["a"]])}, "is not a saved network: W2 has dtype <U1, expected"),
        (SAVED | {"b2": np.array([np.nan])}, r"is not a saved network: b2\[0\] is nan, expected"),
        (SAVED | {"W1": np.array([{}])}, "is damaged or is not a saved network$"),
    ],
)
def test_foreign_archives(tmp_path, content, message):
    path = tmp_path / "foreign.npz"
    np.savez(path, **content)
    with pytest.raises(ValueError, match=f"foreign.npz {message}"):
        OneLayerNetwork.load(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"text", pickle.dumps([1]), b"\0" * 1000])
def test_foreign_files(tmp_path, content):
    path = tmp_path / "foreign"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"foreign is damaged or is not a saved network$"):
        OneLayerNetwork.load(path)


def test_a_single_array_is_no_network(tmp_path):
    np.save(tmp_path / "array.npy", np.ones(3))
    with pytest.raises(ValueError, match=r"array\.npy is damaged or is not a saved network$"):
        OneLayerNetwork.load(tmp_path / "array.npy")


def test_a_zip_of_other_files_is_no_network(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ValueError, match=r"other.zip holds readme.txt, expected W1"):
        OneLayerNetwork.load(tmp_path / "other.zip")


@pytest.mark.parametrize("other", [b"(5, 2)", b"(4, 3)"])
def test_a_header_that_lies(tmp_path, other):
    # With fewer columns the shapes would still match; with fewer rows less would be read.
    path = tmp_path / "net.npz"
    network(tanh, softmax).save(path)
    path.write_bytes(path.read_bytes().replace(b"(5, 3)", other))
    with pytest.raises(ValueError, match=r"net\.npz is damaged or is not a saved network$"):
        OneLayerNetwork.load(path)


def test_a_missing_file_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        OneLayerNetwork.load(tmp_path / "missing")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "net.npz"
    network(tanh, softmax).save(path)
    return path


@given(data=st.data())
def test_damage_is_noticed_or_does_no_harm(saved, data):
    content = bytearray(saved.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    damaged = saved.with_name("damaged.npz")
    damaged.write_bytes(content)
    try:
        loaded = OneLayerNetwork.load(damaged)
    except ValueError as error:
        assert str(error).startswith(f"{damaged} ")  # noqa: PT017 - either outcome is right
    else:
        for a, b in zip(fields(loaded), fields(network(tanh, softmax)), strict=True):
            np.testing.assert_array_equal(a, b)
