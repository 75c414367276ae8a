"""Figures that answer give the numbers of the library, whether by mouse, finger or keyboard."""

import itertools
import json
import random
import re

import numpy as np
import pytest
from built import SITE, marked
from explored import FIGURES, TRAINED, directions, point
from playwright.sync_api import expect
from visits import Visit

from onelayer import dot

NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")
SAID = re.compile(NUMBER.pattern + "%?")
SAMPLE, ALL = 20, 1000
# What one script does for all is looked at on these or on one; in `make test-all`, on each.
SOME = ("cone", "rays")
EACH = marked(FIGURES, lambda name: name not in SOME)
ONE = marked(FIGURES, "cone".__ne__)
DRAGGED = [one for one in ONE if one.values[0] not in ("completion", "three-fits", "colours")]
TEN_MINUTES = ("scores", "cone", "answer-on-the-arc", "rays", "temperature")
# The drawing without what a script adds to it.
DRAWN = """svg => {
  const copy = svg.cloneNode(true);
  copy.querySelectorAll(".ol-grip").forEach((grip) => grip.remove());
  return copy.innerHTML;
}"""
# Five seconds in which far figures wait, made longer and shorter.
FOREVER = """((real) => {
  window.setTimeout = (act, ms) => ms !== 5000 && real(act, ms);
})(setTimeout)"""
AT_ONCE = FOREVER.replace("ms !== 5000 && real(act, ms)", "real(act, ms === 5000 ? 0 : ms)")
CENTRE = "one => one.scrollIntoView({ block: 'center' })"
SHOWN = "figure => ({ ...figure.dataset, html: figure.querySelector('svg').outerHTML })"
WORDS = ["blackish", "", "puprle", "tomato", "ä", "zażółć 🎨", "x y", "Navy", "mediumspringgreen"]
# What each handle can be: least, most and step, its options, or words.
RANGES = f"""figure => [...figure.querySelector("form").elements].filter((one) => one.name)
  .map((one) => [one.name, one.options ? [...one.options].map((option) => option.value)
    : one.type === "text" ? {json.dumps(WORDS)} : [one.min, one.max, one.step].map(Number)])"""
# What a slider stands for one step from its least.
SECOND = """({ min, max, step, dataset: { from, to } }) =>
  from ? from * (to / from) ** (1 / max) : +min + +step"""
# Sets all inputs as a hand does, one after the other, and tells what is shown then.
ASK = """(figure, states) => states.map((state) => {
  for (const [name, value] of Object.entries(state)) {
    const input = figure.querySelector(`form [name=${name}]`);
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const input = figure.querySelector("form input");
  return {
    state: JSON.parse(figure.dataset.state),
    values: JSON.parse(figure.dataset.values),
    said: [
      input.getAttribute("aria-valuetext").replace(/^.*?: /, ""),
      ...[...figure.querySelectorAll("svg g[id] > text")].map((text) => text.textContent),
    ].join(" "),
  };
})"""


@pytest.fixture(scope="module")
def visit(browser, site_url):
    """Give one reader to all, for a new one costs a process, and a figure knows of no other."""
    visit = Visit(browser, site_url)
    yield visit
    visit.context.close()


@pytest.fixture
def show(browser, site_url):
    """Open a figure on a screen of its own, and scroll to it."""
    visits = []

    def show(name, width=1280, **options):
        # At rest, so that nothing is touched while the page still scrolls to it.
        visits.append(Visit(browser, site_url, reduced_motion="reduce", **options))
        page = visits[-1].open(FIGURES[name][0])
        page.set_viewport_size({"width": width, "height": 800})
        figure = page.locator(f"figure[data-explore={name}]")
        if options.get("java_script_enabled", True):
            taken(page, name)
            figure.locator("svg, .ol-grip").last.evaluate(CENTRE)
        return figure

    yield show
    for visit in visits:
        assert visit.trouble == []
        visit.context.close()


