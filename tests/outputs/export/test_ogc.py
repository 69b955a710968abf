"""The provider of the live service: boxes, values, single features."""

import pytest

pytest.importorskip("pygeoapi")

from pygeoapi.provider.base import ProviderInvalidQueryError

import geo_koop as gk
from geo_koop.outputs.ogc import parameters
from geo_koop.outputs.ogc.provider import PackageProvider


@pytest.fixture
def provider(package):
    return PackageProvider({"name": "p", "type": "feature", "data": str(package), "table": "municipalities"})


def test_features_by_value(provider):
    found = provider.query(properties=[("name", "Kassel")])
    assert found["numberMatched"] == 1
    assert found["features"][0]["properties"]["key"] == "06611000"
    assert provider.get(found["features"][0]["id"])["properties"]["name"] == "Kassel"
    assert provider.query(properties=[("name", "O'Neill")])["features"] == []


def test_pages_and_hits(provider, embedded):
    assert provider.query(resulttype="hits")["numberMatched"] == len(embedded.municipalities)
    first, second = (provider.query(offset=n, limit=1)["features"][0]["id"] for n in (0, 1))
    assert first != second


def of(package, table):
    return PackageProvider({"name": "p", "type": "feature", "data": str(package), "table": table})


@pytest.mark.parametrize(("day", "active"), [("2026-11-28", 195), ("2016-12-31", 114)])
def test_what_holds_on_a_day_is_what_an_analysis_counts_then(package, embedded, day, active):
    asked = of(package, "cooperations").query(datetime_=day, resulttype="hits")
    assert asked["numberMatched"] == active
    then = gk.analyse(as_of=day)
    running = then.cooperations.index[then.cooperations["active"]]
    counted = then.members["counts"] & then.members["cooperation_id"].isin(running)
    assert of(package, "members").query(datetime_=day, resulttype="hits")["numberMatched"] == counted.sum()


@pytest.mark.parametrize("cooperation", ["hallenbad-ebersberg-nordwest", "geothermie-pullach-baierbrunn", "res-ffb"])
def test_ideas_and_what_ended_on_an_unknown_day_hold_never(package, cooperation):
    asked = {"properties": [("cooperation_id", cooperation)], "resulttype": "hits"}
    assert of(package, "cooperations").query(**asked)["numberMatched"] == 1
    assert of(package, "cooperations").query(datetime_="1900-01-01/..", **asked)["numberMatched"] == 0


def test_whole_numbers_stay_whole_where_some_are_missing(package):
    provider = of(package, "cooperations")
    whole = {name for name, field in provider.fields.items() if field["type"] == "integer"}
    assert {"bindingness", "population", "core_population"} <= whole
    for feature in provider.query(limit=999)["features"]:
        for name in whole:
            assert type(feature["properties"][name]) in (int, type(None)), (feature["id"], name)
        for name in (name for name, field in provider.fields.items() if field["type"] == "boolean"):
            assert type(feature["properties"][name]) in (bool, type(None)), (feature["id"], name)


@pytest.mark.parametrize(
    ("name", "value"), [("population", "abc"), ("shown", "perhaps"), ("start_date", "yesterday"), ("nonsense", "1")]
)
def test_values_that_a_field_cannot_have_are_refused(package, name, value):
    with pytest.raises(ProviderInvalidQueryError):
        of(package, "cooperations").query(properties=[(name, value)])


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("2010-01-01/2020-01-01", True),
        ("2020-01-01/2020-01-01", True),
        ("2020-01-01T10:00:00Z/2020-01-01T10:30:00+01:00", False),
        ("2020-01-01/2010-01-01", False),
        ("2020-01-01/..", True),
        ("/2020-01-01", True),
        ("../..", False),
        ("2020-01-01/2021-01-01/2022-01-01", False),
        ("..", False),
    ],
)
def test_an_interval_runs_forward(asked, fits):
    wrong = parameters.fault("/collections/cooperations/items", [("datetime", asked)])
    assert (wrong is None) == fits


def test_a_plus_before_a_name_to_sort_by_is_no_blank():
    assert parameters.plus_signs("sortby=+population,+name&q=a+b") == "sortby=%2Bpopulation,%2Bname&q=a+b"
    assert parameters.plus_signs("xsortby=+a&sortby=-a") == "xsortby=+a&sortby=-a"
