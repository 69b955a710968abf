"""Two sides of a comparison in words and tables."""

from datetime import date

import pytest

from geo_koop import Filters, workspace
from geo_koop.app.state import State
from geo_koop.app.views import comparison as compare_views
from geo_koop.app.views import map_table
from geo_koop.app.words import Words
from geo_koop.result import narrowing

WORDS = Words("de")
TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def inputs(embedded_inputs):
    return embedded_inputs


@pytest.fixture(scope="module")
def sides(inputs):
    def make(state):
        whole = workspace.evaluate(inputs, as_of=TODAY)
        made = []
        for code in compare_views.codes(state, whole, today=TODAY):
            day, filters = compare_views.wanted(state, code, TODAY)
            found = narrowing.narrow(workspace.evaluate(inputs, as_of=day), filters)
            if state.compare == "date":
                found = found.part(found.cooperations["start_date"].notna())
            made.append(compare_views.side(state, code, TODAY, whole, found, WORDS))
        return made

    return make


def test_dates_leave_unknown_starts_out_on_both_sides(sides):
    left, right = sides(State(left="2015-12-31", right="2025-12-31", statutory=True))
    text = compare_views.sentence(left, right, "date", 66, WORDS)
    assert text.startswith("31.12.2015: 103 Kooperationen, 31.12.2025: ")
    assert "Beginn unbekannt und daher auf keiner Seite: 66." in text
    for part in (left, right):
        assert part.analysis.cooperations["start_date"].notna().all()
        assert (part.analysis.cooperations.loc[part.shown, "start_date"] <= str(part.as_of)).all()
    table = compare_views.cooperations(left, right, WORDS)
    added = (table["Seite"] == "nur rechts").sum()
    gone = (table["Seite"] == "nur links").sum()
    assert len(right.shown) - len(left.shown) == added - gone
    assert f"Hinzugekommen: {added}" in text
    assert table["Seite"].iloc[0] == "nur rechts"


def test_without_a_choice_today_and_ten_years_ago_are_compared(sides):
    left, right = sides(State())
    assert (left.label, right.label) == ("31.12.2016", "30.06.2026")


def test_topics_are_compared_with_what_they_share(sides, embedded):
    left, right = sides(State(compare="topic", left="water", right="waste_water"))
    both = set(left.shown) & set(right.shown)
    text = compare_views.sentence(left, right, "topic", 0, WORDS)
    assert text.startswith(f"Wasserversorgung: {len(left.shown)} Kooperationen, Abwasser: ")
    assert text.endswith(f"Auf beiden Seiten: {len(both)}.")
    table = compare_views.municipalities(left, right, WORDS)
    assert len(table) == 323
    assert (table["Unterschied"] == table["Abwasser"] - table["Wasserversorgung"]).all()


def test_regions_count_their_own_municipalities(sides):
    left, right = sides(State(compare="region", left="muenchen_14", right="nordhessen"))
    table = compare_views.measures(left, right, WORDS).set_index("Kennzahl")
    assert table.loc["Gemeinden im Blick"].tolist() == ["186", "137", "−49"]
    assert table.columns.tolist() == [left.label, right.label, "Unterschied"]


def test_the_same_on_both_sides_keeps_its_columns(sides):
    left, right = sides(State(compare="topic", left="water", right="water"))
    table = compare_views.measures(left, right, WORDS)
    assert list(table) == ["Kennzahl", "Wasserversorgung (links)", "Wasserversorgung (rechts)", "Unterschied"]
    assert set(table["Unterschied"]) <= {"0", "0,0"}


def test_the_table_of_the_map_says_what_the_map_shows(embedded):
    table = map_table.map_table(embedded, State(themes=("water",)), WORDS)
    assert len(table) == 323
    garching = table.loc["09184119"]
    assert garching["Kooperationen"] == embedded.overlap.loc["09184119", "cooperations"] == 15
    assert garching["Verbindlichste Kooperation"] == "öffentlich-rechtliche Körperschaft"
    gap = embedded.coverage()
    gap = gap[(gap["topic"] == "water") & (gap["status"] == "none_recorded")]["key"]
    assert set(table.loc[table.index.isin(gap), "Thema: Wasserversorgung"]) == {
        "keine gefunden, Recherche unvollständig"
    }


def test_the_table_of_the_map_has_the_rows_that_filters_leave(embedded):
    state = State(filters=Filters(regions=("nordhessen",)), overlap=(4, 5))
    table = map_table.map_table(embedded, state, WORDS)
    assert table["Kooperationen"].between(4, 5).all()
    assert set(embedded.municipalities.loc[table.index, "region"]) == {"nordhessen"}
