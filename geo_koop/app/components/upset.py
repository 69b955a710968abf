"""The matrix beside the map: sets of municipalities by the cooperations that cover them, linked with the map."""

from html import escape

import pandas as pd
import streamlit as st

from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.state import MOST_PLACES
from geo_koop.app.views import upset
from geo_koop.app.words import Words, plain

_SET = "upset_set"
_MOST_ROWS, _NAMED = 40, 4
_LOOK = """<style>
.geo-koop-upset { overflow-x: auto; }
.geo-koop-upset table { border-collapse: collapse; font-size: .85rem; }
.geo-koop-upset th, .geo-koop-upset td { padding: .15em .5em; text-align: left; border-bottom: 1px solid #8886; }
.geo-koop-upset th[scope=col] { vertical-align: bottom; max-width: 9em; overflow-wrap: anywhere; font-weight: 600; }
.geo-koop-upset td.dot { text-align: center; }
.geo-koop-upset tr[aria-current] { font-weight: 700; outline: 2px solid currentColor; }
.geo-koop-upset meter { width: 5em; }
</style>"""


def show(view: View) -> None:
    """Show the matrix where two or more cooperations are set off or several municipalities are chosen."""
    words, state = view.words, view.state
    if len(state.outlines) < 2 and len(state.places) < 2:
        return
    ids = upset.columns(view.counted, state.outlines, state.places)
    table = upset.sets(view.counted, ids)
    if len(ids) < 2 or table.empty:
        return
    st.markdown(f"**{words('Who is covered by exactly which of them')}**")
    st.html(_LOOK + matrix_html(table, view.whole.cooperations["name"].loc[ids], state.places, words))
    if len(table) > _MOST_ROWS:
        st.caption(words("The {count} largest sets are shown.", count=_MOST_ROWS))
    _choose(table.head(_MOST_ROWS), state.places, words)


def matrix_html(table: pd.DataFrame, names: pd.Series, chosen: tuple[str, ...], words: Words) -> str:
    """Return the matrix as a table that can be read aloud; sets with chosen municipalities are marked.

    Parameters
    ----------
    table : pandas.DataFrame
        As made by :func:`geo_koop.app.views.upset.sets`.
    names : pandas.Series
        Names of the cooperations by id, in the order of the columns.
    chosen : tuple of str
        Keys of municipalities.
    words : Words
    """
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in names)
    yes, no, most = escape(words("covers")), escape(words("does not cover")), int(table["size"].max())
    lines = []
    for number, row in enumerate(table.head(_MOST_ROWS).to_dict("records"), start=1):
        signs = [(yes, "●") if row[i] else (no, "·") for i in names.index]
        dots = "".join(f'<td class="dot"><span role="img" aria-label="{a}">{sign}</span></td>' for a, sign in signs)
        marked = ' aria-current="true"' if set(row["keys"]) & set(chosen) else ""
        size = words.number(row["size"])
        said = escape(words.listing(list(row["names"]), most=_NAMED))
        bar = f'<meter min="0" max="{most}" value="{row["size"]}" aria-hidden="true"></meter>'
        lines.append(f'<tr{marked}><th scope="row">{number}</th>{dots}<td>{bar} {size}</td><td>{said}</td></tr>')
    return (
        '<div class="geo-koop-upset" tabindex="0"><table><thead><tr>'
        f'<th scope="col">{escape(words("Set"))}</th>{heads}<th scope="col">{escape(words("Number"))}</th>'
        f'<th scope="col">{escape(words("Municipalities"))}</th></tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _choose(table: pd.DataFrame, chosen: tuple[str, ...], words: Words) -> None:
    """Let a set stand out on the map; those with more municipalities than can be chosen cannot."""
    sets = {number: keys for number, keys in enumerate(table["keys"], start=1) if len(keys) <= MOST_PLACES}
    st.session_state[_SET] = next((number for number, keys in sets.items() if set(keys) == set(chosen)), None)
    st.pills(
        words("Let a set stand out on the map"),
        list(sets),
        format_func=lambda number: plain(f"{number}: {words.listing(list(table['names'].iloc[number - 1]), most=1)}"),
        key=_SET,
        on_change=session.callback(_chosen),
        args=(sets,),
    )
    if len(sets) < len(table):
        st.caption(words("Sets of more than {count} municipalities cannot be chosen.", count=MOST_PLACES))


def _chosen(sets: dict[int, tuple[str, ...]]) -> None:
    session.change(beside="several", places=sets.get(st.session_state[_SET], ()))
