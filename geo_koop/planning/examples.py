"""Examples: records to copy from, found by text, by likeness, and by what others of a size do.

What is compared stands in columns of its own; no number sums them up but the count of parts that agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.model import Filters
from geo_koop.planning.search_index import SearchIndex, by_name
from geo_koop.planning.sizes import size_classes
from geo_koop.result.analysis import STATUTORY, THROUGH_OTHERS, Analysis

PARTS = ("topics", "format", "pattern", "inhabitants", "members", "bindingness")
"""What two cooperations can have in common."""
TWICE = 2
"""Numbers agree where neither is more than so many times the other."""
OWN, THROUGH, PRESCRIBED, NONE, FILTERED, UNSEEN = STATES = (
    *("own", "through", "prescribed", "none_recorded", "not_in_filter", "not_surveyed"),
)
"""How a municipality has a topic: itself, only through its district or association, only through a statutory body."""
_SAYS_NOTHING = ("unknown", "other", "unclassified")


@dataclass(frozen=True, kw_only=True)
class Hits:
    """Records that were found.

    Attributes
    ----------
    table : pandas.DataFrame
        Indexed by ``cooperation_id``, in their order: ``name, reason, reason_kind`` and columns of :func:`facts`.
    words : tuple of str
        What was looked for.
    left_out : bool
        Whether the text was longer than what is heeded.
    """

    table: pd.DataFrame
    words: tuple[str, ...] = ()
    left_out: bool = False


def find(
    analysis: Analysis,
    index: SearchIndex,
    text: str = "",
    *,
    size: int | None = None,
) -> Hits:
    """Return the records in which each word of a text occurs, each with the reason.

    Parameters
    ----------
    analysis : Analysis
        Its filters choose the records; those that are planned or have ended are among them.
    index : SearchIndex
        Made of this analysis, or of the whole that it is a part of.
    text : str
        Anything.
    size : int, optional
        Only records with a member of this size class (:data:`geo_koop.planning.sizes.SIZES`).

    Returns
    -------
    Hits
        Those with the strongest reason first, then by name.
    """
    found = index.search(text)
    row = analysis.cooperations.index.get_indexer(index.ids[found.at])
    keep = (row >= 0) & _of_size(analysis, size)[row]
    table = facts(analysis).iloc[row[keep]]
    table.insert(1, "reason", found.reason[keep])
    table.insert(2, "reason_kind", found.kind[keep])
    return Hits(table=table, words=found.words, left_out=found.left_out)


def facts(analysis: Analysis) -> pd.DataFrame:
    """Return what is compared of cooperations.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``, in the order of the analysis: ``name, topics`` (codes joined by ``;``),
        ``format, pattern, bindingness`` (Int64, missing where it is unknown or only planned), ``obligation, stage,
        status, start, members`` (certain ones), ``inhabitants`` (Int64, of the area as far as they are known),
        ``inhabitants_unknown`` (municipalities of the area without), ``states`` (keys joined by ``;``).
    """
    records = analysis.cooperations
    names = ["name", "topics", "format", "pattern", "bindingness", "obligation", "stage", "status", "start"]
    place = analysis.area.drop_duplicates(["cooperation_id", "key"])
    about = analysis.municipalities[["population", "state"]].reindex(place["key"])
    number = place["cooperation_id"].to_numpy(dtype=object)
    people = pd.Series(about["population"].astype("Int64").to_numpy(), index=number).groupby(level=0)
    states = pd.DataFrame({"id": number, "code": about["state"].to_numpy(dtype=object)}).dropna()
    unknown = people.size() - people.count()
    return records[names].assign(
        members=records["n_members"].astype("Int64"),
        inhabitants=people.sum(min_count=1).reindex(records.index).astype("Int64"),
        inhabitants_unknown=unknown.reindex(records.index, fill_value=0).astype("Int64"),
        states=_joined(states, records.index),
    )


def _joined(pairs: pd.DataFrame, ids: pd.Index) -> pd.Series:
    """Return the codes of each id, joined by ``;`` in their order; empty where it has none.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``id, code``.
    ids : pandas.Index
    """
    once = pairs.drop_duplicates().sort_values(["id", "code"], kind="stable")
    turn = once.groupby("id").cumcount()
    joined = pd.Series("", index=ids, dtype=object)
    for number in range(int(turn.max()) + 1 if len(turn) else 0):
        rows = once[(turn == number).to_numpy()].set_index("id")["code"].reindex(ids)
        joined = joined.where(rows.isna(), joined + (";" if number else "") + rows.fillna(""))
    return joined.astype("str")


def _of_size(analysis: Analysis, size: int | None) -> np.ndarray:
    """Tell which cooperations have a member of a size class; all, where none is named."""
    ids, area = analysis.cooperations.index, analysis.area
    if size is None:
        return np.ones(len(ids), dtype=bool)
    own = area[area["through"] != "district"]
    classes = own["key"].map(size_classes(analysis.municipalities["population"]))
    return np.asarray(ids.isin(own.loc[classes.eq(size).fillna(False).astype(bool), "cooperation_id"]))


def like(analysis: Analysis, cooperation_id: str) -> pd.DataFrame:
    """Return the records that have something in common with one, those that agree in most parts first.

    Parameters
    ----------
    analysis : Analysis
    cooperation_id : str

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``: ``name, agreeing`` (how many parts agree), ``same_…`` for each of :data:`PARTS`
        (boolean, missing where one of the two is not known), ``shared_topics`` (codes joined by ``;``) and the columns
        of :func:`facts`. Topics agree where one is shared (a topic of which both name a part, too), inhabitants of the
        area and members where neither is more than twice the other. Equal ones are in the order of names.

    Raises
    ------
    UsageError
        If there is no such cooperation.
    """
    table = facts(analysis)
    if cooperation_id not in table.index:
        raise UsageError(
            "There is no cooperation {names} in this analysis.",
            "Name identifiers, as in the index of cooperations.",
            names=cooperation_id,
        )
    shared, known = _shared_topics(analysis, cooperation_id)
    here = table.loc[cooperation_id]
    agree = {"topics": (shared != "").astype("boolean").mask(~known)}
    agree |= {name: _same(table[name], here[name]) for name in ("format", "pattern", "bindingness")}
    # A sum that lacks some is not the number.
    numbers = table.assign(inhabitants=table["inhabitants"].mask(table["inhabitants_unknown"] > 0))
    agree |= {name: _near(numbers[name], numbers.loc[cooperation_id, name]) for name in ("inhabitants", "members")}
    parts = pd.DataFrame({f"same_{name}": agree[name] for name in PARTS})
    count = parts.fillna(False).sum(axis=1).astype("int64")
    made = pd.concat([table[["name"]], count.rename("agreeing"), parts, shared.rename("shared_topics")], axis=1)
    made = pd.concat([made, table.drop(columns="name")], axis=1)
    order = np.lexsort((by_name(analysis.cooperations), -count.to_numpy()))
    order = order[(count.to_numpy()[order] > 0) & (made.index.to_numpy()[order] != cooperation_id)]
    return made.iloc[order]


def _shared_topics(analysis: Analysis, cooperation_id: str) -> tuple[pd.Series, pd.Series]:
    """Return for each cooperation the topics that it shares with one, and whether both name any."""
    parents = codelists.load("topics").field("parent")
    named = analysis.topics[["cooperation_id", "topic"]]
    wider = named.assign(topic=named["topic"].map(parents)).dropna()
    pairs = pd.concat([named, wider]).set_axis(["id", "code"], axis=1)
    pairs = pairs[~pairs["code"].isin(_SAYS_NOTHING)]
    own, ids = pairs.loc[pairs["id"] == cooperation_id, "code"], analysis.cooperations.index
    known = pd.Series(ids.isin(pairs["id"]) & bool(len(own)), index=ids)
    return _joined(pairs[pairs["code"].isin(own)], ids), known


def _same(values: pd.Series, here: object) -> pd.Series:
    """Tell which values are the same; missing where one of the two says nothing."""
    silent = values.isna() | values.isin(_SAYS_NOTHING)
    if pd.isna(here) or here in _SAYS_NOTHING:
        silent |= True
    return values.eq(here).astype("boolean").mask(silent)


def _near(values: pd.Series, here: object) -> pd.Series:
    """Tell which numbers are at most twice or at least half of one; missing where one of the two is not known."""
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    middle = np.nan if pd.isna(here) else float(here)  # type: ignore[arg-type]
    near = (numbers <= middle * TWICE) & (numbers * TWICE >= middle)
    return pd.Series(near, index=values.index, dtype="boolean").mask(~((numbers > 0) & (middle > 0)))


def by_size(analysis: Analysis, key: str) -> pd.DataFrame:
    """Return for each topic how many other surveyed municipalities of the same size have it, and how one stands.

    Parameters
    ----------
    analysis : Analysis
        Where filters leave cooperations out, only what is in them counts; regions among the filters limit the others.
    key : str
        Of a municipality.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``topic``, those that most have first: ``municipalities`` (others of the size that were surveyed on
        the topic), ``covered`` (of them, by any cooperation), ``own`` (of them, members themselves, statutory bodies
        aside), ``share`` (``covered`` of ``municipalities``, missing where there is none), ``status`` (one of
        :data:`STATES`).

    Raises
    ------
    UsageError
        If there is no such municipality, or its inhabitants are not known.
    """
    places = analysis.municipalities
    if key not in places.index:
        raise UsageError(
            "There is no municipality {name}.", "Use the key or the whole name as it stands in the data.", name=key
        )
    classes = size_classes(places["population"])
    if pd.isna(classes[key]):
        raise UsageError(
            "The inhabitants of {name} are not known, so there is no size to compare with.",
            "Load a table of inhabitants (attributes).",
            name=str(places.loc[key, "name"]),
        )
    alike = classes.eq(classes[key]).fillna(False).to_numpy(dtype=bool) & analysis.surveyed()
    alike &= places.index != key
    topics = list(codelists.single_topics())
    cells = {name: _cells(part, topics) for name, part in _readings(analysis).items()}
    looked, covered, own = (cells[name][alike] for name in ("surveyed", "covered", "own"))
    count, number = (covered & looked).sum(axis=0), looked.sum(axis=0)
    here = {name: values[places.index.get_loc(key)] for name, values in cells.items()}
    filtered = replace(analysis.provenance.filters, regions=()) != Filters()
    table = pd.DataFrame(
        {
            "municipalities": number,
            "covered": count,
            "own": (own & looked).sum(axis=0),
            "share": pd.array(np.where(number, count / np.maximum(number, 1), np.nan), dtype="Float64"),
            "status": np.select(
                [here["own"], here["free"], here["covered"], here["surveyed"]],
                [OWN, THROUGH, PRESCRIBED, FILTERED if filtered else NONE],
                UNSEEN,
            ),
        },
        index=pd.Index(topics, name="topic"),
    )
    return table.sort_values("share", ascending=False, na_position="last", kind="stable")


def _readings(analysis: Analysis) -> dict[str, tuple[Analysis, str]]:
    """Return the analyses of which coverage is read, each with the column that tells."""
    whole = analysis.fuller
    free = whole.leaving_out([STATUTORY])
    return {
        "surveyed": (whole, "grade"),
        "covered": (whole, "cooperations"),
        "free": (free, "cooperations"),
        "own": (free.leaving_out([THROUGH_OTHERS]), "cooperations"),
    }


def _cells(reading: tuple[Analysis, str], topics: Sequence[str]) -> np.ndarray:
    """Return municipality × topic (in the order of the codelist): whether it was surveyed, or is covered."""
    analysis, column = reading
    rows = analysis.coverage(level="municipality")
    rows = rows[rows["topic"].isin(topics)]
    values = rows["grade"].notna() if column == "grade" else rows["cooperations"] > 0
    return np.asarray(values, dtype=bool).reshape(len(analysis.municipalities), len(topics))
