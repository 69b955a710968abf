"""The portrait of a municipality: figures beside those of others, topics as a strip, examples. Pure functions."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import coverage, lengths
from geo_koop.analysis.contiguity import beside
from geo_koop.app.views.coverage_tables import marked
from geo_koop.app.views.profile import single_topics, status_words
from geo_koop.app.views.sentences import covering
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import alphabetical, order
from geo_koop.planning.sizes import SIZES, size_classes
from geo_koop.result.analysis import Analysis

_FEWEST = 3
"""With fewer municipalities there is no median to compare with (as on the printed sheet)."""
_NAMED = 2
OWN, THROUGH, PRESCRIBED, GAP, UNSEEN = "own", "through", "prescribed", "gap", "unseen"
STATES = {
    OWN: _("member itself"),
    THROUGH: _("only through its district or association"),
    PRESCRIBED: _("only through a statutory body"),
    GAP: _("none recorded"),
    UNSEEN: _("not surveyed"),
}
"""How a municipality takes part in cooperation on a topic, the closest first."""


@dataclass(frozen=True, kw_only=True)
class Peers:
    """Municipalities to compare with: what they are, with their number, and their keys (the one itself too)."""

    name: str
    keys: pd.Index


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A figure of a municipality, and that of the others; ``beside`` is empty where there are too few."""

    label: str
    value: str
    beside: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A topic of the strip.

    Attributes
    ----------
    label : str
    state : str
        One of :data:`STATES`.
    said : str
        The state in words; a blank with the grade of the survey.
    names : tuple of str
        The cooperations on the topic that cover the municipality, own ones first.
    """

    label: str
    state: str
    said: str
    names: tuple[str, ...]


def size_label(number: int, words: Words) -> str:
    """Return the name of a size class."""
    bounds = dict(pairwise(SIZES))
    low = SIZES[number]
    if not low:
        return words("below {high} inhabitants", high=words.number(bounds[low]))
    if low not in bounds:
        return words("{low} inhabitants and more", low=words.number(low))
    return words("{low} to below {high} inhabitants", low=words.number(low), high=words.number(bounds[low]))


def peers(analysis: Analysis, key: str, words: Words) -> tuple[Peers, ...]:
    """Return what a municipality can be compared with: the surveyed ones of its district, and those of its size."""
    table = analysis.municipalities
    here, surveyed = table.loc[key], analysis.surveyed(())
    if here["context"]:
        return ()
    size = size_classes(table["population"])
    groups = []
    inside = table.index[surveyed & (table["district"] == here["district"]).to_numpy()]
    if here["district_name"]:
        count = words.number(len(inside))
        name = words("{count} municipalities, {district}", count=count, district=here["district_name"])
        groups.append(Peers(name=name, keys=inside))
    if pd.notna(size[key]):
        alike = table.index[surveyed & (size == size[key]).fillna(False).to_numpy(dtype=bool)]
        name = words(
            "{count} surveyed municipalities with {size}",
            count=words.number(len(alike)),
            size=size_label(int(size[key]), words),
        )
        groups.append(Peers(name=name, keys=alike))
    return tuple(group for group in groups if len(group.keys) >= _FEWEST)


def tiles(counted: Analysis, key: str, peers: Peers | None, words: Words) -> tuple[Tile, ...]:
    """Return the figures of a municipality beside the median of others.

    Parameters
    ----------
    counted : Analysis
        What numbers of cooperations and partners count; topics count all.
    key : str
    peers : Peers, optional
        What to compare with.
    words : Words
    """
    keys = counted.municipalities.index
    overlap, topics = counted.overlap, single_topics()
    pairs = counted.comembership
    degree = pd.concat([pairs["key_a"], pairs["key_b"]]).value_counts().reindex(keys, fill_value=0)
    cells = counted.fuller.coverage(level="municipality")
    cells = cells[(cells["status"] == "covered") & cells["topic"].isin(topics)]
    figures = {
        words("Own cooperations"): overlap["memberships"],
        words("Partner municipalities"): degree,
        words("Only through the district"): overlap["through_district"],
        words("Topics with a cooperation, of {count}", count=words.number(len(topics))): cells.groupby("key")
        .size()
        .reindex(keys, fill_value=0),
    }
    made = tuple(
        Tile(label=label, value=words.number(values[key]), beside=_median(values, peers, words))
        for label, values in figures.items()
    )
    return (*made, *_strongest(counted, key, peers, words))


def _median(values: pd.Series, peers: Peers | None, words: Words) -> str:
    if peers is None:
        return ""
    middle = float(values.loc[peers.keys].median())
    return words("Median: {value}", value=words.number(middle, 0 if middle.is_integer() else 1))


def _strongest(counted: Analysis, key: str, peers: Peers | None, words: Words) -> list[Tile]:
    """Return the strongest bindingness, and how many of the others have one as strong."""
    table = counted.cooperations
    table = table[table["shown"].astype(bool)]
    area = counted.area
    area = area[area["cooperation_id"].isin(table.index)]
    best = area["cooperation_id"].map(table["bindingness"]).astype("Float64").groupby(area["key"]).max()
    level = best.get(key)
    if level is None or pd.isna(level):
        return []
    beside = ""
    if peers is not None:
        count = int((best.reindex(peers.keys) >= level).fillna(False).sum())
        beside = words(
            "as binding or more: {count} of {all}", count=words.number(count), all=words.number(len(peers.keys))
        )
    return [Tile(label=words("Most binding form"), value=words.label("bindingness", str(int(level))), beside=beside)]


def strip(whole: Analysis, key: str, words: Words) -> dict[str, tuple[Cell, ...]]:
    """Return the topics of a municipality by their group: own, through others, gap or not surveyed.

    Parameters
    ----------
    whole : Analysis
        All that is recorded: coverage counts statutory bodies too.
    key : str
    words : Words
    """
    topics = codelists.load("topics")
    labels, group = topics.labels(words.language), topics.field("group")
    rows = whole.coverage(level="municipality")
    rows = marked(whole, rows[(rows["key"] == key) & rows["topic"].isin(single_topics())])
    said = status_words(rows, words, selection=False)
    own, through, law = _names_by_topic(whole, key)
    cells: dict[str, list[Cell]] = {}
    for topic, status, text in zip(rows["topic"], rows["status"], said, strict=True):
        state = _state(status, topic in own)
        covered = state in (OWN, THROUGH, PRESCRIBED)
        cells.setdefault(str(group[topic]), []).append(
            Cell(
                label=labels[topic],
                state=state,
                said=words(STATES[state]) if covered else text,
                names=tuple(name for part in (own, through, law) for name in part.get(topic, ())),
            )
        )
    known = [code for code in topics.codes if code in cells]
    return {labels[code]: tuple(cells[code]) for code in known}


def _state(status: str, own: bool) -> str:
    if status == "covered":
        return OWN if own else THROUGH
    return {"prescribed": PRESCRIBED, "none_recorded": GAP}.get(status, UNSEEN)


def _names_by_topic(whole: Analysis, key: str) -> tuple[dict[str, tuple[str, ...]], ...]:
    """Return the names of the cooperations on each topic: own ones, those through others, those a law prescribes."""
    table, area = whole.cooperations, whole.area
    area = area[(area["key"] == key) & area["cooperation_id"].isin(table.index[table["shown"].astype(bool)])]
    law = area["cooperation_id"].map(table["obligation"]) == "statutory"
    own = area["through"].isin(["member", "indirect"])
    pairs = coverage.topics_and_groups(whole.topics)
    made = []
    for part in (own & ~law, ~own & ~law, law):
        rows = pairs[pairs["cooperation_id"].isin(area.loc[part, "cooperation_id"])]
        names = rows["cooperation_id"].map(table["name"]).astype("str")
        made.append({str(topic): tuple(alphabetical(found)) for topic, found in names.groupby(rows["topic"])})
    return tuple(made)


def cooperations(whole: Analysis, key: str, words: Words) -> pd.DataFrame:
    """Return all cooperations of a municipality, the most binding first, named in the language.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``; a record that names only a group of topics says so.
    """
    table = covering(whole, key, words)
    record = whole.cooperations.loc[table.index]
    law = record["obligation"] == "statutory"
    return pd.DataFrame(
        {
            words("Name"): table["name"],
            words("Bindingness"): table["binding_label"],
            words("Format"): table["format"],
            words("Topics"): record["topics"].map(lambda codes: topic_names(codes, words)),
            words("Membership"): table["through"].mask(law, table["through"] + ", " + words("prescribed by law")),
        },
        index=table.index,
    )


def topic_names(codes: str, words: Words) -> str:
    """Return topics in words; of a group that has topics, that the topic itself is not named."""
    entries = codelists.load("topics").entries
    parents = {entry["group"] for entry in entries.values() if not entry.get("is_group")}
    named = [(code, words.label("topics", code)) for code in codes.split(";") if code]
    return ", ".join(words("{group} (no topic named)", group=text) if c in parents else text for c, text in named)


def gaps(whole: Analysis, key: str, words: Words) -> pd.DataFrame:
    """Return the topics without a recorded cooperation, each with examples that exist.

    Returns
    -------
    pandas.DataFrame
        Columns named in the language: topic, status, cooperations of neighbours, cooperations of municipalities of the
        same size class further away (the nearest first); the topics with most examples next door first, those without
        any example last.
    """
    rows = whole.coverage(level="municipality")
    rows = rows[(rows["key"] == key) & (rows["status"] != "covered") & rows["topic"].isin(single_topics())]
    near, far = _examples(whole, key, pd.Index(rows["topic"]))
    names = whole.cooperations["name"].astype("str")
    around = [_listed(near[near["topic"] == topic]["cooperation_id"].map(names), words) for topic in rows["topic"]]
    alike = [_like(far[far["topic"] == topic], names, whole, words) for topic in rows["topic"]]
    count = rows["topic"].map(near.groupby("topic")["cooperation_id"].nunique()).fillna(0).astype(int)
    table = pd.DataFrame(
        {
            words("Topic"): rows["topic"].map(codelists.load("topics").labels(words.language)),
            words("Status"): status_words(rows, words, selection=False),
            words("Among neighbours"): around,
            words("Among municipalities of a similar size"): alike,
        }
    )
    rank = pd.DataFrame({"count": count, "alike": table.iloc[:, 3] != ""})
    return table.loc[rank.sort_values(["count", "alike"], ascending=False, kind="stable").index].reset_index(drop=True)


def _examples(whole: Analysis, key: str, topics: pd.Index) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``topic, cooperation_id, key`` of cooperations without the municipality: of neighbours; of its like."""
    places, table = whole.municipalities, whole.without_statutory().cooperations
    shown = table.index[table["shown"].astype(bool)]
    area = whole.area
    mine = area.loc[area["key"] == key, "cooperation_id"]
    area = area[
        area["cooperation_id"].isin(shown) & ~area["cooperation_id"].isin(mine) & (area["through"] != "district")
    ]
    pairs = coverage.topics_and_groups(whole.topics)
    rows = pairs[pairs["topic"].isin(topics)].merge(area[["cooperation_id", "key"]], on="cooperation_id")
    next_door = rows["key"].isin(beside(key, whole.neighbours))
    size = size_classes(places["population"])
    alike = rows["key"].map(size).eq(size[key]).fillna(False).astype(bool)
    far = rows[alike & ~rows["cooperation_id"].isin(rows.loc[next_door, "cooperation_id"])]
    offset = lengths.points(pd.concat([places.loc[[key]], places.loc[far["key"]]]))
    offset = offset[1:] - offset[0]
    far = far.assign(km=np.hypot(offset[:, 0], offset[:, 1]) / 1000).sort_values("km", kind="stable")
    far = far.drop_duplicates(["topic", "cooperation_id"]).groupby("topic", sort=False).head(_NAMED)
    return rows[next_door].drop_duplicates(["topic", "cooperation_id"]), far


