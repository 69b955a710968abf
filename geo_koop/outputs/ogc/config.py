"""The configuration of pygeoapi for an exported GeoPackage."""

from pathlib import Path
from typing import Any

from geo_koop.outputs.export import schema
from geo_koop.outputs.export.crs import COMMON
from geo_koop.outputs.export.iso import LICENCES
from geo_koop.outputs.ogc.package import Package, Served

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
OFFERED = (_CRS84, *(_EPSG + code.removeprefix("EPSG:") for code in COMMON))
"""Coordinate systems of answers; each has its axes in the order that its authority gives them."""
TEMPLATES = Path(__file__).parent / "templates"


def document(path: Path, package: Package, *, address: str, port: int, url: str) -> dict[str, Any]:
    """Return the configuration.

    Parameters
    ----------
    path : Path
        The GeoPackage.
    package : Package
        What it says of itself.
    address, port
        To listen on.
    url : str
        Address that readers see; that of the reverse proxy where there is one.
    """
    licences = package.lines("licences")
    return {
        "server": {
            "bind": {"host": address, "port": port},
            "url": url.rstrip("/"),
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["de-DE" if package.language == "de" else "en-US"],
            "pretty_print": False,
            "limits": {"default_items": 100, "max_items": 10000},
            "templates": {"path": str(TEMPLATES), "static": str(TEMPLATES)},
            "map": {"url": "", "attribution": ""},
            "admin": False,
        },
        "logging": {"level": "CRITICAL"},
        "metadata": {
            "identification": {
                "title": package.title,
                "description": package.abstract,
                "keywords": ["geo_koop"],
                "keywords_type": "theme",
                "terms_of_service": "; ".join(licences),
                "url": url,
            },
            "license": {"name": "; ".join(licences), "url": next((LICENCES[n] for n in licences if n in LICENCES), "")},
            "provider": {"name": " · ".join(package.lines("attributions")), "url": url},
            "contact": {"name": "geo_koop", "url": url},
        },
        "resources": {name: _resource(path, layer) for name, layer in package.layers.items()},
    }


def _resource(path: Path, layer: Served) -> dict[str, Any]:
    fields = schema.fields()[layer.name]
    return {
        "type": "collection",
        "title": layer.title,
        "description": "\n".join(filter(None, [layer.abstract, layer.recorded, *layer.attributions, *layer.licences])),
        "keywords": [layer.name],
        "links": [
            {"type": "text/html", "rel": "license", "title": name, "href": LICENCES[name]}
            for name in layer.licences
            if name in LICENCES
        ],
        "extents": _extents(layer),
        # Readers take the page that is offered: tables have ten thousands of short rows.
        **({} if layer.placed else {"limits": {"default_items": 2000, "max_items": 10000}}),
        "providers": [
            {
                "type": "feature",
                "name": "geo_koop.outputs.ogc.provider.PackageProvider",
                "data": str(path),
                "table": layer.name,
                "id_field": "fid",
                "include_extra_query_parameters": True,
                "storage_crs": _CRS84 if layer.system == 4326 else f"{_EPSG}{layer.system}",
                "crs": list(OFFERED) if layer.placed else [_CRS84],
                "title_field": "name" if "name" in fields else next(iter(fields)),
            }
        ],
    }


def _extents(layer: Served) -> dict[str, Any]:
    """Say where the rows of a layer lie and when they hold; the whole Earth where none has a place."""
    made: dict[str, Any] = {"spatial": {"bbox": list(layer.box or (-180, -90, 180, 90)), "crs": _CRS84}}
    if schema.layers()[layer.name].time:
        made["temporal"] = {"begin": layer.begin, "end": layer.end}
    return made
