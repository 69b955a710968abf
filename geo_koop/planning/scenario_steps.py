"""Applies the steps of a scenario to tables, in their order. No rule of patterns or coverage is here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import Phrase
from geo_koop.locale import mark as _
from geo_koop.model import Records
from geo_koop.planning import scenario_file, scenario_merge, scenario_names
from geo_koop.planning.scenario_checks import Member, Scenario, Step, place, refused
from geo_koop.planning.scenario_tables import GONE, IMPOSSIBLE, NOTHING, STEP, TOLD, Desk, Note, appended, desk


@dataclass(frozen=True, kw_only=True)
class Applied:
    """Tables as the steps of a scenario leave them.

    Attributes
    ----------
    records : Records
    areas : geopandas.GeoDataFrame
    notes : tuple of Note
    touched : Mapping
        Id of a cooperation to the steps that change it.
    named : tuple of str
        Keys that steps name.
    merged : Mapping
        Key of a municipality that was dissolved to its successor.
    """

    records: Records
    areas: gpd.GeoDataFrame
    notes: tuple[Note, ...]
    touched: Mapping[str, tuple[int, ...]]
    named: tuple[str, ...]
    merged: Mapping[str, str]


class _FaultError(Exception):
    """What keeps a step from being applied, with where it stands."""

    def __init__(self, *faults: Phrase) -> None:
        self.faults = faults


def apply(scenario: Scenario, records: Records, areas: gpd.GeoDataFrame, *, as_of: date, national: str) -> Applied:
    """Apply a scenario; the tables that are given stay as they are.

    Parameters
    ----------
    scenario : Scenario
    records : Records
    areas : geopandas.GeoDataFrame
        As in :class:`geo_koop.model.Boundaries`.
    as_of : datetime.date
        When the steps take effect.
    national : str
        Key system of the boundaries.

    Raises
    ------
    InputError
        If a step names what does not exist, or cannot be done; the first step that cannot is told with all its faults.
    """
    work = desk(records, areas, as_of=as_of, national=national)
    for step in scenario.steps:
        try:
            _STEPS[step.kind](work, step)
        except _FaultError as wrong:
            raise refused(scenario.file, wrong.faults) from wrong
    return Applied(
        records=work.finish(),
        areas=work.areas,
        notes=tuple(work.notes),
        touched=MappingProxyType({one: tuple(steps) for one, steps in work.touched.items()}),
        named=tuple(work.named),
        merged=MappingProxyType(dict(work.merged)),
    )


def _fault(step: Step, entry: tuple[str | int, ...], text: Phrase) -> _FaultError:
    return _FaultError(_placed(step, entry, text))


def _placed(step: Step, entry: tuple[str | int, ...], text: Phrase) -> Phrase:
    return Phrase("{place}: {fault}", place=place(step.number, step.kind, *entry), fault=text)


def _cooperation(work: Desk, step: Step, text: str, *entry: str | int) -> str:
    """Return the id of a cooperation that has not ended."""
    found = scenario_names.cooperation(work.records.cooperations, text)
    if isinstance(found, Phrase):
        raise _fault(step, entry, found)
    if work.status(found) == "ended":
        raise _fault(step, entry, Phrase(_("“{name}” has ended on that day"), name=work.name(found)))
    work.touch(step, found)
    if work.status(found) != "active" and found not in work.made:
        text = _("“{name}” is not active on that day: it is shown, but covers no topics")
        work.tell(step, TOLD, Phrase(text, name=work.name(found)))
    return found


def _members(work: Desk, step: Step) -> list[tuple[str, str, Member]]:
    """Return key, name and details of the members of a step, each key once."""
    faults: list[Phrase] = []
    given: Sequence[Member] = step.fields["members"]
    found: dict[str, tuple[str, str, Member]] = {}
    places = work.places.find_all([member.name for member in given])
    for at, (member, one) in enumerate(zip(given, places, strict=True)):
        if isinstance(one, Phrase):
            faults.append(_placed(step, ("members", at), one))
            continue
        if one.key in work.dissolved and not one.inside:
            text = Phrase(_("“{value}” was dissolved in step {step}"), value=member.name, step=work.dissolved[one.key])
            faults.append(_placed(step, ("members", at), text))
            continue
        if one.key in found:
            work.tell(step, NOTHING, Phrase(_("{name} is named twice and counted once"), name=one.name or one.key))
            continue
        found[one.key] = (one.key, one.name, member)
        if not one.inside:
            outside = _("{key} is not in the boundaries: it is a member, but its area and inhabitants are not known")
            work.tell(step, TOLD, Phrase(outside, key=one.key))
    if faults:
        raise _FaultError(*faults)
    work.named.update(dict.fromkeys(found))
    return list(found.values())


def _statutory(work: Desk, step: Step, cooperation: str, text: str) -> None:
    """Tell that what a law prescribes is no matter of an agreement; the step is computed all the same."""
    obligation = str(work.records.cooperations["obligation"][cooperation])
    if obligation == "statutory":
        work.tell(step, IMPOSSIBLE, Phrase(text, name=work.name(cooperation)))
    elif obligation != "voluntary":
        unknown = _("Whether a law prescribes “{name}” is not recorded")
        work.tell(step, TOLD, Phrase(unknown, name=work.name(cooperation)))


def _free(work: Desk, step: Step, identifier: str) -> str:
    if identifier in work.records.cooperations.index:
        raise _fault(step, ("id",), Phrase(_("there is a cooperation “{value}” already"), value=identifier))
    return identifier


def _found(work: Desk, step: Step) -> None:
    ids = work.records.cooperations.index
    identifier = step.text("id")
    identifier = _free(work, step, identifier) if identifier else scenario_file.identifier(step.text("name"), ids)
    members = _members(work, step)
    if len(members) < 2:
        text = Phrase(_("a cooperation of {count} members cannot be founded"), count=len(members))
        raise _fault(step, ("members",), text)
    form = step.text("format") or "unknown"
    if form == "unknown":
        work.tell(step, TOLD, Phrase(_("the form of “{name}” is not decided yet"), name=step.text("name")))
    work.add_cooperation(identifier, name=step.text("name"), topics=step.fields.get("topics", ()), form=form)
    work.touch(step, identifier)
    work.add_members(step, identifier, members)


def _join(work: Desk, step: Step) -> None:
    one = _cooperation(work, step, step.text("cooperation"), "cooperation")
    _statutory(work, step, one, _("“{name}” is prescribed by law: who belongs to it is not decided by agreement"))
    there = set(work.counting(one)["key"])
    members = _members(work, step)
    for key, name, _member in members:
        if key in there:
            text = Phrase(_("{member} is a member of “{name}” already"), member=name or key, name=work.name(one))
            work.tell(step, NOTHING, text)
    coming = [given for given in members if given[0] not in there]
    table = work.records.members
    mine = (table["cooperation_id"] == one) & table["key"].isin([key for key, _name, _member in coming])
    # Who left in this scenario comes back as it was; where it is not clear whether one is a member, the step decides.
    plain = [key for key, _name, member in coming if member.plain]
    back = mine & (table[GONE] == "left") & table["key"].isin(plain)
    unclear = mine & (table[GONE] == "") & (table["counts_as_member"] == "unclear")
    for name in dict.fromkeys(table.loc[unclear, "name"]):
        text = Phrase(
            _("whether {member} is a member of “{name}” is not clear; here it is one"), member=name, name=work.name(one)
        )
        work.tell(step, TOLD, text)
    marks = table[GONE].mask(back, "").mask(unclear, "replaced")
    work.change(members=table.assign(**{GONE: marks}))
    known = set(table.loc[back, "key"])
    new = [given for given in coming if given[0] not in known]
    if new:
        work.add_members(step, one, new)


def _leave(work: Desk, step: Step) -> None:
    one = _cooperation(work, step, step.text("cooperation"), "cooperation")
    _statutory(work, step, one, _("“{name}” is prescribed by law: leaving it is not possible by agreement"))
    counted = work.counting(one)
    members = _members(work, step)
    for key, name, _member in members:
        if key not in set(counted["key"]):
            text = Phrase(_("{member} is no member of “{name}” itself"), member=name or key, name=work.name(one))
            work.tell(step, NOTHING, text)
    table = work.records.members
    leaving = table.index.isin(counted.index[counted["key"].isin([key for key, _name, _member in members])])
    added = leaving & (table[STEP] > 0).to_numpy()
    gone = table.loc[added, "key"]
    back = (table["cooperation_id"] == one) & (table[GONE] == "replaced") & table["key"].isin(gone)
    marks = table[GONE].mask(leaving & ~added, "left").mask(back, "")
    work.change(members=table.assign(**{GONE: marks})[~added].reset_index(drop=True))
    if work.counting(one).empty:
        work.tell(step, TOLD, Phrase(_("“{name}” has no member left"), name=work.name(one)))


def _end(work: Desk, step: Step) -> None:
    one = _cooperation(work, step, step.text("cooperation"), "cooperation")
    _statutory(work, step, one, _("“{name}” is prescribed by law: ending it is not possible by agreement"))
    work.named.update(dict.fromkeys(work.counting(one)["key"]))
    _ended(work, one)


def _ended(work: Desk, cooperation: str) -> None:
    """End a cooperation; what the scenario founded was never there."""
    if cooperation in work.made:
        work.remove(cooperation)
        return
    last = work.as_of - timedelta(days=1)
    table = work.records.cooperations.copy()
    table.loc[cooperation, ["stage", "end"]] = ["ended", last.isoformat()]
    table.loc[cooperation, "end_date"] = pd.Timestamp(last)
    work.change(cooperations=table)


def _change_form(work: Desk, step: Step) -> None:
    one = _cooperation(work, step, step.text("cooperation"), "cooperation")
    _statutory(work, step, one, _("“{name}” is prescribed by law: its form is not decided by agreement"))
    form, table = step.text("format"), work.records.cooperations.copy()
    if table["format"][one] == form:
        work.tell(step, NOTHING, Phrase(_("“{name}” has this form already"), name=work.name(one)))
        return
    level = codelists.load("formats").field("bindingness").get(form)
    table.loc[one, "format"] = form
    table.loc[one, "bindingness"] = pd.NA if level is None else level
    work.named.update(dict.fromkeys(work.counting(one)["key"]))
    work.change(cooperations=table)


def _add_actor(work: Desk, step: Step) -> None:
    one = _cooperation(work, step, step.text("cooperation"), "cooperation")
    actors, name = work.records.actors, step.text("name")
    if ((actors["cooperation_id"] == one) & (actors["name"].str.casefold() == name.casefold())).any():
        work.tell(step, NOTHING, Phrase(_("{member} takes part in “{name}” already"), member=name, name=work.name(one)))
        return
    row = pd.DataFrame([{"cooperation_id": one, "name": name, "kind": step.text("kind") or "unknown"}])
    work.change(actors=appended(actors, row))


def _merge(work: Desk, step: Step) -> None:
    every = list(
        dict.fromkeys(
            _cooperation(work, step, text, "cooperations", at) for at, text in enumerate(step.fields["cooperations"])
        )
    )
    if len(every) < 2:
        raise _fault(step, ("cooperations",), Phrase(_("the names stand for one cooperation")))
    for one in every:
        _statutory(work, step, one, _("“{name}” is prescribed by law: merging it is not possible by agreement"))
    wanted = step.text("id")
    identifier = wanted or scenario_file.identifier(step.text("name"), work.records.cooperations.index)
    if identifier not in every:
        _free(work, step, identifier)
    table = work.records.cooperations.loc[every]
    topics = work.records.topics
    topics = tuple(topics.loc[topics["cooperation_id"].isin(every), "topic"].drop_duplicates())
    rows = pd.concat([work.counting(one) for one in every]).drop_duplicates("key")
    actors = work.records.actors
    actors = actors[actors["cooperation_id"].isin(every)].drop_duplicates("name")
    form, obligation = (_common(table[name]) for name in ("format", "obligation"))
    if not step.text("format") and form == "unknown":
        work.tell(
            step, TOLD, Phrase(_("the forms differ: that of “{name}” is not decided yet"), name=step.text("name"))
        )
    work.named.update(dict.fromkeys(rows["key"]))
    for one in every:
        if one == identifier:
            work.remove(one)
        else:
            _ended(work, one)
    chosen = step.fields.get("topics") or tuple(one for one in topics if one != "unknown")
    work.add_cooperation(
        identifier, name=step.text("name"), topics=chosen, form=step.text("format") or form, obligation=obligation
    )
    work.touch(step, identifier)
    day = {"from": work.as_of.isoformat(), "from_date": pd.Timestamp(work.as_of)}
    moved = rows.assign(cooperation_id=identifier, **{STEP: step.number}, **day)
    work.change(
        members=appended(work.records.members, moved),
        actors=appended(work.records.actors, actors.assign(cooperation_id=identifier)),
    )


def _common(values: pd.Series) -> str:
    """Return the value that all have, ``unknown`` where they differ."""
    return str(values.iloc[0]) if (values == values.iloc[0]).all() else "unknown"


def _merge_municipalities(work: Desk, step: Step) -> None:
    places, faults, every = work.places, [], []
    for at, text in enumerate(step.fields["keys"]):
        one = places.town(text)
        if isinstance(one, Phrase):
            faults.append(_placed(step, ("keys", at), one))
        else:
            every.append(one)
    if faults:
        raise _FaultError(*faults)
    wrong = scenario_merge.merge(work, step, list(dict.fromkeys(every)))
    if wrong:
        raise _FaultError(*(_placed(step, (name,), text) for name, text in wrong))


_STEPS: Final[Mapping[str, Callable[[Desk, Step], None]]] = MappingProxyType(
    {
        "found": _found,
        "join": _join,
        "leave": _leave,
        "end": _end,
        "change_form": _change_form,
        "add_actor": _add_actor,
        "merge": _merge,
        "merge_municipalities": _merge_municipalities,
    }
)
