"""Analyse files and tables."""

from collections.abc import Mapping
from dataclasses import fields as entries
from dataclasses import replace
from os import PathLike
from typing import Any, TypedDict, Unpack

import pandas as pd

from geo_koop import workspace
from geo_koop.errors import UsageError
from geo_koop.given import DateLike, FileLike, InMemory, TableLike, field, only_known
from geo_koop.intake.files import tables
from geo_koop.intake.records import cooperations as records
from geo_koop.intake.records.settings import load_settings, parse
from geo_koop.model import AnalysisRequest, Filters, Settings
from geo_koop.result.analysis import Analysis
from geo_koop.result.narrowing import narrow
from geo_koop.result.words import coded

SettingsLike = Settings | FileLike | Mapping[str, Any]


class RequestFields(TypedDict, total=False):
    """The fields of :class:`geo_koop.AnalysisRequest` as :func:`analyse` takes them."""

    project: FileLike | None
    boundaries: TableLike | None
    layer: str | None
    boundary_profile: FileLike | None
    country: str | None
    boundaries_crs: str | None
    record_profile: FileLike | None
    attributes: TableLike | None
    attribute_profile: FileLike | None
    attributes_layer: str | None
    zones: TableLike | None
    links: TableLike | None
    cooperations: TableLike | None
    members: TableLike | None
    actors: TableLike | None
    sources: TableLike | None
    scopes: TableLike | None
    changes: TableLike | None
    records_as_of: DateLike | None
    settings: SettingsLike | None
    as_of: DateLike | None
    filters: Filters | Mapping[str, Any] | None
    register: FileLike | None
    recorded_on: DateLike | int | None
    view: str


def analyse(request: AnalysisRequest | None = None, /, **fields: Unpack[RequestFields]) -> Analysis:
    """Read boundaries and records, and decide the pattern of each cooperation.

    Parameters
    ----------
    request : AnalysisRequest, optional
        Without one, and without fields, the embedded data.
    **fields
        Fields of :class:`geo_koop.AnalysisRequest`; they go before those of ``request``. Wherever a file is taken,
        a path or a DataFrame (boundaries: a GeoDataFrame in any coordinate system that it names) will do;
        ``settings`` is also the name of a profile (``"fr"``), a YAML file or a mapping, ``filters`` also a mapping.
        Filters are codes or words: ``topics="Wasserversorgung"``, ``regions="Landkreis Kassel"``.

    Returns
    -------
    Analysis

    Raises
    ------
    InputError
        If a file or table cannot be used at all.
    UsageError
        If a field is impossible, or a filter names something that does not exist or is ambiguous.

    Examples
    --------
    >>> import geo_koop as gk
    >>> a = gk.analyse(as_of="2020", filters=gk.Filters(topics="water"))
    >>> len(a.cooperations), a.provenance.as_of
    (20, datetime.date(2020, 12, 31))
    """
    if request is not None and not isinstance(request, AnalysisRequest):
        raise UsageError(
            "{value} is no AnalysisRequest.",
            "Name the fields, such as analyse(boundaries=…, cooperations=…, members=…).",
            value=repr(request)[:80],
        )
    only_known("Unknown options: {strange}.", fields, list(RequestFields.__annotations__))
    given: dict[str, Any] = dict(fields)
    if "settings" in given:
        given["settings"] = settings_of(given["settings"])
    if isinstance(given.get("filters"), Mapping):
        only_known("Unknown filters: {strange}.", given["filters"], [entry.name for entry in entries(Filters)])
        given["filters"] = Filters(**given["filters"])
    asked = replace(request or AnalysisRequest(), **given)
    whole = workspace.evaluate(workspace.load(asked), as_of=asked.as_of)
    return narrow(whole, coded(whole, asked.filters))


def classify(
    members: TableLike,
    boundaries: TableLike,
    *,
    cooperations: TableLike | None = None,
    settings: SettingsLike | None = None,
    as_of: DateLike | None = None,
) -> pd.DataFrame:
    """Decide the spatial pattern of cooperations that are given as members.

    Parameters
    ----------
    members : DataFrame or path
        ``cooperation_id`` and ``key`` (or ``name``); further columns as in ``docs/data-formats.md``.
    boundaries : GeoDataFrame or path
        ``key``, ``name`` and, if known, ``population``; polygons in any coordinate system that it names.
    cooperations : DataFrame or path, optional
        ``cooperation_id``, ``name`` and, if known, ``start, end, stage, format, topics``. Where it is left out, each id
        of the members is a cooperation of which nothing else is known.
    settings : Settings, str, path or mapping, optional
        Thresholds; the usual ones where they are left out.
    as_of : date or str, optional
        Date on which members are looked at; the latest evidence date of the data where it is left out.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``: the columns of ``patterns`` (``docs/results.md``). Rows of members that cannot be
        used are left out; :func:`analyse` lists them in its ``findings``.

    Raises
    ------
    InputError
        If a table cannot be used at all.

    Examples
    --------
    >>> import geo_koop as gk, pandas as pd
    >>> towns = gk.analyse().municipalities
    >>> members = pd.DataFrame({"cooperation_id": "a", "key": ["06611000", "06633028"]})
    >>> gk.classify(members, towns).loc["a", "pattern"]
    'city_hinterland'
    """
    for name, table in (("members", members), ("boundaries", boundaries)):
        if table is None:
            raise UsageError("{name} is None.", "Give a path or a DataFrame.", name=name)
    if cooperations is None:
        cooperations = _named_by(members)
    found = analyse(boundaries=boundaries, cooperations=cooperations, members=members, settings=settings, as_of=as_of)
    return found.patterns


def settings_of(given: SettingsLike | None) -> Settings | None:
    """Return settings that are given as such, by the name of a profile, a YAML file or a mapping.

    Raises
    ------
    UsageError
        If there is no such profile or file, or a value is impossible.
    """
    if given is None or isinstance(given, Settings):
        return given
    if isinstance(given, Mapping):
        return parse(given, file="settings")
    if isinstance(given, (str, PathLike)):
        return load_settings(str(given))
    raise UsageError(
        "{value} are no settings.",
        "Give Settings, the name of a profile, a YAML file, or a mapping.",
        value=repr(given)[:80],
    )


def _named_by(members: TableLike) -> pd.DataFrame:
    """Return a table of cooperations of which only the ids are known."""
    source, sheet = records.location("members", field("members", members), InMemory(name="", table=pd.DataFrame()))
    table = tables.read(source or field("members", members), sheet=sheet)
    rows = tables.rename(table.rows, records.ALIASES["members"])
    tables.require(rows, ["cooperation_id"], file=table.file, what="members")
    ids = rows["cooperation_id"].drop_duplicates()
    ids = ids[ids != ""]
    return pd.DataFrame({"cooperation_id": ids, "name": ids})
