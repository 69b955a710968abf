"""Two people work on one record: whoever saves second sees the other's change, and nothing is written over."""

import tempfile
from pathlib import Path

import pytest

from geo_koop.errors import UsageError
from geo_koop.register import checks, exchange, reading, records, review, revisions, rights, store
from geo_koop.register.content import Content
from geo_koop.register.records import Collision, Saved
from geo_koop.register.rights import Actor
from tests.register.conftest import START, copied
from tests.register.test_exchange import put

ANNA = Actor(name="Anna", role="reviewer")
BERT = Actor(name="Bert", role="editor")
CORA = Actor(name="Cora", role="reader")
WHY = {"reason": "Anruf", "source": "Amtsblatt 3/2026"}


def first(register):
    with tempfile.TemporaryDirectory(prefix="register-") as place:
        folder = put(
            Path(place),
            cooperations="cooperation_id,name,format,Farbe\na,Amt Öd,zweckverband,rot\nb,Bund,,\ng,Geheim,,\n",
            members="cooperation_id,key,name,role\na,01,Eins,\na,02,Zwei,\n",
            sources="cooperation_id,url,date\na,https://example.org/a,2026\n",
        )
        exchange.load(register, reading.folder(folder), now=START, author="Anna")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return copied(request, first)


@pytest.fixture
def register(url, clock):
    clock()
    return store.open_(url)


def opened(register, record="a", actor=ANNA):
    return records.open_record(register, record, actor=actor)


def saved(register, clock, record, given, based_on, actor=BERT, **how):
    return records.save(register, record, given, based_on=based_on, actor=actor, now=clock(), **{**WHY, **how})


def numbers(found):
    return [row["row_id"] for row in found.working.rows["members"]]


def with_rows(found, **rows):
    return Content(fields=found.working.fields, rows={**found.working.rows, **rows})


def test_a_record_is_opened_whole(register):
    found = opened(register)
    assert (found.state, found.revision, found.published_revision, found.waiting) == ("published", 1, 1, False)
    assert {k: v for k, v in found.working.fields.items() if v} == {
        "name": "Amt Öd",
        "format": "zweckverband",
        "Farbe": "rot",
    }
    assert [(r["key"], r["name"]) for r in found.working.rows["members"]] == [("01", "Eins"), ("02", "Zwei")]
    assert found.working == found.published
    assert (found.last.author, found.review, found.survivor) == ("Anna", None, "")
    with pytest.raises(UsageError, match="never had a record x"):
        opened(register, "x")


def test_findings_of_a_record_are_those_of_an_analysis(register):
    found = opened(register).findings
    assert found.loc[found["code"] == "key_malformed", ["file", "row", "value"]].to_numpy().tolist() == []


def test_a_save_is_one_revision_and_a_draft(register, clock):
    first = opened(register)
    members = (*first.working.rows["members"], {"key": "03", "name": "Drei"})
    done = saved(
        register,
        clock,
        "a",
        Content(
            fields={"name": "Amt Neu"}, rows={"members": members, "events": ({"kind": "founded", "date": "1999"},)}
        ),
        first.revision,
    )
    assert done == Saved(cooperation_id="a", revision=2)
    found = opened(register)
    assert (found.state, found.working.name, found.published.name) == ("draft", "Amt Neu", "Amt Öd")
    # What the form did not show stays.
    assert (found.working.fields["Farbe"], found.working.fields["format"]) == ("rot", "zweckverband")
    assert [r["key"] for r in found.working.rows["members"]] == ["01", "02", "03"]
    assert numbers(found)[:2] == numbers(first)
    assert [r["url"] for r in found.working.rows["sources"]] == ["https://example.org/a"]
    assert [(r["kind"], r["date"]) for r in found.working.rows["events"]] == [("founded", "1999")]
    told = revisions.listed(register)[0]
    assert (told.author, told.reason, told.source, told.kind) == ("Bert", "Anruf", "Amtsblatt 3/2026", "edit")
    # The same once more is no revision.
    assert saved(register, clock, "a", found.working, found.revision).revision is None
    assert len(revisions.listed(register)) == 2
    assert checks.check(register) == []


