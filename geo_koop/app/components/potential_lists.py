"""The four lists of potentials, one at a time: a table whose rows can be chosen, and what orders it."""

import zlib
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo_koop.app import weights_address
from geo_koop.app.components import fitted, potential_chosen
from geo_koop.app.components.page_parts import downloads, page_link
from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.views import potential as views
from geo_koop.app.views import potential_tables as tables
from geo_koop.app.words import plain
from geo_koop.locale import mark as _
from geo_koop.planning import potential, weights
from geo_koop.planning.potential import LISTS, Potential
from geo_koop.planning.similar import ELSEWHERE, likeness

_RECORDS = 3
_ELSEWHERE = {"": _("anywhere"), "district": _("another district"), "state": _("another state")}


def show(view: View, found: Potential) -> None:
    """Show one of the lists, and let the user turn to the others."""
    words, state = view.words, view.state
    listed = state.listed or views.first_list(found.status)
    numbers = {"join": len(found.join), "found": len(found.found), "learn": len(found.learn)}
    said = {one: words(title) for one, title in views.TITLES.items()}
    said |= {one: f"{said[one]} ({words.number(number)})" for one, number in numbers.items()}
    st.header(words("Four lists"))
    st.session_state["potential_list"] = listed
    st.segmented_control(
        words("List"),
        LISTS,
        format_func=lambda one: said[one],
        key="potential_list",
        label_visibility="collapsed",
        on_change=session.callback(lambda: session.change(listed=st.session_state["potential_list"] or listed)),
    )
    name = str(view.whole.municipalities["name"][found.key])
    st.subheader(plain(words(views.QUESTIONS[listed], name=name)))
    {"join": _join, "invite": _invite, "found": _found, "learn": _learn}[listed](view, found)


def _ordered(view: View, listed: str) -> None:
    """Say how a list is ordered, and that this is no quality."""
    words = view.words
    st.caption(
        words(views.ORDERS[listed])
        + " "
        + words("An order is no quality: beside it stands the rank that nearness alone would give.")
    )


def _join(view: View, found: Potential) -> None:
    words = view.words
    _ordered(view, "join")
    table = tables.join_table(found, words)
    _table(view, found, "join", table, words("No other cooperation on this topic is recorded."))


def _invite(view: View, found: Potential) -> None:
    words, state = view.words, view.state
    names = view.whole.cooperations["name"].astype("str")
    own = views.own_cooperations(view.whole, found.key, found.topic)
    known = [*map(str, own), *(str(one) for one in found.join.index if one not in own)]
    if not known:
        st.info(words("No cooperation on this topic is recorded."), icon=":material/search_off:")
        return
    chosen = state.cooperation if state.cooperation in known else (known[0] if len(own) else None)
    st.session_state["potential_cooperation"] = chosen
    st.selectbox(
        words("Cooperation"),
        known,
        format_func=lambda one: names.get(one, one),
        key="potential_cooperation",
        placeholder=words("Choose a cooperation"),
        on_change=session.callback(lambda: session.change(cooperation=st.session_state["potential_cooperation"])),
    )
    if not len(own):
        name = str(view.whole.municipalities["name"][found.key])
        st.caption(plain(words("{name} is in none of them itself; choose one to see who is missing there.", name=name)))
    if chosen:
        _ordered(view, "invite")
        rows = potential.invite(
            view.whole, chosen, statutory=state.statutory, weights=dict(state.invite_weights), most=50
        )
        members, asked = potential.members(view.whole, chosen), tables.asked(view.whole, found.topic)
        table = tables.invite_table(rows, len(members), asked, words)
        _table(view, found, "invite", table, words("Every municipality takes part already."), cooperation=chosen)
        _weights(view, "invite", weights.shipped("invite"), tables.PARTS, least=-weights.MOST, step=0.05)


def _found(view: View, found: Potential) -> None:
    words = view.words
    name = str(view.whole.municipalities["name"][found.key])
    if text := views.about_gap(found, name, words):
        st.info(plain(text), icon=":material/info:")
    _ordered(view, "found")
    if len(found.found) > tables.MOST_ROWS:
        st.caption(
            words(
                "The first {count} of {all}.",
                count=words.number(tables.MOST_ROWS),
                all=words.number(len(found.found)),
            )
        )
    table = tables.found_table(view.whole, found, words, statutory=view.state.statutory)
    _table(view, found, "found", table, words("No other municipality has this gap."))


