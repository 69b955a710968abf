"""The configuration of pygeoapi for an exported GeoPackage."""

from pathlib import Path
from typing import Any

import yaml

from geo_koop.outputs.export import schema
from geo_koop.outputs.export.about import About

TEMPLATES = Path(__file__).parent / "templates"


def document(package: Path, about: About, *, address: str, port: int, url: str) -> str:
    """Return the configuration as YAML.

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
    made = {
        "server": {
            "bind": {"host": address, "port": port},
            "url": url.rstrip("/"),
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["de-DE", "en-US"] if about.language == "de" else ["en-US", "de-DE"],
            "pretty_print": False,
            "limits": {"default_items": 100, "max_items": 10000},
            "templates": {"path": str(TEMPLATES), "static": str(TEMPLATES)},
            "map": {"url": "", "attribution": ""},
            "gzip": True,
            "admin": False,
        },
        "logging": {"level": "ERROR"},
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
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False)


def _resource(package: Path, name: str, about: About) -> dict[str, Any]:
    layer = about.layers[name]
    return {
        "type": "collection",
        "title": layer.title,
        "description": "\n".join([layer.abstract, *layer.attributions, *layer.licences]),
        "keywords": [name],
        "links": [],
        "extents": {"spatial": {"bbox": list(about.box), "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "providers": [
            {
                "type": "feature",
                "name": "geo_koop.outputs.ogc.provider.PackageProvider",
                "data": str(package),
                "table": name,
                "id_field": "fid",
                "title_field": "name" if "name" in schema.fields()[name] else next(iter(schema.fields()[name])),
            }
        ],
    }
