"""Likeness, counted by hand."""

import numpy as np
import pytest

from geo_koop.errors import UsageError
from geo_koop.planning.similar import likeness, similar
from tests.nine import KEYS

PEOPLE = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, None]


@pytest.fixture
def peopled(country):
    towns = country.municipalities.assign(population=PEOPLE).astype({"population": "Int64"})
    return country.replace(municipalities=towns)


def test_indicators_are_cut_at_both_ends_filled_with_the_median_and_standardised(peopled):
    found = likeness(peopled)
    # All squares are 25 km², none is a central place: what is the same everywhere tells nobody apart.
    assert list(found.raw) == ["population", "density"]
    known = np.array(PEOPLE[:8], dtype=float)
    low, high = np.quantile(known, [0.01, 0.99])
    values = np.append(np.clip(known, low, high), 4_500)
    assert found.scaled[:, 0] == pytest.approx((values - values.mean()) / values.std())


def test_the_most_alike_goes_first_with_the_rank_by_nearness_beside(peopled):
    table = similar(peopled, KEYS["D"])
    # 3,000 and 5,000 are as far from 4,000; I counts as the median 4,500 and is nearer than both.
    assert [KEYS["I"], KEYS["C"], KEYS["E"]] == list(table.index[:3])
    assert table["missing"].tolist()[:3] == [2, 0, 0]
    assert table.loc[KEYS["E"], "rank_nearest"] == 2
    assert table.loc[KEYS["A"], "rank_nearest"] == 1
    assert KEYS["D"] not in table.index


def test_a_weight_of_nothing_takes_an_indicator_out(peopled):
    towns = peopled.municipalities.assign(jobs=np.arange(9.0)[::-1])
    more = peopled.replace(municipalities=towns)
    assert list(likeness(more).raw) == ["population", "density", "jobs"]
    only = similar(more, KEYS["D"], weights={"population": 0, "density": 0}, most=2)
    assert set(only.index) == {KEYS["C"], KEYS["E"]}


def test_only_those_elsewhere(peopled):
    assert set(similar(peopled, KEYS["F"], elsewhere="district")["district_name"]) == {
        "Landkreis 09101",
        "Landkreis 09103",
    }
    with pytest.raises(UsageError, match="district, state"):
        similar(peopled, KEYS["F"], elsewhere="country")


@pytest.mark.parametrize("weights", [{"wealth": 1}, {"population": -1}, {"population": np.nan}, {"population": True}])
def test_weights_that_mean_nothing_are_refused(peopled, weights):
    with pytest.raises(UsageError):
        similar(peopled, KEYS["F"], weights=weights)


def test_nothing_to_compare_is_said(country):
    # Everybody has 5,000 inhabitants on 25 km².
    with pytest.raises(UsageError, match="No indicator"):
        similar(country, KEYS["F"])
