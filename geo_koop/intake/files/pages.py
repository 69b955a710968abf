"""Reads the sheets of workbooks as records, within the limits."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from geo_koop.errors import InputError
from geo_koop.intake.files import contents, delimited, limits, workbooks
from geo_koop.intake.files.delimited import Record

_DAMAGE: Final = (CalamineError, OSError, ValueError, MemoryError, *workbooks.DAMAGE)


def titles(path: Path, kind: str) -> tuple[list[str], list[str]]:
    """Return the names of the sheets of a workbook, and those that are hidden.

    Raises
    ------
    InputError
        If it is damaged.
    """
    book = _open_book(path, kind)
    pages = [page for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    return [p.name for p in pages], [p.name for p in pages if p.visible != SheetVisibleEnum.Visible]


def no_sheet(path: Path, name: str, names: list[str]) -> InputError:
    """Word the error on a sheet that is not there."""
    return InputError(
        "{file} has no sheet “{name}”.",
        "Its sheets are: {names}.",
        file=path.name,
        name=name,
        names=", ".join(names),
    )


def read(path: Path, kind: str, sheet: str | None, most: int | None = None) -> tuple[list[Record], str]:
    """Read a sheet of a workbook, or the first one, and return its name too.

    Parameters
    ----------
    path : Path
    kind : str
        One of :data:`geo_koop.intake.files.contents.WORKBOOKS`.
    sheet : str, optional
    most : int, optional
        Lines that are read; all where it is left out.

    Raises
    ------
    InputError
        If it is damaged, has no such sheet, or holds more than is read.
    """
    book = _open_book(path, kind)
    names = _sheet_names(book)
    name = sheet or next(iter(names), "")
    if name not in names:
        raise no_sheet(path, name, names)
    limit = limits.from_environment()
    with _worded(path):
        records = _page(book, path, kind, name, most, limit)
        return list(delimited.limited(records, limit, file=path.name, sheet=name)), name


def _page(
    book: CalamineWorkbook, path: Path, kind: str, name: str, most: int | None, limit: limits.Limits
) -> Iterator[Record]:
    """Yield the rows of a sheet without empty cells at their end: at once, or one by one where it reaches far."""
    sparse = workbooks.sparse(path, kind, name, limit)
    if sparse is not None:
        for number, row in islice(sparse, most):
            yield Record(number, delimited.trimmed([cell(value) for value in row]))
        return
    page = book.get_sheet_by_name(name)
    rows = page.to_python(skip_empty_area=False, nrows=most)
    merged = _fill_merged(rows, page.merged_cell_ranges or [], limit.cells)
    for number, row in enumerate(rows, start=1):
        cells = delimited.trimmed([cell(value) for value in row])
        yield Record(number, cells, merged=merged.get(number, ()))


def _fill_merged(
    rows: list[list[Any]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], most: int
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Repeat what stands in cells that are merged downwards; returns row to their positions and last rows."""
    merged: dict[int, tuple[tuple[int, int], ...]] = {}
    filled = 0
    for (top, at), (bottom, _right) in ranges:
        below = rows[top + 1 : bottom + 1]
        if below and at < len(rows[top]):
            filled += len(below)
            if filled > most:
                raise ValueError("ranges that lie on each other")
            for row in below:
                row[at] = rows[top][at]
            merged[top + 1] = (*merged.get(top + 1, ()), (at, top + 1 + len(below)))
    return merged


def cell(value: object) -> str:
    """Return the value of a cell as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _open_book(path: Path, kind: str) -> CalamineWorkbook:
    with _worded(path):
        workbooks.check(path, kind, limits.from_environment())
        if not contents.disguised(path, kind):
            return CalamineWorkbook.from_path(path)
        # The reader goes by the ending; left to guess, it would try what was not checked.
        with tempfile.TemporaryDirectory(prefix="geo-koop-", ignore_cleanup_errors=True) as folder:
            return CalamineWorkbook.from_path(shutil.copyfile(path, Path(folder) / f"book.{kind}"))


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """Word what the reader raises."""
    try:
        yield
    except InputError:
        raise
    except _DAMAGE as error:
        raise _damaged(path) from error
    except BaseException as error:
        raise _stopped(path, error) from error


def _stopped(path: Path, error: BaseException) -> BaseException:
    """Word what the Rust reader raises when it gives up: a BaseException that it does not export."""
    return _damaged(path) if type(error).__name__ == "PanicException" else error


def _sheet_names(book: CalamineWorkbook) -> list[str]:
    return [page.name for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]


def _damaged(path: Path) -> InputError:
    return InputError(
        "{file} cannot be opened as a workbook.",
        "It is damaged, protected by a password, or not an XLSX file: open it in a spreadsheet and save it anew.",
        file=path.name,
    )
