"""Below the heading of the map: the years as bars and a slider, a button that plays them, and the way to the table."""

import time
from datetime import date
from html import escape

import streamlit as st

from geo_koop.analysis import timeline
from geo_koop.app.components import year_bars
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import FIRST_DAY, LAST_DAY
from geo_koop.app.views.years import bars, uncounted, year_at

PACE = 0.6
"""Seconds after which the map is shown anew while the years play."""

_SINCE = "_geo_koop_playing_since"
_STYLE = """
<style>
.geo-koop-calm { display: none; }
.geo-koop-years { font-size: .875rem; opacity: .75; }
@media (prefers-reduced-motion: reduce) {
  .st-key-timebar_play { display: none; }
  .geo-koop-calm { display: inline; }
}
@media (prefers-reduced-motion: no-preference) {
  .stElementContainer:has(.geo-koop-bare) { display: none; }
}
</style>
"""


def show(view: View) -> None:
    """Show the years, and the way to the table; a year stands for its last day, the running one for today."""
    words = view.words
    years = _range(view)
    playing = session.address_held()
    with st.container(horizontal=True, vertical_alignment="bottom", key="timebar"):
        if len(years) > 1:
            _years(view, years, playing)
        page_link("tables", words("As a table"), words)
    if len(years) < 2:
        return
    calm = words("The years do not play by themselves, because your system asks for less motion.")
    said = cache.made(uncounted, view.counted, words)
    st.html(
        f'{_STYLE}<div class="geo-koop-years{"" if said else " geo-koop-bare"}">{escape(said)} '
        f'<span class="geo-koop-calm">{escape(calm)}</span></div>'
    )
    with st.container(key="timebar_clock"):  # always there, so that nothing below moves to another place
        if playing:
            st.fragment(_step, run_every=PACE)(years)


def _years(view: View, years: range, playing: bool) -> None:
    """Show the button that plays the years, and the slider."""
    words = view.words
    with st.container(width="content", key="timebar_play"):
        st.button(
            words("Stop") if playing else words("Play the years"),
            icon=":material/stop:" if playing else ":material/play_arrow:",
            on_click=session.callback(_toggled),
            args=(not playing, view.as_of.year, years),
            key="timebar_button",
            help=words(
                "A year stands for its last day, the running one for today. The bars count the cooperations of each "
                "year whose start is known; a click on a bar chooses its year."
            ),
        )
    st.session_state["timebar_year"] = view.as_of.year
    with st.container(key="timebar_years", gap=None, width="stretch"):
        year_bars.show(
            cache.made(bars, view.counted, words, str(years[0]), str(years[-1])),
            years[0],
            view.as_of.year,
            words,
            key="timebar_bars",
            on_year=session.callback(_bar_chosen),
        )
        st.slider(
            words("Year"),
            years[0],
            years[-1],
            step=1,
            format="%d",
            key="timebar_year",
            on_change=session.callback(_year_chosen),
            width="stretch",
            label_visibility="collapsed",
        )


def _range(view: View) -> range:
    known = cache.years()
    return range(min(known[0], view.as_of.year), max(known[-1], view.as_of.year) + 1)


def _toggled(playing: bool, year: int, years: range) -> None:
    """Play or stop, as the button said: the years may have come to their end while the click was on its way."""
    session.hold_address(playing)
    begin = years[0] if year >= years[-1] else year
    now = time.monotonic()
    st.session_state[_SINCE] = (now, begin, now)
    if playing and begin != year:
        _go(begin)


def _bar_chosen(year: int) -> None:
    session.hold_address(False)
    _go(year)


def _year_chosen() -> None:
    session.hold_address(False)
    _go(st.session_state["timebar_year"])


def _go(year: int) -> None:
    day = timeline.day_of(year, today=date.today())
    session.change(as_of=None if day == date.today() else min(max(day, FIRST_DAY), LAST_DAY))


def _step(years: range) -> None:
    """Go on to the year whose time it is; runs by the clock, and with each run of the page.

    A machine that is slow leaves years out: all of them take the same time everywhere.
    """
    with session.boundary(session.words()):
        if not session.address_held():
            return
        now = time.monotonic()
        since, begin, changed = st.session_state[_SINCE]
        year = year_at(now - since, begin, years)
        if now - changed < PACE / 2 or year <= session.view().as_of.year:
            return
        st.session_state[_SINCE] = (since, begin, now)
        _go(year)
        session.hold_address(year < years[-1])
    st.rerun()
