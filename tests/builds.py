"""Small copies of this project, and real builds of them.

As a script, this is a process that has loaded what MkDocs and its plugins import, and forks a
build for each request: `mkdocs build` as on the command line, two seconds earlier. Of the project
itself it keeps nothing loaded: each build takes the code of its own folder.
"""

import contextlib
import ctypes
import gc
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
COPIED = ("LICENSE", "README.md", "pyproject.toml", "requirements.txt")
MARK = "ONE_LAYER_TEST_PROJECT"
BUILD = ("build", "--strict")
LOADED = (
    "builder.adapter",
    "hatchling.builders.wheel",
    "hatchling.metadata.core",
    "jupytext",
    "material.plugins.search.plugin",
    "matplotlib.backends.backend_agg",
    "mkdocs.commands.build",
    "mkdocs.commands.serve",
    "mkdocs_jupyter.plugin",
    "mkdocstrings_handlers.python",
    "nbconvert",
    "pybtex.database.input.bibtex",
)

CONFIGURATION = """\
INHERIT: whole.yml
nav: [index.md, other.md, labs/lab.py, bibliography.md]
watch: []
"""
INDEX = "# Page\n\nText.\n\n```pycon\n>>> 1 + 1\n2\n```\n"
OTHER = """\
# Other page

As in [@cox1958], [the page before](index.md), and $a^2$:

```pycon
>>> import random
>>> from pathlib import Path
>>> import numpy as np
>>> np.array([1 / 3]), list(Path().iterdir())
(array([0.33333333]), [])
```

```python
#| figure: line
#| title: A line
#| caption: It rises.
#| description: A straight line from (0, 0) to (1, 1).
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([0, 1], [0, 1])
```
"""
BIBLIOGRAPHY = "# Bibliography\n\nIt holds [@cox1958].\n\n[[bibliography]]\n"
WORKS = """\
@article{cox1958,
  author = {Cox, David R.},
  title = {The Regression Analysis of Binary Sequences},
  journal = {Journal of the Royal Statistical Society},
  year = {1958},
}
"""
LAB = """\
# %% [markdown]
# # A lab

# %%
from onelayer import dot

print(dot([1.0, 2.0], [3.0, 4.0]))
assert dot([1.0, 2.0], [3.0, 4.0]) == 11
"""


