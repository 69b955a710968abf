"""Numbers by key, joined to the areas."""

import geopandas as gpd
import pandas as pd
import pytest

from geo_koop.errors import InputError
from geo_koop.intake.areas import attributes, boundaries


@pytest.fixture
def country(tmp_path, areas):
    """Return 16 municipalities as loaded; the first with 7 inhabitants."""
    areas.assign(population=[7, *[None] * 15]).to_file(tmp_path / "a.gpkg")
    return boundaries.load(tmp_path / "a.gpkg").value


@pytest.fixture
def apply(tmp_path, country):
    """Return a function that joins a table, given as text."""

    def _apply(text, **options):
        path = tmp_path / "Einwohner.csv"
        path.write_text(text, encoding="cp1252")
        return attributes.apply(country, path, **options)

    return _apply


def _found(loaded):
    return loaded.findings[["code", "row", "column", "value"]].to_numpy().tolist()


@pytest.mark.parametrize("heading", ["inhabitants", "population", "Einwohner", "EWZ", "Bevölkerung"])
def test_inhabitants(apply, country, heading):
    loaded = apply(f"AGS;Gemeindename;{heading};Stand\n09101001;Ört;12.345;31.12.2023\n09101002;;800;\n")
    areas = loaded.value.areas
    assert areas["population"].dtype == "Int64"
    assert areas["population"].head(3).tolist() == [7, 12345, 800]
    assert areas["population"].isna().sum() == 13
    assert areas.loc["09101001", "population_date"] == "31.12.2023"
    assert areas.loc["09101001", "name"] == "Ört 01"
    assert areas.columns.tolist() == country.areas.columns.tolist()
    assert isinstance(areas, gpd.GeoDataFrame)
    assert loaded.findings.empty
    assert country.areas["population"].notna().sum() == 1


def test_levels_as_code_or_label(apply):
    loaded = apply("key,central_place\n09101000,Oberzentrum\n09101001,MITTELZENTRUM\n09101002,hoch\n")
    assert loaded.value.areas["central_place"].head(3).fillna("-").tolist() == ["oberzentrum", "mittelzentrum", "-"]
    assert _found(loaded) == [["attribute_invalid", 4, "central_place", "hoch"]]


def test_further_numbers_are_kept_and_texts_are_not(apply):
    loaded = apply("key;name;Steuerkraft;geometry;Notiz;leer\n09101000;Falsch;1.234,5;1;gut;\n09101001;;?;;;\n")
    areas = loaded.value.areas
    assert areas.loc["09101000", "Steuerkraft"] == 1234.5
    assert areas.loc["09101000", "name"] == "Ört 00"
    assert areas.geometry.notna().all()
    assert "Notiz" not in areas
    assert "leer" not in areas
    told = loaded.findings.set_index("code")[["column", "value"]].apply(list, axis=1).to_dict()
    assert told == {
        "attribute_invalid": ["Steuerkraft", "?"],
        "columns_of_boundaries": ["", "geometry"],
        "column_no_numbers": ["Notiz", "gut"],
    }


def test_the_source_of_the_numbers_is_kept(apply):
    loaded = apply("key;population;Stichtag;Kaufkraft;Quelle\n09101000;5;2023;101,5;Landesamt\n09101001;6;2023;99;\n")
    areas = loaded.value.areas
    assert areas["attribute_source"].head(2).fillna("-").tolist() == ["Landesamt", "-"]
    assert areas["Kaufkraft"].head(2).tolist() == [101.5, 99.0]
    assert areas["population_date"].iloc[0] == "2023"
    assert loaded.findings.empty


def test_impossible_numbers_are_reported(apply):
    loaded = apply("key;population\n09101001;-5\n09101002;viele\n09101003;1,5\n09101100;\n09101101;-9999\n")
    assert loaded.value.areas["population"].notna().sum() == 1
    assert [row[3] for row in _found(loaded)] == ["-5", "viele", "1,5"]


def test_keys_are_repaired_and_unknown_ones_reported(apply):
    loaded = apply("key;population\n9101001;5\n09999999;6\n09101002;1\n09101002;2\nx;1\n;1\n")
    assert loaded.value.areas["population"].head(3).tolist() == [7, 5, 1]
    assert _found(loaded) == [
        ["key_malformed", 6, "key", "x"],
        ["key_missing", 7, "key", ""],
        ["key_duplicate", 5, "key", "09101002"],
        ["key_zero_restored", 2, "key", "9101001"],
        ["attribute_key_unknown", 3, "key", "09999999"],
    ]
    assert loaded.files[0].rows == 6


def test_column_map(apply):
    loaded = apply("Nr;Leute\n09101001;5\n", profile={"key": "Nr", "population": "Leute"})
    assert loaded.value.areas.loc["09101001", "population"] == 5


def test_no_key(apply):
    with pytest.raises(InputError, match="lacks the column key"):
        apply("Gemeinde;Einwohner\nOrt;5\n")


def test_header_only_changes_nothing(apply, country):
    loaded = apply("key;population\n")
    assert loaded.findings.empty
    pd.testing.assert_frame_equal(pd.DataFrame(loaded.value.areas), pd.DataFrame(country.areas))


def test_inhabitants_of_germany(shared):
    country = boundaries.load(shared / "vg5000_2021" / "VG5000_GEM.shp").value
    loaded = attributes.apply(country, shared / "inhabitants_2011.csv")
    unknown = loaded.findings["code"].eq("attribute_key_unknown").sum()
    assert loaded.value.areas["population"].notna().sum() + unknown == loaded.files[0].rows
    assert loaded.value.areas.loc["09162000", "population"] > 1_300_000


def test_new_inhabitants_do_not_keep_the_date_of_the_old_ones(apply, country, tmp_path):
    country.areas["population_date"] = "2011-05-09"
    table = "key;Einwohner\n09101001;800\n"
    undated = apply(table).value.areas["population_date"]
    assert undated[["09101000", "09101001"]].tolist() == ["2011-05-09", ""]
    (tmp_path / "Einwohner.yaml").write_text("date: 2023-12-31\n", encoding="utf-8")
    assert apply(table).value.areas["population_date"].iloc[1] == "2023-12-31"
    own = apply("Stand;key;Einwohner\n2022;09101001;800\n").value.areas["population_date"]
    assert own.iloc[1] == "2022"


def test_what_cannot_be_read_says_that_the_value_of_the_boundaries_stays(apply, country):
    country.areas["population"] = 100
    loaded = apply("key;population\n09101000;viele\n09101001;800\n")
    assert loaded.value.areas["population"].iloc[:2].tolist() == [100, 800]
    told = loaded.findings.set_index("code").loc[["attribute_kept"], ["column", "value"]]
    assert told.to_numpy().tolist() == [["population", "09101000"]]
