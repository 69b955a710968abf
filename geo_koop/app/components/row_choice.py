"""A short table beside the map whose rows choose something."""

import zlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app.components.page_parts import height
from geo_koop.app.data import session

_MOST = 13
"""Rows to show without scrolling."""


def show(
    table: pd.DataFrame, codes: Sequence[str], field: str, *, key: str, columns: dict[str, Any] | None = None
) -> None:
    """Show a table; choosing a row sets a field of the state.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns named in the language.
    codes : sequence of str
        What the rows stand for, in their order.
    field : str
        Of :class:`~geo_koop.app.state.State`.
    key : str
        What the key of the table begins with.
    columns : dict, optional
        Configuration of columns.
    """
    shown = list(codes)[: len(table)]
    place = f"{key}_{field}_{zlib.crc32(';'.join(shown).encode())}"
    st.dataframe(
        table,
        hide_index=True,
        height=height(len(table), _MOST),
        on_select=session.callback(lambda: _chosen(place, shown, field)),
        selection_mode="single-row",
        key=place,
        column_config=columns,
    )


def _chosen(place: str, codes: list[str], field: str) -> None:
    rows = st.session_state[place]["selection"]["rows"]
    if rows and rows[0] < len(codes):
        session.change(**{field: codes[rows[0]]})
