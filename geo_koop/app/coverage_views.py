"""Topic coverage, prepared for display. Pure functions on an analysis."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.app.municipality_views import single_topics, status_words
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import sort_key
from geo_koop.model import Analysis, Filters

NONE_COLOUR, UNSURVEYED_COLOUR, UNKNOWN_COLOUR = "#fbfaf5", "#d8d6d0", "#d9c8e0"
NONE_SIGN, UNSURVEYED_SIGN = "–", "?"


def without_place_and_topic(filters: Filters) -> Filters:
    """Return the filters that may thin out cooperations without making false gaps.

    Region and topic choose rows and columns of the coverage instead: a cooperation left out for them
    would look like a gap elsewhere.
    """
    return replace(filters, topics=(), regions=())


def chosen_topics(filters: Filters) -> list[str]:
    """Return the topics to show as columns: all single topics, or those that the filter names."""
    if not filters.topics:
        return single_topics()
    groups = codelists.load("topics").field("group")
    inside = [code for code in single_topics() if groups[code] in filters.topics]
    named = [code for code in filters.topics if code not in inside and not _is_parent(code)]
    return [code for code in codelists.load("topics").codes if code in {*inside, *named}]


def _is_parent(code: str) -> bool:
    entries = codelists.load("topics").entries
    return any(e["group"] == code and not e.get("is_group") for e in entries.values())


def places(analysis: Analysis, filters: Filters) -> pd.Index:
    """Return the municipalities in view: those of the chosen regions, otherwise all but context."""
    table = analysis.municipalities
    if not filters.regions:
        return table.index[~table["context"].astype(bool)]
    return table.index[analysis.inside(filters.regions)]


def matrix(analysis: Analysis, filters: Filters, level: str, words: Words, *, district: str = "") -> pd.DataFrame:
    """Return the cells of the topic matrix.

    Parameters
    ----------
    analysis : Analysis
    filters : Filters
        Region and topic choose rows and columns.
    level : {"district", "municipality"}
    words : Words
    district : str, optional
        Key of the district whose municipalities are shown.

    Returns
    -------
    pandas.DataFrame
        ``key, place, topic, label, status`` (words), ``text`` (what stands in the cell), ``colour``,
        ``ink`` (colour of the text), ``cooperations, binding, share`` (of municipalities, in words).
    """
    keys = places(analysis, filters)
    table = analysis.municipalities.loc[keys]
    if district:
        table = table[table["district"] == district]
    rows = analysis.coverage(level="municipality")
    rows = rows[rows["key"].isin(table.index) & rows["topic"].isin(chosen_topics(filters))]
    names = table["name"]
    if level == "district":
        rows, names = _by_district(analysis, rows, table)
    else:
        rows = rows.assign(share=np.nan)
    return _cells(rows, names, level, words)


def _by_district(analysis: Analysis, rows: pd.DataFrame, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Sum the rows of municipalities up to their districts."""
    rows = rows.assign(unit=rows["key"].map(table["district"]))
    covered, surveyed = rows["status"] == "covered", rows["status"] != "not_surveyed"
    sums = (
        rows.assign(covered=covered, surveyed=surveyed, one=1)
        .groupby(["unit", "topic"], sort=False)
        .agg(
            share=("covered", "mean"),
            covered=("covered", "sum"),
            surveyed=("surveyed", "sum"),
            bindingness=("bindingness", "max"),
            grade=("grade", "first"),
        )
        .reset_index(names=["key", "topic"])
    )
    sums["status"] = np.select(
        [sums["covered"] > 0, sums["surveyed"] > 0], ["covered", "none_recorded"], default="not_surveyed"
    )
    counts = analysis.area.assign(unit=analysis.area["key"].map(table["district"])).dropna(subset="unit")
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    pairs = counts[counts["cooperation_id"].isin(shown)][["cooperation_id", "unit"]].drop_duplicates()
    number = pairs.merge(analysis.topics, on="cooperation_id").groupby(["unit", "topic"]).size()
    sums["cooperations"] = number.reindex(pd.MultiIndex.from_frame(sums[["key", "topic"]]), fill_value=0).to_numpy()
    return sums, table.drop_duplicates("district").set_index("district")["district_name"]


