"""Reads beginning and end of the cooperations of a list, and keeps what was written where it is not exact."""

from collections.abc import Mapping

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files import dates

_KEPT = ("approximate", "range", "serial")
_READ = ("exact", *_KEPT)


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
    begins, ends = dates.read(cooperations["start"]), dates.read(cooperations["end"], end=True)
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
    return table.assign(note_de=note), findings.collect(entries)
