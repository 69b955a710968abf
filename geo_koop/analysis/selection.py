"""Which cooperations a set of filters shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop.analysis import coverage
from geo_koop.errors import UsageError
from geo_koop.model import Filters

_FIELDS = ("format", "stage", "pattern", "bindingness", "obligation")
_PLACES = ("region", "district", "state")
Coded = tuple[Mapping[Any, int], np.ndarray]
"""Position of each value, and the position that each row has; a missing value is a value too."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What filters ask for, as numbers: made once for all filters, so that none compares texts row by row.

    Attributes
    ----------
    index : pandas.Index
        The cooperations.
    fields : Mapping of Coded
        For ``format, stage, pattern, bindingness, obligation``, the values and which of them each cooperation has.
    topics : Mapping of int
        Position of each topic and group of topics.
    about : tuple of numpy.ndarray of int
        Positions of cooperation and topic, a pair for each that belong together.
    member : tuple of numpy.ndarray of int
        Positions of cooperation and municipality, a pair for each municipality that is named as a member.
    through : tuple of numpy.ndarray of int
        Positions of cooperation and district, a pair for each district that is named.
    places : tuple of Coded
        See :func:`coded_places`.
    district : numpy.ndarray of int
        Position of each municipality's district.
    """

    index: pd.Index
    fields: Mapping[str, Coded]
    topics: Mapping[Any, int]
    about: tuple[np.ndarray, np.ndarray]
    member: tuple[np.ndarray, np.ndarray]
    through: tuple[np.ndarray, np.ndarray]
    places: tuple[Coded, ...]
    district: np.ndarray


def known(cooperations: pd.DataFrame, topics: pd.DataFrame, members: pd.DataFrame, places: tuple[Coded, ...]) -> Known:
    """Turn the tables of an analysis into what :func:`select` asks.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``format, stage, bindingness, pattern, obligation``.
    topics : pandas.DataFrame
        ``cooperation_id, topic``.
    members : pandas.DataFrame
        ``cooperation_id, unit_key``; a cooperation lies in a region when any row of it does,
        uncertain ones included.
    places : tuple of Coded
        As made by :func:`coded_places`.
    """
    ids = cooperations.index
    pairs = coverage.topics_and_groups(topics)
    numbered, topic = _coded(pairs["topic"])
    districts, district = places[_PLACES.index("district")]
    own, _at = places[-1]
    who, unit = ids.get_indexer(members["cooperation_id"]), pd.Index(members["unit_key"])
    return Known(
        index=ids,
        fields={name: _coded(cooperations[name]) for name in _FIELDS},
        topics=numbered,
        about=_paired(ids.get_indexer(pairs["cooperation_id"]), topic),
        member=_paired(who, pd.Index(own).get_indexer(unit)),
        through=_paired(who, pd.Index(districts).get_indexer(unit)),
        places=places,
        district=district,
    )


def coded_places(municipalities: gpd.GeoDataFrame) -> tuple[Coded, ...]:
    """Return the areas that hold each municipality: survey regions, districts, states, and at the end itself.

    Parameters
    ----------
    municipalities : geopandas.GeoDataFrame
        Indexed by key; ``region, district, state``.
    """
    return (*(_coded(municipalities[name]) for name in _PLACES), _coded(municipalities.index))


def inside(places: tuple[Coded, ...], codes: Iterable[str]) -> np.ndarray:
    """Tell for each municipality whether it lies in one of some areas.

    Parameters
    ----------
    places : tuple of Coded
        As made by :func:`coded_places`.
    codes : iterable of str
        Of survey regions, districts, states or municipalities.
    """
    wanted = tuple(codes)
    inside = np.zeros(len(places[0][1]), dtype=bool)
    for known_codes, at in places:
        inside |= _among(known_codes, wanted)[at]
    return inside


def on_date(known: Known, cooperations: pd.DataFrame) -> Known:
    """Return the same with the patterns of another date; nothing else that filters ask for changes with it.

    Parameters
    ----------
    known : Known
    cooperations : pandas.DataFrame
        The same cooperations; ``pattern``.
    """
    return replace(known, fields={**known.fields, "pattern": _coded(cooperations["pattern"])})


def select(known: Known, filters: Filters) -> pd.Series:
    """Tell for each cooperation whether the filters let it pass.

    Returns
    -------
    pandas.Series
        Boolean, aligned with the cooperations.
    """
    size = len(known.index)
    keep = np.ones(size, dtype=bool)
    asked = (filters.formats, filters.stages, filters.patterns, filters.bindingness, filters.obligation)
    for field, wanted in zip(_FIELDS, asked, strict=True):
        if wanted:
            codes, at = known.fields[field]
            keep &= _among(codes, wanted)[at]
    if filters.topics:
        keep &= _any(known.about, _among(known.topics, filters.topics), size)
    if filters.regions:
        chosen = inside(known.places, filters.regions)
        districts = np.zeros(len(known.places[_PLACES.index("district")][0]), dtype=bool)
        districts[known.district[chosen]] = True
        keep &= _any(known.member, chosen, size) | _any(known.through, districts, size)
    return pd.Series(keep, index=known.index)


def aligned(keep: pd.Series | np.ndarray | Sequence[bool], index: pd.Index) -> np.ndarray:
    """Return a mask in the order of an index.

    Parameters
    ----------
    keep : pandas.Series, numpy.ndarray or sequence of bool
    index : pandas.Index

    Raises
    ------
    UsageError
        If it does not say yes or no of each entry, once.
    """
    values = np.asarray(keep)
    if isinstance(keep, pd.Series) and not keep.index.equals(index):
        fits = not keep.index.has_duplicates and index.isin(keep.index).all()
        values = np.asarray(keep.reindex(index)) if fits else values[:0]
    if values.dtype == object and all(isinstance(value, (bool, np.bool_)) for value in values):
        values = values.astype(bool)
    if values.shape != (len(index),) or values.dtype != bool:
        raise UsageError(
            "keep does not say yes or no of each cooperation.",
            "Give a boolean Series with the index of cooperations, or as many truth values in their order.",
        )
    return values


def _coded(values: pd.Series | pd.Index) -> Coded:
    """Number the different values, and say which of them each row has."""
    at, codes = pd.factorize(values, use_na_sentinel=False)
    return {code: i for i, code in enumerate(codes)}, at


def _paired(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of which both ends are known."""
    both = (left >= 0) & (right >= 0)
    return left[both], right[both]


def _among(codes: Mapping[Any, int], wanted: Iterable[Any]) -> np.ndarray:
    """Tell for each code whether it is one of those wanted."""
    named = np.zeros(len(codes), dtype=bool)
    named[[codes[code] for code in wanted if code in codes]] = True
    return named


def _any(pairs: tuple[np.ndarray, np.ndarray], wanted: np.ndarray, size: int) -> np.ndarray:
    """Tell for each cooperation whether one of its pairs leads to something that is wanted."""
    found = np.zeros(size, dtype=bool)
    found[pairs[0][wanted[pairs[1]]]] = True
    return found
