"""The command line: parse, call, write.

Exit codes: 0 done, 1 done with findings of the level error, 2 wrong use or unreadable input.
Texts are German, English with ``--lang en``. What computes is imported inside the commands, so that
``--help`` is quick.
"""

import functools
import inspect
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from geo_koop.errors import GeoKoopError, UsageError
from geo_koop.locale import DEFAULT_LANGUAGE, LANGUAGES, translator
from geo_koop.locale import mark as _
from geo_koop.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.model import Analysis, AnalysisRequest

DONE, WITH_ERRORS, FAILED, INTERRUPTED = 0, 1, 2, 130
_DATA, _VIEW, _OUTPUT = _("Data"), _("View and filters"), _("Output")
_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_FEW = 10


class Language(StrEnum):
    """Language of texts."""

    de = "de"
    en = "en"


class TableFormat(StrEnum):
    """Form of a table on the console or in a file."""

    table = "table"
    json = "json"
    csv = "csv"


class Sheet(StrEnum):
    """Paper size."""

    a4 = "a4"
    a3 = "a3"


# ---------------------------------------------------------------- the program around the commands


class Program(TyperGroup):
    """The commands, with texts in the asked language, clear messages and exit codes."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:
        """Run a command and end with its exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        language = _asked_language(arguments)
        _translate(self, language)
        extra |= {"standalone_mode": False, "default_map": {name: {"lang": language} for name in self.commands}}
        _use_utf8()
        sys.exit(_guarded(lambda: super(Program, self).main(arguments, prog_name or "geo-koop", **extra), language))


def _asked_language(arguments: Sequence[str]) -> str:
    """Find ``--lang`` before anything is parsed: help and messages need it too."""
    given = re.findall(r"(?:^|\n)--lang[=\n](\w+)", "\n".join(arguments))
    return given[-1] if given and given[-1] in LANGUAGES else DEFAULT_LANGUAGE


def _translate(group: Any, language: str) -> None:
    """Put help texts into a language; commands are made anew for each run, so nothing stays behind."""
    text = translator(language, "cli")
    panel = {"option": text(_("Options")), "argument": text(_("Arguments"))}
    for command in (group, *group.commands.values()):
        command.help = text(inspect.cleandoc(command.help or "").replace("\n", " "))
        command.rich_help_panel = text(_("Commands"))
        with typer.Context(command) as context:
            parameters = command.get_params(context)
        for parameter in parameters:
            parameter.help = text(parameter.help or "")
            parameter.rich_help_panel = text(parameter.rich_help_panel or "") or panel[parameter.param_type_name]


