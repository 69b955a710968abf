"""Page: how cooperations came about, what is to be settled, and the road map."""

import streamlit as st

from geo_koop.app.components import checklist_form, chips, process_views
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views.process import MOST_NAMES, names


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Course"))
    st.markdown(
        words(
            "How cooperations came about, changed and ended, as far as it is recorded; what is to be settled "
            "on the way; "
            "and a road map to print."
        )
    )
    chosen = _choose(view)
    if chosen:
        process_views.one(view, chosen)
    else:
        chips.show(view)
        process_views.many(view)
    checklist_form.show(view)


def _choose(view: View) -> str | None:
    """Let the user choose a cooperation, or all in the filter."""
    words, labels = view.words, names(view.whole, cache.by_name(), view.state.cooperation)
    ids = ["", *labels]
    here = view.state.cooperation or ""
    key = f"process_cooperation_{here}"

    def changed() -> None:
        session.change(cooperation=st.session_state[key] or None)

    st.selectbox(
        words("Cooperation"),
        ids,
        index=ids.index(here) if here in labels else 0,
        format_func=lambda one: labels.get(one, words("All in the filter")),
        on_change=session.callback(changed),
        key=key,
    )
    if len(view.whole.cooperations) > MOST_NAMES:
        st.caption(words("There are too many cooperations for a list: search for one above."))
    return view.state.cooperation


if __name__ == "__main__":
    render()
