"""What a server shows of an edit, and a second build renders, is what a new one would give."""

import json
import random
import re
import signal
import time
import urllib.request
from contextlib import contextmanager
from html import unescape
from urllib.error import HTTPError

import pytest
from builds import BUILD, CONFIGURATION, INDEX, LAB, OTHER, Builder, Project, free_port
from built import marked

API = "# API\n\n::: onelayer.similarity\n"
CHAPTERS = {
    "docs/chapters/one.md": "# One\n\nSee [](two.md#figure-line).\n",
    "docs/chapters/two.md": OTHER.replace("# Other page", "# Two").replace("(index", "(../index"),
}
PAGES = (
    *("index.html", "other.html", "labs/lab.html", "bibliography.html", "api.html", "404.html"),
    *("chapters/one.html", "chapters/two.html"),
)
ENDS = re.compile(r"Serving on|Reloading browsers")
OURS = re.compile(r'File ".*/(site-packages|builder)/')
ALERT = re.compile('<pre role="alert".*?</pre>', re.DOTALL)


class Preview:
    """A server at work, and its reader."""

    def __init__(self, project, server, port):
        self.project, self.server, self.address = project, server, f"http://127.0.0.1:{port}/"
        self.builds = 0
        self.wait()

    def wait(self):
        """Wait for the next build to end, and give what was said of it."""
        self.builds += 1
        deadline = time.monotonic() + 60
        while len(ends := list(ENDS.finditer(self.server.output()))) < self.builds:
            assert time.monotonic() < deadline, self.server.output()
            time.sleep(0.02)
        begin = ends[self.builds - 2].end() if self.builds > 1 else 0
        return self.server.output()[begin : ends[self.builds - 1].end()]

    def edit(self, name, content):
        self.project.write({name: content})
        return self.wait()

    def get(self, name):
        address = self.address + name
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
            page = answer.read().decode().replace(self.address, "")
        # What reloads the page counts the builds.
        return re.sub(r"livereload\([^)]*\)", "", page)

    def entries(self):
        return sorted(json.loads(self.get("search/search_index.json"))["docs"], key=str)

    def everything(self):
        return [self.get(name) for name in (*PAGES, "labs/lab/lab.ipynb")], self.entries()


@contextmanager
def preview(project, fresh=True):
    """Start a server, which finds what was kept only if it is to."""
    if fresh:
        project.shelf.unlink(missing_ok=True)
    port = free_port()
    server = project.start("serve", "--strict", "--dev-addr", f"127.0.0.1:{port}")
    try:
        yield Preview(project, server, port)
    finally:
        server.send(signal.SIGINT)
        server.wait()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    builder = Builder(tmp_path_factory.mktemp("log"))
    project = Project(tmp_path_factory.mktemp("root"), builder)
    (project.folder / "docs" / "chapters").mkdir()
    part = "Part: [chapters/one.md, chapters/two.md]"
    nav = CONFIGURATION.replace("bibliography.md]", f"bibliography.md, api.md, {part}]")
    nav = nav.replace("watch: []", "watch: [src/onelayer]")
    project.write({"mkdocs.yml": nav, "docs/api.md": API} | CHAPTERS)
    yield project
    builder.close()


def test_edits_give_what_a_new_server_gives(project):
    with preview(project) as reader:
        whole = reader.everything()
        # Of one page is seen whether it must be run, and it need not.
        assert "Run now: 0 of 1 files" in reader.edit("docs/index.md", f"{INDEX}\nEdited.\n")
        assert "<p>Edited.</p>" in reader.get("index.html")
        after = reader.everything()
        # All else is as it was.
        assert after[0][1:] == whole[0][1:]
        assert len(after[1]) == len(whole[1])

        said = reader.edit("docs/other.md", f"{OTHER}\nSee [`dot`][onelayer.similarity.dot].\n")
        assert "Run now: 0 of 1 files" in said
        assert 'href="api.html#onelayer.similarity.dot"' in reader.get("other.html")

        names = (project.folder / "docs/references.bib").read_text()
        assert "Run now: 0 of " in reader.edit(
            "docs/references.bib", names.replace("Cox, ", "Fox, ")
        )
        assert "Fox" in reader.get("other.html")
        assert "Fox" in reader.get("bibliography.html")
        edited = reader.everything()
    with preview(project) as reader:
        assert reader.everything() == edited
    with preview(project, fresh=False) as reader:
        assert "Rendered now: 0 of 7 pages" in reader.server.output()
        assert reader.everything() == edited


