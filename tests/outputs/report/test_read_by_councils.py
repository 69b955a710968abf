"""What readers of council papers asked for: each value stands in the source tables, or is worked out by hand."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import shapely

from geo_koop import Filters
from geo_koop.locale.rounding import rounded
from geo_koop.outputs.report import ReportOptions, open_press, places
from geo_koop.outputs.report.make import make
from geo_koop.outputs.report.resolution import Resolution, resolution_sheet
from geo_koop.outputs.wording import Wording
from geo_koop.result import narrowing

DATA = Path(__file__).parents[3] / "data"
BAD_GANDERSHEIM, OTTOBRUNN, WEISSENBORN = "03155001", "09184136", "06636015"


def part(sheet, heading):
    return next(one for one in sheet.sections if one.heading.startswith(heading))


def municipality(press, name):
    return make(press, ("municipality", places.municipality(press.analysis, name), None))


def cooperation(press, identifier):
    return make(press, ("cooperation", identifier, None))


@pytest.fixture(scope="module")
def on_water(embedded):
    return open_press(narrowing.narrow(embedded, Filters(topics=("water",))), ReportOptions())


@pytest.fixture(scope="module")
def since_2015(embedded):
    return open_press(embedded, ReportOptions(since=date(2015, 1, 1)))


class TestArea:
    @pytest.mark.parametrize(
        ("name", "said"), [("Höhenkirchen-Siegertsbrunn", "24 km²"), ("Kassel", "107 km²"), ("Weißenborn", "16 km²")]
    )
    def test_it_is_the_official_one(self, press, name, said):
        """facts.csv: 23.77, 106.8 and 15.56; the outlines have 15, 103 and 17."""
        facts = pd.read_csv(DATA / "boundaries" / "facts.csv", dtype={"key": "str"}).set_index("key")["area_km2"]
        assert f"{facts[places.municipality(press.analysis, name)]:.0f} km²" == said
        assert f" · {said} · " in municipality(press, name).subtitle

    def test_of_a_cooperation_it_is_the_sum_of_the_official_ones(self, press):
        """Members of the working group of Hofoldinger Forst: Aying, Brunnthal, Otterfing and Sauerlach."""
        facts = pd.read_csv(DATA / "boundaries" / "facts.csv", dtype={"key": "str"}).set_index("key")["area_km2"]
        members = pd.read_csv(DATA / "cooperations" / "members.csv", dtype="str")
        own = members.loc[members["cooperation_id"] == "arge-hofoldinger-forst", "key"]
        own = own[own.str.len() == 8]
        assert len(own) == 4
        lines = dict(cooperation(press, "arge-hofoldinger-forst").sections[0].table.groups[0][1])
        assert lines["Fläche"] == f"{facts[own].sum():.0f} km²" == "173 km²"


class TestFilterAndSurvey:
    def test_the_filter_is_in_the_title(self, on_water):
        assert municipality(on_water, "Haar").title == "Haar (Filter: Wasserversorgung)"
        region = make(on_water, ("region", "", places.region(on_water.analysis, "nordhessen")))
        assert region.title == "Nordhessen (Filter: Wasserversorgung)"

    def test_what_a_filter_leaves_out_is_not_said_to_be_unrecorded(self, on_water):
        sheet = municipality(on_water, "Haar")
        assert part(sheet, "Häufigste Partner").paragraphs == ("Kein Partner im Filter.",)
        rows = [row[0] for row in part(sheet, "Kennzahlen").table.groups[0][1]]
        assert "Abgedeckte Themen, im Filter" in rows
        assert not any("von 22" in row for row in rows)
        region = make(on_water, ("region", "", places.region(on_water.analysis, "nordhessen")))
        assert region.sentences[0] == "Im Filter sind 4 Kooperationen; sie erreichen 8 von 137 Gemeinden."
        assert "Nur was im Filter ist." in part(region, "Themen und Formen").notes

    def test_where_nobody_looked_there_is_no_zero(self, since_2015):
        sheet = municipality(since_2015, BAD_GANDERSHEIM)
        assert sheet.figures == ()
        assert part(sheet, "Kennzahlen").table is None
        said = " ".join(text for one in sheet.sections for text in one.paragraphs)
        assert "keine Kooperation erfasst" not in said
        assert "kein Partner erfasst" not in said
        assert "keine Änderung erfasst" not in said
        assert "Nicht erhobene Themen" in [one.heading for one in sheet.sections]


def test_changes_are_those_of_cooperations_that_cover_the_municipality(since_2015):
    """In members.csv Ottobrunn is in neither of them; its district stands beside its own municipalities there."""
    members = pd.read_csv(DATA / "cooperations" / "members.csv", dtype="str")
    foreign = ["arge-hofoldinger-forst", "zv-gymnasium-garching"]
    assert not (members["cooperation_id"].isin(foreign) & (members["key"] == OTTOBRUNN)).any()
    changed = str(part(municipality(since_2015, OTTOBRUNN), "Was hat sich geändert").table)
    assert "Energieagentur Ebersberg-München" in changed
    assert "Hofoldinger Forst" not in changed
    assert "Gymnasium Garching" not in changed


class TestDates:
    @pytest.mark.parametrize(("identifier", "year"), [("hallenbad-ebersberg-nordwest", "2013"), ("dsb-erding", None)])
    def test_a_plan_has_not_begun(self, press, identifier, year):
        """The README of the data: the start of an idea is the year from which the plan is known."""
        sheet = cooperation(press, identifier)
        labels = {figure.label: figure.value for figure in sheet.figures} | dict(sheet.sections[0].table.groups[0][1])
        assert "Beginn" not in labels
        assert labels["Bekannt seit"] == (year or labels["Bekannt seit"])

    def test_what_has_ended_is_told_as_past(self, press):
        sheet = cooperation(press, "arge-hofoldinger-forst")
        assert "beendet November 2023" in sheet.subtitle
        assert ("Ende", "November 2023") in [(one.label, one.value) for one in sheet.figures]
        assert "Erfasst waren am Ende 6 sichere Mitglieder." in sheet.sentences[1]
        assert part(sheet, "Mitglieder").table.groups[0][0] == "am Ende sicher (6)"
        assert "Das Gebiet umfasste 4 Gemeinden." in sheet.sentences

    def test_a_source_of_a_year_attests_no_day(self, press):
        """sources.csv has 2012."""
        lines = dict(cooperation(press, "airfolgsregion").sections[0].table.groups[0][1])
        assert lines["Beginn"] == "unbekannt (Stand der Quelle: 2012)"


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "decimals", "right"), [(12.5, 0, 13), (2.5, 0, 3), (0.145, 2, 0.15), (-0.5, 0, -1), (1.005, 2, 1.01)]
    )
    def test_a_half_is_rounded_up(self, value, decimals, right):
        assert rounded(value, decimals) == right

    def test_shares_too(self, press):
        """Two of sixteen are 12.5 per cent."""
        assert Wording("de").share(2 / 16) == "13\xa0%"
        sheet = resolution_sheet(press, Resolution(municipality=WEISSENBORN, topic="industrial_zone"))
        assert any("2 von 16 Gemeinden ab (13\xa0%)" in text for one in sheet.sections for text in one.paragraphs)

    def test_what_is_not_all_is_not_100_and_what_is_some_not_0(self):
        assert [Wording("en").share(value) for value in (0.995, 0.004, 0.005)] == ["> 99%", "< 1%", "1%"]

    def test_a_rounded_distance_is_no_upper_limit(self, press):
        """The middles of Ottobrunn and Sauerlach lie 12.1 km apart."""
        said = " ".join(cooperation(press, "zvb-wertstoffhof-ottobrunn").sentences)
        assert "nur rund 12 km auseinander" in said
        assert "höchstens 12 km" not in said


def test_neighbours_that_nobody_surveyed_are_counted_apart(press):
    """Weißenborn touches Eschwege, Ringgau, Wehretal, and Treffurt, which nobody surveyed."""
    names = press.analysis.municipalities["name"].reindex(press.neighbours(WEISSENBORN))
    assert sorted(names.str.split(",").str[0]) == ["Eschwege", "Ringgau", "Treffurt", "Wehretal"]
    sheet = resolution_sheet(press, Resolution(municipality=WEISSENBORN, topic="industrial_zone"))
    said = [text for one in sheet.sections for text in one.paragraphs]
    assert (
        "Von 3 erhobenen Nachbargemeinden (nach den genäherten Grenzen) ist keine zu diesem Thema durch eine erfasste "
        "Kooperation abgedeckt."
    ) in said
    assert "Eine weitere Nachbargemeinde ist nicht erhoben: Ihr leeres Feld sagt nichts." in said


def test_neighbourhood_names_the_boundaries_it_rests_on(press):
    assert "Nachbar: nach den genäherten Grenzen." in part(municipality(press, "Kassel"), "Häufigste Partner").notes


def test_the_text_of_a_map_counts_what_the_map_shows(press):
    """Of all surroundings of the file, the map of Nordhessen shows those that reach into its frame."""
    around = press.analysis.municipalities[press.analysis.municipalities["context"].astype(bool)]
    region = places.region(press.analysis, "nordhessen")
    sheet = make(press, ("region", "", region))
    metres = int(sheet.map.scale.split(":")[1].replace("\u202f", "")) / 1000
    west, south, east, north = press.ground.extent(region.keys)
    # The frame is the land with a margin; its middle is that of the land.
    wide, high = sheet.map.width * metres, sheet.map.height * metres
    middle = ((west + east) / 2, (south + north) / 2)
    frame = shapely.box(middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2)
    count = int(around.geometry.intersects(frame).sum())
    assert count < len(around)
    assert f"Umgebung, nicht erhoben: {count} Gemeinden" in sheet.map.alt
