"""The national data that benchmarks share; they end with a message where it is absent."""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo_koop import codelists

SHARED = Path(__file__).parents[2] / "shared" / "data"
BOUNDARIES = SHARED / "vg5000_2021" / "VG5000_GEM.shp"
INHABITANTS = SHARED / "inhabitants_2011.csv"
ASSOCIATIONS = (
    "Verwaltungsgemeinschaft",
    "Amt",
    "Verbandsgemeinde",
    "Verwaltungsverband",
    "Samtgemeinde",
    "Erfüllende Gemeinde",
)
"""What VG5000_VWG calls the bodies that join municipalities for their administration."""


def require() -> None:
    """End the script where the national data are not here."""
    if not BOUNDARIES.is_file():
        sys.exit(f"This benchmark needs the boundaries of Germany at {BOUNDARIES.parent}; they are not here.")


def random_cooperations(points: np.ndarray, count: int, *, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Draw cooperations of realistic size: neighbours of a random seed, every hundredth ten times larger.

    Parameters
    ----------
    points : numpy.ndarray
        (n, 2), metres.
    count : int
        Number of cooperations.

    Returns
    -------
    tuple of numpy.ndarray
        ``cooperation, municipality``: positions, a row for each membership.
    """
    random = np.random.default_rng(seed)
    size = np.minimum(1 + random.geometric(1 / 6.18, count), 60)
    size[random.random(count) < 0.01] *= 10
    size = np.minimum(np.maximum(size, 2), 400)
    seeds = random.integers(0, len(points), count)
    _distance, nearest = cKDTree(points).query(points[seeds], k=int(size.max()))
    cooperation = np.repeat(np.arange(count), size)
    rank = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return cooperation, nearest[cooperation, rank]


def write_project(folder: Path, count: int) -> None:
    """Write the records of Germany: its 1,210 municipal associations, and so many generated cooperations.

    Parameters
    ----------
    folder : Path
        Gets ``cooperations.csv, members.csv, sources.csv, scopes.csv``.
    count : int
        Number of generated cooperations.
    """
    areas = gpd.read_file(BOUNDARIES).set_index("AGS")
    points = np.column_stack([areas.centroid.x, areas.centroid.y])
    cooperation, municipality = random_cooperations(points, count)
    write_records(folder, cooperation, municipality, areas.index)
    joint = gpd.read_file(BOUNDARIES.with_name("VG5000_VWG.shp"), ignore_geometry=True)
    joint = joint[joint["BEZ"].isin(ASSOCIATIONS)]
    named = pd.DataFrame(
        {
            "cooperation_id": "vg-" + joint["ARS"],
            "name": joint["BEZ"] + " " + joint["GEN"],
            "topics": "administration",
            "format": "administrative_association",
            "stage": "operating",
            "start": "",
        }
    )
    inside = pd.Series("vg-" + areas["ARS"].str[:9])
    inside = inside[inside.isin(named["cooperation_id"])]
    rows = pd.DataFrame({"cooperation_id": inside.to_numpy(), "key": inside.index})
    for name, extra in (("cooperations.csv", named), ("members.csv", rows)):
        table = pd.concat([pd.read_csv(folder / name, dtype=str), extra])
        table.to_csv(folder / name, index=False)
    full = pd.read_csv(folder / "cooperations.csv", dtype=str)[["cooperation_id"]].iloc[::2]
    full.assign(url="https://example.org", date="2021", completeness="full", note="").to_csv(
        folder / "sources.csv", index=False
    )
    scope = {
        "scope_id": "s",
        "area": "*",
        "topics": "water;administration",
        "date": "2021",
        "grade": "survey",
        "source": "x",
    }
    pd.DataFrame([scope]).to_csv(folder / "scopes.csv", index=False)


def unit_rows(cooperation: np.ndarray, municipality: np.ndarray, keys: pd.Index) -> pd.DataFrame:
    """Return the memberships as unit rows of the classifier."""
    return pd.DataFrame(
        {
            "cooperation_id": cooperation.astype(str),
            "unit_key": keys[municipality],
            "unit": pd.Categorical.from_codes(np.zeros(len(cooperation), dtype=int), ["municipality"]),
        }
    )


def write_records(folder: Path, cooperation: np.ndarray, municipality: np.ndarray, keys: pd.Index) -> None:
    """Write cooperations and members as the tables that a user would have."""
    ids = np.unique(cooperation).astype(str)
    # A half on water, every topic once in a while.
    single = (code for code, entry in codelists.load("topics").entries.items() if not entry.get("is_group"))
    few = [code for code in single if code not in ("water", "mobility", "education")]
    topics = [topic for code in few for topic in ("water", "mobility", "education", f"{code};water")]
    pd.DataFrame(
        {
            "cooperation_id": ids,
            "name": np.char.add("Kooperation ", ids),
            "topics": np.resize(topics, len(ids)),
            "format": np.resize(["special_purpose_association", "association", "cooperation_contract"], len(ids)),
            "stage": "operating",
            "start": "2001",
        }
    ).to_csv(folder / "cooperations.csv", index=False)
    pd.DataFrame({"cooperation_id": cooperation.astype(str), "key": keys[municipality]}).to_csv(
        folder / "members.csv", index=False
    )


def dissolve_each(areas: gpd.GeoDataFrame, members: pd.DataFrame, cooperations: list[str]) -> None:
    """Do it the naive way: select the members of each cooperation, and dissolve them."""
    for cooperation in cooperations:
        keys = members.loc[members["cooperation_id"] == cooperation, "unit_key"]
        areas.loc[keys].dissolve()


def dissolve_all(areas: gpd.GeoDataFrame, members: pd.DataFrame, method: str) -> None:
    """Do it as well as geopandas can: one call for all cooperations; ``coverage`` is for boundaries that fit."""
    shapes = areas.geometry.loc[members["unit_key"]].to_numpy()
    rows = gpd.GeoDataFrame({"cooperation_id": members["cooperation_id"].to_numpy()}, geometry=shapes, crs=areas.crs)
    rows.dissolve("cooperation_id", method=method)
