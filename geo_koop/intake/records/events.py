"""Events of cooperations: dated steps, from the register or from ``events.csv`` beside the table of cooperations."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from geo_koop import findings
from geo_koop.codelists import words
from geo_koop.given import Kept
from geo_koop.intake.files import dates, keys, tables
from geo_koop.intake.records import saves
from geo_koop.model import Loaded

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cooperation_id": ("id",),
        "date": ("Datum",),
        "kind": ("Ereignis", "Art"),
        "stage": ("Stand",),
        "format": ("Form",),
        "key": ("Schlüssel", "AGS"),
        "note": ("Bemerkung",),
        "source": ("Quelle",),
    }
)
"""Columns of the table, and other headings for them."""
FILE: Final = "events.csv"
_CODED: Final = (("kind", "events"), ("stage", "stages"), ("format", "formats"))


def empty() -> pd.DataFrame:
    """Return a table of events without a row."""
    table = pd.DataFrame({name: pd.Series(dtype="str") for name in HEADINGS})
    return table.assign(event_date=pd.Series(dtype="datetime64[s]"))


def beside(cooperations: object) -> Path | None:
    """Return the table of events that belongs to a table of cooperations; ``None`` where there is none.

    It lies in the same folder. Saved states of a project hold no events: theirs is that of its ``cooperations/``.
    """
    if not isinstance(cooperations, Path):
        return None
    place = cooperations.parent
    if place.parent.name == saves.HISTORY:
        place = place.parent.parent / "cooperations"
    return place / FILE if (place / FILE).is_file() else None


def load(
    source: Path | Kept | None, *, known: pd.Index, national: str, places: pd.Index | None = None
) -> Loaded[pd.DataFrame] | None:
    """Read events.

    Parameters
    ----------
    source : Path, Kept or None
    known : pandas.Index
        Identifiers of the cooperations.
    national : str
        Key system of the members.
    places : pandas.Index, optional
        Keys of the boundaries, to read keys that lost a zero.

    Returns
    -------
    Loaded or None
        :data:`HEADINGS`, codes as codes, and ``event_date`` (datetime64: the first day of what is said); by
        cooperation and day, undated ones last. Nothing where there is no source.

    Raises
    ------
    InputError
        If the file cannot be read, or lacks ``cooperation_id`` or ``kind``.
    """
    if source is None:
        return None
    read = tables.read(source)
    rows = tables.rename(read.rows, HEADINGS)
    tables.require(rows, ("cooperation_id", "kind"), file=read.file, what="events")
    rows = rows.assign(**{name: "" for name in HEADINGS if name not in rows})[[*HEADINGS, "row"]]
    reports = [read.findings]

    def report(code: str, hit: pd.Series, column: str, **params: Any) -> None:
        chosen = rows[hit]
        where = {"file": read.file, "sheet": read.sheet, "column": column}
        reports.append(findings.report(code, row=chosen["row"], value=chosen[column], **where, **params))

    strange = ~rows["cooperation_id"].isin(known)
    # A register shows readers what is public: its other events have gone with their records.
    report("cooperation_unknown", strange, "cooperation_id")
    rows = rows[~strange]
    for column, name in _CODED:
        text = rows[column].str.strip()
        code = _codes(text, name)
        wrong = (text != "") & code.isna()
        report("code_unknown", wrong, column, codelist=name)
        rows = rows.assign(**{column: code.fillna("").astype("str")})
    kindless = rows["kind"] == ""
    rows = rows[~kindless]
    found = dates.read(rows["date"])
    for code, hit, said in dates.findings_of(found, "first_text"):
        report(code, hit, "date", read=said[hit])
    rows = rows.assign(event_date=found["first"], date=found["first_text"], key=_keys(rows["key"], national, places))
    rows = rows.drop(columns="row").sort_values(["cooperation_id", "event_date"], kind="stable", na_position="last")
    role = tables.source_file("events", source, len(rows))
    return Loaded(value=rows.reset_index(drop=True), findings=findings.collect(reports), files=(role,))


def _codes(texts: pd.Series, name: str) -> pd.Series:
    """Return the code of each text; missing where it is neither a code nor a label."""
    known = words.load(name)
    found = {text: known.get(words.plain(text)) for text in texts.unique() if text}
    return texts.map({text: meaning.code for text, meaning in found.items() if meaning}).astype("str")


def _keys(texts: pd.Series, national: str, places: pd.Index | None) -> pd.Series:
    """Return keys in their normal form, as written where they are none."""
    given = texts[texts != ""]
    if given.empty:
        return texts
    normal = keys.normalise(given, national=national, known=places)
    usable = normal.loc[~normal["state"].isin(keys.REFUSED), "key"]
    return texts.mask(texts.index.isin(usable.index), usable.reindex(texts.index))
