"""Whatever goes wrong, a build stops, names the place, and changes nothing that was there.

Each row of `FAULTS` spoils a good project. Afterwards the last good site is as it was byte for
byte, no process is left, and no file, temporary ones included.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from builds import CONFIGURATION, INDEX, LAB, OTHER, WORKS, Builder, Project, free_port
from built import marked

from builder.publish.staging import Staging

LINGER = """\
import os, pathlib, tempfile, time
(pathlib.Path(os.environ["FLAGS"]) / str(os.getpid())).touch()
tempfile.mkstemp()
while not (pathlib.Path(os.environ["FLAGS"]) / "go").exists(): time.sleep(0.01)
"""


@pytest.fixture(scope="module")
def builder(tmp_path_factory):
    builder = Builder(tmp_path_factory.mktemp("log"))
    yield builder
    builder.close()


# What a page and a lab say of the library that they import.
WHERE = "\n```pycon\n>>> import onelayer\n>>> print(onelayer.__file__)\n{}\n```\n"
HERE = "\n# %%\nimport onelayer\n\nprint(onelayer.__file__)\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory, builder):
    project = Project(tmp_path_factory.mktemp("root"), builder)
    project.module = project.folder / "src" / "onelayer" / "__init__.py"
    other = OTHER + WHERE.format(project.module)
    project.write({"docs/other.md": other, "docs/labs/lab.py": LAB + HERE})
    run = project.build()
    assert run.returncode == 0, run.output
    assert "Examples run: 4 on pages" in run.output
    assert "Labs: 1" in run.output
    # A kernel that is given a path too long for a socket's name would warn of a port.
    assert "WARNING" not in run.output
    project.good = project.digests()
    return project


# How a build goes wrong by no fault of its pages: a function of the project that gives the run.


def lingering(project):
    """Start a build and wait until one of its examples runs."""
    for flag in project.flags.iterdir():
        flag.unlink()
    build = project.start()
    until(lambda: any(project.flags.iterdir()))
    return build


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def killed(number):
    def build(project):
        build = lingering(project)
        build.send(number)
        return build.wait()

    return build


def with_read_only(part):
    def build(project):
        folder = project.folder / part
        folder.chmod(0o555)
        try:
            return project.build(privileged=False)
        finally:
            folder.chmod(0o755)

    return build


def with_dangling_link(project):
    link = project.folder / "docs" / "faults" / "away.md"
    link.symlink_to("nowhere.md")
    try:
        return project.build()
    finally:
        link.unlink()


def with_small_files(project):
    return project.build(file_size=100_000)


def with_port_in_use(project):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        return project.build("serve", "--strict", "--dev-addr", f"127.0.0.1:{port}")


FIGURE = "#| figure: f\n#| title: t\n#| caption: c\n#| description: d\n"
VERDICT = "# P\n\n[[verdicts]]\n\n**A01** A statement.\n: **wrong** See {}\n"
WRONG = INDEX.replace("\n2\n", "\n3\n")


def code(source):
    """Write a page with an example; its fence stands in line 3."""
    return f"# P\n\n```python\n{source}\n```\n"


def lab(source):
    """Write a lab with a further cell, whose code begins in line 11."""
    return f"{LAB}\n# %%\n{source}\n"


# One page a kind of fault, with what the build says of it, its line first.
PAGES = {
    # examples
    "wrong-output": (WRONG, "6: the output differs"),
    "after-front-matter": (f"---\nhide: [toc]\n---\n{WRONG}", "9: the output differs"),
    "exception": (code("x = 1\n1 / 0"), "5: the example raises ZeroDivisionError"),
    "syntax-error": (code("x = 1\ny = ("), "5: the example raises SyntaxError"),
    "warning": (code("import warnings\nwarnings.warn('w')"), "5: the example raises UserWarning"),
    "unseen-print": (code("print(1)"), "3: the example prints what the page does not"),
    "sys-exit": (code("import sys\nsys.exit()"), "5: the example raises SystemExit"),
    "os-exit": (code("import os\nos._exit(0)"), "3: the example ended Python itself"),
    "crash": (code("import ctypes\nctypes.string_at(0)"), "3: the example ended Python itself"),
    "memory": (
        code("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        "3: the example ended Python itself (exit code -9: killed, as systems do when memory runs",
    ),
    "much": ("# P\n\n```pycon\n>>> print(6_000_000 * 'x')\n1\n```\n", "4: the output differs"),
    "said-beside": (code("import os\nos.system('echo 99.7')"), "3: the example says beside its"),
    "left-running": (
        code("import subprocess\np = subprocess.Popen(['sleep', '600'], start_new_session=True)"),
        "3: the page leaves running what it has started: sleep",
    ),
    "left-running-alone": (
        code("import subprocess\nsubprocess.run(['setsid', '-f', 'sleep', '600'], env={})"),
        "3: the page leaves running what it has started: sleep",
    ),
    # fences
    "directive": ("# P\n\n```pycon\n>>> 1  # doctest: +SKIP\n2\n```\n", "4: doctest directives"),
    "no-reason": ('# P\n\n```python not_run=""\nx\n```\n', "3: not_run needs its reason"),
    "unknown-language": ("# P\n\n```ipython\nx\n```\n", "3: the fence has the language 'ipyth"),
    "unknown-option": ('# P\n\n```python titel="t"\nx\n```\n', "3: unknown option 'titel'"),
    "unclosed-fence": ("# P\n\n```python\nx = 1\n", "3: the fence is not closed"),
    "prompt-outside": ("# P\n\n>>> 1\n", "3: a prompt (>>>) outside"),
    "indented-code": ("# P\n\n    x = 1\n", "3: indented code is not run"),
    "braces": ("# P\n\n```{python}\nx\n```\n", "3: the fence's info is {python}: write python"),
    "directive-of-myst": (
        "# P\n\n```{code-cell} ipython3\nx\n```\n",
        "3: the fence's info is {code-c",
    ),
    "html": ("# P\n\nA <b>bold</b> word.\n", "3: pages hold no HTML"),
    "html-block": ("# P\n\n<div onclick='x'>\n", "3: pages hold no HTML"),
    "skip-comment": ("# P\n\n<!-- skip: next -->\n", "3: pages hold no HTML"),
    # figures
    "undescribed-figure": (
        code(f"{FIGURE.replace(' d', '')}x = 1"),
        "4: the figure has no description",
    ),
    "figure-not-drawn": (code(f"{FIGURE}x = 1"), "3: the example must draw one figure"),
    "figure-left-open": (
        code("import matplotlib.pyplot as plt\nfig = plt.figure()"),
        "3: the example leaves 1 figure(s)",
    ),
    # text
    "bad-tex": ("# P\n\n$\\frac{1}$\n", "3: the formula"),
    "unknown-citation": ("# P\n\nAs in [@nobody].\n", "3: nothing in references.bib"),
    "number": ("# P\n\nIt is 0.123.\n", "3: no example of this page prints"),
    "output-by-hand": ("# P\n\n```text\n4711 passed\n```\n", "4: no example of this page prints"),
    "event": ("# P\n\nText.\n{ onclick='x' }\n", "4: a page is words, and holds no onclick"),
    "address": ("# P\n\n[a](javascript:x)\n", "3: a page is words, and holds no href"),
    "hidden": ("# P\n\na\u202eb\n", "3: the character U+202E"),
    "front-matter": ("---\ntitle: [\n---\n# P\n", "3: the front matter is not YAML"),
    "no-proof": (VERDICT.format("it."), "5: A01"),
    "proof-not-run": (VERDICT.format("[it](../other.md#other-page)."), "5: A01"),
    "not-utf-8": ("# P\n\nä\n".encode("latin-1"), "3: this is not UTF-8"),
    "id-twice": ('# P\n\n## A\n\n```pycon id="a"\n>>> 1\n1\n```\n', "5: the id 'a' is given 2"),
}
LABS = {
    "end": (lab("import os\nos._exit(0)"), "11: the lab ended"),
    "not-utf-8": (f"{LAB}# ä\n".encode("latin-1"), "9: this is not UTF-8"),
    "dropped": (lab("x = 1\nx"), "12: the script would not show this value"),
    "empty-cell": (f"{LAB}\n# %%\n\n# %%\nx = 1\n", "10: the cell is empty"),
    "empty": ("", "1: the lab is empty"),
    "header": (
        f"# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n# ---\n\n{LAB}",
        "1: 'display_name' is a required property: complete the header",
    ),
    "magic": (lab("%timeit 1"), "11: invalid syntax: a lab is a script, without the % and !"),
    "shell": (lab("x = 1\n!ls"), "12: invalid syntax: a lab is a script, without the % and !"),
    "much": (lab("print(6_000_000 * 'x')"), "11: the cell prints 6000001 characters"),
    "warns": (lab("import numpy as np\nx = np.log(np.zeros(2))"), "12: the lab warns"),
    "untrue": (LAB.replace("== 11", "== 12"), "8: the lab raises AssertionError"),
}
HANGS = {
    "docs/faults/hang.md": (
        code("import tempfile, time\ntempfile.mkstemp()\ntime.sleep(600)"),
        "3: the example still ran after 3 s",
    ),
    "docs/faults/child.md": (
        code("import subprocess\nsubprocess.run(['sleep', '600'], start_new_session=True)"),
        "3: the example still ran after 3 s",
    ),
    "docs/labs/hang.py": (
        lab("import time\ntime.sleep(600)"),
        "11: the example still ran after 3 s",
    ),
}
LINKS = {
    "docs/faults/link.md": ("# P\n\n[a](missing.md)\n", "3: the link 'missing.md' leads nowhere"),
    "docs/faults/anchor.md": ("# P\n\n[a](../other.md#x)\n", "3: docs/other.md has no anchor #x"),
    "docs/faults/image.md": ("# P\n\n![a](missing.png)\n", "3: the link 'missing.png' leads"),
}


def faulty(project, pages):
    """Add pages to the project for a while, and say where the navigation is."""
    names = ", ".join(name.removeprefix("docs/") for name in pages)
    texts = {name: text for name, (text, _) in pages.items()}
    return project.changed(
        {"mkdocs.yml": CONFIGURATION.replace("nav: [", f"nav: [{names}, ")} | texts
    )


def assert_all_are_told(project, run, pages):
    """Hold what a build says against all that it should, and see that it has changed nothing."""
    assert run.returncode == 1, run.output
    wanted = [f"{name}:{message}" for name, (_, message) in pages.items()]
    assert [one for one in wanted if one not in run.output] == [], run.output
    told = re.findall(r"^ERROR +- +(docs/\S+?):\d+: ", run.output, re.MULTILINE)
    assert sorted(told) == sorted(pages)
    assert project.processes() == []


ALL = {f"docs/faults/{name}.md": fault for name, fault in PAGES.items()}
ALL |= {f"docs/labs/{name}.py": fault for name, fault in LABS.items()}


def test_all_faults_of_pages_and_labs_are_told_at_once(project):
    before = project.digests()
    with faulty(project, ALL):
        run = project.build()
    assert_all_are_told(project, run, ALL)
    assert len(run.output) < 100_000
    assert project.digests() == before
    kept = {file.name for file in (project.folder / ".cache" / "docs").rglob("*.json")}
    assert {"index.md.json", "lab.py.json"} <= kept
    assert not kept & {"exception.md.json", "untrue.py.json"}


@pytest.mark.full
def test_a_server_tells_them_on_its_pages(project):
    before, port = project.digests(), free_port()
    server = project.start("serve", "--strict", "--dev-addr", f"127.0.0.1:{port}")
    until(lambda: "Serving on" in server.output())
    with faulty(project, ALL):
        until(lambda: f"pages with faults: {len(ALL)}" in server.output())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/other.html") as answer:
            page = unescape(answer.read().decode())
    server.send(signal.SIGINT)
    assert server.wait().returncode == 0
    wanted = [f"{name}:{message}" for name, (_, message) in ALL.items()]
    assert [one for one in wanted if one not in page] == []
    assert project.processes() == []
    assert project.digests() == before


def test_what_hangs_is_stopped(project):
    before = project.digests()
    with faulty(project, HANGS):
        run = project.build(limit=3)
    assert_all_are_told(project, run, HANGS)
    assert project.digests() == before


def test_links_and_navigation_are_looked_at_before_anything_runs(project):
    flag = f"open({str(project.flags / 'ran')!r}, 'w').close()"
    pages = LINKS | {"docs/faults/runs.md": (code(flag), "")}
    before = project.digests()
    with faulty(project, pages), project.changed({"docs/faults/lost.md": "# Lost\n"}):
        run = project.build()
    assert_all_are_told(project, run, LINKS)
    assert "faults/lost.md" in run.output
    assert not (project.flags / "ran").exists()
    assert project.digests() == before


@pytest.mark.parametrize("name", ["other", "labs/lab"])
def test_what_runs_is_the_library_of_this_very_project(project, name):
    html = (project.folder / "site" / f"{name}.html").read_text()
    assert str(project.module) in re.sub("<[^>]*>", "", html)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong, and what the build says to it."""

    files: Mapping[str, str | bytes]
    message: str
    build: Callable = Project.build
    returncode: int = 1


