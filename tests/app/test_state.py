"""The state of a view and its form in the address."""

from dataclasses import replace
from datetime import date
from itertools import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop import codelists
from geo_koop.app import scenario_address
from geo_koop.app.recorded_address import Span
from geo_koop.app.state import (
    BEGINNINGS,
    MODES,
    MOST_OUTLINES,
    MOST_VALUES,
    NETWORK,
    PARAMETERS,
    PARTIES,
    STANDARD_OVERLAYS,
    Known,
    Notice,
    State,
    as_one_line,
    dump,
    known_of,
    language_of,
    parse,
)
from geo_koop.model import Filters
from geo_koop.outputs.webmap.area_map import OVERLAYS
from geo_koop.planning.sizes import SIZES

KNOWN = Known(
    filters={
        "region": ("muenchen_14", "09", "09184"),
        "topic": ("water", "mobility"),
        "format": ("company",),
        "bindingness": ("0", "1", "2", "3", "4", "5"),
        "pattern": ("network", "regional"),
        "stage": ("idea", "operating"),
        "obligation": ("voluntary", "statutory", "unknown"),
    },
    municipalities=frozenset({"09184119"}),
    cooperations=frozenset({"nordallianz", "a&b=c"}),
    indicators=("population", "Kaufkraft: je Kopf"),
    register=Span(last=12, first_day=date(2024, 2, 1), last_day=date(2026, 11, 28)),
)


PLAN = scenario_address.pack(
    {"scenario": "Süd", "as_of": "2026-11-28", "steps": [{"join": {"cooperation": "x", "members": ["Haar"]}}]}
)


def some(values):
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


filters = st.builds(
    Filters,
    regions=some(KNOWN.filters["region"]),
    topics=some(KNOWN.filters["topic"]),
    formats=some(KNOWN.filters["format"]),
    bindingness=some([0, 1, 2, 3, 4, 5]),
    patterns=some(KNOWN.filters["pattern"]),
    stages=some(KNOWN.filters["stage"]),
    obligation=some(KNOWN.filters["obligation"]),
)
states = st.builds(
    State,
    filters=filters,
    as_of=st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    recorded=st.none() | st.integers(1, 12) | st.dates(date(2024, 2, 1), date(2026, 11, 28)),
    municipality=st.none() | st.sampled_from(sorted(KNOWN.municipalities)),
    cooperation=st.none() | st.sampled_from(sorted(KNOWN.cooperations)),
    mode=st.sampled_from(MODES),
    themes=st.sampled_from([("water",), ("mobility",), ("mobility", "water")]),
    hidden=some(["count_1", "network_provisional", "not_surveyed"]),
    overlays=st.lists(st.booleans(), min_size=6, max_size=6).map(lambda on: tuple(compress(OVERLAYS, on))),
    outlines=some(["nordallianz", "a&b=c"]),
    ties=st.integers(1, 99),
    view=st.none() | st.tuples(st.integers(-85, 85), st.integers(-180, 180), st.sampled_from([4.0, 7.5, 15.0])),
    level=st.sampled_from(["district", "municipality"]),
    statutory=st.booleans(),
    own=st.booleans(),
    net=st.sampled_from(NETWORK),
    text=st.text(max_size=80).map(as_one_line),
    size=st.none() | st.sampled_from(SIZES),
    like=st.none() | st.sampled_from(sorted(KNOWN.cooperations)),
    begin=st.sampled_from([None, *BEGINNINGS]),
    listed=st.sampled_from([None, "join", "invite", "found", "learn"]),
    invite_weights=st.sampled_from([(), (("contiguity", -10.0), ("size", 0.55))]),
    learn_weights=st.sampled_from([(), (("population", 0.0), ("Kaufkraft: je Kopf", 2.5))]),
    elsewhere=st.sampled_from([None, "district", "state"]),
    parties=st.sampled_from([None, *PARTIES]),
    law_state=st.sampled_from([None, "06", "16"]),
    law_years=st.none() | st.integers(0, 100),
    law_saving=st.none() | st.integers(0, 100),
    law_topic=st.none() | st.sampled_from(KNOWN.filters["topic"]),
    form=st.none() | st.sampled_from(KNOWN.filters["format"]),
    scenario=st.sampled_from(["", PLAN]),
    language=st.sampled_from(["de", "en"]),
)


@given(states)
def test_an_address_gives_back_its_state(state):
    assert parse(dump(state), KNOWN) == (state, ())


