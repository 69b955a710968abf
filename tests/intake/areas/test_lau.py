"""The table of local administrative units of Eurostat, as attributes and as commuting zones."""

import gzip
from dataclasses import replace

import pandas as pd
import pytest

import geo_koop as gk
from benchmarks import fua
from geo_koop.errors import InputError, UsageError
from geo_koop.intake.areas import attributes, boundaries, zones
from geo_koop.model import AnalysisRequest

HEAD = "country,code_2016,lau_code,lau_name_national,population,total_area_m2,degurba,city_id,city_name,fua_id,fua_name"
ROWS = """\
DE,DE212,09101000,Kern,60000.0,25.0,1.0,DE900C1,Kern,DE900L1,Kern
DE,DE212,09101001,Zweit,9000.0,25.0,2.0,DE901C1,Zweit,DE900L1,Kern
DE,DE212,09101002,Land,500.0,20.0,3.0,,,DE900L1,Kern
DE,DE212,09101100,Fern,,30.0,9.0,,,,
DE,DE300,11000000,Berlin,3644826.0,891.0,1.0,DE001C1,Berlin,DE001L1,Berlin
FR,FRK21,09101001,Ailleurs,,,3.0,,,,
TR,TR621,1104,SEYHAN,793480.0,444.0,,,,,
"""


@pytest.fixture
def country(tmp_path, areas):
    """Return 16 municipalities of 25 km², with keys of Germany, as loaded."""
    areas.to_file(tmp_path / "a.gpkg")
    return boundaries.load(tmp_path / "a.gpkg").value


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a table in the form of Eurostat's."""

    def _write(rows=ROWS, name="lau.csv"):
        path = tmp_path / name
        content = f"{HEAD}\n{rows}".encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return _write


def european(country, system="other", **renamed):
    """Return the boundaries with keys of another system."""
    return replace(country, areas=country.areas.rename(index=renamed), info=replace(country.info, national_keys=system))


def found(reported):
    return {row.code: (row.value, row.params.get("count")) for row in reported.itertuples()}


@pytest.mark.parametrize("name", ["lau.csv", "lau.csv.gz"])
def test_german_rows_have_their_key_alone_and_square_kilometres(country, write, name):
    loaded = attributes.apply(country, write(name=name), profile="lau")
    areas = loaded.value.areas
    assert areas.loc["09101000", "population"] == 60_000
    assert areas["area_km2_value"].head(3).tolist() == [25.0, 25.0, 20.0]
    assert areas["density"].head(3).tolist() == [2400.0, 360.0, 25.0]
    assert areas["degree_of_urbanisation"].head(3).tolist() == [1.0, 2.0, 3.0]
    assert areas["fua_id"].head(3).tolist() == ["DE900L1"] * 3
    assert areas["city_id"].head(2).tolist() == ["DE900C1", "DE901C1"]
    assert areas["city_id"].isna().sum() == 14
    # Degree 9 means that nobody classified it, and no inhabitants are no 0.
    assert areas.loc["09101100", ["population", "density", "degree_of_urbanisation"]].isna().all()
    assert found(loaded.findings) == {
        "lau_other_countries": ("2", None),
        "lau_outside": ("1", None),
        "lau_degree_missing": ("DE", 1),
    }


def test_square_metres_are_converted_in_all_other_countries(country, write):
    rows = "FR,FR1,01001,A,800,25000000.0,3.0,,,,\nDK,DK1,101,B,100,25.0,1.0,,,,\nMK,MK1,MK1,C,50,,3.0,,,,\n"
    named = european(country, **{"09101000": "FR_01001", "09101001": "DK_101", "09101002": "MK_MK1"})
    loaded = attributes.apply(named, write(rows), profile="lau")
    assert loaded.value.areas["area_km2_value"].head(3).fillna(-1).tolist() == [25.0, 25.0, -1.0]
    assert found(loaded.findings) == {"lau_area_missing": ("MK", 1)}


def test_areas_in_another_unit_than_known_are_not_used(country, write):
    rows = "DE,DE1,09101000,A,800,25000000.0,3.0,,,,\nDE,DE1,09101001,B,800,25000000.0,3.0,,,,\n"
    loaded = attributes.apply(country, write(rows), profile="lau")
    assert not {"area_km2_value", "density"} & set(loaded.value.areas)  # a column without a number is none
    assert found(loaded.findings) == {"lau_area_unit": ("DE", 2)}


def test_a_code_of_several_countries_is_never_guessed(country, write):
    rows = "FR,FR1,01001,A,800,25000000,3.0,,,,\nIT,IT1,01001,B,900,25000000,3.0,,,,\nIT,IT1,01002,C,70,25000000,3,,,,"
    loaded = attributes.apply(
        european(country, **{"09101000": "01001", "09101001": "01002"}), write(rows), profile="lau"
    )
    assert loaded.value.areas["population"].head(2).fillna(-1).tolist() == [-1, 70]
    assert loaded.findings[["code", "row", "value"]].to_numpy().tolist() == [
        ["lau_code_ambiguous", 2, "01001"],
        ["lau_code_ambiguous", 3, "01001"],
    ]
    french = attributes.apply(european(country, "fr", **{"09101000": "01001"}), write(rows), profile="lau")
    assert french.value.areas["population"].iloc[0] == 800


