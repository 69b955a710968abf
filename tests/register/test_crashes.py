"""Killed, or without space, in the middle of a commit: the register equals a plain model afterwards."""

import os
import resource
import signal
import sqlite3
import time

import pytest

from geo_koop.errors import GeoKoopError
from geo_koop.register import checks, revisions, schema, store, writing
from tests.register.conftest import START, started
from tests.register.test_model import FORK, _start_again, content

BEFORE = {"names": {"a": "Öd"}, "members": {1: ("a", "01", "")}}
ROWS = [{"cooperation_id": "a", "key": str(number), "note": "x" * 900} for number in range(200)]
AFTER_MEMBERS = 1 + len(ROWS)
REFUSED = 9
"""Exit code of a writer whose change was refused."""


def begun(address):
    """Make a register with one record."""
    register = store.create(address)
    with writing.writing(register, now=START, author="Anna") as now:
        now.connection.execute(schema.TABLES["cooperations"].insert().values(cooperation_id="a", name="Öd"))
        now.connection.execute(schema.TABLES["members"].insert().values(row_id=1, cooperation_id="a", key="01"))
    return register


def write_much(register, *, before_commit=lambda connection: None):
    with writing.writing(register, now=START, author="Bert") as now:
        now.connection.execute(schema.TABLES["cooperations"].update().values(name="Neu"))
        now.connection.execute(schema.TABLES["members"].insert(), ROWS)
        before_commit(now.connection)


def child_of(target):
    """Run a function in a process of its own that says nothing when it fails."""

    def run():
        try:
            target()
        except GeoKoopError:
            os._exit(REFUSED)
        os._exit(0)

    child = FORK.Process(target=run)
    child.start()
    return child


def as_before(register):
    """Fail where anything of the change is there; what was saved before goes on."""
    assert content(register) == BEFORE
    assert len(revisions.listed(register)) == 1
    assert checks.check(register) == []


def goes_on(register):
    write_much(register)
    assert len(content(register)["members"]) == AFTER_MEMBERS
    assert [one.number for one in revisions.listed(register)] == [2, 1]
    assert checks.check(register) == []


def test_killed_when_half_the_pages_are_written(tmp_path):
    """Without a cache SQLite writes pages into the file before the commit: what stands there then is half a change."""
    path = tmp_path / "register.sqlite"
    register = begun(path)
    plain = path.read_bytes()

    def die(connection):
        connection.exec_driver_sql("PRAGMA cache_size = 5")
        connection.execute(schema.TABLES["members"].insert(), ROWS)
        os.kill(os.getpid(), signal.SIGKILL)

    child = child_of(lambda: write_much(store.open_(path), before_commit=die))
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert path.read_bytes() != plain
    assert path.with_name("register.sqlite-journal").stat().st_size
    as_before(register)
    goes_on(register)


@pytest.mark.parametrize("killed", [True, False])
def test_the_commit_is_cut_off_at_any_page(tmp_path, killed):
    """The system ends the writer, or refuses to write, at a page beyond a size: in the middle of the commit."""
    register = begun(tmp_path / "register.sqlite")
    path = register.path
    size = path.stat().st_size
    with sqlite3.connect(path) as raw:
        page = raw.execute("PRAGMA page_size").fetchone()[0]
    torn = 0
    for pages in (0, 1, 17, 60):

        def limited(limit=size + pages * page):
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL if killed else signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            write_much(store.open_(path))

        child = child_of(limited)
        child.join()
        assert child.exitcode == (-signal.SIGXFSZ if killed else REFUSED)
        torn += path.with_name("register.sqlite-journal").exists()
        as_before(register)
    assert torn == (4 if killed else 0)
    goes_on(register)


SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON cooperations
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow();
"""
"""Lets a commit last, so that there is a middle of it."""


@pytest.mark.parametrize("whole_server", [False, True])
def test_postgresql_is_killed_in_the_middle_of_a_commit(whole_server, own_server):
    import psycopg

    place, run, address = own_server
    plain = address.replace("+psycopg", "")
    register = begun(address)
    with psycopg.connect(plain) as by_hand:
        by_hand.execute(SLOW)
    child = child_of(lambda: write_much(store.connect(address)))
    with psycopg.connect(plain, autocommit=True) as looking:
        working = _committing(looking)
    server = int((place / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    os.kill(server if whole_server else working, signal.SIGKILL)
    child.join(30)
    assert child.exitcode == REFUSED
    if whole_server:
        _start_again(place, run)
    _answers(plain)
    as_before(register)
    with psycopg.connect(plain) as by_hand:
        by_hand.execute("DROP TRIGGER slow ON cooperations")
    goes_on(register)


@pytest.fixture(scope="module")
def server():
    with started() as running:
        yield running


@pytest.fixture
def own_server(server):
    """A server that may be killed, and a register's place on it."""
    from tests.register.conftest import new_schema

    return (*server, new_schema(server))


def _committing(connection):
    """Wait for a commit that lasts and return the process that does it."""
    query = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query ILIKE 'commit%'"
    for _attempt in range(300):
        found = connection.execute(query).fetchone()
        if found:
            return found[0]
        time.sleep(0.1)
    pytest.fail("nothing was committed")


def _answers(address):
    """Wait until the server has recovered."""
    import psycopg

    for _attempt in range(100):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")
