"""The steps that commands share: read and evaluate with progress, write, show, count the findings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from geo_koop.cli import standard
from geo_koop.cli.options import TableFormat, request
from geo_koop.cli.program import DONE, WITH_ERRORS
from geo_koop.cli.screen import Screen, Text, line, put_out
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.csv_dialect import DIALECTS

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.model import Loaded
    from geo_koop.result.analysis import Analysis
    from geo_koop.workspace import Inputs

_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_FEW = 10


@contextmanager
def progress(output: Mapping[str, Any]) -> Iterator[Callable[[str], None]]:
    """Show on the console what is being done and for how long; nothing in pipes or when quiet."""
    console = Screen(error=True, wrap=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=output["quiet"] or not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        text = translator(output["lang"], "cli")
        yield lambda message: bar.update(task, description=text(message))


def analysed(
    data: Mapping[str, Any], view: Mapping[str, Any], output: Mapping[str, Any], step: Callable[[str], None]
) -> "Analysis":
    """Check where results go, then read and evaluate."""
    return evaluated(data, view, output, step)[1]


def evaluated(
    data: Mapping[str, Any], view: Mapping[str, Any], output: Mapping[str, Any], step: Callable[[str], None]
) -> "tuple[Inputs, Analysis]":
    """Do the same, and return what was read as well."""
    from geo_koop.outputs import tables, target

    if output["findings"]:
        target.check(output["findings"], endings=tables.ENDINGS, overwrite=output["overwrite"])
    asked = request(data, view, output["lang"])
    step(_("Loading the tools …"))
    from geo_koop import workspace
    from geo_koop.cli import foreign_edits
    from geo_koop.result import narrowing, words

    foreign_edits.wait(asked.project)
    step(_("Reading boundaries and cooperations …"))
    inputs = workspace.load(asked)
    step(_("Evaluating the cooperations …"))
    whole = workspace.evaluate(inputs, as_of=asked.as_of or date.today())
    return inputs, narrowing.narrow(whole, words.coded(whole, asked.filters))


def finish(
    analysis: "Analysis | Loaded[Any]",
    output: Mapping[str, Any],
    *,
    list_errors: bool = True,
    list_warnings: bool = False,
) -> int:
    """Write, show by their causes and count the findings, and return the exit code."""
    from geo_koop import findings as finding_words
    from geo_koop.model import Loaded
    from geo_koop.outputs import causes, tables

    text = translator(output["lang"], "cli")
    found = analysis.findings
    console = Screen(error=True)
    if output["findings"]:
        tables.write(
            tables.finding_table(found, output["lang"]),
            output["findings"],
            dialect=DIALECTS[output["csv_dialect"]],
            overwrite=output["overwrite"],
        )
    for severity in ("error", "warning") if list_warnings else ("error",):
        lines = causes.of(found[found["severity"] == severity], output["lang"])
        for row in lines.head(_FEW).itertuples() if list_errors else ():
            where = Text(
                line(f"{position(row)}: ") if position(row) else "", "red" if severity == "error" else "yellow"
            )
            console.print(where + Text(line(f"{row.message} {row.done}".rstrip())))
    if not output["quiet"]:
        counts = found["severity"].value_counts()
        said = text(_("Findings: {error} errors, {warning} warnings, {info} notes")).format(
            **{severity: counts.get(severity, 0) for severity in finding_words.SEVERITIES}
        )
        shown = len(found) and list_errors and not output["findings"]
        # What all findings are read with: the command validate shows those of data, not those of a list.
        more = (
            _("all: --findings FILE")
            if isinstance(analysis, Loaded)
            else _("all: geo-koop validate with the same data")
        )
        console.print(f"{said} ({text(more)})." if shown else f"{said}.")
    return WITH_ERRORS if finding_words.has_errors(found) else DONE


def position(row: Any) -> str:
    """Return file, sheet, rows and column of findings of a cause, as far as they are known."""
    where = [str(part) for part in (row.file, row.sheet) if part]
    line = row.rows
    return ":".join(part for part in (" ".join(where), line, row.column) if part)


def put(rows: Any, printed: Callable[[Screen], None], target: Mapping[str, Any], output: Mapping[str, Any]) -> None:
    """Write rows as the options ask: to a file, or as JSON, CSV or table to the console."""
    from geo_koop.outputs import tables

    form, out, dialect = target["output_format"], target["out"], DIALECTS[output["csv_dialect"]]
    if out == standard.DASH:
        out, form = None, form or TableFormat.csv
    if out:
        if form == TableFormat.table:
            raise UsageError(
                translator(output["lang"], "cli")(_("A table for people goes to the console, not into a file.")),
                "--output-format json|csv, --out FILE.json|.csv|.xlsx|.ods",
            )
        tables.write(rows, out, form=form, dialect=dialect, overwrite=output["overwrite"])
        tell(out, output)
    elif form in (TableFormat.json, TableFormat.csv):
        put_out(tables.text(rows, form, dialect))
    else:
        printed(Screen(wrap=True))


def tell(out: Path, output: Mapping[str, Any]) -> None:
    """Say what was written."""
    if not output["quiet"]:
        text = translator(output["lang"], "cli")
        Screen(error=True).print(Text(line(text(_("Written: {file}")).format(file=out)), "green"))


def show_findings(console: Screen, analysis: "Analysis", output: Mapping[str, Any]) -> None:
    """Print the files read, the counts, and the findings by their causes, at most a few of each code."""
    from geo_koop.outputs import causes, recorded

    text = translator(output["lang"], "cli")
    files = Table(title=text(_("Files")), title_justify="left")
    for heading in (_("Role"), _("File"), _("Rows read"), _("Used"), _("Not used")):
        files.add_column(text(heading), overflow="fold")
    tables = ("cooperations", "members", "actors", "sources", "scopes", "events")
    used = {name: len(getattr(analysis, name)) for name in tables}
    used["boundaries"] = len(analysis.municipalities) + len(analysis.unincorporated)
    for file in analysis.provenance.files:
        known = used.get(file.role)
        rest = ("", "") if known is None else (str(known), str(file.rows - known))
        files.add_row(text(file.role), file.name, str(file.rows), *rest)
    console.print(files)
    if state := recorded.said(analysis.provenance, output["lang"]):
        console.print(Text(state))
    labels = {
        "municipalities": _("municipalities"),
        "cooperations": _("cooperations"),
        "memberships": _("memberships"),
        "memberships_counted": _("of them counted at the date"),
        "members_outside": _("of them outside the boundaries"),
    }
    counts = analysis.provenance.counts
    console.print(", ".join(f"{counts[name]} {text(label)}" for name, label in labels.items() if name in counts))
    if len(analysis.findings):
        console.print(_grouped(causes.of(analysis.findings, output["lang"]), text))


def _grouped(worded: "pd.DataFrame", text: Callable[[str], str]) -> Table:
    """Return the findings by code: what was found where, what was done, what to do."""
    table = Table(title=text(_("Findings")), title_justify="left", show_lines=True, expand=True)
    for heading, share in ((_("Severity"), 2), (_("Message"), 6), (_("Remedy"), 3)):
        table.add_column(text(heading), overflow="fold", ratio=share)
    severities = {"error": _("error"), "warning": _("warning"), "info": _("note")}
    for (severity, code), rows in worded.groupby(["severity", "code"], sort=False):
        kind = Text(text(severities[severity]), _SEVERITY_STYLE[severity]) + Text(
            f" × {rows['count'].sum()}\n{code}", "default"
        )
        lines = [f"{where}: {row.message}" if (where := position(row)) else row.message for row in rows.itertuples()]
        message = Text("\n".join(lines[:_FEW]))
        if len(lines) > _FEW:
            count = rows["count"].iloc[_FEW:].sum()
            more = text(_("and {count} more (--findings FILE lists all)")).format(count=count)
            message.append(f"\n{more}", "dim")
        done = rows["done"].iloc[0]
        message.append(f"\n→ {done}" if done and (rows["done"] == done).all() else "", "dim")
        table.add_row(kind, message, Text(rows["remedy"].iloc[0]))
    return table


def show_patterns(console: Screen, rows: Sequence[Mapping[str, Any]], output: Mapping[str, Any]) -> None:
    """Print cooperations with pattern and reason."""
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
