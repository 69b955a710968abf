"""Commands for what others change in a register: suggestions, workbooks, tables; and how it is kept."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_koop.cli.options import Lang, Language, Overwrite, Quiet, RegisterAddress, TableFormat
from geo_koop.cli.program import DONE
from geo_koop.cli.register import Author, Origin, Project, Reason, group, now, open_register, say
from geo_koop.cli.register_tables import (
    Form,
    Prefer,
    Publish,
    actor_named,
    json_rows,
    picked_sides,
    print_collisions,
    print_rows,
    show,
)
from geo_koop.cli.screen import Screen, Text, line, put_out
from geo_koop.cli.steps import tell
from geo_koop.errors import InputError, UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    pass


@group.command()
def suggest(
    note: Annotated[str, typer.Option(metavar="TEXT", help=_("What is wrong, and what would be right."))],
    record: Annotated[str, typer.Argument(metavar="ID", help=_("Record; left out for a new one."))] = "",
    sender: Annotated[str, typer.Option(metavar="NAME", help=_("Who suggests it."))] = "",
    source: Origin = "",
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Keep a correction that somebody suggests, such as on the telephone."""
    open_ = open_register(register, project)
    from geo_koop.register import suggestions

    how = {"note": note, "source": source, "sender": sender}
    number = suggestions.suggest(open_, record, None, actor=actor_named(author), now=now(), **how)
    say(quiet, lang, _("Suggestion {number} is kept."), number=number)
    return DONE


@group.command()
def decline(
    number: Annotated[int, typer.Argument(metavar="N", min=1, help=_("Number of the suggestion."))],
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_("Why."))],
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Decline a suggestion with a reason."""
    open_ = open_register(register, project)
    from geo_koop.register import decisions

    decisions.decline(open_, number, actor=actor_named(author), now=now(), reason=reason)
    say(quiet, lang, _("Suggestion {number} is declined."), number=number)
    return DONE


@group.command()
def accept(
    number: Annotated[int, typer.Argument(metavar="N", min=1, help=_("Number of the suggestion."))],
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_("Why."))],
    prefer: Prefer = None,
    new_id: Annotated[str, typer.Option("--id", metavar="ID", help=_("Identifier of a record that is new."))] = "",
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Take the fields of a suggestion into the working state; readers see them after publish."""
    open_ = open_register(register, project)
    from geo_koop.register import decisions

    actor = actor_named(author)
    _suggestion, found, seen = decisions.compared(open_, number, actor=actor)
    if found.collisions and prefer is None:
        print_collisions(found, lang)
    done = decisions.accept(
        open_,
        number,
        seen=seen,
        actor=actor,
        now=now(),
        reason=reason,
        decisions=picked_sides(found, prefer),
        record=new_id,
    )
    say(quiet, lang, _("Suggestion {number} is in the record {record}."), number=number, record=done.cooperation_id)
    return DONE


@group.command(name="set")
def set_(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("Setting; left out: show all."))] = "",
    value: Annotated[str, typer.Argument(metavar="VALUE", help=_("yes, no, or a number."))] = "",
    output_format: Form = TableFormat.table,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Show or change how the register is kept: four_eyes, suggestions, check_years and others."""
    open_ = open_register(register, project)
    from geo_koop.register import people, settings

    if name:
        people.change_setting(open_, name, value, actor=actor_named(author), now=now(), reason=reason)
        say(quiet, lang, _("{name} is now {value}."), name=name, value=value)
        return DONE
    import pandas as pd

    with open_.reading() as connection:
        rows = settings.values(connection)
    show(pd.DataFrame(rows.items(), columns=["name", "value"]), ("name", "value"), output_format, lang)
    return DONE


@group.command()
def template(
    records: Annotated[list[str], typer.Argument(metavar="ID…", help=_("Cooperations to be sent."))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=_("Workbook to write (.xlsx)."))],
    drafts: Annotated[
        bool, typer.Option("--drafts", help=_("What is worked on, too; else what is published and public."))
    ] = False,
    register: RegisterAddress = None,
    project: Project = None,
    overwrite: Overwrite = False,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Write a workbook with records, to be checked and completed by a municipality; changes reads it back."""
    open_ = open_register(register, project)
    from geo_koop.outputs import target
    from geo_koop.register import workbook

    if out.suffix.lower() != ".xlsx":
        raise UsageError("{file} is no workbook.", "Name it with the ending .xlsx.", file=out.name)
    with target.writing(out, overwrite=overwrite) as path:
        workbook.write(open_, records, path, actor=actor_named(author), language=lang, drafts=drafts)
    tell(out, {"lang": lang, "quiet": quiet})
    return DONE


@group.command()
def changes(
    file: Annotated[
        Path, typer.Argument(metavar="FILE|FOLDER", help=_("Workbook of template that came back, or record tables."))
    ],
    apply: Annotated[bool, typer.Option("--apply", help=_("Do it, as one revision; else it is only shown."))] = False,
    prefer: Prefer = None,
    publish: Publish = False,
    output_format: Form = TableFormat.table,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    source: Origin = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Show what a workbook or tables would change in the register: new, changed, unchanged; and do it."""
    open_ = open_register(register, project)
    from geo_koop.register import changes as sets
    from geo_koop.register import reading, returned

    actor = actor_named(author)
    if not file.exists():
        raise InputError("The file {path} does not exist.", "Check the path and its spelling.", path=file)
    if file.is_dir():
        given = reading.folder(file)
        preview = sets.of_tables(open_, given, actor=actor, now=now())
    else:
        book = returned.read(open_, file, actor=actor)
        preview = book.preview()
    _show_preview(preview, output_format, lang)
    if not apply:
        return DONE
    if file.is_dir():
        made = sets.apply_tables(
            open_,
            given,
            seen=preview.seen,
            actor=actor,
            now=now(),
            reason=reason,
            source=source or file.name,
            publish=publish,
        ).revision
    else:
        picked = {change.cooperation_id: picked_sides(change.comparison, prefer) for change in book.changes}
        made = returned.apply(
            open_,
            book,
            actor=actor,
            now=now(),
            reason=reason,
            source=source or file.name,
            decisions=picked,
            publish=publish,
        )
    if made is None:
        say(quiet, lang, _("Nothing differs: no revision was made."))
    else:
        say(quiet, lang, _("Revision {revision} holds these changes."), revision=made)
    return DONE


def _show_preview(preview: Any, form: TableFormat, language: str) -> None:
    cells = json_rows(preview.cells, ("record", "status", "table", "name", "column", "old", "new", "collides"))
    text, errors = translator(language, "cli"), translator(language, "errors")
    notes = [note.words(errors) for note in preview.notes]
    if form == TableFormat.json:
        records = json_rows(preview.records, ("record", "name", "status"))
        content = {"counts": preview.counts(), "records": records, "cells": cells, "notes": notes}
        put_out(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        return
    if cells:
        print_rows(cells, ("record", "status", "table", "name", "column", "old", "new", "collides"), language)
    said = _("{new} records new, {changed} changed, {removed} taken out, {unchanged} unchanged.")
    console = Screen(wrap=True)
    console.print(Text(line(text(said).format(**preview.counts()))))
    for note in notes:
        console.print(Text(line(note)))
