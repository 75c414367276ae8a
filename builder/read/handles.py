"""The handles of a figure that answers, as its `#|` lines declare them."""

from typing import Any

from builder.page import Handle

# What a handle of each kind has to have; of two numbers for its steps, the key tells the kind.
RANGE = ("label", "from", "to", "step", "at")
FACTORS = ("label", "from", "to", "steps", "at")
CHOICE = ("label", "options")
BUTTON = ("label", "moves")
WORD = ("label", "letters", "at")


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
    handles = tuple(read_handle(name, one) for name, one in given.items())
    for handle in handles:
        numbers = [one.name for one in handles if one.at and not one.letters]
        if handle.moves not in ("", *numbers):
            raise HandleError(handle.name, f"moves {handle.moves!r}, which is no number to be set")
    return handles


def read_handle(name: Any, given: Any) -> Handle:
    """Read one handle."""
    if not isinstance(name, str) or not name.isidentifier():
        raise HandleError(name, "needs a name as a variable has it")
    if not isinstance(given, dict):
        raise HandleError(name, "must read `{label: …, from: …, to: …, step: …, at: …}`")
    kinds = {"options": CHOICE, "moves": BUTTON, "letters": WORD, "steps": FACTORS}
    needed = next((kind for key, kind in kinds.items() if key in given), RANGE)
    known = (*needed, "unit") if needed in (RANGE, FACTORS) else needed
    for key in given:
        if key not in known:
            raise HandleError(name, f"has an unknown key {key!r}: expected {', '.join(known)}")
    for key in needed:
        if given.get(key) in (None, ""):
            raise HandleError(name, f"has no {key}")
    label = str(given["label"])
    if needed is CHOICE:
        return Handle(name, label, options=tuple(map(str, given["options"])))
    if needed is BUTTON:
        return Handle(name, label, moves=str(given["moves"]))
    if needed is WORD:
        if not isinstance(given["letters"], int) or given["letters"] < 1:
            raise HandleError(name, "needs a whole number of letters")
        return Handle(name, label, at=str(given["at"]), letters=given["letters"])
    numbers = needed[1:4]
    low, high, step = (given[key] for key in numbers)
    if not all(isinstance(one, int | float) for one in (low, high, step)):
        raise HandleError(name, f"needs numbers for {', '.join(numbers)}")
    at, unit = str(given["at"]), str(given.get("unit", ""))
    if needed is FACTORS:
        if not (0 < low < high and isinstance(step, int) and step > 0):
            raise HandleError(name, f"has no {step} factors that lead from {low} to {high}")
        return Handle(name, label, low, high, at=at, unit=unit, steps=step)
    if not (low < high and 0 < step <= high - low):
        raise HandleError(name, f"has no step of {step} between {low} and {high}")
    return Handle(name, label, low, high, step, at, unit)
