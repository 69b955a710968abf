"""The documentation names what there is."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
RESULTS = (
    *("municipalities", "cooperations", "members", "area", "neighbours", "topics", "actors", "sources", "scopes"),
    *("findings", "overlap", "comembership"),
)


def named(file):
    return set(re.findall(r"`(\w+)`", (DOCS / file).read_text(encoding="utf-8")))


@pytest.mark.parametrize("table", RESULTS)
def test_every_column_of_a_result_is_documented(embedded, table):
    assert set(getattr(embedded, table).columns) - named("results.md") == set()


@pytest.mark.parametrize("level", ["municipality", "district"])
def test_every_column_of_coverage_is_documented(embedded, level):
    assert set(embedded.coverage(level=level).columns) - named("results.md") == set()


def test_every_column_of_the_patterns_is_documented(embedded):
    assert set(embedded.patterns.columns) - named("method.md") == set()
