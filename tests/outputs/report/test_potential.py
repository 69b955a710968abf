"""The sheets on potentials and on comparable municipalities, by hand on the country of nine and the embedded data."""

import pytest

from geo_koop import workspace
from geo_koop.model import Filters
from geo_koop.outputs.report import ReportOptions, open_press, places, write
from geo_koop.outputs.report.make import make
from geo_koop.planning import gaps, similar
from geo_koop.result.narrowing import narrow
from tests import nine
from tests.nine import KEYS

HAAR = "09184123"


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Return a press of the country without *plan* and *k*: E, F, G have a gap on water; nobody asked in H and I."""
    request = nine.request_in(tmp_path_factory.mktemp("nine"))
    whole = workspace.evaluate(workspace.load(request), as_of=request.as_of)
    area, members = (t[~t["cooperation_id"].isin(["plan", "k"])] for t in (whole.area, whole.members))
    return open_press(whole.replace(area=area, members=members), ReportOptions())


def test_what_is_nearest_stands_first(country):
    sheet = make(country, ("potential", KEYS["E"], None))
    table = sheet.sections[0].table
    first = table.groups[0][1][0]
    assert first == ("Wasserversorgung", "F", "Verband u (5,0 km bis D)", "A (Verband u)")
    assert "Am nächsten liegt Verband u (Wasserversorgung): Das Mitglied D ist 5,0 km entfernt." in sheet.sentences
    assert sheet.figures[-1].value == "5,0 km"
    # On each other topic B, D and F have the same gap, and A, C, G lie within two steps.
    assert table.groups[0][1][1][1:] == ("B, D und F; 3 weitere in der Nähe", "–", "–")
    assert "Die Reihenfolge folgt Nähe und Ähnlichkeit; sie ist kein Urteil über Qualität." in sheet.cautions


def test_where_nobody_asked_there_is_no_gap_and_no_figure(country):
    sheet = make(country, ("potential", KEYS["I"], None))
    assert sheet.sentences == ("I wurde nicht erhoben: Ob es hier Lücken gibt, ist nicht bekannt.",)
    assert sheet.figures == ()
    assert not any(section.table for section in sheet.sections)


def test_a_statutory_body_is_no_survey(tmp_path):
    request = nine.request_in(tmp_path)
    press = open_press(workspace.evaluate(workspace.load(request), as_of=request.as_of), ReportOptions())
    sheet = make(press, ("potential", KEYS["I"], None))
    assert sheet.sentences == ("I wurde nicht erhoben: Ob es hier Lücken gibt, ist nicht bekannt.",)
    assert ("Nur durch Pflichtverband abgedeckt: Wasserversorgung.") not in sheet.sentences


def test_a_filter_makes_no_gap(embedded, press):
    part = open_press(narrow(embedded, Filters(topics=("water",))), ReportOptions())
    for order in (("potential", HAAR, None), ("potential", "", places.region(embedded, "muenchen_14"))):
        whole, filtered = make(press, order), make(part, order)
        assert whole.sentences == filtered.sentences
        assert [section.table for section in whole.sections] == [section.table for section in filtered.sections]
        assert any("Filter" in said for said in filtered.cautions)


def test_a_region_by_its_topics(country):
    sheet = make(country, ("potential", "broadband", places.region(country.analysis, "all")))
    assert sheet.sections[1].table.groups[0][1] == (("1", "7", "35.000", "175", "A, B, C, D, E, F und G"),)
    lines = {row[0]: row[1:] for row in sheet.sections[0].table.groups[0][1]}
    # Of the seven that were asked, only G has less than two neighbours with the same gap.
    assert lines["Breitband"] == ("7", "6", "86 %".replace(" ", "\u00a0"), "1", "7")
    assert lines["Wasserversorgung"] == ("3", "0", "0\u00a0%", "0", "2")
    assert sheet.figures[0].line == "Erhobene Gemeinden: 7 (von 8)"


def test_a_region_in_which_nobody_asked(embedded, press):
    table = embedded.municipalities
    code = table.loc[table["context"].astype(bool), "district"].iloc[0]
    region = places.region(embedded, code)
    if not region.context:
        pytest.skip("somebody has asked in the first district of the surroundings")
    sheet = make(press, ("potential", "", region))
    assert sheet.map is None
    assert "wurde nicht erhoben" in sheet.sentences[0]


def test_indicators_stand_side_by_side(embedded, press):
    sheet = make(press, ("similar", HAAR, None))
    own, others = (rows for _heading, rows in sheet.sections[0].table.groups)
    expected = similar.similar(embedded, HAAR, most=10)
    assert [row[0].split(" (")[0] for row in others] == expected["name"].tolist()
    assert own[0][:3] == ("Haar (Landkreis München)", "–", "21.476")
    done = sheet.sections[1].table.groups[0][1]
    status = dict(zip(*(lambda g: (g.keys, g.of("waste_water")))(gaps.gaps(embedded)), strict=True))
    doing = sum(status[key] == gaps.COVERED for key in expected.index)
    known = sum(status[key] != gaps.UNKNOWN for key in expected.index)
    assert done[0][:2] == ("Abwasser", f"{doing} von {known}")


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".pptx"])
def test_every_kind_becomes_a_file(country, tmp_path, ending):
    region = places.region(country.analysis, "all")
    sheets = [make(country, ("potential", KEYS["E"], None)), make(country, ("potential", "", region))]
    assert write(country, sheets, tmp_path / f"p{ending}").stat().st_size > 5_000
