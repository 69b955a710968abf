"""Plain tables for other programs: the result of an analysis and findings as JSON, CSV, XLSX or ODS."""

import csv
import json
import math
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_koop import findings as finding_words
from geo_koop.outputs import letters, ods, target
from geo_koop.outputs.csv_dialect import PLAIN, Dialect
from geo_koop.result.analysis import Analysis

if TYPE_CHECKING:
    # Imported where a workbook is written: most commands write none.
    from openpyxl import Workbook

FORMATS = ("json", "csv", "xlsx", "ods")
ENDINGS = tuple(f".{name}" for name in FORMATS)
"""Endings of files that hold a table."""
BOOKS = (".xlsx", ".ods")
"""Endings of files that hold several."""
_DECIMALS = 6
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANKS = ("\t", "\r", "\n")
_INSIDE = re.compile(r"([;\t\r\n][^\S\t\r\n]*)(?=[=@＝＠]|[+\-＋－][^;\t\r\n]*[(|!])")
"""Inside a text, where a program that parts cells by ``;`` or tab begins a cell or a row: a formula that does
something (a sign alone stays, as lists and telephone numbers begin with one)."""
_WHOLE = frozenset({"population", "core_population"})


def cooperation_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """Return one object for each cooperation, as ``geo-koop analyse`` writes it in JSON.

    Returns
    -------
    list of dict
        ``cooperation_id, name, pattern, provisional, reason_de, reason_en, indicators``.
    """
    names = analysis.cooperations["name"]
    return [
        {
            "cooperation_id": key,
            "name": name,
            "pattern": row.pattern,
            "provisional": bool(row.provisional),
            "reason_de": row.reason_de,
            "reason_en": row.reason_en,
            "indicators": {k: _number(k, v) for k, v in indicators.items()},
        }
        for (key, name), row, indicators in zip(
            names.items(),
            analysis.patterns.reindex(names.index).itertuples(index=False),
            analysis.indicator_rows(names.index),
            strict=True,
        )
    ]


