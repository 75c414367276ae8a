"""The Content-Security-Policy of a page: scripts, styles and fonts of this site, and nothing else.

A page may be read from any server or from the disk, so the policy stands in the page itself.
"""

import hashlib
import re
from base64 import b64encode

from builder.publish.theme import replaced

# Blocks of data are no scripts: `<script type="application/json">` needs no leave to run.
INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
FIRST = '<meta charset="utf-8">'


def lock(html: str) -> str:
    """Give a page a policy that allows its own inline scripts, by their hashes, and no others."""
    hashes = sorted({digest(script) for script in INLINE.findall(html)})
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self'",
        "img-src": "'self' data:",  # the theme's style sheet holds its icons
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    policy = "; ".join(f"{rule} {sources}" for rule, sources in rules.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return replaced(html, FIRST, f"{FIRST}\n      {meta}")


def digest(script: str) -> str:
    """Name a script as a policy does."""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
