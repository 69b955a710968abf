"""The command that finds examples."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli.commands import app
from geo_koop.cli.options import NO_FILTERS, TableFormat, data, options, output, request, table_output, view
from geo_koop.cli.screen import Screen, Text, line
from geo_koop.cli.steps import analysed, finish, progress, put
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    import pandas as pd

_LISTS = ("topics", "shared_topics", "states")
_PARTS = {
    "same_topics": _("Topics"),
    "same_format": _("Format"),
    "same_pattern": _("Pattern"),
    "same_inhabitants": _("Inhabitants"),
    "same_members": _("Members"),
    "same_bindingness": _("Bindingness"),
}
_STATES = {
    "own": _("covered itself"),
    "through": _("through its district or association"),
    "prescribed": _("through a statutory body"),
    "none_recorded": _("none recorded"),
    "not_in_filter": _("none in the filter"),
    "not_surveyed": _("not surveyed"),
}


def _people(text: str | int) -> int:
    """Read inhabitants as tables are read: 8.000 are eight thousand."""
    import pandas as pd

    from geo_koop.intake.files import values

    number = values.inhabitants(pd.Series([str(text)])).numbers.iloc[0]
    if pd.isna(number):
        raise typer.BadParameter(str(text))
    return int(number)


@app.command()
@options(data, view, table_output, output)
def examples(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help=_("Words that must all occur; without any: all records."))
    ] = "",
    like: Annotated[
        str | None,
        typer.Option(metavar="ID|NAME", help=_("Cooperation: what has something in common with it.")),
    ] = None,
    inhabitants: Annotated[
        int | None,
        typer.Option(
            parser=_people, metavar="NUMBER", help=_("Only with a member of the size class of so many inhabitants.")
        ),
    ] = None,
    by_size: Annotated[
        str | None,
        typer.Option(metavar="KEY|NAME", help=_("Municipality: what others of its size do, topic by topic.")),
    ] = None,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Find examples among all records: by words, like a cooperation, or by what others of a size do."""
    say = translator(output["lang"], "cli")
    if by_size is not None and (text.strip() or like or inhabitants is not None):
        raise UsageError(
            say(_("--by-size asks for topics, not for records.")),
            say(_("Leave out TEXT, --like and --inhabitants, or ask for them without --by-size.")),
        )
    # Filters choose among what is found; what it is compared with need not pass them.
    filters = request(data, view, output["lang"]).filters
    with progress(output) as step:
        from geo_koop.library import examples as library

        if by_size is not None:
            analysis = analysed(data, view, output, step)
            table = library.by_size(analysis, by_size)
        else:
            analysis = analysed(data, {**NO_FILTERS, "as_of": view["as_of"]}, output, step)
            given = {name: value for name, value in asdict(filters).items() if value}
            table = library.examples(
                analysis, text, like=like, inhabitants=inhabitants, language=str(output["lang"]), **given
            )
    rows = table if by_size is not None or _flat(table_output) else _listed(table)
    show = _show_sizes if by_size is not None else _show
    put(rows, lambda console: show(console, table, output), table_output, output)
    if table.attrs.get("left_out") and not output["quiet"]:
        Screen(error=True).print(line(say(_("The text is too long: only its first words were looked for."))))
    return finish(analysis, output)


def _flat(target: Mapping[str, Any]) -> bool:
    """Tell whether the rows go into a table, where a list is text."""
    form, out = target["output_format"], target["out"]
    return bool(form == TableFormat.csv or (out and not form and out.suffix.lower() != ".json"))


def _listed(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows as objects of JSON: several codes are a list."""
    lists = {
        name: table[name].str.split(";").map(lambda codes: [c for c in codes if c]) for name in _LISTS if name in table
    }
    shown = table.assign(**lists).astype(object)
    rows: list[dict[str, Any]] = shown.where(table.notna(), None).to_dict("records")
    return rows


def _show(console: Screen, table: "pd.DataFrame", output: Mapping[str, Any]) -> None:
    """Print examples, each with the reason, or with the parts in which it agrees."""
    from geo_koop import codelists
    from geo_koop.outputs.wording import Wording

    say, words = translator(output["lang"], "cli"), Wording(str(output["lang"]))
    alike = "agreeing" in table
    marks = {True: say(_("yes")), False: say(_("no"))}
    printed = Table()
    headings = (
        [_("Cooperation"), _("Reason"), *_PARTS.values()] if alike else [_("Cooperation"), _("Reason"), _("Topics")]
    )
    headings = [one for one in headings if one != _("Reason") or table["reason"].ne("").any()]
    for heading in (*headings, *(() if alike else (_("Format"), _("Members")))):
        printed.add_column(say(heading), overflow="fold")
    labels = codelists.load("topics").labels(str(output["lang"]))
    for row in table.to_dict("records"):
        cells = [Text(row["name"]) + Text(f"\n{row['cooperation_id']}", "dim")]
        cells += [Text(row["reason"])] if _("Reason") in headings else []
        if alike:
            cells += [Text(marks.get(row[name], say(_("unknown")))) for name in _PARTS]
        else:
            topics = ", ".join(labels.get(code, code) for code in row["topics"].split(";") if code)
            cells += [Text(topics), Text(words.label("formats", row["format"])), Text(words.number(row["members"]))]
        printed.add_row(*cells)
    console.print(printed)
    console.print(say(_("{count} examples")).format(count=words.number(len(table))))


def _show_sizes(console: Screen, table: "pd.DataFrame", output: Mapping[str, Any]) -> None:
    """Print what others of a size do, topic by topic."""
    from geo_koop.outputs.wording import Wording

    say, words = translator(output["lang"], "cli"), Wording(str(output["lang"]))
    printed = Table()
    for heading in (
        _("Topic"),
        _("Others of the size"),
        _("Surveyed (n)"),
        _("Members themselves"),
        _("The municipality"),
    ):
        printed.add_column(say(heading), overflow="fold")
    for row in table.itertuples():
        share = f"{words.number(row.covered)} ({words.share(row.share)})" if row.municipalities else "–"
        counts = (words.number(row.municipalities), words.number(row.own))
        label = words.label("topics", row.topic)
        printed.add_row(*map(Text, (label, share, *counts, say(_STATES[str(row.status)]))))
    console.print(printed)
