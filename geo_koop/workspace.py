"""From a request to a finished analysis: load, join, classify. What both command line and app call."""

import functools
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from geo_koop import codelists, findings, kept_records
from geo_koop.analysis import (
    contiguity,
    decision,
    evidence,
    join,
    patterns,
    territory,
)
from geo_koop.errors import UsageError
from geo_koop.given import InMemory, Source
from geo_koop.intake.areas import attributes, boundaries, zones
from geo_koop.intake.files import cache, dates, embedded, keys, limits, sidecar, yaml_text
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import cooperations, events, project, vocabulary
from geo_koop.intake.vintages import carried_keys, carried_values, changes
from geo_koop.model import (
    AnalysisRequest,
    Boundaries,
    Filters,
    Loaded,
    Provenance,
    Records,
    Settings,
    SourceFile,
    SourceInfo,
)
from geo_koop.result.analysis import Analysis
from geo_koop.version import __version__


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything that was read, and what is built on it once for any date and filter.

    Attributes
    ----------
    boundaries : Boundaries
    records : Records
    contiguity : geo_koop.analysis.contiguity.Contiguity
    territory : geo_koop.analysis.territory.Territory
    findings : pandas.DataFrame
        Findings of the reading.
    files : tuple of SourceFile
    settings : Settings
    sources : Mapping[str, SourceInfo]
        By role, whose the data are, where a file beside them tells it.
    vocabulary : Mapping of Codelist
        The codelists that the project extends.
    events : pandas.DataFrame
        Dated steps in the life of cooperations: :mod:`geo_koop.intake.records.events`.
    register : str
        Name of the register that the records come from; empty where they come from tables.
    revision : int or None
        The state of the register, and ``recorded``: when that was recorded.
    """

    boundaries: Boundaries
    records: Records
    contiguity: contiguity.Contiguity
    territory: territory.Territory
    findings: pd.DataFrame
    files: tuple[SourceFile, ...]
    settings: Settings
    sources: Mapping[str, SourceInfo] = field(default_factory=dict)
    vocabulary: Mapping[str, codelists.Codelist] = field(default_factory=lambda: codelists.NO_OWN)
    events: pd.DataFrame = field(default_factory=events.empty)
    register: str = ""
    revision: int | None = None
    recorded: datetime | None = None

    @cached_property
    def split(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
        """Municipalities and unincorporated areas: the same tables for every date."""
        return split(self.boundaries.areas)


def load(request: AnalysisRequest, *, keep: bool = True, own: Mapping[str, codelists.Codelist] | None = None) -> Inputs:
    """Read the files of a request and build the graph of neighbours.

    Parameters
    ----------
    request : AnalysisRequest
        Its date and filters are not used here.
    keep : bool
        Whether what was made of large boundaries may be kept on the disk for the next time.
    own : Mapping of Codelist, optional
        Codelists with own entries; those of the project where it is left out.

    Raises
    ------
    InputError
        If a file cannot be used at all.
    """
    own = vocabulary.load(request.project) if own is None else own
    codelists.use(own)
    words = vocabulary.files(request.project)
    kept = kept_records.of(request)
    request = project.resolve(kept.request)
    if kept.register:
        request = replace(request, record_profile=None)
    areas, graph, links, name = _areas(request, keep=keep)

    @functools.cache
    def moved() -> Loaded[pd.DataFrame] | None:
        return _changes(request, areas.value.info.national_keys)

    commuting = _zones(request, areas.value, moved() if request.zones else None)
    told_by = _sources(request)
    recorded = _recorded(request, areas.value, graph, moved, told_by, _records_key(request, name, words))
    municipalities, _unincorporated = split(recorded.boundaries.areas)
    land = territory.build(municipalities, graph, zones=commuting.value if commuting else None)
    steps = events.load(
        kept.events or events.beside(request.cooperations),
        known=recorded.records.cooperations.index,
        national=areas.value.info.national_keys,
        places=keys.known_of(areas.value.areas),
    )
    read = (areas, *recorded.read[:-1], steps, links, commuting, recorded.read[-1])
    everything = [part for part in read if part]
    return Inputs(
        boundaries=recorded.boundaries,
        records=recorded.records,
        contiguity=graph,
        territory=land,
        findings=findings.collect(
            [
                *(part.findings for part in everything),
                _on_population(municipalities),
                *(_outside(links, column, municipalities) for column in ("key_a", "key_b")),
                *(_outside(commuting, column, municipalities) for column in ("key", "core_key")),
                kept.findings,
            ]
        ),
        files=tuple(file for part in everything for file in part.files),
        settings=request.settings or Settings(),
        sources=told_by,
        vocabulary=own,
        events=steps.value if steps else events.empty(),
        register=kept.register,
        revision=kept.revision,
        recorded=kept.recorded,
    )


@dataclass(frozen=True, kw_only=True)
class _Recorded:
    """Records on their areas, and what was read for them: attributes, records, territorial changes."""

    boundaries: Boundaries
    records: Records
    read: Sequence[Loaded[Any] | None]


def _recorded(
    request: AnalysisRequest,
    boundaries: Boundaries,
    graph: contiguity.Contiguity,
    moved: Callable[[], Loaded[pd.DataFrame] | None],
    told_by: Mapping[str, SourceInfo],
    name: str | None,
) -> _Recorded:
    """Read attributes and records and join them to the areas, or take what was kept of them."""
    remaining = cache.fetch_records(name)
    if remaining:
        records, table, parts = remaining
        areas = gpd.GeoDataFrame(table, geometry=boundaries.areas.geometry)
        return _Recorded(boundaries=replace(boundaries, areas=areas), records=records, read=parts)
    national = boundaries.info.national_keys
    added = None
    if request.attributes:
        changed = moved()
        added = attributes.apply(
            boundaries,
            request.attributes,
            profile=attributes.column_map(request.attribute_profile),
            changes=changed.value if changed else None,
            layer=request.attributes_layer,
        )
        boundaries = added.value
    read = cooperations.load(
        cooperations=_filled(request.cooperations),
        members=request.members,
        actors=request.actors,
        sources=request.sources,
        scopes=request.scopes,
        profile=request.record_profile,
        national=national,
        known=keys.known_of(boundaries.areas),
        reference=lambda: _reference(boundaries, graph, moved()),
    )
    joined, carried = _carried(read, boundaries, request, moved())
    municipalities, _unincorporated = split(boundaries.areas)
    members = keys.with_levels(joined.value.members, national=national)
    records = _evident(replace(joined.value, members=members), municipalities, told_by)
    everything: list[Loaded[Any] | None] = [added, joined, carried]
    cache.keep_records(name, records, pd.DataFrame(boundaries.areas.drop(columns="geometry")), everything)
    return _Recorded(boundaries=boundaries, records=records, read=everything)


def _records_key(request: AnalysisRequest, boundaries: str | None, words: Sequence[Path]) -> str | None:
    """Return the name under which joined records are kept; only where their boundaries are."""
    tables = [
        getattr(request, name)
        for name in ("cooperations", "members", "actors", "sources", "scopes", "attributes", "changes")
    ]
    if boundaries is None or any(isinstance(table, InMemory) for table in tables):
        return None
    files = [table for table in tables if table and table.exists()]
    profiles = (_content(request.record_profile), _content(request.attribute_profile))
    said = (*profiles, request.records_as_of, request.attributes_layer)
    return cache.key([*files, *words], boundaries, *said, codelists.stamp(), least=0)


def _evident(records: Records, municipalities: gpd.GeoDataFrame, sources: Mapping[str, SourceInfo]) -> Records:
    """Add the evidence date to the cooperations."""
    dated = sources["cooperations"].date if "cooperations" in sources else ""
    day = evidence.of_records(records, municipalities, dated=dated)
    return replace(records, cooperations=records.cooperations.assign(evidence_date=day))


def reference(request: AnalysisRequest) -> Reference:
    """Return what names of a list are looked up in: boundaries, neighbours, and names that ended.

    Parameters
    ----------
    request : AnalysisRequest
        Its record tables are not read.
    """
    request = project.resolve(replace(request, cooperations=request.cooperations or Path("not read")))
    areas, graph, _links, _name = _areas(request, keep=True)
    return _reference(areas.value, graph, _changes(request, areas.value.info.national_keys))


def reference_of(inputs: Inputs, request: AnalysisRequest) -> Reference:
    """Return the same of boundaries that were read already.

    Parameters
    ----------
    inputs : Inputs
    request : AnalysisRequest
        From which they were read.
    """
    boundaries = inputs.boundaries
    return _reference(boundaries, inputs.contiguity, _changes(project.resolve(request), boundaries.info.national_keys))


def _reference(boundaries: Boundaries, graph: contiguity.Contiguity, moved: Loaded[pd.DataFrame] | None) -> Reference:
    municipalities = boundaries.areas[boundaries.areas["kind"] == "municipality"]
    former = None
    if moved is not None:
        ended = moved.value
        ended = ended[keys.among(ended["new_key"], municipalities.index)]
        former = ended[["old_name", "new_key", "old_key"]].set_axis(["name", "key", "old_key"], axis=1)
    return Reference(
        areas=municipalities.drop(columns="geometry"),
        neighbours=graph.edges,
        former=former,
        national=boundaries.info.national_keys,
    )


def _changes(request: AnalysisRequest, national: str) -> Loaded[pd.DataFrame] | None:
    """Read the table of territorial changes; the embedded one is for German keys alone."""
    if request.changes is None or (national != "de" and request.changes == embedded.changes()):
        return None
    return changes.load(request.changes, national=national)


def _zones(
    request: AnalysisRequest, boundaries: Boundaries, moved: Loaded[pd.DataFrame] | None
) -> Loaded[pd.DataFrame] | None:
    """Read commuting zones, their keys carried to the date of the boundaries."""
    if not request.zones:
        return None
    read = zones.load_zones(
        request.zones,
        national=boundaries.info.national_keys,
        known=keys.known_of(boundaries.areas),
        carried=moved.value if moved else None,
    )
    if moved is None:
        return read
    table, reports = carried_values.zones(
        read.value,
        moved.value,
        known=boundaries.areas.index,
        until=dates.day(boundaries.info.gebietsstand),
        file=read.files[0].label,
    )
    return replace(read, value=table, findings=findings.collect([read.findings, reports]))


def _carried(
    records: Loaded[Records], boundaries: Boundaries, request: AnalysisRequest, table: Loaded[pd.DataFrame] | None
) -> tuple[Loaded[Records], Loaded[pd.DataFrame] | None]:
    """Carry the keys of the members to the date of the boundaries, where a table of changes is there."""
    if table is None:
        return records, None
    areas = boundaries.areas
    done = carried_keys.carry(
        records.value.members,
        table.value,
        known=areas.index.append([pd.Index(areas[level].unique()) for level in ("district", "state", "association")]),
        until=dates.day(boundaries.info.gebietsstand),
        since=request.records_as_of,
        file=next((f.label for f in records.files if f.role == "members"), records.files[0].label),
        changes_file=table.files[0].label,
    )
    moved = replace(records, value=replace(records.value, members=done.value))
    reports = findings.collect([table.findings, done.findings])
    # The embedded table is there for everyone; who did not need it need not read of it.
    return moved, None if reports.empty and request.changes == embedded.changes() else replace(table, findings=reports)


def _sources(request: AnalysisRequest) -> dict[str, SourceInfo]:
    """Read whose the data are from the files beside the tables."""
    given = {name: getattr(request, name) for name in ("cooperations", "attributes", "zones", "links")}
    found = {name: sidecar.source(path) for name, path in given.items() if path}
    return {name: info for name, info in found.items() if info}


def _tolerance(request: AnalysisRequest) -> float | None:
    return request.settings.gap_tolerance if request.settings else None


def _areas(
    request: AnalysisRequest, *, keep: bool
) -> tuple[Loaded[Boundaries], contiguity.Contiguity, Loaded[pd.DataFrame] | None, str | None]:
    """Read boundaries and links and build their graph, or take boundaries and graph from the cache, with their name."""
    path = _filled(request.boundaries)
    read = [part for part in (path, request.links) if part]
    name = (
        cache.key(
            [part for part in read if isinstance(part, Path) and part.exists()],
            request.layer,
            _content(request.boundary_profile),
            request.country,
            request.boundaries_crs,
            _tolerance(request),
        )
        if keep and not any(isinstance(part, InMemory) for part in read)
        else None
    )
    remaining = cache.fetch(name)
    areas = remaining[0] if remaining else _read_areas(path, request)
    links = (
        zones.load_links(request.links, national=areas.value.info.national_keys, known=keys.known_of(areas.value.areas))
        if request.links
        else None
    )
    municipalities, unincorporated = split(areas.value.areas)
    if remaining:
        return areas, contiguity.restore(municipalities.index, remaining[1]), links, name
    tolerance = _tolerance(request)
    if tolerance is None:
        tolerance = 0.0 if areas.value.info.approximate else contiguity.GAP_TOLERANCE
    graph = contiguity.build(
        municipalities, unincorporated, gap_tolerance=tolerance, links=links.value if links else None
    )
    cache.keep(name, areas, graph.edges)
    return areas, graph, links, name


def _read_areas(path: Source, request: AnalysisRequest) -> Loaded[Boundaries]:
    return boundaries.load(
        path,
        layer=request.layer,
        profile=request.boundary_profile,
        country=request.country,
        crs=request.boundaries_crs,
    )


def _outside(loaded: Loaded[pd.DataFrame] | None, column: str, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Report the keys of a table of zones or links that are not among the municipalities."""
    if loaded is None:
        return findings.empty()
    rows = loaded.value[~keys.among(loaded.value[column], municipalities.index)]
    return findings.report(
        "attribute_key_unknown", file=loaded.files[0].label, row=rows["row"], column=column, value=rows[column]
    )


