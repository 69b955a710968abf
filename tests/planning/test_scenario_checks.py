"""What stands in a scenario file is read, or named with its place; nobody's file breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.errors import InputError
from geo_koop.intake.files import yaml_text
from geo_koop.planning import scenario_checks
from geo_koop.planning.scenario_checks import Member


def refused(content):
    with pytest.raises(InputError) as error:
        scenario_checks.build(content, file="x.yaml")
    return str(error.value)


def one(step):
    return {"scenario": "x", "as_of": "2026-11-28", "steps": [step]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "x.yaml is no scenario."),
        ([], "x.yaml is no scenario."),
        ({"members": []}, "x.yaml is no scenario."),
        ({"scenario": "x"}, "steps: a list with at least one entry was expected"),
        ({"scenario": "x", "steps": {}}, "steps: a list with at least one entry was expected"),
        ({"steps": [{"end": {"cooperation": "a"}}]}, "scenario: the scenario has no name"),
        ({"scenario": "x", "as_of": "morgen", "steps": []}, "as_of: a date such as 2026-11-28 was expected"),
        ({"scenario": "x", "as_of": 2026, "steps": []}, "as_of: a date such as"),
        ({"scenario": "x", "as_of": "9999", "steps": []}, "as_of: a date such as"),
        ({"scenario": "x", "stepps": []}, "stepps: there is no such entry"),
        (one("join"), "step 1 (?): a step has one kind"),
        (one({"join": {}, "end": {}}), "step 1 (?): a step has one kind"),
        (one({"joyn": {}}), "step 1 (joyn): there is no such step; known are join"),
        (one({"join": None}), "step 1 (join): fields were expected: cooperation, members"),
        (one({"join": {"cooperation": "a"}}), "step 1 (join), members: it is missing"),
        (one({"join": {"cooperation": "a", "member": ["b"]}}), "member: there is no such entry; known are members"),
        (one({"join": {"cooperation": "a", "members": "Haar"}}), "members: a list was expected"),
        (one({"join": {"cooperation": "a", "members": [9184123]}}), "members 1: a key is a text"),
        (one({"join": {"cooperation": "a", "members": [True]}}), "members 1: a key or a name was expected"),
        (one({"join": {"cooperation": "a", "members": [["b"]]}}), "members 1: a key or a name was expected"),
        (one({"join": {"cooperation": "a", "members": [{"role": "member"}]}}), "members 1, name: it is missing"),
        (one({"join": {"cooperation": "a", "members": [{"key": "b", "role": "king"}]}}), "role: “king” is not known"),
        (one({"join": {"cooperation": "a", "members": [{"key": "b", "votes": -1}]}}), "votes: a number of 0 or more"),
        (one({"join": {"cooperation": "a", "members": [{"key": "b", "share": float("nan")}]}}), "share: a number"),
        (one({"found": {"name": "a", "members": ["b"]}}), "members: at least 2 different entries were expected, not 1"),
        (one({"found": {"name": "a", "topics": ["watter"], "members": ["b", "c"]}}), "topics 1: “watter” is not known"),
        (one({"change_form": {"cooperation": "a", "format": "Zweckverbund"}}), "format: “Zweckverbund” is not known"),
        (one({"merge": {"cooperations": ["a", "a"], "name": "b"}}), "cooperations: at least 2 different entries"),
        (one({"end": {"cooperation": "a" * 301}}), "cooperation: a text of at most 300 letters"),
    ],
)
def test_faults_are_named_with_their_place(content, said):
    assert said in refused(content)


def test_all_faults_are_named_at_once():
    said = refused({"scenario": "x", "steps": [{"end": {}}, {"joyn": {}}, {"join": {"cooperation": "a"}}]})
    assert all(part in said for part in ("step 1 (end)", "step 2 (joyn)", "step 3 (join)"))


def test_too_much_is_refused_before_it_is_computed():
    assert "101 entries are more than 100" in refused({"scenario": "x", "steps": [{"end": {"cooperation": "a"}}] * 101})
    members = [f"m{i}" for i in range(1_001)]
    assert "1001 entries are more than 1000" in refused(one({"join": {"cooperation": "a", "members": members}}))
    steps = [{"join": {"cooperation": "a", "members": members[:1_000]}}] * 6
    assert "6000 entries are more than 5000" in refused({"scenario": "x", "steps": steps})


def test_members_are_written_as_in_the_table_of_members():
    given = ["Haar", {"key": "09184", "covers": "whole", "role": "founder"}, {"name": "Haar", "votes": 3}]
    made = scenario_checks.build(one({"join": {"cooperation": "a", "members": given}}), file="x.yaml")
    assert made.steps[0].fields["members"] == (
        Member(name="Haar"),
        Member(name="09184", covers="whole", role="founder"),
        Member(name="Haar", votes=3.0),
    )


def test_labels_do_for_codes():
    step = {"found": {"name": "a", "topics": ["Gewerbegebiete"], "format": "Zweckverband", "members": ["b", "c"]}}
    fields = scenario_checks.build(one(step), file="x.yaml").steps[0].fields
    assert (fields["topics"], fields["format"]) == (("industrial_zone",), "special_purpose_association")


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nscenario: *x",
        "scenario: !!python/object/apply:os.system ['true']",
        "scenario: " + "[" * 100,
        "steps: " + "{a: " * 100 + "1" + "}" * 100,
        "scenario: a\nscenario: b",
        "scenario: x" + " " * 2_000_000,
    ],
)
def test_what_yaml_could_do_is_refused(tmp_path, text):
    file = tmp_path / "x.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=r"x\.yaml"):
        scenario_checks.read(file)


def test_other_files_are_refused(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("a")
    with pytest.raises(InputError, match="its ending is not known"):
        scenario_checks.read(file)
    with pytest.raises(InputError, match="does not exist"):
        scenario_checks.read(tmp_path / "y.yaml")


leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
)
kinds = st.sampled_from(list(scenario_checks.FIELDS))


@given(kind=kinds, fields=st.data())
def test_whatever_is_written_is_read_or_refused(kind, fields):
    names = st.sampled_from(scenario_checks.FIELDS[kind])
    step = fields.draw(st.dictionaries(names, trees, max_size=5))
    said, made = "", None
    try:
        made = scenario_checks.build(one({kind: step}), file="x.yaml")
    except InputError as error:
        said = str(error)
    assert said.startswith("x.yaml: step 1") or (made is not None and made.steps[0].kind == kind)


@given(content=trees)
def test_whatever_a_file_holds_is_read_or_refused(content):
    with pytest.raises(InputError):
        scenario_checks.build(content, file="x.yaml")


def test_the_file_is_read_by_the_one_loader_of_yaml(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("scenario: x\nas_of: 2026-11-28\nsteps: [{end: {cooperation: a}}]")
    assert scenario_checks.content(file) == yaml_text.read(file)
    assert str(scenario_checks.read(file).as_of) == "2026-11-28"
