"""What `mkdocs serve` does beyond a build: it keeps what an edit has not touched, and tells faults.

An edit is to be seen at once. A page whose own text and all else that its content is made of are
those of its last build is neither run nor rendered again. If the titles and places of all pages are
the same, too, it is not even put into the theme's template again.

Where an edit is at fault, the pages stay as they were, and say what is wrong.
"""

import json
import logging
import os
import shutil
import sys
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
from mkdocs.utils.yaml import yaml_load
from watchdog.observers.polling import PollingObserver

from builder.book import Book
from builder.prove import facts
from builder.publish.staging import Staging
from builder.render import figures
from builder.run.cache import make_key
from builder.settings import ROOT

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

HOME = "template: home.html"
"""Said by the page that tells of all others."""
POLL = 0.1
"""Seconds between two looks at the sources while serving; MkDocs takes half a second."""

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
        self._keys: Mapping[str, Key] = {}
        self._index: list[dict[str, Any]] = []
        self._references: dict[str, Any] = {}

    def begin(self, keys: Mapping[str, Key], config: MkDocsConfig) -> None:
        """Find the pages whose content would be the same again."""
        self._built, self._keys, self._left_out = {}, keys, set()
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
        pages = [file.page for file in files.documentation_pages() if file.page]
        self._frame = frame = (nav, [(str(page.title), page.url) for page in pages])
        for uri in self.unchanged:
            page = files.src_uris[uri].page
            if page and self.kept[uri].frame == frame:
                self._left_out.add(uri)
                # It stands in the search index already.
                page.meta.update({"search": {"exclude": True}, "html": self.kept[uri].html})
                page.meta["template"] = TEMPLATE

    def keep(self, page: Page, attachments: Mapping[str, str], html: str) -> None:
        """Take a page that has just been built."""
        uri = page.file.src_uri
        left_out = uri in self._left_out
        described = self.kept[uri].description if left_out else page.meta.get("description", "")
        self._built[uri] = Kept(self._keys[uri], page, attachments, self._frame, html, described)

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


def make_keys(book: Book, docs: str, files: Files, config: MkDocsConfig) -> dict[str, Key]:
    """Sum up for each page what its content is made of.

    Parameters
    ----------
    book
        The book, read.
    docs
        The folder of its pages, from that of the project.
    files, config
        As MkDocs has them.
    """
    pages = files.documentation_pages()
    folders = [Path(config.docs_dir), Path(str(config.theme.custom_dir))]
    others = {file for folder in folders for file in folder.rglob("*") if file.is_file()}
    others -= {Path(str(file.abs_src_path)) for file in pages}
    # Where the navigation puts a page counts for its number and its opening line alone.
    with Path(str(config.config_file_path)).open(encoding="utf-8") as source:
        settings = {**yaml_load(source), "nav": None}
    common = make_key([repr(settings)], [ROOT / "pyproject.toml", *sorted(others)])
    anchors = repr([sorted(page.anchors) for page in book.pages.values()])
    texts = repr([page.text for page in book.pages.values()])
    keys: dict[str, Key] = {}
    for file in pages:
        path = f"{docs}/{file.src_uri}"
        page = book.pages.get(path)
        if page:
            told = anchors if facts.MARKER in page.text else ""
            told += texts if HOME in file.content_string else ""
            opened = str(file.page and opens(file.page))
            numbers = repr((book.chapter(path), book.labels.get(path)))
            text = file.content_string, figures.cite(page.text, path, book.labels)
            keys[file.src_uri] = (common, *text, told, opened, numbers)
    return keys


def opens(page: Page) -> bool:
    """Tell whether a page says first how long it takes: one of a part, in a folder of its own."""
    return page.parent is not None and "/" in page.url


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

    def attach(self, server: LiveReloadServer, config: MkDocsConfig) -> None:
        """Stand between a server and its builder, and between it and its readers."""
        self.attached = True
        server.observer = Sources(timeout=POLL)
        sources = (config.docs_dir, config.config_file_path, config.theme.custom_dir)
        for path in (*sources, *config.watch):
            server.watch(str(path))
        self.build, self.answer = server.builder, server.serve_request
        server.builder = self.rebuild
        server.set_app(self.serve)

    def stand_in(self, staging: Staging, config: MkDocsConfig, end: Callable[[], None]) -> None:
        """Say what is wrong with the very first build until something is edited."""

        def begin_anew() -> None:
            """Be started once more; a browser that is open asks until it is answered."""
            end()
            shutil.rmtree(staging.site, ignore_errors=True)
            os.execv(sys.executable, [sys.executable, "-m", mkdocs.__name__, *sys.argv[1:]])  # noqa: S606

        folder = staging.start()
        page = folder / "index.html"
        page.write_text("<!doctype html><title>The first build</title><body></body>")
        server = LiveReloadServer(begin_anew, *config.dev_addr, str(folder))
        server.error_handler = lambda _: page.read_bytes()
        self.attach(server, config)
        try:
            server.serve()  # type: ignore[no-untyped-call]
        finally:
            server.shutdown()

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
