"""What stands first on a sheet: figures with what to compare them with, two sentences, a map of the right size.

Counted by hand on the country of :mod:`tests.lettered`: A is in *bad* (with B), *wald* (with E and F) and *kreis*.
"""

import re
import shutil
import subprocess

import pikepdf
import pytest

from geo_koop import Filters, analyse
from geo_koop.outputs.report import ReportOptions, open_press, places, write
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.region import region_sheet
from geo_koop.outputs.report.topic import topic_sheet
from geo_koop.result import narrowing
from tests.lettered import KEYS, request_in
from tests.outputs.report.test_pdf import elements


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("country")))


@pytest.fixture(scope="module")
def lettered(analysis):
    return open_press(analysis, ReportOptions(office="Kreis"))


@pytest.fixture(scope="module")
def files(lettered, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    sheet = municipality_sheet(lettered, KEYS["A"])
    return [write(lettered, [sheet], folder / f"a.{ending}") for ending in ("pdf", "html")]


def figures(sheet):
    return [(one.label, one.value, one.beside) for one in sheet.figures]


class TestFigures:
    def test_a_municipality_beside_its_district(self, lettered):
        """District: A, B, E, F, I, J. Own: 3 1 1 1 0 0; partners: 3 1 2 2 0 0; topics with *plan*: 4 2 2 2 1 1."""
        sheet = municipality_sheet(lettered, KEYS["A"])
        assert figures(sheet) == [
            ("Eigene Kooperationen", "3", "Median Landkreis 09101 (6): 1"),
            ("Partnergemeinden", "3", "Median Landkreis 09101 (6): 1,5"),
            ("Themen mit Kooperation (von 22)", "4", "Median Landkreis 09101 (6): 2"),
            (
                "Höchste Verbindlichkeit",
                "Gesellschaft",
                "Landkreis 09101: mindestens so verbindlich in 1 von 6 Gemeinden",
            ),
        ]
        assert sheet.figures_note == "Ohne Pflichtverbände; bei den Themen zählen alle."

    def test_where_nobody_looked_there_are_none(self, lettered):
        sheet = municipality_sheet(lettered, KEYS["C"])
        assert (sheet.figures, sheet.figures_note) == ((), "")

    def test_a_filter_is_said_and_topics_are_not_counted(self, analysis):
        one = open_press(narrowing.narrow(analysis, Filters(formats=("company",))), ReportOptions())
        sheet = municipality_sheet(one, KEYS["A"])
        assert "Themen mit Kooperation (von 22)" not in [one.label for one in sheet.figures]
        assert "Nur was im Filter ist." in sheet.figures_note

    def test_a_cooperation_says_whose_inhabitants_are_missing(self, lettered):
        assert figures(cooperation_sheet(lettered, "bad")) == [
            ("Sichere Mitglieder", "2", ""),
            ("Gemeinden des Gebiets", "2", ""),
            ("Einwohner des Gebiets", "5.000 (ohne B)", "Stand 09.05.2011"),
            ("Verbindlichkeit", "Vertrag", ""),
            ("Beginn", "2000", ""),
        ]

    def test_members_stand_beside_the_median_of_the_format(self, press):
        label, value, beside = figures(cooperation_sheet(press, "zv-raum-kassel"))[0]
        members, shown = press.analysis.members, press.shown
        same = shown.index[(shown["format"] == "special_purpose_association") & (shown["completeness"] == "full")]
        sizes = members[members["counts"].astype(bool) & members["cooperation_id"].isin(same)]
        sizes = sizes.groupby("cooperation_id")["unit_key"].nunique()
        middle = press.words.number(sizes.median(), 0 if float(sizes.median()).is_integer() else 1)
        assert (label, value) == ("Sichere Mitglieder", "12")
        assert beside == f"Median Zweckverband, alle Mitglieder bekannt ({len(sizes)}): {middle}"

    def test_a_topic_counts_all_and_names_the_strongest_without_statutory_bodies(self, lettered):
        region = places.region(lettered.analysis, "all")
        assert figures(topic_sheet(lettered, "culture_sport", region)) == [
            ("Abgedeckte Gemeinden", "2 von 11", "18\u00a0%"),
            ("Kooperationen zum Thema", "1", ""),
            ("Höchste Verbindlichkeit", "Vertrag", "(2 Gemeinden)"),
        ]
        assert figures(topic_sheet(lettered, "settlement_development", region)) == [
            ("Abgedeckte Gemeinden", "11 von 11", "100\u00a0%"),
            ("Kooperationen zum Thema", "1", ""),
        ]

    def test_a_part_of_the_survey_stands_beside_all_of_it(self, press):
        """8 of 137 in northern Hesse; the other number is that of both regions."""
        cells = press.coverage[(press.coverage["topic"] == "water") & press.coverage["grade"].notna()]
        share = press.words.share((cells["status"] == "covered").mean())
        one = figures(topic_sheet(press, "water", places.region(press.analysis, "nordhessen")))[0]
        assert one == ("Abgedeckte Gemeinden", "8 von 137", f"6\u00a0%; alle {len(cells)} erhobenen: {share}")

    def test_what_a_filter_by_region_cuts_short_is_not_compared_with(self, embedded):
        one = open_press(narrowing.narrow(embedded, Filters(regions=("nordhessen",))), ReportOptions())
        region = places.region(one.analysis, "nordhessen")
        assert figures(topic_sheet(one, "water", region))[0] == ("Abgedeckte Gemeinden", "8 von 137", "6\u00a0%")
        assert [beside for _label, _value, beside in figures(region_sheet(one, region))] == [""] * 4
        assert figures(cooperation_sheet(one, "zv-raum-kassel"))[0] == ("Sichere Mitglieder", "12", "")

    def test_a_region(self, lettered):
        """Of 11: A has 3 cooperations, B, E, F and the five of 09102 have one, I and J none; most have no partner."""
        sheet = region_sheet(lettered, places.region(lettered.analysis, "all"))
        assert figures(sheet) == [
            ("Kooperationen", "3", ""),
            ("Erreichte Gemeinden", "9 von 11", ""),
            ("Kooperationen je Gemeinde (Median)", "1", ""),
            ("Partnergemeinden (Median)", "0", ""),
        ]
        assert sheet.figures_note == "Ohne Pflichtverbände."


def test_rules_stand_under_the_method_alone(press):
    sheet = cooperation_sheet(press, "zv-raum-kassel")
    said = " ".join(sheet.sentences)
    assert "R = " not in said
    assert "Regel" not in said
    assert "liegen im Umland von Kassel (202.137 Einwohner)." in said
    method = sheet.sections[-1]
    assert method.heading == "Methode"
    assert "R = 24 km). Regel: Entfernung und Schritte" in method.paragraphs[0]


def test_an_upright_land_has_an_upright_map_with_its_legend_beside(press):
    hesse = region_sheet(press, places.region(press.analysis, "nordhessen")).map
    assert hesse.beside
    assert hesse.height > hesse.width
    assert hesse.scale == "1:1\u202f250\u202f000"
    box = press.ground.extent(places.region(press.analysis, "nordhessen").keys)
    assert hesse.width - (box[2] - box[0]) / 1250 < 11.1
    assert not municipality_sheet(press, "09184119").map.beside


def test_the_overview_says_what_it_shows(lettered):
    part = municipality_sheet(lettered, KEYS["A"]).map
    assert part.overview_alt.endswith("gefüllt sind 4 Gemeinden (Landkreis 09101).")
    assert part.overview_caption == "Übersicht – Rahmen: Ausschnitt der Karte; gefüllt: worum es geht."


def test_charts_have_their_numbers_in_tables(lettered):
    parts = {part.heading: part for part in region_sheet(lettered, places.region(lettered.analysis, "all")).sections}
    topics = parts["Themen und Formen"].table
    assert [(row[0], row[-1]) for row in topics.groups[0][1]] == [
        ("Mobilität", "1"),
        ("Kultur und Sport", "1"),
        ("Natur und Landschaft", "1"),
    ]
    years = {row[0]: row[-1] for row in parts["Zeitlicher Verlauf"].table.groups[0][1]}
    assert (years["1995"], years["1999"], years["2000"], years["2010"], years["2020"]) == ("1", "1", "2", "3", "3")
    reached = parts["Gemeinden nach Zahl der Kooperationen"].table.groups[0][1]
    assert reached == (("0", "2"), ("1", "8"), ("3", "1"))


class TestFiles:
    def test_legends_are_lists_and_sources_a_part_of_the_bookmarks(self, files):
        with pikepdf.open(files[0]) as document:
            with document.open_metadata() as metadata:
                assert metadata.get("dc:title") == "Gemeindesteckbrief – A"
            with document.open_outline() as outline:
                assert outline.root[-1].children[-1].title == "Quellen und Stand"
            found = [str(e.S) for e in elements(document.Root.StructTreeRoot)]
        before = found[: found.index("/H2")]
        assert before.count("/L") >= 3
        assert before.count("/Figure") == 2

    @pytest.mark.skipif(not shutil.which("pdfinfo"), reason="poppler reads the structure")
    def test_a_screen_reader_gets_figures_first_and_sources_last(self, files):
        call = ["pdfinfo", "-struct-text", str(files[0])]
        facts = subprocess.run(call, capture_output=True, check=True).stdout.decode(errors="replace")
        lines = re.findall(r'^ +"(.*)"$', facts, re.MULTILINE)
        start = lines.index("Eigene Kooperationen")
        assert lines[start : start + 3] == ["Eigene Kooperationen", "3", "Median Landkreis 09101 (6): 1"]
        after = "".join(lines[start:])
        said = ("arbeitet in 3 erfassten", "Maßstab", "Kooperationen nach Themen", "Quellen und Stand")
        assert sorted(said, key=after.index) == list(said)
        end = after[after.index("Quellen und Stand") :]
        assert "Gebietsstand 01.01.2020" in end
        assert "Umfrage" in end
        assert "Kreis · Gedruckt am" in end

    def test_the_page_has_the_same_order(self, files):
        text = files[1].read_text(encoding="utf-8")
        assert "<title>Gemeindesteckbrief – A</title>" in text
        body = text[text.index("<main>") :]
        said = (
            '<dl class="figures"',
            "<dt>Eigene Kooperationen</dt>",
            '<p class="lead">A arbeitet',
            'class="plate"',
            "Übersicht – Rahmen",
            "<footer><h2>Quellen und Stand</h2>",
        )
        assert sorted(said, key=body.index) == list(said)
        assert body.count("A arbeitet in 3 erfassten") == 1
