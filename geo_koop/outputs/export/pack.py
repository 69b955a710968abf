"""The hand-over pack: one ZIP with everything that somebody needs who has never heard of geo_koop."""

import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import letters, recorded
from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs.export import gpkg, iso, project, zipped
from geo_koop.outputs.export.about import About
from geo_koop.outputs.wording import Wording

PACKAGE = "geo_koop.gpkg"
_UNPLACED = {
    "unmatched_members": _("memberships whose key is not in the boundaries"),
    "findings": _("what was noticed in the data, row by row, also of rows that were not used"),
}
_KINDS = {
    "text": _("text"),
    "integer": _("whole number"),
    "real": _("decimal number"),
    "boolean": _("yes or no"),
    "date": _("date"),
}


def write(parts: Mapping[str, pd.DataFrame], path: Path, about: About) -> None:
    """Write GeoPackage, QGIS project, README, metadata, unmatched rows and licence texts into one ZIP."""
    with TemporaryDirectory(dir=path.parent) as folder:
        package = Path(folder) / PACKAGE
        gpkg.write(parts, package, about)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            zipped.add(made, PACKAGE, package, about)
            zipped.add(made, "geo_koop.qgz", project.archive(parts, about, PACKAGE), about)
            zipped.add(
                made, "LIESMICH.md" if about.language == "de" else "README.md", readme(parts, about).encode(), about
            )
            zipped.add(made, "metadata.xml", iso.document(about).encode(), about)
            for name, table in unmatched(parts).items():
                zipped.add(
                    made, f"{name}.csv", plain_tables.text(table, "csv", about.dialect).encode("utf-8-sig"), about
                )
            for name, text in licence_texts(about).items():
                zipped.add(made, f"licences/{name}.txt", text.encode(), about)


def unmatched(parts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the memberships without a place, and the findings on rows that were not used."""
    made = {}
    if "members" in parts:
        members = parts["members"].drop(columns="geometry")
        made["unmatched_members"] = pd.DataFrame(members[members["level"].isin(["unresolved"])])
    if "findings" in parts:
        made["findings"] = parts["findings"]
    return made


def licence_texts(about: About) -> dict[str, str]:
    """Return the texts of the licences that come with geo_koop, and a pointer for all others."""
    folder = files(__package__) / "licences"
    known = {entry.name.removesuffix(".txt"): entry for entry in folder.iterdir() if entry.name.endswith(".txt")}
    text = translator(about.language, "export")
    pointer = text(_("Licence {name}: ask the owner of the data for its text.")) + "\n"
    named = {_file_name(name): name for name in about.licences}
    return {
        file: known[file].read_text(encoding="utf-8") if file in known else pointer.format(name=name)
        for file, name in named.items()
    }


def _file_name(licence: str) -> str:
    return "".join(c if c.isalnum() or c in "-._" else "_" for c in licence)[:60] or "licence"


def readme(parts: Mapping[str, pd.DataFrame], about: About) -> str:
    """Return what a reader needs first: what is in the pack, how to open it, fields, sources, limits."""
    text, day, said = translator(about.language, "export"), Wording(about.language).day, letters.for_markdown
    lines = [
        f"# {about.title}",
        "",
        said(about.abstract),
        "",
        f"## {text(_('How to open it'))}",
        "",
        text(
            _(
                "Unpack the ZIP and open `geo_koop.qgz` with QGIS 3.22 or newer: map, legend, print layouts and "
                "relations are set."
            )
        ),
        text(_("Or drop `geo_koop.gpkg` on any GIS; in QGIS its layers open styled.")),
        "",
        text(
            _(
                "`metadata.xml` describes the data after ISO 19139, `licences/` holds the texts of the licences, "
                "the CSV tables hold what could not be placed and what was noticed in the data."
            )
        ),
        "",
        f"## {text(_('Sources and licences'))}",
        "",
        *(f"- {said(line)}" for line in about.attributions),
        *(f"- {text(_('Licence'))}: {said(line)}" for line in about.licences),
        f"- Gebietsstand: {said(day(about.items['gebietsstand'])) or text(_('an unknown date'))}",
        f"- {text(_('Date of the view'))}: {day(about.items['as_of'])}",
        *([f"- {said(state)}"] if (state := recorded.said_of(about.items, about.language)) else []),
        f"- {text(_('Coordinate system'))}: {about.items['crs']}",
        f"- geo_koop {about.items['geo_koop_version']}",
    ]
    if about.items["approximate_boundaries"] == "True":
        lines.append(f"- {text(_('The boundaries are approximate.'))}")
    lines += ["", f"## {text(_('What could not be placed'))}", ""]
    for name, table in unmatched(parts).items():
        lines.append(f"- `{name}.csv`: {text(_UNPLACED[name])}; {text(_('rows: {count}')).format(count=len(table))}")
    lines += ["", f"## {text(_('Layers and fields'))}", ""]
    kinds = {kind: text(word) for kind, word in _KINDS.items()}
    for name, layer in about.layers.items():
        lines += [f"### `{name}` – {layer.title}", "", layer.abstract, ""]
        lines += [
            f"| {text(_('field'))} | {text(_('type'))} | {text(_('unit'))} | {text(_('meaning'))} |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {_code(field)} | {kinds[told.type]} | {said(told.unit_in(about.language))} | "
            f"{said(told.meaning(about.language))} |"
            for field, told in about.fields[name].items()
        ]
        lines.append("")
    return "\n".join(lines)


def _code(name: str) -> str:
    """Return the name of a field as code where it is one, else as text: headings of indicators may be anything."""
    return f"`{name}`" if name.isidentifier() else letters.for_markdown(name)
