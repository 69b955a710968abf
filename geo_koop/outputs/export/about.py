"""What is said of an export beside its tables: titles, owners, dates; the same in every format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

import pandas as pd
import pyproj

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import letters, recorded
from geo_koop.outputs.csv_dialect import PLAIN, Dialect
from geo_koop.outputs.export import provenance, schema
from geo_koop.outputs.wording import Wording
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The office that answers questions about an export: its name and its e-mail address, empty where not told."""

    office: str = ""
    email: str = ""


NOBODY = Contact()


@dataclass(frozen=True, kw_only=True)
class LayerAbout:
    """A layer in one language: title, abstract, lines that name the owners, licences."""

    name: str
    title: str
    abstract: str
    attributions: tuple[str, ...]
    licences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class About:
    """What every writer needs to know besides the tables.

    Attributes
    ----------
    title, abstract : str
    layers : Mapping[str, LayerAbout]
    fields : Mapping[str, Mapping[str, schema.Field]]
        Layer to field name to what it means.
    items : Mapping[str, str]
        See :func:`geo_koop.outputs.export.provenance.items`.
    attributions, licences : tuple of str
        Of all layers.
    crs : pyproj.CRS
    box : tuple of float
        West, south, east, north in degrees.
    made : datetime.datetime
        When it was written, in UTC; the date of the view where the export is to be reproducible.
    language : str
    reproducible : bool
    regions : Mapping[str, str]
        Code to name of the survey regions.
    contact : Contact
    file : str
        Name of the file.
    form : str
        Its format, as people call it.
    dialect : Dialect
        Of each CSV.
    """

    title: str
    abstract: str
    layers: Mapping[str, LayerAbout]
    fields: Mapping[str, Mapping[str, schema.Field]]
    items: Mapping[str, str]
    attributions: tuple[str, ...]
    licences: tuple[str, ...]
    crs: pyproj.CRS
    box: tuple[float, float, float, float]
    made: datetime
    language: str
    reproducible: bool
    regions: Mapping[str, str] = field(default_factory=dict)
    contact: Contact = NOBODY
    file: str = ""
    form: str = ""
    dialect: Dialect = PLAIN

    @property
    def selection(self) -> bool:
        """Whether filters leave cooperations out."""
        facts = (
            value for name, value in self.items.items() if name.startswith("filters.") and name != "filters.regions"
        )
        return any(facts)


def describe(
    analysis: Analysis,
    *,
    layers: Sequence[str],
    crs: pyproj.CRS,
    language: str,
    reproducible: bool,
    contact: Contact = NOBODY,
    file: str = "",
    form: str = "",
    dialect: Dialect = PLAIN,
) -> About:
    """Describe an export of some layers of an analysis."""
    text = translator(language, "export")
    made = analysis.provenance
    items = provenance.items(analysis, crs=crs)
    now = datetime.combine(made.as_of, time(), UTC) if reproducible else datetime.now(UTC).replace(microsecond=0)
    abstract = text(
        _(
            "Patterns, topic coverage and gaps of intermunicipal cooperation, as of {as_of}, "
            "boundaries of {gebietsstand}. Covered, none recorded and not surveyed are three different things."
        )
    ).format(
        as_of=Wording(language).day(made.as_of),
        gebietsstand=Wording(language).day(items["gebietsstand"]) or text(_("an unknown date")),
    )
    if state := recorded.said(made, language):
        abstract += f" {state}."
    return About(
        title=text(_("Intermunicipal cooperation")),
        abstract=abstract,
        layers={name: _layer(analysis, name, language) for name in layers},
        fields=schema.fields(schema.indicators(analysis.municipalities)),
        items=items,
        attributions=provenance.attributions(analysis, language),
        licences=provenance.licences(analysis),
        crs=crs,
        box=_box(analysis),
        made=now,
        language=language,
        reproducible=reproducible,
        regions={code: letters.visible(labels.get(language, code)) for code, labels in made.boundaries.regions.items()},
        contact=contact,
        file=file,
        form=form,
        dialect=dialect,
    )


def _layer(analysis: Analysis, name: str, language: str) -> LayerAbout:
    layer = schema.layers()[name]
    return LayerAbout(
        name=name,
        title=layer.title[language],
        abstract=layer.abstract[language],
        attributions=provenance.attributions(analysis, language, layer=name),
        licences=provenance.licences(analysis, layer=name),
    )


def _box(analysis: Analysis) -> tuple[float, float, float, float]:
    areas = analysis.municipalities
    if areas.empty:
        return (-180.0, -90.0, 180.0, 90.0)
    turned = pyproj.Transformer.from_crs(areas.crs, 4326, always_xy=True)
    west, south, east, north = turned.transform_bounds(*areas.total_bounds)
    return (west, south, east, north)


def layer_items(about: About, name: str) -> dict[str, str]:
    """Return what is said of one layer as key and value, for formats that hold such pairs."""
    layer = about.layers[name]
    meanings = {f"field.{field}": meaning.described(about.language) for field, meaning in about.fields[name].items()}
    own = {"title": layer.title, "abstract": layer.abstract}
    owners = {"attribution": " · ".join(layer.attributions), "licence": "; ".join(layer.licences)}
    return {**about.items, **own, **owners, "language": about.language, **meanings}


def content_hash(parts: Mapping[str, Any]) -> str:
    """Return a SHA-256 of the values of all tables, the same whatever format they are written in."""
    from hashlib import sha256

    total = sha256()
    for name, table in parts.items():
        plain = pd.DataFrame(table.drop(columns="geometry")) if "geometry" in table else table
        total.update(name.encode())
        total.update(pd.util.hash_pandas_object(plain.astype("str"), index=False).to_numpy().tobytes())
        if "geometry" in table:
            for shape in table.geometry.to_wkb():
                total.update(shape or b"")
    return total.hexdigest()
