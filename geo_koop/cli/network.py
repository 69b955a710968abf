"""Commands about the network of municipalities."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli import standard
from geo_koop.cli.commands import app
from geo_koop.cli.options import TableFormat, data, options, output, table_output, view
from geo_koop.cli.screen import Screen, Text, line, put_out
from geo_koop.cli.steps import analysed, finish, progress, put, tell
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.csv_dialect import DIALECTS

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.planning.network import Explained, Network

_FEW = 12


@app.command()
@options(data, view, table_output, output)
def network(
    municipality: Annotated[
        str, typer.Option(metavar="NAME|KEY", help=_("Explain this one: partners, and what lowers its congruence."))
    ] = "",
    least: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="N",
            help=_("Shared cooperations from which on two municipalities are joined; otherwise 2."),
            show_default=False,
        ),
    ] = 2,
    statutory: Annotated[bool, typer.Option("--statutory", help=_("Count bodies that a law prescribes, too."))] = False,
    yearly: Annotated[
        bool, typer.Option("--yearly", help=_("The network on 31 December of each year instead."))
    ] = False,
    *,
    data: Mapping[str, Any],
    view: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Show who shares cooperations with whom: ties, clusters beside districts, and what lowers congruence."""
    from geo_koop.outputs import network as files
    from geo_koop.outputs.report.places import municipality as find
    from geo_koop.planning import network as networks

    text = translator(output["lang"], "cli")
    if municipality and yearly:
        raise UsageError(text(_("--municipality and --yearly do not go together.")), text(_("Leave out one of them.")))
    out, graph = table_output["out"], _is_graph(table_output)
    if graph and (municipality or yearly or table_output["output_format"]):
        raise UsageError(
            text(_("{file}: only the whole network is written as GraphML or GEXF.")).format(file=out),
            text(_("Leave out --municipality, --yearly and --output-format, or name a file .json, .csv or .xlsx.")),
        )
    with progress(output) as step:
        analysis = analysed(data, view, output, step)
        counted = analysis if statutory else analysis.without_statutory()
        step(_("Finding clusters …"))
        made = networks.build(counted, least=least)
    if municipality:
        key = find(analysis, municipality)
        found = made.explain(key)
        name = str(made.nodes.loc[key, "name"])
        rows = files.explained(found, name)
        _put(rows, files.partner_table(found), lambda at: _explained(at, found, name, text), table_output, output)
    elif yearly:
        series = made.series()
        table = series.years.round(4)
        _put(
            {"without_start": series.without_start, "years": files.plain(table)},
            table,
            lambda at: _years(at, table, series.without_start, text),
            table_output,
            output,
        )
    elif out and out != standard.DASH and (graph or out.suffix.lower() == ".xlsx"):
        files.write(made, out, dialect=DIALECTS[output["csv_dialect"]], overwrite=output["overwrite"])
        tell(out, output)
    else:
        rows = files.content(made)
        _put(rows, files.parts(made)["edges"], lambda at: _network(at, made, text), table_output, output)
    return finish(analysis, output)


def _is_graph(asked: Mapping[str, Any]) -> bool:
    from geo_koop.outputs.network import GRAPHS

    return bool(asked["out"]) and asked["out"].suffix.lower() in GRAPHS


def _put(
    content: Mapping[str, Any], table: "pd.DataFrame", printed: Any, asked: Mapping[str, Any], output: Mapping[str, Any]
) -> None:
    """Write JSON whole, and as a table what one table can hold."""
    from geo_koop.outputs import tables, target

    form, out = asked["output_format"], asked["out"]
    ending = out.suffix.lower() if out and out != standard.DASH else ""
    if form == TableFormat.json or (not form and ending == ".json"):
        if not ending:
            put_out(tables.json_text(content))
            return
        with target.writing(out, overwrite=output["overwrite"]) as path:
            path.write_text(tables.json_text(content), encoding="utf-8")
        tell(out, output)
        return
    put(table, printed, asked, output)


