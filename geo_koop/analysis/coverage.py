"""Which topics are covered where, and where a blank means "none recorded" or "not surveyed"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop import codelists

ANY_TOPIC = "any"
"""Pseudo-topic: any cooperation at all."""

LEVELS = ("municipality", "district", "state", "all")
STATUS = ("covered", "none_recorded", "not_surveyed")
_LEVELS_OF_BINDINGNESS = range(6)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Coverage as arrays of municipality × topic.

    Attributes
    ----------
    keys, topics : pandas.Index
        Rows and columns; the first topic is :data:`ANY_TOPIC`.
    cooperations : numpy.ndarray
        Number of cooperations that cover the municipality (as member or through its association or district).
    own : numpy.ndarray
        Those of which the municipality itself is a member.
    bindingness : numpy.ndarray
        Strongest bindingness, -1 where none is known.
    grade : numpy.ndarray
        Position of the survey grade in the codelist, -1 where nobody looked.
    """

    keys: pd.Index
    topics: pd.Index
    cooperations: np.ndarray
    own: np.ndarray
    bindingness: np.ndarray
    grade: np.ndarray


def topics_and_groups(topics: pd.DataFrame) -> pd.DataFrame:
    """Add to each cooperation's topics those that they are a part of, their groups, and :data:`ANY_TOPIC`.

    Parameters
    ----------
    topics : pandas.DataFrame
        ``cooperation_id, topic``.

    Returns
    -------
    pandas.DataFrame
        ``cooperation_id, topic``, each pair once.
    """
    known = codelists.load("topics")
    group, parent = (topics["topic"].map(known.field(name)) for name in ("group", "parent"))
    parts = topics.assign(topic=parent)[parent.notna()]
    return pd.concat([topics, parts, topics.assign(topic=group), topics.assign(topic=ANY_TOPIC)]).drop_duplicates(
        ["cooperation_id", "topic"], ignore_index=True
    )


@dataclass(frozen=True, kw_only=True)
class Positions:
    """Who covers what about which topic, as numbers: made once, so that a filter compares no texts.

    Attributes
    ----------
    keys, cooperations, topics : pandas.Index
        What the positions point to.
    cooperation, municipality : numpy.ndarray of int
        A pair for each row of ``area``.
    own : numpy.ndarray of bool
        Whether the municipality itself is a member, not only its district.
    about : scipy.sparse.csc_array
        Cooperation × topic, groups and :data:`ANY_TOPIC` included.
    bindingness : numpy.ndarray of int
        Of each cooperation, -1 where none is known.
    grade : numpy.ndarray
        As in :class:`Grid`.
    """

    keys: pd.Index
    cooperations: pd.Index
    topics: pd.Index
    cooperation: np.ndarray
    municipality: np.ndarray
    own: np.ndarray
    about: sparse.csc_array
    bindingness: np.ndarray
    grade: np.ndarray


def positions(
    area: pd.DataFrame,
    cooperations: pd.DataFrame,
    topics: pd.DataFrame,
    scopes: pd.DataFrame,
    municipalities: gpd.GeoDataFrame,
) -> Positions:
    """Turn the tables of an analysis into positions; parameters as for :func:`grid`."""
    codes = pd.Index([ANY_TOPIC, *codelists.load("topics").codes], name="topic")
    keys, ids = municipalities.index, cooperations.index
    i, j = ids.get_indexer(area["cooperation_id"]), keys.get_indexer(area["key"])
    known = (i >= 0) & (j >= 0)
    return Positions(
        keys=keys,
        cooperations=ids,
        topics=codes,
        cooperation=i[known],
        municipality=j[known],
        own=(area["through"] != "district").to_numpy(dtype=bool)[known],
        about=sparse.csc_array(_matrix(topics_and_groups(topics), "cooperation_id", "topic", ids, codes)),
        bindingness=cooperations["bindingness"].to_numpy(dtype=float, na_value=-1).astype(np.int8),
        grade=_grades(scopes, municipalities, codes),
    )


def grid(
    area: pd.DataFrame,
    cooperations: pd.DataFrame,
    topics: pd.DataFrame,
    scopes: pd.DataFrame,
    municipalities: gpd.GeoDataFrame,
) -> Grid:
    """Count the cooperations of each municipality and topic.

    Parameters
    ----------
    area : pandas.DataFrame
        ``cooperation_id, key, through``.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``: those that count; ``bindingness``.
    topics : pandas.DataFrame
        ``cooperation_id, topic``.
    scopes : pandas.DataFrame
        Survey scopes.
    municipalities : geopandas.GeoDataFrame
        Indexed by key; ``region, district, state, context``.

    Returns
    -------
    Grid
    """
    known = positions(area, cooperations, topics, scopes, municipalities)
    return grid_of(known, np.ones(len(known.cooperations), dtype=bool))


