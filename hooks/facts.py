"""The fact check: every statement with its verdict, and behind every verdict code that was run."""

import re
from collections import Counter
from collections.abc import Callable, Set

from hooks.fences import PageError

VERDICTS = ("holds", "holds if", "imprecise", "wrong", "background")
ROW = re.compile(r"\|\s*(?P<id>[A-Z]\d\d)\s*\|(?P<rest>.*)\|\s*")
PROOF = re.compile(r"\]\((?P<page>[^)#\s]+)#(?P<anchor>[^)\s]+)\)")
PLACE = "<!-- verdicts -->"


def check_facts(text: str, path: str, anchors: Callable[[str], Set[str]]) -> str:
    """Check the rows of the fact check and write how many there are of each verdict.

    Parameters
    ----------
    text, path
        The page's Markdown, with a row `| C01 | statement | verdict | why, with links |` for each
        statement, and its name in errors.
    anchors
        Gives the anchors of the executed examples and figures of another page.

    Raises
    ------
    PageError
        For a row with an unknown verdict, a row given twice, or a verdict (other than `background`,
        which cites) without a link to an example that was run.
    """
    counts: Counter[str] = Counter()
    seen: dict[str, int] = {}
    for line, content in enumerate(text.splitlines(), start=1):
        row = ROW.fullmatch(content)
        if not row:
            continue
        first = seen.setdefault(row["id"], line)
        if first != line:
            raise PageError(path, line, f"{row['id']} stands already in line {first}")
        cells = [cell.strip() for cell in row["rest"].split("|")]
        verdict = next((cell.strip("*") for cell in cells if cell.strip("*") in VERDICTS), None)
        if verdict is None:
            raise PageError(path, line, f"{row['id']} needs a verdict: {', '.join(VERDICTS)}")
        counts[verdict] += 1
        proofs = [
            proof
            for proof in PROOF.finditer(content)
            if not proof["page"].startswith("bibliography")
        ]
        for proof in proofs:
            if proof["anchor"] not in anchors(proof["page"]):
                raise PageError(
                    path,
                    line,
                    f"{row['id']}: {proof['page']}#{proof['anchor']} is no example that was run",
                )
        if not proofs and (verdict != "background" or "[@" not in content):
            raise PageError(
                path, line, f"{row['id']} has no proof: link to an example that was run"
            )
    rows = "".join(f"| {verdict} | {counts[verdict]} |\n" for verdict in VERDICTS)
    table = f"| verdict | statements |\n|---|---:|\n{rows}| all | {counts.total()} |"
    return text.replace(PLACE, table)
