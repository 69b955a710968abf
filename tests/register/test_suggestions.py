"""Visitors suggest; those who keep the register decide; nobody floods it."""

import pytest

from geo_koop.errors import UsageError
from geo_koop.register import checks, decisions, people, records, revisions, store, suggestions
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor
from tests.register.conftest import copied
from tests.register.test_records import ANNA, BERT, first, opened, saved

VISITOR = Actor(name="", role="none")
LOCAL = Actor(name="Anna")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return copied(request, first)


@pytest.fixture
def register(url, clock):
    clock()
    made = store.open_(url)
    people.change_setting(made, "suggestions", "yes", actor=LOCAL, now=clock())
    return made


def suggest(register, clock, record="a", given=None, *, note="", actor=VISITOR, **how):
    return suggestions.suggest(
        register, record, given, **{"note": note, "source": "Satzung", "actor": actor, "now": clock(), **how}
    )


def test_a_suggestion_goes_into_the_working_state(register, clock):
    seen = opened(register, actor=VISITOR).published
    members = (*seen.rows["members"], {"key": "03", "name": "Drei"})
    given = Content(fields={**seen.fields, "start": "1998", "visibility": "internal"}, rows={"members": members})
    number = suggest(register, clock, given=given, sender="Gemeinde Drei", address="f00")
    # An editor works on the record meanwhile.
    saved(register, clock, "a", Content(fields={"start": "1999", "end": "2020"}), 1)
    (open_,) = opened(register).suggestions
    assert (open_.number, open_.sender, open_.source, open_.state) == (number, "Gemeinde Drei", "Satzung", "open")
    _found, told, last = decisions.compared(register, number, actor=BERT)
    assert [(d.column or d.name, d.mine, d.theirs, d.collides) for d in told.differences] == [
        ("start", "1998", "1999", True),
        ("end", "", "2020", False),
        ("03 Drei", "03 Drei", None, False),
    ]
    how = {"seen": last, "now": clock(), "reason": "stimmt", "decisions": {("cooperations", "", "start"): "mine"}}
    with pytest.raises(UsageError, match="may not do this"):
        decisions.accept(register, number, actor=BERT, **how)
    decisions.accept(register, number, actor=ANNA, **how)
    working = opened(register).working
    assert (working.fields["start"], working.fields["end"], working.fields["visibility"]) == ("1998", "2020", "")
    assert [r["key"] for r in working.rows["members"]] == ["01", "02", "03"]
    assert opened(register).published == seen
    newest = revisions.listed(register)[0]
    assert (newest.author, newest.source) == ("Anna", f"suggestion {number}: Satzung")
    with pytest.raises(UsageError, match="decided already"):
        decisions.accept(register, number, actor=ANNA, **how)
    # Undone, the suggestion is open again.
    revisions.revert(register, newest.number, now=clock(), author=ANNA)
    assert [s.number for s in opened(register).suggestions] == [number]
    assert checks.check(register) == []


def test_a_new_record_is_suggested(register, clock):
    number = suggest(register, clock, "", Content(fields={"name": "Club"}, rows={"members": ({"key": "05"},)}))
    with pytest.raises(UsageError, match="no identifier"):
        decisions.accept(register, number, seen=0, actor=ANNA, now=clock(), reason="neu")
    decisions.accept(register, number, seen=0, actor=ANNA, now=clock(), reason="neu", record="club")
    assert (opened(register, "club").state, opened(register, "club").working.name) == ("draft", "Club")


def test_a_suggestion_is_declined_with_a_reason(register, clock):
    number = suggest(register, clock, note="Der Name ist falsch.")
    with pytest.raises(UsageError, match="no fields that could be taken over"):
        decisions.accept(register, number, seen=1, actor=ANNA, now=clock(), reason="x")
    with pytest.raises(UsageError, match="reason is missing"):
        decisions.decline(register, number, actor=ANNA, now=clock(), reason=" ")
    with pytest.raises(UsageError, match="may not do this"):
        decisions.decline(register, number, actor=BERT, now=clock(), reason="x")
    decisions.decline(register, number, actor=ANNA, now=clock(), reason="Er stimmt.")
    with register.reading() as connection:
        (told,) = suggestions.of_record(connection, "a", "declined")
    assert (told.note, told.answer) == ("Der Name ist falsch.", "Er stimmt.")
    assert opened(register).suggestions == ()


