"""The adapter: MkDocs' events call the functions of this package.

Nothing else knows MkDocs, but for `hooks.kept`.
"""

import functools
import logging
import posixpath
import re
import socket
import sys
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import jinja2
import markdown
import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler, get_relative_url
from pybtex.database import BibliographyData

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "src" / "onelayer"
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from hooks import (  # noqa: E402
    archive,
    blocks,
    citations,
    downloads,
    facts,
    fonts,
    formulas,
    kept,
    labs,
    needs,
    notebooks,
    numbers,
    opening,
    policy,
    preview,
    tables,
)
from hooks.docstrings import all_statements  # noqa: E402
from hooks.examples import Outcome, find_snippets  # noqa: E402
from hooks.fences import PageError, check_encoding  # noqa: E402
from hooks.runner import Runner, digest  # noqa: E402
from hooks.staging import Staging  # noqa: E402

API = "\n::: onelayer"
BIBLIOGRAPHY = "bibliography.md"
CHAPTERS = "chapters/"
FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)

log = logging.getLogger("mkdocs.hooks.site")


class Build:
    """What one build knows; MkDocs gives its events no other place for it."""

    serving = False
    runner: Runner | None = None
    """Kept from build to build while `mkdocs serve` runs, so that only edited pages run again."""
    staging: Staging | None = None
    """Kept as well, as the place of temporary files."""
    scratch: Path
    runs: dict[str, "Future[list[Outcome]]"]
    modules: "dict[Path, Future[list[Outcome]]]"
    lab_runs: dict[str, "Future[list[notebooks.Cell]]"]
    """The runs of pages, of the library's docstrings, and of labs."""
    outcomes: dict[str, list[Outcome]]
    labs: dict[str, list[notebooks.Cell]]
    bibliography: BibliographyData
    unchanged: ClassVar[dict[str, kept.Kept]] = {}
    """The pages that need not be built again, while `mkdocs serve` runs."""
    built: dict[str, kept.Kept]
    """Those that were, in this build."""
    keys: dict[str, tuple[bytes, str, str]]
    downloads: dict[str, list[File]]
    """What the pages are made of, and what is to be taken home from those that are built."""
    index: ClassVar[Sequence[kept.Entry]] = []
    references: ClassVar[dict[str, Any]] = {}
    """What can be searched for and referred to in the last site that was served."""


def on_startup(command: str, dirty: bool) -> None:
    """Remember what is asked for."""
    Build.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build in a folder beside the site, and render fences by `hooks.blocks`."""
    Build.runs, Build.modules, Build.outcomes, Build.labs = {}, {}, {}, {}
    Build.keys, Build.downloads, Build.built, Build.lab_runs = {}, {}, {}, {}
    try:
        if Build.staging is None:
            if Build.serving:
                check_address(*config.dev_addr)
            Build.staging = Staging(Path(config.site_dir))
        config.site_dir, Build.scratch = str(Build.staging.start()), Build.staging.scratch
    except OSError as error:
        raise unwritten(error, config.site_dir) from None
    references = Path(config.docs_dir) / "references.bib"
    with told():
        bibtex = references.read_text("utf-8") if references.exists() else ""
        Build.bibliography = citations.read_bibliography(bibtex, "docs/references.bib")
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fences["custom_fences"] = [
        {
            "name": "*",
            "class": "",
            "validator": blocks.validate_block,
            "format": blocks.format_block,
        }
    ]
    if "mkdocs-jupyter" in config.plugins:
        # Its defaults from 0.27 on put a script of a CDN on every page.
        config.plugins["mkdocs-jupyter"].config["mathjax_version"] = 2
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Start the labs, which take longest, and the examples of all pages; each waits for its own."""
    if Build.runner is None:
        Build.runner = Runner(config.extra["seconds"]["example"], Build.scratch)
    for file in files.documentation_pages():
        with told():
            check_encoding(file.content_bytes, name(file, config))
    if Build.serving:
        drop_edited(files, config)
    new = [file for file in files.documentation_pages() if file.src_uri not in Build.unchanged]
    for file in new:
        if file.src_uri.endswith(".py"):
            Build.lab_runs[file.src_uri] = Build.runner.call(
                labs.run_apart,
                Build.runner,
                Path(str(file.abs_src_path)),
                name(file, config),
                cache(config) / "labs",
                config.extra["seconds"]["lab"],
                Build.scratch,
            )
    pages = [file for file in new if file.src_uri.endswith(".md")]
    for file in pages:
        Build.runs[file.src_uri] = Build.runner.submit(read(file), name(file, config))
    if any(API in read(file) for file in pages):
        for module in sorted(LIBRARY.glob("*.py")):
            path = module.relative_to(ROOT).as_posix()
            Build.modules[module] = Build.runner.submit(module.read_text("utf-8"), path)
    # What is started first is the first to be rendered, too.
    return Files(sorted(files, key=lambda file: not file.src_uri.endswith(".py")))


