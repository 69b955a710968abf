"""Layers for other programs: everything of an analysis in one GeoPackage that opens styled in QGIS."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
import yaml

from geo_koop import codelists
from geo_koop import findings as finding_words
from geo_koop.errors import OutputError, UsageError
from geo_koop.locale import translator
from geo_koop.model import Analysis
from geo_koop.outputs import styles, target

ENDINGS = (".gpkg",)
GPKG_VERSION = "1.3"
"""Newer ones make the GDAL of long-term releases warn that it may not read all."""

GEOMETRY_TYPES = MappingProxyType(
    {
        "municipalities": "MultiPolygon",
        "unincorporated": "MultiPolygon",
        "cooperations": "MultiPolygon",
        "members": "Point",
        "comembership": "LineString",
    }
)
"""Layers in the order of the file; all others are tables."""


@lru_cache(maxsize=1)
def fields() -> Mapping[str, Mapping[str, tuple[str, str, str, str]]]:
    """Return layer to field to its type, unit, German and English meaning (``fields.yaml``)."""
    text = (files(__package__) / "fields.yaml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            layer: MappingProxyType({name: tuple(meaning) for name, meaning in listed.items()})
            for layer, listed in yaml.safe_load(text).items()
        }
    )


def check(out: Path, *, crs: str | None = None, overwrite: bool = False, language: str = "de") -> None:
    """Make sure that an export can be written, before any work is done.

    Raises
    ------
    UsageError
        If the ending or the coordinate system is not known.
    OutputError
        If the file exists and must not be replaced, or its folder cannot be written to.
    """
    target.check(out, endings=ENDINGS, overwrite=overwrite, language=language)
    _crs(crs, language)


def export(
    analysis: Analysis, out: Path, *, crs: str | None = None, language: str = "de", overwrite: bool = False
) -> Path:
    """Write all layers and tables of an analysis, with styles and a description of every field.

    Parameters
    ----------
    analysis : Analysis
    out : Path
        GeoPackage to write (``.gpkg``).
    crs : str, optional
        Coordinate system, such as ``EPSG:4326``; that of the analysis where it is left out.
    language : {"de", "en"}
        Of labels, findings and legends; codes and both reasons are always there.
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If the ending or the coordinate system is not known, or does not reach the area.
    OutputError
        If the file cannot be written.
    """
    chosen = _crs(crs, language) or analysis.municipalities.crs
    parts = {name: _typed(table, name) for name, table in tables(analysis, language=language, crs=chosen).items()}
    with target.writing(out, endings=ENDINGS, overwrite=overwrite, language=language) as path:
        try:
            for name, table in parts.items():
                if isinstance(table, gpd.GeoDataFrame):
                    table = _projected(table, chosen, language)
                _append(table, path, name)
            _append(_style_table(language), path, "layer_styles")
        except pyogrio.errors.DataSourceError as error:
            _ = translator(language, "cli")
            raise OutputError(
                _("{file} could not be written: {reason}").format(file=out, reason=error),
                _("Close the file where it is open in another program, and look at free space and permissions."),
            ) from error
    return out


def tables(analysis: Analysis, *, language: str = "de", crs: Any = None) -> dict[str, pd.DataFrame]:
    """Return the layers and tables of an export; geometry in the coordinate system of the analysis.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
    crs : pyproj.CRS, optional
        Of the export, for the metadata.

    Returns
    -------
    dict
        Name to table: GeoDataFrame for a layer, DataFrame for a table.
    """
    records = _cooperations(analysis, language)
    placed = records["cooperation_id"].isin(analysis.area["cooperation_id"].unique())
    return {
        "municipalities": _municipalities(analysis),
        "unincorporated": analysis.unincorporated.reset_index(),
        "cooperations": _with_area(records[placed], analysis),
        "members": _members(analysis, language),
        "comembership": _comembership(analysis),
        "cooperations_without_area": records[~placed],
        "topic_coverage": _topic_coverage(analysis, language),
        "sources": analysis.sources.assign(
            completeness_label=_labels(analysis.sources["completeness"], "completeness", language)
        ),
        "actors": analysis.actors.assign(kind_label=_labels(analysis.actors["kind"], "actors", language)),
        "findings": finding_words.render(analysis.findings, language),
        "metadata": metadata(analysis, crs=crs),
        "field_documentation": documentation(),
    }


def documentation() -> pd.DataFrame:
    """Return the description of every field: ``layer, field, type, unit, de, en``."""
    rows = [(layer, name, *meaning) for layer, listed in fields().items() for name, meaning in listed.items()]
    return pd.DataFrame(rows, columns=["layer", "field", "type", "unit", "de", "en"], dtype="str")


def metadata(analysis: Analysis, *, crs: Any = None) -> pd.DataFrame:
    """Return what the analysis was made of as ``key, value``: sources, dates, settings, files, counts."""
    made = analysis.provenance
    info = made.boundaries
    items: dict[str, Any] = {
        **{f"title_{lang}": text for lang, text in info.title.items()},
        **{f"attribution_{lang}": text for lang, text in info.attribution.items()},
        "licence": info.licence,
        "gebietsstand": info.gebietsstand,
        "approximate_boundaries": info.approximate,
        "as_of": made.as_of.isoformat(),
        "crs": pyproj.CRS(crs).to_string() if crs is not None else made.crs,
        "crs_of_analysis": made.crs,
        "geo_koop_version": made.version,
        **{f"settings.{name}": value for name, value in asdict(made.settings).items()},
        **{f"filters.{name}": ";".join(map(str, value)) for name, value in asdict(made.filters).items()},
        **{f"counts.{name}": value for name, value in made.counts.items()},
    }
    for file in made.files:
        items[f"file.{file.role}"] = file.name
        items[f"file.{file.role}.sha256"] = file.sha256
        items[f"file.{file.role}.rows"] = file.rows
    values = ["" if value is None else str(value) for value in items.values()]
    return pd.DataFrame({"key": list(items), "value": values}, dtype="str")


def _municipalities(analysis: Analysis) -> gpd.GeoDataFrame:
    rows = analysis.coverage(level="municipality")
    survey = rows[rows["topic"] == "any"].set_index("key")[["status", "grade"]]
    table = analysis.municipalities.join(analysis.overlap).join(survey)
    return table.assign(congruence=analysis.congruence.reindex(table.index)).reset_index()


def _cooperations(analysis: Analysis, language: str) -> pd.DataFrame:
    """Return all cooperations with labels, decision and indicators."""
    table = analysis.cooperations
    decided = analysis.patterns.drop(columns=["pattern", "provisional"])
    topics = analysis.topics.assign(label=_labels(analysis.topics["topic"], "topics", language))
    joined = topics.groupby("cooperation_id")["label"].agg(", ".join).reindex(table.index, fill_value="")
    return (
        table.join(decided)
        .assign(
            topics_label=joined,
            pattern_label=_labels(table["pattern"], "patterns", language),
            format_label=_labels(table["format"], "formats", language),
            stage_label=_labels(table["stage"], "stages", language),
            completeness_label=_labels(table["completeness"], "completeness", language),
            bindingness_label=_labels(table["bindingness"].astype("str"), "bindingness", language),
        )
        .reset_index()
    )


def _with_area(records: pd.DataFrame, analysis: Analysis) -> gpd.GeoDataFrame:
    """Give each cooperation the union of the municipalities that it covers."""
    shapes = analysis.municipalities.geometry
    pairs = analysis.area[["cooperation_id", "key"]].drop_duplicates()
    pieces = gpd.GeoDataFrame(pairs, geometry=shapes.reindex(pairs["key"]).to_numpy(), crs=shapes.crs)
    whole = pieces[["cooperation_id", "geometry"]].dissolve("cooperation_id").geometry
    return gpd.GeoDataFrame(records, geometry=whole.reindex(records["cooperation_id"]).to_numpy(), crs=shapes.crs)


def _members(analysis: Analysis, language: str) -> gpd.GeoDataFrame:
    """Place each membership: at a point in the municipality, or at the mean point of the district's."""
    areas = analysis.municipalities
    centre = areas.geometry.centroid
    mean = pd.DataFrame({"x": centre.x, "y": centre.y}).groupby(areas["district"]).mean()
    inside = pd.concat([areas.geometry, analysis.unincorporated.geometry]).representative_point()
    points = pd.concat(
        [inside, gpd.GeoSeries(gpd.points_from_xy(mean["x"], mean["y"]), index=mean.index, crs=areas.crs)]
    )
    table = analysis.members.assign(
        cooperation=lambda t: t["cooperation_id"].map(analysis.cooperations["name"]),
        role_label=lambda t: _labels(t["role"], "roles", language),
        counts_as_member_label=lambda t: _labels(t["counts_as_member"], "membership", language),
    )
    places = points[~points.index.duplicated()].reindex(table["unit_key"]).to_numpy()
    return gpd.GeoDataFrame(table, geometry=places, crs=areas.crs)


