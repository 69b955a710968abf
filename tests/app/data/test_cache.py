"""What is made of an analysis once for a date, a set of filters and a language."""

from streamlit.testing.v1 import AppTest


def script():
    from datetime import date

    import streamlit as st

    from geo_koop.app.data import cache
    from geo_koop.app.views.sentences import summary
    from geo_koop.app.words import Words
    from geo_koop.model import Filters

    day, calls = date(2026, 1, 1), []

    def counted(analysis, words, *more):
        calls.append(more)
        return summary(analysis, words)

    whole, water = (cache.narrowed(day, filters) for filters in (Filters(), Filters(topics=("water",))))
    said = [cache.made(counted, whole, Words("de")) for _time in range(2)]
    said += [cache.made(counted, water, Words("de")), cache.made(counted, whole, Words("en"))]
    cache.made(counted, whole, Words("de"), "more")
    st.session_state["said"], st.session_state["calls"] = said, calls


def test_each_view_and_language_has_its_own():
    page = AppTest.from_function(script, default_timeout=120).run()
    assert not page.exception
    first, again, water, english = page.session_state["said"]
    assert first == again
    assert len({first, water, english}) == 3
    assert page.session_state["calls"] == [(), (), (), ("more",)]


def test_two_functions_of_one_name_in_two_files_are_kept_apart():
    def two_pages():
        import streamlit as st

        text = "from geo_koop.app.data.cache import kept\n@kept(shared=2)\ndef f(mark: str) -> str:\n    return {!r}\n"
        said = []
        for page in ("one.py", "two.py"):
            module = {"__name__": "__main__"}
            exec(compile(text.format(page), page, "exec"), module)
            said += [module["f"]("x"), module["f"]("x")]
        st.session_state["said"] = said

    page = AppTest.from_function(two_pages, default_timeout=120).run()
    assert not page.exception
    assert page.session_state["said"] == ["one.py", "one.py", "two.py", "two.py"]
