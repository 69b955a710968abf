"""Says of what the process of a command has died."""

import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from geo_koop.cli.program import asked_language, complain
from geo_koop.locale import mark as _
from geo_koop.locale import translator

_NAMED = 10
_CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SIGKILL": _("The system has ended the program, as a rule because it needs more memory or time than it may."),
        "SIGXCPU": _("The system has ended the program, because it needs more time than it may take."),
        "SIGXFSZ": _("The system has ended the program, because it wrote a larger file than it may."),
    }
)
_SHOW_CURSOR = "\x1b[?25h"


def tell(signal: str, files: Sequence[str], arguments: Sequence[str]) -> None:
    """Say it on the error output, in the language that was asked for.

    Parameters
    ----------
    signal : str
        Name of the signal, such as ``SIGABRT``.
    files : sequence of str
        What the command was given to read.
    arguments : sequence of str
        The command line, without the program's name.
    """
    if sys.stderr.isatty():
        sys.stderr.write(_SHOW_CURSOR)  # the display of progress hides it
    language = asked_language(arguments)
    text = translator(language, "cli")
    problem = text(_CAUSES.get(signal, _("A library has given up and ended the program ({signal}).")))
    problem = problem.format(signal=signal)
    remedy = text(_("Report it, with the command that you gave."))
    if files:
        shown = ", ".join(files[:_NAMED]) + (" …" if len(files) > _NAMED else "")
        problem += " " + text(_("It was given to read: {files}.")).format(files=shown)
        remedy = " ".join(
            (
                text(_("One of these is damaged or too large.")),
                text(_("Open it in its own program, leave out what is not needed, and save it anew.")),
            )
        )
    complain(problem, remedy, language)
