"""Every statement of the fact check has a verdict, and every verdict code that was run."""

import re
from pathlib import Path

import markdown
import pytest

from hooks.facts import PLACE, START, VERDICTS, check_facts
from hooks.fences import PageError

FACT_CHECK = Path(__file__).parents[2] / "docs" / "fact-check.md"
ANCHORS = {"chapters/x.md": {"proof", "figure-f"}, "fact-check.md": {"here"}}
PAGE = f"""\
# Fact check

{PLACE}

**C01** The product of $2$ and $3$ is $6$.
: **holds** Multiply: [the example](chapters/x.md#proof),
[the figure](chapters/x.md#figure-f).

**C02** Memories fade.
: **background** Nothing is computed [@someone1990].

**C03** Two and two are five.
: **wrong** They are four: [the example](#here).

Last line.
"""


def check(text):
    return check_facts(text, "docs/fact-check.md", lambda page: ANCHORS.get(page, set()))


def error_of(text):
    with pytest.raises(PageError) as caught:
        check(text)
    return str(caught.value)


def test_the_counts_come_from_the_rows():
    cells = re.findall(r"<td>([^<]*)</td>", check(PAGE))
    counts = dict(zip(cells[::3], cells[2::3], strict=True))
    assert counts == {
        **dict.fromkeys(VERDICTS, "0"),
        "holds": "1",
        "background": "1",
        "wrong": "1",
        "all": "3",
    }
    more = check(PAGE.replace("Last line.", "**C04** A.\n: **holds if** B [C](#here)."))
    assert "<td>holds if</td>" in more
    assert more.count("<td>1</td>") == 4


def test_every_line_keeps_its_number():
    before, after = PAGE.splitlines(), check(PAGE).splitlines()
    assert len(after) == len(before)
    assert after.index("Last line.") == before.index("Last line.")
    assert after[6] == before[6]


def test_a_page_without_statements_stays_as_it_is():
    assert (
        check("# Page\n\nText with **C** and **C1**.\n")
        == "# Page\n\nText with **C** and **C1**.\n"
    )


def test_a_reader_gets_terms_definitions_and_anchors():
    html = markdown.markdown(check(PAGE), extensions=["def_list"])
    assert html.count("<dl>") == 1
    assert html.count("<dt>") == html.count("<dd>") == 3
    assert '<dt><a class="ol-claim" id="c01" href="#c01">C01</a> The product' in html
    assert '<dd><span class="ol-verdict ol-verdict--wrong">wrong</span> They are four' in html
    assert "**" not in html


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
    "background without source": (" [@someone1990]", "", 9, "C02 has no proof"),
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
    assert error_of(text).startswith(f"docs/fact-check.md:{line}: {message}")


def test_background_may_have_a_proof_as_well():
    text = PAGE.replace("[@someone1990]", "[as here](#here)")
    assert check(text).count('href="#c02"') == 1


def test_all_statements_of_the_post_are_judged():
    # That each has its proof, the build sees to; that none is left out at the end, this test.
    names = START.findall(FACT_CHECK.read_text("utf-8"))
    assert names == [f"C{number:02}" for number in range(1, 72)]