def taken(page, name):
    """Come near to a figure, and wait for its script to take over."""
    figure = page.locator(f"figure[data-explore={name}]")
    figure.evaluate(CENTRE)
    figure = figure.and_(page.locator("[data-ready]"))
    figure.wait_for()
    return figure


def take(visit, name, page=None):
    figure = taken(visit.open(page or FIGURES[name][0]), name)
    assert visit.trouble == []
    return figure


def same(values, expected, gap=1e-12):
    """Compare what is shown with what the library gives, number by number."""
    assert values.keys() == expected.keys()
    for name, value in expected.items():
        if value is None:
            assert values[name] is None
        else:
            got = np.array(values[name], float)
            np.testing.assert_allclose(got, value, rtol=gap, atol=gap, err_msg=name)


def rounded(text, values):
    """Tell whether a number that is read is one of those that were computed."""
    unit = 100 if text.endswith("%") else 1
    text = text.rstrip("%").replace("−", "-")
    gap = 0.5 * 10 ** -len(text.partition(".")[2]) + 1e-9
    return any(abs(float(text) - unit * value) <= gap for value in values)


def numbers(values):
    return [one for value in values.values() if value is not None for one in np.ravel(value)]


def states(ranges, count):
    """Draw places of all handles, those at their ends and a fresh zero among them."""
    draw = random.Random(0)  # noqa: S311 - any numbers do
    for ends in (0, 1):
        yield {name: given[ends] for name, given in ranges}
    yield {name: given[0] if isinstance(given[0], str) else 0 for name, given in ranges}
    for _ in range(count):
        yield {
            name: draw.choice(given)
            if isinstance(given[0], str)
            else given[0] + given[2] * draw.randint(0, round((given[1] - given[0]) / given[2]))
            for name, given in ranges
        }


def everything(ranges):
    """Give every place of all handles: all steps of a training before the next one."""
    names, given = zip(*sorted(ranges, key=lambda one: one[0] == "steps"), strict=True)
    places = [
        one
        if isinstance(one[0], str)
        else [one[0] + one[2] * k for k in range(round((one[1] - one[0]) / one[2]) + 1)]
        for one in given
    ]
    for place in itertools.product(*places):
        yield dict(zip(names, place, strict=True))


def compare(evaluate, name, asked):
    """Hold all that a figure shows and says in many states against the library."""
    answer, gap = FIGURES[name][1], 1e-9 if name in TRAINED else 1e-12
    shown = evaluate(SHOWN)
    same(json.loads(shown["values"]), answer(**json.loads(shown["state"])), gap)
    for told in evaluate(ASK, list(asked)):
        expected = answer(**told["state"])
        same(told["values"], expected, gap)
        for number in SAID.findall(told["said"]):
            assert rounded(number, numbers(expected)), told


