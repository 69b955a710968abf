"""Series over the years: facts to check by hand, and that they agree with the state on each date."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo_koop import codelists
from geo_koop.analysis import join, timeline
from geo_koop.analysis.join import status
from tests.conftest import examples, grid

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


@examples(30)
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
        active = (status(table, day) == "active") & table["start_date"].notna()
        assert series.get(year, 0) == active.sum()


def country():
    """Return 3 × 3 municipalities, the last three in a district of their own, two of the others in an association."""
    table = grid().assign(area_km2=25.0)
    return table.assign(district=["09101"] * 6 + ["09102"] * 3, association=["091015001"] * 2 + [""] * 7)


def placed(rows, municipalities):
    columns = ["cooperation_id", "unit_key", "counts_as_member", "from_date", "to_date"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(**table[["from_date", "to_date"]].apply(pd.to_datetime))
    level = table["unit_key"].map(lambda key: {5: "district", 9: "association"}.get(len(key), "municipality"))
    return table.assign(level=level.where(table["unit_key"].isin(municipalities.index) | (level != "municipality")))


def series(members, cooperations, years, **options):
    topics = pd.DataFrame({"cooperation_id": cooperations.index, "topic": "water"})
    given = {"topic": "water", "today": TODAY} | options
    return timeline.coverage_yearly(members, cooperations, topics, country(), years, **given)


def test_coverage_over_the_years_by_hand():
    cooperations = records(
        ("operating", "2015-03-01", None, "company"),
        ("ended", "2014-01-01", "2016-06-30", "company"),
        ("operating", None, None, "company"),
    ).set_axis(["a", "b", "c"])
    members = placed(
        [
            ("a", "09101000", "yes", None, None),
            ("a", "09101001", "yes", "2017-01-01", None),
            ("a", "09101002", "unclear", None, None),
            ("b", "09102", "yes", None, None),
            ("c", "09101101", "yes", None, None),
        ],
        country(),
    )
    found = series(members, cooperations, [2013, 2014, 2015, 2016, 2017])
    assert found["covered"].tolist() == [0, 3, 4, 1, 2]
    assert found["share_municipalities"].tolist() == [n / 9 for n in (0, 3, 4, 1, 2)]
    assert found["share_area"].tolist() == found["share_population"].tolist() == [n / 9 for n in (0, 3, 4, 1, 2)]
    some = series(members, cooperations, [2015, 2017], within=pd.Index(["09101000", "09101001"]))
    assert some["covered"].tolist() == [1, 2]
    assert series(members, cooperations, [2015], topic="mobility")["covered"].tolist() == [0]
    nowhere = series(members, cooperations, [2015], within=pd.Index([]))
    assert nowhere["covered"].tolist() == [0]
    assert nowhere["share_area"].isna().all()


def test_a_district_brings_nobody_in_while_one_of_its_municipalities_is_a_member_itself():
    cooperations = records(("operating", "2010-01-01", None, "company")).set_axis(["a"])
    rows = [("a", "09102", "yes", None, None), ("a", "09101200", "yes", "2015-01-01", "2016-12-30")]
    found = series(placed(rows, country()), cooperations, [2014, 2015, 2016])
    assert found["covered"].tolist() == [3, 1, 3]


@examples(25)
@given(
    st.lists(st.tuples(st.sampled_from(["operating", "ended", "idea"]), DAYS, DAYS), min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from([*country().index, "09101", "09102", "09101999", "091015001"]),
            st.sampled_from(["yes", "former", "unclear"]),
            DAYS,
            DAYS,
            st.sampled_from(["", "", "whole", "self"]),
        ),
        max_size=12,
    ),
)
def test_coverage_over_the_years_agrees_with_the_state_on_each_date(lives, rows):
    cooperations = records(*((*life, "company") for life in lives))
    cooperations = cooperations.set_axis([f"k{i}" for i in range(len(lives))])
    known = [row for row in rows if row[0] < len(lives)]
    members = placed([(f"k{i}", *rest[:-1]) for i, *rest in known], country())
    members = members.assign(covers=pd.Series([row[-1] for row in known], dtype="str"))
    members = members.assign(level=members["level"].fillna("unresolved"), role="member")
    years = range(2010, 2027, 4)
    found = series(members, cooperations, years).set_index("year")["covered"]
    for year in years:
        day = timeline.day_of(year, today=TODAY)
        active = (status(cooperations, day) == "active") & cooperations["start_date"].notna()
        area = join.area(join.on_date(members, cooperations, country(), day), country())
        assert found[year] == area.loc[area["cooperation_id"].map(active).astype(bool), "key"].nunique()
