"""Citations lead to works of the bibliography, and every work can be shown."""

import re

import pytest

from hooks.citations import cite, label, read_bibliography, render
from hooks.fences import PageError

BIBTEX = r"""
@article{one1990,
  author = {One, Ada},
  title = {First & Last},
  journal = {Journal},
  year = {1990},
  doi = {10.1000/1},
}

@book{two-2000,
  author = {van der Two, B{\"o}rge and Three, C.},
  title = {A Book},
  publisher = {Press},
  year = {2000},
}

@misc{all2010,
  author = {Four, D. and Five, E. and Six, F.},
  title = {All of {NumPy}},
  year = {2010},
}
"""
WORKS = read_bibliography(BIBTEX, "r.bib")


def cited(text):
    return cite(text, "docs/p.md", WORKS, "../bibliography.md")


def error_of(text):
    with pytest.raises(PageError) as caught:
        cited(text)
    return str(caught.value)


def test_a_citation_becomes_a_link():
    assert cited("Known [@one1990].") == "Known ([One 1990](../bibliography.md#one1990))."


def test_several_works_share_brackets():
    links = [
        "[One 1990](../bibliography.md#one1990)",
        "[Four et al. 2010](../bibliography.md#all2010)",
    ]
    assert cited("[@one1990; @all2010]") == f"({'; '.join(links)})"
    assert cited("[@one1990;\n@all2010]") == f"({'; '.join(links)})"


def test_two_authors_are_named_and_particles_kept():
    assert label(WORKS.entries["two-2000"]) == "van der Two and Three 2000"


def test_an_editor_stands_in_for_an_author():
    bibtex = "@book{e, editor={Seven, G.}, title={T}, publisher={P}, year={1999}}"
    assert label(read_bibliography(bibtex, "r.bib").entries["e"]) == "Seven 1999"


@pytest.mark.parametrize(
    "text",
    [
        "`[@none]`",
        "``a ` [@none] ``",
        "```text\n[@none]\n```\n",
        "!!! note\n\n    ```text\n    [@none]\n    ```\n",
        "[link](p.md), [brackets] and an@address",
    ],
)
def test_code_and_other_brackets_stay_as_they_are(text):
    assert cited(text) == text


@pytest.mark.parametrize("before", ["a lone ` tick\n\n", "```text\n`\n```\n\n", "`code` and ` "])
def test_a_stray_backtick_hides_no_citation(before):
    text = f"{before}Known [@one1990].\n\nMore `code`.\n"
    assert cited(text) == text.replace("[@one1990]", "([One 1990](../bibliography.md#one1990))")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A\n\nb [@none].", "docs/p.md:3: nothing in references.bib has the key 'none'"),
        ("[@one1990; @none]", "docs/p.md:1: nothing in references.bib has the key 'none'"),
        ("A\n[@one1990, @all2010]", "docs/p.md:2: expected [@key] or [@key; @key]"),
        ("[@one1990 p. 3]", "docs/p.md:1: expected [@key]"),
        ("[@]", "docs/p.md:1: expected [@key]"),
        ("```text\n\n```\n\n[@none]", "docs/p.md:5: nothing in references.bib"),
    ],
)
def test_a_citation_that_leads_nowhere_is_an_error(text, message):
    assert error_of(text).startswith(message)


def test_all_works_are_listed_by_name_with_their_keys():
    html = render(WORKS)
    assert re.findall(r'<li id="([^"]+)">', html) == ["all2010", "one1990", "two-2000"]
    assert html.count("<li") == html.count("</li>")
    assert "First &amp; last" in html
    assert "NumPy" in html
    assert 'href="https://doi.org/10.1000/1"' in html
    assert not re.search(r"[{}\\]", html)


# One row for each fault of a bibliography: the file, the line and the message.
FAULTS = {
    "not closed": ("@article{a,\n  title = {T}", 2, "syntax error"),
    "key twice": ("@misc{a, title={T}}\n\n@misc{a,\ntitle={U}}\n", 3, "repeated"),
    "field missing": ("\n@misc{a, title={T}}\n@article{b, title={T}}\n", 3, "missing"),
    "unknown abbreviation": ("@misc{a,\n title = t}", 2, "undefined string"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_bibliography_names_file_and_line(name):
    bibtex, line, message = FAULTS[name]
    with pytest.raises(PageError, match=f"^r.bib:{line}: the bibliography: .*{message}"):
        read_bibliography(bibtex, "r.bib")


def test_an_empty_bibliography_is_one():
    assert render(read_bibliography("", "r.bib")).count("<li") == 0
