"""Each text of a finding has a German wording with the same fields."""

import string
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from geo_koop import findings
from geo_koop.locale import translator
from geo_koop.outputs import causes

TEXTS = sorted({t for k in findings.KINDS.values() for t in (k.message, k.expected, k.done, k.remedy)})


def _fields(text):
    return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("text", TEXTS)
def test_german_text_exists_with_the_same_fields(text):
    german = translator("de", "findings")(text)
    assert _fields(german) == _fields(text)
    if text != "{wanted}":
        assert german != text


def test_catalogue_has_no_stale_text():
    source = files("geo_koop.locale") / "de" / "LC_MESSAGES" / "findings.po"
    with source.open("rb") as stream:
        ids = {message.id for message in read_po(stream) if message.id}
    assert ids == set(TEXTS) | set(causes.SEVERAL.values()) | set(findings.LIST_WORDS.values())
