"""The configuration of pygeoapi for an exported GeoPackage."""

from pathlib import Path
from typing import Any

from geo_koop.outputs.export import schema
from geo_koop.outputs.export.about import About

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_OFFERED = (_CRS84, *(f"http://www.opengis.net/def/crs/EPSG/0/{code}" for code in (25832, 25833, 3857)))
"""Those that name east before north, so that no reader can turn them round."""
_LICENCES = {
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "dl-de/by-2-0": "https://www.govdata.de/dl-de/by-2-0",
}
TEMPLATES = Path(__file__).parent / "templates"


def document(package: Path, about: About, *, address: str, port: int, url: str) -> dict[str, Any]:
    """Return the configuration.

    Parameters
    ----------
    package : Path
        GeoPackage in WGS 84.
    about : About
    address, port
        To listen on.
    url : str
        Address that readers see; that of the reverse proxy where there is one.
    """
    resources = {name: _resource(package, name, about) for name in about.layers}
    return {
        "server": {
            "bind": {"host": address, "port": port},
            "url": url.rstrip("/"),
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["de-DE" if about.language == "de" else "en-US"],
            "pretty_print": False,
            "limits": {"default_items": 100, "max_items": 10000},
            "templates": {"path": str(TEMPLATES), "static": str(TEMPLATES)},
            "map": {"url": "", "attribution": ""},
            "admin": False,
        },
        "logging": {"level": "CRITICAL"},
        "metadata": {
            "identification": {
                "title": about.title,
                "description": about.abstract,
                "keywords": ["geo_koop"],
                "keywords_type": "theme",
                "terms_of_service": "; ".join(about.licences),
                "url": url,
            },
            "license": {"name": "; ".join(about.licences), "url": ""},
            "provider": {"name": " · ".join(about.attributions), "url": url},
            "contact": {"name": "geo_koop", "url": url},
        },
        "resources": resources,
    }


def _resource(package: Path, name: str, about: About) -> dict[str, Any]:
    layer = about.layers[name]
    return {
        "type": "collection",
        "title": layer.title,
        "description": "\n".join([layer.abstract, *layer.attributions, *layer.licences]),
        "keywords": [name],
        "links": [
            {"type": "text/html", "rel": "license", "title": name, "href": _LICENCES[name]}
            for name in layer.licences
            if name in _LICENCES
        ],
        "extents": {"spatial": {"bbox": list(about.box), "crs": _CRS84}},
        "providers": [
            {
                "type": "feature",
                "name": "geo_koop.outputs.ogc.provider.PackageProvider",
                "data": str(package),
                "table": name,
                "id_field": "fid",
                "include_extra_query_parameters": True,
                "storage_crs": _CRS84,
                "crs": list(_OFFERED) if schema.layers()[name].geometry else [_CRS84],
                "title_field": "name" if "name" in schema.fields()[name] else next(iter(schema.fields()[name])),
            }
        ],
    }
