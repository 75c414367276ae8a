"""What each figure that answers has to say, by the library alone: a function of its handles."""

import functools
from zlib import crc32

import numpy as np
from matplotlib.colors import CSS4_COLORS, to_rgb

from onelayer import (
    DivergenceError,
    OneLayerNetwork,
    Standardizer,
    attention_memory,
    cosine_similarity,
    digits,
    dot,
    importance,
    initialize,
    noisy_signs,
    norm,
    normalize,
    product_on_circle,
    relu,
    relu_squared,
    signs_with_outlier,
    tanh,
    threshold_memory,
    train,
)
from onelayer import angle as angle_between


def point(degrees, length=1):
    return length * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def cone(angle, length, row, threshold):
    score = dot(point(angle, length), point(row))
    return {
        "score": score,
        "output": relu(score - threshold),
        "half_angle": np.degrees(np.arccos(min(1, threshold / length))),
    }


def scores(x1, x2):
    memory = [1.6, 0.8]
    # Zero points nowhere: the library raises an exception.
    cosine = cosine_similarity([x1, x2], memory) if norm([x1, x2]) else None
    return {"dot": dot([x1, x2], memory), "cosine": cosine}


def directions(rows):
    """Give how many degrees the middle one of three rows wins by dot product."""
    return 180 - np.degrees(angle_between(rows[1] - rows[0], rows[1] - rows[2]))


def who_wins(angle, length):
    rows = np.array([[1, 0], point(45, length), [0, 1]])
    dots, cosines = dot(rows, point(angle)), cosine_similarity(rows, point(angle))
    return {
        "row": rows[1],
        "dot": dots,
        "cosine": cosines,
        "dot_winner": dots.argmax(),
        "cosine_winner": cosines.argmax(),
        "dot_degrees": directions(rows),
        "cosine_degrees": directions(normalize(rows)),
    }


def answer_on_the_arc(angle, threshold):
    network = threshold_memory([[1, 0], [1, 1], [0, 1]], [[0], [1 / 2], [0]], threshold)
    x = point(angle)
    return {"hidden": network.hidden(x), "answer": network(x)[0], "product": x.prod()}


def plane(x1, x2, threshold, asked):
    network = threshold_memory([[1, 0], [1, 1], [0, 2]], [[0], [1 / 2], [0]], threshold)
    x = np.array([x1, x2])
    if asked == "as it is":
        hidden, answer = network.hidden(x), network(x)[0]
    elif norm(x):
        hidden, answer = network.hidden(normalize(x)), norm(x) ** 2 * network(normalize(x))[0]
    else:
        return {"hidden": None, "answer": None, "product": 0, "error": None}
    return {
        "hidden": hidden,
        "answer": answer,
        "product": x.prod(),
        "error": abs(answer - x.prod()),
    }


def ring(k):
    return point(360 * np.arange(int(k)) / k).T


def products(inputs):
    return inputs.prod(axis=1, keepdims=True)


def temperature(beta, angle):
    sixteen, query = ring(16), point(angle)
    memory = attention_memory(sixteen, products(sixteen), beta)
    return {"shares": memory.hidden(query), "answer": memory(query)[0], "product": query.prod()}


RULES = {
    "A of the post": lambda cos, step: relu(cos - np.cos(step)) / (1 - np.cos(step)),
    "B fixed cone": lambda cos, _: relu(cos - np.sqrt(0.5)),
    "C average": lambda cos, step: share(relu(cos - np.cos(step))),
    "D tent": lambda cos, step: relu(1 - np.arccos(cos) / step),
    "E squared": lambda cos, _: relu_squared(cos),
}


def share(loudness):
    return loudness / loudness.sum(axis=1, keepdims=True)


