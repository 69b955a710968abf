"""Commands for the work on the records of a register: what is to be done, compare, review, merge, take out."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_koop.cli.options import Lang, Language, Quiet, RegisterAddress, TableFormat
from geo_koop.cli.program import DONE
from geo_koop.cli.register import Author, Origin, Project, Reason, group, now, open_register, say
from geo_koop.cli.register_tables import (
    Form,
    Prefer,
    Publish,
    Record,
    actor_named,
    json_rows,
    picked_sides,
    print_collisions,
    print_rows,
    revision_number,
    show,
)
from geo_koop.cli.screen import put_out
from geo_koop.locale import mark as _

if TYPE_CHECKING:
    pass

_STATES = ("record", "name", "state", "author", "recorded")


@group.command()
def work(
    output_format: Form = TableFormat.table,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
) -> int:
    """Show what is to be done: drafts, reviews, suggestions, records that nobody looked at for long."""
    open_ = open_register(register, project)
    from geo_koop.register import worklist

    found = worklist.worklist(open_, actor=actor_named(author), now=now())
    lists: dict[str, tuple[str, list[dict[str, Any]], Sequence[str]]] = {
        "mine": (_("My drafts"), json_rows(found.mine, _STATES), _STATES),
        "to_review": (_("To review"), json_rows(found.to_review, _STATES), _STATES),
        "to_publish": (_("To publish"), json_rows(found.to_publish, _STATES), _STATES),
        "suggestions": (
            _("Suggestions"),
            [
                {"number": s.number, "record": s.cooperation_id, "note": s.note, "source": s.source}
                for s in found.suggestions
            ],
            ("number", "record", "note", "source"),
        ),
        "commented": (_("Open comments"), json_rows(found.commented, _STATES), _STATES),
        "unchecked": (
            _("To look at again"),
            json_rows(found.unchecked, _UNCHECKED),
            _UNCHECKED,
        ),
    }
    if output_format == TableFormat.json:
        put_out(json.dumps({name: rows for name, (_t, rows, _c) in lists.items()}, ensure_ascii=False, indent=2) + "\n")
        return DONE
    for title, rows, columns in lists.values():
        if rows:
            print_rows(rows, columns, lang, title)
    if not any(rows for _title, rows, _columns in lists.values()):
        say(False, lang, _("There is nothing to be done."))
    return DONE


_UNCHECKED = ("record", "name", "why", "checked", "review_after")


@group.command()
def duplicates(
    output_format: Form = TableFormat.table,
    register: RegisterAddress = None,
    project: Project = None,
    lang: Lang = Language.de,
) -> int:
    """Show pairs of records that may be the same cooperation."""
    open_ = open_register(register, project)
    from geo_koop.register import duplicates as pairs

    with open_.reading() as connection:
        found = pairs.duplicates(connection)
    show(found, ("one", "name_one", "other", "name_other", "why", "name_likeness", "shared"), output_format, lang)
    return DONE


@group.command()
def compare(
    record: Record,
    old: Annotated[str, typer.Option(metavar="rN", help=_("Revision; else what readers see."))] = "",
    new: Annotated[str, typer.Option(metavar="rN", help=_("Revision; else what is worked on."))] = "",
    output_format: Form = TableFormat.table,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
) -> int:
    """Show two states of a record side by side, with who changed each field, and by which source."""
    open_ = open_register(register, project)
    from geo_koop.register import review

    states: dict[str, Any] = {
        "old": revision_number(old) if old else "published",
        "new": revision_number(new) if new else "working",
    }
    found = review.changed_fields(open_, record, actor=actor_named(author), **states)
    show(found, ("table", "name", "column", "old", "new", "author", "recorded", "source"), output_format, lang)
    return DONE


@group.command()
def review(
    records: Annotated[list[str], typer.Argument(metavar="ID…", help=_("Records that you looked at."))],
    note: Annotated[str, typer.Option(metavar="TEXT", help=_("What was found."))] = "",
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Say that you looked at records and found them right; publish lets readers see them."""
    open_ = open_register(register, project)
    from geo_koop.register import review as states

    with open_.reading() as connection:
        stands = {record: states.stand_of(connection, record) for record in records}
    seen = {record: stand.revision if stand else 0 for record, stand in stands.items()}
    states.mark_reviewed(open_, seen, actor=actor_named(author), now=now(), note=note)
    say(quiet, lang, _("{count} records reviewed."), count=len(seen))
    return DONE


@group.command()
def merge(
    survivor: Annotated[str, typer.Argument(metavar="ID", help=_("Record that stays."))],
    other: Annotated[str, typer.Argument(metavar="ID", help=_("Record that goes into it."))],
    prefer: Prefer = None,
    publish: Publish = False,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    source: Origin = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Make one record of two: members, sources and events united; undone by revert."""
    open_ = open_register(register, project)
    from geo_koop.register import merging

    actor = actor_named(author)
    pair = merging.compared(open_, survivor, other, actor=actor)
    if pair.comparison.collisions and prefer is None:
        print_collisions(pair.comparison, lang)
    made = merging.merge(
        open_,
        survivor,
        other,
        seen=pair.seen,
        decisions=picked_sides(pair.comparison, prefer),
        actor=actor,
        now=now(),
        reason=reason,
        source=source,
        publish=publish,
    )
    said = _("Revision {revision}: {other} is now part of {survivor}.")
    say(quiet, lang, said, revision=made, other=other, survivor=survivor)
    return DONE


@group.command()
def remove(
    record: Record,
    publish: Publish = False,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    source: Origin = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Take a record out; the history keeps it."""
    open_ = open_register(register, project)
    from geo_koop.register import records
    from geo_koop.register import review as states

    with open_.reading() as connection:
        stand = states.stand_of(connection, record)
    done = records.remove(
        open_,
        record,
        based_on=stand.revision if stand else records.NEW,
        actor=actor_named(author),
        now=now(),
        reason=reason,
        source=source,
        publish=publish,
    )
    say(quiet, lang, _("Revision {revision}: {record} was taken out."), revision=done.revision, record=record)
    return DONE


@group.command()
def restore_record(
    record: Record,
    revision: Annotated[str, typer.Option(metavar="rN", help=_("As it was then; else before it was taken out."))] = "",
    publish: Publish = False,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    source: Origin = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Bring a record back that was taken out, or as it was in a revision."""
    open_ = open_register(register, project)
    from geo_koop.register import records

    done = records.restore(
        open_,
        record,
        revision=revision_number(revision) if revision else None,
        actor=actor_named(author),
        now=now(),
        reason=reason,
        source=source,
        publish=publish,
    )
    if done.revision is None:
        say(quiet, lang, _("Nothing differs: no revision was made."))
    else:
        say(quiet, lang, _("Revision {revision}: {record} is back."), revision=done.revision, record=record)
    return DONE
