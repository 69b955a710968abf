"""The frozen tables and settings that all stations share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

T = TypeVar("T")
_DECISION = ("pattern", "provisional", "rule", "margin", "reason_code", "reason_de", "reason_en")
"""Columns of the patterns that are no indicators."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Thresholds of the pattern classifier. Lengths in metres, shares between 0 and 1.

    Attributes
    ----------
    gap_tolerance : float or None
        Municipalities no further apart than this count as contiguous. ``None``: 500 m for official
        boundaries (rivers drawn as gaps, generalised borders), 0 m for boundaries marked approximate.
    min_resolved_share : float
        Below this share of units found in the boundaries nothing is decided.
    core_population : int
        Inhabitants from which a municipality can be a core city. Source: EU-OECD definition of an
        urban centre, 50,000.
    core_ratio : float
        A core city has at least this many times the inhabitants of the next municipal member.
    radius, radius_population, radius_exponent : float
        R = ``radius`` × (inhabitants of the core / ``radius_population``) ^ ``radius_exponent``.
        Fitted to Kassel (23 km) and Munich (45 km).
    hinterland_share : float
        Share of the other units that must lie in the hinterland of the core.
    hinterland_steps, hinterland_steps_radius : int, float
        A municipality within so many steps of contiguity is in the hinterland up to this multiple of R.
    span_radii : float
        Largest span of a city-hinterland cooperation, in R.
    district_min, district_large, district_large_share : int, int, float
        District-wide: all municipalities of a district that has at least ``district_min``; or at
        least ``district_large`` of one district, being ``district_large_share`` of it or more.
    near_share : float
        Share of units with another unit near, from which a cooperation is regional.
    neighbourhood_span, neighbourhood_scattered_span : float
        Largest span of a neighbourhood in one near piece, and of one in several pieces.
    """

    gap_tolerance: float | None = None
    min_resolved_share: float = 0.8
    core_population: int = 50_000
    core_ratio: float = 2.0
    radius: float = 15_000.0
    radius_population: float = 50_000.0
    radius_exponent: float = 1 / 3
    hinterland_share: float = 0.8
    hinterland_steps: int = 2
    hinterland_steps_radius: float = 1.25
    span_radii: float = 2.0
    district_min: int = 3
    district_large: int = 8
    district_large_share: float = 0.5
    near_share: float = 0.6
    neighbourhood_span: float = 30_000.0
    neighbourhood_scattered_span: float = 15_000.0


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is shown of the cooperations; an empty field does not filter.

    Attributes
    ----------
    topics, formats, patterns, stages, obligation : tuple of str
        Codes of the codelists. A topic group selects its topics as well.
    bindingness : tuple of int
        Levels 0 to 5.
    regions : tuple of str
        Region codes of the boundaries, state or district keys, or municipality keys.
    """

    topics: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    bindingness: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    obligation: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnalysisRequest:
    """What to analyse. Paths left out mean the project folder's tables, or the embedded data.

    Attributes
    ----------
    project : Path, optional
        Folder made by ``geo-koop init``.
    boundaries : Path, optional
        A file of one of :data:`geo_koop.intake.files.kinds.KNOWN`, also zipped.
    layer : str, optional
        Layer of a file that has several.
    boundary_profile, record_profile : str, optional
        Column map: a known name (``vg250``), a YAML file, or ``key=…,name=…``.
    country : str, optional
        Key system of the boundaries (``de, at, ch, fr, it, nl, lau, other``); told by their keys and place otherwise.
    boundaries_crs : str, optional
        Coordinate system of boundaries whose file names none, such as ``EPSG:25832``.
    attributes, zones, links : Path, optional
        Tables by key: inhabitants and central-place levels; commuting zones; ferry and bridge links.
    cooperations, members, actors, sources, scopes : Path, optional
        The record tables (CSV or XLSX); sheets of one XLSX may hold all of them.
    changes : Path, optional
        Table of territorial changes, by which keys of another Gebietsstand are carried to the boundaries.
    records_as_of : date, optional
        Gebietsstand of the keys in the records, where the rows name none themselves.
    settings : Settings, optional
        Thresholds of the classifier; those of the project where it is left out, else the usual ones.
    as_of : date, optional
        Date of the view; the latest evidence date of the data where it is left out.
    filters : Filters
        What of the cooperations is analysed.
    """

    project: Path | None = None
    boundaries: Path | None = None
    layer: str | None = None
    boundary_profile: str | None = None
    country: str | None = None
    boundaries_crs: str | None = None
    record_profile: str | None = None
    attributes: Path | None = None
    zones: Path | None = None
    links: Path | None = None
    cooperations: Path | None = None
    members: Path | None = None
    actors: Path | None = None
    sources: Path | None = None
    scopes: Path | None = None
    changes: Path | None = None
    records_as_of: date | None = None
    settings: Settings | None = None
    as_of: date | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, kw_only=True)
