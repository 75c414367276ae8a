"""The Content-Security-Policy of a page: scripts, styles and fonts of this site, and nothing else.

A page may be read from any server or from the disk, so the policy stands in the page itself. It
allows the scripts that are written into a page, known by their hashes; what is not known is
not allowed because it is there.
"""

import hashlib
import re
from base64 import b64encode

from builder.publish.theme import replaced

# Blocks of data are no scripts: `<script type="application/json">` needs no leave to run.
INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
NOTHING = ("base-uri", "form-action", "frame-src", "manifest-src", "media-src", "object-src")
FIRST = '<meta charset="utf-8">'
# It names the site's folder as the page sees it.
FOLDER = re.compile(r'(?<=^__md_scope=new URL\(")[./\w-]*(?=",)')
KNOWN = {
    "book": "'sha256-95L98Pl8WHC4hyaXGNCjzv5qvfSZTOJAzusIrn6CpGM='",
    "scope": "'sha256-frNoT9rNKIH2e5QomDJzop2HdNi8gmIq+bZajsEDKpA='",
    "palette": "'sha256-DrEMJJ29sL7vIloQzly+VUGMxKcBTMII+OfW7Y8AkG4='",
    "tabs": "'sha256-10uztYJZm7OLYtHrFaYKCvTOAUfjM17+CoEWk5hLcc4='",
    "opened tab": "'sha256-/8wPdzX9q0NNJXyA5lzsLojXFpkeaXVxhbfkUOQaWy8='",
}
"""The book's own, in overrides/main.html, and the theme's by what they do, without the folder."""


def lock(html: str) -> str:
    """Give a page a policy that allows the inline scripts that are known, and no others.

    Raises
    ------
    ValueError
        If the page has another one.
    """
    scripts = set(INLINE.findall(html))
    for script in scripts:
        if digest(FOLDER.sub("", script)) not in KNOWN.values():
            raise ValueError(
                f"no script that is known: {script[:60]!r}; see builder/publish/policy.py"
            )
    rules = {
        # What a browser fetches ahead, such as the next page, has no rule of its own.
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *sorted(map(digest, scripts))]),
        "style-src": "'self'",
        "img-src": "'self' data:",  # the theme's style sheet holds its icons
        "font-src": "'self'",
        "connect-src": "'self'",
        **dict.fromkeys(NOTHING, "'none'"),
    }
    policy = "; ".join(f"{rule} {sources}" for rule, sources in rules.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return replaced(html, FIRST, f"{FIRST}\n      {meta}")


def digest(script: str) -> str:
    """Name a script as a policy does."""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
