"""Who cannot see the page, use a mouse or bear things that move reads and works everything."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import PAGES, marked, sampled
from visits import Visit, ready

WIDTHS = (1280, 360)
SAMPLE = ("index.html", "chapters/one-hidden-layer.html", "labs/cosine-similarity.html")
ALL_RULES = {"resultTypes": ["violations"]}
# All that a dark page can have that the light one has not.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], **ALL_RULES}
QUICK = {"rules": {"color-contrast": {"enabled": False}}, **ALL_RULES}
SCHEMES = {"light": "default", "dark": "slate"}
UNFOLD = "document.querySelectorAll('details').forEach((one) => (one.open = true))"
FOCUSED = """() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  // The theme shows its switch of colours by the label that follows.
  const label = at.type === "radio" ? at.nextElementSibling : at;
  return {
    tag: at.tagName,
    name: (at.getAttribute("aria-label") || at.textContent).trim(),
    seen: label.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
  };
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) =>
  ["", "::before", "::after"].some((part) => {
    const style = getComputedStyle(one, part);
    return [style.transitionDuration, style.animationDuration].some((time) => /[1-9]/.test(time))
      || style.scrollBehavior === "smooth";
  })).map((one) => one.outerHTML.slice(0, 80))"""


# Gives each pair of colours in which text stands, with its contrast, what it needs, and an example.
# Of text over a picture, which axe leaves undecided, this takes the ground that the elements have.
CONTRASTS = """() => {
  const once = (compute, known = new Map()) => (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key);
  };
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = once((colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  });
  const over = ([r, g, b, a], ground) =>
    [...[r, g, b].map((part, i) => Math.round(a * part + (1 - a) * ground[i])), 1];
  const ground = once((one) => one
    ? over(rgba(getComputedStyle(one).backgroundColor), ground(one.parentElement))
    : [255, 255, 255, 1]);
  const opacity = once((one) =>
    one ? getComputedStyle(one).opacity * opacity(one.parentElement) : 1);
  const luminance = (colour) => colour.slice(0, 3)
    .map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const hex = (colour) => "#" + colour.slice(0, 3)
    .map((part) => part.toString(16).padStart(2, "0")).join("");
  const found = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || one.closest("script, style, [disabled]")) continue;
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(one);
    const below = ground(one);
    const [r, g, b, a] = rgba(one instanceof SVGElement ? style.fill : style.color);
    const ink = over([r, g, b, a * opacity(one)], below);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 56 / 3 && style.fontWeight >= 700) ? 3 : 4.5;
    const pair = { ink: hex(ink), ground: hex(below), needed };
    const key = JSON.stringify(pair);
    if (found.has(key)) continue;
    const [light, dark] = [luminance(ink), luminance(below)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    found.set(key, { ...pair, contrast, html: one.outerHTML.slice(0, 160) });
  }
  return [...found.values()];
}"""


@pytest.fixture(scope="module")
def visit(browser, site_url):
    # At rest, so that no colour is measured half-way to another.
    visit = Visit(browser, site_url, reduced_motion="reduce")
    yield visit
    visit.context.close()


def violations(page, options=ALL_RULES):
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]


def colour(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "scheme => document.body.dataset.mdColorScheme === scheme", arg=SCHEMES[scheme]
    )


def too_faint(page):
    return [one for one in page.evaluate(CONTRASTS) if one["contrast"] < one["needed"]]


@pytest.mark.parametrize("name", sampled(PAGES))
def test_everybody_can_read_the_page(visit, name):
    page = visit.open(name)
    page.evaluate(UNFOLD)
    assert violations(page, QUICK) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            colour(page, scheme)
            assert too_faint(page) == [], (width, scheme)
    page.emulate_media(color_scheme="light")


def test_axe_sees_the_same_contrasts(visit):
    page = visit.open("chapters/output-layer.html")
    faint = "one => { one.style.color = 'rgb(0 0 0 / 50%)'; one.style.fontSize = '18px'; }"
    page.locator("article > p").first.evaluate(faint)
    options = {"runOnly": ["color-contrast"], "resultTypes": ["passes", "violations"]}
    told = Axe().run(page, options=options).response
    seen = {}
    for rule in told["passes"] + told["violations"]:
        for data in (node["any"][0]["data"] for node in rule["nodes"]):
            if "contrastRatio" in data:
                needed = float(data["expectedContrastRatio"].removesuffix(":1"))
                seen[data["fgColor"], data["bgColor"], needed] = data["contrastRatio"]
    ours = {
        (one["ink"], one["ground"], one["needed"]): one["contrast"]
        for one in page.evaluate(CONTRASTS)
    }
    assert len(seen) > 10
    assert seen == pytest.approx({pair: ours.get(pair) for pair in seen}, abs=0.011)
    (fault,) = too_faint(page)
    (node,) = told["violations"][0]["nodes"]
    assert fault["contrast"] == pytest.approx(node["any"][0]["data"]["contrastRatio"], abs=0.011)
    assert fault["html"] == node["html"][: len(fault["html"])]


@pytest.mark.full
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, name):
    page = visit.open(name)
    page.evaluate(UNFOLD)
    # Every width in every palette has its contrasts computed above.
    for width, scheme in ((360, "light"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        colour(page, scheme)
        options = ALL_RULES if scheme == "light" else COLOURS
        assert violations(page, options) == [], (width, scheme)
    page.emulate_media(color_scheme="light")


@pytest.mark.full
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_an_open_search(visit, width):
    page = visit.open(SAMPLE[1])
    page.set_viewport_size({"width": width, "height": 800})
    page.keyboard.press("/")
    page.keyboard.type("softmax")
    page.locator(".md-search-result__item").first.wait_for()
    assert violations(page) == []


@pytest.mark.full
def test_axe_finds_nothing_in_an_open_drawer(visit):
    page = visit.open(SAMPLE[1])
    page.set_viewport_size({"width": 360, "height": 800})
    page.locator("label[for=__drawer] >> visible=true").first.click()
    page.wait_for_timeout(400)
    assert violations(page) == []


# Two pages at a width each; in `make test-all`, three at both.
@pytest.mark.parametrize(
    "place",
    marked(
        itertools.product(SAMPLE, WIDTHS),
        lambda place: place not in zip(SAMPLE, WIDTHS, strict=False),
    ),
    ids=str,
)
def test_the_keyboard_meets_all_that_is_seen_and_nothing_else(visit, place):
    name, width = place
    page = visit.open(name)
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(UNFOLD)
    met = []
    while True:
        page.keyboard.press("Tab")
        # The theme unfolds some of what is reached, a moment later.
        for _ in range(20):
            focused = page.evaluate(FOCUSED)
            if focused["tag"] == "BODY" or (focused["seen"] and focused["inside"]):
                break
            page.wait_for_timeout(100)
        if focused["tag"] == "BODY":
            break
        assert focused["seen"], focused
        assert focused["inside"], focused
        met.append((focused["tag"], focused["name"]))
    shown = page.locator("article :is(a, button, summary, [tabindex='0'])").all()
    shown = [one for one in shown if one.is_visible()]
    assert len(met) > len(shown) > 3
    names = [name for _, name in met]
    assert names[0] == "Skip to content"
    for text in ("Copy", "Search", "Switch to light colours", "Download this book"):
        assert text in names
    assert sum(tag == "BUTTON" for tag, _ in met) >= page.locator(".ol-copy button").count()


def test_the_keyboard_works_everything(browser, site_url):
    visit = Visit(browser, site_url, reduced_motion="reduce")
    page = visit.open(SAMPLE[1])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#")
    page.locator("#__palette_0").press("Space")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
    page.keyboard.press("Enter")
    page.locator("#__palette_1:focus").press("ArrowRight")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.locator("article summary").first.press("Enter")
    assert page.locator("article details").first.evaluate("one => one.open")
    page.locator(".ol-copy button").first.press("Enter")
    page.get_by_role("button", name="Copied").wait_for()
    assert page.get_by_role("status").first.inner_text() == "Copied"
    page.keyboard.press("/")
    page.keyboard.type("notation")
    page.locator(".md-search-result__item").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notation.html*")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    ready(page)
    page.set_viewport_size({"width": 360, "height": 800})
    page.locator(".md-header label[for=__drawer]").press("Enter")
    page.get_by_role("link", name="Fact check", exact=True).press("Enter")
    page.wait_for_url("**/fact-check.html")
    visit.context.close()


def test_nothing_moves_for_who_asks_for_rest(visit):
    page = visit.open(SAMPLE[1])
    assert page.evaluate(MOVING) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING) != []
    page.emulate_media(reduced_motion="reduce")
