"""The library as the site offers it: one wheel, for a desk and for the reader's browser."""

from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from builder.settings import ROOT


def build(folder: Path) -> Path:
    """Build the wheel of the library into a folder."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return Path(wheel)
