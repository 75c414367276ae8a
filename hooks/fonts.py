"""The math font of the site: the part of STIX Two Math that formulas use.

It comes from the package ziamath, which ships the whole font. The build writes the part anew.
"""

from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont

# Matplotlib ships the text of the Open Font License with fonts of its own.
LICENCE = Path(mpl.get_data_path()) / "fonts" / "ttf" / "LICENSE_STIX"


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
    + "∀∂∃∅∆∇∈∉∋∏∑−∓∗∘√∝∞∠∣∥∧∨∩∪∫∼≈≠≡≤≥≪≫⊂⊃⊆⊇⊕⊗⊙⊤⊥⋀⋁⋂⋃⋅⋮⋯⋰⋱⌈⌉⌊⌋⏞⏟⟨⟩"
)
"""What a formula may contain."""


def math_font(target: Path) -> None:
    """Write the font as WOFF2, and its licence beside it as text.

    The same input gives the same bytes: no time of writing is kept.
    """
    font, words = _part()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(font)
    told = f"{target.name} is a part of STIX Two Math, with narrower root signs.\n{words}"
    target.with_suffix(".txt").write_text(told, encoding="utf-8")


@cache
def _part() -> tuple[bytes, str]:
    """Give the font and its licence, made once however often `mkdocs serve` builds."""
    package = find_spec("ziamath")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the math font comes with the package ziamath: install it")
    source = Path(package.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["ssty"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # among them the copyright and the licence
    options.drop_tables += ["DSIG"]
    _keep_script_primes(font)
    _narrow_roots(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    _, mark, terms = LICENCE.read_text(encoding="utf-8").partition("SIL OPEN FONT LICENSE Version")
    return written.getvalue(), f"{font['name'].getDebugName(0)}\n\n{mark}{terms}"


def _keep_script_primes(font: TTFont) -> None:
    """Drop the second form that each letter has for scripts, which would double the font's size.

    Primes keep theirs: without it they are too small to be seen.
    """
    primes = {font.getBestCmap()[ord(character)] for character in "′″"}
    table = font["GSUB"].table
    for feature in table.FeatureList.FeatureRecord:
        if feature.FeatureTag != "ssty":
            continue
        for index in feature.Feature.LookupListIndex:
            for part in table.LookupList.Lookup[index].SubTable:
                forms = part.mapping if part.LookupType == 1 else part.alternates
                for glyph in set(forms) - primes:
                    del forms[glyph]


def _narrow_roots(font: TTFont) -> None:
    """Make the tall root signs nearly as narrow as the small one.

    Chromium reserves the widest sign's width for each root, which leaves a hole behind √2.
    """
    small = font.getBestCmap()[ord("√")]
    variants = font["MATH"].table.MathVariants
    tall = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(small)]
    glyphs = {record.VariantGlyph for record in tall.MathGlyphVariantRecord} - {small}
    glyphs |= {part.glyph for part in tall.GlyphAssembly.PartRecords}
    narrow = round(1.1 * font["hmtx"][small][0])
    for glyph in glyphs:
        width, bearing = font["hmtx"][glyph]
        outline = font["glyf"][glyph]
        outline.coordinates.scale((narrow / width, 1))
        outline.recalcBounds(font["glyf"])
        font["hmtx"][glyph] = (narrow, round(bearing * narrow / width))
