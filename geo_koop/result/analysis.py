"""The result of an analysis: a frozen object of tables."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, Generic, NoReturn, Self, TypeVar, overload

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop import codelists
from geo_koop.analysis import contiguity, coverage, entanglement, join, patterns, selection
from geo_koop.analysis.coverage import Grid, Positions
from geo_koop.analysis.territory import Territory
from geo_koop.analysis.territory import build as build_territory
from geo_koop.codelists import words
from geo_koop.errors import UsageError
from geo_koop.given import Texts, only_known, texts
from geo_koop.intake.records.events import empty as empty_events
from geo_koop.model import Filters, Provenance
from geo_koop.result.showing import Showing

F = TypeVar("F", bound=pd.DataFrame)
V = TypeVar("V")
_CUT: Final = ("cooperations", "members", "area", "patterns", "actors", "sources", "topics", "events")
"""Tables of which a part has a part; the others are those of the whole."""
_DECISION = ("pattern", "provisional", "rule", "margin", "reason_code", "reason_de", "reason_en")
"""Columns of the patterns that are no indicators."""
STATUTORY: Final = "statutory"
"""What a law prescribes (:attr:`Analysis.left_out`)."""
THROUGH_OTHERS: Final = "through"
"""What covers a municipality only because its district or its association is a member."""


class _Table(Generic[F]):
    """A table of a result, handed out as a copy."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, result: None, owner: type) -> Self: ...
    @overload
    def __get__(self, result: "Analysis", owner: type) -> F: ...
    def __get__(self, result: "Analysis | None", owner: type) -> Any:
        return self if result is None else result._table(self._name).copy(deep=False)


