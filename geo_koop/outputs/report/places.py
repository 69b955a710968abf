"""What a report is about: municipalities and cooperations by key or name, topics by code or label, regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import LANGUAGES
from geo_koop.locale.alphabet import order
from geo_koop.result.analysis import Analysis

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


def municipality(analysis: Analysis, wanted: str) -> str:
    """Return the key of a municipality that is named by key or name.

    Raises
    ------
    UsageError
        If there is none, or several; the nearest names are suggested.
    """
    table = analysis.municipalities
    text = wanted.strip()
    if text in table.index:
        return text
    names = table["name"].astype("str")
    found = names[names.str.casefold() == text.casefold()]
    if len(found) == 1:
        return str(found.index[0])
    described = names + " (" + table["district_name"].fillna("").astype("str") + ", " + table.index.astype("str") + ")"
    if len(found):
        raise UsageError(
            "There are several municipalities named {name}.",
            "Use the key: {choices}.",
            name=text,
            choices="; ".join(described[found.index][:_MANY]),
        )
    raise _unknown("There is no municipality {name}.", text, names, described)


def _unknown(problem: str, text: str, names: pd.Series, described: pd.Series) -> UsageError:
    """Return an error that suggests the nearest names."""
    near = nearest(text, names)
    if len(near):
        return UsageError(problem, "Did you mean: {choices}?", name=text, choices="; ".join(described[near]))
    return UsageError(problem, "Use the key or the whole name as it stands in the data.", name=text)


def nearest(text: str, names: pd.Series) -> list[str]:
    """Return the keys of the names that come nearest: those that contain the text, then those that look alike.

    A single word of a name may look alike too, so that "Garchingg" finds "Garching b.München".
    """
    folded = names.str.casefold()
    asked = text.casefold().strip()
    inside = folded[folded.str.contains(asked, regex=False)] if len(asked) > 2 else folded[:0]
    first = inside.iloc[inside.str.len().argsort(kind="stable")].index[:_MANY].tolist()
    known = pd.concat([folded, folded.str.split().explode()]).drop_duplicates()
    rank = {name: i for i, name in enumerate(get_close_matches(asked, known.tolist(), n=_MANY, cutoff=0.6))}
    position = pd.concat([folded.map(rank), folded.str.split().explode().map(rank)]).dropna().sort_values(kind="stable")
    return list(dict.fromkeys([*first, *position.index]))[:_MANY]


def cooperation(analysis: Analysis, wanted: str) -> str:
    """Return the id of a cooperation that is named by id or name.

    Raises
    ------
    UsageError
        If there is none, or several.
    """
    names = analysis.cooperations["name"].astype("str")
    text = wanted.strip()
    if text in names.index:
        return text
    found = names[names.str.casefold() == text.casefold()]
    if len(found) == 1:
        return str(found.index[0])
    described = names + " (" + names.index.astype("str") + ")"
    if len(found):
        raise UsageError(
            "There are several cooperations named {name}.",
            "Use the id: {choices}.",
            name=text,
            choices="; ".join(described[found.index][:_MANY]),
        )
    known = pd.concat([names, pd.Series(names.index, index=names.index)])
    raise _unknown("There is no cooperation {name}.", text, known, described)


def topic(wanted: str) -> str:
    """Return the code of a topic that is named by code or label.

    Raises
    ------
    UsageError
        If there is none.
    """
    known = codelists.load("topics")
    labels = {label.casefold(): code for language in LANGUAGES for code, label in known.labels(language).items()}
    text = wanted.strip().casefold()
    code = text if text in known.codes else labels.get(text)
    if code:
        return code
    names = pd.Series({label: label for label in labels} | {code: code for code in known.codes})
    raise _unknown("There is no topic {name}.", wanted.strip(), names, names)


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
        raise _unknown("There is no region {name}.", text, names, names + " (" + names.index + ")")
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
