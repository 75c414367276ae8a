"""A build that fails names page and line, and leaves the last good site as it was."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATION = f"""\
INHERIT: {ROOT}/mkdocs.yml
hooks: [{ROOT}/hooks/site.py]
nav: [index.md]
watch: []
theme:
  custom_dir: {ROOT}/overrides
extra:
  seconds: {{example: 2}}
"""
GOOD = "# Page\n\nText.\n\n```pycon\n>>> 1 + 1\n2\n```\n"


class Project:
    """A site of one page."""

    def __init__(self, folder):
        self.folder = folder
        self.page = folder / "docs" / "index.md"
        self.page.parent.mkdir()
        (folder / "mkdocs.yml").write_text(CONFIGURATION)

    def build(self, page):
        self.page.write_bytes(page if isinstance(page, bytes) else page.encode())
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def digests(self):
        return {
            file.relative_to(self.folder): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file() and file != self.page
        }


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("project"))
    run = project.build(GOOD)
    assert run.returncode == 0, run.stderr
    assert "Examples run: 1 on pages" in run.stderr
    return project


FAULTS = {
    "wrong output": (GOOD.replace("\n2\n", "\n3\n"), "docs/index.md:6: the output differs"),
    "exception": ("# P\n\n```python\nx = 1\n1 / 0\n```\n", "docs/index.md:5: the example raises"),
    "after front matter": (
        "---\ntitle: T\n---\n\n" + GOOD.replace("\n2\n", "\n3\n"),
        "docs/index.md:10: the output differs",
    ),
    "hang": ("# P\n\n```python\nwhile True: pass\n```\n", "docs/index.md:3: the example still ran"),
    "exit": ("# P\n\n```python\nimport os; os._exit(0)\n```\n", "docs/index.md:3: the example ended"),
    "prompt outside": ("# P\n\n>>> 1\n", "docs/index.md:3: a prompt"),
    "indented code": ("# P\n\n    x = 1\n", "docs/index.md:3: this code block was not run"),
    "broken link": ("# P\n\n[a](missing.md)\n", "missing.md"),
    "broken anchor": ("# P\n\n[a](#missing)\n", "#missing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failed_build_changes_nothing(project, name):
    page, message = FAULTS[name]
    before = project.digests()
    run = project.build(page)
    assert run.returncode != 0
    assert message in run.stderr
    assert project.digests() == before


def test_a_good_build_takes_the_place(project):
    before = project.digests()
    assert project.build(GOOD.replace("Text.", "Other text.")).returncode == 0
    assert project.digests() != before
    assert project.build(GOOD).returncode == 0
    assert project.digests() == before


def test_windows_line_ends_and_byte_order_mark(project):
    run = project.build("\ufeff".encode() + GOOD.replace("\n", "\r\n").encode())
    assert run.returncode == 0, run.stderr
