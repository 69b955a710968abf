"""The page of the register without a browser: who may write, what visitors see, how a register begins."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from geo_koop.app.components import (
    register_actions,
    register_history,
    register_more,
    register_review,
    register_save,
)
from geo_koop.app.data import kept_register
from geo_koop.app.guard import access
from geo_koop.app.views import register_changes
from geo_koop.app.views import register_form as forms
from geo_koop.app.words import Words
from geo_koop.errors import UsageError
from geo_koop.register import beginning, people, records, revisions, store
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor
from tests.app.data.test_session_data import make_project
from tests.app.test_pages import calm, opened, texts

DE = Words("de")
NOW = datetime(2026, 5, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = make_project(tmp_path / "Projekt", "Zweckverband Probe")
    monkeypatch.setenv("GEO_KOOP_PROJECT", str(folder))
    return folder


@pytest.fixture
def owner(monkeypatch):
    """Be the person who started the server."""
    monkeypatch.setattr(access, "is_owner", lambda: True)
    monkeypatch.setenv("GEO_KOOP_AUTHOR", "A. Huber")


@pytest.fixture
def register(project):
    beginning.make(project, now=NOW, author="A. Huber", reason="Anfang")
    return project / "register.sqlite"


def last(place):
    return revisions.listed(store.open_(place))[0]


def press(test, key):
    test.button(key=key).click().run()
    return test


def test_without_a_register_the_page_says_how_to_make_one():
    test = calm(opened("register"))
    assert "kommen aus Tabellen, nicht aus einem Register" in texts(test)
    assert "geo-koop register init" in test.code[0].value
    assert not test.button


def test_the_owner_makes_a_register_with_one_button(project, owner):
    test = press(calm(opened("register")), "register_make")
    assert "1 Datensatz" in texts(calm(test))
    assert last(project / "register.sqlite").author == "A. Huber"


def test_a_visitor_cannot_make_one(project):
    test = calm(opened("register"))
    assert "register_make" not in [button.key for button in test.button]
    assert not (project / "register.sqlite").exists()


def test_a_record_is_saved_and_every_page_shows_it(register, owner):
    test = opened("register", cooperation="zv")
    press(calm(test), "register_edit")
    given = {"Name": "Zweckverband Neu", "Warum wird das geändert?": "Satzung", "Womit ist das belegt?": "Amtsblatt"}
    for label, text in given.items():
        next(field for field in test.text_input if field.label == label).set_value(text).run()
    next(button for button in test.button if button.label == "Speichern und veröffentlichen").click().run()
    assert "Gespeichert und veröffentlicht als Revision 2" in str([s.value for s in test.success])
    assert (last(register).reason, last(register).source) == ("Satzung", "Amtsblatt")
    test.switch_page("geo_koop/app/pages/cooperations.py").run()
    assert "Zweckverband Neu" in str([frame.value for frame in test.dataframe])


def test_what_was_published_can_be_undone(register, owner):
    kept, me = store.open_(register), Actor(name="A. Huber")
    record = records.open_record(kept, "zv", actor=me)
    given = Content(fields={**record.working.fields, "name": "Neu"}, rows=record.working.rows)
    how = {"based_on": record.revision, "actor": me, "now": NOW, "reason": "x", "source": "x", "publish": False}
    records.save(kept, "zv", given, **how)
    test = opened("register", cooperation="zv")
    next(group for group in test.get("button_group")).set_value("review").run()
    press(calm(test), "register_review_publish")
    assert records.open_record(kept, "zv", actor=me).state == "published"
    press(calm(test), "register_undo_3")
    found = records.open_record(kept, "zv", actor=me)
    assert (found.working.name, found.published.name) == ("Neu", "Zweckverband Probe")
    assert "Revision 3 ist durch Revision 4 rückgängig gemacht" in str([said.value for said in calm(test).success])


def test_whoever_loses_the_right_writes_nothing(register, owner, monkeypatch):
    test = opened("register", cooperation="zv")
    press(calm(test), "register_edit")
    monkeypatch.setattr(access, "is_owner", lambda: False)
    next(button for button in test.button if button.label == "Speichern und veröffentlichen").click().run()
    assert not [button for button in test.button if button.label == "Speichern und veröffentlichen"]
    assert last(register).number == 1


WRITING = {
    "save": lambda desk, record: register_save.save(desk, _changed(record), _content(record), DE),
    "undo": lambda desk, _record: register_actions.revert(desk, 1, DE),
    "bring back": lambda desk, _record: register_history._restore(desk, "zv", 1, 1, DE),
    "publish": lambda desk, record: register_review._do_publish(desk, record, DE),
    "review": lambda desk, record: register_review._do_review(desk, record, DE),
    "comment": lambda desk, record: register_review._comment(desk, record, "Hm", back=False),
    "give back": lambda desk, record: register_review._comment(desk, record, "Hm", back=True),
    "take out": lambda desk, record: register_more._take_out(desk, record, "x", "x", DE),
    "merge": lambda desk, _record: register_more._do_distinct(desk, "zv", "zv", DE),
}


def _changed(record):
    form = forms.begin("zv", record.revision, record.working.fields, record.working.rows)
    form.fields["name"], form.reason, form.source = "Übernommen", "x", "x"
    return form


def _content(record):
    return register_changes.given(_changed(record))


@pytest.mark.parametrize("what", WRITING)
def test_the_register_itself_refuses_who_has_no_key(register, what):
    kept = store.open_(register)
    record = records.open_record(kept, "zv", actor=Actor(name="A. Huber"))
    desk = kept_register.Desk(register=kept, number=1, actor=Actor(name="A. Huber"), suggestions=False, four_eyes=False)
    assert not access.is_owner()
    with pytest.raises(UsageError, match="may not do this"):
        WRITING[what](desk, record)
    assert last(register).number == 1


def test_a_visitor_suggests_and_the_owner_decides(register, monkeypatch):
    people.change_setting(store.open_(register), "suggestions", "yes", actor=Actor(name="A. Huber"), now=NOW)
    test = calm(opened("register", cooperation="zv"))
    next(group for group in test.get("button_group")).set_value("suggest").run()
    next(area for area in test.text_area if area.label == "Was nicht stimmt oder fehlt").set_value("Haar fehlt.")
    next(button for button in test.button if button.label == "Vorschlag absenden").click().run()
    assert "Ihr Vorschlag hat die Nummer 1" in str([s.value for s in test.success])
    monkeypatch.setattr(access, "is_owner", lambda: True)
    test = calm(opened("register"))
    assert "Vorschläge von außen" in str([frame.value for frame in test.dataframe])


def test_a_list_of_a_session_stands_beside_the_records_of_the_register(register):
    def act():
        import streamlit as st

        from geo_koop.app.lists import draft

        tables = draft._tables_of(draft.sources.current().reads)
        st.text(";".join(tables["cooperations"]["cooperation_id"]))
        st.text(str(draft._base().register))
        st.text(str(draft._base().cooperations))

    shown = [text.value for text in AppTest.from_function(act, default_timeout=60).run().text]
    assert shown == ["zv", "None", "None"]


def test_an_internal_record_reaches_no_visitor(register):
    kept = store.open_(register)
    how = {"actor": Actor(name="A. Huber"), "now": NOW, "reason": "x", "source": "x", "publish": True}
    records.save(kept, "geheim", Content(fields={"name": "Geheimer Plan", "visibility": "internal"}), based_on=0, **how)
    test = calm(opened("register"))
    assert "Geheim" not in texts(test) + str([frame.value for frame in test.dataframe])
    assert "geheim" not in str([box.options for box in test.selectbox])
    test.session_state[kept_register.RECORD] = "geheim"
    test.run()
    assert "Geheimer" not in texts(test)
    assert "nie einen Datensatz geheim" in str([error.value for error in test.error])