def test_an_edit_that_breaks_another_page_is_noticed_until_it_is_mended(project):
    project.write({"docs/index.md": INDEX, "docs/other.md": f"{OTHER}\n[There](index.md#page).\n"})
    last = OTHER.count("\n") + 2
    with preview(project) as reader:
        broken = reader.edit("docs/index.md", INDEX.replace("# Page", "# Another"))
        assert f"docs/other.md:{last}: docs/index.md has no anchor #page" in broken
        still = reader.edit("docs/other.md", f"{OTHER}\n[There](index.md#page)!\n")
        assert f"docs/other.md:{last}: docs/index.md has no anchor #page" in still
        reader.edit("docs/index.md", INDEX)
        assert "there</a>!" in reader.get("other.html").lower()


def test_a_page_with_a_fault_is_built_again_until_it_has_none(project):
    project.write({"docs/index.md": INDEX, "docs/other.md": OTHER})
    with preview(project) as reader:
        nowhere = "docs/index.md:10: the link 'nowhere.md' leads nowhere"
        assert nowhere in reader.edit("docs/index.md", f"{INDEX}\n[Nowhere](nowhere.md)\n")
        assert nowhere in reader.edit("docs/other.md", f"{OTHER}\nMore.\n")
        wrong = INDEX.replace("\n2\n", "\n3\n")
        assert "index.md:6: the output differs" in reader.edit("docs/index.md", wrong)
        reader.edit("docs/index.md", INDEX)
        assert "More." in reader.get("other.html")


FAULTS = {
    "a page": (
        "docs/index.md",
        INDEX.replace("\n2\n", "\n3\n"),
        "docs/index.md:6: the output differs",
    ),
    "fences": (
        "docs/index.md",
        f"{INDEX}\n```python\n",
        "docs/index.md:10: the fence is not closed",
    ),
    "a lab": (
        "docs/labs/lab.py",
        LAB.replace("== 11", "== 12"),
        "docs/labs/lab.py:8: the lab raises",
    ),
    "the settings": ("mkdocs.yml", "nav: [", "mkdocs.yml"),
    "a setting": ("mkdocs.yml", f"{CONFIGURATION}theme: nowhere\n", "theme"),
    "a template": ("overrides/main.html", "{% if %}", "overrides/main.html:1: "),
    "the library": ("src/onelayer/network.py", "1 / 0\n", "ZeroDivisionError"),
    "the works": ("docs/references.bib", "@book{one,\n", "docs/references.bib:2: the bibliography"),
}
# A build stops at each in another place: before it reads, in one page, after all have run, in all.
SOME = ("the settings", "a page", "a template", "the library")


@pytest.mark.parametrize("names", [SOME, pytest.param(FAULTS, marks=pytest.mark.full)])
def test_a_fault_leaves_what_is_served_and_says_what_is_wrong(project, names):
    project.write({"docs/index.md": INDEX, "docs/other.md": OTHER})
    with preview(project) as reader:
        good = reader.everything()
        for name in names:
            file, content, message = FAULTS[name]
            with project.changed({file: content}):
                said = reader.wait()
                assert message in said, name
                assert not OURS.search(said), said
                (*pages, lab), entries = reader.everything()
                for page in pages:
                    (alert,) = ALERT.findall(page)
                    assert message in unescape(alert), name
                pages = [*(ALERT.sub("", page) for page in pages), lab]
                assert (pages, entries) == good, name
            assert "ERROR" not in reader.wait()
            assert reader.everything() == good, name


