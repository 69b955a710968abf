"""Prepares and runs the service of OGC API – Features."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from geo_koop.cli import server
from geo_koop.cli.program import DONE
from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.extras import require
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.result.analysis import Analysis

PACKAGE = "geo_koop.gpkg"
_NAMED = 5
_CONFIGURATION, _OPENAPI = "pygeoapi.yml", "openapi.yml"


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


def there(folder: Path) -> Path | None:
    """Return the GeoPackage that a folder holds, if any.

    Raises
    ------
    InputError
        If it holds several, and none has the name that the service gives.
    """
    if (folder / PACKAGE).is_file():
        return folder / PACKAGE
    found = sorted(folder.glob("*.gpkg"))
    if len(found) > 1:
        raise InputError(
            "{folder} holds several GeoPackages.",
            "Leave one there, or call it {name}.",
            folder=folder,
            name=PACKAGE,
        )
    return found[0] if found else None


def check_new(folder: Path) -> None:
    """Refuse to write into a folder that holds other things: its name is perhaps a mistake.

    Raises
    ------
    UsageError
    """
    others = sorted(path.name for path in folder.iterdir() if path.name not in (_CONFIGURATION, _OPENAPI))
    if others:
        raise UsageError(
            "{folder} holds no export of geo_koop, but other files: {files}.",
            "Name the folder of an export, or one that is empty or new; or write into this one with --overwrite.",
            folder=folder,
            files=", ".join(others[:_NAMED]),
        )


def export(analysis: Analysis, folder: Path, *, output: Mapping[str, Any], step: Callable[[str], None]) -> Path:
    """Write the layers of an analysis for the service.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    from geo_koop.outputs import export as exports
    from geo_koop.outputs.export.formats import WGS84

    package = folder / PACKAGE
    asked = exports.Request(crs=WGS84, language=output["lang"], overwrite=output["overwrite"])
    exports.export(analysis, package, asked, step=step)
    return package


def prepare(package: Path, *, url: str, port: int, output: Mapping[str, Any]) -> None:
    """Write the configuration and the OpenAPI document beside a GeoPackage; they are made anew each time.

    Raises
    ------
    InputError
        If it is no export of geo_koop.
    OutputError
        If a file cannot be written, or pygeoapi cannot read the layers.
    """
    from geo_koop.outputs import target
    from geo_koop.outputs.ogc import config, openapi
    from geo_koop.outputs.ogc import package as packages

    text = translator(output["lang"], "export")
    sentence = packages.describe(
        package.resolve(),
        text(_("Intermunicipal cooperation")),
        text(_("Layers and tables on intermunicipal cooperation: patterns, topic coverage and gaps.")),
    )
    configuration = config.document(package.resolve(), sentence, address="127.0.0.1", port=port, url=url)
    try:
        documents = {_CONFIGURATION: configuration, _OPENAPI: openapi.document(configuration)}
    except Exception as error:
        text = translator(output["lang"], "cli")
        raise OutputError(
            text(_("pygeoapi cannot serve the layers: {reason}")).format(reason=error),
            text(_("Install the version that geo_koop is tested with: pip install 'geo-koop[ogc]'")),
        ) from error
    files = {name: package.parent / name for name in documents}
    with target.writing_together(files, overwrite=True) as places:
        for name, content in documents.items():
            places[name].write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def run(folder: Path, port: int, *, any_origin: bool = False) -> int:
    """Serve what was prepared until Ctrl+C."""
    from geo_koop.outputs.ogc import service

    with suppress(KeyboardInterrupt):
        service.serve(folder / _CONFIGURATION, folder / _OPENAPI, port, any_origin=any_origin)
    return DONE
