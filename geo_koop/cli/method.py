"""The command about the method: how much the patterns hang on the thresholds."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli.commands import app
from geo_koop.cli.options import data, options, output, table_output, view
from geo_koop.cli.screen import Screen, Text
from geo_koop.cli.steps import evaluated, finish, progress, put
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    import pandas as pd


@app.command()
@options(data, view, table_output, output)
def sensitivity(
    change: Annotated[
        int,
        typer.Option(min=1, max=99, metavar="PERCENT", help=_("By how much each threshold is moved; otherwise 20.")),
    ] = 20,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Move each threshold of the method down and up, and list the cooperations whose pattern changes."""
    from geo_koop import workspace

    with progress(output) as step:
        inputs, analysis = evaluated(data, view, output, step)
        step(_("Moving the thresholds …"))
        moved = workspace.sensitivity(inputs, analysis, change=change / 100)
    named = moved.assign(name=moved["cooperation_id"].map(analysis.cooperations["name"]))
    put(named, lambda console: _show(console, named, len(analysis.cooperations), change, output), table_output, output)
    return finish(analysis, output)


def _show(console: Screen, moved: "pd.DataFrame", every: int, change: int, output: Mapping[str, Any]) -> None:
    from geo_koop import codelists
    from geo_koop.outputs.wording import Wording

    text, words = translator(output["lang"], "cli"), Wording(output["lang"])
    labels = codelists.load("patterns").labels(output["lang"])
    table = Table()
    for heading in (_("Threshold"), _("Value"), _("Cooperation"), _("Pattern"), _("Pattern then")):
        table.add_column(text(heading), overflow="fold")
    for row in moved.itertuples():
        value = words.number(row.value, 0 if float(row.value).is_integer() else 2)
        table.add_row(row.threshold, value, Text(str(row.name)), labels[row.pattern_before], labels[row.pattern_after])
    if len(moved):
        console.print(table)
    sentence = text(
        _("Thresholds moved by {change} %, another pattern at least once: {count} of {every} cooperations.")
    )
    counts = {"count": words.number(moved["cooperation_id"].nunique()), "every": words.number(every)}
    console.print(sentence.format(change=change, **counts))
