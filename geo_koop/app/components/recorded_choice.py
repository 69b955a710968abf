"""Which state of the register is shown: the choice beside the date, and the strip above a page of a former one."""

from datetime import date

import streamlit as st

from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.recorded_address import Span
from geo_koop.app.views import recorded
from geo_koop.app.words import plain

_KIND, _DAY, _NUMBER = "recorded_kind", "recorded_day", "recorded_revision"


def show(view: View) -> None:
    """Show the choice, where the records come from a register."""
    span = cache.register()
    if span is None:
        return
    words, asked = view.words, view.state.recorded
    st.session_state[_KIND] = recorded.kind(asked)
    st.selectbox(
        words("As recorded"),
        list(recorded.KINDS),
        format_func=lambda code: words(recorded.KINDS[code]),
        key=_KIND,
        on_change=session.callback(_kind_changed),
        args=(span, view.whole.provenance.revision),
        help=words(
            "What the register said at the end of a day or in a revision. What is internal now is not shown in "
            "former states either."
        ),
    )
    if isinstance(asked, date):
        st.session_state[_DAY] = asked
        st.date_input(
            words("At the end of the day"),
            key=_DAY,
            format="DD.MM.YYYY",
            min_value=span.first_day,
            max_value=span.last_day,
            on_change=session.callback(_day_changed),
        )
    elif asked is not None:
        st.session_state[_NUMBER] = asked
        st.number_input(
            words("Revision"),
            key=_NUMBER,
            min_value=1,
            max_value=span.last,
            step=1,
            on_change=session.callback(_number_changed),
        )


def show_strip(view: View) -> None:
    """Say above a page which state it shows, where one was asked for, and whether the sheet would be the same."""
    span, words = cache.register(), view.words
    if view.state.recorded is None or span is None:
        return
    said = plain(recorded.sentence(view.whole.provenance, span, words))
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="recorded_strip"):
        st.markdown(f":material/history: {said}", width="stretch")
        st.button(
            words("Show the present state"),
            key="recorded_now",
            icon=":material/update:",
            on_click=session.callback(session.look_at),
            args=(None,),
        )
    if changed := recorded.changed_since(view.state.made, view.whole, words):
        st.warning(plain(changed), icon=":material/difference:")


def _kind_changed(span: Span, revision: int | None) -> None:
    session.look_at(recorded.first_of(st.session_state[_KIND], span, revision))


def _day_changed() -> None:
    if isinstance(chosen := st.session_state[_DAY], date):
        session.look_at(chosen)


def _number_changed() -> None:
    session.look_at(int(st.session_state[_NUMBER]))
