"""The math font holds what formulas use, in few bytes, and is written the same every time."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from hooks import fonts


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("fonts") / "new" / "math.woff2"
    fonts.math_font(target)
    return target


def test_the_font_has_what_formulas_may_contain(font: Path) -> None:
    characters = TTFont(font).getBestCmap()
    # A few letters of the alphabets have their places elsewhere in Unicode.
    assigned = {letter for letter in fonts.CHARACTERS if unicodedata.category(letter) != "Cn"}
    assert set(map(ord, assigned)) <= set(characters)


def test_the_font_is_small_stretches_and_says_whose_it_is(font: Path) -> None:
    assert font.stat().st_size < 45_000
    tables = TTFont(font)
    assert tables["MATH"].table.MathVariants.VertGlyphCount > 20
    assert "STIX Fonts Project Authors" in tables["name"].getDebugName(0)
    licence = font.with_suffix(".txt").read_text(encoding="utf-8")
    assert "STIX Fonts Project Authors" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "PERMISSION & CONDITIONS" in licence


def test_the_font_is_the_same_every_time(font: Path, tmp_path: Path) -> None:
    fonts.math_font(tmp_path / "math.woff2")
    assert (tmp_path / "math.woff2").read_bytes() == font.read_bytes()


def test_no_root_sign_is_much_wider_than_the_small_one(font: Path) -> None:
    tables = TTFont(font)
    variants = tables["MATH"].table.MathVariants
    root = tables.getBestCmap()[ord("√")]
    signs = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(root)]
    glyphs = [record.VariantGlyph for record in signs.MathGlyphVariantRecord]
    glyphs += [part.glyph for part in signs.GlyphAssembly.PartRecords]
    widths = [tables["hmtx"][glyph][0] for glyph in glyphs]
    assert max(widths) <= 1.11 * tables["hmtx"][root][0]
