"""Commands of the register."""

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli.commands import app
from geo_koop.cli.options import (
    Lang,
    Language,
    Overwrite,
    Quiet,
    RecordedOn,
    RegisterAddress,
    register_address,
)
from geo_koop.cli.program import DONE, WITH_ERRORS
from geo_koop.cli.screen import Screen, Text, line
from geo_koop.cli.steps import tell
from geo_koop.errors import UsageError
from geo_koop.extras import require
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.view_date import HOME

if TYPE_CHECKING:
    import pandas as pd

    from geo_koop.register.store import Register
    from geo_koop.register.writing import Revision

group = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=_("Keep records together: every change with author and time, nothing lost."),
)
app.add_typer(group, name="register")

Project = Annotated[
    Path | None, typer.Option(metavar="DIR", help=_("Project folder whose register.sqlite is meant; else this folder."))
]
Author = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help=_("Who makes the change; else GEO_KOOP_AUTHOR, or the account on this machine."),
    ),
]
Reason = Annotated[str, typer.Option(metavar="TEXT", help=_("Why."))]
Origin = Annotated[str, typer.Option("--source", metavar="TEXT", help=_("What attests it: a letter, a page, a list."))]
Draft = Annotated[bool, typer.Option("--draft", help=_("Do not publish: readers see what they saw before."))]


def _address(register: str | None, project: Path | None) -> str:
    """Return which register is meant: the option, the environment, that of the project, that of this folder."""
    from geo_koop.intake.records.project import REGISTER

    named = register or (None if project else register_address(None))
    return named or str((project or Path()) / REGISTER)


def open_register(register: str | None, project: Path | None) -> "Register":
    """Open the register that is meant; where none is named and none is here, the embedded one, to be read."""
    require("sqlalchemy")
    from geo_koop.intake.records.project import REGISTER
    from geo_koop.register import embedded, store

    named = register or project or register_address(None)
    if not named and not Path(REGISTER).exists():
        return embedded.open_()
    return store.open_(_address(register, project))


def who(author: str) -> str:
    """Return who makes a change: the option, the environment, the account on this machine."""
    named = author or os.environ.get("GEO_KOOP_AUTHOR", "")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise UsageError("Nobody is named as the author.", "Name who makes the change: --author NAME") from error


def now() -> datetime:
    """Return the time that a change is recorded with."""
    return datetime.now(UTC)


def say(quiet: bool, language: str, message: str, **params: object) -> None:
    """Say what was done, unless nobody wants to hear it."""
    if not quiet:
        Screen(error=True).print(Text(line(translator(language, "cli")(message).format(**params))))


@group.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Project folder; made where it does not exist."))],
    register: RegisterAddress = None,
    author: Author = "",
    reason: Reason = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Make a register for a project, and load the record tables that the project has."""
    require("sqlalchemy")
    from geo_koop.register import beginning

    address = _address(register, folder) if register else None
    made, counts = beginning.make(folder, address, now=now(), author=who(author), reason=reason)
    say(quiet, lang, _("Made the register {name}."), name=made.name)
    if counts is not None:
        _say_counts(counts, quiet=quiet, language=lang)
    else:
        say(quiet, lang, _("It is empty: {folder} has no record tables."), folder=folder)
    if beginning.lacks_boundaries(folder):
        say(
            quiet,
            lang,
            _(
                "Next: the app needs boundaries too. Copy a boundary file into {boundaries}, or make one of an "
                "official product: geo-koop boundaries import FILE --project {folder}"
            ),
            folder=folder,
            boundaries=folder / "boundaries",
        )
    return DONE


@group.command()
def load(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("Folder with record tables (CSV or XLSX)."))],
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Remove rows that the folder lacks; the history keeps them."))
    ] = False,
    draft: Draft = False,
    record_profile: Annotated[
        str | None, typer.Option(metavar="FILE", help=_("Columns of the record tables: a YAML file."))
    ] = None,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    source: Origin = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Add and update records by their identifiers, as one revision."""
    open_ = open_register(register, project)
    from geo_koop.register import exchange, reading

    given = reading.folder(folder, profile=record_profile)
    how = {"author": who(author), "reason": reason, "source": source or folder.name}
    counts = exchange.load(open_, given, now=now(), replace=replace, draft=draft, **how)
    _say_counts(counts, quiet=quiet, language=lang)
    return DONE


def _say_counts(counts: Any, *, quiet: bool, language: str) -> None:
    if counts.revision is None:
        say(quiet, language, _("Nothing differs: no revision was made."))
        return
    sums = {what: sum(getattr(counts, what).values()) for what in ("added", "changed", "removed")}
    said = _("Revision {revision}: {added} rows added, {changed} changed, {removed} removed.")
    say(quiet, language, said, revision=counts.revision, **sums)


@group.command()
def dump(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("Folder for the record tables."))],
    as_recorded_on: RecordedOn = None,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Internal records and what is not published yet, too."))
    ] = False,
    register: RegisterAddress = None,
    project: Project = None,
    overwrite: Overwrite = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Write what is published as record tables, now or as once recorded."""
    open_ = open_register(register, project)
    from geo_koop import given
    from geo_koop.errors import OutputError
    from geo_koop.outputs import target
    from geo_koop.register import exchange

    when = None if as_recorded_on is None else given.recorded_on(as_recorded_on)
    contents, revision = exchange.texts(open_, recorded_on=when, everything=everything)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            "{folder} cannot be written: {strerror}.", "Choose another folder.", folder=folder, strerror=error.strerror
        ) from error
    with target.writing_together({name: folder / name for name in contents}, overwrite=overwrite) as places:
        exchange.write(contents, places)
    tell(folder, {"lang": lang, "quiet": quiet})
    say(quiet, lang, _("As recorded in revision {revision}."), revision=revision.number if revision else 0)
    return DONE


@group.command()
def publish(
    records: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help=_("Cooperations; else everything that waits."))
    ] = None,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Let readers see drafts."""
    open_ = open_register(register, project)
    from geo_koop.register import exchange

    done = exchange.publish(open_, records or None, now=now(), author=who(author), reason=reason)
    say(quiet, lang, _("{count} records published."), count=len(done))
    return DONE


