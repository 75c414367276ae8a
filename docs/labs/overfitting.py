# %% [markdown]
# # Overfitting
#
# A large network that is trained on few examples can store each of them, the
# wrong ones included. It then knows its examples and nothing else. So keep
# networks small, says the post that this book rebuilds. But a hundred neurons
# store no data set of twenty if their rows start small, and two neurons store
# none however their rows start. It takes both, many neurons and long
# rows.
#
# **Is it the size that makes a network store the noise?**
#
# !!! question "Predict"
#
#     Twenty-four numbers come with their signs, and four of the signs are
#     wrong. How many neurons does it take to store all 24? Does a network that
#     stores them get worse at new numbers with every neuron more?

# %%
import matplotlib.pyplot as plt
import numpy as np

from onelayer import initialize, noisy_signs, tally, tanh, train, train_together

INPUT, OUTPUT = "C0", "C3"

# The settings. Change them and run the lab again.
SEEDS = range(20)  # as many data sets, each with its own start
EXAMPLES = 24
FLIPS = 4  # how many of their signs are wrong
NEURONS = (2, 10, 30, 100)
SIZES = (3.0, 15.0, 60.0)  # of the rows at the start
FRAMES = (0, 5, 12, 50, 500)  # steps to look at; the last is the end


# %% [markdown]
# ## Two knobs
#
# Besides the number of neurons, the start has a second knob: the size of the
# rows. A neuron with a long row is steep. It goes from −1 to 1 within a
# fraction of the interval, while one with a short row hardly bends. Where each
# neuron has its bend is drawn at random from the interval.

# %%
#| figure: knobs
#| title: New numbers with the wrong sign, for every size of network and start
#| caption: >-
#|   With short rows it hardly matters how many neurons there are. The longer
#|   the rows, the more mistakes on new numbers, and the most where there are
#|   many neurons as well.
#| description: >-
#|   Three lines over 2 to 100 neurons, on a logarithmic axis, of the mean share
#|   of wrong signs on new numbers. For rows of size 3 the line stays well below
#|   a tenth. The longer the rows, the higher the line: with size 60 it lies
#|   above a tenth everywhere, and close to a fifth for 30 and 100 neurons.
grid = np.linspace(-1, 1, 1001)[:, np.newaxis]
truth = np.where(grid >= 0, 1, -1)


def start_on(seed, h, size):
    """A network to start from, and examples with wrong signs among them."""
    rng = np.random.default_rng(seed)
    X, T = noisy_signs(EXAMPLES, rng, FLIPS)
    kinks = rng.uniform(-1, 1, size=(h, 1))
    how = {"scale": size, "hinges": kinks, "activation": tanh}
    # Single precision is enough to count with, and faster.
    start = initialize(1, h, 1, rng, **how, dtype=np.float32)
    return start, X, T


def pace(h):
    """What many neurons do together, few must not overshoot."""
    return {"steps": FRAMES[-1], "learning_rate": min(4 / h, 0.2)}


def wrong(network, X, T):
    """The share of wrong signs."""
    return np.mean(np.sign(network(X)) != T)


def learn(h, size):
    """Train on all data sets; which were stored, and errors on new numbers."""
    runs = (start_on(seed, h, size) for seed in SEEDS)
    starts, X, T = zip(*runs, strict=True)
    networks = train_together(starts, X, T, **pace(h))
    at_examples = [wrong(*run) for run in zip(networks, X, T, strict=True)]
    return np.equal(at_examples, 0), [
        wrong(net, grid, truth) for net in networks
    ]


stored, errors = {}, {}
for pair in [(h, size) for size in SIZES for h in NEURONS]:
    stored[pair], errors[pair] = learn(*pair)

fig, ax = plt.subplots(figsize=(4.8, 3.6))
for size, tone in zip(SIZES, (0.4, 0.7, 1), strict=True):
    means = [np.mean(errors[h, size]) for h in NEURONS]
    label = f"rows of size {size:.0f}"
    ax.semilogx(NEURONS, means, "o-", color=(OUTPUT, tone), label=label)
