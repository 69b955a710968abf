"""Copies of a whole register, with all its history, and the way back from them."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.register import checks, store
from geo_koop.register.store import Register

_LONG: Final = 3600
"""Seconds until a program of PostgreSQL is given up."""


def backup(register: Register, out: Path) -> None:
    """Write a register to one file, while others may go on writing.

    Parameters
    ----------
    register : Register
    out : Path
        A SQLite file, or an archive of ``pg_dump``; must not exist.

    Raises
    ------
    UsageError
        If ``pg_dump`` is not there.
    OutputError
        If the file cannot be written.
    """
    if register.path is None:
        _program(register, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={out}")
        return
    _copy(register.path, out)


def restore(saved: Path, given: str | os.PathLike[str], *, overwrite: bool = False) -> Path | None:
    """Bring a register back from a backup, after looking whether that is sound.

    Parameters
    ----------
    saved : Path
    given : str or path
        Address of the register.
    overwrite : bool
        Whether a register on SQLite that is there gives way; it is copied beside itself first.

    Returns
    -------
    Path or None
        The copy of what was there.

    Raises
    ------
    InputError
        If the backup is missing, damaged, or not sound.
    OutputError
        If there is a register, and ``overwrite`` is not set; on PostgreSQL always.
    """
    if not saved.is_file():
        raise InputError("The file {path} does not exist.", "Check the path and its spelling.", path=saved)
    register = store.connect(given)
    if register.path is None:
        _restore_server(saved, register)
        return None
    _require_sound(saved)
    path = register.path
    there = path.is_file()
    if there and not overwrite:
        raise OutputError("{file} exists already.", "Choose another name, or replace it with --overwrite.", file=path)
    aside = _aside(path) if there else None
    if aside:
        backup(register, aside)
    _copy(saved, path)
    return aside


def _aside(path: Path) -> Path:
    """Return a free name beside a file."""
    names = (path.with_name(f"{path.stem}.before-restore-{number}{path.suffix}") for number in range(1, 10_000))
    return next(name for name in names if not name.exists())


def _require_sound(saved: Path) -> None:
    register = store.connect(saved)
    try:
        faults = checks.check(store.open_(saved))
    except sa.exc.SQLAlchemyError as error:
        raise InputError("{name} is no register.", "Name another file.", name=saved.name) from error
    if faults:
        raise InputError(
            "The backup {name} is not sound: {faults}.", "Take an earlier one.", name=register.name, faults=faults
        )


def _restore_server(saved: Path, register: Register) -> None:
    with register.reading() as connection:
        filled = sa.inspect(connection).get_table_names()
    if filled:
        raise OutputError(
            "The database {name} is not empty.",
            "Make a new one (createdb) and name it with --register; the old one stays as it is.",
            name=register.name,
        )
    arguments = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _program(register, "pg_restore", *arguments, f"--dbname={register.engine.url.database}", str(saved))
    faults = checks.check(register)
    if faults:
        raise InputError(
            "The backup {name} is not sound: {faults}.", "Take an earlier one.", name=saved.name, faults=faults
        )


def _program(register: Register, name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; where the server is and the password go by the environment, which nobody sees."""
    program = shutil.which(name)
    if program is None:
        raise UsageError(
            "{program} is not installed here.",
            "Install the client programs of PostgreSQL (Debian: postgresql-client).",
            program=name,
        )
    url = register.engine.url
    query = {key: value for key, value in url.query.items() if isinstance(value, str)}
    named = {
        "PGHOST": url.host or query.get("host"),
        "PGPORT": str(url.port) if url.port else query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
        "PGOPTIONS": query.get("options"),
        "PGSSLMODE": query.get("sslmode"),
    }
    environment = os.environ | {key: value for key, value in named.items() if value}
    try:
        done = subprocess.run(
            [program, *arguments], env=environment, capture_output=True, text=True, timeout=_LONG, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise OutputError("{program} did not finish.", "Try again.", program=name) from error
    if done.returncode:
        raise OutputError(
            "{program} failed: {reason}",
            "Check the address, the rights, and that program and server are of the same version.",
            program=name,
            reason=done.stderr.strip(),
        )


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite file as one state, while others may go on writing it."""
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise OutputError(
            "{file} could not be written: {reason}",
            "Look at free space and permissions.",
            file=target,
            reason=str(error),
        ) from error
