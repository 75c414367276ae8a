"""Where the built site is that the tests look at."""

import os
from pathlib import Path

SITE = Path(os.environ.get("SITE") or Path(__file__).parents[1] / "site")
