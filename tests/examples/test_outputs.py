"""Outputs are compared exactly, by one function."""

import doctest

import pytest
from rendering import ran, render

from builder.page import PageError
from builder.read.outputs import as_expected

TRACEBACK = "Traceback (most recent call last):\n    ...\n"
# What the page says, and what Python gives instead.
DIFFERENT = {
    "1 for True": ("1\n", "True\n"),
    "0 for False": ("0\n", "False\n"),
    "True for 1": ("True\n", "1\n"),
    "a line of spaces": ("a\n<BLANKLINE>\nb\n", "a\n  \nb\n"),
    "something printed before an exception": (f"{TRACEBACK}E\n", f"1\n{TRACEBACK}E\n"),
    "a space at a line's end": ("a\n", "a \n"),
    "a space more": ("a b\n", "a  b\n"),
    "the mark of an empty line, printed": ("<BLANKLINE>\n", "<BLANKLINE>\n"),
}


def statement(want):
    (one,) = doctest.DocTestParser().get_examples(f">>> x\n{want}")
    return one


@pytest.mark.parametrize(("want", "got"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_is_alike_is_not_equal(want, got):
    assert not as_expected(statement(want), got)


@pytest.mark.parametrize(
    ("code", "output"),
    [
        ("3 > 4", "0"),
        ("print(3 < 4)", "1"),
        ("print('a \\n')", "a\n<BLANKLINE>"),
        ("print('before'); [][0]", f"{TRACEBACK}IndexError: list index out of range"),
        ("raise ValueError('one\\ntwo')", f"{TRACEBACK}ValueError: one"),
        ("raise KeyError", f"{TRACEBACK}IndexError"),
        ("print('Traceback')", f"{TRACEBACK}KeyError"),
    ],
)
def test_a_page_that_says_otherwise_is_stopped(code, output):
    with pytest.raises(PageError, match=r"docs/p.md:2: the output differs"):
        ran(f"```pycon\n>>> {code}\n{output}\n```\n")


@pytest.mark.parametrize(
    ("code", "output"),
    [
        ("print('a\\n\\nb')", "a\n<BLANKLINE>\nb"),
        ("print('a', end='')", "a"),
        ("1; 2", "1\n2"),
        ("None", ""),
        ("raise ValueError('one\\ntwo')", f"{TRACEBACK}ValueError: one\ntwo"),
        ("[][0]", "Traceback (most recent call last):\nIndexError: list index out of range"),
        ("raise SyntaxError('no')", f"{TRACEBACK}SyntaxError: no"),
    ],
)
def test_a_page_that_says_what_python_gives_passes(code, output):
    assert len(ran(f"```pycon\n>>> {code}\n{output}\n```\n").examples) == 1


def test_an_empty_line_is_shown_as_one():
    html = render('```pycon\n>>> print("a\\n\\nb")\na\n<BLANKLINE>\nb\n>>> 1\n1\n```\n')
    assert "BLANKLINE" not in html
    assert '<span class="go">a</span>\n\n<span class="go">b</span>\n' in html


def test_the_value_of_an_expression_is_told_from_what_is_printed():
    (one,) = ran("```pycon\n>>> print(1) or 2\n1\n2\n```\n").examples
    assert one.outcome.outputs == ("1\n2\n",)
    assert one.outcome.results == ("2\n",)
