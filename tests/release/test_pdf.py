"""The book on paper shows what the book for an e-reader shows, which shows what the pages show."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from built import SITE

from builder.publish.epub import EPUB
from builder.settings import ROOT

# In this process another test may have a browser open.
PRINT = """
import sys
from pathlib import Path
from builder.publish import pdf
pdf.write(*map(Path, sys.argv[1:]))
"""
XHTML = "{http://www.w3.org/1999/xhtml}"


def plain(text):
    """Leave space out: code folds on paper."""
    return re.sub(r"\s", "", text)


@pytest.mark.full
def test_the_pdf_shows_what_the_epub_shows(tmp_path):
    printed = [sys.executable, "-c", PRINT, str(SITE / EPUB), str(tmp_path / "book.pdf")]
    subprocess.run(printed, cwd=ROOT, check=True)
    with ZipFile(SITE / EPUB) as epub:
        contents = ET.fromstring(epub.read("book/nav.xhtml"))
        links = list(contents.iter(f"{XHTML}a"))
        pages = [ET.fromstring(epub.read(f"book/{one.get('href')}")) for one in links]
    pages_of_pdf = [one.get_textpage() for one in pypdfium2.PdfDocument(tmp_path / "book.pdf")]
    # Without the running head and the number of the page.
    text = plain("".join(one.get_text_bounded(bottom=60, top=650) for one in pages_of_pdf))
    place = 0
    for page in pages:
        for code in page.iter(f"{XHTML}pre"):
            found = text.find(plain("".join(code.itertext())), place)
            assert found >= 0, "".join(code.itertext())
            place = found

    with pikepdf.open(tmp_path / "book.pdf") as book:
        kinds = {(one.get("/Subtype"), one.get("/Type")) for one in book.objects
                 if isinstance(one, pikepdf.Dictionary | pikepdf.Stream)}  # fmt: skip
        assert "/Image" not in {kind for kind, _ in kinds}
        assert "/Type3" not in {kind for kind, _ in kinds}
        assert book.Root.MarkInfo.Marked
        with book.open_outline() as outline:
            titles = [one.title for one in outline.root]
    names = [plain("".join(one.itertext())) for one in links]
    assert [*map(plain, titles)][-len(names) :] == names
    # The table of contents tells where each begins.
    numbers = [int(one) for one in re.findall(r" (\d+)\r?\n", pages_of_pdf[1].get_text_bounded())]
    assert numbers == sorted(numbers)
    for number, name in zip(numbers, names, strict=False):
        assert name in plain(pages_of_pdf[number - 1].get_text_bounded())
