"""Commands about the way of cooperations: events, checklists, and the road map."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli import reports, standard
from geo_koop.cli.commands import app
from geo_koop.cli.options import (
    NO_FILTERS,
    AsOf,
    Lang,
    Language,
    Overwrite,
    Quiet,
    TableFormat,
    data,
    look,
    options,
    output,
    table_output,
    view,
)
from geo_koop.cli.program import DONE
from geo_koop.cli.screen import Screen, Text, line, put_out
from geo_koop.cli.steps import analysed, finish, progress, put, tell
from geo_koop.cli.whatif import tried
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.outputs.report import Press
    from geo_koop.outputs.report.sheet import Sheet
    from geo_koop.outputs.wording import Wording
    from geo_koop.result.analysis import Analysis

_MOST = 40
OwnList = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help=_("Checklist of the office (YAML), in place of the one that is shipped.")),
]
Filled = Annotated[Path | None, typer.Option(metavar="FILE", help=_("Filled-in checklist (YAML)."))]


@app.command()
@options(data, view, table_output, output)
def process(
    which: Annotated[
        str, typer.Argument(metavar="ID|NAME", help=_("Id or name of a cooperation; otherwise all in the filter."))
    ] = "",
    events: Annotated[bool, typer.Option("--events", help=_("List all events instead of what they show."))] = False,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Show how cooperations came about, changed and ended, as far as it is recorded."""
    from geo_koop.outputs.process import tables as files
    from geo_koop.outputs.wording import Wording
    from geo_koop.planning import process as ways
    from geo_koop.result.named import cooperation as find

    words, out = Wording(str(output["lang"])), table_output["out"]
    with progress(output) as step:
        analysis = analysed(data, view, output, step)
    one = find(analysis.whole, which) if which else ""
    chosen = analysis.whole.part(analysis.whole.cooperations.index == one) if one else analysis
    found = ways.history(chosen)
    if out and out != standard.DASH and out.suffix.lower() == ".svg":
        _draw(chosen, found, one, words, out, output)
    elif one or events:
        title = str(chosen.cooperations.loc[one, "name"]) if one else ""
        shown = files.events(found, chosen.cooperations["name"], words, one=bool(one))
        put(files.plain(found), lambda at: _listed(at, shown, title, output), table_output, output)
    else:
        _overview(chosen, found, words, table_output, output)
    return finish(analysis, output)


def _draw(
    analysis: "Analysis", found: "pd.DataFrame", one: str, words: "Wording", out: Path, output: Mapping[str, Any]
) -> None:
    """Write the time line of a cooperation, or the flows of all."""
    import pandas as pd

    from geo_koop.outputs import target
    from geo_koop.outputs.process import drawings
    from geo_koop.planning import process as ways

    as_of = analysis.provenance.as_of
    if one:
        drawn = drawings.time_line(found, str(analysis.cooperations.loc[one, "name"]), pd.Timestamp(as_of), words)
    else:
        drawn = drawings.alluvial(ways.states(analysis, found), words, words.day(as_of))
    if not drawn:
        text = translator(output["lang"], "cli")
        raise UsageError(
            text(_("Nothing is dated: there is nothing to draw.")), text(_("The table says what is known."))
        )
    with target.writing(out, endings=(".svg",), overwrite=output["overwrite"]) as path:
        path.write_text(drawn, encoding="utf-8")
    tell(out, output)


def _overview(
    analysis: "Analysis",
    found: "pd.DataFrame",
    words: "Wording",
    asked: Mapping[str, Any],
    output: Mapping[str, Any],
) -> None:
    from geo_koop.outputs import tables, target
    from geo_koop.outputs.process import summary
    from geo_koop.outputs.process import tables as files

    told = summary.of(analysis, found)
    form, out = asked["output_format"], asked["out"]
    ending = out.suffix.lower() if out and out != standard.DASH else ""
    if ending in tables.BOOKS and not form:
        tables.write_book(summary.book(told, words), out, overwrite=output["overwrite"])
        tell(out, output)
    elif form == TableFormat.json or (not form and ending == ".json"):
        text = tables.json_text(summary.content(told))
        if not ending:
            put_out(text)
            return
        with target.writing(out, overwrite=output["overwrite"]) as path:
            path.write_text(text, encoding="utf-8")
        tell(out, output)
    else:
        day = words.day(analysis.provenance.as_of)
        shown = files.flows(told.flows, words, day)
        put(told.flows, lambda at: _told(at, summary.sentences_of(told, words), shown, output), asked, output)


def _told(console: Screen, sentences: Sequence[str], shown: "pd.DataFrame", output: Mapping[str, Any]) -> None:
    for sentence in sentences:
        console.print(line(sentence))
    _listed(console, shown, translator(output["lang"], "cli")(_("How forms and stages follow each other")), output)


