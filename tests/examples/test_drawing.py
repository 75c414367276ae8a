"""A figure comes out as SVG that holds no colour of its own."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import cache

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from builder.prove.walk import Walk
from builder.run import drawing
from builder.settings import ROLES

INPUT, MEMORY, VALUE, OUTPUT = "C0", "C1", "C2", "C3"
GRID = np.linspace(0, 1, 20)


@pytest.fixture(autouse=True)
def _in_the_books_style() -> Iterator[None]:
    with mpl.rc_context(drawing.style(ROLES)):
        yield


def svg_of(figure: Figure, slug: str = "sample") -> str:
    return drawing.to_svg(
        figure, roles=ROLES, slug=slug, title="A title", description="What is seen."
    )


def every_kind() -> Figure:
    """Draw one of each kind of thing that the book's figures are made of."""
    figure = Figure(figsize=(4.8, 6))
    lines, fields = figure.subplots(2)
    lines.plot(GRID, GRID**2, "o-", label="a line")
    lines.fill_between(GRID, 0, GRID, alpha=0.2, hatch="//")
    lines.scatter(GRID, 1 - GRID, c=GRID, cmap=LinearSegmentedColormap.from_list("", ["w", OUTPUT]))
    lines.annotate("here", (0.2, 0.2), (0.5, 0.1), arrowprops={"arrowstyle": "->"}, color="0.4")
    lines.axhline(0.5, color="0.8")
    lines.legend(frameon=True)
    lines.set_xlabel("angle between u and v₁")
    field = np.outer(GRID, GRID)
    fields.contourf(GRID, GRID, field, levels=3, colors=[(OUTPUT, a) for a in (0.1, 0.3, 0.5, 0.7)])
    fields.contour(GRID, GRID, field, levels=3, colors="0.3")
    fields.quiver([0], [0], [1], [1], color=INPUT)
    mesh = fields.pcolormesh(
        [[0, 1], [2, 3]],
        cmap=LinearSegmentedColormap.from_list("", [MEMORY, "white", VALUE], N=9),
    )
    figure.colorbar(mesh)
    return figure


@cache
def drawn(slug: str = "sample") -> str:
    """Draw it once."""
    return svg_of(every_kind(), slug)


def test_every_kind_of_drawing_takes_its_colours_from_the_page() -> None:
    svg = drawn()
    paints = set(re.findall(r'(?:fill|stroke)="(.*?)"', svg))
    own = {
        paint for paint in paints if not re.match(r"none$|currentColor$|url\(#|var\(|color-", paint)
    }
    assert own == set()
    assert {f"var(--ol-{role})" for role in ("input", "memory", "value", "output")} <= paints


def test_a_drawing_leaves_nothing_of_a_file_of_its_own() -> None:
    svg = drawn()
    for rest in ("<?xml", "<!", "metadata", "<style", " style=", "xmlns", "xlink", "font-family"):
        assert rest not in svg
    root = ET.fromstring(svg)
    assert "height" not in root.attrib
    assert root.attrib["viewBox"] == "0 0 345.6 432"
    assert root.attrib["width"] == "461"


def test_the_same_figure_is_drawn_in_the_same_bytes() -> None:
    assert svg_of(every_kind()) == drawn()


def test_two_figures_can_stand_in_one_page() -> None:
    first, second = (ET.fromstring(drawn(slug)) for slug in ("first", "second"))
    ids = [{e.get("id") for e in root.iter() if e.get("id")} for root in (first, second)]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])
    for root, own in zip((first, second), ids, strict=True):
        used = {
            name
            for element in root.iter()
            for value in element.attrib.values()
            for name in re.findall(r"^#(.*)|url\(#(.*?)\)", value)
        }
        used_names = {a or b for a, b in used}
        assert used_names
        assert used_names <= own


def test_a_drawing_is_told_where_it_is_not_seen() -> None:
    root = ET.fromstring(svg_of(every_kind(), "cosine"))
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == ("title", "A title")
    assert (description.tag, description.text) == ("desc", "What is seen.")
    assert root.get("aria-labelledby") == title.get("id") == "cosine-title"
    assert root.get("aria-describedby") == description.get("id") == "cosine-desc"


def line_in(colour: object, **more: object) -> str:
    figure = Figure()
    figure.subplots().plot([0, 1], [0, 1], color=colour, **more)
    return svg_of(figure)


