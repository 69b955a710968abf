"""What an exported GeoPackage says of itself, as far as the service tells it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyproj

from geo_koop.errors import InputError
from geo_koop.outputs import recorded
from geo_koop.outputs.export import schema
from geo_koop.outputs.ogc import rows

STORED = (4326, 25832, 25833, 3857)
"""Systems in which layers may lie: those that name east before north, as the file has it."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A layer or table.

    Attributes
    ----------
    name, title, abstract : str
    attributions, licences : tuple of str
    recorded : str
        State of the register in words, where the records come from one.
    placed : bool
        Whether it has a geometry.
    system : int
        EPSG number of its coordinates.
    box : tuple of float
        West, south, east, north in degrees, where it has any place.
    begin, end : datetime, optional
        First and last day of its rows; an end is there only where all rows have one.
    """

    name: str
    title: str
    abstract: str
    attributions: tuple[str, ...]
    licences: tuple[str, ...]
    recorded: str
    placed: bool
    system: int
    box: tuple[float, float, float, float] | None
    begin: datetime | None
    end: datetime | None


@dataclass(frozen=True, kw_only=True)
class Package:
    """A GeoPackage: its language, title and abstract, and its layers by name."""

    language: str
    title: str
    abstract: str
    layers: dict[str, Served]

    def lines(self, kind: str) -> tuple[str, ...]:
        """Return the attributions or the licences of all layers, each once."""
        return tuple(dict.fromkeys(line for layer in self.layers.values() for line in getattr(layer, kind)))


def describe(path: Path, title: str, abstract: str) -> Package:
    """Read what a GeoPackage of geo_koop says of itself.

    Parameters
    ----------
    path : Path
    title, abstract : str
        Of the service.

    Raises
    ------
    InputError
        If it holds no layer of an export, or they lie in a system that cannot be served.
    """
    try:
        with closing(sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)) as base:
            contents = base.execute(
                "SELECT table_name, identifier, description, data_type, srs_id, min_x, min_y, max_x, max_y "
                "FROM gpkg_contents"
            ).fetchall()
            facts = {
                name: json.loads(text)
                for name, text in base.execute(
                    "SELECT r.table_name, m.metadata FROM gpkg_metadata m JOIN gpkg_metadata_reference r "
                    "ON r.md_file_id = m.id WHERE m.mime_type = 'application/json'"
                )
            }
    except (sqlite3.Error, ValueError) as error:
        raise _foreign(path) from error
    known = schema.layers()
    found = {row[0]: _layer(path, row, facts.get(row[0], {})) for row in contents if row[0] in known}
    if not found:
        raise _foreign(path)
    return Package(
        language=next((text["language"] for text in facts.values() if "language" in text), "de"),
        title=title,
        abstract=abstract,
        layers={name: found[name] for name in known if name in found},
    )


def _layer(path: Path, row: tuple[Any, ...], facts: dict[str, str]) -> Served:
    name, title, abstract, kind, system, *sides = row
    if kind == "features" and system not in STORED:
        raise InputError(
            "{file}: the layer {layer} lies in EPSG:{system}, which cannot be served.",
            "Make it anew with --overwrite, or export it with --crs EPSG:4326.",
            file=path.name,
            layer=name,
            system=system,
        )
    # Only days are wanted here: a layer without them is read when somebody asks for it.
    span = rows.load(str(path), name, path.stat().st_mtime_ns).span if schema.layers()[name].time else None
    return Served(
        name=name,
        title=title,
        abstract=abstract,
        attributions=tuple(line for line in facts.get("attribution", "").split(" · ") if line),
        licences=tuple(line for line in facts.get("licence", "").split("; ") if line),
        recorded=recorded.said_of(facts, facts.get("language", "de")),
        placed=kind == "features",
        system=system if kind == "features" else 4326,
        box=_degrees(sides, system) if kind == "features" and None not in sides else None,
        begin=_earliest(span.start[span.ever] if span else None),
        end=_latest(span.stop[span.ever] if span else None),
    )


def _degrees(sides: list[float], system: int) -> tuple[float, float, float, float]:
    turned = pyproj.Transformer.from_crs(system, 4326, always_xy=True)
    west, south, east, north = sides
    west, south, east, north = turned.transform_bounds(west, south, east, north)
    return (round(west, 6), round(south, 6), round(east, 6), round(north, 6))


def _earliest(days: pd.Series | None) -> datetime | None:
    """Return the first day, unless a row is open there."""
    return None if _is_open(days) else _stamp(days.min())  # type: ignore[union-attr]


def _latest(days: pd.Series | None) -> datetime | None:
    """Return the last day, unless a row is open there."""
    return None if _is_open(days) else _stamp(days.max())  # type: ignore[union-attr]


def _is_open(days: pd.Series | None) -> bool:
    return days is None or days.empty or bool(days.isna().any())


def _stamp(day: pd.Timestamp) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _foreign(path: Path) -> InputError:
    return InputError(
        "{file} is no export of geo_koop.",
        "Name a folder with a GeoPackage that geo-koop export has written, or an empty one.",
        file=path.name,
    )
