"""The adapter: MkDocs' events call the recipe of `builder.book`.

Nothing else knows MkDocs, but for `builder.shelf`, which keeps its pages, and `builder.serve`.
"""

import contextlib
import logging
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from html import escape
from pathlib import Path

import jinja2
import mkdocs
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

# MkDocs forgets where it has found this file; the processes of pages have to find it, too.
if (code := str(Path(__file__).resolve().parents[1])) not in sys.path:
    sys.path.append(code)

from builder.book import Book
from builder.page import PageError
from builder.publish import policy, search
from builder.publish.articles import Contents
from builder.publish.epub import EPUB
from builder.publish.staging import Staging
from builder.publish.theme import prepared, replaced
from builder.serve import Notices
from builder.settings import ARCHIVE, CACHE, FRESH, ROOT, shown_path
from builder.shelf import Shelf, documented, opens

log = logging.getLogger("mkdocs.book")

API_STYLE = "assets/_mkdocstrings.css"
"""What mkdocstrings would have every page load."""


class Adapter:
    """What is known from event to event, and from build to build of `mkdocs serve`."""

    def __init__(self) -> None:
        self.serving = False
        self.staging: Staging | None = None
        self.book: Book
        self.shelf: Shelf
        self.notices: Notices
        """What is wrong, for those who are served."""
        self.docs = ""
        self.contents: Contents = ()
        self.content = ""

    def on_startup(self, command: str, dirty: bool) -> None:
        """Remember what is asked for, and be ready to clean up whoever ends the build."""
        self.serving = command == "serve"
        self.shelf = Shelf(CACHE / "shelf.pickle", fresh=FRESH)
        if self.serving:
            self.notices = Notices()
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:  # `nohup` ignores one
                signal.signal(number, signal.default_int_handler)

    @event_priority(100)
    def before_plugins(self, config: MkDocsConfig) -> None:
        """Read the theme's templates in the book's way, before a plugin does."""
        make_env = config.theme.get_env
        config.theme.get_env = lambda: prepared(make_env())  # type: ignore[method-assign]

    def after_plugins(self, config: MkDocsConfig) -> MkDocsConfig:
        """Build in a folder beside the site, and render by the book's extension."""
        self.config = config
        try:
            if self.staging is None:
                if self.serving:
                    check_address(*config.dev_addr)
                self.staging = Staging(Path(config.site_dir))
            config.site_dir = str(self.staging.start())
        except OSError as error:
            raise unwritten(error, config.site_dir) from None
        if self.serving:
            # The navigation may name a new page later.
            config.validation.nav.omitted_files = logging.INFO
        self.docs = Path(config.docs_dir).resolve().relative_to(ROOT).as_posix()
        try:
            self.book = Book(self.staging, config.edit_uri or "")
        except PageError as error:
            raise PluginError(str(error)) from None
        extension = self.book.extension
        config.markdown_extensions.append(extension)
        config.mdx_configs.setdefault("pymdownx.superfences", {})["custom_fences"] = [
            {"name": "*", "class": "", "validator": extension.validate, "format": extension.format}
        ]
        if "mkdocs-jupyter" in config.plugins:
            # Its defaults from 0.27 on put a script of a CDN on every page.
            config.plugins["mkdocs-jupyter"].config["mathjax_version"] = 2
        return config

    on_config = CombinedEvent(before_plugins, after_plugins)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Read all pages."""
        for file in files:
            if file.abs_src_path and not Path(file.abs_src_path).exists():
                path = self.path(file)
                self.book.faults[path] = PageError(path, 1, "this link leads to no file")
        pages = {self.path(file): file for file in files.documentation_pages()}
        self.book.read(
            {
                path: file.content_bytes
                for path, file in pages.items()
                if path not in self.book.faults
            }
        )
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Begin to run the pages, unless a link or the navigation is wrong."""
        links = self.book.check_links({self.path(file) for file in files})
        if links or warned():
            raise self.stopped()
        self.contents = contents(nav)
        parts = [one.children or [] for one in nav.items if one.is_section]
        self.book.number(
            [[self.path(page.file) for page in part if page.is_page] for part in parts]
        )
        self.shelf.begin(self.book, self.docs, files, config)
        pages = [file for file in files.documentation_pages() if not self.is_kept(file)]
        self.book.start([self.path(file) for file in pages])
        # The handler writes an inventory: a book without a reference has neither.
        if "mkdocstrings" in config.plugins and self.book.modules:
            prepared(documented(config).get_handler("python").env)
        self.book.extension.captions = Markdown(
            extensions=config.markdown_extensions, extension_configs=config.mdx_configs
        )
        return nav

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str | None:
        """Give what was read at first, and spare MkDocs a file that could not be read."""
        return "" if self.path(page.file) in self.book.faults else self.shelf.source(page)

    def on_page_markdown(self, text: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Wait for the page's examples, and check the page against them."""
        if self.is_kept(page.file):
            self.shelf.give_back(page, files)
        else:
            path = self.path(page.file)
            # mkdocs-jupyter's renderer has nothing left to do; MkDocs' own comes to light again.
            vars(page).pop("render", None)
            text = self.book.markdown(path, opens=opens(page))
        for name, content in self.attachments(page.file).items():
            uri = Path(name).relative_to(self.docs).as_posix()
            files.append(File.generated(config, uri, content=content))
        return text

    @event_priority(-50)
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Let no code block pass that was not run."""
        path = self.path(page.file)
        if not self.is_kept(page.file) and path in self.book.pages:
            self.book.html(path, html)
            known = self.book.pages[path]
            # MkDocs sees the anchors of headings only, and would call links to examples broken.
            page.present_anchor_ids = (page.present_anchor_ids or set()) | known.anchors
            if known.description:
                page.meta["description"] = escape(known.description)
        return html

    @event_priority(100)
    def on_env(self, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:
        """Stop at all faults at once, before anything is written."""
        env.filters["replaced"] = replaced
        env.globals["book"] = self.book
        env.globals["chapters"] = [
            files.src_uris[path.removeprefix(f"{self.docs}/")].page for path in self.book.chapters
        ]
        # What is made of the site as a whole is not made anew with every edit.
        env.globals["archive"] = "" if self.serving else ARCHIVE
        env.globals["epub"] = EPUB
        if API_STYLE in config.extra_css:
            config.extra_css.remove(API_STYLE)  # overrides/main.html has it where it is needed
        if self.book.faults:
            raise self.stopped()
        told = config.nav, config.site_url, self.serving, self.book.megabytes
        self.shelf.leave_templates_out(files, told)

    @event_priority(100)
    def before_search(self, /, context: TemplateContext, page: Page, **_: object) -> None:
        """Let the theme's search read formulas as lines of text."""
        self.content = page.content or ""
        page.content = search.with_lines(self.content)

    @event_priority(-100)
    def after_search(self, /, context: TemplateContext, page: Page, **_: object) -> None:
        """Give the page its formulas back."""
        page.content = self.content

    on_page_context = CombinedEvent(before_search, after_search)

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Keep the finished page, and lock it; `mkdocs serve` adds a script of its own instead."""
        self.shelf.keep(page, self.attachments(page.file), output)
        return output if self.serving else policy.lock(output)

    def on_post_template(self, output: str, template_name: str, config: MkDocsConfig) -> str:
        """Lock the page for what is not found; without an address there is no map of addresses."""
        if template_name == "sitemap.xml" and not config.site_url:
            return ""
        if self.serving or not template_name.endswith(".html"):
            return output
        return policy.lock(output)

    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Put the finished site in its place, unless strict MkDocs is about to refuse it."""
        if warned():
            self.clean_up()
            return
        self.shelf.end(Path(config.site_dir, "search", "search_index.json"), config)
        parts = () if self.serving else self.contents
        self.book.finish(self.shelf.last.picture, parts, config.site_url or "")
        self.book.runner.close()
        config.site_dir = str(self.book.staging.site)

    def on_build_error(self, error: Exception) -> None:
        """Leave the last good site as it was and nothing running."""
        self.clean_up()
        told = error
        if isinstance(error, jinja2.TemplateError):  # a missing one is an OSError, too
            told = in_template(error)
        elif isinstance(error, OSError) and self.staging is not None:
            raise unwritten(error, self.staging.site)
        if self.serving and self.staging and not self.notices.attached:
            log.error("%s", told)
            self.notices.stand_in(self.staging, self.config, self.on_shutdown)
        if told is not error:
            raise told

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Look at the sources more often than MkDocs does, and go on where a build fails."""
        for path in (config.docs_dir, str(config.config_file_path)):
            server.unwatch(path)
        self.notices.attach(server, config)
        return server

    def on_shutdown(self) -> None:
        """Leave nothing but the site, also where the user has interrupted the build."""
        self.clean_up()
        if self.staging is not None:
            self.staging.close()
            self.staging = None
        with contextlib.suppress(OSError):  # the site is whole; the next build only takes longer
            self.shelf.save()

    def clean_up(self) -> None:
        """Throw the unfinished site away and stop what still runs."""
        if self.staging is not None:
            self.staging.discard()
        if "book" in vars(self):
            self.book.runner.close()

    def path(self, file: File) -> str:
        """Give a file's path as it is typed from the project's folder."""
        return f"{self.docs}/{file.src_uri}"

    def is_kept(self, file: File) -> bool:
        """Tell whether a page's content is given back as it was."""
        return file.src_uri in self.shelf.unchanged

    def attachments(self, file: File) -> Mapping[str, str]:
        """Give the files that lie beside a page, with their paths."""
        if self.is_kept(file):
            return self.shelf.last.pages[file.src_uri].attachments
        known = self.book.pages.get(self.path(file))
        return known.attachments if known else {}

    def stopped(self) -> PluginError:
        """Tell all faults; MkDocs itself tells nothing twice, whatever was edited in between."""
        for fault in self.book.faults.values():
            log.error("%s", fault)
        return PluginError(f"the site was not built; pages with faults: {len(self.book.faults)}")


def contents(nav: Navigation) -> Contents:
    """Give the parts of the navigation with the files of their pages; a page alone has no title."""
    return [
        (
            one.title or "" if one.is_section else "",
            [page.file.dest_uri for page in one.children or [one] if page.is_page],
        )
        for one in nav.items
    ]


def warned() -> bool:
    """Tell whether strict MkDocs has counted a warning."""
    # Under ProperDocs, which stands in for MkDocs, this logger has another name.
    handlers = logging.getLogger(mkdocs.__name__).handlers
    return any(isinstance(one, CountHandler) and one.get_counts() for one in handlers)


def check_address(host: str, port: int) -> None:
    """Refuse to build for a server that could not start; MkDocs would only notice afterwards."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise PluginError(f"{host}:{port}: the site cannot be served: {error.strerror}") from None


def unwritten(error: OSError, site: object) -> PluginError:
    """Tell that the site could not be written."""
    return PluginError(f"{site}: the site was not written: {error}")


def in_template(error: jinja2.TemplateError) -> PluginError:
    """Tell where a template fails: Jinja has put its lines into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    place = next((one for one in reversed(frames) if not one.filename.endswith(".py")), frames[-1])
    words = str(error)
    if isinstance(error, jinja2.TemplateNotFound):
        words = f"there is no template {error.name}"
    return PluginError(f"{shown_path(place.filename)}:{place.lineno}: {words}")


_adapter = Adapter()
# MkDocs takes its events from the names of this module.
globals().update(
    {name: getattr(_adapter, name) for name in dir(_adapter) if name.startswith("on_")}
)
