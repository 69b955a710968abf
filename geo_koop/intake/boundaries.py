"""Reads municipal boundaries of any product into the one layout of the house."""

import fnmatch
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import yaml

from geo_koop import codelists, findings
from geo_koop.errors import InputError
from geo_koop.intake import geometry, keys, layers, profiles, tables
from geo_koop.model import Boundaries, BoundaryInfo, Loaded

_TEXT = ("ars", "name", "designation", "district", "district_name", "state", "state_name", "population_date")
_COLUMNS = (*_TEXT[:7], "kind", "region", "context", "population", "population_date", "central_place", "geometry")


def load(path: Path, *, layer: str | None = None, profile: str | None = None) -> Loaded[Boundaries]:
    """Read boundaries.

    Parameters
    ----------
    path : Path
        GeoPackage, Shapefile (also zipped, or a folder of them), GeoJSON, FlatGeobuf, GeoParquet or
        whatever else GDAL reads. A file ``NAME.yaml`` beside it says where it comes from.
    layer : str, optional
        Layer; found by the profile where it is left out.
    profile : str, optional
        Column map; recognised by the columns where it is left out.

    Returns
    -------
    Loaded of Boundaries
        Areas in EPSG:25832 where they lie in Germany, else in the UTM zone of their middle.

    Raises
    ------
    InputError
        If the file cannot be used at all: missing, empty, damaged, without the columns of its
        profile, without areas, or with a coordinate system that does not fit.
    UsageError
        If the column map is malformed.
    """
    path = Path(path)
    found = layers.find(path)
    chosen = layers.choose(found, profiles.layer_patterns(profile), layer, file=path.name)
    about = profiles.boundary_profile(profile, layers.columns(chosen), file=path.name, layer=chosen.name)
    raw = layers.read(chosen)
    if not isinstance(raw, gpd.GeoDataFrame) or raw.empty:
        raise InputError(f"The layer {chosen.name} of {path.name} holds no areas.", "Choose another layer.")
    table, noticed = _rows(raw, about, file=path.name, layer=chosen.name)
    metric, on_crs = geometry.to_metric(table, file=path.name, german=about.national_keys == "de")
    shapes, on_shapes = geometry.polygons(metric, file=path.name, layer=chosen.name)
    areas, on_parts = _one_row_each(shapes, about, file=path.name, layer=chosen.name)
    areas = _higher_levels(areas, about, layers.beside(path, found))
    info = _info(path, about)
    return Loaded(
        value=Boundaries(areas=areas[list(_COLUMNS)], info=info),
        findings=findings.collect([noticed, on_crs, on_shapes, on_parts]),
        files=(tables.source_file("boundaries", path, len(raw)),),
    )


