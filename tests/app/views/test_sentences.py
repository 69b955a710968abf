"""Tables and sentences that the pages show, on the embedded data."""

import pytest

from geo_koop import Filters
from geo_koop.app.views import coverage_tables, picture, provenance_tables
from geo_koop.app.views import profile as municipality_views
from geo_koop.app.views import sentences as views
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import alphabetical
from geo_koop.result import narrowing

DE, EN = Words("de"), Words("en")


def test_every_cooperation_stands_in_the_table(embedded):
    table = views.cooperation_table(embedded, DE)
    assert set(table.index) == set(embedded.cooperations.index)
    assert table["name"].tolist() == alphabetical(table["name"])
    assert table.loc["zv-raum-kassel", ["format", "pattern", "status"]].tolist() == [
        "Zweckverband",
        "Stadt-Umland",
        "aktiv",
    ]


def test_a_record_without_certain_member_says_why_it_is_not_drawn(embedded):
    table = views.cooperation_table(embedded, DE)
    nobody = embedded.cooperations.query("n_members == 0 and shown").index
    assert len(nobody)
    assert set(table.loc[nobody, "not_drawn"]) == {"kein sicheres Mitglied"}
    drawn = embedded.cooperations.index.isin(embedded.area["cooperation_id"]) & embedded.cooperations["shown"]
    assert (table.loc[embedded.cooperations.index[drawn], "not_drawn"] == "").all()
    assert (table.loc[embedded.cooperations.index[~drawn], "not_drawn"] != "").all()


def test_provisional_patterns_say_so(embedded):
    table = views.cooperation_table(embedded, DE)
    doubtful = embedded.cooperations.query("provisional and pattern != 'unclassified'").index
    assert len(doubtful)
    assert table.loc[doubtful, "pattern"].str.endswith("(vorläufig)").all()


def test_search_finds_names_members_and_keys(embedded):
    table = views.cooperation_table(embedded, DE)
    assert "nordallianz" in views.search(table, embedded, "NordAllianz").index
    schools = views.search(table, embedded, "ISMANING realschule")
    assert schools["name"].str.contains("Realschule Ismaning").any()
    by_key = views.search(table, embedded, "09184119")
    assert set(by_key.index) == set(embedded.members.query("key == '09184119'")["cooperation_id"])


def test_search_takes_signs_as_they_are(embedded):
    table = views.cooperation_table(embedded, DE)
    assert len(views.search(table, embedded, "")) == len(table)
    assert views.search(table, embedded, "(((.*[").empty


def test_covering_cooperations_come_most_binding_first(embedded):
    table = views.covering(embedded, "09184119", DE)
    assert "nordallianz" in table.index
    assert table["bindingness"].dropna().is_monotonic_decreasing
    assert set(table["through"]) == {"selbst Mitglied", "über den Kreis"}
    assert len(table) == embedded.overlap.loc["09184119", "cooperations"]


def test_uncertain_memberships_are_shown_apart(embedded):
    members = embedded.members.query("counts_as_member == 'unclear'")
    row = members.iloc[0]
    shown = views.uncertain_at(embedded, row["key"], DE).set_index("cooperation_id")
    assert shown.loc[row["cooperation_id"], "certainty"] == "unklar"


@pytest.mark.parametrize("words", [DE, EN])
def test_every_cooperation_has_a_detail(embedded, words):
    for identifier in embedded.cooperations.index[::7]:
        detail = views.cooperation_detail(embedded, identifier, words)
        assert detail.reason
        assert all(isinstance(value, str) for _label, value in (*detail.facts, *detail.indicators))
        assert len(detail.members) == (embedded.members["cooperation_id"] == identifier).sum()


def test_only_web_addresses_become_links():
    assert views._link("javascript:alert(1)") == ("javascript:alert(1)", "")
    assert views._link("Amtsblatt 3/2020") == ("Amtsblatt 3/2020", "")
    assert views._link("http://[") == ("http://[", "")
    assert views._link("https://www.example.org/a/") == ("example.org/a", "https://www.example.org/a/")


