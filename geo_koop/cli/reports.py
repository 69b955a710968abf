"""The commands of ``geo-koop report``: sheets and atlas."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from geo_koop.cli.options import NO_FILTERS, AsOf, as_date, data, look, options, output, view
from geo_koop.cli.steps import analysed, finish, progress, tell
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    from geo_koop.outputs.report import Press, ReportOptions
    from geo_koop.outputs.report.places import Region
    from geo_koop.outputs.report.sheet import Sheet

_PRINTED = (".pdf", ".html", ".htm")
_ENDINGS = (*_PRINTED, ".docx", ".odt", ".pptx")
WRITTEN = _ENDINGS[:-1]
"""What a draft resolution can be: it is no slides."""

Since = Annotated[
    date | None,
    typer.Option(parser=as_date, metavar="DATE", help=_("Also tell what has changed since this date.")),
]


Target = Annotated[
    Path | None, typer.Argument(metavar="[OUT]", help=_("File to write, in place of --out."), show_default=False)
]


class Reports(TyperGroup):
    """The kinds of reports; ``geo-koop report FILE`` alone is the overview of all regions."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read a file name in place of a kind as the overview, written to this file."""
        at = next((i for i, arg in enumerate(args) if Path(arg).suffix), None)
        if at is not None and not any(arg in self.commands for arg in args):
            args = ["region", *args[:at], "--out", *args[at:]]
        return super().parse_args(ctx, args)


class Volumes(StrEnum):
    """What a volume of an atlas is of."""

    district = "district"


