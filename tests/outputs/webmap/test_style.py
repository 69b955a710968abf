"""How municipalities are coloured on the web map."""

from datetime import date

import pandas as pd
import pytest

from geo_koop import codelists, workspace
from geo_koop.errors import UsageError
from geo_koop.outputs.webmap.geometry import build_geometry
from geo_koop.outputs.webmap.style import (
    class_codes,
    congruence_style,
    count_style,
    coverage_style,
    pattern_style,
    stage_style,
)


def labels(style):
    """Return the label of each municipality's class."""
    return [style.legend[code].label for code in style.codes]


def by_key(analysis, style):
    return dict(zip(analysis.municipalities.index, labels(style), strict=True))


def test_count_style_tells_the_blanks_apart(analysis):
    style = count_style(analysis, language="en")
    by_key = dict(zip(analysis.municipalities.index, labels(style), strict=True))
    assert by_key["01001000"] == "2–3"  # members of a and c
    assert by_key["01001001"] == "1"
    assert by_key["01001012"] == "none found, research incomplete"
    assert by_key["01001018"] == "not surveyed"
    assert by_key["01001005"] == "surroundings, not surveyed"
    assert by_key["01001017"] == "1", "context that takes part is coloured"
    assert int(analysis.municipalities["context"].sum()) == 4
    assert sum(entry.count or 0 for entry in style.legend) == 18, "surroundings are counted apart"
    assert style.note.endswith("4 more in the surroundings, not surveyed.")
    assert style.order_hash == build_geometry(analysis.municipalities, analysis.unincorporated).order_hash


@pytest.mark.parametrize(
    ("number", "label"),
    [(0, None), (1, "1"), (2, "2–3"), (3, "2–3"), (4, "4–6"), (6, "4–6"), (7, "7–9"), (10, "10 and more")],
)
def test_breaks_of_the_count(analysis, number, label):
    ids = [f"n{i}" for i in range(number)]
    key = analysis.municipalities.index[0]
    area = pd.DataFrame({"cooperation_id": ids, "key": key, "through": "member"}, columns=analysis.area.columns)
    style = count_style(analysis.replace(area=area), ids, language="en")
    assert labels(style)[0] == (label or "none found, research incomplete")


def test_count_style_of_chosen_cooperations(analysis):
    assert "2–3" not in labels(count_style(analysis, ["a"], language="en"))
    assert set(labels(count_style(analysis, [], language="en"))).isdisjoint({"1", "2–3"})


def test_colours_come_from_the_codelists(analysis):
    style = pattern_style(analysis)
    known = {*codelists.load("patterns").field("colour").values(), *codelists.load("grades").field("colour").values()}
    assert {e.paint.colour for e in style.legend if e.code not in ("not_surveyed", "context")} <= known


def test_pattern_style_shows_the_most_binding_one(analysis):
    style = pattern_style(analysis, language="en")
    by_key = dict(zip(analysis.municipalities.index, labels(style), strict=True))
    assert by_key["01001000"] == "neighbourhood", "a (public body) goes before c (contract)"
    assert by_key["01001003"] == "city-hinterland (provisional)"
    aslant = {e.label for e in style.legend if e.paint.hatch in (1, 2, 3)}
    assert aslant == {"city-hinterland (provisional)", "not surveyed"}


def test_coverage_style_keeps_the_three_states_apart(analysis):
    got = by_key(analysis, coverage_style(analysis, "water", language="en"))
    assert got["01001000"] == "public body"
    assert got["01001002"] == "none found, research incomplete", "covered, but on another topic"
    assert got["01001018"] == "not surveyed"
    assert coverage_style(analysis, "any", language="en").title == "Topic coverage: Any topic"


def test_a_form_that_is_unknown_is_told_apart(analysis):
    records = analysis.cooperations.assign(bindingness=pd.array([None, 0, 3], dtype="Int64"))
    style = coverage_style(analysis.replace(cooperations=records), "water", language="en")
    assert by_key(analysis, style)["01001001"] == "form unknown"


