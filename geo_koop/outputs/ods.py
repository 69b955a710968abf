"""ODS: tables as the sheets of an OpenDocument workbook; numbers, dates and truths keep their type, text stays text.

The file is written as it is made, row by row: a library call for each cell would take a second for a thousand rows.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd

from geo_koop.outputs import letters

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet, without its heading."""
MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_URN: Final = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES: Final = " ".join(
    [
        *(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in ("office", "style", "text", "table", "meta")),
        f'xmlns:number="{_URN}:datastyle:1.0"',
        f'xmlns:fo="{_URN}:xsl-fo-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"',
    ]
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_STYLES: Final = (
    '<office:automatic-styles><number:date-style style:name="N1"><number:year number:style="long"/><number:text>-'
    '</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    '</number:date-style><style:style style:name="Day" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="Head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    "</style:style></office:automatic-styles>"
)
_BLANKS: Final = re.compile(r"(?<= ) +|^ +| +$|\t")


def write(tables: Mapping[str, pd.DataFrame], path: Path, *, title: str = "", about: str = "") -> None:
    """Write tables as the sheets of one file; the same tables make the same bytes.

    Parameters
    ----------
    tables : Mapping of DataFrame
        Name of the sheet to its rows.
    path : Path
    title, about : str
        Properties of the file.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        # Programs tell the kind of the file by this entry: it stands first, and not compressed.
        made.writestr(_entry("mimetype", zipfile.ZIP_STORED), MIMETYPE)
        with made.open(_entry("content.xml"), "w", force_zip64=True) as stream:
            for text in _content(tables):
                stream.write(text.encode("utf-8"))
        made.writestr(_entry("meta.xml"), _meta(title, about))
        made.writestr(_entry("META-INF/manifest.xml"), _manifest())


def _entry(name: str, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type, entry.external_attr = kind, 0o644 << 16
    return entry


def _content(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    yield f"{_HEAD}<office:document-content {_SPACES}>{_STYLES}<office:body><office:spreadsheet>"
    for name, table in tables.items():
        yield f"<table:table table:name={_attribute(name)}>"
        yield f'<table:table-column table:number-columns-repeated="{max(len(table.columns), 1)}"/>'
        head = "".join(_text(str(column), ' table:style-name="Head"') for column in table.columns)
        yield f"<table:table-row>{head}</table:table-row>"
        columns = [_cells(table[column]) for column in table.columns]
        for row in zip(*columns, strict=True):
            yield f"<table:table-row>{''.join(row)}</table:table-row>"
        yield "</table:table>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _cells(column: pd.Series) -> Sequence[str]:
    plain = column.astype(object)
    return [_cell(value) for value in plain.where(column.notna(), None)]


def _cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, (bool, np.bool_)):
        said = "true" if value else "false"
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{said}"/>'
    if isinstance(value, (int, float, np.integer, np.floating)):
        number = repr(float(value) if isinstance(value, (float, np.floating)) else int(value))
        return f'<table:table-cell office:value-type="float" office:value="{number}"/>'
    if isinstance(value, (date, datetime)):
        day = f"{value:%Y-%m-%d}"
        return (
            f'<table:table-cell table:style-name="Day" office:value-type="date" office:date-value="{day}">'
            f"<text:p>{day}</text:p></table:table-cell>"
        )
    return _text(str(value))


def _text(value: str, style: str = "") -> str:
    lines = letters.for_xml(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paragraphs = "".join(f"<text:p>{_BLANKS.sub(_spaced, escape(line))}</text:p>" for line in lines)
    return f'<table:table-cell{style} office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(blanks: re.Match[str]) -> str:
    """Return an element for blanks that XML would put together."""
    return "<text:tab/>" if blanks[0] == "\t" else f'<text:s text:c="{len(blanks[0])}"/>'


def _attribute(text: str) -> str:
    return quoteattr(" ".join(letters.for_xml(text).split()))


def _meta(title: str, about: str) -> str:
    said = {"dc:title": title, "dc:description": about}
    inner = "".join(f"<{name}>{escape(letters.for_xml(text))}</{name}>" for name, text in said.items() if text)
    return (
        f"{_HEAD}<office:document-meta {_SPACES}><office:meta><meta:generator>geo_koop</meta:generator>{inner}"
        "</office:meta></office:document-meta>"
    )


def _manifest() -> str:
    files = {"/": MIMETYPE, "content.xml": "text/xml", "meta.xml": "text/xml"}
    inner = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in files.items()
    )
    spaces = f'xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3"'
    return f"{_HEAD}<manifest:manifest {spaces}>{inner}</manifest:manifest>"
