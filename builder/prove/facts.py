"""The fact check: every statement with its verdict, and behind every verdict code that was run.

A statement is a term of a definition list, on one line, and the verdict is its definition:

    **C07** What the post says, in other words.
    : **holds** Why, with [the example](chapters/x.md#anchor) that proves it.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping

from builder.page import Page

VERDICTS = {
    "holds": "as it stands",
    "holds if": "given a condition",
    "imprecise": "in idea, not to the letter",
    "wrong": "on the post's own terms",
    "background": "literature, or opinion",
}
MARKER = "[[verdicts]]"
ID = re.compile(r"[A-Z]\d\d")
START = re.compile(rf"^\*\*(?P<id>{ID.pattern})\*\*", re.MULTILINE)
ROW = re.compile(
    START.pattern + r" (?P<statement>\S.*)\n: \*\*(?P<verdict>[^*\n]+)\*\*(?P<why>.*(?:\n.*\S.*)*)",
    re.MULTILINE,
)
PROOF = re.compile(r"\]\((?P<page>[^)#\s]*)#(?P<anchor>[^)\s]+)\)")


def check(page: Page, pages: Mapping[str, Page]) -> Counter[str]:
    """Check the statements of the fact check, and count those of each verdict.

    Parameters
    ----------
    page
        The fact check.
    pages
        All pages by their paths.

    Raises
    ------
    PageError
        For a statement out of its order, one without a verdict, and a verdict without a link to an
        example that was run (`background` may cite instead).
    """
    counts: Counter[str] = Counter()
    for expected, start in enumerate(START.finditer(page.text), start=1):
        line = page.text.count("\n", 0, start.start()) + 1
        name = start["id"]
        if name[1:] != f"{expected:02}":
            raise page.fault(line, f"{name} stands where number {expected:02} should")
        row = ROW.match(page.text, start.start())
        if row is None or row["verdict"] not in VERDICTS:
            verdicts = ", ".join(VERDICTS)
            raise page.fault(line, f"{name} needs a verdict (`: **holds** …`): {verdicts}")
        proofs = list(PROOF.finditer(row["why"]))
        for proof in proofs:
            linked = posixpath.normpath(posixpath.join(page.path, "..", proof["page"]))
            target = pages.get(linked) if proof["page"] else page
            if target is None or proof["anchor"] not in target.anchors:
                link = f"{proof['page']}#{proof['anchor']}"
                raise page.fault(line, f"{name}: {link} is no example that was run")
        if not proofs and not (row["verdict"] == "background" and "[@" in row["why"]):
            raise page.fault(line, f"{name} has no proof: link to an example that was run")
        counts[row["verdict"]] += 1
    return counts


def with_table(text: str, counts: Counter[str]) -> str:
    """Put in the marker's place how many statements there are of each verdict."""
    table = "| Verdict | What it means | Statements |\n|-|-|-:|\n"
    for verdict, meaning in VERDICTS.items():
        table += f"| {verdict} | {meaning} | {counts[verdict]} |\n"
    table += f"| all | | {counts.total()} |"
    return re.sub(rf"^{re.escape(MARKER)}$", table, text, flags=re.MULTILINE)
