"""Page: forms, approval, levies and funding of the states for those who would work together."""

from dataclasses import replace

import streamlit as st

from geo_koop.app.components import law_choice, law_result
from geo_koop.app.data import session, sources
from geo_koop.app.data.session import View
from geo_koop.app.views import law as views
from geo_koop.app.views.law import Asked
from geo_koop.app.words import plain


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Law and funding"))
    st.markdown(words("Which forms the law of the state offers, who approves them, and what funding asks for."))
    st.info(plain(views.advice(words)), icon=":material/gavel:")
    law_choice.show(view)
    asked = _asked(view)
    if asked is None:
        return
    with session.boundary(words):
        found = views.rules_of(sources.current().request.project)
        plan = replace(asked, years=view.state.law_years, saving=view.state.law_saving)
        law_result.show(views.answer(found, view.whole, plan, words), words)


def _asked(view: View) -> Asked | None:
    """Return what is asked; None, and why, where it is not chosen yet or lies outside of Germany."""
    words, state = view.words, view.state
    topic, form = state.law_topic or "", state.form or ""
    if state.asking == "state":
        if state.law_state:
            return views.of_state(state.law_state, topic=topic, form=form, as_of=view.as_of)
        st.markdown(words("Choose a state above."))
        return None
    keys = law_choice.parties(view)
    if not keys:
        st.markdown(words("Choose above who would work together: the answer stands here."))
        return None
    asked = views.of_keys(view.whole, keys, topic=topic, form=form, as_of=view.as_of)
    if not asked.states:
        st.warning(words("For these places there are no rules in the data: they know the German states."))
        return None
    return asked


if __name__ == "__main__":
    render()
