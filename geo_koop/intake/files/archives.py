"""The rules for ZIP files from outside: counted before they are opened, and read as streams that end."""

import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import limits

_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"
_POINTER_64: Final = b"PK\x06\x07"
_HEAD: Final = struct.Struct("<4sHHHHHIIIHH")
_STREAMED: Final = 0x08
_UTF8: Final = 0x800
_LARGE: Final = 0xFFFFFFFF
_PACKED: Final = (".zip", ".kmz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tgz", ".tar")
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
    nested : bool
        Whether archives in it are allowed.
    """

    members: int = 1_000
    ratio: int = 100
    unpacked: int = 2_000_000_000
    nested: bool = True


def rules(*, nested: bool = True, most: limits.Limits | None = None) -> Rules:
    """Return the rules that the limits of reading make."""
    most = most or limits.from_environment()
    return Rules(members=most.members, ratio=most.ratio, unpacked=most.unpacked, nested=nested)


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
        If it has too many members, would grow too much, is encrypted, names a member twice, would
        write outside its folder, holds another archive where none may be, or says different things of
        itself in different places.
    zipfile.BadZipFile
        If it is no ZIP file.
    """
    declared = _declared(path)
    _few(path, max(declared, default=0), rules)
    with zipfile.ZipFile(path) as opened:
        members = opened.infolist()
    _few(path, len(members), rules)
    if declared - {len(members)}:
        raise _disagrees(path, Phrase("the number of its files"))
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
        if not rules.nested and PurePosixPath(member.filename).suffix.lower() in _PACKED:
            raise InputError(
                "The archive {file} holds another archive: {member}",
                "Unpack it, and give the file that is needed.",
                file=path.name,
                member=member.filename,
            )
    _agree(path, members)


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
        "Use the archive as it was published, or pack only the files that are needed.",
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


def _declared(path: Path) -> set[int]:
    """Return the numbers of members that the end records tell, at no cost; more than one where they disagree."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 65_536 - 22 - 20 - 56, 0))
        tail = stream.read()
    at = tail.rfind(_END)
    if not 0 <= at <= len(tail) - 12:
        return set()
    counts = set(struct.unpack_from("<HH", tail, at + 8))
    # Readers take the wide record only where a pointer to it stands right before the short one.
    wide = tail.rfind(_END_64, 0, at) if tail[max(at - 20, 0) : at].startswith(_POINTER_64) else -1
    if 0 <= wide <= at - 40:
        counts.discard(0xFFFF)
        counts.update(struct.unpack_from("<QQ", tail, wide + 24))
    return counts


def _agree(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse members whose own heads tell something else than the directory: readers differ in whom they believe."""
    end = path.stat().st_size
    with path.open("rb") as stream:
        for member in members:
            if not 0 <= member.header_offset < end:  # it may even be more than a file can seek
                raise zipfile.BadZipFile(member.filename)
            stream.seek(member.header_offset)
            head = stream.read(_HEAD.size)
            if len(head) < _HEAD.size or not head.startswith(b"PK\x03\x04"):
                raise zipfile.BadZipFile(member.filename)
            _sign, _needs, flags, method, _time, _day, _sum, packed, size, length, _more = _HEAD.unpack(head)
            name = stream.read(length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
            sizes = {(packed, member.compress_size), (size, member.file_size)}
            known = not flags & _STREAMED
            if (
                name != member.orig_filename
                or method != member.compress_type
                or (known and any(here not in (there, _LARGE) for here, there in sizes))
            ):
                raise _disagrees(path, member.filename)


def _disagrees(path: Path, where: str | Phrase) -> InputError:
    return InputError(
        "The archive {file} says different things of {place} in different places.",
        "It is damaged or made to deceive: pack the files anew.",
        file=path.name,
        place=where,
    )


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
