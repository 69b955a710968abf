"""Commands for an office's own lists: names to keys, and lists to record tables."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli.commands import app
from geo_koop.cli.options import NO_FILTERS, data, options, output, request, table_output
from geo_koop.cli.program import DONE
from geo_koop.cli.screen import Screen, Text, line
from geo_koop.cli.steps import finish, progress, put, tell
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.csv_dialect import DIALECTS

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.intake.files.tables import Table as FileTable
    from geo_koop.intake.lists.importing import Imported
    from geo_koop.intake.lists.proposal import Proposal
    from geo_koop.intake.names.reference import Reference

_FEW = 12
Rules = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        help=_("How names are written: de, ch, fr, nl, da, neutral, or a YAML file; else by the boundaries."),
    ),
]
Decisions = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help=_("Decisions by hand on names; otherwise decisions.csv of the project.")),
]
SheetName = Annotated[str, typer.Option(metavar="NAME", help=_("Sheet of a workbook; otherwise the first."))]


@app.command()
@options(data, table_output, output)
def match(
    names: Annotated[Path, typer.Argument(metavar="NAMES", help=_("Table with names (CSV, XLSX, ODS)."))],
    column: Annotated[
        str, typer.Option(metavar="NAME", help=_("Column with the names; not needed where the table has one."))
    ] = "",
    context: Annotated[
        str, typer.Option(metavar="MAP", help=_("Columns beside it: state=…,district=…,postcode=…,cooperation=…"))
    ] = "",
    sheet: SheetName = "",
    header_row: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=_("Line of the headings; otherwise the first filled line."))
    ] = None,
    name_rules: Rules = "",
    decisions: Decisions = None,
    *,
    data: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Find the keys of names; what is not certain stays open, with candidates."""
    from geo_koop.intake.files import tables
    from geo_koop.intake.names import matching, name_column

    with progress(output) as step:
        reference = _reference(data, output, step)
        table = tables.read(names, sheet=sheet or None, header_row=header_row)
        beside = _beside(context, matching.CONTEXT)
        column = column or _only(table)
        _present(table, [column, *beside.values()])
        step(_("Matching names …"))
        found = name_column.match_column(
            table, column, beside, reference, rules=name_rules, decisions=_decisions(decisions, data)
        )
    put(found.value, lambda console: _show_matches(console, found.value, output["lang"]), table_output, output)
    return finish(found, output)


def _only(table: "FileTable") -> str:
    """Return the column of a table that has one."""
    if len(table.headings) != 1:
        raise UsageError(
            "--column is missing: the table has several columns.",
            "Name the one with the names; there are: {columns}",
            columns=", ".join(table.headings),
        )
    return table.headings[0]


