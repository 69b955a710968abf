"""The OpenAPI document of the service: what is offered, and nothing that leads to somebody else."""

import re
from importlib.resources import files
from typing import Any

import yaml

NOT_OFFERED = ("/TileMatrixSets", "/processes", "/jobs", "/stac", "/admin")
"""What pygeoapi answers unasked: nothing stands behind it, and its pages load from third parties."""
_FOREIGN = re.compile(r"https?://[^#]*(?:#/components/(?P<inside>\w+/\w+)|/(?P<file>\w+)\.yaml(?:#.*)?)$")
_KINDS = {"exception": "schemas", "link": "schemas", "sortby": "parameters", "datetime": "parameters"}


def document(configuration: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document of a configuration whose GeoPackage exists.

    Parameters
    ----------
    configuration : dict
        Of pygeoapi, see :func:`geo_koop.outputs.ogc.config.document`.
    """
    from pygeoapi.openapi import get_oas

    made = get_oas(configuration)
    own = yaml.safe_load((files(__package__) / "components.yaml").read_text(encoding="utf-8"))
    for kind, entries in own.items():
        made["components"].setdefault(kind, {}).update(entries)
    made["paths"] = {
        path: {method: told for method, told in methods.items() if method == "get"}
        for path, methods in made["paths"].items()
        if not path.startswith(NOT_OFFERED)
    }
    for path, methods in made["paths"].items():
        if path.endswith("/items"):
            methods["get"]["parameters"] += [
                {"$ref": f"#/components/parameters/{name}"} for name in _missing(methods["get"]["parameters"])
            ]
    made["components"]["responses"].pop("Tiles", None)
    for name in ("tiles", "tilematrixsetlink"):
        made["components"]["schemas"].pop(name, None)
    return dict(_at_home(made))


def _missing(parameters: list[dict[str, str]]) -> list[str]:
    there = " ".join(entry.get("$ref", entry.get("name", "")) for entry in parameters)
    return [name for name in ("datetime", "filter") if name not in there]


def _at_home(part: Any) -> Any:
    """Let each reference lead to a part of the document itself."""
    if isinstance(part, list):
        return [_at_home(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    if isinstance(part.get("$ref"), str) and (found := _FOREIGN.match(part["$ref"])):
        inside = found["inside"] or f"{_KINDS.get(found['file'], 'schemas')}/{found['file']}"
        return {**part, "$ref": f"#/components/{inside}"}
    return {name: _at_home(entry) for name, entry in part.items()}
