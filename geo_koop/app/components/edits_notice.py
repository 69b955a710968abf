"""The notice that another program changed files of the data shown: which, what is wrong, and what is done about it."""

import streamlit as st

from geo_koop.app.data import session, sources
from geo_koop.app.data.watch import Pending
from geo_koop.app.guard import access
from geo_koop.app.words import Words, plain
from geo_koop.intake.files.file_states import Settling
from geo_koop.locale import mark as _
from geo_koop.locale import translator

_SHOWN = "_geo_koop_edits_shown"
_TEXTS = {
    "moving": _(
        "Another program is changing files of these data: {faults}. Until they have been quiet for a moment, the last "
        "state that fits together is shown; then they are taken by themselves."
    ),
    "wrong": _(
        "Another program changed tables of these data, and they do not fit together: {faults}. The last state that "
        "fits together is shown. Finish the change there and save it; the tables are then taken by themselves."
    ),
    "fewer": _("Another program took many rows out of these data: {faults}. The state before is shown."),
    "unusable": _(
        "Files of these data were changed and cannot be used as they are: {faults} The last state that could be used "
        "is shown. Once the files are mended, they are taken by themselves."
    ),
}
_MAY_ACCEPT = _("Are the rows meant to be gone? If not, put them back in the other program.")
_MAY_NOT_ACCEPT = _(
    "Somebody who may save here, or the command geo-koop accept, must say that this is meant; or the rows come back."
)


def show() -> None:
    """Show the notice where there is something to say, and look again by itself until there is not."""
    pending = sources.current().pending
    st.session_state[_SHOWN] = _told()
    if pending is not None:
        session.guarded(_notice, every=Settling().seconds + 1)()


def _told() -> tuple[str, ...]:
    """Return what tells one notice from another."""
    source = sources.current()
    pending = source.pending
    return (source.mark, *((pending.kind, *map(str, pending.faults)) if pending else ()))


def _notice() -> None:
    if st.session_state.get(_SHOWN) != _told():
        st.rerun()
    words = session.words()
    source = sources.current()
    if source.pending is None:
        return
    st.warning(_said(source.pending, words), icon=":material/sync_problem:")
    if source.pending.kind == "fewer" and access.may_save():
        st.button(
            words("Yes, take it so"), key="accept_edits", icon=":material/check:", on_click=session.callback(_accept)
        )


def _said(pending: Pending, words: Words) -> str:
    translate = translator(words.language, "errors")
    separator = " " if pending.kind == "unusable" else "; "
    faults = separator.join(fault.words(translate) for fault in pending.faults)
    text = plain(words(_TEXTS[pending.kind], faults=faults))
    if pending.kind != "fewer":
        return text
    return f"{text} {plain(words(_MAY_ACCEPT if access.may_save() else _MAY_NOT_ACCEPT))}"


def _accept() -> None:
    sources.accept(sources.current())
