"""The sentence and the list of partners, on the nine municipalities of :mod:`tests.nine`."""

import pytest

from geo_koop import analyse
from geo_koop.app.views import partners
from geo_koop.app.words import Words
from tests.nine import KEYS, request_in

DE = Words("de")

WITH_LAW = (
    " Das ist ohne Pflichtverbände gezählt; Verband plan eingerechnet, arbeitet sie mit 8 anderen Gemeinden zusammen."
)


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine")))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "A",
            "A: selbst in 7 Kooperationen mit 3 anderen Gemeinden (ohne Pflichtverbände)." + WITH_LAW,
        ),
        (
            "C",
            "C: selbst in 1 Kooperation mit 2 anderen Gemeinden (ohne Pflichtverbände)." + WITH_LAW,
        ),
        (
            "F",
            "F: über den Landkreis in 1 Kooperation (ohne Pflichtverbände)." + WITH_LAW,
        ),
        (
            "E",
            "E: keine Kooperation erfasst, die hier zählt (ohne Pflichtverbände)." + WITH_LAW,
        ),
    ],
)
def test_the_sentence_says_what_counts_and_what_is_left_out(nine, name, said):
    assert partners.sentence(nine.without_statutory(), nine, KEYS[name], DE) == said


def test_what_counts_all_leaves_nothing_out(nine):
    said = partners.sentence(nine, nine, KEYS["C"], DE)
    without = "Ohne Pflichtverbände (Verband plan) arbeitet sie mit 2 anderen Gemeinden zusammen."
    assert said == f"C: selbst in 2 Kooperationen mit 8 anderen Gemeinden. {without}"


def test_partners_are_listed_most_first_then_by_name(nine):
    table = partners.table(nine.without_statutory(), KEYS["A"], DE)
    assert table["name"].tolist() == ["B", "D", "C", "F", "G"]
    assert table["own"].tolist() == [4, 2, 1, 0, 0]
    assert table["through"].tolist() == [0, 0, 0, 1, 1]
    assert table["names"].iloc[0] == "Verband w; Verband x; Verband y; 1 weitere"
    assert table["names"].iloc[3] == "Verband k"


@pytest.mark.parametrize("name", ["C", "E"])
def test_few_partners_or_none_make_a_table_too(nine, name):
    table = partners.table(nine.without_statutory(), KEYS[name], DE)
    assert table["name"].tolist() == {"C": ["A", "B"], "E": []}[name]
    assert not table["names"].str.contains("weitere").any()


def test_the_heading_tells_partners_from_those_through_others_alone(nine):
    own = nine.without_statutory()
    said = [partners.heading(partners.table(own, KEYS[name], DE), DE) for name in "AC"]
    assert said == ["Partner (3, dazu 2 nur über Landkreis oder Verband)", "Partner (2)"]
