"""Turns a table of any shape into one row for each membership, each with the cell that it came from."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from geo_koop import findings
from geo_koop.errors import InputError
from geo_koop.intake.files.tables import Table
from geo_koop.intake.files.values import NO
from geo_koop.intake.lists import atoms, cells, legend, member_kinds, remarks, row_context
from geo_koop.intake.lists.import_profile import OF_COOPERATION, ImportProfile
from geo_koop.intake.lists.parts import Part
from geo_koop.intake.lists.remarks import Said
from geo_koop.intake.names.places import Places

COLUMNS: Final = (
    "cooperation",
    "cooperation_id",
    "kind",
    "written",
    "key",
    "member_kind",
    "district",
    "state",
    "postcode",
    "role",
    *OF_COOPERATION,
    "sought",
    "reading",
    "proposed",
    "counts",
    "from",
    "to",
    "share",
    "votes",
    "said",
    "unread",
    "row",
    "column",
)
"""``sought`` is what is looked up of what is ``written``; ``reading`` is what a phrase is that is no name (see
:class:`geo_koop.intake.lists.parts.Part`), ``proposed`` the keys that it may stand for; the others are what
words beside a name say."""
_NONE: Final = (*NO, "keine", "entfällt", "k. a.")
_BESIDE = ("key", "member_kind", "district", "state", "postcode", "role", *OF_COOPERATION)


def unpivot(table: Table, profile: ImportProfile, places: Places) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row for each membership, and what was noticed.

    Parameters
    ----------
    table : Table
    profile : ImportProfile
    places : Places
        What the boundaries know: such a name stays whole, whatever separators it contains.

    Returns
    -------
    tuple of pandas.DataFrame
        Memberships with :data:`COLUMNS`, all text but ``row`` and ``proposed, said, unread`` (tuples); and
        findings. Every row of the table that is not blank gives a membership or a finding.

    Raises
    ------
    InputError
        If a column of the profile is not in the table, or none holds members or cooperations.
    """
    _check(table, profile)
    rows = table.rows
    beside = {name: rows[profile.columns[name]] if name in profile.columns else "" for name in _BESIDE}
    base = pd.DataFrame(beside | {"row": rows["row"]}, index=rows.index)
    make = {"long": _long, "cell": _cell, "wide": _wide, "kinds": _kinds, "turned": _wide}[profile.shape]
    long, reported = make(table, profile, base, places)
    if "sought" not in long:
        long = _parted(long, cells.read_one(long["written"], places))
        long["sought"] = member_kinds.with_names(long["sought"], long["member_kind"], places)
    long = long.reindex(columns=list(COLUMNS), fill_value="").reset_index(drop=True)
    long["district"] = row_context.districts(long, table, places)
    empty_rows = (rows.drop(columns="row") == "").all(axis=1)
    facts = {*long["row"], *(n for part in reported for n in part["row"].dropna())}
    silent = rows[~empty_rows & ~rows["row"].isin(facts)]
    text = silent.drop(columns="row").apply(lambda row: " | ".join(cell for cell in row if cell)[:200], axis=1)
    column = profile.columns.get("member", "")
    reported.append(
        findings.report(
            "row_without_membership",
            file=table.file,
            sheet=table.sheet,
            row=silent["row"],
            column=column,
            value=text.to_numpy() if len(silent) else [],
        )
    )
    return long, findings.collect([table.findings, *reported])


def require(table: Table, profile: ImportProfile) -> None:
    """Make sure that a table has the columns of a profile.

    Raises
    ------
    InputError
        If one is lacking.
    """
    lacking = [
        name
        for name in (*profile.columns.values(), *profile.cooperations, *profile.more_members)
        if name not in table.headings
    ]
    if lacking:
        raise InputError(
            "{file} lacks the column {columns} of the import profile. It has: {there}.",
            "Correct the profile, or the heading.",
            file=table.file,
            columns=", ".join(lacking),
            there=", ".join(table.headings),
        )


def _check(table: Table, profile: ImportProfile) -> None:
    require(table, profile)
    members = {"member", "key"} & set(profile.columns)
    named = {"cooperation", "cooperation_id"} & set(profile.columns)
    members |= set(profile.cooperations) if profile.shape == "turned" else set()
    if profile.shape in ("long", "cell", "turned") and not (members and named):
        raise InputError(
            "The import profile names no column of {what}.",
            "Add it to columns, for example: member: Gemeinde, cooperation: Verbund",
            what="cooperation" if members else "member",
        )
    if profile.shape in ("wide", "kinds") and (not profile.cooperations or (profile.shape == "kinds" and not members)):
        raise InputError(
            "The import profile names no column of {what}.",
            "Add it to columns, for example: member: Gemeinde, cooperation: Verbund",
            what="cooperations" if not profile.cooperations else "member",
        )


