"""Saves the record tables of a project so that nothing is lost: one at a time, whole or not at all, with history.

``history/`` of a project holds each state that was saved as a folder ``000001``, ``000002``, …: the tables in
the exchange format (CSV) and ``manifest.json`` with checksums and rows. ``history/state.json`` names the one
that holds; replacing it is the moment of a save. Only then are the files in ``cooperations/``, which people
edit, brought to it; a crash in between is made good by whoever writes next. A file there that differs from
the manifest was edited by another program, and is never overwritten before it is in the history too. A folder may
come from anybody: what stands in the history is read and written as it says, and through no link.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.files import delimited
from geo_koop.intake.records import history
from geo_koop.intake.records.cooperations import ALIASES

REGISTER: Final = "register.sqlite"
"""File of a project with its register; the record tables beside it are no longer read then."""
TABLES: Final = (*ALIASES, "decisions")
HISTORY, _STATE, _LOCK, _MANIFEST = "history", "state.json", ".geo-koop.lock", "manifest.json"
"""Names of the folder of saved states, and of files in it and beside it."""
_PATIENCE = 60.0
"""Seconds to wait for another save."""
_LOOKS = 5
_MOST = 10**9
"""No folder has as many states; what says so was written by somebody else."""


class OvertakenError(UsageError):
    """Somebody else saved since the project was read."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A state of a project as it was saved.

    Attributes
    ----------
    version : int
    folder : Path
        Folder with its tables.
    checksums : Mapping[str, str]
        SHA-256 by table.
    """

    version: int
    folder: Path
    checksums: Mapping[str, str]

    @property
    def tables(self) -> dict[str, Path]:
        """Its files by table."""
        return {name: self.folder / f"{name}.csv" for name in self.checksums}


def working(folder: Path) -> dict[str, Path]:
    """Return the record tables of a project that exist, and its decisions."""
    return {name: path for name, path in paths(folder).items() if path.is_file()}


def paths(folder: Path) -> dict[str, Path]:
    """Return where people edit the tables of a project, whether they are there or not."""
    return {name: path_of(folder, name) for name in TABLES}


def state_file(folder: Path) -> Path:
    """Return the file that names the saved state of a project that holds."""
    return folder / HISTORY / _STATE


def path_of(folder: Path, name: str) -> Path:
    """Return where people edit a table of a project."""
    return folder / "decisions.csv" if name == "decisions" else folder / "cooperations" / f"{name}.csv"


def current(folder: Path) -> Saved | None:
    """Return the saved state that holds; ``None`` where nothing was saved yet, or another program edited since.

    Raises
    ------
    InputError
        If the history is damaged.
    """
    for _look in range(_LOOKS):
        before = _read_state(folder)
        if before is None:
            return None
        saved = _saved(folder, int(before["version"]))
        if checksums(saved.tables) != dict(saved.checksums):
            raise _damaged(saved.folder / _MANIFEST)
        if not before["copied"]:
            return saved
        same = checksums(working(folder)) == dict(saved.checksums)
        if _read_state(folder) == before:
            return saved if same else None
    return None


def last(folder: Path) -> Saved | None:
    """Return the last state that was saved, whatever became of the files since."""
    state = _read_state(folder)
    return None if state is None else _saved(folder, int(state["version"]))


def stamp(folder: Path) -> str:
    """Return a text that changes when a table of a project changes: the version of what is read now."""
    saved = current(folder)
    sums = dict(saved.checksums) if saved else checksums(working(folder))
    return hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()[:16]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep everybody else from saving into a project; a save that was cut off before is made good first.

    Raises
    ------
    OutputError
        If another save takes too long, or the folder cannot be written.
    """
    try:
        with FileLock(folder / _LOCK, timeout=_PATIENCE):
            _make_good(folder)
            yield
    except Timeout as error:
        raise OutputError(
            "Somebody else is saving into {folder}.", "Try again in a minute.", folder=folder.name
        ) from error
    except OSError as error:
        raise unwritable(folder, error) from error