def _listed(names: pd.Series, words: Words) -> str:
    return words.listing(alphabetical(names), most=_NAMED)


def _like(rows: pd.DataFrame, names: pd.Series, whole: Analysis, words: Words) -> str:
    """Name a few examples, each with the municipality and how far away it is."""
    places = whole.municipalities["name"]
    return "; ".join(
        words("{cooperation} ({name}, {km} km)", cooperation=names[c], name=places[k], km=words.number(km))
        for c, k, km in zip(rows["cooperation_id"], rows["key"], rows["km"], strict=True)
    )


def first_examples(counted: Analysis, words: Words) -> tuple[tuple[str, str], ...]:
    """Return a few municipalities to begin with: key, and name with its number of own cooperations.

    Of each survey region the one with most own cooperations, and one without any.
    """
    table, own = counted.municipalities, counted.overlap["memberships"]
    table = table[counted.surveyed(())]
    own = own.loc[table.index].iloc[order(table["name"])]
    region = table["region"].reindex(own.index).fillna("").astype("str")
    ranked = own.sort_values(ascending=False, kind="stable")
    most = list(ranked.groupby(region.reindex(ranked.index)).head(1).index[:3])
    middle = list(own[own == own.median()].index[:1])
    none = list(own[own == 0].index[:1])
    said = {
        key: words(
            "{name}: {count}",
            name=table.loc[key, "name"],
            count=words.count(int(own[key]), words("own cooperation"), words("own cooperations")),
        )
        for key in dict.fromkeys([*most, *middle, *none])
    }
    return tuple(said.items())


