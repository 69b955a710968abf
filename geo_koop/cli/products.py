"""Commands for official boundary products: import a file, fetch an archive."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from geo_koop.cli.commands import app
from geo_koop.cli.options import BoundariesCrs, as_date, options, output
from geo_koop.cli.program import Program
from geo_koop.cli.screen import Screen, Text, line
from geo_koop.cli.steps import finish, progress, tell
from geo_koop.cli.territory import Layer, Profile
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.intake.areas.fetch import Advance
    from geo_koop.model import Boundaries, Loaded

group = typer.Typer(
    cls=Program,
    no_args_is_help=True,
    add_completion=False,
    help=_("Normalise official boundaries to the layout of geo_koop, or fetch them."),
)
app.add_typer(group, name="boundaries")

Out = Annotated[Path | None, typer.Option(metavar="FILE", help=_("GeoPackage to write."))]
Project = Annotated[
    Path | None, typer.Option(metavar="DIR", help=_("Project folder, into whose boundaries/ it is written."))
]
Stand = Annotated[
    date | None,
    typer.Option(
        parser=as_date,
        metavar="DATE",
        help=_("Date on which the boundaries were valid, where the product does not tell."),
    ),
]


@group.command("import")
@options(output)
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Archive (ZIP), folder or file of the product."))],
    out: Out = None,
    project: Project = None,
    layer: Layer = None,
    boundary_profile: Profile = None,
    country: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help=_("Of a European product (LAU) only this country, such as DE; of others the key system."),
        ),
    ] = None,
    boundaries_crs: BoundariesCrs = None,
    gebietsstand: Stand = None,
    year: Annotated[
        str, typer.Option(metavar="YEAR", help=_("Year of the source note; otherwise that of the Gebietsstand."))
    ] = "",
    associations: Annotated[
        bool,
        typer.Option(
            "--associations",
            help=_("Also write the municipal associations of the product as cooperations of the project."),
        ),
    ] = False,
    *,
    output: Mapping[str, Any],
) -> int:
    """Write an official product (VG250, VG25, VG1000, VG5000, LAU) as boundaries in the layout of geo_koop."""
    from geo_koop.intake.areas import products

    name = Path(file).name.split(".")[0]
    if associations and project is None:
        raise UsageError("--associations needs a project to write into.", "Name it with --project DIR.")
    path = _target(out, project, name, output)
    with progress(output) as step:
        step(_("Unpacking and reading …"))
        loaded = products.read(
            file,
            layer=layer,
            profile=boundary_profile,
            country=country,
            crs=boundaries_crs,
            gebietsstand=gebietsstand.isoformat() if gebietsstand else "",
            year=year,
        )
    made = _associations(loaded) if associations else None
    code = _written(loaded, path, project, output)
    if made:
        _save_associations(made, Path(str(project)), output)
    return code


@group.command()
@options(output)
def fetch(
    product: Annotated[
        str, typer.Option(metavar="NAME", help=_("Product: vg250, vg250-ew, vg25, vg1000, vg5000."))
    ] = "vg250",
    year: Annotated[str | None, typer.Option(metavar="YEAR", help=_("Edition; otherwise the newest."))] = None,
    out: Out = None,
    project: Project = None,
    sha256: Annotated[str, typer.Option(metavar="HEX", help=_("SHA-256 that the archive must have."))] = "",
    accept: Annotated[
        bool, typer.Option("--accept", help=_("Accept an archive that differs from the one fetched before."))
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("Addresses of a mirror: a YAML file as areas/downloads.yaml.")),
    ] = None,
    *,
    output: Mapping[str, Any],
) -> int:
    """Download open boundaries of the BKG and write them in the layout of geo_koop; nothing else uses the network."""
    from geo_koop.intake.areas import fetch as fetching
    from geo_koop.intake.areas import products
    from geo_koop.intake.files import cache

    text = translator(output["lang"], "cli")
    where = fetching.source(source)
    urls = fetching.addresses(product, year, where)
    name = f"{product}-{year or where.latest}"
    path = _target(out, project, name, output)
    with tempfile.TemporaryDirectory(prefix="geo-koop-") as passing:
        folder = (cache.folder() or Path(passing)) / "downloads"
        sentence = text(_("Contacting {host} …"))
        with _bar(Path(urls[0]).name, output) as advance:
            got = fetching.fetch(
                urls,
                folder,
                name,
                moving=year is None,
                expected=sha256,
                accept=accept,
                contact=lambda host: _say(sentence.format(host=host), output),
                advance=advance,
            )
        _say(f"SHA-256 {got.sha256}", output)
        with progress(output) as step:
            step(_("Unpacking and reading …"))
            loaded = products.read(got.path, year=str(date.today().year))
    return _written(loaded, path, project, output)


def _associations(loaded: "Loaded[Boundaries]") -> "Mapping[str, pd.DataFrame]":
    from geo_koop.intake.records import association_records

    return association_records.tables(loaded.value, file=loaded.files[0].name)


def _save_associations(made: "Mapping[str, pd.DataFrame]", project: Path, output: Mapping[str, Any]) -> None:
    from geo_koop.intake.records import association_records

    association_records.save(project, made, when=datetime.now().astimezone())
    table = made["cooperations"]
    facts = _("{count} municipal associations as cooperations, {members} memberships; obligation unknown: {unknown}")
    unknown = int((table["obligation"] == "unknown").sum())
    counts = {"count": len(table), "members": len(made["members"]), "unknown": unknown}
    _say(translator(output["lang"], "cli")(facts).format(**counts), output)


def _target(out: Path | None, project: Path | None, name: str, output: Mapping[str, Any]) -> Path:
    """Return the file to write, before any work is done."""
    from geo_koop.outputs import target

    if out is None and project is None:
        raise UsageError("Say where the boundaries go.", "--out FILE.gpkg or --project DIR")
    path = out or Path(str(project)) / "boundaries" / f"{name}.gpkg"
    return target.check(path, endings=(".gpkg",), overwrite=output["overwrite"])


def _written(loaded: "Loaded[Boundaries]", path: Path, project: Path | None, output: Mapping[str, Any]) -> int:
    """Write the boundaries, say what they are, and return the exit code."""
    from geo_koop.intake.areas import products
    from geo_koop.intake.files import layers

    text = translator(output["lang"], "cli")
    file = loaded.files[0]
    products.write(loaded.value, path, source=file.name, sha256=file.sha256, overwrite=output["overwrite"])
    areas, info = loaded.value.areas, loaded.value.info
    unincorporated = int((areas["kind"] == "unincorporated").sum())
    _say(
        text(_("{count} municipalities, {wild} unincorporated areas, Gebietsstand {stand}")).format(
            count=len(areas) - unincorporated, wild=unincorporated, stand=info.gebietsstand or text(_("unknown"))
        ),
        output,
    )
    tell(path, output)
    others = [p for p in path.parent.glob("*") if p.suffix.lower() in layers.KNOWN] if project else []
    if len(others) > 1:
        advice = _("The project holds several boundary files now; name one in settings.yaml: boundaries: {file}")
        _say(text(advice).format(file=path.name), output)
    return finish(loaded, output)


def _say(message: str, output: Mapping[str, Any]) -> None:
    if not output["quiet"]:
        Screen(error=True).print(Text(line(message)))


@contextmanager
def _bar(name: str, output: Mapping[str, Any]) -> Iterator["Advance"]:
    """Show how much of a download is there; nothing in pipes or when quiet."""
    console = Screen(error=True, wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True, disable=output["quiet"] or not console.is_terminal) as bar:
        text = translator(output["lang"], "cli")
        task = bar.add_task(text(_("Downloading {file}")).format(file=name), total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)
