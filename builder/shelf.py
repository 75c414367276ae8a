"""What a build leaves for the next one: what nobody has touched is neither run nor rendered again.

A page is given back as it was if its own text is what it was, and all else that its content is made
of. If the titles and places of all pages are the same, too, it is not even put into the theme's
template again. `mkdocs serve` so shows an edit at once.
"""

import json
import logging
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils.yaml import yaml_load

from builder.book import API, Book
from builder.prove import facts
from builder.publish import preview
from builder.render import figures
from builder.run.cache import environment, make_key, sources, sum_up
from builder.settings import CODE, ROOT

TEMPLATE = "kept.html"
RENDERED = ("content", "toc", "present_anchor_ids", "_title_from_render")
"""What MkDocs' rendering sets of a page; the title that a page gives itself has no public name."""
AUTOREFS = ("_primary_url_map", "_secondary_url_map", "_title_map")
"""Where mkdocs-autorefs has what can be referred to: it gives that out under no public name."""
SEAL = sha256().digest_size

Key = tuple[str, ...]
"""What a page's content is made of."""
Frame = tuple[str, Sequence[tuple[str, str]]]
"""What stands around each page: what the templates are told, titles and addresses of all pages."""


@dataclass(frozen=True)
class Kept:
    """A page as it was built."""

    key: Key
    rendered: Mapping[str, Any]
    links: Mapping[str, Mapping[str, str]]
    """The anchors that it names, by the pages that have them."""
    attachments: Mapping[str, str]
    description: str
    frame: Frame
    html: str


@dataclass
class Whole:
    """All that a build leaves."""

    common: str = ""
    """Sums up what all of its pages are made of."""
    pages: dict[str, Kept] = field(default_factory=dict)
    index: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """What the search finds, by the addresses of pages."""
    references: dict[str, Any] = field(default_factory=dict)
    inventory: dict[str, Any] = field(default_factory=dict)
    """What other sites can refer to."""
    picture: bytes = b""
    """What they show beside a link."""


class Shelf:
    """The pages of the last build that was whole, and those of the build that is going on.

    Parameters
    ----------
    file
        Where they are kept.
    fresh
        Whether to find nothing there, so that everything is rendered again.
    """

    def __init__(self, file: Path, *, fresh: bool) -> None:
        self._file = file
        # As it is loaded: it may be edited while it serves.
        self._builder = sum_up(environment(), sources(CODE / "builder"))
        self.last = Whole() if fresh else self._load()
        self.unchanged: set[str] = set()
        """The pages whose content is given back."""
        self._left_out: dict[str, str] = {}
        """The pages whose HTML is given back, with their addresses."""
        self._frame: Frame = ("", ())
        self._next = Whole()
        self._keys: Mapping[str, Key] = {}
        self._common: Callable[[], str]
        self._unsaved: Callable[[], str] | None = None

    def begin(self, book: Book, docs: str, files: Files, config: MkDocsConfig) -> None:
        """Find the pages whose content would be the same again.

        Parameters
        ----------
        book
            The book, read.
        docs
            The folder of its pages, from that of the project.
        files, config
            As MkDocs has them.
        """
        self._common = partial(common_key, settings_of(config), book, files, config)
        common = self._common()
        last = self.last if self.last.common == common else Whole()
        self._left_out, self._next = {}, Whole(common, picture=last.picture)
        self._keys = make_keys(book, docs, files)
        known = last.pages
        # What led to a page that is gone, and what other hooks do to pages, only rendering tells.
        if not known.keys() <= files.src_uris.keys() or len(config.hooks) > 1:
            known = {}
        self.unchanged = {
            uri for uri, key in self._keys.items() if uri in known and known[uri].key == key
        }
        if self.unchanged and self.last.inventory:
            documented(config).inventory.update(self.last.inventory)
            vars(config.plugins["autorefs"]).update(self.last.references)

    def source(self, page: Page) -> str | None:
        """Give the text that a page's key is made of, whatever the file holds by now."""
        key = self._keys.get(page.file.src_uri)
        return key[0] if key else None

    def give_back(self, page: Page, files: Files) -> None:
        """Let MkDocs find a page rendered that it is about to render."""
        kept = self.last.pages[page.file.src_uri]
        if kept.description:
            page.meta["description"] = kept.description
        links = {files.src_uris[to]: by for to, by in kept.links.items()}

        def render(*_: object) -> None:
            vars(page).update(kept.rendered, links_to_anchors=links)

        vars(page)["render"] = render

    def leave_templates_out(self, files: Files, told: object) -> None:
        """Give pages their whole HTML back where all that the template is told is as it was."""
        pages = [file.page for file in files.documentation_pages() if file.page]
        self._frame = frame = (repr(told), [(str(page.title), page.url) for page in pages])
        for uri in self.unchanged:
            page = files.src_uris[uri].page
            kept = self.last.pages[uri]
            # A template of its own may tell of all pages.
            if page and kept.frame == frame and "template" not in page.meta:
                self._left_out[uri] = page.url
                # It stands in the search index already.
                page.meta.update({"search": {"exclude": True}, "html": kept.html})
                page.meta["template"] = TEMPLATE

    def keep(self, page: Page, attachments: Mapping[str, str], html: str) -> None:
        """Take a page that has just been built."""
        uri = page.file.src_uri
        if uri in self._left_out:
            self._next.pages[uri] = self.last.pages[uri]
            return
        rendered = {name: getattr(page, name) for name in RENDERED}
        links = {to.src_uri: by for to, by in (page.links_to_anchors or {}).items()}
        described = page.meta.get("description", "")
        self._next.pages[uri] = Kept(
            self._keys[uri], rendered, links, attachments, described, self._frame, html
        )

    def end(self, index: Path, config: MkDocsConfig) -> None:
        """Take over what was built, and complete the search index with what was not."""
        content = json.loads(index.read_text("utf-8"))
        found = self._next.index
        found |= {url: self.last.index.get(url, []) for url in self._left_out.values()}
        for one in content["docs"]:
            found.setdefault(one["location"].partition("#")[0], []).append(one)
        content["docs"] = [one for _, url in self._frame[1] for one in found.get(url, [])]
        index.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
        if "mkdocstrings" in config.plugins:
            known = vars(config.plugins["autorefs"])
            self._next.references = {name: known[name] for name in AUTOREFS}
            self._next.inventory = dict(documented(config).inventory)
        self._next.picture = self._next.picture or preview.draw()
        if self._next != self.last:
            self._unsaved = self._common
        self.last = self._next

    def save(self) -> None:
        """Keep the last whole build on the disk, unless its sources have changed under it."""
        if self._unsaved and self._unsaved() == self.last.common:
            content = pickle.dumps(self.last)
            self._file.write_bytes(self._seal(content) + content)

    def _load(self) -> Whole:
        """Read what was kept, if it is whole, and by this very builder."""
        try:
            content = self._file.read_bytes()
        except OSError:
            return Whole()
        seal, content = content[:SEAL], content[SEAL:]
        if seal != self._seal(content):
            return Whole()
        last: Whole = pickle.loads(content)  # noqa: S301 - sealed
        return last

    def _seal(self, content: bytes) -> bytes:
        """Sum up what is kept with the builder, to which all of another one is foreign."""
        return sha256(self._builder.encode() + content).digest()


