"""Names that nobody would give a place: matched, or left open, in a time that grows with their length."""

import time

import pandas as pd
import pytest

from geo_koop.intake.names import lookup, spelling
from geo_koop.intake.names.gazetteer import Gazetteer
from geo_koop.intake.names.matching import CONTEXT, match_names
from geo_koop.intake.names.name_rules import load

RULES = load("de")
AREAS = pd.DataFrame(
    {"name": ["Haar", "Garching b.München", "Berga/Elster"], "district_name": ["München", "München", "Greiz"]},
    index=["09184123", "09184119", "16076004"],
)
AREAS["district"] = AREAS.index.str[:5]
LETTERS = ["a", "a ", "ä", "ß", "\u0301", "a\u0301", "\u202ea", "\x00", "\u200b", "\ufffd", "Ã¼", "ã(", "½", "𝔄"]
SIGNS = ["(", "( ", "()", "((a)", "[", ",", "/", "a/", "1)", "1) ", " 1)", "1. ", "a) ", "*", "-", "- ", ".", "b. "]
WORDS = ["stadt ", "landkreis ", "bei ", "a bei ", "a und ", "Haar, ", "12345678 ", "-\n", "a-\n", "~", '"', "Haar/"]


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer(AREAS, RULES)


@pytest.mark.parametrize("end", ["", "X", "!"])
@pytest.mark.parametrize("piece", [*LETTERS, *SIGNS, *WORDS])
def test_long_texts_take_a_time_that_grows_with_their_length(gazetteer, piece, end):
    """Quadratic time would be a hundredfold for tenfold the length, exponential time would never end."""

    def seconds(length):
        text = (piece * length)[:length] + end
        begin = time.process_time()
        lookup.outcomes([text], gazetteer)
        gazetteer.find_district(text), gazetteer.find_city(text), gazetteer.find_state(text)
        spelling.read(text, RULES, official=True)
        return time.process_time() - begin

    short = max(seconds(10_000), 0.005)
    assert seconds(100_000) < 50 * short


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "\t", "()", "( )", "[]", "(", ")", ". .", "-", "~~", "/", "//", ",", ",,", '"', "(a", "a)", "\x00"),
        *("\ufffd", "\u0301", "\u202e", "Stadt", "Landkreis ()", "Stadt, Stadt", "Stadt/Stadt", "1)", "٣", "²", "Ⅷ"),
        *("１２３４５６７８", None, float("nan"), pd.NaT, 1, True),
    ],
)
def test_any_text_anywhere_is_no_exception(name, gazetteer):
    areas = pd.concat([AREAS, AREAS[:1].assign(name=[name]).set_axis(["09184999"])])
    written = pd.Series(["Haar", name], dtype=object)
    found = match_names(written, areas)
    assert found["key"].iloc[0] == "09184123"
    columns = ("district_name", "state_name", "designation", "district", "state")
    Gazetteer(AREAS.assign(**{column: [name] * len(AREAS) for column in columns}), RULES)
    Gazetteer(AREAS, RULES, pd.DataFrame({"name": [name, "Alt"], "key": ["09184123", name]}, dtype=object))
    beside = pd.DataFrame({column: ["", name] for column in CONTEXT}, dtype=object)
    assert match_names(written, AREAS, context=beside, gazetteer=gazetteer)["key"].iloc[0] == "09184123"


def test_footnotes_and_list_marks_come_off():
    for written in ("Haar * 1) (2)[3]", "Haar ( )", "- • – Haar", "1. a) Haar", "Haar°#*"):
        assert spelling.clean(written) == "Haar"
    assert spelling.clean("Haar (Kreis München)") == "Haar (Kreis München)"
    assert spelling.clean("-" * 100_000 + "!") == "-" * 100_000 + "!"


def test_a_long_list_still_says_that_it_is_several(gazetteer):
    row = match_names(pd.Series(["Haar, Berga/Elster, " * 100]), AREAS, gazetteer=gazetteer).iloc[0]
    assert row["key"] == ""
    assert row["rule"] == "several_names"
    assert "09184123" in row["candidates"]
