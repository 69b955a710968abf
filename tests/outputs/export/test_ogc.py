"""The provider of the live service: boxes, values, single features."""

import pytest

pytest.importorskip("pygeoapi")

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
