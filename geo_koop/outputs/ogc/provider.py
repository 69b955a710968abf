"""Features of a GeoPackage for pygeoapi, read with pyogrio: its own providers need GDAL or SpatiaLite installed."""

import math
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pygeoapi.provider.base import BaseProvider, ProviderInvalidQueryError, ProviderItemNotFoundError
from pygeoapi.util import crs_transform

from geo_koop.outputs.ogc import rows as layers
from geo_koop.outputs.ogc.rows import Rows, UnfitError

_TYPES = {"int64": "integer", "int32": "integer", "float64": "number", "bool": "boolean"}


class PackageProvider(BaseProvider):  # type: ignore[misc]
    """A layer or table of a GeoPackage; ``data`` is the file, ``table`` the layer."""

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self.table = provider_def["table"]
        self._fields: dict[str, Any] = {}
        self.get_fields()

    @property
    def rows(self) -> Rows:
        """The values of the layer, as the file is now."""
        return layers.load(str(self.data), self.table, Path(self.data).stat().st_mtime_ns)

    def get_fields(self) -> dict[str, Any]:
        """Return the fields with their JSON types, and what they mean, from the GeoPackage."""
        if not self._fields:
            info = pyogrio.read_info(self.data, layer=self.table)
            facts = self._meanings()
            self.placed = info["geometry_type"] is not None
            self._fields = {
                str(name): {
                    "type": _TYPES.get(kind, "string"),
                    **({"format": "date"} if "[D]" in kind else {}),
                    **facts.get(name, {}),
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
        datetime_: str | None = None,
        properties: Any = (),
        sortby: Any = (),
        select_properties: Any = (),
        skip_geometry: bool = False,
        q: str | None = None,
        filterq: Any = None,
        **_unused: Any,
    ) -> dict[str, Any]:
        """Return features by place, time, values and filter, in the order asked; what it cannot do it refuses."""
        if q:
            raise ProviderInvalidQueryError(user_msg="q is not offered; ask by property, filter, bbox or datetime")
        rows = self.rows
        try:
            inside = np.ones(len(rows.table), dtype=bool)
            for name, value in properties:
                inside &= layers.equal(rows, name, str(value))
            if datetime_:
                inside &= layers.at_time(rows, datetime_)
            if filterq is not None:
                inside &= layers.meeting(rows, filterq)
        except UnfitError as error:
            raise ProviderInvalidQueryError(user_msg=str(error)) from error
        if bbox and self.placed:
            inside &= np.isin(rows.table.index.to_numpy(), self._inside([float(side) for side in bbox]))
        chosen = layers.in_order(rows, np.flatnonzero(inside), list(sortby))
        page = chosen[offset : offset + limit] if resulttype != "hits" else chosen[:0]
        features = self._features(rows, page, set(select_properties), placed=self.placed and not skip_geometry)
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberMatched": len(chosen),
            "numberReturned": len(features),
        }

    @crs_transform  # type: ignore[untyped-decorator]
    def get(self, identifier: str, **_unused: Any) -> dict[str, Any]:
        """Return one feature by its id."""
        rows = self.rows
        position = rows.ids.get_indexer([identifier])
        if position[0] < 0:
            raise ProviderItemNotFoundError(f"item {identifier} not found")
        return self._features(rows, position, set(), placed=self.placed)[0]

    def _inside(self, sides: list[float]) -> np.ndarray:
        """Return the numbers of the features in a box; one with its west east of its east lies across the date line."""
        if not all(math.isfinite(side) for side in sides):
            raise ProviderInvalidQueryError(user_msg="bbox lies outside its coordinate system")
        west, south, east, north = (sides[0], sides[1], sides[3], sides[4]) if len(sides) == 6 else sides
        if south > north:
            raise ProviderInvalidQueryError(user_msg="bbox has its south north of its north")
        boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        return np.concatenate(
            [
                pyogrio.raw.read(
                    self.data,
                    layer=self.table,
                    columns=[],
                    read_geometry=False,
                    return_fids=True,
                    bbox=(left, south, right, north),
                )[1]
                for left, right in boxes
            ]
        )

    def _features(self, rows: Rows, page: np.ndarray, wanted: set[str], *, placed: bool) -> list[dict[str, Any]]:
        shapes: list[Any] = [None] * len(page)
        if placed and len(page):
            numbers = rows.table.index.to_numpy()[page]
            read = pyogrio.read_dataframe(
                self.data, layer=self.table, columns=[], fids=np.sort(numbers), fid_as_index=True
            )
            shapes = list(read.geometry.loc[numbers])
        return [
            {
                "type": "Feature",
                "id": identifier,
                "geometry": None if shape is None else shape.__geo_interface__,
                "properties": values,
            }
            for identifier, shape, values in zip(
                rows.ids[page], shapes, layers.properties(rows, page, wanted), strict=True
            )
        ]
