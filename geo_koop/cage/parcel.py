"""The form in which results leave the cage: tables as Arrow, the rest as JSON. Nothing in it is ever executed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyproj
import shapely

from geo_koop.errors import GeoKoopError, InputError, OutputError, Phrase, UsageError
from geo_koop.intake.files import wkb

_ABOUT = "about.json"
_MOST_ABOUT = 20_000_000
_SHAPE = "geometry"
_ERRORS: Mapping[str, type[GeoKoopError]] = {
    kind.__name__: kind for kind in (GeoKoopError, InputError, UsageError, OutputError)
}
_LONGEST = 5_000
_DEEPEST = 100
"""Levels of geometries within geometries; municipalities have one. GEOS would end the server at very many."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Tables by name, and what else is told as JSON.

    Attributes
    ----------
    tables : Mapping[str, pandas.DataFrame]
        Geometry of a GeoDataFrame travels as WKB, its coordinate system as WKT. Columns of dictionaries
        travel as JSON texts: those that ``about["json"]`` names by table.
    about : Mapping[str, Any]
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


def write(parcel: Parcel, folder: Path) -> None:
    """Write a parcel into a folder."""
    systems, texts, lists = {}, {}, {}
    for name, table in parcel.tables.items():
        plain = table
        if isinstance(table, gpd.GeoDataFrame):
            systems[name] = table.crs.to_wkt() if table.crs else ""
            plain = pd.DataFrame(table.drop(columns=_SHAPE)).assign(**{_SHAPE: shapely.to_wkb(table.geometry.values)})
        odd = {c: _kind(plain[c]) for c in plain if plain[c].dtype == object and c != _SHAPE}
        texts[name] = [c for c, kind in odd.items() if kind is dict]
        lists[name] = [c for c, kind in odd.items() if kind in (list, tuple)]
        for column in [*texts[name], *lists[name]]:
            plain = plain.assign(**{column: [json.dumps(value, default=str) for value in plain[column]]})
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as stream:
            arrow = pa.Table.from_pandas(plain)
            with pa.ipc.new_file(stream, arrow.schema) as out:
                out.write_table(arrow)
    about = {**parcel.about, "crs": systems, "json": texts, "lists": lists}
    (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> Parcel:
    """Read a parcel.

    Raises
    ------
    ValueError, KeyError, OSError, pyarrow.ArrowException
        If it is not whole; the caller tells that the job failed.
    """
    about = _about(folder)
    tables = {}
    for path in sorted(folder.glob("*.arrow")):
        with pa.OSFile(str(path), "rb") as stream:
            arrow = pa.ipc.open_file(stream).read_all()
        arrow.validate(full=True)
        table = arrow.to_pandas()
        for column in about["json"].get(path.stem, ()):
            table[column] = pd.Series([json.loads(text) for text in table[column]], index=table.index, dtype=object)
        for column in about["lists"].get(path.stem, ()):
            whole = [tuple(json.loads(text)) for text in table[column]]
            table[column] = pd.Series(whole, index=table.index, dtype=object)
        if path.stem in about["crs"]:
            system = about["crs"][path.stem]
            decoded = table.pop(_SHAPE).to_numpy()
            if wkb.deepest(decoded, _DEEPEST) > _DEEPEST:
                raise ValueError("geometries are too deep")
            shapes = shapely.from_wkb(decoded)
            table = gpd.GeoDataFrame(table, geometry=shapes, crs=pyproj.CRS.from_wkt(system) if system else None)
        tables[path.stem] = table
    return Parcel(tables=tables, about=about)


def write_error(error: GeoKoopError, folder: Path) -> None:
    """Write an error, so that it can be worded outside in the language of the user."""
    templates, params = error.parts()
    facts = {"kind": type(error).__name__, "templates": templates, "params": {k: _plain(v) for k, v in params.items()}}
    (folder / _ABOUT).write_text(json.dumps({"error": facts}, ensure_ascii=False), encoding="utf-8")


def read_error(folder: Path, known: Mapping[str, str]) -> GeoKoopError | None:
    """Return the error that a job ended with; ``None`` where it is no message of geo_koop.

    Parameters
    ----------
    folder : Path
    known : Mapping[str, str]
        The messages of geo_koop: a template is filled in only where it is one of them.
    """
    description = _about(folder)["error"]
    problem, remedy = description["templates"]
    params = {str(name): _unplain(value, known) for name, value in description["params"].items()}
    if problem not in known or (remedy and remedy not in known):
        return None
    return _ERRORS[description["kind"]](problem, remedy, **params)


def _about(folder: Path) -> dict[str, Any]:
    path = folder / _ABOUT
    if path.stat().st_size > _MOST_ABOUT:
        raise ValueError("the description is too large")
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("the description is no object")
    return content


def _kind(column: pd.Series) -> type | None:
    filled = column.dropna()
    return type(filled.iloc[0]) if len(filled) else None


def _plain(value: object) -> object:
    if isinstance(value, Phrase):
        template, params = value.parts()
        return {"phrase": template, "params": {name: _plain(inner) for name, inner in params.items()}}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, (int, float)) else str(value)[:_LONGEST]


def _unplain(value: Any, known: Mapping[str, str]) -> object:
    if isinstance(value, dict):
        params = {str(name): _unplain(inner, known) for name, inner in value["params"].items()}
        return Phrase(value["phrase"], **params) if value["phrase"] in known else ""
    if isinstance(value, list):
        return [_unplain(inner, known) for inner in value]
    return value if isinstance(value, (int, float)) else str(value)[:_LONGEST]