def _comembership(analysis: Analysis) -> gpd.GeoDataFrame:
    edges, names = analysis.comembership, analysis.municipalities["name"]
    points = analysis.municipalities.representative_point()
    ends = [shapely.get_coordinates(points.reindex(edges[c]).to_numpy()) for c in ("key_a", "key_b")]
    table = edges.assign(name_a=edges["key_a"].map(names), name_b=edges["key_b"].map(names))
    lines: Any = shapely.linestrings(np.stack(ends, axis=1)) if len(edges) else []
    return gpd.GeoDataFrame(table, geometry=lines, crs=points.crs)


def _topic_coverage(analysis: Analysis, language: str) -> pd.DataFrame:
    _ = translator(language, "map")
    table = analysis.coverage(level="municipality")
    words = {"covered": _("covered"), "none_recorded": _("none recorded"), "not_surveyed": _("not surveyed")}
    return table.assign(
        name=table["key"].map(analysis.municipalities["name"]),
        topic_label=_labels(table["topic"], "topics", language).where(table["topic"] != "any", _("Any topic")),
        status_label=table["status"].map(words),
    )


def _labels(codes: pd.Series, codelist: str, language: str) -> pd.Series:
    return codes.map(codelists.load(codelist).labels(language)).astype("str")


def _typed(table: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Return the documented fields in their order and types; dates become ISO text."""
    kinds = {name: meaning[0] for name, meaning in fields()[layer].items()}
    missing = sorted(set(kinds) - set(table.columns))
    table = table.assign(**dict.fromkeys(missing)) if missing else table
    shape = [table.geometry.name] if isinstance(table, gpd.GeoDataFrame) else []
    table = table[[*kinds, *shape]]
    return table.assign(**{name: _as_kind(table[name], kind) for name, kind in kinds.items()})


def _as_kind(values: pd.Series, kind: str) -> pd.Series:
    if kind == "integer":
        return pd.to_numeric(values).astype("Float64").round().astype("Int64")
    if kind == "real":
        numbers = pd.to_numeric(values).astype("float64")
        return numbers.where(np.isfinite(numbers))
    if kind == "boolean":
        return values.astype("boolean")
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d").astype("str")
    return values.astype("str")


def _append(table: pd.DataFrame, path: Path, layer: str) -> None:
    kind = GEOMETRY_TYPES.get(layer)
    shape = {"geometry_type": kind, "promote_to_multi": kind.startswith("Multi")} if kind else {}
    made = {} if path.exists() else {"dataset_options": {"VERSION": GPKG_VERSION}}
    pyogrio.write_dataframe(table, path, layer=layer, driver="GPKG", append=path.exists(), **made, **shape)


def _projected(table: gpd.GeoDataFrame, crs: pyproj.CRS, language: str) -> gpd.GeoDataFrame:
    projected = table.to_crs(crs)
    if not np.isfinite(shapely.get_coordinates(projected.geometry.to_numpy())).all():
        _ = translator(language, "cli")
        raise UsageError(
            _("The coordinate system {crs} does not reach the area.").format(crs=crs.to_string()),
            _("Choose one that is made for the area, such as EPSG:25832 or EPSG:4326."),
        )
    return projected


def _crs(text: str | None, language: str) -> pyproj.CRS | None:
    if text is None:
        return None
    _ = translator(language, "cli")
    try:
        return pyproj.CRS.from_user_input(f"EPSG:{text}" if text.strip().isdigit() else text.strip())
    except pyproj.exceptions.CRSError as error:
        raise UsageError(
            _("{crs} is no coordinate system.").format(crs=text),
            _("Name it by its EPSG code, such as EPSG:25832 or EPSG:4326."),
        ) from error


def _style_table(language: str) -> pd.DataFrame:
    """Return the table in which QGIS looks for the styles of a GeoPackage."""
    number = {"de": 2, "en": 3}[language]
    aliases = {layer: {name: meaning[number] for name, meaning in listed.items()} for layer, listed in fields().items()}
    made = styles.layer_styles(language, aliases)
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": list(made),
            "f_geometry_column": "geom",
            "styleName": [f"geo_koop {layer}" for layer in made],
            "styleQML": list(made.values()),
            "styleSLD": "",
            "useAsDefault": True,
            "description": "geo_koop",
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(datetime.now(UTC)).tz_localize(None).floor("s"),
        }
    )
