"""Former states of the register in the app: chosen, named in the address, never taken for the present one."""

from datetime import UTC, date, datetime

import pytest

from geo_koop.app.recorded_address import Span
from geo_koop.app.views import recorded
from geo_koop.app.words import Words
from geo_koop.outputs import basis
from geo_koop.register import exchange, reading, store
from tests.app.data.test_session_data import make_project
from tests.app.test_pages import calm, opened, texts
from tests.register.test_exchange import put

STRIP = "im Stand der Revision 1, erfasst am 01.03.2025 um 10:00 Uhr. Seither kamen 2 Revisionen hinzu."
COOPERATIONS = "cooperation_id,name,stage\n{rows}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project with a register of three revisions: a name is changed, then a cooperation comes."""
    made = make_project(tmp_path_factory.mktemp("recorded") / "Projekt")
    kept = store.create(made / "register.sqlite")
    exchange.load(kept, reading.folder(made / "cooperations"), now=datetime(2025, 3, 1, 9, tzinfo=UTC), author="Anna")
    known = exchange.texts(kept)[0]["cooperations.csv"].splitlines()[1].split(",")[0]
    for day, row in ((2, f"{known},Neuer Name,operating\n"), (3, "zweite,Zweite Kooperation,operating\n")):
        given = put(made.parent / f"new{day}", cooperations=COOPERATIONS.format(rows=row))
        exchange.load(kept, reading.folder(given), now=datetime(2025, 3, day, tzinfo=UTC), author="Bert")
    return made


@pytest.fixture(autouse=True)
def _project(folder, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("GEO_KOOP_PROJECT", str(folder))


def names(test):
    return str(test.dataframe[0].value)


def test_a_former_state_is_chosen_and_left(folder):
    test = calm(opened("cooperations"))
    assert "Zweite Kooperation" in names(test)
    assert "Gezeigt wird" not in texts(test)
    test.selectbox(key="recorded_kind").select("revision").run()
    assert test.query_params["revision"] in ("3", ["3"])
    assert "Das ist der heutige Stand." in texts(calm(test))
    test.number_input(key="recorded_revision").set_value(1).run()
    assert test.query_params["revision"] in ("1", ["1"])
    assert STRIP in texts(calm(test))
    assert "Zweite Kooperation" not in names(test)
    assert "Neuer Name" not in names(test)
    for page in ("map", "data", "report", "export", "municipality", "compare"):
        test.switch_page(f"geo_koop/app/pages/{page}.py").run()
        assert STRIP in texts(calm(test)), page
        if page == "export":
            assert "--recorded-on r1" in test.code[0].value
    test.button(key="recorded_now").click().run()
    assert "revision" not in test.query_params
    test.switch_page("geo_koop/app/pages/cooperations.py").run()
    assert "Zweite Kooperation" in names(calm(test))


def test_a_day_means_its_end_in_berlin():
    test = calm(opened("cooperations", recorded="2025-03-02"))
    assert "im Stand der Revision 2" in texts(test)
    assert "Neuer Name" in names(test)
    test.date_input(key="recorded_day").set_value(date(2025, 3, 1)).run()
    assert "im Stand der Revision 1" in texts(calm(test))


def test_what_a_former_state_lacks_is_let_go_and_said():
    test = calm(opened("cooperations", cooperation="zweite"))
    test.selectbox(key="recorded_kind").select("revision").run()
    test.number_input(key="recorded_revision").set_value(1).run()
    assert "cooperation = zweite" in texts(calm(test))
    assert "cooperation" not in test.query_params


def test_addresses_of_states_that_are_not_there_are_said(monkeypatch):
    for name, value in (("revision", "99"), ("recorded", "2020-01-01")):
        assert f"{name} = {value}" in texts(calm(opened(**{name: value})))
    monkeypatch.delenv("GEO_KOOP_PROJECT")
    test = calm(opened(revision="1"))
    assert "revision = 1" in texts(test)
    assert "recorded_kind" not in [box.key for box in test.selectbox]


def test_a_link_tells_where_the_page_differs_from_its_sheet():
    other = "00000000-00000000-00000000-00000000"
    told = texts(calm(opened("cooperations", revision="1", made=other)))
    changed = "Grenzen und Merkmale, Schwellenwerte, Codelisten sowie gezeigte Datensätze"
    assert changed in told


def test_in_words(embedded):
    words, mark = Words("de"), basis.mark(embedded)
    assert recorded.changed_since(mark, embedded, words) == ""
    assert recorded.changed_since("", embedded, words) == ""
    areas, _settings, lists, records = mark.split("-")
    told = recorded.changed_since("-".join((areas, "00000000", lists, records)), embedded, words)
    assert told == (
        "Seit das Blatt mit diesem Link gedruckt wurde, hat sich geändert: Schwellenwerte. "
        "Die Seite zeigt womöglich anderes als das Blatt."
    )
    span = Span(last=3, first_day=date(2025, 3, 1), last_day=date(2026, 1, 1))
    assert [recorded.first_of(kind, span, 2) for kind in recorded.KINDS] == [None, date(2026, 1, 1), 2]
