"""Series over the years: facts to check by hand, and that they agree with the state on each date."""

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_koop import codelists
from geo_koop.analysis import timeline
from geo_koop.analysis.join import status

TODAY = date(2026, 6, 30)
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2030, 12, 31))


def records(*rows):
    table = pd.DataFrame(rows, columns=["stage", "start_date", "end_date", "format"])
    dates = table[["start_date", "end_date"]].apply(pd.to_datetime)
    return table.assign(**dates)


KNOWN = records(
    ("operating", "2015-03-01", None, "company"),
    ("ended", "2014-12-31", "2016-12-31", "association"),
    ("ended", "2014-01-01", None, "association"),
    ("operating", None, None, "company"),
    ("idea", "2015-01-01", None, "company"),
    ("completed", None, "2018-01-01", "company"),
)


def test_a_year_stands_for_its_last_day_and_the_running_one_for_today():
    assert timeline.day_of(2015, today=TODAY) == date(2015, 12, 31)
    assert timeline.day_of(2026, today=TODAY) == TODAY


def test_the_years_reach_from_the_first_start_to_today():
    assert timeline.years(KNOWN, today=TODAY) == range(2014, 2027)
    assert timeline.years(KNOWN.iloc[:0], today=TODAY) == range(2026, 2027)
    assert timeline.years(records(("operating", "2031-01-01", None, "company")), today=TODAY) == range(2026, 2027)


def test_counts_by_hand():
    table = timeline.yearly(KNOWN, [2013, 2014, 2015, 2016, 2017], today=TODAY)
    assert [tuple(row) for row in table.itertuples(index=False)] == [
        (2014, "association", 1),
        (2015, "association", 1),
        (2015, "company", 1),
        (2016, "association", 1),
        (2016, "company", 1),
        (2017, "company", 1),
    ]


def test_starts_that_nobody_knows_are_counted_apart():
    assert timeline.start_unknown(KNOWN).tolist() == [False, False, False, True, False, True]


def test_nothing_recorded_gives_an_empty_series():
    assert timeline.yearly(KNOWN.iloc[:0], [2014, 2015], today=TODAY).empty
    assert list(timeline.yearly(KNOWN, [], today=TODAY)) == ["year", "format", "cooperations"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(codelists.load("stages").codes), DAYS, DAYS, st.sampled_from(["company", "association"])
        ),
        max_size=12,
    )
)
def test_a_series_agrees_with_the_state_on_each_date(rows):
    table = records(*rows)
    years = range(2010, 2030)
    series = timeline.yearly(table, years, today=TODAY).groupby("year")["cooperations"].sum()
    for year in years:
        day = timeline.day_of(year, today=TODAY)
        active = (status(table, day, today=TODAY) == "active") & table["start_date"].notna()
        assert series.get(year, 0) == active.sum()
