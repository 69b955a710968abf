"""Cooperations over the years."""

from collections.abc import Sequence

import pandas as pd

from geo_koop.analysis.join import status


def yearly(cooperations: pd.DataFrame, years: Sequence[int], *, by: str = "format") -> pd.DataFrame:
    """Count the active cooperations at the end of each year.

    Cooperations whose start is unknown are left out: nobody knows in which years they existed.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``stage, start_date, end_date`` and the column ``by``.
    years : sequence of int
    by : str
        Column whose codes are counted apart.

    Returns
    -------
    pandas.DataFrame
        ``year``, the column ``by``, ``cooperations``.
    """
    dated = cooperations[cooperations["start_date"].notna()]
    counts = {
        year: dated.loc[status(dated, pd.Timestamp(year, 12, 31).date()) == "active", by].value_counts()
        for year in years
    }
    table = pd.concat(counts, names=["year", by]) if counts else pd.Series(dtype=int)
    return table.rename("cooperations").reset_index()
