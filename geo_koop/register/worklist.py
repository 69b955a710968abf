"""What is to be done in a register: drafts, reviews, suggestions, records that nobody looked at for long.

:func:`worklist` → :class:`Worklist`. Findings of all records (:func:`geo_koop.register.soundness.of_all`) and suggested
duplicates (:func:`geo_koop.register.duplicates.duplicates`) take longer and are asked for by themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from geo_koop.intake.files import dates
from geo_koop.register import review, rights, schema, settings, suggestions, views
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.suggestions import Suggestion

UNCHECKED: Final = ("record", "name", "why", "checked", "review_after", "owner")
"""Columns of :attr:`Worklist.unchecked`: ``why`` is ``years`` or ``review_after``; ``checked`` in UTC."""
_HOME: Final = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """What is to be done, for one person. Tables of records have the columns of :func:`review.states`.

    Attributes
    ----------
    mine : pandas.DataFrame
        Drafts that this person changed last.
    to_review : pandas.DataFrame
        Drafts that somebody else changed last.
    to_publish : pandas.DataFrame
        Reviewed records, and such that were taken out, that readers see otherwise.
    unchecked : pandas.DataFrame
        Records that nobody changed or looked at for as many years as the settings say, or whose date of review is
        there, with the columns :data:`UNCHECKED`, the longest first.
    suggestions : tuple of Suggestion
        Open ones.
    commented : pandas.DataFrame
        Records with open comments.
    """

    mine: pd.DataFrame
    to_review: pd.DataFrame
    to_publish: pd.DataFrame
    unchecked: pd.DataFrame
    suggestions: tuple[Suggestion, ...]
    commented: pd.DataFrame


def worklist(register: Register, *, actor: Actor, now: datetime) -> Worklist:
    """Return what is to be done.

    Parameters
    ----------
    register : Register
    actor : Actor
    now : datetime.datetime

    Raises
    ------
    UsageError
        If the actor may not see drafts.
    """
    with register.reading() as connection:
        who = rights.current(connection, actor)
        rights.require(who, "see_drafts")
        states = review.states(connection)
        drafts = states[states["state"] == "draft"]
        own = _own(drafts, who)
        ready = (states["state"] == "reviewed") | ((states["state"] == "removed") & states["waiting"])
        comments = schema.comments
        spoken = sa.select(comments.c.cooperation_id).where(comments.c.state == "open").distinct()
        return Worklist(
            mine=drafts[own].reset_index(drop=True),
            to_review=drafts[~own].reset_index(drop=True),
            to_publish=states[ready].reset_index(drop=True),
            unchecked=unchecked(connection, states, now=now, years=settings.of(connection).check_years),
            suggestions=suggestions.listed(connection),
            commented=states[states["record"].isin(set(connection.scalars(spoken)))].reset_index(drop=True),
        )


def _own(drafts: pd.DataFrame, actor: Actor) -> pd.Series:
    """Tell which drafts somebody changed last, as :func:`geo_koop.register.writing.wrote` does for one."""
    named = drafts["author"].str.strip().str.casefold() == actor.name.strip().casefold()
    if not actor.subject:
        return named
    return named.where(drafts["subject"] == "", drafts["subject"] == actor.subject)


def unchecked(connection: sa.Connection, states: pd.DataFrame, *, now: datetime, years: int) -> pd.DataFrame:
    """Return the records that are due to be looked at, with the columns :data:`UNCHECKED`, the longest first.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    states : pandas.DataFrame
        From :func:`geo_koop.register.review.states`.
    now : datetime.datetime
    years : int
        After how many years without a change or a look.
    """
    table = views.working(connection, "cooperations").set_index("cooperation_id")
    there = states[states["state"] != "removed"].set_index("record")
    if there.empty:
        return pd.DataFrame(columns=list(UNCHECKED))
    looked = _looked(connection).reindex(there.index)
    checked = pd.concat([there["recorded"], looked], axis=1).max(axis=1)
    known = table.reindex(there.index)
    due, _strange = dates.parse(known["review_after"].fillna(""))
    today = pd.Timestamp(now.astimezone(_HOME).date())
    # A date that was there before the last look is done with.
    passed = due.notna() & (due <= today) & (due > checked.dt.tz_convert(_HOME).dt.tz_localize(None))
    old = checked < pd.Timestamp(now) - pd.DateOffset(years=years)
    found = pd.DataFrame(
        {
            "record": there.index,
            "name": there["name"].to_numpy(),
            "why": pd.Series("years", index=there.index).where(old, "review_after").to_numpy(),
            "checked": checked.to_numpy(),
            "review_after": known["review_after"].fillna("").to_numpy(),
            "owner": known["owner"].fillna("").to_numpy(),
        }
    )
    found["checked"] = pd.to_datetime(found["checked"], utc=True)
    chosen = found[(old | passed).to_numpy()]
    return chosen.sort_values(["checked", "record"], kind="stable").reset_index(drop=True)


def _looked(connection: sa.Connection) -> pd.Series:
    """Return when each record was reviewed last, UTC."""
    history, made = schema.HISTORIES["reviews"], schema.revisions
    query = (
        sa.select(history.c.record, sa.func.max(made.c.recorded).label("recorded"))
        .join(made, made.c.number == history.c.revision)
        .where(history.c.new.is_not(None))
        .group_by(history.c.record)
    )
    found = pd.DataFrame(connection.execute(query).all(), columns=["record", "recorded"]).astype({"recorded": "Int64"})
    return pd.to_datetime(found.set_index("record")["recorded"], unit="us", utc=True)
