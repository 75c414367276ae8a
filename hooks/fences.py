"""Fenced code in Markdown: where each fence stands, what its info line says, what it holds.

The rules are those of the renderer, SuperFences: a fence may be indented (in admonitions, tabs and
lists) or quoted, closes with the very characters that opened it, and its lines keep its indent.
What SuperFences would drop without a word is an error here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown.extensions.attr_list import get_attrs_and_remainder

TAB = 4
OPTIONS = ("title", "hl_lines", "linenums", "id", "not_run")
OPENING = re.compile(r"(?P<prefix>[ \t>]*)(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
LANGUAGE = re.compile(r"\s*\.?(?P<language>[\w#.+-]+)(?=\s|$)")
OPTION = re.compile(
    r"\s*(?P<key>[a-zA-Z][a-zA-Z0-9_]*)=(?P<quote>[\"'])(?P<value>.*?)(?P=quote)(?=\s|$)"
)


class PageError(Exception):
    """Something on a page that must not be published, with the place where it stands."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(path, line, message)
        self.path, self.line, self.message = path, line, message

    def __str__(self) -> str:
        """`docs/chapters/x.md:12: what is wrong`, as editors and terminals link it."""
        return f"{self.path}:{self.line}: {self.message}"


def check_encoding(data: bytes, path: str) -> None:
    """Refuse a file that is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PageError(path, line, "this is not UTF-8") from None


@dataclass(frozen=True)
class Fence:
    """One fenced block of a page."""

    line: int
    """The line of the opening fence, counted from 1."""
    start: int
    end: int
    """The characters of the page from the opening fence's line to the end of the closing one."""
    prefix: str
    ticks: str
    language: str
    source: str
    """The lines between the fences without their indent or quote marks."""
    classes: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)

    def info(self, language: str, **more: str) -> str:
        """Give the info line in one form for all fences, with further options."""
        words = [f".{name}" for name in (language, *self.classes)]
        for key, value in {**self.options, **more}.items():
            quote = "'" if '"' in value else '"'
            words.append(f"{key}={quote}{value}{quote}")
        return "{ " + " ".join(words) + " }"


def read_info(info: str, path: str, line: int) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Split an info line into language, further classes and options."""
    language, classes, options = split_info(info, path, line)
    for name in options:
        if name not in OPTIONS:
            raise PageError(
                path, line, f"unknown option {name!r} of a fence: expected {', '.join(OPTIONS)}"
            )
    return language, classes, options


def split_info(info: str, path: str, line: int) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Split an info line at its blanks, or as the attribute list that it is."""
    language, rest = "", info.rstrip()
    if match := LANGUAGE.match(rest):
        language, rest = match["language"], rest[match.end() :]
    classes: list[str] = []
    options: dict[str, str] = {}
    if rest.lstrip().startswith("{"):
        attributes, remainder = get_attrs_and_remainder(rest.strip()[1:])
        if remainder != "}":
            raise PageError(
                path, line, f"the fence's info {info.strip()!r} does not end with its }}"
            )
        for key, value in attributes:
            if key == ".":
                classes.append(value)
            else:
                options[key] = value or key
        if not language and classes:
            language = classes.pop(0)
        return language, tuple(classes), options
    while match := OPTION.match(rest):
        options[match["key"]] = match["value"]
        rest = rest[match.end() :]
    if rest.strip():
        raise PageError(
            path,
            line,
            f"the fence's info {info.strip()!r} cannot be read from {rest.strip()!r} on: "
            'expected a language, then options written key="value"',
        )
    return language, (), options


def find_fences(text: str, path: str) -> Iterator[Fence]:
    """Yield the fences of a page in order.

    Raises
    ------
    PageError
        When a fence is not closed, a line of it leaves its indent, or its info line cannot be read.
    """
    position = 0
    opened: tuple[int, int, re.Match[str]] | None = None
    body: list[str] = []
    for number, raw in enumerate(text.splitlines(keepends=True), start=1):
        line = raw.rstrip("\r\n")
        if opened is None:
            match = OPENING.fullmatch(line)
            # Backticks that close on the same line are code inside a sentence.
            if match and "```" not in match["info"]:
                opened, body = (number, position, match), []
        else:
            first, start, match = opened
            content = strip_prefix(line, match["prefix"])
            if content is None:
                raise PageError(
                    path,
                    number,
                    f"the fence opened in line {first} is not closed before this line, "
                    "which stands further left than the fence",
                )
            if re.fullmatch(re.escape(match["ticks"]) + r"[ \t]*", content):
                language, classes, options = read_info(match["info"], path, first)
                yield Fence(
                    line=first,
                    start=start,
                    end=position + len(line),
                    prefix=match["prefix"],
                    ticks=match["ticks"],
                    language=language,
                    source="".join(f"{part}\n" for part in body),
                    classes=classes,
                    options=options,
                )
                opened = None
            else:
                body.append(content)
        position += len(raw)
    if opened is not None:
        raise PageError(path, opened[0], "the fence is not closed")


def strip_prefix(line: str, prefix: str) -> str | None:
    """Take a fence's indent and quote marks off one of its lines; None when the line lacks them."""
    width = len(prefix.expandtabs(TAB))
    seen, taken = "", 0
    for character in line:
        if len(seen) >= width or character not in " \t>":
            break
        seen = (seen + character).expandtabs(TAB)
        taken += 1
    if seen.count(">") != prefix.count(">"):
        return None
    if len(seen) < width and line[taken:]:
        return None
    return seen[width:] + line[taken:]
