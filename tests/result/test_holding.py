"""When rows hold: the days on which an analysis counts them."""

from itertools import product

import pandas as pd
import pytest

from geo_koop.analysis import join
from geo_koop.result import holding

STAGES = ("idea", "exploration", "agreed", "operating", "completed", "ended", "unknown")
DAYS = pd.to_datetime([None, "2010-01-01", "2020-06-30"])


@pytest.fixture
def records():
    rows = product(STAGES, DAYS, DAYS, DAYS)
    table = pd.DataFrame(rows, columns=["stage", "start_date", "end_date", "evidence_date"])
    return table.astype(dict.fromkeys(table.columns[1:], "datetime64[ns]"))


@pytest.mark.parametrize("day", ["2009-12-31", "2010-01-01", "2015-05-05", "2020-06-30", "2020-07-01"])
def test_a_cooperation_holds_on_the_days_on_which_it_is_active(records, day):
    start, stop, ever = holding.cooperations(records)
    at = pd.Timestamp(day)
    holds = ever & (start.isna() | (start <= at)) & (stop.isna() | (stop >= at))
    assert holds.tolist() == (join.status(records, at.date()) == "active").tolist()


def test_ideas_and_what_ended_some_day_hold_never():
    table = pd.DataFrame(
        {
            "stage": ["idea", "agreed", "ended", "completed", "ended", "operating"],
            "start_date": pd.to_datetime(["2010-01-01"] * 6),
            "end_date": pd.to_datetime([None, None, None, None, "2015-01-01", None]),
        }
    )
    assert holding.cooperations(table).ever.tolist() == [False, False, False, False, True, True]


def test_a_membership_holds_inside_its_cooperation():
    records = pd.DataFrame(
        {
            "cooperation_id": ["x", "gone"],
            "stage": ["operating", "idea"],
            "start_date": pd.to_datetime(["2010-01-01", None]),
            "end_date": pd.to_datetime(["2020-01-01", None]),
        }
    )
    table = pd.DataFrame(
        [
            ("x", None, None, "yes", "municipality"),
            ("x", "2005-01-01", "2012-01-01", "yes", "municipality"),
            ("x", "2021-01-01", None, "yes", "municipality"),
            ("x", None, "2015-01-01", "former", "municipality"),
            ("x", None, None, "former", "municipality"),
            ("x", None, None, "unclear", "municipality"),
            ("x", None, None, "yes", "unincorporated"),
            ("gone", None, None, "yes", "municipality"),
            ("nobody", None, None, "yes", "municipality"),
        ],
        columns=["cooperation_id", "from_date", "to_date", "counts_as_member", "level"],
    )
    start, stop, ever = holding.members(table, records)
    assert ever.tolist() == [True, True, False, True, False, False, False, False, False]
    assert [day.year for day in start[ever]] == [2010, 2010, 2010]
    assert [day.year for day in stop[ever]] == [2020, 2012, 2015]
