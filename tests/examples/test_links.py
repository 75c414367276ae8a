"""Links and anchors are checked on the text alone, before anything is run."""

import pytest
from rendering import ran, rendered

from builder.prove.shown import Walk
from builder.read import links, read

OTHER = """\
# Title

## Of `code` and *words*, [linked](https://example.org)

## Title

!!! note

    ### In a box

### Of its own name {#own}

A paragraph.
{: #box .class }

**C01** A statement.
: **holds** [So](#named).

```python id="named"
x = 1
# A comment
```

```python
#| figure: f
#| title: T
#| caption: C
#| description: D
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([0, 1], [0, 1])
```
"""
LAB = "# %% [markdown]\n# # Lab\n#\n# ## Of it\n\n# %%\nx = 1\n"
PAGES = {
    path: read(text, path)
    for path, text in {
        "docs/a/other.md": OTHER,
        "docs/labs/lab.py": LAB,
        "docs/api.md": "# API\n\n::: onelayer.network\n",
        "docs/works.md": "# Works\n\n[[bibliography]]\n",
    }.items()
}


def faults(text):
    """Give what is wrong with the links of a page beside the other ones."""
    page = read(text, "docs/a/p.md")
    pages = {**PAGES, page.path: page}
    return [str(one) for one in links.check(page, pages, {*pages, "docs/i.svg"})]


RIGHT = [
    "[a](other.md), [a](../a/other.md), ![i](../i.svg), [![i](../i.svg)](other.md 'T')",
    '[a](other.md "T"), [a]( other.md#title "T" )',
    "[a](other.md#title), [a](other.md#title_1), [a](other.md#of-code-and-words-linked)",
    "[a](other.md#own), [a](other.md#in-a-box), [a](other.md#box), [a](other.md#c01)",
    "[a](other.md#named), [a](other.md#example-2), [a](other.md#figure-f)",
    "[a](../labs/lab.py#of-it), [a](../labs/lab.py#example-1)",
    "[a](../api.md#onelayer.network.f), [a](../works.md#key)",
    "# Here\n\n[a](#here)",
    "[a](https://example.org/#x), [a](mailto:a@example.org), [a](/x#y)",
    "`[a](none.md)`, `` ` [a](none.md) ``, `[a]\n(none.md)`",
    "```text\n[a](none.md)!\n```\n\n!!! note\n\n    ```text\n    [a](none.md)!\n    ```\n",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_leads_somewhere_passes(text):
    assert faults(text) == []


WRONG = {
    "[a](none.md)": "1: the link 'none.md' leads nowhere",
    "a\n\n![i](i.svg)": "3: the link 'i.svg' leads nowhere",
    "[a](other.md)\n[b](../other.md#title)": "2: the link '../other.md' leads nowhere",
    "```text\n\n```\n[a](../../p.md)": "4: the link '../../p.md' leads nowhere",
    "` [a](none.md)\n\n`": "1: the link 'none.md' leads nowhere",
    "[a](#none)": "1: docs/a/p.md has no anchor #none",
    "[a](other.md#title_2)": "1: docs/a/other.md has no anchor #title_2",
    "[a](other.md#example-1)": "1: docs/a/other.md has no anchor #example-1",
    "[a](other.md#of-its-own-name)": "1: docs/a/other.md has no anchor #of-its-own-name",
    "[a](other.md#a-comment)": "1: docs/a/other.md has no anchor #a-comment",
    "[a](../labs/lab.py#lab_1)": "1: docs/labs/lab.py has no anchor #lab_1",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_leads_nowhere_is_told(text):
    assert faults(text) == [f"docs/a/p.md:{WRONG[text]}"]


def test_all_faults_of_a_lab_are_told_on_the_lines_of_its_script():
    page = read("# %% [markdown]\n# # Lab\n#\n# [a](b.md)\n# [c](d.md)\n", "docs/labs/l.py")
    told = [str(one).rpartition(" the link")[0] for one in links.check(page, {}, set())]
    assert told == ["docs/labs/l.py:4:", "docs/labs/l.py:5:"]


def test_the_anchors_of_a_page_are_those_that_it_is_rendered_with():
    page = ran(OTHER, "docs/a/other.md")
    html = rendered(page)
    drawing = set(Walk(html[html.index("<svg") : html.index("</svg>")]).ids)
    assert links.anchors(page) == set(Walk(html).ids) - drawing
