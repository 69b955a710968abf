"""Headings of columns: one vocabulary for all tables."""

import pandas as pd
import pytest

from geo_koop.intake.files import headings, tables


@pytest.mark.parametrize("table", ["members", "lists", "attributes", "zones"])
@pytest.mark.parametrize("heading", ["AGS", "Gemeindeschlüssel", "ARS", "Gemeindekennziffer", "BFS-Nr"])
def test_a_key_is_named_alike_in_all_tables(table, heading):
    assert "key" in tables.rename(pd.DataFrame(columns=[heading]), headings.of(table)).columns


@pytest.mark.parametrize("heading", ["Zweckverband", "Verbandsname", "Vorhaben", "Projekt", "Name des Verbands"])
def test_lists_name_a_cooperation_as_offices_do(heading):
    assert heading in headings.of("lists")["cooperation"]


@pytest.mark.parametrize("heading", ["Beteiligte", "Mitgliedsgemeinden", "Beteiligte Kommunen", "Partner", "communes"])
def test_lists_name_members_as_offices_do(heading):
    assert heading.casefold() in {known.casefold() for known in headings.of("lists")["member"]}


def test_columns_of_records_stand_in_the_order_of_their_files():
    assert list(headings.of("scopes")) == ["scope_id", "area", "topics", "date", "grade", "source"]


def test_the_vocabulary_cannot_be_changed():
    with pytest.raises(TypeError):
        headings.of("zones")["rule"] = ()
