"""Pytest collects each example that the build runs: the same pages, the same number."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from hooks.examples import find_snippets
from hooks.runner import read_document

ROOT = Path(__file__).parents[2]


def test_every_example_is_a_test():
    built = Counter()
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]:
        name = page.relative_to(ROOT).as_posix()
        built[name] = len(list(find_snippets(page.read_text("utf-8"), name)))
    for module in ROOT.glob("src/onelayer/*.py"):
        name = module.relative_to(ROOT).as_posix()
        built[name] = len(list(read_document(module.read_text("utf-8"), name)))
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
