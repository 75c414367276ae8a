"""`make fix` writes what was seen where another output was expected, and touches nothing else."""

import subprocess
import sys

import pytest

from benchmarks import report
from builder import fix
from builder.read import read
from builder.run import processors
from builder.run.session import run

STALE = """\
Text.

```pycon
>>> 1 + 1
3
>>> print("a\\n\\nb")
>>> x = 5
5
```

!!! note

    ```pycon
    >>> for i in range(2):
    ...     print(i)
    1
    >>> [][x]
    Traceback (most recent call last):
        ...
    KeyError: 5
    >>> x
    5
    ```

3 stays.
"""
FIXED = """\
Text.

```pycon
>>> 1 + 1
2
>>> print("a\\n\\nb")
a
<BLANKLINE>
b
>>> x = 5
```

!!! note

    ```pycon
    >>> for i in range(2):
    ...     print(i)
    0
    1
    >>> [][x]
    Traceback (most recent call last):
        ...
    IndexError: list index out of range
    >>> x
    5
    ```

3 stays.
"""


def fixed(text):
    page = read(text, "p.md")
    list(run(page))
    return fix.fix(text, page)


def test_outputs_are_rewritten_in_place():
    assert fixed(STALE) == FIXED
    assert fixed(FIXED) == FIXED


def test_what_cannot_be_fixed_is_told_in_a_line_and_left_as_it_was(tmp_path):
    texts = {
        "raises.md": "```pycon\n>>> 1\n2\n>>> y\n3\n```\n",
        "hangs.md": "```pycon\n>>> import time; time.sleep(600)\n```\n",
        "wrong.md": "```python\n",
        "lab.py": "# %%\nx = 1\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    names = [str(tmp_path / name) for name in (*texts, "missing.md")]
    run = subprocess.run(
        [sys.executable, "-m", "builder.fix", *names],
        capture_output=True,
        text=True,
        check=False,
        env={"BOOK_LIMIT": "3"},
    )
    assert run.returncode == 1
    assert run.stdout == ""
    for told in (
        "raises.md:4: the example raises NameError",
        "hangs.md:1: the example still ran after 3 s",
        "wrong.md:1: the fence is not closed",
        "lab.py:1: only outputs in Markdown are rewritten",
        "missing.md:1: No such file or directory",
    ):
        assert f"{tmp_path}/{told}" in run.stderr
    assert "Error" not in run.stderr.replace("NameError", "")
    assert {name: (tmp_path / name).read_text() for name in texts} == texts


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """Let no outcome of these pages be kept."""
    monkeypatch.setattr(fix, "CACHE", tmp_path / "cache")
    monkeypatch.delenv("CI", raising=False)


OTHERWISE = (
    "```pycon\n>>> import numpy as np\n>>> from threadpoolctl import threadpool_info\n"
    ">>> np.ones(2) @ np.ones(2)\nnp.float64(2.0)\n"
    ">>> print(threadpool_info()[0]['architecture'])\n```\n"
)


@pytest.mark.skipif(not processors.others(), reason="this machine can stand for no other")
def test_it_shows_the_diff_and_warns_of_what_another_processor_prints(tmp_path, at_home, capfd):
    page = tmp_path / "p.md"
    page.write_text(OTHERWISE)
    newlines = {tmp_path / "unix.md": "\n", tmp_path / "dos.md": "\r\n"}
    for stale, newline in newlines.items():
        stale.write_bytes(STALE.replace("\n", newline).encode())
    assert fix.main([*map(str, newlines), str(page)]) == 1
    told = capfd.readouterr()
    assert told.out.count("-3\n+2\n") == 2
    for stale, newline in newlines.items():
        assert stale.read_bytes().decode() == FIXED.replace("\n", newline)
    here, there = page.read_text().splitlines()[-2], processors.others()[0]
    assert told.err.endswith(
        f"{page}:6: on another processor ({there}): the output differs\n"
        "    >>> print(threadpool_info()[0]['architecture'])\n"
        f"Expected:\n    {here}\nGot:\n    {there}\n"
    )
    assert fix.main([*map(str, newlines)]) == 0
    assert capfd.readouterr().out == ""


def test_benchmarks_write_their_page(tmp_path, monkeypatch, at_home):
    """What was measured, and what the page computes from it."""
    text = report.PAGE.read_text("utf-8")
    results = report.read()
    spoilt = text.replace("  reached", "  missed")
    assert spoilt != text
    for name, content in {"PAGE": spoilt, "RESULTS": ""}.items():
        (tmp_path / name).with_suffix(".md").write_text(content)
        monkeypatch.setattr(report, name, (tmp_path / name).with_suffix(".md"))
    monkeypatch.setattr(processors, "others", list)  # of which it would warn
    report.publish(results)
    assert report.read() == results
    assert report.PAGE.read_text("utf-8") == text


def test_it_never_runs_in_ci(tmp_path, monkeypatch, capsys):
    page = tmp_path / "p.md"
    page.write_text(STALE)
    monkeypatch.setenv("CI", "true")
    assert fix.main([str(page)]) == 1
    assert "never runs in CI" in capsys.readouterr().err
    assert page.read_text() == STALE
