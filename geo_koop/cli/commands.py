"""The commands."""

import os
import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from geo_koop import login_settings
from geo_koop.cli import reports, server, standard
from geo_koop.cli.options import (
    NO_FILTERS,
    AsOf,
    Lang,
    Language,
    Overwrite,
    Quiet,
    TableFormat,
    data,
    options,
    output,
    request,
    table_output,
    view,
)
from geo_koop.cli.program import DONE, Program
from geo_koop.cli.screen import Screen, line
from geo_koop.cli.steps import analysed, finish, progress, put, show_findings, show_patterns, tell
from geo_koop.errors import UsageError
from geo_koop.extras import require
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.csv_dialect import DIALECTS
from geo_koop.version import __version__

app = typer.Typer(cls=Program, name="geo-koop", no_args_is_help=True, pretty_exceptions_enable=False)


def _show_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"geo_koop {__version__}\n")
        raise typer.Exit


@app.callback()
def geo_koop(
    version: Annotated[
        bool, typer.Option("--version", help=_("Show the version."), callback=_show_version, is_eager=True)
    ] = False,
    lang: Lang = Language.de,
) -> None:
    """Show how municipalities cooperate: patterns, topic coverage and gaps. Without options: the embedded data."""


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder to make."))],
    overwrite: Overwrite = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Make a project folder with empty, commented tables."""
    from geo_koop.intake.records import project

    made = project.init(folder, overwrite=overwrite)
    if not quiet:
        text = translator(lang, "cli")
        console = Screen()
        console.print(text(_("Made {folder}:")).format(folder=folder))
        for path in made:
            console.print(f"  {path.relative_to(folder) if path.is_relative_to(folder) else path}")
        console.print(text(_("Fill in the tables, then: geo-koop validate --project {folder}")).format(folder=folder))
    return DONE


@app.command()
@options(data, table_output, output)
def validate(
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Check the data: what was read, what was repaired, what was not used, and what to do."""
    from geo_koop.outputs import tables

    with progress(output) as step:
        analysis = analysed(data, {**NO_FILTERS, "as_of": as_of}, output, step)
    worded = tables.finding_table(analysis.findings, output["lang"])
    put(worded, lambda console: show_findings(console, analysis, output), table_output, output)
    return finish(analysis, output, list_errors=False)


@app.command()
@options(data, view, table_output, output)
def analyse(
    data: Mapping[str, Any], view: Mapping[str, Any], table_output: Mapping[str, Any], output: Mapping[str, Any]
) -> int:
    """Give each cooperation its spatial pattern with the reason."""
    from geo_koop.outputs import tables

    with progress(output) as step:
        analysis = analysed(data, view, output, step)
    flat = table_output["output_format"] == TableFormat.csv or (
        table_output["out"] and not table_output["output_format"] and table_output["out"].suffix.lower() != ".json"
    )
    rows = tables.cooperation_rows(analysis)
    put(
        tables.cooperation_table(rows) if flat else rows,
        lambda console: show_patterns(console, rows, output),
        table_output,
        output,
    )
    return finish(analysis, output)


