# %% [markdown]
# # Cosine similarity
#
# A hidden layer answers one question again and again: how similar is this input
# to what I remember? With lengths out of the way, its measure is the cosine of
# the angle between two vectors,
#
# $$\cos \theta = \frac{u \cdot v}{\|u\|\,\|v\|}.$$
#
# In the plane, two random vectors are more often nearly parallel or opposite
# than nearly at right angles; in a thousand dimensions they are practically
# always at right angles, and so 500 blurred memories can be told apart.
#
# **How similar are two vectors that have nothing to do with each other?**

# %%
import matplotlib.pyplot as plt
import numpy as np

from onelayer import angle, cosine_similarity, dot, norm

INPUT, MEMORY, OUTPUT = "C0", "C1", "C3"

# The settings. Change them and run the lab again.
DIMENSIONS = (2, 3, 10, 30, 100, 300, 1000)
SEEDS = 20  # each finding is checked once per seed
DRAWS = 1000  # random vectors per seed and dimension
MEMORIES = 500  # stored vectors in the last experiment
QUERIES = 200  # how many of them are asked for
NOISE = 1.0  # how strongly they are blurred: 1 is as strong as the memory

# %% [markdown]
# ## In the plane
#
# One memory and four inputs. The first input is the memory itself, but twice as
# long. The others are turned away from it, further and further.

# %%
memory = np.array([2.0, 1.0])
inputs = np.array([[4.0, 2.0], [1.0, 3.0], [-1.0, 2.0], [-2.0, -1.0]])

print("input        length    dot  cosine  angle")
for x in inputs:
    row = [norm(x), dot(x, memory), cosine_similarity(x, memory)]
    turn = np.degrees(angle(x, memory))
    print(f"{x!s:12} {row[0]:6.2f} {row[1]:6.1f} {row[2]:z7.2f} {turn:5.0f}°")

# %%
#| figure: plane
#| title: One memory and four inputs in the plane
#| caption: >-
#|   The cosine looks at the angle alone. The long input and the memory lie on
#|   one line, so their cosine is 1; the input at a right angle has 0, the
#|   opposite one −1.
#| description: >-
#|   Five arrows from the origin. The memory points to (2, 1). The inputs point
#|   to (4, 2), in the same direction, with cosine 1; to (1, 3), 45 degrees
#|   away, with cosine 0.71; to (−1, 2), at a right angle, with cosine 0; and to
#|   (−2, −1), opposite, with cosine −1.
fig, ax = plt.subplots(figsize=(4.8, 4.0))
as_is = {"angles": "xy", "scale_units": "xy", "scale": 1}
origin = np.zeros_like(inputs.T)
ax.quiver(*origin, *inputs.T, color=INPUT, width=0.008, label="input", **as_is)
ax.quiver(0, 0, *memory, color=MEMORY, width=0.016, label="memory", **as_is)
for x in inputs:
    cosine = f"{cosine_similarity(x, memory):.2f}".replace("-", "−")
    ax.annotate(cosine, x + 0.5 * x / norm(x), ha="center", va="center")
ax.set(xlim=(-3.5, 5.3), ylim=(-2, 4.2), aspect="equal")
ax.set(xlabel="x₁", ylabel="x₂")
ax.legend(loc="lower right")

# %%
expected = [1, np.sqrt(0.5), 0, -1]
assert np.allclose(cosine_similarity(inputs, memory), expected)
assert np.allclose(cosine_similarity(1000 * inputs, memory), expected)

# %% [markdown]
# Length does not count: inputs a thousand times as long have the same cosines.
# The second assertion says so, and this page could not be built if it failed.
#
# ## Two arrows at random
#
# Now spin two arrows in the plane, each to any direction with equal chance.
#
# !!! question "Predict"
#
#     Which is more frequent: a cosine close to 0 (between −0.1 and 0.1), or a
#     cosine close to 1 or −1 (beyond 0.9 or −0.9)? And what becomes of your
#     answer in 3, in 100, in 1000 dimensions?
#
# A vector of independent normal numbers points in any direction with equal
# chance. Every direction is like every other, so one of the two vectors may
# stay while the other is drawn again and again.


# %%
def chance_cosines(m, seed):
    """Cosines of one random vector of m numbers with many others."""
    rng = np.random.default_rng([seed, m])
    one, others = rng.standard_normal(m), rng.standard_normal((DRAWS, m))
    return cosine_similarity(one, others)


cosines = {
    m: np.array([chance_cosines(m, seed) for seed in range(SEEDS)])
    for m in DIMENSIONS
}

