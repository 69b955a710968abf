"""Carries keys from the Gebietsstand of a source to that of the boundaries, by a table of territorial changes.

Only what is certain is carried: a municipality that went as a whole into another, or got a new key.
What was divided stays as it is and is reported with the shares, which are estimates: to which
successor a membership passed, no table tells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files import dates, keys
from geo_koop.model import Loaded

CERTAIN: Final = ("merger", "key_change")
"""Kinds by which a key as a whole passes to another."""

NOTABLE_PART: Final = 0.1
"""A municipality that ceded at least this share of its area is worth a remark."""

_CERTAINTY: Final = ("yes", "former", "unclear")
_FIRST, _LAST = pd.Timestamp("1800-01-01"), pd.Timestamp("2999-12-31")


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Changes made ready: certain successors by day, what is open, and the keys that any of them names."""

    certain: pd.DataFrame
    split: pd.DataFrame
    part: pd.DataFrame
    named: pd.Index


def carry(
    members: pd.DataFrame,
    changes: pd.DataFrame,
    *,
    known: pd.Index,
    until: date | None = None,
    since: date | None = None,
    file: str = "",
    changes_file: str = "",
    column: str = "key",
) -> Loaded[pd.DataFrame]:
    """Carry the keys of members to the date of the boundaries.

    Parameters
    ----------
    members : pandas.DataFrame
        With ``key`` and ``row``, and optionally ``gebietsstand`` (text, empty where unknown),
        ``cooperation_id`` and ``counts_as_member``. Not changed.
    changes : pandas.DataFrame
        As returned by :func:`geo_koop.intake.vintages.changes.load`. A change of day D holds from D on; one
        without a date may lie at any time.
    known : pandas.Index
        Keys of the boundaries: municipalities, districts, unincorporated areas.
    until : datetime.date, optional
        Gebietsstand of the boundaries.
    since : datetime.date, optional
        Gebietsstand of the members that name none themselves. Where neither is known, a key of the
        boundaries stays as it is, and any other is followed forward, else backward, until it is one.
    file, changes_file, column : str
        Names of the files and of the column of the keys, for the findings.

    Returns
    -------
    Loaded of pandas.DataFrame
        The members with ``recorded_key``, the key as it was written. Chains of changes are followed.
        Where two members of a cooperation became one municipality, the more certain row is kept and
        the other reported.
    """
    table, on_changes = _ready(changes, changes_file)
    stand, no_date = _stand(members, since)
    pairs = pd.DataFrame({"key": members["key"], "since": stand}).drop_duplicates()
    end = pd.Timestamp(until) if until else None
    known = table.named[keys.among(table.named, known)]
    routes = pd.concat(
        [_route(group["key"], day, end, table, known) for day, group in pairs.groupby("since", dropna=False)]
        or [_route(members["key"].iloc[:0], pd.NaT, end, table, known)]
    )
    routes = routes.astype({"key": "str", "since": "datetime64[us]"})
    found = members[["key"]].astype("str").assign(since=stand).merge(routes, how="left", on=["key", "since"])
    found.index = members.index
    carried = members.assign(
        key=found["now"].fillna(members["key"]).astype("str"), recorded_key=members["key"].astype("str")
    )
    reported = [
        on_changes,
        findings.report(
            "date_malformed",
            file=file,
            column="gebietsstand",
            row=members["row"][no_date],
            value=members["gebietsstand"][no_date] if no_date.any() else [],
        ),
        *_reports(members, found, file, column),
    ]
    carried, merged = _once(carried, file)
    return Loaded(value=carried, findings=findings.collect([*reported, merged]))


