"""Events beside the records: codes, dates and keys as people write them; what cannot be read is told."""

import pandas as pd

from geo_koop import analyse
from geo_koop.codelists import load
from geo_koop.intake.records import events
from geo_koop.register import schema
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
