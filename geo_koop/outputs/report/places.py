"""What a report is about: municipalities and cooperations by key or name, topics by code or label, regions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_koop.errors import UsageError
from geo_koop.locale.alphabet import order
from geo_koop.result.analysis import Analysis
from geo_koop.result.named import cooperation, municipality, nearest, topic, unknown

__all__ = ["Region", "cooperation", "municipality", "nearest", "region", "region_labels", "survey_regions", "topic"]

_MANY = 6


@dataclass(frozen=True, kw_only=True)
class Region:
    """An area that is reported on: its code, its name, and the municipalities that count in it.

    ``code`` is empty for the whole; ``context`` tells that nobody has surveyed any of it.
    """

    code: str
    name: str
    keys: pd.Index
    context: bool = False


def region(analysis: Analysis, wanted: str, language: str = "de") -> Region:
    """Return a region that is named by code or name: a survey region, a state or a district; ``all`` for the whole.

    Municipalities of the surroundings count only where nothing else lies in the region.

    Raises
    ------
    UsageError
        If there is no such region, or no municipality lies in it.
    """
    table = analysis.municipalities
    text = wanted.strip()
    if text.casefold() in ("all", "alle"):
        return _region(
            table, "", {"de": "Alle Gemeinden", "en": "All municipalities"}[language], np.ones(len(table), bool)
        )
    labels = region_labels(analysis, language)
    by_name = {name.casefold(): code for code, name in labels.items()}
    code = text if text in labels else by_name.get(text.casefold())
    if code is None:
        names = pd.Series(labels)
        raise unknown("There is no region {name}.", text, names, names + " (" + names.index + ")")
    inside = (table[["region", "state", "district"]] == code).any(axis=1).to_numpy()
    return _region(table, code, labels[code], inside)


def _region(table: pd.DataFrame, code: str, name: str, inside: np.ndarray) -> Region:
    context = table["context"].to_numpy(dtype=bool)
    own = inside & ~context
    chosen = own if own.any() else inside
    if not chosen.any():
        raise UsageError(
            "No municipality lies in the region {name}.", "Choose another region, or other boundaries.", name=name
        )
    return Region(code=code, name=name, keys=table.index[chosen], context=not own.any())


def municipality_or_region(analysis: Analysis, wanted: str, language: str = "de") -> str | Region:
    """Return the key of a municipality, or else the region that is named; a municipality goes before a region.

    Raises
    ------
    UsageError
        If there is neither, or several municipalities.
    """
    table, text = analysis.municipalities, wanted.strip()
    if text in table.index or (table["name"].astype("str").str.casefold() == text.casefold()).any():
        return municipality(analysis, text)
    labels = region_labels(analysis, language)
    if text in labels or text.casefold() in {"all", "alle", *(name.casefold() for name in labels.values())}:
        return region(analysis, text, language)
    return municipality(analysis, text)


def region_labels(analysis: Analysis, language: str = "de") -> dict[str, str]:
    """Return the codes and names of all regions: survey regions, states, districts."""
    table = analysis.municipalities
    known: Mapping[str, Mapping[str, str]] = analysis.provenance.boundaries.regions
    labels = {
        str(code): str(known.get(str(code), {}).get(language, code))
        for code in table["region"].dropna().unique()
        if str(code)
    }
    for level in ("state", "district"):
        names = table.drop_duplicates(level).set_index(level)[f"{level}_name"]
        names = names.iloc[order(names)]
        labels |= {str(code): str(name or code) for code, name in names.items() if pd.notna(code) and str(code)}
    return labels


def survey_regions(analysis: Analysis, language: str = "de") -> list[Region]:
    """Return the survey regions of an analysis, restricted by its filter; the whole where there are none."""
    table = analysis.municipalities
    asked = analysis.provenance.filters.regions
    if asked:
        return [_named(analysis, code, language) for code in asked]
    own = table[~table["context"].to_numpy(dtype=bool)]
    codes = sorted(str(code) for code in own["region"].dropna().unique() if str(code))
    inside = own["region"].isin(codes).all()
    return (
        [region(analysis, code, language) for code in codes]
        if codes and inside
        else [region(analysis, "all", language)]
    )


def _named(analysis: Analysis, code: str, language: str) -> Region:
    table = analysis.municipalities
    if code in table.index:
        return Region(code=code, name=str(table.loc[code, "name"]), keys=pd.Index([code]))
    return region(analysis, code, language)
