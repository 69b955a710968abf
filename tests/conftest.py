"""Small countries built in code: grids of square municipalities whose patterns are obvious."""

import gc
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

import geopandas as gpd
import hypothesis
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_koop import codelists, workspace
from geo_koop.analysis import contiguity, patterns, territory
from geo_koop.given import InMemory
from geo_koop.intake.files.keys import with_levels
from geo_koop.model import AnalysisRequest, Filters, Settings

NIGHTLY = bool(os.environ.get("GEO_KOOP_NIGHTLY"))
"""Whether everything is tried, as ``make test-nightly`` does, and not a share of it."""
THOROUGH = 20
"""How many times as many examples a property is given then."""

# Time says nothing on a machine that others use, too. Each run of the suite takes the same examples, so that a change
# fails for what it changes; new ones are looked for at night.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100)
hypothesis.settings.register_profile("nightly", deadline=None, print_blob=True, max_examples=100 * THOROUGH)
hypothesis.settings.load_profile("nightly" if NIGHTLY else "ci")

COLLECTED_AFTER = (50_000, 50, 50)
"""Objects after which Python looks for those that nothing leads to: rarely, since the tests alone are a million."""


def pytest_collection_finish() -> None:
    """Leave what was loaded out of the search for objects that nothing leads to."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


ORIGIN = np.array([600_000.0, 5_400_000.0])
"""Where the small countries lie: in Bavaria, so that German keys and coordinates agree."""

SHARED = Path(__file__).parents[2] / "shared" / "data"


def examples(number: int, **further: object) -> hypothesis.settings:
    """Give a costly property its own number of examples, many times as many at night."""
    return hypothesis.settings(max_examples=number * THOROUGH if NIGHTLY else number, **further)


def grid(rows: int = 3, columns: int = 3, *, size: float = 5_000.0, population: int = 5_000) -> gpd.GeoDataFrame:
    """Return square municipalities ``size`` metres wide; keys tell row and column: ``09101`` + ``r`` + ``cc``.

    All lie in the district 09101, which is named "Landkreis A".
    """
    r, c = (part.ravel() for part in np.mgrid[0:rows, 0:columns])
    keys = [f"09101{i}{j:02}" for i, j in zip(r, c, strict=True)]
    return areas(keys, shapely.box(c * size, r * size, (c + 1) * size, (r + 1) * size), population=population)


def small_country(folder: Path, *, first: str = "Öd") -> list[str]:
    """Write a country of 3 × 3 squares with a cooperation of the first row, and return its options."""
    areas = grid()
    areas.loc["09101000", "name"] = first
    areas[["name", "geometry"]].reset_index().to_file(folder / "boundaries.gpkg")
    record = {"cooperation_id": "zv", "name": "Zweckverband Öd", "topics": "water", "stage": "operating"}
    dated = {"format": "special_purpose_association", "start": "1999-03-01"}
    pd.DataFrame([record | dated]).to_csv(folder / "cooperations.csv", index=False)
    keys = ["09101000", "09101001", "09101002"]
    pd.DataFrame({"cooperation_id": "zv", "key": keys}).to_csv(folder / "members.csv", index=False)
    files = {"boundaries": "boundaries.gpkg", "cooperations": "cooperations.csv", "members": "members.csv"}
    about = "title: {de: Probe, en: Test}\nattribution: {de: © Landesamt Öd, en: © Office Öd}\nlicence: ODbL-1.0\n"
    (folder / "boundaries.yaml").write_text(about, encoding="utf-8")
    given = [part for option, name in files.items() for part in (f"--{option}", str(folder / name))]
    return [*given, "--boundary-profile", "key=key,name=name"]


def small_request(folder: Path, **further: object) -> AnalysisRequest:
    """Write :func:`small_country` and return the request that names it."""
    given = small_country(folder)
    options = {name[2:].replace("-", "_"): text for name, text in zip(given[::2], given[1::2], strict=True)}
    files = {name: Path(options[name]) for name in ("boundaries", "cooperations", "members")}
    return AnalysisRequest(**options | files | further)


def areas(keys: Sequence[str], polygons: object, *, population: object = 5_000) -> gpd.GeoDataFrame:
    """Return municipalities with the columns of the house, in EPSG:25832; polygons count from :data:`ORIGIN`."""
    frame = gpd.GeoDataFrame(
        {
            "ars": "",
            "name": [f"Ort {key}" for key in keys],
            "designation": "Gemeinde",
            "district": [key[:5] for key in keys],
            "district_name": [f"Landkreis {key[:5]}" for key in keys],
            "state": [key[:2] for key in keys],
            "state_name": "Bayern",
            "kind": "municipality",
            "region": "",
            "context": False,
            "population": pd.array(np.broadcast_to(np.asarray(population, dtype=object), len(keys)), dtype="Int64"),
            "population_date": "2011-05-09",
            "central_place": None,
        },
        index=pd.Index(keys, name="key"),
        geometry=list(shapely.transform(np.asarray(polygons), lambda xy: xy + ORIGIN)),
        crs="EPSG:25832",
    )
    return frame.assign(area_km2=frame.area / 1e6)


def units(cooperations: Mapping[str, Sequence[str]], *, kinds: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return unit rows: every key of 5 digits is an extending district unless ``kinds`` says otherwise."""
    rows = [(name, key) for name, keys in cooperations.items() for key in keys]
    table = pd.DataFrame(rows, columns=["cooperation_id", "unit_key"], dtype="str")
    default = {key: "extending" if len(key) == 5 else "municipality" for key in table["unit_key"]}
    table["unit"] = table["unit_key"].map(default | dict(kinds or {}))
    return with_levels(table.assign(key=table["unit_key"]), national="de")


