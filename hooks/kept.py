"""What `mkdocs serve` keeps of the pages that an edit has not touched.

An edit is to be seen at once. A page whose own text and all else that it is made of are those of
its last build is neither run nor rendered again: MkDocs gets back what came of it then.
"""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

TEMPLATE = "kept.html"
AUTOREFS = ("_primary_url_map", "_secondary_url_map", "_title_map")
"""Where mkdocs-autorefs has what can be referred to: it gives that out under no public name."""

Entry: TypeAlias = dict[str, Any]
"""Of the search index: a section, under its `location`."""


@dataclass(frozen=True)
class Kept:
    """A page as it was built, and what is needed to give it back."""

    key: tuple[bytes, str, str]
    page: Page
    downloads: Sequence[File]
    html: str

    def give_back(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Let MkDocs find a page rendered that it is about to render."""
        for file in self.downloads:
            content = file.content_bytes
            files.append(File.generated(config, file.src_uri, content=content))
        old = self.page
        page.meta = {
            "template": TEMPLATE,
            "html": self.html,
            "search": {"exclude": True},
            "title": old.title,
        }
        links = {files.src_uris[to.src_uri]: by for to, by in (old.links_to_anchors or {}).items()}

        def render(*_: object) -> None:
            page.content, page.toc = old.content, old.toc
            page.present_anchor_ids, page.links_to_anchors = old.present_anchor_ids, links

        vars(page)["render"] = render


def references(config: MkDocsConfig) -> dict[str, Any]:
    """Give what mkdocs-autorefs knows."""
    known = vars(config.plugins.get("autorefs", object))
    return {name: known[name] for name in AUTOREFS if name in known}


def complete(
    index: Path, before: Sequence[dict[str, Any]], built: Set[str]
) -> list[dict[str, Any]]:
    """Give the search index the entries back that it had of pages not built again."""
    content = json.loads(index.read_text("utf-8"))
    content["docs"] += [one for one in before if one["location"].partition("#")[0] not in built]
    index.write_text(json.dumps(content), encoding="utf-8")
    entries: list[Entry] = content["docs"]
    return entries
