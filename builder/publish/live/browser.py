"""Run the blocks of a page in its reader's browser, and compare what comes with what the page says.

Here are NumPy, the library and, once a block draws, Matplotlib. What executes, draws and compares
is what does so in a build.
"""

import ast
import doctest
import importlib
import json
import linecache
import platform
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr
from itertools import chain, repeat
from types import CodeType
from typing import Any

import numpy as np

from builder.prove.needs import Block, needed_before, read_statements
from builder.read.outputs import as_expected, told
from builder.run.execution import Printed, fresh, printing

MOST = 200_000
"""So many characters of output are shown."""
CUT = f"\n… cut after {MOST:,} characters\n"
HERE, EARLIER = "<this block>", "<block {}>"
OURS = HERE, EARLIER.partition("{")[0]
RAISED = "Traceback (most recent call last):\n"

Send = Callable[[str], object]


class Streamed(Printed):
    """Send what is printed as it comes, line by line, up to a limit."""

    def __init__(self, send: Send) -> None:
        super().__init__()
        self._send, self._room, self._line, self._taken = send, MOST, "", 0

    def write(self, text: str) -> int:
        """Keep and send what there is room for."""
        kept = text[: max(0, self._room)]
        if len(text) > self._room >= 0:
            kept, self._room = kept + CUT, -1
        else:
            self._room -= len(kept)
        super().write(kept)
        self._line += kept
        if self._line.endswith("\n"):
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send a line, ended or not."""
        if self._line:
            self._send(self._line)
        self._line = ""

    def taken(self) -> str:
        """Give what has been printed since this was asked last, its last line ended."""
        start, self._taken = self._taken, self.tell()
        text = self.getvalue()[start:]
        if text and not text.endswith("\n"):
            self.write("\n")
            return text + self.taken()
        return text


class Session:
    """A namespace in which blocks run one after the other.

    Parameters
    ----------
    roles
        The colour of each role on paper, as JSON.
    """

    def __init__(self, roles: str) -> None:
        self._roles: Mapping[str, str] = json.loads(roles)
        self._state = ExitStack()
        self._space: dict[str, Any] = {}
        self._plt: Any = None
        """Matplotlib, once it is there."""

    def begin(self) -> None:
        """Forget all that has run."""
        self._state.close()
        self._state.enter_context(fresh())
        self._space = {"__name__": "__main__"}
        if self._plt:
            self.prepare()

    def prepare(self) -> None:
        """Draw as the book does, now that Matplotlib is there."""
        import matplotlib.pyplot as plt  # noqa: PLC0415 - it comes when it is needed

        from builder.run import drawing  # noqa: PLC0415

        drawing.prepare()
        plt.style.use(drawing.style(self._roles))
        self._plt = plt

    def run(self, request: str, send: Send) -> str:
        """Run a block, and say as JSON what came of it.

        Parameters
        ----------
        request
            As JSON: the `code`; `before`, the earlier blocks of its page, of which runs what it
            needs, or null to go on where the last one ended; `session`, whether the values of
            expressions are shown; `wants`, what the page says that the statements print, if there
            is something to compare with; `figure`, the words of one.
        send
            Takes what is printed as it comes.
        """
        asked = json.loads(request)
        wants: list[str] = asked["wants"]
        outputs: list[str] = []
        drawn: list[str] = []
        raised = ""
        try:
            steps = compiled(asked["code"], HERE, session=asked["session"])
            if asked["before"] is not None:
                self.begin()
                self._set_up(asked["before"], asked["code"])
            with caught(Streamed(send)) as printed:
                for step, want in zip(steps, chain(wants, repeat("")), strict=False):
                    try:
                        exec(step, self._space)  # noqa: S102 - it is the reader's own
                    except Exception as error:
                        if not want.startswith(RAISED):
                            raise
                        printed.write(told(error))
                    finally:
                        outputs.append(printed.taken())
            drawn += self._drawings(asked["figure"])
        except BaseException as error:  # noqa: BLE001 - it may raise anything
            raised = trace(error)
        finally:
            self._close_figures()
        return json.dumps(judged(outputs, wants, raised) | {"drawn": drawn})

    def _set_up(self, before: Sequence[Mapping[str, Any]], code: str) -> None:
        """Run what some code needs of the blocks before it."""
        blocks = [Block(**one) for one in before]
        lines = [block.code.splitlines() for block in blocks]
        for span in needed_before(len(blocks), read_statements([*blocks, Block(code)])):
            # Its line numbers are those of its block.
            text = "\n" * span.first + "\n".join(lines[span.block][span.first : span.end])
            with caught(Streamed(lambda _: None)):
                for step in compiled(text, EARLIER.format(span.block + 1), session=False):
                    exec(step, self._space)  # noqa: S102 - it is the page's own
            self._close_figures()

    def _drawings(self, words: Mapping[str, str]) -> Iterator[str]:
        """Draw the figures that are open, as a build would."""
        if not self._plt:
            return
        from builder.run import drawing  # noqa: PLC0415

        for number in self._plt.get_fignums():
            named = {**words, "slug": f"{words['slug']}-{number}"}
            yield drawing.to_svg(self._plt.figure(number), roles=self._roles, **named)

    def _close_figures(self) -> None:
        if self._plt:
            self._plt.close("all")


def versions(library: str) -> str:
    """Say as JSON what runs here."""
    found = {"python": platform.python_version(), "numpy": np.__version__}
    found["library"] = f"{library} {importlib.import_module(library).__version__}"
    return json.dumps(found)


def compiled(code: str, name: str, *, session: bool) -> list[CodeType]:
    """Compile code as a whole or, as a session, statement by statement."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    tree = ast.parse(code, name)
    if not session:
        return [compile(tree, name, "exec", dont_inherit=True)]
    parts = [ast.Interactive([node]) for node in tree.body]
    return [compile(part, name, "single", dont_inherit=True) for part in parts]


@contextmanager
def caught(printed: Streamed) -> Iterator[Streamed]:
    """Catch what code prints, on the stream of errors, too."""
    with printing(printed), redirect_stderr(printed):
        yield printed


def judged(outputs: Sequence[str], wants: Sequence[str], raised: str) -> dict[str, Any]:
    """Say what the outputs are beside those of the page."""
    got, want = "".join(outputs), "".join(wants)
    right = [matches(*pair) for pair in zip(wants, outputs, strict=False)]
    if raised:
        state = "error"
    elif not wants or not (got or want):
        state = "ran"
    elif len(outputs) == len(wants):
        state = "equal" if all(right) else "different"
    else:
        state = "equal" if got == want else "different"
    return {
        "state": state,
        "got": got + raised,
        "want": want,
        "equal": sum(bool(want) and one for want, one in zip(wants, right, strict=False)),
    }


def matches(want: str, got: str) -> bool:
    """Tell whether an output is what a page shows, by the rule of the build."""
    said = None
    if want.startswith(RAISED):
        lines = want.splitlines(keepends=True)[1:]
        said = "".join(line for line in lines if not line.startswith(" "))
    return as_expected(doctest.Example("", want, said), got)


def trace(error: BaseException) -> str:
    """Give a traceback from the reader's own code on."""
    frames = error.__traceback__
    while frames and not frames.tb_frame.f_code.co_filename.startswith(OURS):
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))
