"""Takes a list into the register that the session looks at: as drafts, after a look at what changes."""

import pandas as pd
import streamlit as st

from geo_koop.app import navigation
from geo_koop.app.components import register_actions
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.lists.draft import Draft
from geo_koop.app.words import Words, plain


def show(draft: Draft, content: dict[str, pd.DataFrame], words: Words) -> None:
    """Offer to take the list over, where there is a register and who looks may write into it."""
    desk = kept_register.desk()
    if desk is None or not desk.writes:
        return
    st.subheader(words("Take over into the register"))
    st.caption(
        words(
            "New records and changed fields become drafts: they are looked at and published on the page Register. What "
            "the list leaves empty stays as it is."
        )
    )
    left, right = st.columns(2)
    reason = left.text_input(words("Why?"), key="import_register_reason", max_chars=500)
    source = right.text_input(words("What attests it?"), value=draft.path.name, key="import_register_source")
    if st.button(words("Take over as drafts"), icon=":material/inventory_2:", key="import_register"):
        with st.spinner(words("Reading and checking the files …"), show_time=True):
            made = _take(desk, draft, content, reason, source)
        if made is None:
            st.info(words("Nothing differs: no revision was made."))
            return
        import_draft.drop()
        session.data_changed()
        text = words("The list {name} was taken over as revision {number}.", name=plain(draft.path.name), number=made)
        register_actions.say(text, undo=made)
        st.switch_page(navigation.page("register", words))


def _take(desk: Desk, draft: Draft, content: dict[str, pd.DataFrame], reason: str, source: str) -> int | None:
    from geo_koop.register import changes, imports

    with desk.register.reading() as connection:
        national = import_draft.reference().national
        given = imports.of_list(connection, content, file=draft.path.name, national=national)
    counts = changes.apply_tables(
        desk.register,
        given,
        seen=desk.number,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=reason,
        source=source,
    )
    return counts.revision
