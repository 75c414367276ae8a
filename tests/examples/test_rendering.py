"""What a reader sees is what was run: each code block, its copied text, its figure."""

import re
from html import escape, unescape

import pytest
from rendering import ran, render, rendered

from builder.page import PageError
from builder.prove import shown
from builder.prove.walk import Walk
from builder.render import figures
from builder.render.code import folding

FIGURE = """\
```python
#| figure: rise
#| title: A line
#| caption: It *rises* like $x$ [@one1990].
#| description: From 0 to 1.
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
_ = ax.plot([0, 1], [0, 1])
```
"""

# The check at the end of `render` compares their code with what was run.
PLACES = {
    "plain": "```python\nx = 1\n```\n",
    "title": '```python title="T"\nx = 1\n```\n',
    "admonition": "!!! note\n\n    ```pycon\n    >>> 1\n    1\n    ```\n",
    "collapsible": '???+ "N"\n\n    ```python\n    if 1:\n        x = 1\n\n        2\n    ```\n',
    "nested tabs": '=== "A"\n\n    === "B"\n\n        ```python\n        x = 1\n        ```\n',
    "list": "- a\n\n    ```python\n    x = 1\n    ```\n\n- b\n",
    "escapes": "```python\nx = '<b>&amp;</b>' + \"\\\\n\"\n```\n",
    "other languages": "```bash\nls\n```\n\n```text\nls\n```\n\n```python\nx = 1\n```\n",
    "fence in a fence": "````markdown\n```bash\nls\n```\n````\n",
}


@pytest.mark.parametrize("name", PLACES)
def test_each_example_is_shown_wherever_it_stands(name):
    page = ran(PLACES[name])
    assert rendered(page).count("data-run=") == len(page.examples)


def test_the_copied_text_is_code_alone():
    html = render("""\
        ```pycon
        >>> for i in range(2):
        ...     print(i)
        0
        1
        >>> "<&>"
        '<&>'
        ```

        ```bash
        no code
        ```
        """)
    assert re.findall(r'data-copy="([^"]*)"', html) == [
        "for i in range(2):\n    print(i)\n\n&quot;&lt;&amp;&gt;&quot;"
    ]


def test_a_block_has_its_anchor_and_its_set_up():
    html = render('```python id="start"\nx = "<"\n```\n\n```pycon\n>>> x\n\'<\'\n```\n')
    assert '<div id="start" data-run="code" data-copy="x = &quot;&lt;&quot;"' in html
    assert (
        '<div id="example-2" data-run="code" data-setup="x = &quot;&lt;&quot;" data-copy="x"'
        in html
    )


def test_a_block_says_what_no_browser_has():
    html = render(
        "```python\nimport math\nimport psutil\n```\n\n"
        "```pycon\n>>> psutil is None\nFalse\n```\n\n"
        "```pycon\n>>> math.pi > 3\nTrue\n```\n"
    )
    assert re.findall(r'data-desk="([^"]*)"', html) == ["psutil", "psutil"]


def test_a_figure_stands_above_its_code():
    html = render(FIGURE)
    figure, code = html.split("</figure>")
    assert figure.startswith('<figure class="ol-figure" id="figure-rise">')
    assert '<desc id="rise-desc">From 0 to 1.</desc>' in figure
    assert "<figcaption>It <em>rises</em> like <span" in figure
    assert '(<a href="bibliography.html#one1990">One 1990</a><button' in figure
    data, code = code.split("</details>", 1)
    assert "<summary>Data of this figure</summary><" in data
    assert code.startswith('<details class="ol-code"><summary>Code of this figure</summary><div id')
    assert 'data-run="figure"' in code
    assert "#|" not in html


def test_what_an_example_confirms_is_folded_under_a_line_in_words():
    html = render('```pycon id="a" fold="Checked: `x` <1>"\n>>> 1 == 1\nTrue\n```\n')
    assert html.startswith(
        '<details class="ol-code"><summary>Checked: <code>x</code> &lt;1&gt;</summary>'
        '<div id="a" data-run="code" data-copy="1 == 1"'
    )
    assert html.endswith("</div></details>")


