"""Page: the records that an office keeps, with the history of each."""

import streamlit as st

from geo_koop.app.components import register_actions, register_form, register_list, register_record, register_start
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.guard import identity
from geo_koop.app.words import Words, plain


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Register"))
    desk = kept_register.desk()
    if desk is None:
        register_start.show(view)
        return
    register_actions.show_said(desk, words)
    form = register_form.held() if desk.writes else None
    record = register_actions.opened_in(view)
    with session.boundary(words):
        if form is not None:
            name = form.fields.get("name", "").strip()
            st.header(words("Change: {name}", name=plain(name)) if form.record else words("New record"))
            register_form.show(view, desk, form)
        elif record:
            register_record.show(view, desk, record)
        else:
            _begin(view, desk)


def _begin(view: View, desk: Desk) -> None:
    words = view.words
    st.markdown(
        words(
            "Every change is kept with its date, its reason and its source; every state that was ever recorded can be "
            "shown again."
        )
    )
    if not desk.writes:
        st.caption(_said_to_readers(desk, words))
    register_list.show(view, desk)


def _said_to_readers(desk: Desk, words: Words) -> str:
    if desk.may("see_internal"):
        return words("You see what was published, and internal records. Your role lets you read.")
    if identity.settings() is not None:
        return words("You see what was published. Log in to work on records.")
    return words("You see what was published. Whoever keeps the register does so on their own machine.")


if __name__ == "__main__":
    render()
