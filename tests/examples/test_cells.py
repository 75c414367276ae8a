"""A lab's script becomes a page like any other, and its lines stay those of the script."""

import re
from html import unescape

import pytest
from rendering import rendered

from builder.page import Outcome, PageError
from builder.prove.shown import Walk
from builder.read import read

TITLE = "# %% [markdown]\n# # A lab\n\n"
FIGURE = """\
# %%
#| figure: line
#| title: A line
#| caption: It rises.
#| description: A straight line from (0, 0) to (1, 1).
fig, ax = plt.subplots()
"""
LAB = f"""\
# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # A small lab
#
# With $x^2$, a [link](../index.md), and:
#
# !!! question "Predict"
#
#     What is it?
#
# ## A section

# %%
import matplotlib.pyplot as plt

import onelayer

# %% [markdown]
\"\"\"
It prints.

# x = 1
\"\"\"

# %%
print("````", '''
```text''')

{FIGURE}
# %% [markdown]
# # x = 1

# %%
# x = 1
x = 1
"""


def test_the_page_is_markdown_of_the_book():
    page = read(LAB, "docs/labs/lab.py")
    script, text = LAB.splitlines(), page.text.splitlines()
    assert len(page.lines) == len(text)
    for line, number in zip(text, page.lines, strict=True):
        if line and not re.fullmatch("`+(python)?", line):
            assert line in (script[number - 1], script[number - 1].removeprefix("# "))
    assert page.lines == sorted(page.lines)
    for example in page.examples:
        first = example.source.splitlines()[0]
        assert script[example.line] == first
        assert script[example.line - 1] == "# %%"
    assert [bool(example.figure) for example in page.examples] == [False, False, True, False]


def test_faults_on_the_page_are_told_by_lines_of_the_script():
    page = read(LAB, "docs/labs/lab.py")
    for line in ("## A section", "import onelayer", "It prints.", "fig, ax = plt.subplots()"):
        told = page.fault(page.line_with(line), "wrong")
        assert LAB.splitlines()[told.line - 1].removeprefix("# ") == line


UNFIT = {
    "a figure without a caption": (
        TITLE + FIGURE.replace("#| caption: It rises.\n", ""),
        5,
        "the figure has no caption",
    ),
    "a figure twice": (f"{TITLE}{FIGURE}\n{FIGURE}", 12, "'figure-line' stands already in line 5"),
    "a raw cell": (TITLE + "# %% [raw]\n# text\n", 5, "no place for a raw cell"),
    "an empty cell": (TITLE + "# %%\n\n# %%\nx = 1\n", 4, "the cell is empty"),
    "Python in prose": (
        "# %% [markdown]\n# text\n#\n# ```python\n# x = 1\n# ```\n",
        4,
        "Python in a Markdown cell would not be run",
    ),
    "a prompt in prose": ("# %% [markdown]\n# text\n#\n# >>> 1\n", 4, "a prompt"),
}


@pytest.mark.parametrize(("script", "line", "message"), UNFIT.values(), ids=UNFIT)
def test_scripts_unfit_for_a_page_name_their_line(script, line, message):
    with pytest.raises(PageError, match=re.escape(message)) as caught:
        read(script, "docs/labs/lab.py")
    assert (caught.value.path, caught.value.line) == ("docs/labs/lab.py", line)


def test_the_page_looks_like_a_chapter():
    page = read(LAB, "docs/labs/lab.py")
    outcomes = [("",), ("a\n````\n# b\n",), ("",), ("",)]
    for example, outputs in zip(page.examples, outcomes, strict=True):
        example.outcome = Outcome(outputs)
    page.examples[2].outcome = Outcome(("",), (), "<svg></svg>", "")
    html = rendered(page)
    assert '<h2 id="a-section">' in html
    assert '<div class="admonition question">' in html
    assert "<math" in html
    assert '<figure class="ol-figure" id="figure-line">\n<svg></svg>' in html
    # It has no style of Jupyter's, and no output can leave its block.
    assert not re.search(r"<style|<script|jp-|https?:", html)
    assert '<div class="no-copy highlight">' in html
    assert Walk(html).blocks[2] == (False, "a\n````\n# b\n")
    copied = [unescape(text) for text in re.findall(r'data-copy="([^"]*)"', html)]
    assert copied[0] == "import matplotlib.pyplot as plt\n\nimport onelayer"
    assert copied[2] == "fig, ax = plt.subplots()"
