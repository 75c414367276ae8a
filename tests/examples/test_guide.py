"""The guide for authors shows what it does: each sample stands below itself, where it runs."""

import subprocess
import sys
from dataclasses import replace

import pytest

from builder.read import read
from builder.settings import ROOT

GUIDE = read((ROOT / "docs/guide.md").read_text("utf-8"), "docs/guide.md")
SAMPLES = [fence for fence in GUIDE.fences if fence.language == "markdown"]
(LAB,) = [one for one in GUIDE.fences if one.source.startswith("# %%")]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda fence: f"line {fence.line}")
def test_a_sample_stands_below_as_it_is_written(sample):
    after = replace(GUIDE, fences=SAMPLES).prose.split("\n", sample.line)[-1]
    assert after.lstrip("\n").startswith(sample.source)


def test_the_lab_is_one(tmp_path):
    assert len(read(LAB.source, "docs/labs/sample.py").examples) == 2
    file = tmp_path / "sample.py"
    file.write_text(LAB.source)
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout == "[5.]\n"
