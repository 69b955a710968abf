"""A part of an analysis: what filters let pass, on any date."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo_koop import Filters, UsageError, workspace
from geo_koop.result import narrowing


def test_filters_narrow_and_leave_the_whole_alone(embedded):
    before = len(embedded.cooperations)
    water = narrowing.narrow(embedded, Filters(topics=("water",), regions=("muenchen_14",)))
    assert 5 < len(water.cooperations) < 40
    assert set(water.members["cooperation_id"]) <= set(water.cooperations.index)
    assert water.provenance.filters.topics == ("water",)
    assert len(embedded.cooperations) == before


def test_stage_filter_shows_what_is_not_active(embedded):
    ideas = narrowing.narrow(embedded, Filters(stages=("idea",)))
    assert not ideas.cooperations["active"].any()
    assert ideas.cooperations["shown"].all()


@pytest.mark.parametrize(
    "filters",
    [Filters(topics=("wasser",)), Filters(formats=("x",)), Filters(patterns=("x",)), Filters(regions=("77",))],
)
def test_unknown_codes_are_refused_by_name(embedded, filters):
    with pytest.raises(UsageError, match=r"Unknown .*(wasser|x|77)"):
        narrowing.narrow(embedded, filters)


def test_some_cooperations_make_an_analysis_of_their_own(embedded):
    keep = embedded.cooperations["start_date"].notna()
    dated = embedded.part(keep)
    assert len(dated.cooperations) == keep.sum() < len(embedded.cooperations)
    assert set(dated.area["cooperation_id"]) <= set(dated.cooperations.index)
    assert dated.cooperations["shown"].equals(embedded.cooperations.loc[keep, "shown"])


@pytest.mark.parametrize(
    "filters",
    [Filters(patterns=("network", "regional")), Filters(topics=("water",)), Filters(regions=("muenchen_14",))],
)
def test_on_another_date_filters_find_what_they_find_in_an_evaluation_of_that_date(embedded_inputs, filters):
    inputs, asked = embedded_inputs, date(1995, 12, 31)
    base = workspace.evaluate(inputs)
    moved = narrowing.narrow(workspace.redate(base, inputs, asked), filters)
    whole = narrowing.narrow(workspace.evaluate(inputs, as_of=asked), filters)
    assert not base.patterns["pattern"].equals(workspace.redate(base, inputs, asked).patterns["pattern"])
    for name in ("cooperations", "members", "area", "patterns", "topics"):
        pd.testing.assert_frame_equal(getattr(moved, name), getattr(whole, name))
    assert moved.topics_at(["water"]).equals(whole.topics_at(["water"]))


def test_a_part_is_narrowed_further(embedded):
    water = narrowing.narrow(embedded, Filters(topics=("water",)))
    both = narrowing.narrow(water, Filters(regions=("muenchen_14",)))
    together = narrowing.narrow(embedded, Filters(topics=("water",), regions=("muenchen_14",)))
    assert list(both.cooperations.index) == list(together.cooperations.index)
    assert both.covering()[1].tolist() == together.covering()[1].tolist()


@pytest.mark.parametrize("filters", [Filters(), Filters(topics=("water",)), Filters(stages=("idea",), regions=("09",))])
def test_single_columns_are_those_of_the_table(embedded, filters):
    part = narrowing.narrow(embedded, filters)
    some = np.arange(len(part.rows()))[:2]
    single = {name: part.values(name) for name in ("cooperation_id", "name", "shown", "bindingness")}
    first = {name: part.values(name, some) for name in ("name", "shown")}
    table = part.cooperations
    assert list(single["cooperation_id"]) == list(table.index)
    assert all(pd.Series(single[name]).equals(table[name].reset_index(drop=True)) for name in ("name", "shown"))
    assert pd.Series(single["bindingness"]).equals(table["bindingness"].reset_index(drop=True))
    assert all(list(values) == list(table[name].iloc[some]) for name, values in first.items())


def test_rows_lead_from_the_whole_to_the_part(embedded):
    water = narrowing.narrow(embedded, Filters(topics=("water",)))
    both = narrowing.narrow(water, Filters(regions=("muenchen_14",)))
    for part in (embedded, water, both):
        rows = part.rows()
        ids = embedded.cooperations.index
        assert [part.cooperations.index[row] for row in rows[rows >= 0]] == list(ids[rows >= 0])
        assert (rows >= 0).sum() == len(part.cooperations)


def test_what_lies_in_an_area(embedded):
    places = embedded.municipalities
    assert places.index[embedded.inside(["09184119"])].tolist() == ["09184119"]
    assert (places.index[embedded.inside(["09184"])].str[:5] == "09184").all()
    assert embedded.inside(["muenchen_14", "06"]).sum() > embedded.inside(["muenchen_14"]).sum() == 186
    with pytest.raises(UsageError, match="Unknown region: nowhere"):
        embedded.inside(["nowhere"])
    assert narrowing.narrow(embedded, Filters(topics=("water",))).inside(["muenchen_14"]).sum() == 186
