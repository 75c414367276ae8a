"""Losses and gradients agree with PyTorch: every activation, both losses, in double precision."""

from itertools import product

import numpy as np
import pytest

from onelayer import identity, initialize, relu, relu_squared, sigmoid, softmax, tanh

pytestmark = pytest.mark.peers

ACTIVATIONS = (identity, relu, relu_squared, sigmoid, tanh, softmax)
CASES = [(hidden, output, "squared_error") for hidden, output in product(ACTIVATIONS, ACTIVATIONS)]
CASES += [
    (hidden, output, "cross_entropy") for hidden in ACTIVATIONS for output in (sigmoid, softmax)
]
L2 = (0.3, 0.1)


def torch_loss(parameters, X, T, hidden, output, loss):
    import torch
    from torch.nn import functional

    functions = {
        "identity": lambda z: z,
        "relu": torch.relu,
        "relu_squared": lambda z: torch.relu(z) ** 2,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "softmax": lambda z: torch.softmax(z, dim=-1),
    }
    W1, b1, W2, b2 = parameters
    z = functions[hidden.name](X @ W1.T + b1) @ W2.T + b2
    if loss == "squared_error":
        total = 0.5 * ((functions[output.name](z) - T) ** 2).sum()
    elif output is sigmoid:
        total = functional.binary_cross_entropy_with_logits(z, T, reduction="sum")
    else:
        total = functional.cross_entropy(z, T, reduction="sum")
    decay = 0.5 * (L2[0] * (W1**2).sum() + L2[1] * (W2**2).sum())
    return total / len(X) + decay


def agree(ours, theirs):
    ours, theirs = np.asarray(ours), theirs.detach().numpy()
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 1e-12 * np.abs(theirs).max()


@pytest.mark.parametrize(
    ("hidden", "output", "loss"), CASES, ids=lambda one: getattr(one, "name", one)
)
def test_loss_and_gradients(hidden, output, loss):
    import torch

    rng = np.random.default_rng(0)
    X, T = rng.standard_normal((30, 4)), rng.dirichlet(np.ones(3), 30)
    net = initialize(4, 7, 3, rng, activation=hidden, output_activation=output)
    # Biases start from zero, where a slip in them would not show.
    net = net.step(net.gradients(X, T), 0.5)
    parameters = [
        torch.tensor(array, requires_grad=True) for array in (net.W1, net.b1, net.W2, net.b2)
    ]
    theirs = torch_loss(parameters, torch.tensor(X), torch.tensor(T), hidden, output, loss)
    theirs.backward()
    agree(net.loss(X, T, loss, L2), theirs)
    ours = net.gradients(X, T, loss, L2)
    for array, parameter in zip((ours.W1, ours.b1, ours.W2, ours.b2), parameters, strict=True):
        agree(array, parameter.grad)