def follow(recorded: pd.Series, changes: pd.DataFrame, *, known: pd.Index, until: date | None = None) -> pd.DataFrame:
    """Tell what became of keys whose Gebietsstand is not known.

    Parameters
    ----------
    recorded : pandas.Series
        Unique keys; any index.
    changes, known, until
        As in :func:`carry`.

    Returns
    -------
    pandas.DataFrame
        Aligned with ``recorded``: ``now``; ``how`` (``forward``, ``backward``, ``split``, ``open``, or ``""``);
        ``detail`` (the day, or the shares in words).
    """
    table, _reported = _ready(changes, "")
    known = table.named[keys.among(table.named, known)]
    route = _route(recorded, pd.NaT, pd.Timestamp(until) if until else None, table, known)
    return route[["now", "how", "detail"]].set_axis(recorded.index, axis=0)


def _stand(members: pd.DataFrame, since: date | None) -> tuple[pd.Series, pd.Series]:
    """Return the Gebietsstand of each member, and where it is no date."""
    default = pd.Timestamp(since) if since else pd.NaT
    if "gebietsstand" not in members:
        none = pd.Series(False, index=members.index)
        return pd.Series(default, index=members.index, dtype="datetime64[us]"), none
    day, wrong = dates.parse(members["gebietsstand"])
    return day.astype("datetime64[us]").fillna(default), wrong


def _ready(changes: pd.DataFrame, file: str) -> tuple[_Table, pd.DataFrame]:
    """Part the changes into certain and open ones, and leave out what contradicts itself or turns in a circle."""
    moving = changes[changes["old_key"] != changes["new_key"]]
    moving = moving.assign(day=moving["date"].fillna(_FIRST)).sort_values("day", kind="stable")
    certain = moving[moving["kind"].isin(CERTAIN)].drop_duplicates(["old_key", "new_key", "day"])
    # A key ends once: on one day with one successor, and again only where a later change gave it anew.
    reborn = certain["old_key"].isin(moving["new_key"])
    torn = certain.duplicated(["old_key", "day"], keep=False) | (certain["old_key"].duplicated(keep=False) & ~reborn)
    certain, contradicting = certain[~torn], certain[torn]
    circle = _circles(certain)
    certain, circles = certain[~circle], certain[circle]
    reported = [
        findings.report(
            code,
            row=rows.get("row"),
            file=file,
            column="old_key",
            value=rows["old_key"],
            key=rows["new_key"],
        )
        for code, rows in (("change_contradictory", contradicting), ("change_circular", circles))
    ]
    return (
        _Table(
            certain=certain,
            split=moving[moving["kind"] == "split"],
            part=moving[moving["kind"] == "part"],
            named=pd.Index(pd.concat([moving["old_key"], moving["new_key"]]).unique(), dtype=object),
        ),
        findings.collect(reported),
    )


def _circles(certain: pd.DataFrame) -> pd.Series:
    """Tell which changes of one day lead back to where they began."""
    successor = certain.set_index(["day", "old_key"])["new_key"]
    start = certain["old_key"]
    now, circle = start, pd.Series(False, index=certain.index)
    for _step in range(len(certain.drop_duplicates("old_key")) + 1):
        moved = _looked_up(successor, certain["day"], now)
        now = moved.where(moved.notna() & ~circle, now)
        circle |= moved.notna() & (now == start)
        if not (moved.notna() & ~circle).any():
            break
    return circle


def _looked_up(successor: pd.Series, day: pd.Series, key: pd.Series) -> pd.Series:
    found = successor.reindex(pd.MultiIndex.from_arrays([day, key]))
    return pd.Series(found.to_numpy(), index=key.index, dtype="object")


def _route(
    recorded: pd.Series, since: pd.Timestamp, until: pd.Timestamp | None, table: _Table, known: pd.Index
) -> pd.DataFrame:
    """Follow keys of one Gebietsstand: ``key, since, now, how, detail, part``; ``known`` are those of ``named``."""
    start = pd.Series(recorded.to_numpy(), dtype="object")
    rows = pd.DataFrame({"key": start, "since": since, "now": start, "how": "", "detail": "", "part": ""})
    # Few keys of a country ever change, and no change leads to a key that none names.
    named = keys.among(start, table.named)
    moved = _moved(rows[named], since, until, table, known)
    return pd.concat([moved, rows[~named]]).sort_index() if named.any() else rows


