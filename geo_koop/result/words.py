"""Filters in words: topics, formats, patterns and stages by code or label, regions by code or name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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


def coded(analysis: Analysis, filters: Filters) -> Filters:
    """Return filters with codes in place of words; what is not known stays as it is, to be refused by name.

    Parameters
    ----------
    analysis : Analysis
        Of which the regions are known.
    filters : Filters

    Raises
    ------
    UsageError
        If a name of a region stands for several places.
    """
    read: dict[str, Any] = {
        name: tuple(words.code(name, text) or text for text in getattr(filters, name)) for name in _LISTS
    }
    return replace(filters, **read, regions=_regions(analysis, filters.regions))


def _regions(analysis: Analysis, wanted: Sequence[str]) -> tuple[str, ...]:
    table = analysis.municipalities
    known = {*table.index, *(code for level in (*_LEVELS, "region") for code in table[level].dropna().unique())}
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
        return text
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