@given(st.dictionaries(st.sampled_from(PARAMETERS) | st.text(max_size=8), st.lists(st.text(max_size=60), max_size=4)))
def test_any_address_gives_a_usable_state(parameters):
    state, notices = parse(parameters, KNOWN)
    assert parse(dump(state), KNOWN) == (state, ())
    assert all(len(notice.value) <= 40 for notice in notices)
    language_of(parameters)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "wasser"),
        ("region", "<script>alert(1)</script>"),
        ("bindingness", "-1"),
        ("bindingness", "५"),
        ("as_of", "2020-02-30"),
        ("as_of", "0001-01-01"),
        ("as_of", "20200101"),
        ("revision", "0"),
        ("revision", "13"),
        ("revision", "r3"),
        ("revision", "٣"),
        ("recorded", "2024-01-31"),
        ("recorded", "2026-11-29"),
        ("recorded", "gestern"),
        ("made", "00000000-00000000-00000000-00000000"),
        ("municipality", "9184119"),
        ("cooperation", "../../etc/passwd"),
        ("show", "everything"),
        ("level", "state"),
        ("lang", "fr"),
        ("hide", "everything"),
        ("overlay", "satellite"),
        ("outline", "<b>"),
        ("ties", "0"),
        ("ties", "1e3"),
        ("view", "48,11"),
        ("view", "99.5,11,8"),
        ("view", "48,11,8);alert(1"),
        ("statutory", "maybe"),
        ("own", "1"),
        ("net", "spinne"),
        ("size", "1"),
        ("like", "nirgends"),
        ("begin", "anywhere"),
        ("parties", "all"),
        ("law_state", "00"),
        ("law_years", "101"),
        ("law_saving", "-1"),
        ("form", "Zweckverband"),
        ("list", "best"),
        ("elsewhere", "moon"),
        ("invite_weight", "hair:1"),
        ("invite_weight", "size:11"),
        ("invite_weight", "size:nan"),
        ("learn_weight", "population:-1"),
        ("scenario", "eJw"),
        ("scenario", "../../etc/passwd"),
    ],
)
def test_what_is_not_known_is_ignored_and_told(name, value):
    state, notices = parse({name: [value]}, KNOWN)
    assert state == State(statutory=name not in ("view", "statutory")), "an older link counted everything"
    assert notices == (Notice(name, value),)


def test_unknown_parameters_are_told_by_name():
    assert parse({"utm_source": ["x"]}, KNOWN) == (State(), (Notice("utm_source"),))


def test_good_values_stay_beside_bad_ones():
    state, notices = parse({"topic": ["water", "wasser", "water"]}, KNOWN)
    assert state.filters.topics == ("water",)
    assert notices == (Notice("topic", "wasser"),)


def test_floods_are_cut_and_long_values_shortened():
    _state, notices = parse({"topic": [f"x{i}" for i in range(5000)], "cooperation": ["y" * 10_000]}, KNOWN)
    assert len(notices) == MOST_VALUES + 2
    assert max(len(notice.value) for notice in notices) == 40


def test_known_names_are_those_of_the_data(embedded):
    known = known_of(embedded)
    assert set(known.filters["region"][:2]) == {"nordhessen", "muenchen_14"}, "survey regions come first"
    assert {"09", "09184"} <= set(known.filters["region"])
    assert "nordallianz" in known.cooperations


@pytest.mark.parametrize("bad", ["5-2", "a-b", "-1-3", "12345-99999", "<script>"])
def test_a_bad_range_is_ignored_with_a_notice(bad):
    state, notices = parse({"overlap": [bad]}, KNOWN)
    assert state.overlap is None
    assert [n.parameter for n in notices] == ["overlap"]


def test_a_comparison_goes_through_the_address():
    for address in (
        {"compare": ["topic"], "left": ["water"], "right": ["mobility"]},
        {"left": ["2015-12-31"], "right": ["2020-01-01"]},
        {"beside": ["charts"], "chart": ["years"], "overlap": ["0-4"]},
    ):
        state, notices = parse(address, KNOWN)
        assert not notices
        assert dump(state) == address | {"statutory": ["yes"]}


def test_a_side_of_another_kind_is_ignored_with_a_notice():
    state, notices = parse({"compare": ["topic"], "left": ["2015-12-31"], "right": ["water"]}, KNOWN)
    assert (state.left, state.right) == ("", "water")
    assert [n.parameter for n in notices] == ["left"]


