"""What is fuzzed: public readers, each with its seeds."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

import openpyxl
import pandas as pd

from geo_koop import codelists
from geo_koop.intake.areas import boundaries, zones
from geo_koop.intake.files import layers, profiles, sidecar, tables
from geo_koop.intake.lists import import_profile, importing
from geo_koop.intake.names import decisions, name_rules, spelling
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import cooperations, settings, uploads
from geo_koop.intake.vintages import changes
from geo_koop.outputs.law import words as law_words
from geo_koop.planning import rule_members, rules

SEEDS, FOUND = (Path(__file__).parent / name for name in ("seeds", "found"))


@dataclass(frozen=True)
class Target:
    """A reader: what it does with a file of an ending, and files that it can read."""

    read: Callable[[Path], object]
    ending: str
    built: Callable[[], list[bytes]] = field(default=list)

    def seeds(self, name: str) -> list[bytes]:
        """Return the seeds of the folder and those that are built."""
        return [path.read_bytes() for path in sorted(SEEDS.glob(f"{name}-*.txt"))] + self.built()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


@cache
def _reference() -> Reference:
    rows = pd.DataFrame({"name": ["Haar", "Ottobrunn"]}, index=pd.Index(["09184123", "09184136"], name="key"))
    return Reference(areas=rows)


def _sheets(path: Path) -> None:
    for sheet in tables.sheets(path)[:3]:
        tables.read(path, sheet=sheet)


def _list(path: Path) -> None:
    proposed = importing.proposals(path, _reference())
    if proposed:
        importing.read(path, proposed[0].profile, _reference())


def _layers(path: Path) -> None:
    with layers.opened(path) as found:
        for layer in found.layers[:3]:
            layers.columns(layer)
            layers.read(layer)
    boundaries.load(path, profile="key=key,name=name")


def _beside(path: Path) -> None:
    data = path.with_suffix(".gpkg")
    data.write_bytes(b"")
    sidecar.source(data)
    sidecar.national_keys(data)


def _address(path: Path) -> None:
    from geo_koop.app import state

    known = state.Known(
        filters={
            "region": ("09184",),
            **{name: codelists.load(name).codes for name in ("bindingness", "obligation")},
            **{name: codelists.load(f"{name}s").codes for name in ("topic", "format", "pattern", "stage")},
        },
        municipalities=frozenset({"09184123"}),
        cooperations=frozenset({"zv"}),
    )
    parsed, _notices = state.parse(parse_qs(_text(path), keep_blank_values=True), known)
    again, notices = state.parse(state.dump(parsed), known)
    assert (again, notices) == (parsed, ()), "an address that the app writes must mean the same"


def _names(path: Path) -> None:
    text = _text(path)
    for named in ("de", "ch", "fr"):
        spelling.read(text, name_rules.load(named))


def _rules(path: Path) -> None:
    known = rules.load(path)
    for language in ("de", "en"):
        law_words.worded(rules.checked(known, ("06", "09"), as_of=date(2026, 11, 30), years=5), language)


def _upload(path: Path) -> None:
    for ending in (".zip", ".xlsx", ".geojson", ".gpkg"):
        uploads.check(uploads.Upload(f"x{ending}", path.read_bytes()), limit=1_000_000)


def _workbooks() -> list[bytes]:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Name", "Mitglieder", "Beginn"])
    book.active.append(["Zweckverband A", "Haar; Ottobrunn", 1999])
    book.active.merge_cells("A2:A3")
    book.create_sheet("members").append(["cooperation_id", "key"])
    book.save(made)
    return [made.getvalue()]


TARGETS = {
    "delimited": Target(tables.read, ".csv"),
    "workbook": Target(_sheets, ".xlsx", _workbooks),
    "list": Target(_list, ".csv"),
    "listbook": Target(_list, ".xlsx", _workbooks),
    "records": Target(lambda path: cooperations.load(cooperations=path, members=path, scopes=path), ".csv"),
    "decisions": Target(decisions.load, ".csv"),
    "changes": Target(changes.load, ".csv"),
    "zones": Target(zones.load_zones, ".csv"),
    "links": Target(zones.load_links, ".csv"),
    "settings": Target(settings.load_settings, ".yaml"),
    "importprofile": Target(import_profile.load, ".yaml"),
    "boundaryprofile": Target(lambda path: profiles.parse("x", _text(path)), ".yaml"),
    "namerules": Target(lambda path: name_rules.parse("x", _text(path)), ".yaml"),
    "sidecar": Target(_beside, ".yaml"),
    "geojson": Target(_layers, ".geojson"),
    "kml": Target(_layers, ".kml"),
    "gml": Target(_layers, ".gml"),
    "columnmaps": Target(lambda path: cooperations.column_maps(str(path)), ".yaml"),
    "inlinemap": Target(lambda path: profiles.named(_text(path)), ".txt"),
    "names": Target(_names, ".txt"),
    "address": Target(_address, ".txt"),
    "rules": Target(_rules, ".csv"),
    "scenario": Target(rule_members.of_scenario, ".yaml"),
    "upload": Target(_upload, ".bin", _workbooks),
}
