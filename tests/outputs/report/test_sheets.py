"""What the sheets say can be checked by counting in the tables."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from geo_koop import Filters
from geo_koop.outputs.report import ReportOptions, annex, open_press, places
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.region import region_sheet
from geo_koop.outputs.report.topic import topic_sheet
from geo_koop.result import narrowing

GARCHING, NIESTE, MUNICH = "09184119", "06633019", "09162000"


def narrowed(embedded, **filters):
    return open_press(narrowing.narrow(embedded, Filters(**filters)), ReportOptions())


def test_cooperations_and_partners_are_counted(press):
    sheet = municipality_sheet(press, GARCHING)
    law = press.shown.index[press.shown["obligation"] == "statutory"]
    own = press.own[(press.own["key"] == GARCHING) & ~press.own["cooperation_id"].isin(law)]["cooperation_id"]
    partners = press.own[press.own["cooperation_id"].isin(own)]["key"].nunique() - 1
    first = sheet.sentences[0]
    assert first == (
        f"Garching b.München arbeitet in {own.nunique()} erfassten Kooperationen "
        f"mit {partners} anderen Gemeinden zusammen."
    )
    facts = " ".join(sheet.sentences)
    assert "Regionaler Planungsverband München (RPV) eingerechnet, sind es 185 andere Gemeinden" in facts
    assert any("weil der Kreis Mitglied ist" in said for said in sheet.sentences)


def test_one_cooperation_is_told_in_the_singular(press, english):
    assert municipality_sheet(press, NIESTE).sentences[0] == (
        "Nieste arbeitet in einer erfassten Kooperation mit 2 anderen Gemeinden zusammen."
    )
    assert municipality_sheet(english, NIESTE).sentences[0] == (
        "Nieste works with 2 other municipalities in one recorded cooperation."
    )


def test_no_cooperation_claims_nothing(embedded):
    sheet = municipality_sheet(narrowed(embedded, topics=("broadband",)), GARCHING)
    assert sheet.sentences == ("Im Filter ist keine Kooperation, an der Garching b.München selbst beteiligt ist.",)
    assert "Auswahl" in sheet.cautions[0]
    assert not any("ohne erfasste" in part.heading for part in sheet.sections)


def test_gaps_come_with_the_grade_of_the_survey(press):
    said = municipality_sheet(press, GARCHING).sentences[-1]
    cells = press.coverage.loc[GARCHING]
    blank = cells[(cells["status"] == "none_recorded") & cells["topic"].isin(press.single_topics)]
    assert said.startswith(f"Zu {len(blank)} Themen ist keine Kooperation erfasst")
    assert "keine gefunden, Recherche unvollständig" in said
    assert "sowie Sicherheit und Feuerwehr" in said


def test_outside_the_survey_a_blank_says_nothing(press):
    table = press.analysis.municipalities
    outside = table.index[table["context"]][0]
    said = " ".join(municipality_sheet(press, outside).sentences)
    assert "außerhalb des erhobenen Gebiets" in said
    assert "Themen ist keine Kooperation erfasst" not in said


def test_partial_membership_has_a_caution(press):
    own = press.own[press.own["key"] == MUNICH]["cooperation_id"].unique()
    count = len(set(own) & set(press.incomplete))
    assert count
    caution = municipality_sheet(press, MUNICH).cautions[0]
    assert caution.startswith(f"In {count} dieser Kooperationen sind nicht alle Mitglieder bekannt")


def test_key_figures_stand_beside_medians(press):
    sheet = municipality_sheet(press, GARCHING)
    table = next(part.table for part in sheet.sections if part.heading == "Kennzahlen")
    table_rows = {row[0]: row[1:] for row in table.groups[0][1]}
    district = press.analysis.municipalities["district"] == "09184"
    median = press.figures.loc[district, "memberships"].median()
    assert table_rows["davon mit eigener Mitgliedschaft"][1] == press.words.number(median)
    assert "Landkreis München (29)" in table.head[2]


def test_every_cooperation_is_in_the_table(press):
    sheet = municipality_sheet(press, GARCHING)
    listed = {row[0] for _group, lines in sheet.sections[0].table.groups for row in lines}
    ids = press.area[press.area["key"] == GARCHING]["cooperation_id"]
    assert {name.removesuffix(" (Pflichtverband)") for name in listed} == set(press.shown.loc[ids, "name"])


def test_a_cooperation_tells_pattern_reason_and_members(press):
    sheet = cooperation_sheet(press, "zv-raum-kassel")
    said = " ".join(sheet.sentences)
    assert "Erfasst sind 12 sichere Mitglieder. Eines davon ist ein Kreis." in said
    assert "Umland von Kassel" in said
    assert sheet.map.scale == "1:300\u202f000"
    assert {"Mitglied", "Kernstadt"} <= {label for _sample, label in sheet.map.legend}
    listed = {row[0]: row[1] for _group, lines in sheet.sections[1].table.groups for row in lines}
    assert listed == {
        "Kassel, kreisfreie Stadt": "Kassel",
        "Kreise und andere": "Landkreis Kassel",
        "Landkreis Kassel": "Ahnatal, Baunatal, Calden (seit 2011), Fuldabrück, Fuldatal, Kaufungen, Lohfelden, "
        "Niestetal, Schauenburg, Vellmar",
    }


def test_a_cooperation_without_geometry_has_no_map_and_says_so(press):
    ids = press.analysis.cooperations.index.difference(press.analysis.area["cooperation_id"])
    sheet = cooperation_sheet(press, ids[0])
    assert sheet.map is None
    assert any("keine Karte" in text or "Eine Karte gibt es nicht" in text for text in sheet.cautions)


def test_a_member_missing_from_the_boundaries_is_named(embedded):
    members = embedded.members.copy()
    row = members.index[(members["cooperation_id"] == "zv-raum-kassel") & (members["key"] == "06633003")]
    members.loc[row, ["level", "area_name"]] = ["unresolved", "Verlorenhausen"]
    area = embedded.area[
        ~((embedded.area["cooperation_id"] == "zv-raum-kassel") & (embedded.area["key"] == "06633003"))
    ]
    lost = open_press(embedded.replace(members=members, area=area), ReportOptions())
    cautions = " ".join(cooperation_sheet(lost, "zv-raum-kassel").cautions)
    assert "Ein Mitglied liegt außerhalb der geladenen Grenzen und fehlt auf der Karte: Verlorenhausen." in cautions


def test_an_ended_cooperation_says_so(press):
    table = press.analysis.cooperations
    ended = table.index[table["status"] == "ended"][0]
    assert "läuft am Stichtag nicht" in cooperation_sheet(press, ended).cautions[0]


def test_topic_counts_covered_and_blank(press):
    munich = places.region(press.analysis, "muenchen_14")
    sheet = topic_sheet(press, "water", munich)
    cells = press.coverage[press.coverage["topic"] == "water"].reindex(munich.keys)
    covered = int((cells["status"] == "covered").sum())
    assert sheet.sentences[0].startswith(
        f"Zum Thema Wasserversorgung decken erfasste Kooperationen {covered} von 186 Gemeinden ab"
    )
    assert f"Für {186 - covered} Gemeinden gilt: keine gefunden" in " ".join(sheet.sentences)


def test_topic_outside_the_survey_is_not_surveyed(press):
    table = press.analysis.municipalities
    inside = table.groupby("district")["context"].all()
    apart = places.region(press.analysis, str(inside.index[inside][0]))
    assert apart.context
    sheet = topic_sheet(press, "water", apart)
    assert any("nicht erhoben" in label for _sample, label in sheet.map.legend)
    assert not any("keine gefunden" in text for text in sheet.sentences)


def test_region_counts_and_compares(press):
    hesse = places.region(press.analysis, "nordhessen")
    sheet = region_sheet(press, hesse)
    here = press.area.loc[press.area["key"].isin(hesse.keys), "cooperation_id"].nunique()
    assert sheet.sentences[0] == f"Erfasst sind {here} Kooperationen; sie erreichen 137 von 137 Gemeinden."
    assert len(sheet.sections[-1].table.groups[0][1]) == here
    headings = [part.heading for part in sheet.sections]
    assert headings[:4] == ["Räumliche Muster", "Themen und Formen", "Überlagerung und Kongruenz", "Zeitlicher Verlauf"]


def test_the_time_line_counts_what_existed(press):
    hesse = places.region(press.analysis, "nordhessen")
    alt = next(part.picture.alt for part in region_sheet(press, hesse).sections if part.heading == "Zeitlicher Verlauf")
    ids = press.analysis.area.loc[press.analysis.area["key"].isin(hesse.keys), "cooperation_id"]
    table = press.analysis.cooperations.loc[ids.unique()]
    counted = table[(table["active"].astype(bool) | table["end_date"].notna()) & table["start_date"].notna()]
    year = press.analysis.provenance.as_of.year
    day = pd.Timestamp(year, 12, 31)
    there = ((counted["start_date"] <= day) & ~(counted["end_date"] < day)).sum()
    assert f"{year}: {there}" in alt


def test_scales_are_round_everywhere(press):
    sheets = [municipality_sheet(press, key) for key in (GARCHING, NIESTE, MUNICH)]
    sheets.append(cooperation_sheet(press, "rpv-muenchen"))
    for sheet in sheets:
        number = int(re.sub(r"\D", "", sheet.map.scale.partition(":")[2]))
        assert str(number).rstrip("0") in {"1", "125", "15", "2", "25", "3", "4", "5", "6", "75"}


def test_links_restore_the_view(press, embedded):
    from urllib.parse import parse_qs, urlsplit

    from geo_koop.app.state import known_of, parse

    link = municipality_sheet(press, GARCHING).link
    address = urlsplit(link)
    assert address.path == "/koop/gemeinde"
    state, notices = parse(parse_qs(address.query), known_of(embedded))
    assert notices == ()
    assert state.municipality == GARCHING
    assert state.as_of == embedded.provenance.as_of
    assert not state.statutory, "the sheet counts without statutory bodies"


@pytest.mark.parametrize("kind", ["municipality", "cooperation", "topic", "region"])
def test_links_of_every_kind_lead_to_pages_of_the_app(kind):
    from geo_koop.app.navigation import PAGES
    from geo_koop.outputs.report import link

    assert link.PAGES[kind] in {path for _title, _icon, path in PAGES.values()}


def test_links_name_the_parameters_of_the_app():
    from geo_koop.app import state
    from geo_koop.outputs.report import link

    assert dict(link.FILTERS) == state.FILTERS


def test_the_source_lines_name_the_owners_of_these_data_and_of_no_others(press, embedded):
    boundaries, records, *_surveys = annex.source_lines(press)
    assert boundaries.startswith("Grenzen: Genäherte Gemeindegrenzen")
    assert boundaries.endswith("Lizenz ODbL-1.0")
    assert records.startswith("Kooperationen: ")
    assert "geo_koop-Projekt" in records
    assert records.count("CC") == 1
    own = embedded.replace(provenance=replace(embedded.provenance, sources={}))
    assert not any(line.startswith("Kooperationen: ") for line in annex.source_lines(open_press(own, ReportOptions())))


def test_a_city_that_is_its_own_district_is_not_compared_with_itself(press):
    figures = next(part for part in municipality_sheet(press, MUNICH).sections if part.heading == "Kennzahlen")
    assert figures.table.head == ("Kennzahl", "München", "Median Region München (186)")
