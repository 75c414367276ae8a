"""The fonts hold what the site uses of them, in few bytes, and are what their script makes."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from built import PAGES
from fontTools.ttLib import TTFont

from builder.render import fonts
from builder.render.fonts import Face
from builder.render.formulas import CHARACTERS

MATH = fonts.FACES[-1].path
# Gives what is read on a page, hidden or not: of each face with its style, the characters.
USED = """() => {
  const used = {};
  const note = (text, style) => {
    const key = JSON.stringify([style.fontFamily, style.fontStyle]);
    used[key] = [...new Set((used[key] ?? "") + text)].join("");
  };
  for (const one of document.querySelectorAll("body *")) {
    if (one.closest("script, style, title, desc, noscript")) continue;
    for (const child of one.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) note(child.data, getComputedStyle(one));
    }
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(one, part);
      if (style.content.startsWith('"')) note(JSON.parse(style.content), style);
    }
  }
  return used;
}"""


def characters(face: Face) -> set[str]:
    return set(map(chr, TTFont(face.path).getBestCmap()))


@pytest.mark.full
def test_every_character_of_the_site_is_in_the_face_in_which_it_is_set(browser, site_url) -> None:
    faces = {face.name: characters(face) for face in fonts.FACES}
    page = browser.new_page()
    seen, missing = set(), set()
    for name in PAGES:
        page.goto(site_url + name)
        if page.query_selector(".ol-playground"):  # a script fills it
            page.wait_for_selector("select")
        for key, text in page.evaluate(USED).items():
            families, style = json.loads(key)
            ours = [one for one in re.findall(r'"([^"]+)"', families) if one in faces]
            if f"{ours[0]} {style.capitalize()}" in faces:
                ours[0] += f" {style.capitalize()}"
            seen.add(ours[0])
            known = set().union(*(faces[one] for one in ours))
            missing |= {(name, ours[0], one) for one in set(text.replace("\n", "")) - known}
    page.close()
    assert seen == set(faces)
    assert not missing, "add them to TEXT in builder/render/fonts.py, and run it"


def test_the_math_font_has_what_formulas_may_contain() -> None:
    # A few letters of the alphabets have their places elsewhere in Unicode.
    assigned = {letter for letter in CHARACTERS if unicodedata.category(letter) != "Cn"}
    assert assigned <= characters(fonts.FACES[-1])


def test_the_math_font_stretches() -> None:
    assert TTFont(MATH)["MATH"].table.MathVariants.VertGlyphCount > 20


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.name)
def test_a_font_says_whose_it_is_and_goes_by_a_name_of_its_own(face: Face) -> None:
    names = TTFont(face.path)["name"]
    owner = names.getDebugName(0)
    assert "STIX Fonts Project Authors" in owner or "Adobe" in owner
    for number in (1, 3, 4, 6):
        assert not {"Source", "STIX"} & set(names.getDebugName(number).split())
    licence = face.path.with_suffix(".txt").read_text(encoding="utf-8")
    assert owner in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "PERMISSION & CONDITIONS" in licence


def test_the_fonts_of_a_first_page_are_small() -> None:
    assert sum(face.path.stat().st_size for face in fonts.FACES if face.path != MATH) < 85_000
    assert MATH.stat().st_size < 45_000


@pytest.mark.full
@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.name)
def test_a_font_is_what_its_script_makes(face: Face, tmp_path: Path) -> None:
    made = tmp_path / "new" / face.path.name
    fonts.write(face, made)
    assert made.read_bytes() == face.path.read_bytes()
    assert made.with_suffix(".txt").read_text() == face.path.with_suffix(".txt").read_text()


def test_no_root_sign_is_much_wider_than_the_small_one() -> None:
    tables = TTFont(MATH)
    variants = tables["MATH"].table.MathVariants
    root = tables.getBestCmap()[ord("√")]
    signs = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(root)]
    glyphs = [record.VariantGlyph for record in signs.MathGlyphVariantRecord]
    glyphs += [part.glyph for part in signs.GlyphAssembly.PartRecords]
    widths = [tables["hmtx"][glyph][0] for glyph in glyphs]
    assert max(widths) <= 1.11 * tables["hmtx"][root][0]
