"""A small country of 4 × 4 square municipalities near Munich, as files of every kind."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

EAST, NORTH, SIZE = 690_000.0, 5_330_000.0, 4_000.0


def squares(rows: int = 4, columns: int = 4) -> gpd.GeoDataFrame:
    """Return squares of 4 km in EPSG:25832 with ``key`` (09101 + row + column) and ``name``."""
    r, c = (part.ravel() for part in np.mgrid[0:rows, 0:columns])
    return gpd.GeoDataFrame(
        {
            "key": [f"09101{i}{j:02}" for i, j in zip(r, c, strict=True)],
            "name": [f"Ört {i}{j}" for i, j in zip(r, c, strict=True)],
            "district": "09101",
            "kind": "municipality",
        },
        geometry=shapely.box(EAST + c * SIZE, NORTH + r * SIZE, EAST + (c + 1) * SIZE, NORTH + (r + 1) * SIZE),
        crs="EPSG:25832",
    )


def official() -> gpd.GeoDataFrame:
    """Return the squares in the layout of VG250: the second in two parts, the third unincorporated, and a lake."""
    frame = squares().rename(columns={"key": "AGS", "name": "GEN"}).drop(columns=["district", "kind"])
    frame["ARS"] = frame["AGS"].str[:5] + "0000" + frame["AGS"].str[5:]
    frame["BEZ"] = "Gemeinde"
    frame.loc[2, "BEZ"] = "Gemeindefreies Gebiet"
    frame["GF"] = 4
    frame["BSG"] = 1
    part = frame.iloc[[1]].set_geometry(frame.geometry.iloc[[1]].translate(0, 40_000))
    lake = frame.iloc[[3]].assign(GF=2).set_geometry(frame.geometry.iloc[[3]].translate(0, -40_000))
    return gpd.GeoDataFrame(pd.concat([frame, part, lake], ignore_index=True), crs=frame.crs)


@pytest.fixture
def areas() -> gpd.GeoDataFrame:
    """Return 16 municipalities in the layout of geo_koop."""
    return squares()


@pytest.fixture
def vg250() -> gpd.GeoDataFrame:
    """Return 18 rows in the layout of VG250."""
    return official()
