"""The national data that benchmarks share; they end with a message where it is absent."""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

SHARED = Path(__file__).parents[2] / "shared" / "data"
BOUNDARIES = SHARED / "vg5000_2021" / "VG5000_GEM.shp"
INHABITANTS = SHARED / "inhabitants_2011.csv"


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
    pd.DataFrame(
        {
            "cooperation_id": ids,
            "name": np.char.add("Kooperation ", ids),
            "topics": np.resize(["water", "mobility", "education", "energy_climate;water"], len(ids)),
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
