"""Opens a register: one SQLite file for an office of one, or PostgreSQL for many; brings its schema up to date."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool

from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.register import schema, triggers

_PATIENCE: Final = 60
"""Seconds to wait for another writer."""
_DAMAGED: Final = ("malformed", "not a database")
"""What SQLite says of a file that is cut off."""
_HEADER: Final = b"SQLite format 3\x00"


class DamagedError(InputError):
    """A register on SQLite is cut off or was overwritten."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register that is open.

    Attributes
    ----------
    engine : sqlalchemy.Engine
    fixed : bool
        Whether nobody may write into it.
    """

    engine: sa.Engine
    fixed: bool = False

    @property
    def path(self) -> Path | None:
        """The file of a register on SQLite."""
        return Path(str(self.engine.url.database)) if self.engine.dialect.name == "sqlite" else None

    @property
    def name(self) -> str:
        """How messages and provenance name it: the file or the database, without folder, server and password."""
        if self.fixed:
            return "geo_koop"
        return self.path.name if self.path else str(self.engine.url.database)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state, whatever others write meanwhile."""
        with _worded(self), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def locked(self) -> Iterator[sa.Connection]:
        """Give a connection whose transaction keeps other writers waiting; its changes are kept whole or not at all."""
        if self.fixed:
            raise UsageError(
                "There is no register here, and the embedded one cannot be changed.",
                "Make one: geo-koop register init DIR. Or name yours: --project DIR, or --register ADDRESS.",
            )
        with _worded(self), self.engine.connect() as connection:
            connection.execution_options(geo_koop_writing=True)
            with connection.begin():
                if connection.dialect.name == "postgresql" and _stand(connection):
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
                    connection.execute(sa.select(schema.context.c.id).where(schema.context.c.id == 1).with_for_update())
                yield connection


def address(given: str | os.PathLike[str]) -> sa.URL:
    """Return the address of a register: ``sqlite:///FILE``, ``postgresql+psycopg://…``, or the path of a file.

    Raises
    ------
    UsageError
        If it is none.
    """
    text = os.fspath(given)
    if "://" not in text:
        return sa.URL.create("sqlite", database=text)
    wrong = UsageError(
        "The address of the register cannot be used.",
        "Write sqlite:///FILE, postgresql+psycopg://USER@HOST/DATABASE, or the path of a file.",
    )
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError as error:
        raise wrong from error
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    usable = url.drivername in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg") and url.database
    if not usable or url.database == ":memory:" or (url.drivername.startswith("sqlite") and url.query):
        raise wrong
    return url


def connect(given: str | os.PathLike[str]) -> Register:
    """Return a register without looking whether it is there.

    Raises
    ------
    UsageError
        If the address is none.
    """
    url = address(given)
    engine = sa.create_engine(
        url,
        poolclass=NullPool,
        connect_args={"timeout": _PATIENCE} if url.drivername.startswith("sqlite") else {},
    )
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    return Register(engine=engine)


def open_(given: str | os.PathLike[str]) -> Register:
    """Open a register whose schema is that of this version.

    Parameters
    ----------
    given : str or path
        See :func:`address`.

    Raises
    ------
    UsageError
        If the address is none, there is no register, or it is of another version.
    InputError
        If it cannot be read.
    """
    register = connect(given)
    _require_file(register)
    with register.reading() as connection:
        stand = _stand(connection)
    if stand is None:
        raise _nothing(register)
    _not_newer(register, stand)
    if stand != head():
        raise UsageError(
            "The register {name} has the schema {stand}; this version needs {head}.",
            "Make a backup, then: geo-koop register upgrade --register ADDRESS",
            name=register.name,
            stand=stand,
            head=head(),
        )
    return register


def create(given: str | os.PathLike[str]) -> Register:
    """Make an empty register.

    Raises
    ------
    OutputError
        If there is one already, or it cannot be written.
    UsageError
        If the address is none.
    """
    register = connect(given)
    there = OutputError(
        "There is a register already: {name}.", "Choose another place, or go on with it.", name=register.name
    )
    if register.path:
        if register.path.exists() and register.path.stat().st_size:
            raise there
        if not register.path.parent.is_dir():
            raise OutputError("The folder {folder} does not exist.", "Create it first.", folder=register.path.parent)
    with register.locked() as connection:
        if _stand(connection) or sa.inspect(connection).has_table("revisions"):
            raise there
        _bring(connection)
    return register


def upgrade(given: str | os.PathLike[str]) -> tuple[str, str]:
    """Bring the schema of a register to that of this version, and make its triggers anew; all of it or nothing.

    Returns
    -------
    tuple of str
        The schema before and now.

    Raises
    ------
    UsageError
        If there is no register, or it is of a newer version.
    """
    register = connect(given)
    _require_file(register)
    with register.locked() as connection:
        before = _stand(connection)
        if before is None:
            raise _nothing(register)
        _not_newer(register, before)
        _bring(connection)
    return before, head()


