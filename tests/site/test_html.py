"""The HTML checker of the W3C finds nothing in the pages, but for what is not ours to mend."""

import json
import subprocess

import pytest
from built import SITE
from validator import JAR

THEIRS = (
    # The theme's: Firefox would restore what was chosen, and labels are out of the keyboard's way.
    "Attribute “autocomplete” is only allowed when the input type is",
    "Bad value “” for attribute “tabindex” on element “label”",
    # MathML Core has these on every element.
    "Attribute “displaystyle” not allowed on element “mfrac”",
    "Attribute “scriptlevel” not allowed on element “mtable”",
)


def check(*paths):
    """Give what the checker calls errors, each with its place."""
    java = ["java", "-Xss4m", "-jar", JAR, "--errors-only", "--skip-non-html", "--format", "json"]
    done = subprocess.run([*java, *paths], capture_output=True, text=True, check=False)
    told = json.loads(done.stderr)["messages"]
    return [(one["url"], one.get("lastLine"), one["message"]) for one in told]


@pytest.mark.full
def test_the_checker_finds_nothing_of_ours():
    assert [one for one in check(SITE) if not one[2].startswith(THEIRS)] == []


@pytest.mark.full
def test_the_checker_finds_what_is_wrong(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>T</title><p id="a"><b id="a">T</b>')
    assert any("Duplicate ID" in message for _, _, message in check(page))