def documented(config: MkDocsConfig) -> Any:
    """Give what documents the library."""
    plugin: Any = config.plugins["mkdocstrings"]
    return plugin.handlers


def settings_of(config: MkDocsConfig) -> str:
    """Sum up what a build is told, but for the navigation: pages have what counts of it."""
    with Path(str(config.config_file_path)).open(encoding="utf-8") as source:
        settings = {**yaml_load(source), "nav": None}
    # Those of the command line; a quiet build says nothing of links, nor does one that says most.
    chosen = config.theme.name, config.use_directory_urls, config.strict
    return repr((settings, chosen, logging.getLogger(mkdocs.__name__).getEffectiveLevel()))


def common_key(settings: str, book: Book, files: Files, config: MkDocsConfig) -> str:
    """Sum up what all pages are made of: what is no page, and the pages that others refer to."""
    folders = {Path(config.docs_dir), Path(str(config.theme.custom_dir)), ROOT / "docs"}
    others = {file for folder in folders for file in folder.rglob("*") if file.is_file()}
    others -= {Path(str(file.abs_src_path)) for file in files.documentation_pages()}
    named = [(path, page.text) for path, page in book.pages.items() if API in page.text]
    return make_key([settings, repr(named)], [ROOT / "pyproject.toml", *sorted(others)])


def make_keys(book: Book, docs: str, files: Files) -> dict[str, Key]:
    """Sum up for each page what its content is made of beside what all are."""
    anchors = repr([sorted(page.anchors) for page in book.pages.values()])
    keys: dict[str, Key] = {}
    for file in files.documentation_pages():
        path = f"{docs}/{file.src_uri}"
        page = book.pages.get(path)
        if page:
            told = anchors if facts.MARKER in page.text else ""
            opened = str(file.page and opens(file.page))
            numbers = repr((book.chapter(path), book.labels.get(path)))
            text = file.content_string, figures.cite(page.text, path, book.labels)
            keys[file.src_uri] = (*text, told, opened, numbers)
    return keys


def opens(page: Page) -> bool:
    """Tell whether a page says first how long it takes: one of a part, in a folder of its own."""
    return page.parent is not None and "/" in page.url
