"""Blocks run in the reader's own browser, and print there what the page says.

One short page is checked whole here, another in Firefox, and all in both by `make test-all`.
Whatever goes wrong, the page stands as it was and says why.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import RUNNING, SITE, marked
from lxml import html
from visits import Visit

PAGE = "reference/similarity.html"
MINUTE = 60_000
CHECKED = "#ol-checked[data-of]"


class Reader(Visit):
    """Who runs the blocks of a page, and notes what its worker asks for, too."""

    def __init__(self, browser, site_url):
        super().__init__(browser, site_url)
        self.asked = []
        self.context.on("request", lambda request: self.asked.append(request.url))

    def open(self, name):
        super().open(name)
        self.page.locator("button.ol-run").first.wait_for(state="attached")

    def block(self, number):
        return self.page.locator("[data-run]:has(.ol-run), .no-copy:has(.ol-run)").nth(number)

    def result(self, block):
        """Run a block, and wait for what comes of it."""
        run = block.locator(".ol-run")
        run.evaluate("button => button.click()")
        return self.ended(block)

    def ended(self, block):
        result = block.locator("xpath=following-sibling::output[1]")
        result.and_(self.page.locator("[data-state]")).wait_for(timeout=MINUTE)
        return result.get_attribute("data-state"), result.inner_text()

    def edit(self, block, code):
        if block.locator(".ol-edit").count():
            block.locator(".ol-edit").evaluate("button => button.click()")
        block.locator("textarea").fill(code)


@pytest.fixture
def reader(browser, site_url):
    assert (SITE / "assets" / "live").exists(), "this site was built without Python: `make site`"
    reader = Reader(browser, site_url)
    yield reader
    reader.context.close()


def outputs_of(name):
    """Count the outputs that a page shows, as its source has them."""
    root = html.parse(SITE / name).getroot()
    count = 0
    for block in root.xpath("//*[@data-run and not(@data-desk)]"):
        code = block.xpath(".//code")[-1]
        lines = code.text_content().splitlines()
        after = zip(lines, [*lines[1:], ">>>"], strict=True)
        if any(line.startswith(">>>") for line in lines):
            typed = re.compile(r">>>|\.\.\.( |$)")
            count += sum(bool(typed.match(one)) and not typed.match(two) for one, two in after)
        else:
            after = block.getnext()
            count += after is not None and "no-copy" in after.get("class", "")
    return count


def check_page(reader, name):
    """Have the page in view compare all its outputs."""
    reader.page.locator("#ol-check-page").click()
    reader.page.locator(CHECKED).wait_for(timeout=8 * MINUTE)
    checked = reader.page.locator(CHECKED)
    differing = reader.page.locator("output.ol-result").all_inner_texts()
    assert differing == []
    of = str(outputs_of(name))
    assert (checked.get_attribute("data-equal"), checked.get_attribute("data-of")) == (of, of)
    assert f"agrees with {of} of {of} outputs" in checked.inner_text()
    assert all(url.startswith(reader.site_url) for url in reader.asked)


@pytest.mark.full
@pytest.mark.parametrize("name", RUNNING)
def test_a_browser_agrees_with_every_output(reader, name):
    reader.page.goto(reader.site_url + name)
    if outputs_of(name):
        check_page(reader, name)
    else:
        assert reader.page.locator(".ol-result").count() == 0
    assert reader.trouble == []


def test_a_press_without_a_network_is_told(reader):
    reader.open(PAGE)
    reader.page.context.set_offline(True)
    reader.block(1).locator(".ol-run").evaluate("button => button.click()")
    reader.page.get_by_text("Out of reach. Are you offline?").wait_for(state="attached")


def test_check_run_edit_stop(reader):
    """One Python is started for all of this but once: after it was stopped."""
    page = reader.page
    reader.open(PAGE)
    assert "loads Python" in " ".join(page.locator(".ol-run").all_inner_texts())
    assert [url for url in reader.asked if "live/" in url] == [
        f"{reader.site_url}assets/javascripts/live/start.js"
    ]
    check_page(reader, PAGE)
    block = reader.block(1)
    state, text = reader.result(block)
    assert state == "equal", text
    copied = block.get_attribute("data-copy")

    reader.edit(block, f"{copied}\nprint('one more')")
    state, text = reader.result(block)
    assert state == "different"
    assert block.locator("xpath=following-sibling::output[1]").locator(
        "mark"
    ).all_inner_texts() == ["one more\n"]
    reader.edit(block, "x = 1\n\nx / 0")
    state, text = reader.result(block)
    assert state == "error"
    assert 'File "<this block>", line 3' in text
    assert "browser.py" not in text
    assert not Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).violations_count

    reader.edit(block, "print('begun')\nwhile True: pass")
    block.locator(".ol-run").evaluate("button => button.click()")
    page.get_by_text("begun", exact=True).wait_for(timeout=MINUTE)
    block.locator(".ol-run").evaluate("button => button.click()")
    state, text = reader.ended(block)
    assert state == "stopped"
    assert "begun" in text

    area = block.locator("textarea")
    block.locator(".ol-reset").evaluate("button => button.click()")
    assert area.input_value() == copied
    area.press("Control+Enter")
    assert reader.ended(block)[0] == "equal"
    area.press("Control+Home")
    area.press("Tab")
    assert area.input_value() == f"    {copied}"
    area.press("Escape")
    area.press("Tab")
    assert not area.evaluate("area => area === document.activeElement")
    assert reader.trouble == []


FAILURES = {
    "a damaged pack": (
        "**/numpy.pack",
        lambda route: route.fulfill(body=b"no pack"),
        "numpy.pack is damaged, or was blocked",
    ),
    "a server that has lost it": (
        "**/wasm.pack",
        lambda route: route.fulfill(status=404),
        "the server answers 404 for wasm.pack",
    ),
    "no network": (
        "**/assets/live/**",
        lambda route: route.abort(),
        "out of reach. Are you offline?",
    ),
}


@pytest.mark.parametrize("name", marked(FAILURES, "a damaged pack".__ne__))
def test_what_fails_is_said_and_the_page_stands(reader, name):
    place, answer, words = FAILURES[name]
    reader.page.context.route(place, answer)
    reader.open(PAGE)
    before = reader.page.locator("article pre").all_inner_texts()
    state, text = reader.result(reader.block(0))
    assert state == "error"
    assert words in text
    after = reader.page.locator("article pre:not(output *)").all_inner_texts()
    assert after == before


def test_an_old_browser_is_told(reader):
    reader.page.add_init_script("delete window.DecompressionStream")
    reader.open(PAGE)
    state, text = reader.result(reader.block(0))
    assert state == "error"
    assert "too old" in text


def test_from_the_disk_there_are_no_buttons(reader):
    reader.page.goto((SITE / PAGE).as_uri())
    reader.page.locator(".ol-copy").first.wait_for(state="attached")
    assert reader.page.locator(".ol-run, #ol-check-page, .ol-edit").count() == 0


HOSTILE = {
    "no deflate": "AAAA",
    "no base64": "%3Cscript%3Ealert(1)%3C/script%3E",
    "too much": "A" * 200_000,
    "a bomb": "7cEBDQAAAMKg909tDjegAA" + "A" * 40,
}
# print("<img src=x onerror=alert(1)>"), as the page itself packs it.
MARKUP = 'print("<img src=x onerror=alert(1)>")'


@pytest.mark.parametrize("name", marked(HOSTILE, "a bomb".__ne__))
def test_a_link_that_holds_no_code_is_told(reader, name):
    reader.open(f"playground.html#code={HOSTILE[name]}")
    reader.page.get_by_text("cannot be read").wait_for()
    assert reader.page.locator(".ol-playground textarea").input_value() == ""
    assert not [url for url in reader.asked if "assets/live/" in url]


def test_a_link_carries_code_which_runs_when_the_reader_says_so(reader):
    page = reader.page
    reader.open("playground.html")
    area = page.locator(".ol-playground textarea")
    run = page.locator(".ol-playground .ol-run")
    assert run.bounding_box()["y"] < page.viewport_size["height"]
    area.fill(MARKUP)
    page.get_by_role("button", name="Link to this code").click()
    page.get_by_text("now holds the code").wait_for()
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    area.wait_for()
    page.wait_for_timeout(100)
    assert area.input_value() == MARKUP
    assert page.locator("img[src=x]").count() == 0
    assert page.locator(".ol-result").count() == 0
    assert not [url for url in reader.asked if "assets/live/" in url]
