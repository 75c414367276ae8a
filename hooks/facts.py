"""The fact check: every statement with its verdict, and behind every verdict code that was run.

A statement is a term of a definition list, on one line, and the verdict is its definition:

    **C07** What the post says, in other words.
    : **holds** Why, with [the example](chapters/x.md#anchor) that proves it.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Set

from hooks.fences import PageError

VERDICTS = {
    "holds": "as it stands",
    "holds if": "given a condition",
    "imprecise": "in idea, not to the letter",
    "wrong": "on the post's own terms",
    "background": "literature, or opinion",
}
START = re.compile(r"^\*\*(?P<id>[A-Z]\d\d)\*\*", re.MULTILINE)
ROW = re.compile(
    START.pattern + r" (?P<statement>\S.*)\n: \*\*(?P<verdict>[^*\n]+)\*\*(?P<why>.*(?:\n.*\S.*)*)",
    re.MULTILINE,
)
PROOF = re.compile(r"\]\((?P<page>[^)#\s]*)#(?P<anchor>[^)\s]+)\)")
PLACE = "<!-- verdicts -->"


def check_facts(text: str, path: str, anchors: Callable[[str], Set[str]]) -> str:
    """Check the statements of the fact check, and write how many there are of each verdict.

    Parameters
    ----------
    text, path
        The page's Markdown, and its name in errors.
    anchors
        Gives the anchors of the executed examples and figures of a page, named by a link.

    Returns
    -------
    str
        The page, line for line, with the counts in their place and the marks that style the rows.

    Raises
    ------
    PageError
        For a statement out of its order, one without a verdict, and a verdict without a link to an
        example that was run (`background` may cite instead).
    """
    counts: Counter[str] = Counter()
    for expected, start in enumerate(START.finditer(text), start=1):
        line = text.count("\n", 0, start.start()) + 1
        name = start["id"]
        if name[1:] != f"{expected:02}":
            raise PageError(path, line, f"{name} stands where number {expected:02} should")
        row = ROW.match(text, start.start())
        if row is None or row["verdict"] not in VERDICTS:
            verdicts = ", ".join(VERDICTS)
            raise PageError(path, line, f"{name} needs a verdict (`: **holds** …`): {verdicts}")
        proofs = list(PROOF.finditer(row["why"]))
        for proof in proofs:
            if proof["anchor"] not in anchors(proof["page"] or posixpath.basename(path)):
                link = f"{proof['page']}#{proof['anchor']}"
                raise PageError(path, line, f"{name}: {link} is no example that was run")
        if not proofs and not (row["verdict"] == "background" and "[@" in row["why"]):
            raise PageError(path, line, f"{name} has no proof: link to an example that was run")
        counts[row["verdict"]] += 1
    return ROW.sub(_marked, text).replace(PLACE, _table(counts))


def _marked(row: re.Match[str]) -> str:
    """Give a statement an anchor, and its verdict a class."""
    anchor, verdict = row["id"].lower(), row["verdict"]
    kind = verdict.replace(" ", "-")
    return (
        f'<a class="ol-claim" id="{anchor}" href="#{anchor}">{row["id"]}</a> {row["statement"]}\n'
        f': <span class="ol-verdict ol-verdict--{kind}">{verdict}</span>{row["why"]}'
    )


def _table(counts: Counter[str]) -> str:
    """Write the counts on one line, so that every other line keeps its number."""
    rows = "".join(
        f"<tr><td>{verdict}</td><td>{meaning}</td><td>{counts[verdict]}</td></tr>"
        for verdict, meaning in VERDICTS.items()
    )
    return (
        "<table><thead><tr><th>Verdict</th><th>What it means</th><th>Statements</th></tr></thead>"
        f"<tbody>{rows}<tr><td>all</td><td></td><td>{counts.total()}</td></tr></tbody></table>"
    )
