"""Scenario files: read back as they were meant, whatever a name holds."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.errors import UsageError
from geo_koop.planning import scenario_file

DAY = date(2026, 11, 28)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


def test_keys_stand_in_quotation_marks():
    """A reader of YAML 1.2 takes 09184123 for a number and drops the zero."""
    text = scenario_file.text("Bauhof", DAY, [scenario_file.join("hof", ["09184123", "09184121"])])
    assert '- "09184123"' in text
    assert "as_of: 2026-11-28" in text
    assert yaml.safe_load(text)["as_of"] == DAY


@given(name=names)
def test_names_come_back_as_they_were(name):
    step = scenario_file.found(name=name, topics=["water"], members=["09184123", "06633001"])
    read = yaml.safe_load(scenario_file.text(name, DAY, [step]))
    assert read["scenario"] == name
    assert read["steps"][0]["found"]["name"] == name
    assert read["steps"][0]["found"]["members"] == ["09184123", "06633001"]


@pytest.mark.parametrize("name", ["no", "=1", "a: b # c", '"', "'", "- x", "{a}", "&x", "*x", "!!int 3", "2026-01-01"])
def test_words_that_mean_something_in_yaml_stay_words(name):
    assert yaml.safe_load(scenario_file.text(name, DAY, []))["scenario"] == name


def test_a_new_cooperation_has_an_identifier_of_its_own():
    step = scenario_file.found(name="Bauhof Süd", topics=[], members=["1", "2"], taken={"bauhof-sued", "bauhof-sued-2"})
    assert step["found"]["id"] == "bauhof-sued-3"
    assert scenario_file.found(name="???", topics=[], members=["1", "2"])["found"]["id"] == "neu"


def test_nobody_founds_anything_alone():
    with pytest.raises(UsageError, match="1"):
        scenario_file.found(name="x", topics=[], members=["09184123", "09184123"])