FAULTS = {
    "bibliography that cannot be read": Fault(
        {"docs/references.bib": "@book{one,\n"}, "docs/references.bib:2: the bibliography"
    ),
    "work that no page cites": Fault(
        {"docs/references.bib": f"{WORKS}\n@misc{{one, title={{T}}}}\n"},
        "docs/references.bib:8: no page cites 'one'",
    ),
    "stale lab": Fault(
        {"src/onelayer/__init__.py": "__version__ = '1'\n\n\ndef dot(u, v):\n    return 0.0\n"},
        "docs/labs/lab.py:8: the lab raises AssertionError",
    ),
    "template that cannot be read": Fault(
        {"overrides/main.html": "{% if %}"}, "overrides/main.html:1: Expected an expression"
    ),
    "template that includes none": Fault(
        {"overrides/main.html": '\n{% include "no.html" %}'},
        "overrides/main.html:2: there is no template no.html",
    ),
    "link to no file": Fault(
        {}, "docs/faults/away.md:1: this link leads to no file", with_dangling_link
    ),
    # the machine
    "kill -9 while an example runs": Fault(
        {"docs/index.md": code(LINGER)}, "", killed(signal.SIGKILL), -signal.SIGKILL
    ),
    "kill -9 while a lab runs": Fault(
        {"docs/labs/lab.py": lab(LINGER)}, "", killed(signal.SIGKILL), -signal.SIGKILL
    ),
    "interruption while an example runs": Fault(
        {"docs/index.md": code(LINGER)}, "Aborted!", killed(signal.SIGINT)
    ),
    "interruption while a lab runs": Fault(
        {"docs/labs/lab.py": lab(LINGER)}, "Aborted!", killed(signal.SIGINT)
    ),
    "end by another process": Fault(
        {"docs/index.md": code(LINGER)}, "Aborted!", killed(signal.SIGTERM)
    ),
    "end of the terminal": Fault(
        {"docs/labs/lab.py": lab(LINGER)}, "Aborted!", killed(signal.SIGHUP)
    ),
    "read-only folder": Fault({}, "the site was not written", with_read_only(".")),
    "read-only site": Fault({}, "the last site is read-only", with_read_only("site")),
    "file that is too large": Fault({}, "the site was not written", with_small_files),
    "port in use": Fault({}, "the site cannot be served: Address already in use", with_port_in_use),
}