def write(
    folder: Path,
    changed: Mapping[str, bytes],
    *,
    when: datetime,
    what: str,
    read: str | None = None,
    author: str = "",
) -> int:
    """Save tables into a project as its next state; to be called under :func:`locked`.

    Parameters
    ----------
    folder : Path
    changed : Mapping[str, bytes]
        Content by the names of :data:`TABLES`; tables that are left out stay as they are.
    when : datetime
        Noted in the manifest.
    what : str
        What kind of change: ``import``, ``survey``, ``accepted``.
    read : str, optional
        :func:`stamp` of what the change is based on.
    author : str
        Noted in the manifest.

    Returns
    -------
    int
        The number of the new state.

    Raises
    ------
    OvertakenError
        If the project is no longer as it was read.
    UsageError
        If the project keeps its records in a register.
    OutputError
        If it cannot be written, or the history holds as much as it may; then everything is as it was before.
    """
    if (folder / REGISTER).is_file() and what != "found" and set(changed) != {"decisions"}:
        raise UsageError(
            "The project {folder} keeps its records in a register; nothing was saved beside it.",
            "Write the tables into a folder, and bring them in: geo-koop register load FOLDER --project {folder}",
            folder=folder.name,
        )
    if read is not None and stamp(folder) != read:
        raise OvertakenError(
            "Somebody else changed the project {folder} meanwhile.",
            "Nothing was overwritten. Look at the new state, and save again.",
            folder=folder.name,
        )
    try:
        before = {name: path.read_bytes() for name, path in working(folder).items()}
        saved = last(folder)
        states = [_State(what=what, author=author, content=before | dict(changed))]
        if before and changed and (saved is None or current(folder) is None):
            states.insert(0, _State(what="found", author="", content=before))
        history.require_room(folder / HISTORY, [state.content for state in states], folder.name)
        return _commit(folder, states, saved, when=when)
    except OSError as error:
        raise unwritable(folder, error) from error


@dataclass(frozen=True, kw_only=True)
class _State:
    what: str
    author: str
    content: Mapping[str, bytes]


def _commit(folder: Path, states: Sequence[_State], current: Saved | None, *, when: datetime) -> int:
    """Save states, one after the other; where that fails, nothing of them stays, and the state before holds."""
    begun = [*map(_beside, paths(folder).values()), folder / HISTORY / f".{_STATE}"]
    try:
        for state in states:
            base, number = current, (current.version if current else 0) + 1
            begun += [_snapshot_folder(folder, number), _half(folder, number)]
            current = _snapshot(folder, state, number, when=when)
        assert current is not None
        ready = _ready(folder, current, base)
        _switch(folder, current.version, copied=False, base=base.version if base else None)
    except OSError:
        for path in begun:
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise
    # From here on the new state holds; what is not brought to it now, whoever writes next makes good.
    with suppress(OSError):
        _bring(folder, current, ready)
    return current.version


def unwritable(path: Path, error: OSError | UnicodeDecodeError) -> OutputError:
    """Return the message for a file or folder that cannot be written."""
    return OutputError(
        "{file} could not be written: {reason}.",
        "Look at free space and permissions, and close the file where it is open in another program.",
        file=path.name,
        reason=getattr(error, "strerror", None) or error,
    )


def _snapshot(folder: Path, state: _State, version: int, *, when: datetime) -> Saved:
    """Write a state beside the others; it does not hold yet."""
    path, half = _snapshot_folder(folder, version), _half(folder, version)
    path.parent.mkdir(exist_ok=True)
    for old in (path, half):  # what a save that was cut off left
        shutil.rmtree(old, ignore_errors=True)
    half.mkdir()
    content, rows = state.content, {}
    for name, data in content.items():
        _write(half / f"{name}.csv", data)
        rows[name] = _rows(half / f"{name}.csv")
    for beside in sorted((folder / "cooperations").glob("*.yaml")):
        _write(half / beside.name, beside.read_bytes())
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    about = {
        "version": version,
        "time": when.isoformat(timespec="seconds"),
        "what": state.what,
        "author": state.author,
        "tables": {name: {"sha256": sums[name], "rows": rows[name]} for name in content},
    }
    _write(half / _MANIFEST, json.dumps(about, ensure_ascii=False, indent=1).encode())
    half.rename(path)
    return Saved(version=version, folder=path, checksums=sums)


