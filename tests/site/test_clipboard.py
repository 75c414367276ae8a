"""What is copied runs: all buttons are pressed, and a Python that has nothing but the library,
NumPy and Matplotlib (and what the page asks for) runs the texts. The real clipboard, which is slow,
is read on some pages after three presses, and in `make test-all` on all after each. There alone
everything is pasted; here all texts are held against the code that has run, in the build and as a
script.
"""

import ast
import doctest
import json
import re
import shlex
import subprocess

import pytest
from bs4 import BeautifulSoup
from built import LONG, RUNNING, SITE, marked, sampled
from fresh import python

from builder.read import read
from builder.settings import ROOT

# Runs texts as sessions, each in a process of its own, and says how each ended. What texts have in
# common at their start is run once: a process forks where they part (unless it may have threads).
PYTHON = """
import ast, contextlib, io, json, os, sys, traceback
import numpy, matplotlib.pyplot

def say(index, fault):
    os.write(1, f"{json.dumps([index, fault])}\\n".encode())

def run(tasks, namespace, share):
    groups = {}
    for task in tasks:
        if task["steps"]:
            key = task["steps"][0][0], None if share else task["index"]
            groups.setdefault(key, []).append(task)
        else:
            say(task["index"], None)
    for (source, _), members in groups.items():
        child = os.fork() if len(groups) > 1 else 0
        if not child:
            step(source, members, namespace, share)
            if len(groups) > 1:
                os._exit(0)
        elif os.waitpid(child, 0)[1]:
            for task in members:
                say(task["index"], f"Python ended in {source}")

def step(source, members, namespace, share):
    said, raised = io.StringIO(), ""
    statement = compile(source, "<pasted>", "single")
    with contextlib.redirect_stdout(said):
        try:
            exec(statement, namespace)
        except Exception:
            raised = traceback.format_exc()
    going = []
    for task in members:
        _, want = task["steps"].pop(0)
        if raised and not (want and want.startswith("Traceback")):
            say(task["index"], raised)
        elif not raised and want is not None and said.getvalue() != want:
            say(task["index"], f"{source} says {said.getvalue()!r}, the page says {want!r}")
        else:
            going.append(task)
    run(going, namespace, share)

given = json.load(sys.stdin)
sys.setrecursionlimit(10000)
run(given["tasks"], {"__name__": "__main__"}, given["share"])
"""


# Gives a page that is read, not laid out, to the script that makes its buttons, with a recorder in
# the place of the clipboard, and presses them all. The bar of a block may stand below its output or
# its reason.
PRESS = """([html, script]) => {
  let text;
  const page = new DOMParser().parseFromString(html, "text/html");
  const clipboard = { writeText: async (given) => { text = given; } };
  Function("document", "navigator", script)(page, { clipboard });
  const bars = page.querySelectorAll(".ol-copy");
  const press = (button) => {
    text = null;
    button.click();
    return [button.textContent, text];
  };
  return [...page.querySelectorAll("[data-copy]")].map((block, index) => ({
    runs: "run" in block.dataset,
    shown: [...block.querySelectorAll("code")].at(-1).textContent,
    texts: [...bars[index].querySelectorAll("button")].map(press),
  }));
}"""


def statements(code):
    """Split code into its statements, each with the blank line that ends it in a session."""
    lines = code.splitlines()
    for node in ast.parse(code).body:
        first = min(one.lineno for one in (node, *getattr(node, "decorator_list", ())))
        yield "\n".join(lines[first - 1 : node.end_lineno]) + "\n"


def outputs(shown, code):
    """Give what the page shows below each statement of a block; None where it does not say."""
    if not shown.startswith(">>>"):
        return [None for _ in statements(code)]
    examples = doctest.DocTestParser().get_examples(shown)
    return [example.want.replace("<BLANKLINE>", "") for example in examples]


@pytest.fixture(scope="module")
def press(browser):
    """Press all buttons of a page; of each block, give its texts with their labels."""
    page = browser.new_page()
    script = (SITE / "assets" / "javascripts" / "copy.js").read_text("utf-8")
    yield lambda name: page.evaluate(PRESS, [(SITE / name).read_text("utf-8"), script])
    page.close()


@pytest.fixture(scope="module")
def reader(browser, site_url):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site_url.rstrip("/"))
    yield context.new_page()
    context.close()


