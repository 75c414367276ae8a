r"""TeX as MathML, in the part of it that every current browser draws: MathML Core.

latex2mathml reads the TeX. It lets mistakes through and leaves out some of TeX's spacing, so what
it gives is checked and finished here: an unknown command stops the build, signs and functions get
their space, and the book's roles get their colours as classes (``\textcolor{input}{x}``).
"""

import re
import xml.etree.ElementTree as ET
from html import unescape

from latex2mathml.commands import FUNCTIONS
from latex2mathml.converter import convert_to_element

from hooks.fonts import CHARACTERS

ROLES = ("input", "memory", "value", "output")

# What latex2mathml calls the environments that the book may use, and those that it offers but that
# need numbers, rules or more than MathML Core.
ENVIRONMENTS = {
    name: name
    for name in (
        "array", "bmatrix", "Bmatrix", "cases", "matrix", "pmatrix", "smallmatrix", "vmatrix",
        "Vmatrix",
    )
} | {"aligned": "split"}  # fmt: skip
FORBIDDEN = {
    r"\color": r"it leaks over cells: write \textcolor{role}{…}",
    r"\def": "formulas have no macros: write it out",
    r"\newcommand": "formulas have no macros: write it out",
    r"\label": "formulas have no numbers here",
    r"\tag": "formulas have no numbers here",
    r"\href": "no links in formulas",
    r"\style": "no styles in formulas",
    r"\class": r"no classes in formulas: write \textcolor{role}{…}",
    r"\verb": r"write \text{…}",
}
ELEMENTS = {
    "math": None, "mi": 0, "mn": 0, "mo": 0, "mtext": 0, "mspace": 0, "mrow": None, "mstyle": None,
    "mpadded": None, "mphantom": None, "msqrt": None, "mtable": None, "mtr": None, "mtd": None,
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2,
    "munderover": 3,
}  # fmt: skip
ATTRIBUTES = {
    "accent", "alttext", "class", "depth", "display", "displaystyle", "form", "height",
    "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rspace",
    "scriptlevel", "stretchy", "voffset", "width",
}  # fmt: skip

OPENING, CLOSING, BARS, PUNCTUATION = set("([{⟨⌊⌈"), set(")]}⟩⌋⌉"), set("|‖"), set(",;")
SIGNS = set("+−±∓")
# Operators that carry their limits above and below where there is room.
LARGE = set("∑∏∐⋂⋃⋀⋁")
WITH_LIMITS = {"max", "min", "sup", "inf", "lim"}
# latex2mathml takes these for operators, but they stand for something themselves.
SYMBOLS = set("∞∅⊤⊥∂∇…⋯⋮⋱")
ROWS = ("math", "mrow", "mstyle", "mpadded", "mphantom", "msqrt", "mtd")
SCRIPTS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
FUNCTION_NAMES = {name[1:] for name in FUNCTIONS}
# What latex2mathml sets over a letter, and what is drawn; the long one is a line over a whole term.
ACCENTS = {"^": "ˆ", "¯": "¯", "~": "˜", "→": "→", "˙": "˙", "―": "‾"}
THIN_SPACE = "0.167em"
BOLD = {"A": 0x1D400, "a": 0x1D41A, "0": 0x1D7CE}
# An inline formula of more letters than this may be wider than a phone and gets a box to scroll in.
LONG = 24

ARITHMATEX = re.compile(
    r"(?P<before>(?<![^\s>])[(\[“‘„]*)"
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>'
    r"(?P<after>[^\s<]*)",
    re.DOTALL,
)
HEADING = re.compile(r"<h[1-6][ >](?:(?!</h).)*class=\"arithmatex\"", re.DOTALL)


class FormulaError(ValueError):
    """A formula that the page must not show."""

    def __init__(self, tex: str, problem: str) -> None:
        super().__init__(f"the formula ${' '.join(tex.split())}$: {problem}")
        self.tex = tex


