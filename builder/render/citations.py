"""Citations: `[@key]` in a page becomes a link to the bibliography, made from one BibTeX file."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pybtex.backends.html import Backend
from pybtex.database import Entry, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style

from builder.page import PageError

CITATION = r"\[(@[^\]]*)\]"
KEY = r"[\w-]+"
KEYS = re.compile(rf"@{KEY}(?:\s*;\s*@{KEY})*")
MARKER = "[[bibliography]]"
STYLE, BACKEND = Style(abbreviate_names=True), Backend("utf-8")


@dataclass(frozen=True)
class Bibliography:
    """What can be cited."""

    entries: Mapping[str, Entry]
    """Works by their keys."""
    described: Mapping[str, str]
    """Their descriptions, as HTML."""


@lru_cache(maxsize=1)
def read_bibliography(bibtex: str, path: str) -> Bibliography:
    """Parse a BibTeX file.

    Raises
    ------
    PageError
        If the file cannot be read, has a key twice, or has a work that lacks what its kind needs.
    """
    try:
        entries = parse_string(bibtex, "bibtex").entries
        described = {key: describe(entry) for key, entry in entries.items()}
    except PybtexError as error:
        line = getattr(error, "lineno", None)
        if line is None:  # then the message ends with the key
            line = line_of(str(error).split()[-1], bibtex)
        raise PageError(path, line, f"the bibliography: {error}") from None
    return Bibliography(entries, described)


def line_of(key: str, bibtex: str) -> int:
    """Give the line on which a work begins, the last time where there are two (1 for none)."""
    starts = [match.start() for match in re.finditer(rf"@\w+\s*\{{\s*{re.escape(key)}\s*,", bibtex)]
    return bibtex.count("\n", 0, starts[-1] if starts else 0) + 1


def uncited(bibtex: str, path: str, texts: Iterable[str]) -> Iterator[PageError]:
    """Yield a fault for each work of a BibTeX file that none of the pages' texts cites."""
    cited = {
        key
        for text in texts
        for match in re.finditer(CITATION, text)
        for key in re.findall(KEY, match[1])
    }
    for key in read_bibliography(bibtex, path).entries:
        if key not in cited:
            yield PageError(path, line_of(key, bibtex), f"no page cites {key!r}")


def cite(cited: str, bibliography: Bibliography, target: str) -> ET.Element:
    """Turn what stands between the brackets of a citation into links such as `(Cybenko 1989)`.

    A button after each shows the work where the reader is.

    Raises
    ------
    ValueError
        For a key that the bibliography lacks, and for a citation that cannot be read.
    """
    if not KEYS.fullmatch(cited):
        raise ValueError(f"expected [@key] or [@key; @key], found [{cited}]")
    links = ET.Element("span", {"class": "ol-cite"})
    links.text = "("
    for number, key in enumerate(re.findall(KEY, cited)):
        if key not in bibliography.described:
            raise ValueError(f"nothing in references.bib has the key {key!r}")
        if number:
            links[-1].tail = "; "
        link = ET.SubElement(links, "a", {"href": f"{target}#{key}"})
        link.text = label(bibliography.entries[key])
        button = {"type": "button", "class": "ol-look", "popovertarget": f"work-{key}"}
        ET.SubElement(links, "button", {**button, "aria-label": f"Look at {link.text}"})
    links[-1].tail = ")"
    return links


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


def works(bibliography: Bibliography) -> ET.Element:
    """List all works, each with its key as its anchor."""
    entries = bibliography.entries
    listed = ET.Element("ul", {"class": "ol-bibliography"})
    for key in sorted(entries, key=lambda key: label(entries[key]).casefold()):
        listed.append(element(f'li id="{key}"', bibliography.described[key]))
    return listed


def popover(bibliography: Bibliography, key: str) -> ET.Element:
    """Describe a work in a box that its buttons open."""
    opened = f'div id="work-{key}" class="ol-work" popover="" data-search-exclude=""'
    return element(opened, bibliography.described[key])


def describe(entry: Entry) -> str:
    """Describe a work as HTML."""
    (text,) = STYLE.format_entries([entry])
    html: str = text.text.render(BACKEND)
    return html.replace("&nbsp;", "\u00a0")


def element(opened: str, html: str) -> ET.Element:
    """Put HTML into an element, given as its start tag without the brackets."""
    return ET.fromstring(f"<{opened}>{html}</{opened.partition(' ')[0]}>")  # noqa: S314 - pybtex's own


def in_words(text: str, bibliography: Bibliography) -> str:
    """Write the citations of a Markdown text in words, for where there is no bibliography."""

    def words(match: re.Match[str]) -> str:
        return "".join(cite(match[1], bibliography, "").itertext())

    return re.sub(CITATION, words, text)
