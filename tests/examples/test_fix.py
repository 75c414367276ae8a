"""`make fix` writes what was seen where another output was expected, and touches nothing else."""

import subprocess
import sys

import pytest

from builder.fix import fix
from builder.run import processors

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


def test_outputs_are_rewritten_in_place():
    assert fix(STALE, "p.md") == (FIXED, None)
    assert fix(FIXED, "p.md") == (FIXED, None)


def test_an_example_that_raises_is_not_papered_over():
    page = "```pycon\n>>> 1\n2\n>>> y\n3\n```\n"
    after, failure = fix(page, "p.md")
    assert after == page.replace("2", "1")
    assert str(failure).startswith("p.md:4: the example raises NameError")


def command(*pages, **environment):
    return subprocess.run(
        [sys.executable, "-m", "builder.fix", *map(str, pages)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_the_command_shows_the_diff(tmp_path):
    newlines = {tmp_path / "unix.md": "\n", tmp_path / "dos.md": "\r\n"}
    for page, newline in newlines.items():
        page.write_bytes(STALE.replace("\n", newline).encode())
    run = command(*newlines)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("-3\n+2\n") == 2
    for page, newline in newlines.items():
        assert page.read_bytes().decode() == FIXED.replace("\n", newline)
    assert command(*newlines).stdout == ""


@pytest.mark.skipif(not processors.others(), reason="this machine can stand for no other")
def test_it_warns_of_what_another_processor_prints(tmp_path):
    page = tmp_path / "p.md"
    page.write_text(
        "```pycon\n>>> import numpy as np\n>>> from threadpoolctl import threadpool_info\n"
        ">>> np.ones(2) @ np.ones(2)\nnp.float64(2.0)\n"
        ">>> print(threadpool_info()[0]['architecture'])\n```\n"
    )
    run = command(page)
    here, there = page.read_text().splitlines()[-2], processors.others()[0]
    assert run.returncode == 1
    assert run.stderr == (
        f"{page}:6: another processor ({there}) prints\n    {there}\n"
        f"where the page says\n    {here}\n"
    )


def test_it_never_runs_in_ci(tmp_path):
    page = tmp_path / "p.md"
    page.write_text(STALE)
    run = command(page, CI="true")
    assert run.returncode == 1
    assert "never runs in CI" in run.stderr
    assert page.read_text() == STALE
