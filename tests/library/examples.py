"""Random networks with examples, and the same network written for other engines."""

import autograd.numpy as anp
import numpy as np

from onelayer import OneLayerNetwork, sigmoid, softmax
from onelayer.activations import ACTIVATIONS

FIELDS = ("W1", "b1", "W2", "b2")

# Every loss with every output activation it is meant for.
OBJECTIVES = [
    *(("squared_error", output) for output in ACTIVATIONS.values()),
    ("cross_entropy", sigmoid),
    ("cross_entropy", softmax),
]


def objective_name(value):
    """Return what to call a parameter in the name of a test."""
    return value if isinstance(value, str) else value.name


def network(activation, output_activation, sizes=(3, 5, 2), seed=0, dtype=np.float64):
    """Return a network with random parameters, biases included."""
    m, h, n = sizes
    rng = np.random.default_rng(seed)
    shapes = ((h, m), (h,), (n, h), (n,))
    parameters = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    return OneLayerNetwork(*parameters, activation, output_activation)


def examples(net, N=7, seed=1):
    """Return inputs, and targets that are probabilities."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, net.m))
    return X, rng.dirichlet(np.ones(net.n), size=N)


def objective(parameters, X, T, names, loss, l2, np=anp):
    """Return the loss as the book defines it, in one formula that other engines understand."""
    functions = {
        "identity": lambda z: z,
        "relu": lambda z: np.where(np.real(z) > 0, z, 0.0),
        "relu_squared": lambda z: np.where(np.real(z) > 0, z * z, 0.0),
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "softmax": lambda z: np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True),
    }
    W1, b1, W2, b2 = parameters
    hidden = functions[names[0]](X @ W1.T + b1)
    z = hidden @ W2.T + b2
    y = functions[names[1]](z)
    if loss == "squared_error":
        data = 0.5 * np.sum((y - T) ** 2)
    elif names[1] == "softmax":
        data = -np.sum(T * np.log(y))
    else:
        data = np.sum(T * np.log(1 + np.exp(-z)) + (1 - T) * np.log(1 + np.exp(z)))
    return data / len(X) + 0.5 * (l2[0] * np.sum(W1**2) + l2[1] * np.sum(W2**2))


def fields(record):
    """Return the four arrays of a network or of gradients."""
    return [getattr(record, name) for name in FIELDS]


def assert_close(actual, expected, tolerance=1e-12):
    """Compare field by field, relative to the largest number of each."""
    for name, a, e in zip(FIELDS, fields(actual), expected, strict=True):
        assert a.shape == e.shape, name
        np.testing.assert_allclose(a, e, rtol=0, atol=tolerance * np.abs(e).max(), err_msg=name)
