"""Tells what a table is by what stands in it: offices' programs write HTML, text or XLSX under the name of XLS."""

import re
import zipfile
from pathlib import Path
from typing import Final

from geo_koop.errors import InputError, Phrase
from geo_koop.locale import mark as _

WORKBOOKS: Final = ("xlsx", "xlsb", "ods", "xls")
"""Kinds that are read as workbooks."""

_ENDINGS: Final = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsb",
    ".ods": "ods",
    ".xls": "xls",
    ".htm": "html",
    ".html": "html",
}
_HEAD: Final = 4_096
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_WITH_PASSWORD: Final = "EncryptedPackage".encode("utf-16-le")
_PAGE: Final = re.compile(rb"^\s*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_SHEETS_IN_XML: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_OTHERS: Final = (
    (b"%PDF-", _("a PDF document")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"{\\rtf", _("a text document (RTF)")),
    (b"7z\xbc\xaf", _("a 7z archive")),
    (b"Rar!", _("a RAR archive")),
    (b"SQLite format 3", _("a database (SQLite, GeoPackage)")),
    (b"PAR1", _("a Parquet file")),
    (b"MIME-Version:", _("a web archive (MHTML)")),
)


def kind(path: Path) -> str:
    """Return what a file is: one of :data:`WORKBOOKS`, ``html`` or ``text``.

    What its bytes do not tell, its ending does.

    Raises
    ------
    InputError
        If it is surely none of these, but something else that can be named.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    head = head.removeprefix(b"\xef\xbb\xbf")
    for sign, what in _OTHERS:
        if head.startswith(sign):
            raise no_table(path, Phrase(what))
    usual = _ENDINGS.get(path.suffix.lower(), "text")
    if head.startswith(_COMPOUND):
        return _compound(path)
    if head.startswith(b"PK") and zipfile.is_zipfile(path):
        return _packed(path, usual)
    if _SHEETS_IN_XML in head:
        raise no_table(path, Phrase(_("a workbook in XML of 2003")))
    if _PAGE.match(head):
        return "html"
    if usual == "xls" and _is_text_table(head):  # what spreadsheets open under this name, too
        return "text"
    return usual


def disguised(path: Path, found: str) -> str:
    """Return what a file is, where its ending says something else; else an empty text."""
    return "" if _ENDINGS.get(path.suffix.lower(), "text") == found else found.upper().replace("TEXT", "CSV")


def no_table(path: Path, what: Phrase) -> InputError:
    """Word the error on a file that is something else."""
    return InputError(
        "{file} is no table but {what}.",
        "Open it in the program that it belongs to, and save its table as XLSX or CSV.",
        file=path.name,
        what=what,
    )


def _compound(path: Path) -> str:
    content = path.read_bytes()
    if _WITH_PASSWORD in content:
        raise InputError(
            "{file} is protected by a password.",
            "Open it in a spreadsheet, and save it without a password.",
            file=path.name,
        )
    if "WordDocument".encode("utf-16-le") in content:
        raise no_table(path, Phrase(_("a Word document")))
    return "xls"


def _packed(path: Path, usual: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:_HEAD])
            if "xl/workbook.bin" in names:
                return "xlsb"
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "word/document.xml" in names:
                raise no_table(path, Phrase(_("a Word document")))
            if "mimetype" in names and "content.xml" in names:
                with archive.open("mimetype") as stream:
                    said = stream.read(100)
                if said.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return "ods"
                if said.startswith(b"application/vnd.oasis.opendocument.text"):
                    raise no_table(path, Phrase(_("a text document (ODT)")))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, LookupError):
        return usual if usual in WORKBOOKS else "xlsx"
    if usual not in WORKBOOKS:
        raise no_table(path, Phrase(_("a ZIP archive")))
    return usual


def _is_text_table(head: bytes) -> bool:
    """Tell whether all full lines have the same signs between columns, and nothing is unprintable."""
    if re.search(rb"[\x00-\x08\x0e-\x1f]", head):
        return False
    lines = [line for line in head.splitlines()[:20] if line.strip()]
    return any(len(lines) > 1 and all(sign in line for line in lines[:2]) for sign in (b"\t", b";", b",", b"|"))
