"""Everything that is installed is pinned with its checksums, and the pins are those that the tests ran with."""

import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

from geo_koop.extras import EXTRA_OF

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
_spec = importlib.util.spec_from_file_location("audit", ROOT / "requirements" / "audit.py")
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)


def pins(path):
    return audit.pins([path.read_text(encoding="utf-8")])


PART_OF = {"base": "app", "report": "app", "register": "ogc", "all": "ogc"}
"""What is pinned in the file of another set that holds it."""
BROUGHT = {"branca", "markupsafe"}
"""What folium and jinja2 bring."""
CALLED = {"docx": "python_docx", "pptx": "python_pptx"}
"""Modules that are not called like what is installed."""
CONSTRAINTS = pins(ROOT / "constraints.txt")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_pins_are_those_of_the_constraints_with_checksums_and_nothing_else(path):
    text = path.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[\w.-]+==[\w.!+]+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+$", e) for e in entries)
    assert pins(path).items() <= CONSTRAINTS.items()
    assert len(entries) == len(pins(path))


def test_all_that_is_required_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    wanted = {"base": project["project"]["dependencies"], **extras, **groups}
    assert {path.stem for path in FILES} | set(PART_OF) == set(wanted)
    for name, requirements in wanted.items():
        names = {re.match(r"[\w.-]+", line)[0].lower() for line in requirements} - {"geo-koop"}
        assert names <= set(pins(ROOT / "requirements" / f"{PART_OF.get(name, name)}.txt")), name


def test_extras_hold_what_their_packages_are_told_to_need():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for package, extra in EXTRA_OF.items():
        package = CALLED.get(package, package)
        named = [re.match(r"[\w.-]+", line)[0].replace("-", "_") for line in extras[extra]]
        assert package in named or package in BROUGHT, package


def test_no_pin_is_left_over_and_larger_sets_hold_the_smaller():
    found = {path.stem: pins(path).items() for path in FILES}
    assert {pin for each in found.values() for pin in each} == set(CONSTRAINTS.items())
    assert found["app"] <= found["ogc"] <= found["test"] <= found["dev"]
    assert {f"{name}.txt" for name in ("dev", "build", "tools")} == set(audit.FILES)


WANTED = {"pandas": "3.1.1", "typing-extensions": "4.16.0"}
GOOD = [
    {"name": "pandas", "version": "3.1.1", "vulns": []},
    {"name": "typing_extensions", "version": "4.16.0", "vulns": []},
]
FOUND = [{"id": "X-1", "fix_versions": ["3.1.2"]}]


@pytest.mark.parametrize(
    ("dependencies", "said"),
    [
        ([], "nothing was checked"),
        ([{"name": "pandas", "skip_reason": "no service"}, GOOD[1]], "pandas: not checked, no service"),
        ([{"name": name, "skip_reason": "no service"} for name in WANTED], "nothing was checked"),
        (GOOD[:1], "typing-extensions 4.16.0: not checked"),
        ([{**GOOD[0], "version": "3.1.0"}, GOOD[1]], "pandas 3.1.1: not checked"),
        ([{**GOOD[0], "vulns": FOUND}, GOOD[1]], "pandas 3.1.1: X-1, mended in 3.1.2"),
    ],
)
def test_an_audit_that_looked_nothing_up_or_found_something_fails(dependencies, said):
    assert said in audit.verdict(json.dumps({"dependencies": dependencies}), WANTED)


@pytest.mark.parametrize("answer", ["", "No known vulnerabilities found", "[]", "{}", '{"dependencies": 1}'])
def test_an_audit_without_an_answer_fails(answer):
    assert audit.verdict(answer, WANTED)


def test_an_audit_of_every_pin_that_found_nothing_is_good():
    assert audit.verdict(json.dumps({"dependencies": GOOD}), WANTED) == []
    assert audit.verdict(json.dumps({"dependencies": []}), {}) == ["nothing was checked"]
