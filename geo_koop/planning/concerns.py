"""What the records say to concerns of councils: what is there already, and what neighbours do. Facts, no opinions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_koop.analysis import coverage
from geo_koop.planning import gaps as found_gaps
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is recorded on one topic for some municipalities and their neighbours.

    Attributes
    ----------
    topic : str
    members : pandas.DataFrame
        Indexed by key: ``name, status`` (:data:`geo_koop.planning.gaps.STATUS`),
        ``grade`` (missing where nobody looked).
    recorded : tuple of str
        Cooperations on the topic that cover one of them, without the one that is asked about.
    neighbours : pandas.DataFrame
        The same of municipalities that touch one of them and are none of them.
    nearby : tuple of str
        Cooperations on the topic that cover a neighbour and none of the municipalities, most neighbours first.
    """

    topic: str
    members: pd.DataFrame
    recorded: tuple[str, ...]
    neighbours: pd.DataFrame
    nearby: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """How many of the ``members`` of a record have ``votes`` and a ``share`` (of levy or capital) in the records."""

    members: int
    votes: int
    shares: int


def facts(analysis: Analysis, keys: Sequence[str], topic: str, *, besides: str = "") -> Facts:
    """Return what is recorded on a topic for municipalities and their neighbours; filters do not matter.

    Parameters
    ----------
    analysis : Analysis
    keys : sequence of str
        Municipalities; keys that the boundaries do not have are left out.
    topic : str
        Code of a topic or of a group of topics.
    besides : str
        Cooperation that is not counted among what is recorded.
    """
    whole = analysis.whole
    places = whole.municipalities
    own = places.index.intersection(pd.Index(keys), sort=False)
    edges = whole.neighbours[["key_a", "key_b"]]
    touching = np.concatenate(
        [edges.loc[edges["key_a"].isin(own), "key_b"], edges.loc[edges["key_b"].isin(own), "key_a"]]
    )
    around = places.index[places.index.isin(touching) & ~places.index.isin(own)]
    states = found_gaps.gaps(whole)
    if topic in states.topics:
        table = states.table(topic)
    else:
        table = pd.DataFrame({"status": "not_surveyed", "grade": None}, index=places.index)
    table = table.assign(name=places["name"])[["name", "status", "grade"]]
    topics = coverage.topics_and_groups(whole.topics)
    about = topics.loc[topics["topic"] == topic, "cooperation_id"]
    shown = whole.cooperations.index[whole.cooperations["shown"].astype(bool)]
    area = whole.area[whole.area["cooperation_id"].isin(about) & whole.area["cooperation_id"].isin(shown)]
    here = area.loc[area["key"].isin(own), "cooperation_id"].unique()
    near = area[area["key"].isin(around) & ~area["cooperation_id"].isin(here)]
    most = near.groupby("cooperation_id").size().sort_values(ascending=False, kind="stable")
    return Facts(
        topic=topic,
        members=table.loc[own],
        recorded=tuple(str(one) for one in here if one != besides),
        neighbours=table.loc[around],
        nearby=tuple(map(str, most.index)),
    )


def recorded(analysis: Analysis, cooperation: str) -> Recorded:
    """Return how many members of a cooperation have votes and shares in the records."""
    rows = analysis.members
    rows = rows[(rows["cooperation_id"] == cooperation) & rows["counts"].astype(bool)]
    votes, shares = (pd.to_numeric(rows[name], errors="coerce").notna().sum() for name in ("votes", "share"))
    return Recorded(members=len(rows), votes=int(votes), shares=int(shares))