def test_several_topics_are_covered_together(analysis):
    style = coverage_style(analysis, ["water", "it_digital"], language="en")
    got = by_key(analysis, style)
    assert got["01001000"] == "public body", "covered on both"
    assert got["01001001"] == "public body (only some of the topics)"
    assert got["01001017"] == "contract (only some of the topics)"
    assert got["01001018"] == "at least one of the topics not surveyed"
    assert {e.label for e in style.legend if e.paint.hatch} >= {"public body (only some of the topics)"}


def test_a_blank_is_none_recorded_only_where_all_topics_were_surveyed(analysis):
    scopes = pd.DataFrame({"area": ["01", "*"], "topics": ["water", "mobility"], "grade": ["register", "survey"]})
    empty = analysis.replace(area=analysis.area.iloc[:0], scopes=scopes)
    got = by_key(analysis, coverage_style(empty, ["water", "mobility"]))
    assert got["01001000"] == "keine genannt (Befragung)", "the less thorough grade counts"
    assert got["01001003"] == "mindestens eines der Themen nicht erhoben"
    alone = coverage_style(empty, "water")
    assert by_key(analysis, alone)["01001000"] == "keine vorhanden (Register)"


def test_blanks_of_different_grades_are_hatched_apart(analysis):
    scopes = pd.DataFrame({"area": ["01", "02"], "topics": "*", "grade": ["register", "desk_research"]})
    empty = analysis.replace(area=analysis.area.iloc[:0], scopes=scopes)
    style = count_style(empty)
    hatch = {entry.code: entry.paint.hatch for entry in style.legend}
    assert hatch["none_recorded_register"] != hatch["none_recorded_desk_research"]


def test_the_stage_that_has_come_furthest_is_shown(analysis):
    style = stage_style(analysis, language="en")
    got = by_key(analysis, style)
    assert (got["01001000"], got["01001002"], got["01001017"]) == ("operating", "idea", "agreed")
    colours = codelists.load("stages").field("colour")
    assert {e.paint.colour for e in style.legend if e.code == "stage_idea"} == {colours["idea"]}


def test_congruence_is_shown_in_steps(analysis):
    style = congruence_style(analysis, language="en")
    got = by_key(analysis, style)
    assert got["01001001"] == "100%, always the same partners"
    assert got["01001000"] == "50 to below 75%", "five partners, each in one of its two cooperations"
    assert got["01001012"] == "none found, research incomplete"


def test_congruence_without_partners_is_no_number(analysis):
    area = analysis.area.assign(through="district")
    got = by_key(analysis, congruence_style(analysis.replace(area=area), language="en"))
    assert got["01001000"] == "no partner, for example only through the district"


def test_classes_can_be_switched_off(analysis):
    style = count_style(analysis)
    bare = style.without({"count_1", "not_surveyed"})
    off = [entry.code for entry, paint in zip(bare.legend, bare.palette, strict=True) if paint.hatch == -1]
    assert off == ["count_1", "not_surveyed"]
    assert (bare.codes, bare.legend) == (style.codes, style.legend), "the legend still tells what there is"
    assert style.without({"neighbourhood"}) is style


@pytest.mark.parametrize("make", [count_style, pattern_style, stage_style, congruence_style])
def test_every_class_of_a_legend_has_a_name_for_the_address(embedded, make):
    codes = [entry.code for entry in make(embedded).legend]
    assert set(codes) <= set(class_codes())
    assert len(set(codes)) == len(codes)


def test_coverage_style_names_an_unknown_topic(analysis):
    for topics in ("chess", ["water", "chess"], []):
        with pytest.raises(UsageError, match="topic"):
            coverage_style(analysis, topics, language="en")


def test_a_blank_on_an_early_date_does_not_say_that_nothing_was_found(embedded_inputs):
    early = workspace.evaluate(embedded_inputs, as_of=date(1990, 12, 31))
    classes = pd.Series(labels(count_style(early)), index=early.municipalities.index)
    unknown = early.cooperations.index[early.cooperations["status"] == "start_unknown"]
    covered = early.area.loc[early.area["cooperation_id"].isin(unknown), "key"].unique()
    blank = early.overlap["cooperations"] == 0
    said = classes[covered][blank[covered] & ~early.municipalities.loc[covered, "context"].astype(bool)]
    assert len(said)
    assert set(said) == {"keine bekannt; eine mit unbekanntem Beginn kann es gegeben haben"}
    assert "keine gefunden, Recherche unvollständig" not in set(said)
