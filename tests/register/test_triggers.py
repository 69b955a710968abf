"""Whatever changes a row is in the history: the program, SQL by hand, REPLACE, and steps that rebuild a table."""

import json
import sqlite3
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from geo_koop.errors import GeoKoopError, OutputError, UsageError
from geo_koop.intake.records.cooperations import ALIASES
from geo_koop.register import schema, store, triggers, writing
from tests.register.conftest import new_schema

COOPERATIONS, MEMBERS = schema.TABLES["cooperations"], schema.TABLES["members"]


@pytest.fixture
def register(url, clock):
    made = store.create(url)
    with writing.writing(made, now=clock(), author="Anna", reason="Anfang") as now:
        now.connection.execute(COOPERATIONS.insert().values(cooperation_id="zv", name="Zweckverband Öd"))
        now.connection.execute(MEMBERS.insert(), [{"cooperation_id": "zv", "key": key} for key in ("01", "02")])
    return made


def history(register, table):
    """Return operation, item, old and new row of each entry."""
    with register.reading() as connection:
        entries = connection.execute(sa.select(schema.HISTORIES[table]).order_by(schema.HISTORIES[table].c.seq)).all()
    return [
        (e.revision, e.operation, e.record, *(json.loads(text) if text else None for text in (e.old, e.new)))
        for e in entries
    ]


def revisions(register):
    with register.reading() as connection:
        return connection.execute(sa.select(schema.revisions).order_by(schema.revisions.c.number)).all()


def test_the_schema_is_that_of_the_tables(register):
    with register.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_every_column_of_the_exchange_has_its_place():
    assert {(t, c) for t, columns in ALIASES.items() for c in columns} - {
        (t, c) for t, columns in schema.COLUMNS.items() for c in columns
    } == set()


def test_rows_that_come_are_in_the_history_with_their_revision(register):
    assert [(r.number, r.author, r.reason) for r in revisions(register)] == [(1, "Anna", "Anfang")]
    (entry,) = history(register, "cooperations")
    assert entry[:4] == (1, "insert", "zv", None)
    assert entry[4]["name"] == "Zweckverband Öd"
    assert [(e[1], e[2], e[4]["key"]) for e in history(register, "members")] == [
        ("insert", "zv", "01"),
        ("insert", "zv", "02"),
    ]


def test_sql_by_hand_is_in_the_history_of_the_author_sql(register, by_hand):
    by_hand("UPDATE members SET note = 'von Hand'")
    assert [(r.number, r.author, r.kind) for r in revisions(register)][1:] == [(2, "SQL", "sql")]
    changed = history(register, "members")[2:]
    assert [(e[0], e[1], e[3]["note"], e[4]["note"]) for e in changed] == [(2, "update", "", "von Hand")] * 2


def test_what_changes_nothing_is_no_entry(register, by_hand, clock):
    by_hand("UPDATE members SET note = ''")
    with writing.writing(register, now=clock(), author="Anna") as now:
        now.connection.execute(MEMBERS.update().values(note=""))
    assert len(revisions(register)) == 1


def test_a_row_that_goes_to_another_record_leaves_the_one_and_comes_to_the_other(register, by_hand):
    by_hand("INSERT INTO cooperations (cooperation_id, name) VALUES ('b', 'B')")
    by_hand("UPDATE members SET cooperation_id = 'b' WHERE \"key\" = '02'")
    assert [e[1:3] for e in history(register, "members")[2:]] == [("delete", "zv"), ("insert", "b")]


def test_rows_that_go_are_in_the_history(register, by_hand):
    by_hand("DELETE FROM members WHERE \"key\" = '01'")
    (entry,) = history(register, "members")[2:]
    assert (entry[1], entry[3]["key"], entry[4]) == ("delete", "01", None)


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO members (row_id, cooperation_id, \"key\") VALUES (1, 'zv', '09')",
        "UPDATE OR REPLACE members SET row_id = 1, \"key\" = '09' WHERE row_id = 2",
    ],
)
def test_a_row_that_was_replaced_is_in_the_history(tmp_path, clock, statement, recursive):
    register = store.create(tmp_path / "register.sqlite")
    with writing.writing(register, now=clock(), author="Anna") as now:
        now.connection.execute(COOPERATIONS.insert().values(cooperation_id="zv"))
        now.connection.execute(MEMBERS.insert(), [{"cooperation_id": "zv", "key": key} for key in ("01", "02")])
    connection = sqlite3.connect(tmp_path / "register.sqlite")
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    connection.execute(statement)
    connection.commit()
    connection.close()
    entries = history(register, "members")[2:]
    assert entries[-1][1] == "insert"
    assert entries[-1][4]["key"] == "09"
    gone = sorted(e[3]["key"] for e in entries if e[1] == "delete")
    assert gone == (["01"] if statement.startswith("INSERT") else ["01", "02"])


