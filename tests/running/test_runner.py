"""A page runs in a process of its own: it can hang, exit or make a mess, and harms nobody."""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from builder.page import PageError
from builder.read import read
from builder.run.cache import Cache
from builder.run.runner import Runner
from builder.settings import CODE, LIBRARY

LIMIT = 2.0
FOREVER = "import time\n\ntime.sleep(600)\n"


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    scratch = tmp_path_factory.mktemp("scratch")
    runner = Runner(scratch, Cache(scratch / "cache"), LIMIT)
    yield runner
    runner.close()


def code(*sources):
    return "\n".join(f"```python\n{source}```\n" for source in sources)


def run(runner, text, path="docs/p.md"):
    (future,) = runner.submit([read(text, path)]).values()
    return future.result()


def error_of(runner, text):
    with pytest.raises(PageError) as caught:
        run(runner, text)
    return str(caught.value)


def test_outcomes_come_back_in_order(runner):
    page = "```python\nx = 1\n```\n\n```pycon\n>>> x\n1\n>>> x + 1\n2\n```\n"
    assert [outcome.outputs for outcome in run(runner, page)] == [(), ("1\n", "2\n")]


def test_a_failure_comes_back_with_its_place(runner):
    assert error_of(runner, "a\n\n```pycon\n>>> y\n```\n").startswith("docs/p.md:4: the example")


def test_what_differs_is_a_failure_only_where_the_rest_fails(runner):
    page = "```pycon\n>>> 1\n2\n>>> {}\n```\n"
    assert run(runner, page.format("y = 1"))[0].outputs == ("1\n", "")
    assert error_of(runner, page.format("y")).startswith("docs/p.md:2: the output differs")


def test_an_example_that_ends_python(runner):
    told = error_of(runner, code("import os\nos._exit(3)\n"))
    assert told == "docs/p.md:1: the example ended Python itself (exit code 3)"


def test_the_limit_is_for_each_example(runner):
    naps = 2 * ["import time\ntime.sleep(1.2)\n"]
    told = error_of(runner, code(*naps, FOREVER))
    assert told == "docs/p.md:11: the example still ran after 2 s and was stopped"


# A process group of its own, then a session of its own, which only its environment gives away.
@pytest.mark.parametrize("apart", ["process_group=0", "start_new_session=True"])
@pytest.mark.parametrize("then", ["", "1 / 0\n", "os._exit(0)\n", FOREVER])
def test_what_a_page_has_started_ends_with_it(runner, tmp_path, apart, then):
    told = tmp_path / "pid"
    start = (
        "import os, pathlib, subprocess\n"
        f"child = subprocess.Popen(['sleep', '600'], {apart})\n"
        f"pathlib.Path({str(told)!r}).write_text(str(child.pid))\n"
    )
    error = runner.submit([read(code(start, then or "x = 1\n"), "docs/p.md")])[
        "docs/p.md"
    ].exception()
    if not then:
        assert str(error) == "docs/p.md:7: the page leaves running what it has started: sleep"
    assert gone(int(told.read_text()))


def test_closing_stops_what_runs(tmp_path):
    told = tmp_path / "pid"
    runner = Runner(tmp_path, Cache(tmp_path), limit=600)
    write = f"import os, pathlib\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))\n"
    pages = [read(code(write + FOREVER), f"docs/{number}.md") for number in range(20)]
    futures = runner.submit(pages)
    while not (told.exists() and told.read_text()):
        time.sleep(0.05)
    runner.close()
    assert all(future.cancelled() or future.exception() for future in futures.values())
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


RUN_HERE = """\
import sys
from pathlib import Path
from builder.read import read
from builder.run.cache import Cache
from builder.run.runner import Runner
path, text, folder = *sys.argv[1:3], Path(sys.argv[3])
runner = Runner(folder, Cache(folder))
try:
    runner.submit([read(text, path)])[path].result()
finally:
    runner.close()
"""


# In `tests/faults`, whole builds are ended in these ways and more.
@pytest.mark.full
@pytest.mark.parametrize("path", ["docs/p.md", "docs/labs/lab.py"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_its_build(tmp_path, path, how):
    lock = tmp_path / "lock"
    lock.touch()
    hold = (
        f"import fcntl\n\nheld = open({str(lock)!r}, 'w')\nfcntl.flock(held, fcntl.LOCK_EX)\n"
        f"held.write('locked')\nheld.flush()\n{FOREVER}"
    )
    text = f"# %%\n{hold}" if path.endswith(".py") else code(hold)
    build = subprocess.Popen(
        [sys.executable, "-c", RUN_HERE, path, text, str(tmp_path)],
        cwd=CODE,
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


def surroundings():
    return dict(os.environ), [*sys.path], tempfile.gettempdir(), Path.cwd()


def test_the_build_itself_stays_as_it_was(runner):
    before = surroundings()
    run(runner, code("import os\nos.environ['A'] = 'B'\nos.chdir('/')\n"))
    assert surroundings() == before


def test_what_runs_is_the_library_of_this_book(runner, tmp_path, monkeypatch):
    """Whatever else is installed, and also in the processes that a page starts."""
    (tmp_path / "onelayer.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    page = (
        ">>> import subprocess, sys, onelayer\n>>> onelayer.__file__\n{0!r}\n"
        ">>> code = 'import onelayer; print(onelayer.__file__)'\n"
        ">>> command = [sys.executable, '-P', '-c', code]\n"
        ">>> subprocess.run(command, capture_output=True, text=True).stdout.strip()\n{0!r}\n"
    )
    run(runner, f"```pycon\n{page.format(str(LIBRARY / '__init__.py'))}```\n")


def test_temporary_files_lie_where_the_build_will_clear_them(runner):
    page = "```pycon\n>>> import tempfile\n>>> tempfile.gettempdir()\n{!r}\n```\n"
    run(runner, page.format(str(runner._scratch)))
