"""Prepares and runs the service of OGC API – Features."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyproj
import yaml

from geo_koop.cli import server
from geo_koop.cli.program import DONE
from geo_koop.errors import OutputError
from geo_koop.extras import require
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.result.analysis import Analysis

_PACKAGE, _CONFIGURATION, _OPENAPI = "geo_koop.gpkg", "pygeoapi.yml", "openapi.yml"


def check(folder: Path, *, port: int, output: Mapping[str, Any]) -> None:
    """Make sure, before any work is done, that pygeoapi is there, the port free and the folder fit for writing."""
    from geo_koop.outputs import target

    language = output["lang"]
    text = translator(language, "cli")
    require("pygeoapi")
    server.check_port("127.0.0.1", port, text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise target.failure(folder, error) from error
    for name in (_PACKAGE, _CONFIGURATION, _OPENAPI):
        target.check(folder / name, overwrite=output["overwrite"])


def prepare(analysis: Analysis, folder: Path, *, url: str, port: int, output: Mapping[str, Any]) -> None:
    """Write the layers, the configuration and the OpenAPI document.

    Raises
    ------
    OutputError
        If a file cannot be written, or pygeoapi cannot read the layers.
    """
    from geo_koop.outputs import export, target
    from geo_koop.outputs.export import about, schema
    from geo_koop.outputs.export.formats import WGS84
    from geo_koop.outputs.ogc import config, service

    language, overwrite = output["lang"], output["overwrite"]
    package = (folder / _PACKAGE).resolve()
    export.export(analysis, package, export.Request(crs=WGS84, language=language, overwrite=overwrite))
    told = about.describe(
        analysis, layers=tuple(schema.layers()), crs=pyproj.CRS(WGS84), language=language, reproducible=False
    )
    configuration = config.document(package, told, address="127.0.0.1", port=port, url=url)
    try:
        documents = {_CONFIGURATION: configuration, _OPENAPI: service.openapi(configuration)}
    except Exception as error:
        text = translator(language, "cli")
        raise OutputError(
            text(_("pygeoapi cannot serve the layers: {reason}")).format(reason=error),
            text(_("Install the version that geo_koop is tested with: pip install 'geo-koop[ogc]'")),
        ) from error
    files = {name: folder / name for name in documents}
    with target.writing_together(files, overwrite=overwrite) as places:
        for name, content in documents.items():
            places[name].write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def run(folder: Path, port: int) -> int:
    """Serve what was prepared until Ctrl+C."""
    from geo_koop.outputs.ogc import service

    with suppress(KeyboardInterrupt):
        service.serve(folder / _CONFIGURATION, folder / _OPENAPI, port)
    return DONE
