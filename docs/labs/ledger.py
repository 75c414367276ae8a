# %% [markdown]
# # Who keeps the ledger?
#
# With plain steps and with momentum, a row of a network that learns twenty
# digits is its start and a sum of these digits. With Adam or RMSprop it is not:
# from each of 20 random starts, two fifths or more of what they add is no sum
# of the digits. If Adam takes one step size for all weights of a row, it is one
# again.
#
# **Which ways of training leave rows that are sums of their examples?**
#
# !!! question "Predict"
#
#     Momentum mixes each step with the earlier ones. RMSprop divides each
#     weight's step by how large the slopes of this weight usually are. Adam
#     does both. Which of the two makes rows that are no sums of examples?

# %%
import matplotlib.pyplot as plt
import numpy as np

from onelayer import (
    digits,
    initialize,
    norm,
    one_hot,
    tally,
    tanh,
    train,
)

MEMORY = "C1"

# The settings. Change them and run the lab again.
SEEDS = range(20)  # random starts, each with digits of its own
EXAMPLES = 20  # digits to learn, of 64 cells each
NEURONS = 16
LOOKS = (1, 2, 5, 10, 20, 50, 100, 200)  # steps to look at
STEPS = LOOKS[-1]
RULES = {  # learning rate, share kept of earlier slopes, step sizes
    "plain steps": (0.1, 0.0, "one for all"),
    "momentum": (0.1, 0.9, "one for all"),
    "RMSprop": (0.003, 0.0, "one a weight"),
    "Adam": (0.01, 0.9, "one a weight"),
    "Adam by rows": (0.01, 0.9, "one a row"),
}
SQUARES_KEPT = 0.999  # the share kept of earlier squares of slopes
NUMBERS = (5, 20, 80)  # of examples, in the last section

# %% [markdown]
# ## Five ways to take a step
#
# A [chapter](../chapters/training.md#ledger) keeps the ledger of plain steps:
# how much of each example went into each row. Here every way of training has
# one. Whatever is done to the slopes of a row is done to its entries in the
# ledger, too. But an entry belongs to a whole row. Where each weight of a row
# has a step size of its own, the ledger takes the mean of their divisors.
#
# Adam [@kingma2015] averages the slopes and their squares, late ones the most,
# and divides the first average by the root of the second. RMSprop, as we write
# it, is Adam without the first average, and momentum Adam without the division.
# *Adam by rows* divides by the root of the mean over a row. Both layers learn
# in the same way, and there are no biases.

# %%
#| figure: outside
#| title: How much of what was added is no sum of examples, step by step
#| caption: >-
#|   Dividing weight by weight adds what is no sum of examples with the very
#|   first step, and later steps do not take it back. Momentum adds nothing of
#|   the kind, nor does one divisor for a whole row.
#| description: >-
#|   Lines over the number of steps, from 1 to 200, on a logarithmic axis: the
#|   medians of 20 seeds, in bands from the lowest to the highest. RMSprop and
#|   Adam begin together, a little below 0.5, and rise well above it. Plain
#|   steps, momentum and Adam by rows lie at zero throughout.
images, labels = digits()


def start_on(seed, N):
    """A network to start from, and N digits with their classes."""
    rng = np.random.default_rng(seed)
    some = rng.choice(len(images), size=N, replace=False)
    start = initialize(64, NEURONS, 10, rng, activation=tanh)
    return start, images[some], one_hot(labels[some], 10)


def average(kept):
    """Return a function that averages all it was given, late ones the most."""
    total = weight = 0.0

    def updated(new):
        nonlocal total, weight
        total = kept * total + (1 - kept) * new
        weight = kept * weight + (1 - kept)
        return total / weight

    return updated


def divisor(squares, sizes):
    """What the steps of a layer are divided by."""
    if sizes == "one for all":
        return np.ones((1, 1))
    if sizes == "one a row":
        squares = squares.mean(axis=-1, keepdims=True)
    return np.sqrt(squares) + 1e-8


