"""One hidden layer: a neural network as a memory that is queried by content."""

from onelayer.activations import (
    Activation,
    identity,
    relu,
    relu_squared,
    sigmoid,
    softmax,
    tanh,
)
from onelayer.network import Gradients, OneLayerNetwork
from onelayer.similarity import angle, cosine_similarity, dot, norm, normalize

__all__ = [
    "Activation",
    "Gradients",
    "OneLayerNetwork",
    "angle",
    "cosine_similarity",
    "dot",
    "identity",
    "norm",
    "normalize",
    "relu",
    "relu_squared",
    "sigmoid",
    "softmax",
    "tanh",
]
