"""The members of a cooperation, listed densely by district."""

from typing import Any

import pandas as pd

from geo_koop.locale import alphabet
from geo_koop.locale import mark as _
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Section, Table, rows

_LEVELS = {
    "district": _("district"),
    "association": _("municipal association"),
    "state": _("state"),
    "unincorporated": _("unincorporated area"),
}
"""Levels that are said; everything else is a municipality or a key that no boundaries explain."""


def member_list(press: Press, members: pd.DataFrame, *, ended: bool = False) -> Section:
    """Return the members by district: certain ones apart from those that are not counted.

    What is not plain membership of a municipality stands in brackets behind the name.
    """
    words = press.words
    heading = words("Members")
    if members.empty:
        return Section(heading=heading, paragraphs=(words("No member is recorded."),))
    name = members["area_name"].fillna("").astype("str")
    name = name.where(name != "", members["name"].fillna("").astype("str"))
    name = name.where(name != "", members["key"].astype("str"))
    table = members.assign(said=name, kind=kind_of(members), district=_districts(press, members))
    table = table.iloc[alphabet.order(name)].rename(columns={"from": "since"})
    counted = table["counts"].astype(bool)
    groups = []
    for label, part in (
        (words("certain at the end") if ended else words("certain on the date"), table[counted]),
        (words("not counted"), table[~counted]),
    ):
        texts = pd.Series([_worded(press, row) for row in part.itertuples()], index=part.index, dtype="str")
        joined = texts.groupby(part["district"]).agg(", ".join)
        if len(part):
            lines = [(district, joined[district]) for district in alphabet.alphabetical(joined.index)]
            groups.append((f"{label} ({words.number(len(part))})", rows(lines)))
    return Section(
        heading=heading,
        table=Table(
            head=(words("District"), words("Members")),
            widths=(1.0, 3.6),
            groups=tuple(groups),
            caption=words("Members by district; role and period in brackets where they are not plain"),
        ),
    )


def kind_of(members: pd.DataFrame) -> pd.Series:
    """Tell districts and associations from municipalities, those outside the boundaries by their key."""
    kind = members["level"].astype(object)
    if "key_level" in members:
        kind = kind.mask(kind == "unresolved", members["key_level"])
    return kind


def _districts(press: Press, members: pd.DataFrame) -> pd.Series:
    """Return the district of each member that is a municipality; a dash where it is not known."""
    names = press.analysis.municipalities["district_name"]
    known = members["key"].map(names).fillna("").astype("str").replace("", "–")
    return known.mask(kind_of(members).isin(list(_LEVELS)), press.words("Districts and others"))


def _worded(press: Press, row: Any) -> str:
    """Return the name of a member with what is not plain about it in brackets."""
    words = press.words
    level = _LEVELS.get(row.kind, "" if row.kind == "municipality" else _("level unknown"))
    # What is called a "Landkreis" needs no other word for it.
    named = row.kind == "district" and "kreis" in str(row.said).casefold()
    marks = [words(level)] if level and not named else []
    if row.role != "member":
        marks.append(words.label("roles", row.role) if row.role != "unknown" else words("role unknown"))
    if isinstance(row.via, str) and row.via:
        marks.append(words("through {name}", name=row.via))
    if row.counts_as_member != "yes":
        marks.append(words.label("membership", row.counts_as_member))
    elif not row.counts:
        marks.append(words("not a member on this date"))
    marks.append(_period(press, row))
    marks = [mark for mark in marks if mark]
    return f"{row.said} ({', '.join(marks)})" if marks else str(row.said)


def _period(press: Press, row: object) -> str:
    """Return the member's own period; empty where it is that of the cooperation."""
    words = press.words
    since, until = words.day(getattr(row, "since", "")), words.day(getattr(row, "to", ""))
    if since and until:
        return words("{start} to {end}", start=since, end=until)
    if since:
        return words("since {start}", start=since)
    return words("until {end}", end=until) if until else ""
