"""Citations lead to works of the bibliography, and every work can be shown."""

import re
import textwrap
import xml.etree.ElementTree as ET

import pytest
from rendering import render

from builder.page import PageError
from builder.render.citations import label, read_bibliography, uncited, works

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


def link(key, name):
    button = f'aria-label="Look at {name}" class="ol-look" popovertarget="work-{key}" type="button"'
    return f'<a href="bibliography.md#{key}">{name}</a><button {button}></button>'


ONE, ALL = link("one1990", "One 1990"), link("all2010", "Four et al. 2010")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[@one1990]", ONE),
        ("[@one1990; @all2010]", f"{ONE}; {ALL}"),
        ("[@one1990;\n@all2010]", f"{ONE}; {ALL}"),
    ],
)
def test_citations_become_links(text, links):
    html = render(f"Known {text}.")
    assert html.startswith(f'<p>Known <span class="ol-cite">({links})</span>.</p>')


def test_a_page_describes_each_work_that_it_cites_once():
    figure = """
    ```python
    #| figure: f
    #| title: T
    #| caption: As in [@all2010].
    #| description: D.
    import matplotlib.pyplot as plt

    plt.plot([0, 1])
    ```
    """
    html = render(f"Known [@one1990], and [@one1990].\n\n{textwrap.dedent(figure)}")
    works = re.findall(r'<div class="ol-work" data-search-exclude="" id="(.*?)" popover="">', html)
    assert sorted(works) == ["work-all2010", "work-one1990"]
    assert html.count('popovertarget="work-one1990"') == 2
    assert "A.\u00a0One" in html


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
def test_code_and_other_brackets_are_no_citations(text):
    assert "ol-cite" not in render(text)


@pytest.mark.parametrize("before", ["a lone ` tick\n\n", "```text\n`\n```\n\n", "`code` and ` "])
def test_a_stray_backtick_hides_no_citation(before):
    assert ONE in render(f"{before}Known [@one1990].\n\nMore `code`.\n")


def test_all_works_are_listed_by_name_with_their_keys():
    html = ET.tostring(works(WORKS), encoding="unicode")
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


def test_a_work_that_no_page_cites_is_named_with_its_line():
    texts = ["As in [@one1990;\n@all2010].", "#| caption: Of [@none]"]
    assert [str(one) for one in uncited(BIBTEX, "r.bib", texts)] == [
        "r.bib:10: no page cites 'two-2000'"
    ]
    assert not [*uncited(BIBTEX, "r.bib", [*texts, "[@two-2000]"])]


def test_an_empty_bibliography_is_one():
    assert not len(works(read_bibliography("", "r.bib")))


def test_they_stand_where_a_page_asks_for_them():
    html = render("# Works\n\n[[bibliography]]\n\nText.\n")
    assert '<ul class="ol-bibliography"><li id="all2010">' in html
    assert "[[" not in html