def _use_utf8() -> None:
    """Write UTF-8 into pipes and files on every system, and never fail on a letter that a console lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _guarded(run: Callable[[], Any], language: str) -> int:
    """Run, and turn what went wrong into a message and an exit code."""
    text = translator(language, "cli")
    try:
        return int(run() or DONE)
    except GeoKoopError as error:
        _complain(error.problem, error.remedy, language)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if hasattr(error, "format_message"):
            if type(error).__name__ == "NoArgsIsHelpError":
                return FAILED
            _complain(_wrong_use(error, text), text(_("See geo-koop --help.")), language)
        elif os.environ.get("GEO_KOOP_DEBUG"):
            raise
        else:
            _complain(
                text(_("Unexpected error: {kind}: {error}")).format(kind=type(error).__name__, error=error),
                text(_("Run with GEO_KOOP_DEBUG=1 for details, and report it.")),
                language,
            )
    return FAILED


def _complain(problem: str, remedy: str, language: str) -> None:
    message = Text(f"{translator(language, 'cli')(_('Error'))}: ", style="bold red") + Text(problem, style="red")
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(message)
    if remedy:
        console.print(Text(remedy))


def _wrong_use(error: Any, text: Callable[[str], str]) -> str:
    """Word an error of the parser."""
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = " / ".join(parameter.opts) if parameter and parameter.param_type_name == "option" else ""
    name = name or (parameter.name.upper() if parameter else "")
    if kind == "NoSuchOption":
        likely = f" ({', '.join(error.possibilities)}?)" if error.possibilities else ""
        return text(_("There is no option {name}.")).format(name=error.option_name) + likely
    if kind == "MissingParameter":
        return text(_("{name} is missing.")).format(name=name)
    if kind == "BadParameter" and parameter:
        return text(_("{name}: {problem}")).format(name=name, problem=error.message)
    command = re.fullmatch(r"No such command '([^']*)'\..*|No such command '([^']*)'.*", str(error.message))
    if command:
        return text(_("There is no command {name}.")).format(name=command[1] or command[2])
    return str(error.format_message())


# ---------------------------------------------------------------- options that commands share


def _as_date(value: str | date) -> date:
    """Read a date as YYYY (its last day), YYYY-MM-DD or DD.MM.YYYY."""
    if isinstance(value, date):
        return value
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(value.strip(), form).date()
        except ValueError:
            continue
    if re.fullmatch(r"[0-9]{4}", value.strip()) and int(value) > 0:
        return date(int(value), 12, 31)
    raise typer.BadParameter(f"{value!r}: YYYY, YYYY-MM-DD, DD.MM.YYYY")


def data(
    project: Annotated[Path | None, typer.Option(metavar="DIR", help=_("Project folder (see init)."))] = None,
    boundaries: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Boundaries of municipalities."))] = None,
    layer: Annotated[str | None, typer.Option(metavar="NAME", help=_("Layer of the boundary file."))] = None,
    boundary_profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE|MAP",
            help=_("Columns of the boundaries: vg250, vg5000, lau, a YAML file, or key=…,name=…"),
        ),
    ] = None,
    attributes: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Table by key: population, central_place."))
    ] = None,
    zones: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Commuting zones: key, core_key, rule."))] = None,
    links: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Ferry and bridge links."))] = None,
    cooperations: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of cooperations."))] = None,
    members: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of members."))] = None,
    actors: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of further actors."))] = None,
    sources: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of sources."))] = None,
    scopes: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Survey scopes: what was looked for."))] = None,
    record_profile: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE|MAP", help=_("Columns of the record tables: a YAML file, or name=…,key=…")),
    ] = None,
    settings: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", help=_("Thresholds of the classifier: de, fr, or a YAML file.")),
    ] = None,
) -> None:
    """Where the data come from; the embedded data where nothing is given."""


def view(
    as_of: Annotated[
        date | None,
        typer.Option(
            parser=_as_date, metavar="DATE", help=_("Date of the view: 2020, 2020-01-31 or 31.01.2020; else today.")
        ),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help=_("Region code, or key of a state, district or municipality; repeatable.")),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=_("Topic or topic group; repeatable."))
    ] = None,
    cooperation_format: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=_("Format of the cooperation; repeatable."))
    ] = None,
    pattern: Annotated[list[str] | None, typer.Option(metavar="CODE", help=_("Spatial pattern; repeatable."))] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help=_("Stage; also shows what is not active; repeatable.")),
    ] = None,
    bindingness: Annotated[
        list[int] | None,
        typer.Option(min=0, max=5, metavar="0-5", help=_("Bindingness, 0 informal to 5 public body; repeatable.")),
    ] = None,
) -> None:
    """What is looked at: date and filters."""


def output(
    findings: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Write the findings to a CSV, XLSX or JSON file."))
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace files that exist."))] = False,
    lang: Annotated[Language, typer.Option(help=_("Language of all texts."), show_default=False)] = Language.de,
    quiet: Annotated[bool, typer.Option("--quiet", help=_("Only the result and errors, nothing else."))] = False,
) -> None:
    """How results are written."""


def table_output(
    output_format: Annotated[
        TableFormat | None, typer.Option(help=_("Form of the result; otherwise the ending of --out decides."))
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Write the result to a file instead of the console."))
    ] = None,
) -> None:
    """Where a table goes."""


_PANELS = {"data": _DATA, "view": _VIEW, "output": _OUTPUT, "table_output": _OUTPUT}


def options(*groups: Callable[..., None]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the options of ``groups``; it receives each group's values as one mapping."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        names = {group.__name__ for group in groups}
        own = [p for p in inspect.signature(command).parameters.values() if p.name not in names]
        shared = {group.__name__: inspect.signature(group).parameters for group in groups}
        for panel, parameters in shared.items():
            for parameter in parameters.values():
                parameter.annotation.__metadata__[0].rich_help_panel = _PANELS[panel]

        @functools.wraps(command)
        def run(**values: Any) -> int:
            parts = {part: {name: values.pop(name) for name in names} for part, names in shared.items()}
            return command(**values, **parts)

        every = [*own, *(p for parameters in shared.values() for p in parameters.values())]
        signature = inspect.Signature([p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in every])
        del run.__wrapped__  # type: ignore[attr-defined]
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in every}
        return run

    return decorate


def _request(data: Mapping[str, Any], view: Mapping[str, Any], language: str) -> "AnalysisRequest":
    """Build the request that the options describe."""
    from geo_koop.intake.settings import load_settings
    from geo_koop.model import AnalysisRequest, Filters

    paths = {name: value for name, value in data.items() if name != "settings" and value is not None}
    if data["settings"]:
        paths["settings"] = load_settings(_path_or_name(data["settings"]))
    filters = Filters(
        topics=_codes("topics", "--topic", view["topic"], language),
        formats=_codes("formats", "--cooperation-format", view["cooperation_format"], language),
        patterns=_codes("patterns", "--pattern", view["pattern"], language),
        stages=_codes("stages", "--stage", view["stage"], language),
        bindingness=tuple(view["bindingness"] or ()),
        regions=tuple(view["region"] or ()),
    )
    return AnalysisRequest(**paths, as_of=view["as_of"], filters=filters)


def _path_or_name(text: str) -> str | Path:
    return Path(text) if Path(text).suffix else text


def _codes(codelist: str, option: str, given: Sequence[str] | None, language: str) -> tuple[str, ...]:
    """Return codes for what was typed: a code, or its German or English label in any case."""
    from geo_koop import codelists

    text = translator(language, "cli")
    known = codelists.load(codelist)
    by_name = {label.casefold(): code for lang in LANGUAGES for code, label in known.labels(lang).items()}
    by_name |= {code.casefold(): code for code in known.codes}
    strange = [name for name in given or () if name.casefold() not in by_name]
    if strange:
        likely = {by_name[name] for word in strange for name in get_close_matches(word.casefold(), by_name, n=2)}
        hint = text(_("Did you mean {codes}?")).format(codes=", ".join(sorted(likely))) + " " if likely else ""
        listing = ", ".join(f"{code} ({label})" for code, label in known.labels(language).items())
        raise UsageError(
            text(_("{option}: {values} is not known.")).format(option=option, values=", ".join(strange)),
            hint + text(_("Known are: {codes}.")).format(codes=listing),
        )
    return tuple(dict.fromkeys(by_name[name.casefold()] for name in given or ()))


# ---------------------------------------------------------------- steps that commands share


@contextmanager
def _progress(output: Mapping[str, Any]) -> Iterator[Callable[[str], None]]:
    """Show on the console what is being done and for how long; nothing in pipes or when quiet."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=output["quiet"] or not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        text = translator(output["lang"], "cli")
        yield lambda message: bar.update(task, description=text(message))