def _learn(view: View, found: Potential) -> None:
    words, state = view.words, view.state
    st.session_state["potential_elsewhere"] = state.elsewhere or ""
    st.segmented_control(
        words("Where"),
        ("", *ELSEWHERE),
        format_func=lambda one: words(_ELSEWHERE[one]),
        key="potential_elsewhere",
        on_change=session.callback(lambda: session.change(elsewhere=st.session_state["potential_elsewhere"] or None)),
    )
    shipped = dict.fromkeys(likeness(view.whole).raw, 1.0)
    if shipped:
        _ordered(view, "learn")
    else:
        st.info(
            words("No indicator is known by which municipalities could be compared; add a table of attributes."),
            icon=":material/info:",
        )
    table = tables.learn_table(view.whole, found, words)
    empty = words("No other municipality with a cooperation on this topic is recorded there.")
    chosen = _table(view, found, "learn", table, empty)
    if len(table):
        _alike(view, found, chosen[0] if chosen else str(table.index[0]))
    labels = {name: tables.indicator(name, words) for name in shipped}
    if shipped:
        _weights(view, "learn", shipped, labels, least=0.0, step=0.1)


def _alike(view: View, found: Potential, other: str) -> None:
    """Show how alike a municipality and another one are, and the records of what the other one does."""
    words, names = view.words, view.whole.cooperations["name"].astype("str")
    table = tables.likeness_table(view.whole, found, other, words)
    if len(table):
        st.markdown(f"**{words('How alike they are')}**")
        fitted.show_lines(table, words)
    for one in found.learn.loc[other, "cooperations"][:_RECORDS]:
        page_link("cooperations", words("Record of {name}", name=plain(names[one])), words, cooperation=one)


def _table(
    view: View, found: Potential, listed: str, table: pd.DataFrame, empty: str, *, cooperation: str = ""
) -> list[str]:
    """Show a list; return the rows that are chosen in it."""
    if table.empty:
        st.info(empty, icon=":material/search_off:")
        return []
    key = f"potential_{listed}_{zlib.crc32(repr((found.key, found.topic, list(table.index))).encode())}"
    chosen = choosing(view, table, key)
    downloads(lambda: with_key(table, view), f"potenziale_{listed}", view.words, key=f"potential_{listed}")
    potential_chosen.show(view, found.key, found.topic, listed, table.loc[chosen], cooperation=cooperation)
    return chosen


def choosing(view: View, table: pd.DataFrame, key: str) -> list[str]:
    """Show a table whose rows can be chosen; return the chosen ones in its order."""
    numbers = [name for name, values in table.items() if pd.api.types.is_numeric_dtype(values)]
    looks = {name: st.column_config.NumberColumn(format="localized") for name in numbers}
    fitted.show(
        table,
        view.words,
        most=12,
        columns=looks,
        on_select=session.callback(lambda: None),
        selection_mode="multi-row",
        key=key,
    )
    rows = sorted(st.session_state.get(key, {}).get("selection", {}).get("rows", []))
    return [str(table.index[row]) for row in rows if row < len(table)]


def with_key(table: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return a table with its keys as a column, for other programs."""
    return table.rename_axis(view.words("Key")).reset_index()


def _weights(
    view: View, purpose: str, shipped: Mapping[str, float], labels: Mapping[str, str], *, least: float, step: float
) -> None:
    """Let the user set the weights of a list; they stand in the address."""
    words, field = view.words, f"{purpose}_weights"
    given: weights_address.Weights = getattr(view.state, field)
    now = {**shipped, **dict(given)}
    part = st.expander(
        words("Weights: what counts how much"), key=f"potential_weights_{purpose}", icon=":material/tune:"
    )
    with part:
        st.caption(
            words(
                "The weighted sum orders the rows and says nothing else: it is no quality, and no other page shows it. "
                "0 leaves a part out; a negative weight puts those first that have less of it."
            )
            if least < 0
            else words("The weights order the rows and say nothing else. 0 leaves an indicator out.")
        )

        def changed(name: str, key: str) -> None:
            before = getattr(session.view().state, field)
            session.change(**{field: weights_address.changed(before, name, float(st.session_state[key]), shipped)})

        for name in shipped:
            key = f"potential_weight_{purpose}_{name}"
            st.session_state[key] = float(now[name])
            st.slider(
                plain(words(labels[name])) if purpose == "invite" else plain(labels[name]),
                least,
                weights.MOST,
                step=step,
                key=key,
                on_change=session.callback(changed),
                args=(name, key),
            )
        if given:
            st.button(
                words("Back to the weights as shipped"),
                key=f"potential_shipped_{purpose}",
                icon=":material/undo:",
                on_click=session.callback(session.change),
                kwargs={field: ()},
            )
