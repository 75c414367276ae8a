"""Running labs: what fails names its line, nothing is stale, no kernel is left behind."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from mkdocs_jupyter import convert
from nbformat.v4 import new_output

from hooks import labs, runner
from hooks.fences import PageError
from hooks.notebooks import Cell

ROOT = Path(__file__).parents[2]
TITLE = "# %% [markdown]\n# # A lab\n\n"
FIGURE = """\
#| figure: line
#| title: A line
#| caption: It rises.
#| description: A straight line from (0, 0) to (1, 1).
fig, ax = plt.subplots()
ax.plot([0, 1], color="C1")
"""


def run(folder, script, limit=60):
    file = folder / "lab.py"
    file.write_text(script)

    def render():
        convert.nb2html(str(file), execute=True, allow_errors=False, kernel_name="python3")

    return labs.run_lab(file, "docs/labs/lab.py", render, cache=folder / "cache", limit=limit)


FAILING = {
    "an assertion, in a function of another cell": (
        "# %%\ndef check(x):\n    assert x > 0, 'not positive'\n\n\n# %%\nx = 1\n\ncheck(-x)\n",
        6,
        r"raises AssertionError\n(.*\n)*  docs/labs/lab.py:12\n(.*\n)*AssertionError: not positive",
    ),
    "a syntax error": ("# %%\nx = 1\ny = = 1\n", 6, "the lab raises SyntaxError"),
    "an end without a word": (
        "# %%\nimport os\n\n# %%\nos._exit(0)\n",
        8,
        "the lab ended Python itself",
    ),
    "a warning": (
        "# %%\nimport numpy as np\n\nx = np.log(np.zeros(2))\n",
        7,
        r"the lab warns\ndocs/labs/lab.py:7: RuntimeWarning: divide by zero",
    ),
    "a display": (
        "# %%\nfrom IPython.display import HTML, display\n\n# %%\ndisplay(HTML('<hr>'))\n",
        8,
        "neither text nor a figure",
    ),
    "a figure without words": (
        "# %%\nimport matplotlib.pyplot as plt\n\n# %%\nplt.subplots()\n",
        8,
        r"leaves 1 figure\(s\) open",
    ),
}


@pytest.mark.parametrize(("script", "line", "message"), FAILING.values(), ids=FAILING)
def test_failing_labs_name_their_line(tmp_path, script, line, message):
    with pytest.raises(PageError, match=message) as caught:
        run(tmp_path, TITLE + script)
    assert (caught.value.path, caught.value.line) == ("docs/labs/lab.py", line)
    assert not (tmp_path / "cache").exists()


def test_a_figure_stands_alone():
    cell = Cell(7, "plot()", is_code=True)
    outputs = [
        new_output("stream", name="stdout", text="1\n"),
        new_output(
            "display_data", {"image/svg+xml": "<svg/>"}, metadata={labs.OURS: {"table": ""}}
        ),
    ]
    with pytest.raises(PageError, match="must print nothing") as caught:
        labs.read_outputs(cell, outputs, "lab.py")
    assert caught.value.line == 7


def test_the_tags_of_jupyter_let_no_cell_pass(tmp_path):
    tagged = '# %% tags=["raises-exception"]\n1 / 0\n'
    with pytest.raises(PageError, match="ZeroDivisionError"):
        run(tmp_path, TITLE + tagged)
    with pytest.raises(PageError, match="did not execute the cell"):
        run(tmp_path, TITLE + tagged.replace("raises-exception", "skip-execution"))


def test_a_lab_that_hangs_is_stopped_with_its_line(tmp_path):
    script = TITLE + "# %%\nimport time\n\ntime.sleep(0.5)\n\n# %%\nwhile True:\n    pass\n"
    with pytest.raises(PageError, match="still ran after 2 s and was stopped here") as caught:
        run(tmp_path, script, limit=2)
    assert caught.value.line == 10


def test_the_limit_is_for_the_whole_lab(tmp_path):
    nap = "# %%\nimport time\n\ntime.sleep(0.8)\n\n"
    with pytest.raises(PageError, match="still ran after 1 s"):
        run(tmp_path, TITLE + 2 * nap, limit=1)


def test_an_order_not_to_execute_is_noticed(tmp_path):
    file = tmp_path / "lab.py"
    file.write_text(TITLE + "# %%\nx = 1\n")
    with pytest.raises(PageError, match="set `execute: true`"):
        labs.run_lab(
            file,
            "lab.py",
            lambda: convert.nb2html(str(file), execute=False),
            cache=tmp_path / "cache",
        )


RUN_HERE = """\
import sys
from pathlib import Path
from mkdocs_jupyter import convert
from hooks import labs
file = Path(sys.argv[1])
render = lambda: convert.nb2html(str(file), execute=True, kernel_name="python3")
labs.run_lab(file, "lab.py", render, cache=file.parent)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_kernel_outlives_its_build(tmp_path, how):
    lock, file = tmp_path / "lock", tmp_path / "lab.py"
    lock.touch()
    file.write_text(
        f"{TITLE}# %%\nimport fcntl\n\nheld = open({str(lock)!r}, 'w')\n"
        "fcntl.flock(held, fcntl.LOCK_EX)\nheld.write('locked')\nheld.flush()\n"
        "while True:\n    pass\n"
    )
    build = subprocess.Popen(
        [sys.executable, "-c", RUN_HERE, str(file)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    while not lock.read_text():
        assert build.poll() is None
        time.sleep(0.05)
    build.send_signal(how)
    build.wait()
    # The system frees the lock when the last process that holds it is gone.
    with lock.open() as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)


def test_two_runs_give_the_same_whatever_the_user_has_set_for_jupyter(tmp_path, monkeypatch):
    script = f"{TITLE}# %%\nimport matplotlib.pyplot as plt\n\n# %%\n{FIGURE}\n# %%\n"
    script += "print({'a', 'b', 'c', 'd'}, plt.get_fignums())\n'not printed'\n"
    once, again = tmp_path / "once", tmp_path / "again"
    startup = again / "profile_default" / "startup"
    once.mkdir()
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("print('intruder')\nraise SystemExit\n")
    (again / "jupyter_nbconvert_config.py").write_text("raise SystemExit('intruder')\n")
    (again / "matplotlibrc").write_text("lines.linewidth: 9\n")

    first = run(once, script)
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MATPLOTLIBRC"):
        monkeypatch.setenv(name, str(again))
    assert run(again, script) == first
    assert os.environ["JUPYTER_CONFIG_DIR"] == str(again)

    _, _, figure, printed = first
    assert 'stroke="var(--ol-memory)"' in figure.svg
    assert printed.printed.endswith("'} []\n")


def test_a_change_in_the_library_shows(tmp_path, monkeypatch):
    package = tmp_path / "src" / "onelayer"
    package.mkdir(parents=True)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    script = TITLE + "# %%\nimport onelayer\n\nprint(onelayer.ANSWER)\n"
    for answer in ("1", "2"):
        (package / "__init__.py").write_text(f"ANSWER = {answer}\n")
        assert run(tmp_path, script)[1].printed == f"{answer}\n"


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """Run a small lab without a kernel, and tell how often it has been executed."""
    (tmp_path / "src" / "onelayer").mkdir(parents=True)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    executions = []

    def execute(cells, *_):
        executions.append(1)
        cells[1].printed = f"{len(executions)}\n"

    monkeypatch.setattr(labs, "execute", execute)

    def count(script=TITLE + "# %%\nprint(1)\n"):
        return run(tmp_path, script), len(executions)

    return count


def test_what_has_not_changed_is_not_run_again(counted):
    first, _ = counted()
    assert counted() == (first, 1)


def test_what_has_changed_is_run_again(counted, tmp_path, monkeypatch):
    counted()
    (tmp_path / "src" / "onelayer" / "new.py").write_text("x = 1\n")
    assert counted()[1] == 2
    (tmp_path / "src" / "onelayer" / "new.py").write_text("x = 2\n")
    assert counted()[1] == 3
    assert counted(TITLE + "# %%\nprint(2)\n")[1] == 4

    monkeypatch.setattr(labs, "installed", lambda: ["numpy 99"])
    assert counted(TITLE + "# %%\nprint(2)\n")[1] == 5


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"key": 1}'])
def test_a_damaged_cache_is_no_harm(counted, tmp_path, content):
    counted()
    (tmp_path / "cache" / "lab.json").write_text(content)
    assert counted()[1] == 2
    assert counted()[1] == 2


def test_what_ran_on_changing_sources_is_not_kept(counted, tmp_path, monkeypatch):
    execute = labs.execute

    def edit_meanwhile(*given):
        execute(*given)
        (tmp_path / "src" / "onelayer" / "new.py").write_text(f"x = {time.monotonic()}\n")

    monkeypatch.setattr(labs, "execute", edit_meanwhile)
    counted()
    assert counted()[1] == 2
