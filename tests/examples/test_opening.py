"""What a page says of itself is so."""

import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import pytest

from builder.publish import preview
from builder.read import read
from builder.render import opening
from builder.settings import CODE, ROOT

FIGURE = "```python\n#| figure: f\n#| title: t\n#| caption: c\n#| description: d\n{}\n```\n"


def said(text):
    return "".join(opening.opening(read(text, "docs/p.md")).itertext())


@pytest.mark.parametrize(("words", "line"), [
    (10, "About 1 minute to read."),
    (1000, "About 5 minutes to read."),
])  # fmt: skip
def test_the_time_to_read(words, line):
    assert said("word " * words) == line


def test_what_is_folded_takes_no_time():
    assert said(FIGURE.format("x = 1 \n" * 900)) == "About 1 minute to read."
    check = "```python{}\n" + "x = 1\n" * 300 + "```\n"
    assert said(check.format(' fold="Checked"')) == "About 1 minute to read."
    assert said(check.format("")) == "About 5 minutes to read."


CHAPTERS = sorted((ROOT / "docs" / "chapters").glob("*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda file: file.stem)
def test_a_chapter_is_read_at_one_sitting(chapter):
    assert opening.minutes_of(read(chapter.read_text("utf-8"), chapter.name)) <= 15


@pytest.mark.parametrize(("code", "packages"), [
    ("import numpy as np, os.path", []),
    ("from matplotlib import pyplot\nimport onelayer", []),
    ("def f():\n    from sklearn.svm import SVC", ["scikit-learn"]),
    ("import dask.array as da\nimport yaml", ['"dask[array,distributed]"', "PyYAML"]),
    ('x = "import scipy"', []),
])  # fmt: skip
def test_what_its_code_needs(code, packages):
    assert opening.packages_needed([code]) == packages
    assert ("pip install" in said(f"```python\n{code}\n```\n")) == bool(packages)


def test_what_nobody_has_listed_is_refused():
    with pytest.raises(ModuleNotFoundError, match="has the module pip"):
        opening.packages_needed(["import pip, numpy"])


def test_code_that_is_not_run_needs_nothing():
    assert "pip" not in said('```python not_run="why"\nimport torch\n```\n')


def test_the_description_is_the_first_paragraph():
    paragraph = ET.fromstring("<p>What <b>does</b> a\nlayer do &amp; why?</p>")
    assert opening.describe(paragraph) == "What does a layer do & why?"
    paragraph.text = "word " * 100
    long = opening.describe(paragraph)
    assert long.endswith(" …")
    assert len(long) <= opening.DESCRIPTION


def test_the_preview_is_drawn_alike_under_any_style():
    plain = preview.draw()
    with plt.style.context("dark_background"):
        assert preview.draw() == plain
    assert plain[16:24] == b"\x00\x00\x04\xb0\x00\x00\x02\x76"  # 1200 times 630
    assert len(plain) < 100_000


def test_a_build_in_which_nothing_has_changed_does_not_wait_for_matplotlib():
    code = "import sys, builder.adapter; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=CODE, check=True)
