"""From an analysis to files: choose, project, write, and tell what could not be carried."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import pyproj

from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs import target
from geo_koop.outputs.csv_dialect import PLAIN, Dialect
from geo_koop.outputs.export import about as abouts
from geo_koop.outputs.export import archive, crs, formats, gpkg, iso, pack, project, schema, sheets, single, tables
from geo_koop.outputs.export.formats import Format
from geo_koop.result.analysis import Analysis

_FAILURES = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    sqlite3.Error,
    pa.ArrowException,
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to write.

    Attributes
    ----------
    form : str, optional
        Code of :data:`~geo_koop.outputs.export.formats.FORMATS`; from the ending of the file where left out.
    layers : tuple of str
        Names of layers and tables; empty: all that the file can hold but what is written on request alone.
    select : tuple of str
        Keys of municipalities, districts or states, or ids of cooperations: only these and what belongs to
        them; empty: everything.
    crs : str, optional
        Such as ``EPSG:4326``; that of the analysis where it is left out.
    language : {"de", "en"}
    overwrite : bool
        Replace files that exist.
    reproducible : bool
        Write no time of day: the same data give the same bytes.
    with_project, with_metadata : bool
        Also write a QGIS project (``.qgz``), and ISO 19139 metadata (``.xml``), beside the file.
    contact : Contact
        The office that metadata name.
    dialect : Dialect
        Of each CSV.
    """

    form: str | None = None
    layers: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    crs: str | int | pyproj.CRS | None = None
    language: str = "de"
    overwrite: bool = False
    reproducible: bool = False
    with_project: bool = False
    with_metadata: bool = False
    contact: abouts.Contact = abouts.NOBODY
    dialect: Dialect = PLAIN


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written, and in words what the format could not carry."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Plan:
    form: Format
    layers: tuple[str, ...]
    missing: tuple[str, ...]
    crs: pyproj.CRS | None
    files: Mapping[str, Path]


def check(out: Path, request: Request | None = None) -> None:
    """Make sure that an export can be written, before any work is done.

    Raises
    ------
    UsageError
        If ending, format, layer or coordinate system are not known or do not fit.
    OutputError
        If a file exists and must not be replaced, or its folder cannot be written to.
    """
    _plan(out, request or Request())


def piped(request: Request) -> str:
    """Return the ending of a file that goes to the standard output.

    Raises
    ------
    UsageError
        If no format is named, or it is one of several files.
    """
    form = formats.FORMATS.get(request.form or "")
    if request.form is None:
        raise UsageError(
            "The standard output (-) needs a format.",
            "Name one with --export-format: {codes}.",
            codes=", ".join(code for code in formats.FORMATS if code != "shapefile"),
        )
    if request.with_project or request.with_metadata or request.form == "shapefile":
        raise UsageError(
            "Several files do not go through the standard output (-).",
            "Name a file, or choose the hand-over pack: --export-format pack.",
        )
    return form.ending if form else ""


def export(
    analysis: Analysis,
    out: Path,
    request: Request | None = None,
    *,
    step: Callable[[str], None] = lambda _text: None,
) -> Written:
    """Write layers and tables of an analysis.

    Parameters
    ----------
    analysis : Analysis
    out : Path
        File to write; its ending tells the format.
    request : Request, optional
        All that the format can carry, in the coordinate system of the analysis, where it is left out.
    step : callable
        Is told in words what is being done.

    Returns
    -------
    Written

    Raises
    ------
    UsageError
        As :func:`check`; if the coordinate system does not reach the area, or a selection is empty.
    OutputError
        If a file cannot be written.
    """
    request = request or Request()
    text = translator(request.language, "export")
    plan = _plan(out, request)
    if plan.form.code in formats.PICTURES:
        return _picture(analysis, out, request, plan)
    step(text(_("Collecting the tables …")))
    chosen = plan.crs or analysis.municipalities.crs
    made = tables.build(analysis, language=request.language, crs=chosen, layers=plan.layers)
    parts = tables.select(made, analysis, request.select)
    parts = {name: parts[name] for name in plan.layers}
    sentence = abouts.describe(
        analysis,
        layers=tuple(parts),
        crs=chosen,
        language=request.language,
        reproducible=request.reproducible,
        contact=request.contact,
        file=out.name,
        form=text(plan.form.label),
        dialect=request.dialect,
    )
    if plan.form.geometry:
        parts = {
            name: crs.project(table, chosen) if isinstance(table, gpd.GeoDataFrame) else table
            for name, table in parts.items()
        }
    left_out = [
        *_limits(plan, text),
        *_losses(parts, plan, text),
        *(iso.missing(sentence) if request.with_metadata else ()),
    ]
    with _writing(plan, request) as places:
        step(text(_("Writing {file} …")).format(file=out.name))
        _write(parts, places["data"], sentence, plan, left_out)
        if "names" in places:
            plain_tables.write(archive.field_names(parts, sentence), places["names"], dialect=request.dialect)
        if "project" in places:
            places["project"].write_bytes(project.archive(parts, sentence, out.name))
        if "metadata" in places:
            places["metadata"].write_text(iso.document(sentence), encoding="utf-8")
    return Written(files=tuple(plan.files.values()), left_out=tuple(left_out))


