"""Rewrite the outputs that pages expect from what their examples print: ``make fix``.

For the author who has changed code or library on purpose. It shows each change as a diff, and never
runs in CI, where an output that differs is a failure.
"""

import difflib
import doctest
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hooks.examples import Session, Snippet, evaluate, fresh_state, replay
from hooks.fences import PageError
from hooks.runner import read_document

ROOT = Path(__file__).resolve().parents[1]


def main(pages: Sequence[str]) -> int:
    """Fix the pages named, or all; return 1 when one cannot be fixed by its outputs alone."""
    if os.environ.get("CI"):
        print("make fix rewrites pages and never runs in CI", file=sys.stderr)
        return 1
    files = [Path(page).resolve() for page in pages]
    failed = False
    for file in files or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        try:
            failed |= not fix_file(file)
        except PageError as error:
            print(error, file=sys.stderr)
            failed = True
    return int(failed)


def fix_file(file: Path) -> bool:
    """Rewrite one page and show what changed; return False when an example raises."""
    raw = file.read_bytes().decode("utf-8")
    newline = "\r\n" if "\r\n" in raw else "\n"
    before = raw.replace("\r\n", "\n")
    after, failure = fix(before, str(file))
    if after != before:
        name = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
        lines = (before.splitlines(keepends=True), after.splitlines(keepends=True))
        sys.stdout.writelines(difflib.unified_diff(*lines, str(name), str(name)))
        file.write_bytes(after.replace("\n", newline).encode("utf-8"))
    if failure is not None:
        print(failure, file=sys.stderr)
    return failure is None


def fix(text: str, path: str) -> tuple[str, PageError | None]:
    """Give a page with the outputs that were seen, up to an example that raises (returned, too)."""
    document = read_document(text, path)
    lines = text.split("\n")
    shift = 0
    with fresh_state():
        for example in document.examples():
            snippet: Snippet = example.parsed
            if not snippet.statements:
                try:
                    evaluate(example)
                except PageError as error:
                    return "\n".join(lines), error
                continue
            session = Session(snippet)
            example.namespace.setdefault("__name__", "__main__")
            replay(session, example.namespace)
            for statement, got in session.seen:
                start = snippet.line_of(statement) - 1 + statement.source.count("\n") + shift
                stop = start + statement.want.count("\n")
                seen = expected(statement, got, snippet.fence.prefix)
                lines[start:stop] = seen
                shift += len(seen) - (stop - start)
            if session.failure is not None and session.raised:
                return "\n".join(lines), session.failure
    return "\n".join(lines), None


def expected(statement: doctest.Example, got: str, prefix: str) -> list[str]:
    """Write an output the way a page expects it."""
    if doctest.OutputChecker().check_output(statement.want, got, 0):
        got = statement.want
    elif statement.exc_msg is not None and got.startswith("Traceback"):
        last = got.rstrip("\n").rpartition("\n")[2]
        got = f"Traceback (most recent call last):\n    ...\n{last}\n"
    margin = prefix + " " * statement.indent
    return [f"{margin}{line or '<BLANKLINE>'}" for line in got.splitlines()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
