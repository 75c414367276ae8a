"""What is changed in the theme's HTML; a theme that has changed itself is not passed over."""


def replaced(html: str, old: str, new: str) -> str:
    """Replace a text of the theme's.

    Raises
    ------
    ValueError
        If the theme has it no longer.
    """
    if old not in html:
        raise ValueError(f"the theme no longer writes {old!r}: see overrides/ and builder/publish/")
    return html.replace(old, new)
