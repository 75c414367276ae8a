"""What has not changed is not run again; what has, is, and what is not whole counts for nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from builder.page import Outcome
from builder.read import read
from builder.run import cache, runner
from builder.run.cache import Cache, make_key
from builder.run.runner import Runner
from builder.settings import CODE, LIBRARY

PAGE = "docs/p.md", "Prose.\n\n```pycon\n>>> 1\n1\n```\n"
LAB = "docs/labs/lab.py", "# %% [markdown]\n# Prose.\n\n# %%\nprint(1)\n"


class Counted:
    """A runner whose pages only tell how often they have been run."""

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.package = folder / "library"
        self.package.mkdir()
        (folder / "builder").mkdir()
        monkeypatch.setattr(cache, "SOURCES", (self.package, folder / "builder"))
        self.runs = 0
        self.while_it_runs = lambda: None

    def __call__(self, path, text, *, fresh=False):
        """Run a page if that is needed; give how often it has been run."""
        runner = Runner(self.folder, Cache(self.folder / "cache", fresh=fresh))
        runner._watch = self.watch
        outcomes = runner.submit([read(text, path)])[path].result()
        assert outcomes == [Outcome((str(self.runs),))]
        runner.close()
        return self.runs

    def watch(self, _page):
        self.runs += 1
        self.while_it_runs()
        return [Outcome((str(self.runs),))]

    def entry(self, path):
        return self.folder / "cache" / f"{path}.json"


@pytest.fixture
def count(tmp_path, monkeypatch):
    return Counted(tmp_path, monkeypatch)


@pytest.mark.parametrize("page", [PAGE, LAB])
def test_only_what_has_changed_is_run_again(count, page):
    path, text = page
    assert count(path, text) == 1
    assert count(path, text) == 1
    assert count(path, text.replace("Prose", "Other words")) == 1
    assert count(path, text.replace("1", "2")) == 2
    assert count(path, text.replace("1", "2"), fresh=True) == 3


@pytest.mark.parametrize("folder", ["library", "builder"])
def test_all_code_below_a_page_counts(count, folder):
    count(*PAGE)
    for runs, content in enumerate(("x = 1\n", "x = 2\n"), start=2):
        (count.folder / folder / "new.py").write_text(content)
        assert count(*PAGE) == runs
    (count.folder / folder / "new.py").rename(count.folder / folder / "other.py")
    assert count(*PAGE) == 4


def test_it_is_the_code_of_the_library_and_of_all_that_runs_a_page():
    imported = (
        f"import sys, builder.run.runner, {runner.PAGES}, {runner.LABS}\n"
        "print(*(m.__file__ for name, m in sys.modules.items() if name.startswith('builder')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", imported], capture_output=True, text=True, check=True, cwd=CODE
    )
    counted = {file for source in cache.SOURCES for file in cache.sources(source)}
    assert set(LIBRARY.glob("*.py")) < counted
    assert {Path(file) for file in run.stdout.split()} < counted


def test_colours_and_surroundings_count(count, monkeypatch):
    count(*PAGE)
    monkeypatch.setattr(cache, "ROLES", {"input": "#000000"})
    assert count(*PAGE) == 2
    monkeypatch.setattr(cache, "environment", lambda: ["numpy 99"])
    assert count(*PAGE) == 3


def test_the_surroundings_are_what_is_installed_and_locked(tmp_path, monkeypatch):
    environment = cache.environment.__wrapped__
    assert environment() == environment()
    seen = [environment()]
    blas = {"user_api": "blas", "architecture": "Nehalem"}
    (tmp_path / "requirements.txt").write_text("numpy==2.0\n")
    monkeypatch.setattr(cache, "ROOT", tmp_path)
    seen.append(environment())
    (tmp_path / "added-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    seen.append(environment())
    (tmp_path / "added-1.0.dist-info").rename(tmp_path / "added-1.1.dist-info")
    seen.append(environment())
    monkeypatch.setattr(cache, "threadpool_info", lambda: [blas])
    seen.append(environment())
    monkeypatch.setattr(cache.sys, "version", "3.99")
    seen.append(environment())
    assert len(set(map(json.dumps, seen))) == len(seen)


SPOILT = {
    "empty": lambda entry: entry[:0],
    "cut short": lambda entry: entry[:-1],
    "longer": lambda entry: entry + b"}",
    "without its sum": lambda entry: entry.partition(b"\n")[2],
    "poisoned": lambda entry: entry.replace(b'["1"]', b'["0"]'),
    "no text": lambda entry: b"\xff" + entry,
}


@pytest.mark.parametrize("page", [PAGE, LAB])
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_damaged_entry_is_noticed(count, page, spoil):
    count(*page)
    entry = count.entry(page[0])
    assert spoil(entry.read_bytes()) != entry.read_bytes()
    entry.write_bytes(spoil(entry.read_bytes()))
    assert count(*page) == 2
    assert count(*page) == 2


def test_an_entry_of_another_page_is_noticed(count):
    path, text = PAGE
    count("docs/other.md", text.replace("1", "2"))
    count.entry("docs/other.md").rename(count.entry(path))
    assert count(path, text) == 2


def test_what_ran_on_changing_sources_is_not_kept(count):
    count.while_it_runs = lambda: (count.package / "new.py").write_text(f"x = {count.runs}\n")
    assert [count(*PAGE), count(*PAGE)] == [1, 2]
    count.while_it_runs = lambda: None
    assert [count(*PAGE), count(*PAGE)] == [3, 3]


def test_the_longest_page_begins(count):
    known = Cache(count.folder / "cache")
    pages = [read(PAGE[1], f"docs/{name}.md") for name in ("quick", "slow", "new", "middle")]
    for name, seconds in {"quick": 0.1, "slow": 100, "middle": 20}.items():
        known.store(f"docs/{name}.md", make_key(["code as it was"]), [], seconds)
    runner = Runner(count.folder, known)
    runner._watch = count.watch
    futures = runner.submit([*pages, read("No code.\n", "docs/prose.md")])
    assert [Path(path).stem for path in futures] == ["new", "slow", "middle", "quick"]
    assert runner.total == 4
    runner.close()


def test_what_else_a_process_has_loaded_is_nothing_to_it():
    say = "print(environment.__wrapped__())"
    load = "import scipy.linalg, sklearn.linear_model"
    run = subprocess.run(
        [sys.executable, "-c", f"from builder.run.cache import environment\n{say}\n{load}\n{say}"],
        cwd=CODE,
        capture_output=True,
        text=True,
        check=True,
    )
    alone, among = run.stdout.splitlines()
    assert alone == among