# Of the ways to end, each once in a page or in a lab; in `make test-all`, in both. The files are
# spoilt for a server, too, or have a test of the function that says so; what is stale, of its key.
LEFT = {
    "kill -9 while a lab runs",
    "interruption while a lab runs",
    "end by another process",
    "stale lab",
    "template that cannot be read",
    "work that no page cites",
}


@pytest.mark.parametrize("name", marked(FAULTS, LEFT.__contains__))
def test_a_fault(project, name):
    fault = FAULTS[name]
    before, site = project.digests(), project.digests("project/site/")
    with project.changed(fault.files):
        run = fault.build(project)
    print(run.output)
    assert run.returncode == fault.returncode
    assert fault.message in run.output
    assert project.processes() == []
    if run.returncode < 0:  # who is killed cannot clean up, but the next build can
        assert project.digests("project/site/") == site
        assert project.build().returncode == 0
        # The folder of multiprocessing: only the system's own clearing of its temporary files
        # removes it.
        for left in (project.root / "tmp").glob("pymp-*"):
            shutil.rmtree(left)
    assert project.digests() == before


MESS = """\
# Page

```python
import atexit, builtins, os, random, subprocess, sys, warnings
import matplotlib.pyplot as plt
import numpy as np
os.chdir("/")
os.environ.clear()
np.set_printoptions(precision=1)
open("/proc/self/cmdline").close()
np.seterr(all="raise")
np.random.seed(0)
random.seed(0)
warnings.simplefilter("ignore")
plt.rcParams["lines.linewidth"] = 9
plt.style.use("dark_background")
fig, ax = plt.subplots()
plt.close(fig)
builtins.print = None
np.array = None
child = subprocess.Popen(["sleep", "600"], start_new_session=True)
child.kill()
sys.setrecursionlimit(90)
sys.stdout.close()
os.close(1)
```
"""


