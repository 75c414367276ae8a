"""Citations: `[@key]` in a page becomes a link to the bibliography, made from one BibTeX file."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pybtex.backends.html import Backend
from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style

from builder.page import PageError

CITATION = r"\[(@[^\]]*)\]"
KEY = r"[\w-]+"
KEYS = re.compile(rf"@{KEY}(?:\s*;\s*@{KEY})*")
MARKER = "[[bibliography]]"
STYLE, BACKEND = Style(abbreviate_names=True), Backend("utf-8")


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
        works(bibliography)
    except PybtexError as error:
        line = getattr(error, "lineno", None)
        if line is None:  # then the message ends with the key
            line = line_of(str(error).split()[-1], bibtex)
        raise PageError(path, line, f"the bibliography: {error}") from None
    return bibliography


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


def cite(cited: str, bibliography: BibliographyData, target: str) -> ET.Element:
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
        if key not in bibliography.entries:
            raise ValueError(f"nothing in references.bib has the key {key!r}")
        if number:
            links[-1].tail = "; "
        link = ET.SubElement(links, "a", {"href": f"{target}#{key}"})
        link.text = label(bibliography.entries[key])
        button = {"type": "button", "class": "ol-look", "popovertarget": f"work-{key}"}
        ET.SubElement(links, "button", {**button, "aria-label": f"Look at {link.text}"})
    links[-1].tail = ")"
    return links


def looked_at(links: ET.Element) -> list[str]:
    """Give the keys of the works that the buttons of a citation show."""
    return [one.get("popovertarget", "").removeprefix("work-") for one in links.iter("button")]


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


def works(bibliography: BibliographyData) -> ET.Element:
    """List all works, each with its key as its anchor."""
    entries = bibliography.entries.values()
    listed = ET.Element("ul", {"class": "ol-bibliography"})
    for one in sorted(entries, key=lambda entry: label(entry).casefold()):
        listed.append(described(one, f'li id="{one.key}"'))
    return listed


def popover(entry: Entry) -> ET.Element:
    """Describe a work in a box that its buttons open."""
    opened = f'div id="work-{entry.key}" class="ol-work" popover="" data-search-exclude=""'
    return described(entry, opened)


def described(entry: Entry, opened: str) -> ET.Element:
    """Describe a work in an element, given as its start tag without the brackets."""
    (text,) = STYLE.format_entries([entry])
    html = text.text.render(BACKEND).replace("&nbsp;", "\u00a0")
    return ET.fromstring(f"<{opened}>{html}</{opened.partition(' ')[0]}>")  # noqa: S314 - pybtex's own


def in_words(text: str, bibliography: BibliographyData) -> str:
    """Write the citations of a Markdown text in words, for where there is no bibliography."""

    def words(match: re.Match[str]) -> str:
        return "".join(cite(match[1], bibliography, "").itertext())

    return re.sub(CITATION, words, text)
