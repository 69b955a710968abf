"""Reads rows with a cell for each member, since the separators in the cell of members stand without quotation marks."""

from dataclasses import replace

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names.places import Places


def joined(table: Table, profile: ImportProfile, places: Places) -> Table:
    """Return a table with the rows that are too long and can be read in one way only.

    A row is read where it has a known name in each of the cells that the cell of members would have to hold, and in
    no other; the others stay reported.

    Parameters
    ----------
    table : Table
    profile : ImportProfile
        Of the shape ``cell``; in other shapes nothing is read.
    places : Places
    """
    member = profile.columns.get("member", "")
    if table.longer.empty or profile.shape != "cell" or profile.more_members or member not in table.headings:
        return table
    at, width = table.headings.index(member), len(table.headings)
    found: list[list[str]] = []
    entries: list[tuple[int, str, int]] = []
    cells = table.longer.drop(columns="row").to_numpy().tolist()
    for row, texts in zip(table.longer["row"], cells, strict=True):
        filled = len(texts) - next((back for back, text in enumerate(reversed(texts)) if text), len(texts))
        end = at + filled - width + 1
        others = [*texts[:at], *texts[end:filled]]
        if not all(_is_known(text, places) for text in texts[at:end]) or any(_is_name(text, places) for text in others):
            continue
        members = "; ".join(texts[at:end])
        found.append([*texts[:at], members, *texts[end:filled]])
        entries.append((int(row), members, filled))
    if not found:
        return table
    lines = [row for row, _members, _count in entries]
    rows = pd.DataFrame(found, columns=table.headings, dtype="str").assign(row=pd.Series(lines, dtype="int64"))
    rest = table.findings[~((table.findings["code"] == "row_too_long") & table.findings["row"].isin(lines))]
    origin = {"file": table.file, "sheet": table.sheet}
    value, count = [members for _row, members, _count in entries], [count for _row, _members, count in entries]
    reported = findings.report("row_joined", row=lines, column=member, value=value, count=count, width=width, **origin)
    return replace(
        table,
        rows=pd.concat([table.rows, rows]).sort_values("row", ignore_index=True),
        findings=findings.collect([rest, reported]),
        longer=table.longer[~table.longer["row"].isin(lines)],
    )


def _is_name(text: str, places: Places) -> bool:
    """Tell whether a text is a known name; a number plate alone may be a number of the office's own: A, B, M."""
    return not places.plate(text) and _is_known(text, places)


def _is_known(text: str, places: Places) -> bool:
    outcome = places.read(text)
    return bool(places.municipalities(text) or (outcome.body and outcome.found and outcome.found.keys))
