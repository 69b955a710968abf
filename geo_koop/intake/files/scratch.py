"""The folder of a server for everything that passes: uploads, exports on their way, spare files.

It lies in ``geo-koop-<user>`` in the temporary folder of the system, under a lock that the system lets go when the
process ends, however it ends. So whoever starts next can tell what belongs to nobody any more, and sweeps it.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

VARIABLE = "GEO_KOOP_SCRATCH"
"""Names the folder to the processes of a server; their temporary folder is set to it as well."""
_LOCK = ".lock"


class Scratch:
    """A folder of this process, under its lock, until :meth:`remove`.

    Attributes
    ----------
    path : Path
    """

    def __init__(self, path: Path, lock: IO[bytes]) -> None:
        self.path, self._lock = path, lock

    def clear(self) -> None:
        """Remove what is inside."""
        for inside in self.path.iterdir():
            if inside.name != _LOCK:
                _remove(inside)

    def remove(self) -> None:
        """Remove the folder and let the lock go."""
        self.clear()
        if os.name == "nt":
            self._lock.close()  # an open file cannot be removed there
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def make(base: Path | None = None) -> Scratch:
    """Sweep what ended servers of this user have left, and make a folder.

    Parameters
    ----------
    base : Path, optional
        Folder to make it in; otherwise the temporary folder of the system.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    home = _home(base or Path(tempfile.gettempdir()))
    with _alone(home):
        _sweep(home)
        path = Path(tempfile.mkdtemp(prefix=f"pid-{os.getpid()}-", dir=home))
        lock = _locked(path / _LOCK)
    assert lock is not None
    return Scratch(path, lock)


def environment(scratch: Scratch) -> dict[str, str]:
    """Return the variables that have processes keep what passes in the folder."""
    return dict.fromkeys((VARIABLE, "TMPDIR", "TEMP", "TMP"), str(scratch.path))


def _home(base: Path) -> Path:
    """Return the folder of this user's servers; where somebody else has taken its name, another one."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    home = base / f"geo-koop-{user}"
    with suppress(FileExistsError):
        home.mkdir(mode=0o700)
    return home if _is_ours(home) else Path(tempfile.mkdtemp(prefix="geo-koop-", dir=base))


def _is_ours(folder: Path) -> bool:
    """Tell whether it is a folder, no link, of this user, and closed to others."""
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode):
        return False
    return os.name == "nt" or (state.st_uid == os.getuid() and not state.st_mode & 0o077)


def _sweep(home: Path) -> None:
    for folder in home.glob("pid-*"):
        if not _is_ours(folder):
            continue
        lock = _locked(folder / _LOCK)
        if lock is not None:
            lock.close()
            _remove(folder)


def _remove(path: Path) -> None:
    """Remove a file, a link or a folder; ``rmtree`` follows no link."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Make and sweep one after the other: a folder that has no lock yet belongs to somebody."""
    lock = _locked(home / _LOCK, wait=True)
    try:
        yield
    finally:
        if lock is not None:
            lock.close()


def _locked(path: Path, *, wait: bool = False) -> IO[bytes] | None:
    """Lock a file, made where it is missing; nothing where a living process holds it, or it is a link."""
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600), "r+b")
    except OSError:
        return None
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