def _plan(out: Path, request: Request) -> _Plan:
    form = formats.choose(out, request.form)
    names, missing = formats.layers_of(form, out, request.layers)
    wanted = crs.parse(request.crs)
    fixed = crs.parse(form.crs or None)
    if fixed and wanted and wanted != fixed:
        formats.refuse_crs(form, wanted)
    files = {"data": out}
    if form.code == "shapefile" and out.suffix.lower() != formats.ZIP:
        files |= {ending: out.with_suffix(ending) for ending in formats.SHAPEFILE_PARTS}
        files["names"] = out.with_name(f"{out.stem}_field_names.csv")
    if request.with_project:
        formats.require_package(form)
        files["project"] = out.with_suffix(".qgz")
    if request.with_metadata:
        files["metadata"] = out.with_suffix(".xml")
    for file in files.values():
        target.check(file, overwrite=request.overwrite)
    return _Plan(form=form, layers=names, missing=missing, crs=fixed or wanted, files=files)


@contextmanager
def _writing(plan: _Plan, request: Request) -> Iterator[Mapping[str, Path]]:
    """Give a temporary place for each file, and turn what goes wrong into a message."""
    try:
        with target.writing_together(plan.files, overwrite=request.overwrite) as places:
            yield places
    except _FAILURES as error:
        raise target.failure(plan.files["data"], error) from error


def _write(
    parts: Mapping[str, pd.DataFrame], path: Path, description: abouts.About, plan: _Plan, left_out: Sequence[str]
) -> None:
    if plan.form.code == "gpkg":
        gpkg.write(parts, path, description)
    elif plan.form.code == "pack":
        pack.write(parts, path, description)
    elif plan.form.code == "xlsx":
        sheets.write(parts, path, description)
    elif plan.form.code == "ods":
        sheets.write_ods(parts, path, description)
    elif path.suffix.lower() == formats.ZIP:
        archive.write(parts, path, description, plan.form, left_out)
    else:
        (name,) = plan.layers
        single.WRITERS[plan.form.code](parts[name], path, name, description)


def _picture(analysis: Analysis, out: Path, request: Request, plan: _Plan) -> Written:
    from geo_koop.outputs.report import ReportOptions, mappage

    ids = [name for name in request.select if name in analysis.cooperations.index]
    mappage.draw(
        analysis,
        out,
        cooperation=ids[0] if len(ids) == 1 else None,
        options=ReportOptions(language=request.language),
        overwrite=request.overwrite,
    )
    return Written(files=(out,), left_out=tuple(_limits(plan, translator(request.language, "export"))))


def _limits(plan: _Plan, text: Callable[[str], str]) -> list[str]:
    """Say what a format cannot carry, and which layers are therefore left out."""
    said = [text(limit) for limit in plan.form.limits]
    if plan.missing:
        said.append(text(_("left out: {names}")).format(names=", ".join(plan.missing)))
    return said


def _losses(parts: Mapping[str, pd.DataFrame], plan: _Plan, text: Callable[[str], str]) -> list[str]:
    """Say which values of these tables a format has to change."""
    said = []
    cuts = {"shapefile": single.cut_texts, "xlsx": sheets.cut_texts}
    for name, table in parts.items():
        if plan.form.code in cuts and (plan.form.tables or schema.layers()[name].geometry):
            said += [
                text(_("{layer}.{field}: {count} texts are cut")).format(layer=name, field=field, count=count)
                for field, count in cuts[plan.form.code](table, name).items()
            ]
        if plan.form.code in ("xlsx", "ods") and len(table) > sheets.MOST_ROWS:
            said.append(text(_("left out: {names}")).format(names=name))
    return said
