import string

import pytest

from geo_koop import findings
from geo_koop.errors import UsageError
from geo_koop.locale import LANGUAGES, translator


def test_report_has_a_row_for_each_value():
    table = findings.report("member_outside", row=[3, 4], value=["1", "2"], cooperation=["a", "b"], gebietsstand="2021")
    assert table["row"].tolist() == [3, 4]
    assert table["params"].iloc[1] == {"cooperation": "b", "gebietsstand": "2021"}
    assert tuple(table.columns) == findings.COLUMNS


def test_collect_puts_errors_first_and_loses_nothing():
    info = findings.report("name_differs", value=["x"], key="1", name="y")
    error = findings.report("key_malformed", value=["?", "!"])
    joined = findings.collect([info, findings.empty(), error])
    assert joined["severity"].tolist() == ["error", "error", "info"]
    assert findings.has_errors(joined)
    assert not findings.has_errors(info)
    assert findings.collect([]).empty


def test_render_words_in_both_languages():
    table = findings.report("key_zero_restored", file="m.csv", row=2, value="9184119", key="09184119")
    german, english = (findings.render(table, language).iloc[0] for language in ("de", "en"))
    assert "9184119" in german["message"]
    assert "09184119" in german["done"]
    assert german["message"] != english["message"]


def test_values_with_braces_are_shown_as_they_are():
    table = findings.report("key_malformed", value="{evil}")
    assert findings.render(table, "en")["message"].tolist() == ["{evil} is not a key."]


@pytest.mark.parametrize("code", findings.KINDS)
def test_every_kind_is_translated_with_the_same_fields(code):
    kind = findings.KINDS[code]
    assert kind.severity in findings.SEVERITIES
    german = translator("de", "findings")
    for text in (kind.message, kind.expected, kind.done, kind.remedy):
        assert _fields(german(text)) == _fields(text)


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_unknown_language_is_refused():
    with pytest.raises(UsageError, match="fr"):
        translator("fr", "findings")
    assert set(LANGUAGES) == {"de", "en"}