def grid_of(known: Positions, counted: np.ndarray) -> Grid:
    """Count the cooperations of each municipality and topic, of those that count (bool, by position)."""
    rows = counted[known.cooperation]
    cooperation, municipality, own = known.cooperation[rows], known.municipality[rows], known.own[rows]
    size = (len(known.keys), len(known.cooperations))
    about = known.about.tocsr()

    def covers(part: np.ndarray) -> sparse.csr_array:
        ones = np.ones(int(part.sum()), dtype=np.int32)
        return sparse.csr_array((ones, (municipality[part], cooperation[part])), shape=size)

    strongest = np.full((len(known.keys), len(known.topics)), -1, dtype=np.int8)
    for level in _LEVELS_OF_BINDINGNESS:
        strongest[(covers(known.bindingness[cooperation] == level) @ about).toarray() > 0] = level
    return Grid(
        keys=known.keys,
        topics=known.topics,
        cooperations=(covers(np.ones(len(own), dtype=bool)) @ about).toarray(),
        own=(covers(own) @ about).toarray(),
        bindingness=strongest,
        grade=known.grade,
    )


def of_topics(known: Positions, counted: np.ndarray, codes: Sequence[str]) -> pd.DataFrame:
    """Return the coverage of several topics taken together, without a row for every other topic.

    Parameters
    ----------
    known : Positions
    counted : numpy.ndarray of bool
        The cooperations that count, by position.
    codes : sequence of str
        Topics, topic groups or :data:`ANY_TOPIC`.

    Returns
    -------
    pandas.DataFrame
        Indexed by key: ``topics`` (how many of them are covered), ``cooperations`` (on any of them),
        ``bindingness`` (strongest, -1 where none is known), ``grade`` (position in the codelist of the
        least thorough survey, -1 where at least one of the topics was not surveyed).
    """
    columns = known.topics.get_indexer(list(codes))
    size = len(known.keys)
    covered = np.zeros(size, dtype=int)
    joint = np.zeros(len(known.cooperations), dtype=bool)
    for column in columns:
        about = np.zeros(len(known.cooperations), dtype=bool)
        about[known.about.indices[known.about.indptr[column] : known.about.indptr[column + 1]]] = True
        about &= counted
        joint |= about
        covered += np.bincount(known.municipality[about[known.cooperation]], minlength=size) > 0
    rows = joint[known.cooperation]
    strongest = np.full(size, -1, dtype=int)
    np.maximum.at(strongest, known.municipality[rows], known.bindingness[known.cooperation[rows]])
    return pd.DataFrame(
        {
            "topics": covered,
            "cooperations": np.bincount(known.municipality[rows], minlength=size),
            "bindingness": strongest,
            "grade": least_grade(known, codes),
        },
        index=known.keys,
    )


def least_grade(known: Positions, codes: Sequence[str]) -> np.ndarray:
    """Return for each municipality the least thorough survey of several topics (see :func:`of_topics`)."""
    grades = known.grade[:, known.topics.get_indexer(list(codes))]
    return np.where((grades < 0).any(axis=1), -1, grades.max(axis=1, initial=-1))


def _matrix(table: pd.DataFrame, row: str, column: str, rows: pd.Index, columns: pd.Index) -> sparse.csr_array:
    """Return the pairs of a table as a sparse matrix of ones; pairs outside the indexes are passed over."""
    i, j = rows.get_indexer(table[row]), columns.get_indexer(table[column])
    known = (i >= 0) & (j >= 0)
    ones = np.ones(int(known.sum()), dtype=np.int32)
    return sparse.csr_array((ones, (i[known], j[known])), shape=(len(rows), len(columns)))


def _grades(scopes: pd.DataFrame, municipalities: gpd.GeoDataFrame, topics: pd.Index) -> np.ndarray:
    """Return the best grade of the scopes that hold each municipality and topic; -1 outside all."""
    order = list(codelists.load("grades").codes)
    wider = [codelists.load("topics").field(name) for name in ("group", "parent")]
    wider_of = np.array([[listed.get(code) or "" for listed in wider] for code in topics], dtype=object)
    levels = [name for name in ("region", "district", "state", "association") if name in municipalities]
    places = municipalities[levels].astype(object).to_numpy()
    result = np.full((len(municipalities), len(topics)), -1, dtype=np.int8)
    ranked = scopes.assign(rank=scopes["grade"].map(order.index)).sort_values("rank", ascending=False)
    for where, what, rank in zip(ranked["area"], ranked["topics"], ranked["rank"], strict=True):
        named = [part.strip() for part in where.split(";")]
        asked = [part.strip() for part in what.split(";")]
        inside = (
            np.ones(len(municipalities), dtype=bool)
            if "*" in named
            else np.isin(places, named).any(axis=1) | municipalities.index.isin(named)
        )
        about = (
            np.ones(len(topics), dtype=bool)
            if "*" in asked
            else np.isin(topics, asked) | np.isin(wider_of, asked).any(axis=1)
        )
        result[np.ix_(inside, about)] = rank
    return result


