"""Registers on real databases: SQLite files, and a private cluster of PostgreSQL."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo_koop.register import schema, store

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def cluster():
    """Start PostgreSQL for these tests alone, and give its folder and a function that runs its programs."""
    with started() as running:
        yield running


@contextmanager
def started():
    """Start PostgreSQL in a folder of its own."""
    if not (PROGRAMS / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed (Debian: postgresql)")
    if os.geteuid() != 0 or not shutil.which("runuser"):
        pytest.skip("PostgreSQL is started by runuser as the user postgres, which root alone can do")
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    shutil.chown(place, "postgres")

    def run(program, *arguments):
        # A server keeps the pipes of who started it: its output goes nowhere.
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = ["runuser", "-u", "postgres", "--", str(PROGRAMS / program), *arguments]
        subprocess.run(command, check=True, cwd=place, timeout=120, **quiet)

    data = ("-D", str(place / "data"))
    run("initdb", *data, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    start(place, run)
    yield place, run
    run("pg_ctl", *data, "-m", "immediate", "stop")
    shutil.rmtree(place, ignore_errors=True)


def start(place, run):
    """Start the server of a folder, also after it was killed."""
    setting = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
    run("pg_ctl", "-D", str(place / "data"), "-w", "-o", setting, "-l", str(place / "log"), "start")


_NUMBERS = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Give the address of a place for a register of each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.sqlite'}"
    return new_schema(request.getfixturevalue("cluster"))


def new_schema(cluster):
    """Make an empty schema, which is quicker than a database, and return the address of a register in it."""
    import psycopg

    place, _run = cluster
    name = f"register_{next(_NUMBERS)}"
    with psycopg.connect(f"postgresql://postgres@/postgres?host={place}") as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"postgresql+psycopg://postgres@/postgres?host={place}&options=-csearch_path%3D{name}"


def new_database(cluster):
    """Make an empty database and return its address."""
    place, run = cluster
    name = f"register_{next(_NUMBERS)}"
    run("createdb", "-h", str(place), "-U", "postgres", name)
    return f"postgresql+psycopg://postgres@/{name}?host={place}"


@pytest.fixture(scope="session")
def moulds(tmp_path_factory):
    """Keep registers that tests begin with, so that each is made once and copied."""
    return {"place": tmp_path_factory.mktemp("moulds")}


def copied(request, fill):
    """Return the address of a copy of a register that a function fills; the parameter says of which kind."""
    moulds, kind = request.getfixturevalue("moulds"), request.param
    at = (kind, fill.__module__, fill.__name__)
    if kind == "sqlite":
        if at not in moulds:
            moulds[at] = moulds["place"] / f"{len(moulds)}.sqlite"
            fill(store.create(moulds[at]))
        target = request.getfixturevalue("tmp_path") / "register.sqlite"
        shutil.copyfile(moulds[at], target)
        return f"sqlite:///{target}"
    if at not in moulds:
        address = new_schema(request.getfixturevalue("cluster"))
        fill(store.create(address))
        moulds[at] = (address, _rows(address))
    address, rows = moulds[at]
    _put_back(address, rows)
    return address


def _rows(address):
    with store.open_(address).reading() as connection:
        return {t.name: [dict(row) for row in connection.execute(sa.select(t)).mappings()] for t in _TABLES}


_TABLES = [table for name, table in schema.metadata.tables.items() if name != "context"]


def _put_back(address, rows):
    """Make a register on PostgreSQL what it was, past its triggers: that is quicker than making it."""
    with store.open_(address).engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in _TABLES:
            connection.execute(table.delete())
            if rows[table.name]:
                connection.execute(table.insert(), rows[table.name])


@pytest.fixture
def clock():
    """Give a function that returns a time, one hour later at each call."""
    hours = count()
    return lambda: START + timedelta(hours=next(hours))


@pytest.fixture
def by_hand(url):
    """Run SQL on the register as somebody would who knows nothing of it."""

    def run(*statements):
        if url.startswith("sqlite"):
            import sqlite3

            connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        else:
            import psycopg

            connection = psycopg.connect(url.replace("+psycopg", ""))
        try:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        finally:
            connection.close()

    return run
