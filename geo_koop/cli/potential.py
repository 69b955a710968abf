"""Commands that ask whom to work with: potential, invite, similar, retrodict."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_koop.cli import potential_tables as tables
from geo_koop.cli.commands import app
from geo_koop.cli.options import NO_FILTERS, AsOf, TableFormat, data, options, output, request, table_output
from geo_koop.cli.steps import evaluated, finish, progress, put
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    from geo_koop.result.analysis import Analysis


class Lists(StrEnum):
    """A list of what a municipality could do."""

    to_join = "join"
    to_invite = "invite"
    to_found = "found"
    to_learn = "learn"


class Elsewhere(StrEnum):
    """Where another municipality lies."""

    district = "district"
    state = "state"


class Task(StrEnum):
    """What is to be found again."""

    to_join = "join"
    to_invite = "invite"


class Split(StrEnum):
    """How memberships are hidden."""

    leave_one_out = "leave_one_out"
    time = "time"


class Candidates(StrEnum):
    """Among whom it is to be found."""

    all = "all"
    surveyed = "surveyed"


Statutory = Annotated[
    bool, typer.Option("--statutory", help=_("Bodies that a law prescribes are candidates too, and count in parts."))
]
OnlyElsewhere = Annotated[
    Elsewhere | None,
    typer.Option(metavar="district|state", help=_("Learn only from another district, or from another state.")),
]
Weight = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help=_("Weight of a part or an indicator, in place of its own; repeatable.")),
]
Most = Annotated[int, typer.Option(min=1, metavar="NUMBER", help=_("Rows of each list."))]


@app.command()
@options(data, table_output, output)
def potential(
    which: Annotated[
        str | None, typer.Argument(metavar="[KEY|NAME]", help=_("Key or name of the municipality; or see --region."))
    ] = None,
    topic: Annotated[
        str | None, typer.Option(metavar="CODE", help=_("Code or name of the topic or topic group."))
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            metavar="CODE|NAME",
            help=_("Region, state or district, or all: its topics by potential; with --topic its groups of gaps."),
        ),
    ] = None,
    lists: Annotated[
        list[Lists] | None,
        typer.Option("--list", metavar="join|invite|found|learn", help=_("Only this list; repeatable.")),
    ] = None,
    statutory: Statutory = False,
    elsewhere: OnlyElsewhere = None,
    weight: Weight = None,
    most: Most = 20,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Tell whom a municipality could join, invite, begin with and learn from, or what a region could take up."""
    text = translator(output["lang"], "cli")
    if (which is None) == (region is None) or (which is not None and topic is None):
        raise UsageError(
            text(_("A potential is that of a municipality on a topic, or that of a region.")),
            text(_("Name a municipality and --topic, or --region.")),
        )
    analysis = _analysis(data, as_of, output)
    from geo_koop.result import named

    code = None if topic is None else named.topic(topic)
    if region is not None:
        return _of_region(analysis, region, code, table_output, output)
    from geo_koop.planning import potential as lists_of

    invited, learned = _weights(analysis, weight)
    found = lists_of.potential(
        analysis,
        named.municipality(analysis, str(which)),
        str(code),
        statutory=statutory,
        elsewhere=elsewhere,
        invite_weights=invited,
        learn_weights=learned,
    )
    rows = found.rows(*(lists or ()), most=most)
    _put(
        rows,
        lambda console: tables.show_potential(console, analysis, found, rows, output["lang"]),
        table_output,
        output,
    )
    return finish(analysis, output)