def _content(profile: str | None) -> str | None:
    """Return what a column map says: the text of the file where it names one."""
    if not profile or not yaml_text.is_file(profile):
        return profile
    with Path(profile).open("rb") as stream:
        return stream.read(limits.from_environment().yaml_kb * 1_000 + 1).decode("utf-8", "backslashreplace")


def _filled(path: Source | None) -> Source:
    """Return a path or table that :func:`geo_koop.intake.records.project.resolve` has filled in."""
    if path is None:
        raise UsageError("Boundaries or cooperations are missing.", "Name both files, or use a project folder.")
    return path


def split(areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Part the areas into municipalities and unincorporated areas, and add ``area_km2``.

    An outline may be simplified: the official area is taken where the boundaries carry it.
    """
    drawn = areas.geometry.area / 1e6
    areas = areas.assign(area_km2=areas["official_area_km2"].fillna(drawn)).drop(columns="official_area_km2")
    council = areas["kind"] == "municipality"
    return areas[council], areas[~council]


def _on_population(municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    unknown = municipalities["population"].isna()
    if unknown.all() and municipalities["central_place"].isna().all():
        return findings.report("population_unavailable")
    return findings.report("population_missing", value=[""] if unknown.any() else [], count=int(unknown.sum()))


def evaluate(inputs: Inputs, *, as_of: date | None = None) -> Analysis:
    """Classify all cooperations on a date.

    Parameters
    ----------
    inputs : Inputs
    as_of : datetime.date, optional
        The latest evidence date of the data where it is left out (:func:`geo_koop.analysis.evidence.latest`);
        the provenance tells.
    """
    codelists.use(inputs.vocabulary)
    records = inputs.records
    origin = "given"
    if as_of is None:
        stand = inputs.boundaries.info.gebietsstand
        as_of, origin = evidence.latest(records.cooperations, records.members, stand)
    municipalities, unincorporated = inputs.split
    units = join.members(records, municipalities, unincorporated, as_of)
    decided = _decide(units, records.cooperations, inputs)
    return _dated(inputs, units, decided, as_of, origin=origin)


def redate(base: Analysis, inputs: Inputs, as_of: date) -> Analysis:
    """Return what :func:`evaluate` returns for another date, deciding anew only where members differ.

    Parameters
    ----------
    base : Analysis
        Of the same inputs, as returned by :func:`evaluate`, on any date; not changed.
    inputs : Inputs
    as_of : datetime.date
    """
    codelists.use(inputs.vocabulary)
    records = inputs.records
    units = join.on_date(base.members, records.cooperations, base.municipalities, as_of)
    before, now = (t[["counts", "unit"]].astype(object).fillna("") for t in (base.members, units))
    differing = (before != now).any(axis=1)
    changed = records.cooperations.index.isin(units.loc[differing, "cooperation_id"])
    if not changed.any():
        return _dated(inputs, units, base.patterns, as_of, base=base, kin=base)
    records_changed = records.cooperations[changed]
    rows = units[units["cooperation_id"].isin(records_changed.index)]
    decided = pd.concat([base.patterns[~changed], _decide(rows, records_changed, inputs)])
    return _dated(inputs, units, decided.reindex(records.cooperations.index), as_of, kin=base)


def supposed(inputs: Inputs, records: Records, areas: gpd.GeoDataFrame, *, merged: Mapping[str, str]) -> Inputs:
    """Return inputs with other records, and with municipalities that were merged.

    Parameters
    ----------
    inputs : Inputs
    records : Records
        As in ``inputs``, changed.
    areas : geopandas.GeoDataFrame
        Those of ``inputs.boundaries``, or what mergers leave of them.
    merged : Mapping of str
        Key of a municipality that was dissolved to its successor; empty where none was.
    """
    if not merged:
        return replace(inputs, records=records)
    municipalities, _unincorporated = split(areas)
    graph = contiguity.merged(inputs.contiguity.edges, municipalities.index, merged)
    zones = territory.zones_of(inputs.territory)
    if zones is not None:
        moved = {side: zones[side].replace(dict(merged)) for side in ("key", "core_key")}
        zones = zones.assign(**moved).drop_duplicates("key")
    return replace(
        inputs,
        boundaries=replace(inputs.boundaries, areas=areas),
        records=records,
        contiguity=graph,
        territory=territory.build(municipalities, graph, zones=zones),
    )


def renew(base: Analysis, inputs: Inputs, changed: Collection[str]) -> Analysis:
    """Return what :func:`evaluate` returns of inputs that differ from those of an analysis in some cooperations.

    Parameters
    ----------
    base : Analysis
        Of the inputs before, on the date that is wanted; municipalities and their neighbours are the same.
    inputs : Inputs
    changed : collection of str
        Ids of cooperations that are new, gone, or not as they were.
    """
    codelists.use(inputs.vocabulary)
    as_of = base.provenance.as_of
    records = inputs.records
    municipalities, unincorporated = inputs.split
    units = join.members(records, municipalities, unincorporated, as_of)
    table = records.cooperations
    anew = table.index.isin(list(changed))
    rows = units[units["cooperation_id"].isin(table.index[anew])]
    decided = _decide(rows, table[anew], inputs)
    stay = base.patterns
    decided = pd.concat([stay[~stay.index.isin(decided.index)], decided]) if len(decided) else stay
    return _dated(inputs, units, decided.reindex(table.index), as_of)


def sensitivity(inputs: Inputs, analysis: Analysis, *, change: float = 0.2) -> pd.DataFrame:
    """Decide the patterns again with each threshold moved down and up, and tell which of them change.

    Parameters
    ----------
    inputs : Inputs
    analysis : Analysis
        Of these inputs, or a part of it.
    change : float
        Share by which each threshold is moved, more than 0 and less than 1.

    Returns
    -------
    pandas.DataFrame
        See :func:`geo_koop.analysis.patterns.sensitivity`.

    Raises
    ------
    UsageError
        If the share is impossible.
    """
    if not 0 < change < 1:
        raise UsageError("Thresholds cannot be moved by {change}.", "Name a share between 0 and 1.", change=change)
    units = join.units_of(analysis.members, analysis.municipalities)
    return patterns.sensitivity(units, analysis.cooperations, inputs.territory, settings=inputs.settings, change=change)


def _late(cooperations: pd.DataFrame, as_of: date) -> list[pd.DataFrame]:
    """Report dates far behind the date of the view: slips, most of them."""
    hits = {name: dates.late(cooperations[f"{name}_date"], as_of) for name in ("start", "end")}
    return [
        findings.report("date_late", column=name, value=cooperations[name][hit], years=dates.YEARS_AHEAD)
        for name, hit in hits.items()
    ]


def _decide(units: pd.DataFrame, cooperations: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    municipalities, _unincorporated = inputs.split
    return decision.decide(units, cooperations, municipalities, inputs.territory, inputs.settings)


def _dated(
    inputs: Inputs,
    units: pd.DataFrame,
    decided: pd.DataFrame,
    as_of: date,
    *,
    base: Analysis | None = None,
    kin: Analysis | None = None,
    origin: str = "given",
) -> Analysis:
    """Put the analysis of a date together; ``base`` has the same members on its own date, ``kin`` the same records."""
    records, info = inputs.records, inputs.boundaries.info
    municipalities, unincorporated = inputs.split
    file = next((f.label for f in inputs.files if f.role == "members"), "")
    state = join.status(records.cooperations, as_of)
    per_record = units.groupby("cooperation_id")
    planned = join.planned(records.cooperations)
    table = records.cooperations.assign(
        # What is only planned binds nobody.
        bindingness=records.cooperations["bindingness"].mask(planned),
        planned=planned,
        undated=join.undated(records.cooperations),
        status=state,
        active=state == "active",
        shown=state == "active",
        n_members=per_record["counts"].sum().reindex(records.cooperations.index, fill_value=0),
        n_unclear=units[units["counts_as_member"] == "unclear"]
        .groupby("cooperation_id")
        .size()
        .reindex(records.cooperations.index, fill_value=0),
        pattern=decided["pattern"],
        provisional=decided["provisional"],
    )
    if base is not None:
        area, reported = base.area, base.findings
    else:
        area = join.area(units, municipalities)
        about = join.notice(units, records.cooperations, municipalities, file=file, gebietsstand=info.gebietsstand)
        reported = findings.collect([inputs.findings, about, *_late(records.cooperations, as_of)])
    return Analysis(
        municipalities=municipalities,
        unincorporated=unincorporated,
        cooperations=table,
        members=units,
        area=area,
        neighbours=inputs.contiguity.edges,
        patterns=decided,
        actors=records.actors,
        sources=records.sources,
        scopes=records.scopes,
        topics=records.topics,
        events=inputs.events,
        findings=reported,
        kin=kin,
        territory=inputs.territory,
        provenance=Provenance(
            files=inputs.files,
            boundaries=info,
            crs=_named(municipalities.crs),
            as_of=as_of,
            as_of_origin=origin,
            settings=inputs.settings,
            filters=Filters(),
            version=__version__,
            sources=inputs.sources,
            register=inputs.register,
            revision=inputs.revision,
            recorded=inputs.recorded,
            counts={
                "municipalities": len(municipalities),
                "cooperations": len(table),
                "memberships": len(units),
                "memberships_counted": int(units["counts"].sum()),
                "members_outside": int((units["level"] == "unresolved").sum()),
            },
        ),
    )


def _named(crs: CRS) -> str:
    """Return the number of a coordinate system, or its description where it has none."""
    authority = crs.to_authority()
    if authority:
        return ":".join(authority)
    with warnings.catch_warnings():
        # A description of the projection is enough for people; the tables hold the system itself.
        warnings.simplefilter("ignore", UserWarning)
        return str(crs.to_proj4())
