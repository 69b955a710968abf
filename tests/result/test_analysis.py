"""A result does not change, whatever is done to what it hands out."""

import pickle

import numpy as np
import pandas as pd
import pytest

from geo_koop import Filters, UsageError
from geo_koop.result import narrowing
from tests.browser.synthetic import sample_analysis

TABLES = ("municipalities", "cooperations", "members", "area", "patterns", "topics", "findings", "overlap")


@pytest.fixture
def analysis():
    return sample_analysis()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_written_to_leaves_the_result_alone(embedded, name):
    for result in (embedded, narrowing.narrow(embedded, Filters(topics=("water",)))):
        table, before = getattr(result, name), getattr(result, name).copy(deep=True)
        table[table.columns[0]] = None
        table.index.name = "mine"
        table["further"] = 1
        pd.testing.assert_frame_equal(getattr(result, name), before)


@pytest.mark.parametrize("level", ["municipality", "all"])
def test_coverage_is_not_given_away(analysis, level):
    before = analysis.coverage(level=level).copy(deep=True)
    table = analysis.coverage(level=level)
    table.loc[:, "topic"] = "x"
    table.insert(0, "mine", 1)
    pd.testing.assert_frame_equal(analysis.coverage(level=level), before)


def test_measures_and_arrays_are_not_given_away(analysis):
    congruence, edges = analysis.congruence, analysis.comembership
    congruence.iloc[:] = -1.0
    edges["cooperations"] = 0
    assert (analysis.congruence.dropna() >= 0).all()
    assert (analysis.comembership["cooperations"] > 0).all()
    for array in (analysis.rows(), *analysis.covering(), analysis.grades(["any"])):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
    shown = analysis.values("shown")
    shown[:] = False
    name = analysis.values("name")
    name[0] = "other"
    assert analysis.values("shown").all()
    assert analysis.values("name")[0] == analysis.cooperations["name"].iloc[0] == "Zweckverband A"


def test_tables_that_went_in_may_be_changed_afterwards(analysis):
    table = analysis.cooperations
    other = analysis.replace(cooperations=table)
    table["name"] = "x"
    assert other.cooperations["name"].iloc[0] == "Zweckverband A"


def test_two_results_are_equal_only_where_they_are_the_same(analysis):
    other = sample_analysis()
    assert analysis == analysis
    assert analysis != other
    assert len({analysis, other, analysis}) == 2


def test_nothing_can_be_set_or_removed(analysis):
    with pytest.raises(AttributeError, match="cooperations cannot be set"):
        analysis.cooperations = None
    with pytest.raises(AttributeError, match="colour cannot be set"):
        analysis.colour = "red"
    with pytest.raises(AttributeError, match="provenance cannot be removed"):
        del analysis.provenance
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        _ = analysis.colour


def test_a_part_can_be_sent_to_another_process(embedded):
    part = narrowing.narrow(embedded, Filters(topics=("water",)))
    again = pickle.loads(pickle.dumps(part))
    pd.testing.assert_frame_equal(again.cooperations, part.cooperations)
    assert again.rows().tolist() == part.rows().tolist()


def test_a_part_counts_what_it_holds(analysis):
    part = analysis.part(np.array([True, False, True]), shown=np.array([True, True, False]))
    assert list(part.cooperations.index) == ["a", "c"]
    assert part.cooperations["shown"].tolist() == [True, False]
    assert sorted(part.area["cooperation_id"].unique()) == ["a", "c"]
    assert part.overlap["cooperations"].sum() == 4, "the four municipalities of a; c does not count"
    further = part.part([False, True])
    assert list(further.values("cooperation_id")) == ["c"]
    assert further.rows().tolist() == [-1, -1, 0]
    assert further.overlap["cooperations"].sum() == 0


def test_a_mask_is_aligned_by_its_index(embedded):
    large = embedded.cooperations.sort_values("name")["n_members"] > 5
    part = embedded.part(large)
    assert (part.cooperations["n_members"] > 5).all()
    assert len(part.cooperations) == (embedded.cooperations["n_members"] > 5).sum()
    as_rows = (embedded.cooperations["n_members"] > 5).tolist()
    assert embedded.part(as_rows).cooperations.index.equals(part.cooperations.index)
    assert embedded.part(np.array(as_rows)).cooperations.index.equals(part.cooperations.index)
    without = embedded.without_statutory()
    assert (without.part(large).cooperations["n_members"] > 5).all()


@pytest.mark.parametrize("wrong", [[True], np.ones(225), pd.Series([True] * 225), ["yes"] * 225, [None] * 225])
def test_a_mask_that_does_not_fit_is_refused(embedded, wrong):
    with pytest.raises(UsageError, match="keep does not say yes or no"):
        embedded.part(wrong)
    names = embedded.cooperations.index
    for mask in (pd.Series(True, index=names[:-1]), pd.Series(True, index=names.append(names[:1]))):
        with pytest.raises(UsageError, match="keep does not say yes or no"):
            embedded.part(mask)


def test_one_text_stands_for_several_and_words_for_codes(embedded):
    water = embedded.topics_at(["water"])
    assert (water["topics"] > 0).sum() > 0
    for said in ("water", "Wasserversorgung", ("water",), {"water"}):
        assert embedded.topics_at(said).equals(water)
        assert (embedded.grades(said) == embedded.grades(["water"])).all()
    for said in ("06633", "Landkreis Kassel", ["06633"]):
        assert embedded.inside(said).sum() == embedded.municipalities["district"].eq("06633").sum()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda a: a.topics_at("nonsense"), "Unknown topics: nonsense"),
        (lambda a: a.topics_at(["water", 3]), "topics cannot be 3"),
        (lambda a: a.grades(["nonsense"]), "Unknown topics: nonsense"),
        (lambda a: a.inside("nonsense"), "Unknown region: nonsense"),
        (lambda a: a.inside(["Kassel", "nonsense"]), "nonsense|several"),
        (lambda a: a.indicators("nonsense"), "There is no cooperation nonsense"),
        (lambda a: a.indicators(1), "There is no cooperation 1"),
        (lambda a: a.values("nonsense"), "Unknown columns: nonsense"),
        (lambda a: a.replace(nonsense=1), "Unknown tables: nonsense"),
    ],
)
def test_what_does_not_exist_is_refused(embedded, ask, said):
    with pytest.raises(UsageError, match=said):
        ask(embedded)
