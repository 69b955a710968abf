"""Watches the files of the operator's data: what is shown, and why what another program changed is not shown yet.

One :class:`Watch` for all sessions that look at the same data. It shows a set of record tables that was judged as a
whole: a saved state of the project, or a copy of the files made when they were quiet. Looking again costs a few
calls of ``stat``; files are read and judged only when one of them changed.
"""

import shutil
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from geo_koop import kept_records
from geo_koop.errors import GeoKoopError, Phrase
from geo_koop.intake.files import file_states
from geo_koop.intake.files.file_states import FileState, Settling, Sums
from geo_koop.intake.records import edits, events, foreign, project, saves, vocabulary
from geo_koop.intake.records.edits import Measure
from geo_koop.model import AnalysisRequest

_MEASURES = 4
"""Counts to keep: of what is shown, what was saved, and what was looked at last."""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A change by another program that is not shown.

    Attributes
    ----------
    kind : {"moving", "wrong", "fewer", "unusable"}
        Not quiet yet; tables that do not fit together; tables that lost many rows; files that cannot be read.
    faults : tuple of Phrase
        What is wrong, and with which file.
    stamp, mark : str
        Of the tables that somebody may say yes to.
    """

    kind: Literal["moving", "wrong", "fewer", "unusable"]
    faults: tuple[Phrase, ...]
    stamp: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A state that is shown.

    Attributes
    ----------
    request : AnalysisRequest
        Names every file that is read, and no project.
    mark : str
        Changes when the request, or what stands in a file, changes.
    states : Mapping[Path, FileState]
        Of the watched files when it was taken.
    place : Path, optional
        Folder with the record tables, where they are those of a project.
    """

    request: AnalysisRequest
    mark: str
    states: Mapping[Path, FileState] = field(repr=False)
    place: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a look at the files gives: what to show, and what is not shown yet."""

    shown: Shown
    pending: Pending | None = None


class Watch:
    """Watches the files of a request.

    Parameters
    ----------
    request : AnalysisRequest
    scratch : Path
        Folder in which copies may lie.
    settling : Settling, optional
    """

    def __init__(self, request: AnalysisRequest, scratch: Path, *, settling: Settling | None = None) -> None:
        self._request, self._scratch, self._settling = request, scratch, settling or Settling()
        self._register: str | None = None
        self._folder: Path | None = None
        self._lock = threading.Lock()
        self._sums = Sums()
        self._named: list[Path] = []
        self._seen: dict[Path, FileState] | None = None
        self._stand = ""
        self._since, self._judged, self._accepted = 0.0, False, ""
        self._measures: dict[tuple[Path, str | None], Measure] = {}
        self._shown: Shown | None = None
        self._before: Shown | None = None
        self._pending: Pending | None = None

    def look(self, now: float) -> Look:
        """Look at the files.

        Parameters
        ----------
        now : float
            Seconds since 1970.

        Raises
        ------
        GeoKoopError
            If they cannot be used, and there is no state before.
        """
        with self._lock:
            self._find()
            seen = self._states()
            stand = self._stand if seen == self._seen and self._is_file() else self._asked()
            if seen != self._seen or stand != self._stand:
                self._seen, self._stand, self._since, self._judged = seen, stand, now, False
            self._since = min(self._since, now)
            if not self._judged:
                self._judge(seen, now)
            assert self._shown is not None
            return Look(shown=self._shown, pending=self._pending)

    def refuse(self, mark: str, error: Exception) -> bool:
        """Go back to the state before one that cannot be read after all; tell whether there is another to show."""
        with self._lock:
            if self._shown is None or self._shown.mark != mark:
                return self._shown is not None
            if self._before is None:
                return False
            self._discard(self._shown)
            self._shown, self._before = self._before, None
            self._pending, self._judged = _unusable(error), True
            return True

    def accept(self, asked: Pending, when: datetime) -> None:
        """Take tables that lost many rows; where there is a history, as the next state of the project.

        Raises
        ------
        GeoKoopError
            If they are no longer those that were asked about, or cannot be saved.
        """
        if self._folder is not None and saves.last(self._folder) is not None:
            project.accept(self._folder, when=when, read=asked.stamp)
        with self._lock:
            self._accepted, self._judged = asked.mark, False

    def _find(self) -> None:
        """Find out what is read: a register, which may have come since the last look, or tables."""
        self._register = kept_records.address(self._request)
        tables = self._request.cooperations is not None or self._register
        self._folder = None if tables else self._request.project

    def _is_file(self) -> bool:
        """Tell whether the states of files say all: nothing is read, or the register is a file."""
        return self._register is None or kept_records.path(self._register) is not None

    def _asked(self) -> str:
        """Ask the register for its stand; what is wrong with it is said where it is read."""
        try:
            return kept_records.stand(self._register) if self._register else ""
        except GeoKoopError as error:
            return str(error)

    def _states(self) -> dict[Path, FileState]:
        folder = self._request.project
        found = [*_paths(self._request), *self._named, *self._file_of_register()]
        return file_states.states([*(project.watched(folder) if folder else ()), *_all_parts(found)])

    def _file_of_register(self) -> list[Path]:
        path = kept_records.path(self._register) if self._register else None
        return [path] if path else []

    def _judge(self, seen: dict[Path, FileState], now: float) -> None:
        """Take the files as they are, or say why not."""
        try:
            self._pending = self._take(seen, now)
            self._with_named(seen)
        except (GeoKoopError, OSError) as error:
            if self._shown is None and isinstance(error, OSError):
                raise saves.unwritable(self._scratch, error) from error
            if self._shown is None:
                raise
            self._pending = _unusable(error)
        self._judged = self._pending is None or self._pending.kind != "moving"

    def _with_named(self, seen: dict[Path, FileState]) -> dict[Path, FileState]:
        """Add the files that the settings of a project turned out to name; they were read just now."""
        assert self._shown is not None
        named = file_states.states(path for path in _all_parts(self._named) if path not in seen)
        self._seen = seen | named
        self._shown = replace(self._shown, states={**named, **self._shown.states})
        return self._seen

    def _take(self, seen: dict[Path, FileState], now: float) -> Pending | None:
        held = saves.current(self._folder) if self._folder else None
        if self._shown is None and self._folder and held is None and (last := saves.last(self._folder)):
            edited = foreign.differing(self._folder)
            old = {path: state for path, state in seen.items() if path not in edited}
            self._show(self._candidate(last.folder, old))
            seen = self._with_named(seen)
        if moving := self._moving(seen, now, saved=held is not None):
            return _moving(moving)
        if self._folder is None or held is not None:
            self._show(self._candidate(held.folder if held else None, seen))
            return None
        return self._take_copy(self._folder, seen)

    def _moving(self, seen: dict[Path, FileState], now: float, *, saved: bool) -> list[Path]:
        """Return the files that changed and are not quiet; tables that geo_koop saved itself are whole."""
        if self._shown is None or now - self._since >= self._settling.seconds:
            return []
        changed = file_states.changed(seen, self._shown.states)
        if saved and self._request.project:
            own = {*saves.paths(self._request.project).values(), saves.state_file(self._request.project)}
            changed = [path for path in changed if path not in own]
        # A register changes as a whole or not at all.
        kept = {part for path in self._file_of_register() for part in file_states.parts(path)}
        changed = [path for path in changed if path not in kept]
        return file_states.young(changed, seen, at=now, settling=self._settling)

    def _take_copy(self, folder: Path, seen: dict[Path, FileState]) -> Pending | None:
        """Take the tables that another program changed, where they fit together."""
        place = Path(tempfile.mkdtemp(prefix="shown-", dir=self._scratch))
        try:
            foreign.copy(folder, place)
            if self._shown is not None and (stirred := file_states.changed(self._states(), seen)):
                return _moving(stirred)
            pending = self._judged_copy(folder, place)
            if pending is None:
                self._show(self._candidate(place, seen))
            return pending
        finally:
            if self._shown is None or self._shown.place != place:
                shutil.rmtree(place, ignore_errors=True)

    def _judged_copy(self, folder: Path, place: Path) -> Pending | None:
        if self._shown is None or self._shown.place is None:
            return None
        profile, last = project.record_profile(folder), saves.last(folder)
        bases = dict.fromkeys([self._shown.place, *([last.folder] if last else [])])
        now, *before = (self._measure(base, profile) for base in (place, *bases))
        if wrong := _once(edits.broken(now, base) for base in before):
            return Pending(kind="wrong", faults=wrong)
        fewer = _once(edits.shrunk(now, base) for base in before)
        mark = self._candidate(place, {}).mark
        if not fewer or mark == self._accepted:
            return None
        return Pending(kind="fewer", faults=fewer, stamp=saves.stamp(folder), mark=mark)

    def _measure(self, place: Path, profile: str | None) -> Measure:
        """Count what stands in a folder that nobody changes: a saved state, or a copy."""
        known = self._measures.get((place, profile))
        if known is None:
            known = edits.measure(foreign.record_tables(place), profile=profile)
            self._measures = dict([*self._measures.items(), ((place, profile), known)][-_MEASURES:])
        return known

    def _candidate(self, place: Path | None, states: Mapping[Path, FileState]) -> Shown:
        """Return what would be shown with the record tables in a folder."""
        stand = ""
        if self._register:
            stand = kept_records.stand(self._register)
            resolved = replace(kept_records.resolved(self._request), project=None, register=self._register)
        else:
            resolved = replace(project.resolve(self._request, records=place), project=None)
        paths, own = _paths(resolved), vocabulary.files(self._request.project)
        paths += [path for path in (events.beside(resolved.cooperations),) if path]
        plain = {f.name: v for f in fields(resolved) if not isinstance(v := getattr(resolved, f.name), Path)}
        content = [(path.name, self._sums.of(file_states.parts(path))) for path in [*paths, *own]]
        mark = sha256(repr((self._request, plain, content, stand)).encode()).hexdigest()[:32]
        self._named = [path for path in paths if place is None or path.parent != place]
        return Shown(request=resolved, mark=mark, states=states, place=place)

    def _show(self, taken: Shown) -> None:
        if self._shown is not None and self._shown.mark == taken.mark:
            # The same content: what is shown stays where it was read from.
            self._shown = replace(self._shown, states=taken.states)
            return
        if self._before is not None:
            self._discard(self._before)
        self._before, self._shown = self._shown, taken

    def _discard(self, old: Shown) -> None:
        if old.place is not None and old.place.is_relative_to(self._scratch):
            shutil.rmtree(old.place, ignore_errors=True)


def _paths(request: AnalysisRequest) -> list[Path]:
    """Return the files and folders that a request names, but for its project."""
    named = {f.name: getattr(request, f.name) for f in fields(request) if f.name != "project"}
    maps = [Path(text) for name in project.MAPS if (text := named[name]) and Path(text).is_file()]
    return [*(value for value in named.values() if isinstance(value, Path)), *maps]


def _all_parts(paths: Iterable[Path]) -> list[Path]:
    return [part for path in dict.fromkeys(paths) for part in file_states.parts(path)]


def _once(found: Iterable[list[Phrase]]) -> tuple[Phrase, ...]:
    return tuple({str(fault): fault for faults in found for fault in faults}.values())


def _moving(files: Iterable[Path]) -> Pending:
    return Pending(kind="moving", faults=tuple(Phrase(name) for name in dict.fromkeys(path.name for path in files)))


def _unusable(error: Exception) -> Pending:
    if isinstance(error, GeoKoopError):
        (problem, remedy), params = error.parts()
        return Pending(kind="unusable", faults=tuple(Phrase(text, **params) for text in (problem, remedy) if text))
    name = Path(getattr(error, "filename", None) or "").name
    return Pending(kind="unusable", faults=(Phrase("{file} cannot be read", file=name or "–"),))
