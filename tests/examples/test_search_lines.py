"""What the search reads of a formula says what the formula says."""

import xml.etree.ElementTree as ET

import pytest

from builder.publish.search import to_line, with_lines
from builder.render.formulas import to_mathml

LINES = {
    "-1": "−1",
    r"\frac12": "1/2",
    r"\frac{a + b}{2r^2}": "(a + b)/(2r^2)",
    r"\frac12\delta": "1/2 δ",
    r"\sqrt2": "√2",
    r"1/\sqrt{x \cdot x}": "1/√(x ⋅ x)",
    r"W_1 x + b_1": "W1 x + b1",
    "2k_j": "2k_j",
    "Wx - 2ab": "Wx − 2ab",
    "e^{-z} + 10^{-8}": "e^−z + 10^−8",
    "e^{s_j}": "e^(s_j)",
    r"(1 - P)^{n-1}": "(1 − P)^(n−1)",
    r"g'(a_{ij})": "g′(a_ij)",
    r"H\,W_2^\top": "H W2^⊤",
    r"\hat x": "x̂",
    r"\max(0,\ a)": "max(0, a)",
    r"2\cos\theta": "2 cos θ",
    r"\textcolor{value}{v_j}\,g(a)": "v_j g(a)",
    r"\sum_{i=1}^m w_i x_i": "∑_(i=1)^m w_i x_i",
    r"\int_0^1 (s)\,ds": "∫_0^1 (s) ds",
    r"\text{a row wakes}": "a row wakes",
    r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}": "(1 0; 0 1)",
    r"\begin{aligned} a &= b \\ &= c, \\ d &= 1 \end{aligned}": "a = b = c, d = 1",
}


def mathml(tex):
    return ET.tostring(to_mathml(tex, display=True), encoding="unicode")


@pytest.mark.parametrize(("tex", "line"), LINES.items())
def test_a_formula_is_read_as_it_is_typed(tex, line):
    assert to_line(mathml(tex)) == line


def test_formulas_give_way_to_lines_in_a_page():
    half, less = map(mathml, (r"\frac12", "a < b"))
    assert with_lines(f"<p>A {half} &amp; {less}.</p>") == "<p>A 1/2 &amp; a &lt; b.</p>"
