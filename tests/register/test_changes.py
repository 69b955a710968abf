"""What tables and workbooks would change is looked at first; cells that nobody touched change nothing."""

import openpyxl
import pytest

from geo_koop.errors import InputError, UsageError
from geo_koop.register import changes, checks, exchange, reading, records, returned, revisions, store, workbook
from geo_koop.register.content import Content
from tests.register.conftest import copied
from tests.register.test_exchange import put
from tests.register.test_records import ANNA, BERT, CORA, WHY, first, opened, saved


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return copied(request, first)


@pytest.fixture
def register(url, clock):
    clock()
    made = store.open_(url)
    rows = {
        "events": ({"kind": "founded", "date": "1999", "note": "=1+1"},),
        "documents": ({"title": "Satzung", "address": "https://example.org/s"},),
        "actors": ({"name": "Stadtwerk", "kind": "other"},),
    }
    fields = {"topics": "water;waste", "note_de": "zwei\r\nZeilen\x0b ", "contact": "@amt"}
    saved(made, clock, "a", Content(fields=fields, rows=rows), 1, actor=ANNA, publish=True)
    return made


@pytest.fixture
def book(register, tmp_path):
    """Write the workbook and give a function that changes cells of it and reads it."""
    path = tmp_path / "an-oed.xlsx"
    workbook.write(register, ["a", "b"], path, actor=BERT)

    def change(edit=None):
        if edit:
            found = openpyxl.load_workbook(path)
            edit(found)
            found.save(path)
        return returned.read(register, path, actor=BERT)

    return change


def at(page, heading, row):
    column = next(cell.column for cell in page[1] if cell.value == heading)
    return page.cell(row, column)


def told(found):
    cells = found.preview().cells[["record", "status", "table", "name", "column", "old", "new"]]
    return cells.astype(object).where(cells.notna(), None).to_numpy().tolist()


def test_a_workbook_that_nobody_touched_changes_nothing(register, book, clock):
    before = exchange.texts(register, everything=True)[0]
    found = book()
    assert told(found) == []
    assert found.notes == ()
    assert found.preview().counts() == {"new": 0, "changed": 0, "removed": 0, "unchanged": 2}
    # Nor after a program saved it anew.
    assert told(book(lambda opened_: None)) == []
    assert returned.apply(register, found, actor=BERT, now=clock(), **WHY) is None
    assert exchange.texts(register, everything=True)[0] == before


def test_what_a_municipality_wrote_is_one_revision(register, book, clock):
    def edit(found):
        page = found["Kooperationen"]
        at(page, "Form", 2).value = "Verein"
        at(page, "Beginn", 3).value = "1998"
        page = found["Mitglieder"]
        at(page, "bis", 2).value = "31.12.2025"
        at(page, "streichen", 3).value = "x"
        for heading, value in (("Kooperation-ID", "a"), ("Gemeindeschlüssel", "03"), ("Name", "Drei")):
            at(page, heading, 4).value = value
        page = found["Ereignisse"]
        for heading, value in (("Kooperation-ID", "b"), ("Ereignis", "Beschluss"), ("Datum", "2024-05")):
            at(page, heading, 3).value = value

    found = book(edit)
    assert found.notes == ()
    assert told(found) == [
        ["a", "changed", "cooperations", "", "format", "zweckverband", "association"],
        ["a", "changed", "members", "01 Eins", "to", "", "31.12.2025"],
        ["a", "removed", "members", "02 Zwei", "", "02 Zwei", None],
        ["a", "new", "members", "03 Drei", "", None, "03 Drei"],
        ["b", "changed", "cooperations", "", "start", "", "1998"],
        ["b", "new", "events", "2024-05 resolution", "", None, "2024-05 resolution"],
    ]
    number = returned.apply(register, found, actor=BERT, now=clock(), **WHY)
    assert revisions.listed(register)[0].number == number == 3
    working = opened(register).working
    assert [(r["key"], r["to"]) for r in working.rows["members"]] == [("01", "31.12.2025"), ("03", "")]
    # What the workbook does not show, or shows otherwise than it is written, stays.
    assert (working.fields["Farbe"], working.fields["note_de"]) == ("rot", "zwei\r\nZeilen\x0b ")
    assert working.fields["topics"] == "water;waste"
    assert working.rows["events"][0]["note"] == "=1+1"
    assert opened(register).published.rows["members"][1]["key"] == "02"
    with pytest.raises(UsageError, match="changed since you saw them: a"):
        returned.apply(register, found, actor=BERT, now=clock(), **WHY)
    assert checks.check(register) == []


