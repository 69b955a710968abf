"""Sentences and tables of the network, on the nine municipalities of :mod:`tests.nine`."""

import pytest

from geo_koop import analyse
from geo_koop.app.views import network as views
from geo_koop.app.words import Words
from geo_koop.planning import network
from tests.nine import KEYS, request_in

DE = Words("de")


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine"))).without_statutory()


@pytest.fixture(scope="module")
def made(counted):
    return views.network_of(counted, DE)


def test_the_sentence_counts_partners_and_who_has_none(made, counted):
    assert views.sentence(made, counted, DE) == (
        "4 Gemeinden mit mindestens einem Partner; 2 Paare mit 2 oder mehr gemeinsamen Kooperationen; 1 Cluster. "
        "Erhoben und ohne Partner: 3. Ohne Pflichtverbände gezählt."
    )


def test_with_nothing_there_is_nothing_to_say(counted):
    nothing = counted.part([False] * len(counted.cooperations))
    said = views.sentence(network.build(nothing), nothing, DE)
    assert said == "Keine zwei Gemeinden sind gemeinsam in einer Kooperation, die hier zählt."


def test_no_comparison_is_told_as_none(made):
    assert views.agreement(made, DE) == [
        "Cluster und Landkreise: kein Vergleich, weniger als zwei sind erfasst (n = 4).",
        "Cluster und Planungsregionen: kein Vergleich, weniger als zwei sind erfasst (n = 0).",
    ]


def test_what_lowers_congruence_is_named(made):
    assert views.lowering(made.explain(KEYS["A"]), DE).replace("\u00a0", " ") == (
        "Am stärksten senkt sie der Partner C (1 gemeinsam): ohne ihn 43 %. "
        "Am stärksten senkt sie die Kooperation Verband w: ohne sie 42 %."
    )
    assert views.lowering(made.explain(KEYS["E"]), DE) == ""


def test_tables(made):
    pairs = views.pair_table(made.drawing(1), DE)
    assert pairs[["Gemeinde", "Partner", "Gemeinsame Kooperationen"]].to_numpy().tolist() == [
        ["A", "B", 4],
        ["A", "D", 2],
        ["B", "C", 1],
        ["A", "C", 1],
    ]
    assert views.pair_table(made, DE, KEYS["D"])["Partner"].tolist() == ["D"]
    assert views.node_table(made, DE)["Gemeinde"].tolist() == ["A", "B", "C", "D"]
    assert views.cluster_table(made, DE).iloc[0].tolist()[:4] == [1, 4, 1, 8]
    assert views.cooperation_table(made.explain(KEYS["A"]), DE)["Senkt sie"].tolist()[:3] == ["ja", "ja", "nein"]
    assert views.partner_table(made.explain(KEYS["A"]), DE)["Partner"].tolist() == ["B", "D", "C"]


def test_years(made):
    series = made.series()
    table = views.year_table(series, DE)
    assert table.iloc[0].tolist() == ["2019", 7, 4, 4, 2, "2,0", "1", "–"]
    assert views.years_sentence(series, DE) == (
        "Jedes Jahr am 31. Dezember: 4 Paare im Jahr 2000, 4 Paare im Jahr 2019; "
        "im Mittel damals 2,0 Partner, zuletzt 2,0."
    )
