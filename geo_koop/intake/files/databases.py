"""Makes GeoPackages and SQLite files safe to open: tables with areas stay, what computes or refers is left out.

A view can run for ever, a generated column can call functions, a virtual table can stand for another
file, and a file in write-ahead mode gets files beside it when it is opened. Such a file is copied, and the
copy cleaned; an ordinary one is read where it lies.
"""

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from geo_koop.errors import InputError

_SYSTEM: Final = re.compile(
    r"gpkg_|rtree_|sqlite_|layer_styles$|(geometry|views_geometry|virts_geometry)_columns$|spatial_ref_sys$"
)
_VIRTUAL = re.compile(r"[^(]*?\bvirtual\b", re.IGNORECASE)
_STEPS, _PATIENCE = 10_000, 2_000
"""Steps of SQLite's machine between two looks, and looks until a file counts as endless."""
_MOST_TABLES = 2_000


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a database holds.

    Attributes
    ----------
    skipped : tuple of str
        Views, virtual tables, and tables that compute: no layers.
    journal : bool
        Whether changes wait in files beside it, or it would get such files when opened.
    """

    skipped: tuple[str, ...]
    journal: bool


def is_system(name: str) -> bool:
    """Tell by its name whether a table belongs to the format or to QGIS, and holds no data."""
    return _SYSTEM.match(name.casefold()) is not None or name.casefold() == "qgis_projects"


def safe(path: Path, scratch: Path) -> tuple[Path, tuple[str, ...]]:
    """Return a file that can be opened without running anything in it or writing beside it.

    Parameters
    ----------
    path : Path
        GeoPackage or SQLite file.
    scratch : Path
        Folder for a copy, where one is needed.

    Returns
    -------
    Path
        ``path`` itself, or a cleaned copy.
    tuple of str
        What is left out of the copy, by name.

    Raises
    ------
    InputError
        If it is damaged, or a table that GDAL itself reads is no table.
    """
    _closed(path)
    try:
        found = _look(path)
        if not found.skipped and not found.journal:
            return path, ()
        copy = scratch / path.name
        for end in ("", "-wal"):
            if (part := path.with_name(path.name + end)).is_file():
                shutil.copyfile(part, copy.with_name(copy.name + end))
        _clean(copy)
        # What waited in the journal may hold views too.
        again = _look(copy)
        return copy, tuple(sorted({*found.skipped, *again.skipped}))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise InputError(
            "{file} cannot be opened as a database: {error}.",
            "It is damaged. Fetch it anew, or save the layer into a new GeoPackage.",
            file=path.name,
            error=error,
        ) from error


def _closed(path: Path) -> None:
    """Refuse a database whose last change was cut off: its journal, played back, deletes a file that it names."""
    journal = path.with_name(f"{path.name}-journal")
    if not journal.is_file():
        return
    with journal.open("rb") as stream:
        begun = stream.read(1) not in (b"", b"\x00")
    if begun:
        raise InputError(
            "{file} was not closed: the file {journal} beside it holds a change that was cut off.",
            "Open it in the program that wrote it, save and close it there.",
            file=path.name,
            journal=journal.name,
        )


def _look(path: Path) -> Content:
    with path.open("rb") as stream:
        logged = stream.read(20)[18:20] == b"\x02\x02"
    beside = any(path.with_name(path.name + end).is_file() for end in ("-wal", "-journal"))
    with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)) as base:
        _hold(base)
        rows = _entries(base)
        if len(rows) > _MOST_TABLES:
            raise InputError(
                "{file} holds more than {most} tables.",
                "Save the layer of the municipalities into a new GeoPackage.",
                file=path.name,
                most=_MOST_TABLES,
            )
        skipped = _unsafe(base, rows)
    wrong = [name for name in skipped if _SYSTEM.match(name.casefold())]
    if wrong:
        raise InputError(
            "{file}: {names} must be plain tables, but they are computed or refer elsewhere.",
            "Save the layer of the municipalities into a new GeoPackage.",
            file=path.name,
            names=", ".join(wrong[:5]),
        )
    return Content(skipped=tuple(skipped), journal=logged or beside)


def _entries(base: sqlite3.Connection) -> list[tuple[str, str, str, int]]:
    """Return kind, name, definition and first page of tables and views."""
    rows = base.execute(
        "SELECT type, name, coalesce(sql, ''), coalesce(rootpage, 0) FROM sqlite_master "
        "WHERE type IN ('table', 'view') LIMIT ?",
        (_MOST_TABLES + 1,),
    ).fetchall()
    return [(str(kind), str(name), str(sql), int(page)) for kind, name, sql, page in rows]


def _unsafe(base: sqlite3.Connection, rows: list[tuple[str, str, str, int]]) -> list[str]:
    """Return what is no plain table: views, tables that compute, and virtual ones but for the index of areas."""
    # What is stored has a first page; whatever the definition says, the others are computed.
    virtual = {name for kind, name, sql, page in rows if kind == "table" and (not page or _VIRTUAL.match(sql))}
    index = {name for _kind, name, sql, _page in rows if name in virtual and _is_index(name, sql)}
    views = {name for kind, name, _sql, _page in rows if kind == "view"}
    plain = [name for kind, name, _sql, _page in rows if kind == "table" and name not in virtual]
    return sorted(views | (virtual - index) | {name for name in plain if _computes(base, name)})


def _is_index(name: str, sql: str) -> bool:
    """Tell whether a virtual table is the index of areas that GeoPackages keep, whatever its name holds."""
    quoted = "|".join(
        re.escape(form) for form in (f'"{name.replace(chr(34), chr(34) * 2)}"', f"'{name}'", f"[{name}]", name)
    )
    begin = rf"create\s+virtual\s+table\s+({quoted})\s+using\s+rtree\s*\("
    return name.casefold().startswith(("rtree_", "idx_")) and bool(re.match(begin, sql, re.IGNORECASE))


def _computes(base: sqlite3.Connection, table: str) -> bool:
    """Tell whether a table has generated columns."""
    rows = base.execute("SELECT hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()
    return any(hidden in (2, 3) for (hidden,) in rows)


def _clean(copy: Path) -> None:
    """Take views, triggers, foreign and computing tables out of a copy, and bring it into ordinary mode."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as base:
        _hold(base)
        base.execute("PRAGMA journal_mode = DELETE").fetchall()
        gone = _unsafe(base, _entries(base))
        base.execute("PRAGMA writable_schema = ON")
        base.execute("BEGIN")
        base.execute("DELETE FROM sqlite_master WHERE type IN ('trigger', 'view')")
        base.executemany("DELETE FROM sqlite_master WHERE name = ? OR tbl_name = ?", [(name, name) for name in gone])
        base.execute("COMMIT")
    with closing(sqlite3.connect(copy, isolation_level=None)) as base:
        _hold(base)
        there = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
        for register, column in (
            ("gpkg_contents", "table_name"),
            ("gpkg_geometry_columns", "table_name"),
            ("gpkg_extensions", "table_name"),
            ("geometry_columns", "f_table_name"),
            ("views_geometry_columns", "view_name"),
            ("virts_geometry_columns", "virt_name"),
        ):
            if register in there:
                base.executemany(f"DELETE FROM {register} WHERE {column} = ?", [(name,) for name in gone])


def _hold(base: sqlite3.Connection) -> None:
    """Let nothing in a file run functions, or run for ever."""
    looks = iter(range(_PATIENCE))
    base.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA foreign_keys = OFF")
    base.execute("PRAGMA mmap_size = 0")