def test_the_summary_follows_the_filters(embedded):
    assert views.summary(embedded, DE).startswith("In 323 von 323 Gemeinden sind 195 aktive Kooperationen erfasst.")
    water = narrowing.narrow(embedded, Filters(topics=("water",), regions=("muenchen_14",)))
    assert "von 186 Gemeinden" in views.summary(water, DE)
    one = narrowing.narrow(embedded, Filters(patterns=("network",)))
    assert "Gemeinden ist 1 aktive Kooperation erfasst." in views.summary(one, DE)
    none = narrowing.narrow(embedded, Filters(patterns=("network",), formats=("investment_fund",)))
    assert views.summary(none, DE) == "In 323 Gemeinden ist keine aktive Kooperation erfasst."


def test_the_summary_is_worded_for_any_number():
    assert views._recorded(0, 0, 1, DE) == "In 1 Gemeinde ist keine aktive Kooperation erfasst."
    assert views._recorded(2, 1, 1, DE) == "In 1 Gemeinde sind 2 aktive Kooperationen erfasst."
    assert views._recorded(1, 1, 3, Words("en")) == "In 1 of 3 municipalities, 1 active cooperation is recorded."
    assert views._recorded(1200, 1, 3, DE) == "In 1 von 3 Gemeinden sind 1.200 aktive Kooperationen erfasst."


def test_region_and_municipality_names(embedded):
    regions = views.region_labels(embedded, DE)
    assert regions["muenchen_14"] == "Region München"
    assert regions["09184"] == "Landkreis München"
    labels = views.municipality_labels(embedded)
    assert labels["06611000"] == "Kassel, kreisfreie Stadt"
    assert labels["09184130"] == "Ismaning (Landkreis München)"
    assert len(labels) == len(embedded.municipalities)


def test_profile_of_a_municipality(embedded):
    profile = municipality_views.profile(embedded, "09184119", DE)
    assert ("Einwohner", "17.760 (Stand 31.12.2019)") in profile.facts
    assert not profile.context


def test_partners_agree_with_comembership(embedded):
    key = "09184119"
    table = municipality_views.partners(embedded, key, DE).set_index("key")
    edges = embedded.comembership
    both = edges[(edges["key_a"] == key) | (edges["key_b"] == key)]
    assert table["shared_all"].sum() == both["cooperations"].sum()
    # The planning association, which the law prescribes, has 185 other members.
    assert table["shared"].sum() == both["cooperations"].sum() - 185
    neighbours = table[table["neighbour"] != ""]
    assert len(neighbours) == municipality_views.number_of_neighbours(embedded, key)
    edge = both.iloc[0]
    other = edge["key_b"] if edge["key_a"] == key else edge["key_a"]
    assert table.loc[other, "distance_km"] == pytest.approx(edge["distance_km"])


def test_congruence_is_one_sentence(embedded):
    # 17 shared memberships with eight partners, five memberships of its own: 17 ÷ (5 × 8) = 42.5 %, rounded half up.
    said = municipality_views.congruence_sentence(embedded.without_statutory(), "09184119", DE)
    assert "Im Mittel von 8 Partnern teilt ein Partner 43\u00a0% der 5 eigenen Kooperationen von Garching" in said
    # Haar is a member of GEMO and of the planning association, which the law prescribes.
    said = municipality_views.congruence_sentence(embedded.without_statutory(), "09184123", DE)
    assert said.startswith("Gezählt ist eine einzige eigene Kooperation von Haar")
    alone = embedded.congruence.index[embedded.congruence.isna()][0]
    assert "kein Partner" in municipality_views.congruence_sentence(embedded, alone, DE)


