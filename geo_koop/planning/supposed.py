"""The pattern that a cooperation would have: the classifier on members that are supposed."""

import numpy as np
import pandas as pd

from geo_koop.analysis import decision, join, patterns
from geo_koop.result.analysis import Analysis


def joined(analysis: Analysis, ids: pd.Index, key: str) -> pd.DataFrame:
    """Return the patterns that cooperations would have with one more municipality.

    Parameters
    ----------
    analysis : Analysis
    ids : pandas.Index
        Cooperations that do not cover the municipality.
    key : str
        Of the municipality.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``: columns of ``patterns`` but the reason in words.
    """
    whole = analysis.whole
    table, towns = whole.members, whole.municipalities
    rows = table[table["cooperation_id"].isin(ids)]
    more = pd.DataFrame(
        {
            "cooperation_id": ids,
            "key": key,
            "unit_key": key,
            "level": "municipality",
            "counts": True,
            "counts_as_member": "yes",
            "covers": "",
            "role": "member",
            "key_level": "municipality",
            "key_district": towns["district"].get(key, ""),
        }
    )
    every = pd.concat([rows.astype({"unit": object}), more], ignore_index=True)
    every = every.assign(unit=join.unit_kinds(every, join.districts_of(every, towns)))
    records = whole.cooperations.loc[ids]
    rows = join.units_of(every, towns)
    return patterns.classify(rows, records, analysis.territory, settings=analysis.provenance.settings)


def founded(analysis: Analysis, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the patterns of groups of municipalities.

    Parameters
    ----------
    analysis : Analysis
    groups : pandas.DataFrame
        ``cooperation_id, key``: who would begin together.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``: columns of ``patterns``.
    """
    towns = analysis.municipalities
    rows = pd.DataFrame(
        {
            "cooperation_id": groups["cooperation_id"].to_numpy(),
            "unit_key": groups["key"].to_numpy(),
            "level": "municipality",
            "unit": "municipality",
            "key_district": towns["district"].reindex(groups["key"]).to_numpy(),
        }
    )
    table = pd.DataFrame(index=pd.Index(rows["cooperation_id"].unique(), name="cooperation_id"))
    return decision.decide(rows, table, towns, analysis.territory, analysis.provenance.settings)


def gapless(found: pd.DataFrame) -> np.ndarray:
    """Tell which cooperations are one piece in the graph of neighbours."""
    return np.asarray(found["pieces"] == 1, dtype=bool)