def test_work_since_the_workbook_was_sent_is_kept(register, book, clock):
    saved(register, clock, "a", Content(fields={"end": "2020", "name": "Amt Neu"}), 2)
    quiet = book()
    assert told(quiet) == []
    found = book(lambda opened_: setattr(at(opened_["Kooperationen"], "Kooperation", 2), "value", "Amt Ödt"))
    (one,) = found.changes[0].differences
    assert (one.base, one.mine, one.theirs, one.collides) == ("Amt Öd", "Amt Ödt", "Amt Neu", True)
    with pytest.raises(UsageError, match="Both sides changed name"):
        returned.apply(register, found, actor=BERT, now=clock(), **WHY)
    returned.apply(register, found, actor=BERT, now=clock(), decisions={"a": {one.place: "mine"}}, **WHY)
    fields = opened(register).working.fields
    assert (fields["name"], fields["end"]) == ("Amt Ödt", "2020")


def test_what_is_not_taken_over_is_told(register, book, clock):
    def edit(found):
        page = found["Kooperationen"]
        for row, (one, name) in enumerate((("", "Ohne"), ("g", "Geheim"), ("neu", "Neu")), start=4):
            at(page, "Kennung", row).value, at(page, "Kooperation", row).value = one, name
        page = found["Mitglieder"]
        page.delete_rows(2)
        first_row = [cell.value for cell in page[2]]
        for column, value in enumerate(first_row, start=1):
            page.cell(3, column).value = value
        at(page, "Kooperation-ID", 4).value, at(page, "Name", 4).value = "fremd", "Wer?"
        del found["Akteure"]

    found = book(edit)
    assert [str(note) for note in found.notes] == [
        "sheets are missing, and nothing of them changes: Akteure",
        "sheet Kooperationen, row 4: a new cooperation needs an identifier and a name",
        "sheet Kooperationen, row 5: g was not sent",
        f"sheet Mitglieder, row 3: the number {first_number(register, 1)} stands there twice; read as a new row",
        "sheet Mitglieder, row 4: there is no cooperation “fremd” in the workbook",
        "sheet Mitglieder: rows are missing and stay as they are; to strike them, mark them: "
        f"no. {first_number(register, 0)}",
    ]
    assert [line[:6] for line in told(found)] == [
        ["a", "new", "members", "02 Zwei", "", None],
        ["neu", "new", "cooperations", "", "", None],
    ]
    returned.apply(register, found, actor=BERT, now=clock(), **WHY)
    assert opened(register, "neu").working.name == "Neu"
    assert sorted(r["key"] for r in opened(register).working.rows["members"]) == ["01", "02", "02"]


def first_number(register, nth):
    return opened(register).working.rows["members"][nth]["row_id"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda b: b.remove(b["geo_koop"]), "is no workbook that a register wrote"),
        (lambda b: b["geo_koop"].delete_cols(1), "the sheet geo_koop was changed"),
        (lambda b: setattr(b["geo_koop"]["A2"], "value", "1"), "was not written by this register"),
        (lambda b: setattr(b["geo_koop"]["D2"], "value", "99"), "was not written by this register"),
        (lambda b: b["Mitglieder"].delete_cols(1), "the column “Nr.” is missing"),
        (lambda b: setattr(at(b["Ereignisse"], "Ereignis", 2), "value", "Party"), "“Party” is no kind of event"),
        (lambda b: setattr(at(b["Kooperationen"], "Kennung", 3), "value", "a"), "a stands there twice"),
    ],
)
def test_a_workbook_that_was_spoilt_is_refused(book, edit, said):
    with pytest.raises(InputError, match=said):
        book(edit)


