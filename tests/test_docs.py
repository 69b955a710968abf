"""The documentation names what there is."""

import dataclasses
import inspect
import re
from pathlib import Path

import pytest

import geo_koop
from geo_koop import Analysis, AnalysisRequest, Filters
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


def test_every_public_name_is_documented_and_lazily_there():
    text = (DOCS / "library.md").read_text(encoding="utf-8")
    listed = set(
        re.findall(r"(?m)^\| `(\w+)` \|", text.partition("## Public interface")[2].partition("**Deprecation.**")[0])
    )
    assert listed == set(geo_koop.__all__) == set(dir(geo_koop))
    assert all(getattr(geo_koop, name) is not None for name in geo_koop.__all__)


@pytest.mark.parametrize("name", ["analyse", "classify", "export", "report"])
def test_signatures_are_those_of_the_docs(name):
    text = (DOCS / "library.md").read_text(encoding="utf-8")
    written = re.search(rf"```python\n{name}\((.*?)\) -> ([^\n]+)\n```", text, re.S)
    given = [part.strip() for part in written[1].split(",") if part.strip()]
    signature = inspect.signature(getattr(geo_koop, name))
    stars = {inspect.Parameter.VAR_KEYWORD: "**"}
    wanted = {stars.get(p.kind, "") + p.name for p in signature.parameters.values()}
    assert {re.split(r"[:=]", part)[0].strip() for part in given} - {"*", "/"} == wanted
    annotation = signature.return_annotation
    assert written[2] == getattr(annotation, "__name__", str(annotation).replace("pathlib.", ""))


def test_every_field_of_a_request_and_every_filter_is_documented():
    names = named("library.md") | set(re.findall(r"`([\w, ]+)`", (DOCS / "library.md").read_text(encoding="utf-8")))
    said = {part.strip() for text in names for part in text.split(",")}
    assert {entry.name for kind in (AnalysisRequest, Filters) for entry in dataclasses.fields(kind)} - said == set()


def test_every_member_of_an_analysis_is_documented():
    text = (DOCS / "library.md").read_text(encoding="utf-8").partition("## `Analysis`")[2].partition("## `classify`")[0]
    public = {name for name in vars(Analysis) | vars(Analysis.__mro__[1]) if not name.startswith("_")}
    assert {name for name in public - {"selectable"} if f"`{name}" not in text} == set()


def test_the_package_says_that_it_is_typed():
    assert (Path(geo_koop.__file__).parent / "py.typed").is_file()
