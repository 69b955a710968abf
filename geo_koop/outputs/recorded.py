"""The state of the register in words: what every output says beside the date of the view."""

from collections.abc import Mapping
from datetime import datetime

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.model import Provenance
from geo_koop.outputs import letters
from geo_koop.outputs.wording import Wording
from geo_koop.view_date import HOME


def said(made: Provenance, language: str) -> str:
    """Return register, revision and time; empty where the records come from no register.

    Parameters
    ----------
    made : Provenance
    language : {"de", "en"}

    Examples
    --------
    >>> from types import SimpleNamespace as N; from datetime import UTC
    >>> made = N(register="register.sqlite", revision=12, recorded=datetime(2026, 3, 3, 8, tzinfo=UTC))
    >>> said(made, "de")
    'Register register.sqlite, Stand der Erfassung: Revision 12 vom 03.03.2026, 09:00 Uhr'
    """
    if not made.register:
        return ""
    return worded(made.register, made.revision, made.recorded, language)


def said_of(items: Mapping[str, str], language: str) -> str:
    """Return the same from what an export says of itself: ``register``, ``register.revision``, ``register.recorded``.

    What is no state of a register there says nothing.
    """
    name, number, recorded = (items.get(key, "") for key in ("register", "register.revision", "register.recorded"))
    if not name:
        return ""
    try:
        return worded(name, int(number) if number else None, datetime.fromisoformat(recorded), language)
    except ValueError:
        return worded(name, int(number) if number.isdecimal() else None, None, language)


def worded(name: str, revision: int | None, recorded: datetime | None, language: str) -> str:
    """Return name, revision and time of a register in words; the time in Europe/Berlin."""
    text, name = translator(language, "report"), letters.visible(name)
    if not revision:
        return text(_("Register {name}, as recorded: nothing yet")).format(name=name)
    if recorded is None:
        return text(_("Register {name}, as recorded in revision {number}")).format(name=name, number=revision)
    return text(_("Register {name}, as recorded in revision {number} of {day}, {time}")).format(
        name=name, number=revision, day=Wording(language).day(recorded.astimezone(HOME)), time=clock(recorded)
    )


def clock(recorded: datetime) -> str:
    """Return hours and minutes in Europe/Berlin."""
    return f"{recorded.astimezone(HOME):%H:%M}"
