"""Commands of law and funding."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli import reports
from geo_koop.cli.commands import app
from geo_koop.cli.options import (
    NO_FILTERS,
    AsOf,
    Lang,
    Language,
    Paper,
    Quiet,
    data,
    look,
    options,
    output,
    request,
    table_output,
)
from geo_koop.cli.program import DONE
from geo_koop.cli.screen import Screen, Text, line
from geo_koop.cli.steps import analysed, finish, progress, put, tell
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.planning.rules import Rules
    from geo_koop.result.analysis import Analysis

group = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=_("Law and funding of the states, each statement with source, date and certainty; no legal advice."),
)
app.add_typer(group, name="rules")

_SHEETS = (".pdf", ".html", ".htm", ".docx", ".odt")
Own = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help=_("Own rules that replace or extend the data; else law_rules.csv of --project.")),
]
States = Annotated[
    list[str] | None,
    typer.Option(metavar="CODE|NAME", help=_("State, by name or first two digits of its keys; repeatable.")),
]
Members = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY|NAME", help=_("Who would work together, by key or name; repeatable, or with commas.")),
]
PaperSize = Annotated[
    Paper, typer.Option(metavar="A4|A3", case_sensitive=False, help=_("Paper size; otherwise A4."), show_default=False)
]
Office = Annotated[str | None, typer.Option(metavar="NAME", help=_("Name of the office that publishes."))]


@group.command()
def validate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Own rules: CSV or XLSX (see docs/law.md)."))],
    as_of: AsOf = None,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Check an office's own rules: every fault with its row and column; what they replace, add and remove."""
    from geo_koop.outputs.law import words as law_words
    from geo_koop.planning import rule_checks, rules

    text = translator(lang, "cli")
    found = rules.load(file)
    if quiet:
        return DONE
    own = [row for row in found.rows if row["origin"] == found.file]
    day = as_of or date.today()
    old = [row["id"] for row in own if rule_checks.lapsed(row, day)]
    undated = [row["id"] for row in own if not row["date"]]
    console = Screen(wrap=True)
    template = _("{file} is in order: one row.") if len(own) == 1 else _("{file} is in order: {count} rows.")
    console.print(Text(line(text(template).format(file=found.file, count=len(own)))))
    console.print(Text(line(law_words.origin(found, str(lang)))))
    for message, ids in (
        (_("Lapsed, and shown as such: {ids}"), old),
        (_("Without a date, so never compared with a plan: {ids}"), undated),
    ):
        if ids:
            console.print(Text(line(text(message).format(ids=", ".join(ids)))))
    return DONE