@pytest.mark.parametrize("level", ["district", "municipality"])
def test_matrix_tells_three_things_apart(embedded, level):
    everywhere = Filters(regions=("06", "09"))
    cells = coverage_tables.matrix(embedded, everywhere, level, DE)
    kinds = cells.groupby("text")["status"].unique().map(set)
    assert kinds["–"] == {"keine gefunden, Recherche unvollständig"}
    assert kinds["?"] == {"nicht erhoben"}
    covered = cells[~cells["text"].isin(["–", "?"])]
    law = covered["text"].str.endswith("§")
    assert set(covered.loc[~law, "status"]) == {"abgedeckt"}
    assert set(covered.loc[law, "status"]) == {"abgedeckt, nur durch Pflichtverband"}
    assert not cells.duplicated(["place", "label"]).any()


def test_district_rows_agree_with_the_coverage_of_districts(embedded):
    cells = coverage_tables.matrix(embedded, Filters(), "district", DE).set_index(["key", "topic"])
    table = embedded.coverage(level="district").set_index(["key", "topic"]).loc[cells.index]
    shares = table["share_municipalities"].map(DE.share)
    assert cells["share"].tolist() == shares.tolist()
    assert cells["cooperations"].tolist() == table["cooperations"].tolist()


def test_dark_cells_have_light_letters_and_unknown_forms_a_colour_of_their_own(embedded):
    cells = coverage_tables.matrix(embedded, Filters(), "municipality", DE)
    light = cells["ink"] == "#ffffff"
    assert set(cells.loc[light, "binding"]) <= {"Vertrag", "Gesellschaft", "öffentlich-rechtliche Körperschaft"}
    assert set(cells.loc[cells["colour"] == "#b8a3cf", "binding"]) == {"Form unbekannt"}


def test_topic_and_region_filters_make_no_false_gaps(embedded):
    filters = Filters(topics=("water",), regions=("muenchen_14",))
    assert coverage_tables.without_place_and_topic(filters) == Filters()
    assert coverage_tables.chosen_topics(filters) == ["water"]
    assert "waste_water" in coverage_tables.chosen_topics(Filters(topics=("technical_infrastructure",)))
    assert len(coverage_tables.places(embedded, filters)) == 186


def test_shares_add_up_and_agree_with_the_whole(embedded):
    found = coverage_tables.shares(embedded, Filters(), "water", DE)
    whole = embedded.coverage(level="all").set_index("topic").loc["water"]
    assert found.covered + found.none_recorded + found.not_surveyed == found.municipalities == 323
    assert found.share == pytest.approx(whole["share_municipalities"])
    assert found.share_population == pytest.approx(whole["share_population"])
    assert found.share_area == pytest.approx(whole["share_area"])
    gaps = coverage_tables.gap_table(embedded, Filters(), "water", DE)
    assert len(gaps) == found.none_recorded + found.not_surveyed


def test_provenance_and_findings(embedded):
    facts = dict(provenance_tables.provenance_facts(embedded, DE))
    assert facts["Gebietsstand"] == "01.01.2021"
    assert "CC BY 4.0" in facts["Lizenz der Kooperationsdaten"]
    assert "OpenStreetMap" in facts["Quellenvermerk"]
    assert provenance_tables.scope_table(embedded, DE).iloc[0, 0] == "Region München, Nordhessen"
    assert len(provenance_tables.file_table(embedded, DE)) == len(embedded.provenance.files)
    table = provenance_tables.finding_table(embedded.findings, DE)
    assert len(table) == len(embedded.findings)
    assert set(table["Art"]) <= {"Fehler", "Warnung", "Hinweis"}


def test_the_background_of_the_map_is_named_with_its_licences(embedded):
    facts = dict(provenance_tables.provenance_facts(embedded, DE))
    said = facts["Hintergrund der Karte"]
    for name in ("GeoBasis-DE / BKG (dl-de/by-2-0)", "Natural Earth (gemeinfrei)", "ODbL 1.0", "OpenStreetMap"):
        assert name in said


def test_a_saved_picture_names_its_background(embedded):
    lines = picture.lines(embedded, DE, {})
    assert any("Natural Earth" in line and "GeoBasis-DE / BKG" in line for line in lines)