def head() -> str:
    """Return the schema of this version."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def stand(connection: sa.Connection) -> str | None:
    """Return the schema that the database has."""
    return _stand(connection)


def bring(connection: sa.Connection, further: Sequence[Path] = ()) -> None:
    """Run the steps to the newest schema, make the triggers anew and try them.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction that the caller ends.
    further : sequence of Path
        Folders with steps beyond those of the package.
    """
    _bring(connection, further)


def _bring(connection: sa.Connection, further: Sequence[Path] = ()) -> None:
    # Tables that are rebuilt would fire the triggers, or lose them.
    if _stand(connection) is not None:
        triggers.drop(connection)
    config = _config(further)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    triggers.recreate(connection)
    _try(connection)


def _try(connection: sa.Connection) -> None:
    """Change a row of each table and look whether the history has it, then take all of it back."""
    part = connection.begin_nested()
    try:
        identity = "geo_koop probe"
        for name, table in schema.TABLES.items():
            history = schema.HISTORIES[name]
            values = dict.fromkeys(_named(table), identity)
            column = next(iter(values))
            text = "further" if "further" in table.c else "note"
            before = connection.scalar(sa.select(sa.func.count()).select_from(history))
            connection.execute(table.insert().values(values))
            connection.execute(table.update().values({text: "{} "}).where(table.c[column] == identity))
            after = connection.scalar(sa.select(sa.func.count()).select_from(history))
            if (after or 0) - (before or 0) != 2:
                raise RuntimeError(f"the triggers of {name} do not write the history")
    finally:
        part.rollback()


def _named(table: sa.Table) -> list[str]:
    """Return the columns that say what a row is: its key and its cooperation, or the first one of a row without."""
    keys = [c.name for c in table.columns if (c.primary_key and c.name != "row_id") or c.name == "cooperation_id"]
    return keys or [next(c.name for c in table.columns if c.name != "row_id")]


def _config(further: Sequence[Path] = ()) -> Config:
    folder = Path(str(files("geo_koop.register"))) / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    places = [folder / "versions", *further]
    config.set_main_option("version_locations", os.pathsep.join(map(str, places)).replace("%", "%%"))
    return config


def _stand(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _not_newer(register: Register, found: str) -> None:
    known = [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]
    if found not in known:
        raise UsageError(
            "The register {name} was made by a newer version (schema {stand}).",
            "Install the newest version of geo_koop.",
            name=register.name,
            stand=found,
        )


def _require_file(register: Register) -> None:
    """Refuse what is no SQLite file before anything opens, or makes, it."""
    path = register.path
    if path is None:
        return
    if not path.is_file():
        raise UsageError("There is no register {name}.", "Make it with: geo-koop register init DIR", name=str(path))
    with path.open("rb") as stream:
        start = stream.read(len(_HEADER))
    if start not in (_HEADER, b""):
        raise InputError("{name} is no register.", "Name another file.", name=path.name)


def _nothing(register: Register) -> UsageError:
    return UsageError("{name} holds no register.", "Make it with: geo-koop register init DIR", name=register.name)


@contextmanager
def _worded(register: Register) -> Iterator[None]:
    """Word what a database says."""
    try:
        yield
    except sa.exc.OperationalError as error:
        said = str(error.orig).strip()
        if "locked" in said or "lock timeout" in said:
            raise OutputError(
                "Somebody else is writing into the register {name}.", "Try again in a minute.", name=register.name
            ) from error
        if register.path is None:
            raise InputError(
                "The register {name} cannot be reached: {reason}",
                "Check the address, and whether the server runs.",
                name=register.name,
                reason=said,
            ) from error
        raise OutputError(
            "The register {name} could not be used: {reason}",
            "Look at free space and permissions; what was saved before is still there.",
            name=register.name,
            reason=said,
        ) from error
    except sa.exc.DatabaseError as error:
        if register.path is not None and any(sign in str(error.orig) for sign in _DAMAGED):
            raise DamagedError(
                "The register {name} is damaged: it is cut off or was overwritten.",
                "Nothing was changed. Bring back a backup: geo-koop register restore",
                name=register.name,
            ) from error
        raise InputError(
            "The register {name} does not accept this: {reason}",
            "Nothing was changed. geo-koop register check tells whether it is sound.",
            name=register.name,
            reason=str(error.orig).strip(),
        ) from error


def _prepare(connection: Any, _record: object) -> None:
    """Let SQLAlchemy begin transactions itself, check what refers, and wait for the disk."""
    raw: sqlite3.Connection = connection
    raw.isolation_level = None
    for setting in ("foreign_keys = ON", "recursive_triggers = ON", "synchronous = FULL"):
        raw.execute(f"PRAGMA {setting}")


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("geo_koop_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
