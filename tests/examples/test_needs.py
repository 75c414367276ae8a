"""A block's set-up is what it needs of the earlier blocks, and no more."""

import textwrap

import pytest
from rendering import ran

from builder.prove.needs import Block, find, find_needs


def set_up(*blocks):
    """Give the lines that the last block needs, as the page's script puts them together."""
    read = [one if isinstance(one, Block) else Block(textwrap.dedent(one)) for one in blocks]
    spans = find_needs(read)[-1]
    return [
        line
        for span in spans
        for line in read[span.block].code.splitlines()[span.first : span.end]
        if line
    ]


NEEDS = {
    "nothing": (["x = 1", "y = 2"], []),
    "a name": (["x = 1\ny = 2", "print(x)"], ["x = 1"]),
    "the last of its values": (["x = 1", "x = 2", "x"], ["x = 2"]),
    "a chain": (["x = 1", "y = x", "z = 0", "y"], ["x = 1", "y = x"]),
    "a whole statement": (
        ["from onelayer import (\n    relu,\n    tanh,\n)\nx = 1", "relu"],
        ["from onelayer import (", "    relu,", "    tanh,", ")"],
    ),
    "a module under its name": (
        ["import numpy as np\nimport os.path", "np"],
        ["import numpy as np"],
    ),
    "a part of a module": (["import os.path", "os.sep"], ["import os.path"]),
    "what only a star can give": (
        ["from onelayer import *\nx = 1", "relu(1)"],
        ["from onelayer import *"],
    ),
    "one of several": (["a, (b, *c) = 1, (2, 3)", "c"], ["a, (b, *c) = 1, (2, 3)"]),
    "its own names": (["x = 1", "x = 2\nprint(x)"], []),
    "its own loop": (["i = 1\nx = 2", "for i in range(x):\n    print(i)"], ["x = 2"]),
    "its own comprehension": (["i = 1\nx = [2]", "[i for i in x if i]"], ["x = [2]"]),
    "a name read before its own": (["x = 1", "x = x + 1"], ["x = 1"]),
    "a name that is added to": (["x = 1", "x += 1", "x"], ["x = 1", "x += 1"]),
    "an item that was set": (["x = [0]", "x[0] = 1", "x"], ["x = [0]", "x[0] = 1"]),
    "an attribute that was set": (["a = f()", "a.b.c = 1", "a"], ["a = f()", "a.b.c = 1"]),
    "a method that was called": (["x = []", "x.append(1)", "x"], ["x = []", "x.append(1)"]),
    "a method in a loop": (
        ["x = []", "for i in (1, 2):\n    x.append(i)", "x"],
        ["x = []", "for i in (1, 2):", "    x.append(i)"],
    ),
    "what a call was given": (["x = [2, 1]", "shuffle(x)", "x"], ["x = [2, 1]", "shuffle(x)"]),
    "nothing that was only printed": (["x = 1", "print(x)", "x"], ["x = 1"]),
    "what a call was given by name": (
        ["import numpy as np", "a = np.ones(1)", "np.add(1, 1, out=a)", "a"],
        ["import numpy as np", "a = np.ones(1)", "np.add(1, 1, out=a)"],
    ),
    "nothing that was given to a function that prints": (
        ["def show(x, y):\n    print(x, y)", "a = 1", "show(a, 2)", "a"],
        ["a = 1"],
    ),
    "what was given to a function that fills": (
        ["def fill(x):\n    x[:] = 1", "a = [0]", "fill(a)", "a"],
        ["def fill(x):", "    x[:] = 1", "a = [0]", "fill(a)"],
    ),
    "no assertion": (["x = 1", "assert x", "x"], ["x = 1"]),
    "either branch": (
        ["x = 1", "if y:\n    x = 2", "x"],
        ["x = 1", "if y:", "    x = 2"],
    ),
    "a function and what it calls": (
        ["def f():\n    return g()", "def g():\n    return a", "a = 1", "f()"],
        ["def f():", "    return g()", "def g():", "    return a", "a = 1"],
    ),
    "what a function reads when called": (
        ["a = 1\ndef f(): return a", "a = 2", "f()"],
        ["def f(): return a", "a = 2"],
    ),
    "what its own function will read": (
        ["import os", "def f():\n    return os.sep"],
        ["import os"],
    ),
    "no parameter": (["x = 1", "def f(x, *y, z=2): return x, y, z\nf(0)"], []),
    "a default": (["x = 1", "def f(y=x): return y"], ["x = 1"]),
    "a decorator": (
        ["import functools\n@functools.cache\ndef f(): return 1", "f()"],
        ["import functools", "@functools.cache", "def f(): return 1"],
    ),
    "a method's names": (
        ["a = 1", "class C:\n    def f(self): return a", "C().f()"],
        ["a = 1", "class C:", "    def f(self): return a"],
    ),
    "what a function leaves behind": (
        ["seen = []\ndef f(x): seen.append(x)", "f(1)", "seen"],
        ["seen = []", "def f(x): seen.append(x)", "f(1)"],
    ),
    "the draws before": (
        ["rng = default_rng(0)", "a = rng.normal()", "b = 1", "rng.normal()"],
        ["rng = default_rng(0)", "a = rng.normal()"],
    ),
    "the draws of a function": (
        ["rng = default_rng(0)", "def f(): return rng.normal()", "a = f()", "f()"],
        ["rng = default_rng(0)", "def f(): return rng.normal()", "a = f()"],
    ),
    "a new generator alone": (
        ["rng = default_rng(0)", "a = rng.normal()", "rng = default_rng(1)", "rng.normal()"],
        ["rng = default_rng(1)"],
    ),
    "the comment above": (["# One.\nx = 1\n# Two.\ny = 2", "y"], ["# Two.", "y = 2"]),
    "an exception's name": (
        ["try:\n    f()\nexcept E as e:\n    x = e", "x"],
        ["try:", "    f()", "except E as e:", "    x = e"],
    ),
    "a setting of a module": (
        ["import numpy as np\nnp.set_printoptions(precision=3)", "np.pi"],
        ["import numpy as np", "np.set_printoptions(precision=3)"],
    ),
}


