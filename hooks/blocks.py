"""How an example looks on its page, and the proof that every block a reader sees was run.

`mark` numbers the fences of a page in its Markdown, `format_block` renders a numbered fence,
`place_figures` puts the drawings beside their code, and `check` compares the finished HTML with the
examples, one to one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from html import escape
from html.parser import HTMLParser
from typing import Any

import markdown
from pymdownx.superfences import highlight_validator

from hooks import figures
from hooks.docstrings import statements
from hooks.examples import PYTHON, Outcome, Snippet, find_snippets
from hooks.fences import PageError, find_fences

OWN_OPTIONS = ("example", "figure", "not_run")
LINE_NUMBERS = "line numbers"
SHELL = frozenset({"bash", "sh", "shell"})
ANNOTATION = re.compile(r"[ \t]*#[ \t]*\(\d+\)!?[ \t]*$", re.MULTILINE)
PLACE = re.compile(r"<!--figure (\d+)-->")


def mark(text: str, path: str) -> str:
    """Give each example of a page its number, and take out the `#|` lines of figures."""
    numbered = {
        snippet.fence.line: (number, snippet)
        for number, snippet in enumerate(find_snippets(text, path), start=1)
    }
    parts, position = [], 0
    for fence in find_fences(text, path):
        if fence.line not in numbered:
            continue
        number, snippet = numbered[fence.line]
        more = {"example": str(number)}
        if snippet.figure:
            more["figure"] = snippet.figure.figure
        language = "pycon" if snippet.statements else "python"
        opening = fence.info(language=language, **more)
        lines = [f"{fence.ticks} {opening}", *snippet.code.splitlines(), fence.ticks]
        parts.append(text[position : fence.start])
        parts.append("\n".join(f"{fence.prefix}{line}".rstrip() for line in lines))
        position = fence.end
    return "".join(parts) + text[position:]


def validate_block(
    language: str,
    inputs: dict[str, str],
    options: dict[str, Any],
    attrs: Any,
    md: markdown.Markdown,
) -> bool:
    """Take this project's own options off a fence and leave the others to SuperFences."""
    for name in OWN_OPTIONS:
        if name in inputs:
            options[name] = inputs.pop(name)
    return bool(highlight_validator(language, inputs, options, attrs, md))


def format_block(
    source: str,
    language: str,
    _class: str,
    options: dict[str, Any],
    md: markdown.Markdown,
    **rest: Any,
) -> str:
    """Render a fence: highlighted code, what the copy button takes, why it does not run."""
    own = {name: options.pop(name, "") for name in OWN_OPTIONS}
    anchor = rest["id_value"] or f"example-{own['example']}"
    rest["id_value"] = ""
    html: str = md.preprocessors["fenced_code_block"].highlight(
        src=source, language=language, options=options, md=md, **rest
    )
    if language not in (PYTHON | SHELL):
        return html
    # On the outermost element itself, for the theme looks for annotations right after it.
    attributes = f'data-copy="{escape(copied(source, language))}"'
    if language in PYTHON and not own["not_run"]:
        attributes += f' data-run="{"figure" if own["figure"] else "code"}"'
    if own["example"]:  # else it is not run, or stands in a docstring
        attributes = f'id="{escape(anchor)}" data-example="{own["example"]}" {attributes}'
    block = html.replace("<div ", f"<div {attributes} ", 1)
    if own["not_run"]:
        reason = f"Not run with this page: {code_spans(own['not_run'])}."
        return f'<div class="ol-not-run">{block}<p class="ol-not-run__reason">{reason}</p></div>'
    if own["figure"]:
        return (
            f"<!--figure {own['example']}-->"
            f'<details class="ol-code"><summary>Code of this figure</summary>{block}</details>'
        )
    return block


def copied(source: str, language: str) -> str:
    """Give what the copy button yields: code alone, no prompts, outputs or annotation marks.

    An indented block is followed by an empty line, so that an interactive Python takes it, too.
    """
    if language == "pycon":
        code = ""
        for line in source.splitlines():
            prompt, rest = line[:3], line[4:]
            if prompt == ">>>" and code.rpartition("\n")[2].startswith((" ", "\t")):
                code += "\n"
            if prompt in (">>>", "..."):
                code += f"\n{rest}"
        source = code
    return ANNOTATION.sub("", source).strip("\n")


