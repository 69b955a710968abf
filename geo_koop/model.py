"""The frozen tables and settings that all stations share."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Generic, TypeVar

import geopandas as gpd
import pandas as pd

from geo_koop import given, settings_rules
from geo_koop.given import IN_MEMORY, DateLike, FileLike, Source, TableLike, Texts

T = TypeVar("T")


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

    def __post_init__(self) -> None:
        settings_rules.require(vars(self), what="Settings")
        for entry in fields(self):
            object.__setattr__(self, entry.name, settings_rules.typed(getattr(self, entry.name), entry.type))


@dataclass(frozen=True, kw_only=True, init=False)
class Filters:
    """What is shown of the cooperations; an empty field does not filter, several values mean any of them.

    A single value may be given where several can: ``Filters(topics="water")``. :func:`geo_koop.analyse` also
    understands words in place of codes.

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

    def __init__(
        self,
        *,
        topics: Texts = (),
        formats: Texts = (),
        patterns: Texts = (),
        stages: Texts = (),
        bindingness: int | Collection[int] = (),
        regions: Texts = (),
        obligation: Texts = (),
    ) -> None:
        texts = {"topics": topics, "formats": formats, "patterns": patterns, "stages": stages, "regions": regions}
        texts["obligation"] = obligation
        for name, value in texts.items():
            object.__setattr__(self, name, given.texts(name, value))
        object.__setattr__(self, "bindingness", given.numbers("bindingness", bindingness))


@dataclass(frozen=True, kw_only=True, init=False)
class AnalysisRequest:
    """What to analyse. What is left out are the project folder's tables, or the embedded data.

    Attributes
    ----------
    project : Path, optional
        Folder made by ``geo-koop init``.
    boundaries : Path or InMemory, optional
        A file of one of :data:`geo_koop.intake.files.kinds.KNOWN`, also zipped, or a GeoDataFrame.
    layer : str, optional
        Layer of a file that has several.
    boundary_profile, record_profile : str, optional
        Column map: a known name (``vg250``), a YAML file, or ``key=…,name=…``.
    country : str, optional
        Key system of the boundaries (``de, at, ch, fr, it, nl, lau, other``); told by their keys and place otherwise.
    boundaries_crs : str, optional
        Coordinate system of boundaries whose file names none, such as ``EPSG:25832``.
    attributes, zones, links : Path or InMemory, optional
        Tables by key: inhabitants and central-place levels (also a layer of a GeoPackage and the like); commuting
        zones; ferry and bridge links.
    attribute_profile : str, optional
        How the table of attributes is laid out: ``lau`` (local administrative units of Eurostat), a YAML file, or
        ``key=…,population=…``.
    attributes_layer : str, optional
        Layer of a file of attributes that has several.
    cooperations, members, actors, sources, scopes : Path or InMemory, optional
        The record tables (CSV or XLSX, or a DataFrame); sheets of one XLSX may hold all of them.
    changes : Path or InMemory, optional
        Table of territorial changes, by which keys of another Gebietsstand are carried to the boundaries.
    records_as_of : date, optional
        Gebietsstand of the keys in the records, where the rows name none themselves.
    settings : Settings, optional
        Thresholds of the classifier; those of the project where it is left out, else the usual ones.
    as_of : date, optional
        Date of the view (:func:`geo_koop.view_date.read`); the latest evidence date of the data where it is left out.
    filters : Filters
        What of the cooperations is analysed.
    register : str, optional
        Address of a register in place of record tables: ``sqlite:///FILE``, ``postgresql+psycopg://…`` or the path of
        a file; that of the project where it is left out and the project has one.
    recorded_on : date, datetime or int, optional
        What the register said at the end of a day (Europe/Berlin), at a time, or in a revision (``"r12"``).
    view : {"published", "internal", "working"}
        What everybody sees of a register, the same with internal records, or what editors work on.
    """

    project: Path | None = None
    boundaries: Source | None = None
    layer: str | None = None
    boundary_profile: str | None = None
    country: str | None = None
    boundaries_crs: str | None = None
    record_profile: str | None = None
    attributes: Source | None = None
    attribute_profile: str | None = None
    attributes_layer: str | None = None
    zones: Source | None = None
    links: Source | None = None
    cooperations: Source | None = None
    members: Source | None = None
    actors: Source | None = None
    sources: Source | None = None
    scopes: Source | None = None
    changes: Source | None = None
    records_as_of: date | None = None
    settings: Settings | None = None
    as_of: date | None = None
    filters: Filters = field(default_factory=Filters)
    register: str | None = field(default=None, repr=False)
    recorded_on: date | datetime | int | None = None
    view: str = "published"

    def __init__(
        self,
        *,
        project: FileLike | None = None,
        boundaries: TableLike | None = None,
        layer: str | None = None,
        boundary_profile: FileLike | None = None,
        country: str | None = None,
        boundaries_crs: str | None = None,
        record_profile: FileLike | None = None,
        attributes: TableLike | None = None,
        attribute_profile: FileLike | None = None,
        attributes_layer: str | None = None,
        zones: TableLike | None = None,
        links: TableLike | None = None,
        cooperations: TableLike | None = None,
        members: TableLike | None = None,
        actors: TableLike | None = None,
        sources: TableLike | None = None,
        scopes: TableLike | None = None,
        changes: TableLike | None = None,
        records_as_of: DateLike | None = None,
        settings: Settings | None = None,
        as_of: DateLike | None = None,
        filters: Filters | None = None,
        register: FileLike | None = None,
        recorded_on: DateLike | int | None = None,
        view: str = "published",
    ) -> None:
        named = {name: value for name, value in locals().items() if name != "self"}
        for name, value in named.items():
            made = filters or Filters() if name == "filters" else given.field(name, value)
            object.__setattr__(self, name, made)


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
    """A file that went into an analysis: its role, name, SHA-256 and number of rows.

    The name of a table that was handed over is :data:`geo_koop.given.IN_MEMORY`, its checksum that of what it holds.
    """

    role: str
    name: str
    sha256: str
    rows: int

    @property
    def label(self) -> str:
        """How findings name it."""
        return self.role if self.name == IN_MEMORY else self.name


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
        ``population_date`` (text), ``central_place`` (text or missing),
        ``official_area_km2`` (float, missing where no register states it),
        ``geometry`` (valid; projected CRS in metres).
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
    ``evidence`` (the latest evidence date of the data), ``records``, ``boundaries`` or ``none``. Of records that come
    from a register ``register`` names it, ``revision`` the state and ``recorded`` when that was recorded (UTC).
    ``scenario`` names the scenario that the records were changed by; empty where they are as recorded.
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
    register: str = ""
    revision: int | None = None
    recorded: datetime | None = None
    scenario: str = ""
