"""The state of the register in an address: ``revision=12``, or ``recorded=2026-03-31`` for the end of a day."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from geo_koop.outputs import basis

Recorded: TypeAlias = date | int | None
"""The number of a revision, or a day; ``None`` for what the register says now."""
PARAMETERS = ("revision", "recorded", "made")


@dataclass(frozen=True, kw_only=True)
class Span:
    """What an address may name of a register.

    Attributes
    ----------
    last : int
        Number of the last revision; they are numbered from 1 on.
    first_day, last_day : datetime.date
        Day of the first revision, and today.
    """

    last: int
    first_day: date
    last_day: date

    def holds(self, asked: Recorded) -> bool:
        """Tell whether the register has a state of this name."""
        if isinstance(asked, int):
            return 1 <= asked <= self.last
        return asked is None or self.first_day <= asked <= self.last_day


def parse(
    parameters: Mapping[str, Sequence[str]], span: Span | None, ignored: Callable[[str, str], None]
) -> tuple[Recorded, str]:
    """Return the state that an address names, and what the sheet that carries the address rested on.

    Parameters
    ----------
    parameters : Mapping[str, sequence of str]
    span : Span, optional
        Of the register that is read, where one is.
    ignored : callable
        Told name and value of what cannot be used.
    """
    found: Recorded = None
    for name in ("revision", "recorded"):
        given = list(parameters.get(name, ()))
        if not given:
            continue
        asked = _number(given[-1]) if name == "revision" else _day(given[-1])
        if found is None and asked is not None and span is not None and span.holds(asked):
            found = asked
        else:
            ignored(name, given[-1])
    made = "".join(list(parameters.get("made", ()))[-1:])
    if made and (found is None or not basis.is_mark(made)):
        ignored("made", made)
        made = ""
    return found, made


def dump(recorded: Recorded, made: str) -> dict[str, str | None]:
    """Return the parameters of an address.

    >>> dump(12, ""), dump(date(2026, 3, 31), "")["recorded"]
    ({'revision': '12', 'recorded': None, 'made': None}, '2026-03-31')
    """
    number = isinstance(recorded, int)
    day = recorded.isoformat() if isinstance(recorded, date) else None
    return {"revision": str(recorded) if number else None, "recorded": day, "made": made or None}


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