def test_all_overlays_can_be_switched_off():
    assert dump(State(overlays=())) == {"overlay": ["none"], "statutory": ["no"]}
    assert parse({"overlay": ["none"]}, KNOWN)[0].overlays == ()
    assert parse({"overlay": ["ties", "names"]}, KNOWN)[0].overlays == ("names", "ties")
    assert parse({}, KNOWN)[0].overlays == STANDARD_OVERLAYS


def test_no_more_outlines_than_looks():
    many = [f"x{i}" for i in range(MOST_OUTLINES + 3)]
    known = Known(filters=KNOWN.filters, municipalities=frozenset(), cooperations=frozenset(many))
    state, notices = parse({"outline": many}, known)
    assert state.outlines == tuple(many[:MOST_OUTLINES])
    assert notices == (Notice("outline", "+3"),)
    assert len(codelists.load("outlines").codes) == MOST_OUTLINES


def test_a_link_of_a_sheet_names_the_revision_and_what_the_sheet_rested_on():
    mark = "0a1b2c3d-0a1b2c3d-0a1b2c3d-0a1b2c3d"
    state, notices = parse({"revision": ["3"], "made": [mark], "as_of": ["2026-01-31"]}, KNOWN)
    assert (state.recorded, state.made, notices) == (3, mark, ())
    assert parse({"revision": ["3"], "made": ["x"]}, KNOWN)[1] == (Notice("made", "x"),)
    both = {"revision": ["3"], "recorded": ["2026-01-31"]}
    assert parse(both, KNOWN)[1] == (Notice("recorded", "2026-01-31"),)


def test_where_no_register_is_read_there_is_no_revision():
    state, notices = parse({"revision": ["3"]}, replace(KNOWN, register=None))
    assert (state.recorded, notices) == (None, (Notice("revision", "3"),))


def test_the_view_is_read_as_the_map_writes_it():
    assert parse({"view": ["48.13743,11.57549,9.5"]}, KNOWN)[0].view == (48.13743, 11.57549, 9.5)
    assert dump(State(view=(48.1, 11.57549, 9.0))) == {"view": ["48.1,11.57549,9"]}


def test_the_app_starts_without_statutory_bodies_and_older_links_open_with_them():
    assert not State().statutory
    assert parse({}, KNOWN) == (State(), ())
    assert parse({"municipality": ["09184119"]}, KNOWN)[0].statutory
    assert parse({"lang": ["en"]}, KNOWN)[0].statutory
    assert not parse({"municipality": ["09184119"], "statutory": ["no"]}, KNOWN)[0].statutory
    assert parse({"statutory": ["yes"]}, KNOWN)[0].statutory


def test_what_the_app_writes_always_says_whether_statutory_bodies_count():
    assert dump(State()) == {}
    assert dump(State(statutory=True)) == {"statutory": ["yes"]}
    assert dump(State(themes=("mobility",))) == {"theme": ["mobility"], "statutory": ["no"]}
    assert dump(State(own=True)) == {"own": ["yes"], "statutory": ["no"]}


def test_a_view_that_the_map_wrote_by_itself_is_no_older_link():
    """The map adds its view to an address that was empty: a reload must show the same numbers."""
    assert not parse({"view": ["48.1,11.5,9"]}, KNOWN)[0].statutory
    assert not parse({"utm_source": ["x"]}, KNOWN)[0].statutory


def test_the_switch_of_own_memberships_goes_through_the_address():
    assert parse({"own": ["yes"], "statutory": ["no"]}, KNOWN) == (State(own=True), ())
    assert parse({"own": ["no"], "statutory": ["no"]}, KNOWN) == (State(), ())


def test_the_map_answers_what_is_chosen():
    start = State()
    assert start.showing == "count"
    assert replace(start, municipality="09184119").showing == "partners"
    assert replace(start, municipality="09184119", cooperation="a").showing == "members"
    assert replace(start, municipality="09184119", beside="several").showing == "count"
    assert replace(start, municipality="09184119", mode="count").showing == "count", "where it was asked for"
    assert replace(start, mode="stage", cooperation="a").showing == "stage"


def test_a_text_is_kept_as_one_line_and_a_long_one_is_told():
    assert parse({"text": ["  Wasser\n\x00 und\t'*\" "]}, KNOWN)[0].text == "Wasser und '*\""
    state, notices = parse({"text": ["w" * 201]}, KNOWN)
    assert state.text == ""
    assert notices == (Notice("text", "w" * 39 + "…"),)
