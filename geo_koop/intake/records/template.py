"""The workbook that is sent to municipalities: tables with drop-downs, an explanation, and the places to choose from.

What comes back is read like any other workbook of records; see :mod:`geo_koop.intake.records.cooperations`.
"""

import tempfile
from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from geo_koop import codelists
from geo_koop.errors import OutputError, UsageError
from geo_koop.intake.records.cooperations import SHEETS

ROWS: Final = 1000
"""Rows of each sheet in which lists are offered."""

SEPARATOR: Final = " – "
"""Between key and name of a place in the list: :func:`geo_koop.intake.files.keys.normalise` reads the first."""

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "de": {"guide": "Anleitung", "places": "Gemeinden", "codes": "Codes", "sheet": "Blatt", "column": "Spalte",
           "key": "Schlüssel – Name", "district": "Kreis", "meaning": "Bedeutung"},
    "en": {"guide": "guide", "places": "places", "codes": "codes", "sheet": "sheet", "column": "column",
           "key": "key – name", "district": "district", "meaning": "meaning"},
}  # fmt: skip
_HEAD = PatternFill("solid", start_color="FFDCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write(areas: gpd.GeoDataFrame, out: Path, *, language: str = "de", overwrite: bool = False) -> Path:
    """Write an empty workbook of records.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by key, with ``name, kind, district, district_name``: the municipalities and districts
        that can be chosen. Unincorporated areas are left out: they have no council.
    out : Path
        XLSX file.
    language : {"de", "en"}
        Of headings, labels and explanation; the reader understands both.
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If it is no XLSX file.
    OutputError
        If the file exists or cannot be written.
    """
    out = Path(out)
    if out.suffix.lower() != ".xlsx":
        raise UsageError("{file} is no workbook.", "Name it with the ending .xlsx.", file=out.name)
    if out.exists() and not overwrite:
        raise OutputError("{file} exists already.", "Choose another name, or replace it with --overwrite.", file=out)
    book = _book(areas, language)
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".geo-koop-", ignore_cleanup_errors=True) as folder:
            made = Path(folder) / out.name
            book.save(made)
            made.replace(out)
    except OSError as error:
        raise OutputError(
            "{file} could not be written: {reason}.",
            "Look at free space and permissions, and close the file where it is open in another program.",
            file=out,
            reason=error.strerror or error,
        ) from error
    return out


def choose(areas: gpd.GeoDataFrame, regions: Collection[str]) -> gpd.GeoDataFrame:
    """Return the areas of some regions, states, districts or single municipalities; all where none is named.

    Raises
    ------
    UsageError
        If one of them is not in the boundaries.
    """
    if not regions:
        return areas
    levels = [areas[level] for level in ("region", "state", "district")] + [areas.index.to_series()]
    strange = [place for place in regions if not any((level == place).any() for level in levels)]
    if strange:
        raise UsageError(
            "Unknown region: {strange}.",
            "Use a region code, or the key of a state, a district or a municipality of the boundaries.",
            strange=", ".join(strange),
        )
    hit = [level.isin(list(regions)).fillna(False).astype(bool) for level in levels]
    return areas[hit[0] | hit[1] | hit[2] | hit[3]]


