# %% [markdown]
# # Overfitting
#
# A large network that is trained on few examples can store each of them, the
# wrong ones included. It then knows its examples and nothing else. That is what
# one hears, and what the post that this book rebuilds warns of: keep networks
# small.
#
# **Is it the size that makes a network store the noise?**
#
# !!! question "Predict"
#
#     Twenty-four numbers come with their signs, and four of the signs are
#     wrong. One network has 2 neurons, another has 300. Which of them stores
#     the wrong signs? Which one is better on new numbers?

# %%
import matplotlib.pyplot as plt
import numpy as np

from onelayer import initialize, noisy_signs, solve_values, tanh, train

INPUT, OUTPUT = "C0", "C3"

# %% [markdown]
# These are the settings. Change them and run the lab again.

# %%
SEEDS = 20  # as many data sets, each with its own start
EXAMPLES = 24
FLIPS = 4  # how many of their signs are wrong
SMALL, LARGE = 2, 300  # neurons
SMOOTH, STEEP = 3.0, 30.0  # sizes of the rows at the start
FRAMES = (0, 5, 12, 50, 500)  # steps to look at; the last is the end
FEATURES = (2, 4, 8, 12, 16, 20, 22, 24, 26, 30, 40, 60, 100, 300, 1000)


# %% [markdown]
# ## One data set
#
# Besides the number of neurons, the start has a second knob: the size of the
# rows. A neuron with a long row is steep. It goes from −1 to 1 within a
# fraction of the interval, while one with a short row hardly bends. Where each
# neuron has its bend is drawn at random from the interval.

# %%
grid = np.linspace(-1, 1, 1001)[:, np.newaxis]
truth = np.where(grid >= 0, 1, -1)


def start_on(seed, h, size, flips=FLIPS):
    """Examples with wrong signs among them, and a network to start from."""
    rng = np.random.default_rng(seed)
    X, T = noisy_signs(EXAMPLES, rng, flips)
    kinks = rng.uniform(-1, 1, size=(h, 1))
    start = initialize(1, h, 1, rng, scale=size, hinges=kinks, activation=tanh)
    return start, X, T


def learn(seed, h, size, flips=FLIPS):
    """Train, and give the networks after the steps of FRAMES, and the data."""
    start, X, T = start_on(seed, h, size, flips)
    # What many neurons do together, few must not overshoot.
    steps, rate = FRAMES[-1], min(4 / h, 0.4)
    training = train(
        start, X, T, steps=steps, learning_rate=rate, snapshots=FRAMES
    )
    return training.snapshots, X, T


# %%
#| figure: fits
#| title: What three networks make of the same examples
#| caption: >-
#|   Two neurons draw a step and three hundred a wave, and neither believes the
#|   wrong signs. Three hundred steep ones believe them all.
#| description: >-
#|   Three panels with the same 24 dots at −1 or 1 over the interval from −1 to
#|   1. Negative numbers should lie at −1 and positive ones at 1; four dots are
#|   on the wrong side. Top, 2 neurons: a smooth step at zero. Middle, 300
#|   neurons: a smooth wave, on the same side of zero almost everywhere. Bottom,
#|   300 steep neurons: a jagged curve that has the sign of every dot, with a
#|   spike towards each of the four.
fig, axes = plt.subplots(3, figsize=(4.8, 6), sharex=True, sharey=True)
panels = {
    f"{SMALL} neurons": (SMALL, SMOOTH),
    f"{LARGE} neurons": (LARGE, SMOOTH),
    f"{LARGE} steep neurons": (LARGE, STEEP),
}
for ax, (name, knobs) in zip(axes, panels.items(), strict=True):
    networks, X, T = learn(1, *knobs)
    ax.axhline(0, color="0.8", lw=1)
    ax.plot(grid, networks[FRAMES[-1]](grid), color=OUTPUT)
    ax.plot(X, T, "o", color=INPUT, ms=5)
    ax.set(title=name, ylabel="sign", yticks=[-1, 0, 1], ylim=(-2, 2))
axes[-1].set_xlabel("x")