def test_only_what_is_published_and_public_is_sent(register, tmp_path, clock):
    saved(register, clock, "neu", Content(fields={"name": "Neu"}), records.NEW)
    saved(register, clock, "g", Content(fields={"visibility": "internal"}), 1)
    for record in ("neu", "g", "x"):
        with pytest.raises(UsageError, match=f"never had a record {record}"):
            workbook.write(register, [record], tmp_path / "x.xlsx", actor=ANNA)
    with pytest.raises(UsageError, match="No record is named"):
        workbook.write(register, [], tmp_path / "x.xlsx", actor=ANNA)
    with pytest.raises(UsageError, match="may not do this"):
        workbook.write(register, ["a"], tmp_path / "x.xlsx", actor=CORA)
    workbook.write(register, ["neu"], tmp_path / "x.xlsx", actor=ANNA, drafts=True, language="en")
    found = returned.read(register, tmp_path / "x.xlsx", actor=BERT)
    assert [(c.cooperation_id, c.status) for c in found.changes] == [("neu", "unchanged")]


def test_the_preview_of_tables_is_what_is_done(register, tmp_path, clock):
    folder = put(
        tmp_path / "in",
        cooperations="cooperation_id,name\na,Amt Neu\nb,Bund\nc,Club\n",
        members="cooperation_id,key,note\na,02,neu\n",
    )
    given = reading.folder(folder)
    before = exchange.texts(register, everything=True)[0]
    seen = changes.of_tables(register, given, actor=BERT, now=clock())
    assert exchange.texts(register, everything=True)[0] == before
    assert len(revisions.listed(register)) == 2
    assert seen.records.to_numpy().tolist() == [
        ["a", "Amt Neu", "changed"],
        ["b", "Bund", "unchanged"],
        ["c", "Club", "new"],
    ]
    assert seen.counts() == {"new": 1, "changed": 1, "removed": 0, "unchanged": 1}
    assert seen.cells[["record", "status", "table", "column", "old", "new"]].to_numpy().tolist() == [
        ["a", "changed", "cooperations", "name", "Amt Öd", "Amt Neu"],
        ["a", "changed", "members", "note", "", "neu"],
        ["c", "new", "cooperations", "name", "", "Club"],
    ]
    done = changes.apply_tables(register, given, seen=seen.seen, actor=BERT, now=clock(), **WHY)
    assert (done.revision, opened(register).state, opened(register).published.name) == (3, "draft", "Amt Öd")
    again = changes.of_tables(register, given, actor=BERT, now=clock())
    assert again.counts()["unchanged"] == 3


def test_tables_are_looked_at_again_where_somebody_was_quicker(register, tmp_path, clock):
    given = reading.folder(put(tmp_path / "in", cooperations="cooperation_id,name\na,Amt Neu\n"))
    seen = changes.of_tables(register, given, actor=BERT, now=clock())
    saved(register, clock, "b", Content(fields={"end": "2020"}), 1)
    saved(register, clock, "a", Content(fields={"end": "2020"}), 2)
    with pytest.raises(UsageError, match="changed since you saw them: a"):
        changes.apply_tables(register, given, seen=seen.seen, actor=BERT, now=clock(), **WHY)
    assert opened(register).working.name == "Amt Öd"


def test_tables_that_take_records_out_are_for_reviewers(register, tmp_path, clock):
    given = reading.folder(put(tmp_path / "in", cooperations="cooperation_id,name\na,Amt Öd\n"))
    with pytest.raises(UsageError, match="may not do this"):
        changes.of_tables(register, given, actor=BERT, now=clock(), replace=True)
    seen = changes.of_tables(register, given, actor=ANNA, now=clock(), replace=True)
    assert seen.records.to_numpy().tolist() == [
        ["a", "Amt Öd", "unchanged"],
        ["b", "Bund", "removed"],
        ["g", "Geheim", "removed"],
    ]
