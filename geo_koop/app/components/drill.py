"""Beside the map: the districts in its section, and the municipalities of the one that was chosen."""

import pandas as pd
import streamlit as st

from geo_koop.app.components import row_choice
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import drill
from geo_koop.app.views.sentences import counted_how
from geo_koop.app.words import plain

_NAME, _NUMBER = 180, 92
"""Pixels of the column of names, and of one of numbers: all of them are to be seen beside the map."""


def district_of(view: View) -> str:
    """Return the district that the map shows as its section; empty where it shows something else."""
    asked = view.state.window or ""
    return asked if asked in cache.made(_codes, view.whole, view.words) else ""


def show(view: View, within: pd.Index) -> None:
    """Show the districts, or the municipalities of one of them; a row leads on.

    Parameters
    ----------
    view : View
    within : pandas.Index
        Keys of the municipalities in the section of the map.
    """
    words, district = view.words, district_of(view)
    if not district:
        table = drill.districts(view.counted, within, words)
        st.markdown(f"**{words('By district')}**")
        st.caption(words("Choose a row to see the municipalities of a district."))
        _choose(table, "window")
    else:
        st.button(
            words("Back to the districts"),
            key="drill_back",
            icon=":material/arrow_back:",
            on_click=session.callback(session.change),
            kwargs={"window": _region_of(view, district)},
        )
        st.subheader(plain(cache.region_labels(words).get(district) or district))
        _choose(drill.municipalities(view.counted, district, words), "municipality")
    st.caption(counted_how(view.counted, words))


def _codes(whole: object, _words: object) -> frozenset[str]:
    return drill.district_codes(whole)  # type: ignore[arg-type]


def _region_of(view: View, district: str) -> str | None:
    """Return the region of a district, which the map shows again; none where there is but one."""
    table = view.whole.municipalities
    found = table.loc[table["district"].astype("str") == district, "region"].dropna().astype("str")
    return next((code for code in found.unique() if code in view.whole.provenance.boundaries.regions), None)


def _choose(table: pd.DataFrame, field: str) -> None:
    widths = {
        name: st.column_config.Column(width=_NUMBER if place else _NAME) for place, name in enumerate(table.columns)
    }
    row_choice.show(table, list(table.index), field, key="drill", columns=widths)
