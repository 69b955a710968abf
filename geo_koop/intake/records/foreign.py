"""Edits of a project's tables by another program: which state is read, and which files are not quiet yet."""

import shutil
from pathlib import Path
from typing import Final

from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import file_states, tables
from geo_koop.intake.files.file_states import FileState
from geo_koop.intake.records import edits, events, saves
from geo_koop.intake.records.edits import Measure

BOOK: Final = "cooperations.xlsx"
_FIRST: Final = 100
"""Lines in which a table with rows nearly always has one."""


def files(folder: Path) -> list[Path]:
    """Return the record files of a project and what stands beside them."""
    path = folder / "cooperations"
    beside = sorted(path.glob("*.yaml")) if path.is_dir() else []
    book = [path / name for name in (BOOK, events.FILE) if (path / name).is_file()]
    return [*saves.working(folder).values(), *book, *beside]


def record_tables(folder: Path) -> dict[str, Path]:
    """Return the record tables in a folder ``cooperations`` or in a copy of it, by name.

    Empty ones beside a workbook are none.
    """
    found = {name: folder / f"{name}.csv" for name in saves.TABLES if (folder / f"{name}.csv").is_file()}
    book = folder / BOOK
    if not book.is_file():
        return found
    return {name: path for name, path in found.items() if has_rows(path)} | {"cooperations": book}


def has_rows(path: Path) -> bool:
    """Tell whether a table is there and holds rows."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    first, _sheet = tables.lines(path, most=_FIRST)
    if sum(any(record.cells) for record in first) > 1:
        return True
    return len(first) == _FIRST and sum(any(record.cells) for record in tables.lines(path)[0]) > 1


def copy(folder: Path, target: Path) -> None:
    """Copy the record files of a project, so that what is judged is what is read afterwards."""
    for path in files(folder):
        shutil.copyfile(path, target / path.name)


def edited(folder: Path) -> dict[Path, FileState]:
    """Return the state of the record files where another program changed them since the last save; else nothing."""
    if saves.last(folder) is None or saves.current(folder) is not None:
        return {}
    return file_states.states(files(folder))


def differing(folder: Path) -> list[Path]:
    """Return the tables that are not as they were saved last."""
    current = saves.last(folder)
    before, now = dict(current.checksums) if current else {}, saves.checksums(saves.working(folder))
    names = [name for name in saves.TABLES if now.get(name) != before.get(name)]
    return [
        folder / "cooperations" / f"{name}.csv" if name != "decisions" else folder / "decisions.csv" for name in names
    ]


def steady(folder: Path, profile: str | None) -> Path:
    """Return where tables stand that fit together: the saved state, or the files where another program edited them.

    A project into which nothing was saved yet is read as it stands.

    Raises
    ------
    InputError
        If the files were edited and do not fit together, or lost many rows.
    """
    current = saves.current(folder)
    if current is not None:
        return current.folder
    last = saves.last(folder)
    if last is not None:
        before = edits.measure(last.tables, profile=profile)
        _require(folder, edits.measure(saves.working(folder), profile=profile), before, last.version)
    return folder / "cooperations"


def _require(folder: Path, now: Measure, before: Measure, version: int) -> None:
    wrong: list[Phrase] = edits.broken(now, before)
    if wrong:
        raise InputError(
            "The tables of {folder} were changed by another program and do not fit together: {faults}.",
            "Finish the change there and save it; the last state that fits together is history/{version}.",
            folder=folder,
            faults=wrong,
            version=f"{version:06}",
        )
    fewer = edits.shrunk(now, before)
    if fewer:
        raise InputError(
            "The tables of {folder} were changed by another program and lost many rows: {faults}.",
            "If that is meant: geo-koop accept {folder}. If not: the state before is history/{version}.",
            folder=folder,
            faults=fewer,
            version=f"{version:06}",
        )