# %% [markdown]
# The third curve is right about all 24 examples, at the price of believing four
# lies.
#
# This is how it comes about.

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
networks, X, T = learn(1, LARGE, STEEP)
fig, axes = plt.subplots(1, len(FRAMES), figsize=(4.8 * len(FRAMES), 3))
for ax, (step, network) in zip(axes, networks.items(), strict=True):
    ax.axhline(0, color="0.8", lw=1)
    ax.plot(grid, network(grid), color=OUTPUT)
    ax.plot(X, T, "o", color=INPUT, ms=5)
    ax.set(title=f"{step} steps", xlabel="x", ylabel="sign")
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set(xlim=(-1.05, 1.05), ylim=(-1.6, 1.6))

# %% [markdown]
# ## Twenty data sets
#
# One picture is one draw. Here are both errors over 20 data sets: the share of
# the noisy examples that are answered with the wrong sign, and the share of new
# numbers, whose signs are right. *Stored* counts the runs that are right about
# all examples.

# %%
wrong, wrong_at = {}, {}


def report(name, h, size, flips=FLIPS):
    """Train on every data set and print what came of it."""
    at_examples, elsewhere = [], []
    for seed in range(SEEDS):
        networks, X, T = learn(seed, h, size, flips)
        last = networks[FRAMES[-1]]
        at_examples.append(np.mean(np.sign(last(X)) != T))
        elsewhere.append(
            [np.mean(np.sign(net(grid)) != truth) for net in networks.values()]
        )
    wrong_at[name] = np.array(at_examples)
    wrong[name] = np.array(elsewhere)  # a column for each of FRAMES
    stored = np.sum(wrong_at[name] == 0)
    print(f"{name:17} {np.mean(at_examples):8.0%} {stored:6}/{SEEDS}", end=" ")
    print(f"{wrong[name][:, -1].mean():6.0%}")


sizes = {
    "2 neurons": (SMALL, SMOOTH),
    "2 steep ones": (SMALL, STEEP),
    "300 neurons": (LARGE, SMOOTH),
    "300 steep ones": (LARGE, STEEP),
}
print("wrong at          examples   stored    new")
for name, knobs in sizes.items():
    report(name, *knobs)

end = {name: errors[:, -1] for name, errors in wrong.items()}
worse = end["300 steep ones"] > end["2 neurons"]
print(f"300 steep ones worse than 2: {worse.sum()} of {SEEDS}")
no_better = end["300 neurons"] > end["2 neurons"]
print(f"300 neurons worse than 2:    {no_better.sum()} of {SEEDS}")

# %%
# Three hundred steep neurons store the noise and are worse for it.
assert (wrong_at["300 steep ones"] == 0).mean() >= 0.8
assert worse.mean() >= 0.9
assert (end["300 steep ones"] > end["300 neurons"]).mean() >= 0.9
# Three hundred neurons alone do not store it, and do not lose much to two.
assert (wrong_at["300 neurons"] > 0).all()
assert abs(end["300 neurons"].mean() - end["2 neurons"].mean()) < 0.03
# Nor is steepness alone the cause: two steep neurons store nothing.
assert (wrong_at["2 steep ones"] > 0).all()

# %% [markdown]
# So size is not the cause. It takes both knobs: many neurons, and rows so large
# that each neuron can serve one example without asking its neighbours. The same
# three hundred with smaller rows are about as good as two.
#
# ## Where this does not happen
#
# !!! question "Predict"
#
#     Keep the three hundred steep neurons. What helps: examples without wrong
#     signs, or stopping early?

# %%
print("wrong at          examples   stored    new")
report("no wrong signs", LARGE, STEEP, flips=0)

print()
print("steps   new numbers wrong")
for step, errors in zip(FRAMES, wrong["300 steep ones"].T, strict=True):
    print(f"{step:5} {errors.mean():19.0%}")

# %%
early = wrong["300 steep ones"][:, FRAMES.index(12)]
late = end["300 steep ones"]
# Stopping early helps on nearly every data set, and with right signs nothing
# is wrong with storing them.
assert (early < late).mean() >= 0.9
assert wrong["no wrong signs"][:, -1].max() < 0.05

