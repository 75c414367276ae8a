"""NumPy's docstrings become Markdown, and nothing that they say is lost."""

import textwrap

import griffe
import pytest

from builder.read import read
from builder.read.docstrings import find_statements
from builder.render.numpydoc import NumpyDoc, to_markdown

NAMES = {"train": "pkg.training.train", "Net": "pkg.network.Net", "relu": "pkg.relu"}


def translated(docstring):
    return to_markdown(textwrap.dedent(docstring).strip(), NAMES)


def test_names_in_backticks_refer_to_the_library():
    assert translated("See `train`.") == "See [`train`][pkg.training.train]."
    assert translated("`Net.load` reads.") == "[`Net.load`][pkg.network.Net.load] reads."


@pytest.mark.parametrize("code", ["``train``", "`x`", "`numpy.inner`", "`train(x)`"])
def test_other_code_is_left_alone(code):
    assert translated(f"See {code}.") == f"See {code}."


def test_parameters_are_a_list_of_definitions_with_their_whole_types():
    assert translated("""
        Do.

        Parameters
        ----------
        m, h : int
            How many.
        scale : {"he", "glorot"}, float or (float, float), default "he"
            First paragraph.

            Second one.
        net : Net, default Other
            With `relu`.
        """) == textwrap.dedent("""\
        Do.

        **Parameters**{ .ol-section }

        `m`, `h` : int
        :   How many.

        `scale` : \\{"he", "glorot"\\}, float or (float, float), default "he"
        :   First paragraph.

            Second one.

        `net` : [Net][pkg.network.Net], default Other
        :   With [`relu`][pkg.relu].

        """)


def test_returns_have_a_type_and_errors_a_name():
    text = translated("Do.\n\nReturns\n-------\nNet\n    It.\n\nRaises\n------\nKeyError\n    Yes.")
    assert "\n[Net][pkg.network.Net]\n:   It.\n" in text
    assert "\n`KeyError`\n:   Yes.\n" in text


def test_see_also_links():
    text = translated("Do.\n\nSee Also\n--------\ntrain : Another\n    way.")
    assert "\n[`train`][pkg.training.train]\n:   Another\n    way.\n" in text


def test_citations_lose_their_underscore():
    text = translated("Do [2]_.\n\nReferences\n----------\n.. [1] A,\n   B.\n.. [2] C.")
    assert text.startswith("Do [2].")
    assert text.endswith("\n1. A,\n   B.\n2. C.")


def test_sessions_become_fences_and_stay_as_they_are():
    text = translated("""
        Do.

        Examples
        --------
        First:

        >>> `x`
        1
        >>> for _ in y:
        ...     z

        Then:

        >>> train
        """)
    first, second = read(text, "p.md").examples
    assert [one.source for one in first.statements] == ["`x`\n", "for _ in y:\n    z\n"]
    assert first.statements[0].want == "1\n"
    assert second.code == ">>> train\n"
    assert "First:" in text
    assert "Then:" in text


def test_an_unknown_section_is_refused():
    with pytest.raises(ValueError, match="'Remarks'"):
        translated("Do.\n\nRemarks\n-------\nNo.")


MODULE = '''
"""Of `f`."""
__all__ = ["A", "f", "s"]
S = int
"""Its own."""
s = 1
"""Of `f`."""

def f(A):
    """Of `f`, `A`, `go`."""

class A:
    """Of `go`."""

    def go(self):
        """Of `A.go`."""

    def _no(self):
        pass
'''


def test_a_package_is_translated_where_it_is_public(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text(
        "from pkg.a import A, f, s\n__all__ = ['A', 'f', 's']\n"
    )
    (tmp_path / "pkg" / "b.py").write_text("from pkg.a import s\n__all__ = []\n")
    (tmp_path / "pkg" / "a.py").write_text(MODULE)
    package = griffe.load(
        "pkg", search_paths=[tmp_path], extensions=griffe.load_extensions(NumpyDoc)
    )
    assert package["a.S"].docstring is None
    assert package["a.s"].docstring.value == "Of [`f`][pkg.a.f]."
    assert package["a"].docstring.value == "Of [`f`][pkg.a.f]."
    assert package["a.f"].docstring.value == "Of [`f`][pkg.a.f], `A`, `go`."
    assert package["a.A"].docstring.value == "Of [`go`][pkg.a.A.go]."
    assert package["a.A.go"].docstring.value == "Of [`A.go`][pkg.a.A.go]."


def test_the_statements_of_a_module_end_where_its_docstrings_do():
    module = '"""Do.\n\n>>> 1\n1\n"""\nx = 2\n\n\ndef f():\n    """Do.\n\n    >>> 2\n    2\n    """'
    found = [one.source for one in find_statements(module, "m.py")]
    assert found == [">>> 1\n1\n", ">>> 2\n2\n"]
