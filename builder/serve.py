"""What `mkdocs serve` does beyond a build: where an edit is at fault, the pages say what is wrong.

They stay as they were, and are built again at the next edit.
"""

import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserver

from builder.publish.staging import Staging

NOTICE = """\
<pre role="alert" style="position: fixed; inset: auto 0 0; z-index: 9; max-height: 60vh; \
margin: 0; padding: 1rem; overflow: auto; white-space: pre-wrap; font-size: 0.7rem; color: #fff; \
background: #8f1d1d">{}</pre>"""

POLL = 0.1
"""Seconds between two looks at the sources while serving; MkDocs takes half a second."""

log = logging.getLogger("mkdocs.book")


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
