"""Features of a GeoPackage for pygeoapi, read with pyogrio: its own providers need GDAL or SpatiaLite installed."""

import json
import math
import sqlite3
from contextlib import closing
from typing import Any

import pandas as pd
import pyogrio
from pygeoapi.provider.base import BaseProvider, ProviderInvalidQueryError, ProviderItemNotFoundError
from pygeoapi.util import crs_transform

_TYPES = {"int64": "integer", "int32": "integer", "float64": "number", "bool": "boolean"}
_LONGEST = 19
"""Digits that are no row number of SQLite any more."""
_TRUTH = {"true": "1", "false": "0"}


class PackageProvider(BaseProvider):  # type: ignore[misc]
    """A layer or table of a GeoPackage in WGS 84; ``data`` is the file, ``table`` the layer."""

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self.table = provider_def["table"]
        self._fields: dict[str, Any] = {}
        self.get_fields()

    def get_fields(self) -> dict[str, Any]:
        """Return the fields with their JSON types, and what they mean, from the GeoPackage."""
        if not self._fields:
            info = pyogrio.read_info(self.data, layer=self.table)
            told = self._meanings()
            self.placed = info["geometry_type"] is not None
            self._dates = [name for name, kind in zip(info["fields"], info["dtypes"], strict=True) if "[D]" in kind]
            self._fields = {
                str(name): {
                    "type": _TYPES.get(kind, "string"),
                    **({"format": "date"} if name in self._dates else {}),
                    **told.get(name, {}),
                }
                for name, kind in zip(info["fields"], info["dtypes"], strict=True)
            }
        return self._fields

    def _meanings(self) -> dict[str, dict[str, str]]:
        """Return titles and descriptions with units, as the extension Schema holds them."""
        question = "SELECT column_name, title, description FROM gpkg_data_columns WHERE table_name = ?"
        with closing(sqlite3.connect(f"file:{self.data}?mode=ro", uri=True)) as base:
            return {
                name: {"title": title, "description": description}
                for name, title, description in base.execute(question, (self.table,))
            }

    @crs_transform  # type: ignore[untyped-decorator]
    def query(
        self,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: Any = (),
        properties: Any = (),
        sortby: Any = (),
        select_properties: Any = (),
        skip_geometry: bool = False,
        q: str | None = None,
        filterq: Any = None,
        **_unused: Any,
    ) -> dict[str, Any]:
        """Return features that lie in a box and have the given values; what it cannot do it refuses."""
        if sortby or q or filterq:
            raise ProviderInvalidQueryError(
                user_msg="sortby, q and filter are not offered; filter by property and bbox"
            )
        unknown = [name for name, _value in properties if name not in self._fields]
        if unknown:
            raise ProviderInvalidQueryError(user_msg=f"unknown property {', '.join(unknown)}")
        chosen = {
            "where": " AND ".join(self._equals(name, value) for name, value in properties) or None,
            "bbox": _flat(bbox) if self.placed else None,
        }
        matched = self._count(chosen)
        features: list[dict[str, Any]] = []
        if resulttype != "hits":
            table = pyogrio.read_dataframe(
                self.data,
                layer=self.table,
                skip_features=offset,
                max_features=limit,
                fid_as_index=True,
                read_geometry=not skip_geometry,
                **chosen,
            )
            features = self._features(table, set(select_properties))
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberMatched": matched,
            "numberReturned": len(features),
        }

    def _equals(self, name: str, value: Any) -> str:
        text = str(value)
        if self._fields[name]["type"] == "boolean":
            text = _TRUTH.get(text.lower(), text)
        return "\"{}\" = '{}'".format(name, text.replace("'", "''"))

    @crs_transform  # type: ignore[untyped-decorator]
    def get(self, identifier: str, **_unused: Any) -> dict[str, Any]:
        """Return one feature by its number."""
        number = int(identifier) if identifier.isdecimal() and len(identifier) < _LONGEST else -1
        table = pyogrio.read_dataframe(self.data, layer=self.table, where=f"fid = {number}", fid_as_index=True)
        if table.empty:
            raise ProviderItemNotFoundError(f"item {identifier} not found")
        return self._features(table, set())[0]

    def _count(self, chosen: dict[str, Any]) -> int:
        if not any(chosen.values()):
            return int(pyogrio.read_info(self.data, layer=self.table)["features"])
        _meta, numbers, _shapes, _values = pyogrio.raw.read(
            self.data, layer=self.table, columns=[], read_geometry=False, return_fids=True, **chosen
        )
        return len(numbers)

    def _features(self, table: pd.DataFrame, wanted: set[str]) -> list[dict[str, Any]]:
        shapes = list(table.geometry) if "geometry" in table else [None] * len(table)
        plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
        plain = plain.assign(**{name: pd.to_datetime(plain[name]).dt.strftime("%Y-%m-%d") for name in self._dates})
        rows = json.loads(plain.to_json(orient="records", force_ascii=False))
        return [
            {
                "type": "Feature",
                "id": str(number),
                "geometry": None if shape is None else shape.__geo_interface__,
                "properties": {k: v for k, v in row.items() if not wanted or k in wanted},
            }
            for number, shape, row in zip(table.index, shapes, rows, strict=True)
        ]


def _flat(bbox: Any) -> tuple[float, ...] | None:
    """Return a box without its heights; one beyond what its coordinate system reaches is no box in degrees."""
    sides = tuple(float(side) for side in bbox)
    if not all(math.isfinite(side) for side in sides):
        raise ProviderInvalidQueryError(user_msg="bbox lies outside its coordinate system")
    return (sides[0], sides[1], sides[3], sides[4]) if len(sides) == 6 else sides or None