class BoundaryInfo:
    """Where boundaries come from.

    Attributes
    ----------
    title, attribution : Mapping[str, str]
        Language to text; the attribution is the line that a map must show.
    gebietsstand : str
        Date on which the boundaries were valid, ISO; empty where unknown.
    approximate : bool
        True for boundaries that only come near the official ones.
    licence : str
    regions : Mapping[str, Mapping[str, str]]
        Region code to its labels by language.
    profile : str
        Name of the column map that was used.
    national_keys : str
        Key system (:data:`geo_koop.intake.files.keys.SYSTEMS`): ``"de"`` where keys are German AGS, whose repairs and
        prefixes apply.
    """

    title: Mapping[str, str] = field(default_factory=dict)
    attribution: Mapping[str, str] = field(default_factory=dict)
    gebietsstand: str = ""
    approximate: bool = False
    licence: str = ""
    regions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    profile: str = ""
    national_keys: str = "de"


@dataclass(frozen=True, kw_only=True)
class SourceInfo:
    """Whose data a file holds: title and line that names the owner by language, the licence, and the date (ISO)."""

    title: Mapping[str, str] = field(default_factory=dict)
    attribution: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    date: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file that went into an analysis: its role, name, SHA-256 and number of rows."""

    role: str
    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Loaded(Generic[T]):
    """What a reader of files gives back: the tables, what it noticed, and which files it read.

    Attributes
    ----------
    value
        The tables: :class:`Boundaries`, :class:`Records` or a pandas.DataFrame.
    findings : pandas.DataFrame
        See :mod:`geo_koop.findings`.
    files : tuple of SourceFile
    """

    value: T
    findings: pd.DataFrame
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """Areas as read and checked.

    Attributes
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by ``key`` (text, unique), sorted; columns ``ars, name, designation, district,
        district_name, state, state_name, association, association_name, kind`` (``municipality`` or
        ``unincorporated``), ``region`` (text or missing), ``context`` (bool), ``population`` (Int64),
        ``population_date`` (text), ``central_place`` (text or missing), ``geometry`` (valid; projected CRS in metres).
    info : BoundaryInfo
    associations : pandas.DataFrame
        Municipal associations by ``key``: ``name, designation``, where a layer of the product had just been read.
    """

    areas: gpd.GeoDataFrame
    info: BoundaryInfo
    associations: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)


@dataclass(frozen=True, kw_only=True)
class Records:
    """Cooperation records as read and checked; every table is text unless said otherwise.

    Attributes
    ----------
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``name, topics`` (codes joined by ``;``), ``format, stage,
        start, end`` (as written), ``start_date, end_date`` (datetime64, missing where unknown),
        ``bindingness`` (Int64), ``obligation``, ``completeness``, ``note_de, note_en``, ``row`` (line in the file).
    topics : pandas.DataFrame
        ``cooperation_id, topic``: one row for each topic of a cooperation.
    members : pandas.DataFrame
        RangeIndex; ``cooperation_id, key, name, role, via, from, to, from_date, to_date,
        counts_as_member`` (``yes``, ``unclear``, ``former``), ``covers`` (``whole``, ``self`` or empty),
        ``share, votes`` (float64, missing where unknown), ``gebietsstand`` (of the key, as written),
        ``note``, ``row``, and ``recorded_key``: the key before :mod:`geo_koop.intake.vintages.carried_keys` carried it.
    actors : pandas.DataFrame
        ``cooperation_id, name, kind, cooperation_ref``.
    sources : pandas.DataFrame
        ``cooperation_id, url, date, completeness, note``.
    scopes : pandas.DataFrame
        ``scope_id, area`` (keys or region codes joined by ``;``, ``*`` for all), ``topics`` (codes
        joined by ``;``, ``*`` for all), ``date, grade, source``.
    """

    cooperations: pd.DataFrame
    topics: pd.DataFrame
    members: pd.DataFrame
    actors: pd.DataFrame
    sources: pd.DataFrame
    scopes: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What an analysis was made of; ``sources`` tells by role whose the other data than the boundaries are.

    ``as_of_origin`` tells where the date of the view comes from: ``given``, or, where nobody named one,
    ``evidence`` (the latest evidence date of the data), ``records``, ``boundaries`` or ``none``.
    """

    files: tuple[SourceFile, ...]
    boundaries: BoundaryInfo
    crs: str
    as_of: date
    settings: Settings
    filters: Filters
    version: str
    counts: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, SourceInfo] = field(default_factory=dict)
    as_of_origin: str = "given"


