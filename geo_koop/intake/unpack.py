"""Unpacks archives of boundaries: what is needed, nowhere but into the given folder, and not without end."""

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from geo_koop.errors import InputError, OutputError

MOST: Final = 8_000_000_000
"""Bytes that an archive may hold unpacked; VG25, the largest product, has 1.2 GB."""

TIMES: Final = 100
"""An archive may grow to so many times its size; maps grow three- to tenfold, a zip bomb a thousandfold."""

_NEEDED: Final = (
    *(".shp", ".shx", ".dbf", ".prj", ".cpg", ".gpkg", ".gpkg-wal", ".geojson", ".json", ".fgb", ".txt", ".zip"),
    *(".kml", ".gml", ".xsd", ".sqlite", ".topojson", ".geojsonl", ".tab", ".dat", ".map", ".id", ".mif", ".mid"),
    *(".gdbtable", ".gdbtablx", ".gdbindexes", ".atx", ".spx", ".freelist"),
)
_SMALL = 10_000_000


def unpack(archive: Path, folder: Path, *, most: int = MOST, nested: bool = True) -> Path:
    """Unpack the boundary files of an archive, and those of archives in it.

    Parameters
    ----------
    archive : Path
        ZIP file.
    folder : Path
        Existing folder.
    most : int
        Bytes that it may hold.
    nested : bool
        Whether archives in it are unpacked too, as products of offices need it.

    Returns
    -------
    Path
        ``folder``.

    Raises
    ------
    InputError
        If the file is no ZIP archive, damaged, encrypted, would write outside the folder, or would
        become too large.
    OutputError
        If the disk is full or the folder cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [m for m in opened.infolist() if not m.is_dir()]
            _check(archive, members, most)
            for member in members:
                if PurePosixPath(member.filename).suffix.lower() in _NEEDED:
                    _write(opened, member, folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise InputError(
            "{file} is no ZIP archive, or it is damaged.", "Fetch it anew.", file=Path(archive).name
        ) from error
    for inner in sorted(folder.rglob("*.zip")) if nested else ():
        place = inner.with_suffix("")
        place.mkdir(exist_ok=True)
        unpack(inner, place, most=most)
        inner.unlink()
    return folder


def _check(archive: Path, members: list[zipfile.ZipInfo], most: int) -> None:
    """Refuse an archive before anything of it is written."""
    name = Path(archive).name
    size, packed = sum(m.file_size for m in members), Path(archive).stat().st_size
    if size > most or (size > _SMALL and size > packed * TIMES):
        raise InputError(
            "The archive {file} unpacks to {size} MB; that is too much.",
            "Use the archive as it was published.",
            file=name,
            size=size // 1_000_000,
        )
    for member in members:
        if member.flag_bits & 1:
            raise InputError("The archive {file} is encrypted.", "Pack it without a password.", file=name)
        if _outside(member):
            raise InputError(
                "The archive {file} would write outside its folder: {member}",
                "Do not use it; fetch it from the publisher.",
                file=name,
                member=member.filename,
            )


def _outside(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member has a path of its own will, or is a link."""
    posix, windows = PurePosixPath(member.filename), PureWindowsPath(member.filename)
    link = stat.S_ISLNK(member.external_attr >> 16)
    return link or posix.is_absolute() or bool(windows.drive) or ".." in (*posix.parts, *windows.parts)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / PurePosixPath(member.filename)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
    except OSError as error:
        raise OutputError(
            "{file} could not be unpacked to {folder}: {reason}.",
            "Make room on the disk: {size} MB are needed.",
            file=Path(member.filename).name,
            folder=folder,
            reason=error.strerror or error,
            size=-(-member.file_size // 1_000_000),
        ) from error
