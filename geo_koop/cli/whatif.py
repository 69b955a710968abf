"""The command that tries a scenario."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli import standard
from geo_koop.cli.commands import app
from geo_koop.cli.options import NO_FILTERS, AsOf, Paper, TableFormat, data, options, output, request, table_output
from geo_koop.cli.program import DONE
from geo_koop.cli.screen import Screen, Text, put_out
from geo_koop.cli.steps import progress, tell
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.csv_dialect import DIALECTS

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.outputs.wording import Wording
    from geo_koop.planning.scenarios import Outcome

_SHEETS = (".pdf", ".html", ".htm", ".docx", ".odt")
_TABLES = (".json", ".csv", ".xlsx", ".ods")
_FEW = 20


@app.command()
@options(data, table_output, output)
def whatif(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Scenario: YAML (see docs/scenarios.md)."))],
    as_of: AsOf = None,
    paper: Annotated[
        Paper,
        typer.Option(metavar="A4|A3", case_sensitive=False, help=_("Paper size; otherwise A4."), show_default=False),
    ] = Paper.a4,
    office: Annotated[str | None, typer.Option(metavar="NAME", help=_("Name of the office that publishes."))] = None,
    *,
    data: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Try a scenario: what changes if municipalities found, join, leave or merge. No record is changed."""
    from geo_koop.outputs import target

    out, form = table_output["out"], table_output["output_format"]
    if output["findings"]:
        text = translator(output["lang"], "cli")
        raise UsageError(
            text(_("A scenario has no findings of its own.")),
            text(_("Leave out --findings; geo-koop validate shows those of the data.")),
        )
    if out and out != standard.DASH:
        target.check(out, endings=(*_TABLES, *_SHEETS), overwrite=output["overwrite"])
    made = tried(file, as_of, data, output)
    from geo_koop.outputs.wording import Wording

    words = Wording(output["lang"])
    if out and out != standard.DASH and form is None:
        look = {"paper": str(paper).lower(), "office": office or ""}
        _write(made, out, words, look, data["project"], output)
        tell(out, output)
    elif form in (TableFormat.json, TableFormat.csv) or out:
        _put(made, words, table_output, data["project"], output)
    else:
        _show(made, words)
    return DONE


def tried(file: Path, as_of: date | None, data: Mapping[str, Any], output: Mapping[str, Any]) -> "Outcome":
    """Read and check the scenario first, then the data: a slip in the file is told at once."""
    with progress(output) as step:
        asked = request(data, {**NO_FILTERS, "as_of": as_of}, output["lang"])
        step(_("Loading the tools …"))
        from geo_koop import workspace
        from geo_koop.cli import foreign_edits
        from geo_koop.library import scenarios
        from geo_koop.planning import scenario_checks

        scenario = scenario_checks.read(file)
        foreign_edits.wait(asked.project)
        step(_("Reading boundaries and cooperations …"))
        inputs = workspace.load(asked)
        step(_("Trying the scenario …"))
        return scenarios.outcome(inputs, scenario, as_of=as_of or scenario.as_of or date.today())


def _laws(made: "Outcome", project: Path | None) -> "dict[str, pd.DataFrame | None]":
    """Return what law and funding say, by the rules of the project."""
    from geo_koop.intake.records import rules_file
    from geo_koop.planning import rules, undertaking

    return undertaking.laws(made, rules.load(rules_file.of_project(project)))


def _put(
    made: "Outcome", words: "Wording", asked: Mapping[str, Any], project: Path | None, output: Mapping[str, Any]
) -> None:
    """Write JSON whole, and CSV as one long table, to the console or to a file of another ending."""
    from geo_koop.outputs import tables, target
    from geo_koop.outputs.scenarios import content

    out, form = asked["out"], asked["output_format"] or TableFormat.csv
    if form == TableFormat.table:
        raise UsageError(
            translator(output["lang"], "cli")(_("A table for people goes to the console, not into a file.")),
            "--output-format json|csv, --out FILE.json|.csv|.xlsx|.ods",
        )
    if form == TableFormat.json:
        text = tables.json_text(content.content(made, words, _laws(made, project)))
    else:
        text = tables.text(content.long(made), "csv", DIALECTS[output["csv_dialect"]])
    if out is None or out == standard.DASH:
        put_out(text)
        return
    with target.writing(out, overwrite=output["overwrite"]) as path:
        path.write_text(text, encoding="utf-8")
    tell(out, output)


def _write(
    made: "Outcome",
    out: Path,
    words: "Wording",
    look: Mapping[str, Any],
    project: Path | None,
    output: Mapping[str, Any],
) -> None:
    from geo_koop.outputs.scenarios import content

    overwrite = output["overwrite"]
    if out.suffix.lower() in _TABLES:
        laws = _laws(made, project) if out.suffix.lower() == ".json" else None
        content.write(made, out, words, laws, dialect=DIALECTS[output["csv_dialect"]], overwrite=overwrite)
        return
    from geo_koop.outputs import report
    from geo_koop.outputs.report import scenario as sheets

    press = sheets.press(made, report.ReportOptions(language=words.language, **look))
    report.write(press, [sheets.scenario_sheet(press, made)], out, overwrite=overwrite)


def _show(made: "Outcome", words: "Wording") -> None:
    """Print what it is, the sentences, and the tables."""
    from geo_koop.outputs.scenarios import content, sentences

    console = Screen(wrap=True)
    console.print(Text(f"{sentences.mark(made, words)}, {words.day(made.as_of)}", "bold"))
    for sentence in (
        sentences.lead(made, words),
        *sentences.consequences(made, words),
        *sentences.notes(made, words),
        sentences.unchecked(words),
    ):
        console.print(Text(sentence))
    for one in made.cooperations.index:
        rows = content.cooperation_rows(made, one, words)
        heads = (words("What"), words("Before"), words("After (scenario)"))
        title = sentences.name_of(made.cooperations.loc[one])
        _table(console, title, heads, [row for row in rows if row[1:] != ("–", "–")])
    towns = content.municipality_table(made, words, direct=True)
    _table(console, words("Municipalities"), tuple(towns), towns.itertuples(index=False, name=None), most=_FEW)
    others = int((~made.municipalities["direct"]).sum())
    more = max(len(towns) - _FEW, 0)
    if others or more:
        said = words("{count} more municipalities: --output-format json", count=words.number(others + more))
        console.print(Text(said))


def _table(console: Screen, title: str, heads: tuple[str, ...], rows: Any, *, most: int | None = None) -> None:
    table = Table(title=title, title_justify="left")
    for heading in heads:
        table.add_column(heading, overflow="fold")
    for row in list(rows)[:most]:
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)
