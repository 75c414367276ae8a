"""TeX comes out as MathML that browsers draw as TeX would, or not at all."""

import xml.etree.ElementTree as ET
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks import figures, formulas
from hooks.formulas import FormulaError, render, to_mathml


def parsed(tex: str, *, display: bool = False) -> ET.Element:
    return ET.fromstring(to_mathml(tex, display=display))


def content(tex: str) -> str:
    """Give the MathML within `<math>`."""
    return to_mathml(tex, display=False).partition(">")[2].removesuffix("</math>")


def test_a_formula_carries_its_source_but_does_not_show_it() -> None:
    math = parsed(r"\frac{1}{2}  x")
    assert math.get("alttext") == r"\frac{1}{2} x"
    assert "".join(math.itertext()) == "12x"
    assert parsed("x", display=True).get("display") == "block"
    assert parsed("x").get("display") is None


def test_roles_are_classes() -> None:
    math = parsed(r"\textcolor{memory}{W_1} \textcolor{input}{x}")
    assert [row.get("class") for row in math] == ["ol-memory", "ol-input"]
    assert "color" not in to_mathml(r"\textcolor{output}{f}", display=False).partition(">")[2]


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        ("x", "<mi>x</mi>"),
        ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\mathrm{ReLU}", "<mi>ReLU</mi>"),
        (r"\mathrm{d}x", '<mi mathvariant="normal">d</mi><mi>x</mi>'),
        (r"\operatorname{softmax}", "<mi>softmax</mi>"),
        (r"\mathbf{w_1}", "<msub><mi>𝐰</mi><mn>𝟏</mn></msub>"),
        (r"\Delta", '<mi mathvariant="normal">Δ</mi>'),
        (r"\infty", "<mi>∞</mi>"),
        ("10{,}000", "<mn>10,000</mn>"),
        ("1/2", '<mn>1</mn><mo lspace="0" rspace="0">/</mo><mn>2</mn>'),
        (r"\hat{y}", '<mover accent="true"><mi>y</mi><mo stretchy="false">ˆ</mo></mover>'),
    ],
)
def test_letters_and_numbers(tex: str, mathml: str) -> None:
    assert content(tex) == mathml


@pytest.mark.parametrize(
    ("tex", "signs"),
    [
        ("-1", ["prefix"]),
        ("a - 1", [None]),
        ("a = -1", ["prefix"]),
        ("(-1)", ["prefix"]),
        ("(a) - 1", [None]),
        (r"\|u\| - 1", [None]),
        (r"a, \, -1", ["prefix"]),
        ("x^{-1} - 1", ["prefix", None]),
        (r"\max - 1", ["prefix"]),
    ],
)
def test_a_sign_is_told_from_a_difference(tex: str, signs: list[str | None]) -> None:
    assert [mo.get("form") for mo in parsed(tex).iter("mo") if mo.text == "−"] == signs


def test_bars_open_and_close() -> None:
    forms = [mo.get("form") for mo in parsed(r"\|u\| \|v\|^2 + |-1|").iter("mo") if mo.text in "‖|"]
    assert forms == ["prefix", "postfix"] * 3


@pytest.mark.parametrize(
    ("tex", "spaces"),
    [
        (r"\cos\theta", 1),
        (r"\cos(\theta)", 0),
        (r"2\,\cos\,\theta", 2),
        (r"\|u\| \|v\|", 1),
        (r"\|u\| \, \|v\|", 1),
        (r"2\cos\theta", 2),
        (r"x \max_y f", 2),
        (r"\max(0, a)", 0),
        (r"\cos \left( \theta \right)", 0),
        (r"a + \log 2", 1),
    ],
)
def test_functions_have_thin_spaces_where_tex_has_them(tex: str, spaces: int) -> None:
    assert len(list(parsed(tex).iter("mspace"))) == spaces


@pytest.mark.parametrize("tex", [r"\sum_{i=1}^n", r"\max_x", r"\operatorname*{argmax}_x"])
def test_limits_stand_below_where_there_is_room(tex: str) -> None:
    assert parsed(tex)[0].tag in ("munder", "munderover")


def test_columns_are_aligned_by_classes() -> None:
    math = parsed(r"\begin{aligned} a &= b \\ &= c \end{aligned}", display=True)
    (table,) = math.iter("mtable")
    assert table.get("class") == "ol-aligned"
    assert [cell.get("class") for cell in table.iter("mtd")] == ["ol-right", "ol-left"] * 2
    (cases,) = parsed(r"\begin{cases} 1 & x \\ 0 & y \end{cases}").iter("mtable")
    assert {cell.get("class") for cell in cases.iter("mtd")} == {"ol-left"}


def test_each_matrix_grows_its_own_brackets() -> None:
    math = parsed(r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} = \begin{bmatrix} 1 \end{bmatrix}")
    rows = [[part.tag for part in row] for row in math if row.tag == "mrow"]
    assert rows == [["mo", "mtable", "mo"]] * 2


