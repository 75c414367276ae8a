"""What cannot be meant is refused, naming the argument, what was seen, and what was expected.

One table for each public function, one row for each wrong input, the whole message in each row.
"""

import numpy as np
import pytest

from onelayer import (
    Gradients,
    OneLayerNetwork,
    Standardizer,
    angle,
    attention_memory,
    circle_clusters,
    cosine_similarity,
    dot,
    found,
    initialize,
    kernel_memory,
    noisy_signs,
    norm,
    normalize,
    one_hot,
    points_on_circle,
    product_at,
    product_in_box,
    product_on_circle,
    relu,
    sigmoid,
    signs_with_outlier,
    softmax,
    solve_values,
    tally,
    threshold_memory,
    train,
    train_together,
    two_gaussians,
    wilson_interval,
)

RNG = np.random.default_rng(0)
NET = OneLayerNetwork([[1, 2], [3, 4], [5, 6]], [1, 2, 3], [[1, 2, 3]], [4])
SIGMOID = OneLayerNetwork([[1, 2]], [0], [[1]], [0], output_activation=sigmoid)
SOFTMAX = OneLayerNetwork([[1, 2]], [0], [[1], [1]], [0, 0], output_activation=softmax)
X, T = [[1, 2], [3, 4]], [[1], [2]]
PROBABILITIES = "expected numbers from 0 to 1 for cross_entropy: of labels, one_hot makes them"

ROWS = []


def row(label, call, error, message):
    """Add a row to the table."""
    ROWS.append(pytest.param(call, error, message, id=label))


def no_numbers(label, name, call):
    """Add the rows for an argument that has to be an array of real numbers."""
    for kind, bad, error, message in [
        ("text", ["a"], TypeError, "has dtype <U1, expected real numbers"),
        ("bytes", [b"a"], TypeError, "has dtype |S1, expected real numbers"),
        ("object", [object()], TypeError, "has dtype object, expected real numbers"),
        ("None", None, TypeError, "has dtype object, expected real numbers"),
        ("complex", [1j], TypeError, "has dtype complex128, expected real numbers"),
        (
            "date",
            np.array(["2020"], "M8[D]"),
            TypeError,
            "has dtype datetime64[D], expected real numbers",
        ),
        ("huge integer", [10**400], TypeError, "has dtype object, expected real numbers"),
        ("empty", [], ValueError, "has shape (0,), expected at least one number"),
        ("no rows", np.ones((0, 2)), ValueError, "has shape (0, 2), expected at least one number"),
        ("ragged", [[1], [1, 2]], ValueError, "is ragged, expected rows of one length"),
        (
            "masked",
            np.ma.array([1.0, 2.0], mask=[0, 1]),
            TypeError,
            "is a masked array, expected an array without a mask: fill it first",
        ),
    ]:
        row(f"{label}: {name} {kind}", lambda bad=bad: call(bad), error, f"{name} {message}")


