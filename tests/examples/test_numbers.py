"""A number that is read was printed by the page that it stands on."""

import pytest
from rendering import ran

from builder.page import Outcome, PageError
from builder.prove.numbers import check
from builder.read import read


def is_proven(prose, *printed):
    """Tell whether prose passes on a page that prints some numbers."""
    code = "".join(f">>> print('''{one}''')\n{one}\n" for one in printed) or ">>> x = 1\n"
    try:
        check(ran(f"{prose}\n\n```pycon\n{code}```\n"))
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
]
# Numbers that are none of a page's results, or have fewer than two significant decimals.
FREE = [
    "0.5, 0.05, 12.5, 1000, 10,000 and 27.6%",
    "Python 3.11, NumPy 2.01, version 1.23.4 and arXiv:2008.02217",
    "[a](https://example.org/1.23), https://example.org/4.56 and [b](p.md#v1.23)",
    "[@someone1.23]",
    '<span style="width: 1.25em">wide</span>',
    "1.2.34",
]
UNPROVEN = [
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
    "after a fence": ("```python\nx = 0.293\n```\n\nIt is 0.293.\n", 5),
    "code that prints another": ("```pycon\n>>> 0.3\n0.3\n```\nIt is 0.293.\n", 5),
    "beside an example": ("    0.293\n\n```pycon\n>>> 1 - 0.7\n0.30000000000000004\n```\n", 1),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_number_is_found_wherever_it_is_read(place):
    text, line = PLACES[place]
    with pytest.raises(PageError) as caught:
        check(ran(text))
    assert str(caught.value) == f"docs/p.md:{line}: no example of this page prints the number 0.293"


@pytest.mark.parametrize("word", ["title", "caption", "description"])
def test_the_words_of_a_figure_are_checked(word):
    words = {"title": "T", "caption": "C", "description": "D"} | {word: "Falls to 0.293."}
    lines = "".join(f"#| {name}: {text}\n" for name, text in words.items())
    text = f"# P\n\n```python\n#| figure: f\n{lines}x = 1\n```\n"
    line = text[: text.index("0.293")].count("\n") + 1
    page = read(text, "docs/p.md")
    with pytest.raises(PageError, match=f"docs/p.md:{line}: .* 0.293"):
        check(page)
    page.examples[0].outcome = Outcome(outputs=("0.2929\n",))
    check(page)


def test_a_number_in_the_line_of_a_fold_is_printed_by_that_very_example():
    text = (
        '```pycon\n>>> 20\n20\n```\n\n```pycon fold="Checked: {} of 7"\n>>> (3, 7)\n(3, 7)\n```\n'
    )
    check(ran(text.format(3)))
    with pytest.raises(PageError, match=r"docs/p.md:6: the folded example does not print 20"):
        check(ran(text.format(20)))


def test_numbers_in_code_are_not_read_as_text():
    check(ran("```python\nx = 0.293\n```\n\n```pycon\n>>> y = 0.294  # about 0.295\n```\n"))


def test_what_code_contains_proves_nothing():
    with pytest.raises(PageError):
        check(ran("It is 0.293.\n\n```pycon\n>>> x = 0.293\n```\n"))


def test_every_output_of_a_page_counts():
    page = ran("""\
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
    check(page)
