"""The examples of a page run in order, are compared exactly, and none is passed over in silence."""

import textwrap

import numpy as np
import pytest

from hooks.examples import find_snippets
from hooks.fences import PageError
from hooks.runner import run_page


def run(text):
    return list(run_page(textwrap.dedent(text), "docs/p.md"))


def error_of(text):
    with pytest.raises(PageError) as caught:
        run(text)
    return str(caught.value)


def test_examples_share_one_namespace_in_page_order():
    first, second = run("""\
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
        """)
    assert first.outcome.outputs == ()
    assert second.outcome.outputs == ("21\n", "a\n\nb\n")


def test_namespaces_are_apart():
    run("```python\nx = 1\n```\n")
    assert "NameError" in error_of("```pycon\n>>> x\n1\n```\n")


def test_expected_exceptions_are_examples_too():
    (snippet,) = run("""\
        ```pycon
        >>> {}["a"]
        Traceback (most recent call last):
            ...
        KeyError: 'a'
        ```
        """)
    assert len(snippet.statements) == 1


def test_numpy_prints_as_in_a_fresh_python_whatever_ran_before():
    with np.printoptions(precision=2):
        run("```pycon\n>>> import numpy as np\n>>> np.array([1 / 3])\narray([0.33333333])\n```\n")


@pytest.mark.parametrize("language", ["python", "pycon", "py", "python3"])
@pytest.mark.parametrize("options", ["", ' title="t"', ' hl_lines="1"', ' linenums="1"'])
def test_a_wrong_output_is_found_whatever_the_info_line(language, options):
    message = error_of(f"text\n\n```{language}{options}\n>>> 1 + 1\n3\n```\n")
    assert message.startswith("docs/p.md:4: the output differs")
    assert "Expected:\n    3\nGot:\n    2\n" in message


# One row for each way to write what looks like an example and is none: page, line, message.
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
    "skip next": ("<!-- skip: next -->\n", 1, "cannot be skipped"),
    "skip start": ("text\n<!--- skip: start -->\n", 2, "cannot be skipped"),
    "skip in a comment of another kind": ("% skip: next\n", 1, "cannot be skipped"),
    "hidden code": ("<!-- invisible-code-block: python\nx = 1\n-->\n", 1, "cannot be skipped"),
    "+SKIP": ("```pycon\n>>> 1  # doctest: +SKIP\n2\n```\n", 2, "directives are not allowed"),
    "+ELLIPSIS": ("```pycon\n>>> 1  #doctest: +ELLIPSIS\n...\n```\n", 2, "not allowed"),
    "not_run without reason": ('```python not_run=""\nx\n```\n', 1, "needs its reason"),
    "unclosed": ("```python\nx = 1\n", 1, "not closed"),
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
}


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_skipped_in_silence(name):
    page, line, message = WRONG[name]
    told = error_of(page)
    assert told.startswith(f"docs/p.md:{line}: ")
    assert message in told


def test_line_numbers_in_indented_and_quoted_fences():
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
    assert error_of("> a\n>\n> ```python\n> x\n> ```\n").startswith("docs/p.md:4: ")


def test_a_figure_named_twice():
    figure = (
        "```python\n#| figure: f\n#| title: t\n#| caption: c\n#| description: d\n"
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n```\n"
    )
    assert error_of(figure * 2) == "docs/p.md:9: the figure 'f' stands already in line 1"


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
    (first,), (second,) = run(page), run(page)
    assert first.outcome == second.outcome
    assert first.figure.description == "From 0 to 1, straight."
    assert first.code.startswith("import matplotlib")
    assert ">input</text>" in first.outcome.svg
    assert '<desc id="line-desc">From 0 to 1, straight.</desc>' in first.outcome.svg


def test_code_that_must_not_run_is_left_alone_and_found_by_its_reason():
    page = '```python not_run="asks for cuda"\nraise RuntimeError\n```\n\n```python\nx = 1\n```\n'
    assert [snippet.fence.line for snippet in run(page)] == [5]
    (kept,) = find_snippets(page, "p", not_run="asks for cuda")
    assert kept.fence.line == 1
