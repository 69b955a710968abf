"""Judges coordinate systems before GDAL or PROJ take them up: some name files, and PROJ opens those.

A grid of shifts (``+nadgrids=``, ``PROJ4_GRIDS``, the parameter file of a bound system) or a file of
definitions (``+init=``) can be any file. What is in the official databases by its code needs none of them
in its own text, and the names of published grids mean no file of a user: these pass.
"""

import html
import json
import mmap
import re
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from geo_koop.errors import InputError

_GRID: Final = r"@?(?:null|BETA2007\.gsb|[a-z]{2}_[a-z]{2,10}_[\w-]+\.tif)"
"""No grid at all, and published ones: that of Germany (DHDN to ETRS89), and the names of the PROJ-data package."""
_PUBLISHED = re.compile(rf"{_GRID}(?:,{_GRID})*", re.IGNORECASE)
_OPENS = re.compile(
    r"\b(?:nadgrids|geoidgrids|init)\s*=\s*(?P<words>\"[^\"]*\"|[^\s\"]*)"
    r"|\bproj\s*=\s*(?P<step>pipeline|deformation|defmodel|tinshift|\w*gridshift)"
    r"|\bPROJ4_GRIDS\"?\s*,\s*\"(?P<extension>[^\"]*)"
    r"|\bPARAMETERFILE\s*[\[(]\s*\"[^\"]*\"\s*,\s*\"(?P<parameter>[^\"]*)",
    re.IGNORECASE,
)
_RESEMBLES = re.compile(rb"nadgrids|geoidgrids|proj4_grids|parameterfile|[+\s\"]init\s*=", re.IGNORECASE)
"""The same in files that are no text: there nothing tells where a name ends, and whoever names one is refused."""
_NAMED = re.compile(r"urn:[\w:.,*-]+|https?://www\.opengis\.net/[\w/.#-]+|[\w .:()*+-]*(?: / [\w .:()*+-]+)*")
_SRS_NAME = re.compile(rb"""srsName\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FILES = frozenset({"filename", "grids", "nadgrids", "geoidgrids"})
_LARGEST = 10_000_000
_DEEPEST = 64
_COLUMNS_AT = 32
"""Where a table of a File Geodatabase says at which byte its columns are described."""
_SOMETHING = "init=?"
"""Stands for a system that names something, wherever that may lie."""


def opens(system: object, depth: int = 0) -> bool:
    """Tell whether a coordinate system names a file that PROJ would open.

    Parameters
    ----------
    system : object
        A text (WKT, PROJ words, PROJJSON, a code or name), or PROJJSON as it was read.
    depth : int
        How deep within another one it stands.

    Examples
    --------
    >>> opens("+proj=longlat +ellps=bessel +nadgrids=/etc/passwd")
    True
    >>> opens("EPSG:31467"), opens("+proj=merc +nadgrids=@null"), opens("+proj=longlat +nadgrids=BETA2007.gsb")
    (False, False, False)
    """
    if depth > _DEEPEST:
        return True
    if isinstance(system, str):
        if system.lstrip()[:1] == "{":
            with suppress(ValueError, RecursionError):
                return opens(json.loads(system), depth + 1)
        return any(not _published(found) for found in _OPENS.finditer(system))
    if isinstance(system, Mapping):
        return _names_file(system) or any(opens(part, depth + 1) for part in system.values())
    return isinstance(system, (list, tuple)) and any(opens(part, depth + 1) for part in system)


def _published(found: re.Match[str]) -> bool:
    if found["step"] or found[0].lower().startswith("init"):
        return False
    named = found["words"] or found["extension"] or found["parameter"] or ""
    return bool(_PUBLISHED.fullmatch(named.strip('"')))


def _names_file(part: Mapping[Any, Any]) -> bool:
    """Tell whether a part of PROJJSON names a file: a parameter with a text for a value, or a member of that name."""
    is_parameter = "parameters" not in part and "name" in part and isinstance(part.get("value"), str)
    named = [part["value"]] if is_parameter else []
    named += [value for name, value in part.items() if str(name).lower() in _FILES and isinstance(value, str)]
    return any(not _PUBLISHED.fullmatch(value) for value in named)


def check(system: object, file: str) -> None:
    """Refuse a coordinate system that names a file.

    Raises
    ------
    InputError
    """
    if opens(system):
        raise _refused(file)


def check_file(path: Path, drivers: Iterable[str]) -> None:
    """Refuse a boundary file whose coordinate system names a file, before GDAL opens it.

    Parameters
    ----------
    path : Path
    drivers : iterable of str
        Which may open it (:func:`geo_koop.intake.files.kinds.drivers_for`).

    Raises
    ------
    InputError
    """
    for driver, named in _CARRIERS.items():
        if driver in drivers:
            for system in named(path):
                check(system, path.name)


def _beside(path: Path) -> Iterator[str]:
    """Yield what a file of the same name says: the system of a shapefile or a CSV file."""
    for ending in (".prj", ".PRJ"):
        if (file := path.with_suffix(ending)).is_file():
            with file.open("rb") as stream:
                yield stream.read(_LARGEST).decode("utf-8", "replace")


def _in_flatgeobuf(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        start = stream.read(12)
        size = struct.unpack("<I", start[8:])[0] if len(start) == 12 else 0
        header = stream.read(min(size, _LARGEST))
    yield header.decode("latin-1")


def _in_gml(path: Path) -> Iterator[str]:
    """Yield what the geometries name: a code passes, and all else is judged as one that names a file."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        names = {found[1] or found[2] or b"" for found in _SRS_NAME.finditer(whole)}
    for name in sorted(names):
        text = html.unescape(name.decode("utf-8", "replace")).strip()
        yield text if _NAMED.fullmatch(text) else _SOMETHING


def _in_database(path: Path) -> Iterator[str]:
    """Yield the systems that layers of a GeoPackage or SQLite file refer to."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)) as base,
    ):
        base.text_factory = lambda content: content.decode("utf-8", "replace")
        base.execute("PRAGMA trusted_schema = OFF")
        for table, number, users in (
            ("gpkg_spatial_ref_sys", "srs_id", ("gpkg_geometry_columns", "gpkg_contents")),
            ("spatial_ref_sys", "srid", ("geometry_columns", "views_geometry_columns", "virts_geometry_columns")),
        ):
            for user in users:
                with suppress(sqlite3.Error):
                    asked = f"SELECT * FROM {table} WHERE {number} IN (SELECT {number} FROM {user})"
                    for row in base.execute(asked):
                        yield from (part for part in row if isinstance(part, str))


def _in_geodatabase(path: Path) -> Iterator[str]:
    """Judge a File Geodatabase by the beginnings of its tables, and by what stands there of their columns."""
    for table in sorted(path.glob("*.gdbtable")):
        with table.open("rb") as stream:
            part = stream.read(_LARGEST)
            if len(part) >= _COLUMNS_AT + 8:
                # What points beyond the end is more than a file system can seek.
                stream.seek(min(struct.unpack_from("<Q", part, _COLUMNS_AT)[0], table.stat().st_size))
                part += stream.read(_LARGEST)
        # Texts stand in it as UTF-8 and as UTF-16.
        if _RESEMBLES.search(part) or _RESEMBLES.search(part.replace(b"\x00", b"")):
            yield _SOMETHING


_CARRIERS: Final[Mapping[str, Callable[[Path], Iterator[str]]]] = {
    "CSV": _beside,
    "ESRI Shapefile": _beside,
    "FlatGeobuf": _in_flatgeobuf,
    "GML": _in_gml,
    "GPKG": _in_database,
    "OpenFileGDB": _in_geodatabase,
}


def _refused(file: str) -> InputError:
    return InputError(
        "The coordinate system in {file} refers to another file (a grid or a list of definitions).",
        "Save the areas anew in a system with a code, such as EPSG:25832.",
        file=file,
    )
