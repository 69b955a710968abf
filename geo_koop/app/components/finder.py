"""The search box above every page: municipalities, districts, cooperations, topics.

The box is a component of our own (Streamlit's components v2, ``assets/finder.js``): it proposes while one types. The
names go to the browser once for a set of data and a language, as a file whose name is a hash of its content, and are
compared there: a server would have to answer every letter in a run of its own. What a session brought itself stays
in the media storage of that session, as the geometry of the map does (:mod:`geo_koop.app.components.map`).
"""

import hashlib
import os
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v1 as files
from streamlit import runtime
from streamlit.components import v2 as components

from geo_koop.app import navigation
from geo_koop.app.data import cache, geometry_files, session, sources
from geo_koop.app.data.cache import kept
from geo_koop.app.data.session import ZOOM, View
from geo_koop.app.views import find
from geo_koop.app.words import Words
from geo_koop.intake.files import cache as disk

_KEY, _GO, _SECRET = "find", "_geo_koop_find_go", "_geo_koop_find_secret"
_ASSETS = Path(__file__).parents[1] / "assets"
_AT_HOME = {
    **dict.fromkeys(("municipality", "network", "examples", "potential"), "municipality"),
    **dict.fromkeys(("cooperations", "process", "register"), "cooperation"),
}
"""Pages that show a kind of thing themselves; everything else opens on the map."""

_box = components.component(
    "geo_koop_finder",
    html='<div class="geo-koop-finder"></div>',
    js=(_ASSETS / "finder.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def go(words: Words) -> None:
    """Go to the map where the hit that was chosen last is shown there."""
    if st.session_state.pop(_GO, False):
        st.switch_page(navigation.page("map", words))


def show(view: View, page: str) -> None:
    """Show the box; a hit that is chosen in it opens.

    Parameters
    ----------
    view : View
    page : str
        Name of the page that is shown.
    """
    words = view.words
    texts = {
        "label": words("Search"),
        "placeholder": words("Municipality, cooperation, topic …"),
        "hits": words("Hits"),
        "one": words("One hit. Enter opens it."),
        "several": words("{shown} hits. Arrow keys choose one, Enter opens it."),
        "more": words("{shown} of {count} hits. Arrow keys choose one, Enter opens it."),
        "nothing": words("Nothing fits “{text}”. Try a shorter part of the name, or the key (AGS)."),
        "opened": words("{name} is opened."),
        "failed": words("The names cannot be loaded. Reload the page."),
    }
    with st.container(key="finder"):
        _box(
            key=_KEY,
            data={
                "names": _address(_names(cache.mark(), words.language, cache.index(words))),
                "kinds": {kind: words(label) for kind, label in find.KINDS.items()},
                "language": words.language,
                "texts": texts,
            },
            on_opened_change=session.callback(lambda: _opened(page)),
        )


@kept(shared=4, own=2)
def _names(mark: str, language: str, _index: find.Index) -> tuple[str, bytes]:
    """Return the name of the file of names, and its content."""
    content = find.packed(_index)
    return f"names-{hashlib.sha256(content).hexdigest()[:32]}.json", content


def _address(names: tuple[str, bytes]) -> str:
    """Return where the browser fetches the names."""
    name, content = names
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    above = f"/{base}" if base else ""
    if sources.private():
        return above + _media(name, content)
    folder = _folder()
    target = folder / name
    if not target.is_file():
        geometry_files.write(target, content)
    served = files.declare_component("names", path=str(folder)).name
    return f"{above}/component/{served}/{name}"


def _media(name: str, content: bytes) -> str:
    """Hand the names to the media storage of the session; each run must do so, or Streamlit drops them."""
    if not runtime.exists():
        return ""
    secret = st.session_state.setdefault(_SECRET, os.urandom(16).hex())
    storage = runtime.get_instance().media_file_mgr
    return str(storage.add(content, "application/json", "geo_koop.names", file_name=f"{secret}-{name}"))


@st.cache_resource(show_spinner=False)
def _folder() -> Path:
    """Return the folder of names, and of nothing else: its files are served."""
    return disk.served_folder("names")


def _opened(page: str) -> None:
    chosen: Any = st.session_state[_KEY].get("opened")
    hit = find.hit_of(cache.index(session.words()), chosen)
    if hit is None:
        return
    if hit.kind == "municipality":
        st.session_state[ZOOM] = hit.code
        session.change(municipality=hit.code, cooperation=None, begin=None)
    elif hit.kind == "cooperation":
        session.change(cooperation=hit.code)
    elif hit.kind == "topic":
        session.change(mode="topic", themes=(hit.code,), municipality=None, cooperation=None)
    else:
        session.change(regions=(hit.code,), municipality=None, cooperation=None)
    st.session_state[_GO] = page != "map" and _AT_HOME.get(page) != hit.kind
