"""Unpacks archives of boundaries: what is needed, nowhere but into the given folder, and not without end."""

import lzma
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from geo_koop.errors import InputError, OutputError
from geo_koop.intake.files import archives

MOST: Final = 8_000_000_000
"""Bytes that an archive may hold unpacked; VG25, the largest product, has 1.2 GB."""

TIMES: Final = 100
"""An archive may grow to so many times its size; maps grow three- to tenfold, a zip bomb a thousandfold."""

_NEEDED: Final = (
    *(".shp", ".shx", ".dbf", ".prj", ".cpg", ".gpkg", ".gpkg-wal", ".geojson", ".json", ".fgb", ".txt", ".zip"),
    *(".kml", ".gml", ".xsd", ".sqlite", ".topojson", ".geojsonl", ".tab", ".dat", ".map", ".id", ".mif", ".mid"),
    *(".gdbtable", ".gdbtablx", ".gdbindexes", ".atx", ".spx", ".freelist"),
)
_PRODUCT_MEMBERS = 100_000
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, EOFError, RuntimeError, ValueError),
)


def unpack(archive: Path, folder: Path, *, most: int = MOST, nested: bool = True) -> Path:
    """Unpack the boundary files of an archive, and those of archives in it.

    Parameters
    ----------
    archive : Path
        ZIP file.
    folder : Path
        Existing folder.
    most : int
        Bytes that a product may hold; an archive without others in it is held to the limits of reading.
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
    archive = Path(archive)
    rules = archives.rules(nested=nested)
    if nested:
        rules = replace(rules, members=_PRODUCT_MEMBERS, ratio=TIMES, unpacked=most)
    left = rules.unpacked
    try:
        archives.check(archive, rules)
        with zipfile.ZipFile(archive) as opened:
            for member in opened.infolist():
                if not member.is_dir() and PurePosixPath(member.filename).suffix.lower() in _NEEDED:
                    left -= _write(opened, member, folder, archive, left)
    except _DAMAGE as error:
        raise InputError("{file} is no ZIP archive, or it is damaged.", "Fetch it anew.", file=archive.name) from error
    for inner in sorted(folder.rglob("*.zip")) if nested else ():
        path = inner.with_suffix("")
        path.mkdir(exist_ok=True)
        unpack(inner, path, most=most)
        inner.unlink()
    return folder


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, archive: Path, most: int) -> int:
    """Copy a member; returns the bytes that were written."""
    target = folder / PurePosixPath(member.filename)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as copy:
            return sum(copy.write(piece) for piece in archives.stream(opened, member, archive, most))
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise InputError(
            "The archive {file} holds {member} twice.", "Pack it anew.", file=archive.name, member=member.filename
        ) from error
    except OSError as error:
        raise OutputError(
            "{file} could not be unpacked to {folder}: {reason}.",
            "Make room on the disk: {size} MB are needed.",
            file=Path(member.filename).name,
            folder=folder,
            reason=error.strerror or error,
            size=-(-member.file_size // 1_000_000),
        ) from error
