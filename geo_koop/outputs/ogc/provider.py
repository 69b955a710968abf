"""Features of a GeoPackage for pygeoapi, read with pyogrio: its own providers need GDAL or SpatiaLite installed."""

import json
from typing import Any

import pandas as pd
import pyogrio
from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError, ProviderQueryError
from pygeoapi.util import crs_transform

_TYPES = {"object": "string", "int64": "integer", "int32": "integer", "float64": "number", "bool": "boolean"}


class PackageProvider(BaseProvider):  # type: ignore[misc]
    """A layer or table of a GeoPackage in WGS 84; ``data`` is the file, ``table`` the layer."""

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self.table = provider_def["table"]
        self._fields: dict[str, Any] = {}
        self.get_fields()

    def get_fields(self) -> dict[str, Any]:
        """Return the fields with their JSON types."""
        if not self._fields:
            info = pyogrio.read_info(self.data, layer=self.table)
            self._fields = {
                str(name): {"type": _TYPES.get(kind, "string")}
                for name, kind in zip(info["fields"], info["dtypes"], strict=True)
            }
        return self._fields

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
        **_unused: Any,
    ) -> dict[str, Any]:
        """Return features that lie in a box and have the given values."""
        unknown = [name for name, _value in properties if name not in self._fields]
        if unknown:
            raise ProviderQueryError(f"unknown property {', '.join(unknown)}")
        where = " AND ".join(f"\"{name}\" = '{str(value).replace(chr(39), chr(39) * 2)}'" for name, value in properties)
        chosen = {"where": where or None, "bbox": tuple(float(v) for v in bbox) or None}
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

    @crs_transform  # type: ignore[untyped-decorator]
    def get(self, identifier: str, **_unused: Any) -> dict[str, Any]:
        """Return one feature by its number."""
        table = pyogrio.read_dataframe(
            self.data, layer=self.table, fids=[int(identifier)] if identifier.isdigit() else [-1], fid_as_index=True
        )
        if table.empty:
            raise ProviderItemNotFoundError(f"item {identifier} not found")
        return self._features(table, set())[0]

    def _count(self, chosen: dict[str, Any]) -> int:
        _meta, numbers, _shapes, _values = pyogrio.raw.read(
            self.data, layer=self.table, columns=[], read_geometry=False, return_fids=True, **chosen
        )
        return len(numbers)

    def _features(self, table: pd.DataFrame, wanted: set[str]) -> list[dict[str, Any]]:
        shapes = table.geometry if "geometry" in table else pd.Series(None, index=table.index, dtype=object)
        plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
        rows = json.loads(plain.to_json(orient="records", date_format="iso", force_ascii=False))
        return [
            {
                "type": "Feature",
                "id": str(number),
                "geometry": None if shape is None else shape.__geo_interface__,
                "properties": {k: v for k, v in row.items() if not wanted or k in wanted},
            }
            for number, shape, row in zip(table.index, shapes, rows, strict=True)
        ]
