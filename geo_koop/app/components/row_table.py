"""A sortable table with downloads, whose rows choose a municipality or a cooperation on the map."""

import zlib
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app.components import fitted
from geo_koop.app.components.page_parts import downloads, page_link
from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.words import plain


def show(
    table: pd.DataFrame,
    name: str,
    view: View,
    *,
    field: str = "",
    key: str,
    rows: int = 14,
    columns: dict[str, Any] | None = None,
) -> None:
    """Show a table.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns named in the language; indexed by key or id where rows can be chosen.
    name : str
        File name of the downloads.
    view : View
    field : str
        What a row chooses: ``municipality``, ``cooperation``, or nothing.
    key : str
    rows : int
        Rows to show without scrolling.
    columns : dict, optional
        Configuration of columns.
    """
    words = view.words
    if table.empty:
        st.info(words("Nothing that fits the filters can be counted."), icon=":material/search_off:")
        return
    looks: dict[str, Any] = {"most": rows, "columns": columns}
    if field:
        mark = zlib.crc32(";".join(map(str, table.index)).encode())
        place = f"{key}_{mark}"
        fitted.show(
            table,
            words,
            **looks,
            on_select=session.callback(lambda: _chosen(field, place, list(table.index))),
            selection_mode="single-row",
            key=place,
        )
        _way_to_map(view, field)
    else:
        fitted.show(table, words, **looks)
    downloads(lambda: _whole(table, field, view), name, words, key=f"{key}_files")


def _chosen(field: str, place: str, index: list[str]) -> None:
    rows = st.session_state[place]["selection"]["rows"]
    if rows and rows[0] < len(index):
        other = {"cooperation": None} if field == "municipality" else {}
        session.change_all(**{field: index[rows[0]]}, **other)


def _way_to_map(view: View, field: str) -> None:
    """Say what is chosen, and lead to it on the map."""
    words = view.words
    code = getattr(view.state, field)
    if not code:
        st.caption(words("Choose a row to see it on the map."))
        return
    names = view.whole.municipalities["name"] if field == "municipality" else view.whole.cooperations["name"]
    name = str(names.get(code, code))
    page_link("map", words("Show {name} on the map", name=plain(name)), words, **{"view": None, field: code})


def _whole(table: pd.DataFrame, field: str, view: View) -> pd.DataFrame:
    """Return the table with its keys, for other programs."""
    if not field:
        return table
    return table.rename_axis(view.words("Key") if field == "municipality" else "cooperation_id").reset_index()
