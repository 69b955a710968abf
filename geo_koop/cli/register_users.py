"""Commands for the people of a register: who has which role, and how long their names are kept."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from geo_koop.cli.options import Lang, Language, Overwrite, Quiet, RegisterAddress, TableFormat
from geo_koop.cli.program import DONE
from geo_koop.cli.register import Author, Project, group, now, open_register, say, who
from geo_koop.cli.screen import Screen, Text
from geo_koop.cli.steps import put
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator

if TYPE_CHECKING:
    from geo_koop.register.rights import Actor

users = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=_("Who may do what in the register, where people log in."),
)
group.add_typer(users, name="users")

Subject = Annotated[
    str, typer.Argument(metavar="SUBJECT", help=_("Name at the identity provider: the claim sub, not the e-mail."))
]
Form = Annotated[
    TableFormat,
    typer.Option("--output-format", metavar="table|json|csv", help=_("Form of the result."), show_default=False),
]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help=_("Write the result to a file instead of the console."))]


class RoleName(StrEnum):
    """Roles of people."""

    none = "none"
    reader = "reader"
    editor = "editor"
    reviewer = "reviewer"
    admin = "admin"


Role = Annotated[
    RoleName,
    typer.Argument(metavar="none|reader|editor|reviewer|admin", help=_("What they may do."), show_default=False),
]


@users.command("list")
def list_(
    output_format: Form = TableFormat.table,
    out: Out = None,
    register: RegisterAddress = None,
    project: Project = None,
    overwrite: Overwrite = False,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Show who has which role."""
    open_ = open_register(register, project)
    from geo_koop.register import people

    found = people.people(open_, actor=_actor(author))

    def show(console: Screen) -> None:
        table = Table()
        for heading in (_("Subject"), _("Name"), _("Role in the register"), _("Note")):
            table.add_column(translator(lang, "cli")(heading), overflow="fold")
        for row in found.to_numpy().tolist():
            table.add_row(*(Text(str(cell)) for cell in row))
        console.print(table)

    form = None if out and output_format == TableFormat.table else output_format
    target: dict[str, Any] = {"output_format": form, "out": out}
    put(found, show, target, {"lang": lang, "quiet": quiet, "overwrite": overwrite, "csv_dialect": "plain"})
    return DONE


@users.command()
def add(
    subject: Subject,
    role: Role,
    name: Annotated[str, typer.Option(metavar="NAME", help=_("As the history shows it."))] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help=_("Anything to remember."))] = "",
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Let somebody in."""
    open_ = open_register(register, project)
    from geo_koop.register import people

    if people.known(open_, subject):
        raise UsageError(
            "{subject} is in the table of users already.",
            "Change the role: geo-koop register users role SUBJECT ROLE",
            subject=subject,
        )
    people.give_role(open_, subject, role.value, name=name, note=note, actor=_actor(author), now=now())
    say(quiet, lang, _("{subject} now has the role {role}."), subject=subject, role=role.value)
    return DONE


@users.command("role")
def change(
    subject: Subject,
    role: Role,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Give somebody another role, or none; it holds from their next click on."""
    open_ = open_register(register, project)
    from geo_koop.register import people

    if not people.known(open_, subject):
        raise people.unknown(subject)
    people.give_role(open_, subject, role.value, actor=_actor(author), now=now())
    say(quiet, lang, _("{subject} now has the role {role}."), subject=subject, role=role.value)
    return DONE


@users.command()
def remove(
    subject: Subject,
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Take somebody out; the history keeps what they did."""
    open_ = open_register(register, project)
    from geo_koop.register import people

    people.remove(open_, subject, actor=_actor(author), now=now())
    say(quiet, lang, _("{subject} is no longer in the table of users."), subject=subject)
    return DONE


@group.command()
def pseudonyms(
    years: Annotated[
        int, typer.Option(metavar="N", min=1, max=100, help=_("Names in older revisions become numbers."))
    ],
    register: RegisterAddress = None,
    project: Project = None,
    author: Author = "",
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> int:
    """Take the names of people out of old revisions, for good; make a backup before, and delete old backups."""
    open_ = open_register(register, project)
    from geo_koop.register import pseudonyms as names

    done = names.replace_names(open_, years=years, now=now(), actor=_actor(author))
    told = _("Before {day}: {people} names became numbers, in {revisions} revisions.")
    day = done.before.strftime("%d.%m.%Y")
    say(quiet, lang, told, day=day, people=done.people, revisions=done.revisions)
    return DONE


def _actor(author: str) -> "Actor":
    from geo_koop.register.rights import Actor

    return Actor(name=who(author))
