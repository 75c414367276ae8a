"""The finished pages as trees, for what is made of them beside the site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html

Contents = Sequence[tuple[str, Sequence[str]]]
"""The parts of the book, each with its title and the addresses of its pages in the site."""
USELESS = (
    *("self::script", "self::form", "self::input", "self::button"),
    *("contains(@class, 'headerlink')", "contains(@class, 'ol-data')"),
    *("contains(@class, 'ol-playground')", "self::figure[not(figcaption)]", "@popover"),
)
"""What only a browser has use for, places that a script fills, and the data of drawings."""


@dataclass(frozen=True)
class Article:
    """What is read on one page."""

    address: str
    title: str
    description: str
    root: Any


def read(site: Path, addresses: Iterable[str]) -> dict[str, Article]:
    """Read the articles of finished pages, by their addresses."""
    parser = html.HTMLParser(encoding="utf-8")
    return {one: parse(html.parse(site / one, parser).getroot(), one) for one in addresses}


def parse(document: Any, address: str) -> Article:
    """Take the article out of a page, without what only a browser has use for."""
    article = document.find(".//article")
    for one in article.xpath(f".//*[{' or '.join(USELESS)}]"):
        one.drop_tree()
    for one in article.xpath(".//wbr"):  # lxml does not know that it is empty
        one.drop_tag()
    for tabs in article.xpath(".//div[contains(@class, 'tabbed-set')]"):
        name_tabs(tabs)
    title = " ".join(article.find(".//h1").text_content().split())
    description = document.xpath("string(.//meta[@name='description']/@content)")
    return Article(address, title, description, article)


def name_tabs(tabs: Any) -> None:
    """Write above each of several tabs what it is called: all of them are seen."""
    labels, contents = tabs
    for label, content in zip(labels, contents, strict=True):
        label.tag = "p"
        label.set("class", "ol-tab")
        content.insert(0, label)
    labels.drop_tree()


def has_class(element: Any, name: str) -> bool:
    """Tell whether an element has a class."""
    return name in element.get("class", "").split()
