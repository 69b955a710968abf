"""XLSX and ODS: one sheet per table, and one on the fields; text stays text, whatever it begins with."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from geo_koop.outputs import ods
from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs.export import schema, zipped
from geo_koop.outputs.export.about import About

MOST_ROWS = 1_048_575
"""Rows of a sheet, without its heading."""
LONGEST = 32_767
"""Characters of a text."""
_WIDTHS = {"text": 24, "date": 12, "integer": 12, "real": 12, "boolean": 10}


def write(parts: Mapping[str, pd.DataFrame], path: Path, about: About) -> None:
    """Write tables as one workbook; tables that are too long are left out."""
    book = Workbook(write_only=True)
    book.properties.creator = f"geo_koop {about.items['geo_koop_version']}"
    book.properties.title = about.title
    book.properties.description = "\n".join([about.abstract, *about.attributions, *about.licences])
    book.properties.created = book.properties.modified = about.made.replace(tzinfo=None)
    documented = {**parts, "field_documentation": _documentation(parts, about)}
    for name, table in documented.items():
        if len(table) <= MOST_ROWS:
            _sheet(book, name, table, about.fields[name])
    plain_tables.save(book, path)
    zipped.settle(path, about)


def write_ods(parts: Mapping[str, pd.DataFrame], path: Path, about: About) -> None:
    """Write tables as one OpenDocument workbook; tables that are too long are left out."""
    documented = {**parts, "field_documentation": _documentation(parts, about)}
    flat = {name: _without_geometry(table) for name, table in documented.items() if len(table) <= MOST_ROWS}
    said = "\n".join([about.abstract, *about.attributions, *about.licences])
    ods.write(flat, path, title=about.title, about=said)


def cut_texts(table: pd.DataFrame, name: str) -> dict[str, int]:
    """Return for each field how many texts a cell cannot hold whole."""
    texts = [column for column, field in schema.fields()[name].items() if field.type == "text"]
    counts = {column: int((table[column].str.len() > LONGEST).sum()) for column in texts}
    return {column: count for column, count in counts.items() if count}


def _documentation(parts: Mapping[str, pd.DataFrame], about: About) -> pd.DataFrame:
    listed = schema.documentation(about.fields)
    return listed[listed["layer"].isin([*parts, "field_documentation"])]


def _sheet(book: Workbook, name: str, table: pd.DataFrame, meanings: Mapping[str, schema.Field]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    flat = _without_geometry(table)
    for position, column in enumerate(flat.columns, start=1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = _WIDTHS[meanings[column].type]
    sheet.append([plain_tables.heading(sheet, column) for column in flat.columns])
    columns = [_values(flat[column]) for column in flat.columns]
    for row in zip(*columns, strict=True):
        sheet.append([plain_tables.cell(sheet, value) for value in row])


def _without_geometry(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(table.drop(columns="geometry")) if isinstance(table, gpd.GeoDataFrame) else table


def _values(column: pd.Series) -> list[Any]:
    """Return plain values: ``None`` where one is missing, dates as dates."""
    plain = column.astype(object)
    return [_date(value) for value in plain.where(column.notna(), None).tolist()]


def _date(value: Any) -> Any:
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value
