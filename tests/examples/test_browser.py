"""What runs blocks in a browser judges as the build does; here it runs at the desk."""

import json
import subprocess
import sys

import pytest

from builder.publish.live.browser import CUT, MOST, Session
from builder.publish.live.runtime import SHIPPED
from builder.settings import CODE, ROLES

RAISED = "Traceback (most recent call last):\n  ...\nKeyError: 1\n"
NO_WORDS = {"slug": "here-1", "title": "A", "description": "B", "legend": ""}


@pytest.fixture
def session():
    session = Session(json.dumps(ROLES))
    yield session
    session.begin()
    session._state.close()


def run(session, code, wants=(), *, before=(), plain=False, words=NO_WORDS):
    sent = []
    request = {
        "code": code,
        "before": None if before is None else [{"code": one} for one in before],
        "session": not plain,
        "wants": list(wants),
        "figure": words,
    }
    return json.loads(session.run(json.dumps(request), sent.append)), "".join(sent)


JUDGED = {
    "the same": ("x = 1\nx + 1", ["", "2\n"], "equal"),
    "an error that is shown": ("{}[1]\n2", [RAISED, "2\n"], "equal"),
    "another value": ("x = 1\nx + 2", ["", "2\n"], "different"),
    "a type that prints alike elsewhere": ("True", ["1\n"], "different"),
    "something where nothing is shown": ("1", [""], "different"),
    "another error": ("{}[2]", [RAISED], "different"),
    "an error that is not shown": ("{}[1]", [""], "error"),
    "no statement": ("x =", [""], "error"),
    "the end of Python": ("raise SystemExit", [""], "error"),
    "nothing to compare": ("x = 1", [""], "ran"),
    "what was edited and had no output": ("print(1)", [], "ran"),
    "other statements, the same outputs": ("2\n3", ["2\n3\n"], "equal"),
}


@pytest.mark.parametrize(("code", "wants", "state"), JUDGED.values(), ids=JUDGED)
def test_a_block_is_judged(session, code, wants, state):
    assert run(session, code, wants)[0]["state"] == state


def test_outputs_are_counted_one_by_one(session):
    assert run(session, "1\nx = 1\n2\n3", ["1\n", "", "5\n", "3\n"])[0]["equal"] == 2


def test_plain_code_shows_no_values(session):
    assert run(session, "1\nprint(2)", ["2\n"], plain=True)[0]["state"] == "equal"


def test_a_block_gets_what_it_needs_of_the_others_as_they_are_now(session):
    before = ["x = 1", "1 / 0", "def f():\n    return x"]
    assert run(session, "f()", ["1\n"], before=before)[0]["state"] == "equal"
    before[0] = "x = 5"
    assert run(session, "f()", ["1\n"], before=before)[0]["got"] == "5\n"
    assert "x" not in session._space or run(session, "x")[0]["state"] == "error"


def test_a_page_goes_on_in_one_namespace(session):
    run(session, "x = 1")
    assert run(session, "x", ["1\n"], before=None)[0]["state"] == "equal"
    assert run(session, "x", ["1\n"])[0]["state"] == "error"


def test_an_error_names_the_readers_own_lines_alone(session):
    got = run(session, "def f():\n    g()\n\nf()", before=["x = 1\ndef g():\n    {}[1]"])[0]["got"]
    assert [line.strip() for line in got.splitlines() if "File" in line] == [
        'File "<this block>", line 4, in <module>',
        'File "<this block>", line 2, in f',
        'File "<block 1>", line 3, in g',
    ]
    assert got.endswith("KeyError: 1\n")


def test_output_comes_line_by_line_and_is_cut(session):
    answer, sent = run(session, "print(1)\nfor _ in range(300):\n    print('a' * 999)")
    assert sent.startswith("1\naaa")
    assert sent == answer["got"]
    assert sent.endswith(CUT)
    assert len(sent) == MOST + len(CUT)


def test_a_figure_is_drawn_as_in_the_build(session):
    session.prepare()
    draw = "import matplotlib.pyplot as plt\nplt.plot([0, 1], color={})"
    answer, _ = run(session, draw.format("'C1'"), [""], plain=True)
    (svg,) = answer["drawn"]
    assert 'stroke="var(--ol-memory)"' in svg
    assert 'id="here-1-1-title"' in svg
    answer, _ = run(session, draw.format("'red'"), [""], plain=True)
    assert answer["state"] == "error"
    assert "is not of the book's palette" in answer["got"]
    framed = draw.format("'C1'") + "; plt.title('one')\nplt.figure()\nplt.plot([1])"
    assert len(run(session, framed, [""], plain=True)[0]["drawn"]) == 2


def test_what_is_shipped_runs_alone(tmp_path):
    """It finds NumPy and the standard library, and nothing else of this project."""
    for name in SHIPPED:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((CODE / name).read_bytes())
    code = (
        "import sys\n"
        "import builder.publish.live.browser as browser\n"
        "foreign = {'sybil', 'mkdocs', 'matplotlib', 'onelayer', 'yaml', 'pytest'}\n"
        "assert not foreign & sys.modules.keys(), foreign & sys.modules.keys()\n"
        f"assert browser.__file__.startswith({str(tmp_path)!r})\n"
        "import builder.run.drawing\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
