"""A number that is read was printed by the page that it stands on."""

import pytest
from rendering import ran, rendered

from builder.page import PageError
from builder.prove import numbers
from builder.prove.walk import Walk


def check(text):
    """Render a page, and look at the numbers that are read on it; give how many these are."""
    page = ran(text)
    return numbers.check(page, Walk(rendered(page)).read.texts, page.examples)


def is_proven(prose, *printed):
    """Tell whether prose passes on a page that prints some numbers."""
    code = "".join(f">>> print('''{one}''')\n{one}\n" for one in printed) or ">>> x = None\n"
    try:
        check(f"{prose}\n\n```pycon\n{code}```\n")
    except PageError:
        return False
    return True


# What is read, and what was printed.
PROVEN = [
    ("It is 0.293.", "0.293"),
    ("It is 0.293.", "[0.29289322 0.        ]"),
    ("It is 0.29", "0.293"),
    ("It is 0.30.", "0.3"),
    ("It is .293", "0.293"),
    ("It is 0.293", ".293"),
    ("It is 1.00", "1."),
    ("From 0.25–0.75", "0.25 0.75"),
    ("A half: 0.12 or 0.13", "0.125"),
    ("1,234.56 of them", "1234.56"),
    ("An error of 0.77", "-0.77"),
    ("It is −0.77 or -0.77", "-0.77"),
    ("$x-0.77$, $x - 0.77$", "0.77"),
    ("It is 27.57%, $27.57\\%$", "0.27573593"),
    ("It is 27.57 %", "27.57%"),
    (r"$1.25 \times 10^{-3}$", "0.00125"),
    ("1.25e-3 and 1.25e+05", "0.00125 125000"),
    ("1.25 × 10^−3", "1.25e-03"),
    (r"$\frac{0.707}{1.414}$", "0.7071 1.4142"),
    ("`0.293`", "0.293"),
    ("0.*29*3", "0.293"),
    ("$0.29{3}$, $0.293$", "0.293"),
    ("&#48;.293", "0.293"),
    ("4711", "4711"),
    ("27%", "0.27"),
    ("10,000", "10000"),
    ("a 128-dimensional space", "128"),
    ("![It falls to 99.7](a.png)", "99.7"),
    ('[a](b.md "It falls to 99.7")', "99.7"),
    ('=== "99.7"\n\n    Text.\n', "99.7"),
    ('??? note "99.7"\n\n    Text.\n', "99.7"),
    ("Text[^1].\n\n[^1]: It is 99.7.\n", "99.7"),
    ('```json\n{"a": 99.7}\n```', "99.7"),
    ("```console\n$ make\n4711 tests passed\n```", "4711"),
    ("$x^{128}$", "128"),
]
# Numbers that are none of a page's results.
FREE = [
    "5, 12, years such as 1600 and 2099",
    "Python 3.11, NumPy 2.01, version 1.23.4, commit 11179ca and arXiv:2008.02217",
    "UCI, 1998, doi:10.24432/C50P49",
    "[a](https://example.org/1.23), https://example.org/4.56 and [b](p.md#v1.23)",
    "1.2.34",
    "$x_{128}$, $W_{1,128}$ and $(1,5)$",
    "`np.ones(128)`, `rate=0.25`",
    "0.293{given}, $0.293${given} and (0.293){given}, **4711**{given}",
    "```bash\nhead -n 128 a\n```",
]
UNPROVEN = [
    ("0.2**9**4", "0.293"),
    ("99.8%", "99.7"),
    ("## 99.8 in a heading", "99.7"),
    ('??? ol-data "T"\n\n    It is 99.8.', "99.7"),
    ("It is 99.8.\n{ .ol-opening }", "99.7"),
    ("- 99.8\n{ .ol-bibliography }", "99.7"),
    ("10,001", "10000"),
    ("1,5", "1.5"),
    ("1·5", "1.5"),
    ("0.293{given} and 0.294", "0.1"),
    ("It is 0.294.", "0.293"),
    ("It is 0.28", "0.293"),
    ("It is 0.2931", "0.293"),
    ("It is −0.77", "0.77"),
    ("($-0.77$)", "0.77"),
    ("It is 1.2075", "1.207"),
    ("It is 0.25", "25"),
    (r"$1.25 \times 10^{-3}$", "1.25"),
    ("1.25e+05", "1.25"),
    ("1,234.56", "234.56"),
    ("(1,0.56)", "0.57"),
    ("1/0.293", "0.294"),
    (".214±.060", "0.214"),
    ("$0.1 < x$, $y = 0.45$, $z > 0.1$", "0.1"),
    ("`0.293`", "0.3"),
    ("It is 0.00076", "0.001"),
]


