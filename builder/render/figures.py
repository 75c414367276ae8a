"""A drawing with its words on the page."""


def figure_html(svg: str, *, slug: str, caption: str, table: str = "") -> str:
    """Set a drawing with its caption (HTML) and, folded, the table of what it shows."""
    if not caption.strip():
        raise ValueError("the caption is missing")
    if table:
        table = (
            '\n<details class="ol-data" data-search-exclude="">'
            f"<summary>Data of this figure</summary>{table}</details>"
        )
    return (
        f'<figure class="ol-figure" id="figure-{slug}">\n{svg}\n'
        f"<figcaption>{caption}</figcaption>{table}\n</figure>"
    )