def descend(rate, kept, sizes, N=EXAMPLES):
    """Train from all seeds: starts, inputs, errors, and at each look what was
    added to the rows, and the ledger."""
    starts, X, T = zip(*(start_on(seed, N) for seed in SEEDS), strict=True)
    X, T = np.array(X), np.array(T)
    begun = W1 = np.array([start.W1 for start in starts])
    W2 = np.array([start.W2 for start in starts])
    ledger = np.zeros((len(X), NEURONS, N))
    mean1, mean2, mean_entry = (average(kept) for _ in range(3))
    square1, square2 = (average(SQUARES_KEPT) for _ in range(2))
    looks, errors = {}, []
    for step in range(1, STEPS + 1):
        H = np.tanh(X @ W1.mT)
        D2 = H @ W2.mT - T
        D1 = (D2 @ W2) * (1 - H**2)
        slope1, slope2, entry = D1.mT @ X / N, D2.mT @ H / N, D1.mT / N
        by1 = divisor(square1(slope1**2), sizes)
        by2 = divisor(square2(slope2**2), sizes)
        by_row = by1.mean(axis=-1, keepdims=True)
        W1 = W1 - rate * mean1(slope1) / by1
        W2 = W2 - rate * mean2(slope2) / by2
        ledger = ledger - rate * mean_entry(entry) / by_row
        errors.append((D2**2).sum(axis=-1).mean(axis=-1))
        if step in LOOKS:
            looks[step] = W1 - begun, ledger
    return begun, X, errors, looks


def outside(vectors, X):
    """What is left of vectors beside the best sums of examples."""
    return vectors - vectors @ np.linalg.pinv(X, rtol=1e-10) @ X


def share(part, whole):
    """How long a part is, in lengths of the whole, one number a seed."""
    a, b = (norm(W.reshape(len(W), -1)) for W in (part, whole))
    return a / b


runs = {name: descend(*rule) for name, rule in RULES.items()}

fig, ax = plt.subplots()
for name, (_, X, _, looks) in runs.items():
    shares = [share(outside(added, X), added) for added, _ in looks.values()]
    low, middle, high = np.quantile(shares, (0, 0.5, 1), axis=1)
    by_weight = RULES[name][2] == "one a weight"
    color = MEMORY if by_weight else "0.5"
    ax.fill_between(LOOKS, low, high, color=color, alpha=0.2, lw=0)
    ax.semilogx(LOOKS, middle, "--" if name == "RMSprop" else "-", color=color)
ax.annotate("RMSprop, dashed, and Adam", (1, 0.85))
ax.annotate("plain steps, momentum, Adam by rows", (1, 0.04))
ax.minorticks_off()
ax.set_xticks(LOOKS, LOOKS)
ax.set(xlabel="steps", ylabel="share that is no sum", ylim=(-0.02, 1))

# %% [markdown]
# The *error* is squared and summed over the ten outputs, the median of 20
# seeds. *No sum* is what remains of all that was added if the best sums of
# examples are subtracted, and *off* if those of the ledger are. Both are shares
# of its length, from the lowest seed to the highest.


# %%
def between(shares):
    """The lowest and the highest."""
    return f"{100 * shares.min():3.0f}–{shares.max():.0%}"


print("               error   no sum      off")
no_sum, off = {}, {}
for name, (_, X, errors, looks) in runs.items():
    added, ledger = looks[STEPS]
    no_sum[name] = share(outside(added, X), added)
    off[name] = share(added - ledger @ X, added)
    print(
        f"{name:12} {np.median(errors[-1]):7.2f}"
        f" {between(no_sum[name]):>8} {between(off[name]):>8}"
    )
print(f"at the start {np.median(errors[0]):7.2f}")

print("\ntwo fifths or more is no sum:")
for name in ("RMSprop", "Adam"):
    print(f"{name:12} {tally(no_sum[name] >= 0.4)}")