def by_municipality(cells: Grid) -> pd.DataFrame:
    """Return the grid as a long table.

    Returns
    -------
    pandas.DataFrame
        ``key, topic, status`` (``covered``, ``none_recorded``, ``not_surveyed``), ``grade`` (missing
        outside all scopes), ``cooperations``, ``memberships`` (of the municipality itself),
        ``bindingness`` (Int64, strongest).
    """
    grades = np.array([*codelists.load("grades").codes, None], dtype=object)
    state = status(cells)
    return pd.DataFrame(
        {
            "key": np.repeat(cells.keys.to_numpy(), len(cells.topics)),
            "topic": np.tile(cells.topics.to_numpy(), len(cells.keys)),
            "status": np.array(STATUS, dtype=object)[state.ravel()],
            "grade": grades[cells.grade.ravel()],
            "cooperations": cells.cooperations.ravel(),
            "memberships": cells.own.ravel(),
            "bindingness": pd.array(cells.bindingness.ravel(), dtype="Int64"),
        }
    ).assign(bindingness=lambda t: t["bindingness"].mask(t["bindingness"] < 0))


def status(cells: Grid) -> np.ndarray:
    """Return the position in :data:`STATUS` of each municipality and topic."""
    return np.where(cells.cooperations > 0, 0, np.where(cells.grade >= 0, 1, 2))


def by_level(
    cells: Grid,
    municipalities: gpd.GeoDataFrame,
    level: str,
    *,
    area: pd.DataFrame,
    topics: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Sum coverage up to districts, states or the whole; context municipalities are left out.

    Parameters
    ----------
    cells : Grid
    municipalities : geopandas.GeoDataFrame
        ``district, district_name, state, state_name, context, population, area_km2``.
    level : {"district", "state", "all"}
    area, topics : pandas.DataFrame
        As for :func:`grid`, restricted to the cooperations that count.
    labels : Mapping, optional
        Name of the whole, under ``"all"``.

    Returns
    -------
    pandas.DataFrame
        ``key, name, topic, municipalities, covered, none_recorded, not_surveyed,
        share_municipalities, population, population_unknown (municipalities whose inhabitants are not known),
        population_covered, share_population, area_km2,
        area_covered_km2, share_area, cooperations, bindingness``.
    """
    own = ~municipalities["context"].to_numpy(dtype=bool)
    unit = municipalities[level] if level != "all" else pd.Series("all", index=municipalities.index)
    name = municipalities[f"{level}_name"] if level != "all" else pd.Series((labels or {}).get("all", ""), unit.index)
    code, units = pd.factorize(unit[own], sort=True)
    names = name[own].groupby(unit[own]).first().reindex(units)
    n, t = len(units), len(cells.topics)
    sums = sparse.csr_array((np.ones(len(code)), (code, np.arange(len(code)))), shape=(n, len(code)))
    state = status(cells)[own]
    covered = (state == 0).astype(float)
    counted = municipalities["population"].notna().to_numpy()[own][:, None]
    population = municipalities["population"].to_numpy(dtype=float, na_value=0)[own][:, None]
    km2 = municipalities["area_km2"].to_numpy()[own][:, None]
    strongest = np.full((n, t), -1)
    np.maximum.at(strongest, code, cells.bindingness[own])
    table = pd.DataFrame(
        {
            "key": np.repeat(units.to_numpy(), t),
            "name": np.repeat(names.to_numpy(), t),
            "topic": np.tile(cells.topics.to_numpy(), n),
            "municipalities": np.repeat(np.bincount(code, minlength=n), t),
            **{s: (sums @ (state == i).astype(float)).ravel().astype(int) for i, s in enumerate(STATUS)},
            "population": np.repeat((sums @ population).ravel(), t),
            "population_covered": (sums @ (covered * population)).ravel(),
            "area_km2": np.repeat((sums @ km2).ravel(), t),
            "area_covered_km2": (sums @ (covered * km2)).ravel(),
            "bindingness": pd.array(strongest.ravel(), dtype="Int64"),
        }
    )
    table["bindingness"] = table["bindingness"].mask(table["bindingness"] < 0)
    # Where nobody was counted, there is no sum: it is not 0.
    unknown = np.repeat((sums @ (~counted).astype(float)).ravel(), t).astype(int)
    nobody = unknown == table["municipalities"]
    table[["population", "population_covered"]] = table[["population", "population_covered"]].mask(nobody, axis=0)
    table.insert(list(table).index("population") + 1, "population_unknown", unknown)
    table["share_municipalities"] = table["covered"] / table["municipalities"]
    table["share_population"] = table["population_covered"] / table["population"].where(table["population"] > 0)
    table["share_area"] = table["area_covered_km2"] / table["area_km2"]
    placed = area.assign(unit=area["key"].map(unit[own])).dropna(subset="unit")
    pairs = placed[["cooperation_id", "unit"]].drop_duplicates().merge(topics_and_groups(topics), on="cooperation_id")
    counts = pairs.groupby(["unit", "topic"]).size()
    table["cooperations"] = counts.reindex(pd.MultiIndex.from_frame(table[["key", "topic"]]), fill_value=0).to_numpy()
    return table


def topic_matrix(cells: Grid) -> pd.DataFrame:
    """Return municipality × topic with the number of cooperations that cover both."""
    return pd.DataFrame(cells.cooperations, index=cells.keys, columns=cells.topics)
