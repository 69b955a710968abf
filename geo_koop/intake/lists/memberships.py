"""Turns a table of any shape into one row for each membership, each with the cell that it came from."""

import re
from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.errors import InputError
from geo_koop.intake.files.tables import Table
from geo_koop.intake.files.values import NO
from geo_koop.intake.lists.import_profile import OF_COOPERATION, ImportProfile

COLUMNS: Final = (
    "cooperation",
    "cooperation_id",
    "kind",
    "written",
    "key",
    "district",
    "state",
    "postcode",
    "role",
    *OF_COOPERATION,
    "row",
    "column",
)
_BESIDE = ("key", "district", "state", "postcode", "role", *OF_COOPERATION)


def unpivot(
    table: Table, profile: ImportProfile, known: Callable[[pd.Series], pd.Series]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row for each membership, and what was noticed.

    Parameters
    ----------
    table : Table
    profile : ImportProfile
    known : callable
        Tells of each text of a series whether it is the name of a municipality: such a name stays
        whole, whatever separators it contains.

    Returns
    -------
    tuple of pandas.DataFrame
        Memberships with :data:`COLUMNS`, all text but ``row``; and findings. Every row of the table
        that is not blank gives a membership or a finding.

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
    long, noticed = make(table, profile, base, known)
    long = long.reindex(columns=list(COLUMNS), fill_value="")
    empty_rows = (rows.drop(columns="row") == "").all(axis=1)
    told = {*long["row"], *(n for part in noticed for n in part["row"].dropna())}
    silent = rows[~empty_rows & ~rows["row"].isin(told)]
    text = silent.drop(columns="row").apply(lambda row: " | ".join(cell for cell in row if cell)[:200], axis=1)
    column = profile.columns.get("member", "")
    noticed.append(
        findings.report(
            "row_without_membership",
            file=table.file,
            sheet=table.sheet,
            row=silent["row"],
            column=column,
            value=text.to_numpy() if len(silent) else [],
        )
    )
    return long.reset_index(drop=True), findings.collect([table.findings, *noticed])


def require(table: Table, profile: ImportProfile) -> None:
    """Make sure that a table has the columns of a profile.

    Raises
    ------
    InputError
        If one is lacking.
    """
    lacking = [name for name in (*profile.columns.values(), *profile.cooperations) if name not in table.headings]
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
    column = profile.columns.get("member", "")
    name = table.rows[column] if column else ""
    return long.assign(written=name, column=column or profile.columns.get("key", ""))


def _long(
    table: Table, profile: ImportProfile, base: pd.DataFrame, _known: Callable[[pd.Series], pd.Series]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    long = _written(table, profile, _named(table, profile, base))
    return _without_gaps(table, profile, long)


def _cell(
    table: Table, profile: ImportProfile, base: pd.DataFrame, known: Callable[[pd.Series], pd.Series]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    long, noticed = _without_gaps(table, profile, _written(table, profile, _named(table, profile, base)))
    column = "written" if profile.columns.get("member") else "key"
    distinct = pd.Series(long[column].unique(), dtype="str")
    parts = dict(zip(distinct, split_cells(distinct, profile.separators, known), strict=True))
    return long.assign(**{column: long[column].map(parts)}).explode(column), noticed


def _without_gaps(table: Table, profile: ImportProfile, long: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Repeat the cooperation in a block of rows where the profile says so; report rows without it or a member."""
    filled = (long["written"] != "") | (long["key"] != "")
    place = {"file": table.file, "sheet": table.sheet}
    repeated = filled & (long["cooperation"] == "") if profile.fill_down else pd.Series(False, index=long.index)
    if profile.fill_down:
        named = ["cooperation", "cooperation_id"]
        above = long[named].where(long["cooperation"] != "").ffill().fillna("")
        long = long.assign(**{name: long[name].mask(repeated, above[name]) for name in named})
        repeated &= long["cooperation"] != ""
    nameless = filled & (long["cooperation"] == "")
    heading = profile.columns.get("cooperation") or profile.columns.get("cooperation_id", "")
    bare = ~filled & (long["cooperation"] != "")
    noticed = [
        findings.report(
            "value_missing", row=long["row"][nameless], column=heading, value=[""] * int(nameless.sum()), **place
        ),
        findings.report(
            "member_missing",
            row=long["row"][bare],
            column=long["column"].iloc[0] if len(long) else "",
            value=long["cooperation"][bare],
            **place,
        ),
        findings.report(
            "value_filled_down",
            row=long["row"][repeated],
            column=heading,
            value=long["cooperation"][repeated],
            **place,
        ),
    ]
    return long[filled & ~nameless], noticed


def _wide(
    table: Table, profile: ImportProfile, base: pd.DataFrame, known: Callable[[pd.Series], pd.Series]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Read crosses in the columns of cooperations or of members, or names of members below their headings."""
    turned = profile.shape == "turned"
    crossed = turned or bool({"member", "key"} & set(profile.columns))
    own = _named(table, profile, base) if turned else base
    parts, noticed = [], []
    for heading in profile.cooperations:
        cells = table.rows[heading]
        part = own.assign(column=heading)
        part = part if turned else part.assign(cooperation=heading, cooperation_id="", kind=heading)
        if crossed:
            said = cells.str.casefold().isin([mark.casefold() for mark in profile.marks])
            strange = (cells != "") & ~said & ~cells.str.casefold().isin(NO)
            noticed.append(
                findings.report(
                    "mark_unknown",
                    file=table.file,
                    sheet=table.sheet,
                    row=table.rows["row"][strange],
                    column=heading,
                    value=cells[strange],
                )
            )
            member = profile.columns.get("member")
            name = heading if turned else table.rows[member] if member else ""
            parts.append(part.assign(written=name)[said])
            continue
        filled = cells[cells != ""]
        pieces = pd.Series(split_cells(filled, profile.separators, known), index=filled.index, dtype=object)
        parts.append(part.loc[filled.index].assign(written=pieces).explode("written"))
    return pd.concat(parts), noticed


def _kinds(
    table: Table, profile: ImportProfile, base: pd.DataFrame, _known: Callable[[pd.Series], pd.Series]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Read the name of the area that stands in each municipality's row, for each kind of cooperation."""
    member = profile.columns.get("member")
    own = base.assign(written=table.rows[member] if member else "", cooperation_id="")
    parts = []
    for heading in profile.cooperations:
        cells = table.rows[heading]
        filled = (cells != "") & ~cells.str.casefold().isin(NO)
        parts.append(own.assign(cooperation=cells, kind=heading, column=heading)[filled])
    return pd.concat(parts), []


def split_cells(
    cells: pd.Series, separators: Sequence[str], known: Callable[[pd.Series], pd.Series]
) -> list[list[str]]:
    """Part cells at separators, the strongest first; a known name stays whole.

    Parameters
    ----------
    cells : pandas.Series
        Text.
    separators : sequence of str
        The strongest first.
    known : callable
        Tells of each text of a series whether it is one name.

    Returns
    -------
    list of list of str
        One list for each cell, never empty.

    Examples
    --------
    >>> places = {"Haar", "Berga/Elster", "Poing"}
    >>> split_cells(pd.Series(["Haar, Berga/Elster und Poing"]), (",", " und ", "/"), lambda s: s.isin(places))
    [['Haar', 'Berga/Elster', 'Poing']]
    """
    parts = [[str(cell)] for cell in cells]
    for separator in separators:
        distinct = sorted({piece for cell in parts for piece in cell if separator.casefold() in piece.casefold()})
        if not distinct:
            continue
        series = pd.Series(distinct, dtype="str")
        whole = dict(zip(distinct, known(series), strict=True))
        pattern = re.compile(re.escape(separator), re.IGNORECASE)
        parts = [
            [part for piece in cell for part in ([piece] if whole.get(piece, True) else _cut(pattern, piece))]
            for cell in parts
        ]
    return parts


def _cut(pattern: re.Pattern[str], piece: str) -> list[str]:
    return [part.strip() for part in pattern.split(piece) if part.strip()] or [piece]
