"""The handles of a figure that answers are read, checked, and set below it by the build."""

import html
import json
import re
from dataclasses import replace

import pytest
from rendering import ran, render

from builder.page import Handle, PageError
from builder.prove import answers
from builder.render.handles import written

ANGLE = "{label: angle, from: -180, to: 180, step: 1, at: turn, unit: °}"
PAGE = """\
```python
#| figure: ray
#| title: A ray
#| explore: cone
#| handles:
#|   angle: HANDLE
#| data: rows
#| caption: It turns.
#| description: A ray to the right.
import matplotlib.pyplot as plt
import numpy as np

turn, rows = 30.5, np.eye(2)
fig, ax = plt.subplots()
ax.plot([0, 1], [0, 1], gid="row")
ax.plot([0, 1], [1, 0])
```
"""


def page(handle=ANGLE, **others):
    text = PAGE.replace("HANDLE", handle)
    for old, new in others.items():
        text = text.replace(old, new)
    return text


def error_of(text):
    with pytest.raises(PageError) as caught:
        ran(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("handle", "message"),
    [
        (ANGLE.replace("unit", "units"), "has an unknown key 'units'"),
        (ANGLE.replace("label: angle, ", ""), "has no label"),
        (ANGLE.replace(", at: turn", ""), "has no at"),
        (ANGLE.replace("to: 180", "to: far"), "needs numbers for from, to, step"),
        (ANGLE.replace("to: 180", "to: -180"), "has no step of 1 between -180 and -180"),
        (ANGLE.replace("step: 1", "step: 0"), "has no step of 0"),
        ("30", "must read `{label: …"),
        ("{label: asked, options: [a, b], at: a}", "has an unknown key 'at'"),
        (
            "{label: beta, from: 0, to: 9, steps: 9, at: 1}",
            "has no 9 factors that lead from 0 to 9",
        ),
        ("{label: beta, from: 1, to: 9, steps: 0.5, at: 1}", "has no 0.5 factors"),
        ("{label: beta, from: 1, to: 9, step: 1, steps: 9, at: 1}", "has an unknown key 'step'"),
        ("{label: Go, moves: angle}", "moves 'angle', which is no number to be set"),
        ("{label: word, letters: 20}", "has no at"),
        ("{label: word, letters: few, at: turn}", "needs a whole number of letters"),
        ("{label: word, letters: 0, at: turn}", "needs a whole number of letters"),
    ],
)
def test_a_handle_that_is_amiss_is_named_with_its_line(handle, message):
    error = error_of(page(handle))
    assert error.startswith("docs/p.md:6: the handle 'angle' ")
    assert message in error


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("#| explore: cone\n", "`explore` names what answers to `handles`"),
        ("#|   angle: HANDLE\n", "handles read `name: {label: …"),
    ],
)
def test_handles_and_what_answers_to_them_go_together(line, message):
    assert message in error_of(PAGE.replace(line, "").replace("HANDLE", ANGLE))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("turn, rows = 30.5", "turn, rows = 190", "stands at 190, outside of -180 … 180"),
        ("turn, rows = 30.5", "turn, rows = float('nan')", "stands at nan, outside"),
        (ANGLE, "{label: word, letters: 3, at: turn}", "stands at '30.5', which is too long"),
        ("at: turn", "at: turned", "'turned' in the #| lines raises NameError"),
        ("data: rows", "data: plt", "in the #| lines is neither a number nor an array"),
        ("np.eye(2)", "np.full(2, np.inf)", "not JSON compliant"),
    ],
)
def test_what_a_script_cannot_be_given_names_the_figure(old, new, message):
    error = error_of(page(**{old: new}))
    assert error.startswith("docs/p.md:1: ")
    assert message in error


def test_the_script_is_given_maps_first_state_and_data():
    (example,) = ran(page()).examples
    given = json.loads(example.outcome.given)
    assert given["at"] == {"angle": 30.5}
    assert given["data"] == {"rows": [[1, 0], [0, 1]]}
    (axes,) = given["axes"]
    path = re.search(r'id="ray-row"><path d="M(\S+) (\S+)L(\S+) (\S+)"', example.outcome.svg)
    drawn = [float(number) for number in path.groups()]
    (left, across), (low, up) = axes["x"], axes["y"]
    assert drawn == pytest.approx([left, low, left + across, low + up], abs=0.006)


