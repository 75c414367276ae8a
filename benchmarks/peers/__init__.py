"""The same updates by each peer.

Each module has a function ``prepare(work, X, T, start)`` that returns a function ``run``: it does
the work from the start, as often as it is called, and returns the trained ``W1, b1, W2, b2`` or the
outputs. What can be done once, such as handing the data over in the peer's own arrays, is done in
``prepare``.
"""

from importlib.util import find_spec

PEERS = {
    "floor": "the bare matrix products",
    "textbook": "textbook NumPy",
    "onelayer": "onelayer",
    "sklearn": "scikit-learn",
    "torch": "PyTorch",
    "jax": "JAX",
}
"""The modules of this package and what their peers are called."""

SEARCHERS = {"faiss": "FAISS"}
"""Peers that do not train, but search."""
MISSING = {
    peer: name
    for peer, name in (PEERS | SEARCHERS).items()
    if peer not in ("floor", "textbook") and not find_spec(peer)
}
INSTALLED = [peer for peer in PEERS if peer not in MISSING]