def test_code_that_does_not_run_says_why():
    html = render('```python not_run="needs `cuda` <1>"\nimport cuda\n```\n')
    assert "Not run with this page: needs <code>cuda</code> &lt;1&gt;." in html
    assert "data-run" not in html
    assert 'data-copy="import cuda"' in html


def test_html_is_refused_in_text_alone():
    code = "`<b>`, `` `<!-- a -->` `` and $a <b> c$\n\n```text\n<b>\n```\n"
    assert "&lt;!-- a --&gt;" in render(code)


def test_docstrings_show_what_was_run_with_the_library():
    page = ran("Text.\n")
    page.text = "Text.\n\n```pycon\n>>> 1\n1\n```\n"
    assert 'data-run="code" data-copy="1"' in rendered(page, {("1\n", "1\n")})
    with pytest.raises(PageError, match=r"docs/p.md:4: this code block was not run"):
        rendered(page, {("1\n", "2\n")})


def test_a_table_can_scroll_and_its_empty_corner_heads_nothing():
    html = render("| | a |\n|-|-|\n| 1 | 2 |\n\nText.\n")
    assert html.startswith('<div class="ol-scroll"><table class="ol-grid">')
    assert re.findall(r"<t[hd]>.*?<", html) == ["<td><", "<th>a<", "<td>1<", "<td>2<"]
    assert html.endswith("</table></div>\n<p>Text.</p>")


@pytest.mark.parametrize(
    ("before", "after"), [("", ","), ("(", ")."), ("", "-dimensional"), ("“", "”")]
)
def test_what_touches_a_formula_stays_on_its_line(before, after):
    html = render(f"An {before}$m$*of*{after} space, {before}$m${after} space")
    math = '<math alttext="m"><mi>m</mi></math>'
    assert html == (
        f'<p>An <span class="ol-math">{before}{math}</span><em>of</em>{after} space, '
        f'<span class="ol-math">{before}{math}{after}</span> space</p>'
    )


def test_a_word_before_a_formula_is_not_taken_along():
    assert render("f($m$").startswith('<p>f(<span class="ol-math"><math')


def test_a_long_formula_in_a_line_can_scroll():
    assert "ol-scroll" not in render("$f(x) = g(x)$")
    terms = " + ".join(f"x_{{{number}}}" for number in range(9))
    assert '<span class="ol-math">(<span class="ol-scroll"><math' in render(f"($f(x) = {terms}$)")


def test_a_formula_of_its_own_is_a_block():
    html = render("If\n\n$$\na < b\n+ 1\n$$\n\nthen.")
    assert '<div class="ol-formula"><math alttext="a &lt; b + 1" display="block">' in html
    assert html.endswith("</div>\n<p>then.</p>")


def test_formulas_in_code_stay_as_they_are():
    html = render("`$x$`\n\n```text\n$$x$$\n```\n")
    assert "<code>$x$</code>" in html
    assert "<code>$$x$$\n</code>" in html


def test_a_page_says_how_long_it_takes_and_what_it_is_about():
    page = ran("# T\n\nIt is *about* this.\n\nMore.\n")
    opening = '<p class="ol-opening" data-search-exclude="">About 1 minute to read.</p>'
    assert f"</h1>\n{opening}<p>It" in rendered(page, opens=True)
    assert page.description == "It is about this."
    assert opening not in render("# T\n")


def test_the_question_of_a_page_is_what_is_strong_as_a_whole():
    html = render("# T\n\n**Not** all.\n\n**Why\nso?**\n\n**And why?**\n")
    assert '<p class="ol-question"><em>Why\nso?</em></p>' in html
    assert html.count("ol-question") == 1
    assert "ol-question" not in render("**Why\nso?**\n")


def test_a_chapter_has_its_number_before_its_title_and_keeps_its_anchor():
    title = '<h1 id="a-title"><span class="ol-number">6</span> A title'
    assert title in render("# A title\n", number=6)
    assert "ol-number" not in render("# A title\n")


