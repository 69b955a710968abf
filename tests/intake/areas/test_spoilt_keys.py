"""Keys of whole countries, spoilt as programs spoil them, come back right or are reported: none is lost quietly."""

import gzip

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import keys
from tests.conftest import SHARED

SPOILT = {
    "as they are": lambda key: key,
    "numbers": lambda key: key.astype(int),
    "numbers with decimals": lambda key: key.astype(float),
    "text of numbers": lambda key: key.astype(int).astype(str),
    "text of numbers with decimals": lambda key: key.astype(float).astype(str),
    "prefix": lambda key: "DE" + key,
    "prefix of LAU": lambda key: "DE_" + key,
    "blanks": lambda key: key.str[:2] + " " + key.str[2:5] + " " + key.str[5:],
    "dots": lambda key: key.str[:2] + "." + key.str[2] + "." + key.str[3:5] + "." + key.str[5:],
    "stops between thousands": lambda key: key.astype(int).map("{:,}".format).str.replace(",", "."),
    "regional keys": lambda key: key.str[:5] + "0000" + key.str[5:],
    "regional keys as numbers": lambda key: (key.str[:5] + "0000" + key.str[5:]).astype(int),
    "regional keys as numbers with decimals": lambda key: (key.str[:5] + "0000" + key.str[5:]).astype(float),
}


def skip_without_data():
    if not SHARED.is_dir():
        pytest.skip(f"the shared data are not here: {SHARED}")


@pytest.fixture(scope="module")
def germany():
    skip_without_data()
    table = gpd.read_file(SHARED / "vg5000_2021" / "VG5000_GEM.shp", columns=["AGS", "GEN"])
    return table.assign(geometry=table.geometry.representative_point().buffer(10)).drop_duplicates("AGS")


@pytest.mark.parametrize("way", SPOILT)
@pytest.mark.parametrize("profile", ["key=schluessel,name=GEN", None])
def test_all_german_boundaries_keep_their_keys(tmp_path, germany, way, profile):
    some = germany.iloc[::37]
    column = "schluessel" if profile else "AGS"
    spoilt = some.assign(**{column: SPOILT[way](some["AGS"])})[[column, "GEN", "geometry"]]
    spoilt.to_file(tmp_path / "a.gpkg")
    loaded = boundaries.load(tmp_path / "a.gpkg", profile=profile)
    assert loaded.value.areas.index.tolist() == sorted(some["AGS"])
    assert loaded.value.info.national_keys == "de"
    assert (loaded.value.areas["district"] == loaded.value.areas.index.str[:5]).all()


@pytest.mark.parametrize("way", SPOILT)
def test_all_german_keys_come_back_and_repairs_are_reported(germany, way):
    right = germany["AGS"].reset_index(drop=True)
    known = pd.Index(right).union(right.str[:5]).union(right.str[:2])
    written = pd.Series(SPOILT[way](right)).astype(str)
    read = keys.normalise(written, known=known)
    assert (read["key"] == right).all()
    silent = (read["state"] == "ok") & (written.str.replace(" ", "") != right)
    # A number of eight digits with “.0” behind it lost nothing.
    assert (written[silent].str.replace(r"\.0$", "", regex=True) == right[silent]).all()


def test_all_keys_of_districts_filled_up_with_zeros_are_districts(germany):
    known = pd.Index(germany["AGS"]).union(germany["AGS"].str[:5]).union(germany["AGS"].str[:2])
    districts = pd.Series(germany["AGS"].str[:5].unique())
    for filled in (districts + "000", districts + "0000000", (districts + "000").astype(int).astype(str)):
        read = keys.normalise(filled, known=known)
        alone = (districts + "000").isin(germany["AGS"])
        assert (read["key"] == districts.where(~alone, districts + "000")).all()
        assert (read.loc[~alone, "state"] == "shortened").all()


@pytest.fixture(scope="module")
def europe():
    skip_without_data()
    with gzip.open(SHARED / "lau_2019.csv.gz", "rt", encoding="utf-8") as stream:
        table = pd.read_csv(stream, dtype=str, keep_default_na=False, usecols=["country", "lau_code"])
    return table.rename(columns={"lau_code": "code"})


@pytest.mark.parametrize("country", ["FR", "IT", "AT", "NL", "ES", "PL", "CZ", "CH", "BE", "DK"])
def test_keys_of_other_countries_come_back_or_stay_as_they_are(europe, country):
    right = europe.loc[europe["country"] == country, "code"].drop_duplicates().reset_index(drop=True)
    if right.empty:
        pytest.skip("not in the table")
    known = pd.Index(right)
    digits = right.str.fullmatch("[0-9]+").astype(bool)
    number = right.where(~digits, right.str.lstrip("0"))
    single = ~number.duplicated(keep=False)
    for written in (right, number, number.where(~digits, number + ".0"), f"{country}_" + right):
        read = keys.normalise(written, national="other", known=known)
        good = read["key"] == right
        # Two keys that differ in zeros alone cannot be told apart once these are gone; they stay as written.
        assert good[single].all()
        assert read.loc[~good, "key"].isin(number).all()
        assert set(read.loc[(read["key"] != written) & good, "state"]) <= {"padded", "cleaned"}


def test_keys_of_all_of_europe_are_found_without_their_country(europe):
    known = pd.Index(europe["country"] + "_" + europe["code"]).unique()
    german = europe.loc[europe["country"] == "DE", "code"]
    alone = german[~german.isin(europe.loc[europe["country"] != "DE", "code"])]
    read = keys.normalise(alone, national="lau", known=known)
    assert (read["key"] == "DE_" + alone).all()
    assert (read["state"] == "padded").all()


def test_a_foreign_country_in_the_extent_of_germany_stays_foreign(tmp_path):
    """Dutch numbers, Swiss ones and Czech ones are no German keys, wherever they lie."""
    count = 40
    for name, code in {"CZ": 554_000, "CH": 100, "NL": 1_000}.items():
        made = gpd.GeoDataFrame(
            {"code": [str(code + at) for at in range(count)], "ort": [f"{name} {at}" for at in range(count)]},
            geometry=shapely.points(np.linspace(9, 11, count), np.full(count, 48.0)),
            crs="EPSG:4326",
        )
        made["geometry"] = made.to_crs("EPSG:25832").buffer(100)
        made = made.set_crs("EPSG:25832", allow_override=True)
        path = tmp_path / f"{name}.gpkg"
        made.to_file(path)
        loaded = boundaries.load(path, profile="key=code,name=ort")
        assert loaded.value.info.national_keys != "de"
        assert loaded.value.areas.index.tolist() == sorted(made["code"])
