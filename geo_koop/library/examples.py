"""Find examples: by text, like a cooperation, and what others of a size do."""

from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from geo_koop import codelists, locale
from geo_koop.errors import UsageError
from geo_koop.model import Filters
from geo_koop.planning import examples as planning
from geo_koop.planning.search_index import SearchIndex
from geo_koop.planning.sizes import size_classes
from geo_koop.result import named
from geo_koop.result.analysis import Analysis
from geo_koop.result.narrowing import narrow
from geo_koop.result.words import coded

_Indexes = dict[tuple[Any, ...], SearchIndex]
_indexes: "WeakKeyDictionary[Analysis, _Indexes]" = WeakKeyDictionary()
"""The index of an analysis: made when it is first searched, and gone with it."""


def examples(
    analysis: Analysis,
    text: str = "",
    *,
    like: str | None = None,
    inhabitants: int | None = None,
    language: str | None = None,
    **filters: Any,
) -> pd.DataFrame:
    """Find examples among all records of an analysis, planned and ended ones too.

    Parameters
    ----------
    analysis : Analysis
    text : str
        Words that must all occur in name, topic, format, members, further actors or description; as whole words in any
        form, as words that belong to a topic or a format, or as parts of other words. Signs have no meaning.
    like : str, optional
        Id or name of a cooperation: what has something in common with it.
    inhabitants : int, optional
        Only records with a member of the size class of so many inhabitants.
    language : {"de", "en"}, optional
        Of reasons and descriptions; that of :func:`geo_koop.use_language` where it is left out.
    **filters
        ``topics, formats, patterns, stages, bindingness, regions, obligation`` of :class:`geo_koop.Filters`, as codes
        or words.

    Returns
    -------
    pandas.DataFrame
        ``rank, cooperation_id, name, reason, reason_kind, topics, format, pattern, bindingness, obligation, stage,
        status, start, members, inhabitants, inhabitants_unknown, states``; with ``like`` also ``agreeing``,
        ``same_topics, same_format, same_pattern, same_inhabitants, same_members, same_bindingness`` (missing where one
        of the two is not known) and ``shared_topics``. Those with the strongest reason first, with ``like`` those that
        agree in most parts; then by name. ``attrs["left_out"]`` tells whether the text is longer than what is heeded.

    Raises
    ------
    UsageError
        If a filter or the cooperation does not exist or is ambiguous.

    Examples
    --------
    >>> import geo_koop as gk
    >>> found = gk.examples(gk.analyse(), "Kläranlage", regions="Landkreis Fulda")
    >>> found.loc[0, ["name", "reason"]].tolist()
    ['Abwasserverband Fulda', 'Thema Abwasser, zu dem „Kläranlage“ gehört']
    """
    spoken = language or locale.active()
    locale.translator(spoken, "reasons")
    part = narrow(analysis, coded(analysis, Filters(**filters)))
    found = planning.find(part, _index(analysis, spoken), text, size=_size(inhabitants))
    table = found.table
    if like is not None:
        alike = planning.like(analysis, named.cooperation(analysis, like))
        alike = alike[alike.index.isin(table.index)]
        alike.insert(1, "reason", table["reason"].reindex(alike.index))
        alike.insert(2, "reason_kind", table["reason_kind"].reindex(alike.index))
        table = alike
    made = table.rename_axis("cooperation_id").reset_index()
    made.insert(0, "rank", range(1, len(made) + 1))
    made.attrs["left_out"] = found.left_out
    return made


def by_size(analysis: Analysis, municipality: str) -> pd.DataFrame:
    """Tell what other municipalities of the size of one do.

    Parameters
    ----------
    analysis : Analysis
    municipality : str
        Key or name.

    Returns
    -------
    pandas.DataFrame
        ``topic, municipalities`` (others of the size class that were surveyed on the topic), ``covered`` (of them),
        ``own`` (of them, members themselves, statutory bodies aside), ``share``, ``status`` of the municipality itself
        (``own, through, prescribed, none_recorded, not_in_filter, not_surveyed``); the largest share first.

    Raises
    ------
    UsageError
        If there is no such municipality, or several, or its inhabitants are not known.
    """
    return planning.by_size(analysis, named.municipality(analysis, municipality)).reset_index()


def _index(analysis: Analysis, language: str) -> SearchIndex:
    kept = _indexes.setdefault(analysis, {})
    wanted = (language, codelists.stamp())
    if wanted not in kept:
        kept[wanted] = SearchIndex(analysis, language)
    return kept[wanted]


def _size(inhabitants: int | None) -> int | None:
    if inhabitants is None:
        return None
    if inhabitants < 0:
        raise UsageError(
            "{value} is no number of inhabitants.", "Give a whole number from 0 on.", value=str(inhabitants)
        )
    return int(size_classes(pd.Series([inhabitants])).iloc[0])
