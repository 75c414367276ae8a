"""The math font holds what formulas use, in few bytes, and is what its script makes."""

import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

from builder.render import fonts
from builder.render.formulas import CHARACTERS


def test_the_font_has_what_formulas_may_contain() -> None:
    characters = TTFont(fonts.FONT).getBestCmap()
    # A few letters of the alphabets have their places elsewhere in Unicode.
    assigned = {letter for letter in CHARACTERS if unicodedata.category(letter) != "Cn"}
    assert set(map(ord, assigned)) <= set(characters)


def test_the_font_is_small_stretches_and_says_whose_it_is() -> None:
    assert fonts.FONT.stat().st_size < 45_000
    tables = TTFont(fonts.FONT)
    assert tables["MATH"].table.MathVariants.VertGlyphCount > 20
    assert "STIX Fonts Project Authors" in tables["name"].getDebugName(0)
    licence = fonts.FONT.with_suffix(".txt").read_text(encoding="utf-8")
    assert "STIX Fonts Project Authors" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "PERMISSION & CONDITIONS" in licence


def test_the_font_is_what_its_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "new" / fonts.FONT.name
    fonts.write(made)
    assert made.read_bytes() == fonts.FONT.read_bytes()
    assert made.with_suffix(".txt").read_text() == fonts.FONT.with_suffix(".txt").read_text()


def test_no_root_sign_is_much_wider_than_the_small_one() -> None:
    tables = TTFont(fonts.FONT)
    variants = tables["MATH"].table.MathVariants
    root = tables.getBestCmap()[ord("√")]
    signs = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(root)]
    glyphs = [record.VariantGlyph for record in signs.MathGlyphVariantRecord]
    glyphs += [part.glyph for part in signs.GlyphAssembly.PartRecords]
    widths = [tables["hmtx"][glyph][0] for glyph in glyphs]
    assert max(widths) <= 1.11 * tables["hmtx"][root][0]
