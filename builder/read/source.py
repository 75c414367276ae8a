"""What a file must be before anything on it is read: text that says what it seems to say."""

import re
import unicodedata
from collections.abc import Iterator

import yaml

from builder.page import PageError

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
# MkDocs takes such a first line for settings, too.
BARE = re.compile(r"\A {0,3}[\w-]+:(?!:)")
SETTINGS = ("hide", "template")
UNSEEN = frozenset({"Cc", "Cf", "Co", "Zl", "Zp"})
"""Unicode's categories of what controls the text around it, or cannot be seen."""


def decode(data: bytes, path: str) -> str:
    """Read a file's bytes; what comes from Windows is as from anywhere."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PageError(path, line, "this is not UTF-8") from None


def hidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield with their places the characters that make a text look like another one, or hide."""
    if text.replace("\n", "").isprintable():  # a first look that costs little
        return
    for place, character in enumerate(text):
        if character != "\n" and unicodedata.category(character) in UNSEEN:
            yield place, character


def check_characters(text: str, path: str) -> None:
    """Refuse hidden characters."""
    for place, character in hidden(text):
        name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
        line = text.count("\n", 0, place) + 1
        raise PageError(path, line, f"the character {name} cannot be seen: leave it out")


def without_front_matter(content: str, path: str) -> str:
    """Give a page's text, each line of it in its place.

    Raises
    ------
    PageError
        For front matter that is not YAML, or sets what no page sets.
    """
    match = FRONT_MATTER.match(content)
    if match is None:
        if BARE.match(content):
            raise PageError(path, 1, "settings of a page stand between two lines of `---`")
        return content
    try:
        given = yaml.safe_load(match[1]) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise PageError(path, line, f"the front matter is not YAML: {error}") from None
    if not isinstance(given, dict) or not set(given) <= set(SETTINGS):
        raise PageError(path, 1, f"the front matter of a page has: {', '.join(SETTINGS)}")
    return "\n" * match[0].count("\n") + content[match.end() :]
