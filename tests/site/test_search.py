"""Search finds the library's names and what formulas are called, on a server and from the disk, and
the archive reads like the site.
"""

import json
import re
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import pytest
from built import SITE, marked
from visits import ready

import onelayer
from builder.publish import archive
from builder.settings import ARCHIVE

FORMULAS = {
    "cosine similarity": "chapters/memory-by-content.html",
    "singular value decomposition": "chapters/linear-maps-and-logistic-regression.html",
    "sigmoid": "chapters/one-hidden-layer.html",
    "softmax": "chapters/attention.html",
    "gradient": "chapters/one-hidden-layer.html",
    "threshold": "chapters/hidden-layer.html",
    "weight decay": "chapters/training.html",
}
# Lines of text that stand for formulas, and where.
LINES = {
    "1/(1 + e^−z)": "reference/activations.html",
    "a = W1 x + b1": "chapters/one-hidden-layer.html",
    "cos θ = (u ⋅ v)/(‖u‖ ‖v‖)": "reference/similarity.html",
    "(1/√2, 1/√2)": "chapters/hidden-layer.html",
    "W1^end = W1^start": "chapters/training.html",
}

# How wide a word is in a face, once that is there.
WIDTHS = """async (face) => {
  const word = document.createElement("span");
  word.style.fontFamily = `"${face}", monospace`;
  word.textContent = "Million";
  document.querySelector("article p").append(word);
  await document.fonts.ready;
  return word.getBoundingClientRect().width;
}"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The archive as a reader unpacks it."""
    folder = tmp_path_factory.mktemp("disk")
    with ZipFile(SITE / ARCHIVE) as packed:
        packed.extractall(folder)
    return folder / "one-layer"


def search(page, words):
    """Type words into the search of an open page, and give the pages that it offers."""
    ready(page)
    box = page.locator("[data-md-component=search-query]")
    box.fill(words[:-1])
    box.press(words[-1])
    page.locator(".md-search-result__item").first.wait_for()
    page.wait_for_timeout(200)
    links = page.locator(".md-search-result__link")
    return links.evaluate_all("links => links.map((link) => link.href)")


def test_it_waits_until_it_is_wanted(visit):
    page = visit.open("index.html")
    page.wait_for_load_state("networkidle")
    assert [name for name in visit.weight if name.startswith("search")] == ["search.js"]
    assert search(page, "memory")
    assert "search_index.json" in visit.weight
    assert visit.trouble == []


@pytest.mark.parametrize("step", marked([5, 1], lambda step: step == 1))
def test_search_finds_the_names_of_the_library(visit, step):
    page = visit.open("index.html")
    for name in onelayer.__all__[::step]:
        assert any(url.endswith(f".{name}") for url in search(page, name)[:3]), name


def test_search_finds_formulas_by_their_names(visit):
    page = visit.open("index.html")
    for words, place in FORMULAS.items():
        assert any(place in url for url in search(page, words)), words


def test_the_index_has_formulas_as_they_are_typed():
    index = json.loads((SITE / "search" / "search_index.json").read_text("utf-8"))
    for line, place in LINES.items():
        texts = [one["text"] for one in index["docs"] if one["location"].startswith(place)]
        assert any(line in text for text in texts), line
        assert "<math" in (SITE / place).read_text("utf-8")


def test_search_works_from_the_disk(browser, copy):
    context = browser.new_context()
    page = context.new_page()
    trouble = []
    page.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda one: one.url.startswith("file:") or trouble.append(one.url))
    page.goto((copy / "chapters" / "one-hidden-layer.html").as_uri())
    found = search(page, "cosine similarity")
    assert any(FORMULAS["cosine similarity"] in url for url in found)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(found[0])
    assert page.locator("h1").is_visible()
    assert page.evaluate(
        "document.fonts.load('1em \"One Layer Math\"').then((fonts) => fonts.length)"
    )
    assert page.evaluate(WIDTHS, "One Layer Serif") != page.evaluate(WIDTHS, "no such face")
    assert trouble == []
    context.close()


def test_every_link_of_the_archive_leads_to_a_file(copy):
    pages = sorted(copy.rglob("*.html"))
    assert len(pages) > 10
    ids = {page: set(re.findall(r' id="([^"]*)"', page.read_text("utf-8"))) for page in pages}
    for page in pages:
        html = page.read_text(encoding="utf-8")
        for link in re.findall(r'<[^>]*\b(?:href|src)="([^"#]*)(?:#[^"]*)?"', html):
            url = urlsplit(link)
            if link and not url.scheme:
                assert (page.parent / unquote(url.path)).is_file(), f"{page}: {link}"
        for link, anchor in re.findall(r'<a [^>]*href="([^":#]*)#([^"]+)"', html):
            target = (page.parent / unquote(link)).resolve() if link else page
            assert unquote(anchor) in ids[target], f"{page}: {link}#{anchor}"


def test_the_archive_holds_the_site_once(copy):
    site = {file.relative_to(SITE) for file in SITE.rglob("*") if file.is_file()}
    packed = {file.relative_to(copy) for file in copy.rglob("*") if file.is_file()}
    assert packed < site
    left_out = {one for one in site - packed if one.parts[:2] != ("assets", "live")}
    assert {one.suffix for one in left_out} <= {".map", ".zip", ".epub", ".html", ".xml", ".gz"}
    assert {one.name for one in left_out if one.suffix == ".html"} == {"404.html"}
    assert ARCHIVE in (SITE / "index.html").read_text(encoding="utf-8")
    assert ARCHIVE not in (copy / "index.html").read_text(encoding="utf-8")


def test_the_same_site_gives_the_same_archive(copy, tmp_path):
    contents = []
    for name in ("one", "two"):
        site = tmp_path / name
        (site / "a").mkdir(parents=True)
        for file in ("b.html", "a/c.txt"):
            (site / file).write_text(file)
        archive.write(site)
        contents.append((site / ARCHIVE).read_bytes())
    assert contents[0] == contents[1]
