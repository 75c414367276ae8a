"""The notebooks and scripts of the built site run elsewhere, and show what their pages show."""

import ast
import json
import os
import pty
import subprocess
from textwrap import indent

import jupytext
import pytest
from built import SITE, sampled
from fresh import ROOT, python

from builder.publish.downloads import CATCH
from builder.read import read

NOTEBOOKS = sorted(file.relative_to(SITE).as_posix() for file in SITE.rglob("*.ipynb"))


def parent(name):
    """Name the page of a notebook."""
    return name.rpartition("/")[0]


CHAPTERS = [name for name in NOTEBOOKS if not name.startswith("labs/")]
# Runs a notebook's cells from top to bottom, and says where they show something else.
RUN = """
import ast, contextlib, io, json, sys

namespace = {"__name__": "__main__"}
with open(sys.argv[1], encoding="utf-8") as file:
    cells = [cell for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]
for cell in cells:
    shown = {}
    for output in cell["outputs"]:
        shown[output["output_type"]] = output.get("text") or output["data"].get("text/plain")
    *body, last = ast.parse(cell["source"]).body
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), cell["id"], "exec"), namespace)
        if isinstance(last, ast.Expr):
            result = eval(compile(ast.Expression(last.value), cell["id"], "eval"), namespace)
        else:
            exec(compile(ast.Module([last], []), cell["id"], "exec"), namespace)
    if printed.getvalue() != shown.get("stream", ""):
        sys.exit(f"{cell['id']} prints {printed.getvalue()}")
    if "execute_result" in shown and repr(result) != shown["execute_result"]:
        sys.exit(f"{cell['id']} gives {result!r}")
print(len(cells))
"""


def test_every_chapter_and_lab_can_be_taken_home(site):
    pages = [
        source.relative_to(ROOT / "docs").with_suffix("")
        for folder in ("chapters", "labs")
        for source in (ROOT / "docs" / folder).iterdir()
        if source.suffix in (".md", ".py")
    ]
    assert len(pages) > 10
    for page in pages:
        html = (site / f"{page}.html").read_text()
        for kind in ("ipynb", "py"):
            assert f'href="{page.name}/{page.name}.{kind}"' in html
            assert (site / page / f"{page.name}.{kind}").stat().st_size > 1000


def code_cells(notebook):
    cells = json.loads(notebook.read_text())["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def shown(cell):
    """Give what a cell prints, and what its last expression gives."""
    outputs = {one["output_type"]: one for one in cell["outputs"]}
    printed = outputs["stream"]["text"] if "stream" in outputs else ""
    result = outputs["execute_result"]["data"]["text/plain"] if "execute_result" in outputs else ""
    return printed, result


def statements(code):
    return [ast.unparse(node) for node in ast.parse(code).body]


def printing(cell):
    """Give the statements of a cell as a script has them, which must print a result."""
    if shown(cell)[1]:
        last = ast.get_source_segment(cell["source"], ast.parse(cell["source"]).body[-1])
        return [*statements(cell["source"])[:-1], *statements(f"print({last})")]
    return statements(cell["source"])


def at_home(statement):
    """Give the code of a page's statement; an error that it shows must not end the notebook."""
    if statement.exc_msg:
        return CATCH.format(code=indent(statement.source, "    ")) + "\n"
    return statement.source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_its_script(site, name):
    """The script runs (see below), and the notebook is the same code."""
    script = jupytext.reads((site / name).with_suffix(".py").read_text(), fmt="py:percent")
    codes = [statements(cell.source) for cell in script.cells if cell.cell_type == "code"]
    cells = code_cells(site / name)
    drawn = [["plt.show()"]] if name in CHAPTERS and "image/svg+xml" in str(cells) else []
    assert codes == [*map(printing, cells), *drawn]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_notebook_shows_what_its_page_shows(site, name):
    """The page's code has run from top to bottom: when it was built, and as it is copied."""
    page = (ROOT / "docs" / name).parent.with_suffix(".md")
    examples = read(page.read_text("utf-8"), page.name).examples
    codes = [
        "".join(map(at_home, one.statements)) if one.statements else one.code for one in examples
    ]
    cells = code_cells(site / name)
    assert statements("\n".join(cell["source"] for cell in cells)) == statements("\n".join(codes))
    outputs = ["".join(f"{part.rstrip()}\n" for part in shown(cell) if part) for cell in cells]
    wants = [one.exc_msg or one.want for example in examples for one in example.statements]
    assert "".join(outputs) == "".join(wants).replace("<BLANKLINE>", "")


@pytest.mark.full
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_notebook_runs_in_a_fresh_environment(tmp_path, site, name):
    done = subprocess.run(
        **python(tmp_path, [], "-c", RUN, site / name, backend="template"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


@pytest.mark.parametrize("page", sampled([f"{parent(name)}.html" for name in NOTEBOOKS]))
def test_every_script_runs_in_a_terminal(tmp_path, site, page):
    folder = (site / page).with_suffix("")
    script = folder / f"{folder.name}.py"
    ours, theirs = pty.openpty()
    with (tmp_path / "printed").open("w") as printed:
        running = subprocess.Popen(
            **python(tmp_path, [], "-W", "error", script, backend="template"),
            stdout=printed,
            stderr=theirs,
        )
    os.close(theirs)
    said = "".join(spoken(ours))
    assert running.wait() == 0, said
    assert (tmp_path / "printed").stat().st_size > 0
    assert said == ""


def spoken(terminal):
    """Read what a terminal shows until nobody writes to it any more."""
    with os.fdopen(terminal, "rb") as reading:
        while True:
            try:
                yield reading.read(1).decode()
            except OSError:
                return
