"""Sentences of the app on the country of :mod:`tests.lettered`, counted by hand."""

import pytest

from geo_koop import Filters, analyse
from geo_koop.app.views import coverage_tables, profile, sentences, stack
from geo_koop.app.words import Words
from geo_koop.result import narrowing
from tests.lettered import KEYS, request_in

DE = Words("de")


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("country")))


def test_partners_are_told_without_statutory_bodies_and_the_other_number_stands_beside(analysis):
    said = stack.answer(analysis.without_statutory(), KEYS["A"], DE)
    assert said.startswith("A arbeitet in 3 Kooperationen mit 3 anderen Gemeinden zusammen.")
    assert "Verband plan eingerechnet, arbeitet sie mit 11 anderen Gemeinden zusammen." in said


def test_partners_are_told_with_statutory_bodies_where_these_are_counted(analysis):
    said = stack.answer(analysis, KEYS["A"], DE)
    assert said.startswith("A arbeitet in 4 Kooperationen mit 11 anderen Gemeinden zusammen.")
    assert said.endswith("Ohne Pflichtverbände (Verband plan) arbeitet sie mit 3 anderen Gemeinden zusammen.")


def test_who_is_a_member_of_statutory_bodies_alone_is_told_so(analysis):
    assert stack.answer(analysis.without_statutory(), KEYS["I"], DE) == (
        "I ist selbst an keiner Kooperation beteiligt, die hier zählt. Das ist ohne Pflichtverbände gezählt; "
        "Verband plan eingerechnet, arbeitet sie mit 11 anderen Gemeinden zusammen."
    )


def test_what_is_listed_but_not_counted_is_said(analysis):
    free = analysis.without_statutory()
    assert stack.counted(analysis, KEYS["A"], DE) == "4 Kooperationen"
    assert stack.counted(free, KEYS["A"], DE) == "3 Kooperationen, dazu 1 nicht gezählt"
    assert stack.counted(free.own_memberships(), KEYS["D"], DE) == "0 Kooperationen, dazu 2 nicht gezählt"


def test_where_filters_choose_by_obligation_all_of_them_count(analysis):
    law = narrowing.narrow(analysis, Filters(obligation=("statutory",)))
    said = stack.answer(law, KEYS["A"], DE)
    assert said == "A arbeitet in 1 Kooperation mit 11 anderen Gemeinden zusammen."


def test_a_list_cut_inside_a_tie_says_so(analysis):
    """With statutory bodies, B, E and F share two cooperations with A, eight others one."""
    every = narrowing.narrow(analysis, Filters(obligation=("voluntary", "statutory", "unknown")))
    said = stack.answer(every, KEYS["A"], DE)
    assert "Am häufigsten mit: B (2), E (2), F (2), C (1), D (1) und 6 weitere mit gleich vielen." in said


def test_partners_of_a_profile_have_both_numbers(analysis):
    table = profile.partners(analysis, KEYS["B"], DE)
    assert profile.partners_sentence(analysis, KEYS["B"], table, DE).endswith(
        "1 Partner mit gemeinsamen Kooperationen (ohne Pflichtverbände; mit ihnen 11)"
    )
    assert table.loc[table["survey"] != "", ["name", "survey"]].to_numpy().tolist() == [["C", "nicht erhoben"]]


def test_congruence_is_told_without_statutory_bodies(analysis):
    """A is in *bad* with B, in *wald* with E and F, and in *kreis*: each partner shares one of three."""
    assert "33\u00a0%" in profile.congruence_sentence(analysis.without_statutory(), KEYS["A"], DE)


def test_unknown_inhabitants_are_no_dash(analysis):
    facts = dict(profile.profile(analysis, KEYS["B"], DE).facts)
    assert facts["Einwohner"] == "unbekannt"
    indicators = dict(sentences.cooperation_detail(analysis, "bad", DE).indicators)
    assert indicators["Einwohner des Gebiets"] == "5.000 (ohne B)"
    assert indicators["Ausdehnung (größte Entfernung zweier Punkte)"] == "11,2 km"


def test_the_summary_tells_statutory_bodies_apart(analysis):
    assert sentences.summary(analysis, DE).endswith(
        "Darunter Pflichtverbände: 1; die übrigen erreichen 9 von 11 Gemeinden."
    )


def test_coverage_counts_statutory_bodies_and_marks_them(analysis):
    found = coverage_tables.shares(analysis, Filters(), "settlement_development", DE)
    said = coverage_tables.topic_sentence(found, DE)
    assert "Nur durch Pflichtverband: 11." in said
    cells = coverage_tables.matrix(analysis, Filters(), "municipality", DE).set_index(["place", "topic"])
    assert cells.loc[("I", "settlement_development"), ["status", "text"]].tolist() == [
        "abgedeckt, nur durch Pflichtverband",
        "1§",
    ]
    assert cells.loc[("A", "culture_sport"), "status"] == "abgedeckt"


def test_a_blank_in_a_filter_is_not_in_the_filter(analysis):
    part = narrowing.narrow(analysis, Filters(formats=("company",)))
    found = coverage_tables.shares(part, part.provenance.filters, "water", DE)
    assert coverage_tables.topic_sentence(found, DE).endswith("Für 11 nicht: nicht im Filter.")
    other = narrowing.narrow(analysis, Filters(topics=("mobility",)))
    assert coverage_tables.shares(other, Filters(), "water", DE).blanks == (("nicht im Filter", 11),)
    same = narrowing.narrow(analysis, Filters(topics=("technical_infrastructure",)))
    assert coverage_tables.shares(same, Filters(), "water", DE).blanks == (("keine genannt (Befragung)", 11),)


def test_shares_say_whose_inhabitants_are_missing(analysis):
    assert coverage_tables.shares(analysis, Filters(), "water", DE).without == "ohne B"