@pytest.mark.parametrize("name", marked(["a page", "a template", "the works"], "a page".__ne__))
def test_a_server_that_begins_with_a_fault_says_so_and_goes_on(project, name):
    file, content, message = FAULTS[name]
    good = (project.folder / file).read_text()
    project.write({"docs/index.md": INDEX, "docs/other.md": OTHER, file: content})
    with preview(project) as reader:
        assert message in unescape(reader.get(""))
        with pytest.raises(HTTPError) as nowhere:
            reader.get("other.html")
        with nowhere.value as answer:
            assert message in unescape(answer.read().decode())
        # Something else is edited, then what is at fault.
        new = project.folder / "docs/new.md"
        assert message in reader.edit("docs/new.md", "# New\n")
        assert "ERROR" not in reader.edit(file, good)
        served = reader.everything()
    with preview(project) as reader:
        assert reader.everything() == served
    new.unlink()


def test_a_new_page_is_seen_before_the_navigation_names_it(project):
    project.write({"docs/index.md": INDEX, "docs/other.md": OTHER})
    new = {"docs/new.md": "# New\n\nA page.\n"}
    with preview(project) as reader, project.changed(new):
        assert "new.md" in reader.wait()
        assert "A page." in reader.get("new.html")
        nav = (project.folder / "mkdocs.yml").read_text()
        with project.changed({"mkdocs.yml": nav.replace("index.md,", "index.md, new.md,")}):
            assert "Run now: 0 of 0 files" in reader.wait()
            assert 'href="new.html"' in reader.get("other.html")


def replaced(name, old, new):
    """Make an edit of one file, there and back."""

    def edit(project):
        text = (project.folder / name).read_text()
        assert (old in text) != (new in text)
        return name, text.replace(old, new) if old in text else text.replace(new, old)

    return edit


EDITS = {
    "words": replaced("docs/index.md", "Text.", "Other words."),
    "code": replaced("docs/index.md", ">>> 1 + 1", ">>> 0 + 2"),
    "title": replaced("docs/index.md", "# Page", "# A page of another name"),
    "title of a lab": replaced("docs/labs/lab.py", "# # A lab", "# # The lab"),
    "front matter": replaced("docs/other.md", "# Other page", "---\nhide: [toc]\n---\n# O"),
    "anchor": replaced("docs/other.md", "pycon\n>>> import r", 'pycon id="here"\n>>> import r'),
    "navigation": replaced("mkdocs.yml", "bibliography.md, api.md", "api.md, bibliography.md"),
    "order of chapters": replaced(
        "mkdocs.yml", "one.md, chapters/two.md", "two.md, chapters/one.md"
    ),
    "name in the navigation": replaced("mkdocs.yml", ", other.md", ", Named: other.md"),
    "work": replaced("docs/references.bib", "Cox, ", "Fox, "),
    "style": replaced("docs/assets/stylesheets/book.css", "0.88rem", "0.89rem"),
    "library": replaced("src/onelayer/similarity.py", '"""Sim', '""" Sim'),
    "template": replaced("overrides/partials/copyright.html", "Made with", "Made by"),
    "settings": replaced("mkdocs.yml", "yml\nnav:", "yml\nsite_name: Two Layers\nnav:"),
}


def outcome(project):
    """Build, and give what is told and what there is then."""
    run = project.build()
    told = re.findall("^(?:WARNING|ERROR).*", run.output, re.MULTILINE)
    return run.returncode, sorted(told), project.digests("project/site/")


@pytest.mark.parametrize(
    "moved", [{"api": "library"}, {"bibliography": "works", "third": "moved"}], ids=" ".join
)
def test_pages_that_others_lead_to_may_move(project, moved):
    whole = (project.folder / "mkdocs.yml").read_text().replace("[index", "[third.md, index")
    leads = f"{OTHER}\nSee [`dot`][onelayer.similarity.dot] and [that].\n\n[that]: third.md\n"
    pages = {"docs/other.md": leads, "docs/third.md": "# Third\n"}
    with project.changed({"mkdocs.yml": whole} | pages):
        assert project.build().returncode == 0
        nav, texts, there = whole, {}, {}
        for old, new in moved.items():
            nav = nav.replace(f"{old}.md", f"{new}.md")
            file = project.folder / "docs" / f"{old}.md"
            texts[f"docs/{old}.md"] = there[f"docs/{new}.md"] = file.read_text()
            file.unlink()
        with project.changed({"mkdocs.yml": nav} | there):
            told = outcome(project)
            project.shelf.unlink()
            assert outcome(project) == told
            assert told[0] == ("api" not in moved)
        project.write(texts)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2))
