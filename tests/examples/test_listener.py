"""What an example says beside its output is heard, on whatever way it goes out."""

import logging

import pytest
from rendering import ran

from builder.page import PageError

CHILD = "subprocess.run([sys.executable, '-c', 'print(99.7)'], check=True)"
SAID = {
    "the stream for errors": "import sys\n_ = sys.stderr.write('99.7')",
    "a logger": "import logging\nlogging.getLogger('x').warning('99.7')",
    "a logger that was set up": "import logging\nlogging.basicConfig()\nlogging.error('99.7')",
    "the system": "import os\n_ = os.write(1, b'99.7')",
    "the stream that Python began with": "import sys\n_ = sys.__stdout__.write('99.7')",
    "C": "import ctypes\n_ = ctypes.CDLL(None).puts(b'99.7')",
    "a child": f"import subprocess, sys\n_ = {CHILD}",
    "a shell": "import os\n_ = os.system('echo 99.7 >&2')",
    "a thread": (
        "import threading, time\ndef fail():\n    time.sleep(0.1)\n    raise ValueError(99.7)\n"
        "threading.Thread(target=fail).start()"
    ),
    "an object that goes": (
        "class A:\n    def __del__(self):\n        raise ValueError(99.7)\na = A()\ndel a"
    ),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("name", SAID)
def test_what_is_said_beside_the_output_stops_the_page(name, monkeypatch):
    # Pytest has hooks and handlers of its own there.
    monkeypatch.setattr(logging.root, "handlers", [])
    for hook, module in (("unraisablehook", "sys"), ("excepthook", "threading")):
        monkeypatch.setattr(f"{module}.{hook}", getattr(__import__(module), f"__{hook}__"))
    with pytest.raises(PageError, match=r"p.md:1: the example says beside its output\n(.*\n)*.*99"):
        ran(f"```python\n{SAID[name]}\n```\n")


def test_what_a_child_says_late_is_heard_with_the_next_example():
    late = "import subprocess\nchild = subprocess.Popen('sleep 0.2; echo 99.7', shell=True)"
    with pytest.raises(PageError, match=r"p.md:6: the example says .*\n    99.7"):
        ran(f"```python\n{late}\n```\n\n```python\n_ = child.wait()\n```\n")


def test_what_is_caught_by_the_example_itself_is_no_matter():
    caught = "subprocess.run(['echo', 'a'], capture_output=True, check=True).stdout"
    ran(f"```pycon\n>>> import subprocess\n>>> {caught}\nb'a\\n'\n```\n")
