"""Every statement of the fact check has a verdict, and every verdict code that was run."""

import re
from collections import Counter

import pytest
from rendering import rendered

from builder.page import Example, FigureText, Page, PageError
from builder.prove.facts import MARKER, START, VERDICTS, check, with_table
from builder.settings import ROOT

FIGURE = FigureText("f", "T", "C", "D")
PROOFS = Page(
    "docs/chapters/x.md",
    "",
    examples=[Example(1, "", "", name="proof"), Example(2, "", "", figure=FIGURE, number=2)],
)
PAGE = f"""\
# Fact check

{MARKER}

**C01** The product of $2$ and $3$ is $6$.
: **holds** Multiply: [the example](chapters/x.md#proof),
[the figure](chapters/x.md#figure-f).

**C02** Memories fade.
: **background** Nothing is computed [@one1990].

**C03** Two and two are five.
: **wrong** They are four: [the example](#here).

Last line.
"""


def judged(text):
    page = Page("docs/fact-check.md", text, examples=[Example(1, "", "", name="here")])
    return check(page, {one.path: one for one in (page, PROOFS)})


def test_the_counts_come_from_the_rows():
    assert judged(PAGE) == {"holds": 1, "background": 1, "wrong": 1}
    more = PAGE.replace("Last line.", "**C04** A.\n: **holds if** B [C](#here).")
    assert judged(more)["holds if"] == 1
    assert judged("# Page\n\nText with **C** and **C1**.\n") == {}


def test_a_reader_gets_counts_terms_definitions_and_anchors():
    text = with_table(PAGE, Counter(holds=2, wrong=1))
    html = rendered(Page("docs/fact-check.md", text))
    assert '<div class="ol-scroll"><table class="ol-grid">\n<thead>' in html
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", html)
    counts = dict(zip(cells[::3], cells[2::3], strict=True))
    assert counts == dict.fromkeys(VERDICTS, "0") | {"holds": "2", "wrong": "1", "all": "3"}
    assert html.count("<dl>") == 1
    assert html.count("<dt>") == html.count("<dd>") == 3
    assert '<dt><a class="ol-claim" href="#c01" id="c01">C01</a> The product' in html
    assert '<dd><span class="ol-verdict ol-verdict--wrong">wrong</span> They are four' in html
    assert "**" not in html
    assert "[[" not in html


# One row for each fault: what is replaced, by what, the line and the message.
FAULTS = {
    "unknown verdict": ("**wrong**", "**false**", 12, "C03 needs a verdict"),
    "no verdict": (": **wrong** They", ": They", 12, "C03 needs a verdict"),
    "definition missing": ("\n: **holds**", "\n\n: **holds**", 5, "C01 needs a verdict"),
    "statement on two lines": ("$3$ is", "$3$\nis", 5, "C01 needs a verdict"),
    "left out": ("**C02** Memories fade.\n: **background**", "x", 11, "C03 stands where number 02"),
    "twice": ("**C02**", "**C01**", 9, "C01 stands where number 02"),
    "no proof": ("[the example](#here)", "certainly", 12, "C03 has no proof"),
    "a citation is no proof": ("[the example](#here)", "[@x]", 12, "C03 has no proof"),
    "a page is no proof": ("(#here)", "(chapters/x.md)", 12, "C03 has no proof"),
    "background without source": (" [@one1990]", "", 9, "C02 has no proof"),
    "unknown example": ("x.md#proof", "x.md#prof", 5, "C01: chapters/x.md#prof is no example"),
    "unknown page": ("x.md#proof", "y.md#proof", 5, "C01: chapters/y.md#proof is no example"),
    "unknown example here": ("(#here)", "(#there)", 12, "C03: #there is no example"),
    "second link": ("x.md#figure-f", "x.md#figure-g", 5, "C01: chapters/x.md#figure-g is no ex"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_name_page_and_line(name):
    part, instead, line, message = FAULTS[name]
    assert PAGE.count(part) == 1
    text = PAGE.replace(part, instead)
    with pytest.raises(PageError) as caught:
        judged(text)
    assert str(caught.value).startswith(f"docs/fact-check.md:{line}: {message}")


def test_background_may_have_a_proof_as_well():
    assert judged(PAGE.replace("[@one1990]", "[as here](#here)"))["background"] == 1


def test_all_statements_of_the_post_are_judged():
    # That each has its proof, the build sees to; that none is left out at the end, this test.
    names = START.findall((ROOT / "docs" / "fact-check.md").read_text("utf-8"))
    assert names == [f"C{number:02}" for number in range(1, 72)]
