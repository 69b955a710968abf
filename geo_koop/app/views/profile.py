"""The profile of a municipality, prepared for display. Pure functions on an analysis."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import lengths
from geo_koop.analysis.contiguity import beside
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.outputs.classes.families import none_recorded, state
from geo_koop.result.analysis import Analysis

KINDS = {
    "border": _("common border"),
    "gap": _("close by"),
    "bridged": _("across an unincorporated area"),
    "link": _("ferry or bridge"),
}
_NO_TASK = ("other", "unknown")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A municipality.

    Attributes
    ----------
    name : str
    facts : tuple of (str, str)
    context : bool
        Whether it belongs to the surroundings that were not surveyed.
    """

    name: str
    facts: tuple[tuple[str, str], ...]
    context: bool


def profile(analysis: Analysis, key: str, words: Words) -> Profile:
    """Return the facts about a municipality."""
    place = analysis.municipalities.loc[key]
    day = words.day(place["population_date"]) if place["population_date"] else ""
    counted = words("as of {date}", date=day) if day else words("date unknown")
    known = pd.notna(place["population"])
    inhabitants = f"{words.number(place['population'])} ({counted})" if known else words("unknown")
    facts = (
        (words("Designation"), str(place["designation"] or "–")),
        (words("District"), str(place["district_name"] or "–")),
        (words("State"), str(place["state_name"] or "–")),
        (words("Key"), key),
        (words("Inhabitants"), inhabitants),
        (words("Area"), words("{value} km²", value=words.number(place["area_km2"]))),
    )
    return Profile(name=str(place["name"]), facts=facts, context=bool(place["context"]))


def partners(analysis: Analysis, key: str, words: Words) -> pd.DataFrame:
    """Return neighbours and partners of a municipality with the number of shared cooperations.

    Returns
    -------
    pandas.DataFrame
        ``key, name, district, neighbour`` (kind of neighbourhood in words, empty for partners further
        away), ``shared`` (cooperations in which both are members themselves, without statutory bodies),
        ``shared_all`` (with them), ``survey`` (``not surveyed`` in words where a blank says nothing), ``distance_km``;
        most shared first, then the nearest.
    """
    places = analysis.municipalities
    shared, every = (_shared(part, key) for part in (analysis.without_statutory(), analysis))
    edges = analysis.neighbours
    kind = pd.concat(
        [
            edges.loc[edges["key_a"] == key].set_index("key_b")["kind"],
            edges.loc[edges["key_b"] == key].set_index("key_a")["kind"],
        ]
    )
    kind = kind[~kind.index.duplicated()]
    keys = pd.Index(sorted(set(every.index) | set(kind.index)))
    looked = _surveyed(analysis).reindex(keys).to_numpy(dtype=bool)
    table = places.loc[keys]
    return (
        pd.DataFrame(
            {
                "key": keys,
                "name": table["name"].to_numpy(),
                "district": table["district_name"].to_numpy(),
                "neighbour": kind.reindex(keys).map({c: words(t) for c, t in KINDS.items()}).fillna("").to_numpy(),
                "shared": shared.reindex(keys, fill_value=0).to_numpy(),
                "shared_all": every.reindex(keys, fill_value=0).to_numpy(),
                "survey": np.where(looked, "", words("not surveyed")),
                "distance_km": _distances(places, key, table),
            }
        )
        .sort_values(["shared", "shared_all", "distance_km"], ascending=[False, False, True])
        .reset_index(drop=True)
    )


def _shared(analysis: Analysis, key: str) -> pd.Series:
    """Return how many cooperations a municipality shares with each other one, both members themselves."""
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    own = analysis.area[analysis.area["cooperation_id"].isin(shown) & (analysis.area["through"] != "district")]
    mine = own.loc[own["key"] == key, "cooperation_id"]
    return own.loc[own["cooperation_id"].isin(mine) & (own["key"] != key), "key"].value_counts()


def _surveyed(analysis: Analysis) -> pd.Series:
    """Tell for each municipality whether somebody has looked for cooperations on every topic."""
    rows = analysis.coverage(level="municipality")
    rows = rows[rows["topic"] == "any"].set_index("key")
    return rows["grade"].notna().reindex(analysis.municipalities.index, fill_value=False)


def partners_sentence(analysis: Analysis, key: str, table: pd.DataFrame, words: Words) -> str:
    """Return how many neighbours and partners a municipality has; with statutory bodies where that is another number.

    Parameters
    ----------
    analysis : Analysis
    key : str
    table : pandas.DataFrame
        As made by :func:`partners`.
    words : Words
    """
    number, every = int((table["shared"] > 0).sum()), int((table["shared_all"] > 0).sum())
    text = words(
        "{neighbours} neighbours, {partners} partners with shared cooperations",
        neighbours=words.number(number_of_neighbours(analysis, key)),
        partners=words.number(number),
    )
    if every == number:
        return text
    return f"{text} " + words("(without statutory bodies; with them {count})", count=words.number(every))


def _distances(places: gpd.GeoDataFrame, key: str, table: gpd.GeoDataFrame) -> np.ndarray:
    offset = lengths.points(pd.concat([places.loc[[key]], table]))
    offset = offset[1:] - offset[0]
    return np.asarray(np.hypot(offset[:, 0], offset[:, 1]) / 1000)


def single_topics() -> list[str]:
    """Return the topics, and those groups that have none: what a blank can be told about."""
    return [code for code in codelists.single_topics() if code not in _NO_TASK]


def status_words(rows: pd.DataFrame, words: Words, *, selection: bool) -> pd.Series:
    """Return the status of rows of coverage in words: covered, none recorded (with the grade), not surveyed.

    Where filters leave cooperations out (``selection``), a blank only says that none of the others is there.
    """
    grades = codelists.load("grades").codes
    said = {grade: none_recorded(grade, selection=selection).label(words.language) for grade in grades}
    blank = rows["grade"].map(said).fillna(words("none recorded"))
    names = {code: state(code).label(words.language) for code in ("covered", "not_surveyed")}
    names["prescribed"] = words("covered, through a statutory body alone")
    names["partly_surveyed"] = words("surveyed in part only")
    return rows["status"].map(names).fillna(blank).astype("str")


def congruence_sentence(counted: Analysis, key: str, words: Words) -> str:
    """Return how far a municipality works with the same partners everywhere, in one sentence; no mean of one.

    Parameters
    ----------
    counted : Analysis
        What numbers of cooperations count.
    key : str
    words : Words
    """
    value, name = counted.congruence.get(key), counted.municipalities.loc[key, "name"]
    if value is None or pd.isna(value):
        return words("No partner is recorded, so that there is no congruence.")
    own = int(counted.overlap["memberships"].get(key, 0))
    others = len(_shared(counted, key))
    if own < 2:
        return words(
            "{name} is counted in one own cooperation: whether its partners are the same everywhere cannot be told.",
            name=name,
        )
    return words(
        "On average of {partners}, a partner shares {share} of the {count} own cooperations of {name}. "
        "100% would mean: the same partners in every cooperation.",
        partners=words.count(others, words("partner"), words("partners")),
        share=words.share(value),
        count=words.number(own),
        name=name,
    )


def number_of_neighbours(analysis: Analysis, key: str) -> int:
    """Return how many neighbours a municipality has."""
    return len(beside(key, analysis.neighbours))


def near(analysis: Analysis, _words: Words, key: str) -> list[str]:
    """Return a municipality and its neighbours: what a small map of it shows."""
    return [key, *beside(key, analysis.neighbours)]
