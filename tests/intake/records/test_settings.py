"""Thresholds from profiles and files."""

import pytest

from geo_koop.errors import InputError, UsageError
from geo_koop.intake.records.settings import load_settings
from geo_koop.model import Settings


def _file(tmp_path, text):
    path = tmp_path / "schwellen für uns.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_profiles():
    assert load_settings(None) == load_settings("de") == Settings()
    assert load_settings("fr") == Settings(core_population=15_000)


def test_file_changes_what_it_names(tmp_path):
    settings = load_settings(_file(tmp_path, "core_population: 40000\ngap_tolerance: 100\n"))
    assert settings == Settings(core_population=40_000, gap_tolerance=100.0)
    assert isinstance(settings.gap_tolerance, float)


def test_file_can_build_on_a_profile(tmp_path):
    assert load_settings(str(_file(tmp_path, "base: fr\nnear_share: 1"))) == Settings(
        core_population=15_000, near_share=1.0
    )


def test_commented_file_changes_nothing(tmp_path):
    assert load_settings(_file(tmp_path, "# core_population: 1\n")) == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("core_populaton: 1", "core_populaton.*\\nMeant: core_population"),
        ("core_population: viele", "whole number|number, not viele"),
        ("core_population: 1.5", "whole number"),
        ("core_population: true", "number, not True"),
        ("core_population: null", "number, not None"),
        ("near_share: 80", "between 0 and 1"),
        ("radius: -1", "negative"),
        ("radius: .nan", "number"),
        ("base: it", "no profile “it”"),
        ("- 1", "not a list of settings"),
    ],
)
def test_faults_are_named(tmp_path, text, message):
    with pytest.raises(UsageError, match=message):
        load_settings(_file(tmp_path, text))


def test_broken_yaml(tmp_path):
    with pytest.raises(InputError, match="not valid YAML"):
        load_settings(_file(tmp_path, "a: [1"))


def test_unknown_profile():
    with pytest.raises(UsageError, match=r"“it”.*\n.*de, fr"):
        load_settings("it")