@lru_cache(maxsize=1)
def layout() -> Mapping[str, Any]:
    """Return the sheets and columns of the workbook (``templates/workbook.yaml``)."""
    text = (files(__package__) / "templates" / "workbook.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.safe_load(text)
    return content


def _book(areas: gpd.GeoDataFrame, language: str) -> Workbook:
    words = _NAMES[language]
    book = Workbook()
    guide = book.active
    guide.title = words["guide"]
    _explain(guide, language)
    titles = {name: SHEETS[name][1 if language == "de" else 0] for name in layout()["sheets"]}
    pages = {name: book.create_sheet(title) for name, title in titles.items()}
    places = book.create_sheet(words["places"])
    codes = book.create_sheet(words["codes"])
    ranges = {
        "places": _list_places(places, areas, words),
        "cooperations": f"'{titles['cooperations']}'!$A$2:$A${ROWS}",
        **_list_codes(codes, language),
    }
    for name, page in pages.items():
        _fill(page, layout()["sheets"][name], ranges, language)
    return book


def _explain(page: Worksheet, language: str) -> None:
    """Write title, steps, and what each column means."""
    words = _NAMES[language]
    page.append([layout()["title"][language]])
    page["A1"].font = Font(bold=True, size=14)
    for number, step in enumerate(layout()["steps"], start=1):
        page.append([f"{number}. {step[language]}"])
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=3)
        page.cell(page.max_row, 1).alignment = _WRAPPED
        page.row_dimensions[page.max_row].height = 32
    page.append([])
    page.append([words["sheet"], words["column"], words["meaning"]])
    _head(page, page.max_row)
    for name, columns in layout()["sheets"].items():
        title = SHEETS[name][1 if language == "de" else 0]
        for column in columns.values():
            page.append([title, column[language], column[f"hint_{language}"]])
    for letter, width in zip("ABC", (20, 24, 80), strict=True):
        page.column_dimensions[letter].width = width


def _list_places(page: Worksheet, areas: gpd.GeoDataFrame, words: Mapping[str, str]) -> str:
    """List districts and municipalities, and return their cells."""
    council = areas[areas["kind"] == "municipality"]
    districts = council[council["district"] != ""].drop_duplicates("district")
    page.append([words["key"], words["district"]])
    for key, name in zip(districts["district"], districts["district_name"], strict=True):
        page.append([_entry(key, name), ""])
    for key, name, district in zip(council.index, council["name"], council["district_name"], strict=True):
        page.append([_entry(key, name), _text(district)])
    _head(page, 1)
    page.freeze_panes = "A2"
    for letter in "AB":
        page.column_dimensions[letter].width = 44
    return f"'{page.title}'!$A$2:$A${max(page.max_row, 2)}"


def _list_codes(page: Worksheet, language: str) -> dict[str, str]:
    """List the labels of the codelists side by side, and return the cells of each."""
    columns = [column for listed in layout()["sheets"].values() for column in listed.values()]
    wanted = dict.fromkeys(column["codes"] for column in columns if "codes" in column)
    ranges = {}
    for column, name in enumerate(wanted, start=1):
        labels = list(codelists.load(name).labels(language).values())
        for row, text in enumerate([name, *labels], start=1):
            page.cell(row, column, text)
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = 34
        ranges[name] = f"'{page.title}'!${letter}$2:${letter}${len(labels) + 1}"
    _head(page, 1)
    page.freeze_panes = "A2"
    return ranges


def _fill(page: Worksheet, columns: Mapping[str, Any], ranges: Mapping[str, str], language: str) -> None:
    """Write headings, hints and lists to choose from; cells are text, so that keys keep their zeros."""
    page.append([column[language] for column in columns.values()])
    _head(page, 1)
    page.freeze_panes = "A2"
    for number, column in enumerate(columns.values(), start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column["width"]
        listed = ranges.get(column.get("codes") or column.get("from", ""))
        # A free column takes other entries too, such as several topics.
        rule = DataValidation(
            type="list" if listed else None, formula1=listed, allow_blank=True, showErrorMessage=not column.get("free")
        )
        rule.promptTitle, rule.prompt = column[language][:32], column[f"hint_{language}"][:255]
        rule.showInputMessage = True
        rule.add(f"{letter}2:{letter}{ROWS}")
        page.add_data_validation(rule)
        for row in range(2, ROWS + 1):
            page.cell(row, number).number_format = "@"


def _head(page: Worksheet, row: int) -> None:
    for cell in page[row]:
        if cell.value:
            cell.font, cell.fill = Font(bold=True), _HEAD


def _entry(key: str, name: str) -> str:
    """Return key and name as one cell; commas part the entries of a list, so that a name has none."""
    return _text(f"{key}{SEPARATOR}{name.replace(',', '')}")


def _text(value: str) -> str:
    """Return text that no program takes for a formula."""
    return value if not value.startswith(("=", "+", "-", "@")) else f"'{value}"
