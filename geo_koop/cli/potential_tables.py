"""How potentials are written: rows for JSON and CSV, tables for people."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from geo_koop.cli.screen import Screen, Text, line
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.planning.potential import Potential
    from geo_koop.result.analysis import Analysis

_TITLES = {
    "join": _("Join: cooperations on the topic"),
    "invite": _("Invite: who is missing"),
    "found": _("Begin: municipalities with the same gap"),
    "learn": _("Learn: alike, and member of a cooperation on the topic"),
    "similar": _("Similar municipalities"),
}
_STATUS = {
    "covered": _("{name}: {topic} is covered by a cooperation."),
    "district": _("{name}: {topic} is covered through the district alone."),
    "statutory": _("{name}: {topic} is covered by a body alone that a law prescribes."),
    "none_recorded": _("{name}: no cooperation on {topic} is recorded ({grade})."),
    "not_surveyed": _("{name} was not surveyed on {topic}: whether this is a gap is not known."),
}
_PARTS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "join": (
        ("nearest", _("nearest member (km)"), 1),
        ("shared", _("shared cooperations"), 2),
        ("members", _("members"), 0),
        ("pattern_after", _("pattern with it"), -1),
    ),
    "invite": (
        ("contiguity", _("touches members"), 2),
        ("district", _("members of its district"), 2),
        ("filled", _("of its district inside"), 2),
        ("overlap", _("overlap"), 2),
        ("distance", _("mean distance (km)"), 1),
        ("size", _("size difference (ln)"), 2),
    ),
    "found": (
        ("contiguity", _("neighbour"), 0),
        ("shared", _("shared cooperations"), 0),
        ("nearest", _("distance (km)"), 1),
        ("in_group", _("in the group"), -1),
    ),
    "learn": (
        ("district_name", _("district"), -1),
        ("difference", _("difference"), 2),
        ("nearest_km", _("distance (km)"), 1),
        ("cooperations", _("cooperations"), -1),
    ),
    "similar": (
        ("district_name", _("district"), -1),
        ("difference", _("difference"), 2),
        ("nearest_km", _("distance (km)"), 1),
        ("missing", _("indicators missing"), 0),
    ),
}
"""Parts that a table shows: field, heading, decimals (-1 for a word); JSON and CSV have all."""
_RANKING = (
    ("label", _("Topic")),
    ("surveyed", _("surveyed")),
    ("none_recorded", _("gaps")),
    ("could_begin", _("could begin")),
    ("share", _("share")),
    ("groups", _("groups")),
    ("largest", _("largest group")),
)


def flat(rows: Sequence[Mapping[str, Any]]) -> "pd.DataFrame":
    """Return rows as a table: each part is a column, lists are joined by semicolons."""
    import pandas as pd

    made = [{name: v for name, v in row.items() if name != "parts"} | row.get("parts", {}) for row in rows]
    return pd.DataFrame(
        [{name: ";".join(map(str, v)) if isinstance(v, list | tuple) else v for name, v in row.items()} for row in made]
    )


def ranking_rows(ranking: "pd.DataFrame", language: str) -> list[dict[str, Any]]:
    """Return the topics of a region in their order: ``topic, label``, and the columns of the ranking."""
    from geo_koop import codelists

    labels = codelists.load("topics").labels(language)
    return [
        {"topic": str(code), "label": labels.get(str(code), str(code)), **values}
        for code, values in zip(ranking.index, ranking.to_dict("records"), strict=True)
    ]


def group_rows(groups: "pd.DataFrame", names: "pd.Series") -> list[dict[str, Any]]:
    """Return the groups of gaps: their columns, with ``keys`` and ``names`` as lists."""
    whole = groups.astype(object).where(groups.notna(), None).to_dict("records")
    return [{**row, "keys": list(row["keys"]), "names": names.reindex(row["keys"]).tolist()} for row in whole]


def show_potential(
    console: Screen, analysis: "Analysis", found: "Potential", rows: Sequence[Mapping[str, Any]], language: str
) -> None:
    """Print what is recorded of a municipality on a topic, and its lists."""
    from geo_koop import codelists
    from geo_koop.outputs.wording import Wording

    text, words = translator(language, "cli"), Wording(language)
    grades = codelists.load("grades").field(f"none_recorded_{language}")
    said = text(_STATUS[found.status]).format(
        name=analysis.municipalities["name"][found.key],
        topic=words.label("topics", found.topic),
        grade=grades.get(found.grade or "", ""),
    )
    console.print(Text(line(said)))
    for name in dict.fromkeys(row["list"] for row in rows):
        show_list(console, str(name), [row for row in rows if row["list"] == name], language)
    if not rows:
        console.print(text(_("Nothing is to be proposed.")))


def show_list(console: Screen, name: str, rows: Sequence[Mapping[str, Any]], language: str) -> None:
    """Print a list: rank, rank by nearness alone, name, parts."""
    from geo_koop import codelists

    text = translator(language, "cli")
    patterns = codelists.load("patterns").labels(language)
    table = Table(title=text(_TITLES[name]), title_justify="left")
    several = len({row.get("cooperation_id") for row in rows}) > 1 and name == "invite"
    first = (_("Rank"), _("nearest only"), _("Name"), *((_("Cooperation"),) if several else ()))
    for heading in (*first, *(heading for _field, heading, _decimals in _PARTS[name])):
        table.add_column(text(heading), overflow="fold")
    for row in rows:
        cells = [str(row["rank"]), str(row["rank_nearest"]), str(row["name"])]
        cells += [str(row["cooperation_id"])] if several else []
        cells += [_cell(row["parts"].get(field), decimals, patterns, language) for field, _h, decimals in _PARTS[name]]
        table.add_row(*(Text(line(cell)) for cell in cells))
    console.print(table)


def _cell(value: Any, decimals: int, patterns: Mapping[str, str], language: str) -> str:
    from geo_koop.outputs.wording import Wording

    text = translator(language, "cli")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if decimals < 0:
        return {True: text(_("yes")), False: text(_("no")), None: "–"}.get(value) or patterns.get(value, str(value))
    return Wording(language).number(value, decimals)


def show_ranking(console: Screen, region: str, rows: Sequence[Mapping[str, Any]], language: str) -> None:
    """Print the topics of a region by their potential."""
    from geo_koop.outputs.wording import Wording

    text, words = translator(language, "cli"), Wording(language)
    table = Table(title=text(_("Potential of {name} by topic")).format(name=region), title_justify="left")
    for _field, heading in _RANKING:
        table.add_column(text(heading), overflow="fold")
    for row in rows:
        cells = [
            words.share(row[field]) if field == "share" else words.number(row[field])
            for field, _heading in _RANKING[1:]
        ]
        table.add_row(row["label"], *cells)
    console.print(table)


def show_groups(console: Screen, region: str, topic: str, rows: Sequence[Mapping[str, Any]], language: str) -> None:
    """Print the groups of municipalities with the same gap, the largest first."""
    from geo_koop.outputs.wording import Wording

    text, words = translator(language, "cli"), Wording(language)
    title = text(_("Groups of gaps in {name}: {topic}")).format(name=region, topic=words.label("topics", topic))
    table = Table(title=title, title_justify="left", show_lines=True)
    for heading in (_("Group"), _("Municipalities"), _("Inhabitants"), _("km²"), _("Names")):
        table.add_column(text(heading), overflow="fold")
    for row in rows:
        numbers = (words.number(row[field]) for field in ("group", "municipalities", "population", "area_km2"))
        table.add_row(*numbers, Text(line(", ".join(row["names"]))))
    console.print(table)


def show_methods(console: Screen, found: Mapping[str, Any], language: str) -> None:
    """Print how often each order finds what was hidden."""
    from geo_koop.outputs.wording import Wording

    text, words = translator(language, "cli"), Wording(language)
    said = text(_("{count} memberships, {candidates} candidates in the median")).format(
        count=words.number(found["n"]), candidates=words.number(found["candidates_median"])
    )
    table = Table(title=said, title_justify="left")
    for heading in (_("Method"), "hit@1", "hit@3", "hit@10", "MRR"):
        table.add_column(text(heading))
    for method in found["methods"]:
        cells = [words.number(method[field], 3) for field in ("hit_1", "hit_3", "hit_10", "mrr")]
        table.add_row(method["name"], *cells)
    console.print(table)
