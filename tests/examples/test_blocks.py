"""What a reader sees is what was run: each code block, its copied text, its figure."""

import textwrap

import markdown
import pytest

from hooks import blocks
from hooks.fences import PageError
from hooks.runner import run_page

EXTENSIONS = [
    "admonition",
    "attr_list",
    "footnotes",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
FENCE = {
    "name": "*",
    "class": "",
    "validator": blocks.validate_block,
    "format": blocks.format_block,
}
CONFIGS = {
    "pymdownx.superfences": {"custom_fences": [FENCE]},
    "pymdownx.tabbed": {"alternate_style": True},
}


def render(text):
    """Take a page the way of the build: run, number, render, check."""
    text = textwrap.dedent(text)
    snippets = list(run_page(text, "docs/p.md"))
    html = markdown.markdown(
        blocks.mark(text, "docs/p.md"), extensions=EXTENSIONS, extension_configs=CONFIGS
    )
    blocks.check(html, text, "docs/p.md", snippets)
    outcomes = [snippet.outcome for snippet in snippets]
    return blocks.place_figures(html, snippets, outcomes, lambda words: f"<b>{words}</b>")


ADDED = {
    "plain": "```python\nx = 1\n```\n",
    "attributes": '```python title="T" hl_lines="1" linenums="1"\nx = 1\n```\n',
    "braces": '```{ .python .annotate title="a" }\nx = 1  # (1)!\n```\n\n1. Note.\n',
    "id": "```{.pycon #first}\n>>> 1\n1\n```\n",
    "tildes": "~~~~py\nx = 1\n~~~~\n",
    "admonition": "!!! note\n\n    ```pycon\n    >>> 1\n    1\n    ```\n",
    "collapsible": (
        '??? note "N"\n\n    ```python3\n    if 1:\n        x = 1\n\n        y = 2\n    ```\n'
    ),
    "nested tabs": '=== "A"\n\n    === "B"\n\n        ```python\n        x = 1\n        ```\n',
    "list": "- a\n\n    ```python\n    x = 1\n    ```\n\n- b\n",
    "quote": "> a\n>\n> ```python\n> x = 1\n>\n> y = 2\n> ```\n",
    "html": '<div markdown="1">\n\n```python\nx = 1\n```\n\n</div>\n',
    "escapes": "```python\nx = '<b>&amp;</b>' + \"\\\\n\"\n```\n",
    "other languages": "```bash\nls\n```\n\n```text\nls\n```\n\n```python\nx = 1\n```\n",
    "fence in a fence": "````markdown\n```bash\nls\n```\n````\n",
}


@pytest.mark.parametrize("name", ADDED)
def test_each_form_of_fence_is_shown_as_it_was_run(name):
    page = ADDED[name]
    runs = page.count(">>> 1") or page.count("x = ")
    assert render(page).count("data-example=") == runs


def test_the_copied_text_is_code_alone():
    html = render("""\
        ```pycon
        >>> for i in range(2):
        ...     print(i)  # (1)!
        0
        1
        >>> "<&>"
        '<&>'
        ```
        """)
    copied = "for i in range(2):\n    print(i)\n\n&quot;&lt;&amp;&gt;&quot;"
    assert f'data-copy="{copied}"' in html


def test_a_named_example_has_its_own_anchor():
    html = render("```{.python #setup}\nx = 1\n```\n\n```python\ny = 2\n```\n")
    assert '<div id="setup" data-example="1"' in html
    assert '<div id="example-2" data-example="2"' in html


def test_a_figure_stands_above_its_code():
    html = render("""\
        ```python
        #| figure: rise
        #| title: A line
        #| caption: It *rises*.
        #| description: From 0 to 1.
        import matplotlib.pyplot as plt

        fig, ax = plt.subplots()
        _ = ax.plot([0, 1], [0, 1])
        ```
        """)
    assert html.index('<figure class="ol-figure" id="figure-rise">') < html.index("<details")
    assert "<figcaption><b>It *rises*.</b></figcaption>" in html
    assert "#|" not in html


def test_code_that_does_not_run_says_why():
    html = render('```python not_run="needs `cuda` <1>"\nimport cuda\n```\n')
    assert "Not run with this page: needs <code>cuda</code> &lt;1&gt;." in html
    assert "data-example" not in html
    assert 'data-copy="import cuda"' in html


# What the renderer makes of these is no proven code block: line and message.
REFUSED = {
    "indented code": ("text\n\n    x = 1\n", 3, "was not run: 'x = 1'"),
    "raw html": ("a\n\n<pre><code>import numpy</code></pre>\n", 3, "was not run"),
    "fence in a comment": ("<!--\n```python\nx = 1\n```\n-->\n", 2, "run but not shown"),
    "fence in raw html": (
        "<script>\n\n```python\nx = 1\n```\n\n</script>\n",
        3,
        "run but not shown",
    ),
    "fence after a list mark": ("- ```python\n  x = 1\n  ```\n", 3, "not closed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_shown_as_it_was_run_is_refused(name):
    page, line, message = REFUSED[name]
    with pytest.raises(PageError) as caught:
        render(page)
    assert str(caught.value).startswith(f"docs/p.md:{line}: ")
    assert message in str(caught.value)


def test_tampering_between_run_and_page_is_found():
    text = "```python\nx = 1\n```\n"
    snippets = list(run_page(text, "docs/p.md"))
    html = '<div data-example="1"><pre><code>x = 2\n</code></pre></div>'
    with pytest.raises(PageError, match="shows other code than was run"):
        blocks.check(html, text, "docs/p.md", snippets)
    with pytest.raises(PageError, match="shown twice"):
        blocks.check(html.replace("2", "1") * 2, text, "docs/p.md", snippets)
