"""Statements of the sheets on the country of :mod:`tests.lettered`, counted by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from geo_koop import Filters, analyse
from geo_koop.outputs import inhabitants
from geo_koop.outputs.report import ReportOptions, annex, open_press, places
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.region import region_sheet
from geo_koop.outputs.report.topic import topic_sheet
from geo_koop.outputs.wording import Wording
from geo_koop.result import narrowing
from tests.lettered import KEYS, request_in


@pytest.fixture(scope="module")
def request_(tmp_path_factory):
    return request_in(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="module")
def analysis(request_):
    return analyse(request_)


@pytest.fixture(scope="module")
def press(analysis):
    return open_press(analysis, ReportOptions())


def sheet_of(press, name):
    return municipality_sheet(press, KEYS[name])


def part(sheet, heading):
    return next(one for one in sheet.sections if one.heading == heading)


def filtered(analysis, **filters):
    return open_press(narrowing.narrow(analysis, Filters(**filters)), ReportOptions())


class TestMunicipality:
    def test_partners_are_counted_without_statutory_bodies_and_the_other_number_stands_beside(self, press):
        """A shares *bad* with B, *wald* with E and F; *plan* makes all eleven others partners."""
        said = sheet_of(press, "A").sentences
        assert said[0] == "A arbeitet in 3 erfassten Kooperationen mit 3 anderen Gemeinden zusammen."
        assert (
            "Partner sind ohne Pflichtverbände gezählt; Verband plan eingerechnet, sind es 11 andere Gemeinden." in said
        )

    def test_districts_and_actors_are_named(self, press):
        sheet = sheet_of(press, "A")
        assert "Daran sind auch Kreise und andere beteiligt: Landkreis 09102 und Stadtwerke A." in sheet.sentences
        partners = {row[0]: row[3] for _topic, rows in sheet.sections[0].table.groups for row in rows}
        assert partners["Verband bad"] == "B; Stadtwerke A"
        assert partners["Verband kreis"] == "Landkreis 09102"
        assert partners["Verband wald"] == "E und F*"

    def test_an_asterisk_is_explained_only_where_one_stands(self, press):
        explained = "* Nicht alle Mitglieder sind bekannt."
        assert explained in sheet_of(press, "A").sections[0].notes
        assert "*" not in str(sheet_of(press, "B").sections[0].table)
        assert explained not in sheet_of(press, "B").sections[0].notes

    def test_unknown_obligation_is_said(self, press):
        notes = " ".join(sheet_of(press, "A").sections[0].notes)
        assert "Von einer Kooperation ist nicht bekannt, ob sie gesetzlich vorgeschrieben ist" in notes
        assert "gesetzlich" not in " ".join(sheet_of(press, "B").sections[0].notes)

    def test_unknown_inhabitants_are_said(self, press):
        assert "Einwohnerzahl unbekannt" in sheet_of(press, "B").subtitle
        assert "5.000 Einwohner (09.05.2011)" in sheet_of(press, "A").subtitle

    def test_neighbours_that_nobody_surveyed_are_apart(self, press):
        """B touches A, F and C: a partner, one without a shared cooperation, and one of the surroundings."""
        labels = [label for _sample, label in sheet_of(press, "B").map.legend]
        assert "Nachbargemeinde, nicht erhoben" in labels
        assert "Nachbargemeinde, keine gemeinsame Kooperation erfasst" in labels
        assert "Nachbargemeinde, nicht erhoben" not in [label for _s, label in sheet_of(press, "I").map.legend]

    def test_topics_of_statutory_bodies_alone_are_marked(self, press):
        assert "Nur durch Pflichtverband abgedeckt: Siedlungsentwicklung." in sheet_of(press, "I").sentences
        assert sheet_of(press, "I").sections[0].table.groups[0][1][0][0] == "Verband plan (Pflichtverband)"
        assert sheet_of(press, "I").sentences[0] == (
            "I ist außer an Pflichtverbänden selbst an keiner erfassten Kooperation beteiligt."
        )

    def test_medians_count_the_municipalities_that_have_a_value(self, press):
        """Of A, B, E, F, I and J, four have partners: congruence 1 for B, E, F, and 1/3 for A."""
        figures = part(sheet_of(press, "A"), "Kennzahlen").table
        rows = {row[0]: row[1:] for row in figures.groups[0][1]}
        assert figures.head[2] == "Median Landkreis 09101 (6)"
        assert rows["Partner (andere Gemeinden)"] == ("3", "1,5")
        assert rows["Partner mit Pflichtverbänden"] == ("11", "11")
        assert rows["Kongruenz (1 = immer dieselben Partner)"] == ("0,33", "1,00 (aus 4)")

    def test_surroundings_have_no_figures(self, press):
        """Nobody asked in C: a 0 would say that nothing exists."""
        figures = part(sheet_of(press, "C"), "Kennzahlen")
        assert figures.table is None
        assert figures.paragraphs == ("Nicht erhoben: Kennzahlen stehen nur da, wo gesucht wurde.",)

    def test_a_list_cut_inside_a_tie_says_so(self, analysis):
        """With statutory bodies, A has eleven partners: B, E and F with two shared cooperations, eight with one."""
        every = filtered(analysis, obligation=("voluntary", "statutory", "unknown"))
        section = part(sheet_of(every, "A"), "Häufigste Partner")
        assert len(section.table.groups[0][1]) == 10
        assert section.notes == ("Eine weitere mit gleich vielen.",)

    def test_a_blank_in_a_filter_is_no_gap(self, analysis):
        sheet = sheet_of(filtered(analysis, topics=("mobility",)), "B")
        assert sheet.sentences[0] == "Im Filter ist keine Kooperation, an der B selbst beteiligt ist."
        assert "Nachbargemeinde, keine gemeinsame Kooperation im Filter" in [label for _s, label in sheet.map.legend]
        assert not any("keine Kooperation erfasst" in text for text in sheet.sentences)

    def test_a_filter_by_region_makes_gaps_outside_of_it_only(self, analysis):
        """E lies in 09101; its cooperations all stay with that filter, and leave with the other."""
        inside, outside = (filtered(analysis, regions=(code,)) for code in ("09101", "09102"))
        assert any("keine Kooperation erfasst" in text for text in sheet_of(inside, "E").sentences)
        assert not any("keine Kooperation erfasst" in text for text in sheet_of(outside, "E").sentences)
        assert any("Auswahl" in text for text in sheet_of(outside, "E").cautions)

    def test_what_is_only_planned_is_told_as_such(self, analysis):
        sheet = sheet_of(filtered(analysis, stages=("idea",)), "A")
        assert "Der Filter nach dem Stand zeigt auch eine Kooperation, die am Stichtag nicht läuft." in sheet.cautions
        assert sheet.sentences[0] == (
            "A ist mit einer anderen Gemeinde in Kooperationen genannt: 1, davon am Stichtag nicht in Betrieb: 1."
        )
        row = sheet.sections[0].table.groups[0][1][0]
        assert row[:3] == (
            "Verband idee (noch nicht in Betrieb)",
            "geplant: Zweckverband",
            "geplant: öffentlich-rechtliche Körperschaft",
        )


class TestTopic:
    def test_statutory_bodies_count_and_are_marked(self, press):
        sheet = topic_sheet(press, "settlement_development", places.region(press.analysis, "all"))
        assert sheet.sentences[:2] == (
            "Zum Thema Siedlungsentwicklung decken erfasste Kooperationen 11 von 11 Gemeinden ab (100\u00a0%).",
            "11 davon sind nur durch Pflichtverband abgedeckt.",
        )
        assert "nur durch Pflichtverband" in [label for _sample, label in sheet.map.legend]

    def test_inhabitants_say_whose_are_missing(self, press):
        """*bad* covers A (5,000) and B (unknown), of ten counted municipalities with 50,000 inhabitants."""
        said = topic_sheet(press, "culture_sport", places.region(press.analysis, "all")).sentences
        assert "Dort leben 10\u00a0% der Einwohner, soweit ihre Zahl bekannt ist (5.000; ohne B)." in said

    def test_a_filter_leaves_blanks_and_makes_no_gaps(self, analysis):
        one = filtered(analysis, formats=("company",))
        sheet = topic_sheet(one, "water", places.region(one.analysis, "all"))
        assert sheet.sentences[0] == "Zum Thema Wasserversorgung ist hier keine Kooperation im Filter."
        assert "Für 11 Gemeinden gilt: nicht im Filter." in sheet.sentences
        assert sheet.sections[-1].heading == "Gemeinden ohne Kooperation im Filter"


class TestRegion:
    def test_counts_leave_statutory_bodies_out(self, press):
        """Without *plan*: *bad*, *wald* and *kreis* reach A, B, E, F and the five surveyed ones of 09102."""
        said = region_sheet(press, places.region(press.analysis, "all")).sentences
        assert said[0] == "Erfasst sind 3 Kooperationen; sie erreichen 9 von 11 Gemeinden."
        assert said[1].endswith("Verband plan eingerechnet, sind es 4, die 11 von 11 Gemeinden erreichen.")

    def test_rankings_pick_none_of_equals(self, press):
        """Settlement 11 of 11, mobility 6, nature 3, culture 2: no rank is shared; the others have none."""
        said = " ".join(region_sheet(press, places.region(press.analysis, "all")).sentences)
        assert "Siedlungsentwicklung (100\u00a0%, ohne Pflichtverbände 0\u00a0%)" in said
        blank = len(press.single_topics) - 4
        assert f"Zu {blank} Themen ist für keine dieser Gemeinden eine Kooperation erfasst" in said

    def test_many_with_the_most_are_counted_and_not_picked(self, analysis):
        every = filtered(analysis, obligation=("statutory",))
        section = part(region_sheet(every, places.region(analysis, "all")), "Überlagerung und Kongruenz")
        assert section.paragraphs == ("Die meisten Kooperationen (1) haben 11 Gemeinden.",)


class TestCooperation:
    def test_inhabitants_of_the_area_say_whose_are_missing(self, press):
        facts = dict(cooperation_sheet(press, "bad").sections[0].table.groups[0][1])
        assert facts["Einwohner des Gebiets"] == "5.000 (ohne B), Stand 09.05.2011"
        assert facts["Ausdehnung (größte Entfernung zweier Punkte)"] == "11,2 km"
        assert facts["Größte Entfernung zweier Mittelpunkte"] == "5,0 km"

    def test_a_district_is_told_from_municipalities(self, press):
        said = cooperation_sheet(press, "kreis").sentences
        assert said[0] == "Erfasst sind 2 sichere Mitglieder. Eines davon ist ein Kreis."
        assert "Eine dieser Gemeinden liegt außerhalb des erhobenen Gebiets." in said

    def test_a_plan_is_told_as_a_plan(self, press):
        sheet = cooperation_sheet(press, "idee")
        assert any(text.startswith("Geplant – ") for text in sheet.sentences)
        assert "geplant: Zweckverband" in sheet.subtitle

    def test_the_star_is_the_largest_as_far_as_known(self, press):
        assert "einwohnerstärkstes Mitglied, soweit bekannt" in [
            label for _sample, label in cooperation_sheet(press, "bad").map.legend
        ]


class TestInhabitants:
    def test_nobody_counted_is_unknown_and_no_0(self, analysis):
        assert inhabitants.total(analysis, pd.Index([KEYS["B"]]), Wording("de")) == "unbekannt"

    def test_members_beyond_the_boundaries_are_missing_too(self, analysis):
        keys = pd.Index([KEYS["A"], KEYS["B"]])
        said = inhabitants.total(analysis, keys, Wording("de"), beyond=["Eichenau", "Olching"])
        assert said == "5.000 (ohne B und 2 weitere)"

    def test_their_date_stands_with_the_sources(self, press):
        assert "Einwohner: aus den Grenzdaten · Stand 09.05.2011" in annex.source_lines(press)

    def test_a_table_of_attributes_is_named_with_its_date(self, request_, tmp_path):
        table = tmp_path / "einwohner.csv"
        table.write_text(f"key;Einwohner;Stand\n{KEYS['A']};7000;2019-12-31\n", encoding="utf-8")
        one = open_press(analyse(replace(request_, attributes=table)), ReportOptions())
        assert "Einwohner: einwohner.csv · Stand 09.05.2011 und 31.12.2019" in annex.source_lines(one)

    def test_the_date_of_boundaries_is_said_where_it_is_not_known(self, analysis):
        info = replace(analysis.provenance.boundaries, gebietsstand="")
        lost = analysis.replace(provenance=replace(analysis.provenance, boundaries=info))
        assert "Gebietsstand unbekannt" in open_press(lost, ReportOptions()).dated()