def test_a_mess_stays_in_its_page(project):
    with project.changed({"docs/index.md": MESS}):
        run = project.build()
    assert run.returncode == 0, run.output
    assert project.digests("project/site/other").items() <= project.good.items()
    assert project.processes() == []


def test_a_good_build_takes_the_place_of_the_last(project):
    """And the line ends and the byte order mark of Windows change nothing."""
    with project.changed({"docs/index.md": INDEX.replace("Text.", "Other text.")}):
        assert project.build().returncode == 0
    assert project.digests() != project.good
    windows = b"\xef\xbb\xbf" + INDEX.replace("\n", "\r\n").encode()
    with project.changed({"docs/index.md": windows}):
        run = project.build()
    assert run.returncode == 0, run.output
    assert project.digests() == project.good


OUT_OF_REACH = {
    "LIVE": "1",
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
}


@pytest.mark.parametrize(("live", "why"), [({}, "LIVE=0"), (OUT_OF_REACH, "No matching")])
def test_without_python_for_the_browser_a_page_has_no_buttons_and_says_so(project, live, why):
    before = dict(project.environment)
    project.environment.update(live)
    run = project.build()
    project.environment = before
    assert run.returncode == 0
    (said,) = re.findall("Code does not run on the pages: (.*)", run.output)
    assert why in said
    html = (project.folder / "site" / "index.html").read_text()
    assert "Code does not run on these pages" in html
    assert "live/start.js" not in html
    assert [file.suffix for file in (project.folder / "site" / "downloads").iterdir()] == [".whl"]
    assert not (project.folder / "site" / "assets" / "live").exists()


