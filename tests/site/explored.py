"""What each figure that answers has to say, by the library alone: a function of its handles."""

import numpy as np

from onelayer import angle as angle_between
from onelayer import cosine_similarity, dot, norm, normalize, relu, threshold_memory


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


FIGURES = {
    "cone": ("chapters/hidden-layer.html", cone),
    "scores": ("chapters/memory-by-content.html", scores),
    "who-wins": ("chapters/memory-by-content.html", who_wins),
    "plane": ("chapters/breaking-and-repairing.html", plane),
    "answer-on-the-arc": ("chapters/output-layer.html", answer_on_the_arc),
}
