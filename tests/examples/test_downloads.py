"""What a reader takes home is whole, speaks Jupyter's Markdown, and runs elsewhere."""

import json
import subprocess

import nbformat
import pytest
from fresh import python
from nbclient import NotebookClient

from builder.page import Outcome
from builder.publish import downloads
from builder.publish.downloads import Cell
from builder.read import read
from builder.run.session import run

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
import matplotlib.pyplot as plt


def double(x):
    return 2 * x
```

```pycon id="some"
>>> print(double(2))
4
>>> double(2)
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


def cut(text):
    """Run a page, and cut it into the cells of its notebook."""
    page = read(text, "docs/chapters/chapter.md")
    assert len(list(run(page))) == len(page.examples)
    return downloads.to_cells(page, lambda prose: prose.replace("[@x]", "(X 1)"))


@pytest.fixture(scope="module")
def cells():
    return cut(CHAPTER)


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
    before, code, after = cut(text)
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


def test_citations_are_words():
    assert [cell.source for cell in cut('As in [@x].\n\n```python\ny = "[@x]"\n```\n')] == [
        "As in (X 1).",
        'y = "[@x]"',
    ]


@pytest.fixture(scope="module")
def notebook(cells):
    return nbformat.reads(downloads.to_notebook(cells, "chapter"), as_version=4)


def test_the_notebook_is_valid_and_whole(cells, notebook):
    nbformat.validate(notebook)
    codes = [cell.source for cell in cells]
    # In Jupyter a figure is to show itself and nothing else.
    assert [cell.source for cell in notebook.cells] == [*codes[:-1], f"{codes[-1]};"]
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
    cell = Cell("plot()", is_code=True, svg="<fieldset><svg a></svg>\n<svg b></svg></fieldset>")
    (home,) = json.loads(downloads.to_notebook([cell], "x"))["cells"]
    assert [list(one["data"]) for one in home["outputs"]] == 2 * [["image/svg+xml"]]


def test_the_notebook_runs_in_a_kernel_of_anybodys(notebook, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    again = NotebookClient(
        nbformat.from_dict(notebook), kernel_name="python3", timeout=60
    ).execute()
    assert [one.get("text") for one in again.cells[2].outputs] == ["4\n", None]
    assert again.cells[3].outputs[0].data["text/plain"] == "'four'"
    (drawn,) = again.cells[-1].outputs
    assert "image/png" in drawn.data


@pytest.mark.parametrize(
    ("edit_uri", "library"),
    [
        ("", "in the folder of its source: `python -m pip install matplotlib .`"),
        ("https://github.com/o/r/edit/main/docs/", "matplotlib git+https://github.com/o/r`"),
        ("https://gitlab.com/o/r/-/edit/main/docs/", "matplotlib git+https://gitlab.com/o/r`"),
    ],
)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/chapters/x.md", "# X\n\n```pycon\n>>> 1\n1\n```\n"),
        ("docs/labs/x.py", "# %% [markdown]\n# # X\n\n# %%\nx = 1\n"),
    ],
)
def test_what_is_taken_home_begins_with_what_it_needs(path, text, edit_uri, library):
    page = read(text, path)
    for one in page.examples:
        one.outcome = Outcome(("",) * max(1, len(one.statements)), ("1\n",))
    downloads.make(page, str, edit_uri)
    notebook, script = page.attachments.values()
    first = nbformat.reads(notebook, as_version=4).cells[0].source
    assert library in first
    assert script.startswith(f"# %% [markdown]\n# {first}\n\n# %% [markdown]\n# # X\n")