def _named(table: Table, profile: ImportProfile, base: pd.DataFrame) -> pd.DataFrame:
    columns, rows = profile.columns, table.rows
    label = rows[columns["cooperation"]] if "cooperation" in columns else rows[columns["cooperation_id"]]
    given = rows[columns["cooperation_id"]] if "cooperation_id" in columns else ""
    return base.assign(cooperation=label, cooperation_id=given, kind="")


def _written(table: Table, profile: ImportProfile, long: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each cell of members, in the order of the table; one for a row without any."""
    column = profile.columns.get("member", "")
    first = long.assign(written=table.rows[column] if column else "", column=column or profile.columns.get("key", ""))
    if not profile.more_members:
        return first
    # A key beside them belongs to the first.
    others = [long.assign(written=table.rows[name], column=name, key="") for name in profile.more_members]
    first = first.assign(said_in_mark=[_of_heading(column)] * len(first))
    every = pd.concat([first, *others], ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
    filled = (every["written"] != "") | (every["key"] != "")
    none = ~filled.groupby(every["row"]).transform("any") & ~every["row"].duplicated()
    return every[filled | none].reset_index(drop=True)


def _of_heading(heading: str) -> Said | None:
    """Return what a heading says of its members, if only a note: Federführung."""
    said = remarks.understood(re.sub(r"(?<=\w)-\s+(?=[a-zäöü])", "", heading))
    return said if said is not None and said == remarks.NOTHING._replace(unread=said.unread) else None


def _long(
    table: Table, profile: ImportProfile, base: pd.DataFrame, _places: Places
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    long, reported = _without_gaps(table, profile, _written(table, profile, _named(table, profile, base)))
    if not profile.several_cooperations:
        return long, reported
    parted = long["cooperation"].map({text: cooperations_in(text, profile) for text in long["cooperation"].unique()})
    return long.assign(cooperation=parted).explode("cooperation", ignore_index=True).dropna(
        subset="cooperation"
    ), reported


def cooperations_in(cell: str, profile: ImportProfile) -> list[str]:
    """Return the cooperations that a cell names; a hyphen and an "und" may be part of a name.

    Examples
    --------
    >>> cooperations_in("Bauhof West, Wasser und Abwasser; keine", ImportProfile())
    ['Bauhof West', 'Wasser und Abwasser']
    """
    signs = [one for one in profile.separators if one in (";", "\n", "|", "•", "·", ",")]
    return [
        atom.text for atom in atoms.cut(cell, signs) if atom.text.casefold() not in (*NO, "keine", "entfällt", "k. a.")
    ]


def _cell(
    table: Table, profile: ImportProfile, base: pd.DataFrame, places: Places
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    long, reported = _without_gaps(table, profile, _written(table, profile, _named(table, profile, base)))
    if not profile.columns.get("member"):
        parted = long["key"].map(lambda cell: [atom.text for atom in atoms.cut(cell, profile.separators)] or [cell])
        return long.assign(key=parted).explode("key"), reported
    return _parted(long, cells.read(long["written"], profile.separators, places)), reported


def _parted(long: pd.DataFrame, read: Mapping[str, Sequence[Part]]) -> pd.DataFrame:
    """Return a row for each part of what stands in ``written``."""
    several = [read[cell] for cell in long["written"]]
    parts = [part for found in several for part in found]
    rows = long.iloc[np.repeat(np.arange(len(long)), [len(found) for found in several])].reset_index(drop=True)
    marks = rows["said_in_mark"] if "said_in_mark" in rows else pd.Series(None, index=rows.index, dtype=object)
    both = [
        part.said.with_(mark) if isinstance(mark, Said) else part.said for part, mark in zip(parts, marks, strict=True)
    ]
    said = pd.DataFrame(both, columns=list(Said._fields), dtype=object)
    district = pd.Series([part.district for part in parts], index=rows.index, dtype="str")
    return rows.assign(
        written=[part.text for part in parts],
        sought=[part.sought for part in parts],
        reading=[part.kind for part in parts],
        proposed=[part.candidates for part in parts],
        # A column of its own goes before words in the cell.
        role=rows["role"].where(rows["role"] != "", said["role"].astype("str")),
        district=rows["district"].where(rows["district"] != "", district),
        counts=said["counts"].astype("str"),
        **{"from": said["start"].astype("str"), "to": said["end"].astype("str")},
        share=said["share"].astype("str"),
        votes=said["votes"].astype("str"),
        said=said["read"],
        unread=said["unread"],
    )


def _without_gaps(table: Table, profile: ImportProfile, long: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Repeat the cooperation in a block of rows where the profile says so; report rows without it or a member."""
    filled = (long["written"] != "") | (long["key"] != "")
    origin = {"file": table.file, "sheet": table.sheet}
    repeated = filled & (long["cooperation"] == "") if profile.fill_down else pd.Series(False, index=long.index)
    if profile.fill_down:
        named = ["cooperation", "cooperation_id"]
        above = long[named].where(long["cooperation"] != "").ffill().fillna("")
        long = long.assign(**{name: long[name].mask(repeated, above[name]) for name in named})
        repeated &= long["cooperation"] != ""
    nameless = filled & (long["cooperation"] == "")
    heading = profile.columns.get("cooperation") or profile.columns.get("cooperation_id", "")
    bare = ~filled & (long["cooperation"] != "")
    reported = [
        findings.report(
            # The member's text, which would vanish without a word otherwise.
            "cooperation_missing",
            row=long["row"][nameless],
            column=heading,
            value=long["written"].where(long["written"] != "", long["key"])[nameless],
            **origin,
        ),
        findings.report(
            "member_missing",
            row=long["row"][bare],
            column=long["column"].iloc[0] if len(long) else "",
            value=long["cooperation"][bare],
            **origin,
        ),
        findings.report(
            "value_filled_down",
            row=long["row"][repeated],
            column=heading,
            value=long["cooperation"][repeated],
            **origin,
        ),
    ]
    return long[filled & ~nameless], reported


def _wide(
    table: Table, profile: ImportProfile, base: pd.DataFrame, places: Places
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Read crosses in the columns of cooperations or of members, or names of members below their headings."""
    turned = profile.shape == "turned"
    crossed = turned or bool({"member", "key"} & set(profile.columns))
    own = _named(table, profile, base) if turned else base
    parts, reported = [], []
    meanings = legend.of(table) if crossed else {}
    for heading in profile.cooperations:
        marks = table.rows[heading]
        texts = legend.written_out(marks, meanings, next(iter(profile.marks), ""))
        part = own.assign(column=heading)
        part = part if turned else part.assign(cooperation=heading, cooperation_id="", kind=heading)
        if crossed:
            said = texts.str.casefold().isin([mark.casefold() for mark in profile.marks])
            words = texts.where(~said, "").map({text: _mark(text, profile.marks) for text in texts.unique()})
            named = words.map(lambda meaning: isinstance(meaning, Said)).astype(bool)
            strange = (texts != "") & ~said & ~named & ~texts.str.casefold().isin(NO)
            reported.append(
                findings.report(
                    "mark_unknown",
                    file=table.file,
                    sheet=table.sheet,
                    row=table.rows["row"][strange],
                    column=heading,
                    value=marks[strange],
                )
            )
            member = profile.columns.get("member")
            name = heading if turned else table.rows[member] if member else ""
            parts.append(part.assign(written=name, said_in_mark=words)[said | named])
            continue
        filled = texts[texts != ""]
        listed = part.loc[filled.index].assign(written=filled)
        parts.append(_parted(listed, cells.read(filled, profile.separators, places)))
    return pd.concat(parts), reported


def _mark(text: str, marks: Sequence[str]) -> Said | None:
    """Return what a mark says of a member in words: "Gast", "bis 2020", "x (geplant)"."""
    if not text:
        return None
    known = {mark.casefold() for mark in marks}
    first, _blank, rest = text.partition(" ")
    inner = rest if first.casefold() in known and rest else text
    return remarks.understood(inner.strip("()[] "))


def _kinds(
    table: Table, profile: ImportProfile, base: pd.DataFrame, _places: Places
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Read the name of the area that stands in each municipality's row, for each kind of cooperation."""
    member = profile.columns.get("member")
    own = base.assign(written=table.rows[member] if member else "", cooperation_id="")
    parts = []
    for heading in profile.cooperations:
        texts = table.rows[heading]
        filled = (texts != "") & ~texts.str.casefold().isin(NO)
        parts.append(own.assign(cooperation=texts, kind=heading, column=heading)[filled])
    return pd.concat(parts), []