app = typer.Typer(cls=Reports, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def report() -> None:
    """Write sheets as PDF, HTML, DOCX, ODT or PPTX: of a municipality, a cooperation, a topic, a region, an atlas."""


@app.command()
@options(data, view, look, output)
def municipality(
    which: Annotated[str, typer.Argument(metavar="KEY|NAME", help=_("Key or name of the municipality."))],
    since: Since = None,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write the profile of a municipality."""

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report import places
        from geo_koop.outputs.report.municipality import municipality_sheet

        return [municipality_sheet(press, places.municipality(press.analysis, which))]

    return write(sheets, data, view, {**look, "since": since}, output)


@app.command()
@options(data, view, look, output)
def cooperation(
    which: Annotated[str, typer.Argument(metavar="ID|NAME", help=_("Id or name of the cooperation."))],
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write the sheet of a cooperation."""

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report import places
        from geo_koop.outputs.report.cooperation import cooperation_sheet

        return [cooperation_sheet(press, places.cooperation(press.analysis, which))]

    return write(sheets, data, view, look, output)


@app.command()
@options(data, view, look, output)
def example(
    which: Annotated[str, typer.Argument(metavar="ID|NAME", help=_("Id or name of the cooperation."))],
    target: Annotated[Path | None, typer.Argument(metavar="OUT", help=_("File to write, in place of --out."))] = None,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write a cooperation as an example on one page: who, since when, how binding, what can be taken over."""
    text = translator(output["lang"], "cli")
    if target is not None and look["out"] is not None:
        raise UsageError(text(_("The file to write is named twice.")), text(_("Use OUT or --out.")))

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report import places
        from geo_koop.outputs.report.example import example_sheet

        return [example_sheet(press, places.cooperation(press.analysis, which))]

    return write(sheets, data, view, {**look, "out": target or look["out"]}, output)


@app.command()
@options(data, view, look, output)
def topic(
    which: Annotated[str, typer.Argument(metavar="CODE", help=_("Code or name of the topic or topic group."))],
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write the map of a topic; a sheet for each region (see --region)."""

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report import places
        from geo_koop.outputs.report.topic import topic_sheet

        code = places.topic(which)
        return [topic_sheet(press, code, region) for region in _regions(press, view)]

    return write(sheets, data, view, look, output)


@app.command()
@options(data, view, look, output)
def region(
    which: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE|NAME", help=_("Region, state or district; otherwise every survey region.")),
    ] = None,
    since: Since = None,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write the overview of a region: patterns, topics and formats, overlap, time line."""

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report.annex import annex_sheet
        from geo_koop.outputs.report.region import region_sheet

        asked = {**view, "region": [*(view["region"] or ()), *(which or ())]}
        return [*(region_sheet(press, one) for one in _regions(press, asked)), annex_sheet(press)]

    return write(sheets, data, view, {**look, "since": since}, output)


@app.command()
@options(data, look, output)
def potential(
    which: Annotated[
        str, typer.Argument(metavar="NAME", help=_("Key or name of a municipality; code or name of a region; or all."))
    ],
    target: Target = None,
    topic: Annotated[
        str | None,
        typer.Option(metavar="CODE", help=_("Topic of the map of a region; otherwise that of the largest potential.")),
    ] = None,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write what a municipality or a region could do: gaps, whom to begin with, what to join, examples."""

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report import places
        from geo_koop.outputs.report.make import make

        found = places.municipality_or_region(press.analysis, which, press.options.language)
        code = places.topic(topic) if topic else ""
        return [make(press, ("potential", found, None) if isinstance(found, str) else ("potential", code, found))]

    return write(sheets, data, {**NO_FILTERS, "as_of": as_of}, _into(look, target), output)


@app.command()
@options(data, look, output)
def similar(
    which: Annotated[str, typer.Argument(metavar="KEY|NAME", help=_("Key or name of the municipality."))],
    target: Target = None,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write which municipalities are most like one, and what they do that it does not."""

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report import places
        from geo_koop.outputs.report.make import make

        return [make(press, ("similar", places.municipality(press.analysis, which), None))]

    return write(sheets, data, {**NO_FILTERS, "as_of": as_of}, _into(look, target), output)


@app.command()
@options(data, view, look, output)
def resolution(
    municipality: Annotated[
        str | None, typer.Option(metavar="KEY|NAME", help=_("Municipality; with --topic its view of one topic."))
    ] = None,
    cooperation: Annotated[str | None, typer.Option(metavar="ID|NAME", help=_("Cooperation."))] = None,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write a draft resolution: what is recorded (see --topic, --region too), and fields to fill in."""
    topics, text = view["topic"] or (), translator(output["lang"], "cli")
    if bool(cooperation) == bool(municipality or topics) or len(topics) > 1:
        raise UsageError(
            text(_("A draft resolution is about one thing.")),
            text(_("Name --municipality, one --topic, both, or --cooperation.")),
        )

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report import places
        from geo_koop.outputs.report.resolution import Resolution, resolution_sheet

        analysis = press.analysis
        if cooperation:
            about = [Resolution(cooperation=places.cooperation(analysis, cooperation))]
        else:
            key = places.municipality(analysis, municipality) if municipality else ""
            topic = places.topic(topics[0]) if topics else ""
            regions = _regions(press, view) if topic and (view["region"] or not key) else [None]
            about = [Resolution(municipality=key, topic=topic, region=region) for region in regions]
        return [resolution_sheet(press, one) for one in about]

    return write(sheets, data, {**view, "topic": None}, look, output, endings=WRITTEN)


@app.command()
@options(data, view, look, output)
def atlas(
    sheets: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help=_("Kinds of sheets: region, topic, municipality, cooperation; otherwise all; repeatable."),
        ),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, metavar="NUMBER", help=_("Processes that draw, 0.3 GB each; otherwise two."))
    ] = None,
    volumes: Annotated[
        Volumes | None,
        typer.Option(help=_("A file for each district, with an index of its municipalities: NAME-KEY-DISTRICT.")),
    ] = None,
    since: Since = None,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write an atlas of a region (see --region): cover, contents, method, all sheets, sources and findings."""
    from geo_koop.outputs import target
    from geo_koop.outputs.report.atlas import KINDS, write_atlas
    from geo_koop.outputs.report.volumes import write_volumes

    text = translator(output["lang"], "cli")
    strange = sorted(set(sheets or ()) - set(KINDS))
    if strange:
        raise UsageError(
            text(_("{option}: {values} is not known.")).format(option="--sheets", values=", ".join(strange)),
            text(_("Known are: {codes}.")).format(codes=", ".join(KINDS)),
        )
    out = target_of(look, output)
    with progress(output) as step:
        target.check(out, endings=_PRINTED, overwrite=output["overwrite"] or volumes is not None)
        press = _press(data, view, {**look, "since": since}, output, step)
        counted = text(_("Drawing sheet {done} of {all} …"))
        write = write_volumes if volumes else write_atlas
        written = write(
            press,
            _regions(press, view),
            out,
            kinds=tuple(sheets or KINDS),
            processes=processes,
            progress=lambda done, every: step(counted.format(done=min(done + 1, every), all=every)),
            overwrite=output["overwrite"],
        )
    for file in written if isinstance(written, list) else [written]:
        tell(file, output)
    return _finish(press, out, output)


def write(
    sheets: "Callable[[Press], Sequence[Sheet]]",
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
    endings: tuple[str, ...] = _ENDINGS,
) -> int:
    """Make sheets of an analysis and write them."""
    from geo_koop.outputs import report as reports
    from geo_koop.outputs import target

    out = target_of(look, output)
    with progress(output) as step:
        target.check(out, endings=endings, overwrite=output["overwrite"])
        press = _press(data, view, look, output, step)
        step(_("Writing …"))
        reports.write(press, sheets(press), out, overwrite=output["overwrite"])
    tell(out, output)
    return _finish(press, out, output)


def _finish(press: "Press", out: Path, output: Mapping[str, Any]) -> int:
    """Count the findings, those on letters that a PDF lacks among them."""
    from geo_koop import findings
    from geo_koop.model import Loaded
    from geo_koop.outputs import report as reports

    found = press.analysis.findings
    if out.suffix.lower() == ".pdf":
        found = findings.collect([found, reports.notice(press.analysis)])
    return finish(Loaded(value=None, findings=found), output)


def _into(look: Mapping[str, Any], target: Path | None) -> dict[str, Any]:
    """Return the look with the file that is named behind the subject."""
    return {**look, "out": look["out"] or target}


def target_of(look: Mapping[str, Any], output: Mapping[str, Any]) -> Path:
    """Return the file to write; it must be named."""
    if look["out"] is None:
        text = translator(output["lang"], "cli")
        raise UsageError(
            text(_("{name} is missing.")).format(name="--out"), text(_("File to write: PDF, HTML, DOCX, ODT or PPTX."))
        )
    return Path(look["out"])


def _press(
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
    step: Callable[[str], None],
) -> "Press":
    """Check how the report shall look before anything is read; a region is reported on, it does not filter."""
    from geo_koop.outputs.report.press import open_press

    how = looks(look, output)
    analysis = analysed(data, {**view, "region": None}, output, step)
    return open_press(analysis, how)


def looks(look: Mapping[str, Any], output: Mapping[str, Any]) -> "ReportOptions":
    """Return how a report shall look, checked."""
    from geo_koop.outputs.report.options import ReportOptions, check

    return check(
        ReportOptions(
            language=str(output["lang"]),
            paper=str(look["paper"]).lower(),
            landscape=look["landscape"],
            office=look["office"] or "",
            logo=look["logo"],
            base_url=look["base_url"] or "",
            template=look["template"],
            since=look.get("since"),
        )
    )


def _regions(press: "Press", view: Mapping[str, Any]) -> "list[Region]":
    from geo_koop.outputs.report import places

    asked = view["region"] or ()
    language = press.options.language
    return [places.region(press.analysis, one, language) for one in asked] or places.survey_regions(
        press.analysis, language
    )
