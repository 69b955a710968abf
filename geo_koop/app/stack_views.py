"""The click stack: every cooperation that covers a place, the most binding first. Pure functions."""

from dataclasses import dataclass

import pandas as pd

from geo_koop.app.views import covering, sources
from geo_koop.app.words import Words
from geo_koop.model import Analysis

MOST_NAMES = 12


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One cooperation of the stack, in words.

    Attributes
    ----------
    identifier, name, topics, format, binding, pattern, reason, through, completeness : str
        ``binding`` is the label of the bindingness, ``through`` how the place takes part.
    partners : str
        The other members by name, shortened.
    number_of_partners : int
    sources : tuple of (str, str, str)
        Text, web address (empty where it is none), remarks.
    """

    identifier: str
    name: str
    topics: str
    format: str
    binding: str
    pattern: str
    reason: str
    through: str
    completeness: str
    partners: str
    number_of_partners: int
    sources: tuple[tuple[str, str, str], ...]


def stack(analysis: Analysis, key: str, words: Words) -> tuple[Entry, ...]:
    """Return the cooperations that cover a municipality, the most binding first.

    Parameters
    ----------
    analysis : Analysis
        Only its cooperations that are shown count.
    key : str
        Of the municipality.
    words : Words
    """
    table = covering(analysis, key, words)
    names = partner_names(analysis, table.index, key)
    grades = analysis.cooperations["completeness"]
    reasons = analysis.patterns[f"reason_{words.language}"]
    return tuple(
        Entry(
            identifier=str(identifier),
            name=str(row["name"]),
            topics=str(row["topics"]),
            format=str(row["format"]),
            binding=str(row["binding_label"]),
            pattern=str(row["pattern"]),
            reason=str(reasons[identifier]),
            through=str(row["through"]),
            completeness=words.label("completeness", grades[identifier]),
            partners=listed(names.get(str(identifier), []), words),
            number_of_partners=len(names.get(str(identifier), [])),
            sources=sources(analysis, str(identifier), words),
        )
        for identifier, row in table.iterrows()
    )


def partner_names(analysis: Analysis, ids: pd.Index, key: str) -> dict[str, list[str]]:
    """Return the names of the other certain members of cooperations, by id, sorted."""
    members = analysis.members[analysis.members["cooperation_id"].isin(ids)]
    others = members[members["counts"] & (members["key"] != key)].drop_duplicates(["cooperation_id", "key"])
    return {
        str(identifier): sorted(names, key=str.casefold)
        for identifier, names in others.groupby("cooperation_id")["area_name"]
    }


def listed(names: list[str], words: Words, *, most: int = MOST_NAMES) -> str:
    """Return names joined by commas; the rest as a number."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return words("{names} and {count} more", names=", ".join(names[:most]), count=words.number(len(names) - most))


def answer(analysis: Analysis, key: str, words: Words) -> str:
    """Return in a sentence with how many others a municipality works together, and in how many cooperations."""
    table = covering(analysis, key, words)
    own = analysis.area["cooperation_id"].isin(table.index) & (analysis.area["through"] != "district")
    mine = analysis.area[own & (analysis.area["key"] == key)]["cooperation_id"]
    partners = analysis.area[own & analysis.area["cooperation_id"].isin(mine)]["key"].nunique() - (len(mine) > 0)
    name = analysis.municipalities.loc[key, "name"]
    if table.empty:
        return words("No cooperation that fits the filters is recorded for {name}.", name=name)
    if not partners:
        return words(
            "{name} is covered by {cooperations}.",
            name=name,
            cooperations=words.count(len(table), words("cooperation "), words("cooperations ")).strip(),
        )
    return words(
        "{name} works with {partners} in {cooperations}; the most binding is {first} ({binding}).",
        name=name,
        partners=words.count(partners, words("other municipality"), words("other municipalities")),
        cooperations=words.count(len(table), words("cooperation "), words("cooperations ")).strip(),
        first=table["name"].iloc[0],
        binding=table["binding_label"].iloc[0],
    )
