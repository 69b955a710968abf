"""The four lists of potentials as tables in words. Pure functions on an analysis."""

import numpy as np
import pandas as pd

from geo_koop.app.views.portrait import shared_names
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.planning.gaps import gaps
from geo_koop.planning.parts import MOST_TOUCHING
from geo_koop.planning.potential import Potential
from geo_koop.planning.similar import likeness
from geo_koop.result.analysis import Analysis

MOST_ROWS = 200
"""Rows of a list that are shown; the rest is counted."""
PARTS = {
    "contiguity": _("touches members"),
    "district": _("share of members in its district"),
    "filled": _("share of its district that takes part"),
    "overlap": _("shared memberships, of all of both"),
    "shared": _("number of shared memberships"),
    "distance": _("distance (each step of ln km)"),
    "size": _("difference in size (each step of ln)"),
}
"""Parts that have a weight in *invite*."""
INDICATORS = {
    "population": _("Inhabitants"),
    "density": _("Inhabitants per km²"),
    "area_km2": _("Area (km²)"),
    "central_place": _("Central place (0 is the highest)"),
}
"""Indicators that every data set has."""


def join_table(found: Potential, words: Words) -> pd.DataFrame:
    """Return the cooperations that a municipality could join, named in the language, indexed by id."""
    rows = found.join
    return pd.DataFrame(
        {
            words("Cooperation"): rows["name"].astype("str"),
            **_ranks(rows, words),
            words("Form"): [words.form(code) for code in rows["format"]],
            words("Members"): rows["members"],
            words("Nearest member (km)"): _rounded(rows["nearest"]),
            words("Touches members (number)"): touched(rows["contiguity"], rows["members"].to_numpy()),
            words("Shared cooperations, mean of members"): _rounded(rows["shared"]),
            words("Pattern now → after joining"): _change(rows, words),
            words("Span after joining (km)"): _rounded(rows["span_km_after"]),
            words("Without a gap in between"): _yes(rows["gapless_after"], words),
        },
        index=rows.index,
    )


def invite_table(rows: pd.DataFrame, members: int, asked: pd.Series, words: Words) -> pd.DataFrame:
    """Return who is missing in a cooperation, named in the language, indexed by key.

    Parameters
    ----------
    rows : pandas.DataFrame
        As made by :func:`geo_koop.planning.potential.invite`.
    members : int
        Of the cooperation.
    asked : pandas.Series of bool
        By key: whether a municipality was surveyed on the topic.
    words : Words
    """
    return pd.DataFrame(
        {
            words("Municipality"): rows["name"].astype("str"),
            **_ranks(rows, words),
            words("District"): rows["district_name"].fillna("").astype("str"),
            words("Touches members (number)"): touched(rows["contiguity"], np.full(len(rows), members)),
            words("Members in its district (%)"): _rounded(rows["district"] * 100, 0),
            words("Of its district, in the cooperation (%)"): _rounded(rows["filled"] * 100, 0),
            words("Shared cooperations, mean of members"): _rounded(rows["shared"]),
            words("Shared, of all of both (%)"): _rounded(rows["overlap"] * 100, 0),
            words("Nearest member (km)"): _rounded(rows["nearest"]),
            words("Mean distance (km)"): _rounded(rows["distance"]),
            words("Inhabitants"): rows["population"],
            words("Differs in size (times)"): _rounded(np.exp(rows["size"].astype(float))),
            words("Survey"): asked.reindex(rows.index).map({True: words("surveyed"), False: words("not surveyed")}),
        },
        index=rows.index,
    )


def found_table(whole: Analysis, found: Potential, words: Words, *, statutory: bool) -> pd.DataFrame:
    """Return who has the same gap, named in the language, indexed by key.

    Parameters
    ----------
    whole : Analysis
    found : Potential
    words : Words
    statutory : bool
        Whether bodies that a law prescribes count as shared.
    """
    rows = found.found.head(MOST_ROWS)
    counted = whole if statutory else whole.without_statutory()
    return pd.DataFrame(
        {
            words("Municipality"): rows["name"].astype("str"),
            **_ranks(rows, words),
            words("Neighbour"): _yes(rows["contiguity"] == 1, words),
            words("Shared cooperations (number)"): rows["shared"],
            words("Which"): shared_names(counted, found.key, rows.index, words).fillna(""),
            words("Distance (km)"): _rounded(rows["nearest"]),
            words("Same district"): _yes(rows["same_district"], words),
            words("Inhabitants"): rows["population"],
            words("In the possible group"): _yes(rows["in_group"], words),
        },
        index=rows.index,
    )


