"""Prepares and runs the service of OGC API – Features: pygeoapi as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyproj

from geo_koop.cli.program import DONE
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.model import Analysis

_SERVE = "import sys; from pygeoapi.flask_app import APP; APP.run('127.0.0.1', int(sys.argv[1]), threaded=True)"


def require(language: str) -> None:
    """Say what to install where pygeoapi is not there."""
    if find_spec("pygeoapi") is None:
        text = translator(language, "cli")
        raise UsageError(text(_("The service needs pygeoapi.")), text(_("Install it: pip install 'geo-koop[ogc]'")))


def prepare(analysis: Analysis, folder: Path, *, port: int, url: str | None, output: Mapping[str, Any]) -> Path:
    """Write the layers, the configuration and the OpenAPI document; return the configuration."""
    from geo_koop.outputs import export
    from geo_koop.outputs.export import about, schema
    from geo_koop.outputs.export.formats import WGS84
    from geo_koop.outputs.ogc import config

    folder.mkdir(parents=True, exist_ok=True)
    package, made = (folder / "geo_koop.gpkg").resolve(), folder / "pygeoapi.yml"
    export.export(analysis, package, export.Request(crs=WGS84, language=output["lang"], overwrite=output["overwrite"]))
    told = about.describe(
        analysis, layers=tuple(schema.layers()), crs=pyproj.CRS(WGS84), language=output["lang"], reproducible=False
    )
    address = url or f"http://127.0.0.1:{port}"
    made.write_text(config.document(package, told, address="127.0.0.1", port=port, url=address), encoding="utf-8")
    generate = ["-c", "from pygeoapi import cli; cli()", "openapi", "generate", str(made)]
    command = [sys.executable, *generate, "--output-file", str(_openapi(made))]
    subprocess.run(command, check=True, env=_environment(made), stdout=subprocess.DEVNULL)
    return made


def run(config: Path, port: int) -> int:
    """Serve until Ctrl+C."""
    try:
        return subprocess.call([sys.executable, "-c", _SERVE, str(port)], env=_environment(config))
    except KeyboardInterrupt:
        return DONE


def _openapi(config: Path) -> Path:
    return config.with_name("openapi.yml")


def _environment(config: Path) -> dict[str, str]:
    return {**os.environ, "PYGEOAPI_CONFIG": str(config.resolve()), "PYGEOAPI_OPENAPI": str(_openapi(config).resolve())}