@pytest.mark.parametrize(
    ("colour", "paint"),
    [
        ("C0", "var(--ol-input)"),
        ("C3", "var(--ol-output)"),
        ("black", "currentColor"),
        ("white", "var(--md-default-bg-color)"),
        ("0.8", "color-mix(in srgb,currentColor 20%,var(--md-default-bg-color))"),
    ],
)
def test_colours_become_the_pages(colour: str, paint: str) -> None:
    assert f'stroke="{paint}"' in line_in(colour)


@pytest.mark.parametrize("role", ROLES)
def test_tints_of_a_role_are_tints_of_it_in_the_page(role: str) -> None:
    tints = LinearSegmentedColormap.from_list("", ["white", ROLES[role]], N=101)
    shares = range(5, 100, 5)
    figure = Figure()
    axes = figure.subplots()
    for share in shares:
        axes.plot([0, 1], [0, share], color=tints(share))
    found = re.findall(r"stroke=.color-mix\(in srgb,var\(--ol-(\w+)\) (\d+)%,", svg_of(figure))
    assert {name for name, _ in found} == {role}
    assert [int(percent) for _, percent in found] == list(shares)


def test_what_shines_through_still_does() -> None:
    assert re.search(r'stroke="var\(--ol-memory\)" stroke-opacity="0.3"', line_in((MEMORY, 0.3)))


def test_a_swatch_keeps_its_colour_and_its_border_follows_the_page() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.scatter([0, 1], [0, 1], c=["tomato", "0.2"], edgecolors="0.5", gid="swatches")
    svg = svg_of(figure)
    fills = [fill for fill in re.findall(r'fill="(.*?)"', svg) if fill.startswith("#")]
    assert fills == ["#ff6347", "#333333"]
    assert 'stroke="#' not in svg
    assert "color-mix(in srgb,currentColor 50%" in svg