def learn_table(whole: Analysis, found: Potential, words: Words) -> pd.DataFrame:
    """Return who is like a municipality and does it, named in the language, indexed by key."""
    rows = found.learn.head(MOST_ROWS)
    names = whole.cooperations["name"].astype("str")
    at = list(rows.columns).index("missing")
    return pd.DataFrame(
        {
            words("Municipality"): rows["name"].astype("str"),
            **_ranks(rows, words),
            words("District"): rows["district_name"].fillna("").astype("str"),
            words("Cooperations"): [words.listing([names[one] for one in ids], most=2) for ids in rows["cooperations"]],
            words("Difference (standard deviations)"): _rounded(rows["difference"], 2),
            words("Inhabitants, times those of the other"): _rounded(rows["size"], 2),
            words("Distance (km)"): _rounded(rows["nearest_km"]),
            words("Indicators unknown"): rows["missing"],
            **{indicator(name, words): _rounded(rows[name]) for name in rows.columns[at + 1 :]},
        },
        index=rows.index,
    )


def asked(whole: Analysis, topic: str) -> pd.Series:
    """Tell by key whether somebody looked for cooperations on a topic in a municipality."""
    return gaps(whole).table(topic)["grade"].notna()


def likeness_table(whole: Analysis, found: Potential, other: str, words: Words) -> pd.DataFrame:
    """Return the indicators of a municipality beside those of another one: how alike they are."""
    raw, names = likeness(whole).raw, whole.municipalities["name"].astype("str")
    here, there = raw.loc[found.key], raw.loc[other]
    return pd.DataFrame(
        {
            words("Indicator"): [indicator(name, words) for name in raw],
            names[found.key]: [_indicated(value, words) for value in here],
            names[other]: [_indicated(value, words) for value in there],
        }
    )


def _indicated(value: float, words: Words) -> str:
    return words.number(value, 1 if abs(value) < 100 else 0)


def indicator(name: str, words: Words) -> str:
    """Return the label of an indicator; those of the user's own table keep their heading."""
    return words(INDICATORS[name]) if name in INDICATORS else name


def touched(contiguity: pd.Series, members: np.ndarray) -> list[str]:
    """Return how many members a municipality touches; from six on they are not counted any further.

    Examples
    --------
    >>> touched(pd.Series([0.0, 0.5, 1.0, 1.0]), np.array([9, 4, 4, 9]))
    ['0', '2', '4', '6+']
    """
    most = np.minimum(members, MOST_TOUCHING)
    number = np.rint(contiguity.to_numpy(dtype=float) * most).astype(int)
    capped = (number == MOST_TOUCHING) & (members > MOST_TOUCHING)
    return [f"{one}+" if more else str(one) for one, more in zip(number.tolist(), capped.tolist(), strict=True)]


def _ranks(rows: pd.DataFrame, words: Words) -> dict[str, pd.Series]:
    return {words("Rank"): rows["rank"], words("Rank by nearness alone"): rows["rank_nearest"]}


def _rounded(values: pd.Series, decimals: int = 1) -> pd.Series:
    return values.astype(float).round(decimals)


def _yes(values: pd.Series, words: Words) -> pd.Series:
    return values.astype(bool).map({True: words("yes"), False: words("no")})


def _change(rows: pd.DataFrame, words: Words) -> list[str]:
    """Return the pattern now and after joining; once where it stays."""
    now = [words.label("patterns", code) for code in rows["pattern"]]
    after = [words.label("patterns", code) for code in rows["pattern_after"]]
    return [
        words("stays: {pattern}", pattern=one) if one == other else f"{one} → {other}"
        for one, other in zip(now, after, strict=True)
    ]
