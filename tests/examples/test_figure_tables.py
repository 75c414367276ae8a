"""The tables beside the figures hold the numbers that the figures show."""

import xml.etree.ElementTree as ET

import numpy as np
from matplotlib.figure import Figure

from builder.run.data import data_table


def table_of(figure: Figure) -> list[tuple[str, list[str], list[list[str]]]]:
    """Read the tables back: caption, heads, rows."""
    tables = []
    for table in ET.fromstring(f"<div>{data_table(figure)}</div>").iter("table"):
        caption = table.find("caption")
        rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
        tables.append(("" if caption is None else "".join(caption.itertext()), rows[0], rows[1:]))
    return tables


def test_lines_over_the_same_values_share_a_table() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, -1], label="down")
    axes.plot([0, 1], [0, 0.5], label="up")
    axes.axhline(0)
    axes.set_xlabel("angle")
    assert table_of(figure) == [
        ("", ["angle", "down", "up"], [["0", "0", "0"], ["1", "−1", "0.5"]])
    ]


def test_single_points_share_a_table_by_their_names() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot(30, 0.25, "o", gid="query")
    axes.plot(30, 0.5, "o", label="answer", gid="said")
    axes.plot([0, 1], [0, 2])
    assert table_of(figure) == [
        ("Single points", ["point", "x", "y"], [["query", "30", "0.25"], ["answer", "30", "0.5"]]),
        ("", ["x", "y"], [["0", "0"], ["1", "2"]]),
    ]


def test_a_pale_line_without_a_name_is_no_data() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.8")
    assert table_of(figure) == []
    axes.plot([0, 1], [0, 2], color="0.8", label="drawn")
    axes.plot([0, 1], [0, 3], color="0.6")
    ((_, heads, _),) = table_of(figure)
    assert heads == ["x", "drawn", "y, line 2"]


def test_what_is_only_rounding_is_zero() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1, 2, 3, 4], [-6e-17, 0.5, np.inf, np.nan, 1e-13])
    ((_, _, rows),) = table_of(figure)
    assert [y for _, y in rows] == ["0", "0.5", "inf", "nan", "1e−13"]


def test_long_series_are_thinned_and_say_so() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot(np.arange(100), np.arange(100) ** 2)
    axes.set_ylabel("square")
    ((caption, heads, rows),) = table_of(figure)
    assert caption == "12 of 100 points, evenly spaced"
    assert heads == ["x", "square"]
    assert len(rows) == 12
    assert (rows[0], rows[-1]) == (["0", "0"], ["99", "9801"])
    assert all(int(square) == int(x) ** 2 for x, square in rows)


def test_points_bars_and_arrows_have_tables() -> None:
    figure = Figure()
    points, bars, arrows = figure.subplots(3)
    points.scatter([1, 2], [3, 4], c=[5, 6], label="memories")
    points.set_title("Where")
    bars.bar(["one", "two"], [1.5, 2.5])
    arrows.quiver([0], [1], [2], [3], label="input")
    assert table_of(figure) == [
        ("Where", ["x", "memories", "value"], [["1", "3", "5"], ["2", "4", "6"]]),
        ("Panel 2", ["x", "y"], [["one", "1.5"], ["two", "2.5"]]),
        (
            "Panel 3. input",
            ["x of the tail", "y of the tail", "length along x", "length along y"],
            [["0", "1", "2", "3"]],
        ),
    ]


def test_the_lines_of_a_field_have_a_table() -> None:
    figure = Figure()
    lines, filled = figure.subplots(2)
    lines.contour([0, 1], [0, 1], [[0, 1], [0, 1]], levels=[0.5])
    figure.colorbar(filled.pcolormesh(np.eye(3)))
    ((caption, heads, levels),) = table_of(figure)
    assert caption == "Panel 1. Where each level runs"
    assert heads == ["level", "x from", "x to", "y from", "y to"]
    assert levels == [["0.5", "0.5", "0.5", "0", "1"]]


def test_labels_in_tables_are_text() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], label="w₁² < 1/√2 & σ(x)")
    axes.set_title("x < 1")
    html = data_table(figure)
    assert "<caption>x &lt; 1</caption>" in html
    assert '<th scope="col">w₁² &lt; 1/√2 &amp; σ(x)</th>' in html


def test_a_figure_without_numbers_has_no_table() -> None:
    figure = Figure()
    figure.subplots().text(0, 0, "words")
    assert data_table(figure) == ""
