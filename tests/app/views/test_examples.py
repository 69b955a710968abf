"""Examples in words, on the embedded data."""

import pandas as pd
import pytest

from geo_koop.app.views import examples as views
from geo_koop.app.words import Words
from geo_koop.planning import examples as planning
from geo_koop.planning.search_index import SearchIndex

DE = Words("de")


@pytest.fixture(scope="module")
def index(embedded):
    return SearchIndex(embedded)


def test_the_sentence_counts_and_says_what_cannot_simply_be_copied(embedded):
    table = planning.facts(embedded)
    idle, law = (table["status"] != "active").sum(), (table["obligation"] == "statutory").sum()
    said = views.sentence(table, DE, text="Wasser", size=None, like="", day="1.1.2026")
    assert said == f"225 Beispiele zu „Wasser“; {idle} davon am 1.1.2026 nicht aktiv; {law} gesetzlich vorgeschrieben."
    one = table[table["status"] == "active"].head(1)
    assert (
        views.sentence(one, DE, text="", size=0, like="", day="")
        == "1 Beispiel mit einem Mitglied mit unter 5.000 Einwohnern."
    )
    assert (
        views.sentence(one.head(0), DE, text="x", size=None, like="", day="")
        == "Hier ist kein Beispiel zu „x“ erfasst."
    )


def test_cards_and_tables_say_the_same(embedded, index):
    table = views.found(embedded, embedded, index, text="Kläranlage", size=None, like=None)
    shown = views.listed(table, embedded, DE)
    cards = views.cards(table, embedded, DE)
    assert [card.name for card in cards] == shown["Name"].tolist() == table["name"].tolist()
    assert cards[0].reason == shown["Warum"].iloc[0] == "Thema Abwasser, zu dem „Kläranlage“ gehört"


def test_likeness_has_a_column_for_each_part(embedded, index):
    table = views.found(embedded, embedded, index, text="", size=None, like="nordallianz")
    shown = views.listed(table, embedded, DE)
    assert "Warum" not in shown
    assert shown[["gleiche Form", "gleiches Muster"]].isin(["ja", "nein", "unbekannt"]).all(axis=None)
    card = views.cards(table.head(1), embedded, DE)[0]
    assert "gemeinsames Thema" in card.reason


def test_what_others_of_the_size_do(embedded):
    table = planning.by_size(embedded, "09184123")
    shown = views.size_table(table, DE)
    assert shown["Diese Gemeinde"].isin(["selbst Mitglied", "über Landkreis oder Verband", "keine erfasst"]).all()
    said = views.size_sentence(table, embedded, "09184123", DE)
    assert said.startswith("Haar ist eine Gemeinde mit 20.000 bis unter 50.000 Einwohnern; erhoben sind bis zu ")
    assert "Hier nicht erfasst" in said


def test_unknown_inhabitants_are_no_zero():
    assert views._people(pd.NA, 0, DE) == "unbekannt"
    assert views._people(1_000, 2, DE) == "1.000 (von 2 nicht bekannt)"
