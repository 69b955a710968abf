"""Inhabitants in words: what is not known is no 0, and a sum says what is missing in it."""

from collections.abc import Sequence

import pandas as pd

from geo_koop.locale import translator
from geo_koop.locale.alphabet import alphabetical
from geo_koop.outputs.wording import Wording
from geo_koop.result.analysis import Analysis

_NAMED = 1


def total(analysis: Analysis, keys: pd.Index, words: Wording, *, beyond: Sequence[str] = ()) -> str:
    """Return the inhabitants of municipalities as text; ``unknown`` where nobody was counted.

    Parameters
    ----------
    analysis : Analysis
    keys : pandas.Index
        Of municipalities, each once.
    words : Wording
    beyond : sequence of str
        Names of members outside the boundaries, whose inhabitants are not known either.
    """
    translate = translator(words.language, "report")
    people = analysis.municipalities["population"].reindex(keys)
    if not people.notna().any():
        return translate("unknown")
    said = words.number(int(people.dropna().sum()))
    left_out = without(analysis, keys, words, beyond=beyond)
    return f"{said} ({left_out})" if left_out else said


def without(analysis: Analysis, keys: pd.Index, words: Wording, *, beyond: Sequence[str] = ()) -> str:
    """Return whose inhabitants are not known, as ``without Eichenau and 2 more``; empty where all are."""
    table = analysis.municipalities.reindex(keys)
    names = [*alphabetical(table.loc[table["population"].isna(), "name"].dropna().astype("str")), *beyond]
    if not names:
        return ""
    return translator(words.language, "report")("without {names}").format(names=words.listing(names, most=_NAMED))


def dates(analysis: Analysis, keys: pd.Index | None = None) -> list[str]:
    """Return the dates on which inhabitants were counted, as written; an empty one where it is not known."""
    table = analysis.municipalities if keys is None else analysis.municipalities.reindex(keys)
    counted = table.loc[table["population"].notna(), "population_date"].fillna("").astype("str")
    return sorted(counted.unique())


def source(analysis: Analysis, words: Wording) -> str:
    """Return where the inhabitants come from and of which date; empty where there are none."""
    translate = translator(words.language, "report")
    days = dates(analysis)
    if not days:
        return ""
    made = analysis.provenance
    facts = made.sources.get("attributes")
    files = [file.name for file in made.files if file.role == "attributes"]
    columns = analysis.municipalities
    named = columns["attribute_source"].dropna().unique().tolist() if "attribute_source" in columns else []
    title = (facts.title.get(words.language) or next(iter(facts.title.values()), "")) if facts else ""
    said = [part for part in [title, *map(str, named)] if part] or files or [translate("as in the boundaries")]
    known = [words.day(day) for day in days if day]
    dated = translate("as of {date}").format(date=words.listing(known)) if known else ""
    open_ = translate("date unknown") if not known else translate("in part of an unknown date") if "" in days else ""
    return " · ".join([*said, *(part for part in (dated, open_) if part)])
