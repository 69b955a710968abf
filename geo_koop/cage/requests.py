"""Packs what goes into the cage and what comes out of it: requests, inputs, tables, imported lists."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop import workspace
from geo_koop.analysis import contiguity, territory
from geo_koop.cage.parcel import Parcel
from geo_koop.intake.files import yaml_text
from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.lists.importing import Imported
from geo_koop.intake.lists.proposal import Proposal
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records.uploads import Look
from geo_koop.model import (
    AnalysisRequest,
    Boundaries,
    BoundaryInfo,
    Filters,
    Records,
    Settings,
    SourceFile,
    SourceInfo,
)

_RECORDS = tuple(entry.name for entry in fields(Records))
_NOT_READ = ("settings", "filters", "as_of")


def plain_request(request: AnalysisRequest) -> dict[str, Any]:
    """Return a request as JSON can hold it; its date and filters are not needed to read."""
    given = {entry.name: getattr(request, entry.name) for entry in fields(request) if entry.name not in _NOT_READ}
    plain = {name: str(value) if isinstance(value, (Path, date)) else value for name, value in given.items()}
    return {**plain, "settings": None if request.settings is None else asdict(request.settings)}


def request_of(plain: Mapping[str, Any]) -> AnalysisRequest:
    """Return the request again."""
    kinds = {entry.name: str(entry.type) for entry in fields(AnalysisRequest)}
    given: dict[str, Any] = {n: Path(v) if v is not None and "Path" in kinds[n] else v for n, v in plain.items()}
    day = given.pop("records_as_of")
    given["settings"] = None if given["settings"] is None else Settings(**given["settings"])
    return AnalysisRequest(**given, records_as_of=date.fromisoformat(day) if day else None, filters=Filters())


def paths_of(request: AnalysisRequest) -> list[Path]:
    """Return the files and folders that a request names, with the files beside them that belong to them."""
    named = [value for value in vars(request).values() if isinstance(value, Path)]
    maps = [
        Path(text)
        for text in (request.boundary_profile, request.record_profile, request.attribute_profile)
        if text and yaml_text.is_file(text)
    ]
    found = [path.resolve() for path in (*named, *maps)]
    # Names of districts stand in other shapefiles of the same folder.
    folders = [path.parent for path in found if path.suffix.lower() == ".shp"]
    beside = [p for path in found if path.is_file() for p in path.parent.iterdir() if p.stem == path.stem]
    return [*found, *folders, *beside]


def pack(inputs: workspace.Inputs) -> Parcel:
    """Pack the inputs of an analysis; settings are those of the request, and stay outside."""
    land = inputs.territory
    return Parcel(
        tables={
            "areas": inputs.boundaries.areas,
            "edges": inputs.contiguity.edges,
            "findings": inputs.findings,
            "zones": pd.DataFrame({"core": land.zone_core}),
            **{name: getattr(inputs.records, name) for name in _RECORDS},
        },
        about={
            "info": asdict(inputs.boundaries.info),
            "files": [asdict(file) for file in inputs.files],
            "sources": {role: asdict(info) for role, info in inputs.sources.items()},
            "zone_rule": land.zone_rule,
        },
    )


def unpack(parcel: Parcel, settings: Settings | None) -> workspace.Inputs:
    """Return the inputs again, with what is built on them."""
    tables, about = parcel.tables, parcel.about
    areas = tables["areas"]
    municipalities, _unincorporated = workspace.split(areas)
    graph = contiguity.restore(municipalities.index, tables["edges"])
    land = territory.build(municipalities, graph)
    return workspace.Inputs(
        boundaries=Boundaries(areas=areas, info=BoundaryInfo(**about["info"])),
        records=Records(**{name: tables[name] for name in _RECORDS}),
        contiguity=graph,
        territory=replace(land, zone_core=tables["zones"]["core"].to_numpy(), zone_rule=about["zone_rule"]),
        findings=tables["findings"],
        files=tuple(SourceFile(**file) for file in about["files"]),
        settings=settings or Settings(),
        sources={role: SourceInfo(**info) for role, info in about["sources"].items()},
    )


def pack_table(table: Table) -> Parcel:
    """Pack a table of texts."""
    return Parcel(
        tables={"rows": table.rows, "findings": table.findings, "longer": table.longer},
        about={"file": table.file, "sheet": table.sheet},
    )


def unpack_table(parcel: Parcel) -> Table:
    """Return the table again."""
    return Table(**parcel.tables, file=parcel.about["file"], sheet=parcel.about["sheet"])


def profile_of(plain: Mapping[str, Any]) -> ImportProfile:
    """Return an import profile from what ``dataclasses.asdict`` made of it."""
    lists = ("cooperations", "separators", "marks", "more_members")
    given: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in plain.items()}
    return ImportProfile(**given)


def proposals_of(parcel: Parcel) -> list[Proposal]:
    """Return the proposals of a list."""
    return [Proposal(**{**plain, "profile": profile_of(plain["profile"])}) for plain in parcel.about["proposals"]]


def look_of(parcel: Parcel) -> Look:
    """Return what was seen in a file."""
    seen = parcel.about["seen"]
    return Look(role=seen["role"], layers=tuple((str(name), tuple(names)) for name, names in seen["layers"]))


def write_reference(reference: Reference, decisions: pd.DataFrame | None, folder: Path) -> None:
    """Write what names are looked up in, for a job to read."""
    parts = {"areas": reference.areas, "neighbours": reference.neighbours, "former": reference.former}
    parts["decisions"] = decisions
    for name, table in parts.items():
        if table is not None:
            table.to_parquet(folder / f"{name}.parquet")
    (folder / "national").write_text(reference.national, encoding="utf-8")


def reference_in(folder: Path) -> Reference:
    """Return it again."""
    names = ("areas", "neighbours", "former")
    parts = {
        name: pd.read_parquet(folder / f"{name}.parquet") for name in names if (folder / f"{name}.parquet").is_file()
    }
    return Reference(**parts, national=(folder / "national").read_text(encoding="utf-8"))


def pack_imported(read: Imported) -> Parcel:
    """Pack what was made of a list."""
    names = ("cooperations", "members", "actors", "sources", "memberships", "words", "rows", "findings")
    return Parcel(
        tables={name: getattr(read, name) for name in names}, about={"file": asdict(read.file), "sheet": read.sheet}
    )


def unpack_imported(parcel: Parcel) -> Imported:
    """Return it again."""
    return Imported(**parcel.tables, file=SourceFile(**parcel.about["file"]), sheet=parcel.about["sheet"])