# %% [markdown]
# Both help. The steep network with right signs stores everything and is nearly
# perfect: there is nothing bad about storing, as long as what is stored is
# true. The [chapter](../chapters/what-not-to-remember.md#not-overfitting) gives a hundred
# steep neurons four times the examples, and they no longer store the wrong
# signs.
#
# ## Width alone
#
# One more look at width, without the slow drift of gradient descent. Leave the
# rows as chance has drawn them, steep, and only solve for the values: of all
# that fit the examples best, take the smallest. Now width is the only knob.

# %%
rows = []
for h in FEATURES:
    errors = []
    for seed in range(SEEDS):
        start, X, T = start_on(seed, h, STEEP)
        answer = solve_values(start, X, T)(grid)
        squared = np.mean((answer - truth) ** 2)
        errors.append([squared, np.mean(np.sign(answer) != truth)])
    rows.append(errors)

# For each width: the median of the squared error, the mean share of errors.
squared, share = np.array(rows).transpose(2, 0, 1)
squared, share = np.median(squared, axis=1), share.mean(axis=1)
print("neurons   squared  wrong")
for h, one, other in zip(FEATURES, squared, share, strict=True):
    if h in (4, 12, 24, 40, 100, 1000):
        print(f"{h:7} {one if one < 1000 else np.inf:9.1f} {other:6.0%}")

# %% [markdown]
# Where it says *inf*, the error is beyond a thousand.

# %%
#| figure: width
#| title: The squared error against the number of fixed random neurons
#| caption: >-
#|   The error explodes where there are just as many neurons as examples, and
#|   falls again beyond. More neurons are bad news up to there and good news
#|   after.
#| description: >-
#|   Both axes are logarithmic: the median squared error on new numbers over 2
#|   to 1000 neurons. It falls to 0.3 at 4 neurons, rises steeply to far beyond
#|   1000 at 24, where a vertical line marks the number of examples, and falls
#|   just as steeply to below 1 at 60 and beyond. A level line marks the error
#|   of always answering 0.
fig, ax = plt.subplots()
ax.axvline(EXAMPLES, color=INPUT, lw=1, ls="--", label=f"{EXAMPLES} examples")
ax.axhline(1, color="0.5", lw=1, label="always 0")
ax.loglog(FEATURES, squared, "o-", color=OUTPUT, ms=4)
ax.minorticks_off()
ax.set_xticks([2, 4, 12, 24, 60, 300, 1000], [2, 4, 12, 24, 60, 300, 1000])
ax.set(xlabel="neurons", ylabel="squared error", ylim=(0.1, 1e4))
ax.legend(loc="upper right")

# %%
error = dict(zip(FEATURES, squared, strict=True))
assert error[24] > 1000
assert error[1000] < 1 < error[20]
assert error[4] < error[12] < error[24] > error[40] > error[1000]
# Yet here the best of the small is better than the best of the large.
assert min(error[h] for h in FEATURES if h < 24) < 0.7 * error[1000]

plt.show()  # run as a script, the lab now opens its figures

# %% [markdown]
# With as many neurons as examples there is exactly one way to fit, and it is
# mostly a wild one: huge values that cancel each other at the examples and
# nowhere else. With more neurons there are many ways, and the smallest values
# are tame. This is known as *double descent* [@belkin2019].
#
# ## What was shown, and what was not
#
# Shown, over 20 data sets with their own starts:
#
# - Three hundred steep neurons store four wrong signs among 24 in most runs,
#   and are worse on new numbers than two neurons in nearly all.
# - Three hundred neurons with smaller rows do not store them, and are about as
#   good as two. The size of the start matters more than the size of the
#   network.
# - Right signs or an early stop prevent the harm.
# - With fixed random rows the error peaks where there are as many neurons as
#   examples.
#
# Not shown: that large networks are harmless. On average the best of the small
# were better than the large, for the data have one step to learn and no more.
# Nor that early stopping would be easy: we knew the truth, and chose
# the step by it. In practice one has to hold back some examples to see when the
# error turns.
