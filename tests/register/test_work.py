"""Rights of every role, four eyes, the list of work, papers, and registers of the first schema."""

import sqlite3
from pathlib import Path

import pytest

from geo_koop.errors import UsageError
from geo_koop.register import (
    checks,
    decisions,
    duplicates,
    exchange,
    merging,
    papers,
    people,
    reading,
    records,
    review,
    revisions,
    rights,
    schema,
    store,
    suggestions,
    worklist,
)
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor
from tests.register.conftest import START, copied, new_database
from tests.register.test_exchange import put
from tests.register.test_records import ANNA, BERT, CORA, WHY, first, opened, saved

OLD = Path(__file__).parent / "old"
LOCAL = Actor(name="Anna")
ROLES = ("none", "reader", "editor", "reviewer", "admin", "local")
MAY = {
    "see": ROLES,
    "suggest": ROLES,
    "see_internal": ROLES[1:],
    "keep_own": ROLES[1:],
    "see_drafts": ROLES[2:],
    "change": ROLES[2:],
    "comment": ROLES[2:],
    "publish": ROLES[3:],
    "decide": ROLES[3:],
    "administer": ROLES[4:],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return copied(request, first)


@pytest.fixture
def register(url, clock):
    clock()
    return store.open_(url)


@pytest.mark.parametrize("action", MAY)
def test_every_role_may_what_the_table_says(action):
    assert sorted(rights.RIGHTS) == sorted(MAY)
    for role in ROLES:
        actor = Actor(name="x", role=role)
        assert rights.allowed(actor, action) == (role in MAY[action])
        if role not in MAY[action]:
            with pytest.raises(UsageError, match="may not do this"):
                rights.require(actor, action)


def deeds(register, now, tables):
    """Return every function that writes, with the right it asks for."""
    given = Content(fields={"name": "x"})
    how = {"now": now, **WHY}
    pair = {"seen": {"a": 1, "b": 1}, "decisions": {("cooperations", "", "name"): "mine"}}
    paper = {"name": "n", "text": "t", "based_on": 0, "now": now}
    return {
        "save": ("change", lambda who: records.save(register, "a", given, based_on=1, actor=who, **how)),
        "save_published": (
            "publish",
            lambda who: records.save(register, "a", given, based_on=1, actor=who, publish=True, **how),
        ),
        "remove": ("publish", lambda who: records.remove(register, "a", based_on=1, actor=who, **how)),
        "restore": ("change", lambda who: records.restore(register, "a", revision=1, actor=who, **how)),
        "merge": ("publish", lambda who: merging.merge(register, "a", "b", actor=who, **pair, **how)),
        "review": ("publish", lambda who: review.mark_reviewed(register, {"a": 1}, actor=who, now=now)),
        "publish": ("publish", lambda who: review.publish(register, {"a": 1}, actor=who, now=now)),
        "publish_all": ("publish", lambda who: exchange.publish(register, None, now=now, author=who)),
        "send_back": ("publish", lambda who: review.send_back(register, "a", text="x", actor=who, now=now)),
        "comment": ("comment", lambda who: review.comment(register, "a", text="x", actor=who, now=now)),
        "load": ("publish", lambda who: exchange.load(register, tables, now=now, author=who)),
        "load_draft": ("change", lambda who: exchange.load(register, tables, now=now, author=who, draft=True)),
        "revert": ("publish", lambda who: revisions.revert(register, 1, now=now, author=who)),
        "distinct": ("change", lambda who: duplicates.say_distinct(register, "a", "b", actor=who, now=now)),
        "scenario": ("keep_own", lambda who: papers.keep(register, "scenarios", "s", actor=who, **paper)),
        "cost_sheet": ("change", lambda who: papers.keep(register, "cost_sheets", "s", actor=who, **paper)),
        "role": ("administer", lambda who: people.give_role(register, "x", "reader", actor=who, now=now)),
        "setting": (
            "administer",
            lambda who: people.change_setting(register, "four_eyes", "yes", actor=who, now=now),
        ),
        "accept": (
            "decide",
            lambda who: decisions.accept(register, 1, seen=1, actor=who, now=now, reason="x", edited=given),
        ),
        "decline": ("decide", lambda who: decisions.decline(register, 1, actor=who, now=now, reason="x")),
        "see_drafts": ("see_drafts", lambda who: review.changed_fields(register, "a", actor=who)),
        "worklist": ("see_drafts", lambda who: worklist.worklist(register, actor=who, now=now)),
        "people": ("administer", lambda who: people.people(register, actor=who)),
    }


def test_every_write_asks_for_its_right(tmp_path, clock):
    mould = tmp_path / "mould.sqlite"
    first(store.create(mould))
    suggestions.suggest(store.open_(mould), "a", None, note="x", source="", actor=LOCAL, now=clock())
    tables = reading.folder(put(tmp_path / "in", cooperations="cooperation_id,name\nb,Bundt\n"))
    place = tmp_path / "copy.sqlite"
    for name, (action, _deed) in deeds(None, clock(), tables).items():
        place.write_bytes(mould.read_bytes())
        register = store.connect(place)
        _action, deed = deeds(register, clock(), tables)[name]
        for role in sorted(ROLES, key=lambda role, action=action: role in MAY[action]):
            if role in MAY[action]:
                assert len(revisions.listed(register)) == 2, name  # who was refused wrote nothing
                deed(Actor(name="Zoe", role=role))
                place.write_bytes(mould.read_bytes())
            else:
                with pytest.raises(UsageError, match="may not do this"):
                    deed(Actor(name="Zoe", role=role))


def test_the_table_of_users_has_the_say_at_every_write(register, clock):
    anna = Actor(name="Anna", subject="idp|1", role="admin")
    with pytest.raises(UsageError, match="may not do this"):
        saved(register, clock, "a", Content(fields={"name": "x"}), 1, actor=anna)
    people.give_role(register, "idp|1", "admin", name="Anna", actor=LOCAL, now=clock())
    saved(register, clock, "a", Content(fields={"name": "x"}), 1, actor=anna)
    assert revisions.listed(register)[0].subject == "idp|1"
    with pytest.raises(UsageError, match="last administrator"):
        people.give_role(register, "idp|1", "reader", actor=anna, now=clock())
    people.give_role(register, "idp|2", "admin", name="Bea", actor=anna, now=clock())
    people.give_role(register, "idp|1", "none", actor=anna, now=clock())
    with pytest.raises(UsageError, match="may not do this"):
        saved(register, clock, "a", Content(fields={"name": "y"}), 3, actor=anna)
    told = people.people(register, actor=LOCAL)
    assert told[["subject", "name", "role"]].to_numpy().tolist() == [
        ["idp|1", "Anna", "none"],
        ["idp|2", "Bea", "admin"],
    ]
    # Who may undo does not give roles back.
    with pytest.raises(UsageError, match="may not do this"):
        revisions.revert(register, revisions.listed(register)[0].number, now=clock(), author=ANNA)
    for wrong in (("", "reader"), ("x", "king")):
        with pytest.raises(UsageError):
            people.give_role(register, *wrong, actor=LOCAL, now=clock())
    for wrong in (("king", "yes"), ("four_eyes", "vielleicht"), ("check_years", "0"), ("check_years", "-1")):
        with pytest.raises(UsageError):
            people.change_setting(register, *wrong, actor=LOCAL, now=clock())


def test_four_eyes(register, clock, tmp_path):
    people.change_setting(register, "four_eyes", "yes", actor=LOCAL, now=clock())
    saved(register, clock, "a", Content(fields={"name": "Amt Neu"}), 1, actor=ANNA)
    seen = {"a": opened(register).revision}
    for deed in (
        lambda: review.publish(register, seen, actor=Actor(name=" anna "), now=clock()),
        lambda: exchange.publish(register, None, now=clock(), author="Anna"),
        lambda: records.save(
            register, "b", Content(fields={"end": "1"}), based_on=1, actor=ANNA, now=clock(), publish=True, **WHY
        ),
        lambda: exchange.load(
            register,
            reading.folder(put(tmp_path / "in", cooperations="cooperation_id,name\nb,Bundt\n")),
            now=clock(),
            author="Anna",
        ),
    ):
        with pytest.raises(UsageError, match="Somebody else has to publish"):
            deed()
    assert opened(register).published.name == "Amt Öd"
    dora = Actor(name="Dora", role="reviewer")
    assert review.publish(register, seen, actor=dora, now=clock()) == ["a"]
    # Who undoes what readers see makes a draft of it, and somebody else publishes that.
    number = next(r.number for r in revisions.listed(register) if r.kind == "edit")
    with pytest.raises(UsageError, match="may not do this"):
        revisions.revert(register, number, now=clock(), author=BERT)
    revisions.revert(register, number, now=clock(), author=dora)
    found = opened(register)
    assert (found.state, found.working.name, found.published.name) == ("draft", "Amt Öd", "Amt Neu")


def test_the_list_of_work(register, clock):
    saved(register, clock, "a", Content(fields={"name": "Amt Neu"}), 1, actor=BERT)
    saved(register, clock, "b", Content(fields={"end": "2020"}), 1, actor=ANNA)
    saved(register, clock, "g", Content(fields={"review_after": "2026-06"}), 1, actor=ANNA, publish=True)
    suggestions.suggest(register, "a", None, note="x", source="", actor=LOCAL, now=clock())
    review.comment(register, "b", text="Beleg?", actor=BERT, now=clock())
    found = worklist.worklist(register, actor=ANNA, now=clock())
    assert [list(t["record"]) for t in (found.mine, found.to_review, found.to_publish)] == [["b"], ["a"], []]
    assert ([s.note for s in found.suggestions], list(found.commented["record"])) == (["x"], ["b"])
    assert found.unchecked.empty
    review.mark_reviewed(register, {"a": opened(register).revision}, actor=ANNA, now=clock())
    records.remove(register, "b", based_on=opened(register, "b").revision, actor=ANNA, now=clock(), **WHY)
    found = worklist.worklist(register, actor=ANNA, now=clock())
    assert list(found.to_publish["record"]) == ["a", "b"]
    # A date of review that is there; the first of June stands for the month.
    june = worklist.worklist(register, actor=ANNA, now=START.replace(month=6)).unchecked
    assert june[["record", "why"]].to_numpy().tolist() == [["g", "review_after"]]
    late = START.replace(year=2028, month=3, day=3)
    assert list(worklist.worklist(register, actor=ANNA, now=late).unchecked["record"]) == ["g", "a"]
    # Who looks at it and finds it right, takes it from the list.
    review.mark_reviewed(register, {"g": opened(register, "g").revision}, actor=ANNA, now=late)
    assert list(worklist.worklist(register, actor=ANNA, now=late).unchecked["record"]) == ["a"]
    assert opened(register, "g").state == "published"


def test_papers_are_for_those_who_work_and_own_scenarios_for_readers(register, clock):
    how = {"name": "Sz", "text": "a: 1\n", "based_on": 0}
    one = papers.keep(register, "scenarios", "s1", actor=CORA, now=clock(), **how)
    papers.keep(register, "scenarios", "s2", actor=BERT, now=clock(), **how)
    assert [p.id for p in papers.listed(register, "scenarios", actor=CORA)] == ["s1"]
    assert [p.id for p in papers.listed(register, "scenarios", actor=BERT)] == ["s1", "s2"]
    with pytest.raises(UsageError, match="no scenarios s2"):
        papers.read(register, "scenarios", "s2", actor=CORA)
    for kind in ("scenarios", "cost_sheets"):
        with pytest.raises(UsageError, match="may not do this"):
            papers.keep(register, kind, "s2", actor=CORA, now=clock(), **how)
    with pytest.raises(UsageError, match="may not do this"):
        papers.listed(register, "scenarios", actor=Actor(name="", role="none"))
    # Who saves second does not write over the first.
    assert papers.keep(
        register, "scenarios", "s1", actor=BERT, now=clock(), **{**how, "text": "a: 2\n", "based_on": one}
    )
    with pytest.raises(UsageError, match="changed since you opened it"):
        papers.keep(register, "scenarios", "s1", actor=CORA, now=clock(), **{**how, "based_on": one})
    found = papers.read(register, "scenarios", "s1", actor=CORA)
    assert (found.content, found.owner) == ("a: 2\n", "Cora")
    assert (
        papers.keep(
            register,
            "scenarios",
            "s1",
            actor=BERT,
            now=clock(),
            **{**how, "text": "a: 2\n", "based_on": found.revision},
        )
        is None
    )
    papers.discard(register, "scenarios", "s1", based_on=found.revision, actor=CORA, now=clock())
    assert papers.listed(register, "scenarios", actor=CORA) == ()
    assert checks.check(register) == []


def test_papers_travel_with_everything(register, clock, tmp_path):
    text = "titel: Öd\nposten:\n  - 1\r\n\n"
    papers.keep(
        register, "surveys", "u1", name="Umfrage", text=text, cooperation_id="a", based_on=0, actor=BERT, now=clock()
    )
    out = exchange.texts(register, everything=True)[0]
    folder = tmp_path / "out"
    folder.mkdir()
    exchange.write(out, {name: folder / name for name in out})
    other = store.create(tmp_path / "other.sqlite")
    exchange.load(other, reading.folder(folder), now=clock(), author="Anna")
    assert papers.read(other, "surveys", "u1", actor=BERT).content == text
    assert exchange.texts(other, everything=True)[0] == out
    # A table of that name which is none of a register stays aside, as before.
    put(tmp_path / "alien", cooperations="cooperation_id,name\na,A\n", surveys="Frage,Antwort\n1,2\n")
    assert sorted(reading.folder(tmp_path / "alien")) == ["cooperations"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_register_of_the_first_schema_goes_on(kind, request, tmp_path, clock):
    script = (OLD / f"0001.{kind}.sql").read_text(encoding="utf-8")
    if kind == "sqlite":
        address = tmp_path / "old.sqlite"
        connection = sqlite3.connect(address)
        connection.executescript(script)
        connection.close()
    else:
        import psycopg

        address = new_database(request.getfixturevalue("cluster"))
        with psycopg.connect(address.replace("+psycopg", "")) as connection:
            connection.execute(script)
    with pytest.raises(UsageError, match="has the schema 0001"):
        store.open_(address)
    assert store.upgrade(address) == ("0001", store.head())
    register = store.open_(address)
    assert checks.check(register) == []
    assert [(r.number, r.author, r.subject) for r in revisions.listed(register)] == [(2, "Bert", ""), (1, "Anna", "")]
    found = opened(register)
    assert (found.state, found.working.name, found.published.name, found.working.fields["Farbe"]) == (
        *("draft", "Amt Neu", "Amt Öd", "rot"),
    )
    saved(register, clock, "a", Content(fields={"end": "2020"}), 2)
    assert review.publish(register, {"a": 3}, actor=ANNA, now=clock()) == ["a"]
    assert checks.check(register) == []
    assert set(schema.WORKS) <= {name.removesuffix(".csv") for name in exchange.texts(register, everything=True)[0]}
