"""Whatever two people and a database by hand do, and wherever they are killed: the register equals a plain model."""

import copy
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from geo_koop.errors import GeoKoopError, OutputError, UsageError
from geo_koop.register import checks, revisions, schema, store, views, writing
from tests.conftest import examples
from tests.register.conftest import START, start, started

FORK = multiprocessing.get_context("fork")
WORDS = st.sampled_from(["", "Öd", "a'b", 'c"d', "=1+1", "zwei\nZeilen", "ß"])
IDS = st.sampled_from(["a", "b", "c"])
DEEDS = st.one_of(
    st.tuples(st.just("name"), IDS, WORDS),
    st.tuples(st.just("member"), IDS, WORDS),
    st.tuples(st.just("note"), st.integers(0, 5), WORDS),
    st.tuples(st.just("leave"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("close"), IDS, st.just("")),
    st.tuples(st.just("revert"), st.integers(0, 9), st.just("")),
)
STEPS = st.lists(st.tuples(st.sampled_from(["Anna", "Bert", "SQL", "killed", "full disk"]), DEEDS), max_size=14)


def do(model, deed):
    """Return the model after a deed: ``names`` by identifier, and ``members`` as (id, key, note) by number."""
    what, where, word = deed
    new = copy.deepcopy(model)
    members = sorted(new["members"])
    if what == "name":
        new["names"][where] = word
    elif what == "member" and where in new["names"]:
        new["last"] += 1
        new["members"][new["last"]] = (where, word, "")
    elif what == "note" and members:
        number = members[where % len(members)]
        new["members"][number] = (*new["members"][number][:2], word)
    elif what == "leave" and members:
        del new["members"][members[where % len(members)]]
    elif what == "close" and where in new["names"]:
        del new["names"][where]
        new["members"] = {n: m for n, m in new["members"].items() if m[0] != where}
    return new


def statements(before, after):
    """Return SQL, with its values, that makes one state of the model of another."""
    for one in sorted(set(before["names"]) | set(after["names"])):
        if one not in before["names"]:
            yield (
                "INSERT INTO cooperations (cooperation_id, name) VALUES (:a, :b)",
                {"a": one, "b": after["names"][one]},
            )
    for number in sorted(set(before["members"]) | set(after["members"])):
        old, new = before["members"].get(number), after["members"].get(number)
        if new is None:
            yield "DELETE FROM members WHERE row_id = :a", {"a": number}
        elif old is None:
            values = dict(zip("abcd", (number, *new), strict=True))
            yield 'INSERT INTO members (row_id, cooperation_id, "key", note) VALUES (:a, :b, :c, :d)', values
        elif old != new:
            yield "UPDATE members SET note = :b WHERE row_id = :a", {"a": number, "b": new[2]}
    for one in before["names"]:
        if one not in after["names"]:
            yield "DELETE FROM cooperations WHERE cooperation_id = :a", {"a": one}
        elif before["names"][one] != after["names"][one]:
            yield "UPDATE cooperations SET name = :b WHERE cooperation_id = :a", {"a": one, "b": after["names"][one]}


def content(register, revision=None):
    """Return what a register holds, in the form of the model."""
    with register.reading() as connection:
        found = views.tables(connection, revision=revision, view="working", internal=True)
    named, members = found["cooperations"], found["members"]
    rows = members[["cooperation_id", "key", "note"]].itertuples(index=False, name=None)
    return {
        "names": dict(zip(named["cooperation_id"], named["name"], strict=True)),
        "members": dict(zip(members["row_id"], rows, strict=True)),
    }


def plain(model):
    return {name: model[name] for name in ("names", "members")}


def write(register, before, after, *, author, die=False):
    with writing.writing(register, now=START, author=author) as now:
        for text, values in statements(before, after):
            now.connection.execute(sa.text(text), values)
        if die:
            os.kill(os.getpid(), signal.SIGKILL)


def by_hand(path, before, after):
    """Change the register as somebody who never heard of it; each statement is a revision of its own."""
    connection = sqlite3.connect(path)
    for text, values in statements(before, after):
        connection.execute(text, values)
        connection.commit()
        time.sleep(0.002)  # statements of one millisecond are one revision
    connection.close()


@examples(12, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_the_register_equals_a_plain_model(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("model") / "register.sqlite"
    users = {"Anna": store.create(path), "Bert": store.open_(path)}
    model = {"names": {}, "members": {}, "last": 0}
    past = [plain(model)]
    for who, deed in steps:
        if deed[0] == "revert":
            number = deed[1] % (len(past) - 1) + 1 if len(past) > 1 else 1
            try:
                made = revisions.revert(users["Bert"], number, now=START, author="Bert")
            except UsageError:
                continue  # rows changed since, or there is no such revision
            if made:
                # Undone is what differed between the two states, and nothing else.
                old, new = past[number - 1], past[number]
                for kind in ("names", "members"):
                    for name in set(old[kind]) | set(new[kind]):
                        if old[kind].get(name) != new[kind].get(name):
                            model[kind].pop(name, None)
                            if name in old[kind]:
                                model[kind][name] = old[kind][name]
                past.append(copy.deepcopy(plain(model)))
            continue
        after = do(model, deed)
        if who == "killed":
            child = FORK.Process(
                target=write, args=(store.open_(path), model, after), kwargs={"author": "x", "die": True}
            )
            child.start()
            child.join()
            assert child.exitcode == -signal.SIGKILL
            continue
        if who == "full disk" and not _written_in_full(path, model, after):
            continue
        count = len(list(statements(model, after)))
        if who == "full disk":
            past += [copy.deepcopy(plain(after))] if count else []
        elif who == "SQL":
            by_hand(path, model, after)
            with users["Anna"].reading() as connection:
                newest = views.recorded_on(connection, None)
            made = newest.number if newest else 0
            # Deleting a cooperation with members takes several statements, each with a state of its own.
            past += [content(users["Anna"], at) for at in range(len(past), made)]
            if count:
                past.append(copy.deepcopy(plain(after)))
                assert newest.author == "SQL"
        else:
            write(users[who], model, after, author=who)
            if count:
                past.append(copy.deepcopy(plain(after)))
        model = after
    for register in users.values():
        assert content(register) == plain(model)
    for number, state in enumerate(past):
        assert content(users["Anna"], number) == state
    assert len(revisions.listed(users["Bert"])) == len(past) - 1
    assert checks.check(users["Anna"]) == []


def _written_in_full(path, before, after):
    """Write where the file cannot grow; tell whether that did."""
    register = store.open_(path)
    with register.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    sa.event.listen(register.engine, "connect", lambda raw, _record: raw.execute(f"PRAGMA max_page_count = {pages}"))
    try:
        write(register, before, after, author="x")
    except OutputError:
        return False
    return True


def _keep_writing(path, steps, until_gone=False):
    register = store.open_(path)
    for at, author in steps:
        try:
            _write_one(register, at, author)
        except GeoKoopError:
            if until_gone:
                return
            raise


def _write_one(register, at, author):
    with writing.writing(register, now=START + timedelta(seconds=at), author=author) as now:
        table = schema.TABLES["members"]
        now.connection.execute(table.update().values(note=str(at)))
        now.connection.execute(table.insert().values(cooperation_id="a", key=str(at)))


def test_killed_at_any_moment_a_revision_is_there_whole_or_not_at_all(tmp_path):
    path = tmp_path / "register.sqlite"
    register = store.create(path)
    with writing.writing(register, now=START, author="Anna") as now:
        now.connection.execute(schema.TABLES["cooperations"].insert().values(cooperation_id="a"))
    chance = random.Random(16)
    done = 0
    for _round in range(8):
        child = FORK.Process(target=_keep_writing, args=(path, [(at, "Anna") for at in range(done, done + 10_000)]))
        child.start()
        time.sleep(0.05 + chance.random() * 0.3)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        with register.reading() as connection:
            done = views.recorded_on(connection, None).number - 1
        found = content(register)["members"]
        assert [row[1] for row in found.values()] == [str(at) for at in range(done)]
        # Each revision writes the note of all rows that were there before it.
        notes = [row[2] for row in found.values()]
        assert notes == [*[str(done - 1)] * (done - 1), ""][-done:] if done else notes == []
    assert done > 0
    assert checks.check(register) == []


def test_a_server_killed_at_any_moment_has_every_revision_whole():
    with started() as (place, run):
        address = f"postgresql+psycopg://postgres@/postgres?host={place}"
        register = store.create(address)
        with writing.writing(register, now=START, author="Anna") as now:
            now.connection.execute(schema.TABLES["cooperations"].insert().values(cooperation_id="a"))
        done = 0
        for wait in (0.4, 0.9):
            steps = [(at, "Anna") for at in range(done, done + 10_000)]
            child = FORK.Process(target=_keep_writing, args=(address, steps, True))
            child.start()
            time.sleep(wait)
            server = int((place / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
            os.kill(server, signal.SIGKILL)
            child.join(30)
            assert child.exitcode == 0
            _start_again(place, run)
            with register.reading() as connection:
                done = views.recorded_on(connection, None).number - 1
            found = content(register)["members"]
            assert [row[1] for row in found.values()] == [str(at) for at in range(done)]
            assert checks.check(register) == []
        assert done > 0


def _start_again(place, run):
    """Start a server that was killed, as soon as what it left behind has ended."""
    for _attempt in range(20):
        try:
            start(place, run)
        except subprocess.CalledProcessError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("the server does not start again")


def test_a_full_disk_loses_nothing_that_was_saved(tmp_path):
    register = store.create(tmp_path / "register.sqlite")
    sa.event.listen(register.engine, "connect", lambda raw, _record: raw.execute("PRAGMA max_page_count = 200"))
    with writing.writing(register, now=START, author="Anna") as now:
        now.connection.execute(schema.TABLES["cooperations"].insert().values(cooperation_id="a", name="Öd"))
    before = content(register)

    def fill():
        with writing.writing(register, now=START, author="Anna") as now:
            table = schema.TABLES["members"]
            now.connection.execute(table.insert(), [{"cooperation_id": "a", "note": "x" * 1000}] * 500)

    with pytest.raises(OutputError, match="free space"):
        fill()
    assert content(register) == before
    assert len(revisions.listed(register)) == 1
    assert checks.check(register) == []


def test_two_writers_at_once_wait_for_each_other(url):
    register = store.create(url)
    with writing.writing(register, now=START, author="Anfang") as now:
        now.connection.execute(schema.TABLES["cooperations"].insert().values(cooperation_id="a"))
    writers = [
        FORK.Process(target=_keep_writing, args=(url, [(at, who) for at in range(start, start + 8)]))
        for who, start in (("Anna", 100), ("Bert", 200))
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    found = content(register)["members"]
    assert sorted(row[1] for row in found.values()) == [str(at) for at in (*range(100, 108), *range(200, 208))]
    assert sorted(r.number for r in revisions.listed(register)) == list(range(1, 18))
    assert checks.check(register) == []
