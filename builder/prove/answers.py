"""What a figure's script moves has been drawn."""

import re
from pathlib import Path

from builder.page import Page, PageError

PART = re.compile(r'\bpicture\.\w+\("([\w-]+)"')


def check(page: Page, scripts: Path) -> None:
    """Look for the scripts that a page's figures answer by, and for the parts that these move.

    Raises
    ------
    PageError
        If a script is not in the folder, or a figure has no part of a name that its script has.
    """
    for example in page.examples:
        if example.figure is None or not example.figure.explore:
            continue
        if not example.outcome.given:
            raise PageError(page.path, example.line, "a lab's figures do not answer: use a page")
        script = scripts / f"{example.figure.explore}.js"
        if not script.exists():
            raise PageError(
                page.path, example.line, f"no figure answers by the name {script.stem!r}"
            )
        for part in PART.findall(script.read_text("utf-8")):
            if f'id="{example.figure.figure}-{part}"' not in example.outcome.svg:
                message = f"nothing of the figure has gid={part!r}, which {script.name} moves"
                raise PageError(page.path, example.line, message)