def _analysed(
    data: Mapping[str, Any], view: Mapping[str, Any], output: Mapping[str, Any], step: Callable[[str], None]
) -> "Analysis":
    """Check where results go, then read and evaluate."""
    from geo_koop.outputs import target

    if output["findings"]:
        target.check(
            output["findings"],
            endings=(".csv", ".xlsx", ".json"),
            overwrite=output["overwrite"],
            language=output["lang"],
        )
    asked = _request(data, view, output["lang"])
    step(_("Loading the tools …"))
    from geo_koop import workspace

    step(_("Reading boundaries and cooperations …"))
    inputs = workspace.load(asked)
    step(_("Evaluating the cooperations …"))
    return workspace.narrow(workspace.evaluate(inputs, as_of=asked.as_of), asked.filters)


def _finish(analysis: "Analysis", output: Mapping[str, Any], *, list_errors: bool = True) -> int:
    """Write and count the findings, and return the exit code."""
    from geo_koop import findings as finding_words
    from geo_koop.outputs import tables

    text = translator(output["lang"], "cli")
    found = analysis.findings
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if output["findings"]:
        tables.write(
            tables.finding_table(found, output["lang"]),
            output["findings"],
            overwrite=output["overwrite"],
            language=output["lang"],
        )
    errors = finding_words.render(found[found["severity"] == "error"].head(_FEW), output["lang"])
    if list_errors:
        for row in errors.itertuples():
            console.print(Text(f"{_place(row)}: " if _place(row) else "", "red") + Text(f"{row.message} {row.done}"))
    if not output["quiet"]:
        counts = found["severity"].value_counts()
        console.print(
            text(_("Findings: {error} errors, {warning} warnings, {info} notes (see geo-koop validate).")).format(
                **{severity: counts.get(severity, 0) for severity in finding_words.SEVERITIES}
            )
        )
    return WITH_ERRORS if finding_words.has_errors(found) else DONE


