"""Reads municipal boundaries of any product into the one layout of the house."""

import fnmatch
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop import codelists, findings
from geo_koop.errors import InputError
from geo_koop.intake.areas import higher_levels
from geo_koop.intake.files import geometry, keys, layers, number_forms, profiles, schema, sidecar, tables
from geo_koop.intake.files.limits import Limits
from geo_koop.intake.files.values import central_place, inhabitants, text, truth
from geo_koop.model import Boundaries, Loaded

_TEXT = ("ars", "name", "designation", "district", "district_name", "state", "state_name", "population_date")
_CELLS = (*_TEXT, "kind", "region", "population", "central_place")
_COLUMNS = (*_TEXT[:7], "kind", "region", "context", "population", "population_date", "central_place", "geometry")
KINDS = ("municipality", "unincorporated")
_NAMED = 5


def load(
    path: Path,
    *,
    layer: str | None = None,
    profile: str | profiles.BoundaryProfile | None = None,
    most: Limits | None = None,
) -> Loaded[Boundaries]:
    """Read boundaries.

    Parameters
    ----------
    path : Path
        GeoPackage, Shapefile (also zipped, or a folder of them), GeoJSON, FlatGeobuf, GeoParquet or
        another of :data:`geo_koop.intake.files.kinds.KNOWN`. A file ``NAME.yaml`` beside it says where it comes from.
    layer : str, optional
        Layer; found by the profile where it is left out.
    profile : str or BoundaryProfile, optional
        Column map; recognised by the columns where it is left out.
    most : Limits, optional
        How much is read; by the environment where it is left out.

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
    with layers.opened(path) as found:
        return _loaded(path, found, layer, profile, most)


def _loaded(
    path: Path,
    found: layers.Found,
    layer: str | None,
    profile: str | profiles.BoundaryProfile | None,
    most: Limits | None,
) -> Loaded[Boundaries]:
    skipped = findings.report(
        "tables_skipped",
        file=path.name,
        value=[""] if found.skipped else [],
        names=", ".join(found.skipped[:_NAMED]) + (" …" if len(found.skipped) > _NAMED else ""),
    )
    chosen = layers.choose(found.layers, profiles.layer_patterns(profile), layer, file=path.name)
    about = profiles.boundary_profile(profile, layers.columns(chosen), file=path.name, layer=chosen.name)
    national = sidecar.national_keys(path)
    about = about if national is None else replace(about, national_keys=national)
    raw = layers.read(chosen, most=most)
    if not isinstance(raw, gpd.GeoDataFrame) or raw.empty:
        raise InputError(
            "The layer {chosen} of {file} holds no areas.",
            "Choose another layer.",
            chosen=chosen.name,
            file=path.name,
        )
    table, noticed = _rows(raw, about, file=path.name, layer=chosen.name)
    metric, on_crs = geometry.to_metric(table, file=path.name, german=about.national_keys == "de")
    shapes, on_shapes = geometry.polygons(metric, file=path.name, layer=chosen.name)
    single, on_parts = _one_row_each(shapes, about, file=path.name, layer=chosen.name)
    place = {"file": path.name, "sheet": chosen.name, "column": about.columns.get("name", "name")}
    areas, on_values = _typed(single.set_index("key").sort_index(), place)
    areas = higher_levels.fill(areas, about, layers.beside(path, found.layers))[list(_COLUMNS)]
    schema.check("areas", areas)
    return Loaded(
        value=Boundaries(areas=areas, info=sidecar.info(path, about)),
        findings=findings.collect([skipped, noticed, on_crs, on_shapes, on_parts, on_values]),
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
    table["wild"] = _wild(raw, about)
    if about.population_pattern and "population" not in table:
        years = sorted(c for c in raw.columns if fnmatch.fnmatch(c, about.population_pattern))
        if years:
            table["population"] = raw[years[-1]]
    unused = findings.report(
        "parts_left_out", file=file, sheet=layer, value=[""] if (~keep).any() else [], count=int((~keep).sum())
    )
    encoding = raw.attrs.get("encoding", "")
    decoded = findings.report(
        "encoding_assumed", file=file, sheet=layer, value=[encoding] if encoding else [], encoding=encoding
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
            "Name the column of the keys: --boundary-profile key=…,name=…; these also need not be German keys.",
            file=file,
            columns=about.columns["key"],
            examples=examples,
        )
    _are_municipalities(table["key"], about, file=file)
    return table, findings.collect([unused, decoded, *reported])


def _are_municipalities(key: pd.Series, about: profiles.BoundaryProfile, *, file: str) -> None:
    """Refuse layers of districts or states, which have the same columns in official products."""
    digits = key.str.len()
    if about.national_keys == "de" and (digits < 8).mean() > 0.5:
        raise InputError(
            "{file} holds districts or states, not municipalities: the keys in {column} have {digits} digits, "
            "such as {examples}.",
            "Choose the layer or the file of the municipalities (VG250_GEM, VG5000_GEM).",
            file=file,
            column=about.columns["key"],
            digits=digits.mode().iloc[0],
            examples=", ".join(key.head(3)),
        )


def _wild(raw: gpd.GeoDataFrame, about: profiles.BoundaryProfile) -> pd.Series:
    """Tell where a column of the product says that an area is unincorporated."""
    column = about.unincorporated.get("column")
    if column not in raw:
        return pd.Series(False, index=raw.index)
    return text(raw[column]).str.contains("|".join(about.unincorporated["contains"]), case=False, regex=True)


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
    return areas, noticed


def _typed(areas: gpd.GeoDataFrame, place: Mapping[str, str]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give each column of the layout its type, and report values that cannot be."""
    cells = {name: text(areas[name]) if name in areas else pd.Series("", index=areas.index) for name in _CELLS}
    population = inhabitants(cells["population"])
    counted = dict(place) | {"column": "population"}
    level, no_level = central_place(cells["central_place"])
    kind = cells["kind"].str.casefold()
    no_kind = ~kind.isin(["", *KINDS])
    nameless = cells["name"] == ""
    noticed = [
        findings.report("name_missing", row=areas["row"][nameless], value=areas.index[nameless], **place),
        number_forms.report(population, cells["population"], areas["row"], wanted="0, 1, 2, …", **counted),
        *(
            findings.report(
                "attribute_invalid",
                row=areas["row"][hit],
                value=cells[name][hit],
                wanted=wanted,
                **(dict(place) | {"column": name}),
            )
            for name, hit, wanted in (
                ("kind", no_kind, ", ".join(KINDS)),
                ("central_place", no_level, ", ".join(codelists.load("central_places").codes)),
            )
        ),
    ]
    wild = (kind == "unincorporated") | areas["wild"]
    typed = {name: cells[name] for name in _TEXT} | {
        "name": cells["name"].where(~nameless, areas.index.to_series()),
        "kind": wild.map({True: "unincorporated", False: "municipality"}).astype("str"),
        "region": cells["region"].mask(cells["region"] == ""),
        "context": truth(areas["context"]) if "context" in areas else False,
        "population": population.numbers,
        "central_place": level,
    }
    return areas.assign(**typed), findings.collect(noticed)
