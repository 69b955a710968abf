"""The way of cooperations: what is recorded, what is derived from it, and what nobody can say."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop import analyse
from geo_koop.planning import lifetimes, process
from tests.conftest import small_request

RECORDS = """cooperation_id,name,topics,format,stage,start,end
grow,Gewachsen,water,special_purpose_association,operating,2000,
plain,Nur Beginn,water,association,operating,1990,
over,Beendet,water,cooperation_contract,ended,1990,2009
gone,Ende ohne Tag,water,working_group,ended,,
plan,Geplant,water,special_purpose_association,idea,2031,
talk,Gespräch,water,alliance_initiative,operating,2010,
"""
EVENTS = """cooperation_id,date,kind,stage,format,key,note,source
grow,1995,idea,idea,informal_coordination,,Stammtisch,Zeitung
grow,1998-06,contract,agreed,public_law_agreement,,,Amtsblatt
grow,2000,founded,operating,special_purpose_association,,,Amtsblatt
grow,2004,joined,,,09101001,,Amtsblatt
grow,2030,evaluated,,,,,
talk,2010,founded,operating,alliance_initiative,,,
"""
MEMBERS = """cooperation_id,key,from,to
grow,09101000,,
grow,09101001,2004,
grow,09101002,2000-05,
plain,09101000,,
plain,09101001,1995,2001
over,09101000,1990-03,2009
over,09101001,,
gone,09101000,,
plan,09101000,,
talk,09101000,,
talk,09101001,,
"""


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ways")
    request = small_request(folder, as_of=date(2020, 1, 1))
    for name, text in (("cooperations", RECORDS), ("events", EVENTS), ("members", MEMBERS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return analyse(request)


@pytest.fixture(scope="module")
def events(country):
    return process.history(country)


def told(events, identifier):
    rows = events[events["cooperation_id"] == identifier]
    return [(row.date, row.kind, "derived" if row.derived else "recorded") for row in rows.itertuples()]


def test_recorded_events_are_taken_and_what_is_to_come_is_not(events):
    assert told(events, "grow") == [
        ("1995", "idea", "recorded"),
        ("1998-06", "contract", "recorded"),
        ("2000", "founded", "recorded"),
        ("2004", "joined", "recorded"),
    ]
    assert events.loc[events["kind"] == "joined", "name"].iloc[0] != ""


def test_where_nothing_is_recorded_dates_give_events(events):
    assert told(events, "plain") == [
        ("1990", "founded", "derived"),
        ("1995", "joined", "derived"),
        ("2001", "left", "derived"),
    ]
    # The member came and went with the cooperation: its year is that of the start, its end that of the end.
    assert told(events, "over") == [("1990", "founded", "derived"), ("2009", "ended", "derived")]
    assert told(events, "gone") == [("", "ended", "derived")]
    assert told(events, "plan") == []


def test_the_form_of_today_is_not_taken_for_that_of_the_beginning(country, events):
    assert set(events.loc[events["derived"], "format"]) == {""}
    began = process.beginnings(country, events)["begin_format"]
    assert began.to_dict() == {
        **dict.fromkeys(("plain", "over", "gone", "plan"), ""),
        "grow": "informal_coordination",
        "talk": "alliance_initiative",
    }


def test_a_form_after_a_foundation_without_one_is_no_beginning(country):
    table = country.events[country.events["cooperation_id"] == "talk"].assign(
        date="2015", event_date=pd.Timestamp("2015-01-01"), kind="contract", format="cooperation_contract"
    )
    changed = country.replace(events=table)
    assert process.beginnings(changed, process.history(changed))["begin_format"]["talk"] == ""


def test_flows_count_each_cooperation_once_in_each_step(country, events):
    states = process.states(country, events)
    assert states.loc["grow"].tolist() == ["0", "5", "operating"]
    assert states.loc["over"].tolist() == ["not_recorded", "3", "ended"]
    flows = process.flows(states)
    assert flows.groupby("step")["cooperations"].sum().tolist() == [6, 6]
    assert flows[(flows["step"] == 1) & (flows["source"] == "0")].set_index("target")["cooperations"].to_dict() == {
        "0": 1,
        "5": 1,
    }


def test_the_overview_counts_what_is_recorded_and_what_is_not(country, events):
    found = process.overview(country, events)
    assert (found.cooperations, found.with_events, found.only_derived, found.left_out) == (6, 2, 3, 0)
    assert (found.begun, found.begun_informal, found.bound_since) == (2, 2, 1)
    assert found.ended[["end"]].to_dict() == {"end": {"over": "2009", "gone": ""}}


def test_who_has_not_ended_counts_as_long_as_seen(country, events):
    found = lifetimes.of_cooperations(country, events)
    # grow (20 years), plain (30), talk (10) go on; over lasted 20; gone has no dates.
    assert (found.n, found.events, found.left_out, found.left_out_events) == (4, 1, 1, 1)
    assert found.median is None
    assert found.interval is None
    assert found.shares["low"].isna().all()
    # Of three seen for (almost) 20 years or more one ended: 2/3 are there after 20.
    assert found.shares.set_index("years")["share"].round(4).to_dict() == {1: 1, 2: 1, 5: 1, 10: 1, 20: 0.6667}


def test_years_until_something_binding(country, events):
    found = lifetimes.until_binding(country, events)
    # grow: an idea in 1995, a contract in June 1998; talk: informal since 2010.
    assert (found.n, found.events, found.left_out) == (2, 1, 0)
    assert found.median == pytest.approx(3.41, abs=0.01)


def test_binding_today_but_nobody_recorded_since_when(country):
    table = country.events[(country.events["cooperation_id"] == "grow") & (country.events["kind"] == "idea")]
    changed = country.replace(events=table)
    found = lifetimes.until_binding(changed, process.history(changed))
    assert (found.n, found.events, found.left_out) == (0, 0, 1)


def test_where_nothing_happened_nothing_is_said():
    found = lifetimes.measure(np.array([3.0, 4.0]), np.array([False, False]))
    assert (found.n, found.events, found.median, len(found.shares)) == (2, 0, None, 0)


def test_an_interval_needs_thirty_cases():
    years, happened = np.arange(1.0, 31.0), np.ones(30, dtype=bool)
    assert lifetimes.measure(years[:29], happened[:29]).interval is None
    found = lifetimes.measure(years, happened)
    assert found.median == 15
    low, high = found.interval
    assert low < 15 < high


@given(st.lists(st.tuples(st.floats(0, 60), st.booleans()), max_size=40))
def test_shares_fall_and_nobody_is_counted_twice(cases):
    years = np.array([one for one, _over in cases])
    found = lifetimes.measure(years, np.array([over for _one, over in cases], dtype=bool))
    assert found.n == len(cases)
    assert found.shares["share"].is_monotonic_decreasing
    assert found.shares["at_risk"].is_monotonic_decreasing
    assert found.shares["share"].between(0, 1).all()
