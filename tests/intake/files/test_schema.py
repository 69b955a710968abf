"""The tables inside the house have their layout."""

import pytest

from geo_koop.errors import GeoKoopError
from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import embedded, schema
from geo_koop.intake.records import cooperations


@pytest.fixture(scope="module")
def tables():
    """Return the embedded tables by name."""
    records = cooperations.load(**embedded.records()).value
    names = [name for name in schema.TABLES if name != "areas"]
    return {name: getattr(records, name) for name in names} | {
        "areas": boundaries.load(embedded.boundaries()).value.areas
    }


@pytest.mark.parametrize("name", schema.TABLES)
def test_embedded_tables_fit(tables, name):
    schema.check(name, tables[name])


@pytest.mark.parametrize("name", schema.TABLES)
def test_empty_tables_fit(tables, name):
    schema.check(name, tables[name].iloc[:0])


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("areas", "kind", "Wald"),
        ("areas", "population", -1),
        ("areas", "context", "nein"),
        ("areas", "central_place", "hoch"),
        ("cooperations", "format", "Zirkel"),
        ("cooperations", "start_date", "1982"),
        ("members", "key", 9184119),
        ("members", "counts_as_member", "vielleicht"),
        ("scopes", "grade", "gründlich"),
    ],
)
def test_what_does_not_fit_is_named(tables, name, column, value):
    with pytest.raises(GeoKoopError, match=f"table {name} does not have its layout: {column}"):
        schema.check(name, tables[name].assign(**{column: value}))


def test_missing_columns_and_doubled_keys(tables):
    with pytest.raises(GeoKoopError, match="district"):
        schema.check("areas", tables["areas"].drop(columns="district"))
    areas = tables["areas"]
    with pytest.raises(GeoKoopError, match="key"):
        schema.check("areas", areas.iloc[[0, 0]])


def test_tables_are_not_changed(tables):
    before = tables["members"].copy()
    schema.check("members", tables["members"])
    assert tables["members"].equals(before)