def code_spans(text: str) -> str:
    """Escape a text for HTML and set its `backquoted` words as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def anchors(snippets: Iterable[Snippet]) -> set[str]:
    """Give the anchors of a page's examples and figures."""
    found = set()
    for number, snippet in enumerate(snippets, start=1):
        found.add(snippet.fence.options.get("id", f"example-{number}"))
        if snippet.figure:
            found.add(f"figure-{snippet.figure.figure}")
    return found


def place_figures(
    html: str,
    snippets: Sequence[Snippet],
    outcomes: Sequence[Outcome],
    render: Callable[[str], str],
) -> str:
    """Put each drawing above its folded code; `render` turns a caption's Markdown into HTML."""

    def figure(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        text, outcome = snippets[index].figure, outcomes[index]
        assert text is not None  # noqa: S101 - only figures have a place
        return figures.figure_html(
            outcome.svg, slug=text.figure, caption=render(text.caption), table=outcome.table
        )

    return PLACE.sub(figure, html)


class Blocks(HTMLParser):
    """Collect the code blocks of a page, and the text around them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        """Of each `<pre>`, the number of its example (or nothing) and its text."""
        self.prose: list[str] = []
        self._marks: list[tuple[str, str]] = []
        self._depth: dict[str, int] = {}
        self._pre = 0
        self._silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where examples and code blocks begin."""
        given = dict(attrs)
        if tag == "div":
            label = given.get("data-example") or ""
            if given.get("class") == "linenodiv":
                label = LINE_NUMBERS
            self._marks.append((tag, label))
        elif tag == "pre":
            self._pre += 1
            if self._pre == 1:
                label = next((label for _, label in reversed(self._marks) if label), "")
                self.blocks.append((label, ""))
        elif tag in ("script", "style", "svg", "code"):
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        """Note where they end."""
        if tag == "div" and self._marks:
            self._marks.pop()
        elif tag == "pre":
            self._pre -= 1
        elif tag in ("script", "style", "svg", "code"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Sort text into the open code block or the prose."""
        if self._pre:
            label, text = self.blocks[-1]
            self.blocks[-1] = (label, text + data)
        elif not self._silent:
            self.prose.append(data)


def check(
    html: str,
    text: str,
    path: str,
    snippets: Sequence[Snippet],
    proven: Set[tuple[str, str]] = frozenset(),
) -> None:
    """Match the code blocks of a page's HTML with what was run, one to one.

    Parameters
    ----------
    html, text, path
        The page as it is read, its Markdown, and its name in errors.
    snippets
        The examples of the page, in order.
    proven
        Statements with their outputs that were run elsewhere: in the library's docstrings.

    Raises
    ------
    PageError
        For an example that the reader would not see (or not as it was run), a code block that was
        never run, and prompts or fences that the renderer left in the prose.
    """
    page = Blocks(html)
    shown: dict[int, str] = {}
    others = []
    for label, code in page.blocks:
        if label == LINE_NUMBERS:
            continue
        if label:
            if int(label) in shown:
                raise PageError(
                    path, snippets[int(label) - 1].fence.line, "shown twice on its page"
                )
            shown[int(label)] = code
        else:
            others.append(normal(code))
    for number, snippet in enumerate(snippets, start=1):
        line = snippet.fence.line
        if number not in shown:
            raise PageError(path, line, "this example is run but not shown as a code block")
        if normal(shown[number]) != normal(snippet.code):
            raise PageError(
                path,
                line,
                f"the page shows other code than was run\nRun:\n{snippet.code}\n"
                f"Shown:\n{shown[number]}",
            )
    plain = Counter(
        normal(fence.source)
        for fence in find_fences(text, path)
        if fence.language not in PYTHON or "not_run" in fence.options
    )
    for code in others:
        shown_statements = statements(code)
        if shown_statements and shown_statements <= proven:
            continue
        if not plain[code]:
            first = code.splitlines()[0] if code else ""
            raise PageError(
                path, line_with(text, first), f"this code block was not run: {first!r}; use a fence"
            )
        plain[code] -= 1
    for prose in page.prose:
        for left in re.finditer(r"^\s*(>>>(?=\s)|```|~~~).*", prose, re.MULTILINE):
            first = left[0].strip()
            raise PageError(
                path, line_with(text, first), f"left in the text instead of a code block: {first!r}"
            )


def normal(code: str) -> str:
    """Reduce code to what has to be equal: no blank ends, no space at line ends."""
    return "\n".join(line.rstrip() for line in ANNOTATION.sub("", code).strip().splitlines())


def line_with(text: str, part: str) -> int:
    """Give the first line of a page that holds a text (1 when none does)."""
    for number, line in enumerate(text.splitlines(), start=1):
        if part in line:
            return number
    return 1