def _snapshot_folder(folder: Path, version: int) -> Path:
    return folder / HISTORY / f"{version:06}"


def _half(folder: Path, version: int) -> Path:
    return folder / HISTORY / f".{version:06}-half"


def _rows(path: Path) -> int | None:
    """Count the rows below the headings; a cell may hold line breaks. Nothing where the file is no table."""
    try:
        filled = sum(any(record.cells) for record in delimited.read(path))
    except InputError:
        return None
    return max(filled - 1, 0)


def _switch(folder: Path, version: int, *, copied: bool, base: int | None = None) -> None:
    """Make a state the one that holds; ``base`` is the one that it follows, while files may still be as that says."""
    half = folder / HISTORY / f".{_STATE}"
    _write(half, json.dumps({"version": version, "copied": copied, "base": base}).encode())
    half.replace(state_file(folder))


def _ready(folder: Path, saved: Saved, base: Saved | None) -> dict[str, str | None]:
    """Write beside the files that people edit what a state says, where another program has not changed them.

    Returns
    -------
    dict
        The checksum that each file to replace has now, by table.
    """
    (folder / "cooperations").mkdir(exist_ok=True)
    there, known = checksums(working(folder)), base.checksums if base else {}
    ready = {}
    for name, wanted in saved.checksums.items():
        if there.get(name) == wanted or (name in there and there[name] != known.get(name)):
            continue
        _write(_beside(path_of(folder, name)), saved.tables[name].read_bytes())
        ready[name] = there.get(name)
    return ready


def _bring(folder: Path, saved: Saved, ready: Mapping[str, str | None]) -> None:
    """Bring the files that people edit to a state, as :func:`_ready` has made them."""
    for name, before in ready.items():
        target = path_of(folder, name)
        if checksums({name: target}).get(name) == before:
            _beside(target).replace(target)
        else:
            _beside(target).unlink(missing_ok=True)
    _switch(folder, saved.version, copied=True)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.half")


def _make_good(folder: Path) -> None:
    state = _read_state(folder)
    if state is not None and not state["copied"]:
        base = state.get("base")
        before = _saved(folder, base) if type(base) is int and 0 < base <= _MOST else None
        saved = _saved(folder, int(state["version"]))
        _bring(folder, saved, _ready(folder, saved, before))


def _write(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with path.open("xb") as stream:  # a link that somebody put there would lead elsewhere
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _read_state(folder: Path) -> dict[str, Any] | None:
    path = state_file(folder)
    if not path.is_file():
        return None
    content = _json(path)
    if type(content.get("version")) is not int or not isinstance(content.get("copied"), bool):
        raise _damaged(path)
    if not 0 < content["version"] <= _MOST:
        raise _damaged(path)
    return content


def _saved(folder: Path, version: int) -> Saved:
    path = _snapshot_folder(folder, version)
    manifest = path / _MANIFEST
    if path.parent.is_symlink() or path.is_symlink() or not all(map(_is_plain, _inside(path))):
        raise _damaged(manifest)
    tables = _json(manifest).get("tables")
    if not isinstance(tables, dict) or not set(tables) <= set(TABLES):
        raise _damaged(manifest)
    if not all(isinstance(entry, dict) and isinstance(entry.get("sha256"), str) for entry in tables.values()):
        raise _damaged(manifest)
    return Saved(version=version, folder=path, checksums={name: entry["sha256"] for name, entry in tables.items()})


def _inside(path: Path) -> list[Path]:
    return list(path.iterdir()) if path.is_dir() else []


def _is_plain(path: Path) -> bool:
    """Tell whether this is a file: no link, and nothing that somebody would have to write while it is read."""
    return path.is_file() and not path.is_symlink()


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(content, dict):
        raise _damaged(path)
    return content


def _damaged(path: Path) -> InputError:
    return InputError(
        "{file} of the project's history is damaged.",
        "Take the folder history away; the tables in cooperations/ hold then.",
        file=path.name,
    )


def checksums(paths: Mapping[str, Path]) -> dict[str, str]:
    """Return the SHA-256 of each file that is there, by table."""
    sums = {}
    for name, path in paths.items():
        try:
            with path.open("rb") as stream:
                sums[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:  # replaced at this very moment
            continue
    return sums
