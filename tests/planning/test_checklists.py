"""Checklists and their answers: counted, never scored; own lists and files are checked as a whole."""

import pytest
import yaml

from geo_koop import InputError, codelists
from geo_koop.planning import answers, checklists
from geo_koop.planning.checklists import Answer, Answers

SHIPPED = checklists.shipped()
NAMED = (
    *("political_will", "caretaker", "right_partners", "eye_level", "small_start", "cost_rule", "conflict_rule"),
    *("staff_informed", "exit_clause", "trial_phase", "measurable_aims", "evaluation"),
)


def test_the_list_holds_what_the_lecture_names_and_each_item_its_source():
    codes = [item.code for item in SHIPPED.items]
    assert set(NAMED) <= set(codes)
    assert len(codes) == len(set(codes))
    for item in SHIPPED.items:
        assert item.stage in checklists.stage_codes()
        assert item.formats <= set(codelists.load("formats").codes)
        assert all(part[language] for part in (item.text, item.why, item.source) for language in ("de", "en"))


def test_every_stage_has_items_in_its_order():
    stages = [item.stage for item in SHIPPED.for_form("unknown")]
    assert list(dict.fromkeys(stages)) == list(checklists.stage_codes())


def test_an_informal_alliance_needs_no_exit_clause_and_a_zweckverband_does():
    codes = {form: {item.code for item in SHIPPED.for_form(form)} for form in ("alliance_initiative", "company")}
    assert "exit_clause" not in codes["alliance_initiative"]
    assert "exit_clause" in codes["company"]
    assert "levy_and_votes" not in codes["company"]


def test_seven_of_twelve_are_answered_five_of_them_with_yes():
    items = SHIPPED.items[:13]
    given = [*["yes"] * 5, *["no"] * 2, "not_applicable"]
    made = {item.code: Answer(answer=one) for item, one in zip(items, given, strict=False)}
    found = checklists.readiness(items, Answers(items=made))
    assert (found.asked, found.answered, found.yes, found.not_applicable) == (12, 7, 5, 1)


def test_difficulty_is_told_of_two_topics_alone():
    rated = {code for code in codelists.load("topics").codes if checklists.difficulty(code, "de")[0]}
    assert rated == {"back_office", "building_yard"}


def test_an_own_list_extends_replaces_and_leaves_out():
    own = {"code": "data_protection", "stage": "agree", "de": "Datenschutz ist geklärt."}
    found = checklists.build({"checklist": "Kreis", "without": ["eye_level"], "items": [own]}, file="own.yaml")
    codes = [item.code for item in found.items]
    assert "eye_level" not in codes
    assert codes[-1] == "data_protection"
    assert found.items[-1].text == {"de": "Datenschutz ist geklärt.", "en": "Datenschutz ist geklärt."}
    alone = checklists.build({"mode": "replace", "items": [own]}, file="own.yaml")
    assert [item.code for item in alone.items] == ["data_protection"]
    worded = checklists.build({"items": [{**own, "code": "caretaker"}]}, file="own.yaml")
    assert [item.code for item in worded.items].count("caretaker") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "no checklist"),
        ({"items": 3}, "no checklist"),
        ({"mode": "replace"}, "has none"),
        ({"mode": [1], "items": []}, "mode"),
        ({"strange": 1}, "strange is not known"),
        ({"without": ["nobody", {}]}, "there is no item nobody"),
        ({"items": [3]}, "item 1: it has no fields"),
        ({"items": [{"code": "A B", "stage": "agree", "de": "x"}]}, "A B is not lower-case"),
        ({"items": [{"code": "a", "stage": "begin", "de": "x"}]}, "stage: begin"),
        ({"items": [{"code": "a", "stage": "agree"}]}, "the text is missing"),
        ({"items": [{"code": "a", "stage": "agree", "de": "x" * 3000}]}, "at most 2000"),
        ({"items": [{"code": "a", "stage": "agree", "de": ["x"]}]}, "de must be a text"),
        ({"items": [{"code": "a", "stage": "agree", "de": "x", "formats": ["gmbh"]}]}, "formats: gmbh"),
        ({"items": [{"code": "a", "stage": "agree", "de": "x"}] * 2}, "a stands twice"),
    ],
)
def test_faults_of_an_own_list_are_named(content, said):
    with pytest.raises(InputError, match=said):
        checklists.build(content, file="own.yaml")


def test_answers_are_written_and_read_again():
    given = {
        "caretaker": Answer(answer="yes", note="seit März: 2 Stunden", by="Hauptamt", date="2026-11-30"),
        "exit_clause": Answer(answer="no"),
        "eye_level": Answer(note="klären"),
    }
    made = Answers(title="Bauhof", cooperation="hof", items=given)
    read = answers.build(yaml.safe_load(answers.text(made, SHIPPED)), SHIPPED, file="a.yaml")
    assert (read.title, read.cooperation, dict(read.items)) == ("Bauhof", "hof", given)


def test_answers_are_read_as_people_write_them(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(
        "answers: X\nitems:\n- {item: caretaker, answer: yes}\n- {item: eye_level, answer: Nein, date: 3/2026}\n"
    )
    found = answers.read(path, SHIPPED)
    assert [one.answer for one in found.items.values()] == ["yes", "no"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"item": "moon", "answer": "yes"}, "no item moon"),
        ({"item": ["a"]}, "no item"),
        ({"item": "caretaker", "answer": "maybe"}, "answer: maybe"),
        ({"item": "caretaker", "answer": [1]}, "answer"),
        ({"item": "caretaker", "answer": 1}, "answer: 1"),
        ({"item": "caretaker", "by": "anna@amt.de"}, "name a function"),
        ({"item": "caretaker", "date": "bald"}, "bald is no date"),
        ({"item": "caretaker", "points": 3}, "points is not known"),
        (7, "it has no fields"),
    ],
)
def test_faults_of_answers_are_named_with_their_place(row, said):
    with pytest.raises(InputError, match=f"answer 1: .*{said}"):
        answers.build({"items": [row]}, SHIPPED, file="a.yaml")
