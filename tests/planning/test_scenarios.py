"""Scenarios in the country of nine (tests/nine.py), counted by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop import workspace
from geo_koop.errors import InputError
from geo_koop.library import scenarios
from geo_koop.planning import scenario_checks, scenario_file, scenario_steps
from geo_koop.planning.scenarios import MEASURES
from tests import nine
from tests.conftest import examples
from tests.nine import KEYS

DAY = "2020-06-01"
TABLES = ("cooperations", "topics", "members", "actors", "sources", "scopes")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return workspace.load(nine.request_in(tmp_path_factory.mktemp("nine")))


@pytest.fixture(scope="module")
def before(inputs):
    return workspace.evaluate(inputs, as_of=pd.Timestamp(DAY).date())


@pytest.fixture
def trying(inputs, before):
    def run(*steps):
        made = scenario_checks.build({"scenario": "Probe", "as_of": DAY, "steps": list(steps)}, file="probe.yaml")
        return scenarios.outcome(inputs, made, before=before)

    return run


def keys(letters):
    return [KEYS[name] for name in letters]


def applied(inputs, *steps):
    made = scenario_checks.build({"scenario": "Probe", "as_of": DAY, "steps": list(steps)}, file="probe.yaml")
    areas = inputs.boundaries.areas
    return scenario_steps.apply(made, inputs.records, areas, as_of=pd.Timestamp(DAY).date(), national="de")


def same_as_the_start(inputs, *steps):
    found = applied(inputs, *steps).records
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(inputs.records, name))


def test_a_foundation_of_two_neighbours(trying):
    found = trying({"found": {"id": "neu", "name": "Neu", "topics": ["industrial_zone"], "members": keys("DE")}})
    row = found.cooperations.loc["neu"]
    assert (row["change"], row["steps"], row["joined"]) == ("founded", "1", ";".join(sorted(keys("DE"))))
    # Two squares of 5 km beside each other: 50 km², 10,000 inhabitants, middles 5 km apart, one piece.
    assert (row["n_members_after"], row["area_km2_after"], row["population_after"]) == (2, 50.0, 10_000)
    assert (row["pattern_after"], row["pieces_after"], row["span_km_after"]) == ("neighbourhood", 1, 5.0)
    assert pd.isna(row["name_before"])
    # D was with A in u and v; E was in nothing but what a law prescribes.
    towns = found.municipalities
    assert towns.loc[KEYS["D"], ["partners_before", "partners_after"]].tolist() == [1, 2]
    assert towns.loc[KEYS["E"], ["partners_before", "partners_after"]].tolist() == [0, 1]
    assert towns.loc[KEYS["E"], ["memberships_before", "memberships_after"]].tolist() == [0, 1]
    assert towns.loc[KEYS["E"], ["topics_before", "topics_after"]].tolist() == [1, 2]
    assert towns.loc[KEYS["E"], "gained"] == "industrial_zone"
    assert set(towns.index) == set(keys("DE"))


def test_joining_changes_pattern_numbers_and_everybody_s_partners(trying):
    # w is A, B, C; with G it lies in two pieces: G touches D and H alone.
    found = trying({"join": {"cooperation": "w", "members": [KEYS["G"]]}})
    row = found.cooperations.loc["w"]
    assert (row["n_members_before"], row["n_members_after"]) == (3, 4)
    assert (row["pieces_before"], row["pieces_after"]) == (1, 2)
    assert (row["population_before"], row["population_after"]) == (15_000, 20_000)
    towns = found.municipalities
    # B had A and C, C had A and B; G was covered by k through its district: that is no partnership of its own.
    assert towns.loc[KEYS["B"], ["partners_before", "partners_after"]].tolist() == [2, 3]
    assert towns.loc[KEYS["G"], ["memberships_before", "memberships_after"]].tolist() == [0, 1]
    assert towns["direct"].to_dict() == {KEYS["G"]: True, **dict.fromkeys(keys("ABC"), False)}


def test_congruence_before_and_after(trying):
    # C is in w alone, with A and B: both are partners in all of it. With u (A, D): A shares 2 of 2, B and D 1 of 2.
    row = trying({"join": {"cooperation": "u", "members": ["C"]}}).municipalities.loc[KEYS["C"]]
    assert row["congruence_before"] == 1.0
    assert row["congruence_after"] == pytest.approx((2 / 2 + 1 / 2 + 1 / 2) / 3)


def test_who_is_in_already_changes_nothing_and_is_told(trying):
    found = trying({"join": {"cooperation": "w", "members": ["A"]}})
    assert found.cooperations.loc["w", "change"] == "same"
    assert [(note.kind, str(note.text)) for note in found.notes] == [
        ("nothing", "A is a member of “Verband w” already")
    ]
    assert list(found.municipalities.index) == [KEYS["A"]]
    for name in MEASURES:
        assert found.municipalities[f"{name}_before"].iloc[0] == found.municipalities[f"{name}_after"].iloc[0]


def test_leaving_what_a_law_prescribes_is_computed_and_told(trying):
    found = trying({"leave": {"cooperation": "plan", "members": ["I"]}})
    assert [note.kind for note in found.notes] == ["impossible"]
    assert found.cooperations.loc["plan", ["n_members_before", "n_members_after"]].tolist() == [9, 8]
    row = found.municipalities.loc[KEYS["I"]]
    assert (row["topics_before"], row["topics_after"], row["lost"]) == (1, 0, "water")
    # Memberships leave such bodies out; the other number stands beside.
    assert row[["memberships_before", "memberships_after"]].tolist() == [0, 0]
    assert row[["memberships_all_before", "memberships_all_after"]].tolist() == [1, 0]


def test_two_cooperations_become_one(trying):
    found = trying({"merge": {"cooperations": ["u", "w"], "id": "uw", "name": "Verband uw"}})
    assert found.cooperations["change"].to_dict() == {"u": "ended", "w": "ended", "uw": "founded"}
    assert found.cooperations.loc["uw", ["n_members_after", "format_after", "topics_after"]].tolist() == [
        *(4, "special_purpose_association", "water")
    ]


def test_municipalities_become_one(trying):
    # A and B are both in w, x, y, z: the new one is in each once. x, y, z then have one member.
    found = trying({"merge_municipalities": {"keys": ["A", "B"], "key": KEYS["A"], "name": "AB"}})
    table = found.cooperations
    assert table.loc["w", ["n_members_before", "n_members_after", "units_after"]].tolist() == [3, 2, 2]
    assert table.loc["w", ["area_km2_before", "area_km2_after"]].tolist() == [75.0, 75.0]
    assert table.loc["x", ["n_members_after", "pattern_after"]].tolist() == [1, "unclassified"]
    town = found.after.municipalities.loc[KEYS["A"]]
    assert (town["name"], town["population"], town["area_km2"], town.geometry.area) == ("AB", 10_000, 50.0, 50e6)
    assert KEYS["B"] not in found.after.municipalities.index
    assert found.municipalities.loc[KEYS["B"], "merged_into"] == KEYS["A"]
    assert (found.municipalities[["gained", "lost"]] == "").all(axis=None)
    # Neighbours of either: C and E of B, D of A.
    edges = found.after.neighbours
    beside = set(edges.loc[edges["key_a"] == KEYS["A"], "key_b"]) | set(edges.loc[edges["key_b"] == KEYS["A"], "key_a"])
    assert beside == set(keys("CDE"))


@pytest.mark.parametrize("key", [KEYS["E"], "09101099"])
def test_a_merged_municipality_gains_only_what_no_part_had(trying, key):
    yard = {"found": {"name": "Hof", "topics": ["building_yard"], "members": ["D", "F"]}}
    merged = {"merge_municipalities": {"keys": ["D", "E"], "key": key, "name": "DE"}}
    gained = trying(yard, merged).municipalities["gained"]
    assert gained[key] == "building_yard"
    assert trying(merged).municipalities["gained"].eq("").all()
    again = {"merge_municipalities": {"keys": [key, "F"], "key": "09101098", "name": "DEF"}}
    assert trying(merged, again).municipalities["gained"].eq("").all()


def test_unknown_inhabitants_stay_unknown(inputs):
    areas = inputs.boundaries.areas.copy()
    areas.loc[KEYS["B"], "population"] = pd.NA
    step = {"merge_municipalities": {"keys": keys("AB"), "key": "09101099", "name": "AB"}}
    made = scenario_checks.build({"scenario": "Probe", "as_of": DAY, "steps": [step]}, file="probe.yaml")
    found = scenario_steps.apply(made, inputs.records, areas, as_of=pd.Timestamp(DAY).date(), national="de")
    assert pd.isna(found.areas.loc["09101099", "population"])
    assert any("inhabitants of AB are not known, because those of B are not" in str(n.text) for n in found.notes)


def test_the_graph_after_a_merger_is_that_of_the_merged_areas(inputs):
    from geo_koop.analysis import contiguity

    step = {"merge_municipalities": {"keys": keys("AE"), "key": "09101099", "name": "AE"}}
    found = applied(inputs, step)
    municipalities, open_land = workspace.split(found.areas)
    built = contiguity.build(municipalities, open_land)
    merged = contiguity.merged(inputs.contiguity.edges, municipalities.index, found.merged)
    pd.testing.assert_frame_equal(merged.edges, built.edges)


def test_the_records_stay_as_they_are(inputs, trying):
    kept = {name: getattr(inputs.records, name).copy() for name in TABLES}
    trying(
        {"join": {"cooperation": "w", "members": ["D"]}},
        {"end": {"cooperation": "x"}},
        {"merge_municipalities": {"keys": ["A", "B"], "key": KEYS["A"], "name": "AB"}},
    )
    for name, table in kept.items():
        pd.testing.assert_frame_equal(getattr(inputs.records, name), table)


def test_renewing_is_evaluating(inputs, before, trying):
    """What is decided anew for some cooperations alone is what the whole analysis says."""
    found = trying({"join": {"cooperation": "w", "members": ["G"]}}, {"end": {"cooperation": "u"}})
    records = applied(inputs, {"join": {"cooperation": "w", "members": ["G"]}}, {"end": {"cooperation": "u"}}).records
    whole = workspace.evaluate(
        workspace.supposed(inputs, records, inputs.boundaries.areas, merged={}), as_of=before.provenance.as_of
    )
    for name in ("cooperations", "members", "area", "patterns"):
        pd.testing.assert_frame_equal(getattr(found.after, name), getattr(whole, name))


def test_what_is_after_says_that_it_is_no_recorded_state(trying):
    found = trying({"end": {"cooperation": "x"}})
    assert (found.before.provenance.scenario, found.after.provenance.scenario) == ("", "Probe")
    assert found.before.cooperations.loc["x", "status"] == "active"
    assert found.after.cooperations.loc["x", "status"] == "ended"


def test_what_rules_will_be_asked_about(trying):
    found = trying({"found": {"id": "neu", "name": "Neu", "topics": ["water"], "members": ["D", "09102"]}})
    (subject,) = found.subjects
    assert (subject.cooperation_id, subject.topics, subject.format) == ("neu", ("water",), "unknown")
    assert set(subject.members) == {KEYS["D"], "09102"}


members = st.lists(st.sampled_from(nine.NAMES), min_size=2, max_size=5, unique=True)
ids = st.sampled_from(list(nine.MEMBERS))


@examples(8)
@given(who=members)
def test_a_foundation_and_its_end_give_the_start_again(inputs, who):
    found = {"found": {"id": "neu", "name": "Neu", "topics": ["water", "housing"], "members": who}}
    same_as_the_start(inputs, found, {"end": {"cooperation": "neu"}})


@examples(15)
@given(one=ids, who=members, turned=st.booleans())
def test_joining_and_leaving_give_the_start_again(inputs, one, who, turned):
    recorded = {nine.KEYS.get(name, name) for name in nine.MEMBERS[one]}
    inside = [name for name in who if KEYS[name] in recorded]
    outside = [name for name in who if KEYS[name] not in recorded]
    steps = []
    for part, (first, second) in ((outside, ("join", "leave")), (inside, ("leave", "join"))):
        if part:
            pair = [{kind: {"cooperation": one, "members": part}} for kind in (first, second)]
            steps += [*pair, *pair] if turned else pair
    same_as_the_start(inputs, *steps)


@examples(8)
@given(one=ids, form=st.sampled_from(["association", "company", "unknown", "special_purpose_association"]))
def test_changing_the_form_and_changing_it_back_give_the_start_again(inputs, one, form):
    steps = [{"change_form": {"cooperation": one, "format": f}} for f in (form, "special_purpose_association")]
    same_as_the_start(inputs, *steps)


def test_what_potentials_write_is_read(inputs, tmp_path):
    day = pd.Timestamp(DAY).date()
    steps = [
        scenario_file.found(name="Bauhof: A & B", topics=["building_yard"], members=keys("AB")),
        scenario_file.join("w", keys("D")),
    ]
    file = tmp_path / "plan.yaml"
    file.write_text(scenario_file.text("Bauhof: A & B", day, steps), encoding="utf-8")
    read = scenario_checks.read(file)
    assert (read.name, read.as_of, [step.kind for step in read.steps]) == ("Bauhof: A & B", day, ["found", "join"])
    assert [member.name for member in read.steps[0].fields["members"]] == keys("AB")
    assert read.steps[0].text("format") == "unknown"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            {"join": {"cooperation": "Verbandd w", "members": ["D"]}},
            "step 1 (join), cooperation: there is no cooperation",
        ),
        ({"join": {"cooperation": "w", "members": ["D", "Q"]}}, "step 1 (join), members 2: there is no municipality"),
        ({"found": {"id": "w", "name": "x", "members": ["A", "B"]}}, "step 1 (found), id: there is a cooperation"),
        ({"found": {"name": "x", "members": ["A", KEYS["A"]]}}, "a cooperation of 1 members cannot be founded"),
        (
            {"merge_municipalities": {"keys": ["A", "B"], "key": KEYS["C"], "name": "x"}},
            "step 1 (merge_municipalities), key: “09101002” is the key of another municipality",
        ),
        ({"merge_municipalities": {"keys": ["A", "B"], "key": "9", "name": "x"}}, "a key of 8 digits was expected"),
        (
            {"merge_municipalities": {"keys": ["A", "I"], "key": "09999001", "name": "x"}},
            "the municipalities lie in several districts (09101, 09103): name one",
        ),
        ({"merge": {"cooperations": ["w", "Verband w"], "name": "x"}}, "the names stand for one cooperation"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_place(inputs, step, said):
    with pytest.raises(InputError) as error:
        applied(inputs, step)
    assert said in str(error.value)
    assert str(error.value).startswith("probe.yaml: ")


def test_mergers_in_a_circle_are_refused(inputs):
    first = {"merge_municipalities": {"keys": ["A", "B"], "key": "09101099", "name": "AB"}}
    back = {"merge_municipalities": {"keys": ["AB", "C"], "key": KEYS["A"], "name": "ABC"}}
    with pytest.raises(InputError, match="“09101000” was dissolved in step 1"):
        applied(inputs, first, back)
    first = {"merge": {"cooperations": ["u", "w"], "id": "uw", "name": "uw"}}
    with pytest.raises(InputError, match=r"step 2 .merge., id: there is a cooperation “u” already"):
        applied(inputs, first, {"merge": {"cooperations": ["uw", "x"], "id": "u", "name": "u"}})
    with pytest.raises(InputError, match="“Verband w” has ended on that day"):
        applied(inputs, first, {"join": {"cooperation": "w", "members": ["D"]}})


def test_a_member_of_no_boundary_is_a_member_and_told(trying):
    found = trying({"join": {"cooperation": "w", "members": ["09162000"]}})
    assert found.cooperations.loc["w", ["n_members_before", "n_members_after"]].tolist() == [3, 4]
    assert found.cooperations.loc["w", "population_after"] == 15_000
    assert [note.kind for note in found.notes] == ["told"]
