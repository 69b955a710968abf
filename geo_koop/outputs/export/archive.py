"""ZIP files: the same content gives the same bytes."""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs.export import iso, single
from geo_koop.outputs.export.about import About
from geo_koop.outputs.export.formats import Format

_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
"""When a workbook was saved: openpyxl writes it itself."""


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
            plain_tables.harmless(_rename_table(parts, about)).to_csv(inside / "field_names.csv", index=False)
        (inside / "README.txt").write_text(_readme(about, left_out), encoding="utf-8")
        bundle(path, sorted(inside.iterdir()), about)


def bundle(path: Path, files: Iterable[Path], about: About) -> None:
    """Write files into a ZIP, all dated alike."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for file in files:
            add(made, file.name, file, about)


def add(made: zipfile.ZipFile, name: str, content: Path | bytes, about: About) -> None:
    """Add a file to a ZIP with the date of the export."""
    entry = zipfile.ZipInfo(name, about.made.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    if isinstance(content, bytes):
        made.writestr(entry, content)
        return
    with content.open("rb") as source, made.open(entry, "w", force_zip64=True) as place:
        while block := source.read(1 << 20):
            place.write(block)


def settle(path: Path, about: About) -> None:
    """Write a ZIP or a workbook anew without the time of day, where an export is to be reproducible."""
    if not about.reproducible:
        return
    with zipfile.ZipFile(path) as before:
        content = {name: before.read(name) for name in before.namelist()}
    if _PROPERTIES in content:
        dated = f"\\g<1>{about.made:%Y-%m-%dT%H:%M:%SZ}".encode()
        content[_PROPERTIES] = _MODIFIED.sub(dated, content[_PROPERTIES])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in content.items():
            add(made, name, data, about)


def _rename_table(parts: Mapping[str, pd.DataFrame], about: About) -> pd.DataFrame:
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