@app.command("import")
@options(data, output)
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("List of cooperations (CSV, XLSX, ODS)."))],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help=_("Folder for the record tables; without it nothing is written."))
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Import profile (YAML); without it proposals are shown."))
    ] = None,
    draft: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Write the likeliest proposal as an import profile."))
    ] = None,
    sheet: SheetName = "",
    decisions: Decisions = None,
    *,
    data: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Make record tables of a list of any shape; every row is taken or reported."""
    from geo_koop.intake.lists import import_profile, importing
    from geo_koop.model import Loaded

    text = translator(output["lang"], "cli")
    if profile and not out:
        raise UsageError(text(_("--out is missing.")), text(_("Name a folder for the record tables.")))
    asked = import_profile.load(profile) if profile else None
    with progress(output) as step:
        reference = _reference(data, output, step)
        step(_("Reading the list …"))
        proposals = importing.proposals(file, reference, sheet=sheet) if asked is None else []
        if asked is None:
            return _propose(file, proposals, draft, output)
        imported = importing.read(file, asked, reference, decisions=_decisions(decisions, data))
    _write(imported, out, output)
    _show_import(imported, out, output)
    return finish(
        Loaded(value=imported, findings=imported.findings),
        {**output, "findings": None},
        list_warnings=not output["quiet"],
    )


def _reference(data: Mapping[str, Any], output: Mapping[str, Any], step: Callable[[str], None]) -> "Reference":
    from geo_koop import workspace

    step(_("Reading boundaries …"))
    return workspace.reference(request(data, NO_FILTERS, output["lang"]))


def _decisions(path: Path | None, data: Mapping[str, Any]) -> "pd.DataFrame | None":
    from geo_koop.intake.names import decisions

    remaining = Path(data["project"]) / "decisions.csv" if data["project"] else None
    chosen = path or (remaining if remaining and remaining.is_file() else None)
    return decisions.load(chosen) if chosen else None


def _beside(given: str, known: tuple[str, ...]) -> dict[str, str]:
    from geo_koop.intake.files import headings

    beside = headings.inline_map(given)
    strange = [name for name in beside if name not in known]
    if strange:
        raise UsageError(
            "--context does not know “{names}”.",
            "Use one of {known}.",
            names=", ".join(strange),
            known=", ".join(known),
        )
    return beside


def _present(table: "FileTable", columns: list[str]) -> None:
    from geo_koop.errors import InputError

    lacking = [name for name in columns if name not in table.headings]
    if lacking:
        raise InputError(
            "{file} has no column “{columns}”. It has: {there}.",
            "Check the spelling. Where a title stands above the headings, name their line: --header-row N",
            file=table.file,
            columns="”, “".join(lacking),
            there=", ".join(table.headings),
        )


def _propose(file: Path, proposals: "list[Proposal]", draft: Path | None, output: Mapping[str, Any]) -> int:
    """Show how the list may be read; a person chooses."""
    from geo_koop.errors import InputError
    from geo_koop.intake.files import tables
    from geo_koop.intake.lists import import_profile
    from geo_koop.outputs import target

    if not proposals:
        raise InputError(
            "No column of {file} holds municipalities of these boundaries, with one of cooperations beside it.",
            "Check headings, sheet and boundaries, or describe the table in an import profile.",
            file=file.name,
        )
    text = translator(output["lang"], "cli")
    console = Screen()
    silent = [name for name in tables.sheets(file) if name not in {proposal.profile.sheet for proposal in proposals}]
    if silent:
        sentence = text(_("Sheets without a list of cooperations: {names}."))
        console.print(Text(line(sentence.format(names=", ".join(silent)))))
    for number, proposal in enumerate(proposals, start=1):
        console.print(Text(text(_("Proposal {number}:")).format(number=number), "bold"))
        console.print(Text(import_profile.text(proposal.profile)))
    if draft:
        with target.writing(draft, overwrite=output["overwrite"]) as path:
            path.write_text(import_profile.text(proposals[0].profile), encoding="utf-8")
        tell(draft, output)
    console.print(text(_("Keep one as a file (--draft FILE), check it, and import with --profile FILE --out DIR.")))
    return DONE


def _write(imported: "Imported", out: Path | None, output: Mapping[str, Any]) -> None:
    from geo_koop import findings
    from geo_koop.intake.lists import review
    from geo_koop.outputs import tables, target

    assert out is not None
    how = {"overwrite": output["overwrite"]}
    files = {out / f"{name}.csv": table for name, table in imported.tables().items()}
    if output["findings"]:
        target.check(output["findings"], endings=tables.ENDINGS, **how)
    out.mkdir(parents=True, exist_ok=True)
    for path in files:
        target.check(path, **how)
    for path, table in files.items():
        tables.write(table, path, **how)
        tell(path, output)
    if output["findings"]:
        worded = findings.render(imported.findings, output["lang"])
        if output["findings"].suffix.lower() in tables.BOOKS:
            beside = review.annotated(imported, output["lang"])
            tables.write_book({"Liste": beside, "Befunde": worded}, output["findings"], **how)
        else:
            tables.write(worded, output["findings"], dialect=DIALECTS[output["csv_dialect"]], **how)
        tell(output["findings"], output)


def _show_import(imported: "Imported", out: Path | None, output: Mapping[str, Any]) -> None:
    if output["quiet"]:
        return
    text = translator(output["lang"], "cli")
    taken, reported = imported.rows_taken(), imported.rows_reported()
    counts = {"rows": len(taken | reported), "taken": len(taken), "told": len(reported)}
    made = {name: len(table) for name, table in imported.tables().items()}
    console = Screen()
    console.print(text(_("{rows} rows: {taken} taken, {told} reported.")).format(**counts))
    console.print(text(_("{cooperations} cooperations, {members} members, {actors} actors.")).format(**made))
    options = " ".join(f"--{name} {shlex.quote(str(out / f'{name}.csv'))}" for name in made) if out else ""
    console.print(Text(text(_("Check them next: {command}")).format(command=f"geo-koop validate {options}")))


def _show_matches(console: Screen, matches: "pd.DataFrame", language: str) -> None:
    """Print how many names came out how, and the open ones."""
    from geo_koop import codelists

    text = translator(language, "cli")
    labels = codelists.load("match_kinds").labels(language)
    rules = codelists.load("match_rules").labels(language)
    counts = matches["match"].value_counts()
    console.print(", ".join(f"{labels[kind]}: {counts[kind]}" for kind in labels if kind in counts))
    table = Table(title=text(_("Open names")), title_justify="left")
    for heading in (_("Name"), _("Why"), _("Candidates")):
        table.add_column(text(heading), overflow="fold")
    open_names = matches[matches["key"] == ""].drop_duplicates("name")
    for row in open_names.head(_FEW).itertuples():
        table.add_row(Text(row.name), Text(rules[row.rule]), Text(row.candidates))
    console.print(table)
