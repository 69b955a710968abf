"""Topic coverage, prepared for display. Pure functions on an analysis."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.app.views.profile import single_topics, status_words
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import sort_key
from geo_koop.model import Filters
from geo_koop.outputs import inhabitants
from geo_koop.outputs.classes.families import bindingness, blanks, leaves_out
from geo_koop.outputs.classes.palette import ink_on
from geo_koop.outputs.classes.planned import only_planned
from geo_koop.outputs.classes.rule import holding
from geo_koop.result.analysis import Analysis

NONE_SIGN, UNSURVEYED_SIGN, FILTERED_SIGN, PRESCRIBED_SIGN = "–", "?", "·", "§"
"""What stands in a cell: none recorded, not surveyed, not in the filter; behind a number: statutory bodies alone."""


def without_place_and_topic(filters: Filters) -> Filters:
    """Return the filters that may thin out cooperations without making false gaps.

    Region and topic choose rows and columns of the coverage instead: a cooperation left out for them
    would look like a gap elsewhere.
    """
    return replace(filters, topics=(), regions=())


def chosen(filters: Filters, topic: str = "") -> bool:
    """Tell whether filters leave out cooperations on a topic, of the municipalities in view.

    A filter by region keeps every cooperation of what lies inside it, one by topic those on its topics.
    """
    known = codelists.load("topics")
    wider = {topic, *(known.field(name).get(topic) for name in ("group", "parent"))} if topic else set()
    others = bool(topic and filters.topics) and not wider & set(filters.topics)
    return others or without_place_and_topic(filters) != Filters()


def marked(analysis: Analysis, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of coverage with the status ``prescribed`` where statutory bodies alone cover a municipality."""
    free = analysis.without_statutory()
    if free is analysis:
        return rows
    other = free.coverage(level="municipality").loc[rows.index, "status"]
    return rows.assign(status=rows["status"].mask((rows["status"] == "covered") & (other != "covered"), "prescribed"))


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
    """Return the municipalities in view: those that numbers are about (:meth:`Analysis.surveyed`)."""
    return analysis.municipalities.index[analysis.surveyed(filters.regions)]


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
        ``key, place, topic, label, status`` (words), ``text`` (what stands in the cell; :data:`PRESCRIBED_SIGN` where
        statutory bodies alone cover), ``colour``,
        ``ink`` (colour of the text), ``cooperations, binding, share`` (of municipalities, in words).
    """
    table = analysis.municipalities
    table = table[analysis.inside(filters.regions)] if filters.regions else table.loc[places(analysis, filters)]
    if district:
        table = table[table["district"] == district]
    rows = analysis.coverage(level="municipality")
    rows = rows[rows["key"].isin(table.index) & rows["topic"].isin(chosen_topics(filters))]
    rows = rows.assign(planned=_planned(analysis, rows))
    names = table["name"]
    rows = marked(analysis, rows)
    if level == "district":
        rows, names = _by_district(analysis, rows, table)
    else:
        rows = rows.assign(share=np.nan)
    return _cells(rows, names, level, words, selection=leaves_out(analysis.provenance.filters))


def _planned(analysis: Analysis, rows: pd.DataFrame) -> np.ndarray:
    """Tell of each row of coverage whether all that covers it is only planned."""
    unknown = (rows["status"] == "covered") & rows["bindingness"].isna()
    planned = unknown.to_numpy(dtype=bool, copy=True)
    places_of = analysis.municipalities.index.get_indexer(rows["key"])
    for topic in rows.loc[unknown, "topic"].unique():
        at = (rows["topic"] == topic).to_numpy() & planned
        planned[at] = only_planned(analysis, [topic])[places_of[at]]
    return np.asarray(planned)


def _by_district(analysis: Analysis, rows: pd.DataFrame, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Sum the rows of municipalities up to their districts."""
    rows = rows.assign(unit=rows["key"].map(table["district"]))
    held = rows["status"].isin(["covered", "prescribed"])
    rows["running"] = held & ~rows["planned"]
    covered, surveyed = held, rows["status"] != "not_surveyed"
    sums = (
        rows.assign(covered=covered, surveyed=surveyed, free=rows["status"] == "covered", one=1)
        .groupby(["unit", "topic"], sort=False)
        .agg(
            share=("covered", "mean"),
            covered=("covered", "sum"),
            surveyed=("surveyed", "sum"),
            free=("free", "sum"),
            municipalities=("one", "sum"),
            bindingness=("bindingness", "max"),
            grade=("grade", "first"),
            running=("running", "sum"),
        )
        .reset_index(names=["key", "topic"])
    )
    sums["status"] = np.select(
        [
            sums["free"] > 0,
            sums["covered"] > 0,
            sums["surveyed"] == sums["municipalities"],
            sums["surveyed"] > 0,
        ],
        ["covered", "prescribed", "none_recorded", "partly_surveyed"],
        default="not_surveyed",
    )
    sums["planned"] = sums["running"] == 0
    counts = analysis.area.assign(unit=analysis.area["key"].map(table["district"])).dropna(subset="unit")
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    pairs = counts[counts["cooperation_id"].isin(shown)][["cooperation_id", "unit"]].drop_duplicates()
    number = pairs.merge(analysis.topics, on="cooperation_id").groupby(["unit", "topic"]).size()
    sums["cooperations"] = number.reindex(pd.MultiIndex.from_frame(sums[["key", "topic"]]), fill_value=0).to_numpy()
    return sums, table.drop_duplicates("district").set_index("district")["district_name"]


