"""The library in JavaScript, which figures compute with, gives the numbers of the one in Python."""

import numpy as np
import pytest
from builds import ROOT

from onelayer import (
    attention_memory,
    cosine_similarity,
    initialize,
    relu,
    tanh,
    threshold_memory,
    train,
)

SCRIPT = ROOT / "docs" / "assets" / "javascripts" / "explore" / "network.js"
TRAIN = """({ start, X, T, how }) => {
  const { losses, snapshots } = onelayer.train(start, X, T, how);
  return { losses, outputs: X.map((x) => snapshots.at(-1).ask(x)), ...snapshots.at(-1) };
}"""
ASK = """({ kind, keys, values, sharpness, asked }) => {
  const memory = onelayer[`${kind}_memory`](keys, values, sharpness);
  return asked.map((x) => [...memory.hidden(x), ...memory.ask(x)]);
}"""
COMPARE = "({ pairs }) => pairs.map(([u, v]) => onelayer.cosine_similarity(u, v))"


@pytest.fixture(scope="module")
def call(browser):
    page = browser.new_page()
    page.add_script_tag(content=SCRIPT.read_text("utf-8"))
    yield lambda function, **given: page.evaluate(function, given)
    page.close()


@pytest.mark.parametrize("activation", [relu, tanh], ids=repr)
@pytest.mark.parametrize("seed", range(8))
def test_training(call, activation, seed):
    rng = np.random.default_rng(seed)
    m, h, N = rng.integers(1, (4, 12, 40))
    X, T = rng.normal(size=(N, m)), rng.normal(size=(N, 1))
    start = initialize(int(m), int(h), 1, rng, activation=activation)
    how = {"steps": 50, "learning_rate": 0.05, "l2": rng.choice([0, 0.1]), "biases": bool(seed % 2)}
    begun = {name: getattr(start, name).tolist() for name in ("W1", "b1", "W2", "b2")}
    theirs = call(
        TRAIN,
        start=begun | {"activation": activation.name},
        X=X.tolist(),
        T=T.tolist(),
        how=how,
    )
    ours = train(start, X, T, **how)
    np.testing.assert_allclose(theirs["losses"], ours.losses, rtol=1e-9)
    np.testing.assert_allclose(theirs["outputs"], ours.network(X)[:, 0], rtol=1e-9, atol=1e-12)
    for name in ("W1", "b1", "W2", "b2"):
        np.testing.assert_allclose(theirs[name], getattr(ours.network, name), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", ["threshold", "attention"])
@pytest.mark.parametrize("seed", range(8))
def test_memories(call, kind, seed):
    rng = np.random.default_rng(seed)
    m, h, n = rng.integers(1, (6, 12, 4))
    keys, values, asked = (rng.normal(size=size) for size in ((h, m), (h, n), (20, m)))
    if kind == "threshold":
        sharpness = rng.uniform(0, 0.9)
        memory = threshold_memory(keys, values, sharpness)
    else:
        sharpness = rng.uniform(0, 1000)
        memory = attention_memory(keys, values, sharpness)
    arrays = {"keys": keys.tolist(), "values": values.tolist(), "asked": asked.tolist()}
    theirs = call(ASK, kind=kind, sharpness=sharpness, **arrays)
    ours = np.hstack([memory.hidden(asked), memory(asked)])
    np.testing.assert_allclose(theirs, ours, rtol=1e-11, atol=1e-12)


def test_similarities(call):
    pairs = np.random.default_rng(0).normal(size=(50, 2, 5))
    pairs[0, 1] = 1e-9 * pairs[0, 0]
    theirs = call(COMPARE, pairs=pairs.tolist())
    ours = np.diag(cosine_similarity(pairs[:, 0], pairs[:, 1]))
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-12)
