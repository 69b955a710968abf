"""The same as-of date gives the same result on whatever day it is asked: nothing below app and cli knows a clock."""

import ast
from datetime import date
from pathlib import Path

import pytest

import geo_koop
from geo_koop import workspace
from geo_koop.model import AnalysisRequest

PACKAGE = Path(geo_koop.__file__).parent
ABOVE = ("app", "cli")
CLOCKS = {"today", "now", "utcnow"}
STAMPS = {
    "intake/areas/fetch.py": "when a file was fetched, noted beside it",
    "outputs/export/about.py": "when a file was written, in its metadata",
}


def _clocks(path: Path) -> set[str]:
    return {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    }


def test_nothing_below_app_and_cli_asks_which_day_it_is():
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        position = path.relative_to(PACKAGE)
        if position.parts[0] not in ABOVE and (asked := _clocks(path)):
            found[position.as_posix()] = asked
    assert set(found) == set(STAMPS)
    assert all(asked == {"now"} for asked in found.values())


@pytest.fixture(scope="module")
def inputs():
    return workspace.load(AnalysisRequest())


@pytest.mark.parametrize(("day", "active"), [(date(2026, 11, 28), 195), (date(2016, 12, 31), 114)])
def test_the_embedded_records_that_are_active_on_two_dates(inputs, day, active):
    found = workspace.evaluate(inputs, as_of=day)
    assert len(found.cooperations) == 225
    assert int(found.cooperations["active"].sum()) == active
    assert found.provenance.as_of_origin == "given"


def test_without_a_date_the_provenance_tells_where_it_comes_from(inputs):
    made = workspace.evaluate(inputs).provenance
    # The survey scope of the embedded records is of 2026; no source is later.
    assert (made.as_of, made.as_of_origin) == (date(2026, 1, 1), "evidence")


def test_what_is_planned_binds_nobody(inputs):
    table = workspace.evaluate(inputs).cooperations
    planned = table[table["stage"].isin(["idea", "exploration", "agreed"])]
    assert planned["planned"].all()
    assert planned["bindingness"].isna().all()
    assert int(table["planned"].sum()) == len(planned) == 13