@app.command()
@options(data, view, output)
def export(
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help=_(
                "File to write: .gpkg, .fgb, .parquet, .geojson, .shp, .kml, .kmz, .csv, .xlsx, .ods, .svg, .png or "
                ".zip (all in one)."
            ),
        ),
    ],
    export_format: Annotated[
        str | None,
        typer.Option(metavar="CODE", help=_("Format of the files in a ZIP: shapefile, flatgeobuf, geoparquet, …")),
    ] = None,
    export_layer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=_("Layer or table to write, otherwise all but gaps, gap_groups and potential_join; repeatable."),
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY|ID",
            help=_("Only this municipality, district, state or cooperation and what belongs to it; repeatable."),
        ),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(metavar="EPSG:CODE", help=_("Coordinate system; otherwise that of the analysis (EPSG:25832).")),
    ] = None,
    with_project: Annotated[
        bool, typer.Option("--with-project", help=_("Also write a QGIS project beside the GeoPackage."))
    ] = False,
    with_metadata: Annotated[
        bool, typer.Option("--with-metadata", help=_("Also write ISO 19139 metadata beside the file."))
    ] = False,
    office: Annotated[
        str, typer.Option(metavar="NAME", help=_("Office that the metadata name."), show_default=False)
    ] = "",
    email: Annotated[
        str, typer.Option(metavar="ADDRESS", help=_("Its e-mail address, for the metadata."), show_default=False)
    ] = "",
    reproducible: Annotated[
        bool, typer.Option("--reproducible", help=_("Write no times: the same data give the same file."))
    ] = False,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write layers and tables for GIS and spreadsheets; a GeoPackage opens styled in QGIS."""
    from geo_koop.outputs import export as exports

    asked = exports.Request(
        form=export_format,
        layers=tuple(export_layer or ()),
        select=tuple(select or ()),
        crs=crs,
        language=output["lang"],
        overwrite=output["overwrite"],
        reproducible=reproducible,
        with_project=with_project,
        with_metadata=with_metadata,
        contact=exports.Contact(office=office.strip(), email=email.strip()),
        dialect=DIALECTS[output["csv_dialect"]],
    )
    with standard.result(out, exports.piped(asked) if out == standard.DASH else "") as path, progress(output) as step:
        exports.check(path, asked)
        analysis = analysed(data, view, output, step)
        written = exports.export(analysis, path, asked, step=step)
    for file in written.files if out != standard.DASH else ():
        tell(file, output)
    if not output["quiet"]:
        console = Screen(error=True)
        for line in written.left_out:
            console.print(f"  – {line}")
    return finish(analysis, output)


@app.command()
@options(data, view, output)
def ogc(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder for the layers and the configuration."))],
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="PORT", help=_("Port of the service."))] = 5000,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help=_("Address that readers see, behind a reverse proxy."))
    ] = None,
    cors: Annotated[bool, typer.Option("--cors", help=_("Let pages of other servers read the answers."))] = False,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Serve the export in a folder as OGC API – Features (extra ogc), made first where none is; Ctrl+C ends it."""
    from geo_koop.cli import ogc_service

    ogc_service.check(folder, port=port, output=output)
    address = url or f"http://127.0.0.1:{port}"
    package = None if output["overwrite"] else ogc_service.there(folder)
    asked = {**data, **view}
    if package and any(asked.values()):
        raise UsageError(
            "{file} is there already and is served as it is; the options for data and filters do not fit.",
            "Leave them out, make it anew with --overwrite, or name another folder.",
            file=package,
        )
    if package is None and not output["overwrite"]:
        ogc_service.check_new(folder)
    if package is None and not output["quiet"]:
        sentence = _("{folder} holds no export yet; it is made of your data.")
        if not any(data.values()):
            sentence = _("{folder} holds no export yet; it is made of the embedded data.")
        Screen(error=True).print(line(translator(output["lang"], "cli")(sentence).format(folder=folder)))
    with progress(output) as step:
        if package is None:
            analysis = analysed(data, view, output, step)
            package = ogc_service.export(analysis, folder, output=output, step=step)
        step(_("Writing …"))
        ogc_service.prepare(package, url=address, port=port, output=output)
    if not output["quiet"]:
        sentence = translator(output["lang"], "cli")(_("Serving at {address}, Ctrl+C ends it.")).format(address=address)
        Screen(error=True).print(sentence)
    return ogc_service.run(folder, port, any_origin=cors)


