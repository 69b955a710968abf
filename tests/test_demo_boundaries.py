"""The embedded demonstration boundaries keep what their README promises."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import yaml

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "boundaries"
SHARED = ROOT.parent / "shared" / "data"

COLUMNS = [
    "key",
    "ars",
    "name",
    "designation",
    "district",
    "district_name",
    "state",
    "state_name",
    "kind",
    "region",
    "context",
    "population",
    "population_date",
    "geometry",
]

#: No settlement of theirs is among the points: see the README.
POPULATION_UNKNOWN = {"06633019", "09179118", "09184139", "09184146"}

#: Hessian and Bavarian unincorporated areas of the two regions.
UNINCORPORATED = {
    "06633200",
    "06636200",
    "09175451",
    "09175452",
    "09175453",
    "09181451",
    "09184452",
    "09184454",
    "09184457",
    "09188451",
}


@pytest.fixture(scope="module")
def demo() -> gpd.GeoDataFrame:
    return gpd.read_file(FOLDER / "demo.gpkg", layer="municipalities")


@pytest.fixture(scope="module")
def municipalities(demo: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return demo[(demo["kind"] == "municipality") & ~demo["context"]]


@pytest.fixture(scope="module")
def named_keys() -> list[str]:
    return pd.read_csv(FOLDER / "named_keys.csv", dtype=str)["key"].tolist()


@pytest.fixture(scope="module")
def build_demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_demo", FOLDER / "build_demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_layout(demo: gpd.GeoDataFrame) -> None:
    assert list(demo.columns) == COLUMNS
    assert demo.crs.to_epsg() == 25832
    assert set(demo["kind"]) == {"municipality", "unincorporated"}
    assert set(demo["population_date"]) == {"2011-05-09"}


def test_keys_are_unique_text_of_eight_digits(demo: gpd.GeoDataFrame) -> None:
    assert demo["key"].str.fullmatch(r"\d{8}").all()
    assert demo["key"].is_unique
    assert (demo["district"] == demo["key"].str[:5]).all()
    assert (demo["state"] == demo["key"].str[:2]).all()
    ars = demo["ars"].dropna()
    assert ars.str.fullmatch(r"\d{12}").all()
    key = demo.loc[ars.index, "key"]
    assert (ars.str[:5] + ars.str[9:] == key).all()


def test_regions_are_complete(municipalities: gpd.GeoDataFrame) -> None:
    sizes = municipalities["region"].value_counts()
    assert sizes.to_dict() == {"muenchen_14": 186, "nordhessen": 137}


def test_context_is_what_lies_outside_the_regions(demo: gpd.GeoDataFrame) -> None:
    assert (demo["context"] == demo["region"].isna()).all()


def test_one_gebietsstand(demo: gpd.GeoDataFrame) -> None:
    keys = demo.set_index("key")["name"]
    assert keys["06633030"] == "Wesertal"
    assert keys["06635005"] == "Bromskirchen"
    changed = pd.read_csv(FOLDER / "key_changes.csv", dtype=str)
    assert not set(changed["old_key"]) & set(keys.index)
    assert {"06633021", "06633027"} <= set(changed["old_key"])


def test_names(demo: gpd.GeoDataFrame) -> None:
    columns = ["name", "designation", "district_name", "state_name"]
    for column in columns:
        assert demo[column].str.strip().str.len().gt(0).all(), column
        assert (demo[column] == demo[column].str.strip()).all(), column
    districts = demo.groupby("district")["district_name"].first()
    assert districts.is_unique
    assert districts["09162"] == "München, kreisfreie Stadt"
    assert districts["09184"] == "Landkreis München"


def test_names_are_those_of_the_register(demo: gpd.GeoDataFrame) -> None:
    path = SHARED / "register_2021.csv"
    if not path.exists():
        pytest.skip(f"official register not found: {path.name}")
    register = pd.read_csv(path, dtype=str).set_index("key")["name"]
    official = demo["key"].map(register).str.partition(",")[0].str.strip()
    assert (official == demo["name"]).all()
    inside = demo[demo["region"].notna()]
    districts = register.index.str[:5].isin(set(inside["district"]))
    assert set(register.index[districts]) == set(inside["key"])


def test_unincorporated_areas_are_separate(demo: gpd.GeoDataFrame) -> None:
    inside = demo[demo["region"].notna() & (demo["kind"] == "unincorporated")]
    assert set(inside["key"]) == UNINCORPORATED
    assert (inside["designation"] == "gemeindefreies Gebiet").all()


def test_coverage_is_clean(demo: gpd.GeoDataFrame) -> None:
    geometry = demo.geometry.to_numpy()
    assert shapely.is_valid(geometry).all()
    assert not shapely.is_empty(geometry).any()
    assert set(demo.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapely.coverage_is_valid(geometry)
    coordinates = shapely.get_coordinates(geometry)
    assert (coordinates == coordinates.round()).all()


def test_population(municipalities: gpd.GeoDataFrame) -> None:
    population = municipalities.set_index("key")["population"]
    unknown = population.isna()
    assert set(population.index[unknown]) == POPULATION_UNKNOWN
    assert (population[~unknown] > 0).all()
    ranked = population.sort_values(ascending=False)
    assert ranked.index[0] == "09162000"
    assert ranked.iloc[0] == pytest.approx(1.35e6, rel=0.01)
    assert ranked.iloc[0] > 5 * ranked.iloc[1]


def test_named_keys_are_present(demo: gpd.GeoDataFrame, named_keys: list[str]) -> None:
    keys, districts = set(demo["key"]), set(demo["district"])
    missing = [key for key in named_keys if key not in (districts if len(key) == 5 else keys)]
    assert missing == []
    assert len(named_keys) == 58


def test_adjoining_districts_are_complete(demo: gpd.GeoDataFrame) -> None:
    register = pd.read_csv(FOLDER / "register.csv", dtype=str)
    without_point = {"09176131", "09187123", "16064027", "16066017"}
    unincorporated = register["name"].str.contains("gemfr") | (
        register["key"].str.startswith("09") & register["key"].str[5].eq("4")
    )
    expected = set(register.loc[~unincorporated, "key"]) - without_point
    assert expected == set(demo.loc[demo["kind"] == "municipality", "key"])


def test_folder_is_small() -> None:
    size = sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file())
    assert size <= 6e6


def test_sidecar(demo: gpd.GeoDataFrame) -> None:
    sidecar = yaml.safe_load((FOLDER / "demo.yaml").read_text(encoding="utf-8"))
    assert sidecar["gebietsstand"] == "2021-01-01"
    assert sidecar["approximate"] is True
    assert sidecar["crs"] == "EPSG:25832"
    assert set(sidecar["regions"]) == set(demo["region"].dropna())
    for text in (sidecar["attribution_de"], sidecar["attribution_en"]):
        assert "OpenStreetMap" in text
        assert "GeoBasis-DE / BKG" in text


def test_accuracy(demo: gpd.GeoDataFrame, build_demo: ModuleType) -> None:
    folder = SHARED / "vg5000_2021"
    if not folder.exists():
        pytest.skip(f"official boundaries not found: {folder.name}")
    result = build_demo.compare(demo, folder)
    result = result[(result["kind"] == "municipality") & (result["region"] != "context")]
    iou = result.groupby("region")["iou"]
    assert len(result) == 186 + 137
    assert iou.median()["nordhessen"] >= 0.89
    assert iou.median()["muenchen_14"] >= 0.83
    assert iou.min().min() >= 0.3


def test_neighbours(demo: gpd.GeoDataFrame, build_demo: ModuleType) -> None:
    folder = SHARED / "vg5000_2021"
    if not folder.exists():
        pytest.skip(f"official boundaries not found: {folder.name}")
    pairs = build_demo.compare_neighbours(demo, folder)
    assert (pairs["found"] >= 0.97 * pairs["official"]).all()
    assert (pairs["invented"] <= 0.06 * pairs["official"]).all()