@pytest.mark.parametrize(
    ("tex", "problem"),
    [
        ("", "empty"),
        (r"\foo{x}", r"\\foo is not known"),
        (r"\frac{1}{", "{ is not closed"),
        ("x }", "} closes nothing"),
        ("x_", "missing super script or subscript"),
        ("x_1_2", "double subscripts"),
        (r"\frac{1}", "lacks its argument"),
        (r"\sqrt", "something is missing"),
        (r"\left( x", "missing right"),
        (r"x \right)", "missing right"),
        (r"\begin{pmatrix} 1", r"\\begin{pmatrix} is not ended"),
        (r"\begin{pmatrix} 1 \end{bmatrix}", r"\\end{bmatrix} does not close"),
        (r"\begin{align} 1 \end{align}", "'align' is not one of"),
        (r"\begin{array}{c|c} 1 & 2 \end{array}", "MathML Core has no mtable columnlines"),
        (r"\boxed{x}", "MathML Core has no menclose"),
        (r"\color{red} x", "leaks"),
        (r"\textcolor{red}{x}", "'red' is not one of the roles input"),
        (r"\operatorname{atan2}(x)", "the operator 'atan2' must be letters alone"),
        ("a & b", "& stands outside"),
        (r"a \\ b", "stands outside"),
        ("50% x", "stands alone"),
        ("x $ y", "stands alone"),
        (r"\mathcal L", "one by one"),
        (r"\newcommand{\a}{b} \a", "no macros"),
        ("漢", "no '漢'"),
    ],
)
def test_bad_tex_is_refused_with_the_reason(tex: str, problem: str) -> None:
    with pytest.raises(FormulaError, match=problem) as caught:
        to_mathml(tex, display=True)
    assert caught.value.tex == tex


TOKENS = r"""
    x y W 1 2 + - = ( ) , | & _ ^ { } \frac \sqrt \left( \right) \sum \max \cos \| \, \\
    \textcolor{input} \mathrm \text{if} \hat \cdot \theta \unknown
    \begin{aligned} \end{aligned} \begin{pmatrix} \end{pmatrix}
"""


@settings(deadline=None)
@given(st.lists(st.sampled_from(TOKENS.split()), max_size=12).map(" ".join))
def test_whatever_is_typed_is_drawn_or_refused(tex: str) -> None:
    try:
        mathml = to_mathml(tex, display=True)
    except FormulaError:
        return
    math = ET.fromstring(mathml)
    assert "\\" not in "".join(math.itertext())
    assert math.get("alttext") == " ".join(tex.split())


def span(tex: str) -> str:
    return f'<span class="arithmatex">\\({escape(tex)}\\)</span>'


def test_formulas_of_a_page_are_replaced() -> None:
    html = render(
        f'<p>If {span("a < b")}, then</p><div class="arithmatex">\\[x^2\n+ 1\\]</div><p>end.</p>'
    )
    assert "arithmatex" not in html
    assert 'alttext="a &lt; b"' in html
    assert '<div class="ol-formula"><math alttext="x^2 + 1" display="block">' in html
    assert html.endswith("</div><p>end.</p>")


@pytest.mark.parametrize(
    ("before", "after"), [("", ","), ("(", ")."), ("", "-dimensional"), ("“", "”")]
)
def test_what_touches_a_formula_stays_on_its_line(before: str, after: str) -> None:
    html = render(f"<p>An {before}{span('m')}{after} space</p>")
    math = to_mathml("m", display=False)
    assert html == f'<p>An <span class="ol-math">{before}{math}{after}</span> space</p>'


def test_a_word_before_a_formula_is_not_taken_along() -> None:
    assert render(f"<p>f({span('m')}</p>").startswith("<p>f(<span")


def test_a_long_formula_in_a_line_can_scroll() -> None:
    assert 'class="ol-scroll"' not in render(span("f(x) = g(x)"))
    assert 'class="ol-scroll"' in render(
        span("f(x) = " + " + ".join(f"x_{{{i}}}" for i in range(9)))
    )


def test_code_is_not_touched() -> None:
    html = (
        "<pre><code>&lt;span class=&quot;arithmatex&quot;&gt;\\(x\\)&lt;/span&gt; $x$</code></pre>"
    )
    assert render(html) == html


def test_headings_hold_no_formulas() -> None:
    html = f'<h2 id="a">Words</h2><p>{span("x")}</p><h3 id="b">The vector {span("W_1")}</h3>'
    with pytest.raises(FormulaError, match=r"\$W_1\$: no formulas in headings"):
        render(html)
    assert render(html.replace("h3", "p"))


def test_roles_are_those_of_figures() -> None:
    assert tuple(figures.ROLES) == formulas.ROLES