def real(page, button):
    """Press a button and give what is then in the clipboard."""
    page.evaluate("navigator.clipboard.writeText('')")
    button.click() if button.is_visible() else button.evaluate("button => button.click()")
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    return page.evaluate("navigator.clipboard.readText()")


def copied(blocks):
    """Of each block that runs, give both texts and its outputs."""
    for block in blocks:
        texts = dict(block["texts"])
        assert len(texts) == len(block["texts"])
        alone = texts.pop("Copy")
        whole = texts.pop("Copy with set-up", alone)
        assert not texts
        if block["runs"]:
            yield alone, whole, outputs(block["shown"], alone)


def test_the_pages_are_there():
    assert len(RUNNING) > 10
    assert {f"{name}.html" for name in LONG} < set(RUNNING)


def source(name):
    """Give the code of each block of a page, or cell of a lab, that runs."""
    stem = ROOT / "docs" / name.removesuffix(".html")
    file = next(stem.parent.glob(f"{stem.name}.*"))
    page = read(file.read_text("utf-8"), file.relative_to(ROOT).as_posix())
    for one in page.examples:
        prompts = [statement.source for statement in one.statements]
        yield "".join(prompts) or one.code


def parsed(code):
    """Give what code says, whatever its blank lines."""
    return ast.dump(ast.parse(code))


@pytest.fixture
def filled(reader, press, site_url):
    """Press some buttons of a page for real, and compare the clipboard with what was recorded."""

    def filled(name, chosen):
        texts = [text for block in press(name) for _, text in block["texts"]]
        reader.goto(site_url + name)
        reader.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
        buttons = reader.locator(".ol-copy button").all()
        assert len(buttons) == len(texts) > 0
        for at in chosen(len(texts)):
            assert real(reader, buttons[at]) == texts[at]

    return filled


@pytest.mark.full
@pytest.mark.parametrize("name", RUNNING)
def test_each_button_fills_the_clipboard(filled, name):
    filled(name, range)


@pytest.mark.parametrize("name", marked(RUNNING, "chapters/attention.html".__ne__))
def test_buttons_fill_the_clipboard(filled, name):
    filled(name, lambda count: {0, count // 2, count - 1})


@pytest.mark.parametrize("name", RUNNING)
def test_what_is_copied_is_what_has_run(press, name):
    blocks = list(copied(press(name)))
    assert blocks
    for alone, whole, _ in blocks:
        assert not re.search(r"^(>>>|\.\.\. )|# \(\d+\)!?$", alone, re.MULTILINE)
        assert whole.endswith(alone)
    if not name.startswith("reference/"):  # whose examples stand in several modules
        assert [parsed(alone) for alone, _, _ in blocks] == [*map(parsed, source(name))]


# Labs and chapters are run as scripts, from top to bottom, too.
@pytest.mark.parametrize("name", sampled(RUNNING, but=("labs/", "chapters/")))
def test_what_is_copied_runs_in_page_order(press, name, tmp_path):
    blocks = list(copied(press(name)))
    wants = [want for _, _, wants in blocks for want in wants]
    paste([("\n\n".join(alone for alone, _, _ in blocks), wants)], asked(name), tmp_path)


@pytest.mark.parametrize("name", sampled(RUNNING, but=("labs/",)))
def test_each_block_runs_with_its_set_up(press, name, tmp_path):
    blocks = copied(press(name))
    paste([(whole, wants) for _, whole, wants in blocks], asked(name), tmp_path)


def asked(name):
    """Name what a page asks its reader to install, beside the library and Matplotlib."""
    page = BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")
    opening = page.select_one(".ol-opening code")
    return shlex.split(opening.text)[2:] if opening else []


def paste(texts, asked, folder):
    """Paste texts into a fresh Python each, and compare what they say with what the page says."""
    tasks = []
    for index, (text, wants) in enumerate(texts):
        steps = list(statements(text))
        unseen = [None] * (len(steps) - len(wants))
        tasks.append({"index": index, "steps": list(zip(steps, unseen + wants, strict=True))})
    done = subprocess.run(
        **python(folder, asked, "-c", PYTHON),
        input=json.dumps({"tasks": tasks, "share": set(asked) <= {"scikit-learn"}}),
        capture_output=True,
        text=True,
        check=False,
    )
    ends = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(index for index, _ in ends) == list(range(len(texts))), done.stderr
    faults = [f"{fault}\n{texts[index][0]}" for index, fault in ends if fault]
    assert not faults, "\n\n".join(faults)
