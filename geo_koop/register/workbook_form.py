"""How records stand in the workbook that is sent to municipalities: its sheets, columns, and the words in its cells."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import yaml

from geo_koop import codelists
from geo_koop.intake.records import template

ABOUT: Final = "geo_koop"
"""Sheet that says which states of which records were sent."""
ABOUT_COLUMNS: Final = ("register", "language", "cooperation_id", "revision")
SHEETS: Final = ("cooperations", "members", "actors", "sources", "events", "documents")
NUMBER: Final = "\0number"
STRIKE: Final = "\0strike"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PART: Final = "; "


@lru_cache(maxsize=1)
def layout() -> Mapping[str, Any]:
    """Return what ``workbook.yaml`` says."""
    content: Mapping[str, Any] = yaml.safe_load((files(__package__) / "workbook.yaml").read_text(encoding="utf-8"))
    return content


def columns(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the columns of a sheet with their headings, in order."""
    own = layout()["columns"].get(name, {})
    found: dict[str, Mapping[str, Any]] = {}
    for column, told in template.layout()["sheets"].get(name, {}).items():
        found[column] = told
        found |= {more: words for more, words in own.items() if words.get("after") == column}
    found |= {column: words for column, words in own.items() if column not in found}
    special = layout()["headings"]
    if name == "cooperations":
        return MappingProxyType(found)
    return MappingProxyType({NUMBER: special["number"], **found, STRIKE: special["strike"]})


def title(name: str, language: str) -> str:
    """Return the name of a sheet."""
    return str(layout()["sheets"][name][language])


def labels(told: Mapping[str, Any], language: str) -> Mapping[str, str]:
    """Return the codes that a column may have, and their labels; none where it is free text."""
    if told.get("events"):
        return {code: words[language] for code, words in layout()["events"].items()}
    return codelists.load(told["codes"]).labels(language) if "codes" in told else {}


def shown(value: str, told: Mapping[str, Any], language: str) -> str:
    """Return how a value stands in the workbook: codes as their labels, without signs that no workbook holds."""
    known = labels(told, language)
    if not known:
        return plain(value)
    return plain(_PART.join(known.get(part, part) for part in _parts(value)))


def meant(cell: str, told: Mapping[str, Any], language: str) -> str:
    """Return the value that a changed cell stands for: labels as their codes."""
    codes = {label.casefold(): code for code, label in labels(told, language).items()}
    if not codes:
        return cell
    return ";".join(codes.get(part.casefold(), part) for part in _parts(cell))


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(";")]


def plain(value: str) -> str:
    """Return a text as it comes back from a workbook that nobody touched."""
    return _NO_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
