"""What the site's formulas consist of: MathML Core, classes of the style sheet, the math font."""

import xml.etree.ElementTree as ET

from builder.render.formulas import CHARACTERS, VARIANT
from builder.settings import ROLES

ELEMENTS = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace",
    "msqrt", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
ATTRIBUTES = {
    "accent", "accentunder", "alttext", "class", "display", "displaystyle", "form", "height",
    "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rspace",
    "scriptlevel", "stretchy", "symmetric", "width",
}  # fmt: skip
CLASSES = {f"ol-{name}" for name in (*ROLES, "left", "right")}


def check(mathml: str) -> ET.Element:
    """Check that a formula keeps to MathML Core, the style sheet's classes and the font."""
    math = ET.fromstring(mathml)
    for element in math.iter():
        assert element.tag in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        assert element.get("class", "ol-left") in CLASSES
        if element.tag != "mtext":
            assert set(element.text or "") <= set(CHARACTERS + VARIANT)
    return math