@app.command()
@options(data, table_output, output)
def invite(
    which: Annotated[str, typer.Argument(metavar="ID|NAME", help=_("Id or name of the cooperation."))],
    statutory: Statutory = False,
    weight: Weight = None,
    most: Most = 20,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Tell which municipalities are missing in a cooperation, the most likely first."""
    analysis = _analysis(data, as_of, output)
    from geo_koop.planning import potential as lists_of
    from geo_koop.result import named

    one = named.cooperation(analysis.whole, which)
    table = lists_of.invite(analysis, one, statutory=statutory, weights=_numbers(weight), most=most)
    rows = lists_of.plain_rows("invite", table)
    _put(rows, lambda console: tables.show_list(console, "invite", rows, output["lang"]), table_output, output)
    return finish(analysis, output)


@app.command()
@options(data, table_output, output)
def similar(
    which: Annotated[str, typer.Argument(metavar="KEY|NAME", help=_("Key or name of the municipality."))],
    elsewhere: OnlyElsewhere = None,
    weight: Weight = None,
    most: Most = 20,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Tell which municipalities are most like one, with all indicators."""
    analysis = _analysis(data, as_of, output)
    from geo_koop.planning import potential as lists_of
    from geo_koop.planning import similar as alike
    from geo_koop.result import named

    key = named.municipality(analysis, which)
    table = alike.similar(analysis, key, weights=_numbers(weight), elsewhere=elsewhere, most=most)
    rows = lists_of.plain_rows("similar", table)
    _put(rows, lambda console: tables.show_list(console, "similar", rows, output["lang"]), table_output, output)
    return finish(analysis, output)


@app.command()
@options(data, table_output, output)
def retrodict(
    task: Annotated[
        Task,
        typer.Option(
            metavar="join|invite", help=_("What is found again: the cooperation that is joined, or the one that joins.")
        ),
    ],
    split: Annotated[
        Split,
        typer.Option(
            metavar="leave_one_out|time",
            help=_("Hide each membership once, or tell the joins of a year from those before."),
            show_default=False,
        ),
    ] = Split.leave_one_out,
    later: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=_("Records of a later date: what is new in them is to be found.")),
    ] = None,
    statutory: Annotated[bool, typer.Option("--statutory", help=_("Bodies that a law prescribes take part."))] = False,
    candidates: Annotated[
        Candidates,
        typer.Option(
            metavar="all|surveyed",
            help=_("Among all municipalities of the boundaries, or those surveyed."),
            show_default=False,
        ),
    ] = Candidates.all,
    seed: Annotated[int, typer.Option(min=0, metavar="NUMBER", help=_("Seed of the bootstrap."))] = 0,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Hide memberships that exist, and tell how often each order finds them again."""
    analysis = _analysis(data, as_of, output)
    from geo_koop.planning import retrodict as test

    with progress(output) as step:
        step(_("Trying the order on memberships that exist …"))
        found = test.retrodict(
            analysis,
            task=task,
            split=split,
            statutory=statutory,
            candidates=candidates,
            later=None if later is None else _later(later, data, as_of, output),
            seed=seed,
        )
    flat = [
        {name: value for name, value in method.items() if name != "interval"}
        | {
            f"{name}_{end}": value
            for name, ends in method.get("interval", {}).items()
            for end, value in zip(("low", "high"), ends, strict=True)
        }
        for method in found["methods"]
    ]
    rows: Any = found if _as_json(table_output) else flat
    put(rows, lambda console: tables.show_methods(console, found, output["lang"]), _formed(table_output), output)
    return finish(analysis, output)


def _analysis(data: Mapping[str, Any], as_of: Any, output: Mapping[str, Any]) -> "Analysis":
    with progress(output) as step:
        return evaluated(data, {**NO_FILTERS, "as_of": as_of}, output, step)[1]


def _later(folder: Path, data: Mapping[str, Any], as_of: Any, output: Mapping[str, Any]) -> "Analysis":
    """Evaluate the records of another folder on the same boundaries, under the same date."""
    from dataclasses import replace
    from datetime import date

    from geo_koop import workspace
    from geo_koop.intake.records import project

    asked = request(data, {**NO_FILTERS, "as_of": as_of}, output["lang"])
    tables_of = project.record_tables(folder)
    asked = replace(
        asked,
        cooperations=tables_of["cooperations"],
        members=tables_of.get("members"),
        actors=tables_of.get("actors"),
        sources=tables_of.get("sources"),
        scopes=tables_of.get("scopes"),
    )
    return workspace.evaluate(workspace.load(asked), as_of=asked.as_of or date.today())


def _of_region(
    analysis: "Analysis",
    region: str,
    topic: str | None,
    table_output: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    from geo_koop.outputs.report import places
    from geo_koop.planning import everywhere, gaps

    language = output["lang"]
    chosen = places.region(analysis, region, language)
    inside = analysis.municipalities.index.isin(chosen.keys)
    if topic is None:
        ranking = gaps.ranking(analysis, inside)
        rows = tables.ranking_rows(ranking, language)
        _put(rows, lambda console: tables.show_ranking(console, chosen.name, rows, language), table_output, output)
    else:
        found = everywhere.gap_table(analysis, inside)
        groups = everywhere.gap_groups(analysis, found[found["topic"] == topic])
        rows = tables.group_rows(groups, analysis.municipalities["name"])
        _put(
            rows, lambda console: tables.show_groups(console, chosen.name, topic, rows, language), table_output, output
        )
    return finish(analysis, output)


def _weights(analysis: "Analysis", given: Sequence[str] | None) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights of the list *invite*, and those of *learn*: every other name is that of an indicator."""
    from geo_koop.given import only_known
    from geo_koop.planning.similar import likeness
    from geo_koop.planning.weights import shipped

    numbers, known = _numbers(given), shipped("invite")
    only_known("Unknown weights: {strange}.", numbers, [*known, *likeness(analysis).raw])
    invited = {name: value for name, value in numbers.items() if name in known}
    return invited, {name: value for name, value in numbers.items() if name not in known}


def _numbers(given: Sequence[str] | None) -> dict[str, float]:
    """Read ``NAME=VALUE``; a comma may stand for the point.

    Raises
    ------
    UsageError
        If one is written in another way.
    """
    found = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        try:
            found[name.strip()] = float(value.strip().replace(",", "."))
        except ValueError:
            equals = ""
        if not equals:
            raise UsageError(
                "The weight {text} is not written as NAME=VALUE.", "Write, for example: distance=-2.", text=text
            )
    return found


def _put(rows: list[dict[str, Any]], printed: Any, target: Mapping[str, Any], output: Mapping[str, Any]) -> None:
    """Write rows; what a CSV or a sheet holds has a column for each part."""
    whole: Any = rows if _as_json(target) else tables.flat(rows)
    put(whole, printed, _formed(target), output)


def _as_json(target: Mapping[str, Any]) -> bool:
    form, out = target["output_format"], target["out"]
    return bool(form == TableFormat.json if form else out is not None and out.suffix.lower() == ".json")


def _formed(target: Mapping[str, Any]) -> dict[str, Any]:
    """Return where rows go, with the form that the ending of a file decides."""
    return {**target, "output_format": TableFormat.json if _as_json(target) else target["output_format"]}
