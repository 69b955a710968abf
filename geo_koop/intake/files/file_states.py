"""The state of files: what tells cheaply that one changed, and what tells whether its content did."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class FileState(NamedTuple):
    """What the file system tells of a file without reading it."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True, kw_only=True)
class Settling:
    """When files that another program writes count as quiet.

    Attributes
    ----------
    seconds : float
        Nothing changed for so long: by the time of modification, or between two looks. Two seconds are the
        coarsest time of modification of common file systems (FAT).
    """

    seconds: float = 2.0


def parts(file: Path) -> list[Path]:
    """Return the files that a source is made of.

    A folder has all files in it, a file has its siblings of the same stem (``.dbf`` beside ``.shp``, ``.yaml`` beside
    ``.gpkg``).
    """
    if file.is_dir():
        return sorted(p for p in file.rglob("*") if p.is_file())
    if not file.parent.is_dir():
        return []
    return sorted(p for p in file.parent.iterdir() if p.stem == file.stem and p.is_file())


def states(paths: Iterable[Path]) -> dict[Path, FileState]:
    """Return the state of each file that is there."""
    found = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # replaced at this very moment
            continue
        found[path] = FileState(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return found


def changed(now: Mapping[Path, FileState], before: Mapping[Path, FileState]) -> list[Path]:
    """Return the files that differ, came or went."""
    return sorted(path for path in {*now, *before} if now.get(path) != before.get(path))


def young(files: Iterable[Path], now: Mapping[Path, FileState], *, at: float, settling: Settling) -> list[Path]:
    """Return the files that were modified too short a time ago, lie in the future, or are gone.

    Parameters
    ----------
    files : iterable of Path
    now : Mapping[Path, FileState]
        As :func:`states` returns it.
    at : float
        The time of the look, in seconds since 1970.
    settling : Settling
    """
    return [path for path in files if path not in now or at - now[path].mtime_ns / 1e9 < settling.seconds]


class Sums:
    """SHA-256 of files; a file is read again only when its state changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[FileState, str]] = {}

    def of(self, paths: Iterable[Path]) -> list[tuple[str, str]]:
        """Return name and SHA-256 of each file that is there."""
        found = []
        for path, state in states(paths).items():
            known = self._known.get(path)
            if known is None or known[0] != state:
                with path.open("rb") as stream:
                    known = self._known[path] = (state, hashlib.file_digest(stream, "sha256").hexdigest())
            found.append((path.name, known[1]))
        return found
