"""`make fix` writes what was seen where another output was expected, and touches nothing else."""

import subprocess
import sys

import pytest

from hooks.fix import fix

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

    > ```pycon
    > >>> for i in range(2):
    > ...     print(i)
    > 1
    > >>> [][x]
    > Traceback (most recent call last):
    >     ...
    > KeyError: 5
    > >>> x
    > 5
    > ```

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

    > ```pycon
    > >>> for i in range(2):
    > ...     print(i)
    > 0
    > 1
    > >>> [][x]
    > Traceback (most recent call last):
    >     ...
    > IndexError: list index out of range
    > >>> x
    > 5
    > ```

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


def command(page, **environment):
    return subprocess.run(
        [sys.executable, "-m", "hooks.fix", str(page)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_command_shows_the_diff(tmp_path, newline):
    page = tmp_path / "p.md"
    page.write_bytes(STALE.replace("\n", newline).encode())
    run = command(page)
    assert run.returncode == 0, run.stderr
    assert "-3\n+2\n" in run.stdout
    assert page.read_bytes().decode() == FIXED.replace("\n", newline)
    assert command(page).stdout == ""


def test_it_never_runs_in_ci(tmp_path):
    page = tmp_path / "p.md"
    page.write_text(STALE)
    run = command(page, CI="true")
    assert run.returncode == 1
    assert "never runs in CI" in run.stderr
    assert page.read_text() == STALE
