"""TeX comes out as MathML that browsers draw as TeX would, or not at all."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mathml import check

from builder.render.formulas import FormulaError, to_mathml
from builder.settings import ROLES


def parsed(tex: str, *, display: bool = False) -> ET.Element:
    return to_mathml(tex, display=display)


def test_a_formula_carries_its_source_but_does_not_show_it() -> None:
    math = parsed(r"\frac{1}{2}  x < y")
    assert math.get("alttext") == r"\frac{1}{2} x < y"
    assert "".join(math.itertext()) == "12x<y"
    assert parsed("x", display=True).get("display") == "block"
    assert parsed("x").get("display") is None


def test_roles_are_classes() -> None:
    for role in ROLES:
        assert [row.get("class") for row in parsed(rf"\textcolor{{{role}}}{{x}}")] == [f"ol-{role}"]
    math = parsed(r"\textcolor{memory}{W_1 \textcolor {input} x}")
    assert [row.get("class") for row in math.iter("mrow")] == ["ol-memory", "ol-input"]


@pytest.mark.parametrize(
    ("tex", "drawn"),
    [(r"\overline{xy}", "xy‾"), (r"\vec x", "x→"), (r"\hat x", "xˆ"), ("g_*", "g*")],
)
def test_accents_and_stars_are_drawn_where_they_belong(tex: str, drawn: str) -> None:
    assert "".join(parsed(tex).itertext()) == drawn


def test_columns_are_aligned_by_classes() -> None:
    math = parsed(r"\begin{aligned} a &= b \\ &= c \end{aligned}", display=True)
    (table,) = math.iter("mtable")
    assert table.get("displaystyle") == "true"
    assert [cell.get("class") for cell in table.iter("mtd")] == ["ol-right", "ol-left"] * 2
    for table, sides in (
        (r"\begin{cases} 1 & x \\ 0 & y \end{cases}", ["ol-left", "ol-left"]),
        (r"\begin{array}{rlc} 1 & x & y \\ 0 & y & x \end{array}", ["ol-right", "ol-left", None]),
        (r"\begin{pmatrix} 1 & x \\ 0 & y \end{pmatrix}", [None, None]),
    ):
        assert [cell.get("class") for cell in parsed(table).iter("mtd")] == sides * 2


@pytest.mark.parametrize(
    ("tex", "problem"),
    [
        ("", "empty"),
        (r"\foo{x}", r'Unknown command "\\foo"'),
        (r"\frac{1}{", 'Expected closing token "}"'),
        ("x }", 'Unmatched closing token: "}"'),
        ("x_1_2", "Duplicate subscript"),
        (r"\frac{1}", "Expected argument"),
        (r"\left( x", r'Expected closing token "\\right"'),
        (r"\begin{pmatrix} 1 \end{bmatrix}", r'found "\\end{bmatrix}"'),
        (r"\begin{foo} 1 \end{foo}", 'Unknown environment "foo"'),
        (r"\begin{align} 1 \end{align}", "numbers .* need a style"),
        (r"\begin{array}{c|c} 1 & 2 \end{array}", "rules, .* need a style"),
        (r"\begin{array}{l|c} 1 & 2 \end{array}", "rules, .* need a style"),
        (r"\begin{array}{|c} 1 \end{array}", "rules, .* need a style"),
        (r"\begin{array}{l} 1 \\ \hline 2 \end{array}", "rules, .* need a style"),
        (r"a \! b", "need a style"),
        (r"\boxed{x}", "neither boxes nor strokes"),
        (r"\cancel{x}", "neither boxes nor strokes"),
        (r"\color{red} x", "colours are for roles"),
        (r"\color{input} x", "colours are for roles"),
        (r"\textcolor{blue}{x}", r"write \\textcolor{input|memory|value|output}"),
        ("a & b", '"&", which may only appear in a table'),
        (r"a \\ b", "stands outside of a table"),
        (r"\begin{matrix} a \end{matrix} \newline b", "stands outside of a table"),
        ("50% x", "stands alone"),
        ("x $ y", r"Unexpected \"\$\""),
        ("漢", "no '漢'.*U\\+6F22"),
    ],
)
def test_bad_tex_is_refused_with_the_reason(tex: str, problem: str) -> None:
    with pytest.raises(FormulaError, match=problem) as caught:
        to_mathml(tex, display=True)
    assert str(caught.value).startswith(f"the formula ${tex}$: ")


TOKENS = r"""
    x y W 1 2 + - = ( ) , . | & % _ ^ { } \frac \sqrt \left( \right) \sum \max \cos \| \, \! \\
    \textcolor{input} \color{memory} \mathrm \mathcal \text{if} \hat \overline \vec \cdot \dots
    \theta \emptyset \boxed \displaystyle \operatorname{f} \hline \unknown
    \begin{aligned} \end{aligned} \begin{pmatrix} \end{pmatrix} \begin{array}{l|r} \end{array}
    \begin{cases} \end{cases} \begin{align} \end{align}
"""


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(TOKENS.split()), max_size=12).map(" ".join)
    | st.text(st.characters(codec="utf-8"), max_size=12)
)
def test_whatever_is_typed_is_drawn_or_refused(tex: str) -> None:
    try:
        mathml = to_mathml(tex, display=True)
    except FormulaError:
        return
    assert check(ET.tostring(mathml, encoding="unicode")).get("alttext") == " ".join(tex.split())
