"""Filters in words: topics, formats, patterns and stages by code or label, regions by code or name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from geo_koop.codelists import words
from geo_koop.codelists.words import plain
from geo_koop.errors import UsageError
from geo_koop.model import Filters
from geo_koop.result.analysis import Analysis

_LISTS = ("topics", "formats", "patterns", "stages")
_LEVELS = ("state", "district")
_MANY = 6
_FEW = 3


def coded(analysis: Analysis, filters: Filters) -> Filters:
    """Return filters with codes in place of words; a code that is not known stays as it is, to be refused by name.

    Parameters
    ----------
    analysis : Analysis
        Of which the regions are known.
    filters : Filters

    Raises
    ------
    UsageError
        If a name of a region stands for several places, or for none.
    """
    read: dict[str, Any] = {
        name: tuple(words.code(name, text) or text for text in getattr(filters, name)) for name in _LISTS
    }
    return replace(filters, **read, regions=regions(analysis, filters.regions))


def chosen(analysis: Analysis, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return codes of places and ids of cooperations in place of their names.

    Parameters
    ----------
    analysis : Analysis
    wanted : sequence of str
        Codes, keys, ids or names; a name of both a place and a cooperation is that of the place.

    Raises
    ------
    UsageError
        If a name stands for several places or cooperations, or for none.
    """
    table = analysis.municipalities
    known = {*_codes(table), *analysis.cooperations.index}
    if all(text in known for text in wanted):
        return tuple(wanted)
    named = _names(table, analysis.provenance.boundaries.regions)
    records = analysis.cooperations["name"].astype("str")
    records = pd.DataFrame({"code": records.index, "name": records.to_numpy(), "plain": records.map(plain).to_numpy()})
    return tuple(text if text in known else _either(analysis, text, named, records) for text in wanted)


def _either(analysis: Analysis, text: str, named: pd.DataFrame, records: pd.DataFrame) -> str:
    """Return the code of a place, or the id of a cooperation, of a name."""
    if (named["plain"] == plain(text)).any():
        return _one(analysis, text, named)
    found = records[records["plain"] == plain(text)]
    if len(found) == 1:
        return str(found["code"].iloc[0])
    if len(found):
        raise UsageError(
            "There are several cooperations named {name}.",
            "Use the identifier: {choices}.",
            name=text,
            choices=", ".join(found["code"].head(_MANY)),
        )
    alike = [*_alike(text, named), *_alike(text, records)]
    raise UsageError(
        "There is no municipality, district, state or cooperation {names}.",
        "Did you mean: {choices}?"
        if alike
        else "Name keys (such as 09184119), or identifiers or names of cooperations.",
        names=text,
        choices=", ".join(alike),
    )


def _alike(text: str, named: pd.DataFrame) -> list[str]:
    """Return what is written alike, or contains the words: code and name."""
    within = named[named["plain"].str.contains(plain(text), regex=False)] if len(plain(text)) > _FEW else named.iloc[:0]
    close = get_close_matches(plain(text), named["plain"].unique().tolist(), n=_FEW, cutoff=0.75)
    near = pd.concat([named[named["plain"].isin(close)], within]).drop_duplicates("code").head(_FEW)
    return [f"{code} ({name})" for code, name in zip(near["code"], near["name"], strict=True)]


def _codes(table: pd.DataFrame) -> set[str]:
    return {*table.index, *(code for level in (*_LEVELS, "region") for code in table[level].dropna().unique())}


def regions(analysis: Analysis, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return codes of survey regions, states, districts and municipalities in place of their names.

    Raises
    ------
    UsageError
        If a name stands for several places, or for none.
    """
    table = analysis.municipalities
    known = _codes(table)
    if all(text in known for text in wanted):
        return tuple(wanted)
    named = _names(table, analysis.provenance.boundaries.regions)
    return tuple(text if text in known else _one(analysis, text, named) for text in wanted)


def _names(table: pd.DataFrame, regions: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Return ``code, name, plain`` of all survey regions, states, districts and municipalities, the widest first."""
    parts = [pd.DataFrame([(code, label) for code, texts in regions.items() for label in texts.values()])]
    parts += [table.drop_duplicates(level)[[level, f"{level}_name"]] for level in _LEVELS]
    parts.append(table.reset_index()[["key", "name"]])
    rows = np.concatenate([part.astype(object).to_numpy().reshape(-1, 2) for part in parts])
    named = pd.DataFrame(rows, columns=["code", "name"]).dropna().astype("str")
    distinct = {name: plain(name) for name in named["name"].unique()}
    return named.assign(plain=named["name"].map(distinct)).drop_duplicates(["code", "plain"])


def _one(analysis: Analysis, text: str, named: pd.DataFrame) -> str:
    found = named[named["plain"] == plain(text)]
    if found.empty:
        regions = analysis.provenance.boundaries.regions
        listed = [f"{code} ({'; '.join(dict.fromkeys(texts.values()))})" for code, texts in regions.items()]
        there = list(dict.fromkeys([*_alike(text, named[~named["code"].isin(list(regions))]), *listed]))
        raise UsageError(
            "Unknown region: {strange}.",
            "Use a region code, or key or name of a state, a district or a municipality of the boundaries: {there}."
            if there
            else "Use a region code, or key or name of a state, a district or a municipality of the boundaries.",
            strange=text,
            there=", ".join(there),
        )
    first = str(found["code"].iloc[0])
    # A city that is a district of its own has two codes for one place.
    if all((analysis.inside([code]) == analysis.inside([first])).all() for code in found["code"]):
        return first
    districts = analysis.municipalities["district_name"].reindex(found["code"]).fillna("").to_numpy()
    said = [
        f"{code} ({', '.join(part for part in (name, district) if part)})"
        for code, name, district in zip(found["code"], found["name"], districts, strict=True)
    ]
    raise UsageError(
        "There are several regions named {name}.",
        "Use the code: {choices}.",
        name=text,
        choices="; ".join(said[:_MANY]),
    )
