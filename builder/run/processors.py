"""What pages print on another processor than this one.

OpenBLAS and NumPy choose their code by the processor, and with it the order in which sums are
added: a last digit that is right here may be wrong elsewhere. Both can be told, when Python starts,
to choose as on an older one. `main` is such a process, and refuses to speak for a processor whose
code is not in use.
"""

import contextlib
import io
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__ as dispatched
from numpy._core._multiarray_umath import __cpu_features__ as features
from threadpoolctl import threadpool_info

from builder.page import Page, PageError
from builder.read import read
from builder.read.outputs import differences
from builder.run.session import run
from builder.settings import ROOT, shown_path

PROCESSORS = {"Nehalem": "X86_V2", "Sandybridge": "AVX", "Haswell": "X86_V3", "SkylakeX": "X86_V4"}
"""OpenBLAS's names for what it can choose, with NumPy's for what that needs; the oldest first."""

# Of a name that it does not know, NumPy only warns, and switches nothing off. And what a page
# spawns imports the program that has started it, if there is a file: workers would be late.
COMMAND = [
    sys.executable,
    *("-W", "error::ImportWarning"),
    *("-c", f"import sys, {__name__} as program; program.main(*sys.argv[1:])"),
]


def hidden(processor: str) -> list[str]:
    """Name what NumPy would choose on this machine and could not on that processor."""
    older = (
        dispatched.index(PROCESSORS[processor]) + 1 if PROCESSORS[processor] in dispatched else 0
    )
    return [name for name in dispatched[older:] if features[name]]


def in_use(processor: str) -> bool:
    """Tell whether this process computes as on that processor."""
    pools = [pool for pool in threadpool_info() if pool["internal_api"] == "openblas"]
    return {pool["architecture"] for pool in pools} == {processor} and not hidden(processor)


def others() -> list[str]:
    """Name the processors that this machine can stand for, beside its own; the oldest first."""
    return [name for name, need in PROCESSORS.items() if features.get(need) and not in_use(name)]


def run_on(processor: str, files: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run pages, or one lab, on another processor: see `main` for what is printed."""
    chosen = {
        "OPENBLAS_CORETYPE": processor,
        "NPY_DISABLE_CPU_FEATURES": " ".join(hidden(processor)),
        "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "agg",
    }
    return subprocess.run(  # noqa: S603 - this very module
        [*COMMAND, processor, *map(str, files)],
        cwd=ROOT,
        env=os.environ | chosen,
        capture_output=True,
        text=True,
        check=False,
    )


def faults(page: Page) -> Iterator[PageError]:
    """Run a page and tell where it gives something else than it says."""
    try:
        list(run(page))
    except PageError as error:
        yield error
    yield from differences(page.path, page.examples)


def main(processor: str, *files: str) -> None:
    """Print where pages differ from what they expect, or all that labs print."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for file in map(Path, files):
            if file.parent.name == "labs":
                runpy.run_path(str(file), run_name="__main__")
            else:
                page = read(file.read_text("utf-8"), shown_path(str(file)))
                for fault in faults(page):
                    there = f"on another processor ({processor}): {fault.message.rstrip()}"
                    print(PageError(fault.path, fault.line, there))
    # Only now have all libraries that bring an OpenBLAS of their own been loaded.
    if not in_use(processor):
        sys.exit(f"the code for {processor} is not in use here")
    print(printed.getvalue(), end="")
