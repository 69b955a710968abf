"""From districts to their municipalities: how many cooperations each has. Pure functions on an analysis."""

import numpy as np
import pandas as pd

from geo_koop.app.words import Words
from geo_koop.locale.alphabet import order
from geo_koop.outputs import figures
from geo_koop.result.analysis import Analysis


def district_codes(analysis: Analysis) -> frozenset[str]:
    """Return the districts with a surveyed municipality."""
    inside = analysis.municipalities.loc[analysis.surveyed(()), "district"]
    return frozenset(str(code) for code in inside.dropna().unique() if code)


def districts(analysis: Analysis, within: pd.Index, words: Words) -> pd.DataFrame:
    """Count municipalities and cooperations of each district.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    within : pandas.Index
        Keys of the municipalities in view; surroundings among them are left out.
    words : Words

    Returns
    -------
    pandas.DataFrame
        Indexed by district, by name: name, surveyed municipalities, those with a cooperation, and the cooperations
        that cover at least one of them, named in the language.
    """
    table = analysis.municipalities[["district", "district_name"]].astype("str")
    asked = analysis.surveyed(()) & table.index.isin(within) & (table["district"] != "").to_numpy()
    reached = figures.per_municipality(analysis) > 0
    cooperation, place = analysis.covering()
    pairs = pd.DataFrame({"cooperation": cooperation, "district": table["district"].to_numpy()[place]})
    counts = pairs[asked[place]].drop_duplicates().groupby("district").size()
    part = table.assign(reached=reached)[asked]
    made = part.groupby("district").agg(
        name=("district_name", "first"), municipalities=("reached", "size"), reached=("reached", "sum")
    )
    made["cooperations"] = counts.reindex(made.index, fill_value=0)
    return made.iloc[order(made["name"])].rename(
        columns={
            "name": words("District"),
            "municipalities": words("Municipalities"),
            "reached": words("reached"),
            "cooperations": words("Cooperations"),
        }
    )


def municipalities(analysis: Analysis, district: str, words: Words) -> pd.DataFrame:
    """Return the surveyed municipalities of a district by name, with the number of their cooperations.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    district : str
        Code of the district.
    words : Words
    """
    table = analysis.municipalities
    inside = analysis.surveyed(()) & (table["district"].astype("str") == district).to_numpy()
    number = np.asarray(figures.per_municipality(analysis))[inside]
    names = table.loc[inside, "name"].astype("str")
    made = pd.DataFrame({words("Municipality"): names, words("Cooperations"): number}, index=names.index)
    return made.iloc[order(names)]