@pytest.mark.parametrize(("colour", "name"), [("red", r"#ff0000 \(red\)"), ("#123456", "#123456")])
def test_a_colour_without_counterpart_in_the_dark_is_refused(colour: str, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        line_in(colour)


def test_grey_text_keeps_enough_ink_to_be_read() -> None:
    figure = Figure()
    figure.subplots().text(0.5, 0.5, "grey", color="0.7")
    assert re.search(r"currentColor 66%.*>grey</text>", svg_of(figure))


def texts(figure: Figure) -> list[str | None]:
    return [text.text for text in ET.fromstring(svg_of(figure)).iter("text")]


def test_labels_are_text_in_the_reader_s_font() -> None:
    figure = Figure()
    figure.subplots().set(xlabel="similarity of x and w₁", title="β = 10⁻³, for 5 $")
    assert {"similarity of x and w₁", "β = 10⁻³, for 5 $"} <= set(texts(figure))


def test_powers_of_ten_are_labelled_in_letters() -> None:
    figure = Figure()
    both, narrow, counted = figure.subplots(3)
    both.loglog([2e-12, 1], [1, 1e3])
    both.set(xticks=[1e-12, 1e-6, 1], yticks=[10, 100])
    narrow.semilogy([0, 0], [2, 30])
    narrow.set_xticks([])
    counted.semilogx([1, 1e4], [0, 0])
    counted.set_xticks([10, 1000], ["ten", "a thousand"])
    counted.set_yticks([])
    found = texts(figure)
    assert found[:5] == ["10⁻¹²", "10⁻⁶", "1", "10", "10²"]
    assert found[5:] == ["10", "ten", "a thousand"]


@pytest.mark.parametrize("where", [Figure.suptitle, Figure.supxlabel])
def test_a_formula_in_a_label_is_refused(where: Callable[[Figure, str], object]) -> None:
    figure = Figure()
    figure.subplots()
    where(figure, "the row $w_1$")
    with pytest.raises(ValueError, match=r"'the row \$w_1\$' holds a formula.*write letters"):
        svg_of(figure)


def test_a_formula_at_a_tick_is_refused() -> None:
    figure = Figure()
    figure.subplots().set_xticks([0, 1], ["0", "$x_1$"])
    with pytest.raises(ValueError, match=r"'\$x_1\$' holds a formula"):
        svg_of(figure)


def test_pixels_are_refused() -> None:
    figure = Figure()
    figure.subplots().imshow([[0, 1]])
    with pytest.raises(ValueError, match="pixels"):
        svg_of(figure)


def test_text_too_small_for_a_phone_is_refused() -> None:
    figure = Figure(figsize=(7, 3))
    figure.subplots()
    with pytest.raises(ValueError, match=r"7\.8 pixels high on a phone.*narrower than 7\.0 inches"):
        svg_of(figure)


def test_a_drawing_too_large_for_a_page_is_refused() -> None:
    figure = Figure()
    figure.subplots().pcolormesh(np.ones((100, 100)))
    with pytest.raises(ValueError, match="fewer cells"):
        svg_of(figure)


def cells_of(shape: tuple[int, int], **options: str) -> list[ET.Element]:
    figure = Figure()
    axes = figure.subplots()
    axes.set_axis_off()
    axes.pcolormesh(np.arange(shape[0] * shape[1]).reshape(shape) % 4, cmap="gray_r", **options)
    return list(ET.fromstring(svg_of(figure)).iter("path"))


def test_cells_of_one_grey_are_one_path() -> None:
    joined, single = cells_of((8, 9)), cells_of((8, 9), gid="mine")
    assert (len(joined), len(single)) == (4, 72)
    for path in joined:
        alike = [one.attrib["d"] for one in single if one.get("fill") == path.get("fill")]
        corners = [re.findall(r"[\d.]+", outline) for outline in alike]
        assert path.attrib["d"] == "".join(
            f"M{x} {y}H{right}V{top}H{x}" for x, y, right, _, _, top, *_ in corners
        )


def test_a_grid_is_what_a_page_may_hold() -> None:
    figure = Figure()
    figure.subplots().pcolormesh(np.eye(2), cmap="gray_r")
    assert Walk(svg_of(figure)).foreign == []


def test_cells_that_lean_keep_their_corners() -> None:
    x, y = np.meshgrid(range(3), range(3))
    figure = Figure()
    figure.subplots().pcolormesh(x + y / 2, y, np.eye(2), cmap="gray_r")
    white, black = ET.fromstring(svg_of(figure)).findall("g[@shape-rendering]/path")
    assert all(path.attrib["d"].count("L") == 8 for path in (white, black))


def test_an_empty_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was drawn"):
        svg_of(Figure())


def steps(*titles: str, **limits: tuple[float, float]) -> Figure:
    figure = Figure(figsize=(4 * len(titles), 3))
    for axes, title in zip(figure.subplots(1, len(titles)), titles, strict=True):
        axes.plot(GRID, GRID, color=OUTPUT)
        axes.set(title=title, **{"xlim": (0, 1), "ylim": (0, 1)} | limits)
    return figure


def frames_of(figure: Figure) -> str:
    return drawing.to_svg(
        figure, roles=ROLES, slug="run", title="A run", description="It & <falls>.", legend="Steps"
    )


def test_each_axes_becomes_a_frame_with_a_button_before_it() -> None:
    root = ET.fromstring(frames_of(steps("0", "10", "<100>")))
    assert [child.tag for child in root] == ["legend", "p", *["input", "label", "div"] * 3]
    assert root.get("aria-describedby") == root[1].get("id")
    assert root[1].text == "It & <falls>."
    buttons, labels, drawings = (root.findall(tag) for tag in ("input", "label", "div/svg"))
    assert {button.get("name") for button in buttons} == {"run"}
    assert [button.get("checked") for button in buttons] == ["", None, None]
    assert [button.get("id") for button in buttons] == [label.get("for") for label in labels]
    assert [label.text for label in labels] == ["0", "10", "<100>"]
    assert [svg.findtext("title") for svg in drawings] == ["A run: 0", "A run: 10", "A run: <100>"]
    # One frame shows one axes, and the text beside it does not move from frame to frame.
    places = [[(t.get("x"), t.get("y"), t.text) for t in svg.iter("text")] for svg in drawings]
    assert [names[-1][2] for names in places] == ["0", "10", "<100>"]
    assert places[0][:-1] == places[1][:-1] == places[2][:-1]
    assert len({svg.get("viewBox") for svg in drawings}) == 1


def test_frames_are_drawn_in_the_same_bytes_and_share_no_id() -> None:
    frames = frames_of(steps("0", "10"))
    assert frames == frames_of(steps("0", "10"))
    ids = re.findall(r'\bid="(.*?)"', frames)
    assert len(ids) == len(set(ids)) > 4


def with_text(figure: Figure) -> Figure:
    figure.suptitle("beside")
    return figure


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (Figure(), "two axes or more"),
        (steps("0", "0"), "a title of its own"),
        (steps("0", ""), "each with a title"),
        (with_text(steps("0", "10")), "on no frame"),
    ],
)
def test_what_is_no_sequence_of_frames_is_refused(figure: Figure, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        frames_of(figure)


def test_frames_over_different_ranges_are_refused() -> None:
    figure = steps("0", "10")
    figure.axes[1].set_ylim(0, 2)
    with pytest.raises(ValueError, match="differ in their limits"):
        frames_of(figure)
