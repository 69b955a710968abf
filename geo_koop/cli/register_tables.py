"""How the work on a register is shown: tables for people, JSON for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli.options import TableFormat
from geo_koop.cli.register import who
from geo_koop.cli.screen import Screen, Text, put_out
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.register.comparison import Comparison, Place, Side
    from geo_koop.register.rights import Actor

Form = Annotated[TableFormat, typer.Option("--output-format", metavar="table|json", help=_("Form on the console."))]
Publish = Annotated[bool, typer.Option("--publish", help=_("Let readers see it at once; else it is a draft."))]
Record = Annotated[str, typer.Argument(metavar="ID", help=_("cooperation_id of the record."))]


class Pick(StrEnum):
    """Whose value holds where both sides differ."""

    register = "register"
    other = "other"


Prefer = Annotated[
    Pick | None,
    typer.Option(
        metavar="register|other",
        help=_("What holds where both sides changed a field: the register (of a merge: the survivor), or the other."),
    ),
]
_HEADINGS: Mapping[str, str] = {
    "record": _("Record"),
    "name": _("Name"),
    "state": _("State"),
    "author": _("Who"),
    "recorded": _("When"),
    "why": _("Why"),
    "checked": _("last looked at"),
    "review_after": _("look again after"),
    "table": _("Table"),
    "column": _("Field"),
    "old": _("before"),
    "new": _("after"),
    "source": _("Source"),
    "status": _("Status"),
    "one": _("one record"),
    "other": _("other record"),
    "name_one": _("its name"),
    "name_other": _("its name"),
    "name_likeness": _("likeness of names"),
    "shared": _("members in common"),
    "survivor": _("stays"),
    "collides": _("to decide"),
    "value": _("Value"),
    "number": _("No."),
    "note": _("Note"),
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "state": {
        "draft": _("draft"),
        "reviewed": _("reviewed"),
        "published": _("published"),
        "removed": _("taken out"),
    },
    "status": {
        "new": _("new"),
        "changed": _("changed"),
        "removed": _("taken out"),
        "unchanged": _("unchanged"),
    },
    "why": {
        "members": _("same members and topic"),
        "name": _("similar names"),
        "both": _("same members and similar names"),
        "years": _("not looked at for long"),
        "review_after": _("the date to look again is there"),
    },
    "collides": {"True": _("yes"), "False": ""},
}


def actor_named(author: str) -> "Actor":
    """Return who makes a change, on this machine."""
    from geo_koop.register.rights import Actor

    return Actor(name=who(author))


def json_rows(table: "pd.DataFrame", columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON holds them."""
    found = json.loads(table[list(columns)].to_json(orient="records", date_format="iso"))
    return [dict(row) for row in found]


def print_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], language: str, title: str = "") -> None:
    """Print rows as a table."""
    text = translator(language, "cli")
    table = Table(title=text(title) if title else None, title_justify="left")
    for column in columns:
        table.add_column(text(_HEADINGS[column]), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_value(column, row[column], text)) for column in columns))
    Screen(wrap=True).print(table)


def _value(column: str, value: Any, text: Any) -> str:
    if value is None:
        return "–"
    if column in ("recorded", "checked"):
        return ".".join(reversed(str(value)[:10].split("-")))
    known = _VALUES.get(column, {}).get(str(value))
    return str(value) if known is None else text(known) if known else ""


def show(table: "pd.DataFrame", columns: Sequence[str], form: TableFormat, language: str) -> None:
    """Write a table in the form that was asked for."""
    rows = json_rows(table, columns)
    if form == TableFormat.json:
        put_out(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    elif rows:
        print_rows(rows, columns, language)
    else:
        Screen(wrap=True).print(translator(language, "cli")(_("There are none.")))


def picked_sides(found: "Comparison", prefer: Pick | None) -> "dict[Place, Side]":
    """Return what was decided for all collisions of a comparison whose ``theirs`` is the register."""
    if prefer is None:
        return {}
    side: Side = "theirs" if prefer == Pick.register else "mine"
    return {one.place: side for one in found.collisions}


def print_collisions(found: "Comparison", language: str) -> None:
    """Print what has to be decided."""
    rows = [
        {"table": d.table, "name": d.name, "column": d.column, "survivor": d.theirs, "other": d.mine}
        for d in found.collisions
    ]
    print_rows(rows, ("table", "name", "column", "survivor", "other"), language)


def revision_number(text: str) -> int:
    """Return the number of a revision: ``r12`` or ``12``."""
    from geo_koop.given import recorded_on

    name = text if text[:1] in "rR" else f"r{text}"
    number = recorded_on(name) if name[1:].isdecimal() else None
    if not isinstance(number, int):
        raise UsageError("{text} is no revision.", "Write its number, such as r12.", text=text)
    return number
