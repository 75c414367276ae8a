"""A work that is cited can be looked at where it is cited, without a script."""

import re

import pytest
from built import SITE

PAGE = "chapters/lineage.html"


@pytest.fixture(params=[360, 1280])
def page(browser, site_url, request):
    size = {"width": request.param, "height": 800}
    context = browser.new_context(viewport=size, java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + PAGE)
    yield page
    context.close()


def test_a_button_shows_the_work_beside_it(page):
    button = page.locator(".ol-look").first
    work = page.locator(f"#{button.get_attribute('popovertarget')}")
    assert not work.is_visible()
    assert min(button.bounding_box()[side] for side in ("width", "height")) >= 24
    button.press("Enter")
    assert work.is_visible()
    box = work.bounding_box()
    assert 0 <= box["x"] <= page.viewport_size["width"] - box["width"]
    assert abs(box["y"] - button.bounding_box()["y"]) < 200
    page.keyboard.press("Escape")
    assert not work.is_visible()


def test_every_button_has_its_work():
    pages = [file.read_text() for file in SITE.rglob("*.html")]
    buttons = [set(re.findall(r'popovertarget="([^"]+)"', html)) for html in pages]
    works = [re.findall(r'id="(work-[^"]+)" popover', html) for html in pages]
    assert [sorted(one) for one in buttons] == [sorted(one) for one in works]
    assert sum(map(len, works)) > 20