def _moved(
    rows: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp | None, table: _Table, known: pd.Index
) -> pd.DataFrame:
    """Follow keys that are named in the changes."""
    dated = pd.notna(since) and until is not None
    if dated and since > until:
        return _backward(rows.copy(), since, until, table, known)
    low = since if pd.notna(since) else _FIRST - pd.Timedelta(days=1)
    rows = _forward(rows.copy(), low, until or _LAST, table, known, dated=dated)
    if not dated:
        lost = ~rows["now"].isin(known) & ~rows["key"].isin(known) & (rows["how"] != "split")
        rows.loc[lost, ["now", "how", "detail"]] = rows.loc[lost, ["key"]].assign(how="", detail="").to_numpy()
        back = _backward(rows[lost].copy(), _LAST, until or _FIRST, table, known)
        beside = (back["how"] == "backward") & ~back["now"].isin(known)
        rows.loc[lost] = back.assign(now=back["now"].mask(beside, back["key"]), how=back["how"].mask(beside, ""))
    return rows


def _forward(
    rows: pd.DataFrame,
    low: pd.Timestamp,
    high: pd.Timestamp,
    table: _Table,
    known: pd.Index,
    *,
    dated: bool,
) -> pd.DataFrame:
    """Apply the changes after ``low`` up to ``high``, day by day; ``dated``: also to keys of the boundaries."""

    def within(changes: pd.DataFrame) -> pd.DataFrame:
        undated = changes["date"].isna()
        return changes[undated | (changes["day"].gt(low) & changes["day"].le(high))]

    certain, split, part = within(table.certain), within(table.split), within(table.part)
    for day in _days(certain, split):
        # A change without a date does not move a key that the boundaries know.
        free = ~rows["now"].isin(known) if not dated or day == _FIRST else pd.Series(True, index=rows.index)
        free &= rows["how"] != "split"
        torn = free & rows["now"].isin(split.loc[split["day"] == day, "old_key"])
        if torn.any():
            rows.loc[torn, "how"] = "split"
            here = rows["now"][torn]
            rows.loc[torn, "detail"] = here.map(_shares(split[split["day"] == day])).astype(object)
        rows = _stepped(rows, free & ~torn, certain[certain["day"] == day])
    notable = part[part["share"] >= NOTABLE_PART]
    rows["part"] = rows["now"].map(_shares(notable)).fillna("") if dated and len(notable) else ""
    return rows


