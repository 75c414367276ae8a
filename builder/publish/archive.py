"""The site as one file, to be read without a network."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from builder.settings import ARCHIVE

# Search reads its index as a script from the disk; maps of minified code serve nobody here.
# From the disk no browser starts Python.
LEFT_OUT = (
    ARCHIVE,
    "*.epub",
    "*.map",
    "sitemap.xml*",
    "404.html",
    "assets/live/*",
    "assets/live/*/*",
)
# It does not offer itself again, and no browser preloads a font from the disk.
ONLINE = re.compile(r'<p class="ol-offline">.*?</p>|<link rel="preload"[^>]*>', re.DOTALL)


def write(site: Path) -> None:
    """Pack a finished site into an archive inside it; the same site gives the same bytes."""
    folder = Path(ARCHIVE).stem
    files = [file for file in sorted(site.rglob("*")) if file.is_file()]
    with ZipFile(site / ARCHIVE, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            if any(file.match(pattern) for pattern in LEFT_OUT):
                continue
            content = file.read_bytes()
            if file.suffix == ".html":
                content = ONLINE.sub("", content.decode()).encode()
            elif file.suffix == ".css":
                # From the disk a font comes at once, but never before the first paint.
                content = content.replace(b"font-display: optional", b"font-display: block")
            put(archive, f"{folder}/{file.relative_to(site).as_posix()}", content)


def put(archive: ZipFile, name: str, content: bytes, how: int = ZIP_DEFLATED) -> None:
    """Add a file, dated by the format's own beginning."""
    entry = ZipInfo(name)
    entry.compress_type, entry.external_attr = how, 0o644 << 16
    archive.writestr(entry, content)
