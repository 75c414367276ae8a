"""The fonts of the site: of free typefaces the part that its pages use.

`python -m builder.render.fonts` makes them anew from the whole fonts, which come with packages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from builder.render.formulas import CHARACTERS
from builder.settings import ROOT

FOLDER = ROOT / "docs" / "assets" / "fonts"
# Matplotlib ships the text of the Open Font License with fonts of its own.
LICENCE = Path(mpl.get_data_path()) / "fonts" / "ttf" / "LICENSE_STIX"
TEXT = (
    "".join(map(chr, range(ord(" "), ord("~") + 1)))
    + "\u00a0\u2009¡¿§¶·°‘’“”„–—…′″•"
    + "ÄÅÉÖØÜßàáâãäåæçèéêëìíîïñòóôöøùúûüýāćčęěğłńőřśšűžĆČŁŚŠŽ"
    + "αβγδεηθλμπρστφψωΔΣ"
    + "¹²³⁰⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉½¼¾"
    + "±×÷−√∞≈≠≤≥∂←↑→↓✓"
)
"""What text, labels and code may contain, where their face has it at all."""


@dataclass(frozen=True)
class Face:
    """One font of the site, and what it is made from."""

    name: str
    """By it the style sheet knows the face; who changes a font may not keep its own name."""
    origin: str
    package: str
    file: str
    characters: str = TEXT
    features: tuple[str, ...] = ("kern", "liga")
    limits: dict[str, float | tuple[int, int]] = field(default_factory=dict)
    """Which part of each axis of a variable font is kept."""
    changes: tuple[Callable[[TTFont], None], ...] = ()

    @property
    def path(self) -> Path:
        """Where the site has it."""
        return FOLDER / f"{self.name.lower().replace(' ', '-')}.woff2"


def write(face: Face, target: Path) -> None:
    """Write a font as WOFF2, and its licence beside it as text.

    The same input gives the same bytes: no time of writing is kept.
    """
    whole = distribution(face.package).locate_file(face.file)
    font = TTFont(whole, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(face.features)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # with the copyright and the licence
    options.drop_tables += ["DSIG", "STAT"]
    for change in face.changes:
        change(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=face.characters)
    subsetter.subset(font)
    if face.limits:
        instantiateVariableFont(font, face.limits, inplace=True)
    _rename(font, face.name)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)
    _, mark, terms = LICENCE.read_text(encoding="utf-8").partition("SIL OPEN FONT LICENSE Version")
    target.with_suffix(".txt").write_text(
        f"{target.name} is a changed part of {face.origin}.\n"
        f"{font['name'].getDebugName(0)}\n\n{mark}{terms}",
        encoding="utf-8",
    )


def _rename(font: TTFont, name: str) -> None:
    for record in font["name"].names:
        if record.nameID in (1, 3, 4):
            record.string = name
        elif record.nameID == 6:
            record.string = name.replace(" ", "")


def _raise_minus(font: TTFont) -> None:
    """Let a raised minus be the raised hyphen, which is as wide as every other sign."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord("⁻")] = "hyphen.sups"


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


FACES = (
    Face(
        "One Layer Serif",
        "Source Serif 4",
        "fontpkg-source-serif-4",
        "fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf",
        limits={"opsz": 14, "wght": (400, 600)},
    ),
    Face(
        "One Layer Serif Italic",
        "Source Serif 4",
        "fontpkg-source-serif-4",
        "fontpkg_source_serif_4/files/SourceSerif4-Italic[opsz,wght].ttf",
        limits={"opsz": 14, "wght": 400},
    ),
    Face(
        "One Layer Sans",
        "Source Sans 3",
        "fontpkg-source-sans-3",
        "fontpkg_source_sans_3/files/SourceSans3[wght].ttf",
        limits={"wght": (400, 600)},
    ),
    Face(
        "One Layer Mono",
        "Source Code Pro",
        "fontpkg-source-code-pro",
        "fontpkg_source_code_pro/files/SourceCodePro[wght].ttf",
        features=(),
        limits={"wght": (400, 600)},
        changes=(_raise_minus,),
    ),
    Face(
        "One Layer Math",
        "STIX Two Math",
        "ziamath",
        "ziamath/fonts/STIXTwoMath-Regular.ttf",
        characters=CHARACTERS,
        features=("ssty",),
        changes=(_keep_script_primes, _narrow_roots),
    ),
)

if __name__ == "__main__":
    for face in FACES:
        write(face, face.path)
