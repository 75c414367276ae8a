"""From what was measured to what is read: medians in tables, set into the page."""

import json
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.work import STEP
from builder import fix
from builder.read.fences import find_fences

RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"

Results = Mapping[str, Any]
"""``where`` it was measured, and a list of what was ``measured``."""


def read() -> Results:
    """Read what was measured last."""
    results: Results = json.loads(RESULTS.read_text(encoding="utf-8"))
    return results


def publish(results: Results) -> None:
    """Write the results and the page, and print the page's tables."""
    RESULTS.write_text(to_json(results), encoding="utf-8")
    filled = fill(PAGE.read_text(encoding="utf-8"), results)
    PAGE.write_text(filled, encoding="utf-8")
    failed = fix.main([str(PAGE)])  # what the page computes from it
    for fence in find_fences(PAGE.read_text(encoding="utf-8"), str(PAGE)):
        if "title" in fence.options or fence.language == "pycon":
            print(f"\n{fence.options.get('title', '')}\n{fence.source}", end="")
    if failed:
        sys.exit(failed)


def to_json(results: Results) -> str:
    """Write results with a line for each record, so that two versions can be compared."""
    records = ",\n".join(json.dumps(record) for record in results["measured"])
    where = json.dumps(results["where"], indent=1)
    return f'{{\n"where": {where},\n"measured": [\n{records}\n]\n}}\n'


def fill(page: str, results: Results) -> str:
    """Return the page with the bodies of its titled fences replaced by what was measured."""
    for title, body in bodies(results):
        (fence,) = (
            one for one in find_fences(page, str(PAGE)) if one.options.get("title") == title
        )
        opening, *_, closing = page[fence.start : fence.end].split("\n")
        lines = (f"{fence.indent}{line}".rstrip() for line in body.split("\n"))
        page = "\n".join([page[: fence.start] + opening, *lines, closing + page[fence.end :]])
    return page


def bodies(results: Results) -> Iterator[tuple[str, str]]:
    """Yield the title and the body of each fence that holds measurements."""
    yield "Where and when", "\n".join(f"{key:10}{said}" for key, said in results["where"].items())
    for dtype in ("float64", "float32"):
        for threads, words in ((1, "one thread"), (2, "two threads")):
            times = table(results, "warm", 1000, dtype=dtype, threads=threads)
            yield f"Milliseconds: {dtype}, {words}", assigned(f"{dtype.upper()}_{threads}", times)
    growth = table(results, "growth", 1000 / STEP.steps)
    yield "Milliseconds for a step", assigned("STEP", growth)
    yield "Seconds from the start of Python", assigned("COLD", table(results, "cold"))
    yield "Milliseconds for the import", assigned("IMPORT", table(results, "import", 1000))
    yield "Memory over that of the data", assigned("MEMORY", table(results, "memory"))
    yield (
        "Milliseconds with Dask",
        assigned("CARRIED", table(results, "carried", 1000)),
    )
    for measure, unit, title in (
        ("one", 1000, "Milliseconds a question, one at a time"),
        ("many", 1000, "Milliseconds a question, many at once"),
        ("found", 1, "The share of questions whose best key is found"),
        ("bytes", 1, "Bytes a key"),
        ("built", 1, "Seconds to set up"),
    ):
        yield title, assigned(measure.upper(), table(results, "search", unit, measure=measure))
    yield "Seconds for a build", assigned("BUILD", table(results, "build"))


def assigned(variable: str, text: str) -> str:
    """Write a table as Python."""
    return f'{variable} = """\n{text}\n"""'


def table(results: Results, part: str, unit: float = 1, **chosen: object) -> str:
    """Return the medians of one part: a row for each work, a column for each peer.

    Who has not done a work has no number there, as Python writes it.
    """
    cells = {
        (record["what"], record["who"]): digits(unit * median(record["values"]))
        for record in results["measured"]
        if record["part"] == part and chosen.items() <= record.items()
    }
    whats, whos = (list(dict.fromkeys(names)) for names in zip(*cells, strict=True))
    lines = [
        ["what", *whos],
        *([what, *(cells.get((what, who), "nan") for who in whos)] for what in whats),
    ]
    width = 1 + max(len(first) for first, *_ in lines)
    wide = max(10, *(len(who) + 2 for who in whos))
    return "\n".join(
        f"{first:{width}}" + "".join(f"{cell:>{wide}}" for cell in rest) for first, *rest in lines
    )


def digits(value: float, significant: int = 4) -> str:
    """Write a positive number with so many significant digits, or all those before its point."""
    return f"{value:.{max(0, significant - 1 - math.floor(math.log10(value)))}f}"
