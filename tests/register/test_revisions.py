"""Every change can be shown and undone; what was changed since is not; a register knows whether it is sound."""

import sqlite3

import pytest

from geo_koop.errors import GeoKoopError, InputError, OutputError, UsageError
from geo_koop.register import backups, checks, exchange, reading, revisions, store
from tests.register.conftest import new_database
from tests.register.test_exchange import put


@pytest.fixture
def register(url, tmp_path, clock):
    made = store.create(url)
    folder = put(
        tmp_path / "first",
        cooperations="cooperation_id,name,Farbe\na,Amt Öd,rot\nb,Bund,\n",
        members="cooperation_id,key\na,01\na,02\n",
        scopes="scope_id,area,grade\ns,*,survey\n",
    )
    load(made, folder, clock)
    return made


def load(register, folder, clock, **how):
    return exchange.load(register, reading.folder(folder), now=clock(), author="Anna", **how).revision


def state(register, **how):
    return exchange.texts(register, **how)[0]


def test_the_history_of_a_record_tells_who_changed_what(register, tmp_path, clock, by_hand):
    load(
        register,
        put(tmp_path / "2", cooperations="cooperation_id,name,Farbe\na,Amt Neu,blau\n"),
        clock,
        reason="umbenannt",
    )
    by_hand("UPDATE members SET note = 'x' WHERE \"key\" = '02'")
    told = revisions.of_record(register, "a")
    cells = told.loc[told["table"] != "publications", ["revision", "author", "table", "column", "old", "new"]]
    assert cells[cells["revision"] > 1].to_numpy().tolist() == [
        [3, "SQL", "members", "note", "", "x"],
        [2, "Anna", "cooperations", "name", "Amt Öd", "Amt Neu"],
        [2, "Anna", "cooperations", "Farbe", "rot", "blau"],
    ]
    assert set(told.loc[told["revision"] == 2, "reason"]) == {"umbenannt"}
    assert [r.number for r in revisions.listed(register)] == [3, 2, 1]
    with pytest.raises(UsageError, match="never had a record"):
        revisions.of_record(register, "x")


@pytest.mark.parametrize("replace", [False, True])
def test_a_revision_is_undone_by_a_new_one(register, tmp_path, clock, replace):
    before, all_before = state(register), state(register, everything=True)
    other = put(
        tmp_path / "2",
        cooperations="cooperation_id,name,Farbe\na,Amt Neu,\nc,Club,\n",
        members="cooperation_id,key,note\na,02,neu\nc,03,\n",
        events="cooperation_id,kind,date\na,founded,1999\n",
    )
    number = load(register, other, clock, replace=replace)
    assert state(register) != before
    after = state(register)
    assert revisions.revert(register, number, now=clock(), author="Bert") == number + 1
    assert state(register) == before
    assert state(register, everything=True) == all_before
    assert state(register, recorded_on=number) == after
    # What was undone can be undone.
    assert revisions.revert(register, number + 1, now=clock(), author="Bert") == number + 2
    assert state(register) == after
    assert checks.check(register) == []


def test_what_was_changed_since_is_not_undone(register, tmp_path, clock):
    number = load(register, put(tmp_path / "2", cooperations="cooperation_id,name\na,Amt Neu\nb,Bund Neu\n"), clock)
    load(register, put(tmp_path / "3", cooperations="cooperation_id,name\na,Amt Neuer\n"), clock)
    before = state(register)
    with pytest.raises(UsageError, match=r"cooperations of a \(row a, revision 3\)"):
        revisions.revert(register, number, now=clock(), author="Bert")
    assert state(register) == before
    assert len(revisions.listed(register)) == 3


def test_a_cooperation_with_later_members_is_not_taken_away(register, tmp_path, clock):
    number = load(register, put(tmp_path / "2", cooperations="cooperation_id,name\nc,Club\n"), clock)
    load(register, put(tmp_path / "3", members="cooperation_id,key\nc,01\n"), clock)
    with pytest.raises(UsageError, match="belong to these cooperations: c"):
        revisions.revert(register, number, now=clock(), author="Bert")
    assert checks.check(register) == []


def test_an_undone_draft_stays_a_draft(register, tmp_path, clock):
    load(register, put(tmp_path / "2", cooperations="cooperation_id,name\na,Entwurf 1\n"), clock, draft=True)
    load(register, put(tmp_path / "3", members="cooperation_id,key\na,09\n"), clock, draft=True)
    published = state(register)
    revisions.revert(register, 3, now=clock(), author="Bert")
    assert state(register) == published
    assert "Entwurf 1" in state(register, everything=True)["cooperations.csv"]


