"""Gaps in the country of nine (tests/nine.py): nobody asked in H and I, and only water is recorded."""

import numpy as np
import pytest

from geo_koop.planning import gaps
from geo_koop.planning.ground import ground
from tests.nine import KEYS, NAMES


def told(country, topic):
    return dict(zip(NAMES, gaps.gaps(country).table(topic)["status"], strict=True))


def test_own_membership_district_and_law_are_three_things_and_none_is_a_gap(country):
    assert told(country, "water") == {
        **dict.fromkeys("ABCD", "covered"),
        "E": "statutory",
        **dict.fromkeys("FG", "district"),
        **dict.fromkeys("HI", "statutory"),
    }


def test_where_nobody_asked_is_no_gap(country):
    assert told(country, "broadband") == {
        **dict.fromkeys("ABCDEFG", "none_recorded"),
        **dict.fromkeys("HI", "not_surveyed"),
    }


def test_a_filter_makes_no_gap(country):
    from geo_koop.model import Filters
    from geo_koop.result.narrowing import narrow

    part = narrow(country, Filters(topics=("broadband",)))
    assert told(part, "water") == told(country, "water")


def test_topics_of_a_region_by_what_could_begin(country):
    table = gaps.ranking(country)
    # H is surroundings, nobody asked in I. G touches D with the same gap, and H, of which nobody knows.
    row = table.loc["broadband"]
    assert row[["surveyed", "none_recorded", "could_begin", "groups", "largest"]].tolist() == [7, 7, 6, 1, 7]
    assert row["share"] == pytest.approx(6 / 7)
    assert table.loc["water", ["covered", "district", "statutory", "none_recorded"]].tolist() == [4, 2, 1, 0]


def test_two_neighbours_are_needed_and_those_outside_of_the_region_count(country):
    inside = np.array([name in "AG" for name in NAMES])
    table = gaps.ranking(country, inside)
    # A touches B and D; G touches D and H, and of H nobody knows.
    assert table.loc["broadband", ["surveyed", "could_begin"]].tolist() == [2, 1]
    assert table.loc["broadband", "share"] == 0.5
    assert table.loc["broadband", ["groups", "largest"]].tolist() == [0, 1]


def test_groups_are_numbered_from_the_largest_on(country):
    inside = np.array([name in "ABCG" for name in NAMES])
    table = gaps.group_table(country, "broadband", inside)
    assert table["group"].to_dict() == {KEYS["A"]: 1, KEYS["B"]: 1, KEYS["C"]: 1, KEYS["G"]: 0}
    assert table["gap_neighbours"].to_dict() == {KEYS["A"]: 2, KEYS["B"]: 3, KEYS["C"]: 2, KEYS["G"]: 1}


@pytest.mark.parametrize(("most", "group", "cut"), [(30.0, "ABCDEG", ""), (12.0, "ABCDE", "G"), (8.0, "ABDE", "CG")])
def test_who_could_begin_lies_within_two_steps_and_the_furthest_are_cut(country, monkeypatch, most, group, cut):
    # Two steps from A: B, D, then C, E, G; F, H and I are further. D and C are 11.2 km apart, C and G 14.1.
    monkeypatch.setattr(gaps, "MOST_SPAN", most)
    base = ground(country)
    found = gaps.around(base, gaps.gaps(country).of("broadband") == gaps.GAP, base.keys.get_loc(KEYS["A"]))
    names = dict(zip(KEYS.values(), KEYS, strict=True))
    assert "".join(names[key] for key in base.keys[found.group]) == group
    assert "".join(names[key] for key in base.keys[found.cut]) == cut
