"""A lab's script becomes a page like any other."""

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from hooks import notebooks
from hooks.examples import find_snippets
from hooks.fences import PageError
from hooks.notebooks import Cell

ROOT = Path(__file__).parents[2]
TITLE = "# %% [markdown]\n# # A lab\n\n"
FIGURE = """\
# %%
#| figure: line
#| title: A line
#| caption: It rises like $x$.
#| description: A straight line from (0, 0) to (1, 1).
fig, ax = plt.subplots()
ax.plot([0, 1], color="C1")
"""
LAB = f"""\
# %% [markdown]
# # A small lab
#
# With $x^2$, a [link](../index.md), and:
#
# !!! question "Predict"
#
#     What is it?
#
# ## A section

# %%
import matplotlib.pyplot as plt

import onelayer

# %% [markdown]
# It prints.

# %%
print("m = 2")
print("  `quoted`", {{"a", "b", "c", "d"}})
onelayer.norm([3, 4])

{FIGURE}
# %%
assert onelayer.norm([3, 4]) == 5
plt.show()
"""


SITE = f"""\
INHERIT: {ROOT}/mkdocs.yml
hooks: [{ROOT}/hooks/site.py]
nav: [index.md, labs/lab.py]
watch: []
theme:
  custom_dir: {ROOT}/overrides
"""


class Project:
    """A site of a page and a lab."""

    def __init__(self, folder):
        self.folder = folder
        self.lab = folder / "docs" / "labs" / "lab.py"
        self.lab.parent.mkdir(parents=True)
        (folder / "docs" / "index.md").write_text("# Home\n\n[The lab](labs/lab.py).\n")
        (folder / "mkdocs.yml").write_text(SITE)

    def build(self, script):
        self.lab.write_text(script)
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def files(self):
        site = self.folder / "site"
        return {
            file.relative_to(site): file.read_bytes()
            for file in sorted(site.rglob("*"))
            if file.is_file()
        }


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("project"))
    built = project.build(LAB)
    assert built.returncode == 0, built.stderr
    return project


@pytest.fixture(scope="module")
def cells(project):
    kept = json.loads((project.folder / ".cache" / "labs" / "lab.json").read_text())
    return [Cell(**cell) for cell in kept["cells"]]


@pytest.fixture(scope="module")
def page(project):
    return (project.folder / "site" / "labs" / "lab.html").read_text()


def test_cells_know_their_lines():
    header = "# ---\n# jupyter:\n#   jupytext:\n#     formats: py:percent\n# ---\n\n"
    prose = '# %% [markdown]\n"""\n# T\n\ntext\n"""\n\n'
    code = "# %%\nx = 1\n\n\n"
    comments = "# %% [markdown]\n# x = 1\n\n"
    cells = notebooks.read_cells(header + prose + code + comments + code, "lab.py")
    places = [(cell.line, cell.is_code) for cell in cells]
    assert places == [(9, False), (15, True), (19, False), (22, True)]


UNFIT = {
    "a figure without a caption": (
        TITLE + FIGURE.replace("#| caption: It rises like $x$.\n", ""),
        5,
        "the figure has no caption",
    ),
    "a figure twice": (TITLE + FIGURE + "\n" + FIGURE, 13, "a second figure 'line'"),
    "a raw cell": (TITLE + "# %% [raw]\n# text\n", 5, "no place for a raw cell"),
    "an empty cell": (TITLE + "# %%\n\n# %%\nx = 1\n", 4, "the example is empty"),
    "Python in prose": (
        "# %% [markdown]\n# text\n#\n# ```python\n# x = 1\n# ```\n",
        4,
        "Python in a Markdown cell would not be run",
    ),
    "a prompt in prose": ("# %% [markdown]\n# text\n#\n# >>> 1\n", 4, "a prompt"),
}


@pytest.mark.parametrize(("script", "line", "message"), UNFIT.values(), ids=UNFIT)
def test_scripts_unfit_for_a_page_name_their_line(script, line, message):
    with pytest.raises(PageError, match=re.escape(message)) as caught:
        notebooks.read_cells(script, "docs/labs/lab.py")
    assert (caught.value.path, caught.value.line) == ("docs/labs/lab.py", line)