def _listed(console: Screen, shown: "pd.DataFrame", title: str, output: Mapping[str, Any]) -> None:
    text = translator(output["lang"], "cli")
    if shown.empty:
        console.print(line(text(_("No event is recorded, and no date from which one could be derived."))))
        return
    table = Table(title=Text(line(title)) if title else None, title_justify="left")
    filled = [name for name in shown.columns if (shown[name].astype(str) != "").any()]
    for heading in filled:
        table.add_column(heading, overflow="fold")
    for row in shown[filled].head(_MOST).itertuples(index=False):
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)
    if len(shown) > _MOST:
        console.print(line(text(_("and {count} more; --out FILE writes all.")).format(count=len(shown) - _MOST)))


@app.command()
def checklist(
    cooperation_format: Annotated[
        str, typer.Option(metavar="CODE|NAME", help=_("Form of the cooperation; otherwise the items of all forms."))
    ] = "",
    checklist: OwnList = None,
    answers: Filled = None,
    output_format: Annotated[
        TableFormat | None, typer.Option(metavar="table|json", help=_("Form of the result on the console."))
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Checklist to fill in (.yaml), or its items (.json)."))
    ] = None,
    overwrite: Overwrite = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Show what to settle on the way to a cooperation, and how much of it is answered."""
    from geo_koop.codelists import words as known
    from geo_koop.outputs import tables, target
    from geo_koop.outputs.process import checklist as files
    from geo_koop.outputs.process import sentences
    from geo_koop.outputs.wording import Wording
    from geo_koop.planning import answers as filled
    from geo_koop.planning import checklists

    text, words, output = translator(lang, "cli"), Wording(str(lang)), {"lang": str(lang), "quiet": quiet}
    form = known.code("formats", cooperation_format) if cooperation_format else ""
    if cooperation_format and not form:
        raise UsageError(
            text(_("{option}: {values} is not known.")).format(
                option="--cooperation-format", values=cooperation_format
            ),
            text(_("Known are: {codes}.")).format(codes=", ".join(_forms())),
        )
    with standard.inputs({"checklist": checklist, "answers": answers}) as read:
        whole = checklists.read(read["checklist"]) if read["checklist"] else checklists.shipped()
        given = filled.read(read["answers"], whole) if read["answers"] else None
    items = whole.for_form(form)
    if out and out != standard.DASH:
        target.check(out, endings=(".yaml", ".yml", ".json"), overwrite=overwrite)
        ending = out.suffix.lower()
        made = tables.json_text(files.rows(items, given)) if ending == ".json" else files.blank(items, given, words)
        with target.writing(out, endings=(ending,), overwrite=overwrite) as path:
            path.write_text(made, encoding="utf-8")
        tell(out, output)
    elif out or output_format == TableFormat.json:
        put_out(tables.json_text(files.rows(items, given)))
    else:
        console = Screen(wrap=True)
        if given:
            console.print(line(sentences.readiness(checklists.readiness(items, given), words)))
        _listed(console, files.table(items, given, words), "", output)
    return DONE


def _forms() -> Sequence[str]:
    from geo_koop import codelists

    return codelists.load("formats").codes


@reports.app.command()
@options(data, look, output)
def plan(
    cooperation: Annotated[str | None, typer.Option(metavar="ID|NAME", help=_("Cooperation."))] = None,
    scenario: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Scenario (YAML): what it founds, or else changes."))
    ] = None,
    costs: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Cost sheet, for what is said to concerns."))
    ] = None,
    checklist: OwnList = None,
    answers: Filled = None,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write the road map of a cooperation or a scenario: steps, roles, trial, conflicts, way out, concerns."""
    text = translator(output["lang"], "cli")
    if (cooperation is None) == (scenario is None):
        raise UsageError(text(_("A road map is about one thing.")), text(_("Name --cooperation or --scenario.")))

    def sheets(press: "Press") -> "Sequence[Sheet]":
        from geo_koop.outputs.report.plan import Plan, plan_sheet
        from geo_koop.planning import answers as filled
        from geo_koop.planning import checklists, cost_checks, plans, undertaking
        from geo_koop.planning import costs as planning
        from geo_koop.result.named import cooperation as find

        whole = checklists.read(checklist) if checklist else checklists.shipped()
        analysis = press.analysis
        subject = (
            undertaking.make(tried(scenario, as_of, data, output)).subject
            if scenario
            else plans.of_cooperation(analysis, find(analysis, cooperation or ""))
        )
        return [
            plan_sheet(
                press,
                Plan(
                    subject=subject,
                    checklist=whole,
                    answers=filled.read(answers, whole) if answers else None,
                    shares=planning.share(cost_checks.read(costs)) if costs else None,
                ),
            )
        ]

    return reports.write(sheets, data, {**NO_FILTERS, "as_of": as_of}, look, output, endings=reports.WRITTEN)
