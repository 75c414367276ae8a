"""One walk over the finished HTML of a page: what it shows, and what is no content.

It reads HTML without knowing how that was made, and rewrites nothing.
"""

import re
from html.parser import HTMLParser

from builder.read.source import hidden

SILENT = ("script", "style", "svg", "code")
INLINE = ("a", "autoref", "b", "button", "code", "del", "em", "s", "span", "strong", "sub", "wbr")
"""What does not part a word."""
LEAVES = ("mi", "mn", "mo", "mtext")
WORDS = ("alt", "title", "aria-label")
GIVEN = "\ue000"
"""What stands for the mark of a number that is not computed; no page holds this character."""
NUMERAL = re.compile(r"[-−+]?[\d.,]+\s*%?")
ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """
        a autoref b br caption code dd del details div dl dt em fieldset figcaption figure h1 h2 h3
        h4 h5 h6 hr img input label legend li ol p pre s span strong sub summary sup table tbody td
        th thead tr ul wbr button form option output select
        clippath defs desc g path rect svg text title use
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
        data-copy data-desk data-run data-search-exclude data-setup data-tabs dir display download
        for hidden href id identifier lang name open optional popover popovertarget rel role rowspan
        scope src start title type value autocapitalize autocomplete data-explore data-from
        data-given data-to data-unit max maxlength min spellcheck step
        backlink-anchor backlink-type domain filepath lineno origin slug
        clip-path d fill fill-opacity font-size font-style font-weight height opacity
        shape-rendering stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
        stroke-opacity stroke-width text-anchor transform viewbox width x y
        accent accentunder alttext columnspan displaystyle form linethickness lspace mathvariant
        maxsize minsize movablelimits rowspacing rspace scriptlevel stretchy symmetric
        """,
    )
)
"""What is said of it: neither a style nor what happens on an event."""
BLOCKS = frozenset({"data-copy", "data-desk", "data-run", "data-setup", "data-tabs"})
OUTSIDE = re.compile(r"https?://")
SCHEME = re.compile(r"[^/?#]*:|//")
ID = re.compile(r"(?!__)\S+|__tabbed_\d+(?:_\d+)?")
"""The theme's own begin with two underscores; those of tabs are found by them."""


class Reading:
    """The texts of a page as they are read: block by block, whatever is set inside a word.

    Code, indices, and what the build has made from data are left out.
    """

    def __init__(self) -> None:
        self.texts = [""]
        self._open: list[tuple[str, bool]] = []
        """The elements that are open, and whether each is left out."""
        self._parts: list[int] = []
        """Of each element of a formula that is open, how many parts it has so far."""
        self._leaf = ""

    def start(self, tag: str, given: dict[str, str | None]) -> None:
        """Begin an element."""
        # They part no word of the block that they stand in.
        self.texts[-1:-1] = [given[name] or "" for name in WORDS if name in given]
        parent, silent = self._open[-1] if self._open else ("", False)
        place = self._parts[-1] if self._parts else 0
        classes = (given.get("class") or "").split()
        if tag in ("title", "desc"):  # of a drawing
            silent = False
        elif (
            tag in ("svg", "pre", "script", "style")
            # a figure's data, a work
            or (tag in ("details", "div", "form") and "data-search-exclude" in given)
            or (tag == "ul" and "ol-bibliography" in classes)
            or (parent in ("msub", "msubsup") and place == 1)
        ):
            silent = True
        if tag not in ("br", "hr", "img", "input", "wbr"):
            self._open.append((tag, silent))
        if self._parts or tag == "math":
            self._start_part(tag, parent, place)
        elif "ol-given" in classes:
            self.texts[-1] += GIVEN
        elif tag not in INLINE:
            self.texts.append("")

    def _start_part(self, tag: str, parent: str, place: int) -> None:
        """Begin an element of a formula; its numbers may be written in several."""
        if self._parts:
            self._parts[-1] += 1
        self._parts.append(0)
        if (parent, place) in (("msup", 1), ("msubsup", 2)):
            self.texts[-1] += "^"
        elif (parent, place) == ("mfrac", 1):
            self.texts[-1] += "/"
        elif tag in ("mtd", "mspace") or (
            tag == "mn" and self._leaf != "mn" and self.texts[-1][-1:].isalnum()
        ):
            self.texts[-1] += " "
        if tag not in ("mrow", "mpadded"):
            self._leaf = tag if tag in LEAVES else ""

    def end(self, tag: str) -> None:
        """End an element, and what has been left open in it."""
        if not any(name == tag for name, _ in self._open):
            return
        while self._open.pop()[0] != tag:
            pass
        if self._parts:
            self._parts.pop()
            if tag not in (*LEAVES, "mrow", "mpadded"):
                self._leaf = ""
        elif tag not in INLINE:
            self.texts.append("")

    def data(self, data: str) -> None:
        """Take a text."""
        if not self._open or self._open[-1][1]:
            return
        tag = self._open[-1][0]
        if tag == "code" and not NUMERAL.fullmatch(data):
            data = "`"
        elif tag == "mo" and data in (",", ";", "·"):
            data = f"{data} "
        self.texts[-1] += data


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
        self.read = Reading()
        """What is read on the page."""
        self._open: list[bool] = []
        self._silent = 0
        self._in_block = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, and where blocks begin."""
        given = dict(attrs)
        self.read.start(tag, given)
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
        self.read.end(tag)
        if tag == "div" and self._open:
            self._open.pop()
        elif tag == "pre":
            self._in_block = False
        elif tag in SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Sort text into the open block or the prose."""
        self.refuse_hidden(data)
        self.read.data(data)
        if self._in_block:
            runs, text = self.blocks[-1]
            self.blocks[-1] = runs, text + data
        elif not self._silent:
            self.prose.append(data)

    def unknown_decl(self, data: str) -> None:
        """Refuse what is not an element, such as an instruction or a comment."""
        self.foreign.append((data, f"<!{data}>"))

    handle_pi = handle_comment = unknown_decl

    def handle_decl(self, decl: str) -> None:
        """Refuse a declaration."""
        self.unknown_decl(decl)

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
        if self.lasttag == "mo":  # for those who listen: see the formulas
            return
        for _, character in hidden(text):
            self.foreign.append((text, f"the character U+{ord(character):04X}"))
