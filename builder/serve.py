"""What `mkdocs serve` does beyond a build: it keeps what an edit has not touched, and tells faults.

An edit is to be seen at once. A page whose own text and all else that its content is made of are
those of its last build is neither run nor rendered again. If the titles and places of all pages are
the same, too, it is not even put into the theme's template again.

Where an edit is at fault, the pages stay as they were, and say what is wrong.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from watchdog.observers.polling import PollingObserver

TEMPLATE = "kept.html"
AUTOREFS = ("_primary_url_map", "_secondary_url_map", "_title_map")
"""Where mkdocs-autorefs has what can be referred to: it gives that out under no public name."""
HEADING = "_title_from_render"
"""Where MkDocs has the title that a page gives itself, likewise."""

Key = tuple[str, ...]
"""What a page's content is made of."""
Frame = tuple[str, Sequence[tuple[str, str]]]
"""The navigation, and the titles and addresses of all pages: what stands around each page."""
NOTICE = """\
<pre role="alert" style="position: fixed; inset: auto 0 0; z-index: 9; max-height: 60vh; \
margin: 0; padding: 1rem; overflow: auto; white-space: pre-wrap; font-size: 0.7rem; color: #fff; \
background: #8f1d1d">{}</pre>"""

log = logging.getLogger("mkdocs.book")


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
        self._frame: Frame = ("", ())
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
        if kept.description:
            page.meta["description"] = kept.description
        links = {files.src_uris[to.src_uri]: by for to, by in (old.links_to_anchors or {}).items()}

        def render(*_: object) -> None:
            page.content, page.toc = old.content, old.toc
            vars(page)[HEADING] = vars(old)[HEADING]
            page.present_anchor_ids, page.links_to_anchors = old.present_anchor_ids, links

        vars(page)["render"] = render

    def leave_templates_out(self, files: Files, nav: str) -> None:
        """Give pages their whole HTML back where all that the template is given is as it was."""
        self._frame = frame = (nav, titles(files))
        for uri in self.unchanged:
            page = files.src_uris[uri].page
            if page and self.kept[uri].frame == frame:
                self._left_out.add(uri)
                # It stands in the search index already.
                page.meta.update({"search": {"exclude": True}, "html": self.kept[uri].html})
                page.meta["template"] = TEMPLATE

    def keep(self, page: Page, key: Key, attachments: Mapping[str, str], html: str) -> None:
        """Take a page that has just been built."""
        uri = page.file.src_uri
        left_out = uri in self._left_out
        described = self.kept[uri].description if left_out else page.meta.get("description", "")
        self._built[uri] = Kept(key, page, attachments, self._frame, html, described)

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


def titles(files: Files) -> list[tuple[str, str]]:
    """Give the titles and addresses of all pages."""
    pages = [file.page for file in files.documentation_pages() if file.page]
    return [(str(page.title), page.url) for page in pages]


class Sources(PollingObserver):
    """Looks at what is written by hand, and not at what Python compiles of it beside it."""

    def schedule(self, event_handler: Any, *where: Any, **how: Any) -> Any:
        """Tell a handler of changes in a folder."""
        tell = event_handler.on_any_event
        event_handler.on_any_event = lambda one: "__pycache__" in one.src_path or tell(one)
        return super().schedule(event_handler, *where, **how)


class Notices(logging.Handler):
    """What is wrong with the last edit, said on every page that is served until it is mended."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self.attached = False
        """Whether anybody is served."""
        self.build: Callable[[], None]
        self.answer: Callable[..., Iterable[bytes]]
        # Under ProperDocs, which stands in for MkDocs, this logger has another name.
        logging.getLogger(mkdocs.__name__).addHandler(self)

    def attach(self, server: LiveReloadServer) -> None:
        """Stand between a server and its builder, and between it and its readers."""
        self.attached = True
        self.build, self.answer = server.builder, server.serve_request
        server.builder = self.rebuild
        server.set_app(self.serve)

    def emit(self, record: logging.LogRecord) -> None:
        """Take what is said in the terminal."""
        self.said.append(record.getMessage())

    def rebuild(self) -> None:
        """Build again; the server goes on whatever comes of it."""
        self.said = []
        try:
            self.build()
        except Abort:  # what is wrong has been said
            pass
        except Exception as error:  # noqa: BLE001 - an author may break anything
            log.error("%s", error)  # noqa: TRY400 - where our code was is no help to its user

    def serve(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        """Answer a request."""
        begun: list[Any] = []
        body = self.answer(environ, lambda *head: begun.extend(head))
        status, headers = begun
        if self.said and ("Content-Type", "text/html") in headers:
            notice = NOTICE.format(escape("\n".join(self.said)))
            page = b"".join(body).replace(b"</body>", f"{notice}</body>".encode())
            headers, body = (
                [("Content-Type", "text/html"), ("Content-Length", str(len(page)))],
                [page],
            )
        start_response(status, headers)
        return body
