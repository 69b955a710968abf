"""Size classes of municipalities by their inhabitants."""

import numpy as np
import pandas as pd

SIZES = (0, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Lower bounds of the size classes: those of the types of towns and municipalities of the BBSR, the smallest and the
largest of them parted."""


def size_classes(population: pd.Series) -> pd.Series:
    """Return the size class of each number of inhabitants: a place in :data:`SIZES`; missing where unknown.

    >>> size_classes(pd.Series([4_999, 5_000, None, 250_000])).tolist()
    [0, 1, <NA>, 5]
    """
    known = population.astype("Float64")
    place = np.searchsorted(SIZES, known.fillna(0).to_numpy(dtype=float), side="right") - 1
    return pd.Series(place, index=population.index, dtype="Int64").mask(known.isna())
