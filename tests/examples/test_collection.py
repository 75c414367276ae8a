"""Pytest collects each example that the build runs: the same pages, the same number."""

import subprocess
import sys
from collections import Counter

from builder.read import read
from builder.settings import LIBRARY, ROOT


def test_every_example_is_a_test():
    built = Counter()
    for file in [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *LIBRARY.glob("*.py")]:
        name = file.relative_to(ROOT).as_posix()
        built[name] = len(read(file.read_text("utf-8"), name).examples)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "docs", "README.md", "src"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    collected = Counter(
        line.partition("::")[0] for line in run.stdout.splitlines() if "::line:" in line
    )
    assert collected == +built
