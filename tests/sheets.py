"""Workbooks that no library here writes."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_MIME = "application/vnd.oasis.opendocument.spreadsheet"


def write_ods(path: Path, *sheets: list[list[str]]) -> Path:
    """Write an OpenDocument workbook; the sheets are named Tabelle1, Tabelle2, …."""
    tables = "".join(
        f'<table:table table:name="Tabelle{number}">{"".join(map(_row, rows))}</table:table>'
        for number, rows in enumerate(sheets, start=1)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0"'
        f' xmlns:text="{_URN}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", _MIME)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def _row(cells: list[str]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(text: str) -> str:
    inner = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="string">{inner}</table:table-cell>' if text else "<table:table-cell/>"
