"""Project folders: ``geo-koop init`` makes one, and every command reads it."""

from dataclasses import replace
from pathlib import Path

import yaml

from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake import embedded
from geo_koop.intake.cooperations import ALIASES, NEEDED
from geo_koop.model import AnalysisRequest

BOUNDARY_ENDINGS = (".gpkg", ".shp", ".zip", ".geojson", ".fgb", ".parquet", ".geoparquet")
DECISIONS = ("name", "context", "key", "decided", "note")


def resolve(request: AnalysisRequest) -> AnalysisRequest:
    """Fill the paths that a request leaves out, from its project folder or the embedded data.

    Raises
    ------
    UsageError
        If the project folder does not exist.
    InputError
        If the folder holds no boundaries, or several and does not say which.
    """
    if request.project is None:
        own_records = request.cooperations is not None
        records = {} if own_records else embedded.records()
        return _filled(request, {"boundaries": embedded.boundaries(), **records})
    folder = Path(request.project)
    if not folder.is_dir():
        raise UsageError(f"The project folder {folder} does not exist.", f"Make it with: geo-koop init {folder}")
    tables = {name: folder / "cooperations" / f"{name}.csv" for name in ALIASES}
    found = {name: path for name, path in tables.items() if path.is_file()}
    if request.cooperations is None and "cooperations" not in found:
        raise InputError(f"{folder / 'cooperations'} holds no cooperations.csv.", "Copy the table there.")
    extra = {n: folder / f"{n}.csv" for n in ("attributes", "zones", "links") if (folder / f"{n}.csv").is_file()}
    boundaries = {} if request.boundaries else {"boundaries": _boundaries(folder)}
    return _filled(request, {**found, **extra, **boundaries})


def _filled(request: AnalysisRequest, paths: dict[str, Path]) -> AnalysisRequest:
    return replace(request, **{name: path for name, path in paths.items() if getattr(request, name) is None})


def _boundaries(folder: Path) -> Path:
    """Return the boundary file that settings.yaml names, or the only one of the folder."""
    place = folder / "boundaries"
    settings = folder / "settings.yaml"
    content = yaml.safe_load(settings.read_text(encoding="utf-8")) if settings.is_file() else None
    named = content.get("boundaries") if isinstance(content, dict) else None
    if named:
        return place / str(named)
    files = sorted(p for p in place.glob("*") if p.suffix.lower() in BOUNDARY_ENDINGS)
    if not files:
        raise InputError(
            f"{place} holds no boundaries.",
            "Copy a boundary file there (GeoPackage, Shapefile, GeoJSON, …), or name one.",
        )
    if len(files) > 1:
        names = ", ".join(p.name for p in files)
        raise InputError(
            f"{place} holds several boundary files: {names}.", "Name one in settings.yaml: boundaries: NAME"
        )
    return files[0]