print("   m   mean  spread   1/√m   close to 0   close to ±1")
for m, c in cosines.items():
    print(
        f"{m:4} {c.mean().round(2) + 0:6.2f} {c.std():7.3f} {m**-0.5:6.3f}"
        f" {np.mean(abs(c) < 0.1):12.1%} {np.mean(abs(c) > 0.9):13.1%}"
    )

# %% [markdown]
# In the plane, random arrows are rarely near a right angle. They are more than
# four times as often almost parallel or almost opposite: around 0° the cosine
# changes slowly, so many angles share nearly the same cosine. In three
# dimensions every cosine is equally likely. From there on the picture turns
# over.

# %%
#| figure: distributions
#| title: Cosines of random vectors in 2, 3, 10 and 100 dimensions
#| caption: >-
#|   In the plane chance likes the ends, in three dimensions it has no
#|   preference, and from then on it crowds around 0. In 100 dimensions a cosine
#|   of 0.5 is no accident.
#| description: >-
#|   Four curves of frequency over the cosine from −1 to 1. For 2 dimensions the
#|   curve is a bowl, lowest at 0 and highest at −1 and 1. For 3 it is flat. For
#|   10 it is a wide hill around 0 that reaches the axis near −0.9 and 0.9. For
#|   100 it is a narrow peak between −0.3 and 0.3.
fig, ax = plt.subplots()
edges = np.linspace(-1, 1, 41)
middles = (edges[1:] + edges[:-1]) / 2
tones = {2: 0.4, 3: 0.6, 10: 0.8, 100: 1.0}
labels = {2: (0.62, 1.8), 3: (-0.8, 0.65), 10: (0.35, 0.95), 100: (0.12, 2.2)}
for m, tone in tones.items():
    density = np.histogram(cosines[m], edges, density=True)[0]
    ax.plot(middles, density, color=OUTPUT, alpha=tone, label=f"m = {m}")
    ax.annotate(f"m = {m}", labels[m])
ax.set(xlabel="cosine", ylabel="frequency (density)", ylim=(0, None))

# %% [markdown]
# ## How fast?
#
# The cosines shrink by a rule. In the column *spread* (the standard deviation)
# stands $1/\sqrt{m}$, up to the luck of the draw. This is no coincidence.
# Divide both vectors by their lengths and turn the space until the first one is
# $(1, 0, \dots, 0)$. Then the cosine is the first coordinate of a random vector
# $z$ of length 1. The squares of its $m$ coordinates add up to 1 and no
# coordinate is special, so each square is $1/m$ on average:
#
# $$\mathrm{E} \cos^2\theta = \mathrm{E}\,z_1^2 = \frac{1}{m},
# \qquad \mathrm{E} \cos\theta = \mathrm{E}\,z_1 = 0.$$

# %%
# A row for each dimension, a column for each seed.
spreads = np.array([cosines[m].std(axis=1) for m in DIMENSIONS])
products = spreads * np.sqrt(DIMENSIONS)[:, None]
print(f"spread · √m lies between {products.min():.2f} and {products.max():.2f}")

# %%
#| figure: spread
#| title: The spread of random cosines against the dimension
#| caption: >-
#|   Four times the dimension, half the spread: the measured points follow
#|   $1/\sqrt{m}$ from the plane to 1000 dimensions.
#| description: >-
#|   Both axes are logarithmic. Seven points, for 2 to 1000 dimensions, fall
#|   from 0.71 to 0.03 on a straight line, which is one over the square root of
#|   the dimension.
fig, ax = plt.subplots()
rule = 1 / np.sqrt(DIMENSIONS)
ax.loglog(DIMENSIONS, rule, color="0.5", label="1/√m")
ax.loglog(DIMENSIONS, spreads.mean(axis=1), "o", color=OUTPUT, label="measured")
ax.minorticks_off()
ax.set_xticks([2, 10, 100, 1000], [2, 10, 100, 1000])
ax.set_yticks([0.03, 0.1, 0.3], [0.03, 0.1, 0.3])
ax.set(xlabel="dimension m", ylabel="spread of the cosines")
ax.legend()

# %% [markdown]
# The findings so far, as assertions. Each must hold for every one of the seeds.

# %%
close_to_0 = {m: np.mean(abs(c) < 0.1, axis=1) for m, c in cosines.items()}
close_to_1 = {m: np.mean(abs(c) > 0.9, axis=1) for m, c in cosines.items()}

# In the plane, chance likes the ends. In 1000 dimensions it never gets there.
assert (close_to_1[2] > 3 * close_to_0[2]).all()
assert (close_to_1[1000] == 0).all()
assert (close_to_0[1000] > 0.99).all()
# The spread is 1/√m.
assert (abs(products - 1) < 0.1).all()

