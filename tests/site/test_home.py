"""The first page says what the book is, what of it was checked, and where to begin."""

import re

from builder.settings import ROOT

CHAPTERS = re.findall(r"- chapters/([\w-]+)\.md", (ROOT / "mkdocs.yml").read_text("utf-8"))


def test_it_lists_the_chapters_with_their_questions(visit):
    listed = visit.open("index.html").locator(".ol-chapters > li").all()
    assert len(listed) >= 7
    for name, one in zip(CHAPTERS, listed, strict=False):
        link = one.locator("a")
        assert link.get_attribute("href") == f"chapters/{name}.html"
        assert re.fullmatch(r"\d+\smin", one.locator("span").inner_text())
        text = (ROOT / "docs" / "chapters" / f"{name}.md").read_text("utf-8")
        assert link.inner_text() in text.partition("\n")[0]
        assert one.locator("small").inner_text().endswith(("?", "…"))


def test_the_chapters_stand_in_parts_and_are_numbered_through(visit):
    before = 0
    for part in visit.open("index.html").locator("h3 + .ol-chapters").all():
        assert part.get_attribute("start") == str(before + 1)
        for one in part.locator("a").all():
            before += 1
            title = visit.page.request.get(one.evaluate("one => one.href")).text()
            assert f'<span class="ol-number">{before}</span>' in title
    assert before == len(CHAPTERS) - 1  # the appendix has none


def test_what_was_checked_is_what_the_fact_check_says(visit):
    page = visit.open("fact-check.html")
    counts = page.locator("table td[align=right]").all_inner_texts()
    said = visit.open("index.html").locator(".ol-proof").inner_text()
    _, _, total, *verdicts = re.findall(r"\d+", said)
    assert [*verdicts, total] == [*counts[:4], counts[-1]]


def test_a_phone_shows_where_to_start_without_scrolling(visit):
    visit.page.set_viewport_size({"width": 360, "height": 640})
    page = visit.open("index.html")
    start = page.locator(".ol-hero").get_by_role("link", name="The idea in ten minutes")
    box = start.bounding_box()
    assert box["y"] + box["height"] <= 640
    start.click()
    assert page.url.endswith("ten-minutes.html")


def test_it_needs_neither_the_math_font_nor_the_italic(visit):
    visit.open("index.html").wait_for_load_state("networkidle")
    fonts = {name for name in visit.weight if name.endswith(".woff2")}
    assert fonts == {f"one-layer-{face}.woff2" for face in ("serif", "sans", "mono")}


def test_it_offers_the_chapter_that_was_read_last(visit):
    page = visit.open("index.html")
    again = page.get_by_role("link", name="Continue")
    assert again.count() == 0
    visit.open("chapters/output-layer.html")
    visit.open("index.html")
    assert again.inner_text() == "Continue: chapter 4"
    assert visit.shifts() == []
    again.click()
    assert page.url.endswith("chapters/output-layer.html")