def _place(row: Any) -> str:
    """Return file, sheet, row and column of a finding, as far as they are known."""
    where = [str(part) for part in (row.file, row.sheet) if part]
    line = "" if row.row is None or row.row != row.row or str(row.row) == "<NA>" else str(row.row)
    return ":".join(part for part in (" ".join(where), line, row.column) if part)


def _put(rows: Any, printed: Callable[[Console], None], target: Mapping[str, Any], output: Mapping[str, Any]) -> None:
    """Write rows as the options ask: to a file, or as JSON, CSV or table to the console."""
    from geo_koop.outputs import tables

    form, out = target["output_format"], target["out"]
    if out:
        if form == TableFormat.table:
            raise UsageError(
                translator(output["lang"], "cli")(_("A table for people goes to the console, not into a file.")),
                "--output-format json|csv, --out FILE.json|.csv|.xlsx",
            )
        tables.write(rows, out, form=form, overwrite=output["overwrite"], language=output["lang"])
        _tell(out, output)
    elif form in (TableFormat.json, TableFormat.csv):
        sys.stdout.write(tables.text(rows, form))
    else:
        printed(Console(highlight=False))


def _tell(out: Path, output: Mapping[str, Any]) -> None:
    if not output["quiet"]:
        text = translator(output["lang"], "cli")
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            Text(text(_("Written: {file}")).format(file=out), "green")
        )


# ---------------------------------------------------------------- the commands

app = typer.Typer(
    cls=Program, name="geo-koop", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


def _show_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"geo_koop {__version__}\n")
        raise typer.Exit


@app.callback()
def geo_koop(
    version: Annotated[
        bool, typer.Option("--version", help=_("Show the version."), callback=_show_version, is_eager=True)
    ] = False,
    lang: Annotated[Language, typer.Option(help=_("Language of all texts."), show_default=False)] = Language.de,
) -> None:
    """Show how municipalities cooperate: patterns, topic coverage and gaps. Without options: the embedded data."""


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder to make."))],
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace files that exist."))] = False,
    lang: Annotated[Language, typer.Option(help=_("Language of all texts."), show_default=False)] = Language.de,
    quiet: Annotated[bool, typer.Option("--quiet", help=_("Only the result and errors, nothing else."))] = False,
) -> int:
    """Make a project folder with empty, commented tables."""
    from geo_koop.intake import project

    made = project.init(folder, overwrite=overwrite)
    if not quiet:
        text = translator(lang, "cli")
        console = Console(highlight=False, soft_wrap=True)
        console.print(text(_("Made {folder}:")).format(folder=folder))
        for path in made:
            console.print(f"  {path.relative_to(folder) if path.is_relative_to(folder) else path}")
        console.print(text(_("Fill in the tables, then: geo-koop validate --project {folder}")).format(folder=folder))
    return DONE


@app.command()
@options(data, view, table_output, output)
def validate(
    data: Mapping[str, Any], view: Mapping[str, Any], table_output: Mapping[str, Any], output: Mapping[str, Any]
) -> int:
    """Check the data: what was read, what was repaired, what was not used, and what to do."""
    from geo_koop.outputs import tables

    with _progress(output) as step:
        analysis = _analysed(data, view, output, step)
    worded = tables.finding_table(analysis.findings, output["lang"])
    _put(worded, lambda console: _show_findings(console, analysis, worded, output), table_output, output)
    return _finish(analysis, output, list_errors=False)