def test_the_page_is_markdown_of_the_book(cells):
    text = notebooks.to_markdown(cells)
    snippets = list(find_snippets(text, "lab.md"))
    outcomes = notebooks.to_outcomes(cells)
    assert [snippet.fence.source for snippet in snippets] == [
        f"{cell.source}\n" for cell in cells if cell.is_code
    ]
    assert [bool(outcome.svg) for outcome in outcomes] == [False, False, True, False]
    assert outcomes[1].outputs[0].startswith("m = 2\n  `quoted` {")
    assert "\n```{ .output .no-copy }\nm = 2\n  `quoted`" in text


def test_an_output_cannot_leave_its_fence():
    cell = Cell(1, "print(x)", is_code=True, printed="a\n````\n# b\n")
    assert "`````{ .output .no-copy }\na\n````\n# b\n`````" in notebooks.to_markdown([cell])


def test_lines_of_the_page_are_told_as_lines_of_the_script(cells):
    script, text = LAB.splitlines(), notebooks.to_markdown(cells).splitlines()
    for line in ("## A section", "import onelayer", "It prints.", "ax.plot([0, 1], color="):
        (on_page,) = (n for n, part in enumerate(text, 1) if part.startswith(line))
        told = notebooks.in_script(PageError("lab.py", on_page, "wrong"), cells)
        assert script[told.line - 1].removeprefix("# ").startswith(line)
        assert (told.path, told.message) == ("lab.py", "wrong")


def test_the_page_has_no_style_of_its_own_and_names_nobody_elses_server(page):
    assert "<style" not in page
    assert "jp-" not in page
    named = set(re.findall(r"""(?:src|srcset|href)=["']?https?://([^/"' ]+)""", page))
    linked = set(re.findall(r"<a\b[^>]*?href=\"https?://([^/\"]+)", page))
    assert named == linked
    assert not re.search(r"cdn|unpkg|mathjax|mermaid|requirejs", page, re.IGNORECASE)


def test_the_page_looks_like_a_chapter(page):
    assert '<a href="#a-section"' in page
    assert '<h2 id="a-section">' in page
    assert '<div class="admonition question">' in page
    assert "<math" in page
    assert "$" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    copied = [unescape(text) for text in re.findall(r'data-copy="([^"]*)"', page)]
    assert copied[0] == "import matplotlib.pyplot as plt\n\nimport onelayer"
    assert copied[2] == 'fig, ax = plt.subplots()\nax.plot([0, 1], color="C1")'


def test_the_figure_stands_in_its_page(page):
    (figure,) = re.findall(r'<figure[^>]*id="figure-line".*?</figure>', page, re.DOTALL)
    assert ">A line</title>" in figure
    assert ">A straight line from (0, 0) to (1, 1).</desc>" in figure
    assert "var(--ol-memory)" in figure
    assert "<math" in figure[figure.index("<figcaption") :]


def test_the_page_offers_its_notebook_and_its_script(project, page):
    site = project.folder / "site" / "labs" / "lab"
    assert 'href="lab/lab.ipynb"' in page
    assert 'href="lab/lab.py"' in page
    assert (site / "lab.py").read_text() == LAB
    assert len(json.loads((site / "lab.ipynb").read_text())["cells"]) == 6


def test_a_second_build_reuses_the_run_and_gives_the_same_bytes(project, page):
    assert page
    before = project.files()
    again = project.build(LAB)
    assert again.returncode == 0
    assert "Converting notebook" not in again.stderr
    assert project.files() == before


def test_a_failing_lab_stops_the_build_and_leaves_the_site(project, page):
    assert page
    before = project.files()
    failed = project.build(LAB.replace("== 5", "== 6"))
    assert failed.returncode != 0
    line = LAB.splitlines().index("assert onelayer.norm([3, 4]) == 5") + 1
    assert f"docs/labs/lab.py:{line}: the lab raises AssertionError" in failed.stderr
    assert project.files() == before