def test_inputs_stand_below_the_drawing_where_the_page_says():
    shown = render(page())
    figure = re.search(r'<figure [^>]*data-explore="cone"[^>]*data-given="([^"]*)"', shown)
    assert json.loads(html.unescape(figure[1]))["at"] == {"angle": 30.5}
    label, value, given = re.search(
        r'<label for="ray-set-angle">(.*?)</label><span aria-hidden="true">(.*?)</span>'
        r'<input type="range" id="ray-set-angle" (.*?)>',
        shown,
    ).groups()
    assert (label, value) == ("angle", "30°")
    assert given == 'name="angle" min="-180" max="180" step="1" value="30.5" data-unit="°"'
    assert shown.index("</svg>") < shown.index("<form") < shown.index("<figcaption>")


def test_a_choice_begins_with_its_first_option():
    shown = render(page("{label: asked, options: [as it is, normalised]}"))
    assert "<option>as it is</option><option>normalised</option></select>" in shown
    assert "&quot;angle&quot;: &quot;as it is&quot;" in shown


def test_a_handle_by_factors_counts_them_between_its_ends():
    shown = render(page("{label: β, from: 1, to: 1000, steps: 60, at: 10}"))
    value, given = re.search(r'<span aria-hidden="true">(.*?)</span><input (.*?)>', shown).groups()
    assert value == "10"
    assert given.endswith(
        'min="0" max="60" step="1" value="20" data-from="1" data-to="1000" data-unit=""'
    )


def test_a_button_names_the_handle_that_it_moves():
    shown = render(page(f"{ANGLE}\n#|   turn: {{label: Turn, moves: angle}}"))
    assert '<button type="button" value="angle">Turn</button>' in shown
    assert "&quot;at&quot;: {&quot;angle&quot;: 30.5}" in shown


def test_a_word_is_typed_where_the_page_has_put_one():
    shown = render(page("{label: a <word>, letters: 20, at: \"'so & so'\"}"))
    label, given = re.search(
        r'<label for="ray-set-angle">(.*?)</label><input type="text" id="ray-set-angle" (.*?)>',
        shown,
    ).groups()
    assert label == "a &lt;word&gt;"
    assert given.startswith('name="angle" maxlength="20" value="so &amp; so"')


def test_a_number_is_written_as_finely_as_its_handle_moves():
    for step, at, text in [(1, -30, "−30"), (0.01, 0.5**0.5, "0.71"), (0.5, 2, "2.0")]:
        assert written(at, Handle("n", "n", -50, 50, step)) == text
    assert written(0.5, Handle("n", "n", 0, 1, 0.001)) == "0.500"
    for at, text in [(1.12202, "1.122"), (20, "20"), (9804, "9804"), (100_000, "100000")]:
        assert written(at, Handle("n", "n", 1, 1e6, steps=60)) == text


def test_a_part_that_a_script_moves_has_to_be_drawn(tmp_path):
    drawn = ran(page())
    script = tmp_path / "cone.js"
    with pytest.raises(PageError, match=r"docs/p.md:1: no figure answers by the name 'cone'"):
        answers.check(drawn, tmp_path)
    script.write_text('picture.line("row", 0, [])')
    answers.check(drawn, tmp_path)
    script.write_text('picture.line("row", 0, []); picture.text("said", "no")')
    with pytest.raises(PageError, match=r"docs/p.md:1: .* gid='said', which cone.js moves"):
        answers.check(drawn, tmp_path)


def test_a_figure_of_a_lab_does_not_answer(tmp_path):
    drawn = ran(page())
    (example,) = drawn.examples
    example.outcome = replace(example.outcome, given="")
    with pytest.raises(PageError, match="a lab's figures do not answer"):
        answers.check(drawn, tmp_path)