def test_insert_or_ignore_and_upserts_tell_no_tales(tmp_path, clock):
    register = store.create(tmp_path / "register.sqlite")
    with writing.writing(register, now=clock(), author="Anna") as now:
        now.connection.execute(COOPERATIONS.insert().values(cooperation_id="zv", name="A"))
    connection = sqlite3.connect(tmp_path / "register.sqlite")
    connection.execute("INSERT OR IGNORE INTO cooperations (cooperation_id, name) VALUES ('zv', 'B')")
    connection.execute(
        "INSERT INTO cooperations (cooperation_id, name) VALUES ('zv', 'C') "
        "ON CONFLICT (cooperation_id) DO UPDATE SET name = excluded.name"
    )
    connection.commit()
    connection.close()
    assert [(e[1], e[4]["name"]) for e in history(register, "cooperations")] == [("insert", "A"), ("update", "C")]


def test_truncate_is_refused(cluster, clock, register, url, by_hand):
    if url.startswith("sqlite"):
        pytest.skip("SQLite knows no TRUNCATE")
    import psycopg

    for table in ("members", "members_history", "revisions"):
        with pytest.raises(psycopg.errors.RaiseException, match="TRUNCATE"):
            by_hand(f"TRUNCATE {table}")


def test_the_history_is_that_of_the_schema_whoever_calls(url, by_hand, register, cluster):
    if url.startswith("sqlite"):
        pytest.skip("SQLite knows no schemas")
    here = url.rpartition("%3D")[2]
    other = new_schema(cluster)
    store.create(other)
    there = other.rpartition("%3D")[2]
    by_hand(f"SET search_path TO {there}", f"UPDATE {here}.members SET note = 'x'")
    assert len(history(register, "members")) == 4
    assert revisions(store.open_(other)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM members_history",
        "UPDATE members_history SET new = NULL",
        "DELETE FROM revisions",
        "UPDATE revisions SET author = 'x'",
    ],
)
def test_nobody_rewrites_the_history(register, by_hand, statement):
    with pytest.raises(Exception, match="history of the register"):
        by_hand(statement)


def test_times_never_go_back(register, clock):
    with writing.writing(register, now=clock() - timedelta(days=9), author="Anna") as now:
        now.connection.execute(MEMBERS.update().values(note="früher"))
    first, second = revisions(register)
    assert second.recorded == first.recorded + 1


def test_an_error_on_the_way_leaves_nothing(register, clock):
    def fail():
        with writing.writing(register, now=clock(), author="Anna") as now:
            now.connection.execute(MEMBERS.delete())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(revisions(register)) == 1
    assert len(history(register, "members")) == 2


def test_the_next_statement_by_hand_is_not_taken_for_that_of_the_last_author(register, clock, by_hand):
    with writing.writing(register, now=clock(), author="Bert") as now:
        now.connection.execute(MEMBERS.update().values(note="Bert"))
    by_hand("UPDATE members SET note = 'von Hand'")
    assert [r.author for r in revisions(register)] == ["Anna", "Bert", "SQL"]


def test_a_change_needs_an_author(register, clock):
    with pytest.raises(UsageError, match="author"), writing.writing(register, now=clock(), author=" "):
        pass


def test_a_second_register_at_the_same_place_is_refused(register, url):
    with pytest.raises(OutputError, match="register already"):
        store.create(url)


def test_what_is_no_register_is_said(tmp_path):
    (tmp_path / "x.sqlite").write_text("kein Register, sondern Text", encoding="utf-8")
    with pytest.raises(GeoKoopError, match="is no register"):
        store.open_(tmp_path / "x.sqlite")
    with pytest.raises(UsageError, match="There is no register"):
        store.open_(tmp_path / "y.sqlite")
    assert not (tmp_path / "y.sqlite").exists()


STEP = '''"""A step of tomorrow: members get a column, in a table that is rebuilt."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "0002"


def upgrade():
    with op.batch_alter_table("members", recreate="auto" if op.get_bind().dialect.name != "sqlite" else "always") as t:
        t.add_column(sa.Column("seat", sa.Text, nullable=False, server_default=""))
'''


def test_triggers_are_there_after_a_table_was_rebuilt(register, tmp_path, by_hand):
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "m9999_seat.py").write_text(STEP, encoding="utf-8")
    with register.locked() as connection:
        store.bring(connection, [steps])
        assert store.stand(connection) == "9999"
    before = len(history(register, "members"))
    by_hand("UPDATE members SET seat = 'Öd' WHERE \"key\" = '01'")
    entries = history(register, "members")
    assert len(entries) == before + 1 == 3
    assert entries[-1][4]["seat"] == "Öd"
    assert "seat" not in entries[0][4]


def test_a_register_of_a_newer_version_is_left_alone(register, url, tmp_path):
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "m9999_seat.py").write_text(STEP, encoding="utf-8")
    with register.locked() as connection:
        store.bring(connection, [steps])
    for use in (store.open_, store.upgrade):
        with pytest.raises(UsageError, match="newer version"):
            use(url)


def test_upgrade_makes_triggers_anew(register, url, by_hand):
    with register.locked() as connection:
        triggers.drop(connection)
        assert triggers.present(connection) == {}
    assert store.upgrade(url) == ("0002", "0002")
    by_hand("UPDATE members SET note = 'x'")
    assert len(history(register, "members")) == 4
