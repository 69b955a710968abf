"""The register of the data that this session looks at, and who may do what in it.

Rights are checked by the register in each function that writes: it is told who asks, found out at that moment from what
the browser sent with its request, never from what a widget says.
"""

import getpass
import logging
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_koop.app import log
from geo_koop.app.data import sources
from geo_koop.app.data.cache import kept, mark
from geo_koop.app.guard import access, identity
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.views import register_history, register_lists
from geo_koop.app.words import Words
from geo_koop.errors import UsageError
from geo_koop.extras import explained
from geo_koop.locale import mark as _

if TYPE_CHECKING:
    from geo_koop.register.records import Opened
    from geo_koop.register.rights import Action, Actor
    from geo_koop.register.store import Register

_log = logging.getLogger(log.NAME)

NAME = "_geo_koop_register_name"
"""Key of the session: under which name the person at this machine writes."""
RECORD = "_geo_koop_register_record"
"""Key of the session: the record that is open on the page; empty where the list is shown."""
NOT_OWN = _("The register is kept by whoever starts the page for themselves with --local.")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A register that is open for this run.

    Attributes
    ----------
    register : Register
    number : int
        Its last revision; 0 where nothing was recorded yet.
    actor : Actor
        Who looks at it.
    suggestions : bool
        Whether visitors may suggest corrections.
    four_eyes : bool
        Whether somebody else than the last editor has to publish.
    """

    register: "Register"
    number: int
    actor: "Actor"
    suggestions: bool
    four_eyes: bool

    @property
    def writes(self) -> bool:
        """Whether this session may change records."""
        return self.may("change")

    def may(self, action: "Action") -> bool:
        """Tell whether this session may do something; the register itself looks again where it writes."""
        from geo_koop.register import rights

        return rights.allowed(self.actor, action)


def address() -> str | None:
    """Return the address of the register that this session looks at; ``None`` where its data come from tables."""
    source = sources.current()
    return None if source.private else source.reads.register


@explained
def desk() -> Desk | None:
    """Open the register of this session; ``None`` where there is none.

    Raises
    ------
    GeoKoopError
        If it cannot be read.
    """
    from geo_koop.register import settings, store, views

    place = address()
    if place is None:
        return None
    register = store.open_(place)
    with register.reading() as connection:
        last = views.recorded_on(connection, None)
        kept_so = settings.of(connection)
    number = last.number if last else 0
    return Desk(
        register=register,
        number=number,
        actor=actor(),
        suggestions=kept_so.suggestions,
        four_eyes=kept_so.four_eyes,
    )


def actor() -> "Actor":
    """Return who asks, as the request of this moment says."""
    return identity.actor(address(), owner=_own_name())


def name() -> str:
    """Return under which name this session writes."""
    return actor().name


def _own_name() -> str:
    """Return under which name the person at this machine writes."""
    held = str(st.session_state.get(NAME, "")).strip()
    return held or usual_name()


def usual_name() -> str:
    """Return ``GEO_KOOP_AUTHOR``, or the name of the account."""
    named = os.environ.get("GEO_KOOP_AUTHOR", "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def now() -> datetime:
    """Return the time, which goes with what is written."""
    return datetime.now(UTC)


def published_in(desk: Desk, records: list[str]) -> int | None:
    """Return the revision that let readers see records last; ``None`` without records."""
    from geo_koop.register import review

    return review.published_in(desk.register, records[0]) if records else None


def overview(desk: Desk) -> pd.DataFrame:
    """Return :func:`geo_koop.register.overview.of`, as far as this session may see it."""
    place, working, internal = str(desk.register.engine.url), desk.may("see_drafts"), desk.may("see_internal")
    if working or internal:
        return _overview_of_own(place, desk.number, working, internal, desk)
    return _overview(place, desk.number, desk)


@kept(shared=4, own=1)
def _overview(place: str, number: int, _desk: Desk) -> pd.DataFrame:
    return _listed(_desk, working=False, internal=False)


@kept(shared=0, own=1)
def _overview_of_own(place: str, number: int, working: bool, internal: bool, _desk: Desk) -> pd.DataFrame:
    """Return what is not for everybody, kept for this session alone."""
    return _listed(_desk, working=working, internal=internal)


def _listed(desk: Desk, *, working: bool, internal: bool) -> pd.DataFrame:
    from geo_koop.register import overview as listing

    with desk.register.reading() as connection:
        return listing.of(connection, working=working, internal=internal)


def work(desk: Desk, words: Words) -> pd.DataFrame:
    """Return what waits for somebody, see :func:`geo_koop.app.views.register_lists.waiting`."""
    from geo_koop.register import worklist

    found = worklist.worklist(desk.register, actor=actor(), now=now())
    place = str(desk.register.engine.url)
    names = overview(desk)["name"]
    return register_lists.waiting(found, duplicates(desk), _findings(place, desk.number, mark(), desk), names, words)


def duplicates(desk: Desk) -> pd.DataFrame:
    """Return pairs of records that may be the same."""
    return _duplicates(str(desk.register.engine.url), desk.number, desk)


@kept(shared=0, own=1)
def _duplicates(place: str, number: int, _desk: Desk) -> pd.DataFrame:
    """Keep them for this session alone: they are not for everybody, and so it is with the next one."""
    from geo_koop.register import duplicates as pairs

    with _desk.register.reading() as connection:
        return pairs.duplicates(connection)


@kept(shared=0, own=1)
def _findings(place: str, number: int, mark: str, _desk: Desk) -> pd.DataFrame:
    from geo_koop.register import soundness

    reference = import_draft.reference()
    with _desk.register.reading() as connection:
        return soundness.of_all(connection, national=reference.national, known=reference.areas.index)


def with_member(desk: Desk, text: str) -> set[str]:
    """Return the records with a member that fits a text, as far as this session may see them."""
    from geo_koop.register import overview as listing

    if not desk.may("see_drafts"):
        public = _members(str(desk.register.engine.url), desk.number, desk)
        return set(public.index[public.str.contains(text.strip().casefold(), regex=False)])
    with desk.register.reading() as connection:
        return listing.with_member(connection, text)


@kept(shared=4, own=1)
def _members(place: str, number: int, _desk: Desk) -> pd.Series:
    from geo_koop.register import overview as listing

    with _desk.register.reading() as connection:
        return listing.members(connection)


def opened(desk: Desk, record: str) -> "Opened":
    """Open a record, as far as this session may see it.

    Raises
    ------
    UsageError
        If there is and was no such record, or not for this session.
    """
    from geo_koop.register import records

    reference = import_draft.reference()
    return records.open_record(
        desk.register, record, actor=actor(), national=reference.national, known=reference.areas.index
    )


def steps(desk: Desk, record: str) -> list[register_history.Step]:
    """Return the states of a record from its beginning on; for readers those that they saw."""
    from geo_koop.register import revisions

    opened(desk, record)  # refuses what this session may not see
    every = register_history.steps(revisions.of_record(desk.register, record))
    return every if desk.may("see_drafts") else register_history.for_readers(every)


def workbook(desk: Desk, record: str, language: str) -> bytes:
    """Return the workbook with which a municipality checks a record."""
    from geo_koop.register import workbook as book

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "book.xlsx"
        book.write(desk.register, [record], place, actor=actor(), language=language)
        return place.read_bytes()


def records_of(desk: Desk, number: int) -> int:
    """Return how many records a revision changed."""
    from geo_koop.register import revisions

    return int(revisions.of_revision(desk.register, number)["record"].nunique())


def make() -> None:
    """Make a register for the project that this session looks at.

    Raises
    ------
    UsageError
        If this session does not belong to the person who started the server, or there is no project.
    GeoKoopError
        If the tables of the project cannot be read, or the register cannot be written.
    """
    from geo_koop.register import beginning

    folder = sources.current().request.project
    if reason := ("" if access.is_owner() else access.refusal() or NOT_OWN):
        raise UsageError("Saving is not possible here.", reason)
    if folder is None:
        raise UsageError("There is no project.", "Name it: geo-koop serve DIR --local")
    beginning.make(folder, now=now(), author=name())


def written() -> None:
    """Have all pages show the new state, and tell the log, which names nobody."""
    _log.info("saved", extra={"facts": {"what": "register"}})
    sources.renew()
