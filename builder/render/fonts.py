"""The math font of the site: the part of STIX Two Math that formulas use.

`python -m builder.render.fonts` makes it anew from the whole font, which comes with ziamath.
"""

from importlib.metadata import distribution
from pathlib import Path

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont

from builder.render.formulas import CHARACTERS
from builder.settings import ROOT

FONT = ROOT / "docs" / "assets" / "fonts" / "one-layer-math.woff2"
# Matplotlib ships the text of the Open Font License with fonts of its own.
LICENCE = Path(mpl.get_data_path()) / "fonts" / "ttf" / "LICENSE_STIX"


def write(target: Path = FONT) -> None:
    """Write the font as WOFF2, and its licence beside it as text.

    The same input gives the same bytes: no time of writing is kept.
    """
    whole = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    font = TTFont(whole, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["ssty"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # with the copyright and the licence
    options.drop_tables += ["DSIG"]
    _keep_script_primes(font)
    _narrow_roots(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)
    _, mark, terms = LICENCE.read_text(encoding="utf-8").partition("SIL OPEN FONT LICENSE Version")
    target.with_suffix(".txt").write_text(
        f"{target.name} is a part of STIX Two Math, with narrower root signs.\n"
        f"{font['name'].getDebugName(0)}\n\n{mark}{terms}",
        encoding="utf-8",
    )


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


if __name__ == "__main__":
    write()
