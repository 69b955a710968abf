"""The vocabulary as data, held against the rules that live in code."""

import pytest

from geo_koop import codelists
from geo_koop.analysis.patterns import RULES
from geo_koop.errors import GeoKoopError


@pytest.mark.parametrize("name", codelists.NAMES)
def test_every_list_loads_and_has_labels_in_both_languages(name):
    found = codelists.load(name)
    assert found.codes
    assert all(found.labels("de").values())
    assert all(found.labels("en").values())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[{code: a, de: A, en: A}, {code: a, de: B, en: B}]", "stands twice"),
        ("[{code: A b, de: A, en: A}]", "lower-case"),
        ("[{code: a, de: A}]", "no label 'en'"),
        ("[{code: a, de: 'A ', en: A}]", "blank"),
        ("[{code: a, de: A, en: A, colour: red}]", "#rrggbb"),
    ],
)
def test_faults_are_named(text, fault):
    with pytest.raises(GeoKoopError, match=fault):
        codelists.parse("test", text)


def test_all_faults_are_named_at_once():
    with pytest.raises(GeoKoopError, match=r"no label 'en'.*no label 'de'"):
        codelists.parse("test", "[{code: a, de: A}, {code: b, en: B}]")


def test_unknown_list_is_refused():
    with pytest.raises(GeoKoopError, match="codelist"):
        codelists.load("colours")


def test_patterns_of_the_rules_are_those_of_the_codelist():
    decided = {"regional" if rule.startswith("regional") else rule for rule in RULES}
    assert decided == set(codelists.load("patterns").codes)


def test_formats_point_to_bindingness_levels():
    levels = {str(v) for v in codelists.load("formats").field("bindingness").values() if v is not None}
    assert levels == set(codelists.load("bindingness").codes)


def test_survey_classes_are_those_of_municipal_surveys():
    classes = set(codelists.load("formats").field("survey_class").values())
    assert classes <= {"informell", "Vertrag", "Zweckverband", "Gesellschaft", "Sonstige", "keine"}


def test_topics_belong_to_groups_that_are_groups():
    topics = codelists.load("topics").entries
    assert all(topics[entry["group"]].get("is_group") for entry in topics.values())


def test_lists_that_sources_need_have_other_and_unknown():
    for name in ("formats", "topics", "roles", "actors"):
        assert {"other", "unknown"} <= set(codelists.load(name).codes)


@pytest.mark.parametrize("name", ["patterns", "bindingness", "stages", "congruence"])
def test_colours_of_a_legend_differ(name):
    colours = list(codelists.load(name).field("colour").values())
    assert len(set(colours)) == len(colours)


def test_formats_are_sorted_by_instrument_as_the_method_says():
    by_code = codelists.load("formats").field("instrument")
    sorted_ = {kind: {code for code, value in by_code.items() if value == kind} for kind in (*by_code.values(),)}
    assert sorted_["structure"] == {
        "informal_coordination", "alliance_initiative", "working_group", "association", "cooperative", "company",
        "housing_company", "special_purpose_association", "joint_municipal_enterprise", "planning_association",
        "administrative_association",
    }  # fmt: skip
    assert sorted_["plan"] == {
        "regional_development_concept", "joint_land_management", "other_plan_programme", "joint_land_use_plan",
        "project_area", "investment_fund",
    }  # fmt: skip
    assert sorted_["agreement"] == {"public_law_agreement", "cooperation_contract", "spatial_planning_contract"}
    assert sorted_[None] == {"other", "unknown"}
    assert set(codelists.load("instrument").codes) == {"structure", "plan", "agreement"}


def test_an_association_is_a_company_in_municipal_surveys():
    assert codelists.load("formats").entries["association"]["survey_class"] == "Gesellschaft"


def test_obligation_and_covers_have_the_codes_of_the_method():
    assert codelists.load("obligation").codes == ("voluntary", "statutory", "unknown")
    assert codelists.load("covers").codes == ("whole", "self")
