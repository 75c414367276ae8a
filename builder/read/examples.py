"""The examples of a page, found in its fences and checked before anything is run.

What a reader could take for proven code and that would not be run is an error, never passed over.
"""

import ast
import doctest
import re
from collections.abc import Iterator
from dataclasses import fields

import yaml

from builder.page import Example, Fence, FigureText, Page, PageError
from builder.read.handles import HandleError, read_handles
from builder.read.outputs import as_read

PYTHON = frozenset({"python", "pycon"})
PLAIN = frozenset({"text", "txt", "plain", "none"})
OPTIONAL = ("frames", "explore", "data")

PROMPT = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*>>>(?:\s|$)")
DIRECTIVE = re.compile(r"#\s*doctest:")
OPTION_LINE = re.compile(r"#\|(?: (.*))?\n")
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def find_examples(page: Page) -> Iterator[Example]:
    """Yield the examples of a page in order, after checking that nothing is skipped in silence.

    Raises
    ------
    PageError
        At a prompt outside a fence, Python in a fence that would not be run, a directive that
        would switch a comparison off, or an example that cannot be read.
    """
    path, number = page.path, 0
    for fence in page.fences:
        reason = fence.options.get("not_run")
        if reason == "":
            raise PageError(path, fence.line, 'not_run needs its reason: not_run="why"')
        runs = reason is None and fence.language in PYTHON
        if "fold" in fence.options and not (runs and fence.options["fold"]):
            raise PageError(path, fence.line, 'only what runs can be folded: fold="line in words"')
        if runs:
            number += 1
            example = read_example(fence, path)
            example.number, example.name = number, fence.options.get("id", "")
            example.fold = fence.options.get("fold", "")
            yield example
        elif reason is None:
            check_other(fence, path)
    for line, words in enumerate(page.prose.split("\n"), start=1):
        if PROMPT.match(words):
            raise PageError(path, line, "a prompt (>>>) outside a fence would not be run")


def check_other(fence: Fence, path: str) -> None:
    """Refuse a fence that is not Python by name but looks as if it were."""
    reason = None
    if not fence.language:
        reason = "names no language"
    elif re.search(r"py|doctest", fence.language, re.IGNORECASE):
        reason = f"has the language {fence.language!r}, which is not run"
    elif re.search(r"^\s*>>>(\s|$)", fence.source, re.MULTILINE):
        reason = f"is marked {fence.language!r} but holds a prompt (>>>)"
    elif fence.language in PLAIN and looks_like_python(fence.source):
        reason = f"is marked {fence.language!r} but holds Python"
    if reason:
        raise PageError(
            path,
            fence.line,
            f"the fence {reason}: write `python` or `pycon` to have it run, `text` for what is not "
            'code, or not_run="reason" for Python that must not run',
        )


def looks_like_python(source: str) -> bool:
    """Tell whether a text parses as Python that does something."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return False
    telling = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.Call)
    return any(isinstance(node, telling) for node in nodes)


def read_example(fence: Fence, path: str) -> Example:
    """Read a fence of Python as a session, as plain code, or as a figure."""
    for offset, line in enumerate(fence.source.splitlines(), start=1):
        if DIRECTIVE.search(line):
            raise PageError(
                path,
                fence.line + offset,
                "doctest directives are not allowed: each output is compared exactly",
            )
    if fence.source.lstrip().startswith(">>>"):
        statements = read_session(fence.source, path, fence.line)
        return Example(fence.line, fence.source, as_read(fence.source), statements)
    if fence.language == "pycon" and fence.source.strip():
        raise PageError(path, fence.line + 1, "a pycon fence has to begin with a prompt (>>>)")
    return read_code(fence.source, path, fence.line)


def read_code(source: str, path: str, line: int) -> Example:
    """Read plain code, which stands below a line of its file, and the words of its figure."""
    if not source.strip():
        raise PageError(path, line, "the example is empty")
    for offset, code in enumerate(source.splitlines(), start=1):
        if PROMPT.match(code):
            raise PageError(
                path, line + offset, "a prompt (>>>) after plain code: split the fence in two"
            )
    options, code = split_options(source)
    figure = read_figure_text(options, path, line) if options else None
    return Example(line, source, code, figure=figure)


def read_session(source: str, path: str, line: int) -> list[doctest.Example]:
    """Split a session into its statements; every line of it belongs to one."""
    try:
        parts = doctest.DocTestParser().parse(source, path)
    except ValueError as error:
        message = str(error)
        if match := re.match(
            r"line (\d+) of the docstring for .*? ((?:has|lacks) .*)", message, re.DOTALL
        ):
            line, message = line + int(match[1]), match[2]
        raise PageError(path, line, f"the session cannot be read: {message}") from None
    line += 1
    for part in parts:
        if isinstance(part, doctest.Example):
            line += part.source.count("\n") + part.want.count("\n")
        elif part.strip():
            stray = line + part[: len(part) - len(part.lstrip())].count("\n")
            raise PageError(
                path,
                stray,
                "this text is compared with nothing: an output ends at its first blank line "
                "(write <BLANKLINE> for one inside it)",
            )
        else:
            line += part.count("\n")
    return [part for part in parts if isinstance(part, doctest.Example)]


def split_options(source: str) -> tuple[str, str]:
    """Split leading `#|` lines (YAML) from the code below them."""
    options, position = "", 0
    while match := OPTION_LINE.match(source, position):
        options += f"{match[1] or ''}\n"
        position = match.end()
    return options, source[position:]


def read_figure_text(options: str, path: str, line: int) -> FigureText:
    """Read the `#|` lines of a figure; what it needs of them is a non-empty text each."""
    names = [field.name for field in fields(FigureText)]
    try:
        given = yaml.safe_load(options)
    except yaml.YAMLError as error:
        raise PageError(path, line + 1, f"the #| lines are not YAML: {error}") from None
    if not isinstance(given, dict):
        raise PageError(path, line + 1, "the #| lines must read `key: text`")
    for name in given:
        if name not in names:
            raise PageError(path, line + 1, f"unknown #| key {name!r}: expected {', '.join(names)}")
    for name in names:
        if name == "handles" or (name in OPTIONAL and name not in given):
            continue
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise PageError(path, line + 1, f"the figure has no {name}: add `#| {name}: …`")
    if ("explore" in given) != ("handles" in given):
        raise PageError(path, line + 1, "`explore` names what answers to `handles`: write both")
    try:
        handles = read_handles(given.pop("handles")) if "handles" in given else ()
    except HandleError as error:
        above = re.split(rf"^ +{error.name}:", options, maxsplit=1, flags=re.MULTILINE)[0]
        raise PageError(path, line + 1 + above.count("\n"), str(error)) from None
    text = FigureText(**{name: words.strip() for name, words in given.items()}, handles=handles)
    for name in filter(None, (text.figure, text.explore)):
        if not SLUG.fullmatch(name):
            message = f"the name {name!r} must be lower-case-with-hyphens and begin with a letter"
            raise PageError(path, line + 1, message)
    return text
