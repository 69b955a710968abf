"""Imported tables beside those that are there: nothing is lost that the import does not speak of."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from geo_koop.errors import InputError
from geo_koop.intake.records import merge, project
from geo_koop.model import AnalysisRequest
from tests.app.data.test_session_data import make_project


def tables(cooperations, members):
    empty = {name: pd.DataFrame(columns=["cooperation_id", "name", "url"], dtype="str") for name in merge.TABLES}
    return empty | {
        "cooperations": pd.DataFrame(cooperations, columns=["cooperation_id", "name", "topics"], dtype="str"),
        "members": pd.DataFrame(members, columns=["cooperation_id", "key", "to"], dtype="str"),
    }


WHEN = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
OLD = tables(
    [("a", "A", "water"), ("b", "B", "")],
    [("a", "01001000", ""), ("a", "1002000", ""), ("a", "01003000", "2020"), ("b", "01001000", "")],
)
NEW = tables(
    [("a", "A neu", ""), ("c", "C", "")], [("a", "01002000", ""), ("a", "01004000", ""), ("c", "01001000", "")]
)


def test_what_the_import_does_not_say_stays():
    result = merge.merge(OLD, NEW)
    assert result["cooperations"].to_numpy().tolist() == [["a", "A neu", "water"], ["b", "B", ""], ["c", "C", ""]]
    assert result["members"]["key"].tolist() == [*OLD["members"]["key"], "01004000", "01001000"]


def test_members_who_are_not_named_any_more_leave_only_where_that_is_wanted():
    remaining = merge.merge(OLD, NEW, remove=True)["members"]
    # 01003000 left in 2020: history is no present membership
    assert remaining.loc[remaining["cooperation_id"] == "a", "key"].tolist() == ["1002000", "01003000", "01004000"]
    assert remaining.loc[remaining["cooperation_id"] == "b", "key"].tolist() == ["01001000"]


def test_merging_the_same_twice_changes_nothing_more():
    once = merge.merge(OLD, NEW)
    twice = merge.merge(once, NEW)
    assert all(once[name].equals(twice[name]) for name in ("cooperations", "members"))


def test_a_project_is_read_as_it_stands_and_saved(tmp_path):
    folder = make_project(tmp_path / "Projekt")
    content = merge.tables_of(AnalysisRequest(project=folder))
    assert content["members"]["key"].tolist() == ["09101000", "09101001", "falsch"]
    assert merge.save(folder, content, when=WHEN) == 2
    assert merge.tables_of(AnalysisRequest(project=folder))["members"].equals(content["members"])
    assert project.resolve(AnalysisRequest(project=folder)).members == folder / "history" / "000002" / "members.csv"


def test_rows_that_cannot_be_read_are_not_lost_silently(tmp_path):
    folder = make_project(tmp_path / "p")
    (folder / "cooperations" / "members.csv").write_text("cooperation_id,key\nzv,09101000,zu,viel\n")
    with pytest.raises(InputError, match="would be lost"):
        merge.tables_of(AnalysisRequest(project=folder))


def test_a_project_with_a_workbook_is_not_written(tmp_path):
    folder = make_project(tmp_path / "p")
    content = merge.tables_of(AnalysisRequest(project=folder))
    (folder / "cooperations" / "cooperations.xlsx").write_bytes(b"x")
    with pytest.raises(InputError, match="workbook"):
        merge.save(folder, content, when=WHEN)