def to_mathml(tex: str, *, display: bool) -> str:
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
        If TeX would reject it, latex2mathml does not know it, or MathML Core cannot show it.
    """
    source = " ".join(tex.split())
    try:
        _check_source(source)
        math = _converted(source, display=display)
        math[:] = list(math[0])
        _unescape(math)
        _finish(math)
        math.attrib = {"alttext": source} | ({"display": "block"} if display else {})
        _check_result(math)
    except ValueError as error:
        raise FormulaError(tex, str(error)) from error
    return ET.tostring(math, encoding="unicode", short_empty_elements=False)


def render(html: str) -> str:
    """Put MathML in the place of the formulas that Arithmatex has marked in a page's HTML.

    What touches a formula, a full stop or a bracket, is kept on its line.

    Raises
    ------
    FormulaError
        If a formula is bad, or stands in a heading, whose text is also shown where no MathML is.
    """
    if heading := HEADING.search(html):
        match = ARITHMATEX.search(html, heading.start())
        raise FormulaError(
            unescape(match["tex"]) if match else "", "no formulas in headings, please: use words"
        )

    def replace(match: re.Match[str]) -> str:
        display = match["tag"] == "div"
        tex = unescape(match["tex"]).strip()
        math = to_mathml(tex, display=display)
        if display:
            return f'{match["before"]}<div class="ol-formula">{math}</div>{match["after"]}'
        if len(re.sub("<[^>]*>", "", math)) > LONG:
            math = f'<span class="ol-scroll">{math}</span>'
        return f'<span class="ol-math">{match["before"]}{math}{match["after"]}</span>'

    return ARITHMATEX.sub(replace, html)


def _check_source(tex: str) -> None:
    """Find the mistakes that latex2mathml would pass over."""
    if not tex:
        raise ValueError("it is empty")
    depth = 0
    environments: list[str] = []
    for match in re.finditer(r"\\(begin|end)\s*\{(.*?)\}|(\\(?:[a-zA-Z]+|.))|[{}%$#]", tex):
        token = match[0]
        if match[1] == "begin":
            if match[2] not in ENVIRONMENTS:
                known = ", ".join(sorted(ENVIRONMENTS))
                raise ValueError(f"the environment {match[2]!r} is not one of {known}")
            environments.append(match[2])
        elif match[1] == "end":
            if not environments or environments.pop() != match[2]:
                raise ValueError(rf"\end{{{match[2]}}} does not close what was begun last")
        elif token in FORBIDDEN:
            raise ValueError(f"{token}: {FORBIDDEN[token]}")
        elif token in ("%", "$", "#"):
            raise ValueError(rf"{token} stands alone: write \{token}")
        elif token in ("{", "}"):
            depth += {"{": 1, "}": -1}[token]
            if depth < 0:
                raise ValueError("a } closes nothing")
    if depth:
        raise ValueError("a { is not closed")
    if environments:
        raise ValueError(rf"\begin{{{environments[-1]}}} is not ended")
    for name in re.findall(r"\\operatorname\s*\{(.*?)\}", tex):
        if not name.isalpha():
            raise ValueError(f"the operator {name!r} must be letters alone: use \\text")
    for role in re.findall(r"\\textcolor\s*\{(.*?)\}", tex):
        if role not in ROLES:
            raise ValueError(f"{role!r} is not one of the roles {', '.join(ROLES)}")


def _converted(tex: str, *, display: bool) -> ET.Element:
    """Call latex2mathml, in its words for environments and upright letters."""
    tex = re.sub(
        r"\\(begin|end)\s*\{(.*?)\}", lambda match: rf"\{match[1]}{{{ENVIRONMENTS[match[2]]}}}", tex
    )
    tex = re.sub(r"\\mathrm\s*\{(?=[a-zA-Z]\})", r"\\mathrm{ ", tex)
    try:
        return convert_to_element(tex, xmlns="", display="block" if display else "inline")
    except Exception as error:
        # Its exceptions have no message, but names: DoubleSubscriptsError.
        name = type(error).__name__.removesuffix("Error")
        if name == "NoAvailableTokens" or not type(error).__module__.startswith("latex2mathml"):
            raise ValueError("something is missing from it") from error
        raise ValueError(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()) from error


def _unescape(math: ET.Element) -> None:
    """Turn character references into characters; what latex2mathml does not know has none."""
    for element in math.iter():
        text = element.text or ""
        if re.match(r"\\[a-zA-Z]", text) and element.tag != "mtext":
            raise ValueError(f"{text} is not known")
        if text == "&":
            raise ValueError("& stands outside of a table")
        if element.get("linebreak"):
            raise ValueError(r"\\ stands outside of a table")
        element.text = unescape(text)


def _finish(element: ET.Element) -> None:
    """Finish an element's descendants, then the element itself and the row of its children."""
    for child in element:
        _finish(child)
    element[:] = [_simplest(child) for child in element]
    element.attrib.pop("fence", None)
    if element.tag == "mstyle" and "mathcolor" in element.attrib:
        element.tag, element.attrib = "mrow", {"class": f"ol-{element.attrib['mathcolor']}"}
    elif element.tag == "mtable":
        _align(element)
    elif element.tag in ("mi", "mn", "mo", "mtext"):
        _set_letters(element)
    elif element.tag in SCRIPTS and len(element) and _takes_limits(element[0]):
        element.tag = SCRIPTS[element.tag]
    elif element.tag == "mover" and len(element) == 2 and element[1].tag == "mo":
        _set_accent(element)
    elif element.tag in ROWS:
        _join(element)
        _fence_tables(element)
        _set_spacing(element)


