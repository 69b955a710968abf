"""Was hat sich geändert: what began, ended, joined and left between two dates, as far as the records tell."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo_koop import codelists
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import order
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Section, Table, rows

BEGAN, ENDED, JOINED, LEFT = "began", "ended", "joined", "left"
_HEADINGS = {
    BEGAN: _("Cooperations that began"),
    ENDED: _("Cooperations that ended"),
    JOINED: _("Members that joined"),
    LEFT: _("Members that left"),
}


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed between two dates.

    Attributes
    ----------
    table : pandas.DataFrame
        ``kind`` (``began``, ``ended``, ``joined``, ``left``), ``cooperation_id``, ``member`` (its name, empty for
        cooperations), ``date`` (as it is recorded) and ``day``, in the order of kind, day and cooperation.
    unplaced : pandas.Index
        Cooperations that exist at the end, and of which nobody knows whether they existed at the beginning.
    unended : pandas.Index
        Cooperations that have ended, nobody knows when.
    unleft : int
        Former members of whom nobody knows when they left.
    undated, members : int
        Members at the end without a date of their own, and all.
    """

    table: pd.DataFrame
    unplaced: pd.Index
    unended: pd.Index
    unleft: int
    undated: int
    members: int


def between(cooperations: pd.DataFrame, members: pd.DataFrame, *, since: date, until: date) -> Changes:
    """Return what changed after one date, up to another.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        Of an analysis on the later date, indexed by ``cooperation_id``: ``stage, status, start, end, start_date,
        end_date, evidence_date``. An end is the last day.
    members : pandas.DataFrame
        ``cooperation_id, area_name, key, counts_as_member, counts, from, to, from_date, to_date``.
    since, until : datetime.date
        What began on ``since`` itself is no change; nor is what is there for the last time on ``until``.
    """
    first, last = pd.Timestamp(since), pd.Timestamp(until)
    operated = cooperations[_has_operated(cooperations)]
    rows_ = members[members["cooperation_id"].isin(operated.index)]
    start, end = operated["start_date"], operated["end_date"]
    life = operated[["start_date", "end_date"]].reindex(rows_["cooperation_id"]).set_index(rows_.index)
    certain = (rows_["counts_as_member"] == "yes") | (rows_["counts_as_member"] == "former")
    came, went = rows_["from_date"], rows_["to_date"]
    # Who is there from the first to the last day of a cooperation did neither join nor leave it.
    joined = certain & (came > first) & (came <= last) & ~(came <= life["start_date"])
    left = certain & (went >= first) & (went < last) & ~(went >= life["end_date"])
    parts = [
        _listed(BEGAN, operated[(start > first) & (start <= last)], "start"),
        _listed(ENDED, operated[(end >= first) & (end < last)], "end"),
        _listed(JOINED, rows_[joined], "from"),
        _listed(LEFT, rows_[left], "to"),
    ]
    there = operated["status"].isin(["active", "start_unknown"])
    attested = operated["evidence_date"] <= first
    vague = (start <= first) & (_span_end(operated["start"], start) > first)
    counted = rows_[rows_["counts"].astype(bool) & rows_["cooperation_id"].isin(operated.index[there])]
    return Changes(
        table=pd.concat(parts, ignore_index=True),
        unplaced=operated.index[there & ((start.isna() & ~attested) | vague)],
        unended=operated.index[(operated["status"] == "ended") & end.isna()],
        unleft=int(((rows_["counts_as_member"] == "former") & went.isna()).sum()),
        undated=int(counted["from_date"].isna().sum()),
        members=len(counted),
    )


def _has_operated(cooperations: pd.DataFrame) -> pd.Series:
    """Leave out ideas and plans, whatever dates they have."""
    activity = cooperations["stage"].map(codelists.load("stages").field("active"))
    return activity != "no"


def _span_end(text: pd.Series, start: pd.Series) -> pd.Series:
    """Return the last day that a date may mean: a year or a month is known no better."""
    length = text.fillna("").astype("str").str.len()
    year, month = start + pd.offsets.YearEnd(0), start + pd.offsets.MonthEnd(0)
    return start.mask(length == len("2020"), year).mask(length == len("2020-01"), month)


def _listed(kind: str, found: pd.DataFrame, column: str) -> pd.DataFrame:
    of_members = kind in (JOINED, LEFT)
    name = found["area_name"].fillna("") if of_members else pd.Series("", index=found.index)
    table = pd.DataFrame(
        {
            "kind": kind,
            "cooperation_id": found["cooperation_id"] if of_members else found.index,
            "member": name.where(name != "", found["key"]) if of_members else name,
            "date": found[column],
            "day": found[f"{column}_date"],
        }
    )
    return table.reset_index(drop=True).sort_values(["day", "cooperation_id"], kind="stable")


