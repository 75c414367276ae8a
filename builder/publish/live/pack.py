"""Pack what a reader's browser loads; this runs in that very Python, under Node.

Modules become byte code, which halves the start. What no page needs is left out: tests, headers,
types, docstrings, fonts. The same members give the same bytes.
"""

import importlib.util
import io
import marshal
import re
from pathlib import Path
from zipfile import ZipFile, ZipInfo

MEMBERS = Path("/members")
STANDARD, OTHERS = "/lib/python314.zip/", "/packages/"
LEFT_OUT = re.compile(
    r"""
    /$ | \.(?:pyi|pxd|pyx|h|hpp|c|f90|a|lib|pc|txt|md|in|build|src|template|typed|gz|npz)$
    | (?:^|/)(?:tests?|conftest\.py|idlelib|turtledemo|ensurepip|pydoc_data)(?:/|$)
    | \.dist-info/ | ^numpy/(?:f2py|distutils|_pyinstaller|_core/lib|_core/include)/
    | ^numpy/(?:testing/(?!__init__|_private/(?:__init__|utils|extbuild)\.)|typing/(?!__init__))
    | ^numpy/_core/(?:_\w+_tests|_simd)\.
    | ^PIL/_(?:imagingft|webp|imagingcms|imagingmath|imagingmorph|imagingtk|avif)\.
    | ^matplotlib/(?:sphinxext|backends/(?:qt_editor|web_backend|_tkagg))
    | ^matplotlib/mpl-data/(?:images|sample_data|plot_directive|kpsewhich)
    | ^matplotlib/mpl-data/fonts/(?:afm|pdfcorefonts)
    | ^matplotlib/mpl-data/fonts/ttf/(?!DejaVuSans(?:-Bold|-Oblique)?\.ttf)
    """,
    re.VERBOSE,
)


def pack(name: str, sources: list[str]) -> bytes:
    """Put the files of some wheels into one archive, to be compressed as a whole."""
    files = {}
    place = STANDARD if name == "stdlib" else OTHERS
    for source in sources:
        with ZipFile(MEMBERS / source) as wheel:
            for entry in sorted(wheel.namelist()):
                if LEFT_OUT.search(entry):
                    continue
                content = wheel.read(entry)
                if entry.endswith(".py"):
                    files[f"{entry}c"] = byte_code(content, place + entry)
                else:
                    files[entry] = content
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for entry, content in files.items():
            archive.writestr(ZipInfo(entry), content)
    return packed.getvalue()


def byte_code(source: bytes, path: str) -> bytes:
    """Compile a module, to be taken without a look at its source."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=2)
    flags, unchecked = (0b01).to_bytes(4, "little"), bytes(8)
    return importlib.util.MAGIC_NUMBER + flags + unchecked + marshal.dumps(code)
