"""Fences are found wherever Markdown allows one; `test_examples.py` has what is refused."""

import pytest

from builder.read.fences import find_fences


@pytest.mark.parametrize(
    ("info", "language", "options"),
    [
        ("python", "python", {}),
        ("pycon ", "pycon", {}),
        ("", "", {}),
        ('python title="a b"', "python", {"title": "a b"}),
        ('pycon  id="first" title="t"', "pycon", {"id": "first", "title": "t"}),
        ('python fold="Checked"', "python", {"fold": "Checked"}),
        ('python not_run="needs `cuda`"', "python", {"not_run": "needs `cuda`"}),
    ],
)
@pytest.mark.parametrize("ticks", ["```", "`````"])
def test_info_line(info, language, options, ticks):
    (fence,) = find_fences(f"{ticks}{info}\nx = 1\n{ticks}\n", "p.md")
    assert (fence.language, fence.options, fence.source) == (language, options, "x = 1\n")


@pytest.mark.parametrize(
    ("page", "line", "source"),
    [
        ("a\n\n```python\nx\n```\n", 3, "x\n"),
        (
            "!!! note\n\n    ```python\n    if x:\n        y\n\n    z\n    ```\n",
            3,
            "if x:\n    y\n\nz\n",
        ),
        ('=== "A"\n\n    === "B"\n\n        ```python\n        x\n        ```\n', 5, "x\n"),
        ("1. a\n\n    ````python\n    ```\n    x\n    ```\n    ````\n", 3, "```\nx\n```\n"),
        ("```python\n>>> x\n```", 1, ">>> x\n"),
    ],
)
def test_place_and_source(page, line, source):
    (fence,) = find_fences(page, "p.md")
    assert (fence.line, fence.source) == (line, source)
    shown = page[fence.start : fence.end]
    assert shown.startswith(f"{fence.indent}```")
    assert shown.endswith("```")
    assert fence.source.splitlines()[-1] in shown


def test_several_fences_in_order():
    page = "```python\na\n```\ntext\n```bash\nb\n```\n````pycon\nc\n````\n"
    found = [(fence.line, fence.language) for fence in find_fences(page, "p.md")]
    assert found == [(1, "python"), (5, "bash"), (8, "pycon")]


def test_code_inside_a_sentence_is_no_fence():
    assert not list(find_fences("```x``` is code\n``y`` too\n- ```z``` as well\n", "p.md"))
