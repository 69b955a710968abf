"""What is carried from a scenario to costs, law, road map and the papers for a council."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from geo_koop import workspace
from geo_koop.errors import InputError, UsageError
from geo_koop.intake.files import yaml_text
from geo_koop.library import scenarios
from geo_koop.outputs.report import pack
from geo_koop.outputs.report.options import ReportOptions
from geo_koop.planning import answers, checklists, cost_checks, costs, scenario_checks, undertaking, undertaking_file
from tests import nine
from tests.nine import KEYS

DAY = "2020-06-01"
FOUND = {"found": {"id": "neu", "name": "Neu", "topics": ["industrial_zone"], "members": [KEYS["D"], KEYS["E"]]}}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return workspace.load(nine.request_in(tmp_path_factory.mktemp("nine")))


def outcome(inputs, *steps):
    made = scenario_checks.build({"scenario": "Probe", "as_of": DAY, "steps": list(steps)}, file="probe.yaml")
    return scenarios.outcome(inputs, made, as_of=pd.Timestamp(DAY).date())


@pytest.fixture(scope="module")
def founded(inputs):
    return outcome(inputs, FOUND)


def sheet_of(*names):
    members = [{"key": key, "name": name, "inhabitants": Decimal(1)} for key, name in names]
    content = {
        "cost_sheet": "Kosten",
        "years": {"from": Decimal(2027), "to": Decimal(2027)},
        "members": members,
        "positions": [{"name": "Bau", "kind": "cost", "amount": Decimal(1000), "key": "equal"}],
    }
    return costs.share(cost_checks.build(cost_checks.Given(content=content, file="k.yaml")))


def texts(sheets):
    """Return all that sheets say, one text a sheet."""
    return [repr(sheet) for sheet in sheets]


def test_it_is_about_what_the_scenario_founds(founded):
    about = undertaking.make(founded)
    assert about.cooperation == "neu"
    assert set(about.keys) == {KEYS["D"], KEYS["E"]}
    assert (about.subject.name, about.subject.cooperation, about.subject.scenario) == ("Neu", "", "Probe")
    assert set(about.subject.members) == {KEYS["D"], KEYS["E"]}


def test_a_scenario_that_only_ends_leaves_nothing_to_decide_on(inputs, founded):
    existing = str(founded.before.cooperations.index[0])
    with pytest.raises(UsageError, match="founds and changes no cooperation"):
        undertaking.make(outcome(inputs, {"end": {"cooperation": existing}}))


def test_a_cost_sheet_of_others_is_told_by_name(founded):
    shares = sheet_of((KEYS["D"], "D"), (KEYS["F"], "Anderswo"))
    paying, missing = undertaking.make(founded, shares=shares).strangers
    assert paying == ["Anderswo"]
    assert len(missing) == 1
    assert undertaking.make(founded).strangers == ([], [])


def test_a_cost_sheet_without_keys_is_known_by_names(founded):
    names = founded.before.municipalities["name"]
    shares = sheet_of(*((name, name) for name in names[[KEYS["D"], KEYS["E"]]]))
    assert undertaking.make(founded, shares=shares).strangers == ([], [])


def test_the_papers_say_what_is_recorded_apart_from_what_is_supposed(founded):
    about = undertaking.make(founded, shares=sheet_of((KEYS["D"], "D"), (KEYS["E"], "E")))
    press = pack.press(about, ReportOptions(language="de"))
    sheets = pack.sheets(press, about)
    assert [sheet.kind for sheet in sheets][:3] == ["resolution", "scenario", "costs"]
    assert [sheet.kind for sheet in sheets][-1] == "plan"
    paper = sheets[0]
    recorded = next(one for one in paper.sections if one.heading == "Sachstand")
    assert not any("„Neu“" in text for text in recorded.paragraphs)
    assert "500,00" in texts([paper])[0]  # 1,000 euros by two
    assert all("Neu" not in text for text in _concern(sheets[-1], "Das machen wir doch schon"))
    assert sheets[1].kicker.startswith("Anlage 1: ")


def _concern(sheet, name):
    return next(one for one in sheet.sections if name in one.heading).paragraphs


def test_what_is_answered_with_yes_is_no_next_step(founded, tmp_path):
    whole = checklists.shipped()
    first = whole.for_form("unknown")[0]
    path = Path(tmp_path / "antworten.yaml")
    path.write_text(f"answers: Probe\nitems:\n- {{item: {first.code}, answer: ja}}\n", encoding="utf-8")
    given = answers.read(path, whole)
    for answered, there in ((None, True), (given, False)):
        about = undertaking.make(founded, checklist=whole, answers=answered)
        paper = pack.sheets(pack.press(about, ReportOptions(language="de")), about)[0]
        steps = next(one for one in paper.sections if one.heading == "Nächste Schritte")
        assert (first.text["de"] in repr(steps.table)) is there


def test_a_file_holds_the_parts_as_they_are():
    parts = undertaking_file.Parts(
        scenario={"scenario": "Probe", "steps": []},
        cost_sheet={
            "cost_sheet": "Hof",
            "members": [{"key": "01", "name": "Ä", "use": {"01": 2}}],
            "years": {"from": 1},
        },
    )
    read = undertaking_file.build(yaml_text.parse(undertaking_file.text("Hof", parts), file="v.yaml"), file="v.yaml")
    assert read == parts


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "is no undertaking"),
        ({"scenario": {}}, "is no undertaking"),
        ({"undertaking": "x", "cost": {}}, "cost"),
        ({"undertaking": "x", "scenario": [1]}, "scenario"),
        ({"undertaking": "x", "cost_sheet": {"members": "alle"}}, "cost_sheet.members"),
        ({"undertaking": "x", "cost_sheet": {"members": [{"name": [["a"]]}]}}, "cost_sheet.members"),
        ({"undertaking": "x", "cost_sheet": {"years": 2027}}, "cost_sheet.years"),
        ({"undertaking": "x", "cost_sheet": {"source": {}}}, "cost_sheet.source"),
    ],
)
def test_what_no_page_could_show_is_refused(content, said):
    with pytest.raises(InputError, match=said):
        undertaking_file.build(content, file="v.yaml")
