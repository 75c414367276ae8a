"""The recipe: what is done with the pages of a book, from their files to a finished site.

Nothing here knows the generator that renders the Markdown; `builder.adapter` does.
"""

import logging
import posixpath
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import Future
from functools import cached_property, partial
from pathlib import Path

from builder.page import Example, Outcome, Page, PageError
from builder.prove import answers, facts, needs, numbers, shown
from builder.prove.walk import Walk
from builder.publish import archive, articles, downloads, epub, to_markdown, wheel
from builder.publish.articles import Contents
from builder.publish.live import runtime
from builder.publish.staging import Staging
from builder.read import links, read
from builder.read.files import check_files
from builder.read.outputs import differences
from builder.read.source import decode
from builder.render import citations, figures
from builder.render.extension import BookExtension
from builder.render.opening import minutes_of
from builder.run.cache import Cache
from builder.run.progress import Progress
from builder.run.runner import Runner
from builder.settings import CACHE, FRESH, LIBRARY, NOTEBOOKS, PACKAGE, ROOT

API = f"\n::: {PACKAGE}"
WORKS = "docs/references.bib"
SCRIPTS = "docs/assets/javascripts/explore"

log = logging.getLogger("mkdocs.book")


class Book:
    """The pages of one build.

    Parameters
    ----------
    staging
        Where the site is built.
    edit_uri
        Where its pages can be edited, if anywhere.

    Raises
    ------
    PageError
        If the bibliography cannot be read.
    """

    def __init__(self, staging: Staging, edit_uri: str = "") -> None:
        self.staging, self.edit_uri = staging, edit_uri
        self.pages: dict[str, Page] = {}
        self.files: Set[str] = frozenset()
        """All that stands beside the pages, too."""
        self.faults: dict[str, PageError] = {}
        """The first fault of each page that has one."""
        cache = Cache(CACHE, fresh=FRESH)
        self.runner = Runner(staging.scratch, cache)
        self.progress = Progress(self.runner)
        self.runs: dict[str, Future[list[Outcome]]] = {}
        works = ROOT / WORKS
        self.bibtex = works.read_text("utf-8") if works.exists() else ""
        self.bibliography = citations.read_bibliography(self.bibtex, WORKS)
        self.chapters: list[str] = []
        """The pages that have a number, in their order."""
        self.labels: dict[str, dict[str, str]] = {}
        """What the figures of each page are called."""
        self.extension = BookExtension(self.bibliography, self.faults)
        self.rendered = 0
        """How many pages are not given back as the last build left them."""
        self.numbers = 0
        """How many numbers in their texts were looked at."""
        self.wheel: Path
        """The library as it is installed."""
        self.packs: Path | None = None
        """Python for the reader's browser, if there is any."""

    def read(self, files: Mapping[str, bytes]) -> None:
        """Read all pages by their paths: nothing is skipped in silence."""
        for path, content in files.items():
            try:
                self.pages[path] = read(decode(content, path), path)
            except PageError as error:
                self.faults[path] = error

    def check_links(self, files: Set[str]) -> bool:
        """Note, before anything runs, files and links that must not be, and works that none cites.

        Tell whether there are any.
        """
        self.files = files
        texts = [page.text for page in self.pages.values()]
        faults = [*check_files(files, ROOT), *citations.uncited(self.bibtex, WORKS, texts)]
        wrong = {fault.path: fault for fault in reversed(faults)} | {
            path: fault
            for path, page in self.pages.items()
            for fault in [*links.check(page, self.pages, files)][:1]
        }
        self.faults |= wrong
        return bool(wrong)

    def number(self, parts: Iterable[Sequence[str]]) -> None:
        """Give chapters and figures their numbers.

        Parameters
        ----------
        parts
            The parts of the book, each with its pages. One of chapters alone has numbers.
        """
        for paths in parts:
            if all(posixpath.dirname(path) in NOTEBOOKS for path in paths):
                self.chapters += paths
            for path in paths:
                if path in self.pages:
                    self.labels[path] = figures.label(self.pages[path], self.chapter(path))

    def chapter(self, path: str) -> int:
        """Give the number of a chapter, and 0 for any other page."""
        return self.chapters.index(path) + 1 if path in self.chapters else 0

    def start(self, paths: Iterable[str]) -> None:
        """Begin to run pages, and the docstrings of the library if one of them shows these."""
        pages = [self.pages[path] for path in paths if path in self.pages]
        self.rendered = len(pages)
        if any(API in page.text for page in pages):
            pages += self.modules
        self.runs = self.runner.submit(pages)
        self.wheel = wheel.build(self.staging.scratch)
        self.packs = runtime.make()

    def markdown(self, path: str, *, opens: bool) -> str:
        """Wait for a page's examples, check the page against them, and give what is rendered.

        Parameters
        ----------
        path
            The page.
        opens
            Whether the page is to say first how long it takes to read.
        """
        if path in self.faults or path not in self.pages:
            return ""
        page = self.pages[path]
        text = page.text
        try:
            self.await_examples(page)
            if API in page.text:
                self.prove_docstrings()
            needs.find(page.examples)
            answers.check(page, ROOT / SCRIPTS)
            if facts.MARKER in text:
                text = facts.with_table(text, self.verdicts(path))
            text += downloads.make(page, partial(self.in_words, path=path), self.edit_uri)
            downloads.check(page, self.files)
        except PageError as error:
            self.faults[path] = error
            return ""
        up = "../" * (path.count("/") - 1)
        self.extension.begin(
            page,
            f"{up}bibliography.md",
            opens=opens and API not in page.text,
            number=self.chapter(path),
            labels=self.labels.get(path) if opens else None,
        )
        return figures.cite(text, path, self.labels)

    @cached_property
    def modules(self) -> list[Page]:
        """The modules of the library, if a page shows their docstrings."""
        if not any(API in page.text for page in self.pages.values()):
            return []
        return [
            read(file.read_text("utf-8"), file.relative_to(ROOT).as_posix())
            for file in sorted(LIBRARY.glob("*.py"))
        ]

    @property
    def minutes(self) -> list[int]:
        """How long each chapter takes to read."""
        return [minutes_of(self.pages[path]) for path in self.chapters]

    @property
    def megabytes(self) -> int:
        """How much a reader loads to run code; nothing where it cannot run."""
        return runtime.megabytes(self.packs) if self.packs else 0

    @property
    def checked(self) -> dict[str, int]:
        """What was run for this build: how many examples and figures."""
        examples = [one for page in [*self.pages.values(), *self.modules] for one in page.examples]
        return {
            "examples": len(examples),
            "figures": sum(one.figure is not None for one in examples),
        }

    def verdicts(self, path: str) -> Counter[str]:
        """Count how many statements of a fact check have which verdict."""
        return facts.check(self.pages[path], self.pages)

    def in_words(self, text: str, path: str) -> str:
        """Write the citations of a page in words, of works and of figures."""
        text = figures.cite(text, path, self.labels)
        return citations.in_words(text, self.bibliography)

    def html(self, path: str, html: str) -> None:
        """Confirm that a rendered page shows what was run."""
        if path in self.faults:
            return
        page = self.pages[path]
        try:
            walk = Walk(html)
            modules = self.modules if API in page.text else []
            shown.check(page, walk, self.extension.proven if modules else frozenset())
            examples = [one for source in (page, *modules) for one in source.examples]
            examples += [Example(0, one.text, one.text) for one in modules]  # it shows signatures
            self.numbers += numbers.check(page, walk.read.texts, examples)
        except PageError as error:
            self.faults[path] = error

    def await_examples(self, page: Page) -> None:
        """Put what came of a page's examples beside them; it is what the page says."""
        if page.path in self.runs:
            outcomes = self.progress.wait(self.runs[page.path])
            for example, outcome in zip(page.examples, outcomes, strict=True):
                example.outcome = outcome
            for difference in differences(page.path, page.examples):
                raise difference

    def prove_docstrings(self) -> None:
        """Wait for the library's docstrings, once."""
        if not self.extension.proven:
            for module in self.modules:
                self.await_examples(module)
            examples = [one for module in self.modules for one in module.examples]
            self.extension.proven = {
                (part.source, part.want) for one in examples for part in one.statements
            }

    def finish(self, picture: bytes, contents: Contents, site_url: str = "") -> None:
        """Add to the site what is made for it as a whole, and put it in its place.

        Parameters
        ----------
        picture
            What other sites show beside a link to this one.
        contents
            The parts of the book, for what is made of it to be kept; nothing is made of none.
        site_url
            The address of the site, if it is known.
        """
        site = self.staging.new
        (site / "assets" / "preview.png").write_bytes(picture)
        # From the disk a page cannot fetch, but it can load a script.
        index = site / "search" / "search_index.json"
        script = f"var __index = {index.read_text('utf-8')}"
        index.with_suffix(".js").write_text(script, encoding="utf-8")
        folder = site / "downloads"
        folder.mkdir(exist_ok=True)
        shutil.copy(self.wheel, folder)
        if self.packs:
            runtime.put(self.packs, site, self.wheel.name)
        if contents:
            read = articles.read(site, (one for _, addresses in contents for one in addresses))
            to_markdown.write(site, read, contents, site_url)
            epub.write(site, read, contents)
            archive.write(site)
        log.info("Rendered now: %d of %d pages", self.rendered, len(self.pages))
        self.progress.end()
        pages = [page for page in self.pages.values() if not page.is_lab]
        log.info(
            "Examples run: %d on pages, %d in docstrings",
            sum(len(page.examples) for page in pages),
            sum(len(module.examples) for module in self.modules),
        )
        log.info("Labs: %d", len(self.pages) - len(pages))
        log.info("Numbers checked now: %d", self.numbers)
        self.staging.publish()
