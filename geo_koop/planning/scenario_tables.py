"""The tables that the steps of a scenario change, and what was told on the way."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

import geopandas as gpd
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import join
from geo_koop.errors import Phrase
from geo_koop.intake.files import keys
from geo_koop.model import Records
from geo_koop.planning.scenario_checks import Member, Step
from geo_koop.planning.scenario_names import Places

STEP: Final = "_step"
"""Column of the members: number of the step that added the row, 0 for what is recorded."""
GONE: Final = "_gone"
"""Column of the members: ``left`` or ``replaced`` by a step, else empty."""
NOTHING, IMPOSSIBLE, TOLD = "nothing", "impossible", "told"


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is to be said of a step.

    Attributes
    ----------
    step : int
    kind : {"nothing", "impossible", "told"}
        The step changes nothing; it cannot be done by agreement; anything else worth knowing.
    text : Phrase
        In words, to be translated (catalogue ``errors``).
    """

    step: int
    kind: str
    text: Phrase


@dataclass(kw_only=True)
class Desk:
    """What steps work on: copies of the tables, which nobody else holds.

    Attributes
    ----------
    records : Records
    areas : geopandas.GeoDataFrame
        As in :class:`geo_koop.model.Boundaries`.
    as_of : datetime.date
    national : str
        Key system.
    notes : list of Note
    touched : dict of list of int
        Id of a cooperation to the steps that name it.
    named : dict of None
        Keys of municipalities, associations and districts that steps name.
    made : set of str
        Cooperations that steps founded.
    merged : dict of str
        Key of a municipality that was dissolved to its successor.
    dissolved : dict of int
        Key of a municipality to the step that dissolved it.
    """

    records: Records
    areas: gpd.GeoDataFrame
    as_of: date
    national: str
    notes: list[Note] = field(default_factory=list)
    touched: dict[str, list[int]] = field(default_factory=dict)
    named: dict[str, None] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    dissolved: dict[str, int] = field(default_factory=dict)
    _places: Places | None = None

    @property
    def places(self) -> Places:
        """Members that can be found in the areas; made once, until the areas change."""
        if self._places is None:
            self._places = Places(self.areas, self.national)
        return self._places

    def redraw(self, areas: gpd.GeoDataFrame) -> None:
        """Work on other areas from now on."""
        self.areas, self._places = areas, None

    def tell(self, step: Step, kind: str, text: Phrase) -> None:
        """Note something about a step."""
        self.notes.append(Note(step=step.number, kind=kind, text=text))

    def touch(self, step: Step, cooperation: str) -> None:
        """Remember that a step names a cooperation."""
        steps = self.touched.setdefault(cooperation, [])
        if step.number not in steps:
            steps.append(step.number)

    def change(self, **tables: pd.DataFrame) -> None:
        """Work on other record tables from now on."""
        self.records = replace(self.records, **tables)

    def name(self, cooperation: str) -> str:
        """Return the name of a cooperation."""
        return str(self.records.cooperations["name"][cooperation])

    def status(self, cooperation: str) -> str:
        """Return the status of a cooperation on the day: see :func:`geo_koop.analysis.join.status`."""
        return str(join.status(self.records.cooperations.loc[[cooperation]], self.as_of).iloc[0])

    def counting(self, cooperation: str) -> pd.DataFrame:
        """Return the rows of the members that a cooperation has on the day."""
        table = self.records.members
        rows = table[(table["cooperation_id"] == cooperation) & (table[GONE] == "")]
        return rows[join.counted_on(rows, self.records.cooperations, self.as_of)]

    def add_members(self, step: Step, cooperation: str, members: list[tuple[str, str, Member]]) -> None:
        """Add rows of members: key, name, and what was written of each."""
        day = pd.Timestamp(self.as_of)
        rows = pd.DataFrame(
            {
                "cooperation_id": cooperation,
                "key": [key for key, _name, _member in members],
                "name": [name for _key, name, _member in members],
                "role": [member.role for _key, _name, member in members],
                "via": [member.via for _key, _name, member in members],
                "from": self.as_of.isoformat(),
                "from_date": day,
                "counts_as_member": "yes",
                "covers": [member.covers for _key, _name, member in members],
                "share": [member.share for _key, _name, member in members],
                "votes": [member.votes for _key, _name, member in members],
                "recorded_key": [key for key, _name, _member in members],
                STEP: step.number,
            }
        )
        self.change(members=appended(self.records.members, keys.with_levels(rows, national=self.national)))

    def add_cooperation(
        self, identifier: str, *, name: str, topics: tuple[str, ...], form: str, obligation: str = "voluntary"
    ) -> None:
        """Add a cooperation that begins on the day."""
        level = codelists.load("formats").field("bindingness").get(form)
        known = topics or ("unknown",)
        row = pd.DataFrame(
            {
                "name": name,
                "topics": ";".join(known),
                "format": form,
                "stage": "operating",
                "start": self.as_of.isoformat(),
                "start_date": pd.Timestamp(self.as_of),
                "obligation": obligation,
                "bindingness": level,
                "completeness": "full",
                "evidence_date": pd.Timestamp(self.as_of),
            },
            index=pd.Index([identifier], name="cooperation_id"),
        )
        about = pd.DataFrame({"cooperation_id": identifier, "topic": list(known)})
        self.change(
            cooperations=appended(self.records.cooperations, row, ignore_index=False),
            topics=appended(self.records.topics, about),
        )
        self.made.add(identifier)

    def remove(self, cooperation: str) -> None:
        """Take a cooperation out of all tables, as if there had never been one."""
        there = self.records
        self.change(
            cooperations=there.cooperations.drop(index=cooperation),
            **{
                name: _without(getattr(there, name), cooperation) for name in ("topics", "members", "actors", "sources")
            },
        )
        self.made.discard(cooperation)

    def finish(self) -> Records:
        """Return the records as steps leave them, without the columns of the work."""
        table = self.records.members
        left = (table[GONE] == "left").to_numpy()
        last = self.as_of - timedelta(days=1)
        closed = table[left].assign(counts_as_member="former", to=last.isoformat(), to_date=pd.Timestamp(last))
        # A mask in place of parts put together: rows keep their order.
        table = table.copy()
        for name in ("counts_as_member", "to", "to_date"):
            table.loc[left, name] = closed[name].astype(table[name].dtype)
        table = table[table[GONE] != "replaced"].drop(columns=[STEP, GONE])
        return replace(self.records, members=table.reset_index(drop=True))


def desk(records: Records, areas: gpd.GeoDataFrame, *, as_of: date, national: str) -> Desk:
    """Return a desk with copies of the tables."""
    marked = records.members.assign(**{STEP: 0, GONE: ""}).astype({GONE: "str"})
    return Desk(records=replace(records, members=marked), areas=areas.copy(deep=False), as_of=as_of, national=national)


def appended(table: pd.DataFrame, rows: pd.DataFrame, *, ignore_index: bool = True) -> pd.DataFrame:
    """Return a table with more rows, of the same columns and types; texts that rows lack are empty."""
    lacking = {name: "" for name in table if name not in rows and pd.api.types.is_string_dtype(table[name].dtype)}
    lacking |= {name: 0 for name in table if name not in rows and pd.api.types.is_integer_dtype(table[name].dtype)}
    filled = rows.assign(**lacking).reindex(columns=table.columns)
    filled = filled.astype({name: table[name].dtype for name in table})
    return pd.concat([table, filled], ignore_index=ignore_index)


def _without(table: pd.DataFrame, cooperation: str) -> pd.DataFrame:
    return table[table["cooperation_id"] != cooperation].reset_index(drop=True)
