"""The proof that what a reader sees is what was run, and nothing else."""

import re
from collections import Counter
from collections.abc import Set

from builder.page import Page, PageError
from builder.prove.walk import Walk
from builder.read.docstrings import statements
from builder.read.examples import PYTHON

LEFT = re.compile(
    r"^\s*(?:>>>(?=\s)|```|~~~|;?--8<--|!!! |\?\?\?\+? |=== |::: ).*"
    r"|\[\[\w.*|\{[{%:#.].*|\[[@^].*",
    re.MULTILINE,
)


def check(page: Page, walk: Walk, proven: Set[tuple[str, str]] = frozenset()) -> None:
    """Match a rendered page with what was run, one to one.

    Parameters
    ----------
    page, walk
        The page as it was read, and as it is read by others.
    proven
        Statements with their outputs that were run elsewhere: in the library's docstrings.

    Raises
    ------
    PageError
        For an example that is not seen once, in its place and as it was run, a block of code that
        was never run, an id given twice, what is no content, and syntax left in the prose.
    """
    for part, what in walk.foreign:
        raise page.fault(page.line_with(part), f"a page is words, and holds no {what}")
    waiting = list(page.examples)
    plain = Counter(
        normal(fence.source)
        for fence in page.fences
        if fence.language not in PYTHON or "not_run" in fence.options
    )
    plain += Counter(normal(one.outcome.outputs[0]) for one in waiting if page.is_lab)
    for runs, shown in walk.blocks:
        code = normal(shown)
        if runs and waiting and code == normal(waiting[0].code):
            del waiting[0]
        elif not runs and plain[code]:
            plain[code] -= 1
        elif not (said := statements(shown)) or not said <= proven:
            first = code.partition("\n")[0]
            raise page.fault(
                page.line_with(first), f"this code block was not run: {first!r}; use a fence"
            )
    if waiting:
        line = waiting[0].line
        raise PageError(page.path, line, "the page does not show this example as it was run")
    for name, count in Counter(walk.ids).items():
        if count > 1:
            given = f'id="{name}"'
            line = page.line_with(given if given in page.text else name)
            raise page.fault(line, f"the id {name!r} is given {count} times")
    for prose in walk.prose:
        if left := LEFT.search(prose):
            first = left[0].strip()
            raise page.fault(page.line_with(first), f"left in the text as it stands: {first!r}")


def normal(code: str) -> str:
    """Reduce code to what has to be equal: no blank ends, no space at line ends."""
    return "\n".join(line.rstrip() for line in code.strip().splitlines())
