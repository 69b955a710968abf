"""The years on the country of :mod:`tests.lettered` and on the embedded data."""

from datetime import date

import hypothesis
import hypothesis.strategies as st
import pytest

from geo_koop import Filters, analyse, workspace
from geo_koop.app.views import chart_tables, years
from geo_koop.app.words import Words
from geo_koop.result import narrowing
from tests.lettered import request_in

DE = Words("de")
TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("country")))


@pytest.fixture(scope="module")
def hesse(embedded_inputs):
    def at(day):
        whole = workspace.evaluate(embedded_inputs, as_of=day)
        return narrowing.narrow(whole, Filters(regions=("nordhessen",))).without_statutory()

    return at


def test_bars_count_what_existed_at_the_end_of_each_year(country):
    # plan began in 1990, kreis in 1995, bad in 2000, wald in 2010; idee never.
    assert years.series(country, range(1989, 1992), today=TODAY) == [0, 1, 1]
    assert years.series(country, range(1995, 2012, 5), today=TODAY) == [2, 3, 3, 4]


def test_what_the_map_counts_is_bars_and_unknown_starts(hesse):
    now = hesse(TODAY)
    counted, left_out = years.without_start(now)
    bar = years.series(now, range(2026, 2027), today=TODAY)[0]
    assert bar + counted == int(now.cooperations["shown"].sum())
    assert left_out == 0
    assert counted < chart_tables.undated(now)
    assert years.left_out(now, DE).endswith(f"Davon zählt die Karte an diesem Tag {counted} mit.")


def test_an_early_date_says_that_blanks_are_not_known(hesse):
    said = years.uncounted(hesse(date(1990, 12, 31)), DE)
    _counted, left_out = years.without_start(hesse(date(1990, 12, 31)))
    assert said.startswith(f"Beginn unbekannt und daher an diesem Tag nicht mitgezählt: {left_out}.")
    assert "Ein leeres Feld heißt nur, dass keine bekannt ist." in said


def test_known_starts_need_no_words(country):
    assert years.uncounted(country, DE) == ""


@hypothesis.given(st.integers(1, 400), st.integers(0, 399), st.floats(0, 30), st.floats(0, 30))
def test_playing_takes_the_same_time_however_many_years_there_are(length, start, one, other):
    span = range(1900, 1900 + length)
    begin = 1900 + start % length
    early, late = sorted((one, other))
    assert begin <= years.year_at(early, begin, span) <= years.year_at(late, begin, span) <= span[-1]
    assert years.year_at(0, begin, span) == begin
    assert years.year_at(years.WHOLE, span[0], span) == span[-1]


def test_two_sides_stand_beside_each_other(country):
    table = years.both(country, country.without_statutory(), ("alle", "freie"), range(1990, 1992), today=TODAY)
    assert years.both_table(table, DE).to_dict("list") == {"Jahr": ["1991", "1990"], "alle": [1, 1], "freie": [0, 0]}
    said = years.both_sentence(table, DE)
    assert said.endswith("alle: 1 im Jahr 1990, 1 im Jahr 1991. freie: 0 im Jahr 1990, 0 im Jahr 1991.")
