"""How much the history of a project may hold: whoever may save would otherwise fill the disk, a state at a time.

Each state that was saved is promised to stay. So none goes by itself: a save that would be too much is refused.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from geo_koop.errors import OutputError
from geo_koop.intake.files import limits
from geo_koop.intake.files.limits import Limits
from geo_koop.locale import mark as _

_MB = 1_000_000
_REMEDY = _(
    "Nothing was saved. Put the oldest folders in history/ away to another place; the newest must stay. {raising}"
)


def require_room(
    folder: Path, states: Sequence[Mapping[str, bytes]], project: str, *, most: Limits | None = None
) -> None:
    """Refuse states for which a history has no room.

    Parameters
    ----------
    folder : Path
        Folder of the history; it need not be there.
    states : sequence of Mapping[str, bytes]
        Tables of each state that is to be saved.
    project : str
        For messages.
    most : Limits, optional
        By the environment where it is left out.

    Raises
    ------
    OutputError
        If it would hold too many states, or too many bytes.
    """
    most = most or limits.from_environment()
    present = [path for path in folder.iterdir() if path.name.isdecimal()] if folder.is_dir() else []
    count = len(present) + len(states)
    if count > most.states:
        raise OutputError(
            "The history of {project} is full: it has {count} states, and {most} are allowed.",
            _REMEDY,
            project=project,
            count=len(present),
            most=most.states,
            raising=limits.raising("states"),
        )
    size = sum(len(content) for state in states for content in state.values())
    size += sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) if present else 0
    if size > most.history_mb * _MB:
        raise OutputError(
            "The history of {project} is full: it would have {size} MB with this state, and {most} MB are allowed.",
            _REMEDY,
            project=project,
            size=-(-size // _MB),
            most=most.history_mb,
            raising=limits.raising("history_mb"),
        )
