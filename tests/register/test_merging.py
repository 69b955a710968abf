"""Two records become one: nothing of either is lost, and undoing gives both back."""

import pytest

from geo_koop.errors import UsageError
from geo_koop.register import checks, duplicates, exchange, merging, papers, records, revisions, store
from geo_koop.register.content import Content
from tests.register.conftest import copied
from tests.register.test_records import ANNA, BERT, CORA, WHY, first, opened, saved


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return copied(request, first)


@pytest.fixture
def register(url, clock):
    """``a`` as in the records, and ``a2``, which is the same with another name, another member and a source."""
    clock()
    made = store.open_(url)
    rows = {
        "members": ({"key": "01", "name": "Eins", "role": "core"}, {"key": "03", "name": "Drei"}),
        "sources": ({"url": "https://example.org/a", "note": "Seite 3"}, {"url": "Amtsblatt"}),
        "events": ({"kind": "founded", "date": "1999"},),
    }
    fields = {"name": "Amt Oed", "start": "1999", "Flagge": "ja"}
    saved(made, clock, "a2", Content(fields=fields, rows=rows), records.NEW, actor=ANNA, publish=True)
    saved(made, clock, "b", Content(fields={}, rows={"actors": ({"name": "Amt", "cooperation_ref": "a2"},)}), 1)
    return made


def merged(register, clock, pair, **how):
    return merging.merge(
        register, pair.survivor, pair.other, seen=pair.seen, now=clock(), **{"actor": ANNA, **WHY, **how}
    )


def test_what_both_have_differently_is_decided_and_the_rest_united(register, clock):
    pair = merging.compared(register, "a", "a2", actor=BERT)
    told = {(d.table, d.name, d.column): (d.theirs, d.mine, d.collides) for d in pair.comparison.differences}
    assert told == {
        ("cooperations", "", "name"): ("Amt Öd", "Amt Oed", True),
        ("cooperations", "", "format"): ("zweckverband", "", False),
        ("cooperations", "", "Farbe"): ("rot", "", False),
        ("cooperations", "", "start"): ("", "1999", False),
        ("cooperations", "", "Flagge"): ("", "ja", False),
        ("members", "01 Eins", "role"): ("", "core", False),
        ("members", "02 Zwei", ""): ("02 Zwei", None, False),
        ("members", "03 Drei", ""): (None, "03 Drei", False),
        ("sources", "https://example.org/a", "date"): ("2026", "", False),
        ("sources", "https://example.org/a", "note"): ("", "Seite 3", False),
        ("sources", "Amtsblatt", ""): (None, "Amtsblatt", False),
        ("events", "1999 founded", ""): (None, "1999 founded", False),
    }
    with pytest.raises(UsageError, match="Both sides changed name"):
        merged(register, clock, pair)
    before = exchange.texts(register, everything=True)[0]
    seen = exchange.texts(register)[0]
    number = merged(register, clock, pair, decisions={("cooperations", "", "name"): "theirs"}, publish=True)
    found = opened(register)
    fields = {column: value for column, value in found.working.fields.items() if value}
    assert fields == {
        **{"name": "Amt Öd", "format": "zweckverband", "start": "1999", "Farbe": "rot", "Flagge": "ja"},
    }
    rows = found.working.rows
    assert [(r["key"], r["role"]) for r in rows["members"]] == [("01", "core"), ("02", ""), ("03", "")]
    assert [(r["url"], r["date"], r["note"]) for r in rows["sources"]] == [
        ("https://example.org/a", "2026", "Seite 3"),
        ("Amtsblatt", "", ""),
    ]
    assert [r["kind"] for r in rows["events"]] == ["founded"]
    assert found.published == found.working
    gone = opened(register, "a2")
    assert (gone.state, gone.survivor, gone.published) == ("removed", "a", None)
    assert records.successor(register, "a2") == "a"
    # What referred to it refers to the survivor; that record was a draft before, and stays one.
    assert [r["cooperation_ref"] for r in opened(register, "b").working.rows["actors"]] == ["a"]
    assert opened(register, "b").state == "draft"
    assert checks.check(register) == []
    assert revisions.revert(register, number, now=clock(), author="Anna") == number + 1
    assert exchange.texts(register, everything=True)[0] == before
    assert exchange.texts(register)[0] == seen
    assert opened(register, "a2").survivor == ""
    assert checks.check(register) == []


def test_rows_keep_their_numbers_in_the_survivor(register, clock):
    three = opened(register, "a2").working.rows["members"][1]["row_id"]
    pair = merging.compared(register, "a", "a2", actor=BERT)
    merged(register, clock, pair, decisions={("cooperations", "", "name"): "mine"})
    found = opened(register).working
    assert (found.name, found.rows["members"][-1]["row_id"]) == ("Amt Oed", three)
    # Not published: readers see both as they were.
    assert records.successor(register, "a2") == ""
    assert opened(register, "a2", actor=CORA).survivor == ""
    assert opened(register).published.name == "Amt Öd"
    assert opened(register, "a2").published.name == "Amt Oed"


def test_what_changed_since_is_not_merged(register, clock):
    pair = merging.compared(register, "a", "a2", actor=BERT)
    saved(register, clock, "a2", Content(fields={"end": "2020"}), 2)
    with pytest.raises(UsageError, match="changed since you saw them: a2"):
        merged(register, clock, pair, decisions={("cooperations", "", "name"): "mine"})
    with pytest.raises(UsageError, match="may not do this"):
        merged(register, clock, merging.compared(register, "a", "a2", actor=BERT), actor=BERT)
    with pytest.raises(UsageError, match="with itself"):
        merging.compared(register, "a", "a", actor=BERT)
    with pytest.raises(UsageError, match="no record x"):
        merging.compared(register, "a", "x", actor=BERT)


def test_papers_go_with_the_record_and_the_end_of_a_chain_is_told(register, clock):
    papers.keep(
        *(register, "cost_sheets", "k1"),
        **{"name": "Kosten", "text": "posten: 1\n", "based_on": 0, "cooperation_id": "a2"},
        **{"actor": BERT, "now": clock()},
    )
    pair = merging.compared(register, "a", "a2", actor=BERT)
    merged(register, clock, pair, decisions={("cooperations", "", "name"): "theirs"})
    assert papers.read(register, "cost_sheets", "k1", actor=BERT).cooperation_id == "a"
    pair = merging.compared(register, "b", "a", actor=BERT)
    merged(register, clock, pair, decisions={d.place: "theirs" for d in pair.comparison.collisions})
    assert opened(register, "a2").survivor == "b"
    assert "posten: 1" in exchange.texts(register, everything=True)[0]["cost_sheets.csv"]
    assert "cost_sheets.csv" not in exchange.texts(register)[0]


def test_duplicates_are_proposed_until_somebody_says_that_they_are_two(register, clock):
    def found():
        with register.reading() as connection:
            return duplicates.duplicates(connection)

    assert found()[["one", "other", "shared", "members_of_both", "why"]].to_numpy().tolist() == [
        ["a", "a2", 1, 3, "name"]
    ]
    assert duplicates.say_distinct(register, "a2", "a", actor=BERT, now=clock(), note="zwei Ämter") is not None
    assert found().empty
    assert duplicates.say_distinct(register, "a", "a2", actor=BERT, now=clock()) is None
    with pytest.raises(UsageError, match="no record x"):
        duplicates.say_distinct(register, "a", "x", actor=BERT, now=clock())
