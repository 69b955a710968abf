"""Writes the workbook with records of a register that is sent to a municipality, to be checked and completed.

What comes back is read by :mod:`geo_koop.register.returned`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from geo_koop.errors import UsageError
from geo_koop.register import content, review, rights, schema, suggestions, workbook_form
from geo_koop.register.content import ROW_ID, Content
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.workbook_form import ABOUT, ABOUT_COLUMNS, NUMBER, STRIKE

_SPARE: Final = 100
"""Rows below those that are filled, ready for more."""
_HEAD: Final = PatternFill("solid", start_color="FFDCE6F1")
_KEPT: Final = PatternFill("solid", start_color="FFEEEEEE")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")


def write(
    register: Register,
    records: Sequence[str],
    out: Path,
    *,
    actor: Actor,
    language: str = "de",
    drafts: bool = False,
) -> None:
    """Write a workbook with records as readers see them, or as they are worked on.

    Parameters
    ----------
    register : Register
    records : sequence of str
        ``cooperation_id`` of each.
    out : Path
        XLSX file.
    actor : Actor
    language : {"de", "en"}
    drafts : bool
        The working state, in place of what is published and public.

    Raises
    ------
    UsageError
        If no record is named, one is not there or not published, or the actor may not see drafts.
    """
    if not records:
        raise UsageError("No record is named.", "Name one or more cooperation_id.")
    found: dict[str, tuple[int, Content]] = {}
    with register.reading() as connection:
        who = rights.current(connection, actor)
        rights.require(who, "see_drafts")
        for record in dict.fromkeys(records):
            if drafts:
                found[record] = _working(connection, record)
            else:
                found[record] = suggestions.published_of(connection, record, Actor(name="", role="none"))
        mark = identity(connection)
    _book(found, mark, language).save(out)


def _working(connection: sa.Connection, record: str) -> tuple[int, Content]:
    stand, there = review.stand_of(connection, record), content.working(connection, record)
    if stand is None or there is None:
        raise UsageError("There is no record {record}.", "It was taken out, or never was.", record=record)
    return stand.revision, there


def identity(connection: sa.Connection) -> str:
    """Return by what a register is known again, wherever it is copied: the moment of its first revision."""
    table = schema.revisions
    return str(connection.scalar(sa.select(table.c.recorded).where(table.c.number == 1)) or 0)


def _book(found: dict[str, tuple[int, Content]], mark: str, language: str) -> Workbook:
    book = Workbook()
    guide: Any = book.active
    guide.title = workbook_form.layout()["guide"][language]
    _explain(guide, language)
    pages = {name: book.create_sheet(workbook_form.title(name, language)) for name in workbook_form.SHEETS}
    lists = book.create_sheet(workbook_form.layout()["lists"][language])
    ranges = _choices(lists, language)
    for name, page in pages.items():
        _fill(page, name, found, ranges, language)
    about = book.create_sheet(ABOUT)
    _append(about, [ABOUT_COLUMNS, *((mark, language, record, str(seen[0])) for record, seen in found.items())])
    about.sheet_state = "hidden"
    book.active = 0
    return book


def _append(page: Worksheet, rows: Iterable[Sequence[str]], first: int = 1) -> None:
    """Write rows of text, whatever it begins with."""
    for at, row in enumerate(rows, start=first):
        for number, value in enumerate(row, start=1):
            cell = page.cell(at, number)
            cell.number_format = "@"
            if value:
                cell.value = value
                cell.data_type = "s"


def _explain(page: Worksheet, language: str) -> None:
    layout = workbook_form.layout()
    _append(page, [[layout["title"][language]]])
    page["A1"].font = Font(bold=True, size=14)
    steps = [f"{number}. {step[language]}" for number, step in enumerate(layout["steps"], start=1)]
    for at, step in enumerate(steps, start=2):
        _append(page, [[step]], first=at)
        page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=3)
        page.cell(at, 1).alignment = _WRAPPED
        page.row_dimensions[at].height = 32
    rows = [
        (workbook_form.title(name, language), told[language], told[f"hint_{language}"])
        for name in workbook_form.SHEETS
        for told in workbook_form.columns(name).values()
    ]
    first = len(steps) + 3
    _append(page, rows, first=first)
    for letter, width in zip("ABC", (20, 24, 80), strict=True):
        page.column_dimensions[letter].width = width


def _choices(page: Worksheet, language: str) -> dict[str, str]:
    """List the labels that cells can be chosen from side by side, and return the cells of each list."""
    told: dict[str, Any] = {}
    for column in (c for name in workbook_form.SHEETS for c in workbook_form.columns(name).values() if _list(c)):
        told.setdefault(_list(column), column)
    ranges = {}
    for number, (name, column) in enumerate(told.items(), start=1):
        words = list(workbook_form.labels(column, language).values())
        letter = get_column_letter(number)
        for at, text in enumerate([column[language], *words], start=1):
            page.cell(at, number, text)
        page.column_dimensions[letter].width = 34
        ranges[name] = f"'{page.title}'!${letter}$2:${letter}${len(words) + 1}"
    _head(page)
    return ranges


def _list(column: Any) -> str:
    return "events" if column.get("events") else str(column.get("codes", ""))


def _fill(
    page: Worksheet, name: str, found: dict[str, tuple[int, Content]], ranges: dict[str, str], language: str
) -> None:
    columns = workbook_form.columns(name)
    rows = [
        [_cell(record, row, column, told, language) for column, told in columns.items()]
        for record, (_revision, given) in found.items()
        for row in ([given.fields] if name == "cooperations" else given.rows.get(name, ()))
    ]
    _append(page, [[told[language] for told in columns.values()], *rows, *[[""] * len(columns)] * _SPARE])
    _head(page)
    page.freeze_panes = "C2"
    last = len(rows) + _SPARE + 1
    for number, (column, told) in enumerate(columns.items(), start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = told["width"]
        if column in (NUMBER, "cooperation_id"):
            for at in range(2, len(rows) + 2):
                page.cell(at, number).fill = _KEPT
        listed = ranges.get(_list(told))
        rule = DataValidation(type="list" if listed else None, formula1=listed, allow_blank=True)
        rule.showErrorMessage = not told.get("free")
        rule.promptTitle, rule.prompt, rule.showInputMessage = told[language][:32], told[f"hint_{language}"][:255], True
        rule.add(f"{letter}2:{letter}{last}")
        page.add_data_validation(rule)


def _cell(record: str, row: Any, column: str, told: Any, language: str) -> str:
    if column == "cooperation_id":
        return record
    if column == NUMBER:
        return str(row[ROW_ID])
    if column == STRIKE:
        return ""
    return workbook_form.shown(row.get(column, ""), told, language)


def _head(page: Worksheet) -> None:
    for cell in page[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    page.freeze_panes = "A2"