def _cells(rows: pd.DataFrame, names: pd.Series, level: str, words: Words) -> pd.DataFrame:
    levels = codelists.load("bindingness")
    code = rows["bindingness"].astype("string")
    colour = code.map(levels.field("colour")).fillna(UNKNOWN_COLOUR)
    covered, blank = rows["status"] == "covered", rows["status"] == "none_recorded"
    dark = covered & (rows["bindingness"] >= 3).fillna(False).astype(bool)
    inside = (
        rows["share"].map(lambda v: words.share(v).replace("\u00a0%", "").replace("%", ""))
        if level == "district"
        else rows["cooperations"].map(words.number)
    )
    same = names.duplicated(keep=False)
    place = names.where(~same, names + " (" + names.index.to_series() + ")")
    return pd.DataFrame(
        {
            "key": rows["key"],
            "place": rows["key"].map(place),
            "topic": rows["topic"],
            "label": rows["topic"].map(codelists.load("topics").labels(words.language)),
            "status": status_words(rows, words),
            "text": inside.where(covered, NONE_SIGN).where(covered | blank, UNSURVEYED_SIGN),
            "colour": colour.where(covered, NONE_COLOUR).where(covered | blank, UNSURVEYED_COLOUR),
            "ink": pd.Series("#1d2429", index=rows.index).mask(dark, "#ffffff"),
            "cooperations": rows["cooperations"].astype(int),
            "binding": code.map(levels.labels(words.language)).fillna(words("unknown")).where(covered, ""),
            "share": rows["share"].map(words.share),
        }
    ).reset_index(drop=True)


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How far a topic is covered: numbers of municipalities, and shares between 0 and 1."""

    municipalities: int
    covered: int
    none_recorded: int
    not_surveyed: int
    share: float
    share_population: float
    share_area: float


def shares(analysis: Analysis, filters: Filters, topic: str) -> Shares:
    """Return how far a topic is covered in the places in view."""
    keys = places(analysis, filters)
    rows = analysis.coverage(level="municipality")
    rows = rows[rows["topic"] == topic].set_index("key").reindex(keys)
    table = analysis.municipalities.loc[keys]
    covered = rows["status"] == "covered"
    counts = rows["status"].value_counts()
    people, land = table["population"].astype("Float64").fillna(0), table["area_km2"]
    return Shares(
        municipalities=len(keys),
        covered=int(counts.get("covered", 0)),
        none_recorded=int(counts.get("none_recorded", 0)),
        not_surveyed=int(counts.get("not_surveyed", 0)),
        share=float(covered.mean()) if len(keys) else float("nan"),
        share_population=float(people[covered].sum() / people.sum()) if people.sum() else float("nan"),
        share_area=float(land[covered].sum() / land.sum()) if len(keys) else float("nan"),
    )


def topic_sentence(analysis: Analysis, found: Shares, topic: str, words: Words) -> str:
    """Return in words how far a topic is covered in the places in view, and what a blank means."""
    if not found.municipalities:
        return words("No municipality fits the filters.")
    rows = analysis.coverage(level="municipality")
    blank = rows[(rows["topic"] == topic) & (rows["status"] == "none_recorded")]
    said = [
        words(
            "A cooperation on the topic is recorded for {covered} of {all} municipalities.",
            covered=words.number(found.covered),
            all=words.number(found.municipalities),
        )
    ]
    if found.none_recorded:
        meaning = status_words(blank, words).mode()
        said.append(
            words(
                "For {count} it is not: {meaning}.",
                count=words.number(found.none_recorded),
                meaning=meaning.iloc[0] if len(meaning) else words("none recorded"),
            )
        )
    if found.not_surveyed:
        said.append(words("Not surveyed: {count}.", count=words.number(found.not_surveyed)))
    return " ".join(said)


def gap_table(analysis: Analysis, filters: Filters, topic: str, words: Words) -> pd.DataFrame:
    """Return the municipalities in view without a recorded cooperation on a topic, named in the language."""
    rows = analysis.coverage(level="municipality")
    rows = rows[(rows["topic"] == topic) & rows["key"].isin(places(analysis, filters)) & (rows["status"] != "covered")]
    table = analysis.municipalities.loc[rows["key"]]
    return (
        pd.DataFrame(
            {
                words("Municipality"): table["name"].to_numpy(),
                words("District"): table["district_name"].to_numpy(),
                words("Status"): status_words(rows, words).to_numpy(),
                words("Inhabitants"): table["population"].to_numpy(),
                words("Key"): rows["key"].to_numpy(),
            }
        )
        .sort_values(words("Municipality"), key=lambda names: names.map(sort_key))
        .reset_index(drop=True)
    )