def sections(press: Press, keys: pd.Index) -> list[Section]:
    """Return what has changed for municipalities since the date of the options; nothing without one."""
    since, until = press.options.since, press.analysis.provenance.as_of
    if since is None:
        return []
    words, analysis = press.words, press.analysis
    ids = _concerned(press, keys)
    found = between(
        analysis.cooperations[analysis.cooperations.index.isin(ids)],
        analysis.members[analysis.members["cooperation_id"].isin(ids)],
        since=since,
        until=until,
    )
    groups = [_group(press, kind, found.table[found.table["kind"] == kind]) for kind in _HEADINGS]
    groups = [group for group in groups if group[1]]
    span = {"start": words.day(since), "end": words.day(until)}
    table = Table(
        head=(words("Cooperation"), words("Member"), words("Date")),
        widths=(3.0, 2.2, 1.0),
        groups=tuple(groups),
        caption=words("Changes between {start} and {end}, by kind and date", **span),
    )
    said = (
        words("What the records tell of the time between {start} and {end}.", **span)
        if groups
        else words("No change is recorded between {start} and {end}.", **span)
    )
    if not groups and not press.surveyed.reindex(keys).any():
        said = press.nothing(keys)
    heading = words("What has changed since {date}", date=words.day(since))
    return [
        Section(
            heading=heading, paragraphs=(said,), table=table if groups else None, notes=tuple(_unknown(press, found))
        )
    ]


def _concerned(press: Press, keys: pd.Index) -> pd.Index:
    """Return the cooperations that include or cover municipalities, or did so before.

    A district beside its own municipalities covers none of them, today as before.
    """
    analysis, members = press.analysis, press.analysis.members
    inside = analysis.area.loc[analysis.area["key"].isin(keys), "cooperation_id"]
    certain = members[members["counts_as_member"].isin(["yes", "former"])]
    left = certain[~certain["counts"].astype(bool)]
    own = left.loc[left["unit_key"].isin(keys), "cooperation_id"]
    districts = pd.Index(analysis.municipalities["district"].reindex(keys).dropna().unique())
    wide = left[left["unit_key"].isin(districts) & (left["covers"].fillna("") != "self")]
    home = certain["unit_key"].map(analysis.municipalities["district"])
    beside = pd.MultiIndex.from_arrays([certain["cooperation_id"], home])
    covering = (wide["covers"].fillna("") == "whole") | ~pd.MultiIndex.from_frame(
        wide[["cooperation_id", "unit_key"]]
    ).isin(beside)
    return pd.Index(pd.concat([inside, own, wide.loc[covering, "cooperation_id"]]).unique())


def _group(press: Press, kind: str, found: pd.DataFrame) -> tuple[str, tuple[tuple[str, ...], ...]]:
    words, names = press.words, press.analysis.cooperations["name"]
    lines = [
        (
            press.name(row.cooperation_id) if row.cooperation_id in press.shown.index else names[row.cooperation_id],
            row.member or "–",
            words.day(row.date) or "–",
        )
        for row in found.itertuples()
    ]
    return f"{words(_HEADINGS[kind])} ({words.number(len(lines))})", rows(lines)


def _unknown(press: Press, found: Changes) -> list[str]:
    """Tell what the records cannot place in time."""
    words, said = press.words, []
    if len(found.unplaced):
        said.append(
            words.plural(
                len(found.unplaced),
                "Of one cooperation it is not known well enough when it began; it may have been in this time: {names}.",
                "Of {count} cooperations it is not known well enough when they began; it may have been in this time: "
                "{names}.",
                names=words.listing(_names(press, found.unplaced)),
            )
        )
    if len(found.unended):
        said.append(
            words.plural(
                len(found.unended),
                "Of one cooperation it is not known when it ended: {names}.",
                "Of {count} cooperations it is not known when they ended: {names}.",
                names=words.listing(_names(press, found.unended)),
            )
        )
    if found.unleft:
        said.append(
            words.plural(
                found.unleft,
                "Of one former member it is not known when it left.",
                "Of {count} former members it is not known when they left.",
            )
        )
    if found.undated:
        said.append(
            words(
                "{undated} of all {all} memberships in these cooperations have no date of their own; they count from "
                "the beginning of their cooperation on.",
                undated=words.number(found.undated),
                all=words.number(found.members),
            )
        )
    return said


def _names(press: Press, ids: pd.Index) -> list[str]:
    names = press.analysis.cooperations.loc[ids, "name"].astype("str")
    return [str(name) for name in names.iloc[order(names)]]
