"""The button that copies the address of the view."""

from html import escape
from pathlib import Path

import streamlit as st

from geo_koop.app.data.sources import private
from geo_koop.app.words import Words

_SCRIPT = (Path(__file__).parents[1] / "assets" / "copy_link.js").read_text(encoding="utf-8")
_STYLE = """
.geo-koop-link { font: inherit; font-size: .9rem; padding: .45rem .8rem; border: 1px solid var(--frame);
  border-radius: .5rem; background: var(--paper); color: var(--ink); cursor: pointer; white-space: nowrap; }
.geo-koop-link:hover { border-color: var(--accent); color: var(--accent); }
.geo-koop-link:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.st-key-share { position: relative; }
.geo-koop-link-said { position: absolute; z-index: 9; right: 0; top: 110%; width: max-content; max-width: 16rem;
  font-size: .85rem; color: var(--ink); background: var(--paper); border-radius: .3rem; }
.geo-koop-link-said:not(:empty) { padding: .3rem .5rem; box-shadow: 0 0 0 1px var(--frame); }
"""


def show(words: Words) -> None:
    """Show the button; what it copies opens the same view again."""
    said = words("Link copied. It does not carry the files of this session.") if private() else words("Link copied.")
    label, done = escape(words("Copy link")), escape(said)
    with st.container(key="share", width="content"):
        st.html(
            f'<style>{_STYLE}</style><button type="button" class="geo-koop-link" data-done="{done}">{label}</button>'
            f'<span class="geo-koop-link-said" role="status"></span><script>{_SCRIPT}</script>',
            unsafe_allow_javascript=True,
        )
