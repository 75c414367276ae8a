"""Fenced code in Markdown: where each fence stands, what its info line says, what it holds.

A fence opens with three backticks or more, may be indented (in admonitions, tabs and lists), and
closes with the very characters that opened it; its lines keep its indent. What the renderer would
drop or read in another way is an error here.
"""

import re
from collections.abc import Iterator

from builder.page import Fence, PageError

OPTIONS = ("title", "id", "not_run", "fold")
OPENING = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<info>(?:(?!```).)*)")
OTHER = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*(?:`{3,}(?:(?!```).)*|~{3,}.*)")
INFO = re.compile(r"(?P<language>[\w+-]*)(?P<options>( +[a-z_]+=\"[^\"]*\")*) *")
OPTION = re.compile(r"(?P<name>[a-z_]+)=\"(?P<value>[^\"]*)\"")


def read_info(info: str, path: str, line: int) -> tuple[str, dict[str, str]]:
    """Split an info line into language and options."""
    match = INFO.fullmatch(info)
    if info.lstrip().startswith("{"):
        raise PageError(
            path, line, f'the fence\'s info is {info.strip()}: write python, or python id="name"'
        )
    if match is None:
        raise PageError(
            path,
            line,
            f"the fence's info {info.strip()!r} cannot be read: expected a language, then options "
            'written key="value"',
        )
    options = {one["name"]: one["value"] for one in OPTION.finditer(match["options"])}
    for name in options:
        if name not in OPTIONS:
            raise PageError(
                path, line, f"unknown option {name!r} of a fence: expected {', '.join(OPTIONS)}"
            )
    return match["language"], options


def find_fences(text: str, path: str) -> Iterator[Fence]:
    """Yield the fences of a page in order.

    Raises
    ------
    PageError
        When a fence is not closed, a line of it leaves its indent, its info line cannot be read, or
        it is written in a way that the book does not use.
    """
    position = 0
    opened: tuple[int, int, re.Match[str]] | None = None
    body: list[str] = []
    for number, raw in enumerate(text.splitlines(keepends=True), start=1):
        line = raw.rstrip("\r\n")
        if opened is None:
            if match := OPENING.fullmatch(line):
                opened, body = (number, position, match), []
            elif OTHER.fullmatch(line):
                raise PageError(
                    path,
                    number,
                    "a fence opens with three backticks or more on a line of its own, indented by "
                    "spaces alone",
                )
        else:
            first, start, match = opened
            content = line.removeprefix(match["indent"]) if line.strip() else ""
            if line.strip() and not line.startswith(match["indent"]):
                raise PageError(
                    path,
                    number,
                    f"the fence opened in line {first} is not closed before this line, "
                    "which stands further left than the fence",
                )
            if content.rstrip() == match["ticks"]:
                language, options = read_info(match["info"], path, first)
                yield Fence(
                    line=first,
                    start=start,
                    end=position + len(line),
                    indent=match["indent"],
                    language=language,
                    source="".join(f"{part}\n" for part in body),
                    options=options,
                )
                opened = None
            else:
                body.append(content)
        position += len(raw)
    if opened is not None:
        raise PageError(path, opened[0], "the fence is not closed")