@group.command()
def history(
    record: Annotated[
        str | None, typer.Argument(metavar="ID", help=_("cooperation_id, or r12 for a revision; else all revisions."))
    ] = None,
    register: RegisterAddress = None,
    project: Project = None,
    lang: Lang = Language.de,
) -> int:
    """Show who changed what, when and why."""
    open_ = open_register(register, project)
    from geo_koop.register import revisions

    console = Screen(wrap=True)
    if open_.fixed:
        say(False, lang, _("There is no register here. This is the embedded one, which can only be read."))
    if record is None:
        console.print(_revision_table(revisions.listed(open_), lang))
        return DONE
    number = int(record[1:]) if record[:1] == "r" and record[1:].isdecimal() else None
    found = revisions.of_record(open_, record) if number is None else revisions.of_revision(open_, number)
    for _number, rows in found.groupby("revision", sort=False):
        for shown in _told(rows, translator(lang, "cli")):
            console.print(Text(shown))
    return DONE


def _told(rows: "pd.DataFrame", text: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines that tell of a revision: who and when, and each field before and after."""
    first = rows.iloc[0]
    about = [first["author"], first["reason"], first["source"]]
    heading = text(_("Revision {revision}, {when}")).format(revision=first["revision"], when=_when(first["recorded"]))
    yield line(" · ".join([heading, *(str(part) for part in about if part)]))
    for (table, record, item, operation), cells in rows.groupby(["table", "record", "item", "operation"], sort=False):
        what = text(_OPERATIONS[str(operation)])
        named = f"{record} {item}" if record and item != record else record or item
        yield line(f"  {table} {named}: {what}")
        for cell in cells[cells["column"] != ""].itertuples():
            yield line(f"    {cell.column}: {cell.old or '–'} → {cell.new or '–'}")


_OPERATIONS: Mapping[str, str] = {"insert": _("row added"), "update": _("row changed"), "delete": _("row removed")}


def _when(recorded: datetime) -> str:
    return recorded.astimezone(HOME).strftime("%d.%m.%Y %H:%M:%S")


def _revision_table(found: "list[Revision]", language: str) -> Table:
    text = translator(language, "cli")
    table = Table()
    for heading in (_("Revision"), _("When"), _("Who"), _("Why"), _("Source"), _("Kind")):
        table.add_column(text(heading), overflow="fold")
    for one in found:
        words = (one.author, one.reason, one.source, one.kind)
        table.add_row(str(one.number), _when(one.recorded), *(Text(word) for word in words))
    return table


@group.command()
def revert(
    revision: Annotated[int, typer.Argument(metavar="N", min=1, help=_("Number of the revision that is undone."))],
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    reason: Reason = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Undo a revision by a new one; refused where its rows were changed since."""
    open_ = open_register(register, project)
    from geo_koop.register import revisions

    made = revisions.revert(open_, revision, now=now(), author=who(author), reason=reason)
    if made is None:
        say(quiet, lang, _("Nothing differs: no revision was made."))
    else:
        say(quiet, lang, _("Revision {revision} is undone by revision {made}."), revision=revision, made=made)
    return DONE


@group.command()
def check(
    register: RegisterAddress = None, project: Project = None, lang: Lang = Language.de, quiet: Quiet = False
) -> int:
    """Look whether the register is sound: the history, played again, gives the present state."""
    require("sqlalchemy")
    from geo_koop.register import checks, store

    words = translator(lang, "errors")
    try:
        open_ = open_register(register, project)
        said = [fault.words(words) for fault in checks.check(open_)]
    except store.DamagedError as error:  # that is what was asked for, no wrong use of the command
        said = [text for text in error.words(words) if text]
    for text in said:
        Screen(error=True).print(Text(line(text), "red"))
    if not said:
        say(quiet, lang, _("The register {name} is sound."), name=open_.name)
    return WITH_ERRORS if said else DONE


@group.command()
def backup(
    out: Annotated[Path, typer.Argument(metavar="FILE", help=_("File to write."))],
    register: RegisterAddress = None,
    project: Project = None,
    overwrite: Overwrite = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Write the whole register, with its history, to one file; work on it may go on."""
    open_ = open_register(register, project)
    from geo_koop.outputs import target
    from geo_koop.register import backups

    with target.writing(out, overwrite=overwrite) as path:
        backups.backup(open_, path)
    tell(out, {"lang": lang, "quiet": quiet})
    return DONE


@group.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("File that backup wrote."))],
    register: RegisterAddress = None,
    project: Project = None,
    overwrite: Overwrite = False,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Bring a register back from a backup that is sound; what is there is copied aside first."""
    require("sqlalchemy")
    from geo_koop.register import backups

    address = _address(register, project)
    aside = backups.restore(file, address, overwrite=overwrite)
    if aside:
        say(quiet, lang, _("What was there is now {file}."), file=aside)
    say(quiet, lang, _("The register was restored from {file}."), file=file)
    return DONE


@group.command()
def upgrade(
    register: RegisterAddress = None, project: Project = None, lang: Lang = Language.de, quiet: Quiet = False
) -> int:
    """Bring the schema of a register to that of this version; make a backup before."""
    require("sqlalchemy")
    from geo_koop.register import store

    before, after = store.upgrade(_address(register, project))
    say(quiet, lang, _("Schema {now} (before: {before})."), before=before, now=after)
    return DONE