def not_finite(label, name, good, call):
    """Add the rows for an array that has to be finite."""
    for bad, shown in ((np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")):
        array = np.array(good, float)
        array.flat[-1] = bad
        place = "".join(f"[{size - 1}]" for size in array.shape)
        message = f"{name}{place} is {shown}, expected finite numbers"
        row(f"{label}: {name} {shown}", lambda a=array: call(a), ValueError, message)


def no_number(label, name, expected, call, *, out_of_range=()):
    """Add the rows for an argument that has to be one number."""
    for bad in ("1", None, [1], True, 1j):
        message = f"{name} is {bad!r}, expected a number {expected}"
        row(f"{label}: {name} {bad!r}", lambda b=bad: call(b), TypeError, message)
    for bad in (np.nan, np.inf, *out_of_range):
        message = f"{name} is {bad}, expected a number {expected}"
        row(f"{label}: {name} {bad}", lambda b=bad: call(b), ValueError, message)


def no_count(label, name, at_least, call, *, out_of_range=()):
    """Add the rows for an argument that has to be a whole number."""
    expected = f"expected a whole number of at least {at_least}"
    for bad in ("1", None, 1.0, [1], True):
        message = f"{name} is {bad!r}, {expected}"
        row(f"{label}: {name} {bad!r}", lambda b=bad: call(b), TypeError, message)
    for bad in (at_least - 1, -7):
        message = f"{name} is {bad}, {expected}"
        row(f"{label}: {name} {bad}", lambda b=bad: call(b), ValueError, message)


def no_generator(label, call, *, optional=False):
    """Add the rows for an argument that has to be a Generator."""
    for bad in (0, np.random, np.random.RandomState(0), *(() if optional else (None,))):
        message = (
            f"rng is {bad!r}, expected a numpy.random.Generator, "
            "such as numpy.random.default_rng(0)"
        )
        row(f"{label}: rng {type(bad).__name__}", lambda b=bad: call(b), TypeError, message)


# Similarity

for function in (dot, cosine_similarity, angle):
    label = function.__name__
    no_numbers(label, "u", lambda bad, f=function: f(bad, [1, 2]))
    no_numbers(label, "v", lambda bad, f=function: f([1, 2], bad))
    row(f"{label}: u number", lambda f=function: f(1, [1]), ValueError,
        "u has shape (), expected (..., m)")  # fmt: skip
    row(f"{label}: v number", lambda f=function: f([1, 2], 1), ValueError,
        "v has shape (), expected (..., 2)")  # fmt: skip
    row(f"{label}: lengths", lambda f=function: f([[1, 2]], [[1, 2, 3]] * 4), ValueError,
        "v has shape (4, 3), expected (..., 2)")  # fmt: skip

for function in (cosine_similarity, angle):
    label = function.__name__
    not_finite(label, "u", [[1, 2], [3, 4]], lambda bad, f=function: f(bad, [1, 2]))
    not_finite(label, "v", [1, 2], lambda bad, f=function: f([1, 2], bad))
    row(f"{label}: u zero", lambda f=function: f([0, 0], [1, 2]), ValueError,
        "u is the zero vector, expected one that has a direction")  # fmt: skip
    row(f"{label}: v zero", lambda f=function: f([1, 2], [[1, 2], [0, -0.0]]), ValueError,
        "v[1] is the zero vector, expected one that has a direction")  # fmt: skip

for function in (norm, normalize):
    label = function.__name__
    no_numbers(label, "x", function)
    row(f"{label}: number", lambda f=function: f(1), ValueError,
        "x has shape (), expected (..., m)")  # fmt: skip

not_finite("normalize", "x", [[[1, 2], [3, 4]]], normalize)
row("normalize: zero", lambda: normalize([[[1, 2], [0, 0]]]), ValueError,
    "x[0][1] is the zero vector, expected one that has a direction")  # fmt: skip

# Activations

for activation in (relu, softmax):
    label = activation.name
    no_numbers(label, "z", activation)
    no_numbers(f"{label}.derivative", "z", activation.derivative)
row("softmax: number", lambda: softmax(1), ValueError, "z has shape (), expected (..., k)")
row("softmax.derivative: number", lambda: softmax.derivative(1), ValueError,
    "z has shape (), expected (..., k)")  # fmt: skip

# Networks

PARAMETERS = {"W1": np.ones((3, 2)), "b1": np.ones(3), "W2": np.ones((1, 3)), "b2": np.ones(1)}

for name, good in PARAMETERS.items():
    no_numbers(
        "OneLayerNetwork", name, lambda bad, n=name: OneLayerNetwork(**PARAMETERS | {n: bad})
    )
    not_finite("OneLayerNetwork", name, good,
               lambda bad, n=name: OneLayerNetwork(**PARAMETERS | {n: bad}))  # fmt: skip

for name, shape, expected in [
    ("W1", (3,), "(h, m): write W1[:, None] or W1[None]"),
    ("W1", (1, 3, 2), "(h, m)"),
    ("b1", (2,), "(3,)"),
    ("b1", (3, 1), "(3,)"),
    ("b1", (), "(3,)"),
    ("W2", (1, 2), "(n, 3)"),
    ("W2", (3,), "(n, 3): write W2[None]"),
    ("b2", (3,), "(1,)"),
    ("b2", (1, 1), "(1,)"),
]:
    row(f"OneLayerNetwork: {name} of {shape}",
        lambda n=name, s=shape: OneLayerNetwork(**PARAMETERS | {n: np.ones(s)}),
        ValueError, f"{name} has shape {shape}, expected {expected}")  # fmt: skip

for name in ("activation", "output_activation"):
    for bad, meant in {
        "relu": "onelayer.relu",
        np.tanh: "onelayer.tanh",
        "gelu": "an Activation such as relu",
        None: "an Activation such as relu",
        abs: "an Activation such as relu",
    }.items():
        row(f"OneLayerNetwork: {name} {bad!r}",
            lambda n=name, b=bad: OneLayerNetwork(**PARAMETERS, **{n: b}), TypeError,
            f"{name} is {bad!r}, expected {meant}")  # fmt: skip

for method in ("__call__", "hidden", "preactivation"):
    call = getattr(NET, method)
    no_numbers(method, "x", call)
    for bad in (np.ones(3), np.ones((2, 3)), np.ones((1, 2, 2)), np.ones(())):
        row(f"{method}: x of {bad.shape}", lambda c=call, b=bad: c(b), ValueError,
            f"x has shape {bad.shape}, expected (2,) or (N, 2)")  # fmt: skip

for method in ("loss", "gradients"):
    call = getattr(NET, method)
    no_numbers(method, "x", lambda bad, c=call: c(bad, T))
    no_numbers(method, "t", lambda bad, c=call: c(X, bad))
    not_finite(method, "x", X, lambda bad, c=call: c(bad, T))
    not_finite(method, "t", T, lambda bad, c=call: c(X, bad))
    no_number(method, "l2", "of at least 0", lambda bad, c=call: c(X, T, l2=bad),
              out_of_range=[-1, -0.5])  # fmt: skip
    no_number(method, "l2", "of at least 0", lambda bad, c=call: c(X, T, l2=(0, bad)))
    for bad in ((), (1,), (1, 2, 3)):
        row(f"{method}: l2 {bad}", lambda c=call, b=bad: c(X, T, l2=b), ValueError,
            f"l2 has {len(bad)} numbers, expected one, or one for W1 and one for W2")  # fmt: skip
    row(f"{method}: x", lambda c=call: c([1, 2, 3], [1]), ValueError,
        "x has shape (3,), expected (2,) or (N, 2)")  # fmt: skip
    row(f"{method}: t flat", lambda c=call: c(X, [1, 2]), ValueError,
        "t has shape (2,), expected (2, 1): write t[:, None]")  # fmt: skip
    row(f"{method}: t of one", lambda c=call: c([1, 2], [[1]]), ValueError,
        "t has shape (1, 1), expected (1,)")  # fmt: skip
    for bad in ("mse", None, 1):
        row(f"{method}: loss {bad}", lambda c=call, b=bad: c(X, T, b), ValueError,
            f"loss is {bad!r}, expected 'squared_error' or 'cross_entropy'")  # fmt: skip
    row(f"{method}: no probabilities", lambda c=call: c(X, T, "cross_entropy"), ValueError,
        "output_activation is identity, expected sigmoid or softmax for cross_entropy")  # fmt: skip
    for net, bad, message in [
        (SIGMOID, [[0], [2]], f"t holds 2.0, {PROBABILITIES}"),
        (SIGMOID, [[-1], [2]], f"t holds -1.0, {PROBABILITIES}"),
        (SOFTMAX, [[1, 0], [1, 1]], "t[1] sums to 2.0, expected 1 for a softmax output"),
        (SOFTMAX, [[0.5, 0.4999], [1, 0]], "t[0] sums to 0.9999, expected 1 for a softmax output"),
    ]:
        row(f"{method}: {message}",
            lambda n=net, m=method, b=bad: getattr(n, m)(X, b, "cross_entropy"),
            ValueError, message)  # fmt: skip

SLOPE = NET.gradients(X, T)
no_number(
    "step", "learning_rate", "above 0", lambda bad: NET.step(SLOPE, bad), out_of_range=[0, -1]
)
row("step: gradients", lambda: NET.step(1, 0.1), TypeError, "gradients is 1, expected Gradients")
row("step: shapes", lambda: NET.step(Gradients(SLOPE.W1, SLOPE.b2, SLOPE.W2, SLOPE.b2), 0.1),
    ValueError, "gradients.b1 has shape (1,), expected (3,)")  # fmt: skip
row("step: not finite", lambda: NET.step(SLOPE * np.inf, 0.1), ValueError,
    "W1[0][0] is -inf, expected finite numbers")  # fmt: skip
row("gradients + gradients", lambda: SLOPE + SIGMOID.gradients(X, T), ValueError,
    "gradients of W1 (3, 2) and W2 (1, 3) cannot be added to those "
    "of W1 (1, 2) and W2 (1, 1), expected equal shapes")  # fmt: skip
TWO = Gradients(SLOPE.W1, SLOPE.b1, np.ones((2, 3)), np.ones(2))
row("gradients of other outputs", lambda: SLOPE + TWO, ValueError,
    "gradients of W1 (3, 2) and W2 (1, 3) cannot be added to those "
    "of W1 (3, 2) and W2 (2, 3), expected equal shapes")  # fmt: skip

# Memories

MEMORIES = {
    threshold_memory: ("threshold", "from -1 to below 1", [1, 1.5, -1.5]),
    attention_memory: ("beta", "above 0", [0, -1]),
    kernel_memory: ("bandwidth", "above 0", [0, -1]),
}
for function, (name, expected, wrong) in MEMORIES.items():
    label = function.__name__
    no_numbers(label, "keys", lambda bad, f=function: f(bad, T, 0.5))
    no_numbers(label, "values", lambda bad, f=function: f(X, bad, 0.5))
    not_finite(label, "keys", X, lambda bad, f=function: f(bad, T, 0.5))
    not_finite(label, "values", T, lambda bad, f=function: f(X, bad, 0.5))
    no_number(label, name, expected, lambda bad, f=function: f(X, T, bad), out_of_range=wrong)
    row(f"{label}: one key", lambda f=function: f([1, 2], T, 0.5), ValueError,
        "keys has shape (2,), expected (h, m): write keys[:, None] or keys[None]")  # fmt: skip
    row(f"{label}: flat values", lambda f=function: f(X, [1, 2], 0.5), ValueError,
        "values has shape (2,), expected (2, n): write values[:, None]")  # fmt: skip
    row(f"{label}: too many values", lambda f=function: f(X, [[1]] * 3, 0.5), ValueError,
        "values has shape (3, 1), expected (2, n)")  # fmt: skip
row("threshold_memory: zero key", lambda: threshold_memory([[1, 2], [0, 0]], T, 0.5), ValueError,
    "keys[1] is the zero vector, expected one that has a direction")  # fmt: skip

no_numbers("solve_values", "X", lambda bad: solve_values(NET, bad, T))
no_numbers("solve_values", "T", lambda bad: solve_values(NET, X, bad))
not_finite("solve_values", "X", X, lambda bad: solve_values(NET, bad, T))
not_finite("solve_values", "T", T, lambda bad: solve_values(NET, X, bad))
row("solve_values: network", lambda: solve_values(X, X, T), TypeError,
    f"network is {X!r}, expected a OneLayerNetwork")  # fmt: skip
row("solve_values: output", lambda: solve_values(SIGMOID, X, T), ValueError,
    "output_activation is sigmoid, expected identity to solve for the values")  # fmt: skip
row("solve_values: X", lambda: solve_values(NET, [1, 2], T), ValueError,
    "X has shape (2,), expected (N, 2): write X[None]")  # fmt: skip
row("solve_values: T", lambda: solve_values(NET, X, [1, 2]), ValueError,
    "T has shape (2,), expected (2, 1): write T[:, None]")  # fmt: skip

# Training


def start(**options):
    """Call `initialize` with good arguments but for some."""
    arguments = {"m": 2, "h": 3, "n": 1, "rng": RNG} | options
    return initialize(**arguments)


for name in ("m", "h", "n"):
    no_count("initialize", name, 1, lambda bad, n=name: start(**{n: bad}))
no_generator("initialize", lambda bad: start(rng=bad))
no_number("initialize", "scale", "above 0", lambda bad: start(scale=(1, bad)), out_of_range=[0, -2])
for bad in (None, [1, 2], True):
    row(f"initialize: scale {bad!r}", lambda b=bad: start(scale=b), TypeError,
        f"scale is {bad!r}, expected a number above 0")  # fmt: skip
row("initialize: scale zero", lambda: start(scale=0), ValueError,
    "scale is 0, expected a number above 0")  # fmt: skip
row("initialize: scale name", lambda: start(scale="xavier"), ValueError,
    "scale is 'xavier', expected 'he' or 'glorot'")  # fmt: skip
row("initialize: scale of three", lambda: start(scale=(1, 2, 3)), ValueError,
    "scale has 3 numbers, expected one, or one for each layer")  # fmt: skip
no_numbers("initialize", "hinges", lambda bad: start(hinges=[bad] if bad is None else bad))
not_finite("initialize", "hinges", np.ones((3, 2)), lambda bad: start(hinges=bad))
row("initialize: hinges", lambda: start(hinges=np.ones((4, 2))), ValueError,
    "hinges has shape (4, 2), expected (3, 2)")  # fmt: skip
for bad in (np.int64, np.float16, complex):
    row(f"initialize: dtype {bad.__name__}", lambda b=bad: start(dtype=b), TypeError,
        f"dtype is {np.dtype(bad)}, expected float32 or float64")  # fmt: skip
for name in ("activation", "output_activation"):
    row(f"initialize: {name}", lambda n=name: start(**{n: "relu"}), TypeError,
        f"{name} is 'relu', expected onelayer.relu")  # fmt: skip


def run(**options):
    """Call `train` with good arguments but for some."""
    arguments = {"network": NET, "X": X, "T": T, "steps": 1, "learning_rate": 0.001} | options
    return train(**arguments)


no_numbers("train", "X", lambda bad: run(X=bad))
no_numbers("train", "T", lambda bad: run(T=bad))
not_finite("train", "X", X, lambda bad: run(X=bad))
not_finite("train", "T", T, lambda bad: run(T=bad))
no_count("train", "steps", 0, lambda bad: run(steps=bad))
no_number("train", "learning_rate", "above 0", lambda bad: run(learning_rate=bad),
          out_of_range=[0, -1])  # fmt: skip
no_number("train", "l2", "of at least 0", lambda bad: run(l2=bad), out_of_range=[-1])
no_generator("train", lambda bad: run(batch_size=1, rng=bad))
for bad in ("1", 1.0, [1], True):
    row(f"train: batch_size {bad!r}", lambda b=bad: run(batch_size=b, rng=RNG), TypeError,
        f"batch_size is {bad!r}, expected a whole number of at least 1")  # fmt: skip
row("train: batch_size 0", lambda: run(batch_size=0, rng=RNG), ValueError,
    "batch_size is 0, expected a whole number of at least 1")  # fmt: skip
row("train: batch_size 3", lambda: run(batch_size=3, rng=RNG), ValueError,
    "batch_size is 3, expected at most 2, all examples")  # fmt: skip
row("train: network", lambda: run(network="net"), TypeError,
    "network is 'net', expected a OneLayerNetwork")  # fmt: skip
row("train: X", lambda: run(X=[1, 2]), ValueError,
    "X has shape (2,), expected (N, 2): write X[None]")  # fmt: skip
row("train: T", lambda: run(T=[1, 2]), ValueError,
    "T has shape (2,), expected (2, 1): write T[:, None]")  # fmt: skip
row("train: T too short", lambda: run(T=[1]), ValueError, "T has shape (1,), expected (2, 1)")
for labels in ([0, 1], [[0], [1]]):
    row(f"train: labels {labels}", lambda t=labels: run(network=SOFTMAX, T=t), ValueError,
        f"T has shape {np.shape(labels)}, expected (2, 2): of labels, one_hot makes that"
    )  # fmt: skip
row("train: loss", lambda: run(loss="mse"), ValueError,
    "loss is 'mse', expected 'squared_error' or 'cross_entropy'")  # fmt: skip
row("train: no probabilities", lambda: run(loss="cross_entropy"), ValueError,
    "output_activation is identity, expected sigmoid or softmax for cross_entropy")  # fmt: skip
row("train: no distribution", lambda: run(network=SOFTMAX, T=np.ones((2, 2)), loss="cross_entropy"),
    ValueError, "T[0] sums to 2.0, expected 1 for a softmax output")  # fmt: skip
row("train: too large targets", lambda: run(network=SIGMOID, T=[[1], [7]], loss="cross_entropy"),
    ValueError, f"T holds 7.0, {PROBABILITIES}")  # fmt: skip
row("train: snapshots 5", lambda: run(snapshots=5), TypeError,
    "snapshots is 5, expected several numbers of steps")  # fmt: skip
row("train: snapshots [0, 2]", lambda: run(snapshots=[0, 2]), ValueError,
    "snapshots has 2, expected at most 1, all steps")  # fmt: skip
row("train: snapshots [-1]", lambda: run(snapshots=[-1]), ValueError,
    "snapshots is -1, expected a whole number of at least 0")  # fmt: skip
row("train: snapshots [0.5]", lambda: run(snapshots=[0.5]), TypeError,
    "snapshots is 0.5, expected a whole number of at least 0")  # fmt: skip
row("train: callback", lambda: run(callback=5), TypeError,
    "callback is 5, expected a function of step, loss, network")  # fmt: skip

# Data

no_numbers("product_at", "points", product_at)
not_finite("product_at", "points", X, product_at)
row("product_at: three columns", lambda: product_at([[1, 2, 3]]), ValueError,
    "points has shape (1, 3), expected (N, 2)")  # fmt: skip
no_numbers("points_on_circle", "angles", points_on_circle)
not_finite("points_on_circle", "angles", [1, 2], points_on_circle)
row("points_on_circle: one", lambda: points_on_circle(1), ValueError,
    "angles has shape (), expected (N,)")  # fmt: skip

for name, call in {
    "product_in_box": lambda N=2, rng=RNG, **options: product_in_box(N, rng, **options),
    "product_on_circle": lambda N=2, rng=RNG: product_on_circle(N, rng),
    "noisy_signs": lambda N=9, rng=RNG, **options: noisy_signs(N, rng, **options),
    "circle_clusters": lambda N=2, rng=RNG, a=(0,), **options: circle_clusters(
        N, a, rng, **options
    ),
    "two_gaussians": lambda N=2, rng=RNG, **options: two_gaussians(N, rng, **options),
}.items():
    no_count(name, "N", 1, lambda bad, c=call: c(N=bad))
    no_generator(name, lambda bad, c=call: c(rng=bad), optional=name == "product_on_circle")
    if name == "product_in_box":
        no_number(name, "half_width", "above 0", lambda bad, c=call: c(half_width=bad),
                  out_of_range=[0, -1])  # fmt: skip
    if name in ("circle_clusters", "two_gaussians"):
        no_number(name, "sd", "of at least 0", lambda bad, c=call: c(sd=bad), out_of_range=[-1])
    if name == "circle_clusters":
        no_numbers(name, "angles", lambda bad, c=call: c(a=bad))
        not_finite(name, "angles", [1, 2], lambda bad, c=call: c(a=bad))
    if name == "two_gaussians":
        no_number(name, "distance", "of at least 0", lambda bad, c=call: c(distance=bad),
                  out_of_range=[-1])  # fmt: skip
        no_numbers(name, "mean", lambda bad, c=call: c(mean=bad))
        not_finite(name, "mean", [1, 2], lambda bad, c=call: c(mean=bad))
        row(f"{name}: mean", lambda c=call: c(mean=[1]), ValueError,
            "mean has shape (1,), expected (2,)")  # fmt: skip
    if name in ("noisy_signs", "two_gaussians"):
        no_count(name, "flips", 0, lambda bad, c=call: c(flips=bad))
        row(f"{name}: flips", lambda c=call: c(N=3, flips=4), ValueError,
            "flips is 4, expected at most 3, the number of examples")  # fmt: skip

no_count("signs_with_outlier", "largest", 1, signs_with_outlier)
for bad in ("1", [1], True):
    row(f"signs_with_outlier: outlier {bad!r}", lambda b=bad: signs_with_outlier(2, b), TypeError,
        f"outlier is {bad!r}, expected a number that is finite")  # fmt: skip
row("signs_with_outlier: outlier inf", lambda: signs_with_outlier(2, np.inf), ValueError,
    "outlier is inf, expected a number that is finite")  # fmt: skip
no_number("signs_with_outlier", "label", "that is finite",
          lambda bad: signs_with_outlier(2, 9, bad))  # fmt: skip

no_numbers("Standardizer", "shift", lambda bad: Standardizer(bad, [1]))
no_numbers("Standardizer", "scale", lambda bad: Standardizer([1, 2], bad))
not_finite("Standardizer", "shift", [1, 2], lambda bad: Standardizer(bad, [1, 1]))
not_finite("Standardizer", "scale", [1, 2], lambda bad: Standardizer([1, 1], bad))
row("Standardizer: shift", lambda: Standardizer([[1]], [1]), ValueError,
    "shift has shape (1, 1), expected (m,)")  # fmt: skip
row("Standardizer: scale", lambda: Standardizer([1, 2], [1]), ValueError,
    "scale has shape (1,), expected (2,)")  # fmt: skip
row("Standardizer: zero", lambda: Standardizer([1, 2, 3], [1, 0, -1]), ValueError,
    "scale[1] is 0.0, expected a positive number")  # fmt: skip
row("Standardizer: just zero", lambda: Standardizer([1], [0]), ValueError,
    "scale[0] is 0.0, expected a positive number")  # fmt: skip
for name in ("by_mean", "by_median"):
    call = getattr(Standardizer, name)
    no_numbers(name, "X", call)
    not_finite(name, "X", X, call)
    row(f"{name}: flat", lambda c=call: c([1, 2]), ValueError,
        "X has shape (2,), expected (N, m): write X[:, None] or X[None]")  # fmt: skip
    row(f"{name}: constant", lambda c=call: c([[1, 5, 0.1, 2], [2, 5, 0.1, 3]]), ValueError,
        "columns 1, 2 of X: constant, expected numbers that differ")  # fmt: skip
EQUAL = [[1, 1], *[[2, 3]] * 9, [5, 9]]
row("by_median: equal quartiles", lambda: Standardizer.by_median(EQUAL), ValueError,
    "columns 0, 1 of X: the quartiles are equal, expected a spread")  # fmt: skip
no_numbers("one_hot", "labels", lambda bad: one_hot(bad, 2))
no_count("one_hot", "n", 1, lambda bad: one_hot([0], bad))
row("one_hot: matrix", lambda: one_hot([[0]], 1), ValueError,
    "labels has shape (1, 1), expected (N,)")  # fmt: skip
for bad in (-1, 3, 0.5, np.nan, np.inf):
    row(f"one_hot: {bad}", lambda b=bad: one_hot([0, b, b], 3), ValueError,
        f"labels[1] is {float(bad)}, expected a whole number from 0 to 2")  # fmt: skip
standardizer = Standardizer([1, 2], [3, 4])
for name, call in (("X", standardizer), ("Z", standardizer.inverse)):
    no_numbers("Standardizer", name, call)
    row(f"Standardizer: {name}", lambda c=call: c([1, 2, 3]), ValueError,
        f"{name} has shape (3,), expected (2,) or (N, 2)")  # fmt: skip

KIND = OneLayerNetwork([[1, 2]], [0], [[1]], [0], sigmoid)


def together(networks=(NET, NET), X=(X, X), T=(T, T), **settings):
    return train_together(networks, X, T, **({"steps": 1, "learning_rate": 0.1} | settings))


row("train_together: none", lambda: together(networks=[]), TypeError,
    "networks is [], expected several OneLayerNetworks")  # fmt: skip
row("train_together: no network", lambda: together(networks=[1]), TypeError,
    "networks is [1], expected several OneLayerNetworks")  # fmt: skip
for label, other in (("shape", OneLayerNetwork([[1, 2]], [0], [[1]], [0])), ("activation", KIND)):
    row(f"train_together: another {label}", lambda o=other: together(networks=[NET, o]), ValueError,
        "networks differ in shape or activations, expected networks of one kind")  # fmt: skip
row("train_together: one X for all", lambda: together(X=X), ValueError,
    "X has shape (2, 2), expected (2, N, 2)")  # fmt: skip
row("train_together: T", lambda: together(T=[T]), ValueError,
    "T has shape (1, 2, 1), expected (2, 2, 1)")  # fmt: skip
no_numbers("train_together", "X", lambda bad: together(X=bad))
no_numbers("train_together", "T", lambda bad: together(T=bad))
not_finite("train_together", "X", [[[1, 2]], [[3, 4]]], lambda bad: together(X=bad))
no_count("train_together", "steps", 0, lambda bad: together(steps=bad))
no_number("train_together", "learning_rate", "above 0", lambda bad: together(learning_rate=bad),
          out_of_range=[0])  # fmt: skip
no_number("train_together", "l2", "of at least 0", lambda bad: together(l2=bad),
          out_of_range=[-1])  # fmt: skip

no_numbers("found", "keys", lambda bad: found(NET, bad, [[1]]))
no_numbers("found", "values", lambda bad: found(NET, [[1, 2]], bad))
not_finite("found", "keys", [[1, 2]], lambda bad: found(NET, bad, [[1]]))
row("found: keys", lambda: found(NET, [1, 2], [[1]]), ValueError,
    "keys has shape (2,), expected (K, 2): write keys[None]")  # fmt: skip
row("found: values", lambda: found(NET, [[1, 2]], [[1], [2]]), ValueError,
    "values has shape (2, 1), expected (1, 1)")  # fmt: skip
no_number("found", "within", "from 0 to 180", lambda bad: found(NET, [[1, 2]], [[1]], within=bad),
          out_of_range=[-1, 181])  # fmt: skip
no_count("wilson_interval", "trials", 1, lambda bad: wilson_interval(0, bad))
no_count("wilson_interval", "successes", 0, lambda bad: wilson_interval(bad, 9))
row("wilson_interval: more than all", lambda: wilson_interval(3, 2), ValueError,
    "successes is 3, expected at most 2, all trials")  # fmt: skip
row("tally: numbers", lambda: tally([1, 0]), TypeError, "outcomes has dtype int64, expected bool")
row("tally: two axes", lambda: tally([[True]]), ValueError,
    "outcomes has shape (1, 1), expected (N,)")  # fmt: skip
row("tally: none", lambda: tally(np.array([], bool)), ValueError,
    "trials is 0, expected a whole number of at least 1")  # fmt: skip


row("by_mean: one constant", lambda: Standardizer.by_mean([[1, 5], [2, 5]]), ValueError,
    "column 1 of X: constant, expected numbers that differ")  # fmt: skip


@pytest.mark.parametrize(("call", "error", "message"), ROWS)
def test_message(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
    assert type(caught.value) is error
