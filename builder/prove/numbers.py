"""Numbers that are read come out of executed code.

A number with a decimal point, one of three digits or more, and a percentage, wherever it is read,
must be a number that an example of the page printed, or a rounding of one, or stand in the code
of the page. What is neither, an author marks as `{given}`.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Set
from decimal import Decimal
from functools import cache

from builder.page import Example, Page
from builder.prove.walk import GIVEN
from builder.read.examples import PYTHON

NUMBER = re.compile(
    r"(?<![\w.])(?P<minus>[-−])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)(?!,?\d{3}|\.?\d)"
    r"(?:\s*(?:e|×\s*10\^?)(?P<power>[-+−]?\d+))?"
    rf"(?P<percent>\s*%)?(?P<given>\W?{GIVEN})?"
)
PRINTED = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
# Addresses, versions, commits and figures have names, which are no results.
NAMES = re.compile(
    r"https?://\S+|\bdoi:\S+|\b(?:Figure|Python|NumPy|version)\s+[\d.]+|arXiv[:\s]*[\d.]+"
    r"|\b(?=\d*[a-f])[\da-f]{7,40}\b"
)
OTHERWISE = re.compile(r"(?<![\w.,(\[])\d+(?:,(?!\d{3}(?!\d))|[·‧٫])\d+(?![\d,)\]])")
YEARS = range(1600, 2100)
CODE = PYTHON | {"bash", "sh"}


def check(page: Page, texts: Iterable[str], examples: Iterable[Example]) -> int:
    """Compare the numbers that are read on a page with what its examples hold and print.

    Parameters
    ----------
    page
        The page.
    texts
        What is read on it.
    examples
        Those that it shows, run.

    Returns
    -------
    int
        How many numbers were looked at.

    Raises
    ------
    PageError
        For the first number that is neither computed nor given, and for one with a decimal comma.
    """
    examples = list(examples)
    printed = set(printed_by(examples))
    written = set(written_in(examples))
    looked_at = 0
    for text in [*texts, *shown_as_output(page)]:
        words = NAMES.sub(lambda name: " " * len(name[0]), text)
        if other := OTHERWISE.search(words):
            line = line_of(other[0], text, page)
            raise page.fault(line, f"a decimal point is a point: {other[0]}")
        for match in filter(is_checked, NUMBER.finditer(words)):
            looked_at += 1
            if not (match["given"] or proven(match, printed, written)):
                number = match[0].strip()
                message = (
                    f"no example of this page prints the number {number}, or has it in its code: "
                    f"if it is given and not computed, write {number}{{given}}"
                )
                raise page.fault(line_of(match["digits"], text, page), message)
    return looked_at


def printed_by(examples: Iterable[Example]) -> Iterator[Decimal]:
    """Yield the numbers that examples printed."""
    for example in examples:
        for output in example.outcome.outputs:
            yield from map(Decimal, PRINTED.findall(output))


def written_in(examples: Iterable[Example]) -> Iterator[Decimal]:
    """Yield the numbers that stand in the code of examples."""
    for example in examples:
        for code in [one.source for one in example.statements] or [example.code]:
            yield from constants(code)


@cache
def constants(code: str) -> Set[Decimal]:
    """Give the numbers of some code, not of its comments; API pages ask for all the library's."""
    return {
        Decimal(repr(node.value))
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }


def shown_as_output(page: Page) -> Iterator[str]:
    """Yield the lines of the fences that a reader takes for an output."""
    for fence in page.fences:
        if fence.language not in CODE:
            yield from fence.source.splitlines()


def is_checked(match: re.Match[str]) -> bool:
    """Tell whether a number could be a result: small whole numbers and years are none."""
    digits = match["digits"]
    if match["percent"] or match["power"] or "." in digits or "," in digits:
        return True
    return len(digits) > 2 and not (len(digits) == 4 and int(digits) in YEARS)


def proven(match: re.Match[str], printed: set[Decimal], written: set[Decimal]) -> bool:
    """Tell whether a number is one that was printed, a rounding of one, or one of the code's.

    A number without a sign may be the size of one that was printed with a minus: an error of 0.2.
    """
    shown = Decimal(match["digits"].replace(",", ""))
    if match["power"]:
        shown = shown.scaleb(int(match["power"].replace("−", "-")))
    wanted = {shown} | ({shown.scaleb(-2)} if match["percent"] else set())
    if wanted & written:
        return True
    sizes = {-number for number in printed} if match["minus"] else {abs(one) for one in printed}
    return any(
        abs(number - value) * 2 <= Decimal(1).scaleb(int(value.as_tuple().exponent))
        for value in wanted
        for number in sizes
    )


def line_of(digits: str, text: str, page: Page) -> int:
    """Find the first line with some digits, else that with the beginning of their text."""
    token = re.compile(rf"(?<![\d.]){re.escape(digits)}(?!\d)")
    lines = page.prose.split("\n"), page.text.split("\n")
    found = (at for part in lines for at, line in enumerate(part, 1) if token.search(line))
    return next(found, page.line_with(" ".join(text.split()[:2])))
