"""Commands on a project that another program edits: wait until its files are quiet, start with what was saved."""

import time
from collections.abc import Callable
from pathlib import Path

from geo_koop import kept_records
from geo_koop.errors import GeoKoopError, InputError
from geo_koop.intake.files import file_states
from geo_koop.intake.files.file_states import Settling
from geo_koop.intake.records import foreign, project, saves
from geo_koop.model import AnalysisRequest

_LOOKS = 5


def wait(
    folder: Path | None,
    *,
    settling: Settling | None = None,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Look twice at record files that another program changed a moment ago.

    A project into which nothing was saved is read as it stands.

    Parameters
    ----------
    folder : Path, optional
        Project folder.
    settling : Settling, optional
    clock, sleep : callable
        Return the seconds since 1970, and wait.

    Raises
    ------
    InputError
        If the files go on changing.
    """
    settling = settling or Settling()
    if folder is None or not folder.is_dir() or (folder / project.REGISTER).is_file():
        return
    before = foreign.edited(folder)
    moving = file_states.young(before, before, at=clock(), settling=settling)
    for _look in range(_LOOKS):
        if not moving:
            return
        sleep(settling.seconds)
        now = foreign.edited(folder)
        moving, before = file_states.changed(now, before), now
    if moving:
        raise InputError(
            "Files of {folder} are being changed by another program: {files}.",
            "Run the command again when the other program has finished.",
            folder=folder,
            files=", ".join(path.name for path in moving),
        )


def check(asked: AnalysisRequest) -> GeoKoopError | None:
    """Return why a server shows the last saved state of a project at first; nothing where the files can be used.

    Raises
    ------
    GeoKoopError
        If the files cannot be used, and nothing was saved that could be shown.
    """
    if kept_records.file(asked):
        kept_records.resolved(asked)
        return None
    try:
        project.resolve(asked)
    except GeoKoopError as error:
        last = saves.last(asked.project) if asked.project and asked.project.is_dir() else None
        if last is None or asked.cooperations is not None:
            raise
        project.resolve(asked, records=last.folder)
        return error
    return None
