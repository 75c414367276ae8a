"""The library itself."""

import numpy as np

import onelayer
from onelayer.training import train


class InOrder(np.random.Generator):
    """Shuffles nothing, so that the batches are those of the others."""

    def permutation(self, x, axis=0):
        """Return the order in which the examples stand."""
        return np.arange(x)


def prepare(work, X, T, start):
    network = onelayer.OneLayerNetwork(*start, activation=getattr(onelayer, work.activation))
    batches = {"batch_size": work.batch, "rng": InOrder(np.random.PCG64())} if work.batch else {}

    def run():
        done = train(network, X, T, steps=work.steps, learning_rate=work.rate, **batches).network
        return done.W1, done.b1, done.W2, done.b2

    return run if work.steps else lambda: (network(X),)
