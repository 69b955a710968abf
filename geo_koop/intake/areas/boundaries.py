"""Reads municipal boundaries of any product into the one layout of the house."""

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop import codelists, findings
from geo_koop.errors import InputError, UsageError
from geo_koop.given import InMemory, Source
from geo_koop.intake.areas import associations, higher_levels
from geo_koop.intake.files import (
    coordinates,
    geometry,
    key_systems,
    keys,
    layers,
    memory,
    number_forms,
    profiles,
    schema,
    sidecar,
    tables,
)
from geo_koop.intake.files.limits import Limits
from geo_koop.intake.files.values import central_place, inhabitants, text, truth
from geo_koop.model import Boundaries, Loaded

_TEXT = (
    *("ars", "name", "designation", "district", "district_name", "state", "state_name"),
    *("association", "association_name", "population_date"),
)
_CELLS = (*_TEXT, "kind", "region", "population", "central_place")
_COLUMNS = (
    *(*_TEXT[:9], "kind", "region", "context", "population", "population_date", "central_place"),
    *("official_area_km2", "geometry"),
)
_OURS = ("row", "area_km2", "index", "postcode", "lon", "lat", "urbanisation")
"""What layers of our own bring along, the embedded ones too."""
KINDS = ("municipality", "unincorporated")
_NAMED = 5
_MUNICIPALITY = 8


def load(
    path: Source,
    *,
    layer: str | None = None,
    profile: str | profiles.BoundaryProfile | None = None,
    most: Limits | None = None,
    country: str | None = None,
    crs: str | None = None,
) -> Loaded[Boundaries]:
    """Read boundaries.

    Parameters
    ----------
    path : Path or InMemory
        A GeoDataFrame, GeoPackage, Shapefile (also zipped, or a folder of them), GeoJSON, FlatGeobuf, GeoParquet or
        another of :data:`geo_koop.intake.files.kinds.KNOWN`. A file ``NAME.yaml`` beside it says where it comes from.
    layer : str, optional
        Layer; found by the profile where it is left out.
    profile : str or BoundaryProfile, optional
        Column map; recognised by the columns where it is left out.
    most : Limits, optional
        How much is read; by the environment where it is left out.
    country : str, optional
        Key system, one of :data:`geo_koop.intake.files.keys.SYSTEMS`; told by the keys and the place of the areas
        where it is left out (:func:`geo_koop.intake.files.key_systems.recognise`).
    crs : str, optional
        Coordinate system of a file that names none, or a wrong one.

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
        If the column map is malformed, or there is no such key system or coordinate system.
    """
    if country is not None and country not in keys.SYSTEMS:
        raise UsageError(
            "There is no key system “{country}”.",
            "Use one of {known}.",
            country=country,
            known=", ".join(keys.SYSTEMS),
        )
    if isinstance(path, InMemory):
        return _loaded(path, _handed_over(path, profile), country, crs)
    path = Path(path)
    with layers.opened(path) as found:
        return _loaded(path, _chosen(path, found, layer, profile, most), country, crs)


@dataclass(frozen=True, kw_only=True)
class _Raw:
    """A layer as it stands: its name and column map, those beside it, and what was reported."""

    areas: gpd.GeoDataFrame
    name: str
    about: profiles.BoundaryProfile
    beside: Sequence[layers.Layer] = ()
    reported: pd.DataFrame = field(default_factory=findings.empty)


def _handed_over(source: InMemory, profile: str | profiles.BoundaryProfile | None) -> _Raw:
    table = memory.flat(source)
    if not isinstance(table, gpd.GeoDataFrame) or not table.active_geometry_name or table.empty:
        raise InputError("{file} holds no areas.", "Give a GeoDataFrame with polygons.", file=source.name)
    # What a user notes beside a table tells nothing about it.
    table.attrs = {}
    table = table.rename(columns=str)
    columns = [name for name in table.columns if name != table.active_geometry_name]
    return _Raw(areas=table, name="", about=profiles.boundary_profile(profile, columns, file=source.name, layer=""))


def _chosen(
    path: Path,
    found: layers.Found,
    layer: str | None,
    profile: str | profiles.BoundaryProfile | None,
    most: Limits | None,
) -> _Raw:
    """Read the layer that is asked for, or that holds the municipalities."""
    skipped = findings.report(
        "tables_skipped",
        file=path.name,
        value=[""] if found.skipped else [],
        names=", ".join(found.skipped[:_NAMED]) + (" …" if len(found.skipped) > _NAMED else ""),
    )
    chosen = layers.choose(found.layers, profiles.layer_patterns(profile), layer, file=path.name)
    about = profiles.boundary_profile(profile, layers.columns(chosen), file=path.name, layer=chosen.name)
    raw = layers.read(chosen, most=most)
    if not isinstance(raw, gpd.GeoDataFrame) or raw.empty:
        raise InputError(
            "The layer {chosen} of {file} holds no areas.",
            "Choose another layer.",
            chosen=chosen.name,
            file=path.name,
        )
    return _Raw(areas=raw, name=chosen.name, about=about, beside=layers.beside(path, found.layers), reported=skipped)


