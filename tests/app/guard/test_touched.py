"""Only what was touched is a choice: values that stood on the screen before the app told others are left out."""

from streamlit.testing.v1 import AppTest


def _app():
    import streamlit as st

    from geo_koop.app.guard import touched

    touched.heed_touched_only()
    chosen = st.session_state.setdefault("chosen", {"topic": ["water"], "year": 2026})
    st.session_state.setdefault("log", [])

    def note(name):
        st.session_state["log"].append(name)
        chosen[name] = st.session_state[name]

    def clear():
        chosen["topic"] = []

    st.session_state["topic"] = chosen["topic"]
    st.multiselect("Topic", ["water", "waste"], key="topic", on_change=note, args=("topic",))
    st.session_state["year"] = chosen["year"]
    st.slider("Year", 1990, 2026, key="year", on_change=note, args=("year",))
    st.button("Clear", key="clear", on_click=clear)


def _started():
    test = AppTest.from_function(_app)
    test.run()
    return test.run()


def test_a_value_from_before_the_answer_is_no_choice():
    test = _started()
    test.button(key="clear").click().run()
    # the browser has not got the answer yet: "water" stands on its screen while the year is moved
    test.multiselect(key="topic").set_value(["water"])
    test.slider(key="year").set_value(2025).run()
    assert test.session_state["chosen"] == {"topic": [], "year": 2025}
    assert test.session_state["log"] == ["year"]


def test_the_same_chosen_again_counts():
    test = _started()
    test.button(key="clear").click().run()
    test.multiselect(key="topic").set_value(["water"]).run()
    assert test.session_state["chosen"] == {"topic": ["water"], "year": 2026}


def test_choices_before_the_answer_count():
    test = _started()
    test.button(key="clear").click().run()
    test.multiselect(key="topic").set_value(["waste"])
    test.slider(key="year").set_value(2020).run()
    assert test.session_state["chosen"] == {"topic": ["waste"], "year": 2020}


def test_what_the_browser_has_shown_since_can_be_left_again_together_with_something_else():
    test = _started()
    test.button(key="clear").click().run()
    test.slider(key="year").set_value(2025).run()
    test.multiselect(key="topic").set_value(["water"])
    test.slider(key="year").set_value(2024).run()
    assert test.session_state["chosen"] == {"topic": ["water"], "year": 2024}
