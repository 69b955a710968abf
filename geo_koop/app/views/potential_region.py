"""Where topics could begin in a region: topics by their potential, and groups of gaps. Pure functions."""

import numpy as np
import pandas as pd

from geo_koop.app.views.profile import single_topics
from geo_koop.app.words import Words
from geo_koop.planning.gaps import LEAST_GROUP, LEAST_NEIGHBOURS, gaps
from geo_koop.result.analysis import Analysis

_NAMED = 3


def ranking_table(ranking: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return topics by their potential, named in the language, indexed by code.

    Groups that have topics, and parts of a topic, are left out: a blank tells nothing of them.

    Parameters
    ----------
    ranking : pandas.DataFrame
        As made by :func:`geo_koop.planning.gaps.ranking`.
    words : Words
    """
    rows = ranking[ranking.index.isin(single_topics())]
    return pd.DataFrame(
        {
            words("Topic"): [words.label("topics", code) for code in rows.index],
            words("Could begin (% of the surveyed)"): (rows["share"] * 100).round(0),
            words("Could begin (municipalities)"): rows["could_begin"],
            words("Groups of three or more"): rows["groups"],
            words("Largest group (municipalities)"): rows["largest"],
            words("Surveyed (n)"): rows["surveyed"],
            words("None recorded"): rows["none_recorded"],
            words("Covered themselves"): rows["covered"],
            words("Through the district"): rows["district"],
            words("Through a statutory body"): rows["statutory"],
        },
        index=rows.index,
    )


def ranking_sentence(ranking: pd.DataFrame, name: str, words: Words) -> str:
    """Return what the ranking says of a region, in one or two sentences."""
    rows = ranking[ranking.index.isin(single_topics())]
    if rows.empty:
        return words("{name}: nobody looked for cooperations here, so that no gap is known.", name=name)
    first = rows.iloc[0]
    same = rows[rows["share"] == first["share"]]
    topics = words.listing([words.label("topics", code) for code in same.index], most=_NAMED)
    return words(
        "{name}: most municipalities could begin on {topics}: {count} of {all} surveyed ({share}) have a gap and at "
        "least {neighbours} neighbours with the same gap.",
        name=name,
        topics=topics,
        count=words.number(first["could_begin"]),
        all=words.number(first["surveyed"]),
        share=words.share(first["share"]),
        neighbours=LEAST_NEIGHBOURS,
    )


def topic_sentence(
    whole: Analysis, topic: str, inside: np.ndarray, table: pd.DataFrame, name: str, words: Words
) -> str:
    """Return what is known of one topic in a region; where nobody looked, that nobody knows.

    Parameters
    ----------
    whole : Analysis
    topic : str
    inside : numpy.ndarray of bool
        The municipalities of the region.
    table : pandas.DataFrame
        As made by :func:`geo_koop.planning.gaps.group_table`.
    name : str
        Of the region.
    words : Words
    """
    found = gaps(whole)
    asked = inside & (found.grade[:, found.topics.get_loc(topic)] >= 0)
    said = {"name": name, "topic": words.label("topics", topic)}
    if not asked.any():
        return words("{name}, {topic}: nobody looked; whether anything is missing, nobody knows.", **said)
    unseen = int((inside & ~asked).sum())
    groups = int(table["group"].max()) if len(table) else 0
    text = words(
        "{name}, {topic}: none recorded in {count} of {all} surveyed municipalities; {groups}.",
        count=words.number(len(table)),
        all=words.number(asked.sum()),
        groups=words.count(groups, words("group of three or more"), words("groups of three or more")),
        **said,
    )
    if unseen:
        text += " " + words("{count} more were not surveyed: nobody knows.", count=words.number(unseen))
    return text


def groups_table(whole: Analysis, table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the municipalities with a gap by their group, the largest group first, indexed by key."""
    towns = whole.municipalities.loc[table.index]
    # Less than three together come last.
    number = table["group"].where(table["group"] > 0, table["group"].max() + 1 if len(table) else 1)
    order = np.lexsort((towns["name"].astype("str"), number))
    rows, towns = table.iloc[order], towns.iloc[order]
    alone = words("fewer than {count} together", count=LEAST_GROUP)
    return pd.DataFrame(
        {
            words("Municipality"): towns["name"].astype("str"),
            words("Group"): [words("group {number}", number=one) if one else alone for one in rows["group"]],
            words("Neighbours with the same gap"): rows["gap_neighbours"],
            words("District"): towns["district_name"].fillna("").astype("str"),
            words("Inhabitants"): towns["population"],
        },
        index=rows.index,
    )


def group_sizes(whole: Analysis, table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the groups of gaps, named in the language: their municipalities and inhabitants."""
    rows = table[table["group"] > 0]
    towns = whole.municipalities.loc[rows.index]
    people = towns["population"].astype("Float64")
    group = rows["group"]
    unknown = people.isna().groupby(group).sum()
    return pd.DataFrame(
        {
            words("Group"): [words("group {number}", number=one) for one in unknown.index],
            words("Municipalities"): group.value_counts().reindex(unknown.index),
            words("Inhabitants"): people.groupby(group).sum(min_count=1),
            words("Inhabitants unknown (municipalities)"): unknown,
            words("With, among others"): towns["name"]
            .astype("str")
            .groupby(group)
            .agg(lambda names: words.listing(list(names), most=_NAMED)),
        }
    )
