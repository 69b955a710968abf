"""Events beside the records: codes, dates and keys as people write them; what cannot be read is told."""

from datetime import UTC, datetime

import pandas as pd

from geo_koop import AnalysisRequest, analyse
from geo_koop.codelists import load
from geo_koop.intake.records import events
from geo_koop.register import exchange, reading, schema, store
from tests.conftest import small_request

ROWS = """id;Datum;Ereignis;Stand;Form;Schlüssel;Bemerkung;Quelle
zv;1995;idea;idea;informelle Abstimmung;;Stammtisch;Zeitung
zv;03.1997;Beschluss;vereinbart;;;;Rat
zv;2004;joined;;;09101001;;
zv;bald;evaluated;;;;;
zv;2005;Feier;;;;;
fremd;2005;ended;;;;;
"""


def read(folder):
    request = small_request(folder)
    (folder / "events.csv").write_text(ROWS, encoding="utf-8")
    return analyse(request)


def test_kinds_are_those_of_the_register():
    assert load("events").codes == schema.EVENTS
    assert tuple(events.HEADINGS) == schema.COLUMNS["events"]


def test_a_table_beside_the_cooperations_is_read(tmp_path):
    table = read(tmp_path).events
    assert table["kind"].tolist() == ["idea", "resolution", "joined", "evaluated"]
    assert table["stage"].tolist() == ["idea", "agreed", "", ""]
    assert table["format"].tolist() == ["informal_coordination", "", "", ""]
    assert table["event_date"].dt.strftime("%Y-%m-%d").tolist()[:3] == ["1995-01-01", "1997-03-01", "2004-01-01"]
    assert table["date"].tolist() == ["1995", "1997-03", "2004", ""]


def test_what_cannot_be_read_is_told(tmp_path):
    found = read(tmp_path).findings
    told = found[found["file"] == "events.csv"].set_index("code")
    assert told["value"].to_dict() == {
        "code_unknown": "Feier",
        "cooperation_unknown": "fremd",
        "date_malformed": "bald",
    }
    assert sorted(told["row"]) == [5, 6, 7]


def test_a_part_has_the_events_of_its_cooperations(tmp_path):
    analysis = read(tmp_path)
    assert len(analysis.part([False]).events) == 0
    assert analysis.events is not analysis.events


def test_without_a_table_there_is_no_event(tmp_path):
    pd.testing.assert_frame_equal(analyse(small_request(tmp_path)).events, events.empty())


def test_a_saved_state_of_a_project_has_the_events_of_the_project(tmp_path):
    now, saved = tmp_path / "cooperations", tmp_path / "history" / "000001"
    for place in (now, saved):
        place.mkdir(parents=True)
    assert events.beside(saved / "cooperations.csv") is None
    (now / "events.csv").write_text(ROWS, encoding="utf-8")
    assert events.beside(saved / "cooperations.csv") == events.beside(now / "cooperations.csv") == now / "events.csv"


def test_events_of_a_register_are_read_and_internal_ones_stay_inside(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    request = small_request(folder)
    rows = ["zv,Zweckverband,water,operating,special_purpose_association,public", "zz,Intern,water,operating,,internal"]
    head = "cooperation_id,name,topics,stage,format,visibility"
    (folder / "cooperations.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    told = "cooperation_id,date,kind\nzv,1999-03,founded\nzz,2001,founded\n"
    (folder / "events.csv").write_text(told, encoding="utf-8")
    place = f"sqlite:///{tmp_path / 'register.sqlite'}"
    register = store.create(place)
    when = datetime(2026, 3, 1, tzinfo=UTC)
    exchange.load(register, reading.folder(folder), now=when, author="Anna")
    made = AnalysisRequest(boundaries=request.boundaries, boundary_profile=request.boundary_profile, register=place)
    table = analyse(made).events
    assert table[["cooperation_id", "date", "kind"]].to_dict("list") == {
        "cooperation_id": ["zv"],
        "date": ["1999-03"],
        "kind": ["founded"],
    }
