"""The history of a record in sentences; what readers may see of it."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from geo_koop.app.views import register_history as history
from geo_koop.app.words import Words
from geo_koop.register import exchange, records, revisions, store
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor

HUBER, MOSER = Actor(name="A. Huber"), Actor(name="B. Moser")
START = datetime(2026, 5, 3, 12, 5, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path):
    """Return a register, and a function that saves the record ``zv`` an hour after the last time."""
    register = store.create(tmp_path / "register.sqlite")
    number = [0]

    def save(fields, rows=None, *, actor=HUBER, publish=True, reason="Satzung gelesen"):
        now = START + timedelta(hours=number[0])
        how = {"actor": actor, "now": now, "reason": reason, "source": "Satzung", "publish": publish}
        saved = records.save(register, "zv", Content(fields=fields, rows=rows or {}), based_on=number[0], **how)
        number[0] = saved.revision
        return saved

    return register, save


def told(register, *, readers=False, language="de"):
    steps = history.steps(revisions.of_record(register, "zv"))
    return history.tell(history.for_readers(steps) if readers else steps, Words(language))


def test_each_revision_is_told_with_person_time_and_reason(kept):
    register, save = kept
    member = {"key": "09101000", "name": "Haar", "role": "member"}
    save({"name": "ZV Öd", "topics": "water", "start": "1999"}, {"members": (member,)})
    row = str(records.open_record(register, "zv", actor=HUBER).working.rows["members"][0]["row_id"])
    save({"end": "2024-07"}, {"members": ({**member, "row_id": row, "role": "founder"},)}, actor=MOSER)
    last, first = told(register)
    assert last.heading == "Revision 2, 3. Mai 2026, 15:05, B. Moser"
    assert last.sentences == (
        "Ende von – auf Juli 2024",
        "Mitglied Haar: Rolle von Mitglied auf Gründer",
        "Lesende sehen diesen Stand von da an.",
    )
    assert (last.reason, last.source) == ("Satzung gelesen", "Satzung")
    assert first.sentences[:4] == (
        "Der Datensatz wurde angelegt.",
        "Name: ZV Öd",
        "Themen: Wasserversorgung",
        "Beginn: 1999",
    )
    assert "Mitglieder hinzugekommen: Haar" in first.sentences


def test_readers_see_published_states_without_names_and_reasons(kept):
    register, save = kept
    save({"name": "ZV Öd", "start": "1999"})
    save({"start": "2000"}, publish=False, reason="Anruf von Frau Meier")
    save({"start": "2001"}, actor=MOSER)
    shown = told(register, readers=True)
    assert [one.number for one in shown] == [3, 1]
    assert shown[0].sentences == ("Beginn von 1999 auf 2001",)
    assert not {"Huber", "Moser", "Meier", "Satzung"} & set(" ".join(map(str, shown)).replace(",", " ").split())


def test_what_was_internal_is_not_told_to_readers(kept):
    register, save = kept
    save({"name": "Geheimer Plan", "visibility": "internal"})
    save({"name": "ZV Öd", "visibility": ""})
    (shown,) = told(register, readers=True)
    assert shown.number == 2
    assert "Name: ZV Öd" in shown.sentences
    assert "Geheimer" not in str(shown)


def test_a_record_that_was_taken_out_says_so(kept):
    register, save = kept
    save({"name": "ZV Öd"})
    how = {"actor": HUBER, "now": START, "reason": "doppelt", "source": "Liste", "publish": True}
    records.remove(register, "zv", based_on=1, **how)
    assert told(register)[0].sentences[0] == "Der Datensatz wurde herausgenommen."
    assert told(register, readers=True)[0].sentences == ("Der Datensatz wurde herausgenommen.",)


def test_the_last_state_is_what_the_register_holds(kept):
    register, save = kept
    save({"name": "ZV Öd"}, {"sources": ({"url": "https://example.org"}, {"note": "Brief"})})
    rows = records.open_record(register, "zv", actor=HUBER).working.rows["sources"]
    save({"stage": "ended"}, {"sources": (rows[1],)})
    last = history.steps(revisions.of_record(register, "zv"))[-1].after
    assert {table: sum(name == table for name, _item in last) for table in ("cooperations", "sources")} == {
        "cooperations": 1,
        "sources": 1,
    }
    assert exchange.texts(register, everything=True)[0]["sources.csv"].count("Brief") == 1


def test_an_empty_history_tells_nothing():
    assert history.steps(pd.DataFrame(columns=list(revisions.COLUMNS))) == []
