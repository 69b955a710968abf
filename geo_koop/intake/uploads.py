"""Files that a user hands over: checked before anything opens them, and kept in a folder of their own.

GDAL tells formats by content, not by name: a virtual dataset under the name ``grenzen.gpkg`` would
open other files of the server, or addresses of the network. So a file must begin as its ending says,
and an archive must hold nothing else either.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from geo_koop.errors import InputError
from geo_koop.intake import layers, tables
from geo_koop.intake.cooperations import ALIASES, NEEDED, SHEETS
from geo_koop.model import AnalysisRequest

BOUNDARIES = (".gpkg", ".zip", ".geojson", ".json", ".fgb", *layers.PARQUET)
TABLES = (".csv", ".xlsx", ".ods", ".xls")
ROLES = ("boundaries", *ALIASES)
"""What a file may be."""
UNPACKED_TIMES = 20
"""An archive may grow to so many times the size that is allowed for a file (a zip bomb grows a thousandfold)."""

_MOST_MEMBERS = 2_000
_LONGEST_NAME = 120
_ZIP, _PARQUET, _FLATGEOBUF, _SHAPE = b"PK\x03\x04", b"PAR1", b"fgb\x03", b"\x00\x00\x27\x0a"
_OLE = b"\xd0\xcf\x11\xe0"
_SQLITE = b"SQLite format 3\x00"
_BEGINS: Mapping[str, bytes] = {
    ".gpkg": _SQLITE,
    ".zip": _ZIP,
    ".xlsx": _ZIP,
    ".ods": _ZIP,
    ".xls": _OLE,
    ".fgb": _FLATGEOBUF,
    ".shp": _SHAPE,
    ".geojson": b"{",
    ".json": b"{",
    **dict.fromkeys(layers.PARQUET, _PARQUET),
}
_LOOKS_ELSEWHERE = (b"virtualogr", b"virtualshape")
_KNOWN = "GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf, GeoParquet; CSV, XLSX, ODS, XLS"


@dataclass(frozen=True)
class Upload:
    """A file as it was handed over: its name and content."""

    name: str
    content: bytes = field(repr=False)


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
        If the file is empty, too large, of an unknown kind, not what its ending says, or an archive
        that is damaged, encrypted or unpacks to too much.
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
    """Raise where a file must not be opened; see :func:`store`."""
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
    _begins(name, content)
    if ending in (".zip", ".xlsx", ".ods"):
        _archive(upload, limit * UNPACKED_TIMES)


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
    if path.suffix.lower() in tables.SHEET_FILES:
        pages = {title.casefold() for title in tables.sheets(path)}
        named = [name for name, titles in SHEETS.items() if pages & {title.casefold() for title in titles}]
        return "cooperations" if "cooperations" in named or not named else named[0]
    stem = path.stem.casefold()
    named = [name for name, titles in SHEETS.items() if any(title.casefold() in stem for title in titles)]
    if not named:
        columns = tables.read(path).rows
        named = [name for name in ALIASES if set(NEEDED[name]) <= set(tables.rename(columns, ALIASES[name]).columns)]
    return named[0] if len(named) == 1 else None


def request(roles: Mapping[Path, str], **fields: Any) -> AnalysisRequest:
    """Return the request for files that were stored; what is missing is taken from the embedded data.

    Parameters
    ----------
    roles : Mapping[Path, str]
        File to what it is, one of :data:`ROLES`.
    **fields
        Further fields of :class:`~geo_koop.model.AnalysisRequest`: ``layer``, ``boundary_profile``, ….

    Raises
    ------
    InputError
        If there is no file, two of them are the same table, or that of the cooperations is missing.
    """
    found: dict[str, Path] = {}
    for path, role in roles.items():
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


def _begins(name: str, content: bytes) -> None:
    wanted = _BEGINS.get(Path(name).suffix.lower())
    start = content[:64]
    if wanted == b"{":
        start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if wanted is not None and not start.startswith(wanted):
        raise InputError(
            "{file} is not what its ending says.", "Save it anew, as one of: {known}.", file=name, known=_KNOWN
        )
    if wanted == _SQLITE and any(word in content.lower() for word in _LOOKS_ELSEWHERE):
        raise InputError("{file} refers to other files.", "Save the layer itself into a new GeoPackage.", file=name)


def _archive(upload: Upload, most: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(upload.content)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if size > most or len(members) > _MOST_MEMBERS:
                raise InputError(
                    "The archive {file} unpacks to {size} MB in {count} files; that is too much.",
                    "Pack only the files that are needed.",
                    file=upload.name,
                    size=size // 1_000_000,
                    count=len(members),
                )
            if any(member.flag_bits & 1 for member in members):
                raise InputError("The archive {file} is encrypted.", "Pack it without a password.", file=upload.name)
            for member in members:
                if Path(member.filename).suffix.lower() in (".shp", ".gpkg", ".geojson", ".fgb"):
                    _begins(f"{upload.name}/{Path(member.filename).name}", archive.read(member))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as error:
        raise InputError("The archive {file} is damaged.", "Pack it anew.", file=upload.name) from error
