"""What a municipality could do, in words: by hand on the country of nine squares.

A, B and C are in a cooperation on water, D with A; F and G are so through their district, E only through the plan that
a law prescribes to all; H is surroundings, I was not surveyed. On industrial zones nothing is recorded.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import yaml

import geo_koop
from geo_koop.app.views import potential as views
from geo_koop.app.views import potential_letters, potential_region, potential_tables
from geo_koop.app.words import Words
from geo_koop.model import Filters
from geo_koop.planning import gaps
from geo_koop.planning.potential import invite, potential
from tests.nine import KEYS, request_in

DE, EN = Words("de"), Words("en")
DAY = date(2020, 6, 1)


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return geo_koop.analyse(request_in(tmp_path_factory.mktemp("nine")))


@pytest.fixture(scope="module")
def sized(tmp_path_factory):
    """Return the same country with inhabitants: 1,000 in A, 9,000 in I."""
    folder = tmp_path_factory.mktemp("sized")
    request = request_in(folder)
    rows = [f"{key},{1000 * number}" for number, key in enumerate(KEYS.values(), start=1)]
    (folder / "inhabitants.csv").write_text("key,population\n" + "\n".join(rows))
    return geo_koop.analyse(replace(request, attributes=folder / "inhabitants.csv"))


def at(nine, name, topic, **how):
    return potential(nine, KEYS[name], topic, **how)


def test_a_gap_names_its_neighbours_first(nine):
    said = views.sentence(nine, at(nine, "A", "industrial_zone"), DE)
    # B shares four cooperations with A, D two; nothing on industrial zones is recorded anywhere.
    assert said == (
        "A könnte beim Thema Gewerbegebiete mit B und D beginnen: 2 Nachbarn ohne erfasste Zusammenarbeit "
        "(keine genannt (Befragung)), kein weiteres erfasstes Beispiel."
    )


def test_each_status_has_a_true_sentence(nine):
    said = {name: views.sentence(nine, at(nine, name, "water"), DE) for name in "ADFEI"}
    assert said["A"].startswith("A arbeitet zum Thema Wasserversorgung schon mit anderen zusammen: Verband k, ")
    assert said["D"] == (
        "D arbeitet zum Thema Wasserversorgung schon mit anderen zusammen: Verband u und Verband v. "
        "Daneben gibt es 5 Beispiele, das nächste in A (5 km entfernt)."
    )
    assert said["F"].startswith("Beim Thema Wasserversorgung ist F nur über den Landkreis dabei: Verband k.")
    assert said["E"].startswith("Beim Thema Wasserversorgung ist E nur durch einen Pflichtverband dabei: Verband plan.")
    assert "weiß niemand" in views.sentence(nine, at(nine, "I", "industrial_zone"), DE)


def test_what_nobody_surveyed_is_said_apart(nine):
    # Two steps from E lie all others; nobody asked in I, and H is surroundings.
    found = at(nine, "E", "industrial_zone")
    assert views.unknown_sentence(found, DE).startswith("Im Umkreis von zwei Schritten nicht erhoben: 2.")
    assert {"H", "I"} & set(potential_tables.found_table(nine, found, DE, statutory=False)["Gemeinde"]) == set()
    assert views.unknown_sentence(at(nine, "A", "industrial_zone"), EN) == ""


def test_the_group_has_numbers(nine):
    found = at(nine, "A", "industrial_zone")
    # A, B, C, D, E, G lie within two steps of A; from C to G it is the diagonal of two squares: 14.1 km.
    assert set(found.group["keys"]) == {KEYS[name] for name in "ABCDEG"}
    said = views.group_sentence(found, EN)
    assert said.startswith("Together: 6 connected municipalities with the same gap within two steps")
    assert "span 14 km" in said
    assert views.group_sentence(at(nine, "A", "water"), EN) == ""


def test_filters_are_said_to_be_ignored(nine):
    assert views.filters_sentence(Filters(), DE, region=False) == ""
    assert "beachtet sie nicht" in views.filters_sentence(Filters(topics=("water",)), DE, region=False)
    assert views.filters_sentence(Filters(regions=("09",)), DE, region=True) == ""
    assert views.filters_sentence(Filters(regions=("09",)), DE, region=False) != ""


def test_a_link_leads_to_a_gap_or_nowhere(nine):
    assert views.gap_topic(nine, KEYS["A"], "industrial_zone") == "industrial_zone"
    assert views.gap_topic(nine, KEYS["A"], "water") not in (None, "water")
    assert views.gap_topic(nine, KEYS["I"], "industrial_zone") is None


def test_parts_of_topics_are_not_offered():
    offered = views.choices(DE)
    assert {"recycling_yard", "other", "unknown"} & set(offered) == set()
    assert offered["industrial_zone"] == "Gewerbegebiete"


def test_who_could_begin_stands_in_order_with_parts(nine):
    table = potential_tables.found_table(nine, at(nine, "A", "industrial_zone"), DE, statutory=False)
    assert list(table["Gemeinde"]) == ["B", "D", "C", "E", "G", "F"]
    assert list(table["Nachbar"]) == ["ja", "ja", "nein", "nein", "nein", "nein"]
    assert list(table["Gemeinsame Kooperationen (Zahl)"])[:3] == [4, 2, 1]
    assert list(table["Entfernung (km)"])[:5] == [5.0, 5.0, 10.0, 7.1, 10.0]
    assert list(table["Rang nur nach Nähe"])[:4] == [1, 2, 4, 3]
    assert table["Welche"].iloc[1] == "Verband u und Verband v"


def test_what_d_could_join(nine):
    table = potential_tables.join_table(at(nine, "D", "water"), DE)
    # D touches A alone: every cooperation has A as its member next door. Only w has three members.
    assert set(table.index) == {"w", "x", "y", "z", "k"}
    assert table.loc["w", "Berührt Mitglieder (Zahl)"] == "1"
    assert table.loc["w", "Mitglieder"] == 3
    assert set(table["Nächstes Mitglied (km)"]) == {5.0}
    assert table.loc["x", "Muster jetzt → nach Beitritt"] == "bleibt: nachbarschaftlich"


def test_who_is_missing_in_a_cooperation(nine):
    rows = invite(nine, "w")
    table = potential_tables.invite_table(rows, 3, potential_tables.asked(nine, "water"), DE)
    assert {"A", "B", "C"} & set(table["Gemeinde"]) == set()
    by_name = table.set_index("Gemeinde")
    assert by_name.loc["E", "Berührt Mitglieder (Zahl)"] == "1"
    assert by_name.loc["D", "Mitglieder im selben Kreis (%)"] == 100
    assert by_name.loc["I", "Erhebung"] == "nicht erhoben"


def test_touched_members_are_counted_up_to_six():
    shares = pd.Series([0.0, 0.5, 1.0, 1.0, 1 / 6])
    assert potential_tables.touched(shares, np.array([9, 4, 4, 9, 6])) == ["0", "2", "4", "6+", "1"]


def test_who_is_like_g_and_does_it(sized):
    found = at(sized, "G", "water")
    table = potential_tables.learn_table(sized, found, DE)
    # 7,000 inhabitants: nearest to the 4,000 of D, then the 3,000 of C.
    assert list(table["Gemeinde"]) == ["D", "C", "B", "A"]
    assert list(table["Einwohner, Vielfaches"]) == [0.57, 0.43, 0.29, 0.14]
    like = potential_tables.likeness_table(sized, found, KEYS["A"], DE)
    assert list(like) == ["Merkmal", "G", "A"]
    assert list(like.iloc[0]) == ["Einwohner", "7.000", "1.000"]


def test_without_any_indicator_examples_stand_in_the_order_of_keys(nine):
    found = at(nine, "G", "water")
    assert list(potential_tables.learn_table(nine, found, DE)["Gemeinde"]) == ["A", "B", "C", "D"]
    assert potential_tables.likeness_table(nine, found, KEYS["A"], DE).empty


def test_a_region_ranks_its_topics(nine):
    inside = nine.surveyed(())
    ranking = gaps.ranking(nine, inside)
    table = potential_region.ranking_table(ranking, DE)
    # A to G lie in one piece; G touches D alone of them, and each of the others two at least.
    row = table.loc["industrial_zone"]
    assert row["Keine erfasst"] == 7
    assert row["Größte Gruppe (Gemeinden)"] == 7
    assert "water" not in table.index or table.loc["water", "Keine erfasst"] == 0
    said = potential_region.topic_sentence(
        nine, "industrial_zone", inside, gaps.group_table(nine, "industrial_zone", inside), "Alle", DE
    )
    assert said.startswith("Alle, Gewerbegebiete: keine erfasst in 7 von 7 erhobenen Gemeinden; 1 Gruppe ab drei")


def test_where_nobody_looked_nobody_knows(nine):
    inside = nine.municipalities["name"].eq("I").to_numpy()
    table = gaps.group_table(nine, "industrial_zone", inside)
    said = potential_region.topic_sentence(nine, "industrial_zone", inside, table, "I", DE)
    assert said == "I, Gewerbegebiete: Hier wurde nicht erhoben; ob etwas fehlt, weiß niemand."
    empty = gaps.ranking(nine, inside)
    assert "deshalb ist keine Lücke bekannt" in potential_region.ranking_sentence(empty, "I", DE)


def test_a_list_for_letters_names_what_is_shared_and_why(nine):
    found = at(nine, "A", "industrial_zone")
    table = potential_tables.found_table(nine, found, DE, statutory=False).head(1)
    made = potential_letters.letters(nine, KEYS["A"], "found", table, DE, about=potential_letters.ranks(DE))
    assert list(made) == ["Name", "Schlüssel", "Kreis", "Gemeinsame Kooperationen", "Gründe"]
    row = made.iloc[0]
    assert (row["Name"], row["Schlüssel"]) == ("B", KEYS["B"])
    assert "Nachbar: ja" in row["Gründe"]
    assert "Rang" not in row["Gründe"]


def test_chosen_rows_become_a_scenario(nine):
    text = potential_letters.scenario(nine, KEYS["A"], "industrial_zone", "found", [KEYS["B"]], DE, as_of=DAY)
    read = yaml.safe_load(text)
    assert read["scenario"] == "Gewerbegebiete: A und B"
    (step,) = read["steps"]
    assert step["found"]["members"] == [KEYS["A"], KEYS["B"]]
    text = potential_letters.scenario(nine, KEYS["D"], "water", "join", ["w", "x"], DE, as_of=DAY)
    assert [s["join"] for s in yaml.safe_load(text)["steps"]] == [
        {"cooperation": "w", "members": [KEYS["D"]]},
        {"cooperation": "x", "members": [KEYS["D"]]},
    ]


@pytest.mark.parametrize(
    ("listed", "key", "chosen", "can"),
    [
        ("learn", "1", ["2"], False),
        ("found", "", ["2"], False),
        ("found", "1", ["2"], True),
        ("join", "1", ["x"], True),
        ("invite", "1", [], False),
    ],
)
def test_what_makes_a_scenario(listed, key, chosen, can):
    assert potential_letters.possible(listed, key, chosen) is can
