"""Reads beginning and end of the cooperations of a list, and keeps what was written where it is not exact."""

import re
from collections.abc import Mapping

import pandas as pd

from geo_koop import findings
from geo_koop.codelists import words
from geo_koop.intake.files import dates

_KEPT = ("approximate", "range", "serial")
_READ = ("exact", *_KEPT)
_FURTHER = re.compile(r"\s*[,;(]\s*")


def read(
    cooperations: pd.DataFrame, row: pd.Series, headings: Mapping[str, str], origin: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return cooperations with dates as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, and findings.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``start, end, note_de``; what is no date stays as it is written.
    row : pandas.Series
        The first line of each in the list, aligned with them.
    headings : Mapping[str, str]
        Column to its heading in the list.
    origin : Mapping[str, str]
        ``file`` and ``sheet``.
    """
    begins, ends = _read(cooperations["start"]), _read(cooperations["end"], end=True)
    no_end = cooperations["end"].str.strip() == ""
    entries, note = [], cooperations["note_de"]
    table = cooperations.copy()
    for column, found, part in (("start", begins, "first_text"), ("end", ends, "last_text")):
        written, heading = cooperations[column], headings.get(column, column)
        for code, hit, as_what in dates.findings_of(found, part):
            where = {"row": row[hit], "column": heading, "value": written[hit], **origin}
            entries.append(findings.report(code, read=as_what[hit], **where))
        table[column] = written.mask(found["state"].isin(_READ), found[part])
        # An open end, or none at all, is an empty cell; what was written stays in the note.
        table[column] = table[column].mask(found["state"].isin(("open", "never")), "")
        remaining = found["state"].isin((*_KEPT, "never"))
        note = note.mask(remaining, (note + "; ").where(note != "", "") + heading + ": " + written)
    table["end"] = table["end"].mask((begins["state"] == "range") & no_end, begins["last_text"])
    stage = table["stage"].where(table["stage"].str.strip() != "", _stages(cooperations["start"], begins))
    return table.assign(note_de=note, stage=stage), findings.collect(entries)


def _read(texts: pd.Series, *, end: bool = False) -> pd.DataFrame:
    """Read dates; of "2005–2009, ausgelaufen" the part before the comma, as a date that is not exact."""
    found = dates.read(texts, end=end)
    parts = texts.str.split(_FURTHER.pattern, n=1, regex=True)
    several = (found["state"] == "malformed") & (parts.str.len() > 1)
    if not several.any():
        return found
    first = dates.read(parts[several].str[0], end=end)
    first = first[first["state"].isin(_READ)]
    first["state"] = first["state"].where(first["state"] == "range", "approximate")
    found.loc[first.index] = first
    return found


def _stages(texts: pd.Series, begins: pd.DataFrame) -> pd.Series:
    """Return what is said behind a beginning where it is a word for a stage: ``ausgelaufen``; else nothing."""
    rest = texts.map(lambda text: "".join(_FURTHER.split(text, maxsplit=1)[1:]).strip(" )")).astype("str")
    known = words.load("stages")
    said = rest.map(lambda text: bool(text) and words.plain(text) in known).astype(bool)
    return rest.where(said & begins["state"].isin(_READ), "")
