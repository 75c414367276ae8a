"""Citations: `[@key]` in a page becomes a link to the bibliography, made from one BibTeX file."""

import re
from collections.abc import Iterable

from pybtex.backends.html import Backend
from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError
from pybtex.style.formatting.plain import Style

from hooks.fences import PageError, find_fences

CITATION = re.compile(r"\[(?P<keys>@[\w-]+(?:\s*;\s*@[\w-]+)*)\]")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
PLACE = "<!-- bibliography -->"


def read_bibliography(bibtex: str, path: str) -> BibliographyData:
    """Parse a BibTeX file.

    Raises
    ------
    PageError
        If the file cannot be read.
    """
    try:
        return parse_string(bibtex, "bibtex")
    except PybtexSyntaxError as error:
        raise PageError(path, error.lineno or 1, f"the bibliography: {error}") from None


def cite(text: str, path: str, bibliography: BibliographyData, target: str) -> str:
    """Turn the citations of a page into links such as `(Cybenko 1989)`.

    Parameters
    ----------
    text, path
        The page's Markdown and its name in errors.
    bibliography
        What can be cited.
    target
        The page of the bibliography, as a link from this page.

    Raises
    ------
    PageError
        For a key that the bibliography lacks.
    """
    code = [(fence.start, fence.end) for fence in find_fences(text, path)]
    code += [match.span() for match in CODE_SPAN.finditer(text)]

    def link(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in code):
            return match[0]
        links = []
        for key in re.findall(r"[\w-]+", match["keys"]):
            if key not in bibliography.entries:
                line = text.count("\n", 0, match.start()) + 1
                raise PageError(path, line, f"nothing in references.bib has the key {key!r}")
            links.append(f"[{label(bibliography.entries[key])}]({target}#{key})")
        return f"({'; '.join(links)})"

    return CITATION.sub(link, text)


def label(entry: Entry) -> str:
    """Name a work as a sentence does: `Leshno et al. 1993`."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [
        str(Text.from_latex(" ".join(person.prelast_names + person.last_names)))
        for person in people
    ]
    if len(names) > 2:
        names = [f"{names[0]} et al."]
    return f"{' and '.join(names)} {entry.fields.get('year', '')}".strip()


def render(bibliography: BibliographyData) -> str:
    """Render all works as an HTML list, each with its key as its anchor."""
    entries: Iterable[Entry] = bibliography.entries.values()
    style, backend = Style(abbreviate_names=True), Backend("utf-8")
    works = sorted(
        (
            (label(bibliography.entries[one.key]).casefold(), one)
            for one in style.format_entries(entries)
        ),
        key=lambda pair: pair[0],
    )
    items = "\n".join(f'<li id="{one.key}">{one.text.render(backend)}</li>' for _, one in works)
    return f'<ul class="ol-bibliography">\n{items}\n</ul>'