def classify(
    municipalities: gpd.GeoDataFrame,
    cooperations: Mapping[str, Sequence[str]],
    *,
    unincorporated: gpd.GeoDataFrame | None = None,
    settings: Settings | None = None,
    zones: pd.DataFrame | None = None,
    kinds: Mapping[str, str] | None = None,
    gap_tolerance: float = 500.0,
) -> pd.DataFrame:
    """Classify cooperations given as id to keys."""
    graph = contiguity.build(municipalities, unincorporated, gap_tolerance=gap_tolerance)
    land = territory.build(municipalities, graph, zones=zones)
    table = pd.DataFrame(index=pd.Index(list(cooperations), name="cooperation_id"))
    return patterns.classify(units(cooperations, kinds=kinds), table, land, settings=settings)


@pytest.fixture(scope="session")
def embedded():
    """Return the analysis of the embedded data."""
    from geo_koop import analyse

    return analyse()


@pytest.fixture(scope="session")
def embedded_inputs():
    """Return the embedded data as they are read, before any analysis."""
    return workspace.load(AnalysisRequest())


@pytest.fixture(scope="session")
def _remembered() -> dict[object, workspace.Inputs]:
    return {}


@pytest.fixture
def read_once(_remembered, monkeypatch):
    """Give commands what was read before where they name the same files, in the state in which they were read.

    A project, a register, tables in memory and maps of columns in a file are always read.
    """
    load = workspace.load

    def remembering(request: AnalysisRequest) -> workspace.Inputs:
        given = [getattr(request, each.name) for each in fields(request)]
        texts = [value for value in given if isinstance(value, str)]
        tables = [value for value in given if isinstance(value, InMemory)]
        if request.project or request.register or tables or any(text.endswith((".yaml", ".yml")) for text in texts):
            return load(request)
        key = repr(
            (
                replace(request, as_of=None, filters=Filters()),
                [_state(beside) for file in given if isinstance(file, Path) for beside in _folder(file)],
            )
        )
        if key not in _remembered:
            _remembered[key] = load(request)
        codelists.use(codelists.NO_OWN)
        return _remembered[key]

    monkeypatch.setattr(workspace, "load", remembering)


def _folder(file: Path) -> list[Path]:
    """Return a file and those beside it, which may tell of it."""
    return sorted(file.parent.iterdir()) if file.parent.is_dir() else []


def _state(file: Path) -> tuple[str, int, int]:
    found = file.lstat()
    return file.name, found.st_size, found.st_mtime_ns


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared test data, or skip."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared test data are not here: {SHARED}")
    return SHARED
