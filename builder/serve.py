"""What `mkdocs serve` keeps of the pages that an edit has not touched.

An edit is to be seen at once. A page whose own text and all else that its content is made of are
those of its last build is neither run nor rendered again. If the titles and places of all pages are
the same, too, it is not even put into the theme's template again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

TEMPLATE = "kept.html"
AUTOREFS = ("_primary_url_map", "_secondary_url_map", "_title_map")
"""Where mkdocs-autorefs has what can be referred to: it gives that out under no public name."""

Key = tuple[str, ...]
"""What a page's content is made of."""
Frame = Sequence[tuple[str, str]]
"""The titles and addresses of all pages, which stand around the content of each."""


@dataclass(frozen=True)
class Kept:
    """A page as it was built."""

    key: Key
    page: Page
    attachments: Mapping[str, str]
    frame: Frame
    html: str
    description: str


class Shelf:
    """The pages of the last build that was whole, and those of the build that is going on."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.unchanged: set[str] = set()
        """The pages whose content is given back."""
        self._left_out: set[str] = set()
        self._built: dict[str, Kept] = {}
        self._index: list[dict[str, Any]] = []
        self._references: dict[str, Any] = {}

    def begin(self, keys: Mapping[str, Key], config: MkDocsConfig) -> None:
        """Find the pages whose content would be the same again."""
        self._built, self._left_out = {}, set()
        self.unchanged = {
            uri for uri, key in keys.items() if uri in self.kept and self.kept[uri].key == key
        }
        if self.unchanged and "autorefs" in config.plugins:
            vars(config.plugins["autorefs"]).update(self._references)

    def give_back(self, page: Page, files: Files) -> None:
        """Let MkDocs find a page rendered that it is about to render."""
        kept = self.kept[page.file.src_uri]
        old = kept.page
        page.title = old.title
        if kept.description:
            page.meta["description"] = kept.description
        links = {files.src_uris[to.src_uri]: by for to, by in (old.links_to_anchors or {}).items()}

        def render(*_: object) -> None:
            page.content, page.toc = old.content, old.toc
            page.present_anchor_ids, page.links_to_anchors = old.present_anchor_ids, links

        vars(page)["render"] = render

    def leave_templates_out(self, files: Files) -> None:
        """Give pages their whole HTML back where all that the template is given is as it was."""
        frame = frame_of(files)
        for uri in self.unchanged:
            page = files.src_uris[uri].page
            if page and self.kept[uri].frame == frame:
                self._left_out.add(uri)
                # It stands in the search index already.
                page.meta = {"search": {"exclude": True}, "html": self.kept[uri].html}
                page.meta["template"] = TEMPLATE

    def keep(
        self, page: Page, key: Key, attachments: Mapping[str, str], html: str, files: Files
    ) -> None:
        """Take a page that has just been built."""
        uri = page.file.src_uri
        left_out = uri in self._left_out
        described = self.kept[uri].description if left_out else page.meta.get("description", "")
        self._built[uri] = Kept(key, page, attachments, frame_of(files), html, described)

    def end(self, index: Path, config: MkDocsConfig) -> None:
        """Take over what was built, and complete the search index with what was not."""
        content = json.loads(index.read_text("utf-8"))
        kept = {self.kept[uri].page.url for uri in self._left_out}
        content["docs"] += [one for one in self._index if one["location"].partition("#")[0] in kept]
        index.write_text(json.dumps(content), encoding="utf-8")
        if "autorefs" in config.plugins:
            known = vars(config.plugins["autorefs"])
            self._references = {name: known[name] for name in AUTOREFS}
        self._index, self.kept = content["docs"], self._built


def frame_of(files: Files) -> Frame:
    """Give what stands around the content of each page."""
    pages = [file.page for file in files.documentation_pages() if file.page]
    return [(str(page.title), page.url) for page in pages]