def _loaded(path: Source, layer: _Raw, country: str | None, crs: str | None) -> Loaded[Boundaries]:
    """Bring a layer into the layout of the house."""
    raw, about = layer.areas, layer.about
    raw, location, on_crs = coordinates.located(raw, file=path.name, given=crs)
    about, on_system = _with_system(about, raw, location, country or sidecar.national_keys(path), file=path.name)
    table, on_rows = _rows(raw, about, file=path.name, layer=layer.name)
    metric, on_numbers = geometry.to_metric(table, file=path.name, german=about.national_keys == "de")
    shapes, on_shapes = geometry.polygons(metric, file=path.name, layer=layer.name)
    geometry.apart(shapes, file=path.name)
    single, on_parts = _one_row_each(shapes, about, file=path.name, layer=layer.name)
    cells = {"file": path.name, "sheet": layer.name, "column": about.columns.get("name", "name")}
    areas, on_values = _typed(single.set_index("key").sort_index(), cells)
    areas, joined = associations.fill(higher_levels.fill(areas, about, layer.beside), about, layer.beside)
    areas = areas[list(_COLUMNS)]
    schema.check("areas", areas)
    on_columns = _unused(raw, about, file=path.name, layer=layer.name)
    entries = [layer.reported, on_columns, on_crs, on_system, on_rows, on_numbers, on_shapes, on_parts, on_values]
    return Loaded(
        value=Boundaries(areas=areas, info=sidecar.info(path, about), associations=joined),
        findings=findings.collect(entries),
        files=(tables.source_file("boundaries", path, len(raw)),),
    )


def _unused(raw: gpd.GeoDataFrame, about: profiles.BoundaryProfile, *, file: str, layer: str) -> pd.DataFrame:
    """Report columns of one's own layer that nothing here uses; those of an official product are known."""
    if about.name in profiles.KNOWN and about.name != "geo_koop":
        return findings.empty()
    used = {*about.columns.values(), about.keep.get("column"), about.unincorporated.get("column")}
    others = [str(c) for c in raw.columns if c not in (*used, *_COLUMNS, *_OURS, raw.active_geometry_name)]
    others = [c for c in others if not (about.population_pattern and fnmatch.fnmatch(c, about.population_pattern))]
    return findings.report("columns_unused", file=file, sheet=layer, value=[", ".join(others)] if others else [])


def _with_system(
    about: profiles.BoundaryProfile,
    raw: gpd.GeoDataFrame,
    location: coordinates.Location,
    facts: str | None,
    *,
    file: str,
) -> tuple[profiles.BoundaryProfile, pd.DataFrame]:
    """Settle whose keys they are: as the user, the file beside or the column map says, else by keys and place."""
    usual = about.national_keys if about.name in profiles.KNOWN else ""
    system = facts or ("" if usual else about.national_keys)
    reported = findings.empty()
    if not system:
        system = key_systems.recognise(text(raw[about.columns["key"]]), location)
        # In the layout of a product, only keys that are surely those of another country are not its own.
        system = usual if usual and system == "other" else system
        where = {"file": file, "column": about.columns["key"]}
        code = "key_system_unknown" if system == "other" else "key_system_assumed"
        reported = findings.report(code, value=[] if system == usual else [system], **where)
    columns = dict(about.columns)
    if system == "de" and about.name == "lau":
        # The state there is the country.
        del columns["state"]
    return replace(about, national_keys=system, columns=columns), reported


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
    table["open_land"] = _open_land(raw, about)
    if about.population_pattern and "population" not in table:
        years = sorted(c for c in raw.columns if fnmatch.fnmatch(c, about.population_pattern))
        if years:
            table["population"] = raw[years[-1]]
    unused = findings.report(
        "parts_left_out", file=file, sheet=layer, value=[""] if (~keep).any() else [], count=int((~keep).sum())
    )
    encoding = raw.attrs.get("encoding", "")
    decoded = findings.report(
        "encoding_contradicted" if raw.attrs.get("encoding_named") else "encoding_assumed",
        file=file,
        sheet=layer,
        value=[encoding] if encoding else [],
        encoding=encoding,
    )
    table = table[keep]
    normal = keys.normalise(text(table["key"]), national=about.national_keys)
    reported = keys.report(
        text(table["key"]), normal, row=table["row"], file=file, sheet=layer, column=about.columns["key"]
    )
    table = table.assign(key=normal["key"])[~normal["state"].isin(keys.REFUSED)]
    if table.empty:
        examples = ", ".join(text(raw[about.columns["key"]]).head(3))
        raise InputError(
            "{file}: the column {columns} holds no usable key, but such as: {examples}.",
            "Name the column of the keys: --boundary-profile key=…,name=…; for keys of another land: --country other.",
            file=file,
            columns=about.columns["key"],
            examples=examples,
        )
    _are_municipalities(table["key"], about, file=file)
    return table, findings.collect([unused, decoded, *reported])


