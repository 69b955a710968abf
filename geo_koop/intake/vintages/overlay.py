"""Proposes territorial changes by laying boundaries of two dates over each other."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_koop.intake.vintages.changes import COLUMNS
from geo_koop.model import Boundaries

WHOLE: Final = 0.9
"""From this share on, an area counts as gone into another as a whole: boundaries of two dates are never
drawn alike (VG5000 and finer boundaries of one date agree to a median of 0.92)."""

SURE: Final = 0.98
"""From this share on, the proposal is of high confidence."""

NOISE: Final = 0.05
"""Smaller shares are lines drawn differently, not parts that changed hands."""


def propose(old: Boundaries, new: Boundaries, *, day: str = "", confirm: bool = False) -> pd.DataFrame:
    """Compare boundaries of two dates and name what seems to have changed.

    Parameters
    ----------
    old, new : Boundaries
        Of the earlier and of the later date, any CRS.
    day : str
        Date to write (ISO); the Gebietsstand of ``new`` where it is left out. The change lies between
        the two dates: the file does not tell on which day.
    confirm : bool
        Write ``yes`` into ``confirmed`` for proposals of high confidence; otherwise none counts before
        a person has confirmed it.

    Returns
    -------
    pandas.DataFrame
        :data:`geo_koop.intake.vintages.changes.COLUMNS`, then ``share_new`` (share of the new area) and
        ``confidence`` (``high``, ``medium``, ``low``). ``share`` is the share of the old area. Kinds:
        ``key_change`` and ``merger`` where at least :data:`WHOLE` went into one new area, ``split``
        where an area that ended went into several, ``part`` where a lasting one lost a piece, and
        ``rename``. Areas that stayed alike are not listed.
    """
    pairs = shares(old.areas, new.areas)
    ended = ~pairs["old_key"].isin(new.areas.index)
    same = pairs["old_key"] == pairs["new_key"]
    remaining = pairs.loc[same & (pairs["share"] >= 0.5), "old_key"]
    # A key that names another place than before has ended, too; but that may as well be a fault of the files.
    moved = ~ended & ~pairs["old_key"].isin(remaining)
    gone = (ended | moved) & ~same
    whole = gone & (pairs["share"] >= WHOLE)
    alone = whole & (pairs["share_new"] >= WHOLE) & ~pairs["new_key"].isin(old.areas.index)
    divided = gone & ~pairs["old_key"].isin(pairs.loc[whole, "old_key"]) & (pairs["share"] >= NOISE)
    part = ~ended & ~moved & ~same & (pairs["share"] >= NOISE)
    names = {"old": _names(old.areas), "new": _names(new.areas)}
    pairs["old_name"] = pairs["old_key"].map(names["old"])
    pairs["new_name"] = pairs["new_key"].map(names["new"])
    renamed = same & _differ(pairs["old_name"], pairs["new_name"]) & pairs["old_key"].isin(remaining)
    pairs["kind"] = np.select(
        [renamed, alone, whole, divided, part], ["rename", "key_change", "merger", "split", "part"], default=""
    )
    sure = (renamed | whole) & ~moved & (pairs["share"] >= SURE)
    pairs["confidence"] = np.select([sure, (renamed | whole) & ~moved], ["high", "medium"], default="low")
    pairs["date"] = day or new.info.gebietsstand
    pairs["confirmed"] = np.where(confirm & sure, "yes", "")
    found = pairs[pairs["kind"] != ""].sort_values(["old_key", "share"], ascending=[True, False])
    return found[[*COLUMNS, "share_new", "confidence"]].round({"share": 4, "share_new": 4}).reset_index(drop=True)


def shares(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return how much of each old area lies in each new one.

    Parameters
    ----------
    old, new : geopandas.GeoDataFrame
        Indexed by key; ``old`` in a CRS in metres.

    Returns
    -------
    pandas.DataFrame
        ``old_key, new_key, share`` (of the old area) and ``share_new`` (of the new area), for every
        pair with a common area; computed at once with a spatial index.
    """
    before, after = old.geometry.to_numpy(), new.geometry.to_crs(old.crs).to_numpy()
    here, there = shapely.STRtree(after).query(before, predicate="intersects")
    common = shapely.area(shapely.intersection(before[here], after[there]))
    table = pd.DataFrame(
        {
            "old_key": old.index.to_numpy()[here],
            "new_key": new.index.to_numpy()[there],
            "share": common / shapely.area(before)[here],
            "share_new": common / shapely.area(after)[there],
        }
    ).astype({"old_key": "str", "new_key": "str"})
    return table[common > 0].reset_index(drop=True)


def _names(areas: gpd.GeoDataFrame) -> pd.Series:
    """Return the names; an area without one carries its key, which is no name."""
    return areas["name"].where(areas["name"] != areas.index, "")


def _differ(old: pd.Series, new: pd.Series) -> pd.Series:
    plain = [names.str.casefold().str.replace(r"[\W_]+", "", regex=True) for names in (old, new)]
    return (old != "") & (new != "") & (plain[0] != plain[1])
