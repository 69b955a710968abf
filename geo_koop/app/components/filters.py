"""The filters of each page, behind one button. The state of the session decides what they show; they report changes."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from geo_koop import codelists
from geo_koop.app.components import recorded_choice
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import FILTERS, FIRST_DAY, LAST_DAY
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.model import Filters

_LABELS = {
    "region": _("Region, state or district"),
    "topic": _("Topic"),
    "format": _("Format"),
    "bindingness": _("Bindingness"),
    "pattern": _("Spatial pattern"),
    "stage": _("Stage"),
    "obligation": _("Obligation"),
}


def show(view: View, *, used: bool) -> None:
    """Show the button that opens date and filters, and on it how many filters are set.

    Parameters
    ----------
    view : View
    used : bool
        Whether the page heeds the filters; the date always counts.
    """
    title = _title(view) if used else view.words("Date")
    with st.container(key="filters", width="content"), st.popover(title, icon=":material/filter_alt:"):
        _fields(view, used=used)


def _title(view: View) -> str:
    """Return what stands on the button; the date where it is not today's."""
    words, chosen = view.words, view.state.filters
    count = sum(len(getattr(chosen, field)) for field in FILTERS.values())
    title = words("Filter ({count})", count=count) if count else words("Filter")
    return title if view.state.as_of is None else f"{title} · {words.day(view.as_of)}"


def _fields(view: View, *, used: bool) -> None:
    words, state = view.words, view.state
    st.session_state["filter_as_of"] = view.as_of
    st.date_input(
        words("As of"),
        key="filter_as_of",
        format="DD.MM.YYYY",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        on_change=session.callback(_date_changed),
        help=words("Shows the cooperations and members of this day. Records without a known start count only today."),
    )
    recorded_choice.show(view)
    if not used:
        st.caption(words("This page shows all cooperations; the filters apply on the other pages."))
        return
    # Above the fields: an open field takes a row less once it is left, and a button below would slip
    # away between press and release.
    st.button(
        words("Clear the filters"),
        on_click=session.callback(_cleared),
        disabled=state.filters == Filters(),
        icon=":material/filter_alt_off:",
        width="stretch",
    )
    for name, labels in _choices(view).items():
        key = f"filter_{name}"
        st.session_state[key] = [str(value) for value in getattr(state.filters, FILTERS[name])]
        st.multiselect(
            words(_LABELS[name]),
            list(labels),
            format_func=lambda code, labels=labels: labels[code],
            key=key,
            placeholder=words("all"),
            on_change=session.callback(_filter_changed),
            args=(name,),
            help=_help(name, words),
            select_all=False,  # it is Streamlit's own English, and all chosen is the same as none
        )


def _choices(view: View) -> dict[str, Mapping[str, str]]:
    words = view.words
    regions = cache.region_labels(words)
    lists = {
        "topic": "topics",
        "format": "formats",
        "bindingness": "bindingness",
        "pattern": "patterns",
        "stage": "stages",
        "obligation": "obligation",
    }
    choices: dict[str, Mapping[str, str]] = {"region": {code: regions[code] for code in cache.region_codes()}}
    for name, codelist in lists.items():
        choices[name] = codelists.load(codelist).labels(words.language)
    choices["topic"] = topic_labels(words)
    return choices


def _help(name: str, words: Words) -> str | None:
    texts = {
        "stage": words("Without a choice only active cooperations are drawn. Choose ideas or ended ones to see them."),
        "obligation": words("Choose voluntary and unknown to leave out what a law prescribes."),
        "topic": words("A group of topics includes its topics."),
    }
    return texts.get(name)


def _filter_changed(name: str) -> None:
    chosen = st.session_state[f"filter_{name}"]
    session.change(**{FILTERS[name]: tuple(int(c) if name == "bindingness" else c for c in chosen)})


def _date_changed() -> None:
    chosen = st.session_state["filter_as_of"]
    session.change(as_of=chosen if isinstance(chosen, date) and chosen != date.today() else None)


def _cleared() -> None:
    session.change(filters=Filters())
