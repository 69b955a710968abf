"""Joins members with areas: which are found, which count on the date, and which are territorial units."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop import codelists, findings
from geo_koop.analysis import member_names
from geo_koop.model import Records

DISTRICT_LEVEL = 0.5
"""Share of the member districts that are extending, from which on a cooperation works at the level of districts."""


def status(cooperations: pd.DataFrame, as_of: date) -> pd.Series:
    """Tell for each cooperation whether it is active on a date.

    Where the start is missing it counts from its evidence date on; without one on every date.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``stage, start_date, end_date``, and ``evidence_date`` where it is known
        (:mod:`geo_koop.analysis.evidence`).
    as_of : datetime.date
        Date of the view.

    Returns
    -------
    pandas.Series
        ``active``, ``not_started``, ``ended``, ``not_agreed`` (idea, exploration, agreed) or
        ``start_unknown`` (the start is missing, and the date lies before the evidence).
    """
    day = pd.Timestamp(as_of)
    activity = cooperations["stage"].map(codelists.load("stages").field("active"))
    start, end = cooperations["start_date"], cooperations["end_date"]
    result = pd.Series("active", index=cooperations.index, dtype="str", name="status")
    if "evidence_date" in cooperations:
        result[start.isna() & (cooperations["evidence_date"] > day)] = "start_unknown"
    result[(end < day) | (end.isna() & (activity == "until_end"))] = "ended"
    result[start > day] = "not_started"
    result[activity == "no"] = "not_agreed"
    return result


def undated(cooperations: pd.DataFrame) -> pd.Series:
    """Tell which cooperations have neither a start nor an evidence date: they count on every date."""
    unknown = cooperations["start_date"].isna()
    return unknown & cooperations["evidence_date"].isna() if "evidence_date" in cooperations else unknown


def planned(cooperations: pd.DataFrame) -> pd.Series:
    """Tell which cooperations are only planned (idea, exploration, agreed): their form binds nobody yet."""
    return cooperations["stage"].map(codelists.load("stages").field("active")) == "no"


def members(
    records: Records, municipalities: gpd.GeoDataFrame, unincorporated: gpd.GeoDataFrame, as_of: date
) -> pd.DataFrame:
    """Place each membership: level, whether it counts on the date, and which unit it makes.

    A membership counts when the source makes the authority a member and the date lies within its
    own period; the date is first moved into the life of the cooperation, so that ended and future
    cooperations keep the members that they had or will have.

    Parameters
    ----------
    records : Records
    municipalities, unincorporated : geopandas.GeoDataFrame
        Indexed by key; ``name, district, district_name``, and ``association, association_name`` where known.
    as_of : datetime.date

    Returns
    -------
    pandas.DataFrame
        The members with ``level`` (``municipality``, ``district``, ``association``, ``unincorporated``,
        ``unresolved``), ``unit_key`` (the key in the boundaries; the municipality of a district that
        has a single one), ``counts``, ``unit`` (``municipality``, ``association``: its municipalities are units,
        ``extending``, ``co_carrier``, ``within``, ``unresolved``; missing where it does not count) and ``area_name``.
    """
    return on_date(_placed(records, municipalities, unincorporated), records.cooperations, municipalities, as_of)


def on_date(
    members: pd.DataFrame, cooperations: pd.DataFrame, municipalities: gpd.GeoDataFrame, as_of: date
) -> pd.DataFrame:
    """Return members with ``counts`` and ``unit`` for a date; places do not change with it.

    Parameters
    ----------
    members : pandas.DataFrame
        As returned by :func:`members`, for any date.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``start_date, end_date``.
    municipalities : geopandas.GeoDataFrame
    as_of : datetime.date
    """
    counts = counted_on(members, cooperations, as_of) & (members["level"] != "unincorporated")
    table = members.assign(counts=counts)
    return table.assign(unit=unit_kinds(table, districts_of(table, municipalities)))


def districts_of(members: pd.DataFrame, municipalities: gpd.GeoDataFrame) -> pd.Series:
    """Return the district in which each member lies; a district itself, where it is one or nothing is known.

    Parameters
    ----------
    members : pandas.DataFrame
        ``unit_key``, and ``key_level, key_district`` where the intake could tell them.
    municipalities : geopandas.GeoDataFrame
    """
    key = members["unit_key"]
    present = municipalities["district"]
    joined = associations(municipalities)
    # An association lies in one district.
    of = pd.concat([present, present[joined != ""].groupby(joined[joined != ""]).first()])
    named = key.map(of[~of.index.duplicated()])
    if "key_district" in members:
        named = named.fillna(members["key_district"].mask(members["key_district"] == ""))
    return named.fillna(key).astype("str")


def associations(municipalities: pd.DataFrame, column: str = "association") -> pd.Series:
    """Return a column of the associations; empty where boundaries know none."""
    if column in municipalities:
        return municipalities[column]
    return pd.Series("", index=municipalities.index, dtype="str")


def spread(members: pd.DataFrame, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Put the municipalities of each association in its place, at the end, as rows of level ``municipality``.

    An association whose row says that it stands for itself alone (``covers = self``) stays as it is.

    Parameters
    ----------
    members : pandas.DataFrame
        ``unit_key, level``, and ``unit`` where it is known.
    municipalities : geopandas.GeoDataFrame
    """
    joined = ((members["level"] == "association") & (_covers(members) != "self")).to_numpy()
    if not joined.any():
        return members
    inside = pd.DataFrame({"unit_key": associations(municipalities).to_numpy(), "inside": municipalities.index})
    rows = members[joined].merge(inside, on="unit_key")
    rows = rows.assign(unit_key=rows["inside"], level="municipality").drop(columns="inside")
    if "unit" in rows:
        rows["unit"] = rows["unit"].replace({"association": "municipality"})
    return pd.concat([members[~joined], rows], ignore_index=True)


