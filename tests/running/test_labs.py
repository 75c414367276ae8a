"""Running labs: what fails names its line."""

import pytest
from nbformat.v4 import new_code_cell, new_output

from builder.page import Example, PageError
from builder.read import read
from builder.run.cache import Cache
from builder.run.kernel import OURS
from builder.run.runner import Runner

TITLE = "# %% [markdown]\n# # A lab\n\n"
NAP = "# %%\nimport time\n\ntime.sleep(6)\n\n"

# One row for each way to end badly: the cells below the title, the line, and the message.
FAILING = {
    "an assertion, in a function of another cell": (
        "# %%\ndef check(x):\n    assert x > 0, 'not positive'\n\n\n# %%\nx = 1\n\ncheck(-x)\n",
        6,
        r"AssertionError\n(.*\n)*  docs/labs/lab.py:12\n(.*\n)*AssertionError: not positive",
    ),
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
    "a value that the script would not show": (
        "# %%\nx = 2\n(\n    x)\n",
        7,
        "the script would not show this value: print it",
    ),
    "words beside the output": ("# %%\nimport sys\n_ = sys.stderr.write('w')\n", 5, "warns\nw"),
    "an exception in a thread": (
        "# %%\nfrom threading import Thread\nt = Thread(target=lambda: 1 / 0)\nt.start()\n",
        5,
        "ZeroDivisionError",
    ),
    "an output that is dropped": (
        "# %%\nfrom IPython.display import clear_output\n\nprint(99.7)\nclear_output()\n",
        8,
        "what a cell has printed cannot be cleared",
    ),
    "a display": (
        "# %%\nfrom IPython.display import HTML, display\n\n# %%\ndisplay(HTML('<hr>'))\n",
        8,
        "neither text nor a figure",
    ),
    "a figure without words": (
        "# %%\nimport matplotlib.pyplot as plt\n\n# %%\nfig, ax = plt.subplots()\n",
        8,
        r"leaves 1 figure\(s\) open",
    ),
    "a tag of Jupyter's for cells that may raise": (
        '# %% tags=["raises-exception"]\n1 / 0\n',
        5,
        "ZeroDivisionError",
    ),
    "a tag of Jupyter's for cells to pass over": (
        '# %% tags=["skip-execution"]\nx = 1\n',
        5,
        "did not execute the cell",
    ),
    "a cell that hangs, after two that together take longer than one may": (
        f"{2 * NAP}# %%\ntime.sleep(600)\n",
        15,
        "the example still ran after 10 s and was stopped",
    ),
}


# Those that differ most are rows of `tests/faults`, too, in one build.
@pytest.mark.full
@pytest.mark.parametrize("name", FAILING)
def test_failing_labs_name_their_line(tmp_path, name):
    script, line, message = FAILING[name]
    runner = Runner(tmp_path, Cache(tmp_path / "cache"), limit=10.0)
    run = runner.submit([read(TITLE + script, "docs/labs/lab.py")])["docs/labs/lab.py"]
    with pytest.raises(PageError, match=message) as caught:
        run.result()
    runner.close()
    assert (caught.value.path, caught.value.line) == ("docs/labs/lab.py", line)
    assert not (tmp_path / "cache").exists()


def test_a_figure_stands_alone():
    from builder.run import labs  # with half of Jupyter

    outputs = [
        new_output("stream", name="stdout", text="1\n"),
        new_output("display_data", {"image/svg+xml": "<svg/>"}, metadata={OURS: {"table": ""}}),
    ]
    cell = new_code_cell("plot()", execution_count=1, outputs=outputs)
    with pytest.raises(PageError, match="must print nothing") as caught:
        labs.read_outputs(cell, Example(6, "plot()", "plot()"), "lab.py")
    assert caught.value.line == 7