@pytest.mark.parametrize("name", NEEDS)
def test_a_block_needs(name):
    blocks, lines = NEEDS[name]
    assert set_up(*blocks) == lines


def test_what_a_session_shows_was_called_to_be_seen():
    x = Block("x = f()")
    assert set_up(x, Block("x.hidden(1)", [True]), "x") == ["x = f()"]
    assert set_up(x, Block("x.hidden(1)", [False]), "x") == ["x = f()", "x.hidden(1)"]


def test_a_figure_leaves_nothing_to_the_next():
    figure = Block("fig, ax = plt.subplots()\nplt.axis('off')\nax.plot(x)", is_figure=True)
    assert set_up("import pyplot as plt\nx = 1", figure, figure) == [
        "import pyplot as plt",
        "x = 1",
    ]


def test_a_gap_ends_a_block_in_a_session():
    code = Block("def f():\n    return 1\n\nx = 1")
    assert find_needs([code, Block("f()")])[1] == [(0, 0, 3)]


def test_the_lines_stand_beside_each_example_of_a_page():
    page = ran("""\
        ```pycon
        >>> x = [1]
        >>> for i in range(2):
        ...     x.append(i)
        >>> def f():
        ...     return x
        ```

        ```python
        y = 1
        z = f()
        ```

        ```pycon
        >>> y + z[0]
        2
        ```
        """)
    find(page.examples)
    first = "x = [1]\nfor i in range(2):\n    x.append(i)\n\ndef f():\n    return x"
    assert [one.setup for one in page.examples] == ["", first, f"{first}\n\ny = 1\nz = f()"]
