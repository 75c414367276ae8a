"""The builder knows no book: with another library, other roles and another name, it builds that."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.settings import CODE

BOOK = Path(__file__).parents[1] / "book"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = shutil.copytree(BOOK, tmp_path_factory.mktemp("second") / "book")
    shutil.copytree(CODE / "docs" / "assets", folder / "docs" / "assets")
    for name in ("builder", "overrides"):
        (folder / name).symlink_to(CODE / name)
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env=os.environ | {"BOOK": str(folder), "NO_MKDOCS_2_WARNING": "1", "LIVE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "Examples run: 3 on pages, 1 in docstrings" in run.stderr
    return folder / "site"


def test_its_library_its_roles_and_its_name(site):
    index, reference = [(site / f"{name}.html").read_text() for name in ("index", "reference")]
    assert 'data-copy="from tally import total\ntotal(2, 40)"' in index
    assert 'class="ol-part"' in index
    assert "#a03410" not in index
    assert 'id="tally.total"' in reference
    assert 'data-copy="total(1, 2)"' in reference
    assert (site / "all-sums.zip").exists()


def test_nothing_of_this_book_is_in_it(site):
    pages = [file for file in site.rglob("*") if file.suffix in (".html", ".json", ".py", ".ipynb")]
    assert len(pages) > 4
    for page in pages:
        assert "one layer" not in page.read_text().lower().replace("onelayer", "one layer"), page