def test_two_builds_at_once(project):
    for flag in project.flags.iterdir():
        flag.unlink()
    with project.changed({"docs/index.md": code(LINGER)}):
        builds = [project.start(), project.start()]
        until(lambda: len(list(project.flags.iterdir())) == 2)
        (project.flags / "go").touch()
        runs = [build.wait() for build in builds]
        together = project.digests()
        assert [run.returncode for run in runs] == [0, 0], runs
        assert project.build().returncode == 0
        assert project.digests() == together
    assert project.processes() == []


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk(project):
    """The disk takes one site but not two; `file that is too large` needs no right to mount."""
    assert project.build().returncode == 0
    size = sum(file.stat().st_size for file in (project.folder / "site").rglob("*"))
    disk = project.root / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={3 * size // 2}", "tmpfs", str(disk)]
    subprocess.run(mount, check=True)
    try:
        assert project.build("build", "--strict", "--site-dir", f"{disk}/site").returncode == 0
        before = project.digests()
        run = project.build("build", "--strict", "--site-dir", f"{disk}/site")
        assert run.returncode == 1
        assert f"{disk}/site: the site was not written: [Errno 28] No space left" in run.output
        assert project.processes() == []
        assert project.digests() == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        disk.rmdir()


def test_the_server_listens_to_this_machine_alone(project):
    port = free_port()
    whole = (project.folder / "whole.yml").read_text()
    assert whole.count("dev_addr: 127.0.0.1:8000\n") == 1
    before = project.digests()
    with project.changed({"whole.yml": whole.replace(":8000\n", f":{port}\n")}):
        build = project.start("serve", "--strict")
        until(lambda: "Serving on" in build.output())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert b"<h1" in answer.read()
        # A server for the whole network would answer at the machine's other addresses, too.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port))
        build.send(signal.SIGINT)
        run = build.wait()
    assert run.returncode == 0, run.output
    assert project.processes() == []
    assert project.digests() == before


def test_make_serves_as_configured():
    steps = subprocess.run(
        ["make", "--dry-run", "serve"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"mkdocs serve --strict$", steps.stdout, re.MULTILINE)


def test_a_site_survives_a_death_between_two_moves(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("good")
    dead = Staging(site)
    site.rename(dead.new.with_name("old"))
    os.close(dead._lock)  # what the system does for the dead
    Staging(site).close()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (site / "index.html").read_text() == "good"


def test_the_folder_of_a_living_build_is_left_alone(tmp_path):
    living = Staging(tmp_path / "site")
    living.start()
    Staging(tmp_path / "site").close()
    living.publish()
    living.close()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
