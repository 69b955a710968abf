"""A survey scope added by a form."""

from dataclasses import replace

import pytest

from geo_koop.errors import OutputError, UsageError
from geo_koop.intake.records import cooperations, survey

SCOPE = survey.Scope(
    scope_id="e1", area=("06633", "06611000"), topics=("water",), date="2026", grade="survey", source="Amt; Nord"
)
PLACES = ["06633", "06611000", "nordhessen"]


def _read(path):
    (path.parent / "c.csv").write_text("cooperation_id,name\na,A\n")
    (path.parent / "m.csv").write_text("cooperation_id,key\na,06611000\n")
    return cooperations.load(
        cooperations=path.parent / "c.csv", members=path.parent / "m.csv", scopes=path
    ).value.scopes


def test_a_scope_is_added_and_read_back(tmp_path):
    path = survey.append(tmp_path / "scopes.csv", SCOPE, places=PLACES)
    survey.append(path, replace(SCOPE, scope_id="e2", area=(), topics=()), places=PLACES)
    table = _read(path)
    assert table[["scope_id", "area", "topics", "grade", "source"]].to_numpy().tolist() == [
        ["e1", "06633;06611000", "water", "survey", "Amt; Nord"],
        ["e2", "*", "*", "survey", "Amt; Nord"],
    ]


def test_separator_headings_and_rows_stay(tmp_path):
    path = tmp_path / "scopes.csv"
    path.write_text("Gebiet,Quelle,Grad,Notiz,id\nnordhessen,Büro,survey,bleibt,alt", encoding="utf-8")
    survey.append(path, SCOPE, places=PLACES)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "nordhessen,Büro,survey,bleibt,alt"
    assert lines[2] == "06633;06611000,Amt; Nord,survey,,e1"


def test_all_faults_are_named_at_once(tmp_path):
    path = survey.append(tmp_path / "scopes.csv", SCOPE, places=PLACES)
    before = path.read_bytes()
    wrong = survey.Scope(scope_id="e1", area=("99",), topics=("wasser",), date="bald", grade="gut")
    with pytest.raises(UsageError, match=r"e1 already.*99.*wasser.*grade.*date.*who looked"):
        survey.append(path, wrong, places=PLACES)
    assert path.read_bytes() == before


def test_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(OutputError, match="could not be written"):
        survey.append(tmp_path / "nirgends" / "scopes.csv", SCOPE, places=PLACES)
