"""What stands among the sources is meant to be published, and nothing takes its place."""

import pytest

from builder.page import Page, PageError
from builder.publish import downloads
from builder.read.files import check_files

WRONG = {
    "an editor's copy": ("docs/index.md~", "an editor has left this file"),
    "an editor's autosaved copy": ("docs/chapters/#x.md#", "an editor has left this file"),
    "what a merge has left": ("docs/assets/a.css.orig", "an editor has left this file"),
    "a link that leads out": ("docs/out.md", "this leads out of docs/"),
    "a folder that leads out": ("docs/folder/a.txt", "this leads out of docs/"),
    "a picture that the build draws": ("docs/assets/preview.png", "the build writes a file"),
    "the archive": ("docs/one-layer.zip", "the build writes a file"),
    "two pages of one name": ("docs/labs/x.py", "docs/labs/x.md has the same address"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_must_not_be_published_is_named(tmp_path, name):
    path, message = WRONG[name]
    (tmp_path / "docs").mkdir()
    (tmp_path / "secret").mkdir()
    (tmp_path / "docs" / "out.md").symlink_to(tmp_path / "secret")
    (tmp_path / "docs" / "folder").symlink_to(tmp_path / "secret")
    good = {"docs/index.md", "docs/labs/x.md", "docs/assets/a.png"}
    assert list(check_files(good, tmp_path)) == []
    (fault,) = check_files(good | {path}, tmp_path)
    assert fault.path == path
    assert message in str(fault)


def test_a_download_takes_the_place_of_no_file():
    page = Page("docs/chapters/x.md", "", attachments={"docs/chapters/x/x.ipynb": "{}"})
    downloads.check(page, {"docs/chapters/x/y.ipynb"})
    with pytest.raises(PageError, match=r"x/x.ipynb:1: the download of docs/chapters/x.md would"):
        downloads.check(page, {"docs/chapters/x/x.ipynb"})
