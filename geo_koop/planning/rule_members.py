"""Who would work together, as rules ask for it: keys, and the municipal associations around them."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from geo_koop.errors import InputError, UsageError
from geo_koop.planning import scenario_checks
from geo_koop.result import named
from geo_koop.result.analysis import Analysis

_LENGTHS = (5, 8, 9)
"""Digits of the keys of districts, municipalities and associations."""


def of_cooperation(analysis: Analysis, cooperation: str) -> list[str]:
    """Return the keys of the authorities that are certain members of a cooperation on the date, in their order.

    Parameters
    ----------
    analysis : Analysis
    cooperation : str
        Id.
    """
    rows = analysis.whole.members
    rows = rows[(rows["cooperation_id"] == cooperation) & rows["counts"]]
    key = rows["key"].astype("str")
    return list(dict.fromkeys(key[key.str.fullmatch(r"\d+") & key.str.len().isin(_LENGTHS)]))


def keys(analysis: Analysis, wanted: Sequence[str]) -> list[str]:
    """Return the keys of members that are named by key or name; a key need not be in the boundaries.

    Raises
    ------
    UsageError
        If a name is not known, or a number is no key.
    """
    return [_key(analysis, text.strip()) for text in wanted]


def of_scenario(path: Path) -> tuple[list[str], list[str], str]:
    """Return members, topics and format of what a scenario founds and joins; several formats are none.

    Parameters
    ----------
    path : Path
        YAML (:func:`geo_koop.planning.scenario_checks.read`).

    Returns
    -------
    tuple of list of str, list of str, str
        Keys or names of members as they were written, codes of topics, code of the format or ``""``.

    Raises
    ------
    InputError
        If it is no scenario, is not in order, or founds and joins nothing.
    """
    steps = [step for step in scenario_checks.read(path).steps if step.kind in ("found", "join")]
    if not steps:
        raise InputError(
            "{file} is no scenario whose steps found or join anything.",
            "A scenario (YAML) has steps: found or join, each with its members.",
            file=path.name,
        )
    members = [member.name for step in steps for member in step.fields["members"]]
    topics = [str(code) for step in steps for code in step.fields.get("topics", ())]
    formats = {step.text("format") for step in steps} - {"", "unknown"}
    return (
        list(dict.fromkeys(members)),
        list(dict.fromkeys(topics)),
        next(iter(formats)) if len(formats) == 1 else "",
    )


def _key(analysis: Analysis, text: str) -> str:
    if text.isdecimal() and text.isascii():
        if len(text) not in _LENGTHS:
            raise UsageError(
                "{value} is no key of a German municipality (8 digits), association (9) or district (5).",
                "Write keys with their zeros, such as 09184123.",
                value=text,
            )
        return text
    return named.municipality(analysis.whole, text)


def associations(analysis: Analysis, members: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the municipal associations to which members belong: name to the keys of all their municipalities."""
    towns = analysis.whole.municipalities
    group = towns["association"].fillna("").astype("str")
    there = pd.Index(members).intersection(towns.index)
    wanted = set(group.loc[there]) - {""}
    inside = group[group.isin(wanted)]
    names = towns["association_name"].fillna("").astype("str")
    return {
        str(names.loc[part.index[0]] or code): frozenset(map(str, part.index)) for code, part in inside.groupby(inside)
    }


def names(analysis: Analysis, members: Sequence[str]) -> list[str]:
    """Return members with their names as people say them; a key that is not in the data stands for itself."""
    towns = analysis.whole.municipalities
    known = dict(towns["name"].astype("str"))
    for code, name in (("district", "district_name"), ("association", "association_name")):
        once = towns.drop_duplicates(code).set_index(code)[name].dropna().astype("str")
        known |= {str(key): name for key, name in once.items() if name}
    return [known.get(key, key) for key in members]
