"""Fences are found wherever Markdown allows one, and what cannot be read is refused."""

import textwrap

import pytest

from hooks.fences import PageError, find_fences


def fences(text):
    return list(find_fences(textwrap.dedent(text), "page.md"))


@pytest.mark.parametrize(
    ("info", "language", "options"),
    [
        ("python", "python", {}),
        ("pycon ", "pycon", {}),
        (" py", "py", {}),
        ("python3", "python3", {}),
        ('python title="a b"', "python", {"title": "a b"}),
        (
            'python title=\'say "x"\' hl_lines="1 3"',
            "python",
            {"title": 'say "x"', "hl_lines": "1 3"},
        ),
        ("{.python}", "python", {}),
        ('{ .pycon #first title="t" }', "pycon", {"id": "first", "title": "t"}),
        ('python {hl_lines="2"}', "python", {"hl_lines": "2"}),
        ("", "", {}),
        ('python not_run="needs `cuda`"', "python", {"not_run": "needs `cuda`"}),
    ],
)
@pytest.mark.parametrize("ticks", ["```", "````", "~~~", "~~~~~"])
def test_info_line(info, language, options, ticks):
    (fence,) = fences(f"{ticks}{info}\nx = 1\n{ticks}\n")
    assert (fence.language, fence.options) == (language, options)
    assert fence.source == "x = 1\n"


@pytest.mark.parametrize(
    ("page", "line", "source"),
    [
        ("a\n\n```python\nx\n```\n", 3, "x\n"),
        (
            "!!! note\n\n    ```python\n    if x:\n        y\n\n    z\n    ```\n",
            3,
            "if x:\n    y\n\nz\n",
        ),
        ('??? note "T"\n    ```python\n    x\n    ```\n', 2, "x\n"),
        ('=== "A"\n\n    === "B"\n\n        ```python\n        x\n        ```\n', 5, "x\n"),
        ("- a\n\n\t```python\n\tx\n\t  y\n\t```\n", 3, "x\n  y\n"),
        ("> a\n>\n> ```python\n> x\n>\n>  y\n> ```\n", 3, "x\n\n y\n"),
        (">> ```python\n>> x\n>> ```\n", 1, "x\n"),
        ("1. a\n\n    ~~~python\n    ```\n    ~~~\n", 3, "```\n"),
        ("````python\n```\nx\n```\n````\n", 1, "```\nx\n```\n"),
        ("```python\n>>> x\n```\n", 1, ">>> x\n"),
        ("\r\n```python\r\nx\r\n```\r\n", 2, "x\n"),
    ],
)
def test_place_and_source(page, line, source):
    (fence,) = find_fences(page, "page.md")
    assert (fence.line, fence.source) == (line, source)
    shown = page[fence.start : fence.end]
    assert shown.lstrip("> \t").startswith(fence.ticks)
    assert shown.endswith(fence.ticks)


def test_several_fences_in_order():
    page = "```python\na\n```\ntext\n~~~bash\nb\n~~~\n```pycon\nc\n```\n"
    assert [(f.line, f.language) for f in find_fences(page, "p")] == [
        (1, "python"),
        (5, "bash"),
        (8, "pycon"),
    ]


def test_code_inside_a_sentence_is_no_fence():
    assert fences("```x``` is code\n``y`` too\n") == []


@pytest.mark.parametrize(
    ("page", "line", "message"),
    [
        ("\n```python\nx\n", 2, "not closed"),
        ("```python\nx\n~~~\n", 1, "not closed"),
        ("!!! note\n\n    ```python\n    x\n  y\n    ```\n", 5, "opened in line 3 is not closed"),
        ("> ```python\n> x\ny\n> ```\n", 3, "opened in line 1 is not closed"),
        ("```python title=\n```\n", 1, "cannot be read from 'title='"),
        ("```python hl_lines\n```\n", 1, "cannot be read from 'hl_lines'"),
        ("```{.python\n```\n", 1, "does not end with its }"),
        ('a\n```python titel="x"\n```\n', 2, "unknown option 'titel'"),
        ('```{.python titel="x"}\n```\n', 1, "unknown option 'titel'"),
    ],
)
def test_what_cannot_be_read_names_page_and_line(page, line, message):
    with pytest.raises(PageError) as caught:
        list(find_fences(page, "docs/p.md"))
    assert str(caught.value).startswith(f"docs/p.md:{line}: ")
    assert message in str(caught.value)
