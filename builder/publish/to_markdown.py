"""Each page as Markdown, as it is read: with its outputs, and descriptions for drawings.

It is made from the finished page, so it says what the page says. Formulas are TeX, tabs and what is
folded are open, the data of drawings are left out.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder.publish.articles import Article, Contents, has_class
from builder.publish.downloads import ROLE
from builder.settings import CLAIM, TITLE

LIST = "llms.txt"
SPECIAL = re.compile(r"[\\`*_\[\]<]")
MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
INLINE = frozenset({"a", "code", "math", "small", "span", "sub", "sup", *MARKS})
TITLES = ("summary", "legend", "caption")


def write(site: Path, articles: Mapping[str, Article], contents: Contents, root: str = "") -> None:
    """Put the Markdown of each page beside its HTML, and a list of them at the top of the site.

    Parameters
    ----------
    site
        The folder of the finished site.
    articles
        Its pages, by their addresses.
    contents
        The parts of the book.
    root
        The address of the site, if it is known.
    """
    for address, article in articles.items():
        text = "\n\n".join(blocks(article.root))
        (site / markdown_of(address)).write_text(f"{text}\n", encoding="utf-8")
    listing = f"# {TITLE}\n\n> {' '.join(CLAIM)}\n\n"
    for part, addresses in contents:
        listing += f"\n## {part}\n\n" if part else ""
        for article in (articles[address] for address in addresses):
            link = f"[{article.title}]({root}{markdown_of(article.address)})"
            listing += f"- {link}: {article.description}\n"
    (site / LIST).write_text(listing, encoding="utf-8")


def markdown_of(address: str) -> str:
    """Give the address of a page's Markdown, or leave another address as it is."""
    path, mark, place = address.partition("#")
    stem, suffix = posixpath.splitext(path)
    local = suffix == ".html" and not urlsplit(address).scheme
    return f"{stem}.md{mark}{place}" if local else address


def blocks(element: Any) -> Iterator[str]:
    """Write what an element holds, block by block; loose text between blocks is one, too."""
    loose = escaped(element.text)
    for child in element:
        if child.tag in INLINE:
            loose += inline(child) + escaped(child.tail)
            continue
        yield from paragraph(loose)
        yield from block(child)
        loose = escaped(child.tail)
    yield from paragraph(loose)


def paragraph(text: str) -> Iterator[str]:
    """Write a paragraph, unless it is empty."""
    if words := " ".join(text.split()):
        yield words


def block(element: Any) -> Iterator[str]:
    """Write one block."""
    tag = element.tag
    if re.fullmatch("h[1-6]", tag):
        yield f"{'#' * int(tag[1])} {' '.join(inline_of(element).split())}"
    elif tag in TITLES or has_class(element, "admonition-title") or has_class(element, "ol-tab"):
        yield f"**{' '.join(inline_of(element).split())}**"
    elif has_class(element, "ol-formula"):
        yield f"$$\n{tex(element[0])}\n$$"
    elif tag == "pre":
        yield fenced(element)
    elif tag in ("ul", "ol"):
        yield listed(element)
    elif tag == "dl":
        yield from defined(element)
    elif tag == "table":
        yield table(element)
    elif tag == "blockquote" or has_class(element, "admonition"):
        yield indented("\n\n".join(blocks(element)), "> ")
    elif tag == "figure":
        yield from figure(element)
    else:
        yield from blocks(element)


def inline_of(element: Any) -> str:
    """Write what an element holds as one text."""
    return escaped(element.text) + "".join(inline(child) + escaped(child.tail) for child in element)


def inline(element: Any) -> str:
    """Write one element inside a text."""
    tag = element.tag
    if tag == "math":
        return f"${tex(element)}$"
    text = inline_of(element)
    if tag == "code":
        code = " ".join(element.text_content().split())
        text = f"`` {code} ``" if "`" in code else f"`{code}`"
    elif tag == "a" and element.get("href") and text.strip():
        text = f"[{text}]({markdown_of(element.get('href'))})"
    elif has_class(element, "ol-verdict"):
        text = f"**{text}.**"
    elif tag in MARKS and text.strip():
        text = f"{MARKS[tag]}{text}{MARKS[tag]}"
    return text


def tex(math: Any) -> str:
    """Give the TeX of a formula, without the colours of roles."""
    return ROLE.sub("", math.get("alttext"))


def escaped(text: str | None) -> str:
    """Take their meaning from the characters that Markdown would read as marks."""
    return SPECIAL.sub(r"\\\g<0>", text or "")


def fenced(element: Any) -> str:
    """Write a block of code between fences that it does not hold itself."""
    code = element.text_content().rstrip("\n")
    language = "pycon" if code.startswith(">>> ") else ""
    if not language and element.getparent().get("data-run"):
        language = "python"
    longest = max(map(len, re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def listed(element: Any) -> str:
    """Write a list."""
    items = []
    for number, item in enumerate(element, start=int(element.get("start", 1))):
        mark = f"{number}. " if element.tag == "ol" else "- "
        items.append(mark + indented("\n\n".join(blocks(item)), " " * len(mark)).lstrip())
    return "\n".join(items)


def defined(element: Any) -> Iterator[str]:
    """Write a list of terms with what they mean."""
    for child in element:
        text = "\n\n".join(blocks(child))
        yield f":   {indented(text, '    ').lstrip()}" if child.tag == "dd" else text


def table(element: Any) -> str:
    """Write a table; the first row is its head."""
    rows = [
        [" ".join(inline_of(cell).split()).replace("|", r"\|") for cell in row]
        for row in element.iter("tr")
    ]
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def figure(element: Any) -> Iterator[str]:
    """Write a figure in words: its caption, and what is to be seen in it."""
    caption = " ".join(inline_of(element.find("figcaption")).split())
    seen = element.xpath("string(.//desc | .//p[@hidden])")
    yield f"> {caption}\n>\n> *What is to be seen:* {escaped(' '.join(seen.split()))}"


def indented(text: str, lead: str) -> str:
    """Begin each line of a text with a lead."""
    return "\n".join(f"{lead}{line}".rstrip() for line in text.split("\n"))
