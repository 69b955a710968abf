"""The embedded records as a register that can be read and not written: what is there before somebody makes one."""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import Final

from geo_koop.intake.files import cache, dates, embedded
from geo_koop.register import exchange, reading, store
from geo_koop.register.store import Register

AUTHOR: Final = "geo_koop"


def open_() -> Register:
    """Open the register of the embedded records; it is made at the first use, in the cache.

    Its one revision bears the date of the survey, and is the same on every machine.

    Returns
    -------
    Register
        Fixed: whoever writes is told to make one.
    """
    tables = reading.folder(embedded.records()["cooperations"].parent)
    path = _folder() / f"embedded-{_stamp()}.sqlite"
    if not path.is_file():
        _make(path, tables)
    return replace(store.open_(path), fixed=True)


def _folder() -> Path:
    """Return the folder for it; one that is gone at the end of the program where there is no cache."""
    kept, found = cache.folder(), cache.served_folder("registers")
    if kept is None or not found.is_relative_to(kept):
        atexit.register(shutil.rmtree, found, ignore_errors=True)
    return found


def _stamp() -> str:
    """Return what tells contents and schema apart."""
    total = sha256(store.head().encode())
    for path in embedded.records().values():
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


def _make(path: Path, tables: dict[str, reading.Given]) -> None:
    """Make the register beside its place and put it there as a whole: two may do so at once."""
    handle, name = tempfile.mkstemp(prefix="making-", suffix=".sqlite", dir=path.parent)
    os.close(handle)
    made = Path(name)
    try:
        days, _wrong = dates.parse(tables["scopes"].rows["date"])
        when = days.max().to_pydatetime().replace(tzinfo=UTC)
        exchange.load(store.create(made), tables, now=when, author=AUTHOR, reason="Mitgelieferte Daten", source=AUTHOR)
        made.replace(path)
    finally:
        with suppress(FileNotFoundError):
            made.unlink()