def _is_plain_row(element: ET.Element) -> bool:
    return element.tag == "mrow" and not element.attrib


def _simplest(element: ET.Element) -> ET.Element:
    """Take a row of one away; an operator in braces of its own has no space in TeX."""
    if not _is_plain_row(element) or len(element) != 1:
        return element
    if element[0].tag == "mo":
        element[0].set("lspace", "0")
        element[0].set("rspace", "0")
    return element[0]


def _align(table: ET.Element) -> None:
    """Align columns by classes, as MathML Core has no other means."""
    for name in ("columnspacing", "rowspacing"):
        table.attrib.pop(name, None)
    if "displaystyle" in table.attrib:
        table.set("class", "ol-aligned")
    for cell in table.iter("mtd"):
        side = cell.attrib.pop("columnalign", "center")
        if side != "center":
            cell.set("class", f"ol-{side}")


def _set_letters(element: ET.Element) -> None:
    """Put letters and names into the elements and characters that MathML Core draws as TeX does."""
    text = element.text or ""
    variant = element.attrib.pop("mathvariant", "normal" if _is_upright(text) else "")
    if text == "/":
        element.attrib = {"lspace": "0", "rspace": "0"}
    elif element.tag == "mo" and (text in WITH_LIMITS or "movablelimits" in element.attrib):
        element.attrib = {"movablelimits": "true", "lspace": "0", "rspace": "0"}
    elif element.tag == "mo" and (text in SYMBOLS or text[:1].isalpha()):
        element.tag = "mi"
        element.attrib.clear()
    elif element.tag == "mi" and text in (":", ";", "!", "⟨", "⟩"):
        element.tag = "mo"
        element.attrib = {"stretchy": "false"} if text in "⟨⟩" else {}
    if variant == "bold" and element.tag in ("mi", "mn"):
        element.text = "".join(map(_bold, text))
    elif variant == "normal" and element.tag == "mi" and len(text) == 1:
        element.set("mathvariant", "normal")
    elif variant not in ("", "normal"):
        raise ValueError(f"{variant} letters only one by one, as in \\mathcal{{N}}")


def _is_upright(text: str) -> bool:
    """Tell the capitals of Greek, which TeX sets upright."""
    return "Α" <= text <= "Ω"


def _bold(letter: str) -> str:
    for first, count in (("A", 26), ("a", 26), ("0", 10)):
        if 0 <= (place := ord(letter) - ord(first)) < count:
            return chr(BOLD[first] + place)
    raise ValueError(f"{letter!r} has no bold form here")


def _takes_limits(base: ET.Element) -> bool:
    return base.tag == "mo" and (base.text in LARGE or "movablelimits" in base.attrib)


def _set_accent(element: ET.Element) -> None:
    """Let accents sit close, and no wider than one letter; a line over more is as wide as that."""
    accent = element[1]
    if accent.text in ACCENTS:
        wide = accent.text == "―"
        accent.text = ACCENTS[accent.text]
        accent.attrib = {"stretchy": "true" if wide else "false"}
        if not wide:
            element.set("accent", "true")


