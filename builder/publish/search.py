"""What the search reads of a formula: a line of text.

The theme's search knows no MathML. Of a square it would keep ``x2``, and of a half ``12``.
"""

import re
import xml.etree.ElementTree as ET
from functools import cache
from html import escape

FORMULA = re.compile(r"<math\b[^\0]*?</math>")
# What needs no brackets as a part of a fraction, a root or a script.
ATOM = re.compile(r"[−√]?(?:[^\W_]|[.\u0302])+|\W|\([^()]*\)|‖\w+‖")
# Spaces that are too many: before what closes, behind what opens, and before what is applied.
CLOSE = re.compile(
    r"\s+(?=[,;)\]°]|\.(?!\.))|(?<=[(\[])\s+|(?<=\w)\s+(?=[‖|/])|(?<=[^\W\d])\s+(?=\()"
)
SPACED = frozenset("=≈≠≡<>≤≥≪≫∼∝+−±×⋅→←↔↦⇒⇔∈")
BIG, APPLIED, ABSENT, HAT = "∑∏∫", "\u2061", "\u2063", "\u0302"


def with_lines(html: str) -> str:
    """Put a line of text in the place of each formula."""
    return FORMULA.sub(lambda formula: escape(to_line(formula[0]), quote=False), html)


@cache
def to_line(mathml: str) -> str:
    """Write a formula as it is typed: ``W1 x + b1``, ``(a + b)/2``, ``e^(−x^2)``."""
    line = written(ET.fromstring(mathml)).replace(ABSENT, "")  # noqa: S314 - our own
    line = re.sub(rf"\s*{APPLIED}\s*(\(?)", lambda one: one[1] or " ", line)
    return " ".join(CLOSE.sub("", line).split())


def written(element: ET.Element) -> str:
    """Write an element; where spaces are too many, `to_line` takes them out."""
    parts, text = [written(one) for one in element], element.text or ""
    match element.tag:
        case "mo" if text in SPACED and element.get("lspace") != "0":
            return f" {text} "
        case "mo" if text == ",":
            return ", "
        case "mi" | "mo" if len(text) > 1:  # a name
            return f" {text} "
        case "mspace":
            return " "
        case "mfrac":
            return f"{part(parts[0])}/{part(parts[1])} "
        case "msqrt":
            return f"√{part(''.join(parts))} "
        case "mover" if parts[1] == "ˆ":
            return f"{parts[0]}{HAT}"
        case "msub" | "munder":
            return f"{parts[0].strip()}{index(*parts)} "
        case "msup" | "mover":
            return f"{parts[0].strip()}{power(parts[1])}"
        case "msubsup" | "munderover":
            return f"{parts[0].strip()}{index(*parts[:2])}{power(parts[2])}"
        case "mtr":
            return " ".join(parts)
        case "mtable":  # of rows, or of lines that go on
            return re.sub(r"(?<=,) *;|;(?= +[=≈≤≥])", "", "; ".join(parts))
    return "".join(parts) or text


def index(base: str, low: str) -> str:
    """Write an index; `W1` is what the library calls it."""
    line = part(low)
    return line if line.isdigit() and base not in BIG else f"_{line}"


def power(high: str) -> str:
    """Write a power."""
    return high if high == "′" else f"^{part(high)} "


def part(line: str) -> str:
    """Put brackets around what would come apart."""
    line = line.strip()
    return line if ATOM.fullmatch(line) else f"({line})"
