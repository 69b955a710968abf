"""The rules for ZIP files from outside: counted before they are opened, and read as streams that end."""

import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from geo_koop.errors import InputError

_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"
_SMALL: Final = 10_000_000
_CHUNK: Final = 1 << 20
_LONGEST: Final = 255
"""Bytes of a name in the usual file systems."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a ZIP file may hold.

    Attributes
    ----------
    members : int
        Files and folders in it.
    ratio : int
        Times that it may grow; small archives are not measured by it.
    unpacked : int
        Bytes of all its members.
    """

    members: int = 1_000
    ratio: int = 100
    unpacked: int = 2_000_000_000


def check(path: Path, rules: Rules) -> None:
    """Refuse an archive by its directory, before anything of it is unpacked.

    Parameters
    ----------
    path : Path
        ZIP file.
    rules : Rules

    Raises
    ------
    InputError
        If it has too many members, would grow too much, is encrypted, names a member twice, or would
        write outside its folder.
    zipfile.BadZipFile
        If it is no ZIP file.
    """
    _few(path, _declared(path), rules)
    with zipfile.ZipFile(path) as opened:
        members = opened.infolist()
    _few(path, len(members), rules)
    size = sum(member.file_size for member in members)
    if size > rules.unpacked or (size > _SMALL and size > path.stat().st_size * rules.ratio):
        raise too_large(path, size)
    names: set[str] = set()
    for member in members:
        _fit(member, path)
        if member.filename in names:
            raise InputError(
                "The archive {file} holds {member} twice.",
                "Pack it anew.",
                file=path.name,
                member=member.filename,
            )
        names.add(member.filename)


def _fit(member: zipfile.ZipInfo, path: Path) -> None:
    """Refuse a member that cannot be read, or would not lie in the folder under its name."""
    if member.flag_bits & 1:
        raise InputError("The archive {file} is encrypted.", "Pack it without a password.", file=path.name)
    if _outside(member):
        raise InputError(
            "The archive {file} would write outside its folder: {member}",
            "Do not use it; fetch it from the publisher.",
            file=path.name,
            member=member.filename,
        )
    if max(len(part.encode("utf-8", "replace")) for part in (*PurePosixPath(member.filename).parts, "")) > _LONGEST:
        raise InputError(
            "The archive {file} holds a name that is too long: {member}",
            "Pack it anew, with shorter names.",
            file=path.name,
            member=member.filename,
        )


def stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: int) -> Iterator[bytes]:
    """Yield a member piece by piece; what counts are the bytes that come, not those that are declared.

    Raises
    ------
    InputError
        If more than ``most`` bytes come.
    """
    came = 0
    with archive.open(member) as source:
        while piece := source.read(_CHUNK):
            came += len(piece)
            if came > most:
                raise too_large(path, came)
            yield piece


def too_large(path: Path, size: int) -> InputError:
    """Word the error on an archive that grows too much."""
    return InputError(
        "The archive {file} unpacks to {size} MB; that is too much.",
        "Use the archive as it was published.",
        file=path.name,
        size=size // 1_000_000,
    )


def _few(path: Path, count: int, rules: Rules) -> None:
    if count > rules.members:
        raise InputError(
            "The archive {file} holds {count} files; at most {most} are read.",
            "Pack only the files that are needed.",
            file=path.name,
            count=count,
            most=rules.members,
        )


def _declared(path: Path) -> int:
    """Return the number of members by the end record, at no cost; 0 where there is none."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 65_536 - 22 - 20 - 56, 0))
        tail = stream.read()
    at, wide = tail.rfind(_END), tail.rfind(_END_64)
    counts = [struct.unpack_from("<H", tail, at + 10)[0]] if 0 <= at <= len(tail) - 12 else []
    if 0 <= wide <= len(tail) - 40:
        counts.append(struct.unpack_from("<Q", tail, wide + 32)[0])
    return min(counts) if counts and counts[0] != 0xFFFF else max(counts, default=0)


def _outside(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member has a path of its own will, or is a link."""
    # zipfile turns the separators of this system into slashes: what stood in the file is orig_filename
    posix, windows = PurePosixPath(member.filename), PureWindowsPath(member.orig_filename)
    return (
        stat.S_ISLNK(member.external_attr >> 16)
        or posix.is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in (*posix.parts, *windows.parts)
    )