@app.command("map")
@options(data, view, output)
def map_(
    out: Annotated[Path, typer.Argument(metavar="OUT", help=_("HTML (interactive), PNG, SVG or PDF file to write."))],
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write a map: as HTML it opens by double click and needs no network."""
    from geo_koop.outputs import target

    endings = (".html", ".htm", ".png", ".svg", ".pdf")
    with progress(output) as step:
        target.check(out, endings=endings, overwrite=output["overwrite"])
        analysis = analysed(data, view, output, step)
        step(_("Drawing the map …"))
        if out.suffix.lower() in (".html", ".htm"):
            from geo_koop.outputs.webmap.page import standalone_html

            standalone_html(analysis, out, language=output["lang"], overwrite=output["overwrite"])
        else:
            from geo_koop.outputs.report import ReportOptions, mappage

            mappage.draw(analysis, out, options=ReportOptions(language=output["lang"]), overwrite=output["overwrite"])
    tell(out, output)
    return finish(analysis, output)


app.add_typer(reports.app, name="report")


@app.command()
def accept(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Project folder (see init)."))],
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Take the tables of a project as they stand, also where another program removed many rows."""
    from geo_koop.cli import foreign_edits
    from geo_koop.intake.records import project

    foreign_edits.wait(folder)
    version = project.accept(folder, when=datetime.now(UTC))
    if not quiet:
        sentence = translator(lang, "cli")(_("The tables of {folder} hold now, as state {version} of its history."))
        Screen(error=True).print(sentence.format(folder=folder, version=version))
    return DONE


@app.command()
@options(data)
def serve(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=_("Project folder (see init)."))] = None,
    port: Annotated[
        int,
        typer.Option(
            min=1, max=65535, metavar="PORT", help=_("Port of the web page; otherwise 8501."), show_default=False
        ),
    ] = 8501,
    address: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help=_("Address to listen on; otherwise localhost; 0.0.0.0 lets other computers in."),
            show_default=False,
        ),
    ] = "localhost",
    base_url_path: Annotated[
        str, typer.Option(metavar="PATH", help=_("Path of the page behind a reverse proxy."))
    ] = "",
    health_port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="PORT",
            envvar="GEO_KOOP_HEALTH_PORT",
            show_envvar=False,
            help=_("Port of the health address /health; otherwise the one after --port; 0 for none."),
        ),
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help=_("For one person on this machine, who may also save and upload."))
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help=_("Everybody who opens the page may save into the project."))
    ] = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
    *,
    data: Mapping[str, Any],
) -> int:
    """Start the interactive map and tables in the browser; Ctrl+C ends it."""
    from geo_koop.cli import foreign_edits

    require("streamlit")
    text = translator(lang, "cli")
    if folder and data["project"]:
        raise UsageError(text(_("The project folder is named twice.")), text(_("Use DIR or --project.")))
    data = {**data, "project": folder or data["project"]}
    asked = request(data, NO_FILTERS, lang)
    reason = foreign_edits.check(asked)
    if login_settings.read(os.environ) is not None:
        for package in ("authlib", "httpx", "sqlalchemy"):
            require(package)
    server.check_port(address, port, text)
    path = base_url_path.strip("/")
    if local and address not in server.LOOPBACK:
        raise UsageError(
            text(_("--local is for one person on this machine; {address} lets others in.")).format(address=address),
            text(_("Leave out --local or --address. For all who open the page: --save.")),
        )
    access = server.Access(key=secrets.token_urlsafe(32) if local else "", save=save)
    if reason is not None and not quiet:
        said, _remedy = reason.words(translator(lang, "errors"))
        Screen(error=True).print(line(f"{said} {text(_('The page shows the last saved state until then.'))}"))
    url = f"http://{address}:{port}/{path}"
    url = f"{url.rstrip('/')}/open?key={access.key}" if local else url
    if not quiet:
        Screen().print(text(_("Preparing data and pages …")))

    def say_ready() -> None:
        if not quiet or local:
            Screen().print(text(_("geo_koop runs at {url} – Ctrl+C ends it.")).format(url=url))

    return server.run_app(
        data,
        port=port,
        address=address,
        path=path,
        health_port=health_port,
        access=access,
        text=text,
        on_ready=say_ready,
    )