# %% [markdown]
# ## What it is good for
#
# Strangers stand at right angles: that is good news for a memory that is asked
# by content. Store 500 random vectors. Take one of them, blur it with noise as
# strong as itself, and ask which of the 500 is most similar.
#
# !!! question "Predict"
#
#     In the plane, how often is the right one found? And how many dimensions
#     does it take until it is nearly always found?


# %%
def recall(m, seed):
    """The share of blurred memories that are most similar to their original."""
    rng = np.random.default_rng([seed, m])
    memories = rng.standard_normal((MEMORIES, m))
    queries = memories[:QUERIES] + NOISE * rng.standard_normal((QUERIES, m))
    found = cosine_similarity(queries, memories).argmax(axis=1)
    return np.mean(found == np.arange(QUERIES))


seeds = range(SEEDS)
found = np.array([[recall(m, seed) for seed in seeds] for m in DIMENSIONS])

print("   m   found   worst and best seed")
for m, rates in zip(DIMENSIONS, found, strict=True):
    print(f"{m:4} {rates.mean():7.1%} {rates.min():9.1%} {rates.max():8.1%}")

# %%
#| figure: recall
#| title: How often a blurred memory is recognised, against the dimension
#| caption: >-
#|   Half of each query is noise, and 499{given} wrong memories compete. In the
#|   plane the right one is found by luck only; in 100 dimensions it is hardly
#|   ever missed.
#| description: >-
#|   The share of memories found over the dimension on a logarithmic axis. It is
#|   near 1 percent in 2 dimensions, climbs steeply between 10 and 30
#|   dimensions, and stays at 100 percent from 100 dimensions on. A narrow band
#|   shows the worst and the best of 20 seeds.
fig, ax = plt.subplots()
worst, best = found.min(axis=1), found.max(axis=1)
ax.fill_between(DIMENSIONS, worst, best, color=MEMORY, alpha=0.25, lw=0)
ax.semilogx(DIMENSIONS, found.mean(axis=1), "o-", color=MEMORY, label="found")
ax.minorticks_off()
ax.set_xticks([2, 10, 100, 1000], [2, 10, 100, 1000])
ax.set(xlabel="dimension m", ylabel="share found", ylim=(0, 1.05))

# %%
# In the plane, nearly never; in 100 dimensions, nearly always.
assert (found[DIMENSIONS.index(2)] < 0.05).all()
assert (found[DIMENSIONS.index(100)] > 0.95).all()

# %% [markdown]
# In many dimensions, however many, the right memory keeps a cosine of about
# $1/\sqrt{2}$ with its blurred copy. The best of 499{given} strangers has a few
# times $1/\sqrt{m}$. Once $m$ is large enough, the two no longer meet.
#
# ## A warning
#
# All this holds for vectors that point in every direction equally. Most data do
# not. The brightnesses of a picture, say, are never negative. Fill random
# pictures with brightnesses between 0 and 1: what are their cosines?

# %%
rng = np.random.default_rng(0)
one, others = rng.random(1000), rng.random((DRAWS, 1000))
bright = cosine_similarity(one, others)
centred = cosine_similarity(one - 0.5, others - 0.5)

print("brightnesses        mean  spread")
for name, c in [("from 0 to 1", bright), ("less one half", centred)]:
    print(f"{name:18} {abs(c.mean()):5.2f} {c.std():7.3f}")

# %%
assert abs(bright.mean() - 3 / 4) < 0.02
assert abs(centred.mean()) < 0.01
assert bright.std() < centred.std() < 1.1 / np.sqrt(1000)

plt.show()  # run as a script, the lab now opens its figures

# %% [markdown]
# Strangers again, but now each is similar to each: they share the direction in
# which all brightnesses are equal. Take that away, and the right angles are
# back. So a cosine is large or small only beside the cosines that chance gives
# *for such data*.
#
# ## What was shown, and what was not
#
# Shown, and what depends on chance for every one of 20 seeds:
#
# - The cosine does not see length.
# - In the plane, random directions are more often nearly parallel or opposite
#   than nearly at right angles.
# - In $m$ dimensions, random directions have cosines around 0 with a spread of
#   $1/\sqrt{m}$.
# - So 500 random memories in 100 dimensions are told apart through heavy noise,
#   and in the plane they are not.
#
# Not shown: that *your* data behave like this. Vectors with a common part, as
# brightnesses have, or with few directions to choose from, as words of one
# topic, are similar by construction. Nor was it shown that a network finds such
# memories by itself. Training has [a chapter of its
# own](../chapters/training.md).
