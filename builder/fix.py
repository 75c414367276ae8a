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

from builder.page import PageError
from builder.read.outputs import as_expected
from builder.run import processors
from builder.run.session import read_file, shown_path
from builder.settings import ROOT


def main(pages: Sequence[str]) -> int:
    """Fix the pages named, or all; return 1 when one cannot be fixed by its outputs alone."""
    if os.environ.get("CI"):
        print("make fix rewrites pages and never runs in CI", file=sys.stderr)
        return 1
    files = [Path(page).resolve() for page in pages]
    files = files or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    fixed = [file for file in files if fix_file(file)]
    return int(warn(fixed) or fixed != files)


def warn(files: Sequence[Path]) -> bool:
    """Tell what pages print otherwise on the oldest processor that this machine can stand for."""
    if not files or not (others := processors.others()):
        return False
    run = processors.run_on(others[0], files)
    print(run.stdout, run.stderr, sep="", end="", file=sys.stderr)
    return bool(run.stdout or run.returncode)


def fix_file(file: Path) -> bool:
    """Rewrite one page and show what changed; return False when an example raises."""
    raw = file.read_bytes().decode("utf-8")
    newline = "\r\n" if "\r\n" in raw else "\n"
    before = raw.replace("\r\n", "\n")
    after, failure = fix(before, shown_path(str(file)))
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
    page = read_file(text, path)
    indents = {fence.line: fence.indent for fence in page.fences}
    lines = text.split("\n")
    shift = 0
    try:
        for example, statement, got in processors.outputs(page):
            if as_expected(statement, got):
                continue
            start = example.line_of(statement) - 1 + statement.source.count("\n") + shift
            stop = start + statement.want.count("\n")
            seen = expected(statement, got, indents[example.line])
            lines[start:stop] = seen
            shift += len(seen) - (stop - start)
    except PageError as error:
        return "\n".join(lines), error
    return "\n".join(lines), None


def expected(statement: doctest.Example, got: str, indent: str) -> list[str]:
    """Write an output the way a page expects it."""
    margin = indent + " " * statement.indent
    return [f"{margin}{line or '<BLANKLINE>'}" for line in got.splitlines()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