def test_a_publication_is_undone_too(register, tmp_path, clock):
    before = state(register)
    load(register, put(tmp_path / "2", cooperations="cooperation_id,name\na,Entwurf\n"), clock, draft=True)
    exchange.publish(register, None, now=clock(), author="Bert")
    assert state(register) != before
    revisions.revert(register, 3, now=clock(), author="Bert")
    assert state(register) == before


def test_sql_by_hand_is_undone(register, by_hand, clock):
    before = state(register, everything=True)
    by_hand("UPDATE members SET note = 'versehentlich'")
    assert state(register, everything=True) != before
    revisions.revert(register, 2, now=clock(), author="Bert")
    assert state(register, everything=True) == before


def test_a_revision_that_is_not_there(register, clock):
    with pytest.raises(UsageError, match="no revision 9"):
        revisions.revert(register, 9, now=clock(), author="Bert")


def test_a_sound_register_has_no_faults(register):
    assert checks.check(register) == []


def test_a_change_behind_the_back_of_the_triggers_is_found(register, by_hand, url):
    name = "geo_koop_members_update" if url.startswith("sqlite") else "geo_koop_members_history ON members"
    by_hand(f"DROP TRIGGER {name}", "UPDATE members SET note = 'heimlich' WHERE \"key\" = '01'")
    said = "; ".join(map(str, checks.check(register)))
    assert "triggers are missing" in said
    assert "members: rows are not as the history tells: " in said


@pytest.fixture
def full(request, tmp_path, clock):
    """A register in a database of its own, which a program copies as a whole."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'register.sqlite'}"
    else:
        address = new_database(request.getfixturevalue("cluster"))
    register = store.create(address)
    load(register, put(tmp_path / "1", cooperations="cooperation_id,name\na,Amt Öd\n"), clock)
    load(register, put(tmp_path / "1", cooperations="cooperation_id,name\na,Amt\n"), clock)
    return register


@pytest.mark.parametrize("full", ["sqlite", "postgresql"], indirect=True)
def test_a_backup_brings_everything_back(full, tmp_path, clock, request):
    backups.backup(full, tmp_path / "copy")
    other = tmp_path / "other.sqlite" if full.path else new_database(request.getfixturevalue("cluster"))
    backups.restore(tmp_path / "copy", other)
    again = store.open_(other)
    assert state(again) == state(full)
    assert state(again, recorded_on=1) == state(full, recorded_on=1)
    assert revisions.listed(again) == revisions.listed(full)
    # And it goes on from there.
    assert load(again, put(tmp_path / "2", cooperations="cooperation_id,name\nb,Bund\n"), clock) == 3
    assert checks.check(again) == []


@pytest.mark.parametrize("full", ["postgresql"], indirect=True)
def test_a_database_that_is_in_use_is_not_restored_over(full, tmp_path):
    backups.backup(full, tmp_path / "copy")
    with pytest.raises(OutputError, match="is not empty"):
        backups.restore(tmp_path / "copy", full.engine.url.render_as_string(hide_password=False))


@pytest.mark.parametrize("full", ["sqlite"], indirect=True)
def test_what_is_there_is_kept_beside_what_is_restored(full, tmp_path, clock):
    backups.backup(full, tmp_path / "copy")
    load(full, put(tmp_path / "2", cooperations="cooperation_id,name\nb,Bund\n"), clock)
    after = state(full)
    with pytest.raises(OutputError, match="exists already"):
        backups.restore(tmp_path / "copy", full.path)
    aside = backups.restore(tmp_path / "copy", full.path, overwrite=True)
    assert len(revisions.listed(full)) == 2
    assert state(store.open_(aside)) == after


@pytest.mark.parametrize("full", ["sqlite"], indirect=True)
def test_a_damaged_backup_is_refused(full, tmp_path):
    backups.backup(full, tmp_path / "copy")
    connection = sqlite3.connect(tmp_path / "copy")
    connection.execute("DROP TRIGGER geo_koop_cooperations_update")
    connection.execute("UPDATE cooperations SET name = 'heimlich'")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="is not sound"):
        backups.restore(tmp_path / "copy", tmp_path / "new.sqlite")
    assert not (tmp_path / "new.sqlite").exists()
    content = (tmp_path / "copy").read_bytes()
    (tmp_path / "half").write_bytes(content[: len(content) // 2])
    with pytest.raises(GeoKoopError):
        backups.restore(tmp_path / "half", tmp_path / "new.sqlite")
    assert not (tmp_path / "new.sqlite").exists()


def test_a_server_without_its_programs_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    register = store.connect("postgresql+psycopg://nobody@localhost:1/none")
    with pytest.raises(UsageError, match="pg_dump is not installed"):
        backups.backup(register, tmp_path / "copy")


def test_a_server_that_does_not_answer_is_said():
    with pytest.raises(InputError, match="cannot be reached"):
        store.open_("postgresql+psycopg://nobody:geheim@localhost:1/none")
