"""The decision list, on countries small enough to draw on paper."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.analysis import contiguity, patterns, territory
from geo_koop.model import Settings
from tests.conftest import areas, classify, examples, grid, units


def pattern_of(*args, **kwargs) -> str:
    return classify(*args, **kwargs)["pattern"].iloc[0]


def with_city(country, key: str, inhabitants: int):
    country = country.copy()
    country.loc[key, "population"] = inhabitants
    return country


def two_districts(*, between: int):
    """Return two districts of 2×2 municipalities with so many columns of a third district between them."""
    size, width = 5_000.0, 4 + between
    keys, boxes = [], []
    for row in range(2):
        for column in range(width):
            district = "09101" if column < 2 else "09103" if column >= width - 2 else "09102"
            keys.append(f"{district}{row}{column:02}")
            boxes.append(shapely.box(column * size, row * size, (column + 1) * size, (row + 1) * size))
    return areas(keys, boxes)


class TestHandCases:
    def test_three_in_a_row_are_neighbours(self):
        result = classify(grid(3, 3), {"a": ["09101000", "09101001"]})
        assert result.loc["a", "pattern"] == "neighbourhood"
        assert result.loc["a", "pieces"] == 1
        assert result.loc["a", "span_km"] == 5
        assert result.loc["a", "reason_code"] == "neighbourhood_gapless"

    def test_one_municipality_in_between_is_still_near(self):
        result = classify(grid(1, 9), {"a": ["09101000", "09101002", "09101004"]})
        assert result.loc["a", "pattern"] == "neighbourhood"
        assert (result.loc["a", "pieces"], result.loc["a", "near_pieces"]) == (3, 1)
        assert result.loc["a", "span_km"] == 20

    def test_city_and_its_ring(self):
        country = with_city(grid(5, 5), "09101202", 100_000)
        ring = ["09101202", "09101101", "09101102", "09101303"]
        result = classify(country, {"a": ring})
        assert result.loc["a", "pattern"] == "city_hinterland"
        assert result.loc["a", "core_key"] == "09101202"
        assert result.loc["a", "core_ratio"] == 20
        assert result.loc["a", "hinterland_units"] == 3
        assert result.loc["a", "radius_km"] == pytest.approx(15 * 2 ** (1 / 3))

    def test_two_equals_are_neighbours_and_no_hinterland(self):
        country = with_city(with_city(grid(5, 5), "09101202", 300_000), "09101203", 170_000)
        assert pattern_of(country, {"a": ["09101202", "09101203"]}) == "neighbourhood"

    def test_city_with_the_district_around_it(self):
        city = shapely.box(5_000, 5_000, 10_000, 10_000)
        ring = list(shapely.box(*np.mgrid[0:3, 0:3].reshape(2, -1) * 5_000, *np.mgrid[1:4, 1:4].reshape(2, -1) * 5_000))
        keys = ["09200000" if b.equals(city) else f"09201{i:03}" for i, b in enumerate(ring)]
        country = with_city(areas(keys, ring), "09200000", 1_300_000)
        result = classify(country, {"a": ["09200000", "09201"]})
        assert result.loc["a", "pattern"] == "city_hinterland"
        assert result.loc["a", "core_ratio"] == np.inf

    def test_core_city_inside_a_whole_district_stays_the_core(self):
        country = with_city(two_districts(between=0), "09101000", 100_000)
        other = country.index[country["district"] != "09101"][0][:5]
        found = classify(country, {"a": ["09101000", "09101", other]}, kinds={"09101000": "within"}).iloc[0]
        assert found["core_key"] == "09101000"
        assert (found["units"], found["municipalities"], found["extending_districts"]) == (2, 1, 2)
        # The other district is the one other unit; the city's own stands for the city.
        assert found["hinterland_units"] <= 1

    def test_two_adjoining_districts_are_regional(self):
        result = classify(two_districts(between=0), {"a": ["09101", "09103"]})
        assert result.loc["a", "pattern"] == "regional"
        assert result.loc["a", "reason_code"] == "districts"

    def test_two_distant_districts_are_a_network(self):
        assert pattern_of(two_districts(between=3), {"a": ["09101", "09103"]}) == "network"

    def test_all_municipalities_of_a_district_are_regional(self):
        country = two_districts(between=0)
        result = classify(country, {"a": [key for key in country.index if key.startswith("09101")]})
        assert result.loc["a", "pattern"] == "regional"
        assert result.loc["a", "reason_code"] == "district_whole"
        assert result.loc["a", "district_share"] == 1

    def test_half_of_a_large_district_is_regional_and_seven_of_it_are_not(self):
        country = grid(4, 4)
        eight = list(country.index[:8])
        assert pattern_of(country, {"a": eight}) == "regional"
        assert pattern_of(country, {"a": eight[:7]}) == "neighbourhood"

    def test_scattered_municipalities_are_a_network(self):
        country = grid(1, 100)
        assert pattern_of(country, {"a": ["09101000", "09101030", "09101060", "09101099"]}) == "network"

    def test_long_chain_is_regional_by_nearness(self):
        country = grid(1, 40)
        chain = list(country.index[0:20:2])[:7]
        result = classify(country, {"a": [chain[0], *list(country.index[2:14:2]), country.index[16]]})
        assert result.loc["a", "span_km"] == 80
        assert result.loc["a", "pattern"] == "regional"

    def test_two_hamlets_ten_kilometres_apart_are_neighbours(self):
        """Not near in the graph, but within 15 km."""
        country = grid(1, 9, size=2_500)
        result = classify(country, {"a": ["09101000", "09101004"]})
        assert result.loc["a", "pattern"] == "neighbourhood"
        assert result.loc["a", "reason_code"] == "neighbourhood_close"


class TestUnclassified:
    def test_single_member(self):
        assert classify(grid(), {"a": ["09101000"]})["reason_code"].tolist() == ["single_member"]

    def test_municipality_with_its_own_district(self):
        result = classify(grid(), {"a": ["09101000", "09101"]}, kinds={"09101": "co_carrier"})
        assert result["reason_code"].tolist() == ["vertical"]
        assert result["co_carriers"].tolist() == [1]

    def test_municipality_inside_its_whole_district(self):
        result = classify(grid(), {"a": ["09101000", "09101"]}, kinds={"09101000": "within"})
        assert result["reason_code"].tolist() == ["vertical"]
        assert result[["units", "municipalities", "extending_districts"]].iloc[0].tolist() == [1, 1, 1]

    def test_no_member(self):
        country = grid()
        land = territory.build(country, contiguity.build(country))
        table = pd.DataFrame(index=pd.Index(["a"], name="cooperation_id"))
        result = patterns.classify(units({"b": ["09101000"]}), table, land)
        assert result["reason_code"].tolist() == ["no_member"]

    @pytest.mark.parametrize(("lost", "reason"), [("09101999", "keys_not_found"), ("14999001", "boundaries_missing")])
    def test_too_few_keys_found(self, lost, reason):
        members = ["09101000", "09101001", lost]
        result = classify(grid(), {"a": members}, kinds={lost: "unresolved"})
        assert result["reason_code"].tolist() == [reason]
        assert result["resolved_share"].iloc[0] == pytest.approx(2 / 3)

    def test_four_of_five_are_enough_and_provisional(self):
        country = grid()
        members = [*country.index[:4], "14999001"]
        result = classify(country, {"a": members}, kinds={"14999001": "unresolved"})
        assert result["pattern"].tolist() == ["neighbourhood"]
        assert result["provisional"].tolist() == [True]


class TestCore:
    def test_without_inhabitants_the_rule_is_not_tested_and_says_so(self):
        country = grid()
        country["population"] = pd.array([pd.NA] * len(country), dtype="Int64")
        result = classify(country, {"a": ["09101000", "09101001"]})
        assert result["reason_code"].tolist() == ["neighbourhood_gapless_untested"]

    def test_level_replaces_inhabitants_but_not_the_ratio(self):
        country = with_city(grid(5, 5), "09101202", 30_000)
        country["central_place"] = None
        members = {"a": ["09101202", "09101201", "09101203"]}
        assert pattern_of(country, members) == "neighbourhood"
        country.loc["09101202", "central_place"] = "oberzentrum"
        assert pattern_of(country, members) == "city_hinterland"
        country.loc["09101203", "population"] = 20_000
        assert pattern_of(country, members) == "neighbourhood"

    def test_lower_level_keeps_a_populous_town_from_being_a_core(self):
        country = with_city(grid(5, 5), "09101202", 80_000)
        country["central_place"] = None
        country.loc["09101202", "central_place"] = "mittelzentrum"
        assert pattern_of(country, {"a": ["09101202", "09101201"]}) == "neighbourhood"

    def test_commuting_zones_replace_distance(self):
        country = with_city(grid(2, 40), "09101000", 100_000)
        chain = list(country.index[:6])
        zones = pd.DataFrame({"key": chain[1:], "core_key": chain[0], "rule": "fua"})
        result = classify(country, {"a": chain, "b": [chain[0], "09101100", "09101101"]}, zones=zones)
        assert result["pattern"].tolist() == ["city_hinterland", "neighbourhood"]
        assert result["hinterland_rule"].tolist() == ["fua", "fua"]

    def test_profile_with_a_smaller_core(self):
        country = with_city(grid(5, 5), "09101202", 20_000)
        members = {"a": ["09101202", "09101201", "09101203"]}
        assert pattern_of(country, members, settings=Settings(core_population=15_000)) == "city_hinterland"
        assert pattern_of(country, members) == "neighbourhood"


class TestMargin:
    def test_margin_is_the_distance_to_the_nearest_threshold(self):
        result = classify(grid(3, 3), {"a": ["09101000", "09101001"]})
        assert result["margin"].iloc[0] == pytest.approx(0.75)  # two members of a district: six short of eight

    def test_just_outside_the_hinterland(self):
        country = with_city(grid(5, 5), "09101202", 49_000)
        result = classify(country, {"a": ["09101202", "09101201"]})
        assert result["pattern"].tolist() == ["neighbourhood"]
        assert result["margin"].iloc[0] == pytest.approx(0.02)

    def test_sensitivity_names_the_threshold_that_decides(self):
        country = with_city(grid(5, 5), "09101202", 55_000)
        land = territory.build(country, contiguity.build(country))
        table = pd.DataFrame(index=pd.Index(["a"], name="cooperation_id"))
        moved = patterns.sensitivity(units({"a": ["09101202", "09101201"]}), table, land)
        assert set(moved["threshold"]) == {"core_population"}
        assert moved["pattern_after"].tolist() == ["neighbourhood"]

    def test_a_share_that_is_moved_stays_a_share(self):
        country = grid(5, 5)
        land = territory.build(country, contiguity.build(country))
        table = pd.DataFrame(index=pd.Index(["a"], name="cooperation_id"))
        members = units({"a": ["09101202", "09101201"]})
        moved = patterns.sensitivity(members, table, land, settings=Settings(near_share=0.9, min_resolved_share=1))
        assert moved.empty


MEMBER_SETS = st.lists(st.sets(st.integers(0, 63), min_size=0, max_size=20), min_size=1, max_size=6)


class TestInvariants:
    @examples(40)
    @given(MEMBER_SETS)
    def test_result_does_not_depend_on_order_or_company(self, sets):
        country = grid(8, 8)
        named = {str(i): [country.index[j] for j in sorted(s)] for i, s in enumerate(sets)}
        together = classify(country, named)
        mixed = classify(country, {name: list(reversed(keys)) for name, keys in reversed(list(named.items()))})
        pd.testing.assert_frame_equal(together, mixed.loc[together.index])

    @examples(40)
    @given(MEMBER_SETS)
    def test_every_cooperation_gets_one_pattern_and_sane_indicators(self, sets):
        country = grid(8, 8)
        result = classify(country, {str(i): [country.index[j] for j in s] for i, s in enumerate(sets)})
        assert len(result) == len(sets)
        assert (result["near_pieces"] <= result["pieces"]).all()
        assert (result["pieces"] <= result["units_resolved"]).all()
        assert result["near_share"].between(0, 1).all()
        assert ((result["pattern"] == "unclassified") == (result["units"] < 2)).all()

    @examples(25)
    @given(st.sets(st.integers(0, 63), min_size=2, max_size=64))
    def test_span_is_that_of_a_plain_comparison_of_all_points(self, members):
        country = grid(8, 8)
        keys = [country.index[j] for j in members]
        points = country.loc[keys].centroid
        plain = max(a.distance(b) for a in points for b in points)
        assert classify(country, {"a": keys})["span_km"].iloc[0] * 1000 == pytest.approx(plain)

    @examples(25)
    @given(st.sets(st.integers(0, 63), min_size=1, max_size=64))
    def test_extent_is_that_of_a_plain_comparison_of_all_corners(self, members):
        country = grid(8, 8)
        keys = [country.index[j] for j in members]
        corners = shapely.get_coordinates(country.loc[keys].geometry.to_numpy())
        plain = np.hypot(*(corners[:, None] - corners[None]).transpose(2, 0, 1)).max()
        assert classify(country, {"a": keys})["extent_km"].iloc[0] * 1000 == pytest.approx(plain)


class TestExtentAndInhabitants:
    def test_the_extent_of_a_whole_district_is_that_of_its_municipalities(self):
        """Two districts of 10 km × 10 km with 5 km between them: 25 km by 10 km from corner to corner."""
        result = classify(two_districts(between=1), {"a": ["09101", "09103"]})
        assert result.loc["a", "extent_km"] == pytest.approx((25**2 + 10**2) ** 0.5)
        assert result.loc["a", "span_km"] == pytest.approx(15)

    def test_the_extent_of_many_members_is_that_of_the_corners(self):
        country = grid(30, 30, size=1_000)
        assert classify(country, {"a": list(country.index)})["extent_km"].iloc[0] == pytest.approx(30 * 2**0.5)

    def test_unknown_inhabitants_are_counted_and_are_not_nobody(self):
        country = two_districts(between=1)
        country.loc[["09101000"], "population"] = pd.NA
        country.loc[country["district"] == "09102", "population"] = pd.NA
        table = classify(country, {"some": ["09101"], "none": ["09102002", "09102102"], "all": ["09103"]})
        assert table["population"].tolist() == pytest.approx([15_000, np.nan, 20_000], nan_ok=True)
        assert table["population_unknown"].tolist() == [1, 2, 0]


@pytest.mark.parametrize(
    ("population", "ratio", "level", "expected"),
    [
        (50_000, 2.0, None, True),
        (49_999, 9.0, None, False),
        (300_000, 1.9, None, False),  # two equals, such as Mannheim and Ludwigshafen
        (60_000, np.inf, None, True),  # no second one whose inhabitants are known
        (20_000, 3.0, "oberzentrum", True),  # a level replaces the inhabitants
        (20_000, 1.5, "oberzentrum", False),  # not the ratio
        (90_000, 3.0, "mittelzentrum", False),
        (np.nan, np.nan, None, False),
    ],
)
def test_a_core_city_is_large_or_central_and_has_no_equal(population, ratio, level, expected):
    found = pd.DataFrame({"core_key": ["a"], "core_population": [population], "core_ratio": [ratio]}, index=["x"])
    assert patterns.core_cities(found, pd.Series({"a": level, "b": "metropolis"}), Settings()).tolist() == [expected]


def test_who_has_no_member_with_inhabitants_has_no_core_city():
    found = pd.DataFrame({"core_key": [None], "core_population": [None], "core_ratio": [None]}, index=["x"])
    assert not patterns.core_cities(found, pd.Series({"b": "metropolis"}), Settings()).any()
