"""Drawing a digit: the page sees what its own Python sees, and answers what the library answers."""

import json

import numpy as np
import pytest
from built import SITE
from visits import Visit

from builder.read import read
from builder.settings import ROOT
from onelayer import attention_memory, digits, normalize, one_hot

PAGE = "chapters/handwriting.html"
STORED = 1200
SEVEN = [[(18, 12), (46, 10), (40, 32), (28, 56)], [(24, 34), (48, 31)]]
SEE = "strokes => strokes.map((one) => drawing.seen(drawing.inked(one)))"


@pytest.fixture(scope="module")
def seen():
    """Give the page's own function from strokes to what the memory sees."""
    text = (ROOT / "docs/chapters/handwriting.md").read_text("utf-8")
    (code,) = (
        one.source
        for one in read(text, "docs/chapters/handwriting.md").examples
        if one.fold == "How a drawing becomes 64 numbers"
    )
    names = {"np": np}
    exec(code, names)  # noqa: S102 - the build runs it, too
    return lambda strokes: names["seen"](names["inked"](strokes))


@pytest.fixture
def show(browser, site_url):
    visits = []

    def show(**options):
        visits.append(Visit(browser, site_url, reduced_motion="reduce", **options))
        page = visits[-1].open(PAGE)
        figure = page.locator("figure[data-explore=draw-a-digit]")
        if options.get("java_script_enabled", True):
            figure.and_(page.locator("[data-ready]")).wait_for()
            figure.locator("canvas").evaluate("one => one.scrollIntoView({ block: 'center' })")
        return figure

    yield show
    for visit in visits:
        assert visit.trouble == []
        visit.context.close()


def place(figure, point):
    box = figure.locator("canvas").bounding_box()
    return [box[side] + one / 64 * box["width"] for side, one in zip("xy", point, strict=True)]


def draw(figure, strokes):
    mouse = figure.page.mouse
    for first, *rest in strokes:
        mouse.move(*place(figure, first))
        mouse.down()
        for point in rest:
            mouse.move(*place(figure, point), steps=3)
        mouse.up()


def told(figure):
    return [json.loads(figure.get_attribute(f"data-{name}")) for name in ("state", "values")]


def assert_right(state, values):
    """Hold what is shown against the library's memory, with the rows that it was taught."""
    X, y = digits()
    rows = [*X[:STORED], *(one["cells"] for one in state["taught"])]
    labels = [*y[:STORED], *(one["label"] for one in state["taught"])]
    memory = attention_memory(normalize(rows), one_hot(labels, 10), beta=30)
    query = normalize(state["cells"])
    shares = memory.hidden(query)
    np.testing.assert_allclose(values["answer"], memory(query), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(values["shares"], np.sort(shares)[:-6:-1], rtol=1e-12)
    np.testing.assert_allclose(values["shares"], shares[values["loudest"]], rtol=1e-12)


def test_it_sees_what_the_code_of_the_page_sees(show, seen):
    rng = np.random.default_rng(0)
    drawings = [
        [rng.uniform(0, 64, (rng.integers(1, 6), 2)).tolist() for _ in range(rng.integers(1, 4))]
        for _ in range(30)
    ]
    drawings += [
        SEVEN,
        [[(32, 32)]],
        [[(5, 30), (60, 30)]],
        [[(30, 2), (30, 62)]],
        [[(-9, 9), (9, 9)]],
    ]
    for strokes, cells in zip(drawings, show().page.evaluate(SEE, drawings), strict=True):
        assert cells == seen(strokes).tolist()


def test_it_stores_what_the_library_gives(show):
    there = show().page.evaluate("digits")
    X, y = digits()
    assert there["labels"] == "".join(map(str, y[:STORED]))
    assert [int(one, 17) / 16 for one in there["pixels"]] == X[:STORED].ravel().tolist()


def test_the_mouse_draws_and_the_memory_is_taught(show, seen):
    figure = show()
    assert told(figure)[1] is None
    assert figure.get_by_role("button", name="Remember it").is_disabled()
    requests = []
    figure.page.on("request", lambda request: requests.append(request.url))
    draw(figure, SEVEN)
    state, values = told(figure)
    assert state["cells"] == seen(state["strokes"]).tolist()
    assert_right(state, values)
    assert figure.get_by_role("status").inner_text().startswith("It reads a 7, with")

    figure.get_by_label("This is a").select_option("2")
    figure.get_by_role("button", name="Remember it").click()
    assert told(figure)[1] is None
    draw(figure, SEVEN)
    state, values = told(figure)
    assert_right(state, values)
    assert values["loudest"][0] == STORED
    assert figure.get_by_role("list", name="loudest").inner_text().startswith("a 2, yours, ")
    figure.get_by_role("button", name="Clear").click()
    assert told(figure)[0]["cells"] == [0] * 64
    assert requests == []


def test_the_keyboard_inks_cell_by_cell(show):
    figure = show()
    draw(figure, SEVEN)
    figure.get_by_role("button", name="Clear").click()
    figure.get_by_role("button", name="row 1, column 1").focus()
    keyboard = figure.page.keyboard
    for key in ["ArrowLeft", "ArrowRight", "ArrowRight"] + ["Space", "ArrowDown"] * 8:
        keyboard.press(key)
    state, values = told(figure)
    assert np.flatnonzero(state["cells"]).tolist() == [2 + 8 * row for row in range(8)]
    assert_right(state, values)
    keyboard.press("Space")
    assert np.flatnonzero(told(figure)[0]["cells"]).tolist() == [2 + 8 * row for row in range(7)]


def test_a_finger_draws_and_does_not_scroll(show):
    figure = show(has_touch=True)
    page = figure.page
    page.set_viewport_size({"width": 360, "height": 640})
    figure.locator("canvas").evaluate("one => one.scrollIntoView({ block: 'center' })")
    screen, before = page.context.new_cdp_session(page), page.evaluate("scrollY")
    for k in range(8):
        x, y = place(figure, (32, 56 - 6 * k))
        touch = {"type": "touchMove" if k else "touchStart", "touchPoints": [{"x": x, "y": y}]}
        screen.send("Input.dispatchTouchEvent", touch)
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    figure.get_by_role("status").filter(has_text="It reads a 1").wait_for()
    assert page.evaluate("scrollY") == before


def test_without_a_script_a_drawing_stands_there_with_its_answer(show):
    figure = show(java_script_enabled=False)
    assert "A drawing with its answer stands below" in figure.inner_text()
    assert figure.page.locator("#figure-drawn svg").is_visible()


def test_it_answers_from_the_disk_as_well(browser):
    page = browser.new_page()
    page.goto((SITE / PAGE).as_uri())
    figure = page.locator("figure[data-explore=draw-a-digit][data-ready]")
    figure.locator("canvas").scroll_into_view_if_needed()
    draw(figure, SEVEN)
    assert_right(*told(figure))
    page.close()
