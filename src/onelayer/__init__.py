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
from onelayer.data import (
    Standardizer,
    circle_clusters,
    digits,
    noisy_signs,
    one_hot,
    points_on_circle,
    product_at,
    product_in_box,
    product_on_circle,
    signs_with_outlier,
    two_gaussians,
)
from onelayer.evidence import found, importance, tally, wilson_interval
from onelayer.memory import (
    MemoryLedger,
    attention_memory,
    kernel_memory,
    product_memory,
    solve_values,
    threshold_memory,
)
from onelayer.network import Gradients, OneLayerNetwork
from onelayer.similarity import angle, cosine_similarity, dot, norm, normalize
from onelayer.training import DivergenceError, Training, initialize, train, train_together

__version__ = "0.1.0"

__all__ = [
    "Activation",
    "DivergenceError",
    "Gradients",
    "MemoryLedger",
    "OneLayerNetwork",
    "Standardizer",
    "Training",
    "angle",
    "attention_memory",
    "circle_clusters",
    "cosine_similarity",
    "digits",
    "dot",
    "found",
    "identity",
    "importance",
    "initialize",
    "kernel_memory",
    "noisy_signs",
    "norm",
    "normalize",
    "one_hot",
    "points_on_circle",
    "product_at",
    "product_in_box",
    "product_memory",
    "product_on_circle",
    "relu",
    "relu_squared",
    "sigmoid",
    "signs_with_outlier",
    "softmax",
    "solve_values",
    "tally",
    "tanh",
    "threshold_memory",
    "train",
    "train_together",
    "two_gaussians",
    "wilson_interval",
]
