"""A record while it is filled in: members, dates as people write them, what is missing."""

import pytest

from geo_koop.app.views import register_form as forms
from geo_koop.app.words import Words

DE = Words("de")
KNOWN = {"09184123": "Haar (Landkreis München) · 09184123", "09184119": "Garching · 09184119"}
NAMES = {"09184123": "Haar", "09184119": "Garching b.München"}


def filled(**fields):
    form = forms.blank(DE)
    form.fields |= {"name": "Bauhof Öd", "topics": "building_yard", **fields}
    form.rows["sources"][0]["url"] = "Az. 12"
    return form


def there(**fields):
    rows = {"sources": ({"row_id": "7", "url": "Az. 1"},), "members": ({"row_id": "3", "key": "09184123"},)}
    return forms.begin("zv", 4, {"name": "ZV", **fields}, rows)


def test_a_new_record_says_what_is_missing():
    found = forms.faults(forms.blank(DE), DE)
    assert found[:2] == ["Der Name fehlt.", "Es ist kein Thema gewählt."]
    assert "Ein Datensatz braucht mindestens eine Quelle: Reiter „Quellen“." in found


def test_a_new_record_with_name_topic_and_source_can_be_saved_and_names_its_source():
    form = filled()
    assert forms.faults(form, DE) == []
    assert forms.source_of(form) == "Az. 12"
    form.source = "Brief vom 3. Mai"
    assert forms.source_of(form) == "Brief vom 3. Mai"


def test_a_change_needs_its_own_reason_and_source():
    form = there()
    form.fields["start"] = "1999"
    assert forms.faults(form, DE) == [
        "Der Grund der Änderung fehlt: ein paar Worte genügen.",
        "Es fehlt, womit die Änderung belegt ist: ein Schreiben, eine Seite, eine Liste.",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("2018", ""), ("07/2018", "gelesen als Juli 2018"), ("31.07.2018", ""), ("seit 2018", "gelesen als 2018")],
)
def test_dates_are_read_as_people_write_them(typed, said):
    assert forms.read_as("cooperations", "start", typed, DE) == (said, True)


def test_what_is_no_date_is_refused_where_it_was_typed_and_kept_where_it_came_with_the_record():
    form = there(start="irgendwann")
    form.reason = form.source = "x"
    assert forms.faults(form, DE) == []
    form.fields["end"] = "bald"
    assert forms.faults(form, DE)[0].startswith("Ende: „bald“ ist kein Datum.")


def test_members_that_are_picked_come_and_go_and_come_back_as_they_were():
    form = there()
    form.rows["members"][0]["role"] = "founder"
    forms.pick_members(form, ["09184123", "09184119"], KNOWN, NAMES)
    assert [row["key"] for row in form.rows["members"]] == ["09184123", "09184119"]
    assert form.rows["members"][1]["name"] == "Garching b.München"
    forms.pick_members(form, ["09184119"], KNOWN, NAMES)
    assert [row["key"] for row in form.rows["members"]] == ["09184119"]
    forms.pick_members(form, ["09184119", "09184123"], KNOWN, NAMES)
    assert form.rows["members"][1] == {"row_id": "3", "key": "09184123", "role": "founder"}


def test_members_that_the_boundaries_do_not_know_stay():
    form = there()
    form.rows["members"].append({"name": "Gemeinde in Tirol"})
    forms.pick_members(form, [], KNOWN, NAMES)
    assert form.rows["members"] == [{"name": "Gemeinde in Tirol"}]


def test_what_changes_is_told_before_it_is_saved():
    form = there(start="1998")
    form.fields["start"] = "1999"
    form.rows["events"].append({"kind": "joined", "date": "2004", "key": "09184119"})
    assert forms.changes(form, DE) == ["Beginn von 1998 auf 1999", "Ereignisse hinzugekommen: Beitritt 2004"]
    assert forms.is_changed(form)
    assert not forms.is_changed(there())
    assert not forms.is_changed(forms.blank(DE))


def test_a_mailbox_is_an_address():
    assert forms.faults(filled(contact="Frau Meier"), DE) == ["Das Funktionspostfach ist keine E-Mail-Adresse."]
    assert forms.faults(filled(contact="ikz@example.org"), DE) == []


def test_codes_that_no_list_knows_stay_in_the_choice():
    assert forms.options("cooperations", "stage", "seltsam")[-1] == "seltsam"
    assert forms.options("cooperations", "stage", "")[0] == ""


@pytest.mark.parametrize("text", ["javascript:alert(1)", "java\tscript: alert(1)", "ftp://haar.de/a", "https://"])
def test_what_is_no_address_is_refused_as_a_source_and_the_tab_is_named(text):
    form = filled()
    form.rows["sources"][0]["url"] = text
    (found,) = forms.faults(form, DE)
    assert found.startswith("Reiter „Quellen“, 1. ")
    assert "ist keine Adresse. Adressen beginnen mit https://, http:// oder mailto:" in found


@pytest.mark.parametrize(
    "text", ["https://haar.de/a?b=c", "mailto:ikz@haar.de", "Az.: 12/3", "Amtsblatt 4", "C:\\Akten"]
)
def test_addresses_and_file_numbers_are_sources(text):
    form = filled()
    form.rows["sources"][0]["url"] = text
    assert forms.faults(form, DE) == []


def test_documents_are_addresses_and_old_ones_stay():
    form = filled()
    form.rows["documents"] = [{"title": "Satzung", "address": "www.haar.de"}]
    assert forms.faults(form, DE) == [
        "Reiter „Dokumente“, 1. Satzung: „www.haar.de“ ist keine Adresse. "
        "Adressen beginnen mit https://, http:// oder mailto:."
    ]
    form.rows["documents"][0]["address"] = "https://www.haar.de"
    assert forms.faults(form, DE) == []
    rows = {"documents": ({"row_id": "5", "title": "Satzung", "address": "www.haar.de"},)}
    old = forms.begin("zv", 4, {"name": "ZV"}, rows)
    old.reason = old.source = "x"
    assert forms.faults(old, DE) == []
