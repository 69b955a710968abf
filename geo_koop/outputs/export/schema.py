"""What an export holds: its layers and tables with titles, and the meaning of every field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import pandas as pd
import yaml

from geo_koop import codelists
from geo_koop.outputs import letters

_CODES = re.compile(r"(.+?): [a-z_]+(?:,| oder | or )")
"""A meaning that ends with the codes of the field: Ebene: municipality, district oder …"""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer or table.

    Attributes
    ----------
    name : str
    geometry : str
        ``MultiPolygon``, ``Point`` or ``LineString``; empty for a table.
    group : {"map", "details", "tables", "about"}
        Where it stands in the project file.
    title, abstract : Mapping[str, str]
        Language to text.
    sources : tuple of str
        Roles of the files that it comes from: their owners are named with it.
    id : tuple of str
        Fields that tell which row is which, the same after new data; empty: none do.
    time : tuple of str
        Fields with the first and the last day of a row; empty where it has none.
    on_request : bool
        Written only where somebody asks for it by name: it is large.
    """

    name: str
    geometry: str
    group: str
    title: Mapping[str, str]
    abstract: Mapping[str, str]
    sources: tuple[str, ...]
    id: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    on_request: bool = False


_GERMAN_UNITS = MappingProxyType({"inhabitants": "Personen", "share": "Anteil", "unit": "Einheit"})
_RESERVED = frozenset({"fid", "ogc_fid", "geom", "geometry", "bbox"})
"""Names that formats need for themselves."""


@dataclass(frozen=True)
class Field:
    """A field: its type (``text, integer, real, boolean, date``), unit, meanings, and codelist."""

    type: str
    unit: str
    de: str
    en: str
    codelist: str = ""

    def meaning(self, language: str) -> str:
        """Return the meaning in a language."""
        return {"de": self.de, "en": self.en}[language]

    def title(self, language: str) -> str:
        """Return what the field is called: its meaning without the codes that it lists.

        Examples
        --------
        >>> Field("text", "", "Erfassung: covered oder none_recorded", "Survey: covered or none_recorded").title("de")
        'Erfassung'
        """
        whole = self.meaning(language)
        listing = _CODES.match(whole) if self.type == "text" else None
        return listing[1] if listing else whole

    def unit_in(self, language: str) -> str:
        """Return the unit in a language."""
        return _GERMAN_UNITS.get(self.unit, self.unit) if language == "de" else self.unit

    def described(self, language: str) -> str:
        """Return the meaning with the unit in brackets."""
        unit = self.unit_in(language)
        return self.meaning(language) + (f" [{unit}]" if unit else "")


@lru_cache(maxsize=1)
def layers() -> Mapping[str, Layer]:
    """Return name to layer or table, in the order of the file (``layers.yaml``)."""
    return MappingProxyType(
        {
            name: Layer(
                name=name,
                geometry=entry.get("geometry", ""),
                group=entry["group"],
                title=MappingProxyType({lang: entry[lang] for lang in ("de", "en")}),
                abstract=MappingProxyType({lang: entry[f"abstract_{lang}"] for lang in ("de", "en")}),
                sources=tuple(entry["sources"]),
                id=tuple(entry.get("id", ())),
                time=tuple(entry.get("time", ())),
                on_request=entry.get("on_request", False),
            )
            for name, entry in _yaml("layers.yaml").items()
        }
    )


def usual() -> tuple[str, ...]:
    """Return the names of the layers and tables that are written where none is named."""
    return tuple(name for name, layer in layers().items() if not layer.on_request)


def fields(indicators: tuple[tuple[str, str], ...] = ()) -> Mapping[str, Mapping[str, Field]]:
    """Return layer to field name to :class:`Field` (``fields.yaml``, and a pair for each topic of the matrix).

    Parameters
    ----------
    indicators : tuple of (str, str)
        Name and heading of further numbers of municipalities; see :func:`indicators`.
    """
    return _fields(indicators, codelists.stamp())


@lru_cache(maxsize=8)
def _fields(indicators: tuple[tuple[str, str], ...], _lists: tuple[object, ...]) -> Mapping[str, Mapping[str, Field]]:
    known = {
        layer: {name: Field(*meaning) for name, meaning in listed.items()}
        for layer, listed in _yaml("fields.yaml").items()
    }
    known["municipalities"] |= {
        name: Field("real", "", letters.visible(heading), letters.visible(heading)) for name, heading in indicators
    }
    return MappingProxyType(
        {name: MappingProxyType(_matrix_fields() if name == "topic_matrix" else known[name]) for name in layers()}
    )


def indicators(areas: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return name and heading of the numbers that a table of attributes adds to the municipalities.

    A heading that means something else in an export, or differs from another one by case only, gets an ending.
    Names of fields stand in XML, which knows no control characters: a sign stands for them.
    """
    layout = {*fields()["unincorporated"], "population", "population_date", "central_place", "attribute_source"}
    taken = {*_RESERVED, *(name.casefold() for listed in fields().values() for name in listed)}
    made = []
    for heading in areas.columns:
        if heading in layout or not pd.api.types.is_numeric_dtype(areas[heading]):
            continue
        name = letters.visible(str(heading))
        while name.casefold() in taken:
            name += "_value"
        taken.add(name.casefold())
        made.append((name, str(heading)))
    return tuple(made)


def geometry_types(names: Iterable[str] | None = None) -> dict[str, str]:
    """Return the layers with a geometry, and which; of the usual ones where none are named."""
    return {name: kind for name in (usual() if names is None else names) if (kind := layers()[name].geometry)}


def documentation(described: Mapping[str, Mapping[str, Field]]) -> pd.DataFrame:
    """Return what :func:`fields` tells as a table: ``layer, field, type, unit, codelist, de, en``."""
    rows = [
        (layer, name, field.type, field.unit, field.codelist, field.de, field.en)
        for layer, listed in described.items()
        for name, field in listed.items()
    ]
    return pd.DataFrame(rows, columns=["layer", "field", "type", "unit", "codelist", "de", "en"], dtype="str")


def _matrix_fields() -> dict[str, Field]:
    made = {
        "key": Field("text", "", "Gemeindeschlüssel (AGS)", "Municipality key (AGS)"),
        "name": Field("text", "", "Gemeinde", "Municipality"),
    }
    for code, entry in codelists.load("topics").entries.items():
        de, en = entry["de"], entry["en"]
        made[code] = Field("integer", "", f"Kooperationen: {de}", f"Cooperations: {en}")
        made[f"{code}_bindingness"] = Field(
            "integer", "0–5", f"Stärkste Verbindlichkeit: {de}", f"Strongest bindingness: {en}", "bindingness"
        )
    return made


def _yaml(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
    return found