@pytest.mark.parametrize("lacking", ["reason", "source"])
def test_reason_and_source_are_asked_for(register, clock, lacking):
    with pytest.raises(UsageError, match=f"The {lacking} is missing"):
        saved(register, clock, "a", Content(fields={"name": "x"}), 1, **{lacking: " "})
    assert len(revisions.listed(register)) == 1


def test_who_saves_second_sees_the_change_of_the_first(register, clock):
    mine = opened(register, actor=BERT)
    saved(register, clock, "a", Content(fields={"name": "Amt Annas", "stage": "operating"}), 1, actor=ANNA)
    given = Content(fields={**mine.working.fields, "name": "Amt Berts", "start": "1999"}, rows=mine.working.rows)
    answer = saved(register, clock, "a", given, mine.revision)
    assert isinstance(answer, Collision)
    assert len(revisions.listed(register)) == 2
    assert (answer.revision, [r.author for r in answer.by]) == (2, ["Anna"])
    assert [(d.column, d.base, d.mine, d.theirs, d.collides) for d in answer.differences] == [
        ("name", "Amt Öd", "Amt Berts", "Amt Annas", True),
        ("stage", "", "", "operating", False),
        ("start", "", "1999", "", False),
    ]
    with pytest.raises(UsageError, match="Both sides changed name"):
        answer.merged()
    decided = answer.merged({("cooperations", "", "name"): "mine"})
    assert saved(register, clock, "a", decided, answer.revision).revision == 3
    fields = opened(register).working.fields
    assert (fields["name"], fields["stage"], fields["start"]) == ("Amt Berts", "operating", "1999")


def test_members_are_compared_by_their_key(register, clock):
    first = opened(register)
    one, two = first.working.rows["members"]
    theirs = with_rows(first, members=(one, {"key": "03", "role": "core"}))
    saved(register, clock, "a", theirs, 1, actor=ANNA)
    mine = with_rows(first, members=({**one, "note": "x"}, {**two, "note": "y"}, {"key": "03", "share": "5"}))
    answer = saved(register, clock, "a", mine, 1)
    told = {(d.name, d.column): (d.base, d.mine, d.theirs, d.collides) for d in answer.differences}
    assert told == {
        ("01 Eins", "note"): ("", "x", "", False),
        ("02 Zwei", ""): ("02 Zwei", "02 Zwei", None, True),
        ("03", "role"): ("", "", "core", False),
        ("03", "share"): ("", "5", "", False),
    }
    (gone,) = answer.comparison.collisions
    made = answer.merged({gone.place: "theirs"})
    saved(register, clock, "a", made, answer.revision)
    rows = opened(register).working.rows["members"]
    assert [(r["key"], r["note"], r["role"], r["share"]) for r in rows] == [
        ("01", "x", "", ""),
        ("03", "", "core", "5"),
    ]
    # Or the member stays, under its number.
    saved(register, clock, "a", answer.merged({gone.place: "mine"}), opened(register).revision)
    row = opened(register).working.rows["members"][-1]
    assert (row["row_id"], row["key"]) == (two["row_id"], "02")
    assert checks.check(register) == []


def test_a_record_that_was_taken_out_meanwhile(register, clock):
    before = numbers(opened(register))
    removed = records.remove(register, "a", based_on=1, actor=ANNA, now=clock(), **WHY)
    assert removed.revision == 2
    found = opened(register)
    assert (found.state, found.working, found.waiting, found.published.name) == ("removed", None, True, "Amt Öd")
    answer = saved(register, clock, "a", Content(fields={"name": "Amt Neu"}), 1)
    (one,) = answer.differences
    assert (one.table, one.mine, one.theirs, one.collides) == ("cooperations", "Amt Neu", None, True)
    with pytest.raises(UsageError, match="was taken out"):
        answer.merged({one.place: "theirs"})
    saved(register, clock, "a", answer.merged({one.place: "mine"}), answer.revision)
    found = opened(register)
    assert (found.working.name, numbers(found)) == ("Amt Neu", before)