# %%
# Either the ledger accounts for all that was added, or no sum comes near.
for name, (*_, sizes) in RULES.items():
    if sizes == "one a weight":
        assert (no_sum[name] >= 0.4).all()
        assert (off[name] > no_sum[name]).all()
    else:
        assert (off[name] < 1e-12).all()
# All of them learn.
for _, _, errors, _ in runs.values():
    assert (errors[-1] < errors[0] / 10).all()

# %%
# The ledger of plain steps is the one that the library keeps.
start, X, T = start_on(SEEDS[0], EXAMPLES)
how = {"steps": STEPS, "learning_rate": RULES["plain steps"][0]}
kept = train(start, X, T, **how, biases=False, ledger=True).ledger
_, ledgers = runs["plain steps"][-1][STEPS]
assert np.allclose(ledgers[0], kept.coefficients, rtol=0, atol=1e-12)

# %% [markdown]
# Momentum is no trouble: an average of sums of examples is a sum of examples,
# and the ledger averages as the steps do. A divisor for each row is none
# either, since a row divided by one number keeps its direction. But a sum of
# examples whose entries are divided one by one is another vector. Adam's first
# step shows it most plainly: each slope is divided by its own size, and only
# its sign is left.
#
# ## What a digit brings that none of the twenty has
#
# Take any digit of the collection, and subtract the best sum of the twenty.
# What is left is at right angles to all of them.
#
# !!! question "Predict"
#
#     How do the scores of this rest change while a network learns the twenty?

# %%
print("scores of the rest move by:")
moved = {}
for name, (begun, X, _, looks) in runs.items():
    rest, (added, _) = outside(images, X), looks[STEPS]
    moved[name] = share(rest @ added.mT, rest @ begun.mT)
    print(f"{name:12} {between(moved[name]):>8}")

# %%
for name, (*_, sizes) in RULES.items():
    if sizes == "one a weight":
        assert (moved[name] > 0.2).all()
    else:
        assert (moved[name] < 1e-12).all()

# %% [markdown]
# What is a sum of examples has nothing to say about it: its scores are those of
# the random start, whatever was learned. Under Adam and RMSprop they
# change, though no example has called for it. Whether that does good or harm is
# another question, which this lab does not ask.
#
# ## Where it does not show
#
# A picture has 64 cells, so twenty pictures leave many directions free. What if
# there are more?

# %%
print("examples   no sum      off")
more = {}
for N in NUMBERS:
    _, X, _, looks = descend(*RULES["Adam"], N=N)
    added, ledger = looks[STEPS]
    more[N] = share(outside(added, X), added), share(added - ledger @ X, added)
    print(f"{N:8}", *(f"{between(column):>8}" for column in more[N]))

# %%
# With 80 digits less is outside, and yet the ledger is as wrong as before.
assert np.median(more[80][0]) < np.median(more[20][0]) / 2
assert (more[80][1] > 0.7).all()

plt.show()  # run as a script, the lab now opens its figures

# %% [markdown]
# Eighty digits span most of what digits can be. So most of what is added to the
# rows is a sum of them, whichever way they are trained, and to say so says
# little. The ledger is no better for it: which sum it is, no step has written
# down.
#
# ## What was shown, and what was not
#
# Shown, for each of 20 seeds:
#
# - Plain steps, momentum, and Adam with one divisor for each row have an exact
#   ledger: a row is its start and a sum of examples.
# - Adam and RMSprop have none. Of what they add to rows that learn twenty
#   digits, at least two fifths is no sum of examples.
# - What is at right angles to all examples keeps its scores where there is a
#   ledger, and does not where there is none.
# - With 80 digits much less lies outside, and Adam's ledger is as wrong as
#   with 20.
#
# Not shown: which of them learns better. Each has one learning rate here, at
# which it learns. Nor that a row means less under Adam: only that nobody can
# say how much of each example is in it.