class Analysis(Showing):
    """The result: a frozen object of tables. Outputs and app only read it.

    It is a whole, or the part of one that filters leave: the tables of the whole and a mask that tells which
    cooperations stay. Tables of a part are cut out, and measures computed, when they are first asked for. What is
    handed out is a copy (of pandas' cheap kind), so that nothing done to it changes the result. Two results are
    equal only where they are the same object.

    Attributes
    ----------
    municipalities : geopandas.GeoDataFrame
        Indexed by AGS, sorted, in a metric CRS; columns of :class:`Boundaries` plus ``area_km2``.
    unincorporated : geopandas.GeoDataFrame
        The areas without a council, with the same columns.
    cooperations : pandas.DataFrame
        Columns of :class:`Records` (``bindingness`` missing where the cooperation is only planned) plus
        ``evidence_date`` (datetime64), ``planned, undated`` (bool), ``status`` (``active``, ``not_started``, ``ended``,
        ``not_agreed``, ``start_unknown``), ``active`` (bool), ``shown`` (bool: counted in measures and
        drawn on the map; active, or asked for by the stage filter), ``n_members`` (certain at the date),
        ``n_unclear``, ``pattern``, ``provisional``.
    members : pandas.DataFrame
        Columns of :class:`Records` plus ``level`` (``municipality``, ``district``, ``association``,
        ``unincorporated``, ``unresolved``), ``counts`` (bool: certain on the date), ``unit``
        (``municipality``, ``association``, ``within``, ``extending``, ``co_carrier`` or missing),
        ``area_name``, and ``key_level, key_district`` (of a German key, by its form).
    area : pandas.DataFrame
        ``cooperation_id, key, through`` (``member``, ``indirect``, ``association``, ``district``): every
        municipality that a cooperation covers, once.
    neighbours : pandas.DataFrame
        ``key_a, key_b, kind`` (``border``, ``gap``, ``bridged``, ``link``): contiguous municipalities.
    patterns : pandas.DataFrame
        Indexed by ``cooperation_id``: ``pattern, provisional, rule, margin, reason_code, reason_de,
        reason_en`` and the indicators of ``docs/method.md``.
    actors, sources, scopes, topics : pandas.DataFrame
        As in :class:`Records`.
    events : pandas.DataFrame
        Dated steps in the life of cooperations, as recorded: ``cooperation_id, date, kind, stage, format, key, note,
        source, event_date``.
    findings : pandas.DataFrame
        See :mod:`geo_koop.findings`.
    provenance : Provenance
    kin : Analysis, optional
        The same records on another date; only to take over what filters ask of them and no date changes.
    territory : Territory
        The areas as arrays; made of municipalities and neighbours, without zones, where none is given.
    left_out : tuple of str
        What is not counted: :data:`STATUTORY`, :data:`THROUGH_OTHERS`; empty where everything is.
    """

    municipalities = _Table[gpd.GeoDataFrame]()
    unincorporated = _Table[gpd.GeoDataFrame]()
    cooperations = _Table[pd.DataFrame]()
    members = _Table[pd.DataFrame]()
    area = _Table[pd.DataFrame]()
    neighbours = _Table[pd.DataFrame]()
    patterns = _Table[pd.DataFrame]()
    actors = _Table[pd.DataFrame]()
    sources = _Table[pd.DataFrame]()
    scopes = _Table[pd.DataFrame]()
    topics = _Table[pd.DataFrame]()
    events = _Table[pd.DataFrame]()
    findings = _Table[pd.DataFrame]()
    provenance: Provenance
    _whole: "Analysis | None"
    _kin: "Analysis | None"
    _land: Territory | None
    _tables: dict[str, pd.DataFrame]
    _cuts: dict[str, pd.DataFrame]
    _levels: dict[str, pd.DataFrame]
    _stays: np.ndarray
    _shown: np.ndarray
    left_out: tuple[str, ...]
    _fuller: "Analysis | None"

    def __init__(
        self,
        *,
        municipalities: gpd.GeoDataFrame,
        unincorporated: gpd.GeoDataFrame,
        cooperations: pd.DataFrame,
        members: pd.DataFrame,
        area: pd.DataFrame,
        neighbours: pd.DataFrame,
        patterns: pd.DataFrame,
        actors: pd.DataFrame,
        sources: pd.DataFrame,
        scopes: pd.DataFrame,
        topics: pd.DataFrame,
        findings: pd.DataFrame,
        provenance: Provenance,
        events: pd.DataFrame | None = None,
        kin: "Analysis | None" = None,
        territory: Territory | None = None,
    ) -> None:
        events = empty_events() if events is None else events
        given = {name: value for name, value in locals().items() if isinstance(value, pd.DataFrame)}
        tables = {name: table.copy(deep=False) for name, table in given.items()}
        stays, shown = np.ones(len(cooperations), dtype=bool), cooperations["shown"].to_numpy(dtype=bool)
        vars(self).update(provenance=provenance, _kin=kin, _tables=tables, _cuts={}, _levels={}, _land=territory)
        vars(self).update(_whole=None, _stays=stays, _shown=shown, left_out=(), _fuller=None)

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        raise AttributeError(f"a result does not change: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a result does not change: {name} cannot be removed")

    def part(
        self,
        keep: pd.Series | np.ndarray | Sequence[bool],
        *,
        shown: np.ndarray | None = None,
        filters: Filters | None = None,
    ) -> "Analysis":
        """Return the analysis of some of the cooperations.

        Parameters
        ----------
        keep : pandas.Series, numpy.ndarray or sequence of bool
            A Series is aligned by its index, as pandas does; anything else has the order of ``cooperations``.
        shown : numpy.ndarray of bool, optional
            Which cooperations count in measures and on the map; as before where it is left out.
        filters : Filters, optional
            To be named in the provenance; as before where it is left out.

        Raises
        ------
        UsageError
            If ``keep`` says nothing, or anything but yes or no, of a cooperation.
        """
        chosen = selection.aligned(keep, self._tables["cooperations"].index[self._rows_kept])
        if self.left_out:
            return self._part_of_fuller(chosen, shown, filters)
        stays, counts = np.zeros_like(self._stays), self._shown.copy()
        stays[self._rows_kept] = chosen
        if shown is not None:
            counts[self._rows_kept] = np.asarray(shown, dtype=bool)
        provenance = self.provenance if filters is None else replace(self.provenance, filters=filters)
        return self._origin._some(stays, counts, provenance)

    def _some(self, stays: np.ndarray, shown: np.ndarray, provenance: Provenance) -> "Analysis":
        """Return some of the cooperations of this whole."""
        made = object.__new__(Analysis)
        vars(made).update(provenance=provenance, _kin=None, _tables=self._tables, _cuts={}, _levels={})
        vars(made).update(_whole=self, _stays=stays, _shown=shown, left_out=(), _fuller=None)
        return made

    def _part_of_fuller(self, keep: np.ndarray, shown: np.ndarray | None, filters: Filters | None) -> "Analysis":
        """Return a part of what this one leaves something out of, and leave the same out of it."""
        stays, counts = self.fuller._stays & ~self._stays, self.fuller._shown.copy()
        stays[self._rows_kept] = keep
        if shown is not None:
            counts[self._rows_kept] = np.asarray(shown, dtype=bool)
        rows = self.fuller._rows_kept
        return self.fuller.part(stays[rows], shown=counts[rows], filters=filters).leaving_out(self.left_out)

    def leaving_out(self, kinds: Iterable[str]) -> "Analysis":
        """Return the analysis without some of :data:`STATUTORY` and :data:`THROUGH_OTHERS`."""
        wanted = set(kinds)
        made = self.without_statutory() if STATUTORY in wanted else self
        return made.own_memberships() if THROUGH_OTHERS in wanted else made

    @property
    def fuller(self) -> "Analysis":
        """The analysis from which :attr:`left_out` was left out; itself, where nothing was."""
        return self._fuller or self

    @property
    def whole(self) -> "Analysis":
        """The analysis without filters, and with all that was left out of this one."""
        return self.fuller._origin

    @property
    def positions(self) -> Positions:
        """Who covers what about which topic as numbers, of the whole: made once, to be read."""
        return self._origin._known

    @property
    def territory(self) -> Territory:
        """The areas as arrays, by which patterns are decided; the same for all parts of a whole."""
        return self._origin._arrays

    def remembered(self, name: Hashable, make: Callable[[], V]) -> V:
        """Return what is computed of this result once, and kept with it.

        Parameters
        ----------
        name : hashable
            Of what is kept, with all that it depends on besides this result.
        make : callable
            Is called the first time.
        """
        if name not in self._memory:
            self._memory[name] = make()
        kept: V = self._memory[name]
        return kept

    @cached_property
    def _memory(self) -> dict[Hashable, Any]:
        return {}

    def own_memberships(self) -> "Analysis":
        """Return the analysis of what municipalities are members of themselves, directly or indirectly.

        Its ``area`` lacks what covers a municipality through its district or its association; a cooperation that
        covers all of its area so is shown no longer.
        """
        return self._own or self

    def surveyed(self, regions: Iterable[str] | None = None) -> np.ndarray:
        """Tell for each municipality whether numbers are about it: no surroundings, and inside the regions chosen.

        Where someone chooses surroundings alone, numbers are about these.

        Parameters
        ----------
        regions : iterable of str, optional
            Those of the filters where it is left out.
        """
        wanted = self.provenance.filters.regions if regions is None else tuple(regions)
        table = self._tables["municipalities"]
        asked = ~table["context"].to_numpy(dtype=bool) if "context" in table else np.ones(len(table), dtype=bool)
        if not wanted:
            return asked
        inside = self.inside(wanted)
        return inside & asked if (inside & asked).any() else inside

    def without_statutory(self) -> "Analysis":
        """Return the analysis of the cooperations that no law prescribes; all of them where filters choose by that.

        Statutory bodies make everybody everybody's partner: partners, overlap and ties are told without them.
        """
        return self._free or self

    def replace(self, *, provenance: Provenance | None = None, **tables: pd.DataFrame) -> "Analysis":
        """Return the same with other tables, all measures computed anew.

        Raises
        ------
        UsageError
            If there is no such table.
        """
        only_known("Unknown tables: {strange}.", tables, self._tables)
        there = {name: getattr(self, name) for name in self._tables}
        land = None if {"municipalities", "neighbours"} & set(tables) else self._origin._land
        return Analysis(provenance=provenance or self.provenance, territory=land, **(there | tables))

    def values(self, name: str, rows: np.ndarray | None = None) -> Any:
        """Return a column of the cooperations as an array; quicker where nothing else of the table is wanted.

        Parameters
        ----------
        name : str
            Column of ``cooperations``, or ``cooperation_id``.
        rows : numpy.ndarray of int, optional
            Rows to return; all of them where it is left out.

        Raises
        ------
        UsageError
            If there is no such column.
        """
        only_known("Unknown columns: {strange}.", [name], [*self._tables["cooperations"], "cooperation_id"])
        at = self._rows_kept if rows is None else self._rows_kept[rows]
        if name == "shown":
            return self._shown[at]
        table = self._tables["cooperations"]
        return (table.index if name == "cooperation_id" else table[name]).array.take(at)

    def coverage(self, level: str = "municipality") -> pd.DataFrame:
        """Return topic coverage per area unit (columns: ``docs/results.md``).

        Parameters
        ----------
        level : {"municipality", "district", "state", "all"}
        """
        if level not in coverage.LEVELS:
            raise UsageError(
                "Unknown level “{level}”.",
                "Use one of {known}.",
                level=level,
                known=", ".join(coverage.LEVELS),
            )
        if level not in self._levels:
            self._levels[level] = self._covered(level)
        return self._levels[level].copy(deep=False)

    def topic_matrix(self) -> pd.DataFrame:
        """Return municipality × topic with the number of cooperations that cover both."""
        return coverage.topic_matrix(self._grid)

    def inside(self, codes: Texts | Iterable[str]) -> np.ndarray:
        """Tell for each municipality whether it lies in one of some areas.

        Parameters
        ----------
        codes : str or several
            Codes or names of survey regions, districts, states or municipalities.

        Raises
        ------
        UsageError
            If there is no such area, or a name stands for several.
        """
        wanted = texts("codes", codes if isinstance(codes, (str, Collection)) else list(codes))
        places = self._origin._places
        if not all(any(code in known for known, _at in places) for code in wanted):
            from geo_koop.result.words import regions

            wanted = regions(self, wanted)
        return selection.inside(places, wanted)

    def rows(self) -> np.ndarray:
        """Return the row that each cooperation of the whole has in ``cooperations``; -1 where it was left out.

        The whole is the analysis that this one was narrowed from; its order is kept.
        """
        return self._rows

    def covering(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which cooperations cover which municipalities, of those that are shown.

        The same as ``area``, but as numbers: quick to count with.

        Returns
        -------
        cooperation, municipality : numpy.ndarray of int
            A pair for each row: positions in ``cooperations`` and in ``municipalities``. They cannot be written to.
        """
        return self._covering

    def topics_at(self, topics: Texts) -> pd.DataFrame:
        """Return the coverage of topics taken together, for each municipality.

        Parameters
        ----------
        topics : str or several
            Topics or topic groups, by code or label, or ``"any"``.

        Returns
        -------
        pandas.DataFrame
            Indexed by key: ``topics`` (how many of them are covered), ``cooperations`` (on any of
            them), ``bindingness`` (strongest, -1 where none is known), ``grade`` (position in the
            codelist of the least thorough survey, -1 where one of the topics was not surveyed).
        """
        return coverage.of_topics(self.positions, self._counted, _topics(topics))

    def grades(self, topics: Texts) -> np.ndarray:
        """Return how thoroughly topics were surveyed in each municipality.

        Parameters
        ----------
        topics : str or several
            Topics or topic groups, by code or label, or ``"any"``.

        Returns
        -------
        numpy.ndarray of int
            (n municipalities,), position in the codelist of the least thorough survey; -1 where one of
            the topics was not surveyed.
        """
        codes = _topics(topics)
        if codes == [coverage.ANY_TOPIC]:
            return self._origin._any_grade
        return coverage.least_grade(self.positions, codes)

    @property
    def overlap(self) -> pd.DataFrame:
        """Number of cooperations per municipality: ``memberships, through_district, cooperations``."""
        return entanglement.overlap(self._counting("area"), self._ids, self._tables["municipalities"].index)

    @property
    def comembership(self) -> pd.DataFrame:
        """Edges ``key_a, key_b, cooperations, distance_km`` between municipalities with shared memberships."""
        return self._comembership.copy(deep=False)

    @property
    def congruence(self) -> pd.Series:
        """Mean share of a municipality's memberships that its partners share with it, 0 to 1."""
        return self._congruence.copy(deep=False)

    def shared_with(self, key: str) -> pd.DataFrame:
        """Return what a municipality shares with each other one: ``cooperation_id, key, kind``.

        ``kind`` is ``own`` where both are members themselves, else ``association`` or ``district``.
        """
        return entanglement.shared_with(self._counting("area"), self._ids, self._tables["municipalities"].index, key)

    def partners(self, key: str) -> pd.DataFrame:
        """Return how many cooperations a municipality shares with each other one.

        Returns
        -------
        pandas.DataFrame
            Indexed by key: ``own`` (both are members themselves), ``association``, ``district``, ``shared`` (all).
        """
        return entanglement.partners(self.shared_with(key), self._tables["municipalities"].index)

    def indicators(self, cooperation_id: str) -> dict[str, Any]:
        """Return the indicators of one cooperation as plain Python values.

        Raises
        ------
        UsageError
            If there is no such cooperation.
        """
        return self.indicator_rows([cooperation_id])[0]

    def indicator_rows(self, cooperation_ids: Sequence[str] | pd.Index) -> list[dict[str, Any]]:
        """Return the same of several cooperations, in their order."""
        strange = [one for one in cooperation_ids if one not in self._table("patterns").index]
        if strange:
            raise UsageError(
                "There is no cooperation {names} in this analysis.",
                "Name identifiers, as in the index of cooperations.",
                names=", ".join(map(str, strange)),
            )
        chosen = self._table("patterns").loc[list(cooperation_ids)].drop(columns=list(_DECISION), errors="ignore")
        plain = [chosen[name].astype(object).where(chosen[name].notna(), None).tolist() for name in chosen]
        return [dict(zip(chosen.columns, row, strict=True)) for row in zip(*plain, strict=True)]

    @property
    def core_cities(self) -> pd.Series:
        """Tell for each cooperation whether its most populous member (``core_key``) is a core city."""
        return self._origin._cores.reindex(self._table("cooperations").index)

    @property
    def selectable(self) -> selection.Known:
        """The whole as filters see it: made when the first of them comes."""
        return self._origin._selectable

    @property
    def _origin(self) -> "Analysis":
        """The whole; itself, where this is one."""
        return self._whole or self

    def _table(self, name: str) -> pd.DataFrame:
        """Return a table that this result keeps: to be read."""
        whole = self._tables[name]
        if self._origin is self or name not in _CUT:
            return whole
        if name not in self._cuts:
            self._cuts[name] = self._cut(whole, name)
        return self._cuts[name]

    def _cut(self, whole: pd.DataFrame, name: str) -> pd.DataFrame:
        if name == "cooperations":
            return whole[self._stays].assign(shown=self._shown[self._stays])
        if name == "patterns":
            return whole[self._stays]
        return whole[whole["cooperation_id"].isin(self._tables["cooperations"].index[self._stays])]

    def _counting(self, name: str) -> pd.DataFrame:
        """Return the rows of the cooperations that count."""
        table = self._tables[name]
        return table[table["cooperation_id"].isin(self._ids)]

    def _covered(self, level: str) -> pd.DataFrame:
        if level == "municipality":
            return coverage.by_municipality(self._grid)
        return coverage.by_level(
            self._grid,
            self._tables["municipalities"],
            level,
            area=self._counting("area"),
            topics=self._counting("topics"),
        )

    @cached_property
    def _free(self) -> "Analysis | None":
        """The part without what a law prescribes, made once; none where that is everything."""
        table = self._tables["cooperations"]
        if "obligation" not in table:
            return None
        statutory = np.asarray(table["obligation"] == "statutory", dtype=bool)
        if self.provenance.filters.obligation or not (statutory & self._stays).any():
            return None
        return self._thinned(self._origin._some(self._stays & ~statutory, self._shown, self.provenance), STATUTORY)

    @cached_property
    def _own(self) -> "Analysis | None":
        """The part of own memberships, made once; none where that is everything."""
        whole = self._origin
        if whole._themselves is None:
            return None
        shown = self._shown & whole._with_own
        return self._thinned(whole._themselves._some(self._stays, shown, self.provenance), THROUGH_OTHERS)

    def _thinned(self, made: "Analysis", kind: str) -> "Analysis":
        vars(made).update(left_out=(*self.left_out, kind), _fuller=self.fuller)
        return made

    @cached_property
    def _themselves(self) -> "Analysis | None":
        """The whole without the area that is covered through districts and associations; none where there is none."""
        area = self._tables["area"]
        through = area["through"].isin(["district", "association"])
        if not through.any():
            return None
        there = {name: self._tables[name] for name in self._tables} | {"area": area[~through]}
        return Analysis(provenance=self.provenance, kin=self, territory=self._land, **there)

    @cached_property
    def _with_own(self) -> np.ndarray:
        """For each cooperation, whether a municipality is itself a member, or none is covered at all."""
        table, ids = self._tables["area"], self._tables["cooperations"].index
        through = table["through"].isin(["district", "association"])
        any_of, own_of = (ids.isin(rows["cooperation_id"]) for rows in (table, table[~through]))
        return np.asarray(own_of | ~any_of)

    @cached_property
    def _rows_kept(self) -> np.ndarray:
        """Rows of the whole that stay."""
        return np.flatnonzero(self._stays)

    @cached_property
    def _rows(self) -> np.ndarray:
        return _fixed(np.where(self._stays, np.cumsum(self._stays) - 1, -1))

    @cached_property
    def _counted(self) -> np.ndarray:
        """For each cooperation of the whole, whether it stays and counts."""
        return np.asarray(self._stays & self._shown)

    @cached_property
    def _ids(self) -> pd.Index:
        """The cooperations that count."""
        return self._tables["cooperations"].index[self._counted]

    @cached_property
    def _known(self) -> Positions:
        names = ("area", "cooperations", "topics", "scopes", "municipalities")
        return coverage.positions(*(self._tables[name] for name in names))

    @cached_property
    def _places(self) -> tuple[selection.Coded, ...]:
        return selection.coded_places(self._tables["municipalities"])

    @cached_property
    def _selectable(self) -> selection.Known:
        cooperations = self._tables["cooperations"]
        if self._kin is not None:
            return selection.on_date(self._kin.selectable, cooperations)
        members = join.spread(self._tables["members"], self._tables["municipalities"])
        return selection.known(cooperations, self._tables["topics"], members, self._places)

    @cached_property
    def _arrays(self) -> Territory:
        if self._land is not None:
            return self._land
        towns = self._tables["municipalities"]
        return build_territory(towns, contiguity.restore(towns.index, self._tables["neighbours"]))

    @cached_property
    def _grid(self) -> Grid:
        return coverage.grid_of(self.positions, self._counted)

    @cached_property
    def _covering(self) -> tuple[np.ndarray, np.ndarray]:
        known = self.positions
        rows = self._counted[known.cooperation]
        return _fixed(self._rows[known.cooperation[rows]]), _fixed(known.municipality[rows])

    @cached_property
    def _any_grade(self) -> np.ndarray:
        return _fixed(coverage.least_grade(self.positions, [coverage.ANY_TOPIC]))

    @cached_property
    def _cores(self) -> pd.Series:
        levels = self._tables["municipalities"]["central_place"]
        return patterns.core_cities(self._tables["patterns"], levels, self.provenance.settings)

    @cached_property
    def _incidence(self) -> sparse.csr_array:
        return entanglement.incidence(self._counting("area"), self._ids, self._tables["municipalities"].index)

    @cached_property
    def _comembership(self) -> pd.DataFrame:
        return entanglement.comembership(self._incidence, self._tables["municipalities"])

    @cached_property
    def _congruence(self) -> pd.Series:
        return entanglement.congruence(self._incidence, self._tables["municipalities"].index)


def _topics(given: Texts) -> list[str]:
    """Return the codes of topics that are given by code or label."""
    named = [words.code("topics", text) or text for text in texts("topics", given)]
    unknown = codelists.load("topics").unknown(set(named) - {coverage.ANY_TOPIC})
    if unknown:
        raise UsageError(
            "Unknown {field}: {unknown}.",
            "Known are: {known}.",
            field="topics",
            unknown=", ".join(unknown),
            known=", ".join(codelists.load("topics").codes),
        )
    return named


def _fixed(values: np.ndarray) -> np.ndarray:
    """Return an array that many look at and nobody may write to."""
    values.setflags(write=False)
    return values
