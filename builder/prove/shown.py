"""The proof that what a reader sees is what was run: one walk over the rendered page.

It reads HTML without knowing how that was made, and rewrites nothing.
"""

import re
from collections import Counter
from collections.abc import Set
from html.parser import HTMLParser

from builder.page import Page, PageError
from builder.read.docstrings import statements
from builder.read.examples import PYTHON

LEFT = re.compile(r"^\s*(>>>(?=\s)|```|~~~).*", re.MULTILINE)
SILENT = ("script", "style", "svg", "code")


class Walk(HTMLParser):
    """Collect a page's ids, its blocks of code, and the text around them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.blocks: list[tuple[bool, str]] = []
        """Of each block of code, whether it is said to run, and its text."""
        self.prose: list[str] = []
        self._open: list[bool] = []
        self._silent = 0
        self._in_block = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, and where blocks begin."""
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "div":
            self._open.append("data-run" in given)
        elif tag == "pre":
            self._in_block = True
            self.blocks.append((any(self._open), ""))
        elif tag in SILENT:
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        """Note where blocks end."""
        if tag == "div" and self._open:
            self._open.pop()
        elif tag == "pre":
            self._in_block = False
        elif tag in SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Sort text into the open block or the prose."""
        if self._in_block:
            runs, text = self.blocks[-1]
            self.blocks[-1] = runs, text + data
        elif not self._silent:
            self.prose.append(data)


def check(page: Page, html: str, proven: Set[tuple[str, str]] = frozenset()) -> None:
    """Match a rendered page with what was run, one to one.

    Parameters
    ----------
    page, html
        The page as it was read, and as it is read by others.
    proven
        Statements with their outputs that were run elsewhere: in the library's docstrings.

    Raises
    ------
    PageError
        For an example that is not seen once, in its place and as it was run, a block of code that
        was never run, an id given twice, and prompts or fences left in the prose.
    """
    walk = Walk(html)
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
            raise page.fault(
                page.line_with(first), f"left in the text instead of a code block: {first!r}"
            )


def normal(code: str) -> str:
    """Reduce code to what has to be equal: no blank ends, no space at line ends."""
    return "\n".join(line.rstrip() for line in code.strip().splitlines())
