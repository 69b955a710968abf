"""What is said at the pointer, on the nine municipalities of :mod:`tests.nine`."""

import json

import pytest

from geo_koop import Filters, analyse
from geo_koop.outputs.webmap import hints
from geo_koop.result import narrowing
from tests.nine import KEYS, request_in


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine")))


def read(text):
    numbers = []
    for part in text.split(","):
        value, _star, often = part.partition("*")
        numbers += [int(value, 36)] * int(often or "1", 36)
    return numbers


def test_the_table_names_what_covers_each_municipality(nine):
    content = json.loads(hints.table(nine).payload)
    assert content["names"] == [f"Verband {name}" for name in ("k", "plan", "u", "v", "w", "x", "y", "z")]
    at = dict(zip(KEYS, read(content["at"]), strict=True))
    sets = {name: [divmod(code, 3) for code in read(content["sets"][number])] for name, number in at.items()}
    assert sets["C"] == [(1, 0), (4, 0)], "plan and w, itself a member of both"
    assert sets["F"] == [(1, 0), (0, 2)], "what it is itself a member of comes first, then k through the district"
    assert len(content["sets"]) == 6, "A, B, C, D, those of the district 09102, and the rest"


def test_what_counts_is_told_in_a_few_digits(nine):
    table = hints.table(nine)
    assert hints.counting(table, nine, nine) == "1-8."
    assert hints.counting(table, nine, nine.without_statutory()) == "101-6."
    law = narrowing.narrow(nine, Filters(obligation=("statutory",)))
    assert hints.counting(table, nine, law) == "010-6."
    assert hints.counting(table, nine, nine, ["mobility"]) == "0-8."
    assert hints.counting(table, nine, nine, ["water"]) == "1-8."


def test_units_are_words(nine):
    told = hints.content("1-8.", source="u", mode="partners", place=0)
    assert told["said"]["many"] == "{count} gemeinsame Kooperationen"
    assert told["said"]["some"][2] == ", davon {count} über den Landkreis"
    lines = hints.content("1", source="u", mode="congruence", lines=["", "Kongruenz 50 %", ""], language="de")
    assert lines["lines"] == ["", "Kongruenz 50 %"]
    assert read(lines["at"]) == [0, 1, 0]
    assert told.keys().isdisjoint({"lines", "at"})
