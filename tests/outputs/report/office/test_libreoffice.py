"""LibreOffice opens what is written: as many pages as there should be, every heading on them, in the right language."""

import re
import shutil
import subprocess

import pytest

from tests.conftest import NIGHTLY

WAIT = 180
PROGRAM = shutil.which("soffice")

pytestmark = [
    pytest.mark.skipif(not NIGHTLY, reason="LibreOffice takes its time: GEO_KOOP_NIGHTLY=1"),
    pytest.mark.skipif(not PROGRAM or not shutil.which("pdftotext"), reason="soffice or pdftotext is missing"),
]
FILES = [
    ("municipality", ".docx"),
    ("cooperation", ".odt"),
    ("topic", ".odt"),
    ("resolution", ".docx"),
    ("resolution", ".odt"),
    ("municipality", ".pptx"),
    ("region", ".pptx"),
]


@pytest.fixture(scope="module")
def text_of(files, tmp_path_factory):
    """Return what gives the text of a file as LibreOffice prints it, page by page."""
    folder = tmp_path_factory.mktemp("libreoffice")

    def read(kind, ending):
        path = folder / f"{kind}{ending}"
        path.write_bytes(files(ending, kind))
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        command = [PROGRAM, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=WAIT)
        facts = subprocess.run(
            ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=WAIT
        )
        return [page for page in facts.stdout.decode().split("\f") if page.strip()]

    return read


def squeezed(text):
    return re.sub(r"[\s\u00ad-]+", "", text)


@pytest.mark.parametrize(("kind", "ending"), FILES, ids=[f"{kind}{ending}" for kind, ending in FILES])
def test_it_opens_and_prints_every_heading_and_sentence(text_of, sheets, kind, ending):
    pages, sheet = text_of(kind, ending), sheets[kind]
    whole = squeezed("".join(pages))
    said = [sheet.title, *sheet.sentences, *sheet.cautions]
    if ending != ".pptx":
        said += [section.heading for section in sheet.sections]
        numbers = [re.search(r"Seite (\d+) von (\d+)", page) for page in pages]
        assert [found.groups() for found in numbers] == [(str(i), str(len(pages))) for i in range(1, len(pages) + 1)]
    assert [text for text in said if squeezed(text) not in whole] == []