@pytest.mark.parametrize("count", [SAMPLE, pytest.param(ALL, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", FIGURES)
def test_every_number_is_what_the_library_gives(visit, name, count):
    figure = take(visit, name)
    ranges = figure.evaluate(RANGES)
    if name in TRAINED:
        asked = everything(ranges) if count == ALL else states(ranges, 1)
    else:
        asked = states(ranges, count)
    compare(figure.evaluate, name, asked)
    assert visit.trouble == []


@pytest.mark.full
@pytest.mark.parametrize("name", TEN_MINUTES)
def test_the_page_for_the_hurried_answers_as_the_chapters_do(visit, name):
    figure = take(visit, name, "ten-minutes.html")
    compare(figure.evaluate, name, states(figure.evaluate(RANGES), SAMPLE))


def test_an_input_that_nobody_has_touched_keeps_its_exact_number(visit):
    figure = take(visit, "cone")
    (told,) = figure.evaluate(ASK, [{"angle": 31}])
    assert told["state"] == {"angle": 31, "length": 1, "row": 45, "threshold": 1 / np.sqrt(2)}
    (told,) = figure.evaluate(ASK, [{"threshold": 0.7}])
    assert told["state"]["threshold"] == 0.7


@pytest.mark.parametrize("name", EACH)
def test_nothing_moves_when_the_script_takes_over(show, name):
    still = show(name, java_script_enabled=False)
    before = still.locator("svg").evaluate(DRAWN)
    assert not still.locator("form").is_visible()
    assert still.locator("figcaption").is_visible()
    after = show(name).locator("svg").evaluate(DRAWN)
    assert NUMBER.sub("", before) == NUMBER.sub("", after)
    placed = [np.array(NUMBER.findall(one.replace("−", "-")), float) for one in (before, after)]
    np.testing.assert_allclose(*placed, rtol=0, atol=0.02)


@pytest.mark.parametrize("name", ONE)
def test_the_keyboard_alone_sets_every_handle_and_gives_the_first_bytes_back(visit, name):
    figure = take(visit, name)
    shown = figure.evaluate(SHOWN)
    for slider in figure.get_by_role("slider").all():
        handle = slider.get_attribute("name")
        first, said = figure.get_attribute("data-state"), slider.get_attribute("aria-valuetext")
        slider.focus()
        for key in ("Home", "ArrowRight", "Enter"):
            slider.press(key)
        expected = slider.evaluate(SECOND)
        state = json.loads(figure.get_attribute("data-state"))
        assert state[handle] == pytest.approx(expected, rel=1e-12)
        assert state | {handle: 0} == json.loads(first) | {handle: 0}
        assert slider.get_attribute("aria-valuetext") != said
    figure.evaluate(ASK, list(states(figure.evaluate(RANGES), 2)))
    assert figure.evaluate(SHOWN) != shown
    figure.get_by_role("button", name="Reset").press("Enter")
    assert figure.evaluate(SHOWN) == shown
    assert visit.trouble == []


@pytest.mark.parametrize("waits", [True, False])
def test_a_figure_begins_when_it_is_near_and_in_the_end_all_do(browser, site_url, waits):
    visit = Visit(browser, site_url)
    visit.page.add_init_script(FOREVER if waits else AT_ONCE)
    page = visit.open(FIGURES["rays"][0])
    figure = page.locator("figure[data-explore=rays]")
    if waits:
        assert figure.get_attribute("data-ready") is None
        taken(page, "rays")
    figure.and_(page.locator("[data-ready]")).wait_for()
    assert (page.evaluate("scrollY") > 0) == waits
    visit.context.close()


@pytest.mark.parametrize("name", ONE)
def test_it_answers_from_the_disk_as_well(browser, name):
    page = browser.new_page()
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto((SITE / FIGURES[name][0]).as_uri())
    figure = taken(page, name)
    (told,) = figure.evaluate(ASK, [*states(figure.evaluate(RANGES), 0)][:1])
    same(told["values"], FIGURES[name][1](**told["state"]), 1e-9 if name in TRAINED else 1e-12)
    assert trouble == []
    page.close()


@pytest.mark.parametrize("name", EACH)
def test_a_phone_holds_the_figure_with_all_its_handles(show, name):
    figure = show(name, width=360)
    for part in ("svg", "form", "form input", "form button"):
        for one in figure.locator(part).all():
            box = one.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360
    assert all(one.bounding_box()["height"] >= 24 for one in figure.locator("form input").all())
    assert all(one.bounding_box()["width"] >= 44 for one in figure.locator(".ol-grip").all())


@pytest.mark.parametrize("name", DRAGGED)
def test_the_mouse_drags_what_is_drawn(show, name):
    figure = show(name)
    first = figure.get_attribute("data-state")
    grip = figure.locator(".ol-grip").first
    grip.evaluate(CENTRE)
    box = grip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = figure.page.mouse
    mouse.move(x, y)
    mouse.down()
    assert figure.get_attribute("data-state") == first
    mouse.move(x - 30, y - 20, steps=3)
    mouse.up()
    expect(figure).not_to_have_attribute("data-state", first)
    moved = figure.get_attribute("data-state")
    mouse.move(x, y)
    assert figure.get_attribute("data-state") == moved


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_button_leads_a_handle_through_its_range(show, motion):
    figure = show("rays")
    figure.page.emulate_media(reduced_motion=motion)
    steps = figure.get_by_role("slider", name="steps")
    steps.press("Home")
    figure.get_by_role("button", name="Train").click()
    if motion == "reduce":
        assert steps.input_value() == "1250"
    else:
        assert steps.input_value() != "1250"
        expect(steps).to_have_value("1250")
        figure.get_by_role("button", name="Train").click()
        figure.get_by_role("button", name="Reset").click()
        figure.page.wait_for_timeout(100)
        assert steps.input_value() == "1250"


def test_a_word_is_typed_letter_by_letter(visit):
    figure = take(visit, "colours")
    name = figure.get_by_role("textbox", name="name")
    name.fill("")
    assert figure.get_by_role("status").text_content() == "silent"
    name.press_sequentially("purpel")
    assert json.loads(figure.get_attribute("data-state"))["word"] == "purpel"
    assert figure.get_by_role("status").text_content().startswith("purple ")


def test_what_shows_one_network_is_not_shown_for_another(visit):
    figure = take(visit, "plane")
    shade = figure.locator("#plane-errors path").first
    assert shade.is_visible()
    for state in ({"threshold": 0.8}, {"asked": "normalised"}):
        figure.evaluate(ASK, [state])
        assert not shade.is_visible()
        figure.get_by_role("button", name="Reset").click()
        assert shade.is_visible()


def swipe(figure, x, y):
    """Draw a finger upwards over the screen; tell how far the page has scrolled."""
    page = figure.page
    before = page.evaluate("scrollY")
    screen = page.context.new_cdp_session(page)
    for k in range(9):
        kind = "touchMove" if k else "touchStart"
        touch = {"type": kind, "touchPoints": [{"x": x, "y": y - 15 * k}]}
        screen.send("Input.dispatchTouchEvent", touch)
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    return page.evaluate("scrollY") - before


def test_a_swipe_scrolls_and_a_grip_drags(show):
    figure = show("cone", width=360, has_touch=True)
    first = figure.get_attribute("data-state")
    picture, grip = (figure.locator(one).first.bounding_box() for one in ("svg", ".ol-grip"))
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    assert swipe(figure, x, y) == 0
    dragged = figure.get_attribute("data-state")
    assert dragged != first
    assert swipe(figure, picture["x"] + 30, picture["y"] + picture["height"] - 30) > 50
    assert figure.get_attribute("data-state") == dragged


def test_of_two_grips_that_overlap_the_nearer_is_taken(show):
    figure = show("cone")
    query, row = (one.bounding_box() for one in figure.locator(".ol-grip").all())
    # On the far side of the input, which the circle of the row covers in part.
    x, y = query["x"] + query["width"] / 2, query["y"] + query["height"] / 2
    assert row["x"] < x < row["x"] + row["width"]
    mouse = figure.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 20, y + 60, steps=3)
    mouse.up()
    state = json.loads(figure.get_attribute("data-state"))
    assert state["row"] == 45
    assert state["angle"] < 30


def test_the_shaded_directions_are_those_that_are_won():
    """The formula for their number, against counting them."""
    turns = point(np.arange(-179.995, 180, 0.01)).T
    for length in (0.1, 0.5, 1, 3 * 2**0.5, 5):
        rows = np.array([[1, 0], point(45, length), [0, 1]])
        counted = (dot(turns, rows).argmax(axis=1) == 1).sum() / 100
        assert directions(rows) == pytest.approx(counted, abs=0.03)
