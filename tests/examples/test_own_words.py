"""The text is our own: no run of eight words in common with the post that the book rebuilds.

The post is not part of the project. `post-runs.txt` holds 40 bits of the hash of each run of eight
words in it, which are enough to recognise a run and too few to read one.
"""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNS = frozenset(Path(__file__).with_name("post-runs.txt").read_text("utf-8").split())
LENGTH = 8
FOLDERS = ("benchmarks", "builder", "docs", "overrides", "src", "tests")
KINDS = {".css", ".html", ".js", ".md", ".py", ".toml", ".yml"}
FORMULA = re.compile(r"\$\$?[^$]*\$\$?")


def runs(text):
    """Yield each run of eight words of a text, whatever stands between them, and its place."""
    words = list(re.finditer(r"[a-z']+", text.lower().replace("’", "'")))
    for first in range(len(words) - LENGTH + 1):
        run = " ".join(word[0] for word in words[first : first + LENGTH])
        yield run, words[first].start()


def borrowed(text, known=RUNS):
    """Give the runs of a text that are known, with their lines; formulas count as nothing."""
    blank = FORMULA.sub(lambda formula: re.sub(r"[^\n]", " ", formula[0]), text)
    # Also with the formulas, lest a lone dollar sign hide what follows it.
    return sorted(
        {
            (text.count("\n", 0, start) + 1, run)
            for one in {text, blank}
            for run, start in runs(one)
            if digest(run) in known
        }
    )


def digest(run):
    return hashlib.blake2b(run.encode(), digest_size=5).hexdigest()


def files():
    found = [file for file in ROOT.iterdir() if file.is_file()]
    for folder in FOLDERS:
        found += (ROOT / folder).rglob("*")
    return sorted(file for file in found if file.suffix in KINDS and file.is_file())


@pytest.mark.parametrize("file", files(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_sentence_is_taken_from_the_post(file):
    name = file.relative_to(ROOT).as_posix()
    found = borrowed(file.read_text("utf-8"))
    assert not found, "\n".join(f"{name}:{line}: {run}" for line, run in found)


def test_pages_docstrings_and_labs_are_among_the_files():
    names = {file.relative_to(ROOT).as_posix() for file in files()}
    assert {"README.md", "mkdocs.yml", "docs/index.md", "src/onelayer/network.py"} <= names
    assert any(re.fullmatch(r"docs/labs/.+\.py", name) for name in names)
    assert sum(name.startswith("docs/chapters/") for name in names) >= 5


def test_the_runs_are_those_of_the_post():
    # A book that the post names, backwards, so that this file does not have the run either.
    backwards = "Press University Oxford operation of principles cortex Cerebral 2016 T E Rolls"
    assert borrowed(" ".join(reversed(backwards.split())))
    assert not borrowed(backwards)
    assert len(RUNS) > 2000


PLANTED = "one two three four five six seven eight"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PLANTED, 1),
        (f"Zero\n\n{PLANTED.title()} nine", 3),
        (PLANTED.replace(" ", ",\n> "), 1),
        (PLANTED.replace("four", r"$\frac12$ four $$x \text{ or } y$$"), 1),
        (f"price: 5$\n{PLANTED}\nprice: 6$", 2),
        ("# " + PLANTED.replace(" ", "\n#| "), 1),
    ],
)
def test_a_run_is_found_however_it_is_set(text, line):
    assert borrowed(text, {digest(PLANTED)}) == [(line, PLANTED)]


def test_seven_words_are_no_run():
    assert not borrowed(PLANTED.replace("five", "six"), {digest(PLANTED)})
    assert not borrowed(PLANTED.removesuffix(" eight"), {digest(PLANTED)})
