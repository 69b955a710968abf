"""A table in which no text is cut; what all rows say stands in a sentence above it."""

from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app.views import table_fit
from geo_koop.app.words import Words, plain


def show(
    table: pd.DataFrame, words: Words, *, most: int = 14, columns: dict[str, Any] | None = None, **how: Any
) -> None:
    """Show a table.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns named in the language.
    words : Words
    most : int
        Rows of one line to show without scrolling.
    columns : dict, optional
        Configuration of columns; those of text need none.
    **how
        Further arguments of ``st.dataframe``: its key, what a choice does.
    """
    shown, same = table_fit.common(table)
    said = table_fit.sentence(same, words)
    if said:
        st.caption(plain(said))
    wide = table_fit.widths(shown)
    each = table_fit.row_height(shown, wide)
    looks = {heading: st.column_config.Column(width=width) for heading, width in wide.items()}
    st.dataframe(
        shown,
        hide_index=True,
        height=table_fit.whole_height(len(shown), each, most),
        row_height=each if each > table_fit.ROW else None,
        column_config=looks | (columns or {}),
        **how,
    )