@pytest.mark.parametrize(("prose", "printed"), PROVEN)
def test_a_printed_number_or_its_rounding_passes(prose, printed):
    assert is_proven(prose, printed)
    assert not is_proven(prose)


@pytest.mark.parametrize("prose", FREE)
def test_what_is_no_result_is_free(prose):
    assert is_proven(prose)


@pytest.mark.parametrize(("prose", "printed"), UNPROVEN)
def test_any_other_number_stops_the_page(prose, printed):
    assert not is_proven(prose, printed)


# One row for each place where a number can be read: the page, and the line that is named.
PLACES = {
    "paragraph": ("# P\n\nIt is\n0.293.\n", 4),
    "heading": ("# Of 0.293\n", 1),
    "list": ("- one\n- 0.293\n", 2),
    "table": ("| a | b |\n| - | - |\n| 1 | 0.293 |\n", 3),
    "formula": ("$$\nx = 0.293\n$$\n", 2),
    "admonition": ('!!! note "0.293"\n\n    Text.\n', 1),
    "after a fence": ("```python\nx = 0.2930001\n```\n\nIt is 0.293.\n", 5),
    "a fence that looks like an output": ("Text.\n\n```text\nof 0.293\n```\n", 4),
    "emphasis inside of it": ("Text.\n\nIt is 0.*29*3 here.\n", 3),
    "code that prints another": ("```pycon\n>>> 0.3\n0.3\n```\nIt is 0.293.\n", 5),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_number_is_found_wherever_it_is_read(place):
    text, line = PLACES[place]
    with pytest.raises(PageError) as caught:
        check(text)
    assert str(caught.value).startswith(
        f"docs/p.md:{line}: no example of this page prints the number 0.293,"
    )


@pytest.mark.parametrize("word", ["title", "caption", "description"])
def test_the_words_of_a_figure_are_read(word):
    words = {"title": "T", "caption": "C", "description": "D"} | {word: "Falls to 0.293."}
    lines = "".join(f"#| {name}: {text}\n" for name, text in words.items())
    draw = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n_ = ax.plot([0, 1])\n"
    text = f"# P\n\n```python\n#| figure: f\n{lines}{draw}```\n"
    line = text[: text.index("0.293")].count("\n") + 1
    with pytest.raises(PageError, match=f"docs/p.md:{line}: .* 0.293"):
        check(text)
    check(f"{text}\n```pycon\n>>> 0.2929\n0.2929\n```\n")


def test_numbers_in_code_are_not_read_as_text():
    assert check("```python\nx = 0.293\n```\n\n```pycon\n>>> y = 0.294  # or 0.295\n```\n") == 0


def test_what_code_holds_is_given_and_what_a_comment_says_is_not():
    assert check("It is 0.293.\n\n```pycon\n>>> x = 0.293\n```\n") == 1
    with pytest.raises(PageError):
        check("It is 0.293.\n\n```pycon\n>>> x = 1  # 0.293\n```\n")
    with pytest.raises(PageError):
        check("It is 0.29.\n\n```pycon\n>>> x = 0.293\n```\n")


def test_the_mark_of_what_is_given_is_not_seen():
    assert "given}" not in rendered(ran("It is 0.293{given}.\n"))


def test_every_output_of_a_page_counts():
    assert (
        check("""\
        First 0.25, then 0.75.

        ```pycon
        >>> 1 / 4
        0.25
        ```

        ???+ note

            ```pycon
            >>> x = 1
            >>> 3 / 4
            0.75
            ```
        """)
        == 2
    )
