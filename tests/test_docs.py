"""The documentation names what there is."""

import re
from pathlib import Path

import pytest

from geo_koop.app.navigation import PAGES
from geo_koop.app.state import PARAMETERS

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


def test_every_parameter_and_page_of_the_address_is_documented():
    text = (DOCS / "addresses.md").read_text(encoding="utf-8")
    assert {name for name in PARAMETERS if f"`{name}`" not in text} == set()
    assert {path for _title, _icon, path in PAGES.values() if f"`/{path}`" not in text} == set()
