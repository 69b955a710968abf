"""Sheets as files of office programs, to be edited: DOCX, ODT and PPTX.

``book`` reads what is laid out for the templates, ``pictures`` makes PNG of the drawings, and ``docx``, ``odt`` and
``pptx`` set it, each with the library of its format, which is imported when it is first asked for.
"""

from importlib import import_module
from pathlib import Path

from geo_koop.outputs.report import glyphs
from geo_koop.outputs.report.office.book import read

ENDINGS = (".docx", ".odt", ".pptx")


def office(folder: Path, ending: str) -> bytes:
    """Return the file of a folder made by :mod:`geo_koop.outputs.report.document`.

    Parameters
    ----------
    folder : Path
    ending : str
        One of :data:`ENDINGS`.
    """
    book = read(folder)
    room = import_module(f"{__name__}.{ending[1:]}")
    # Texts keep their letters, as office programs have fonts for them; drawings are set with the fonts of the PDF.
    with glyphs.settled(folder) as drawings:
        return bytes(room.made(book, drawings))
