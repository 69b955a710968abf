"""The classes: told apart from their neighbours, complete, each row in one of them."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from geo_koop import codelists
from geo_koop.model import Filters
from geo_koop.outputs import export
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.breaks import head_tail, quantiles
from geo_koop.outputs.classes.hatches import DOUBT, HATCHES, number
from geo_koop.outputs.classes.palette import ENOUGH, contrast
from geo_koop.outputs.classes.rule import Test, holding
from geo_koop.outputs.styles import looks

FAMILIES = {
    "counts": families.counts(),
    "partners": (
        families.state("partner_self"),
        *families.partners(),
        families.state("partner_none"),
        *families.blanks()[-2:],
    ),
    "taking part": families.taking_part(),
    "bindingness": families.bindingness(),
    "partly": tuple(map(families.partly, families.bindingness())),
    "patterns": families.patterns(),
    "congruence": families.congruence(),
    "stages": families.stages(),
    "survey forms": tuple(families.survey_forms().values()),
    "potentials": (families.state("partner_self"), *families.gap_statuses(), *families.blanks()[-2:]),
    "groups of gaps": (*families.gap_groups(), *families.gap_statuses()[1:-1], *families.blanks()[-2:]),
}
COMPLETE = ("partners", "taking part", "survey forms", "potentials", "groups of gaps")
"""Legends to which no blanks are added."""


def apart(one, other):
    return one.hatch != other.hatch or contrast(one.colour, other.colour) >= ENOUGH


@pytest.mark.parametrize("name", FAMILIES)
def test_neighbours_in_a_legend_differ_by_contrast_or_hatch(name):
    legend = FAMILIES[name] if name in COMPLETE else (*FAMILIES[name], *families.blanks())
    assert [(a.code, b.code) for a, b in pairwise(legend) if not apart(a, b)] == []


def test_the_blanks_of_a_selection_are_told_apart_too():
    assert all(apart(a, b) for a, b in pairwise(families.blanks(selection=True)))
    assert len({entry.look for entry in (*families.blanks(), *families.blanks(selection=True))}) == 6


def test_what_is_uncertain_runs_aslant_and_nothing_else():
    uncertain = [e for e in families.patterns() if e.code.endswith("_provisional")]
    uncertain += [*FAMILIES["partly"], families.state("not_surveyed"), families.state("unclear_member")]
    assert {entry.hatch for entry in uncertain} == set(DOUBT)
    known = [*FAMILIES["counts"], *FAMILIES["bindingness"], *FAMILIES["congruence"], *families.patterns()[::2]]
    assert {entry.hatch for entry in known} & set(DOUBT) == set()


def test_bindingness_grows_darker_and_has_unknown_and_planned():
    levels = FAMILIES["bindingness"]
    assert [entry.code for entry in levels[-2:]] == ["binding_unknown", "binding_planned"]
    assert [entry.de for entry in levels[-2:]] == ["Form unbekannt", "nur geplant"]
    darkness = [contrast(entry.colour, "#ffffff") for entry in levels[:-2]]
    assert darkness == sorted(darkness)
    assert len(codelists.load("bindingness").codes) == len(levels) - 2


def test_counts_begin_where_the_map_says():
    assert families.count_breaks() == (1, 2, 4, 7, 10)
    table = pd.DataFrame({"cooperations": [0, 1, 3, 6, 7, 9, 10, 400]})
    found = [[entry.de for entry in families.counts() if holding(entry.when, table)[row]] for row in table.index]
    assert found == [[], ["1"], ["2–3"], ["4–6"], ["7–9"], ["7–9"], ["10 und mehr"], ["10 und mehr"]]


@pytest.mark.parametrize(
    "title", ["Zahl der Kooperationen", "stärkste Verbindlichkeit", "Kongruenz", "Thema: Abwasser"]
)
def test_each_municipality_of_an_export_is_in_one_class(embedded, title):
    table = export.tables(embedded)["municipalities"]
    named = {look.title.casefold(): look.classes for look in looks.municipality_looks(table, "de")}
    inside = np.sum([holding(entry.when, table) for entry in named[title.casefold()]], axis=0)
    assert set(inside.tolist()) == {1}


def test_each_cooperation_of_an_export_is_in_one_class(embedded):
    table = export.tables(embedded)["cooperations"]
    for classes in (families.patterns(), families.bindingness(planned="planned"), families.stages()):
        assert set(np.sum([holding(entry.when, table) for entry in classes], axis=0).tolist()) == {1}


def test_a_filter_of_regions_alone_leaves_nothing_out():
    assert not families.leaves_out(Filters(regions=("09",)))
    assert families.leaves_out(Filters(stages=("idea",)))
    assert {e.code for e in families.blanks(selection=True)} == {"not_in_filter", "not_surveyed", "context"}


def test_a_class_refuses_a_hatch_that_does_not_exist():
    with pytest.raises(ValueError, match="tartan"):
        families.Class(code="a", de="A", en="A", colour="#000000", hatch="tartan")


def test_numbers_of_hatches_are_those_of_the_codelist_of_outlines():
    known = {number(name) for name in HATCHES}
    assert {entry["hatch"] for entry in codelists.load("outlines").entries.values()} <= known - {0}


@pytest.mark.parametrize(
    ("test", "rows"),
    [
        (Test("n", "=", 2), [False, True, False]),
        (Test("n", "<", 2), [True, False, False]),
        (Test("n", "is null"), [False, False, True]),
        (Test("codes", "has", "water"), [True, False, False]),
        (Test("codes", "has not", "water"), [False, True, True]),
    ],
)
def test_a_missing_value_passes_no_comparison(test, rows):
    table = pd.DataFrame({"n": pd.array([1, 2, None], dtype="Int64"), "codes": ["water;care", "waste_water", None]})
    assert test.holds(table).tolist() == rows


def test_head_tail_breaks_part_at_the_mean_again_and_again():
    # means: of 1 1 1 1 2 2 4 8 it is 2.5; of 4 8 it is 6; of 8 alone it is 8
    assert head_tail(np.array([1, 1, 1, 1, 2, 2, 4, 8])).tolist() == [2.5, 6, 8]
    assert head_tail(np.array([3.0, 3.0])).tolist() == [3]
    assert head_tail(np.array([])).tolist() == []


def test_quantiles_collapse_where_values_are_alike():
    assert quantiles(np.arange(1.0, 11), 5).tolist() == pytest.approx([2.8, 4.6, 6.4, 8.2, 10])
    assert quantiles(np.array([1.0, 1, 1, 1, 9]), 5).tolist() == pytest.approx([1, 2.6, 9])
