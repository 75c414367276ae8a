"""What a reader takes home is whole, speaks Jupyter's Markdown, and runs elsewhere."""

import json
import os
import pty
import subprocess

import jupytext
import nbformat
import pytest
from fresh import ROOT, python
from nbclient import NotebookClient

from conftest import SITE
from hooks import downloads
from hooks.notebooks import Cell
from hooks.runner import run_page

FIGURE = """\
#| figure: line
#| title: A line
#| caption: It rises like $x$.
#| description: A straight line from (0, 0) to (1, 1).
fig, ax = plt.subplots()
ax.plot([0, 1], color=("C1", 0.5))"""
CHAPTER = f"""\
# A chapter

See [the page](other.md#there), [`norm`][onelayer.norm], [there](https://example.org), `a[0][1]` and
$\\textcolor{{input}}{{x}}$.

```python
import matplotlib.pyplot as plt  # (1)!


def double(x):
    return 2 * x
```

```pycon id="some"
>>> print(double(2))
4
>>> double(2)  # (1)!
4
>>> "four"
'four'
>>> for x in (1, 2):
...     print(double(x))
2
4
>>> x = double(
...     x)
```

!!! question "Predict"

    What is it?

??? success "Answer"

    This:

    ```pycon
    >>> (x
    ...  + 1)
    5
    ```

    And in a terminal:

    ```bash
    make [it](well)
    ```

    ```python not_run="it needs a network"
    download()
    ```

Text.

```pycon
>>> double()
Traceback (most recent call last):
TypeError: double() missing 1 required positional argument: 'x'
```

```python
{FIGURE}
```
"""


@pytest.fixture(scope="module")
def cells():
    snippets = list(run_page(CHAPTER, "chapter.md"))
    return downloads.chapter_cells(CHAPTER, "chapter.md", [one.outcome for one in snippets])


def test_a_chapter_becomes_cells_in_its_order(cells):
    assert [(cell.source, cell.printed, cell.result) for cell in cells if cell.is_code] == [
        ("import matplotlib.pyplot as plt\n\n\ndef double(x):\n    return 2 * x", "", ""),
        ("print(double(2))\ndouble(2)", "4\n", "4"),
        ('"four"', "", "'four'"),
        ("for x in (1, 2):\n    print(double(x))\nx = double(\n    x)", "2\n4\n", ""),
        ("(x\n + 1)", "", "5"),
        (
            downloads.CATCH.format(code="    double()"),
            "TypeError: double() missing 1 required positional argument: 'x'\n",
            "",
        ),
        (FIGURE, "", ""),
    ]


def test_its_text_becomes_the_markdown_of_jupyter(cells):
    assert [cell.source for cell in cells if not cell.is_code] == [
        "# A chapter\n\nSee the page, `norm`, [there](https://example.org), `a[0][1]` and\n${x}$.",
        "> **Predict**\n>\n> What is it?\n\n**Answer**\n\nThis:",
        (
            "And in a terminal:\n\n```bash\nmake [it](well)\n```\n\n```python\ndownload()\n```\n\n"
            "*Not run with this page: it needs a network.*\n\nText."
        ),
    ]


def test_code_in_a_quote_stands_on_its_own(cells):
    text = "!!! note\n\n    Before:\n\n    ```text\n    plain\n    ```\n\n    ```pycon\n"
    text += "    >>> 1\n    1\n    ```\n\n    After.\n"
    outcomes = [one.outcome for one in list(run_page(text, "x.md"))]
    before, code, after = downloads.chapter_cells(text, "x.md", outcomes)
    assert before.source == "> **Note**\n>\n> Before:\n>\n> ```text\n> plain\n> ```"
    assert (code.source, code.result, after.source) == ("1", "1", "> After.")


def test_the_script_prints_what_the_notebook_shows(cells, tmp_path):
    file = tmp_path / "chapter.py"
    file.write_text(downloads.to_script(cells))
    done = subprocess.run(
        **python(tmp_path, [], "-W", "error", file, backend="template"),
        capture_output=True,
        text=True,
        check=True,
    )
    shown = "4\n4\nfour\n2\n4\n5\nTypeError: double() missing 1 required positional argument: 'x'\n"
    assert (done.stdout, done.stderr) == (shown, "")
    assert "# %% [markdown]\n# # A chapter\n#\n# See the page" in file.read_text()
    assert file.read_text().endswith("\n# %%\nplt.show()\n")


