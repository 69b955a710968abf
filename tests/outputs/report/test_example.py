"""The example sheet: recorded facts of one cooperation, on one page."""

import pikepdf
import pytest

from geo_koop.outputs.report import write
from geo_koop.outputs.report.example import example_sheet


def cells(sheet):
    return {row[0]: row[1] for _heading, rows in sheet.sections[0].table.groups for row in rows}


def test_it_says_what_is_recorded(press):
    sheet = example_sheet(press, "zv-raum-kassel")
    told = cells(sheet)
    assert sheet.kicker == "Beispielblatt"
    assert told["Räumliches Muster"].startswith("Stadt-Umland")
    assert "Landkreis Kassel" in told["Wer es trägt"]
    assert "Zweckverband: öffentlich-rechtliche Körperschaft" in told["Wie verbindlich"]
    assert "Einwohner" in told["Größe der Gemeinden"]
    assert [heading for heading, _rows in sheet.sections[0].table.groups] == ["", "Was man übernehmen kann"]


def test_sentences_are_the_description_and_the_reason(press, embedded):
    sheet = example_sheet(press, "nordallianz")
    assert sheet.sentences[0] == embedded.cooperations.loc["nordallianz", "note_de"]
    assert sheet.sentences[1].startswith("Nachbarschaftlich:")
    assert len(sheet.sentences) == 2


def test_what_is_not_recorded_is_left_out(press, embedded):
    bare = embedded.actors["cooperation_id"]
    without = embedded.cooperations.index.difference(bare)
    certain = embedded.members[embedded.members["unit"].isin(["co_carrier"])]["cooperation_id"]
    leading = embedded.members[embedded.members["role"].isin(["founder", "initiator"])]["cooperation_id"]
    one = without.difference(certain).difference(leading)[0]
    assert "Wer es trägt" not in cells(example_sheet(press, one))
    assert "Anteile" not in cells(example_sheet(press, one))


@pytest.mark.parametrize("one", ["nordallianz", "zv-raum-kassel", "rpv-muenchen", "pv-muenchen", "emm-ev"])
def test_it_is_one_page(press, one, tmp_path):
    out = write(press, [example_sheet(press, one)], tmp_path / "x.pdf")
    with pikepdf.open(out) as document:
        assert len(document.pages) == 1


def test_english(english):
    told = cells(example_sheet(english, "nordallianz"))
    assert {"Who", "How binding", "Source", "Instrument"} <= set(told)


def test_a_record_without_a_certain_member(press, embedded):
    lost = embedded.cooperations.index[~embedded.cooperations.index.isin(embedded.area["cooperation_id"])][0]
    sheet = example_sheet(press, lost)
    assert sheet.map is None
    assert sheet.cautions
