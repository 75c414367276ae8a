"""The examples of a page run in order, are compared exactly, and none is passed over in silence."""

import numpy as np
import pytest
from rendering import ran, render

from builder.page import PageError


def error_of(text):
    with pytest.raises(PageError) as caught:
        render(text)
    return str(caught.value)


def test_examples_share_one_namespace_in_page_order():
    first, second = ran("""\
        ```python
        x = 20
        ```

        ```pycon
        >>> x + 1
        21
        >>> print("a\\n\\nb")
        a
        <BLANKLINE>
        b
        ```
        """).examples
    assert first.outcome.outputs == ()
    assert second.outcome.outputs == ("21\n", "a\n\nb\n")


def test_namespaces_are_apart():
    ran("```python\nx = 1\n```\n")
    assert "NameError" in error_of("```pycon\n>>> x\n1\n```\n")


def test_expected_exceptions_are_examples_too():
    (example,) = ran("""\
        ```pycon
        >>> {}["a"]
        Traceback (most recent call last):
            ...
        KeyError: 'a'
        ```
        """).examples
    assert len(example.statements) == 1


def test_numpy_prints_as_in_a_fresh_python_whatever_ran_before():
    with np.printoptions(precision=2):
        ran("```pycon\n>>> import numpy as np\n>>> np.array([1 / 3])\narray([0.33333333])\n```\n")


@pytest.mark.parametrize("language", ["python", "pycon"])
@pytest.mark.parametrize("options", ["", ' title="t"', ' id="i"'])
def test_a_wrong_output_is_found_whatever_the_info_line(language, options):
    message = error_of(f"text\n\n```{language}{options}\n>>> 1 + 1\n3\n```\n")
    assert message.startswith("docs/p.md:4: the output differs")
    assert "Expected:\n    3\nGot:\n    2\n" in message


