"""Another library than this project's."""

__all__ = ["total"]


def total(*parts):
    """Add up.

    Parameters
    ----------
    *parts
        Numbers.

    Examples
    --------
    >>> total(1, 2)
    3
    """
    return sum(parts)