def partner_table(whole: Analysis, table: pd.DataFrame, key: str, words: Words, *, statutory: bool) -> pd.DataFrame:
    """Return the partners named in the language, indexed by key, with the names of what is shared.

    Parameters
    ----------
    whole : Analysis
    table : pandas.DataFrame
        As made by :func:`geo_koop.app.views.profile.partners`.
    key : str
    words : Words
    statutory : bool
        Whether statutory bodies count too.
    """
    count = "shared_all" if statutory else "shared"
    rows = table[table[count] > 0].set_index("key")
    analysis = whole if statutory else whole.without_statutory()
    names = shared_names(analysis, key, rows.index, words)
    here = whole.municipalities.loc[key, "district_name"]
    far = rows["name"] + " (" + rows["district"].fillna("") + ")"
    away = rows["distance_km"].map(lambda km: words("{km} km", km=words.number(km)))
    return pd.DataFrame(
        {
            words("Municipality"): rows["name"].where(rows["district"] == here, far),
            words("Shared"): rows[count],
            words("Which"): names,
            words("Where"): rows["neighbour"].where(rows["neighbour"] != "", away),
            words("Survey"): rows["survey"],
        }
    )


def shared_names(analysis: Analysis, key: str, partners: pd.Index, words: Words) -> pd.Series:
    """Return the names of the cooperations of which a municipality and each partner are both members themselves."""
    table, area = analysis.cooperations, analysis.area
    area = area[area["cooperation_id"].isin(table.index[table["shown"].astype(bool)]) & (area["through"] != "district")]
    mine = area.loc[area["key"] == key, "cooperation_id"]
    rows = area[area["cooperation_id"].isin(mine) & area["key"].isin(partners)]
    names = rows["cooperation_id"].map(table["name"]).astype("str").groupby(rows["key"])
    return names.agg(lambda part: words.listing(alphabetical(part), most=_NAMED)).reindex(partners)


def alone_sentence(table: pd.DataFrame, words: Words, *, statutory: bool) -> str:
    """Name the neighbours without a shared cooperation; those that nobody surveyed apart. Empty where none."""
    rows = table[(table["shared_all" if statutory else "shared"] == 0) & (table["neighbour"] != "")]
    seen = rows["survey"] == ""
    said = (
        (words("Neighbours without a shared cooperation on record: {names}."), rows[seen]),
        (words("Neighbours that were not surveyed: {names}."), rows[~seen]),
    )
    return " ".join(
        text.format(names=words.listing(alphabetical(part["name"].astype("str")))) for text, part in said if len(part)
    )