# One row for each kind of fault, whichever part of the builder finds it: page, line, message.
WRONG = {
    "missing output": ("```pycon\n>>> 1\n```\n", 2, "Expected:\n    (nothing)\nGot:\n    1"),
    "superfluous output": ("```pycon\n>>> x = 1\n1\n```\n", 2, "Got:\n    (nothing)"),
    "close is not equal": ("```pycon\n>>> 0.1 + 0.2\n0.3\n```\n", 2, "0.30000000000000004"),
    "later statement": ("```pycon\n>>> 1\n1\n>>> 2\n3\n```\n", 4, "the output differs"),
    "exception": ("```pycon\n>>> x\n1\n```\n", 2, "the example raises NameError"),
    "exception in code": ("```python\na = 1\nb\n```\n", 3, "the example raises NameError"),
    "other exception": (
        "```pycon\n>>> {}[1]\nTraceback (most recent call last):\n    ...\nKeyError: 2\n```\n",
        2,
        "KeyError: 1",
    ),
    "syntax error": ("```python\na = 1\n\nb = (\n```\n", 4, "the example raises SyntaxError"),
    "syntax error at a prompt": ("```pycon\n>>> a b\n```\n", 2, "the example raises SyntaxError"),
    "sys.exit": ("```python\nimport sys\nsys.exit()\n```\n", 3, "raises SystemExit"),
    "sys.exit at a prompt": ("```pycon\n>>> raise SystemExit\n```\n", 2, "raises SystemExit"),
    "unseen print": ("```python\nprint(1)\n```\n", 1, "prints what the page does not show"),
    "warning": (
        "```python\nimport warnings\nwarnings.warn('w')\n```\n",
        3,
        "the example raises UserWarning",
    ),
    "prompt outside": ("text\n\n>>> 1\n1\n", 3, "a prompt (>>>) outside a fence"),
    "indented prompt outside": ("text\n\n    >>> 1\n    1\n", 3, "outside a fence"),
    "prompt in a list": ("- >>> 1\n", 1, "outside a fence"),
    "bare fence": ("```\n>>> 1\n1\n```\n", 1, "the fence names no language"),
    "bare fence without prompt": ("```\nx\n```\n", 1, "the fence names no language"),
    "text with prompt": ("```text\n>>> 1\n1\n```\n", 1, "holds a prompt"),
    "console with prompt": ("```console\n$ python\n>>> 1\n```\n", 1, "holds a prompt"),
    "text with Python": ("```text\nimport numpy\n```\n", 1, "holds Python"),
    "capital": ("```Python\nx\n```\n", 1, "'Python', which is not run"),
    "ipython": ("```ipython\nx\n```\n", 1, "'ipython', which is not run"),
    "python2": ("```python2\nx\n```\n", 1, "'python2', which is not run"),
    "doctest": ("```doctest\n>>> x\n```\n", 1, "'doctest', which is not run"),
    "pycon without prompt": ("```pycon\n1 + 1\n2\n```\n", 2, "has to begin with a prompt"),
    "prompt after code": ("```python\nx = 1\n>>> x\n1\n```\n", 3, "after plain code"),
    "text after a blank line": (
        "```pycon\n>>> 1\n1\n\n99 bottles\n```\n",
        5,
        "compared with nothing",
    ),
    "no space after prompt": ("```pycon\n>>> 1\n1\n>>>2\n```\n", 4, "lacks blank after >>>"),
    "empty": ("```python\n\n```\n", 1, "the example is empty"),
    "+SKIP": ("```pycon\n>>> 1  # doctest: +SKIP\n2\n```\n", 2, "directives are not allowed"),
    "+ELLIPSIS": ("```pycon\n>>> 1  #doctest: +ELLIPSIS\n...\n```\n", 2, "not allowed"),
    "not_run without reason": ('```python not_run=""\nx\n```\n', 1, "needs its reason"),
    "fold of what does not run": ('```bash fold="b"\nls\n```\n', 1, "only what runs can be folded"),
    "fold without a line": ('```python fold=""\nx\n```\n', 1, "only what runs can be folded"),
    "python3": ("```python3\nx\n```\n", 1, "'python3', which is not run"),
    "unclosed": ("a\n\n```python\nx = 1\n", 3, "the fence is not closed"),
    "closed by too few": ("````python\nx\n```\n", 1, "not closed"),
    "a line left of its fence": (
        "!!! note\n\n    ```python\n    x\n  y\n    ```\n",
        5,
        "opened in line 3 is not closed",
    ),
    "tildes": ("a\n~~~python\nx\n~~~\n", 2, "opens with three backticks"),
    "quoted fence": ("> a\n>\n> ```python\n> x\n> ```\n", 3, "on a line of its own"),
    "fence after a list mark": ("- ```python\n  x = 1\n  ```\n", 1, "on a line of its own"),
    "fence after a tab": ("- a\n\n\t```python\n\tx\n\t```\n", 3, "the character U+0009"),
    "option without a value": ("```python title=\n```\n", 1, "'python title=' cannot be read"),
    "option in other quotes": ("```python title='t'\n```\n", 1, "cannot be read"),
    "braces": ("```{ .python }\n```\n", 1, "the fence's info is { .python }: write python"),
    "unknown option": ('a\n```python titel="x"\n```\n', 2, "unknown option 'titel'"),
    "marked lines": ('```python hl_lines="2"\n```\n', 1, "unknown option 'hl_lines'"),
    "numbered lines": ('```python linenums="1"\n```\n', 1, "unknown option 'linenums'"),
    "indented code": ("text\n\n    x = 1\n", 3, "indented code is not run: 'x = 1'"),
    "indented fence": ("text\n\n    ```python\n    x = 1\n    ```\n", 4, "not run: 'x = 1'"),
    "escaped prompt": ("text\n\n\\>>> 1\n", 3, "left in the text as it stands: '>>> 1'"),
    "tag": ("a\n\n<b>b</b>\n", 3, "pages hold no HTML: <b>"),
    "block of HTML": (
        "a\n\n<div>\n\n```python\nx = 1\n```\n\n</div>\n",
        3,
        "pages hold no HTML: <div>",
    ),
    "code in HTML": ("a\n\n<pre><code>import numpy</code></pre>\n", 3, "no HTML: <pre>"),
    "skip by a comment": ("text\n\n<!-- skip: next -->\n", 3, "pages hold no HTML"),
    "hidden code": ("a\n\n<!-- invisible-code-block: python\nx = 1\n-->\n", 3, "no HTML: <!--"),
    "an anchor given twice": (
        '# Title\n\n## Again\n\n```python id="again"\nx = 1\n```\n',
        5,
        "the id 'again' is given 2 times",
    ),
    "a name given twice": (
        2 * '```python id="one"\nx = 1\n```\n',
        4,
        "'one' stands already in line 1",
    ),
    "unknown work": ("A\n\nb [@none].", 3, "nothing in references.bib has the key 'none'"),
    "unknown work after another": ("[@one1990; @none]", 1, "nothing in references.bib has"),
    "works apart by a comma": ("A\n[@one1990, @all2010]", 2, "expected [@key] or [@key; @key]"),
    "page of a work": ("[@one1990 p. 3]", 1, "expected [@key]"),
    "no work": ("[@]", 1, "expected [@key]"),
    "bad formula": ("a\n\n$$\n\\frac{1}\n$$\n", 4, "the formula $\\frac{1}$: Expected argument"),
    "bad formula in a line": ("a\n\nb $\\foo$\n", 3, "the formula $\\foo$: Unknown command"),
    "formula in a heading": ("$x$\n\n## The $W_1$\n", 3, "$W_1$: no formulas in headings"),
    "figure left open": (
        "```python\nimport matplotlib.pyplot as plt\nf = plt.figure()\n```\n",
        1,
        "leaves 1 figure(s) open",
    ),
    "no figure drawn": (
        "```python\n#| figure: f\n#| title: t\n#| caption: c\n#| description: d\nx = 1\n```\n",
        1,
        "must draw one figure, but draws 0",
    ),
    "two figures drawn": (
        """\
```python
#| figure: f
#| title: t
#| caption: c
#| description: d
import matplotlib.pyplot as plt
plt.figure(), plt.figure()
```
""",
        1,
        "must draw one figure, but draws 2",
    ),
    "figure without caption": (
        "```python\n#| figure: f\n#| title: t\n#| description: d\nx = 1\n```\n",
        2,
        "the figure has no caption",
    ),
    "figure without description": (
        "```python\n#| figure: f\n#| title: t\n#| caption: c\n#| description: ''\nx = 1\n```\n",
        2,
        "the figure has no description",
    ),
    "unknown figure key": ("```python\n#| figur: f\nx = 1\n```\n", 2, "unknown #| key 'figur'"),
    "figure text is no YAML": ("```python\n#| figure: [\nx = 1\n```\n", 2, "are not YAML"),
    "figure name": (
        "```python\n#| figure: A b\n#| title: t\n#| caption: c\n#| description: d\nx\n```\n",
        2,
        "must be lower-case-with-hyphens",
    ),
    "figure name that begins with a digit": (
        "```python\n#| figure: 2d\n#| title: t\n#| caption: c\n#| description: d\nx\n```\n",
        2,
        "must be lower-case-with-hyphens and begin with a letter",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_skipped_in_silence(name):
    page, line, message = WRONG[name]
    told = error_of(page)
    assert told.startswith(f"docs/p.md:{line}: ")
    assert message in told


def test_line_numbers_in_indented_fences():
    page = """\
# T

=== "A"

    !!! note

        ```pycon
        >>> 1
        1
        >>> 2
        3
        ```
"""
    assert error_of(page).startswith("docs/p.md:10: ")


def test_a_figure_named_twice():
    figure = (
        "```python\n#| figure: f\n#| title: t\n#| caption: c\n#| description: d\n"
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n```\n"
    )
    assert error_of(figure * 2) == "docs/p.md:9: 'figure-f' stands already in line 1"


def test_a_figure_is_drawn_the_same_twice():
    page = """\
        ```python
        #| figure: line
        #| title: A line
        #| caption: It rises.
        #| description: >-
        #|   From 0 to 1,
        #|   straight.
        import matplotlib.pyplot as plt

        fig, ax = plt.subplots()
        ax.plot([0, 1], [0, 1])
        ax.set_xlabel("input")
        ```
        """
    (first,), (second,) = ran(page).examples, ran(page).examples
    assert first.outcome == second.outcome
    assert first.figure.description == "From 0 to 1, straight."
    assert first.code.startswith("import matplotlib")
    assert ">input</text>" in first.outcome.svg
    assert '<desc id="line-desc">From 0 to 1, straight.</desc>' in first.outcome.svg


def test_code_that_must_not_run_is_left_alone():
    page = '```python not_run="asks for cuda"\nraise RuntimeError\n```\n\n```python\nx = 1\n```\n'
    assert [example.line for example in ran(page).examples] == [5]
