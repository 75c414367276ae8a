"""What a page says of itself is so."""

import matplotlib.pyplot as plt
import pytest

from hooks import opening, preview

TITLE = "<h1>Title</h1>\n"


def block(code):
    return f'<div data-copy="{code}" data-run="code"><pre>{code}</pre></div>'


@pytest.mark.parametrize(("words", "line"), [
    (10, "About 1 minute to read."),
    (1000, "About 5 minutes to read."),
])  # fmt: skip
def test_the_time_to_read(words, line):
    assert f">{line}</p>" in opening.add_opening(TITLE + "<p>" + "word " * words + "</p>")


def test_what_is_folded_or_drawn_takes_no_time():
    folded = '<details class="ol-data" x="">{0}</details><svg>{0}</svg>'.format("word " * 900)
    assert "About 1 minute " in opening.add_opening(TITLE + folded)


@pytest.mark.parametrize(("code", "packages"), [
    ("import numpy as np, os.path", []),
    ("from matplotlib import pyplot\nimport onelayer", []),
    ("def f():\n    from sklearn.svm import SVC", ["scikit-learn"]),
    ("import dask.array as da\nimport yaml", ['"dask[array,distributed]"', "PyYAML"]),
    ("x = &quot;import scipy&quot;", []),
])  # fmt: skip
def test_what_its_code_needs(code, packages):
    assert opening.packages_needed(block(code)) == packages
    said = "pip install" in opening.add_opening(TITLE + block(code))
    assert said == bool(packages)


def test_code_that_is_not_run_needs_nothing():
    assert opening.packages_needed('<div data-copy="import torch"></div>') == []


def test_the_description_is_the_first_paragraph():
    html = f'{TITLE}<p>What <b>does</b> a "layer" do &amp; why?</p><p>Two.</p>'
    assert opening.describe(html) == "What does a &quot;layer&quot; do &amp; why?"
    assert opening.describe(TITLE) == ""
    long = opening.describe(f"{TITLE}<p>{'word ' * 100}</p>")
    assert long.endswith(" …")
    assert len(long) <= opening.DESCRIPTION


def test_the_preview_is_drawn_alike_under_any_style():
    plain = preview.draw()
    with plt.style.context("dark_background"):
        assert preview.draw() == plain
    assert plain[16:24] == b"\x00\x00\x04\xb0\x00\x00\x02\x76"  # 1200 times 630
    assert len(plain) < 100_000
