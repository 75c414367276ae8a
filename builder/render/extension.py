"""The book's Markdown: one Python-Markdown extension, which renders nothing that was not run.

A page's fences are taken in order: each is the next example of the page, or is not Python. What
else the book has of its own is finished in the tree, before it is written as HTML. Python-Markdown
knows no line numbers, and SuperFences hides exceptions: a fault is noted, with the first line that
holds its text, and the page is given up later.
"""

import doctest
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Set
from html import escape, unescape
from typing import Any

from markdown import Extension, Markdown
from markdown.blockprocessors import CodeBlockProcessor
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor, InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE, STX
from pymdownx.superfences import highlight_validator

from builder.page import Example, Page, PageError
from builder.prove import facts, needs
from builder.prove.needs import copied
from builder.prove.shown import normal
from builder.prove.walk import OUTSIDE, Walk
from builder.read.docstrings import statements
from builder.read.examples import PYTHON
from builder.read.outputs import as_read
from builder.render import citations, handles
from builder.render.code import folding, plain
from builder.render.figures import figure_html
from builder.render.formulas import FormulaError, to_mathml
from builder.render.opening import describe, imported, opening
from builder.settings import PROVIDED

OWN_OPTIONS = ("id", "not_run", "fold")
FOLDING = PYTHON | {"markdown"}
# An inline formula of more letters than this may be wider than a phone and gets a box to scroll in.
LONG = 24
OPENING, TOUCHING = re.compile(r"(?<!\S)[(\[“‘„]*$"), re.compile(r"[^\s]*")
PLAYGROUND = "[[playground]]"
IN_BROWSER = PROVIDED | sys.stdlib_module_names - {"multiprocessing", "subprocess"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class BookExtension(Extension):  # type: ignore[misc]  # Markdown has no types
    """The extension; one for the whole build.

    Parameters
    ----------
    bibliography
        What can be cited.
    faults
        Where the first fault of each page is noted.
    """

    def __init__(self, bibliography: citations.Bibliography, faults: dict[str, PageError]) -> None:
        super().__init__()
        self.bibliography, self.faults = bibliography, faults
        self.proven: Set[tuple[str, str]] = frozenset()
        """The statements of docstrings that were run, with their outputs."""
        self.captions: Markdown
        """What renders captions, with all extensions of the site."""

    def begin(
        self,
        page: Page,
        bibliography: str,
        *,
        opens: bool,
        number: int = 0,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Turn to the next page.

        Parameters
        ----------
        page
            The page, its examples run.
        bibliography
            The file of the bibliography, as a link from this page.
        opens
            Whether the page says first how long it takes.
        number
            Its number, if it is a chapter.
        labels
            What its figures are called, by their names.
        """
        self.number, self.labels = number, labels or {}
        self.page, self.target, self.opens = page, bibliography, opens
        self.waiting, self.blocks = list(page.examples), list(page.examples)
        self.cited: dict[str, bool] = {}
        """The works that are cited, and whether the page has described each."""

    def fail(self, part: str, message: str) -> None:
        """Note a fault, at the first line of the page that holds the first line of a part."""
        first = part.strip().partition("\n")[0]
        fault = self.page.fault(self.page.line_with(first), message)
        self.faults.setdefault(self.page.path, fault)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register what this extension does."""
        md.preprocessors.deregister("html_block", strict=False)
        md.inlinePatterns.register(NoHtml(self, md), "html", 90)
        md.parser.blockprocessors.register(NoIndentedCode(self, md), "code", 80)
        md.inlinePatterns.register(Citation(self), "book-citation", 182)
        md.inlinePatterns.register(Given(r"\{given\}"), "book-given", 181)
        md.treeprocessors.register(Finish(self, md), "book-finish", 6)
        md.treeprocessors.register(Number(self, md), "book-number", 4)

    def validate(
        self,
        language: str,
        inputs: dict[str, str],
        options: dict[str, Any],
        attrs: Any,
        md: Markdown,
    ) -> bool:
        """Take the book's own options off a fence, and leave the others to SuperFences."""
        options |= {name: inputs.pop(name) for name in OWN_OPTIONS if name in inputs}
        return bool(highlight_validator(language, inputs, options, attrs, md))

    def format(
        self,
        source: str,
        language: str,
        _class: str,
        options: dict[str, Any],
        md: Markdown,
        **rest: Any,
    ) -> str:
        """Render a fence: code, what the copy button takes, and what came of it."""
        own = {name: options.pop(name, "") for name in OWN_OPTIONS}

        def highlight(source: str, language: str, **more: Any) -> str:
            html: str = md.preprocessors["fenced_code_block"].highlight(
                src=source, language=language, options=options, md=md, **{**rest, **more}
            )
            return folding(plain(html)) if language in FOLDING else html

        if language not in PYTHON:
            return highlight(source, language)
        if own["not_run"]:
            block = with_attributes(highlight(source, language), source)
            reason = f"Not run with this page: {code_spans(own['not_run'])}."
            return (
                f'<div class="ol-not-run">{block}<p class="ol-not-run__reason">{reason}</p></div>'
            )
        if self.waiting and normal(source) == normal(self.waiting[0].source):
            return self.render(self.waiting.pop(0), highlight)
        said = statements(source)
        if not said or not said <= self.proven:
            self.fail(source, "this code block was not run")
            return ""
        # A docstring's session needs what the page's own code and the sessions above it define.
        session = Example(0, source, source, doctest.DocTestParser().get_examples(source))
        self.blocks.append(session)
        needs.find(self.blocks)
        attributes = {"data-run": "code"} | setup_of(session)
        return with_attributes(highlight(as_read(source), language), source, attributes)

    def render(self, example: Example, highlight: Any) -> str:
        """Render an example that was run."""
        attributes = {"id": example.anchor, "data-run": "figure" if example.figure else "code"}
        attributes |= setup_of(example)
        language = "pycon" if example.statements else "python"
        code = example.code.strip("\n")
        block = with_attributes(highlight(code, language), code, attributes)
        outcome, words = example.outcome, example.figure
        if self.page.is_lab and outcome.outputs[0]:
            printed = outcome.outputs[0].rstrip()
            block += highlight(printed, "output", classes=["no-copy"])
        if words is None:
            return folded(block, example.fold) if example.fold else block
        caption, label = self.caption(words.caption), self.labels.get(words.figure, "")
        figure = figure_html(words, outcome, caption, label)
        return figure + folded(block, "Code of this figure")

    def caption(self, words: str) -> str:
        """Render a caption: one paragraph of Markdown without its `<p>`."""
        target, self.target = self.target, self.target.replace(".md", ".html")
        html: str = self.captions.reset().convert(words)
        self.target = target
        return html.removeprefix("<p>").removesuffix("</p>")


def setup_of(example: Example) -> dict[str, str]:
    """Say which earlier lines an example needs, and which modules that no browser has."""
    modules = imported(f"{example.setup}\n{copied(example.code)}")
    found = {
        "data-setup": example.setup,
        "data-desk": ", ".join(sorted(modules - IN_BROWSER)),
    }
    return {name: value for name, value in found.items() if value}


def folded(block: str, line: str) -> str:
    """Fold a block under a line in words."""
    return f'<details class="ol-code"><summary>{code_spans(line)}</summary>{block}</details>'


def with_attributes(html: str, code: str, more: dict[str, str] | None = None) -> str:
    """Write beside a highlighted block what its buttons take."""
    attributes = {**(more or {}), "data-copy": copied(code)}
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return html.replace("<div ", f"<div {written} ", 1)


def code_spans(text: str) -> str:
    """Escape a text for HTML and set its `backquoted` words as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


class NoHtml(HtmlInlineProcessor):  # type: ignore[misc]
    """Refuse HTML that an author has written; what extensions make of their own passes."""

    def __init__(self, book: BookExtension, md: Markdown) -> None:
        super().__init__(HTML_RE, md)
        self.book = book

    def handleMatch(  # noqa: N802 - the name is Markdown's
        self, match: re.Match[str], data: str
    ) -> tuple[Any, int, int]:
        """Note a tag that occurs in the page's own text."""
        if match[1] in self.book.page.text:
            self.book.fail(match[1], f"pages hold no HTML: {match[1]}")
        kept: tuple[Any, int, int] = super().handleMatch(match, data)
        return kept


class NoIndentedCode(CodeBlockProcessor):  # type: ignore[misc]
    """Refuse code that stands indented instead of in a fence: it would not be run."""

    def __init__(self, book: BookExtension, md: Markdown) -> None:
        super().__init__(md.parser)
        self.book = book

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Note the block."""
        code = blocks[0].strip()
        if STX in code:  # of a fence, which has been set aside, the code
            html = self.parser.md.postprocessors["raw_html"].run(code)
            code = Walk(html).blocks[0][1].strip()
        first = code.partition("\n")[0]
        self.book.fail(first, f"indented code is not run: {first!r}; use a fence")
        super().run(parent, blocks)


class Citation(InlineProcessor):  # type: ignore[misc]
    """Make links of citations; code is set aside before by Markdown itself."""

    def __init__(self, book: BookExtension) -> None:
        super().__init__(citations.CITATION)
        self.book = book

    def handleMatch(  # noqa: N802 - the name is Markdown's
        self, match: re.Match[str], data: str
    ) -> tuple[ET.Element | None, int, int]:
        """Give the links."""
        links = None
        try:
            links = citations.cite(match[1], self.book.bibliography, self.book.target)
            for key in re.findall(citations.KEY, match[1]):
                self.book.cited.setdefault(key, False)
        except ValueError as error:
            self.book.fail(match[0], str(error))
        return links, match.start(0), match.end(0)


class Given(InlineProcessor):  # type: ignore[misc]
    """Take the mark of a number that no example computes off the text."""

    def handleMatch(  # noqa: N802 - the name is Markdown's
        self, match: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        """Leave an element that is not seen."""
        return ET.Element("span", {"class": "ol-given"}), match.start(0), match.end(0)


class Finish(Treeprocessor):  # type: ignore[misc]
    """Finish a page's tree: formulas, tables, verdicts, marked places, the opening line."""

    def __init__(self, book: BookExtension, md: Markdown) -> None:
        super().__init__(md)
        self.book = book

    def run(self, root: ET.Element) -> None:
        """Go through the tree once."""
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.get("class") == "arithmatex":
                    self.set_formula(parent, place, child)
                elif child.tag == "table":
                    parent[place] = boxed(child)
                elif child.tag == "p" and child.text == PLAYGROUND:
                    parent[place] = playground()
                elif child.tag == "p" and child.text == citations.MARKER:
                    parent[place] = citations.works(self.book.bibliography)
                elif child.tag == "p" and child.text == handles.DRAWING:
                    parent[place] = handles.drawing()
                elif parent.tag == "dl" and len(child) and child[0].tag == "strong":
                    set_verdict(child)
        if self.md is not self.book.captions:
            self.describe(root)
            set_question(root)
            self.open(root)
        for link in root.iter("a"):
            if OUTSIDE.match(link.get("href", "")):
                link.set("rel", "external noopener")

    def describe(self, root: ET.Element) -> None:
        """Describe the works that are cited, each once on a page."""
        for key in [one for one, described in self.book.cited.items() if not described]:
            root.append(citations.popover(self.book.bibliography, key))
            self.book.cited[key] = True

    def open(self, root: ET.Element) -> None:
        """Describe the page, and write below its title how long it takes."""
        page = self.book.page
        tags = [child.tag for child in root]
        if "h1" not in tags or page.description:
            return
        title = tags.index("h1")
        if tags[title + 1 : title + 2] == ["p"]:
            text = self.md.treeprocessors["unescape"].unescape(describe(root[title + 1]))
            # A block that has been set aside is no paragraph.
            if not HTML_PLACEHOLDER_RE.search(text):
                page.description = text.replace(AMP_SUBSTITUTE, "&")
        if self.book.opens:
            try:
                root.insert(title + 1, opening(page))
            except ModuleNotFoundError as error:
                self.book.fail(f"import {error.name}", str(error))

    def set_formula(self, parent: ET.Element, place: int, formula: ET.Element) -> None:
        """Set a formula; an opening bracket before it and what follows stay on its line."""
        display, tex = formula.tag == "div", unescape(str(formula.text)[2:-2]).strip()
        if parent.tag in HEADINGS:
            self.book.fail(tex, f"the formula ${tex}$: no formulas in headings, please: use words")
            return
        try:
            math = to_mathml(tex, display=display)
        except FormulaError as error:
            self.book.fail(tex, str(error))
            return
        formula.text = ""
        if display:
            formula.set("class", "ol-formula")
            formula.append(math)
            return
        if len("".join(math.itertext())) > LONG:
            box = ET.Element("span", {"class": "ol-scroll"})
            box.append(math)
            math = box
        before = (parent[place - 1].tail if place else parent.text) or ""
        match = OPENING.search(before)
        kept = before[: match.start()] if match else before
        if place:
            parent[place - 1].tail = kept
        else:
            parent.text = kept
        tail = formula.tail or ""
        touching = TOUCHING.match(tail)
        math.tail = touching[0] if touching else ""
        formula.set("class", "ol-math")
        formula.text, formula.tail = before[len(kept) :], tail[len(math.tail) :]
        formula.append(math)


class Number(Treeprocessor):  # type: ignore[misc]
    """Write the number of a chapter before its title, which has got its anchor by then."""

    def __init__(self, book: BookExtension, md: Markdown) -> None:
        super().__init__(md)
        self.book = book

    def run(self, root: ET.Element) -> None:
        """Find the title."""
        title = root.find("h1")
        if title is not None and self.book.number and self.md is not self.book.captions:
            number = ET.Element("span", {"class": "ol-number"})
            number.text, number.tail, title.text = str(self.book.number), f" {title.text}", ""
            title.insert(0, number)


def set_question(root: ET.Element) -> None:
    """Set the question of a page: below its title, the first paragraph that is strong as a whole.

    A docstring has no title: what is strong there names its sections.
    """
    for paragraph in root.iterfind("h1/../p"):
        first = paragraph.find("strong")
        whole = "".join(paragraph.itertext()).strip()
        if first is not None and "".join(first.itertext()) == whole:
            paragraph.set("class", "ol-question")
            first.tag = "em"
            return


def boxed(table: ET.Element) -> ET.Element:
    """Give a table a box to scroll in; what is an empty corner heads nothing."""
    box = ET.Element("div", {"class": "ol-scroll"})
    box.tail, table.tail = table.tail, None
    table.set("class", "ol-grid")
    for head in table.iter("th"):
        if not (head.text or len(head)):
            head.tag = "td"
    box.append(table)
    return box


def playground() -> ET.Element:
    """Make the place of an empty session; a script fills it."""
    place = ET.Element("div", {"class": "ol-playground"})
    ET.SubElement(place, "p").text = "Here a script would put a field for your code."
    return place


def set_verdict(item: ET.Element) -> None:
    """Give a statement of the fact check its anchor, and its verdict a class."""
    mark = item[0]
    words = mark.text or ""
    if item.tag == "dt" and facts.ID.fullmatch(words):
        anchor = words.lower()
        mark.tag, mark.attrib = "a", {"class": "ol-claim", "id": anchor, "href": f"#{anchor}"}
    elif item.tag == "dd" and words in facts.VERDICTS:
        kind = words.replace(" ", "-")
        mark.tag, mark.attrib = "span", {"class": f"ol-verdict ol-verdict--{kind}"}
