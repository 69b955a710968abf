"""Makes a register for a project, with the record tables that the project has."""

from datetime import datetime
from pathlib import Path

from geo_koop.errors import GeoKoopError, OutputError
from geo_koop.intake.records import foreign, project
from geo_koop.register import exchange, reading, store
from geo_koop.register.exchange import Counts
from geo_koop.register.store import Register


def lacks_boundaries(folder: Path) -> bool:
    """Tell whether a project has no boundaries yet, without which the app does not start."""
    try:
        return project.boundary_source(folder)["path"] is None
    except GeoKoopError:
        return False  # there is something, and whoever reads it says what is wrong with it


def make(
    folder: Path, address: str | None = None, *, now: datetime, author: str, reason: str = ""
) -> tuple[Register, Counts | None]:
    """Make a register, and load what stands in the tables of a project; the tables stay as they are.

    Parameters
    ----------
    folder : Path
        Of the project; made where it does not exist.
    address : str, optional
        Of the register; ``register.sqlite`` in the folder where it is left out.
    now, author, reason
        See :func:`geo_koop.register.writing.writing`.

    Returns
    -------
    Register, Counts or None
        ``None`` where the project has no record tables: the register is empty.

    Raises
    ------
    OutputError
        If the folder cannot be made.
    InputError
        If the tables cannot be read; then nothing is made.
    UsageError
        If there is a register already.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            "{folder} cannot be written: {strerror}.", "Choose another folder.", folder=folder, strerror=error.strerror
        ) from error
    tables = folder / "cooperations"
    filled = (tables / foreign.BOOK).is_file() or foreign.has_rows(tables / "cooperations.csv")
    # What cannot be read is said before anything is made.
    given = reading.folder(folder, profile=project.record_profile(folder)) if filled else {}
    reading.strangers(given, set())
    made = store.create(address or str(folder / project.REGISTER))
    if not given:
        return made, None
    return made, exchange.load(made, given, now=now, author=author, reason=reason, source="cooperations/")
