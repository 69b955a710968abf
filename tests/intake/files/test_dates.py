"""Dates as offices write them; none comes out in another year than it was written in."""

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.intake.files import dates


def one(text, *, end=False):
    return dates.read(pd.Series([text], dtype="str"), end=end).iloc[0]


@pytest.mark.parametrize(
    ("written", "first", "last", "state"),
    [
        ("seit 1961", "1961", "1961", "exact"),
        ("ab 01.01.2026", "2026-01-01", "2026-01-01", "exact"),
        ("ca. 2005", "2005", "2005", "approximate"),
        ("seit ca. 1990", "1990", "1990", "approximate"),
        ("2005?", "2005", "2005", "approximate"),
        ("1.1.09", "2009-01-01", "2009-01-01", "exact"),
        ("01.04.19", "2019-04-01", "2019-04-01", "exact"),
        ("15.03.49", "2049-03-15", "2049-03-15", "exact"),
        ("15.03.50", "1950-03-15", "1950-03-15", "exact"),
        ("WS 2012", "2012-10", "2012-12", "exact"),
        ("WS 2012/13", "2012-10", "2013-03", "exact"),
        ("Frühjahr 98", "1998-03", "1998-05", "approximate"),
        ("Ende 2009", "2009-12", "2009-12", "approximate"),
        ("Q3/2018", "2018-07", "2018-09", "exact"),
        ("3. Quartal 2018", "2018-07", "2018-09", "exact"),
        ("III/2018", "2018-07", "2018-09", "exact"),
        ("1. Halbjahr 2018", "2018-01", "2018-06", "exact"),
        ("März 2010", "2010-03", "2010-03", "exact"),
        ("1. Januar 2018", "2018-01-01", "2018-01-01", "exact"),
        ("41091", "2012-07-01", "2012-07-01", "serial"),
        ("41091.0", "2012-07-01", "2012-07-01", "serial"),
        ("1998.0", "1998", "1998", "exact"),
        ("1899", "1899", "1899", "exact"),
        ("2012-01-01 00:00:00", "2012-01-01", "2012-01-01", "exact"),
        ("20190401", "2019-04-01", "2019-04-01", "exact"),
        ("2005-2009", "2005", "2009", "range"),
        ("2005 – 2009", "2005", "2009", "range"),
        ("2020/21", "2020", "2021", "range"),
        ("2005-09", "2005-09", "2005-09", "exact"),
        ("vom 01.07.2019 bis 30.06.2024", "2019-07-01", "2024-06-30", "range"),
        ("01/04/2019", "2019-04-01", "2019-04-01", "approximate"),
        ("13/04/2019", "2019-04-13", "2019-04-13", "exact"),
    ],
)
def test_a_date_is_read(written, first, last, state):
    assert one(written)[["first_text", "last_text", "state"]].tolist() == [first, last, state]


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("1899-12-30", "zero"),
        ("1899-12-31 00:00:00", "zero"),
        ("1900-01-00", "zero"),
        ("30.12.1899", "zero"),
        ("0", "zero"),
        ("9999", "never"),
        ("31.12.9999", "never"),
        ("1789", "implausible"),
        ("5000", "implausible"),
        ("31.02.2024", "malformed"),
        ("bald", "malformed"),
        ("98", "malformed"),
        ("bis 2009", "malformed"),
        ("0000", "malformed"),
        ("offen", "open"),
        ("unbefristet", "open"),
        ("", "blank"),
    ],
)
def test_what_is_no_date_says_why(written, state):
    row = one(written)
    assert row["state"] == state
    assert pd.isna(row["first"])
    assert pd.isna(row["last"])


def test_an_end_has_words_of_its_own():
    assert one("bis 2009", end=True)["last"] == pd.Timestamp(2009, 12, 31)
    assert one("seit 2009", end=True)["state"] == "malformed"


def test_late_days_are_told_from_the_date_of_the_view():
    days = pd.Series(pd.to_datetime(["2046-01-02", "2046-01-01", None]))
    assert dates.late(days, date(2026, 1, 1)).tolist() == [True, False, False]


FORMS = (
    *("{y}", "seit {y}", "ca. {y}", "({y})", "{y}.0", "Q2/{y}", "WS {y}", "Ende {y}", "März {y}", "{m:02}/{y}"),
    *("{d:02}.{m:02}.{y}", "{d}.{m}.{s:02}", "{y}-{m:02}-{d:02}", "{d}. Mai {y}", "{d}/{m}/{y}", "{y}{m:02}{d:02}"),
)


@given(form=st.sampled_from(FORMS), day=st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_no_date_comes_out_in_another_year(form, day):
    row = one(form.format(y=day.year, m=day.month, d=day.day, s=day.year % 100))
    assert row["first"].year == day.year
    assert row["last"].year == day.year


@given(st.text(alphabet="0123456789./- bisQWSca?", max_size=24))
def test_whatever_is_written_has_one_state_and_a_year_that_stands_there(text):
    row = one(text)
    assert row["state"] in dates.STATES
    if row["state"] in ("exact", "approximate", "range"):
        years = {int(found) for found in re.findall(r"\d{4}", text)}
        short = {int(found) for found in re.findall(r"(?<!\d)\d{2}(?!\d)", text)}
        last = {1900 + found for found in short} | {2000 + found for found in short}
        assert row["first"].year in years | last or int(text.strip()[:4]) == row["first"].year