@group.command()
@options(table_output, output)
def show(
    state: States = None,
    members: Members = None,
    cooperation: Annotated[
        str | None, typer.Option(metavar="ID|NAME", help=_("Cooperation whose members are meant."))
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Scenario (YAML) whose members and topic are meant."))
    ] = None,
    topic: Annotated[str | None, typer.Option(metavar="CODE", help=_("Topic, by code or name."))] = None,
    form: Annotated[str | None, typer.Option(metavar="CODE", help=_("Format, by code or name."))] = None,
    years: Annotated[float | None, typer.Option(min=0, metavar="NUMBER", help=_("For how many years."))] = None,
    saving: Annotated[
        float | None, typer.Option(min=0, max=100, metavar="PERCENT", help=_("What would be saved, per cent a year."))
    ] = None,
    as_of: AsOf = None,
    rules: Own = None,
    project: Annotated[Path | None, typer.Option(metavar="DIR", help=_("Project folder (see init)."))] = None,
    paper: PaperSize = Paper.a4,
    office: Office = None,
    *,
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Show forms, approval, levy and funding for these parties: table, JSON, CSV, or a sheet (.pdf, .docx, …)."""
    from geo_koop.outputs import target
    from geo_koop.outputs.law import words as law_words

    out = table_output["out"]
    sheet = bool(out and out.suffix.lower() in _SHEETS)
    if sheet:
        target.check(out, endings=_SHEETS, overwrite=output["overwrite"])
    plan: dict[str, Any] = {"state": state, "members": members, "cooperation": cooperation, "scenario": scenario}
    plan |= {"topic": topic, "form": form, "years": years, "saving": saving}
    # --members is who works together here, not a table: of the options of data, the project alone is left.
    given = dict.fromkeys(signature(data).parameters) | {"project": project}
    found = _answered(plan, as_of, rules, given, output)
    if sheet:
        return _write(found, {"out": out, "paper": paper, "office": office}, output)
    worded = law_words.worded(found.table, _lang(output))
    put(worded, lambda console: _show(console, found, worded, output), table_output, output)
    sys.stdout.flush()
    return _finish(found, output)


@reports.app.command(name="law")
@options(data, look, output)
def law_sheet(
    which: Annotated[list[str], typer.Argument(metavar="KEY|NAME", help=_("Who would work together, by key or name."))],
    topic: Annotated[str | None, typer.Option(metavar="CODE", help=_("Topic, by code or name."))] = None,
    form: Annotated[str | None, typer.Option(metavar="CODE", help=_("Format, by code or name."))] = None,
    as_of: AsOf = None,
    rules: Own = None,
    *,
    data: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write law and funding for these parties: forms, approval, levy, funding, each with source and date."""
    from geo_koop.outputs import target

    if look["out"] is None:
        text = translator(output["lang"], "cli")
        raise UsageError(
            text(_("{name} is missing.")).format(name="--out"), text(_("File to write: .pdf, .html, .docx or .odt."))
        )
    target.check(look["out"], endings=_SHEETS, overwrite=output["overwrite"])
    found = _answered({"members": which, "topic": topic, "form": form}, as_of, rules, data, output)
    return _write(found, look, output)


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """What the rules say, and of what."""

    rules: "Rules"
    table: "pd.DataFrame"
    about: list[str]
    names: list[str]
    day: date
    findings: "pd.DataFrame"


def _answered(
    plan: Mapping[str, Any],
    as_of: date | None,
    rules: Path | None,
    data: Mapping[str, Any],
    output: Mapping[str, Any],
) -> _Answer:
    """Ask the rules about a plan."""
    from geo_koop import findings
    from geo_koop.intake.records import rules_file
    from geo_koop.outputs.law import words as law_words
    from geo_koop.outputs.wording import Wording
    from geo_koop.planning import rule_members
    from geo_koop.planning import rules as planning

    scenario = plan.get("scenario")
    members, topics, form = rule_members.of_scenario(scenario) if scenario else ([], [], "")
    members = [*(plan.get("members") or ()), *members]
    if not (plan.get("state") or members or plan.get("cooperation")):
        text = translator(output["lang"], "cli")
        raise UsageError(
            text(_("It is not said whose law is asked for.")),
            text(_("Name --state, --members, --cooperation or --scenario.")),
        )
    topic = plan.get("topic") or (topics[0] if len(topics) == 1 else "")
    wanted = {"topic": [topic] if topic else None, "cooperation_format": [f for f in [plan.get("form") or form] if f]}
    # Codes and names of topics and formats may be those of the project.
    asked = request(data, {**NO_FILTERS, **wanted}, _lang(output)).filters
    found = planning.load(rules or rules_file.of_project(data["project"]))
    keys: list[str] = []
    names: list[str] = []
    around: dict[str, frozenset[str]] = {}
    noted = findings.empty()
    if members or plan.get("cooperation"):
        with progress(output) as step:
            analysis = analysed(data, {**NO_FILTERS, "as_of": as_of}, output, step)
        noted = analysis.findings
        keys, names, around = _parties(analysis, members, plan.get("cooperation"))
    states = [_state(text) for text in plan.get("state") or ()] or list(planning.states_of(keys))
    code, kind, day = "".join(asked.topics), "".join(asked.formats), as_of or date.today()
    table = planning.checked(
        found,
        states,
        keys,
        code,
        kind,
        day,
        years=plan.get("years"),
        saving=plan.get("saving"),
        associations=around,
    )
    about = law_words.about(Wording(_lang(output)), members=names, states=states, topic=code, form=kind, as_of=day)
    return _Answer(rules=found, table=table, about=about, names=names, day=day, findings=noted)


def _lang(output: Mapping[str, Any]) -> str:
    return str(output["lang"])


def _state(text: str) -> str:
    """Return the code of a state that is named by code or name."""
    from geo_koop.codelists import law

    named = {name.casefold(): code for lang in ("de", "en") for code, name in law.states().labels(lang).items()}
    return named.get(text.strip().casefold(), text.strip())


def _parties(
    analysis: "Analysis", members: list[str], cooperation: str | None
) -> tuple[list[str], list[str], dict[str, frozenset[str]]]:
    """Return keys and names of the parties, and the associations around them."""
    from geo_koop.planning import rule_members
    from geo_koop.result import named

    given = [part for text in members for part in text.split(",") if part.strip()]
    keys = rule_members.keys(analysis, given)
    if cooperation:
        keys += rule_members.of_cooperation(analysis, named.cooperation(analysis, cooperation))
    keys = list(dict.fromkeys(keys))
    return keys, rule_members.names(analysis, keys), rule_members.associations(analysis, keys)


def _write(found: _Answer, look: Mapping[str, Any], output: Mapping[str, Any]) -> int:
    from geo_koop.outputs import report
    from geo_koop.outputs.report import law as sheets

    how = report.ReportOptions(
        language=_lang(output),
        paper=str(look["paper"]).lower(),
        landscape=look.get("landscape", False),
        office=look["office"] or "",
        logo=look.get("logo"),
        base_url=look.get("base_url") or "",
        template=look.get("template"),
    )
    press = sheets.imprint(found.rules, found.day, how)
    sheet = sheets.law_sheet(press, found.table, found.about, sheets.title(press.words, found.names))
    report.write(press, [sheet], look["out"], overwrite=output["overwrite"])
    tell(look["out"], output)
    return _finish(found, output)


def _finish(found: _Answer, output: Mapping[str, Any]) -> int:
    """Count the findings of the data from which names were taken."""
    from geo_koop.model import Loaded

    if not found.names and not output["findings"]:
        return DONE
    return finish(Loaded(value=None, findings=found.findings), output, list_errors=False)


def _show(console: Screen, found: _Answer, worded: "pd.DataFrame", output: Mapping[str, Any]) -> None:
    """Print the statements, state by state and kind by kind."""
    from geo_koop.outputs.law import words as law_words

    text, lang = translator(output["lang"], "cli"), _lang(output)
    for sentence in filter(
        None, (*found.about, law_words.unresearched(found.table, lang), law_words.several(found.table, lang))
    ):
        console.print(Text(line(sentence)))
    for (state, kind), part in worded.groupby(["state_name", "kind_name"], sort=False):
        printed = Table(title=f"{state}: {kind}", title_justify="left", expand=True, show_lines=True)
        for heading, share in ((_("About"), 2), (_("What the source says"), 5), (_("Source, date, certainty"), 3)):
            printed.add_column(text(heading), overflow="fold", ratio=share)
        for row in part.itertuples():
            where = "\n".join(filter(None, (row.law_ref, row.source, row.dated, row.certainty_name)))
            printed.add_row(Text(row.subject), Text(law_words.full(row, lang)), Text(where, "dim"))
        console.print(printed)
    console.print(Text(line(law_words.counted(found.table, lang))))
    console.print(Text(line(law_words.origin(found.rules, lang))))
    console.print(Text(line(law_words.advice(lang)), "bold"))
