"""Files that a user hands over: taken under a safe name, and looked at before they are used.

Taking them (:func:`store`) opens nothing. Looking (:func:`look`) does, and belongs into the cage
(:mod:`geo_koop.cage`) where the file comes from somebody else.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pandas as pd

from geo_koop.errors import InputError
from geo_koop.intake.files import layers, tables
from geo_koop.intake.records.cooperations import ALIASES, NEEDED, SHEETS
from geo_koop.model import AnalysisRequest

BOUNDARIES = (
    *(".gpkg", ".zip", ".geojson", ".json", ".fgb", ".kml", ".kmz", ".gml", ".sqlite", ".topojson", ".geojsonl"),
    *layers.PARQUET,
)
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
ROLES = ("boundaries", *ALIASES)
"""What a file may be."""

_LONGEST_NAME = 120
_KNOWN = "GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf, GeoParquet, KML, GML; CSV, XLSX, XLSB, XLS, ODS"


@dataclass(frozen=True)
class Upload:
    """A file as it was handed over: its name and content."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen in a file.

    Attributes
    ----------
    role : str or None
        One of :data:`ROLES`; ``None`` where nothing tells.
    layers : tuple of (str, tuple of str)
        Of boundaries: name and columns of each layer.
    """

    role: str | None
    layers: tuple[tuple[str, tuple[str, ...]], ...] = ()


def look(path: Path) -> Look:
    """Open a file that was taken, and tell what it is.

    Raises
    ------
    InputError
        If it cannot be used at all: damaged, of another kind than its ending says, or harmful.
    """
    if path.suffix.lower() not in BOUNDARIES:
        return Look(role=role_of(path))
    with layers.opened(path) as found:
        return Look(role="boundaries", layers=tuple((layer.name, layer.fields) for layer in found.layers))


def store(upload: Upload, folder: Path, *, limit: int) -> Path:
    """Check a file and write it to a folder.

    Parameters
    ----------
    upload : Upload
    folder : Path
        A folder that nobody else reads.
    limit : int
        Bytes that a file may have.

    Returns
    -------
    Path
        The file, under its own name made safe; a second one of that name gets a number.

    Raises
    ------
    InputError
        If the file is empty, too large, or of an unknown kind.
    """
    name = safe_name(upload.name)
    check(Upload(name, upload.content), limit=limit)
    path = folder / name
    count = 1
    while path.exists():
        count += 1
        path = folder / f"{Path(name).stem}-{count}{Path(name).suffix}"
    path.write_bytes(upload.content)
    return path


def check(upload: Upload, *, limit: int) -> None:
    """Raise where a file is not taken; see :func:`store`."""
    name, content = upload.name, upload.content
    ending = Path(name).suffix.lower()
    if ending not in (*BOUNDARIES, *TABLES):
        raise InputError("{file} is of an unknown kind.", "Known are: {known}.", file=name, known=_KNOWN)
    if not content:
        raise InputError("{file} is empty.", "Check that it was saved and copied completely.", file=name)
    if len(content) > limit:
        raise InputError(
            "{file} has {size} MB; {limit} MB are allowed.",
            "Leave out what is not needed, simplify the boundaries, or ask the operator.",
            file=name,
            size=-(-len(content) // 1_000_000),
            limit=limit // 1_000_000,
        )


def safe_name(name: str) -> str:
    r"""Return a file name without folders, control characters and leading dots, of a bearable length.

    Examples
    --------
    >>> safe_name("../../etc/Grenzen Köln.GPKG"), safe_name("C:\\Daten\\a\x00b.csv"), safe_name(".csv")
    ('Grenzen Köln.GPKG', 'ab.csv', 'file.csv')
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    text = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    text = re.sub(r'[<>:"/\\|?*]', "_", text).strip(" ")
    stem, dot, ending = text.rpartition(".")
    stem = stem.strip(". ")[: _LONGEST_NAME - len(ending)]
    return f"{stem or 'file'}{dot}{ending[:20]}"


def role_of(path: Path) -> str | None:
    """Return what a file is: ``boundaries``, or a table of records, told by its name, else by its columns.

    A workbook may hold several tables; it counts as that of the cooperations where it has a sheet of
    them, or none of a known name.

    Returns
    -------
    str or None
        A name of :data:`ROLES`; ``None`` where nothing tells.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    if path.suffix.lower() in BOUNDARIES:
        return "boundaries"
    if path.suffix.lower() in tables.SHEET_FILES and tables.sheets(path):
        pages = {title.casefold() for title in tables.sheets(path)}
        named = [name for name, titles in SHEETS.items() if pages & {title.casefold() for title in titles}]
        return "cooperations" if "cooperations" in named or not named else named[0]
    stem = path.stem.casefold()
    named = [name for name, titles in SHEETS.items() if any(title.casefold() in stem for title in titles)]
    if not named:
        columns = tables.read(path).rows
        named = _by_columns(columns)
    return named[0] if len(named) == 1 else None


def _by_columns(table: pd.DataFrame) -> list[str]:
    """Return the tables that columns can be: those of which most columns are there."""
    fitting = {}
    for name, aliases in ALIASES.items():
        there = set(tables.rename(table, aliases).columns)
        if set(NEEDED[name]) <= there:
            fitting[name] = len(there & set(aliases))
    return [name for name, count in fitting.items() if count == max(fitting.values())]


def request(roles: Mapping[Path, str | None], **fields: Any) -> AnalysisRequest:
    """Return the request for files that were stored; what is missing is taken from the embedded data.

    Parameters
    ----------
    roles : Mapping[Path, str or None]
        File to what it is, one of :data:`ROLES`; None where nobody has said so.
    **fields
        Further fields of :class:`~geo_koop.result.analysis.AnalysisRequest`: ``layer``, ``boundary_profile``, ….

    Raises
    ------
    InputError
        If there is no file, it is not said what one is, two are the same table, or that of the cooperations is
        missing.
    """
    found: dict[str, Path] = {}
    unknown = [path.name for path, role in roles.items() if not role]
    if unknown:
        # Data of others must not stand in for a file that was given.
        raise InputError(
            "It is not said what {files} is." if len(unknown) == 1 else "It is not said what these files are: {files}.",
            "Choose for each file which table it is, or take it away.",
            files=", ".join(unknown),
        )
    for path, role in roles.items():
        assert role is not None
        if role in found:
            raise InputError(
                "{file} and {other} are given as the same table.",
                "Leave out one of them, or say which table it is.",
                file=path.name,
                other=found[role].name,
            )
        found[role] = path
    if not found:
        raise InputError("No file was chosen.", "Choose boundaries, records, or both.")
    if set(found) - {"boundaries", "cooperations"} and "cooperations" not in found:
        raise InputError("There is no table of cooperations.", "Add the file of the cooperations.")
    return replace(AnalysisRequest(**fields), **found)  # type: ignore[arg-type]