def _rows(
    raw: gpd.GeoDataFrame, about: profiles.BoundaryProfile, *, file: str, layer: str
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give the columns their names, bring keys into form, and leave out rows that are no municipality."""
    keep = pd.Series(True, index=raw.index)
    if about.keep and about.keep["column"] in raw:
        keep = raw[about.keep["column"]].astype("str").str.replace(r"\.0$", "", regex=True).isin(about.keep["values"])
    source = {name: column for name, column in about.columns.items() if column in raw}
    table = gpd.GeoDataFrame({name: raw[column] for name, column in source.items()}, geometry=raw.geometry, crs=raw.crs)
    table["row"] = np.arange(1, len(table) + 1)
    table["kind"] = _kinds(raw, table, about)
    if about.population_pattern and "population" not in table:
        years = sorted(c for c in raw.columns if fnmatch.fnmatch(c, about.population_pattern))
        if years:
            table["population"] = raw[years[-1]]
    unused = findings.report(
        "parts_left_out", file=file, sheet=layer, value=[""] if (~keep).any() else [], count=int((~keep).sum())
    )
    table = table[keep]
    normal = keys.normalise(_text(table["key"]), national=about.national_keys)
    reported = keys.report(
        _text(table["key"]), normal, row=table["row"], file=file, sheet=layer, column=about.columns["key"]
    )
    table = table.assign(key=normal["key"])[~normal["state"].isin(keys.REFUSED)]
    return table, findings.collect([unused, *reported])


def _kinds(raw: gpd.GeoDataFrame, table: gpd.GeoDataFrame, about: profiles.BoundaryProfile) -> pd.Series:
    if "kind" in table:
        return table["kind"].where(table["kind"] == "unincorporated", "municipality")
    column = about.unincorporated.get("column")
    wild = pd.Series(False, index=raw.index)
    if column in raw:
        pattern = "|".join(about.unincorporated["contains"])
        wild = _text(raw[column]).str.contains(pattern, case=False, regex=True)
    return wild.map({True: "unincorporated", False: "municipality"}).astype("str")


def _one_row_each(
    areas: gpd.GeoDataFrame, about: profiles.BoundaryProfile, *, file: str, layer: str
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Join the parts of a municipality, or refuse the second row of a key where parts are not foreseen."""
    twice = areas["key"].duplicated(keep=False)
    place = {"file": file, "sheet": layer, "column": about.columns["key"]}
    if about.parts:
        counts = areas.loc[twice, "key"].value_counts().sort_index()
        noticed = findings.report("parts_dissolved", value=counts.index, count=counts.to_numpy(), **place)
        parts = areas[twice].dissolve("key", aggfunc="first", as_index=False)
        areas = pd.concat([areas[~twice], parts], ignore_index=True)
    else:
        surplus = areas["key"].duplicated()
        noticed = findings.report("key_duplicate", row=areas["row"][surplus], value=areas["key"][surplus], **place)
        areas = areas[~surplus]
    areas = areas.set_index("key").sort_index()
    for name in _TEXT:
        areas[name] = _text(areas[name]) if name in areas else pd.Series("", index=areas.index, dtype="str")
    nameless = areas.index[areas["name"] == ""]
    unnamed = findings.report("name_missing", value=nameless, **(place | {"column": about.columns.get("name", "name")}))
    areas["name"] = areas["name"].where(areas["name"] != "", areas.index)
    areas["region"] = _text(areas["region"]).replace("", None) if "region" in areas else None
    areas["context"] = _truth(areas["context"]) if "context" in areas else False
    population = areas["population"] if "population" in areas else pd.Series(pd.NA, index=areas.index)
    areas["population"] = pd.to_numeric(population, errors="coerce").round().astype("Int64")
    areas["population"] = areas["population"].mask((areas["population"] < 0).fillna(False))
    level = areas["central_place"] if "central_place" in areas else pd.Series(None, index=areas.index, dtype=object)
    areas["central_place"] = level.where(level.isin(codelists.load("central_places").codes), None)
    return areas, findings.collect([noticed, unnamed])


def _text(column: pd.Series) -> pd.Series:
    """Return a column as text, whole numbers without decimals, empty where missing."""
    if pd.api.types.is_float_dtype(column):
        column = column.astype("Int64")
    return column.astype("str").where(column.notna(), "").astype("str").str.strip()


def _truth(column: pd.Series) -> pd.Series:
    return _text(column).str.casefold().isin(["true", "1", "1.0", "yes", "ja"])


def _higher_levels(
    areas: gpd.GeoDataFrame, about: profiles.BoundaryProfile, found: list[layers.Layer]
) -> gpd.GeoDataFrame:
    """Fill district and state, and their names, from the German key and from the layers beside."""
    german = about.national_keys == "de"
    index = areas.index.to_series()
    for name, digits in (("district", 5), ("state", 2)):
        areas[name] = areas[name].where((areas[name] != "") | (not german), index.str[:digits])
    districts = _names(found, about.districts, short=True)
    states = _names(found, about.states, short=False)
    if german:
        states = yaml.safe_load((files(__package__) / "states.yaml").read_text(encoding="utf-8")) | states
    for level, known in (("district", districts), ("state", states)):
        named = areas[level].replace(known)
        areas[f"{level}_name"] = areas[f"{level}_name"].where(areas[f"{level}_name"] != "", named)
    return areas


def _names(found: list[layers.Layer], about: Mapping[str, object], *, short: bool) -> dict[str, str]:
    """Return key to name of a higher level, from its layer in the same file or folder."""
    if not about:
        return {}
    names = [layer.name for layer in found]
    fitting = profiles.matching(names, about["layers"])  # type: ignore[arg-type]
    if not fitting:
        return {}
    table = layers.read(found[names.index(fitting[0])], geometry=False)
    key, name = about["key"], about["name"]
    if not {key, name} <= set(table.columns):
        return {}
    label = _text(table[name])
    kind = _text(table[about["designation"]]) if short and about.get("designation") in table else None
    if kind is not None:
        city = kind.str.contains("stadt", case=False)
        district = kind.isin(["Kreis", "Landkreis"]) & ~label.str.contains("kreis", case=False)
        label = label.where(~city, label + ", " + kind.str.replace("Kreisfreie", "kreisfreie"))
        label = label.where(~district, kind + " " + label)
    return dict(zip(_text(table[key]), label, strict=True))


def _info(path: Path, about: profiles.BoundaryProfile) -> BoundaryInfo:
    """Read the file that stands beside the boundaries and says where they come from."""
    base = BoundaryInfo(
        title=about.title or {"de": path.name, "en": path.name},
        attribution=about.attribution,
        licence=about.licence,
        profile=about.name,
        national_keys=about.national_keys,
    )
    beside = path.with_suffix(".yaml")
    if path.is_dir() or not beside.is_file():
        return base
    try:
        content = yaml.safe_load(beside.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{beside.name} is not valid YAML: {error}.", "Mend or remove it.") from error
    content = content if isinstance(content, dict) else {}
    kept = {k: content[k] for k in ("title", "attribution", "approximate", "licence", "regions") if k in content}
    kept |= {k: str(content[k]) for k in ("gebietsstand", "licence") if k in content}
    return replace(base, **kept)
