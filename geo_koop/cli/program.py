"""The program around the commands: language, messages and exit codes."""

import inspect
import os
import re
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperGroup

from geo_koop.cli.screen import Screen, Text, line
from geo_koop.errors import GeoKoopError, shortened
from geo_koop.extras import missing
from geo_koop.locale import DEFAULT_LANGUAGE, LANGUAGES, translator
from geo_koop.locale import mark as _

DONE, WITH_ERRORS, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; done with findings of the level error; wrong use or unreadable input; Ctrl+C."""


_LONGEST = 5_000
"""Letters of a message."""


class Program(TyperGroup):
    """The commands, with texts in the asked language, clear messages and exit codes."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run a command and end with its exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        language = asked_language(arguments)
        _translate(self, language)
        extra |= {"standalone_mode": False, "default_map": _with_language(self, language)}
        _use_utf8()
        sys.exit(_guarded(lambda: super(Program, self).main(arguments, prog_name or "geo-koop", **extra), language))


def asked_language(arguments: Sequence[str]) -> str:
    """Find ``--lang`` before anything is parsed: help and messages need it too."""
    given = re.findall(r"(?:^|\n)--lang[=\n](\w+)", "\n".join(arguments))
    return given[-1] if given and given[-1] in LANGUAGES else DEFAULT_LANGUAGE


def _with_language(group: Any, language: str) -> dict[str, Any]:
    """Return the language as the default of every command, also of those in groups."""
    return {
        name: _with_language(command, language) if hasattr(command, "commands") else {"lang": language}
        for name, command in group.commands.items()
    }


def _translate(group: Any, language: str) -> None:
    """Put help texts into a language; commands are made anew for each run, so nothing stays behind."""
    text = translator(language, "cli")
    panel = {"option": text(_("Options")), "argument": text(_("Arguments"))}
    for inner in group.commands.values():
        if hasattr(inner, "commands"):
            _translate(inner, language)
    for command in (group, *(c for c in group.commands.values() if not hasattr(c, "commands"))):
        command.help = text(inspect.cleandoc(command.help or "").replace("\n", " "))
        command.rich_help_panel = text(_("Commands"))
        with typer.Context(command) as context:
            parameters = command.get_params(context)
        for parameter in parameters:
            parameter.help = text(parameter.help or "")
            if getattr(parameter, "is_flag", False):
                parameter.metavar = ""  # a switch takes no value
            parameter.rich_help_panel = text(parameter.rich_help_panel or "") or panel[parameter.param_type_name]


def _use_utf8() -> None:
    """Write UTF-8 into pipes and files on every system, and never fail on a letter that a console lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _guarded(run: Callable[[], Any], language: str) -> int:
    """Run, and turn what went wrong into a message and an exit code."""
    text = translator(language, "cli")
    try:
        return int(run() or DONE)
    except GeoKoopError as error:
        complain(*error.words(translator(language, "errors")), language)
    except KeyboardInterrupt:
        return INTERRUPTED
    except MemoryError:
        complain(
            text(_("The memory is not enough for this.")),
            text(_("A file is too large or damaged. Leave out what is not needed, or use a machine with more memory.")),
            language,
        )
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        lacking = missing(error) if isinstance(error, ModuleNotFoundError) else None
        if lacking:
            complain(*lacking.words(translator(language, "errors")), language)
        elif hasattr(error, "format_message"):
            if type(error).__name__ == "NoArgsIsHelpError":
                return FAILED
            complain(*_wrong_use(error, text), language)
        elif os.environ.get("GEO_KOOP_DEBUG"):
            raise
        elif isinstance(error, OSError) and error.filename:
            complain(
                text(_("{file} cannot be used: {reason}")).format(file=error.filename, reason=error.strerror or error),
                text(_("Check the name, the rights to read and write it, and the space that is left.")),
                language,
            )
        else:
            complain(
                text(_("Unexpected error: {kind}: {error}")).format(kind=type(error).__name__, error=error),
                text(_("Run with GEO_KOOP_DEBUG=1 for details, and report it.")),
                language,
            )
    return FAILED


def complain(problem: str, remedy: str, language: str) -> None:
    """Say on the error output what is wrong, and what to do."""
    message = Text(f"{translator(language, 'cli')(_('Error'))}: ", style="bold red") + Text(
        line(shortened(problem, _LONGEST)), style="red"
    )
    console = Screen(error=True)
    console.print(message)
    if remedy:
        console.print(Text(line(shortened(remedy, _LONGEST))))


def _wrong_use(error: Any, text: Callable[[str], str]) -> tuple[str, str]:
    """Word an error of the parser: the problem, and what can be done."""
    kind, remedy = type(error).__name__, text(_("See geo-koop --help."))
    parameter = getattr(error, "param", None)
    name = " / ".join(parameter.opts if parameter.param_type_name == "option" else ()) if parameter else ""
    name = name or (parameter.name.upper() if parameter else "") or getattr(error, "option_name", "")
    command = re.match(r"No such command '([^']*)'", str(error.message))
    if kind == "NoSuchOption":
        return text(_("There is no option {name}.")).format(name=name), likely(error.possibilities, text) or remedy
    if command and error.ctx:
        similar = get_close_matches(command[1], error.ctx.command.list_commands(error.ctx))
        return text(_("There is no command {name}.")).format(name=command[1]), likely(similar, text) or remedy
    if kind == "MissingParameter":
        return text(_("{name} is missing.")).format(name=name), parameter.help if parameter else remedy
    if kind == "BadParameter" and parameter:
        allowed = f"{parameter.metavar}: {parameter.help}"
        return text(_("{name}: the value cannot be used.")).format(name=name), allowed
    if kind == "BadOptionUsage":
        return text(_("{name} needs a value.")).format(name=name), remedy
    return str(error.format_message()), remedy


def likely(names: Sequence[str] | None, text: Callable[[str], str]) -> str:
    """Ask whether one of these was meant."""
    return text(_("Did you mean {codes}?")).format(codes=", ".join(names)) if names else ""
