"""What all maps of one analysis share: geometries ready to draw, border lines, and who lies where."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The geometries of an analysis, as arrays.

    Attributes
    ----------
    keys : pandas.Index
        Municipalities, in the order of the analysis.
    names : numpy.ndarray of str
    population : numpy.ndarray
        Zero where unknown.
    shapes, bounds : numpy.ndarray
        (n) polygons and (n, 4) bounds, metres.
    tree : shapely.STRtree
        Over ``shapes``.
    open_land, open_land_names : numpy.ndarray
        Areas without a council (lakes, forests) and their names.
    districts : numpy.ndarray
        Areas of the districts; each one is simplified to 100 m.
    district_keys : pandas.Index
        Of the same.
    crs_name : str
        Name and code of the coordinate system, as a map sheet prints it.
    """

    keys: pd.Index
    names: np.ndarray
    population: np.ndarray
    shapes: np.ndarray
    bounds: np.ndarray
    tree: shapely.STRtree
    open_land: np.ndarray
    open_land_names: np.ndarray
    districts: np.ndarray
    district_keys: pd.Index
    crs_name: str

    def positions(self, keys: pd.Index | list[str] | np.ndarray) -> np.ndarray:
        """Return the positions of those keys that have a place."""
        found = self.keys.get_indexer(pd.Index(keys))
        return np.unique(found[found >= 0])

    def extent(self, keys: pd.Index | list[str] | np.ndarray) -> np.ndarray:
        """Return west, south, east, north of some municipalities; of all where none of them has a place."""
        at = self.positions(keys)
        box = self.bounds[at] if len(at) else self.bounds
        return np.concatenate([box[:, :2].min(axis=0), box[:, 2:].max(axis=0)])


def prepare(analysis: Analysis) -> Ground:
    """Return the ground of an analysis.

    Parameters
    ----------
    analysis : Analysis
        Its municipalities lie in a projected CRS in metres.
    """
    table, unincorporated = analysis.municipalities, analysis.unincorporated
    shapes = table.geometry.to_numpy()
    districts = _districts(table)
    return Ground(
        keys=table.index,
        names=table["name"].astype("str").to_numpy(dtype=object),
        population=table["population"].fillna(0).to_numpy(dtype=float),
        shapes=shapes,
        bounds=shapely.bounds(shapes),
        tree=shapely.STRtree(shapes),
        open_land=unincorporated.geometry.to_numpy(),
        open_land_names=unincorporated["name"].astype("str").to_numpy(dtype=object),
        districts=districts.to_numpy(),
        district_keys=districts.index,
        crs_name=_crs_name(table),
    )


def _districts(table: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the areas of districts; where there are none, nothing is drawn."""
    known = table[table["district"].notna() & (table["district"] != "")]
    if known.empty:
        return gpd.GeoSeries([], index=pd.Index([], dtype="str"), crs=table.crs)
    merged = known[["district", "geometry"]].dissolve("district").geometry
    return gpd.GeoSeries(shapely.simplify(merged.to_numpy(), 100.0), index=merged.index, crs=table.crs)


def _crs_name(table: gpd.GeoDataFrame) -> str:
    authority = ":".join(table.crs.to_authority() or ())
    return f"{table.crs.name} ({authority})" if authority else str(table.crs.name)
