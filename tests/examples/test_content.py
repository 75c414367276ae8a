"""What an author writes is content: nothing of it acts, hides, or is left as it stands."""

import pytest
from rendering import render

from builder.page import PageError
from builder.prove.walk import Walk
from builder.read import read

FIGURE = (
    "```python\n#| figure: f\n#| title: T\n#| caption: See [it]({})\n#| description: D\n"
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n_ = ax.plot([0, 1], {})\n```"
)
# One row for each way to make a page act, or hide something: what is written, and what is said.
ACTIVE = {
    "an event": ('Text.\n{ onclick="alert(1)" }', 'onclick="alert'),
    "an event in a line": ('*T*{ onmouseover="alert(1)" }', "onmouseover="),
    "an event on a table's cell": ('| a |\n|-|\n| b { onclick="alert(1)" } |', "onclick="),
    "a style": ('## T { style="position: fixed" }', "style="),
    "a script's address": ("[a](javascript:alert(1))", 'href="javascript:'),
    "the same in capitals": ("[a](&#74;AVASCRIPT:alert(1))", 'href="JAVASCRIPT:'),
    "the same with a gap": ("[a](java&#9;script:alert(1))", "U+0009"),
    "the same below the text": ("[a][b]\n\n[b]: javascript:alert(1)", 'href="javascript:'),
    "the same in a caption": (FIGURE.format("javascript:x", [0, 1]), 'href="javascript:'),
    "data": ("![a](data:image/svg+xml,x)", 'src="data:'),
    "a picture from elsewhere": ("![a](https://example.org/a.png)", 'src="https:'),
    "an address without a scheme": ("[a](//example.org/)", 'href="//'),
    "a file of the reader's": ("[a](file:///etc/passwd)", 'href="file:'),
    "another window": ("[a](b.md){ target=_top }", "target="),
    "an address in a formula": (r"$\href{javascript:x}{x}$", "Unknown command"),
    "what another text copies": ('Text.\n{ data-copy="rm -r ~" }', "data-copy="),
    "what is said to run": ("Text.\n{ data-run=code }", "data-run="),
    "a part of the theme": ("Text.\n{ data-md-component=search }", "data-md-component="),
    "an id of the theme": ("## T { #__config }", 'id="__config"'),
    "a direction, as an entity": ("a&#8238;b", "U+202E"),
    "a direction": ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE cannot be seen"),
    "a direction in code": ("```python\nx = 1  # \u2066\n```", "U+2066"),
    "nothing between two digits": ("0.2\u200b93", "U+200B ZERO WIDTH SPACE"),
    "a bell": ("a\x07b", "U+0007"),
    "a snippet": ("Text.\n\n--8<-- 'a.md'", 'left in the text as it stands: "--8<--'),
    "a macro": ("It is {{ result }}.", "left in the text as it stands: '{{ result"),
    "a box that is none": ('!!! "T"\n    More.', "left in the text as it stands: '!!! "),
    "a footnote that is none": ("Text.[^1]", "left in the text as it stands: '[^1]"),
    "a marker with a slip": ("[[verdict]]", "left in the text as it stands: '[[verdict"),
    "front matter that is no YAML": ("---\ntitle: [\n---\n", "the front matter is not YAML"),
    "an unknown setting": ("---\nrobots: none\n---\n", "the front matter of a page has"),
    "a title of its own": ("---\ntitle: T\n---\n", "a page has: hide, template"),
    "settings without their lines": ("template: x.html\n\n# T", "stand between two lines"),
    "a figure of nothing": (FIGURE.format("x.md", ["nan"] * 2).replace("'nan'", "float('nan')"),
                            "a line of the figure shows nothing"),
    "a figure of no points": (FIGURE.format("x.md", "[0, 1]").replace("[0, 1], [0, 1]", "[], []"),
                              "a line of the figure shows nothing"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVE)
def test_a_page_is_content(name):
    text, message = ACTIVE[name]
    with pytest.raises(PageError) as caught:
        render(text)
    assert message in str(caught.value)


def test_the_place_is_named():
    with pytest.raises(PageError, match=r"docs/p.md:4: a page is words, and holds no onclick="):
        render('# T\n\nText.\n{ onclick="x" }\n')
    with pytest.raises(PageError, match=r"docs/p.md:3: the front matter is not YAML"):
        read("---\ntemplate: t\nhide: ]\n---\n# T\n", "docs/p.md")


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<style>x</style>", "<iframe src='a'></iframe>", "<base href='a'>",
        "<meta http-equiv='refresh'>", "<object data='a'></object>", "<form action='a'></form>",
        "<button formaction='a'>", "<!-- a -->", "<?php a ?>", "<!DOCTYPE a>", "<p><SCRIPT>",
        "<svg><foreignObject>", "<svg><image href='https://a'/></svg>", "<svg onload='x'>",
        "<svg><use href='https://example.org/#a'></use></svg>", "<math href='javascript:x'></math>",
        "<svg><animate attributeName='href'>", "<img srcset='https://example.org/a.png'>",
        "<a href='https://example.org/'>a</a>", "<a ping='https://example.org/'>a</a>",
    ],
)  # fmt: skip
def test_whoever_writes_it_it_is_noticed(html):
    assert Walk(html).foreign


def test_a_link_that_leaves_the_site_says_so():
    html = render("[a](https://example.org/), <https://example.org/> and [b](b.md)")
    assert html.count('rel="external noopener"') == 2
