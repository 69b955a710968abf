from datetime import date

import pandas as pd
import pytest

from geo_koop.analysis import selection, timeline
from geo_koop.model import Filters
from tests.conftest import grid

COUNTRY = grid()
COOPERATIONS = pd.DataFrame(
    {
        "format": ["association", "special_purpose_association"],
        "stage": ["operating", "idea"],
        "bindingness": pd.array([2, 5], dtype="Int64"),
        "pattern": ["neighbourhood", "regional"],
        "obligation": ["voluntary", "statutory"],
        "start_date": pd.to_datetime(["2000-05-01", None]),
        "end_date": pd.to_datetime(["2010-12-31", None]),
    },
    index=pd.Index(["a", "b"], name="cooperation_id"),
)
TOPICS = pd.DataFrame({"cooperation_id": ["a", "b"], "topic": ["water", "administration"]})
MEMBERS = pd.DataFrame({"cooperation_id": ["a", "b"], "unit_key": ["09101000", "09101"]})


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters(), "ab"),
        (Filters(topics=("water",)), "a"),
        (Filters(topics=("technical_infrastructure",)), "a"),
        (Filters(topics=("administration",)), "b"),
        (Filters(topics=("procurement",)), ""),
        (Filters(formats=("association",)), "a"),
        (Filters(stages=("idea",)), "b"),
        (Filters(patterns=("regional", "neighbourhood")), "ab"),
        (Filters(bindingness=(5,)), "b"),
        (Filters(regions=("09101000",)), "ab"),
        (Filters(regions=("09101001",)), "b"),
        (Filters(regions=("09",)), "ab"),
        (Filters(obligation=("statutory",)), "b"),
        (Filters(obligation=("voluntary", "unknown")), "a"),
        (Filters(topics=("water",), stages=("idea",)), ""),
    ],
)
def test_filters(filters, kept):
    keep = selection.select(selection.known(COOPERATIONS, TOPICS, MEMBERS, selection.coded_places(COUNTRY)), filters)
    assert "".join(keep.index[keep]) == kept


def test_yearly_counts_leave_unknown_starts_out():
    table = timeline.yearly(COOPERATIONS.assign(stage="ended"), [1999, 2000, 2009, 2011], today=date(2026, 6, 30))
    assert table.to_dict("list") == {"year": [2000, 2009], "format": ["association"] * 2, "cooperations": [1, 1]}
