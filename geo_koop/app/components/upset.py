"""The matrix beside the map: sets of municipalities by the cooperations that cover them, linked with the map.

Its heads are buttons of the browser (``app.js``), which press those of Streamlit behind it.
"""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.views import upset
from geo_koop.app.words import Words, plain

_SET, _COLUMN = "upset_set", "upset_column"
_MOST_ROWS, _NAMED = 40, 4


def show(view: View) -> None:
    """Show the matrix where two or more cooperations are set off or several municipalities are chosen."""
    words, state = view.words, view.state
    ids = _columns(view)
    table = upset.sets(view.counted, ids)
    if len(ids) < 2 or table.empty:
        return
    rows = table.head(_MOST_ROWS)
    at = _at(rows, ids, state.within)
    names = view.whole.cooperations["name"].loc[ids]
    st.markdown(f"**{words('Who is covered by exactly which of them')}**")
    st.caption(words("Surveyed municipalities are counted. What is chosen at a head stands out on the map."))
    st.html(matrix_html(rows, names, words, at=at, cooperation=state.cooperation, places=state.places))
    if len(table) > _MOST_ROWS:
        st.caption(words("The {count} largest sets are shown.", count=_MOST_ROWS))
    _buttons(rows, names, words, at=at, cooperation=state.cooperation)


def chosen(view: View) -> pd.Index:
    """Return the keys of the municipalities of the set that is chosen from the matrix; none where none is."""
    return upset.members(view.counted, _columns(view), view.state.within)


def _columns(view: View) -> list[str]:
    state = view.state
    if len(state.outlines) < 2 and len(state.places) < 2:
        return []
    return upset.columns(view.counted, state.outlines, state.places)


def _at(rows: pd.DataFrame, ids: Sequence[str], within: Sequence[str]) -> int | None:
    """Return the number of the set that exactly these cooperations cover."""
    found = rows.index[(rows[list(ids)] == [i in within for i in ids]).all(axis=1)]
    return int(found[0]) + 1 if len(found) and within else None


def matrix_html(
    rows: pd.DataFrame,
    names: pd.Series,
    words: Words,
    *,
    at: int | None = None,
    cooperation: str | None = None,
    places: Sequence[str] = (),
) -> str:
    """Return the matrix as a table that can be read aloud; sets with chosen municipalities are marked.

    Parameters
    ----------
    rows : pandas.DataFrame
        As made by :func:`geo_koop.app.views.upset.sets`.
    names : pandas.Series
        Names of the cooperations by id, in the order of the columns.
    words : Words
    at : int, optional
        Number of the set that is chosen, from 1.
    cooperation : str, optional
        Id of the cooperation that is chosen.
    places : sequence of str
        Keys of the municipalities that are chosen.
    """
    heads = "".join(
        f'<th scope="col">{_button(_COLUMN, column, str(name), pressed=identifier == cooperation)}</th>'
        for column, (identifier, name) in enumerate(names.items())
    )
    yes, no, most = escape(words("covers")), escape(words("does not cover")), int(rows["size"].max())
    lines = []
    for number, row in enumerate(rows.to_dict("records"), start=1):
        signs = [(yes, "●") if row[i] else (no, "·") for i in names.index]
        dots = "".join(f'<td class="dot"><span role="img" aria-label="{a}">{sign}</span></td>' for a, sign in signs)
        marked = ' aria-current="true"' if set(row["keys"]) & set(places) else ""
        label = words("Set {number}", number=number)
        head = _button(_SET, number - 1, str(number), pressed=number == at, label=label)
        size = words.number(row["size"])
        said = escape(words.listing(list(row["names"]), most=_NAMED))
        bar = f'<meter min="0" max="{most}" value="{row["size"]}" aria-hidden="true"></meter>'
        lines.append(f'<tr{marked}><th scope="row">{head}</th><td>{size} {bar}</td><td>{said}</td>{dots}</tr>')
    return (
        '<div class="geo-koop-upset" tabindex="0"><table><thead><tr>'
        f'<th scope="col">{escape(words("Set"))}</th><th scope="col">{escape(words("Number"))}</th>'
        f'<th scope="col">{escape(words("Municipalities"))}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _button(of: str, at: int, text: str, *, pressed: bool, label: str = "") -> str:
    named = f' aria-label="{escape(label)}"' if label else ""
    return (
        f'<button type="button" data-of="{of}" data-at="{at}" aria-pressed="{str(pressed).lower()}"{named}>'
        f"{escape(text)}</button>"
    )


def _buttons(rows: pd.DataFrame, names: pd.Series, words: Words, *, at: int | None, cooperation: str | None) -> None:
    """Show what the heads of the matrix press; it is not seen (``app.css``)."""
    ids = list(names.index)
    st.session_state[_SET], st.session_state[_COLUMN] = at, cooperation if cooperation in ids else None
    sets = [tuple(i for i in ids if row[i]) for row in rows[ids].to_dict("records")]
    with st.container(key="upset_behind"):
        st.pills(
            words("Let a set stand out on the map"),
            range(1, len(sets) + 1),
            format_func=str,
            key=_SET,
            on_change=session.callback(_set_chosen),
            args=(sets,),
        )
        st.pills(
            words("Let a cooperation stand out on the map"),
            ids,
            format_func=lambda identifier: plain(str(names[identifier])),
            key=_COLUMN,
            on_change=session.callback(lambda: session.change(cooperation=st.session_state[_COLUMN])),
        )


def _set_chosen(sets: Sequence[tuple[str, ...]]) -> None:
    number = st.session_state[_SET]
    session.change(within=sets[number - 1] if number else ())
