"""Whatever two people do with records, and somebody by hand: the register equals a plain model, now and at any time."""

import copy
import sqlite3
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from geo_koop.errors import UsageError
from geo_koop.register import checks, content, merging, records, review, revisions, store, views
from geo_koop.register.content import Content
from geo_koop.register.records import Collision
from geo_koop.register.rights import Actor
from tests.conftest import examples
from tests.register.conftest import START

WHY = {"reason": "r", "source": "s"}
IDS = st.sampled_from(["a", "b"])
WORDS = st.sampled_from(["", "x", "Öd"])
EDITS = st.tuples(st.sampled_from(["name", "note_de", "join", "member", "leave"]), WORDS)
DEEDS = st.sampled_from([*["save"] * 6, *["revert"] * 3, *["merge"] * 2, "open", "publish", "remove", "restore", "sql"])
STEPS = st.tuples(st.sampled_from(["Anna", "Bert"]), DEEDS, IDS, EDITS, st.integers(1, 5))
FIELDS = ("name", "note_de")


def edited(record, edit):
    """Return a record of the model after an edit: ``fields``, and ``rows`` as [number, key, note]."""
    what, word = edit
    new = copy.deepcopy(record)
    if what == "name":
        new["fields"]["name"] = word or "n"
    elif what == "note_de":
        new["fields"]["note_de"] = word
    elif what == "join":
        new["rows"].append([None, word or "k", ""])
    elif what == "member" and new["rows"]:
        new["rows"][0][2] = word
    elif what == "leave" and new["rows"]:
        del new["rows"][0]
    return new


def grown(base, mine, theirs):
    """Return what both sides changed, mine where they collide; ``None`` where the record is gone and mine unchanged."""
    if theirs is None:
        return None if mine == base else mine
    fields = {f: mine["fields"][f] if mine["fields"][f] != base["fields"][f] else theirs["fields"][f] for f in FIELDS}
    old = {row[0]: row for row in base["rows"]}
    own = {row[0]: row for row in mine["rows"] if row[0] in old}
    other = {row[0]: row for row in theirs["rows"] if row[0] in old}
    rows = []
    for number, row in old.items():
        if number in own and number in other:
            rows.append([number, row[1], (own if own[number][2] != row[2] else other)[number][2]])
        elif number in own and own[number] != row:
            rows.append(own[number])
    new = [row for row in theirs["rows"] if row[0] not in old]
    there = Counter(row[1] for row in new)
    for row in mine["rows"]:
        if row[0] in old:
            continue
        if there[row[1]]:
            there[row[1]] -= 1  # both added it
        else:
            new.append(row)
    return {"fields": fields, "rows": rows + new}


def united(stays, goes):
    """Return two records as one: what the one that stays does not say is taken from the other."""
    fields = {f: stays["fields"][f] or goes["fields"][f] for f in FIELDS}
    rows, left = [], copy.deepcopy(goes["rows"])
    for row in stays["rows"]:
        mate = next((other for other in left if other[1] == row[1]), None)
        if mate:
            left.remove(mate)
        rows.append([row[0], row[1], row[2] or (mate[2] if mate else "")])
    return {"fields": fields, "rows": rows + left}


def plain(found):
    if found is None:
        return None
    rows = [[int(r["row_id"]), r["key"], r["note"]] for r in found.rows["members"]]
    return {"fields": {f: found.fields[f] for f in FIELDS}, "rows": rows}


def unnumbered(record):
    return record and (record["fields"], Counter((row[1], row[2]) for row in record["rows"]))


def given_content(record):
    rows = [{"row_id": str(row[0] or ""), "key": row[1], "note": row[2]} for row in record["rows"]]
    return Content(fields=record["fields"], rows={"members": tuple(rows)})


class Model:
    """The records, and after each revision what they were and which revision readers saw."""

    def __init__(self, register, path):
        self.register, self.path = register, path
        self.now = {"a": None, "b": None}
        self.last = {"a": 0, "b": 0}
        self.seen = {"a": 0, "b": 0}
        self.past = [copy.deepcopy((self.now, self.seen))]

    def real(self, record, revision=None):
        with self.register.reading() as connection:
            if revision is None:
                return plain(content.working(connection, record))
            return plain(content.at(connection, record, revision))

    def done(self, number, changed, seen=()):
        """Take a revision into the model: what changed, but for the numbers of rows that are new."""
        assert number == len(self.past)
        for record, expected in changed.items():
            found = self.real(record)
            assert unnumbered(found) == unnumbered(expected), record
            if found != self.now[record]:
                self.last[record] = number
            self.now[record] = found
        for record in seen:
            self.seen[record] = number
        self.past.append(copy.deepcopy((self.now, self.seen)))

    def waits(self, record):
        return self.last[record] > self.seen[record]


def save(model, actor, record, opened, edit):
    revision, base = opened.get(record, (model.last[record], model.now[record]))
    if model.last[record] == 0:
        mine = edited({"fields": {"name": "n", "note_de": ""}, "rows": []}, edit)
        done = records.save(
            model.register, record, given_content(mine), based_on=records.NEW, actor=actor, now=START, **WHY
        )
        model.done(done.revision, {record: mine})
        return
    if base is None:
        return  # there is nothing that could be changed
    mine = edited(base, edit)
    answer = records.save(model.register, record, given_content(mine), based_on=revision, actor=actor, now=START, **WHY)
    if model.last[record] > revision:
        assert isinstance(answer, Collision)
        assert answer.revision == model.last[record]
        mine = grown(base, mine, model.now[record])
        decided = {one.place: "mine" for one in answer.comparison.collisions}
        if mine is None:
            with pytest.raises(UsageError, match="was taken out"):
                answer.merged(decided)
            return
        answer = records.save(
            model.register, record, answer.merged(decided), based_on=answer.revision, actor=actor, now=START, **WHY
        )
    if answer.revision is None:
        assert unnumbered(mine) == unnumbered(model.now[record])
    else:
        model.done(answer.revision, {record: mine})


