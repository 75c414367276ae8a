"""The work that is timed: which network, which data, which updates."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Arrays = tuple[NDArray[np.floating], ...]
"""``W1, b1, W2, b2``, shaped as in the book, with a row of the weights for each unit."""


@dataclass(frozen=True)
class Work:
    """Plain gradient descent on half the mean squared error, or a forward pass over all examples.

    Batches are slices of the data in the order in which they stand: nobody has to reproduce
    anybody's shuffling.
    """

    name: str
    m: int
    h: int
    n: int
    N: int
    activation: str = "relu"
    batch: int = 0
    """Examples to a step; 0 means all."""
    steps: int = 0
    """Steps to train; 0 means a forward pass."""
    rate: float = 0.01

    @property
    def slices(self) -> list[slice]:
        """The batches of one pass over the data."""
        size = self.batch or self.N
        return [slice(start, start + size) for start in range(0, self.N, size)]

    @property
    def epochs(self) -> int:
        """The number of passes over the data."""
        return self.steps // len(self.slices)

    def data(self, dtype: str) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return inputs and targets."""
        rng = np.random.default_rng(1)
        X = rng.uniform(-1, 1, size=(self.N, self.m))
        T = np.sin(X @ rng.standard_normal((self.m, self.n)))
        return X.astype(dtype), T.astype(dtype)

    def start(self, dtype: str) -> Arrays:
        """Return the weights to start from."""
        rng = np.random.default_rng(2)
        W1 = rng.standard_normal((self.h, self.m)) / np.sqrt(self.m)
        W2 = rng.standard_normal((self.n, self.h)) / np.sqrt(self.h)
        b1, b2 = rng.standard_normal(self.h) / 10, rng.standard_normal(self.n) / 10
        return tuple(array.astype(dtype) for array in (W1, b1, W2, b2))


A = Work("a-tanh", m=1, h=20, n=1, N=40, activation="tanh", steps=2000, rate=0.05)
B = Work("b-relu", m=2, h=64, n=1, N=256, steps=2000, rate=0.05)
C = Work("c-relu", m=64, h=256, n=10, N=4096, batch=256, steps=5 * 16, rate=0.05)
D = Work("d-forward", m=256, h=4096, n=64, N=8192)

TIMED = {
    work.name: work
    for work in (
        A,
        replace(B, name="b-tanh", activation="tanh"),
        B,
        replace(C, name="c-tanh", activation="tanh"),
        C,
        D,
        replace(D, name="d-train", N=2048, steps=1, rate=0.01),
    )
}
"""What is timed again and again in a process that is warm."""

COLD = {name: TIMED[name] for name in ("a-tanh", "b-tanh", "b-relu", "c-relu")}
"""What is timed from the start of Python to the trained network."""

MANY = replace(C, name="mini-batches", N=2**17, steps=2**9)
FILLED = {
    work.name: work
    for work in (
        MANY,
        replace(MANY, name="full-batch", batch=0, steps=1),
        replace(D, name="forward"),
    )
}
"""What the memory is measured with."""

STEP = Work("step", m=16, h=64, n=4, N=256, steps=20)
GROWING = {f"N={N}": replace(STEP, N=N) for N in (2**k for k in range(4, 17, 2))}
GROWING |= {f"h={h}": replace(STEP, h=h) for h in (2**k for k in range(2, 13, 2))}
"""What shows how the time of a step grows."""

CARRIED = {f"N={N}": replace(STEP, N=N) for N in (2**k for k in range(10, 21, 2))}
"""What a cluster works off in two parts."""
