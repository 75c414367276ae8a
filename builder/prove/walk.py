"""One walk over the finished HTML of a page: what it shows, and what is no content.

It reads HTML without knowing how that was made, and rewrites nothing.
"""

import re
import unicodedata
from html.parser import HTMLParser

from builder.read.source import UNSEEN

SILENT = ("script", "style", "svg", "code")
ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """
        a autoref b br caption code dd del details div dl dt em fieldset figcaption figure h1 h2 h3
        h4 h5 h6 hr img input label legend li ol p pre s span strong sub summary sup table tbody td
        th thead tr ul wbr button form option output select
        circle clippath defs desc ellipse g line lineargradient path polygon polyline rect stop svg
        text title tspan use
        math mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt msub msubsup msup mtable
        mtd mtext mtr munder munderover
        """,
    )
)
"""What a page consists of: text, the handles of figures, drawings, formulas."""
ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """
        align alt aria-describedby aria-hidden aria-label aria-labelledby checked class colspan
        data-copy data-run data-search-exclude data-setup data-tabs dir display download for hidden
        href id identifier lang name open optional rel role rowspan scope src start title type value
        autocomplete data-explore data-unit max min step
        backlink-anchor backlink-type domain filepath lineno origin slug
        clip-path cx cy d fill fill-opacity fill-rule font-family font-size font-style font-weight
        gradienttransform gradientunits height offset opacity points preserveaspectratio r rx ry
        stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
        stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor transform viewbox
        width x x1 x2 xmlns y y1 y2
        accent accentunder alttext columnspan displaystyle form linethickness lspace mathvariant
        maxsize minsize movablelimits rowspacing rspace scriptlevel stretchy symmetric
        """,
    )
)
"""What is said of it: neither a style nor what happens on an event."""
BLOCKS = frozenset({"data-copy", "data-run", "data-setup", "data-tabs"})
OUTSIDE = re.compile(r"https?://")
SCHEME = re.compile(r"[^/?#]*:|//")
ID = re.compile(r"[^_\s]\S*|_?[^_\s]\S*|__tabbed_\d+(?:_\d+)?")
"""The theme's own begin with two underscores; those of tabs are found by them."""


class Walk(HTMLParser):
    """Collect a page's ids, its blocks of code, the text around them, and what is no content."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.blocks: list[tuple[bool, str]] = []
        """Of each block of code, whether it is said to run, and its text."""
        self.prose: list[str] = []
        self.foreign: list[tuple[str, str]] = []
        """What must not stand on a page, each with the words by which it is found."""
        self._open: list[bool] = []
        self._silent = 0
        self._in_block = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, and where blocks begin."""
        given = dict(attrs)
        self.refuse(tag, [(name, value or "") for name, value in attrs])
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "div":
            self._open.append("data-run" in given)
        elif tag == "pre":
            self._in_block = True
            self.blocks.append((any(self._open), ""))
        elif tag in SILENT:
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        """Note where blocks end."""
        if tag == "div" and self._open:
            self._open.pop()
        elif tag == "pre":
            self._in_block = False
        elif tag in SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Sort text into the open block or the prose."""
        self.refuse_hidden(data)
        if self._in_block:
            runs, text = self.blocks[-1]
            self.blocks[-1] = runs, text + data
        elif not self._silent:
            self.prose.append(data)

    def unknown_decl(self, data: str) -> None:
        """Refuse what is not an element."""
        self.foreign.append((data, f"<!{data}>"))

    def handle_decl(self, decl: str) -> None:
        """Refuse a declaration."""
        self.unknown_decl(decl)

    def handle_pi(self, data: str) -> None:
        """Refuse an instruction."""
        self.unknown_decl(data)

    def handle_comment(self, data: str) -> None:
        """Refuse a comment."""
        self.unknown_decl(data)

    def refuse(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Note an element or an attribute that is no content."""
        if tag not in ELEMENTS:
            self.foreign.append((f"<{tag}", f"<{tag}>"))
        for name, value in attrs:
            self.refuse_hidden(value)
            leads = name in ("href", "src")
            if (
                name not in ATTRIBUTES
                or (name in BLOCKS and tag != "div")
                or (leads and tag != "a" and OUTSIDE.match(value))
                or (leads and SCHEME.match(value) and not OUTSIDE.match(value))
                or (name == "id" and not ID.fullmatch(value))
            ):
                self.foreign.append((value if leads else name, f'{name}="{value}"'))
        if tag == "a":
            given = dict(attrs)
            if OUTSIDE.match(given.get("href", "")) and "rel" not in given:
                self.foreign.append((given["href"], "a link that leaves the site without `rel`"))

    def refuse_hidden(self, text: str) -> None:
        """Note a character that controls the text around it, or cannot be seen."""
        if text.isprintable() or self.lasttag == "mo":  # for those who listen: see the formulas
            return
        for character in text:
            if character != "\n" and unicodedata.category(character) in UNSEEN:
                self.foreign.append((text, f"the character U+{ord(character):04X}"))
