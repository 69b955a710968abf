"""The command that shares costs."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from geo_koop.cli import standard
from geo_koop.cli.commands import app
from geo_koop.cli.options import Lang, Language, Overwrite, Paper, Quiet, TableFormat
from geo_koop.cli.program import DONE
from geo_koop.cli.screen import Screen, Text, put_out
from geo_koop.cli.steps import tell
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    from geo_koop.planning.costs import Shares

_SHEETS = (".pdf", ".html", ".htm", ".docx", ".odt")
_ENDINGS = (".xlsx", ".json", ".yaml", ".yml", *_SHEETS)


@app.command()
def costs(
    file: Annotated[
        Path | None, typer.Argument(metavar="SHEET", help=_("Cost sheet: YAML or XLSX (see docs/costs.md)."))
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=_("File to write: .xlsx with live formulas, .pdf, .html, .docx, .odt, .json, or .yaml (the sheet)."),
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=_("Begin with a template: building_yard, civil_registry, industrial_zone, recycling_yard."),
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            help=_(
                "Key to put beside, for all positions: inhabitants, area, use, equal, levy_capacity, weights; "
                "repeatable."
            ),
        ),
    ] = None,
    output_format: Annotated[
        TableFormat | None, typer.Option(metavar="table|json", help=_("Form of the result on the console."))
    ] = None,
    paper: Annotated[
        Paper,
        typer.Option(metavar="A4|A3", case_sensitive=False, help=_("Paper size; otherwise A4."), show_default=False),
    ] = Paper.a4,
    office: Annotated[str | None, typer.Option(metavar="NAME", help=_("Name of the office that publishes."))] = None,
    overwrite: Overwrite = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Share the costs of a cooperation to the cent: who pays what, and whether anybody pays more than alone."""
    from geo_koop.outputs import target
    from geo_koop.outputs.costs import result
    from geo_koop.planning import cost_checks, cost_keys, cost_templates
    from geo_koop.planning import costs as planning

    output = {"lang": str(lang), "quiet": quiet, "overwrite": overwrite}
    if (file is None) == (template is None):
        text = translator(lang, "cli")
        raise UsageError(
            text(_("One cost sheet is needed: a file, or a template to begin with.")),
            text(_("geo-koop costs SHEET, or geo-koop costs --template building_yard --out FILE.yaml")),
        )
    if output_format == TableFormat.csv:
        text = translator(lang, "cli")
        raise UsageError(
            text(_("{option}: {values} is not known.")).format(option="--output-format", values="csv"),
            text(_("Known are: {codes}.")).format(codes="table, json"),
        )
    if out and out != standard.DASH:
        target.check(out, endings=_ENDINGS, overwrite=overwrite)
    if template and out and out.suffix.lower() in (".yaml", ".yml"):
        _put(out, cost_templates.text(template), overwrite=overwrite)
        tell(out, output)
        return DONE
    with standard.inputs({"file": file}) as read:
        sheet = cost_templates.load(template) if template else cost_checks.read(read["file"])
    shares = planning.share(sheet)
    others = {name: planning.share(cost_keys.with_key(sheet, name)) for name in dict.fromkeys(key or ())}
    if out and out != standard.DASH:
        _write(shares, others, out, paper=str(paper).lower(), office=office or "", overwrite=overwrite, lang=str(lang))
        tell(out, output)
    elif out or output_format == TableFormat.json:
        put_out(result.as_json(shares, others))
    else:
        _show(shares, others, str(lang))
    sys.stdout.flush()
    return DONE


def _put(out: Path, text: str, *, overwrite: bool) -> None:
    from geo_koop.outputs import target

    with target.writing(out, endings=_ENDINGS, overwrite=overwrite) as path:
        path.write_text(text, encoding="utf-8")


def _write(
    shares: "Shares",
    others: "Mapping[str, Shares]",
    out: Path,
    *,
    paper: str,
    office: str,
    overwrite: bool,
    lang: str,
) -> None:
    from geo_koop.outputs.costs import book, result

    ending = out.suffix.lower()
    if ending == ".xlsx":
        book.write(shares, out, language=lang, overwrite=overwrite)
    elif ending in (".json", ".yaml", ".yml"):
        text = result.as_json(shares, others) if ending == ".json" else result.as_yaml(shares)
        _put(out, text, overwrite=overwrite)
    else:
        from geo_koop.outputs import report
        from geo_koop.outputs.report import costs as sheets

        press = sheets.imprint(shares, report.ReportOptions(language=lang, paper=paper, office=office))
        report.write(press, [sheets.cost_sheet(press, shares, others)], out, overwrite=overwrite)


def _show(shares: "Shares", others: "Mapping[str, Shares]", lang: str) -> None:
    """Print what each member pays, and what there is to say."""
    from geo_koop.outputs.costs import sentences
    from geo_koop.outputs.wording import Wording

    text, words, sheet = translator(lang, "cli"), Wording(lang), shares.sheet
    console = Screen(wrap=True)
    console.print(Text(sheet.title, "bold"))
    table = Table()
    table.add_column(text(_("Member")), overflow="fold")
    for heading in (_("Costs"), _("Income"), _("Balance")):
        table.add_column(text(heading), justify="right")
    for name in others:
        table.add_column(f"{text(_('Costs'))} {sentences.key(words, name)}", justify="right")
    for m, row in enumerate(sentences.compared(shares, others, words)):
        amounts = [int(part[:, m].sum()) for part in (shares.income, shares.balance)]
        said = [sentences.money(words, cents, sheet.currency) for cents in amounts]
        table.add_row(Text(row[0]), row[1], *said, *row[2:])
    console.print(table)
    for sentence in (
        *sentences.alone(shares, words),
        *sentences.votes(shares, words),
        *sentences.break_even(shares, words),
    ):
        console.print(Text(sentence))
