"""The handles of a figure that answers, as its `#|` lines declare them."""

from typing import Any

from builder.page import Handle

NUMBERS = ("from", "to", "step")
RANGE = ("label", *NUMBERS, "at")
CHOICE = ("label", "options")


class HandleError(ValueError):
    """What is wrong with a handle, and with which."""

    def __init__(self, name: object, message: str) -> None:
        super().__init__(f"the handle {name!r} {message}")
        self.name = name


def read_handles(given: Any) -> tuple[Handle, ...]:
    """Read all handles of a figure.

    Raises
    ------
    HandleError
        If one lacks something, has a key that is not known, or a range that is none.
    """
    if not isinstance(given, dict) or not given:
        raise HandleError("", "is missing: handles read `name: {label: …, from: …, …}`")
    return tuple(read_handle(name, one) for name, one in given.items())


def read_handle(name: Any, given: Any) -> Handle:
    """Read one handle."""
    if not isinstance(name, str) or not name.isidentifier():
        raise HandleError(name, "needs a name as a variable has it")
    if not isinstance(given, dict):
        raise HandleError(name, "must read `{label: …, from: …, to: …, step: …, at: …}`")
    needed = CHOICE if "options" in given else RANGE
    known = needed if needed is CHOICE else (*RANGE, "unit")
    for key in given:
        if key not in known:
            raise HandleError(name, f"has an unknown key {key!r}: expected {', '.join(known)}")
    for key in needed:
        if given.get(key) in (None, ""):
            raise HandleError(name, f"has no {key}")
    if needed is CHOICE:
        return Handle(name, str(given["label"]), options=tuple(map(str, given["options"])))
    low, high, step = (given[key] for key in NUMBERS)
    if not all(isinstance(one, int | float) for one in (low, high, step)):
        raise HandleError(name, f"needs numbers for {', '.join(NUMBERS)}")
    if not (low < high and 0 < step <= high - low):
        raise HandleError(name, f"has no step of {step} between {low} and {high}")
    unit = str(given.get("unit", ""))
    return Handle(name, str(given["label"]), low, high, step, str(given["at"]), unit)
