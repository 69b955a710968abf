"""Municipalities like one: structural likeness, every indicator shown (``docs/potential.md``).

After the statistical nearest neighbours of the British Office for National Statistics: indicators are winsorised,
standardised, and weighed; the distance is Euclidean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.given import only_known
from geo_koop.planning.ground import points
from geo_koop.result.analysis import Analysis

CUT: Final = 0.01
"""Share at either end at which an indicator is winsorised."""
ELSEWHERE: Final = ("district", "state")
_FIRST: Final = ("population", "density", "area_km2", "central_place")
"""Indicators that every data set has; further ones come with the attributes."""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """Indicators of all municipalities, ready to be compared.

    Attributes
    ----------
    raw : pandas.DataFrame
        Indexed by key, a column for each indicator; NaN where it is unknown. Inhabitants, inhabitants per km², km²,
        rank of the central place (the highest is 0), and any column of numbers of the attributes.
    scaled : numpy.ndarray
        (n, k): winsorised at 1 and 99 %, the median where it is unknown, mean 0 and standard deviation 1.
    """

    raw: pd.DataFrame
    scaled: np.ndarray

    def distances(self, position: int, weights: Mapping[str, float]) -> np.ndarray:
        """Return how far all municipalities are from one, in standard deviations; 0 is the same."""
        weight = np.array([weights.get(name, 1.0) for name in self.raw])
        return np.asarray(np.sqrt(((self.scaled - self.scaled[position]) ** 2 * weight).sum(axis=1)))


def likeness(analysis: Analysis) -> Likeness:
    """Return the indicators of an analysis; those that nobody has, or that are the same everywhere, are left out."""
    return analysis.whole.remembered("likeness", lambda: _likeness(analysis.whole))


def _likeness(analysis: Analysis) -> Likeness:
    raw = indicators(analysis)
    values = raw.to_numpy(dtype=float)
    if not values.shape[1]:
        return Likeness(raw=raw, scaled=values)
    low, high = np.nanquantile(values, [CUT, 1 - CUT], axis=0)
    cut = np.clip(values, low, high)
    cut = np.where(np.isnan(cut), np.nanmedian(cut, axis=0), cut)
    spread = cut.std(axis=0)
    return Likeness(raw=raw, scaled=(cut - cut.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def indicators(analysis: Analysis) -> pd.DataFrame:
    """Return the indicators of all municipalities: see :class:`Likeness`."""
    towns = analysis.municipalities
    levels = {code: float(rank) for rank, code in enumerate(codelists.load("central_places").codes)}
    table = pd.DataFrame(
        {
            "population": towns["population"].to_numpy(dtype=float, na_value=np.nan),
            "area_km2": towns["area_km2"].to_numpy(dtype=float),
            "central_place": towns["central_place"].map(levels).to_numpy(dtype=float),
        },
        index=towns.index,
    )
    table["density"] = table["population"] / table["area_km2"].where(table["area_km2"] > 0)
    further = towns.drop(columns=["geometry", *table], errors="ignore").select_dtypes("number")
    table = pd.concat([table[list(_FIRST)], further.astype(float)], axis=1)
    return table.loc[:, table.max() > table.min()]


def similar(
    analysis: Analysis,
    key: str,
    *,
    weights: Mapping[str, float] | None = None,
    elsewhere: str | None = None,
    most: int | None = 20,
) -> pd.DataFrame:
    """Return the municipalities that are most like one.

    Parameters
    ----------
    analysis : Analysis
    key : str
    weights : Mapping of float, optional
        By indicator, 0 or more; 1 where it is left out.
    elsewhere : {"district", "state"}, optional
        Only those of another district, or of another state.
    most : int, optional
        Rows; all where it is ``None``.

    Returns
    -------
    pandas.DataFrame
        Indexed by key, the most alike first: ``rank, rank_nearest, name, district_name, state_name, difference`` (in
        standard deviations, weighed), ``nearest_km, missing`` (indicators that are unknown of either), and the
        indicators.

    Raises
    ------
    UsageError
        If there is no such municipality or indicator, a weight is impossible, or nothing is known to compare.
    """
    if not likeness(analysis).raw.shape[1]:
        raise UsageError(
            "No indicator is known by which municipalities could be compared.", "Add a table of attributes."
        )
    table = compared(analysis, key, weights=weights, elsewhere=elsewhere)
    return table if most is None else table.head(most)


def compared(
    analysis: Analysis, key: str, *, weights: Mapping[str, float] | None = None, elsewhere: str | None = None
) -> pd.DataFrame:
    """Return all others as :func:`similar` does; where no indicator is known, in the order of their keys."""
    towns = analysis.municipalities
    at = position(analysis, key)
    found = likeness(analysis)
    checked = weights_of(found, weights)
    others = np.ones(len(towns), dtype=bool)
    if elsewhere is not None:
        if elsewhere not in ELSEWHERE:
            raise UsageError(
                "{field} is {value}.",
                "Use one of {known}.",
                field="elsewhere",
                value=elsewhere,
                known=", ".join(ELSEWHERE),
            )
        others = (towns[elsewhere] != towns[elsewhere].iloc[at]).to_numpy(dtype=bool).copy()
    others[at] = False
    middles = points(analysis)
    unknown = found.raw.isna().to_numpy(dtype=bool)
    table = pd.DataFrame(
        {
            "name": towns["name"],
            "district_name": towns["district_name"],
            "state_name": towns["state_name"],
            "difference": found.distances(at, checked),
            "nearest_km": np.hypot(*(middles - middles[at]).T),
            "missing": (unknown | unknown[at]).sum(axis=1),
        },
        index=towns.index,
    )
    table = pd.concat([table, found.raw], axis=1)[others]
    table.insert(0, "rank_nearest", ordinal(table["nearest_km"].to_numpy()))
    table.insert(0, "rank", ordinal(np.round(table["difference"].to_numpy(), 9)))
    return table.sort_values("rank")


def ordinal(*keys: np.ndarray) -> np.ndarray:
    """Return the ranks, from 1 on, of rows in the order of their keys: the smallest first, of equal ones the upper."""
    order = np.lexsort((np.arange(len(keys[0])), *keys[::-1]))
    rank = np.empty(len(order), dtype=int)
    rank[order] = np.arange(1, len(order) + 1)
    return rank


def weights_of(found: Likeness, given: Mapping[str, float] | None) -> dict[str, float]:
    """Return the weight of each indicator.

    Raises
    ------
    UsageError
        If there is no such indicator, or a weight is no number of 0 or more.
    """
    only_known("Unknown indicators: {strange}.", given or {}, list(found.raw))
    for name, value in (given or {}).items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 10:
            raise UsageError(
                "The weight {name} is {value}.",
                "Name a number from {least} to {most}.",
                name=name,
                value=value,
                least=0,
                most=10,
            )
    return {name: float((given or {}).get(name, 1.0)) for name in found.raw}


def position(analysis: Analysis, key: str) -> int:
    """Return the row of a municipality.

    Raises
    ------
    UsageError
        If there is none with this key.
    """
    keys = analysis.municipalities.index
    if key not in keys:
        raise UsageError(
            "There is no municipality {key} in the boundaries.", "Name the key or the name of a municipality.", key=key
        )
    return int(keys.get_loc(key))
