"""NumPy's docstrings as Markdown, for the API pages.

mkdocstrings brings names, signatures, anchors and links; what stands in a docstring it takes for
Markdown. NumPy's conventions come from reStructuredText and say some things in another way: names
in backticks refer to the library, sections are underlined, `[1]_` cites, sessions need no fence.
(Its own reader of these sections drops part of types like ``{"he", "glorot"} or float``.)
"""

import re
from collections.abc import Iterator, Mapping
from textwrap import dedent, indent
from typing import Any

import griffe

SECTION = re.compile(r"^([A-Z].*)\n-{3,}\n", re.MULTILINE)
SESSION = re.compile(r"^>>> .*(?:\n.*\S.*)*", re.MULTILINE)
NAME = re.compile(r"(?<![`\w])`([A-Za-z_][\w.]*)`(?![`\w])")
CLASS = re.compile(r"\b[A-Z]\w+")
CITED = re.compile(r"\[(\d+)\]_")
REFERENCE = re.compile(r"^\.\. \[(\d+)\] ", re.MULTILINE)


class NumpyDoc(griffe.Extension):
    """Translate what is public in a package when it has been loaded."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Go through the modules, what ``__all__`` names, and the members of classes."""
        public: dict[str, str] = {
            str(name): pkg[str(name)].canonical_path for name in pkg.exports or ()
        }
        for module in pkg.modules.values():
            translate(module, public)
            for name, one in module.attributes.items():
                if not one.is_alias and name not in (module.exports or ()):
                    one.docstring = None  # and so it is not shown
        for path in public.values():
            thing = pkg[path.removeprefix(f"{pkg.name}.")]
            members = {name: one for name, one in thing.members.items() if one.has_docstring}
            names = public | {name: one.canonical_path for name, one in members.items()}
            for one in (thing, *members.values()):
                translate(one, names)


def translate(thing: griffe.Object, names: Mapping[str, str]) -> None:
    """Rewrite the docstring of one object; the names of its parameters mean nothing else."""
    if thing.docstring is not None:
        own = {parameter.name for parameter in getattr(thing, "parameters", ())}
        others = {name: path for name, path in names.items() if name not in own}
        thing.docstring.value = to_markdown(thing.docstring.value, others)


def to_markdown(docstring: str, names: Mapping[str, str]) -> str:
    """Translate a docstring.

    Parameters
    ----------
    docstring
        Without its indent.
    names
        What a name in backticks can refer to, with the full paths.
    """
    summary, *sections = SECTION.split(docstring)
    parts = [text(summary, names)]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        parts.append(f"**{title}**{{ .ol-section }}\n\n")
        match title:
            case "Parameters" | "Attributes" | "Returns" | "Raises" | "See Also":
                parts += definitions(title, body, names)
            case "Notes" | "Examples" | "References":
                parts.append(text(body, names))
            case _:
                raise ValueError(f"a docstring has the section {title!r}, which is not NumPy's")
    return "".join(parts)


def definitions(title: str, body: str, names: Mapping[str, str]) -> Iterator[str]:
    """Turn items, each a line with indented lines below, into a definition list."""
    for item in re.split(r"\n(?=\S)", body.strip("\n")):
        head, _, lines = item.partition("\n")
        lines = dedent(lines)
        described, separator, kind = head.partition(" : ")
        if title == "See Also":
            term, lines = text(f"`{described}`", names), f"{kind}\n{lines}"
        elif separator:
            code = ", ".join(f"`{name}`" for name in described.split(", "))
            term = f"{code} : {typed(kind, names)}"
        else:
            term = f"`{head}`" if title == "Raises" else typed(head, names)
        meaning = indent(text(lines, names), "    ").strip()
        yield f"{term}\n:   {meaning}\n\n"


def typed(kind: str, names: Mapping[str, str]) -> str:
    """Write a type as text, classes of the library as links."""
    kind = re.sub(r"([\\`*_{}\[\]])", r"\\\1", kind)
    return CLASS.sub(lambda one: link(one[0], one[0], names), kind)


def text(source: str, names: Mapping[str, str]) -> str:
    """Translate prose with its sessions."""
    parts, position = [], 0
    for session in SESSION.finditer(source):
        parts.append(prose(source[position : session.start()], names))
        parts.append(f"```pycon\n{session[0]}\n```")
        position = session.end()
    parts.append(prose(source[position:], names))
    return "".join(parts)


def prose(source: str, names: Mapping[str, str]) -> str:
    """Translate what is not a session."""
    source = CITED.sub(r"[\1]", REFERENCE.sub(r"\1. ", source))
    return NAME.sub(lambda one: link(one[0], one[1], names), source)


def link(shown: str, name: str, names: Mapping[str, str]) -> str:
    """Link to an object of the library, a member of one included."""
    first, dot, rest = name.partition(".")
    return f"[{shown}][{names[first]}{dot}{rest}]" if first in names else shown
