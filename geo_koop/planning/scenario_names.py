"""Finds members and cooperations of a scenario by key, id or name; a wrong name is answered with the nearest ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo_koop.analysis import join
from geo_koop.errors import Phrase
from geo_koop.intake.files import keys
from geo_koop.locale import mark as _
from geo_koop.result import named

_MANY = 6
_SUGGESTED = 20
"""So many wrong names are answered with the nearest ones; looking for these takes its time."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A member that was found.

    Attributes
    ----------
    key, name : str
        The name is empty where the boundaries do not hold the key.
    inside : bool
        Whether the boundaries hold it.
    """

    key: str
    name: str
    inside: bool


class Places:
    """Municipalities, associations and districts of boundaries, by key and by name.

    Parameters
    ----------
    areas : pandas.DataFrame
        As in :class:`geo_koop.model.Boundaries`.
    national : str
        Key system.
    """

    def __init__(self, areas: pd.DataFrame, national: str) -> None:
        self._known, self._national = keys.known_of(areas), national
        towns = areas[areas["kind"] == "municipality"]
        self._towns = towns.index
        self._open = areas.index[areas["kind"] != "municipality"]
        joined = join.associations(towns)
        levels = [
            towns["name"],
            join.associations(towns, "association_name").set_axis(joined),
            towns["district_name"].set_axis(towns["district"]),
        ]
        names = pd.concat([level[level.index != ""] for level in levels]).fillna("").astype("str")
        self._names = names[~names.index.duplicated() & (names != "").to_numpy()]
        home = towns["district_name"].reindex(self._names.index).fillna("").astype("str")
        home = home.where(home == "", home + ", ")
        self._described = self._names + " (" + home + self._names.index.astype("str") + ")"
        self._by_name: dict[str, list[str]] = {}
        for name, key in zip(self._names.str.casefold(), self._names.index, strict=True):
            self._by_name.setdefault(name, []).append(str(key))
        self._places = {*self._known, *self._open}

    def find_all(self, texts: Sequence[str]) -> list[Place | Phrase]:
        """Return for each key or name the member that it stands for, or what is wrong with it."""
        direct = [self._direct(text) for text in texts]
        rest = pd.Series([text for text, found in zip(texts, direct, strict=True) if found is None], dtype="str")
        if rest.empty:
            return [found for found in direct if found is not None]
        read = keys.normalise(rest, national=self._national, known=self._known)
        usable = read["key"].where(~read["state"].isin(keys.REFUSED), "")
        looked_up = dict(zip(rest, usable, strict=True))
        made: list[Place | Phrase] = []
        wrong = 0
        for text, found in zip(texts, direct, strict=True):
            one = found or self._read(text, str(looked_up[text]), suggest=wrong < _SUGGESTED)
            wrong += isinstance(one, Phrase)
            made.append(one)
        return made

    def _direct(self, text: str) -> Place | Phrase | None:
        """Return what a text stands for where it is a key, or a name of one or several."""
        if text in self._open:
            return Phrase(_("“{value}” is an unincorporated area, which is never a member"), value=text)
        if text in self._known:
            return Place(key=text, name=str(self._names.get(text, "")), inside=True)
        found = self._by_name.get(text.casefold(), [])
        if len(found) == 1:
            return Place(key=found[0], name=str(self._names[found[0]]), inside=True)
        if found:
            choices = "; ".join(self._described[found[:_MANY]])
            return Phrase(_("“{value}” stands for several; use the key: {choices}"), value=text, choices=choices)
        return None

    def _read(self, text: str, key: str, *, suggest: bool) -> Place | Phrase:
        """Return what a text stands for that is a key in another form, or of no area of the boundaries."""
        found = self._direct(key) if key and key in self._places else None
        if found is not None:
            return found
        if key and self._national == "de":
            return Place(key=key, name="", inside=False)
        problem = _("there is no municipality, association or district “{name}”")
        return _unknown(problem, text, self._names, self._described) if suggest else Phrase(problem, name=text)

    def town(self, text: str) -> str | Phrase:
        """Return the key of a municipality, or what is wrong with what was written."""
        found = self.find_all([text])[0]
        if isinstance(found, Phrase):
            return found
        if not found.inside or found.key not in self._towns:
            return Phrase(_("“{value}” is no municipality of the boundaries"), value=text)
        return found.key


def cooperation(table: pd.DataFrame, text: str) -> str | Phrase:
    """Return the id of a cooperation that is named by id or name, or what is wrong with it.

    Parameters
    ----------
    table : pandas.DataFrame
        Indexed by ``cooperation_id``; ``name``.
    text : str
    """
    names = table["name"].astype("str")
    if text in names.index:
        return text
    found = names[names.str.casefold() == text.casefold()]
    if len(found) == 1:
        return str(found.index[0])
    described = names + " (" + names.index.astype("str") + ")"
    if len(found):
        choices = "; ".join(described[found.index][:_MANY])
        return Phrase(_("“{value}” stands for several; use the id: {choices}"), value=text, choices=choices)
    known = pd.concat([names, pd.Series(names.index.astype("str"), index=names.index)])
    return _unknown(_("there is no cooperation “{name}”"), text, known, described)


def _unknown(problem: str, text: str, names: pd.Series, described: pd.Series) -> Phrase:
    near = named.nearest(text, names)
    said = Phrase(problem, name=text)
    if not near:
        return Phrase(_("{problem}; use the key, or the whole name as it stands in the data"), problem=said)
    choices = "; ".join(described[near][:_MANY])
    return Phrase(_("{problem}; what may be meant: {choices}"), problem=said, choices=choices)
