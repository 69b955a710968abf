"""Findings and errors speak as planners do: no names of files of the program, no words of programmers."""

import re

import pytest

from geo_koop import findings
from geo_koop.locale import translator

PROGRAMMERS = re.compile(r"\b(codeliste?|codelists?|formats|stages|NaN|dtype|regex|parser|exception|boolean)\b", re.I)


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_finding_has_a_word_of_programmers(language):
    translate = translator(language, "findings")
    texts = {
        (code, translate(text))
        for code, kind in findings.KINDS.items()
        for text in (kind.message, kind.expected, kind.done, kind.remedy)
    }
    assert [(code, text) for code, text in texts if PROGRAMMERS.search(text)] == []


def test_an_unknown_word_is_told_with_those_that_are_known():
    table = findings.report("code_unknown", value="Sonderbund", column="Form", row=4, codelist="obligation")
    told = findings.render(table, "de").iloc[0]
    assert told["message"] == "„Sonderbund“ in der Spalte Form gehört nicht zu den bekannten Angaben zur Pflicht."
    assert "freiwillig" in told["expected"]
    table = findings.report("code_unknown", value="Sonderbund", column="Form", row=4, codelist="formats")
    told = findings.render(table, "de").iloc[0]
    assert "bekannten Formen der Zusammenarbeit" in told["message"]
    assert "Zweckverband" in told["expected"] or told["expected"].endswith("….")


@pytest.mark.parametrize("codelist", sorted(findings.LIST_WORDS))
def test_every_list_of_words_has_a_name_for_planners(codelist):
    table = findings.report("code_unknown", value="x", column="y", row=2, codelist=codelist)
    assert codelist not in findings.render(table, "de").iloc[0]["message"]