def _join(row: ET.Element) -> None:
    """Join upright letters to names, and the groups of long numbers."""
    joined: list[ET.Element] = []
    for child in row:
        last = joined[-1] if joined else None
        if _is_upright_letter(child) and last is not None and last.tag == "mi" and last.get("name"):
            last.text = f"{last.text}{child.text}"
        elif (
            child.tag == "mn"
            and len(joined) > 1
            and joined[-2].tag == "mn"
            and joined[-1].text == ","
            and joined[-1].get("rspace") == "0"
        ):
            joined.pop()
            joined[-1].text = f"{joined[-1].text},{child.text}"
        else:
            if _is_upright_letter(child):
                child.set("name", "yes")
            joined.append(child)
    for child in joined:
        if child.attrib.pop("name", "") and len(child.text or "") > 1:
            del child.attrib["mathvariant"]
    row[:] = joined


def _is_upright_letter(element: ET.Element) -> bool:
    text = element.text or ""
    return element.get("mathvariant") == "normal" and text.isascii() and text.isalpha()


def _fence_tables(row: ET.Element) -> None:
    """Give each matrix a row of its own, so that its brackets grow with it alone."""
    children = list(row)
    for left, table, right in zip(children, children[1:], children[2:], strict=False):
        brackets = left.text in OPENING | BARS and right.text in CLOSING | BARS
        fixed = "stretchy" in left.attrib or "stretchy" in right.attrib
        if table.tag in ("mtable", "mfrac") and brackets and not fixed and len(children) > 3:
            fenced = ET.Element("mrow")
            fenced.extend((left, table, right))
            row.insert(list(row).index(left), fenced)
            for part in (left, table, right):
                row.remove(part)


def _set_spacing(row: ET.Element) -> None:
    """Space signs, bars and functions by TeX's rules, of which a flat row has lost some."""
    spaced: list[ET.Element] = []
    before = ""
    bars = 0
    for child in row:
        core = _core(child)
        kind = _kind(core)
        if kind == "bar":
            opens = bars == 0 or before in ("", "operator", "opening", "punctuation")
            bars += 1 if opens else -1
            core.set("form", "prefix" if opens else "postfix")
            if "minsize" not in core.attrib:
                core.set("stretchy", "false")
            kind = "opening" if opens else "closing"
        elif core.text in SIGNS and before not in ("operand", "closing"):
            core.set("form", "prefix")
        thin = (
            (kind == "function" and before in ("operand", "closing", "function"))
            or (before == "function" and kind == "operand")
            or (core.text in BARS and kind == "opening" and before == "closing")
        )
        if thin and spaced[-1].tag != "mspace":
            spaced.append(ET.Element("mspace", width=THIN_SPACE))
        spaced.append(child)
        before = before if kind == "space" and before != "function" else kind
    row[:] = spaced


def _core(element: ET.Element) -> ET.Element:
    """Find what an element's class depends on: under its scripts and colours."""
    while len(element) and (
        element.tag in (*SCRIPTS, *SCRIPTS.values())
        or (element.tag == "mrow" and len(element) == 1 and "class" in element.attrib)
    ):
        element = element[0]
    return element


def _kind(element: ET.Element) -> str:
    text = element.text or ""
    if element.tag == "mspace":
        return "space"
    if text in FUNCTION_NAMES or "movablelimits" in element.attrib:
        return "function"
    if element.tag == "mrow" and len(element) and element[0].get("form") == "prefix":
        return "opening" if element[0].get("stretchy") == "true" else "operand"
    if element.tag != "mo":
        return "operand"
    if text in BARS and "form" not in element.attrib:
        return "bar"
    for characters, kind in (
        (OPENING, "opening"), (CLOSING, "closing"), (PUNCTUATION, "punctuation"),
    ):  # fmt: skip
        if text in characters:
            return kind
    return "operator"


def _check_result(math: ET.Element) -> None:
    for element in math.iter():
        if element.tag not in ELEMENTS or not ATTRIBUTES.issuperset(element.attrib):
            extra = ", ".join(sorted(set(element.attrib) - ATTRIBUTES))
            raise ValueError(f"MathML Core has no {element.tag} {extra}".rstrip())
        parts = ELEMENTS[element.tag]
        if parts is not None and len(element) != parts:
            raise ValueError(
                "a command or a script lacks its argument, or has one of several letters without "
                "braces"
            )
        text = element.text or ""
        missing = set(text) - set(CHARACTERS) if element.tag in ("mi", "mn", "mo") else ""
        for character in sorted(missing):
            raise ValueError(
                f"the book's math font has no {character!r} (U+{ord(character):04X}): "
                "add it in hooks/fonts.py"
            )
