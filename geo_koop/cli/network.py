"""Commands about the network of municipalities."""

from collections.abc import Callable, Mapping, Sequence
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


class Say:
    """Texts of the command line, and numbers, in a language."""

    def __init__(self, language: str) -> None:
        from geo_koop.outputs.wording import Wording

        self.text, self.words = translator(language, "cli"), Wording(language)


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
    from geo_koop.planning import network as networks
    from geo_koop.result.named import municipality as find

    say = Say(output["lang"])
    text = say.text
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
        name = str(analysis.municipalities.loc[key, "name"])
        rows = files.explained(found, name)
        _put(rows, files.partner_table(found), lambda at: _explained(at, found, name, say), table_output, output)
    elif yearly:
        series = made.series()
        table = series.years.round(4)
        _put(
            {"without_start": series.without_start, "years": files.plain(table)},
            table,
            lambda at: _years(at, table, series.without_start, say),
            table_output,
            output,
        )
    elif out and out != standard.DASH and (graph or out.suffix.lower() == ".xlsx"):
        files.write(made, out, dialect=DIALECTS[output["csv_dialect"]], overwrite=output["overwrite"])
        tell(out, output)
    else:
        rows = files.content(made)
        _put(rows, files.parts(made)["edges"], lambda at: _network(at, made, say), table_output, output)
    return finish(analysis, output)


def _is_graph(asked: Mapping[str, Any]) -> bool:
    from geo_koop.outputs import tables, target
    from geo_koop.outputs.network import GRAPHS

    out = asked["out"]
    if out and not asked["output_format"] and out != standard.DASH:
        target.check(out, endings=(*GRAPHS, *tables.ENDINGS), overwrite=True)
    return bool(out) and out.suffix.lower() in GRAPHS


def _put(
    content: Mapping[str, Any],
    table: "pd.DataFrame",
    printed: Callable[[Screen], None],
    asked: Mapping[str, Any],
    output: Mapping[str, Any],
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


def _network(console: Screen, made: "Network", say: "Say") -> None:
    nodes, drawn = made.nodes, made.drawn
    sentence = say.text(
        _(
            "{edges} ties of {least} or more shared cooperations; "
            "{count} municipalities with a partner, {clusters} clusters."
        )
    )
    numbers = {"edges": len(drawn), "count": nodes["cluster"].notna().sum(), "clusters": len(made.clusters)}
    worded = {name: say.words.number(number) for name, number in numbers.items()}
    console.print(line(sentence.format(least=made.least, **worded)))
    names = {"districts": _("districts"), "planning_regions": _("planning regions")}
    for name, row in made.agreement.iterrows():
        console.print(line(_agreement(say.text(names[str(name)]), row, say)))
    _table(
        console,
        say.text(_("Clusters")),
        [
            say.text(h)
            for h in (_("Cluster"), _("Municipalities"), _("Districts"), _("Ties inside"), _("Most connected"))
        ],
        [
            (number, row.municipalities, row.districts, say.words.share(row.inside), ", ".join(row.names))
            for number, row in zip(made.clusters.index, made.clusters.itertuples(index=False), strict=True)
        ],
    )
    _table(
        console,
        say.text(_("Strongest ties")),
        [say.text(h) for h in (_("Municipality"), _("Partner"), _("Shared"))] + ["km"],
        [
            (nodes["name"][row.key_a], nodes["name"][row.key_b], row.cooperations, say.words.number(row.distance_km, 1))
            for row in drawn.head(_FEW).itertuples()
        ],
    )


def _agreement(name: str, row: "pd.Series", say: "Say") -> str:
    n = say.words.number(row["municipalities"])
    if row["groups"] < 2:
        sentence = say.text(_("Clusters and {name}: fewer than two are recorded, no comparison (n = {n})."))
        return sentence.format(name=name, n=n)
    sentence = say.text(_("Clusters and {name}: adjusted Rand index {index} (n = {n})."))
    return sentence.format(name=name, index=say.words.number(row["adjusted_rand"], 2), n=n)


def _explained(console: Screen, found: "Explained", name: str, say: "Say") -> None:
    if found.partners.empty:
        console.print(line(say.text(_("{name} has no partner.")).format(name=name)))
        return
    sentence = say.text(_("{name}: partners {partners}, own memberships {memberships}, congruence {value}."))
    count, value = len(found.partners), say.words.share(found.congruence)
    console.print(line(sentence.format(name=name, partners=count, memberships=found.memberships, value=value)))
    ends = [say.text(_("Congruence without it")), say.text(_("Lowers"))]

    def end(row: Any) -> tuple[str, str]:
        return say.words.share(row.without) if row.without == row.without else "–", "↓" if row.lowers else ""

    _table(
        console,
        say.text(_("Partners")),
        [*(say.text(h) for h in (_("Municipality"), _("Shared"), _("Share"))), *ends],
        [
            (row.name, row.cooperations, say.words.share(row.share), *end(row))
            for row in found.partners.itertuples(index=False)
        ],
    )
    _table(
        console,
        say.text(_("Memberships")),
        [*(say.text(h) for h in (_("Cooperation"), _("Partners"), _("Only here"))), *ends],
        [(row.name, row.partners, row.only_here, *end(row)) for row in found.cooperations.itertuples(index=False)],
    )


def _years(console: Screen, rows: "pd.DataFrame", without_start: int, say: "Say") -> None:
    headings = (
        *(_("Year"), _("Cooperations"), _("With a partner"), _("Pairs")),
        *(_("Partners (mean)"), _("Clusters"), _("Agreement with districts")),
    )

    def decimal(value: float, digits: int) -> str:
        return say.words.number(value, digits) if value == value else "–"

    _table(
        console,
        say.text(_("On 31 December")),
        [say.text(heading) for heading in headings],
        [
            (
                *(row.year, row.cooperations, row.municipalities, row.edges),
                *(decimal(row.mean_partners, 1), say.words.number(row.clusters)),
                decimal(row.adjusted_rand_districts, 2),
            )
            for row in rows.itertuples(index=False)
        ],
        most=len(rows),
    )
    sentence = say.text(_("Left out of every year, because their start is not known: {count} cooperations."))
    console.print(line(sentence.format(count=without_start)))


def _table(
    console: Screen, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], *, most: int = _FEW
) -> None:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows[:most]:
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)
