"""Every page of the built site opens in a real browser, with and without JavaScript: it asks nobody
else for anything, breaks no rule of its own policy in any state, is light, and does not jump.
"""

import re
from itertools import pairwise

import pytest
from built import PAGES, SITE, sampled
from visits import Visit

KILOBYTE = 1000
# What a first view may weigh, compressed as servers do.
LANDING, HEAVIEST = 150 * KILOBYTE, 300 * KILOBYTE
PROSE = """() => {
  const article = document.querySelector("article").cloneNode(true);
  article.querySelectorAll("pre, code, svg").forEach((one) => one.remove());
  return article.textContent;
}"""
HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((one) => +one.tagName[1])"
SWITCHES = ("Switch to light colours", "Switch to dark colours", "Follow the system's colours")
TEX = re.compile(r"\$|\\[a-zA-Z(\[]|[_^]\{")


@pytest.fixture(scope="module")
def plain_visit(browser, site_url):
    visit = Visit(browser, site_url, java_script_enabled=False)
    yield visit
    visit.context.close()


def test_the_site_is_there():
    assert {"index.html", "404.html"} < set(PAGES)
    assert len(PAGES) > 15


@pytest.mark.parametrize("name", sampled(PAGES))
def test_page_asks_nobody_and_does_not_jump(visit, name):
    page = visit.open(name)
    assert visit.shifts() == []
    weight = sum(visit.weight.values())
    assert weight <= (LANDING if name == "index.html" else HEAVIEST), visit.weight
    for switch in SWITCHES:
        page.get_by_title(switch).click()
    for copy in page.locator(".ol-copy button").all()[:2]:
        copy.evaluate("button => button.click()")
    page.locator("[data-md-component=search-query]").press_sequentially("memory")
    page.locator(".md-search-result__item").first.wait_for()
    page.keyboard.press("Escape")
    assert visit.trouble == []


@pytest.mark.parametrize("name", sampled(PAGES))
def test_page_fits_a_phone_and_does_not_jump_there(visit, name):
    visit.page.set_viewport_size({"width": 360, "height": 800})
    page = visit.open(name)
    assert visit.shifts() == []
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visit.trouble == []


@pytest.mark.parametrize("name", sampled(PAGES))
def test_page_reads_without_scripts(plain_visit, name):
    page = plain_visit.open(name)
    assert plain_visit.trouble == []
    assert page.locator("html").get_attribute("lang") == "en"
    assert len(page.title()) > 5
    prose = page.evaluate(PROSE)
    assert len(prose) > 20
    assert not TEX.findall(prose)
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_head_of_page(name):
    html = (SITE / name).read_text(encoding="utf-8")
    head = html.partition("</head>")[0]
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', head)
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert head.index("Content-Security-Policy") < head.index("<script")
    assert not re.search(r"<script[^>]*\bsrc=", head), "a script that the first paint waits for"
    loaded = re.findall(r'<(?!a\b)[^>]*\b(?:src|href|poster|data)="([^"]*)"', html)
    assert not [url for url in loaded if re.match(r"(?:https?:)?//", url)]
    if name != "404.html":
        assert re.search(r'<meta property="og:image" content="[^"]*assets/preview.png">', head)
        assert re.search(r'<meta name="description" content="[^"]{20,165}">', head)
