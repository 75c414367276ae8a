"""Firefox shows what Chromium does, in which all else is tested. One starts for this file."""

import functools

import pytest
from built import RUNNING, marked
from explored import FIGURES
from test_explore import RANGES, SAMPLE, compare, states
from test_live import outputs_of

READY = """figure => new Promise((done) => {
  figure.scrollIntoView();
  const look = () => ("ready" in figure.dataset ? done() : setTimeout(look, 20));
  look();
})"""

# Presses the button, and gives what it counts and what differs.
CHECK = """() => new Promise((done) => {
  let pressed = false;
  const look = () => {
    const button = document.getElementById("ol-check-page");
    if (button && !pressed) button.click();
    pressed ||= Boolean(button);
    const { equal, of } = document.getElementById("ol-checked")?.dataset ?? {};
    const differing = [...document.querySelectorAll(".ol-result")].map((one) => one.textContent);
    if (of) done([equal, of, differing]);
    else setTimeout(look, 50);
  };
  look();
})"""


@pytest.mark.parametrize("name", marked(FIGURES, "plane".__ne__))
def test_a_figure_gives_the_numbers_of_the_library(firefox, name):
    firefox.open(FIGURES[name][0])
    figure = functools.partial(firefox.evaluate, f"figure[data-explore={name}]")
    figure(READY)
    compare(figure, name, states(figure(RANGES), SAMPLE))
    assert firefox.trouble() == []


@pytest.mark.parametrize("name", marked(RUNNING, "index.html".__ne__))
def test_a_browser_agrees_with_every_output(firefox, name):
    firefox.open(name)
    if of := outputs_of(name):
        firefox.driver.timeout.script = 480
        assert firefox.evaluate("body", CHECK) == [str(of), str(of), []]
    assert firefox.trouble() == []


def test_what_goes_wrong_on_a_page_is_told(firefox):
    firefox.open("index.html")
    firefox.evaluate("body", "() => { setTimeout(() => { throw new Error('amiss'); }); }")
    firefox.evaluate("body", "() => new Promise((done) => setTimeout(done, 50))")
    assert firefox.trouble() == ["Error: amiss"]
