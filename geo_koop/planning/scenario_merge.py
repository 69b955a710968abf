"""Merges municipalities: areas become one, inhabitants are added up, memberships follow and stand once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo_koop import codelists
from geo_koop.errors import Phrase
from geo_koop.intake.files import keys
from geo_koop.intake.vintages import carried_keys
from geo_koop.locale import mark as _
from geo_koop.planning.scenario_checks import Step
from geo_koop.planning.scenario_tables import GONE, NOTHING, STEP, TOLD, Desk

_SAME: Final = ("state", "state_name", "association", "association_name", "region", "designation", "population_date")
"""Columns that the merged municipality has where all parts have the same."""


def merge(work: Desk, step: Step, parts: Sequence[str]) -> list[tuple[str, Phrase]]:
    """Make one municipality of several, on the desk; return what keeps it from being done, by field.

    Parameters
    ----------
    work : Desk
    step : Step
        ``key`` and ``name`` of the new municipality, ``district`` where the parts lie in several.
    parts : sequence of str
        Keys of municipalities.
    """
    key = step.text("key")
    faults = _of_key(work, parts, key)
    if len(parts) < 2:
        faults.append(("keys", Phrase(_("the names stand for one municipality"))))
    rows = work.areas.loc[list(parts)]
    district = _district(work, step, rows)
    if isinstance(district, Phrase):
        faults.append(("district", district))
    if faults or isinstance(district, Phrase):
        return faults
    row = _row(work, step, rows, district)
    left = work.areas.drop(index=list(parts))
    made = gpd.GeoDataFrame(row, crs=work.areas.crs).astype(dict(work.areas.dtypes.drop("geometry")))
    areas = gpd.GeoDataFrame(pd.concat([left, made]).sort_index(), crs=work.areas.crs)
    areas.index.name = "key"
    work.redraw(areas)
    gone = {one: key for one in parts if one != key}
    work.merged = {old: gone.get(new, new) for old, new in work.merged.items()} | gone
    work.dissolved |= dict.fromkeys(gone, step.number)
    work.named.update(dict.fromkeys([*parts, key]))
    _follow(work, step, gone, key)
    return []


def _of_key(work: Desk, parts: Sequence[str], key: str) -> list[tuple[str, Phrase]]:
    read = keys.normalise(pd.Series([key]), national=work.national).iloc[0]
    if work.national == "de" and (read["state"] in keys.REFUSED or len(str(read["key"])) != 8 or read["key"] != key):
        return [("key", Phrase(_("a key of 8 digits was expected, not “{value}”"), value=key))]
    if key in work.dissolved:
        return [("key", Phrase(_("“{value}” was dissolved in step {step}"), value=key, step=work.dissolved[key]))]
    if key in work.areas.index and key not in parts:
        return [("key", Phrase(_("“{value}” is the key of another municipality"), value=key))]
    return []


def _district(work: Desk, step: Step, rows: pd.DataFrame) -> str | Phrase:
    """Return the district of the new municipality: that of all parts, or the one that the step or its key names."""
    wanted, present = step.text("district"), list(dict.fromkeys(rows["district"]))
    if wanted:
        if wanted in set(work.areas["district"]):
            return wanted
        return Phrase(_("there is no district “{value}” in the boundaries"), value=wanted)
    if len(present) == 1:
        return str(present[0])
    key = step.text("key")
    if key in rows.index:
        return str(rows["district"][key])
    named = [str(code) for code in present if work.national == "de" and code and key.startswith(str(code))]
    if named:
        return named[0]
    known = ", ".join(map(str, present))
    return Phrase(_("the municipalities lie in several districts ({known}): name one"), known=known)


def _row(work: Desk, step: Step, rows: gpd.GeoDataFrame, district: str) -> pd.DataFrame:
    """Return the row of the new municipality."""
    key, table = step.text("key"), work.areas
    home = table[table["district"] == district].iloc[0]
    made: dict[str, Any] = {name: _alike(rows[name]) for name in _SAME if name in rows}
    made |= {name: home[name] for name in ("state", "state_name") if name in rows}
    made |= {"name": step.text("name"), "district": district, "district_name": home["district_name"]}
    unknown = rows["population"].isna()
    made["population"] = pd.NA if unknown.any() else int(rows["population"].sum())
    if unknown.any():
        names = ", ".join(rows.loc[unknown, "name"].astype("str"))
        text = _("inhabitants of {name} are not known, because those of {parts} are not")
        work.tell(step, TOLD, Phrase(text, name=step.text("name"), parts=names))
    made["central_place"] = _level(work, step, rows["central_place"])
    official = rows["official_area_km2"].fillna(rows.geometry.area / 1e6)
    made["official_area_km2"] = float(official.sum())
    made |= {"kind": "municipality", "context": bool(rows["context"].all()), "ars": ""}
    made["geometry"] = shapely.union_all(rows.geometry.to_numpy())
    return pd.DataFrame({name: [made.get(name)] for name in table}, index=pd.Index([key], name="key"))


def _alike(values: pd.Series) -> Any:
    """Return the value that all have; nothing where they differ."""
    first = values.iloc[0]
    if values.isna().all() if pd.isna(first) else (values == first).all():
        return first
    return "" if values.notna().all() else None


def _level(work: Desk, step: Step, levels: pd.Series) -> str | None:
    """Return the highest central-place level of the parts: a merger takes no function away."""
    order = {code: rank for rank, code in enumerate(codelists.load("central_places").codes)}
    ranks = levels.map(order).dropna()
    if ranks.empty:
        return None
    found = str(levels[ranks.idxmin()])
    if not (levels == found).all():
        text = _("the central-place level of {name} is the highest of its parts")
        work.tell(step, TOLD, Phrase(text, name=step.text("name")))
    return found


def _follow(work: Desk, step: Step, gone: Mapping[str, str], key: str) -> None:
    """Lead memberships and scopes to the new municipality; what is double then stands once."""
    changes = pd.DataFrame({"old_key": list(gone), "new_key": list(gone.values()), "kind": "merger", "share": 1.0})
    changes = changes.assign(date=pd.NaT).astype({"date": "datetime64[us]"})
    table = work.records.members
    counting = table[table[GONE] == ""]
    # The keys are those of the boundaries, whatever Gebietsstand they were recorded in.
    carried = carried_keys.carry(
        counting.drop(columns="gebietsstand", errors="ignore").assign(_at=counting.index),
        changes,
        known=work.areas.index,
    ).value
    rows = table.loc[carried["_at"]].assign(key=carried["key"].to_numpy())
    moved = rows["key"].ne(table.loc[rows.index, "key"])
    rows = rows.assign(name=rows["name"].mask(moved | (rows["key"] == key), step.text("name")))
    double = counting.index.difference(rows.index)
    if len(double):
        names = work.records.cooperations["name"].reindex(table.loc[double, "cooperation_id"].unique())
        text = _("several parts were members of {list}: the new municipality is one of them once")
        work.tell(step, NOTHING, Phrase(text, list=", ".join(names.astype("str"))))
    rest = table[table[GONE] != ""]
    rest = rest.assign(key=rest["key"].replace(dict(gone)))
    every = pd.concat([rows, rest]).sort_index()
    every = keys.with_levels(every, national=work.national)[list(table.columns)].reset_index(drop=True)
    changed = table.loc[table["key"].isin([*gone, key]), "cooperation_id"].unique()
    scopes = work.records.scopes
    areas = scopes["area"].str.split(";").map(lambda parts: ";".join(dict.fromkeys(gone.get(p, p) for p in parts)))
    work.change(members=every.astype({STEP: int}), scopes=scopes.assign(area=areas.astype("str")))
    for cooperation in changed:
        if cooperation in work.records.cooperations.index:
            work.touch(step, str(cooperation))
