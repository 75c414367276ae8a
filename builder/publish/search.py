"""What the search reads of a formula: a line of text.

The theme's search knows no MathML. Of a square it would keep ``x2``, and of a half ``12``.
"""

import re
import xml.etree.ElementTree as ET
from html import escape

FORMULA = re.compile(r"<math\b[^\0]*?</math>")
# What needs no brackets as a part of a fraction, a root or a script.
ATOM = re.compile(r"[−√]?(?:[^\W_]|[.\u0302])+|\W|\([^()]*\)|‖\w+‖")
SPACED = frozenset("=≈≠≡<>≤≥≪≫∼∝+−±×⋅→←↔↦⇒⇔∈")
BIG = frozenset("∑∏∫")
APPLIED, ABSENT, HAT = "\u2061", "\u2063", "\u0302"


def with_lines(html: str) -> str:
    """Put a line of text in the place of each formula."""
    return FORMULA.sub(lambda formula: escape(to_line(formula[0]), quote=False), html)


def to_line(mathml: str) -> str:
    """Write a formula as it is typed: ``W1 x + b1``, ``(a + b)/2``, ``e^(−x^2)``."""
    line = _row(ET.fromstring(mathml))  # noqa: S314 - our own
    line = re.sub(rf"\s*{APPLIED}\s*(\(?)", lambda one: one[1] or " ", line).replace(ABSENT, "")
    line = re.sub(r"\s+(?=[\s,;)\]°]|\.(?!\.))|(?<=[(\[])\s+", "", line)
    return re.sub(r"\s+", " ", line).strip()


def _row(row: ET.Element) -> str:
    line, last = "", "mo"
    for element in row:
        text = _text(element)
        leaf = next((one for one in element.iter() if one.text), element)
        # A letter stands with a letter, and a number with what it multiplies; names stand apart.
        first = len(leaf.text or "") if last == "mn" else len(text)
        together = last in ("mn", "mi") and first == 1
        line += text if together or "mo" in (last, leaf.tag) else f" {text}"
        last = "name" if element.tag == "mi" and len(text) > 1 else element.tag
    return line


def _text(element: ET.Element) -> str:
    parts = list(element)
    match element.tag:
        case "mo":
            return _operator(element)
        case "mi" | "mn" | "mtext":
            return element.text or ""
        case "mspace":
            return " " if "width" in element.attrib else ""
        case "mfrac":
            return f"{_part(parts[0])}/{_part(parts[1])} "
        case "msqrt":
            return f"√{_bracketed(_row(element))}"
        case "mover" if "accent" in element.attrib and parts[1].text == "ˆ":
            return f"{_text(parts[0])}{HAT}"
        case "msub" | "munder":
            return _scripts(parts[0], parts[1], None)
        case "msup" | "mover":
            return _scripts(parts[0], None, parts[1])
        case "msubsup" | "munderover":
            return _scripts(*parts)
        case "mtable":
            rows = "; ".join(" ".join(map(_row, row)) for row in element)
            return re.sub(r"(?<=,) *;|;(?= +[=≈≤≥])", "", rows)  # a line that goes on
    return _row(element)


def _operator(element: ET.Element) -> str:
    sign = element.text or ""
    apart = sign in SPACED and element.get("lspace") != "0"
    if sign.isalpha() and len(sign) > 1:
        return f" {sign}{APPLIED}"
    return f" {sign} " if apart else f"{sign} " if sign == "," else sign


def _scripts(base: ET.Element, low: ET.Element | None, high: ET.Element | None) -> str:
    line = _text(base).strip()
    if low is not None:
        index = _part(low)
        # W1 is what the library calls it.
        line += index if index.isdigit() and base.text not in BIG else f"_{index}"
    if high is not None:
        power = _part(high)
        line += power if power == "′" else f"^{power}"
    return f"{line} " if base.text in BIG else line


def _part(element: ET.Element) -> str:
    return _bracketed(_text(element).strip())


def _bracketed(line: str) -> str:
    return line if ATOM.fullmatch(line) else f"({line})"
