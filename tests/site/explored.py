"""What each figure that answers has to say, by the library alone: a function of its handles."""

import numpy as np

from onelayer import dot, relu


def point(degrees, length=1):
    return length * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def cone(angle, length, row, threshold):
    score = dot(point(angle, length), point(row))
    return {
        "score": score,
        "output": relu(score - threshold),
        "half_angle": np.degrees(np.arccos(min(1, threshold / length))),
    }


FIGURES = {
    "cone": ("chapters/hidden-layer.html", cone),
}