def test_a_new_record_and_its_identifier(register, clock):
    assert records.free_id(register, "  Zweckverband Öd/Groß ") == "zweckverband-oed-gross"
    assert records.free_id(register, "<b>Gewerbepark</b> Haar–Grasbrunn") == "b-gewerbepark-b-haar-grasbrunn"
    given = Content(fields={"name": "Club"}, rows={"members": ({"key": "05"},)})
    assert saved(register, clock, "club", given, records.NEW).revision == 2
    assert records.free_id(register, "Club") == "club-2"
    found = opened(register, "club")
    assert (found.state, found.published, found.published_revision) == ("draft", None, None)
    with pytest.raises(UsageError, match="There is a record club already"):
        saved(register, clock, "club", given, records.NEW)


@pytest.mark.parametrize(
    ("record", "given", "said"),
    [
        ("a", Content(fields={"name": " "}), "has no name"),
        ("a", Content(fields={"name": "x\0"}), "sign NUL"),
        ("a", Content(fields={"name": "x" * 1_000_001}), "too long"),
        ("a", Content(fields={}, rows={"revisions": ()}), "no table revisions"),
        ("a", Content(fields={}, rows={"events": ({"kind": "party"},)}), "no kind of event"),
        (" a", Content(fields={"name": "x"}), "cannot name a record"),
        ("", Content(fields={"name": "x"}), "cannot name a record"),
    ],
)
def test_what_cannot_be_a_record_is_refused(register, clock, record, given, said):
    with pytest.raises(UsageError, match=said):
        saved(register, clock, record, given, 1)
    assert len(revisions.listed(register)) == 1


def test_a_record_comes_back_as_it_was(register, clock):
    before = opened(register).working
    records.remove(register, "a", based_on=1, actor=ANNA, now=clock(), publish=True, **WHY)
    assert opened(register).published is None
    with pytest.raises(UsageError, match="may not do this"):
        records.restore(register, "a", actor=BERT, now=clock(), **WHY)
    records.restore(register, "a", actor=ANNA, now=clock(), publish=True, **WHY)
    found = opened(register)
    assert (found.working, found.published, found.survivor) == (before, before, "")
    # And as it was in any revision.
    saved(register, clock, "a", Content(fields={"name": "Amt Neu"}, rows={"members": ()}), found.revision)
    with pytest.raises(UsageError, match="is there"):
        records.restore(register, "a", actor=BERT, now=clock(), **WHY)
    records.restore(register, "a", revision=1, actor=BERT, now=clock(), **WHY)
    assert opened(register).working == before
    assert checks.check(register) == []


def test_readers_see_what_is_published_and_nothing_internal(register, clock):
    saved(register, clock, "a", Content(fields={"name": "Entwurf"}), 1)
    found = opened(register, actor=CORA)
    assert (found.working, found.published.name, found.revision, found.last) == (None, "Amt Öd", 1, None)
    saved(register, clock, "g", Content(fields={"visibility": " Internal"}), 1)
    assert opened(register, "g", actor=CORA).published.name == "Geheim"
    with pytest.raises(UsageError, match="never had a record g"):
        opened(register, "g", actor=Actor(name="", role="none"))
    saved(register, clock, "neu", Content(fields={"name": "Neu"}), records.NEW)
    with pytest.raises(UsageError, match="never had a record neu"):
        opened(register, "neu", actor=CORA)


def test_from_draft_to_published(register, clock):
    saved(register, clock, "a", Content(fields={"name": "Amt Neu"}), 1)
    with pytest.raises(UsageError, match="may not do this"):
        review.publish(register, {"a": 2}, actor=BERT, now=clock())
    assert review.mark_reviewed(register, {"a": 2}, actor=ANNA, now=clock(), note="passt") == 3
    found = opened(register)
    assert (found.state, found.review.reviewer, found.review.note, found.revision) == ("reviewed", "Anna", "passt", 2)
    with register.reading() as connection:
        told = review.states(connection)
    assert dict(zip(told["record"], told["state"], strict=True)) == {
        "a": "reviewed",
        "b": "published",
        "g": "published",
    }
    assert review.publish(register, {"a": found.revision}, actor=ANNA, now=clock()) == ["a"]
    assert (opened(register).state, opened(register).published.name) == ("published", "Amt Neu")
    assert review.published_in(register, "a") == 4
    assert revisions.revert(register, 4, now=clock(), author=ANNA) == 5
    found = opened(register)
    assert (found.working.name, found.published.name) == ("Amt Neu", "Amt Öd")


