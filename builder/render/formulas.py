r"""TeX as MathML Core, which every current browser draws without a script.

math-core reads the TeX and spaces it as TeX does. What it sets by a style, which the site's policy
forbids, is set by a class here, the book's roles among them (``\textcolor{input}{x}``); and what
would be missing on the page is refused.
"""

import re
import xml.etree.ElementTree as ET

from math_core import LatexError, LatexToMathML

from builder.settings import ROLES


def _run(first: str, count: int) -> str:
    return "".join(map(chr, range(ord(first), ord(first) + count)))


CHARACTERS = (
    _run(" ", 95)
    + "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωϑϕϵ"
    + _run("𝐀", 52)  # bold
    + _run("𝐴", 52)  # italic, of which Unicode has the h elsewhere
    + "ℎ"
    + _run("𝛼", 32)  # Greek italic
    + _run("𝒜", 26)  # script
    + "ℒ"
    + _run("𝟎", 10)  # bold
    + "\u00a0\u2009¬¯°±·×÷ˆ˙˜‖…′″‾ℓℕℝ←↑→↓↔↦⇐⇒⇔⟶"
    + "∀∂∃∅∆∇∈∉∋∏∑−∓∗∘√∝∞∠∣∥∧∨∩∪∫∼≈≠≡≤≥≪≫⊂⊃⊆⊇⊕⊗⊙⊤⊥⋀⋁⋂⋃⋅⋮⋯⋰⋱⌈⌉⌊⌋⏞⏟⟂⟨⟩"
    + "\u0302"  # the wide hat
    + "\u2061\u2063"  # for those who listen: a function is applied, a fence is absent
)
"""What a formula may contain: the math font has it (see `builder.render.fonts`)."""
VARIANT = "\ufe00"
"""It asks for another form of the character before it, which is drawn as it is without one."""
# Chromium sets a combining line or arrow beside its term; the font sets the star of g_* too low.
DRAWN = str.maketrans("\u0332\u20d7∗", "‾→*")

# math-core knows no classes, but colours: each role goes through it as one of them.
COLOURS = {"blue": "#0000FF", "brown": "#BF803F", "teal": "#008080", "violet": "#800080"}
PAINTED = dict(zip(ROLES, COLOURS, strict=False))
CLASSES = {f"color:{COLOURS[colour]};": f"ol-{role}" for role, colour in PAINTED.items()}
ALIGNED = re.compile(r"text-align: (left|right);justify-items: \w+;(?:padding-\w+: ?\w+;)*")
CONVERTER = LatexToMathML(fancy_error=False)


class FormulaError(ValueError):
    """A formula that the page must not show."""


def to_mathml(tex: str, *, display: bool) -> ET.Element:
    """Convert one formula.

    Parameters
    ----------
    tex
        The formula without its dollars.
    display
        Whether it stands alone, or in a line of text.

    Raises
    ------
    FormulaError
        If TeX would reject it, math-core does not know it, or the site could not show it.
    """
    source = " ".join(tex.split())
    try:
        _check(source)
        coloured = re.sub(r"\\(text)?color\s*\{(.*?)\}", _as_colour, source)
        mathml = CONVERTER.convert_with_local_state(coloured, displaystyle=display)
        # It is a name in HTML, but not in XML.
        math = ET.fromstring(mathml.replace("&ApplyFunction;", "\u2061"))  # noqa: S314 - our own
        for element in math.iter():
            _fit(element)
    except LatexError as error:
        # What stands before the colon is a place in the text, which the roles' colours have moved.
        problem = str(error).partition(": ")[2]
        raise FormulaError(f"the formula ${source}$: {problem}") from error
    except (ValueError, ET.ParseError) as error:
        raise FormulaError(f"the formula ${source}$: {error}") from error
    math.set("alttext", source)
    return math


def _check(tex: str) -> None:
    """Find what math-core would pass over."""
    if not tex:
        raise ValueError("it is empty")
    tables = 0
    for command in re.findall(r"\\[a-zA-Z]+|\\.|%", tex):
        tables += (command == r"\begin") - (command == r"\end")
        if command == "%":
            raise ValueError(r"% stands alone, and hides what follows: write \%")
        if command in (r"\\", r"\newline") and not tables:
            raise ValueError(rf"{command} stands outside of a table")


def _as_colour(match: re.Match[str]) -> str:
    command, role = match[1], match[2]
    if not command or role not in ROLES:
        raise ValueError(rf"colours are for roles: write \textcolor{{{'|'.join(ROLES)}}}{{…}}")
    return rf"\textcolor{{{PAINTED[role]}}}"


def _fit(element: ET.Element) -> None:
    """Fit an element to the site's policy, style sheet and font."""
    if element.tag == "menclose":
        raise ValueError("browsers draw neither boxes nor strokes in formulas")
    if style := element.attrib.pop("style", ""):
        aligned = ALIGNED.fullmatch(style)
        if not aligned and style not in CLASSES:
            raise ValueError(
                rf"rules, numbers and \! need a style that the site's policy forbids: {style}"
            )
        element.set("class", f"ol-{aligned[1]}" if aligned else CLASSES[style])
    if element.tag != "mo":
        element.attrib.pop("form", None)  # which only an operator has
    if element.tag == "mtext":
        return
    element.text = (element.text or "").translate(DRAWN)
    for character in element.text.replace(VARIANT, ""):
        if character not in CHARACTERS:
            raise ValueError(
                f"the book's math font has no {character!r} (U+{ord(character):04X}): add it to "
                "CHARACTERS in builder/render/formulas.py, and run `python -m builder.render.fonts`"
            )