def _days(*changes: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the days of change in order; changes without a date have their turn before and after each."""
    days = sorted({day for table in changes for day in table["day"]})
    dated = [day for day in days if day != _FIRST]
    if len(dated) == len(days):
        return days
    return [_FIRST, *(turn for day in dated for turn in (day, _FIRST))]


def _stepped(rows: pd.DataFrame, free: pd.Series, certain: pd.DataFrame) -> pd.DataFrame:
    """Follow the changes of one day, also where one leads to the next."""
    successor = certain.drop_duplicates("old_key").set_index("old_key")["new_key"]
    when = certain["date"].dt.strftime("%Y-%m-%d").iloc[0] if certain["date"].notna().any() else ""
    moving = free & rows["now"].isin(successor.index)
    while moving.any():
        rows.loc[moving, "now"] = rows.loc[moving, "now"].map(successor).astype(object)
        rows.loc[moving, "how"] = "forward"
        rows.loc[moving, "detail"] = when
        moving &= rows["now"].isin(successor.index)
    return rows


def _backward(
    rows: pd.DataFrame, high: pd.Timestamp, low: pd.Timestamp, table: _Table, known: pd.Index
) -> pd.DataFrame:
    """Undo the changes after ``low`` up to ``high``: new keys of the same area; never a merger, never a division."""
    everything = pd.concat([table.certain, table.split])
    everything = everything[everything["date"].isna() | (everything["day"].gt(low) & everything["day"].le(high))]
    for day in sorted(set(everything["day"]), reverse=True):
        today = everything[everything["day"] == day]
        alone = ~today["new_key"].duplicated(keep=False) & (today["kind"] == "key_change")
        former = today[alone].set_index("new_key")["old_key"]
        free = ~rows["now"].isin(known) & (rows["how"] != "open")
        # Whose origins are not in the boundaries either lies elsewhere: it need not be younger than they are.
        several = free & rows["now"].isin(today.loc[~alone & today["old_key"].isin(known), "new_key"])
        if several.any():
            rows.loc[several, "how"] = "open"
            rows.loc[several, "detail"] = rows["now"][several].map(_origins(today)).astype(object)
        moving = free & ~several & rows["now"].isin(former.index)
        rows.loc[moving, "now"] = rows.loc[moving, "now"].map(former).astype(object)
        rows.loc[moving, "how"] = "backward"
        rows.loc[moving, "detail"] = day.strftime("%Y-%m-%d") if day != _FIRST else ""
    return rows


def _shares(changes: pd.DataFrame) -> pd.Series:
    """Word the successors of each old key: ``06633030 Wesertal 70 %, …``."""
    share = changes["share"].mul(100).round().astype("Int64").astype("str").fillna("?")
    text = changes["new_key"] + _named(changes, "new_name") + " " + share + " %"
    return text.groupby(changes["old_key"]).agg(", ".join)


def _origins(changes: pd.DataFrame) -> pd.Series:
    """Word the origins of each new key."""
    text = changes["old_key"] + _named(changes, "old_name")
    return text.groupby(changes["new_key"]).agg(", ".join)


def _named(changes: pd.DataFrame, column: str) -> pd.Series:
    name = changes[column] if column in changes else pd.Series("", index=changes.index, dtype="str")
    return name.where(name == "", " " + name)


def _reports(members: pd.DataFrame, found: pd.DataFrame, file: str, column: str) -> list[pd.DataFrame]:
    """Report what was carried, and what stays open."""

    def report(code: str, hit: Callable[[pd.DataFrame], pd.Series], **params: str) -> pd.DataFrame:
        rows = found[hit(found)]
        chosen = {name: rows[source] for name, source in params.items()}
        value = rows["now"] if code in ("key_split", "key_part_ceded", "key_open_backward") else rows["key"]
        return findings.report(
            code, file=file, column=column, row=members["row"].reindex(rows.index), value=value, **chosen
        )

    return [
        report("key_split", lambda t: t["how"] == "split", candidates="detail", recorded="key"),
        report("key_open_backward", lambda t: t["how"] == "open", candidates="detail"),
        report(
            "key_carried_forward", lambda t: (t["how"] == "forward") & (t["now"] != t["key"]), key="now", day="detail"
        ),
        report("key_carried_backward", lambda t: (t["how"] == "backward") & (t["now"] != t["key"]), key="now"),
        report("key_part_ceded", lambda t: (t["part"] != "") & t["part"].notna(), candidates="part"),
    ]


def _once(members: pd.DataFrame, file: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep one row for each municipality of a cooperation: the more certain one, else the first."""
    if "cooperation_id" not in members:
        return members, findings.empty()
    changed = members["key"] != members["recorded_key"]
    touched = changed.groupby([members["cooperation_id"], members["key"]]).transform("any")
    certainty = members.get("counts_as_member", pd.Series("yes", index=members.index))
    rank = certainty.map({code: i for i, code in enumerate(_CERTAINTY)})
    surplus = members.iloc[rank.argsort(kind="stable")].duplicated(["cooperation_id", "key"]).sort_index() & touched
    rows = members[surplus]
    reported = findings.report(
        "membership_merged",
        file=file,
        column="key",
        row=rows["row"],
        value=rows["recorded_key"],
        key=rows["key"],
        cooperation=rows["cooperation_id"],
    )
    return members[~surplus].reset_index(drop=True), reported