def crowd(k, rule):
    everywhere = point(np.arange(3600) / 10).T
    between = point(360 / k * (k // 8 + 0.5))

    def heard(inputs):
        return RULES[rule](cosine_similarity(inputs, ring(k)), 2 * np.pi / k) @ products(ring(k))

    answers, right = heard(everywhere), products(everywhere)
    scale = np.vdot(answers, right) / np.vdot(answers, answers) if rule[0] in "BE" else 1
    return {
        "largest_error": np.abs(scale * answers - right).max(),
        "answer_between": scale * heard(between[np.newaxis])[0, 0],
    }


def outlier(outlier, treatment):
    x, t = signs_with_outlier(outlier=outlier)
    prepare, learning_rate = {
        "standardised": (Standardizer.by_mean(x), 0.1),
        "clipped": (lambda x: Standardizer.by_median(x)(x).clip(-3, 3), 0.1),
        "as they are, rate 0.003": (lambda x: x, 3e-3),
        "as they are, rate 0.0000003": (lambda x: x, 3e-7),
    }[treatment]
    start = initialize(1, 8, 1, np.random.default_rng(0), scale=1.0)
    try:
        learned = train(start, prepare(x), t, steps=400, learning_rate=learning_rate).network
    except DivergenceError as error:
        return {"answers": None, "mse": None, "right": None, "diverged_at": error.step}
    answers = learned(prepare(x))[:40]
    return {
        "answers": answers[:, 0],
        "mse": ((answers - t[:40]) ** 2).mean(),
        "right": (np.sign(answers) == t[:40]).sum(),
        "diverged_at": None,
    }


DIAGONALS = normalize([[1, 1], [-1, 1], [-1, -1], [1, -1]])


@functools.cache
def run_rays(l2, seed):
    rng = np.random.default_rng(seed)
    X, T = product_on_circle(60, rng)
    start = initialize(2, 16, 1, rng, scale=(np.sqrt(2), 1))
    how = {"steps": 1250, "learning_rate": 0.4, "biases": False}
    return train(start, X, T, l2=l2, **how, snapshots=range(0, 1251, 50))


def rays(l2, seed, steps):
    run = run_rays(l2, seed)
    network = run.snapshots[steps]
    away = angle_between(network.W1, DIAGONALS).min(axis=1)
    return {
        "loss": run.losses[steps],
        "W1": network.W1,
        "W2": network.W2,
        "degrees_away": np.degrees(np.average(away, weights=importance(network))),
    }


@functools.cache
def run_fits(flipped):
    runs = []
    for h, scale in [(2, 3.0), (100, 3.0), (100, 60.0)]:
        rng = np.random.default_rng(0)
        X, T = noisy_signs(24, rng, 4)
        hinges = rng.uniform(-1, 1, (h, 1))
        start = initialize(1, h, 1, rng, scale=scale, activation=tanh, hinges=hinges)
        # The page begins in single precision; a browser has only double, to go on with.
        weights = (start.W1, start.b1, start.W2, start.b2)
        start = OneLayerNetwork(*(np.float32(one).astype(float) for one in weights), tanh)
        if flipped:
            T[flipped - 1] *= -1
        how = {"steps": 500, "learning_rate": min(4 / h, 0.5)}
        runs.append((X, T, train(start, X, T, **how, snapshots=range(0, 501, 25))))
    return runs


def three_fits(steps, flipped):
    grid = np.linspace(-1, 1, 2001)[:, np.newaxis]
    signs = np.where(grid < 0, -1, 1)
    runs = [(X, T, run.losses[steps], run.snapshots[steps]) for X, T, run in run_fits(flipped)]
    return {
        "loss": [loss for _, _, loss, _ in runs],
        "wrong_train": [(np.sign(network(X)) != T).mean() for X, T, _, network in runs],
        "wrong_new": [(np.sign(network(grid)) != signs).mean() for _, _, _, network in runs],
        "flipped": flipped,
    }


NAMES = sorted(name for name in CSS4_COLORS if "grey" not in name)


def letters(word):
    word = f" {word} "
    places = [crc32(word[i : i + 3].encode()) % 1024 for i in range(len(word) - 2)]
    return normalize(np.bincount(places, minlength=1024))


def colours(beta, word):
    if not word:
        return {"loudest": None, "shares": None, "blend": None}
    keys, values = [letters(name) for name in NAMES], [to_rgb(name) for name in NAMES]
    memory = attention_memory(keys, values, beta)
    shares = memory.hidden(letters(word))
    loudest = (-shares.round(9)).argsort(kind="stable")[:3]
    return {"loudest": loudest, "shares": shares[loudest], "blend": memory(letters(word))}


def completion(wrong, stored, beta):
    digits_as_signs = np.unique(np.where(digits()[0] > 0.5, 1.0, -1.0), axis=0)
    held = np.random.default_rng(0).permutation(digits_as_signs)[: int(stored)]
    asked = held[0].copy()
    asked[np.random.default_rng(0).permutation(64)[: int(wrong)]] *= -1
    memory = attention_memory(held, held, beta)
    answer = memory(asked)
    return {
        "answer": answer,
        "right": (np.sign(answer.round(9)) == held[0]).sum(),
        "share": memory.hidden(asked)[0],
    }


FIGURES = {
    "cone": ("chapters/hidden-layer.html", cone),
    "scores": ("chapters/memory-by-content.html", scores),
    "who-wins": ("chapters/memory-by-content.html", who_wins),
    "plane": ("chapters/breaking-and-repairing.html", plane),
    "colours": ("chapters/facts.html", colours),
    "answer-on-the-arc": ("chapters/output-layer.html", answer_on_the_arc),
    "temperature": ("chapters/attention.html", temperature),
    "crowd": ("chapters/breaking-and-repairing.html", crowd),
    "outlier": ("chapters/what-not-to-remember.html", outlier),
    "rays": ("chapters/training.html", rays),
    "completion": ("chapters/completing-memory.html", completion),
    "three-fits": ("chapters/what-not-to-remember.html", three_fits),
}
# Their numbers have come through a thousand steps.
TRAINED = {"outlier", "rays", "three-fits"}
