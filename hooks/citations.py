"""Citations: `[@key]` in a page becomes a link to the bibliography, made from one BibTeX file."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pybtex.backends.html import Backend
from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style

from hooks.fences import PageError, find_fences

CITATION = re.compile(r"\[(?P<keys>@[^\]]*)\]")
KEYS = re.compile(r"@[\w-]+(?:\s*;\s*@[\w-]+)*")
# As in Markdown, a code span ends within its paragraph or is none.
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
PLACE = "<!-- bibliography -->"


@lru_cache(maxsize=1)
def read_bibliography(bibtex: str, path: str) -> BibliographyData:
    """Parse a BibTeX file.

    Raises
    ------
    PageError
        If the file cannot be read, has a key twice, or has a work that lacks what its kind needs.
    """
    try:
        bibliography = parse_string(bibtex, "bibtex")
        render(bibliography)
    except PybtexError as error:
        line = getattr(error, "lineno", None)
        if line is None:  # then the message ends with the key
            entry = rf"@\w+\s*\{{\s*{re.escape(str(error).split()[-1])}\s*,"
            starts = [match.start() for match in re.finditer(entry, bibtex)]
            line = bibtex.count("\n", 0, starts[-1] if starts else 0) + 1
        raise PageError(path, line, f"the bibliography: {error}") from None
    return bibliography


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
        For a key that the bibliography lacks, and for a citation that cannot be read.
    """
    prose = text
    for fence in find_fences(text, path):
        prose = prose[: fence.start] + "\n" * (fence.end - fence.start) + prose[fence.end :]
    prose = CODE_SPAN.sub(lambda span: " " * len(span[0]), prose)

    parts, position = [], 0
    for match in CITATION.finditer(prose):
        line = text.count("\n", 0, match.start()) + 1
        if not KEYS.fullmatch(match["keys"]):
            raise PageError(path, line, f"expected [@key] or [@key; @key], found {match[0]!r}")
        links = []
        for key in re.findall(r"[\w-]+", match["keys"]):
            if key not in bibliography.entries:
                raise PageError(path, line, f"nothing in references.bib has the key {key!r}")
            links.append(f"[{label(bibliography.entries[key])}]({target}#{key})")
        parts += [text[position : match.start()], f"({'; '.join(links)})"]
        position = match.end()
    return "".join(parts) + text[position:]


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
