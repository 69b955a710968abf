"""The map of potentials: gaps, who could begin together, and the members of the nearest cooperation."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from geo_koop.app.components.map import Click, show_map
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import ALL_REGIONS, MOST_PLACES, State
from geo_koop.app.views import picture
from geo_koop.app.views.profile import near
from geo_koop.app.words import Words
from geo_koop.errors import UsageError
from geo_koop.outputs.webmap.gaps import around_style, groups_style
from geo_koop.outputs.webmap.legend import MapStyle, facts_html, legend_html
from geo_koop.planning.potential import Potential, members
from geo_koop.result.analysis import Analysis

_NAME = "potential_map"
_HEIGHT = 460


def around(view: View, found: Potential) -> None:
    """Show the municipality, those with the same gap, and the nearest cooperation or the one that is chosen."""
    words, names = view.words, view.whole.cooperations["name"]
    nearest = str(found.join.index[0]) if len(found.join) else None
    one = view.state.cooperation or nearest
    text = words("Members of the nearest one: {name}") if one == nearest else words("Members: {name}")
    label = text.format(name=str(names[one])) if one else ""
    _show(
        view,
        around_style(view.whole, found, cooperation=one, label=label, language=words.language),
        zoom_to=cache.made(members_of, view.whole, words, chosen)
        if (chosen := view.state.cooperation)
        else cache.made(near, view.whole, words, found.key),
        title=words("{topic}: potentials", topic=words.label("topics", found.topic)),
        focus=found.key,
    )


def groups(view: View, topic: str, table: pd.DataFrame, keys: Sequence[str]) -> None:
    """Show the groups of municipalities that lie together and have the same gap.

    Parameters
    ----------
    view : View
    topic : str
    table : pandas.DataFrame
        As made by :func:`geo_koop.planning.gaps.group_table`.
    keys : sequence of str
        Of the municipalities of the region; the same object where they are the same.
    """
    words = view.words
    _show(
        view,
        groups_style(view.whole, topic, table, language=words.language),
        zoom_to=keys,
        title=words("{topic}: potentials", topic=words.label("topics", topic)),
    )


def members_of(whole: Analysis, _words: Words, cooperation: str) -> list[str]:
    """Return the keys of the members of a cooperation."""
    return list(members(whole, cooperation))


def section(whole: Analysis, state: State, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the regions that the map begins with: those chosen, else its section, at the start the first region."""
    regions = tuple(code for code in whole.provenance.boundaries.regions if code in set(whole.municipalities["region"]))
    if codes or state.beginning == "several" or state.window == ALL_REGIONS:
        return codes
    return (state.window,) if state.window in regions else regions[:1]


def keys_of(whole: Analysis, _words: Words, begin: str, *codes: str) -> list[str]:
    """Return the keys of the municipalities that are looked at."""
    if begin == "several":
        return [code for code in codes if code in whole.municipalities.index]
    return list(whole.municipalities.index[whole.surveyed(codes)])


def _show(
    view: View,
    style: MapStyle,
    *,
    zoom_to: Sequence[str],
    title: str,
    focus: str | None = None,
) -> None:
    words = view.words
    show_map(
        view.whole,
        style,
        focus=focus,
        zoom_to=zoom_to,
        height=_HEIGHT,
        key=_NAME,
        language=view.state.language,
        on_click=session.callback(_heed),
        on_lasso=session.callback(_add) if view.state.beginning == "several" else None,
    )
    st.html(
        facts_html(
            _NAME,
            style,
            title=title,
            lines=picture.lines(view.whole, words, cache.region_labels(words)),
            file_name="potenziale",
        )
    )
    st.html(legend_html(style.legend, style.title, note=style.note))


def _heed(click: Click) -> None:
    """Choose what was clicked; of several municipalities, add it or take it out again."""
    if not click.key:
        return
    state = session.view().state
    if state.beginning != "several":
        session.change(municipality=click.key, cooperation=None, begin=None)
    elif click.key in state.places:
        session.change(places=tuple(key for key in state.places if key != click.key))
    else:
        session.change(places=(*state.places, click.key)[:MOST_PLACES])


def _add(keys: list[str]) -> None:
    """Add the municipalities that were drawn around, all or none."""
    if not keys:
        raise UsageError("No municipality lies in the ring.", "Draw around the middle of at least one municipality.")
    places = tuple(dict.fromkeys((*session.view().state.places, *keys)))
    if len(places) > MOST_PLACES:
        raise UsageError(
            "{count} municipalities lie in the ring or are chosen already; at most {most} are possible. None is added.",
            "Draw a smaller ring, or choose a district as region.",
            count=len(places),
            most=MOST_PLACES,
        )
    session.change(places=places)
