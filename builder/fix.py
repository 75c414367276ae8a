"""Rewrite the outputs that pages expect from what their examples print: ``make fix``.

For the author who has changed code or library on purpose. It shows each change as a diff, and never
runs in CI, where an output that differs is a failure. What it rewrites is Markdown alone.
"""

import difflib
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from builder.page import Page, PageError
from builder.read import read
from builder.read.outputs import as_expected
from builder.read.source import decode
from builder.run import processors
from builder.run.cache import Cache
from builder.run.progress import Progress
from builder.run.runner import Runner
from builder.settings import CACHE, ROOT, shown_path


def main(names: Sequence[str]) -> int:
    """Fix the pages named, or all; return 1 when one cannot be fixed by its outputs alone."""
    if os.environ.get("CI"):
        print("make fix rewrites pages and never runs in CI", file=sys.stderr)
        return 1
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    files = [Path(name).resolve() for name in names]
    files = files or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    faults: list[PageError] = []
    pages = list(opened(files, faults))
    changed = [file for file, page in ran(pages, faults) if rewrite(file, page)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if not names:
        print("Labs state no outputs, and docstrings few: neither was touched.")
    return int(warn(changed) or bool(faults))


def opened(files: Iterable[Path], faults: list[PageError]) -> Iterator[tuple[Path, Page]]:
    """Yield the pages that can be read, and note what is amiss with the others."""
    for file in files:
        path = shown_path(str(file))
        if file.suffix != ".md":
            faults.append(PageError(path, 1, "only outputs in Markdown are rewritten"))
            continue
        try:
            yield file, read(decode(file.read_bytes(), path), path)
        except OSError as error:
            faults.append(PageError(path, 1, str(error.strerror)))
        except PageError as fault:
            faults.append(fault)


def ran(pages: Sequence[tuple[Path, Page]], faults: list[PageError]) -> Iterator[tuple[Path, Page]]:
    """Yield the pages whose examples have run, and note what is amiss with the others."""
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(Path(scratch), Cache(CACHE))
        progress = Progress(runner)
        try:
            runs = runner.submit(page for _, page in pages)
            for file, page in pages:
                try:
                    outcomes = progress.wait(runs[page.path]) if page.examples else []
                except PageError as fault:
                    faults.append(fault)
                    continue
                for example, outcome in zip(page.examples, outcomes, strict=True):
                    example.outcome = outcome
                yield file, page
            progress.end()
        finally:
            runner.close()


def rewrite(file: Path, page: Page) -> bool:
    """Write a page with the outputs that were seen, and show what changed, if anything."""
    raw = file.read_bytes().decode("utf-8")
    before = raw.replace("\r\n", "\n")
    after = fix(before, page)
    if after == before:
        return False
    name = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    lines = (before.splitlines(keepends=True), after.splitlines(keepends=True))
    sys.stdout.writelines(difflib.unified_diff(*lines, str(name), str(name)))
    file.write_bytes(after.replace("\n", "\r\n" if "\r\n" in raw else "\n").encode("utf-8"))
    return True


def fix(text: str, page: Page) -> str:
    """Give the text of a page with the outputs that were seen."""
    indents = {fence.line: fence.indent for fence in page.fences}
    lines = text.split("\n")
    shift = 0
    for example in page.examples:
        for statement, got in zip(example.statements, example.outcome.outputs, strict=True):
            if as_expected(statement, got):
                continue
            start = example.line_of(statement) - 1 + statement.source.count("\n") + shift
            stop = start + statement.want.count("\n")
            margin = indents[example.line] + " " * statement.indent
            seen = [f"{margin}{line or '<BLANKLINE>'}" for line in got.splitlines()]
            lines[start:stop] = seen
            shift += len(seen) - (stop - start)
    return "\n".join(lines)


def warn(files: Sequence[Path]) -> bool:
    """Tell what pages print otherwise on the oldest processor that this machine can stand for."""
    if not files or not (others := processors.others()):
        return False
    run = processors.run_on(others[0], files)
    print(run.stdout, run.stderr, sep="", end="", file=sys.stderr)
    return bool(run.stdout or run.returncode)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