def units_of(members: pd.DataFrame, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows that make units, each unit of a cooperation once, with municipalities for associations."""
    if not (members["level"] == "association").any():
        return members
    rows = spread(members[members["unit"].notna()], municipalities)
    return rows.drop_duplicates(["cooperation_id", "unit_key"], ignore_index=True)


def _placed(records: Records, municipalities: gpd.GeoDataFrame, unincorporated: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the members with ``level, unit_key, area_name``."""
    table = records.members.copy()
    per_district = municipalities[municipalities["district"] != ""].groupby("district").size()
    single = (
        municipalities[municipalities["district"].map(per_district) == 1].reset_index().set_index("district")["key"]
    )
    key = table["key"]
    unit_key = key.where(~key.isin(single.index), key.map(single))
    joined = associations(municipalities)
    level = np.select(
        [
            unit_key.isin(municipalities.index),
            unit_key.isin(unincorporated.index),
            unit_key.isin(per_district.index),
            unit_key.isin(joined[joined != ""]),
        ],
        ["municipality", "unincorporated", "district", "association"],
        default="unresolved",
    )
    table["level"] = pd.Series(level, index=table.index, dtype="str")
    table["unit_key"] = unit_key
    names = pd.concat(
        [
            municipalities["name"],
            unincorporated["name"],
            municipalities.drop_duplicates("district").set_index("district")["district_name"],
            associations(municipalities, "association_name").set_axis(joined).loc[lambda known: known != ""],
        ]
    )
    table["area_name"] = unit_key.map(names[~names.index.duplicated()]).fillna(table["name"])
    return table


def certain(members: pd.DataFrame) -> pd.Series:
    """Tell which rows make an authority a member, at some time at least."""
    former = (members["counts_as_member"] == "former") & members["to_date"].notna()
    return (members["counts_as_member"] == "yes") | former


def counted_on(table: pd.DataFrame, cooperations: pd.DataFrame, as_of: date) -> pd.Series:
    """Tell which memberships count on a date, moved into the life of the cooperation; places do not matter.

    Parameters
    ----------
    table : pandas.DataFrame
        ``cooperation_id, counts_as_member, from_date, to_date``.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``start_date, end_date``.
    as_of : datetime.date
    """
    life = cooperations[["start_date", "end_date"]].reindex(table["cooperation_id"]).set_index(table.index)
    day = pd.Series(pd.Timestamp(as_of), index=table.index)
    day = day.where(~(day > life["end_date"]), life["end_date"])
    day = day.where(~(day < life["start_date"]), life["start_date"])
    begun = ~(table["from_date"] > day)
    lasting = ~(table["to_date"] < day)
    return certain(table) & begun & lasting


def unit_kinds(table: pd.DataFrame, district: pd.Series) -> pd.Series:
    """Name the territorial unit that a membership makes; the second row of one unit makes none."""
    counted = table[table["counts"]]
    rows = counted[~counted.duplicated(["cooperation_id", "unit_key"])]
    is_district = district_rows(rows)
    # An association that stands for itself alone brings in no municipalities.
    bare = (rows["level"] == "association") & (_covers(rows) == "self")
    pair = pd.MultiIndex.from_arrays([rows["cooperation_id"], district[rows.index]])
    beside = pd.Series(pair.isin(pair[~(is_district | bare).to_numpy()]), index=rows.index)
    whole = is_district & _wholes(rows["cooperation_id"], is_district, beside, _covers(rows))
    kind = rows["level"].replace({"district": "extending"})
    kind[bare | (is_district & ~whole & (beside | (_covers(rows) == "self")))] = "co_carrier"
    # Members inside a district that counts as a whole are no units of their own.
    kind[~is_district & ~bare & pair.isin(pair[whole.to_numpy()])] = "within"
    return kind.reindex(table.index)


def district_rows(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows are districts: those of the boundaries, and keys elsewhere of which the intake says so."""
    found = rows["level"] == "district"
    if "key_level" not in rows:
        return found
    return found | ((rows["level"] == "unresolved") & (rows["key_level"] == "district"))


def _covers(rows: pd.DataFrame) -> pd.Series:
    return rows["covers"] if "covers" in rows else pd.Series("", index=rows.index, dtype="str")


def _wholes(cooperation: pd.Series, is_district: pd.Series, beside: pd.Series, covers: pd.Series) -> pd.Series:
    """Tell which district rows count as a whole, municipal members inside or not.

    A district beside municipal members of its own is a co-carrier, unless the cooperation works at the level
    of districts: at least half of its member districts are extending, or the row says so.
    """
    own = covers == "self"
    alone = ~own & (~beside | (covers == "whole"))
    share = alone[is_district].groupby(cooperation[is_district]).mean()
    return ~own & (alone | (cooperation.map(share).fillna(0) >= DISTRICT_LEVEL))


def area(units: pd.DataFrame, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """List every municipality that a cooperation covers, once.

    Parameters
    ----------
    units : pandas.DataFrame
        As returned by :func:`members`.
    municipalities : geopandas.GeoDataFrame

    Returns
    -------
    pandas.DataFrame
        ``cooperation_id, key, through``: ``member`` or ``indirect`` for its own membership,
        ``association`` where its association is a member, ``district`` where only an extending district covers it.
    """
    own = units[(units["level"] == "municipality") & units["unit"].isin(["municipality", "within"])]
    through = own["role"].eq("indirect").map({True: "indirect", False: "member"})
    direct = pd.DataFrame({"cooperation_id": own["cooperation_id"], "key": own["unit_key"], "through": through})
    joined = spread(units[units["unit"].notna() & (units["level"] == "association")], municipalities)
    joined = joined[joined["level"] == "municipality"]
    joined = joined[["cooperation_id", "unit_key"]].set_axis(["cooperation_id", "key"], axis=1)
    extending = units.loc[units["unit"] == "extending", ["cooperation_id", "unit_key"]]
    inside = pd.DataFrame({"unit_key": municipalities["district"].to_numpy(), "key": municipalities.index})
    wide = extending.merge(inside, on="unit_key")[["cooperation_id", "key"]]
    parts = [direct, joined.assign(through="association"), wide.assign(through="district")]
    return pd.concat(parts, ignore_index=True).drop_duplicates(["cooperation_id", "key"], ignore_index=True)


def notice(
    units: pd.DataFrame, cooperations: pd.DataFrame, municipalities: gpd.GeoDataFrame, *, file: str, gebietsstand: str
) -> pd.DataFrame:
    """Report members without a place, unincorporated members, differing names, and too few members.

    Parameters
    ----------
    units : pandas.DataFrame
        As returned by :func:`members`.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``, with ``row``.
    municipalities : geopandas.GeoDataFrame
    file, gebietsstand : str
        For the wording: name of the members' file, date of the boundaries.

    Returns
    -------
    pandas.DataFrame
        Findings.
    """
    outside = units[units["level"] == "unresolved"]
    unincorporated = units[units["level"] == "unincorporated"]
    counted = spread(units[units["counts"]], municipalities).groupby("cooperation_id").size()
    counted = counted.reindex(cooperations.index, fill_value=0)
    origin = {"file": file, "column": "key"}
    return findings.collect(
        [
            findings.report(
                "member_outside",
                row=outside["row"],
                value=outside["key"],
                cooperation=outside["cooperation_id"],
                gebietsstand=f" ({gebietsstand})" if gebietsstand else "",
                **origin,
            ),
            findings.report(
                "member_unincorporated",
                row=unincorporated["row"],
                value=unincorporated["key"],
                cooperation=unincorporated["cooperation_id"],
                **origin,
            ),
            findings.report("no_member", value=counted.index[counted == 0]),
            findings.report("single_member", value=counted.index[counted == 1]),
            member_names.notice(units, municipalities, file=file),
        ]
    )
