"""Figures as tiles, and topics as a strip that is a list at the same time: what the eye sees, a screen reader reads."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from geo_koop.app.components.fitted import style
from geo_koop.app.views.portrait import GAP, OWN, PRESCRIBED, STATES, THROUGH, UNSEEN, Cell, Tile
from geo_koop.app.words import Words
from geo_koop.outputs import letters
from geo_koop.outputs.classes.palette import INK, PAPER
from geo_koop.outputs.webmap.legend import data_uri

_LONG, _LONG_VALUE = 12, ' class="long"'
_MOST_NAMES = 3
_RING = f'<circle cx="8" cy="8" r="6.5" fill="{PAPER}" stroke-width="1.5"/>'
_SIGNS = {
    OWN: f'<circle cx="8" cy="8" r="6.5" fill="{INK}" stroke-width="1.5"/>',
    THROUGH: f'{_RING}<path d="M8 1.5a6.5 6.5 0 0 0 0 13z" fill="{INK}" stroke-width="1"/>',
    PRESCRIBED: f'{_RING}<circle cx="8" cy="8" r="2.6" fill="{INK}" stroke-width="1"/>',
    GAP: _RING,
    UNSEEN: f'<rect x="1.5" y="1.5" width="13" height="13" fill="{PAPER}" stroke-width="1.2"/>'
    '<path d="M1.5 6.5L9.5 14.5M1.5 1.5L14.5 14.5M6.5 1.5L14.5 9.5" stroke-width="1.2" fill="none"/>',
}


def show_tiles(tiles: Sequence[Tile]) -> None:
    """Show figures beside each other, each with that of others below."""
    st.html(style() + tiles_html(tiles))


def tiles_html(tiles: Sequence[Tile]) -> str:
    """Return figures as a list of terms and values; everything is escaped."""
    made = "".join(
        f"<div><dt>{_text(tile.label)}</dt><dd{_LONG_VALUE if len(tile.value) > _LONG else ''}>{_text(tile.value)}</dd>"
        + (f'<dd class="beside">{_text(tile.beside)}</dd>' if tile.beside else "")
        + "</div>"
        for tile in tiles
    )
    return f'<dl class="geo-koop-tiles">{made}</dl>'


def show_strip(groups: Mapping[str, Sequence[Cell]], words: Words) -> None:
    """Show the topics with a sign each, and what the signs mean."""
    st.html(style() + strip_html(groups, words))


def strip_html(groups: Mapping[str, Sequence[Cell]], words: Words) -> str:
    """Return topics by group, each with its sign, its state in words, and the cooperations; everything is escaped."""
    met = {cell.state for cells in groups.values() for cell in cells}
    key = "".join(
        f"<li>{_sign(state)}<span>{_text(words(text))}</span></li>" for state, text in STATES.items() if state in met
    )
    made = "".join(
        f'<li><div class="group">{_text(name)}</div><ul>{"".join(_cell(cell, words) for cell in cells)}</ul></li>'
        for name, cells in groups.items()
    )
    return f'<ul class="geo-koop-key" aria-hidden="true">{key}</ul><ul class="geo-koop-strip">{made}</ul>'


def _cell(cell: Cell, words: Words) -> str:
    names = words.listing(cell.names, most=_MOST_NAMES)
    # The sign says it to the eye; who cannot see it hears the words.
    said = f'<span class="geo-koop-hidden">: {_text(cell.said)}</span>'
    below = f"<br><small>{_text(names)}</small>" if names else ""
    return f"<li>{_sign(cell.state)}<span>{_text(cell.label)}{said}{below}</span></li>"


def _sign(state: str) -> str:
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" stroke="{INK}">{_SIGNS[state]}</svg>'
    return f'<img alt="" src="{data_uri(drawn)}">'


def _text(text: str) -> str:
    return escape(letters.visible(text))