def drop_edited(files: Files, config: MkDocsConfig) -> None:
    """Keep of the pages that were built before those that would be the same again."""
    pages = files.documentation_pages()
    folders = [str(one) for one in (config.docs_dir, config.theme.custom_dir) if one]
    paths = {file for folder in folders for file in Path(folder).rglob("*") if file.is_file()}
    paths -= {Path(str(file.abs_src_path)) for file in pages}
    others = [(str(file), file.read_bytes()) for file in sorted(paths)]
    whole = [file.src_uri for file in pages], Path(str(config.config_file_path)).read_bytes()
    common = digest([*whole, *others])
    proofs = repr([sorted(page_anchors(read(file), file.src_uri)) for file in pages])
    for file in pages:
        text = read(file)
        key = (common, text, proofs if facts.PLACE in text else "")
        Build.keys[file.src_uri] = key
        if file.src_uri in Build.unchanged and Build.unchanged[file.src_uri].key != key:
            del Build.unchanged[file.src_uri]
    if Build.unchanged and "autorefs" in config.plugins:
        vars(config.plugins["autorefs"]).update(Build.references)


def on_page_markdown(text: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Wait for the page's examples, check the page against them, and number them in it."""
    if page.file.src_uri in Build.unchanged:
        Build.unchanged[page.file.src_uri].give_back(page, config, files)
        return text
    if page.file.src_uri.endswith(".py"):
        return lab_markdown(page, config, files)
    if page.file.src_uri not in Build.runs:
        return text
    # With the lines of the file, which MkDocs' own text has not where there is front matter.
    text, path = read(page.file), name(page.file, config)
    with told():
        Build.outcomes[page.file.src_uri] = Build.runs[page.file.src_uri].result()
        if facts.PLACE in text:
            text = facts.check_facts(text, path, lambda link: anchors(link, page, files))
        text = prove(text, path, page)
        marked = blocks.mark(text, path)
        if page.file.src_uri.startswith(CHAPTERS):
            cells = downloads.chapter_cells(text, path, Build.outcomes[page.file.src_uri])
            marked += offer(cells, downloads.to_script(cells), page, config, files)
        if citations.PLACE in marked:
            marked = marked.replace(citations.PLACE, citations.render(Build.bibliography))
        return marked


def prove(text: str, path: str, page: Page) -> str:
    """Check the numbers of a page, and link its citations."""
    snippets = list(find_snippets(text, path))
    numbers.check_numbers(text, path, snippets, Build.outcomes[page.file.src_uri])
    return cite(text, path, page)


def cite(text: str, path: str, page: Page) -> str:
    """Link the citations in a page's text."""
    bibliography = "../" * page.file.src_uri.count("/") + BIBLIOGRAPHY
    return citations.cite(text, path, Build.bibliography, bibliography)


def offer(
    cells: Sequence[notebooks.Cell], script: str, page: Page, config: MkDocsConfig, files: Files
) -> str:
    """Lay a page's notebook and script beside the page, and give the line that links them."""
    folder = posixpath.splitext(page.file.src_uri)[0]
    stem = posixpath.basename(folder)
    for kind, content in (("ipynb", downloads.to_notebook(cells, stem)), ("py", script)):
        file = File.generated(config, f"{folder}/{stem}.{kind}", content=content)
        Build.downloads.setdefault(page.file.src_uri, []).append(file)
        files.append(file)
    return f"\n\n{downloads.home_links(stem)}"


def anchors(link: str, page: Page, files: Files) -> Set[str]:
    """Give the anchors of the executed examples and figures of the page that a link names."""
    file = files.src_uris.get(posixpath.normpath(posixpath.join(page.file.src_uri, "..", link)))
    if file is None:
        return set()
    return page_anchors(read(file), file.src_uri)


@functools.lru_cache(maxsize=128)
def page_anchors(text: str, uri: str) -> Set[str]:
    """Give the anchors of the examples and figures of a page."""
    if uri.endswith(".py"):
        text = notebooks.to_markdown(notebooks.read_cells(text, uri))
    return blocks.anchors(find_snippets(text, uri))


def lab_markdown(page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make a lab that mkdocs-jupyter has executed a page like any other."""
    file, path = Path(str(page.file.abs_src_path)), name(page.file, config)
    with told():
        cells = Build.lab_runs[page.file.src_uri].result()
    # Its renderer has nothing left to do; MkDocs' own comes to light again.
    del page.render
    Build.labs[page.file.src_uri] = cells
    Build.outcomes[page.file.src_uri] = notebooks.to_outcomes(cells)
    with told(cells):
        text = blocks.mark(prove(notebooks.to_markdown(cells), path, page), path)
        home = downloads.lab_cells(cells, lambda prose: cite(prose, path, page))
    return text + offer(home, file.read_text("utf-8"), page, config, files)


@event_priority(-50)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Place the figures and formulas; let no code block pass that was not run."""
    if page.file.src_uri not in Build.outcomes:
        return html
    cells = Build.labs.get(page.file.src_uri, [])
    path, text = name(page.file, config), notebooks.to_markdown(cells) or read(page.file)
    snippets = list(find_snippets(text, path))
    # MkDocs sees the anchors of headings only, and would call links to examples broken.
    page.present_anchor_ids = (page.present_anchor_ids or set()) | blocks.anchors(snippets)
    with told(cells):
        html = blocks.place_figures(
            html,
            snippets,
            Build.outcomes[page.file.src_uri],
            lambda words: inline(words, path, page, config),
        )
        proven = docstring_statements() if API in text else frozenset()
        blocks.check(html, text, path, snippets, proven)
        try:
            html = formulas.render(needs.attach(html))
        except formulas.FormulaError as error:
            line = blocks.line_with(text, error.tex.strip().splitlines()[0])
            raise PageError(path, line, str(error)) from None
    html = tables.dress(html)
    if description := opening.describe(html):
        page.meta.setdefault("description", description)
    return opening.add_opening(html) if page.parent and API not in text else html


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:
    """Compile the templates once, however often `mkdocs serve` builds."""
    if Build.serving:
        env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(Build.scratch))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Lock the finished page; `mkdocs serve` keeps it instead, and adds a script of its own."""
    if not Build.serving:
        return policy.lock(output)
    uri = page.file.src_uri
    if uri not in Build.unchanged:
        Build.built[uri] = kept.Kept(Build.keys[uri], page, Build.downloads.get(uri, []), output)
    return output


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Lock the page for what is not found; without an address there is no map of addresses."""
    if template_name == "sitemap.xml" and not config.site_url:
        return ""
    if Build.serving or not template_name.endswith(".html"):
        return output
    return policy.lock(output)


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Put the finished site in its place, unless strict MkDocs is about to refuse it."""
    # Under ProperDocs, which stands in for MkDocs, this logger has another name.
    handlers = logging.getLogger(mkdocs.__name__).handlers
    if any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers):
        clean_up()
        return
    on_pages = sum(len(Build.outcomes[uri]) for uri in Build.runs)
    in_docstrings = sum(len(run.result()) for run in Build.modules.values())
    log.info("Examples run: %d on pages, %d in docstrings", on_pages, in_docstrings)
    log.info("Labs: %d", len(Build.labs))
    if Build.staging is not None:
        new = Build.staging.new
        fonts.math_font(new / "assets" / "fonts" / "one-layer-math.woff2")
        (new / "assets" / "preview.png").write_bytes(preview.draw())
        index = new / "search" / "search_index.json"
        if Build.serving:
            urls = {one.page.url for one in Build.built.values()}
            Build.index = kept.complete(index, Build.index, urls)
            Build.references = kept.references(config)
            Build.unchanged |= Build.built
        # From the disk a page cannot fetch, but it can load a script.
        script = f"var __index = {index.read_text('utf-8')}"
        index.with_suffix(".js").write_text(script, encoding="utf-8")
        if not Build.serving:
            archive.write(new)
        Build.staging.publish()
        config.site_dir = str(Build.staging.site)


def on_build_error(error: Exception) -> None:
    """Leave the last good site as it was and nothing running."""
    clean_up()
    if isinstance(error, OSError) and Build.staging is not None:
        raise unwritten(error, Build.staging.site)


@contextmanager
def told(cells: Sequence[notebooks.Cell] = ()) -> Iterator[None]:
    """Turn a fault of a page (a lab's, by its cells) into the error that MkDocs ends with."""
    try:
        yield
    except PageError as error:
        raise PluginError(str(notebooks.in_script(error, cells))) from None


def clean_up() -> None:
    """Throw the unfinished site away and stop what still runs."""
    if Build.staging is not None:
        Build.staging.discard()
    if Build.runner is not None:
        Build.runner.close()
        Build.runner = None


def on_shutdown() -> None:
    """Leave nothing but the site, also where the user has interrupted the build."""
    clean_up()
    if Build.staging is not None:
        Build.staging.close()
        Build.staging = None


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


def docstring_statements() -> Set[tuple[str, str]]:
    """Wait for the library's docstrings and give what they have proven."""
    with told():
        for run in Build.modules.values():
            run.result()
    return {one for module in Build.modules for one in all_statements(module.read_text("utf-8"))}


def read(file: Any) -> str:
    """Give a page's text with the lines of its file: front matter turns into empty lines."""
    return FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), str(file.content_string))


def name(file: Any, config: MkDocsConfig) -> str:
    """Give a page's path as it is typed from the project's folder."""
    root = Path(str(config.config_file_path)).resolve().parent
    return (Path(config.docs_dir).relative_to(root) / str(file.src_uri)).as_posix()


def cache(config: MkDocsConfig) -> Path:
    """Give the folder for what one build may keep for the next."""
    return Path(str(config.config_file_path)).with_name(".cache")


def inline(words: str, path: str, page: Page, config: MkDocsConfig) -> str:
    """Render a caption: one paragraph of Markdown without its `<p>`."""
    bibliography = get_relative_url(BIBLIOGRAPHY.removesuffix(".md") + "/", page.url)
    words = citations.cite(words, path, Build.bibliography, bibliography)
    html: str = markdown.markdown(
        words, extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )
    return html.removeprefix("<p>").removesuffix("</p>")