ax.minorticks_off()
ax.set_xticks(NEURONS, NEURONS)
ax.set(xlabel="neurons", ylabel="wrong on new", ylim=(0, 0.34))
ax.legend(ncols=2, loc="upper center", columnspacing=1)

# %%
print("rows  neurons  stored              wrong on new")
for (h, size), which in stored.items():
    print(f"{size:4.0f} {h:8}  {tally(which):18}", end="")
    print(f"{np.mean(errors[h, size]):13.0%}")

# %%
small, large = SIZES[0], SIZES[-1]
# Neither knob alone is the cause.
assert not any(stored[h, small].any() for h in NEURONS)
assert not any(stored[2, size].any() for size in SIZES)
# Both together are.
assert stored[100, large].mean() >= 0.9
worse = np.greater(errors[100, large], errors[2, small])
print("100 with long rows, worse than 2 with short ones:", tally(worse))
assert worse.mean() >= 0.9
# With short rows, many neurons do not lose much to two.
assert np.mean(errors[100, small]) - np.mean(errors[2, small]) < 0.04

# %% [markdown]
# So size is not the cause. It takes both knobs: many neurons, and rows so large
# that each neuron can serve one example without asking its neighbours.
#
# ## How it comes about
#
# Here is the first of the data sets, while a hundred neurons with long rows are
# trained.

# %%
#| figure: training
#| frames: Training of the steep network
#| title: The steep network while it is trained
#| caption: >-
#|   What most examples agree on is learned first, and the exceptions last. Had
#|   we stopped early, the curve would have been a fair guess.
#| description: >-
#|   Five pictures of the curve over the 24 examples. At the start it is a wave
#|   that has nothing to do with the dots. After 5 and 12 steps it is mostly
#|   below zero on the left and above zero on the right. After 50 steps it
#|   bends towards the dots. After 500 steps it has the sign of each of them,
#|   of the four wrong ones as well.
start, X, T = start_on(0, NEURONS[-1], SIZES[-1])
training = train(start, X, T, **pace(NEURONS[-1]), snapshots=FRAMES)
fig, axes = plt.subplots(1, len(FRAMES), figsize=(4.8 * len(FRAMES), 3))
for ax, (step, network) in zip(axes, training.snapshots.items(), strict=True):
    ax.axhline(0, color="0.8", lw=1)
    ax.plot(grid, network(grid), color=OUTPUT)
    ax.plot(X, T, "o", color=INPUT, ms=5)
    ax.set(title=f"{step} steps", xlabel="x", ylabel="sign")
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set(xlim=(-1.05, 1.05), ylim=(-1.6, 1.6))

# %%
print("steps  wrong on the examples  on new numbers")
for step, network in training.snapshots.items():
    shares = wrong(network, X, T), wrong(network, grid, truth)
    print(f"{step:5} {shares[0]:22.0%} {shares[1]:15.0%}")

assert shares[0] == 0  # this data set is one of those that were stored

plt.show()  # run as a script, the lab now opens its figures

# %% [markdown]
# That early stopping helps, that storing right signs does no harm, and that
# four times the examples can no longer be stored, is counted in the
# [chapter](../chapters/what-not-to-remember.md#not-overfitting). So is what
# happens if the rows stay as they are and only the [number of
# neurons](../chapters/what-not-to-remember.md#double-descent) grows.
#
# ## What was shown, and what was not
#
# Shown, over 20 data sets with their own starts:
#
# - A hundred neurons with long rows store four wrong signs among 24 in nearly
#   every data set, and are worse on new numbers than two neurons.
# - With short rows a hundred neurons store nothing, and lose little to two.
#   The size of the start matters more than the size of the network.
#
# Not shown: that large networks are harmless. Two neurons were still the best
# of all, for the data have one step to learn and no more. Nor that early
# stopping would be easy: we knew the truth, and chose the step by it. In
# practice one has to hold back some examples to see when the error turns.
