"""Where the links of a page lead, told before anything is run.

MkDocs checks the rendered pages once more, with the few kinds of links that are not looked at here.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache

from markdown.extensions.toc import slugify, unique

from builder.page import Page, PageError

LINK = re.compile(r"\]\(\s*(?P<target>[^)\s#]*)(?:#(?P<anchor>[^)\s]*))?(?:\s+\"[^\"]*\")?\s*\)")
ELSEWHERE = re.compile(r"[a-z]+:|/")
# As in Markdown, a code span ends within its paragraph or is none.
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
HEADING = re.compile(r"^ *#{1,6} +(?P<words>.*?)(?: *\{[^{}]*\})? *#*$", re.MULTILINE)
GIVEN = re.compile(
    r"\{[^{}\n]*#(?P<name>[\w-]+)[^{}\n]*\}|^\*\*(?P<claim>[A-Z]\d\d)\*\*", re.MULTILINE
)
GENERATED = re.compile(r"^(?:::: |\[\[bibliography\]\])", re.MULTILINE)
"""What makes anchors that are not in the text."""


def check(page: Page, pages: Mapping[str, Page], files: Set[str]) -> Iterator[PageError]:
    """Yield a fault for each link of a page that leads nowhere.

    Parameters
    ----------
    page
        The page that is read.
    pages
        All pages by their paths.
    files
        The paths of all files of the site's sources.
    """
    text = page.prose
    for link in LINK.finditer(CODE_SPAN.sub(lambda span: " " * len(span[0]), text)):
        if ELSEWHERE.match(link["target"]):
            continue
        path = posixpath.normpath(posixpath.join(page.path, "..", link["target"]))
        target = pages.get(path) if link["target"] else page
        line = text.count("\n", 0, link.start()) + 1
        if target is None and path not in files:
            yield page.fault(line, f"the link {link['target']!r} leads nowhere")
        elif target and link["anchor"] and not has_anchor(target, link["anchor"]):
            yield page.fault(line, f"{target.path} has no anchor #{link['anchor']}")


def has_anchor(page: Page, anchor: str) -> bool:
    """Tell whether a page has an anchor, or may get it while it is rendered."""
    return anchor in anchors(page) or bool(GENERATED.search(page.text))


def anchors(page: Page) -> set[str]:
    """Give the anchors of a page."""
    return page.anchors | made_by(page.prose)


@lru_cache(maxsize=256)
def made_by(text: str) -> Set[str]:
    """Give the anchors that a text makes; it is asked for each link that leads to it."""
    found = {one["name"] or one["claim"].lower() for one in GIVEN.finditer(text)}
    for heading in HEADING.finditer(text):
        if not GIVEN.search(heading[0]):
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading["words"])
            unique(slugify(re.sub(r"[`*]", "", words), "-"), found)
    return found
