"""Highlighted code as the site shows it: no mark without a style, and long lines that can fold."""

import re
from html import unescape

# What the style sheet and the theme set in another weight or another grey than the rest.
STYLED = "k|kc|kn|ow|c|c1|cm|s|s1|s2|sa|sb|sd|se|si|gp|go|gt|filename"
UNSTYLED = re.compile(rf'<span class="(?!(?:{STYLED})")\w+">([^<]*)</span>')
CODE = re.compile(r"(?<=<code>)[^\0]*(?=</code>)")
TAG = re.compile(r"<[^>]*>")
# The longest line that fits a phone, in a list within a box as well, and the longest word that may
# stand on a line of its own.
LINE, WORD = 34, 26
DEEPEST = 16
TABLE = re.compile(r'<span class="s\w?">\S[^<]* {3}[^<]*</span>')
BREAKS = re.compile(r"(<[^>]*>|&\w+;)|((?<=[\w\])])(?=\.[a-z_])|(?<=[(\[,])(?=[\w\[\"']))")


def plain(html: str) -> str:
    """Take the marks away that change nothing."""
    return UNSTYLED.sub(r"\1", html)


def folding(html: str) -> str:
    """Let the long lines of a highlighted block fold where there is no room; its text is the same.

    What is folded hangs below the line's first character. Outputs never fold, nor does a table in a
    string, for their columns belong together.
    """
    return CODE.sub(lambda code: "\n".join(map(_fold, code[0].split("\n"))), html)


def _fold(line: str) -> str:
    text = unescape(TAG.sub("", line))
    if len(text) <= LINE or 'class="go"' in line or TABLE.fullmatch(line):
        return line
    code = re.sub(r"^(>>>|\.\.\.) ", "    ", text)
    indent = len(code) - len(code.lstrip())
    if max(map(len, code.split())) > WORD:
        line = BREAKS.sub(lambda one: one[1] or "<wbr>", line)
    return f'<span class="ol-fold ol-fold--{min(indent // 4 * 4 + 4, DEEPEST)}">{line}</span>'