def _cells(rows: pd.DataFrame, names: pd.Series, level: str, words: Words, *, selection: bool) -> pd.DataFrame:
    covered, blank = rows["status"].isin(["covered", "prescribed"]), rows["status"] == "none_recorded"
    known = rows.assign(cooperations=rows["cooperations"].where(covered, 0), context=False)
    known["status"] = known["status"].replace({"partly_surveyed": "not_surveyed"})
    colour, binding = pd.Series("", index=rows.index), pd.Series("", index=rows.index)
    for entry in bindingness(planned="planned"):
        here = covered & holding(entry.when, known)
        colour, binding = colour.mask(here, entry.colour), binding.mask(here, entry.label(words.language))
    for entry in blanks(selection=selection):
        colour = colour.mask(~covered & holding(entry.when, known), entry.colour)
    inside = (
        rows["share"].map(lambda v: words.share(v).replace("\u00a0%", "").replace("%", ""))
        if level == "district"
        else rows["cooperations"].map(words.number)
    )
    inside = inside.mask(rows["status"] == "prescribed", inside + PRESCRIBED_SIGN)
    same = names.duplicated(keep=False)
    place = names.where(~same, names + " (" + names.index.to_series() + ")")
    return pd.DataFrame(
        {
            "key": rows["key"],
            "place": rows["key"].map(place),
            "topic": rows["topic"],
            "label": rows["topic"].map(codelists.load("topics").labels(words.language)),
            "status": status_words(rows, words, selection=selection),
            "text": inside.where(covered, FILTERED_SIGN if selection else NONE_SIGN).where(
                covered | blank, UNSURVEYED_SIGN
            ),
            "colour": colour,
            "ink": colour.map(ink_on),
            "cooperations": rows["cooperations"].astype(int),
            "binding": binding,
            "share": rows["share"].map(words.share),
        }
    ).reset_index(drop=True)


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How far a topic is covered: numbers of municipalities, and shares between 0 and 1.

    ``prescribed`` are those of the covered that statutory bodies alone cover, ``blanks`` the words for a blank with
    their numbers, ``without`` whose inhabitants are not known.
    """

    municipalities: int
    covered: int
    none_recorded: int
    not_surveyed: int
    share: float
    share_population: float
    share_area: float
    prescribed: int = 0
    blanks: tuple[tuple[str, int], ...] = ()
    without: str = ""


def shares(analysis: Analysis, filters: Filters, topic: str, words: Words) -> Shares:
    """Return how far a topic is covered in the places in view."""
    keys = places(analysis, filters)
    rows = analysis.coverage(level="municipality")
    of_topic = rows[rows["topic"] == topic]
    prescribed = marked(analysis, of_topic[of_topic["key"].isin(keys)])["status"] == "prescribed"
    rows = of_topic.set_index("key").reindex(keys)
    table = analysis.municipalities.loc[keys]
    left_out = chosen(analysis.provenance.filters, topic)
    blanks = status_words(rows[rows["status"] == "none_recorded"], words, selection=left_out).value_counts(sort=False)
    covered = rows["status"] == "covered"
    counts = rows["status"].value_counts()
    # Shares of inhabitants are of those that were counted.
    people, land = table["population"].astype("Float64").fillna(0), table["area_km2"]
    return Shares(
        municipalities=len(keys),
        covered=int(counts.get("covered", 0)),
        none_recorded=int(counts.get("none_recorded", 0)),
        not_surveyed=int(counts.get("not_surveyed", 0)),
        share=float(covered.mean()) if len(keys) else float("nan"),
        share_population=float(people[covered].sum() / people.sum()) if people.sum() else float("nan"),
        share_area=float(land[covered].sum() / land.sum()) if len(keys) else float("nan"),
        prescribed=int(prescribed.sum()),
        blanks=tuple((str(text), int(count)) for text, count in blanks.items()),
        without=inhabitants.without(analysis, keys, words),
    )


def topic_sentence(found: Shares, words: Words) -> str:
    """Return in words how far a topic is covered in the places in view, and what a blank means."""
    if not found.municipalities:
        return words("No municipality fits the filters.")
    said = [
        words(
            "A cooperation on the topic is recorded for {covered} of {all} municipalities.",
            covered=words.number(found.covered),
            all=words.number(found.municipalities),
        )
    ]
    if found.prescribed:
        said.append(words("Through a statutory body alone: {count}.", count=words.number(found.prescribed)))
    said += [
        words("For {count} it is not: {meaning}.", count=words.number(count), meaning=meaning)
        for meaning, count in found.blanks
    ]
    if found.not_surveyed:
        said.append(words("Not surveyed: {count}.", count=words.number(found.not_surveyed)))
    return " ".join(said)


def gap_table(analysis: Analysis, filters: Filters, topic: str, words: Words) -> pd.DataFrame:
    """Return the municipalities in view without a recorded cooperation on a topic, named in the language."""
    rows = analysis.coverage(level="municipality")
    rows = rows[(rows["topic"] == topic) & rows["key"].isin(places(analysis, filters)) & (rows["status"] != "covered")]
    table = analysis.municipalities.loc[rows["key"]]
    left_out = chosen(analysis.provenance.filters, topic)
    return (
        pd.DataFrame(
            {
                words("Municipality"): table["name"].to_numpy(),
                words("District"): table["district_name"].to_numpy(),
                words("Status"): status_words(rows, words, selection=left_out).to_numpy(),
                words("Inhabitants"): table["population"].to_numpy(),
                words("Key"): rows["key"].to_numpy(),
            }
        )
        .sort_values(words("Municipality"), key=lambda names: names.map(sort_key))
        .reset_index(drop=True)
    )