def _show_findings(console: Console, analysis: "Analysis", worded: "pd.DataFrame", output: Mapping[str, Any]) -> None:
    text = translator(output["lang"], "cli")
    files = Table(title=text(_("Files")), title_justify="left")
    for heading in (_("Role"), _("File"), _("Rows read")):
        files.add_column(text(heading), overflow="fold")
    for file in analysis.provenance.files:
        files.add_row(text(file.role), file.name, str(file.rows))
    console.print(files)
    labels = {
        "municipalities": _("municipalities"),
        "cooperations": _("cooperations"),
        "memberships": _("memberships"),
        "memberships_counted": _("of them counted at the date"),
        "members_outside": _("of them outside the boundaries"),
    }
    counts = analysis.provenance.counts
    console.print(", ".join(f"{counts[name]} {text(label)}" for name, label in labels.items() if name in counts))
    table = Table(title=text(_("Findings")), title_justify="left", show_lines=True)
    for heading in (_("Severity"), _("Code"), _("Place"), _("Message"), _("Remedy")):
        table.add_column(text(heading), overflow="fold")
    severities = {"error": _("error"), "warning": _("warning"), "info": _("note")}
    for (severity, code), rows in worded.groupby(["severity", "code"], sort=False):
        for number, row in enumerate(rows.itertuples()):
            if number == _FEW:
                more = text(_("and {count} more (--findings FILE lists all)")).format(count=len(rows) - _FEW)
                table.add_row("", Text(str(code)), "", Text(more, "dim"), "")
                break
            table.add_row(
                Text(text(severities[severity]), _SEVERITY_STYLE[severity]),
                Text(str(code)),
                Text(_place(row)),
                Text(f"{row.message} {row.done}"),
                Text(row.remedy),
            )
    if len(worded):
        console.print(table)


@app.command()
@options(data, view, table_output, output)
def analyse(
    data: Mapping[str, Any], view: Mapping[str, Any], table_output: Mapping[str, Any], output: Mapping[str, Any]
) -> int:
    """Give each cooperation its spatial pattern with the reason."""
    from geo_koop.outputs import tables

    with _progress(output) as step:
        analysis = _analysed(data, view, output, step)
    flat = table_output["output_format"] == TableFormat.csv or (
        table_output["out"] and not table_output["output_format"] and table_output["out"].suffix.lower() != ".json"
    )
    rows = tables.cooperation_table(analysis) if flat else tables.cooperation_rows(analysis)
    _put(rows, lambda console: _show_patterns(console, tables.cooperation_rows(analysis), output), table_output, output)
    return _finish(analysis, output)


def _show_patterns(console: Console, rows: Sequence[Mapping[str, Any]], output: Mapping[str, Any]) -> None:
    from geo_koop import codelists

    text = translator(output["lang"], "cli")
    patterns = codelists.load("patterns")
    labels, colours = patterns.labels(output["lang"]), patterns.field("colour")
    table = Table()
    for heading in (_("Cooperation"), _("Pattern"), _("Reason")):
        table.add_column(text(heading), overflow="fold")
    for row in rows:
        label = labels[row["pattern"]] + (f" ({text(_('provisional'))})" if row["provisional"] else "")
        name = Text(row["name"]) + Text(f"\n{row['cooperation_id']}", "dim")
        table.add_row(name, Text(label, colours[row["pattern"]]), Text(row[f"reason_{output['lang']}"]))
    console.print(table)