def test_a_note_is_worked_in_by_hand(register, clock):
    number = suggest(register, clock, note="Es heißt Amt Ödt.")
    edited = Content(fields={"name": "Amt Ödt"})
    decisions.accept(register, number, seen=1, actor=ANNA, now=clock(), reason="stimmt", edited=edited)
    assert opened(register).working.name == "Amt Ödt"


def test_an_address_may_suggest_so_often_on_a_day(register, clock):
    people.change_setting(register, "suggestions_per_day", "2", actor=LOCAL, now=clock())
    day = clock().replace(hour=12)
    for _time in range(2):
        suggest(register, clock, note="x", address="f00", now=day)
    with pytest.raises(UsageError, match="too many"):
        suggest(register, clock, note="x", address="f00", now=day)
    suggest(register, clock, note="x", address="bar", now=day)
    # The day ends in Berlin.
    suggest(register, clock, note="x", address="f00", now=day.replace(hour=23, minute=30))
    people.change_setting(register, "suggestions_of_all", "1", actor=LOCAL, now=day.replace(hour=23, minute=31))
    with pytest.raises(UsageError, match="too many"):
        suggest(register, clock, note="x", address="new", now=day.replace(hour=23, minute=32))
    # Editors are not counted.
    suggest(register, clock, note="x", actor=BERT, now=day)


@pytest.mark.parametrize(
    ("record", "given", "note", "said"),
    [
        ("a", None, " ", "says nothing"),
        ("a", Content(fields={"name": "x" * 50_001}), "", "too long"),
        ("a", None, "x" * 50_001, "too long"),
        ("a", None, "\0", "sign NUL"),
        ("x", None, "da", "never had a record x"),
        ("a", Content(fields={}, rows={"events": ({"kind": "party"},)}), "", "no kind of event"),
        ("a", Content(fields={}, rows={"publications": ({"record": "a"},)}), "", "no table publications"),
    ],
)
def test_what_makes_no_suggestion_is_refused(register, clock, record, given, note, said):
    before = len(revisions.listed(register))
    with pytest.raises(UsageError, match=said):
        suggest(register, clock, record, given, note=note)
    assert len(revisions.listed(register)) == before


def test_visitors_cannot_ask_for_what_they_do_not_see(register, clock):
    saved(register, clock, "g", Content(fields={"visibility": "internal"}), 1)
    saved(register, clock, "neu", Content(fields={"name": "Neu"}), records.NEW)
    for record in ("g", "neu"):
        with pytest.raises(UsageError, match=f"never had a record {record}"):
            suggest(register, clock, record, note="gibt es das?")
    number = suggest(register, clock, note="x", sender="Anna")
    assert {r.author for r in revisions.listed(register) if r.kind == "suggestion"} == {"suggestion"}
    assert number == opened(register).suggestions[0].number
    people.change_setting(register, "suggestions", "no", actor=LOCAL, now=clock())
    with pytest.raises(UsageError, match="takes no suggestions"):
        suggest(register, clock, note="x")


def test_a_forged_number_of_a_row_is_that_of_a_new_row(register, clock):
    saved(register, clock, "b", Content(fields={}, rows={"members": ({"key": "09"},)}), 1)
    foreign = opened(register, "b").working.rows["members"][0]["row_id"]
    given = Content(fields={}, rows={"members": ({"row_id": foreign, "key": "66"}, {"row_id": "9" * 30, "key": "67"})})
    number = suggest(register, clock, given=given)
    decisions.accept(register, number, seen=1, actor=ANNA, now=clock(), reason="x")
    assert [r["key"] for r in opened(register, "b").working.rows["members"]] == ["09"]
    assert [r["key"] for r in opened(register).working.rows["members"]] == ["66", "67"]
