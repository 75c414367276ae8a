"""A reader steps through the frames of a figure; without scripts and on paper all are there."""

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from builder.page import FigureText, Outcome
from builder.render.figures import figure_html
from builder.run import drawing
from builder.settings import ROLES, ROOT

NAMES = ["0 steps", "10 steps", "100 steps"]


@pytest.fixture(scope="module")
def html():
    with mpl.rc_context(drawing.style(ROLES)):
        figure = Figure(figsize=(9, 3))
        for axes, name in zip(figure.subplots(1, 3), NAMES, strict=True):
            axes.plot([0, 1])
            axes.set_title(name)
        frames = drawing.to_svg(
            figure,
            roles=ROLES,
            slug="run",
            title="A run",
            description="It rises.",
            legend="Training",
        )
    css = (ROOT / "docs" / "assets" / "stylesheets" / "book.css").read_text()
    words = FigureText("run", "A run", "It rises.", "It rises.")
    figure = figure_html(words, Outcome(svg=frames), words.caption)
    return (
        f"<!doctype html><style>{css}</style>"
        f'<body class="md-typeset" data-md-color-scheme="default">{figure}</body>'
    )


@pytest.fixture
def show(browser, html):
    """Open the figure in a page of its own, on a screen so wide."""
    contexts = []

    def show(width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_content(html)
        return page

    yield show
    for context in contexts:
        context.close()


def visible(page):
    return [svg.is_visible() for svg in page.locator("svg").all()]


def test_the_keyboard_steps_from_frame_to_frame(show):
    page = show()
    assert visible(page) == [True, False, False]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert visible(page) == [False, True, False]
    page.keyboard.press("ArrowRight")
    assert visible(page) == [False, False, True]
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('input')")


def test_a_click_or_a_touch_on_a_step_shows_it(show):
    page = show(360, has_touch=True)
    page.get_by_text("100 steps").first.tap()
    assert visible(page) == [False, False, True]
    page.get_by_text("0 steps", exact=True).first.click()
    assert visible(page) == [True, False, False]


def test_the_buttons_are_told_with_their_group(show):
    page = show()
    group = page.get_by_role("group", name="Training")
    assert group.get_by_role("radio").count() == 3
    assert group.get_by_role("radio", name="10 steps").is_checked() is False
    assert page.get_by_role("img", name="A run: 0 steps").is_visible()


def test_nothing_moves_but_the_picture(show):
    page = show()
    before = page.locator("figcaption").bounding_box()
    page.get_by_text("100 steps").first.click()
    assert page.locator("figcaption").bounding_box() == before


def side_by_side(page):
    boxes = [svg.bounding_box() for svg in page.locator("svg").all()]
    assert all(box["width"] > 100 for box in boxes)
    assert not page.locator("label").first.is_visible()
    return len({box["y"] for box in boxes}) == 1


def test_without_scripts_all_frames_stand_side_by_side(show):
    page = show(java_script_enabled=False)
    assert visible(page) == [True, True, True]
    assert side_by_side(page)
    assert not side_by_side(show(360, java_script_enabled=False))


def test_on_paper_all_frames_are_there(show):
    page = show()
    page.emulate_media(media="print")
    assert visible(page) == [True, True, True]
    assert side_by_side(page)
