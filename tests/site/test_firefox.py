"""Firefox shows what Chromium does, in which all else is tested. One starts for this file."""

import functools

import pytest
from explored import FIGURES
from test_explore import RANGES, SAMPLE, compare, states

IN_EVERY_TEST = {"cone", "who-wins", "plane"}
READY = """figure => new Promise((done) => {
  const look = () => ("ready" in figure.dataset ? done() : setTimeout(look, 20));
  look();
})"""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in IN_EVERY_TEST else pytest.mark.full)
        for name in FIGURES
    ],
)
def test_a_figure_gives_the_numbers_of_the_library(firefox, name):
    firefox.open(FIGURES[name][0])
    figure = functools.partial(firefox.evaluate, f"figure[data-explore={name}]")
    figure(READY)
    compare(figure, name, states(figure(RANGES), SAMPLE))
    assert firefox.trouble() == []


def test_what_goes_wrong_on_a_page_is_told(firefox):
    firefox.open("index.html")
    firefox.evaluate("body", "() => { setTimeout(() => { throw new Error('amiss'); }); }")
    firefox.evaluate("body", "() => new Promise((done) => setTimeout(done, 50))")
    assert firefox.trouble() == ["Error: amiss"]
