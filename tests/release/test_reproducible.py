"""The same sources give the same bytes: in another folder, at another time, for another user.

Nothing that the user has set for Jupyter, IPython or Matplotlib counts.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from builds import CONFIGURATION, LAB, Project

from builder.publish.live import runtime

ROOT = Path(__file__).parents[2]
# What may differ from one user's machine to another's.
HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "COLUMNS": "80", "USER": "one"}
THERE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2", "COLUMNS": "200", "USER": "two"}
# Files of a user who wants it all otherwise, and the variables that name their folder.
USERS = {
    "profile_default/startup/00.py": "import builtins\n\nbuiltins.print = None\n",
    "jupyter_nbconvert_config.py": "raise SystemExit('intruder')\n",
    "matplotlibrc": "lines.linewidth: 9\n",
    "onelayer.py": "raise SystemExit('intruder')\n",
}
NAMES = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MATPLOTLIBRC", "PYTHONPATH")
LAB_OF_ALL = f"""\
{LAB}
# %%
import matplotlib.pyplot as plt

# %%
#| figure: line-in-lab
#| title: A line
#| caption: It rises.
#| description: A straight line from (0, 0) to (1, 1).
fig, ax = plt.subplots()
ax.plot([0, 1], color="C1")

# %%
print({{'a', 'b', 'c', 'd'}}, plt.get_fignums())
"""


def run(*command, folder, **environment):
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def digests(folder):
    found = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    assert found
    return found


def test_two_sites(tmp_path):
    for name, content in USERS.items():
        file = tmp_path / "user" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    user = dict.fromkeys(NAMES, str(tmp_path / "user"))
    sites = []
    for name, year, environment in (("one", 2001, HERE), ("another-folder", 2031, THERE | user)):
        root = tmp_path / name
        root.mkdir()
        project = Project(root)
        in_part = CONFIGURATION.replace("other.md", "{Part: [other.md]}")
        project.write({"mkdocs.yml": in_part, "docs/labs/lab.py": LAB_OF_ALL})
        for file in (project.folder / "docs").rglob("*"):
            os.utime(file, ((year - 1970) * 31_556_952,) * 2)
        run(
            *("mkdocs", "build", "--strict"),
            folder=project.folder,
            **{**project.environment, "SITE_URL": "https://onelayer.example/", **environment},
        )
        sites.append(digests(project.folder / "site"))
    one, another = sites
    assert {
        "index.html",
        "labs/lab.html",
        "labs/lab/lab.ipynb",
        "one-layer.epub",
        "sitemap.xml.gz",
    } <= set(one)
    assert one == another
    lab = (project.folder / "site" / "labs" / "lab.html").read_text("utf-8")
    assert 'stroke="var(--ol-memory)"' in lab
    assert "<table" in lab
    assert "} []\n" in unescape(re.sub("<[^>]*>", "", lab))  # no figure is left open


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_the_whole_site_twice(tmp_path):
    """Each page and lab is run a second time; sets of words are in another order then."""
    assert (ROOT / "site" / "index.html").exists(), "run `make site` first"
    kept = shutil.ignore_patterns("[.]venv*", ".git", ".cache", "site", "__pycache__", ".site-*")
    shutil.copytree(ROOT, tmp_path / "copy", ignore=kept)
    epoch = {name: os.environ[name] for name in ("SOURCE_DATE_EPOCH",) if name in os.environ}
    folder = tmp_path / "copy"
    library = {"PYTHONPATH": str(folder / "src")}
    run("mkdocs", "build", "--strict", folder=folder, **{**THERE, **epoch, **library})
    assert digests(folder / "site") == digests(ROOT / "site")


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_python_for_the_browser_is_packed_alike(tmp_path):
    again = runtime.pack(runtime.fetch(tmp_path), tmp_path / "packs")
    assert digests(again) == digests(runtime.make())


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_part_that_is_not_what_the_table_says_is_refused(tmp_path, monkeypatch):
    numpy = dict.fromkeys(runtime.GROUPS["numpy"], "0" * 64)
    monkeypatch.setitem(runtime.GROUPS, "numpy", numpy)
    with pytest.raises(ValueError, match=r"numpy-.* is not what members\.toml says"):
        runtime.fetch(tmp_path)


def test_two_packages(tmp_path):
    packages = []
    for name, environment in (("one", HERE), ("two", THERE)):
        folder = tmp_path / name
        shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        library = folder / "tests" / "library"
        shutil.copytree(ROOT / "tests" / "library", library)
        for file in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
            shutil.copyfile(ROOT / file, folder / file)
        run("hatchling", "build", folder=folder, **environment)
        packages.append(digests(folder / "dist"))
    assert {Path(name).suffix for name in packages[0]} == {".whl", ".gz"}
    assert packages[0] == packages[1]