def _network(console: Screen, made: "Network", text: Any) -> None:
    nodes, drawn = made.nodes, made.drawn
    with_partner = int(nodes["cluster"].notna().sum())
    said = text(
        _(
            "{edges} ties of {least} or more shared cooperations; {count} municipalities with a partner, {clusters} clusters."
        )
    )
    console.print(
        line(said.format(edges=len(drawn), least=made.least, count=with_partner, clusters=len(made.clusters)))
    )
    names = {"districts": text(_("districts")), "planning_regions": text(_("planning regions"))}
    for name, row in made.agreement.iterrows():
        console.print(line(_agreement(names[str(name)], row, text)))
    table = Table(title=text(_("Clusters")), title_justify="left")
    for heading in (_("Number"), _("Municipalities"), _("Districts"), _("Ties inside"), _("Most connected")):
        table.add_column(text(heading), overflow="fold")
    for number, row in made.clusters.head(_FEW).iterrows():
        cells = (number, row["municipalities"], row["districts"], f"{row['inside']:.0%}", ", ".join(row["names"]))
        table.add_row(*(Text(str(cell)) for cell in cells))
    console.print(table)
    table = Table(title=text(_("Strongest ties")), title_justify="left")
    for heading in (_("Municipality"), _("Municipality"), _("Shared"), "km"):
        table.add_column(text(heading), overflow="fold")
    for row in drawn.head(_FEW).itertuples():
        ends = (str(nodes["name"].loc[key]) for key in (row.key_a, row.key_b))
        table.add_row(*(Text(name) for name in ends), str(row.cooperations), f"{row.distance_km:.1f}")
    console.print(table)


def _agreement(name: str, row: "pd.Series", text: Any) -> str:
    n = int(row["municipalities"])
    if row["groups"] < 2:
        said = text(_("Clusters and {name}: fewer than two are recorded, no comparison (n = {n})."))
        return str(said.format(name=name, n=n))
    said = text(_("Clusters and {name}: adjusted Rand index {index:.2f} (n = {n})."))
    return str(said.format(name=name, index=row["adjusted_rand"], n=n))


def _explained(console: Screen, found: "Explained", name: str, text: Any) -> None:
    if found.partners.empty:
        console.print(line(text(_("{name} has no partner.")).format(name=name)))
        return
    said = text(_("{name}: {partners} partners in {memberships} memberships, congruence {value:.0%}."))
    words = said.format(name=name, partners=len(found.partners), memberships=found.memberships, value=found.congruence)
    console.print(line(words))
    for title, rows, first in (
        (_("Partners"), found.partners, (_("Municipality"), _("Shared"), _("Share"))),
        (_("Memberships"), found.cooperations, (_("Cooperation"), _("Partners"), _("Only here"))),
    ):
        columns = ("name", "cooperations", "share") if title == "Partners" else ("name", "partners", "only_here")
        table = Table(title=text(title), title_justify="left")
        for heading in (*first, _("Congruence without it"), _("Lowers")):
            table.add_column(text(heading), overflow="fold")
        for row in rows.head(_FEW).to_dict("records"):
            cells = [f"{row[c]:.0%}" if c == "share" else str(row[c]) for c in columns]
            rest = "–" if row["without"] != row["without"] else f"{row['without']:.0%}"
            table.add_row(*(Text(cell) for cell in cells), rest, "↓" if row["lowers"] else "")
        console.print(table)


def _years(console: Screen, rows: "pd.DataFrame", without_start: int, text: Any) -> None:
    table = Table(title=text(_("On 31 December")), title_justify="left")
    headings = (
        *(_("Year"), _("Cooperations"), _("With a partner"), _("Pairs")),
        *(_("Partners (mean)"), _("Clusters"), _("Agreement with districts")),
    )
    for heading in headings:
        table.add_column(text(heading), overflow="fold")
    for row in rows.to_dict("records"):
        numbers = ("year", "cooperations", "municipalities", "edges")
        shares = (row["mean_partners"], row["adjusted_rand_districts"])
        mean, agreement = ("–" if value != value else f"{value:.2f}" for value in shares)
        table.add_row(*(str(row[name]) for name in numbers), mean, str(row["clusters"]), agreement)
    console.print(table)
    said = text(_("Left out of every year, because their start is not known: {count} cooperations."))
    console.print(line(said.format(count=without_start)))