def test_a_lab_cites_as_its_page_does():
    prose, code = Cell(1, "As in [@x].", is_code=False), Cell(3, 'y = "[@x]"', is_code=True)
    home = downloads.lab_cells([prose, code], lambda text: text.replace("[@x]", "([X 1](x.md#x))"))
    assert [cell.source for cell in home] == ["As in (X 1).", 'y = "[@x]"']


@pytest.fixture(scope="module")
def notebook(cells):
    return nbformat.reads(downloads.to_notebook(cells, "chapter"), as_version=4)


def test_the_notebook_is_valid_and_whole(cells, notebook):
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in cells]
    assert [cell.id for cell in notebook.cells] == [f"chapter-{n + 1}" for n in range(len(cells))]
    kinds = [
        [one.output_type for one in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    printed, result, drawn = ["stream"], ["execute_result"], ["display_data"]
    assert kinds == [[], printed + result, result, printed, result, printed, drawn]


def test_the_notebook_needs_no_style_sheet(notebook):
    (figure,) = notebook.cells[-1].outputs
    svg = figure.data["image/svg+xml"]
    assert "var(" not in svg
    assert "currentColor" not in svg
    assert 'stroke="#8a4419"' in svg
    assert "http://www.w3.org/2000/svg" in svg


def test_tints_become_colours():
    mix = "color-mix(in srgb,{} 20%,var(--md-default-bg-color))"
    svg = f'<svg fill="{mix.format("currentColor")}" stroke="{mix.format("var(--ol-memory)")}">'
    assert 'fill="#cccccc" stroke="#e8dad1">' in downloads.plain_svg(svg)


def test_frames_stand_below_each_other():
    cell = Cell(1, "plot()", is_code=True, svg="<fieldset><svg a></svg>\n<svg b></svg></fieldset>")
    (home,) = json.loads(downloads.to_notebook([cell], "x"))["cells"]
    assert [list(one["data"]) for one in home["outputs"]] == 2 * [["image/svg+xml"]]


def test_the_notebook_runs_in_a_kernel_of_anybodys(notebook, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    again = NotebookClient(
        nbformat.from_dict(notebook), kernel_name="python3", timeout=60
    ).execute()
    assert [one.get("text") for one in again.cells[2].outputs] == ["4\n", None]
    assert again.cells[3].outputs[0].data["text/plain"] == "'four'"
    assert "image/png" in again.cells[-1].outputs[-1].data


NOTEBOOKS = sorted(file.relative_to(SITE).as_posix() for file in SITE.rglob("*.ipynb"))
CHAPTERS = [name for name in NOTEBOOKS if not name.startswith("labs/")]
LABS = [name for name in NOTEBOOKS if name.startswith("labs/")]
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


def test_every_chapter_and_lab_can_be_taken_home():
    pages = [
        source.relative_to(ROOT / "docs").with_suffix("")
        for folder in ("chapters", "labs")
        for source in (ROOT / "docs" / folder).iterdir()
        if source.suffix in (".md", ".py")
    ]
    assert len(pages) > 10
    for page in pages:
        html = (SITE / f"{page}.html").read_text()
        for kind in ("ipynb", "py"):
            assert f'href="{page.name}/{page.name}.{kind}"' in html
            assert (SITE / page / f"{page.name}.{kind}").stat().st_size > 1000


@pytest.mark.parametrize("name", LABS)
def test_the_notebook_of_a_lab_is_its_script(name):
    """Labs take long: the script runs (see below), and the notebook is the same code."""
    cells = json.loads((SITE / name).read_text())["cells"]
    script = jupytext.reads((SITE / name).with_suffix(".py").read_text(), fmt="py:percent")
    codes = [cell.source for cell in script.cells if cell.cell_type == "code"]
    assert [cell["source"] for cell in cells if cell["cell_type"] == "code"] == codes


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_notebook_runs_in_a_fresh_environment(tmp_path, name):
    done = subprocess.run(
        **python(tmp_path, [], "-c", RUN, SITE / name, backend="template"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_script_runs_in_a_terminal(tmp_path, name):
    script = (SITE / name).with_suffix(".py")
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