def test_what_changed_since_it_was_seen_is_not_published(register, clock, by_hand):
    saved(register, clock, "a", Content(fields={"name": "Amt Neu"}), 1)
    review.mark_reviewed(register, {"a": 2}, actor=ANNA, now=clock())
    by_hand("UPDATE members SET note = 'x' WHERE cooperation_id = 'a'")
    assert opened(register).state == "draft"
    for deed in (review.publish, review.mark_reviewed):
        with pytest.raises(UsageError, match="changed since you saw them: a"):
            deed(register, {"a": 2}, actor=ANNA, now=clock())
    with pytest.raises(UsageError, match="never had a record x"):
        review.publish(register, {"x": 2}, actor=ANNA, now=clock())


def test_old_beside_new_with_the_source_of_each_change(register, clock):
    first = opened(register)
    saved(register, clock, "a", Content(fields={"name": "Amt Neu"}), 1, source="Brief")
    members = (*first.working.rows["members"][:1], {"key": "03"})
    now = opened(register)
    saved(register, clock, "a", with_rows(now, members=members), now.revision, actor=ANNA, source="Anruf in Öd")
    told = review.changed_fields(register, "a", actor=BERT)
    cells = told[["table", "name", "column", "old", "new", "revision", "author", "source"]]
    assert cells.astype(object).where(cells.notna(), None).to_numpy().tolist() == [
        ["cooperations", "", "name", "Amt Öd", "Amt Neu", 2, "Bert", "Brief"],
        ["members", "02 Zwei", "", "02 Zwei", None, 3, "Anna", "Anruf in Öd"],
        ["members", "03", "", None, "03", 3, "Anna", "Anruf in Öd"],
    ]
    between = review.changed_fields(register, "a", 2, 3, actor=BERT)
    assert between["table"].tolist() == ["members", "members"]
    back = review.changed_fields(register, "a", 3, 1, actor=BERT)
    assert back["new"].iloc[0] == "Amt Öd"
    whole = review.changed_fields(register, "a", 0, 1, actor=BERT)
    assert set(whole["author"]) == {"Anna"}
    with pytest.raises(UsageError, match="no revision 99"):
        review.changed_fields(register, "a", 1, 99, actor=BERT)
    with pytest.raises(UsageError, match="may not do this"):
        review.changed_fields(register, "a", actor=CORA)


def test_a_record_is_sent_back_with_a_comment(register, clock):
    saved(register, clock, "a", Content(fields={"name": "Amt Neu"}), 1)
    review.mark_reviewed(register, {"a": 2}, actor=ANNA, now=clock())
    review.send_back(register, "a", text="Beleg fehlt", actor=ANNA, now=clock())
    found = opened(register, actor=BERT)
    assert (found.state, [(c.author, c.text, c.revision, c.open) for c in found.comments]) == (
        "draft",
        [("Anna", "Beleg fehlt", 2, True)],
    )
    review.comment(register, "a", text="kommt", field="name", actor=BERT, now=clock())
    review.close_comment(register, found.comments[0].number, actor=BERT, now=clock())
    assert [(c.text, c.field, c.open) for c in opened(register).comments] == [
        ("kommt", "name", True),
        ("Beleg fehlt", "", False),
    ]
    for wrong in ("", " ", "x" * 10_001):
        with pytest.raises(UsageError, match="empty or too long"):
            review.comment(register, "a", text=wrong, actor=BERT, now=clock())
    assert checks.check(register) == []


def test_the_right_to_do_it_is_asked_of_every_role():
    assert {a: sorted(r) for a, r in rights.RIGHTS.items()}["publish"] == ["admin", "local", "reviewer"]
