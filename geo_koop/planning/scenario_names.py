"""Finds members and cooperations of a scenario by key, id or name; a wrong name is answered with the nearest ones."""

from dataclasses import dataclass

import pandas as pd

from geo_koop.analysis import join
from geo_koop.errors import Phrase
from geo_koop.intake.files import keys
from geo_koop.locale import mark as _
from geo_koop.result import named

_MANY = 6


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
        self._folded = self._names.str.casefold()

    def find(self, text: str) -> Place | Phrase:
        """Return the member that a key or name stands for, or what is wrong with it."""
        read = keys.normalise(pd.Series([text]), national=self._national, known=self._known).iloc[0]
        key = str(read["key"]) if read["state"] not in keys.REFUSED else ""
        if key in self._open:
            return Phrase(_("“{value}” is an unincorporated area, which is never a member"), value=text)
        if key in self._known:
            return Place(key=key, name=str(self._names.get(key, "")), inside=True)
        found = self._folded[self._folded == text.casefold()]
        if len(found) == 1:
            return Place(key=str(found.index[0]), name=str(self._names[found.index[0]]), inside=True)
        if len(found):
            choices = "; ".join(self._described[found.index][:_MANY])
            return Phrase(_("“{value}” stands for several; use the key: {choices}"), value=text, choices=choices)
        if key and self._national == "de":
            return Place(key=key, name="", inside=False)
        return _unknown(
            _("there is no municipality, association or district “{name}”"), text, self._names, self._described
        )

    def town(self, text: str) -> str | Phrase:
        """Return the key of a municipality, or what is wrong with what was written."""
        found = self.find(text)
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
