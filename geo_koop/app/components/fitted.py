"""A table in which no text is cut; what all rows say stands in a sentence above it."""

from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app.views import table_fit
from geo_koop.app.words import Words, plain
from geo_koop.outputs import letters


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


def show_lines(table: pd.DataFrame, words: Words) -> None:
    """Show a table to read: cells wrap, and on a phone each row becomes a block.

    Parameters
    ----------
    table : pandas.DataFrame
        Of some dozens of rows, columns named in the language.
    words : Words
    """
    shown, same = table_fit.common(table)
    said = table_fit.sentence(same, words)
    if said:
        st.caption(plain(said))
    st.html(style() + lines_html(shown))


def lines_html(table: pd.DataFrame) -> str:
    """Return a table as HTML; everything is escaped."""
    names = [_text(name) for name in table.columns]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(f"<tr>{_row(names, row)}</tr>" for row in table.itertuples(index=False, name=None))
    return f'<table class="geo-koop-lines"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(names: list[str], row: tuple[Any, ...]) -> str:
    first, *rest = (_text(value) for value in row)
    cells = (f'<td data-name="{name}">{value or "–"}</td>' for name, value in zip(names[1:], rest, strict=True))
    return f'<th scope="row">{first}</th>{"".join(cells)}'


def _text(value: Any) -> str:
    return escape(letters.visible("" if pd.isna(value) else str(value)))


@lru_cache
def style() -> str:
    """Return the styles of what the app draws itself on its pages."""
    text = (Path(__file__).parents[1] / "assets" / "portrait.css").read_text(encoding="utf-8")
    return f"<style>{text}</style>"
