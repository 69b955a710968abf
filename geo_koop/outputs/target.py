"""Where results go: a file appears complete or not at all, and nothing is replaced without being asked."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from geo_koop.errors import OutputError, Phrase, UsageError
from geo_koop.locale import mark as _

_PREFIX = ".geo-koop-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = ("disk is full", "no space left", "file too large")
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_LITTLE = 1_000_000
"""Free bytes below which a drive counts as full."""
_DAY = 86_400


def check(out: Path, *, endings: tuple[str, ...] = (), overwrite: bool = False) -> Path:
    """Make sure that a file can be written, before any work is done.

    Parameters
    ----------
    out : Path
        File to write.
    endings : tuple of str
        Endings that the writer knows, such as ``(".gpkg",)``; empty: any.
    overwrite : bool
        Whether a file that exists may be replaced.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If the ending is not one of ``endings``.
    OutputError
        If the file exists and must not be replaced, or its folder is missing or cannot be written to.
    """
    if endings and out.suffix.lower() not in endings:
        raise UsageError(
            "The ending of {file} is not known here.",
            "Known endings: {endings}.",
            file=out,
            endings=", ".join(endings),
        )
    if out.is_dir():
        raise OutputError("{file} is a folder.", "Name a file.", file=out)
    if out.exists() and not overwrite:
        raise OutputError("{file} exists already.", "Choose another name, or replace it with --overwrite.", file=out)
    if not out.parent.is_dir():
        raise OutputError("The folder {folder} does not exist.", "Create it first.", folder=out.parent)
    if not os.access(out.parent, os.W_OK):
        raise OutputError(
            "The folder {folder} cannot be written to.",
            "Choose a folder in which you may write.",
            folder=out.parent,
        )
    return out


@contextmanager
def writing(out: Path, *, endings: tuple[str, ...] = (), overwrite: bool = False) -> Iterator[Path]:
    """Give a temporary path beside ``out``, and move it there once it is written.

    Parameters
    ----------
    out, endings, overwrite
        As in :func:`check`.

    Yields
    ------
    Path
        To write to; it has the name of ``out``, in a folder of its own.

    Raises
    ------
    OutputError
        As in :func:`check`, and if writing fails.
    """
    check(out, endings=endings, overwrite=overwrite)
    with writing_together({"file": out}, overwrite=overwrite) as places:
        yield places["file"]


@contextmanager
def writing_together(files: Mapping[str, Path], *, overwrite: bool = False) -> Iterator[Mapping[str, Path]]:
    """Give temporary paths for files of one folder, and move them there once all are written to the disk.

    What is killed on the way leaves the old files as they were; a later call clears its remains.

    Parameters
    ----------
    files : Mapping[str, Path]
        Role to file.
    overwrite
        As in :func:`check`.

    Yields
    ------
    Mapping[str, Path]
        Role to the path to write to.

    Raises
    ------
    OutputError
        As in :func:`check`, and if writing fails.
    """
    for out in files.values():
        check(out, overwrite=overwrite)
    first = next(iter(files.values()))
    _clear_remains(first.parent)
    try:
        with tempfile.TemporaryDirectory(dir=first.parent, prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
            places = {role: Path(folder) / out.name for role, out in files.items()}
            yield places
            for path in places.values():
                _settle(path)
            for role, path in places.items():
                path.replace(files[role])
        _settle(first.parent)
    except OSError as error:
        raise failure(first, error) from error


@contextmanager
def worded(out: Path) -> Iterator[None]:
    """Word what goes wrong on the way to a file, such as a full drive for what is put aside meanwhile.

    Parameters
    ----------
    out : Path
        File that is to be written.

    Raises
    ------
    OutputError
        See :func:`failure`.
    """
    try:
        yield
    except OSError as error:
        raise failure(out, error) from error


def no_room(error: BaseException | None) -> bool:
    """Tell whether an error says that a drive is full."""
    return isinstance(error, OSError) and error.errno in _FULL


def failure(out: Path, error: Exception) -> OutputError:
    """Word what went wrong while writing: what happened, and what to do about it.

    Parameters
    ----------
    out : Path
        File that should have been written.
    error : Exception
        Of the system, or of the library that wrote.
    """
    number = error.errno if isinstance(error, OSError) else None
    sentence = (error.strerror if isinstance(error, OSError) else None) or str(error)
    reason: str | Phrase = sentence
    if number in _FORBIDDEN:
        remedy = _("Choose a folder in which you may write.")
    elif number in _FULL or any(word in sentence.lower() for word in _FULL_WORDS) or _free(out.parent) < _LITTLE:
        reason = Phrase("no space left on the drive")
        remedy = _("There is no room left: free some space, or choose another drive.")
    elif "lock" in sentence.lower() or "disk i/o" in sentence.lower():
        remedy = _("Network folders do not always allow this: write to a local folder, and copy the file.")
    else:
        remedy = _("Close the file where it is open in another program, and look at free space and permissions.")
    return OutputError("{file} could not be written: {reason}", remedy, file=out, reason=reason)


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _LITTLE


def _settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; folders allow it on POSIX only."""
    if path.is_dir() and os.name == "nt":
        return
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    except OSError as error:
        # Some network folders know no fsync; that is no failure of writing.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(number)


def _clear_remains(folder: Path) -> None:
    """Remove what a killed run left behind more than a day ago."""
    long_ago = time.time() - _DAY
    for remains in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if remains.is_dir() and remains.stat().st_mtime < long_ago:
                shutil.rmtree(remains)
