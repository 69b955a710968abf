"""What readers do not see yet: old beside new, field by field, with who changed it; publish it, or give it back."""

from typing import TYPE_CHECKING

import streamlit as st

from geo_koop.app.components import fitted, register_actions, register_suggestions
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.views import register_review as views
from geo_koop.app.words import Words, plain

if TYPE_CHECKING:
    from geo_koop.register.records import Opened

_LONGEST = 2_000


def show(view: View, desk: Desk, opened: "Opened") -> None:
    """Show what changed since readers saw the record last, and what can be done with it."""
    words = view.words
    register_suggestions.show(desk, opened, words)
    if opened.waiting:
        _changes(desk, opened, words)
        _publish(desk, opened, words)
    _comments(desk, opened, words)


def _changes(desk: Desk, opened: "Opened", words: Words) -> None:
    from geo_koop.register import review

    st.subheader(words("What readers see, and what they will see"))
    found = review.changed_fields(desk.register, opened.cooperation_id, actor=kept_register.actor())
    if found.empty:
        st.caption(words("Both hold the same; only the publishing is open."))
        return
    if opened.published is None:
        st.caption(words("Readers see nothing of this record so far."))
    fitted.show(views.table(found, words), words, most=14)


def _publish(desk: Desk, opened: "Opened", words: Words) -> None:
    if opened.review:
        st.caption(plain(words("Looked at by {name}.", name=opened.review.reviewer)))
    if not desk.may("publish"):
        st.caption(words("Somebody whose role is to review publishes it."))
        return
    with st.container(horizontal=True):
        st.button(
            words("Publish"),
            type="primary",
            icon=":material/publish:",
            key="register_review_publish",
            on_click=session.callback(lambda: _do_publish(desk, opened, words)),
        )
        if not opened.review:
            st.button(
                words("Looked at, found right"),
                icon=":material/fact_check:",
                key="register_review_done",
                on_click=session.callback(lambda: _do_review(desk, opened, words)),
            )


def _do_publish(desk: Desk, opened: "Opened", words: Words) -> None:
    from geo_koop.register import review

    seen = {opened.cooperation_id: opened.revision}
    done = review.publish(desk.register, seen, actor=kept_register.actor(), now=kept_register.now())
    said = words("Published: the map and all pages show it now.")
    register_actions.say(said, undo=kept_register.published_in(desk, done))
    kept_register.written()


def _do_review(desk: Desk, opened: "Opened", words: Words) -> None:
    from geo_koop.register import review

    seen = {opened.cooperation_id: opened.revision}
    review.mark_reviewed(desk.register, seen, actor=kept_register.actor(), now=kept_register.now())
    register_actions.say(words("It is recorded that you looked at this state."))
    kept_register.written()


def _comments(desk: Desk, opened: "Opened", words: Words) -> None:
    st.subheader(words("Comments"))
    for one in opened.comments:
        st.markdown(f"**{plain(views.comment_heading(one, words))}**  \n{plain(one.text)}")
        if one.open:
            st.button(
                words("Dealt with"),
                icon=":material/check:",
                key=f"register_comment_{one.number}",
                on_click=session.callback(lambda number=one.number: _close(desk, number)),
            )
    key = f"register_comment_text_{words.language}_{opened.cooperation_id}_{len(opened.comments)}"
    st.text_area(words("New comment"), key=key, max_chars=_LONGEST, height=80)
    with st.container(horizontal=True):
        st.button(
            words("Add comment"),
            icon=":material/comment:",
            key="register_comment_add",
            on_click=session.callback(lambda: _comment(desk, opened, st.session_state[key], back=False)),
        )
        if opened.review:
            st.button(
                words("Give back with this comment"),
                icon=":material/assignment_return:",
                key="register_comment_back",
                on_click=session.callback(lambda: _comment(desk, opened, st.session_state[key], back=True)),
            )


def _comment(desk: Desk, opened: "Opened", text: str, *, back: bool) -> None:
    from geo_koop.register import review

    act = review.send_back if back else review.comment
    act(desk.register, opened.cooperation_id, text=text, actor=kept_register.actor(), now=kept_register.now())
    kept_register.written()


def _close(desk: Desk, number: int) -> None:
    from geo_koop.register import review

    review.close_comment(desk.register, number, actor=kept_register.actor(), now=kept_register.now())
    kept_register.written()