def test_random_edits_give_what_a_new_server_gives(project, seed):
    names = random.Random(seed).sample([*EDITS], len(EDITS))  # noqa: S311
    print(names)
    with preview(project) as reader:
        for name in names:
            reader.edit(*EDITS[name](project))
            with preview(project) as fresh:
                assert reader.everything() == fresh.everything(), name


def site(project, rendered, *arguments):
    """Build, and give the site if as many pages were rendered as are expected."""
    run = project.build(*arguments)
    assert run.returncode == 0, run.output
    assert f"Rendered now: {rendered} of 7 pages" in run.output
    return project.digests("project/site/")


def test_a_build_renders_what_has_changed(project, monkeypatch):
    project.write({"docs/index.md": INDEX, "docs/other.md": OTHER})
    project.shelf.unlink(missing_ok=True)
    first = site(project, 7)
    assert {"project/site/objects.inv", "project/site/assets/_mkdocstrings.css"} <= set(first)
    assert site(project, 0) == first
    with preview(project, fresh=False) as reader:
        assert "Rendered now: 0 of 7 pages" in reader.server.output()
    with project.changed({"docs/index.md": f"{INDEX}\nEdited.\n"}):
        edited = site(project, 1)
        monkeypatch.setitem(project.environment, "FRESH", "1")
        assert site(project, 7) == edited
        monkeypatch.undo()
    assert site(project, 1) == first
    # A build that does not stop at warnings leaves nothing for one that does; nor does one that
    # tells so much, or so little, that it notes no links.
    assert site(project, 7, "build") == first
    assert site(project, 7, *BUILD, "--verbose") == first
    assert project.build(*BUILD, "--quiet").returncode == 0
    assert site(project, 7) == first
    with project.changed({"builder/render/__init__.py": '"""Another builder."""\n'}):
        assert site(project, 7) == first


def test_what_is_kept_counts_only_whole(project):
    assert project.build().returncode == 0
    for spoil in (lambda kept: kept[:-1], lambda kept: kept[:32] + b"\0" + kept[33:]):
        project.shelf.write_bytes(spoil(project.shelf.read_bytes()))
        site(project, 7)


@pytest.mark.parametrize("name", ["template", "front matter"])
def test_what_is_edited_under_a_build_and_put_back_does_not_stay(project, name):
    ran, go = project.flags / f"{name} ran", project.flags / f"{name} go"
    wait = f"Path({str(ran)!r}).touch()\nwhile not Path({str(go)!r}).exists():\n    pass"
    waits = f"# Page\n\n```python\nfrom pathlib import Path\n\n{wait}\n```\n"
    project.shelf.unlink(missing_ok=True)
    with project.changed({"docs/index.md": waits, "docs/other.md": OTHER}):
        build = project.start()
        while not ran.exists():
            time.sleep(0.02)
        file, content = EDITS[name](project)
        with project.changed({file: content}):
            go.touch()
            assert build.wait().returncode == 0
        told = outcome(project)
        project.shelf.unlink()
        assert outcome(project) == told


@pytest.mark.full
def test_random_edits_give_what_a_new_build_gives(project):
    names = random.Random(1).sample([*EDITS], len(EDITS))  # noqa: S311
    print(names)
    project.write({"docs/index.md": INDEX, "docs/other.md": OTHER})
    assert project.build().returncode == 0
    for name in names:
        project.write(dict([EDITS[name](project)]))
        assert project.build().returncode == 0
        edited = project.digests("project/site/")
        project.shelf.unlink()
        assert site(project, 7) == edited, name
