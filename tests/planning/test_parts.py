"""Parts counted by hand in the country of nine: A B C / D E F / G H I, squares of 5 km (tests/nine.py)."""

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_koop.planning import parts
from geo_koop.planning.ground import ground
from tests.nine import KEYS, NAMES


def part(base, cooperation, name):
    found = parts.of(base, np.array([base.ids.get_loc(cooperation)]), np.arange(base.n))
    at = base.keys.get_loc(KEYS[name])
    return {field: float(getattr(found, field)[0, at]) for field in parts.NAMES}


def test_a_municipality_outside_beside_one_of_three_members(country):
    # w: A, B, C. D touches A, lies in their district of five, and shares u and v with A, who has six others than w.
    told = part(ground(country), "w", "D")
    assert told == pytest.approx(
        {
            "contiguity": 1 / 3,
            "district": 1.0,
            "filled": 3 / 4,
            "shared": 2 / 3,
            "overlap": (2 / 6) / 3,
            "distance": (5 + 5 * sqrt(2) + 5 * sqrt(5)) / 3,
            "nearest": 5.0,
            "size": 0.0,
        },
        rel=1e-6,
    )


def test_a_municipality_of_another_district_that_shares_nothing(country):
    # F touches C and lies in district 09102 with G alone; nobody of w is there.
    told = part(ground(country), "w", "F")
    assert (told["contiguity"], told["district"], told["filled"], told["shared"]) == (1 / 3, 0.0, 0.0, 0.0)
    assert told["nearest"] == pytest.approx(5.0)


def test_a_member_is_compared_with_the_other_members_and_without_this_cooperation(country):
    # C in w: A and B; it touches B; it has no other membership.
    told = part(ground(country), "w", "C")
    assert (told["contiguity"], told["district"], told["filled"]) == (1 / 2, 1.0, 2 / 4)
    assert (told["shared"], told["overlap"]) == (0.0, 0.0)
    assert told["distance"] == pytest.approx((5 + 10) / 2)
    # B in w: A shares x, y, z besides; A has six others, B three, together six.
    told = part(ground(country), "w", "B")
    assert (told["shared"], told["overlap"]) == (pytest.approx(3 / 2), pytest.approx((3 / 6) / 2))


def test_bodies_that_a_law_prescribes_count_only_where_they_are_asked_for(country):
    assert "plan" not in ground(country).ids
    with_law = part(ground(country, statutory=True), "w", "F")
    # F shares plan with each of A, B, C.
    assert with_law["shared"] == pytest.approx(1.0)


def test_size_is_the_distance_of_logarithms_from_the_median(country):
    towns = country.municipalities
    people = [1_000, 2_000, 8_000, 4_000, 1_000, 500, 1_000, 1_000, None]
    changed = country.replace(municipalities=towns.assign(population=people).astype({"population": "Int64"}))
    base = ground(changed)
    assert part(base, "w", "D")["size"] == pytest.approx(log(4_000 / 2_000))
    assert part(base, "w", "C")["size"] == pytest.approx(log(8_000) - (log(1_000) + log(2_000)) / 2)
    assert np.isnan(part(base, "w", "I")["size"])


def test_a_hidden_membership_is_in_no_part(country):
    # What hiding C in w says of everybody is what w of A and B alone would say.
    base = ground(country)
    at = base.ids.get_loc("w")
    hidden = parts.hidden(base, np.array([at]))
    row = list(base.keys[base.members.indices[base.members.indptr[at] : base.members.indptr[at + 1]]]).index(KEYS["C"])
    members = country.members
    without = country.replace(
        area=country.area[(country.area["cooperation_id"] != "w") | (country.area["key"] != KEYS["C"])],
        members=members[(members["cooperation_id"] != "w") | (members["key"] != KEYS["C"])],
    )
    for name in "CDEFGHI":
        told = part(ground(without), "w", name)
        column = base.keys.get_loc(KEYS[name])
        assert {f: float(getattr(hidden, f)[row, column]) for f in parts.NAMES} == pytest.approx(told, rel=1e-6), name


def test_where_only_districts_are_members_all_that_they_cover_stand_for_them(country):
    # k: A and the district 09102 (F, G). A is a member itself, so the members are A alone.
    base = ground(country)
    at = base.ids.get_loc("k")
    assert list(base.keys[base.members[[at]].indices]) == [KEYS["A"]]
    area = country.area
    only = country.replace(area=area[(area["cooperation_id"] != "k") | (area["through"] == "district")])
    base = ground(only)
    assert list(base.keys[base.members[[base.ids.get_loc("k")]].indices]) == [KEYS["F"], KEYS["G"]]


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(-5, 5) | st.none()), min_size=1, max_size=30))
@settings(max_examples=80, deadline=None)
def test_medians_without_one_are_those_of_the_others(pairs):
    pairs = sorted(pairs, key=lambda pair: pair[0])
    group = np.unique([g for g, _v in pairs], return_inverse=True)[1]
    values = np.array([np.nan if v is None else v for _g, v in pairs])
    starts = np.append(np.unique(group, return_index=True)[1], len(group))
    told = parts.without_one(values, group, starts)
    for i in range(len(values)):
        others = values[(group == group[i]) & (np.arange(len(values)) != i)]
        others = others[~np.isnan(others)]
        assert told[i] == pytest.approx(np.median(others)) if len(others) else np.isnan(told[i])


def test_blocks_hold_every_cooperation_once(country, monkeypatch):
    base = ground(country)
    whole = parts.of(base, np.arange(len(base.ids)), np.arange(base.n))
    monkeypatch.setattr(parts, "_CELLS", 1)
    cut = parts.of(base, np.arange(len(base.ids)), np.arange(base.n))
    for name in parts.NAMES:
        np.testing.assert_array_equal(getattr(whole, name), getattr(cut, name))


def test_the_embedded_records_agree_with_counting_one_by_one(embedded):
    base = ground(embedded)
    own = base.own.toarray().astype(bool)
    chosen = np.flatnonzero(np.diff(base.members.indptr) > 1)[::9]
    found = parts.of(base, chosen, np.arange(base.n))
    seeded = np.random.default_rng(1)
    for row, cooperation in enumerate(chosen):
        for x in seeded.integers(base.n, size=6):
            members = np.flatnonzero(base.members[[cooperation]].toarray()[0])
            members = members[members != x]
            others = np.delete(own, cooperation, axis=0)
            both, either = (others[:, members] & others[:, [x]]).sum(0), (others[:, members] | others[:, [x]]).sum(0)
            assert found.shared[row, x] == pytest.approx(both.mean(), abs=1e-5)
            assert found.overlap[row, x] == pytest.approx(
                np.divide(both, either, where=either > 0, out=np.zeros(len(both))).mean(), abs=1e-5
            )
            distance = np.hypot(*(base.points[members] - base.points[x]).T)
            assert found.distance[row, x] == pytest.approx(distance.mean(), rel=1e-4, abs=1e-3)
            assert found.nearest[row, x] == pytest.approx(distance.min(), rel=1e-4, abs=1e-3)


def test_the_names_of_the_nine_stand_in_the_order_of_their_keys(country):
    assert list(ground(country).keys) == [KEYS[name] for name in NAMES]