class Measures(Protocol):
    """The measures that are computed when first asked for (see :mod:`geo_koop.workspace`)."""

    def coverage(self, level: str) -> pd.DataFrame:
        """Return topic coverage on a level."""

    def topic_matrix(self) -> pd.DataFrame:
        """Return municipality × topic."""

    def overlap(self) -> pd.DataFrame:
        """Return the number of cooperations per municipality."""

    def inside(self, codes: Iterable[str]) -> np.ndarray:
        """Tell which municipalities lie in some areas."""

    def rows(self) -> np.ndarray:
        """Return the row of each cooperation of the whole."""

    def covering(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which cooperations cover which municipalities, as positions."""

    def topics_at(self, topics: Sequence[str]) -> pd.DataFrame:
        """Return the coverage of topics taken together."""

    def grades(self, topics: Sequence[str]) -> np.ndarray:
        """Return how thoroughly topics were surveyed."""

    def comembership(self) -> pd.DataFrame:
        """Return the edges between municipalities with shared memberships."""

    def congruence(self) -> pd.Series:
        """Return the congruence of each municipality."""


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The result: a frozen object of tables. Outputs and app only read it.

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
    findings : pandas.DataFrame
        See :mod:`geo_koop.findings`.
    provenance : Provenance
    measures : Measures
    """

    municipalities: gpd.GeoDataFrame
    unincorporated: gpd.GeoDataFrame
    cooperations: pd.DataFrame
    members: pd.DataFrame
    area: pd.DataFrame
    neighbours: pd.DataFrame
    patterns: pd.DataFrame
    actors: pd.DataFrame
    sources: pd.DataFrame
    scopes: pd.DataFrame
    topics: pd.DataFrame
    findings: pd.DataFrame
    provenance: Provenance
    measures: Measures = field(repr=False)

    def values(self, name: str, rows: np.ndarray | None = None) -> Any:
        """Return a column of the cooperations as an array; quicker where nothing else of the table is wanted.

        Parameters
        ----------
        name : str
            Column of ``cooperations``, or ``cooperation_id``.
        rows : numpy.ndarray of int, optional
            Rows to return; all of them where it is left out.
        """
        column = (self.cooperations.index if name == "cooperation_id" else self.cooperations[name]).array
        return column if rows is None else column.take(rows)

    def coverage(self, *, level: str = "municipality") -> pd.DataFrame:
        """Return topic coverage per area unit (see ``docs/data-formats.md``).

        Parameters
        ----------
        level : {"municipality", "district", "state", "all"}
        """
        return self.measures.coverage(level)

    def topic_matrix(self) -> pd.DataFrame:
        """Return municipality × topic with the number of cooperations that cover both."""
        return self.measures.topic_matrix()

    def without_statutory(self) -> "Analysis":
        """Return an analysis of the cooperations that no law prescribes; all of them where filters choose by that.

        Statutory bodies make everybody everybody's partner: partners, overlap and ties are told without them.
        """
        raise NotImplementedError("made by geo_koop.workspace")

    def inside(self, codes: Iterable[str]) -> np.ndarray:
        """Tell for each municipality whether it lies in one of some areas.

        Parameters
        ----------
        codes : iterable of str
            Of survey regions, districts, states or municipalities; unknown ones hold none.
        """
        return self.measures.inside(codes)

    def rows(self) -> np.ndarray:
        """Return the row that each cooperation of the whole has in ``cooperations``; -1 where it was left out.

        The whole is the analysis that this one was narrowed from; its order is kept.
        """
        return self.measures.rows()

    def covering(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which cooperations cover which municipalities, of those that are shown.

        The same as ``area``, but as numbers: quick to count with.

        Returns
        -------
        cooperation, municipality : numpy.ndarray of int
            A pair for each row: positions in ``cooperations`` and in ``municipalities``.
        """
        return self.measures.covering()

    def topics_at(self, topics: Sequence[str]) -> pd.DataFrame:
        """Return the coverage of topics taken together, for each municipality.

        Parameters
        ----------
        topics : sequence of str
            Codes of topics or topic groups, or ``"any"``.

        Returns
        -------
        pandas.DataFrame
            Indexed by key: ``topics`` (how many of them are covered), ``cooperations`` (on any of
            them), ``bindingness`` (strongest, -1 where none is known), ``grade`` (position in the
            codelist of the least thorough survey, -1 where one of the topics was not surveyed).
        """
        return self.measures.topics_at(topics)

    def grades(self, topics: Sequence[str]) -> np.ndarray:
        """Return how thoroughly topics were surveyed in each municipality.

        Parameters
        ----------
        topics : sequence of str
            Codes of topics or topic groups, or ``"any"``.

        Returns
        -------
        numpy.ndarray of int
            (n municipalities,), position in the codelist of the least thorough survey; -1 where one of
            the topics was not surveyed.
        """
        return self.measures.grades(topics)

    @property
    def overlap(self) -> pd.DataFrame:
        """Number of cooperations per municipality: ``memberships, through_district, cooperations``."""
        return self.measures.overlap()

    @property
    def comembership(self) -> pd.DataFrame:
        """Edges ``key_a, key_b, cooperations, distance_km`` between municipalities with shared memberships."""
        return self.measures.comembership()

    @property
    def congruence(self) -> pd.Series:
        """Mean share of a municipality's memberships that its partners share with it, 0 to 1."""
        return self.measures.congruence()

    def indicators(self, cooperation_id: str) -> dict[str, Any]:
        """Return the indicators of one cooperation as plain Python values."""
        return self.indicator_rows([cooperation_id])[0]

    def indicator_rows(self, cooperation_ids: Sequence[str] | pd.Index) -> list[dict[str, Any]]:
        """Return the same of several cooperations, in their order."""
        chosen = self.patterns.loc[cooperation_ids].drop(columns=list(_DECISION), errors="ignore")
        plain = [chosen[name].astype(object).where(chosen[name].notna(), None).tolist() for name in chosen]
        return [dict(zip(chosen.columns, row, strict=True)) for row in zip(*plain, strict=True)]