def free_port():
    """Name a port of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@dataclass(frozen=True)
class Run:
    """How a build has ended."""

    returncode: int
    output: str


class Project:
    """A copy of this project with two pages and a lab, in a folder of its own."""

    def __init__(self, root, builder=None):
        self.root = root
        self.folder = root / "project"
        self.flags = root / "flags"
        self.shelf = self.folder / ".cache" / "shelf.pickle"
        self._builder = builder
        for name in ("builder", "src", "overrides", "docs/assets"):
            shutil.copytree(ROOT / name, self.folder / name)
        for name in COPIED:
            shutil.copy(ROOT / name, self.folder / name)
        shutil.copy(ROOT / "mkdocs.yml", self.folder / "whole.yml")
        for name in ("labs", "faults"):
            (self.folder / "docs" / name).mkdir()
        self.flags.mkdir()
        (root / "tmp").mkdir()
        self.write(
            {
                "mkdocs.yml": CONFIGURATION,
                "docs/index.md": INDEX,
                "docs/other.md": OTHER,
                "docs/bibliography.md": BIBLIOGRAPHY,
                "docs/references.bib": WORKS,
                "docs/labs/lab.py": LAB,
            }
        )
        self.environment = {
            **os.environ,
            "LIVE": "0",
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": "0",
            "TMPDIR": str(root / "tmp"),
            "FLAGS": str(self.flags),
            MARK: str(root),
        }
        # What holds for the whole run of the tests would have these builds know nothing, either.
        self.environment.pop("FRESH", None)

    def write(self, files):
        """Write files, each at once: a server that looks meanwhile would build twice."""
        for name, content in files.items():
            part = self.root / "tmp" / "part"
            part.write_bytes(content if isinstance(content, bytes) else content.encode())
            part.replace(self.folder / name)

    @contextlib.contextmanager
    def changed(self, files):
        """Give some files another content for a while."""
        before = {
            name: (self.folder / name).read_bytes() if (self.folder / name).exists() else None
            for name in files
        }
        self.write(files)
        try:
            yield
        finally:
            for name, content in before.items():
                if content is None:
                    (self.folder / name).unlink()
                else:
                    self.write({name: content})

    def start(self, *arguments, **limits):
        """Start MkDocs."""
        return self._builder.start(self, arguments or BUILD, limits)

    def build(self, *arguments, **limits):
        """Have MkDocs run to its end."""
        return self.start(*arguments, **limits).wait()

    def digests(self, part=""):
        """Sum up all files and folders, temporary ones too, except what is cached.

        With a part of the names that count, it is an error if there is none.
        """
        found = {
            name: path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if part in (name := path.relative_to(self.root).as_posix())
            # What is cached is keyed, and looked at by tests of its own.
            if not {"__pycache__", ".cache"} & {*path.parts} and path.parent != self.flags
        }
        assert found
        return found

    def processes(self):
        """Give what builds of this project have left running, after some seconds of grace."""
        for _ in range(100):
            left = [process for process in psutil.process_iter() if self._owns(process)]
            if not left:
                break
            time.sleep(0.1)
        return left

    def _owns(self, process):
        with contextlib.suppress(psutil.Error):
            return process.environ().get(MARK) == str(self.root)
        return False


class Builder:
    """The process that forks builds."""

    def __init__(self, log):
        self._log = log
        self._count = 0
        self._ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )

    def start(self, project, arguments, limits):
        self._count += 1
        log = self._log / str(self._count)
        request = {
            "folder": str(project.folder),
            "environment": project.environment,
            "arguments": arguments,
            **limits,
        }
        reports, report = os.pipe()
        with log.open("w") as output:
            data = json.dumps(request).encode()
            socket.send_fds(self._ours, [len(data).to_bytes(4)], [report, output.fileno()])
            self._ours.sendall(data)
        os.close(report)
        return Build(reports, log)

    def close(self):
        self._ours.close()
        self._process.wait()


class Build:
    """A build on its way."""

    def __init__(self, reports, log):
        self._reports = os.fdopen(reports)
        self._log = log
        self.pid = int(self._reports.readline())

    def output(self):
        return self._log.read_text(errors="replace")

    def send(self, number):
        os.kill(self.pid, number)

    def wait(self):
        with self._reports as reports:
            return Run(int(reports.readline()), self.output())


def serve(descriptor):
    """Fork a build for each request, until the other side closes; return in the build."""
    with socket.socket(fileno=descriptor) as requests:
        while True:
            head, descriptors, *_ = socket.recv_fds(requests, 4, 2)
            if not head:
                os._exit(0)
            request = json.loads(requests.recv(int.from_bytes(head), socket.MSG_WAITALL))
            if not os.fork() and watch(*descriptors):
                return request
            for one in descriptors:
                os.close(one)


def watch(report, log):
    """Fork once more: return in the build, and wait for it in its parent."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid:
        os.write(report, f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    os.close(report)
    os.dup2(log, 1)
    os.dup2(log, 2)
    return True


def build(folder, environment, arguments, file_size=None, privileged=True, limit=600):
    """Be MkDocs."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment, BOOK_LIMIT=str(limit))
    if file_size:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    if not privileged:
        renounce()
    sys.argv = ["mkdocs", *arguments]
    from mkdocs.__main__ import cli

    cli()


def renounce():
    """Have the permissions of files count for root, too."""
    if os.geteuid() == 0:
        version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
        none_at_all = (ctypes.c_uint32 * 6)()
        assert ctypes.CDLL(None).capset(version_3, none_at_all) == 0


def load():
    """Import what builds import, except the project itself."""
    sys.path.insert(0, str(ROOT))
    for name in LOADED:
        importlib.import_module(name)
    del sys.path[0]
    for name in list(sys.modules):
        if name.partition(".")[0] in ("builder", "onelayer"):
            del sys.modules[name]
    # What all builds share, none of them need look through, which at its end takes half a second.
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    sys.path.remove(str(Path(__file__).parent))
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    build(**serve(int(sys.argv[1])))