def cooperation_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return what :func:`cooperation_rows` returns as a table: the indicators are columns."""
    return pd.DataFrame([{k: v for k, v in row.items() if k != "indicators"} | row["indicators"] for row in rows])


def _number(name: str, value: Any) -> Any:
    """Return a number as JSON and people take it: finite, not too long, whole where it counts people."""
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    return round(value) if name in _WHOLE else round(value, _DECIMALS)


def finding_table(findings: pd.DataFrame, language: str = "de") -> pd.DataFrame:
    """Return findings in words, fit for writing: see :func:`geo_koop.findings.render`."""
    return finding_words.render(findings, language)


def text(rows: list[dict[str, Any]] | dict[str, Any] | pd.DataFrame, form: str, dialect: Dialect = PLAIN) -> str:
    r"""Return rows as JSON or CSV.

    Parameters
    ----------
    rows : list of dict, or pandas.DataFrame
        For JSON also one dict.
    form : {"json", "csv"}
    dialect : Dialect
        Of the CSV.

    Examples
    --------
    >>> text(pd.DataFrame({"key": ["09184119"], "n": [None]}), "csv")
    'key,n\n09184119,\n'
    >>> from geo_koop.outputs.csv_dialect import EXCEL_DE
    >>> text(pd.DataFrame({"name": ["Haar"], "area_km2": [12.9], "active": [True]}), "csv", EXCEL_DE)
    'name;area_km2;active\nHaar;12,9;WAHR\n'
    """
    if form == "json":
        return json_text(_plain(rows))
    table = harmless(pd.DataFrame(rows))
    if dialect.truth is not None:
        words = dict(zip((True, False), dialect.truth, strict=True))
        truths = [name for name in table if pd.api.types.is_bool_dtype(table[name].dtype)]
        table = table.assign(**{name: table[name].map(words) for name in truths})
    how = {"sep": dialect.separator, "decimal": dialect.decimal, "quoting": _quoting(table)}
    return str(table.to_csv(index=False, lineterminator="\n", **how))


def json_text(content: Any) -> str:
    """Return plain lists and mappings as JSON."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before texts, headings and parts of texts that a spreadsheet would take for a formula.

    Source: OWASP, CSV injection (a cell that begins with ``=``, ``+``, ``-``, ``@`` in half or full width, a tab or
    a line's end; separators inside a cell); blanks before the sign are skipped, as some programs do.
    """
    guarded = {name: table[name].astype(object).map(_guarded, na_action="ignore") for name in _texts(table)}
    return table.assign(**guarded).rename(columns=_guarded)


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    inside = _INSIDE.sub(r"\1'", value)
    return f"'{inside}" if value.startswith(_BLANKS) or value.lstrip().startswith(_FORMULA) else inside


def _texts(table: pd.DataFrame) -> list[str]:
    """Return the columns that may hold texts."""
    kinds = (pd.api.types.is_string_dtype, pd.api.types.is_object_dtype)
    return [
        name
        for name in table.columns
        if isinstance(table[name].dtype, pd.CategoricalDtype) or any(of(table[name].dtype) for of in kinds)
    ]


def _quoting(table: pd.DataFrame) -> int:
    """Quote everything where a text holds a carriage return, which Python's csv quotes of its own since 3.13 only."""
    inside = any(table[name].astype("str").str.contains("\r", regex=False).any() for name in _texts(table))
    return csv.QUOTE_ALL if inside else csv.QUOTE_MINIMAL


def _plain(rows: list[dict[str, Any]] | dict[str, Any] | pd.DataFrame) -> Any:
    if isinstance(rows, list | dict):
        return rows
    table = rows.astype(object)
    return list(table.where(table.notna(), None).to_dict("records"))


def write(
    rows: list[dict[str, Any]] | dict[str, Any] | pd.DataFrame,
    out: Path,
    *,
    form: str | None = None,
    dialect: Dialect = PLAIN,
    overwrite: bool = False,
) -> Path:
    """Write rows to a file.

    Parameters
    ----------
    rows : list of dict, or pandas.DataFrame
    out : Path
    form : {"json", "csv", "xlsx", "ods"}, optional
        From the ending of ``out`` where it is left out. CSV is UTF-8 with a byte order mark, so that
        spreadsheet programs read umlauts; text that begins with ``=`` stays text in XLSX and gets an
        apostrophe in CSV.
    dialect : Dialect
        Of the CSV.
    overwrite : bool

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If the ending is not known.
    OutputError
        If the file cannot be written.
    """
    endings = () if form else ENDINGS
    with target.writing(out, endings=endings, overwrite=overwrite) as path:
        form = form or out.suffix.lower().lstrip(".")
        if form == "xlsx":
            save(_workbook({"geo_koop": pd.DataFrame(rows)}), path)
        elif form == "ods":
            ods.write({"geo_koop": pd.DataFrame(rows)}, path)
        else:
            path.write_text(text(rows, form, dialect), encoding="utf-8-sig" if form == "csv" else "utf-8", newline="")
    return out


def write_book(tables: Mapping[str, pd.DataFrame], out: Path, *, overwrite: bool = False) -> Path:
    """Write tables as the sheets of one XLSX or ODS file.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with target.writing(out, endings=BOOKS, overwrite=overwrite) as path:
        if out.suffix.lower() == ".ods":
            ods.write(tables, path)
        else:
            save(_workbook(tables), path)
    return out


def _workbook(tables: Mapping[str, pd.DataFrame]) -> "Workbook":
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, table in tables.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append([heading(sheet, name) for name in table.columns])
        cells = table.astype(object)
        for row in cells.where(cells.notna(), None).itertuples(index=False):
            sheet.append([cell(sheet, value) for value in row])
    return book


def cell(sheet: Any, value: Any) -> Any:
    """Return a value for a sheet; text that openpyxl would take for a formula or an error is marked as text.

    Only such text becomes a cell of its own: that costs as much as writing it.
    """
    if not isinstance(value, str):
        return value
    text = letters.for_xml(value)
    if not text.startswith(("=", "#")):
        return text
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(sheet, value=text)
    made.data_type = "s"
    return made


def heading(sheet: Any, name: Any) -> Any:
    """Return a heading as a cell in bold, text whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    made = WriteOnlyCell(sheet, value=letters.for_xml(str(name)))
    made.data_type, made.font = "s", Font(bold=True)
    return made


def save(book: "Workbook", path: Path) -> None:
    """Write a workbook in one go: an archive that a full disk breaks off complains on the console."""
    content = BytesIO()
    book.save(content)
    path.write_bytes(content.getbuffer())