def test_zones_are_functional_urban_areas_with_their_most_populous_city(write, country):
    loaded = zones.load_zones(write(), known=country.areas.index)
    assert loaded.value[["key", "core_key", "rule"]].to_numpy().tolist() == [
        [key, "09101000", "fua"] for key in ("09101000", "09101001", "09101002")
    ]
    assert loaded.files[0].role == "zones"


def test_a_core_that_nobody_can_tell_is_open(write):
    rows = (
        "CY,CY0,1,A,,1,1.0,CY1C,A,CY1F,A\nCY,CY0,2,B,,1,1.0,CY2C,B,CY1F,A\n"
        "FR,FR0,3,C,,,1.0,FR1C,C,FR1L,C\nFR,FR0,4,D,,,2.0,,,FR1L,C\n"
        "BE,BE0,5,E,10,1,2.0,,,BE4L,E\n"
        "AT,AT0,6,F,10,1,1.0,AT1C,F,AT1L,F\nAT,AT0,7,G,10,1,1.0,AT2C,G,AT1L,F\n"
    )
    loaded = zones.load_zones(write(rows), national="lau")
    assert loaded.value[["key", "core_key"]].to_numpy().tolist() == [["FR_3", "FR_3"], ["FR_4", "FR_3"]]
    assert loaded.findings[["code", "value"]].to_numpy().tolist() == [
        ["fua_without_city", "BE4L"],
        ["fua_core_open", "AT1L"],
        ["fua_core_open", "CY1F"],
    ]


def test_zones_whose_core_is_elsewhere_are_told_once(write, country):
    known = country.areas.index.drop("09101000")
    loaded = zones.load_zones(write(), known=known)
    assert loaded.value.empty
    assert found(loaded.findings)["fua_core_outside"] == ("DE900L1", 2)


def test_profiles(tmp_path):
    assert attributes.column_map("lau") == "lau"
    assert attributes.column_map("key=Gde-Nr, population=EWZ") == {"key": "Gde-Nr", "population": "EWZ"}
    (tmp_path / "spalten.yaml").write_text("key: Gde-Nr\n", encoding="utf-8")
    assert attributes.column_map(str(tmp_path / "spalten.yaml")) == {"key": "Gde-Nr"}
    with pytest.raises(UsageError, match="no attribute profile"):
        attributes.column_map("laus")
    with pytest.raises(UsageError, match="unknown columns: einwohner"):
        attributes.column_map("einwohner=EWZ")


def test_another_table_under_the_profile_says_what_is_missing(country, tmp_path):
    (tmp_path / "x.csv").write_text("key,population\n09101000,5\n")
    with pytest.raises(InputError, match="lacks the columns country, lau_code"):
        attributes.apply(country, tmp_path / "x.csv", profile="lau")


def test_a_broken_archive_is_a_message(country, write, tmp_path):
    path = write(name="lau.csv.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="cannot be unpacked"):
        attributes.apply(country, path, profile="lau")


def test_the_columns_reach_the_municipalities_of_an_analysis(tmp_path, country, write):
    pd.DataFrame({"cooperation_id": ["a"], "name": ["A"]}).to_csv(tmp_path / "c.csv", index=False)
    pd.DataFrame({"cooperation_id": ["a", "a"], "key": ["09101000", "09101001"]}).to_csv(
        tmp_path / "m.csv", index=False
    )
    analysis = gk.analyse(
        boundaries=tmp_path / "a.gpkg",
        cooperations=tmp_path / "c.csv",
        members=tmp_path / "m.csv",
        attributes=write(),
        attribute_profile="lau",
        zones=write(),
    )
    assert analysis.municipalities.loc["09101001", "fua_id"] == "DE900L1"
    assert analysis.municipalities.loc["09101001", "density"] == 360
    assert analysis.patterns.loc["a", "hinterland_rule"] == "fua"


@pytest.fixture(scope="session")
def german(shared):
    """Return the comparison of radius and FUA for Germany."""
    return fua.german()


def test_the_real_table_agrees_with_the_radius_to_062(german):
    table, names = german
    assert len(table) == 96
    assert names[table.index[:3]].tolist() == ["Berlin", "Hamburg", "München"]
    assert fua.overall(table)["f1"] == pytest.approx(0.62, abs=0.01)


def test_all_units_of_europe_are_read(shared):
    loaded = zones.load_zones(fua.LAU, national="lau")
    units = pd.read_csv(fua.LAU, dtype=str, keep_default_na=False)
    left_out = loaded.findings["params"].map(lambda p: p["count"]).sum()
    assert len(loaded.value) + left_out == (units["fua_id"] != "").sum()
    assert loaded.value["key"].is_unique


def test_a_request_keeps_the_profile():
    assert AnalysisRequest(attribute_profile="lau").attribute_profile == "lau"
