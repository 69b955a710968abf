"""How often somebody may do something on a day, counted in the register, where all servers of an office count together.

What is counted by is a hash that the app makes of an address; it is forgotten with the day.
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import schema
from geo_koop.register.settings import Settings

_HOME: Final = ZoneInfo("Europe/Berlin")
_ALL: Final = ""
"""The sender that stands for all of them."""


def require_suggestion(connection: sa.Connection, settings: Settings, *, address: str, now: datetime) -> None:
    """Count a suggestion from outside.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of a revision that is being written: where that fails, nothing is counted.
    settings : Settings
    address : str
        A hash; visitors without one are counted together.
    now : datetime.datetime

    Raises
    ------
    UsageError
        If suggestions are switched off, or there were too many today.
    """
    if not settings.suggestions:
        raise UsageError("This register takes no suggestions.", "Write to the office that keeps it.")
    sender = address or "unknown"
    most = {sender: settings.suggestions_per_day, _ALL: settings.suggestions_of_all}
    if any(count(connection, "suggestion", one, now) > limit for one, limit in most.items()):
        raise UsageError("There were too many suggestions today.", "Try again tomorrow, or write to the office.")


def count(connection: sa.Connection, purpose: str, sender: str, now: datetime) -> int:
    """Count once more and return how often it was on this day, in Europe/Berlin; earlier days are forgotten."""
    table = schema.limits
    day = now.astimezone(_HOME).date().isoformat()
    connection.execute(table.delete().where(table.c.day < day))
    here = sa.and_(table.c.purpose == purpose, table.c.day == day, table.c.sender == sender)
    done = connection.execute(table.update().where(here).values(count=table.c.count + 1))
    if not done.rowcount:
        connection.execute(table.insert().values(purpose=purpose, day=day, sender=sender, count=1))
    return int(connection.scalar(sa.select(table.c.count).where(here)) or 0)