def _are_municipalities(key: pd.Series, about: profiles.BoundaryProfile, *, file: str) -> None:
    """Refuse layers of districts or states, which have the same columns in official products."""
    digits = key.str.len()
    if about.national_keys == "de" and (digits != _MUNICIPALITY).mean() > 0.5:
        raise InputError(
            "{file} holds districts, states or associations, not municipalities: "
            "the keys in {column} have {digits} digits, such as {examples}.",
            "Choose the layer or the file of the municipalities (VG250_GEM, VG5000_GEM).",
            file=file,
            column=about.columns["key"],
            digits=digits.mode().iloc[0],
            examples=", ".join(key.head(3)),
        )


def _open_land(raw: gpd.GeoDataFrame, about: profiles.BoundaryProfile) -> pd.Series:
    """Tell where a column of the product says that an area is unincorporated."""
    column = about.unincorporated.get("column")
    if column not in raw:
        return pd.Series(False, index=raw.index)
    return text(raw[column]).str.contains("|".join(about.unincorporated["contains"]), case=False, regex=True)


def _one_row_each(
    areas: gpd.GeoDataFrame, about: profiles.BoundaryProfile, *, file: str, layer: str
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Join the rows of one key: they are parts of one municipality."""
    twice = areas["key"].duplicated(keep=False)
    if not twice.any():
        return areas, findings.empty()
    origin = {"file": file, "sheet": layer, "column": about.columns["key"]}
    counts = areas.loc[twice, "key"].value_counts().sort_index()
    reported = [findings.report("parts_dissolved", value=counts.index, count=counts.to_numpy(), **origin)]
    if "name" in areas:
        names = areas[twice].groupby("key")["name"].unique()
        names = names[names.str.len() > 1]
        listed = names.map(lambda found: ", ".join(map(str, found[:_NAMED])))
        reported.append(
            findings.report("parts_named_differently", value=names.index, names=listed.to_numpy(), **origin)
        )
    parts = areas[twice].dissolve("key", aggfunc="first", as_index=False)
    return pd.concat([areas[~twice], parts], ignore_index=True), findings.collect(reported)


def _typed(areas: gpd.GeoDataFrame, origin: Mapping[str, str]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give each column of the layout its type, and report values that cannot be."""
    cells = {name: text(areas[name]) if name in areas else pd.Series("", index=areas.index) for name in _CELLS}
    population = inhabitants(cells["population"])
    counted = dict(origin) | {"column": "population"}
    level, no_level = central_place(cells["central_place"])
    kind = cells["kind"].str.casefold()
    no_kind = ~kind.isin(["", *KINDS])
    nameless = cells["name"] == ""
    reported = [
        findings.report("name_missing", row=areas["row"][nameless], value=areas.index[nameless], **origin),
        number_forms.report(population, cells["population"], areas["row"], wanted="0, 1, 2, …", **counted),
        *(
            findings.report(
                "attribute_invalid",
                row=areas["row"][hit],
                value=cells[name][hit],
                wanted=wanted,
                **(dict(origin) | {"column": name}),
            )
            for name, hit, wanted in (
                ("kind", no_kind, ", ".join(KINDS)),
                ("central_place", no_level, ", ".join(codelists.load("central_places").codes)),
            )
        ),
    ]
    unincorporated = (kind == "unincorporated") | (areas["open_land"] & (kind != "municipality"))
    typed = {name: cells[name] for name in _TEXT} | {
        "name": cells["name"].where(~nameless, areas.index.to_series()),
        "kind": unincorporated.map({True: "unincorporated", False: "municipality"}).astype("str"),
        "region": cells["region"].mask(cells["region"] == ""),
        "context": truth(areas["context"]) if "context" in areas else False,
        "population": population.numbers,
        "central_place": level,
        "official_area_km2": _official(areas),
    }
    return areas.assign(**typed), findings.collect(reported)


def _official(areas: gpd.GeoDataFrame) -> pd.Series:
    """Return the areas that a register states; missing where it states none, or what no area can be."""
    if "official_area_km2" not in areas:
        return pd.Series(float("nan"), index=areas.index)
    stated = pd.to_numeric(areas["official_area_km2"], errors="coerce").astype("float64")
    return stated.where((stated > 0) & np.isfinite(stated))