@app.command()
@options(data, view, output)
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT.gpkg", help=_("GeoPackage to write."))],
    crs: Annotated[
        str | None,
        typer.Option(metavar="EPSG:CODE", help=_("Coordinate system; otherwise that of the analysis (EPSG:25832).")),
    ] = None,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write all layers and tables as a GeoPackage that opens styled in QGIS."""
    from geo_koop.outputs import layers

    with _progress(output) as step:
        layers.check(out, crs=crs, overwrite=output["overwrite"], language=output["lang"])
        analysis = _analysed(data, view, output, step)
        step(_("Writing …"))
        layers.export(analysis, out, crs=crs, language=output["lang"], overwrite=output["overwrite"])
    _tell(out, output)
    return _finish(analysis, output)


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
    with _progress(output) as step:
        target.check(out, endings=endings, overwrite=output["overwrite"], language=output["lang"])
        analysis = _analysed(data, view, output, step)
        step(_("Drawing the map …"))
        how = {"language": output["lang"], "overwrite": output["overwrite"]}
        if out.suffix.lower() in (".html", ".htm"):
            from geo_koop.outputs import webmap

            webmap.standalone_html(analysis, out, **how)
        else:
            from geo_koop.outputs import staticmap

            staticmap.draw(analysis, out, **how)
    _tell(out, output)
    return _finish(analysis, output)


@app.command()
@options(data, view, output)
def report(
    out: Annotated[Path, typer.Argument(metavar="OUT.pdf", help=_("PDF file to write."))],
    size: Annotated[Sheet, typer.Option(help=_("Paper size."))] = Sheet.a4,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write a sheet with map, plain sentences, cooperations and findings as PDF."""
    from geo_koop.outputs import report as reports
    from geo_koop.outputs import target

    with _progress(output) as step:
        target.check(out, endings=(".pdf",), overwrite=output["overwrite"], language=output["lang"])
        analysis = _analysed(data, view, output, step)
        step(_("Writing …"))
        reports.sheet(analysis, out, language=output["lang"], size=size, overwrite=output["overwrite"])
    _tell(out, output)
    return _finish(analysis, output)


@app.command()
@options(data)
def serve(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help=_("Project folder (see init)."))] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="PORT", help=_("Port of the web page."))] = 8501,
    address: Annotated[
        str, typer.Option(metavar="ADDRESS", help=_("Address to listen on; 0.0.0.0 lets other computers in."))
    ] = "localhost",
    base_url_path: Annotated[
        str, typer.Option(metavar="PATH", help=_("Path of the page behind a reverse proxy."))
    ] = "",
    lang: Annotated[Language, typer.Option(help=_("Language of all texts."), show_default=False)] = Language.de,
    quiet: Annotated[bool, typer.Option("--quiet", help=_("Only the result and errors, nothing else."))] = False,
    *,
    data: Mapping[str, Any],
) -> int:
    """Start the interactive map and tables in the browser; Ctrl+C ends it."""
    from geo_koop.intake import project

    text = translator(lang, "cli")
    if folder and data["project"]:
        raise UsageError(text(_("The project folder is named twice.")), text(_("Use DIR or --project.")))
    data = {**data, "project": folder or data["project"]}
    asked = _request(data, dict.fromkeys(inspect.signature(view).parameters), lang)
    project.resolve(asked)
    _check_port(address, port, text)
    path = base_url_path.strip("/")
    if not quiet:
        url = f"http://{address}:{port}/{path}"
        Console(highlight=False, soft_wrap=True).print(
            text(_("geo_koop runs at {url} – Ctrl+C ends it.")).format(url=url)
        )
    return _run_app(data, port=port, address=address, path=path)


def _check_port(address: str, port: int, text: Callable[[str], str]) -> None:
    """Refuse an address or port that cannot be used, before the server is started."""
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        raise UsageError(
            text(_("{address}:{port} cannot be used: {reason}")).format(
                address=address, port=port, reason=error.strerror
            ),
            text(_("Choose another port, for example --port {port}.")).format(port=port % 65535 + 1),
        ) from error


def _run_app(data: Mapping[str, Any], *, port: int, address: str, path: str) -> int:
    """Run Streamlit as a process of its own and wait for its end."""
    script = Path(__file__).with_name("app") / "main.py"
    environment = {
        f"GEO_KOOP_{name.upper()}": str(value.resolve() if isinstance(value, Path) else value)
        for name, value in data.items()
        if value is not None
    }
    chosen = {"headless": "true", "port": port, "address": address, "baseUrlPath": path}
    arguments = [f"--server.{name}={value}" for name, value in chosen.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *arguments, "--browser.gatherUsageStats=false"]
    with subprocess.Popen(command, env=os.environ | environment) as server:
        before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait(timeout=10)
            return DONE
        finally:
            signal.signal(signal.SIGTERM, before)


def main() -> NoReturn:
    """Run the command line."""
    app()
    raise SystemExit(DONE)


if __name__ == "__main__":
    main()
