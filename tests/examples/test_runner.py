"""A page runs in a process of its own: it can hang, exit or make a mess, and harms nobody."""

import time
from pathlib import Path

import pytest

from hooks.fences import PageError
from hooks.runner import Runner


@pytest.fixture(scope="module")
def runner():
    runner = Runner(limit=2.0)
    yield runner
    runner.close()


def error_of(runner, page):
    with pytest.raises(PageError) as caught:
        runner.submit(page, "docs/p.md").result()
    return str(caught.value)


def test_outcomes_come_back_in_order(runner):
    page = "```python\nx = 1\n```\n\n```pycon\n>>> x\n1\n>>> x + 1\n2\n```\n"
    outcomes = runner.submit(page, "docs/p.md").result()
    assert [outcome.outputs for outcome in outcomes] == [(), ("1\n", "2\n")]


def test_a_page_that_cannot_be_read(runner):
    assert error_of(runner, "```\nx\n```\n").startswith("docs/p.md:1: the fence names no language")


def test_a_failure_comes_back_with_its_place(runner):
    assert error_of(runner, "a\n\n```pycon\n>>> 1\n2\n```\n").startswith("docs/p.md:4: ")


def test_a_hanging_example_is_stopped(runner):
    page = "```python\nx = 1\n```\n\n```python\nwhile True:\n    pass\n```\n"
    assert error_of(runner, page) == "docs/p.md:5: the example still ran after 2 s and was stopped"


def test_what_a_hanging_example_started_is_stopped_too(runner, tmp_path):
    told = tmp_path / "pid"
    page = (
        "```python\nimport subprocess, pathlib\nchild = subprocess.Popen(['sleep', '600'])\n"
        f"pathlib.Path({str(told)!r}).write_text(str(child.pid))\nchild.wait()\n```\n"
    )
    assert "still ran" in error_of(runner, page)
    assert gone(int(told.read_text()))


def gone(pid):
    """Tell whether a process ends within ten seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_an_example_that_ends_python(runner):
    page = "```python\nimport os\nos._exit(3)\n```\n"
    assert error_of(runner, page) == "docs/p.md:1: the example ended Python itself (exit code 3)"


def test_a_mess_stays_in_its_page(runner):
    mess = (
        "```python\nimport os, sys, warnings\nimport numpy as np\nos.chdir('/')\n"
        "np.set_printoptions(precision=1)\nnp.random.seed(0)\nsys.stdout.close()\n"
        "warnings.simplefilter('ignore')\nopen('/proc/self/cmdline').close()\n```\n"
    )
    here = Path.cwd()
    assert len(runner.submit(mess, "docs/a.md").result()) == 1
    clean = "```pycon\n>>> import numpy as np\n>>> np.array([1 / 3])\narray([0.33333333])\n```\n"
    assert runner.submit(clean, "docs/b.md").result()[0].outputs[1] == "array([0.33333333])\n"
    assert Path.cwd() == here


def test_only_changed_code_runs_again(runner, tmp_path):
    runs = tmp_path / "runs"
    write = f"with open({str(runs)!r}, 'a') as file:\n    _ = file.write('x')\n"
    page = f"Prose.\n\n```python\n{write}```\n"
    runner.submit(page, "docs/p.md").result()
    runner.submit(page.replace("Prose.", "Other prose.\n\nMore."), "docs/p.md").result()
    assert runs.read_text() == "x"
    runner.submit(page.replace("'x'", "'y'"), "docs/p.md").result()
    assert runs.read_text() == "xy"
