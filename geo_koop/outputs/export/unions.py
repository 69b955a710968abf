"""Areas united from municipalities."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def united(shapes: gpd.GeoSeries, keys: pd.Series, ids: pd.Index) -> np.ndarray:
    """Return the union of the municipalities of each group; missing where there are none.

    Parameters
    ----------
    shapes : geopandas.GeoSeries
        Of the municipalities, by key.
    keys : pandas.Series
        Municipalities, indexed by group.
    ids : pandas.Index
        The groups.
    """
    pieces = gpd.GeoSeries(shapes.reindex(keys.to_numpy()).to_numpy(), index=keys.index, crs=shapes.crs)
    if pieces.empty:
        return np.full(len(ids), None, dtype=object)
    whole = pieces.groupby(level=0).agg(lambda part: shapely.coverage_union_all(part.to_numpy()))
    made = gpd.GeoSeries(whole.reindex(ids).to_numpy(), crs=shapes.crs).to_numpy(dtype=object)
    # Boundaries that overlap a little are no coverage; their unions are mended one by one.
    broken = ~shapely.is_valid(made) & ~shapely.is_missing(made)
    made[broken] = shapely.buffer(made[broken], 0)
    return np.asarray(made)
