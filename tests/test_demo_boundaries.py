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
    "official_area_km2",
    "postcode",
    "lon",
    "lat",
    "urbanisation",
    "geometry",
]

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
    assert set(demo["population_date"]) == {"2019-12-31"}


def test_keys_are_unique_text_of_eight_digits(demo: gpd.GeoDataFrame) -> None:
    assert demo["key"].str.fullmatch(r"\d{8}").all()
    assert demo["key"].is_unique
    assert (demo["district"] == demo["key"].str[:5]).all()
    assert (demo["state"] == demo["key"].str[:2]).all()
    ars = demo["ars"]
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
    assert (population > 0).all()
    # München, Eching and Neufahrn b.Freising; Eichenau, Neubiberg and Pullach i.Isartal had none before.
    official = {
        "09162000": 1484226, "09178120": 14015, "09178145": 20165,
        "09179118": 11922, "09184146": 14785, "09184139": 9030,
    }  # fmt: skip
    assert {key: int(population[key]) for key in official} == official
    assert population.idxmax() == "09162000"


def test_facts_are_those_of_the_register(demo: gpd.GeoDataFrame) -> None:
    path = SHARED / "municipality_facts_2020.csv"
    if not path.exists():
        pytest.skip(f"the register of 2020 is not at {path}")
    register = pd.read_csv(path, dtype=str).set_index("key").reindex(demo["key"])
    assert demo["ars"].tolist() == register["ars"].tolist()
    assert demo["postcode"].tolist() == register["postcode"].tolist()
    assert demo["urbanisation"].tolist() == register["urbanisation"].tolist()
    names = {"population": "population", "official_area_km2": "area_km2", "lon": "lon", "lat": "lat"}
    for ours, theirs in names.items():
        assert demo[ours].tolist() == pd.to_numeric(register[theirs]).tolist()


def test_points_of_the_administration_lie_near_their_area(demo: gpd.GeoDataFrame) -> None:
    towns = demo[demo["kind"] == "municipality"]
    points = gpd.GeoSeries(gpd.points_from_xy(towns["lon"], towns["lat"]), index=towns.index, crs=4326)
    distance = points.to_crs(demo.crs).distance(towns.geometry)
    assert (distance == 0).mean() > 0.9
    assert distance.quantile(0.99) < 3000


def test_facts_of_keys_that_ended_go_to_their_successors(build_demo: ModuleType) -> None:
    facts = build_demo.read_facts(pd.Series(["09178120", "06635001"]))
    assert facts.index.tolist() == ["09178120", "06635001"]
    # Bromskirchen became part of Allendorf (Eder) in 2023 only: both stand in the facts of 2020.
    assert facts["population"].tolist() == [14015, 5581]


def test_facts_of_a_merger_are_summed(build_demo: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {
        "facts.csv": pd.DataFrame(
            {
                "key": ["1", "2", "3"], "ars": ["a", "b", "c"], "population": ["10", "20", "5"],
                "area_km2": ["1.5", "2.5", "1"], "postcode": ["8", "9", "7"], "lon": ["1", "2", "3"],
                "lat": ["1", "2", "3"], "urbanisation": ["thin", "thin", "dense"],
            }
        ),
        "changes.csv": pd.DataFrame({"old_key": ["1", "2"], "new_key": ["9", "9"]}),
    }  # fmt: skip
    monkeypatch.setattr(build_demo, "read_table", lambda name: tables[name].copy())
    made = build_demo.read_facts(pd.Series(["3", "9"]))
    assert made["population"].tolist() == [5, 30]
    assert made["area_km2"].tolist() == [1.0, 4.0]
    assert made["postcode"].isna().tolist() == [False, True]


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
