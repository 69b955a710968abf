"""Commands about territory: boundaries of other dates, and the workbook for the municipalities of an area."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli.commands import app
from geo_koop.cli.options import (
    BoundariesCrs,
    Country,
    Lang,
    Language,
    Overwrite,
    Quiet,
    TableFormat,
    options,
    output,
    table_output,
)
from geo_koop.cli.program import DONE
from geo_koop.cli.screen import Screen, Text
from geo_koop.cli.steps import finish, progress, put, tell
from geo_koop.locale import mark as _
from geo_koop.locale import translator

_FEW = 12
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE|MAP", help=_("Columns of the boundaries: vg250, vg5000, lau, a YAML file, or key=…,name=…")
    ),
]
Layer = Annotated[str | None, typer.Option(metavar="NAME", help=_("Layer of the boundary file."))]


@app.command()
@options(table_output, output)
def vintages(
    old: Annotated[Path, typer.Argument(metavar="A", help=_("Boundaries of the earlier date."))],
    new: Annotated[Path, typer.Argument(metavar="B", help=_("Boundaries of the later date."))],
    layer: Layer = None,
    boundary_profile: Profile = None,
    country: Country = None,
    boundaries_crs: BoundariesCrs = None,
    new_layer: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("Layer of B, where it is not that of A."))
    ] = None,
    new_profile: Annotated[
        str | None, typer.Option(metavar="NAME|FILE|MAP", help=_("Columns of B, where they are not those of A."))
    ] = None,
    new_crs: Annotated[
        str | None, typer.Option(metavar="EPSG:…", help=_("Coordinate system of B, where it names none."))
    ] = None,
    day: Annotated[
        str, typer.Option("--date", metavar="DATE", help=_("Date of the changes; otherwise the Gebietsstand of B."))
    ] = "",
    confirm: Annotated[
        bool, typer.Option("--confirm", help=_("Confirm the proposals of high confidence at once."))
    ] = False,
    *,
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Propose territorial changes by laying two boundary files over each other; a person confirms them."""
    from geo_koop import findings
    from geo_koop.intake.areas import boundaries
    from geo_koop.intake.vintages import overlay
    from geo_koop.model import Loaded

    with progress(output) as step:
        step(_("Reading boundaries …"))
        before = boundaries.load(old, layer=layer, profile=boundary_profile, country=country, crs=boundaries_crs)
        after = boundaries.load(
            new,
            layer=new_layer or layer,
            profile=new_profile or boundary_profile,
            country=country,
            crs=new_crs,
        )
        step(_("Laying the boundaries over each other …"))
        proposals = overlay.propose(before.value, after.value, day=day, confirm=confirm)
    target = {**table_output, "output_format": table_output["output_format"] or _form(table_output["out"])}
    put(proposals, lambda console: _show(console, proposals, output["lang"]), target, output)
    read = Loaded(value=None, findings=findings.collect([before.findings, after.findings]))
    return finish(read, output)


@app.command()
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=_("Workbook to write."))],
    project: Annotated[Path | None, typer.Option(metavar="DIR", help=_("Project folder (see init)."))] = None,
    boundaries: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Boundaries of municipalities."))] = None,
    layer: Layer = None,
    boundary_profile: Profile = None,
    country: Country = None,
    boundaries_crs: BoundariesCrs = None,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help=_("Region code, or key of a state, district or municipality; repeatable.")),
    ] = None,
    overwrite: Overwrite = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Write a workbook to send to municipalities: tables with lists to choose from, and an explanation."""
    from geo_koop.intake.areas import boundaries as reader
    from geo_koop.intake.files import embedded
    from geo_koop.intake.records import project as projects
    from geo_koop.intake.records import template as workbook

    found = projects.boundary_source(project) if project and not boundaries else {"path": boundaries}
    given = {"layer": layer, "profile": boundary_profile, "country": country, "crs": boundaries_crs}
    found = found | {name: value for name, value in given.items() if value is not None}
    areas = reader.load(**found | {"path": found["path"] or embedded.boundaries()}).value.areas
    areas = workbook.choose(areas, region or ())
    workbook.write(areas, out, language=lang, overwrite=overwrite)
    tell(out, {"quiet": quiet, "lang": lang})
    return DONE


def _form(out: Path | None) -> TableFormat | None:
    """Return the form of a file, which its ending decides."""
    return None if out is None or out.suffix.lower() != ".json" else TableFormat.json


def _show(console: Screen, proposals: Any, language: str) -> None:
    """Print how many changes of each kind are proposed, and the first of each."""
    from geo_koop import codelists

    text = translator(language, "cli")
    labels = codelists.load("changes").labels(language)
    confidence = {"high": text(_("high")), "medium": text(_("medium")), "low": text(_("low"))}
    table = Table(title=text(_("Proposed changes")), title_justify="left", show_lines=True)
    for heading in (_("Kind"), _("Confidence"), _("Number"), _("Examples")):
        table.add_column(text(heading), overflow="fold")
    for (kind, sure), rows in proposals.groupby(["kind", "confidence"], sort=False):
        lines = [
            f"{row.old_key} {row.old_name} → {row.new_key} {row.new_name} ({row.share:.0%})"
            for row in rows.head(_FEW).itertuples()
        ]
        table.add_row(labels[kind], confidence[sure], str(len(rows)), Text("\n".join(lines)))
    console.print(table)
    advice = _("{count} proposals. Write them with --out, check them, and confirm each in the column confirmed.")
    console.print(text(advice).format(count=len(proposals)))
