"""scikit-learn's MLPRegressor as plain gradient descent, continued from our weights."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor


def prepare(work, X, T, start):
    if work.n == 1:
        T = T.ravel()
    model = MLPRegressor(
        hidden_layer_sizes=[work.h],
        activation=work.activation,
        solver="sgd",
        alpha=0,
        batch_size=work.batch or work.N,
        learning_rate_init=work.rate,
        max_iter=work.epochs or 1,
        shuffle=False,
        momentum=0,
        n_iter_no_change=np.inf,  # it must not stop early
        warm_start=True,
    )
    # The first call makes the arrays of weights, which a warm start then goes on from.
    model.partial_fit(X[work.slices[0]], T[work.slices[0]])

    def set_weights():
        W1, b1, W2, b2 = start
        model.coefs_ = [W1.T.copy(), W2.T.copy()]  # it updates them in place
        model.intercepts_ = [b1.copy(), b2.copy()]

    def train():
        set_weights()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(X, T)
        (W1, W2), (b1, b2) = model.coefs_, model.intercepts_
        return W1.T, b1, W2.T, b2

    set_weights()
    return train if work.steps else lambda: (model.predict(X).reshape(work.N, work.n),)