def revert(model, number, actor):
    if number < 1:
        return
    clean = {record for record in model.now if not model.waits(record)}
    try:
        made = revisions.revert(model.register, number, now=START, author=actor)
    except UsageError:
        return  # rows changed since: nothing was done, which the end shows
    if made is None:
        return
    (old, old_seen), (new, new_seen) = model.past[number - 1], model.past[number]
    expected, touched = {}, [record for record in old if old[record] != new[record]]
    for record in touched:
        there = copy.deepcopy(model.now[record])
        if old[record] is None:
            expected[record] = None
            continue
        there = there or {"fields": {}, "rows": []}
        before = new[record] or {"fields": {}, "rows": []}
        if old[record]["fields"] != before["fields"]:
            there["fields"] = old[record]["fields"]
        was, became = ({row[0]: row for row in one["rows"]} for one in (old[record], before))
        changed = {n for n in {*was, *became} if was.get(n) != became.get(n)}
        there["rows"] = [row for row in there["rows"] if row[0] not in changed] + [was[n] for n in changed if n in was]
        expected[record] = there
    alone = [record for record in old_seen if old_seen[record] != new_seen[record] and record not in touched]
    for record in alone:
        model.seen[record] = old_seen[record]
    model.done(made, expected, [record for record in touched if record in clean])


def merge(model, record, actor):
    other = "b" if record == "a" else "a"
    if None in (model.now["a"], model.now["b"]):
        with pytest.raises(UsageError, match="no record"):
            merging.compared(model.register, record, other, actor=actor)
        return
    pair = merging.compared(model.register, record, other, actor=actor)
    decided = {one.place: "theirs" for one in pair.comparison.collisions}
    number = merging.merge(
        model.register, record, other, seen=pair.seen, decisions=decided, actor=actor, now=START, **WHY
    )
    model.done(number, {record: united(model.now[record], model.now[other]), other: None})


def restore(model, record, actor):
    there, last = model.now[record], model.last[record]
    try:
        done = records.restore(model.register, record, actor=actor, now=START, **WHY)
    except UsageError as error:
        heir = "part of" in str(error)  # it was merged: that is undone by revert
        assert last == 0 or there is not None or heir
        return
    model.done(done.revision, {record: model.past[last - 1][0][record]})


def by_hand(model, record, word):
    wanted = copy.deepcopy(model.now[record])
    if wanted is None or all(row[2] == word for row in wanted["rows"]):
        return
    for row in wanted["rows"]:
        row[2] = word
    time.sleep(0.002)  # statements of one millisecond are one revision
    connection = sqlite3.connect(model.path)
    connection.execute("UPDATE members SET note = ? WHERE cooperation_id = ?", (word, record))
    connection.commit()
    connection.close()
    assert revisions.listed(model.register)[0].author == "SQL"
    model.done(len(model.past), {record: wanted})


@examples(6, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=6, max_size=16))
def test_two_people_and_a_hand_equal_a_plain_model(tmp_path_factory, blank, steps):
    path = tmp_path_factory.mktemp("work") / "register.sqlite"
    path.write_bytes(blank)
    model = Model(store.open_(path), path)
    for record in ("a", "b"):
        save(model, Actor(name="Anna"), record, {}, ("join", "k"))
    # Both opened both; who goes on without opening anew works on what is old.
    opened = {name: {r: (model.last[r], model.now[r]) for r in ("a", "b")} for name in ("Anna", "Bert")}
    for name, what, where, edit, back in steps:
        actor = Actor(name=name, role="reviewer")
        if what == "open":
            opened[name][where] = (model.last[where], model.now[where])
        elif what == "save":
            save(model, actor, where, opened[name], edit)
        elif what == "publish" and model.last[where]:
            done = review.publish(model.register, {where: model.last[where]}, actor=actor, now=START)
            assert done == [where] * model.waits(where)
            if done:
                model.done(len(model.past), {}, done)
        elif what == "remove" and model.now[where] is not None:
            based_on = model.last[where]
            done = records.remove(model.register, where, based_on=based_on, actor=actor, now=START, **WHY)
            model.done(done.revision, {where: None})
        elif what == "restore":
            restore(model, where, actor)
        elif what == "merge":
            merge(model, where, actor)
        elif what == "sql":
            by_hand(model, where, edit[1])
        elif what == "revert":
            revert(model, len(model.past) - back, actor)
    assert len(revisions.listed(model.register)) == len(model.past) - 1
    for number, (state, seen) in enumerate(model.past):
        for record in ("a", "b"):
            assert model.real(record, number) == state[record]
        with model.register.reading() as connection:
            found = views.tables(connection, revision=number, internal=True)["cooperations"]
        shown = {r: model.past[seen[r]][0][r] for r in ("a", "b") if seen[r] and model.past[seen[r]][0][r]}
        assert dict(zip(found["cooperation_id"], found["name"], strict=True)) == {
            record: there["fields"]["name"] for record, there in shown.items()
        }
    assert checks.check(model.register) == []


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """The bytes of an empty register, which is made once."""
    path = tmp_path_factory.mktemp("blank") / "register.sqlite"
    store.create(path)
    return path.read_bytes()
