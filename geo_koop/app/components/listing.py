"""The cooperations that cover a municipality, to choose from."""

import pandas as pd
import streamlit as st

from geo_koop.app import session
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.session import View
from geo_koop.app.views import covering, uncertain_at
from geo_koop.app.words import Words, plain


def show(view: View, key: str) -> None:
    """List the cooperations of a municipality, the most binding first, and its uncertain memberships."""
    words = view.words
    place = view.whole.municipalities.loc[key]
    table = covering(view.analysis, key, words)
    st.subheader(plain(place["name"]))
    st.caption(
        plain(f"{place['designation']} · {place['district_name']}")
        + " · "
        + words.count(len(table), words("cooperation"), words("cooperations"))
    )
    page_link("municipality", words("Profile of the municipality"), words, municipality=key)
    if table.empty:
        st.markdown(words("No cooperation that fits the filters is recorded here."))
    for label, part in table.groupby("binding_label", sort=False):
        st.markdown(f"**{plain(_sentence(str(label)))}**")
        for identifier, row in part.iterrows():
            _entry(str(identifier), row, words)
    uncertain(uncertain_at(view.whole, key, words), words)


def _entry(identifier: str, row: pd.Series, words: Words) -> None:
    parts = [row["topics"], row["pattern"]]
    if row["through"] != words("member itself"):
        parts.append(row["through"])
    _button(identifier, row["name"], " · ".join(parts), kind="pick")


def _button(identifier: str, name: str, remark: str, *, kind: str) -> None:
    with st.container(gap=None):
        st.button(
            plain(name),
            key=f"{kind}_{identifier}",
            width="stretch",
            on_click=session.change,
            kwargs={"cooperation": identifier},
        )
        st.caption(plain(remark))


def uncertain(table: pd.DataFrame, words: Words) -> None:
    """Show memberships that do not count, folded away."""
    if table.empty:
        return
    with st.expander(words("Named, but not counted ({count})", count=len(table))):
        st.caption(words("Sources name the municipality here, but not as a member on this date."))
        for row in table.itertuples():
            _button(str(row.cooperation_id), str(row.name), f"{row.certainty} · {row.role}", kind="pick_uncertain")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
