"""Numbers in prose come out of executed code.

A number with two or more significant decimals, wherever the page's text, formulas and captions have
it, must be a number that an example of the page printed, or a rounding of one. Any number in the
line that an example is folded under must be one that this very example printed.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from builder.page import Page, PageError

NUMBER = re.compile(
    r"(?<![\w.])(?P<minus>[-−])?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d*)\.\d+)(?!\.?\d)"
    r"(?:\s*(?:e|\\times\s*10\^|×\s*10\^?)\{?(?P<power>[-+−]?\d+)\}?)?"
    r"(?P<percent>\s*\\?%)?"
)
PRINTED = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
# Addresses, keys and versions are names, not results.
NAMES = re.compile(
    r"https?://\S+|\]\([^)]*\)|\[@[^\]]*\]|</?[A-Za-z][^>]*>"
    r"|\b(?:Python|NumPy|version)\s+[\d.]+|arXiv[:\s]*[\d.]+"
)
FIGURE_WORDS = re.compile(r"#\|(.*)")


def check(page: Page) -> None:
    """Compare the numbers of a page's prose with the outputs of its examples.

    Raises
    ------
    PageError
        For the first number that no example printed.
    """
    printed: set[Decimal] = set()
    for example in page.examples:
        own = {
            Decimal(number)
            for output in example.outcome.outputs
            for number in PRINTED.findall(output)
        }
        printed |= own
        for number in PRINTED.findall(example.fold):
            if Decimal(number) not in own:
                raise PageError(
                    page.path, example.line, f"the folded example does not print {number}"
                )
    for line, prose in prose_lines(page):
        for match in NUMBER.finditer(NAMES.sub(lambda name: " " * len(name[0]), prose)):
            if decimals(match["digits"]) >= 2 and not proven(match, printed):
                raise PageError(
                    page.path, line, f"no example of this page prints the number {match[0].strip()}"
                )


def prose_lines(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the lines that are read as text, figures' words included, with those of the file."""
    for number, line in enumerate(page.prose.split("\n"), start=1):
        yield page.line_in_file(number), line
    for example in page.examples:
        for offset, line in enumerate(example.source.splitlines(), start=1):
            if match := FIGURE_WORDS.match(line):
                yield example.line + offset, match[1]


def decimals(digits: str) -> int:
    """Count the significant decimals: two in 1.05 and 0.0076, one in 0.5 and 0.05."""
    whole, _, fraction = digits.partition(".")
    return len(fraction if whole.strip("0") else fraction.lstrip("0"))


def proven(match: re.Match[str], printed: set[Decimal]) -> bool:
    """Tell whether a number of the prose is one that was printed, or a rounding of one.

    A number without a sign may be the size of one that was printed with a minus: an error of 0.2.
    """
    shown = Decimal(match["digits"].replace(",", ""))
    if match["power"]:
        shown = shown.scaleb(int(match["power"].replace("−", "-")))
    wanted = {shown} | ({shown.scaleb(-2)} if match["percent"] else set())
    sizes = {-number for number in printed} if match["minus"] else {abs(one) for one in printed}
    return any(
        abs(number - value) * 2 <= Decimal(1).scaleb(int(value.as_tuple().exponent))
        for value in wanted
        for number in sizes
    )
