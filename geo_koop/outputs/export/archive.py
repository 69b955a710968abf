"""Layers as files of their own in one ZIP, with metadata and what is left out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs.export import iso, single, zipped
from geo_koop.outputs.export.about import About
from geo_koop.outputs.export.formats import Format


def write(parts: Mapping[str, pd.DataFrame], path: Path, about: About, form: Format, left_out: Sequence[str]) -> None:
    """Write each layer as a file of its own into a ZIP, with the metadata and what is left out.

    Tables that the format cannot hold become CSV, so that nothing is lost.
    """
    with TemporaryDirectory(dir=path.parent) as folder:
        inside = Path(folder)
        for name, table in parts.items():
            fits = form.tables or isinstance(table, gpd.GeoDataFrame)
            code, ending = (form.code, form.ending) if fits else ("csv", ".csv")
            single.WRITERS[code](table, inside / f"{name}{ending}", name, about)
        (inside / "metadata.xml").write_text(iso.document(about), encoding="utf-8")
        if form.code == "shapefile":
            plain_tables.harmless(field_names(parts, about)).to_csv(inside / "field_names.csv", index=False)
        (inside / "README.txt").write_text(_readme(about, left_out), encoding="utf-8")
        zipped.bundle(path, sorted(inside.iterdir()), about)


def field_names(parts: Mapping[str, pd.DataFrame], about: About) -> pd.DataFrame:
    """Return which field of a Shapefile is which."""
    rows = [
        (layer, short, name, field.unit, field.de, field.en)
        for layer, table in parts.items()
        if isinstance(table, gpd.GeoDataFrame)
        for (name, field), short in zip(
            about.fields[layer].items(), single.short_names(tuple(about.fields[layer])).values(), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["layer", "short", "field", "unit", "de", "en"], dtype="str")


def _readme(about: About, left_out: Sequence[str]) -> str:
    text = translator(about.language, "export")
    layers = [f"  {name}: {layer.title}. {layer.abstract}" for name, layer in about.layers.items()]
    return "\n".join(
        [
            about.title,
            "",
            about.abstract,
            "",
            text(_("Layers and tables:")),
            *layers,
            "",
            text(_("What the format does not carry:")),
            *(f"  - {line}" for line in left_out),
            "",
            *about.attributions,
            text(_("Licences: {licences}")).format(licences="; ".join(about.licences)),
            "",
        ]
    )
