"""The built site that the tests look at, and what of it `make test` takes for the rest."""

import os
from pathlib import Path

import pytest

SITE = Path(os.environ.get("SITE") or Path(__file__).parents[1] / "site")
PAGES = sorted(file.relative_to(SITE).as_posix() for file in SITE.rglob("*.html"))
RUNNING = [name for name in PAGES if "data-run=" in (SITE / name).read_text(encoding="utf-8")]
"""Pages with blocks that run."""
LONG = (
    "chapters/completing-memory",
    "chapters/facts",
    "chapters/handwriting",
    "chapters/training",
    "chapters/what-not-to-remember",
    "labs/cosine-similarity",
    "labs/outlier",
    "labs/overfitting",
    "labs/product-by-gradient-descent",
    "labs/product-by-hand",
    "labs/weight-decay",
    "practice/a-million-keys",
    "practice/many-machines",
    "practice/other-libraries",
)
"""Pages whose code takes long."""


def marked(names, full):
    """Leave to `make test-all` the names of which this is true."""
    return [pytest.param(one, marks=[pytest.mark.full] if full(one) else []) for one in names]


def sampled(names, but=()):
    """Leave to `make test-all` all pages but the first one, and the heaviest quick one a folder.

    Of some folders, leave all to it.
    """
    quick = (name for name in names if name.removesuffix(".html") not in LONG)
    quick = (name for name in quick if not name.startswith(but))
    by_weight = sorted(quick, key=lambda name: (SITE / name).stat().st_size)
    chosen = {name.rpartition("/")[0]: name for name in by_weight} | {"": "index.html"}
    return marked(names, lambda name: name not in chosen.values())