def test_figures_are_numbered_and_can_be_cited():
    page = ran(FIGURE + FIGURE.replace("rise", "fall"))
    labels = {"docs/p.md": figures.label(page, 6), "docs/x/q.md": figures.label(page, 0)}
    assert labels["docs/p.md"] == {"rise": "Figure 6.1", "fall": "Figure 6.2"}
    html = rendered(page, labels=labels["docs/p.md"])
    assert "<figcaption><b>Figure 6.2</b> It <em>falls</em>" in html
    text = "See [](#figure-fall), [](x/q.md#figure-rise), [this](#figure-rise), `[](#figure-rise)`."
    assert figures.cite(text, "docs/p.md", labels) == (
        "See [Figure 6.2](#figure-fall), [Figure 1](x/q.md#figure-rise), [this](#figure-rise), "
        "`[](#figure-rise)`."
    )


def test_a_long_line_can_fold_and_says_the_same():
    code = "value = function_of_a_long_name(first_argument, second)"
    source = f"short = 1\nif True:\n    {code}\n"
    html = folding(f"<pre><code>{escape(source)}</code></pre>")
    assert '\n<span class="ol-fold ol-fold--8">    value = ' in html
    assert "name(<wbr>first_argument,<wbr>" not in html  # a space follows the comma
    assert "name(<wbr>first_argument, second)</span>\n</code>" in html
    assert unescape(re.sub("<[^>]*>", "", html)) == source


def test_outputs_and_tables_do_not_fold():
    html = render("```pycon\n>>> print('0' * 60)\n" + "0" * 60 + "\n```\n")
    assert "ol-fold" not in html
    table = "what" + "       1.0" * 5
    assert "ol-fold" not in render(f'```python\nTABLE = """\n{table}\n"""\n```\n')
    assert "ol-fold ol-fold--8" in render(f"```pycon\n>>> x = {' + '.join('1' * 20)}\n```\n")


def test_what_a_block_is_called_keeps_its_style():
    html = render('```python title="Seconds"\nx = 1\n```\n')
    assert '<span class="filename">Seconds</span>' in html


def test_what_has_no_style_is_not_marked():
    html = render("```python\nimport re  # so\n\n(1).real\n```\n")
    assert set(re.findall(r'<span class="(\w+)"', html)) == {"kn", "c1"}


CODE = '<div data-run="code"><pre><code>x = 1\n</code></pre></div>'
# One row for each way in which a page could show something else than was run.
OTHERWISE = {
    "other code": (CODE.replace("1", "2"), "1: this code block was not run: 'x = 2'"),
    "twice": (CODE * 2, "3: this code block was not run: 'x = 1'"),
    "never": ("", "2: the page does not show this example as it was run"),
    "as what is not run": (CODE.replace("data-run", "class"), "3: this code block was not run"),
    "more code": (f"{CODE}<pre>z</pre>", "1: this code block was not run: 'z'"),
    "code that says it runs": (
        f'{CODE}<div data-run="code"><pre>ls</pre></div>',
        "7: this code block was not run: 'ls'",
    ),
    "an id twice": (f'{CODE}<p id="page"></p><p id="page"></p>', "1: the id 'page' is given 2"),
    "a fence in the text": (f"{CODE}<p>```python</p>", "2: left in the text .*: '```python'"),
    "a prompt in the text": (
        f"{CODE}<p>Text\n&gt;&gt;&gt; 1</p>",
        "1: left in the text .*: '>>> 1'",
    ),
}


@pytest.mark.parametrize(("html", "message"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_is_not_shown_as_it_was_run_is_noticed(html, message):
    page = ran("A page.\n```python\nx = 1\n```\n\n```bash\nls\n```\n")
    shown.check(page, Walk(f"{CODE}<div><pre>ls</pre></div><p>`&gt;&gt;&gt;`</p>"))
    with pytest.raises(PageError, match=f"docs/p.md:{message}"):
        shown.check(page, Walk(html))
