"""What a form changes in a cost sheet."""

from decimal import Decimal

import pytest
import yaml

from geo_koop.app.views import cost_form
from geo_koop.app.words import Words
from geo_koop.errors import InputError
from geo_koop.intake.records import cost_sheet as written
from geo_koop.planning import cost_templates, costs


def template(name="building_yard"):
    return yaml.safe_load(cost_templates.text(name))


def fields(content, at):
    member = content["members"][at]
    return {name: cost_form.text(member.get(name)) for name in cost_form.MEMBER}


def position_fields(content, at):
    position = content["positions"][at]
    return {name: cost_form.text(position.get(name)) for name in cost_form.POSITION}


@pytest.mark.parametrize("name", cost_templates.NAMES)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(name):
    before = template(name)
    content = cost_form.with_facts(before, cost_form.facts(before))
    for at in range(len(content["members"])):
        content = cost_form.with_member(content, at, fields(content, at))
    for at in range(len(content["positions"])):
        content = cost_form.with_position(content, at, position_fields(content, at), cost_form.shares(content, at))
    words = Words("de")
    assert cost_form.checked(content, words) == cost_form.checked(before, words)


def test_a_key_that_changes_is_followed():
    content = cost_form.with_member(template(), 0, {**fields(template(), 0), "key": "09184123"})
    assert content["positions"][0]["use"] == {"09184123": 9100, "b": 4300, "c": 2350}
    assert content["coalition_costs"][0]["members"] == ["09184123", "b"]
    assert costs.share(cost_form.checked(content, Words("de"))).parts[0]["09184123"] == 36_977_778


def test_a_member_that_goes_takes_its_numbers_along():
    content = cost_form.without_member(template(), 2)
    assert content["positions"][1]["use"] == {"a": 9100, "b": 4300}
    assert "c" not in content["positions"][1]["caps"]
    assert [one["members"] for one in content["coalition_costs"]] == [["a", "b"]]
    cost_form.checked(content, Words("de"))


def test_faults_are_listed_in_the_words_of_the_form():
    content = template()
    content["positions"][0]["amount"] = "viel"
    content["positions"][1]["use"]["b"] = "x"
    with pytest.raises(InputError) as told:
        cost_form.checked(content, Words("de"))
    assert cost_form.faults(told.value, Words("de")) == [
        "Position Personal, Betrag je Jahr in €: „viel“ ist keine Zahl",
        "Position Fahrzeuge und Geräte, B-Dorf, Menge oder Gewicht: „x“ ist keine Zahl",
    ]


def test_shares_are_pasted_to_the_position_of_their_number():
    pasted = "Nr.\tSchlüssel\tMenge\tObergrenze\n2\ta\t9.000,5\t\n2\tb\t4.000,0\t60.000"
    content = template()
    del content["positions"][1]["use"]["a"], content["positions"][1]["use"]["b"]
    made = written.pasted(pasted, "shares", content)
    assert made["positions"][1]["use"] == {"a": Decimal("9000.5"), "b": Decimal(4000), "c": 2350}
    assert made["positions"][1]["caps"]["b"] == 60_000


@pytest.mark.parametrize(
    ("pasted", "what", "said"),
    [
        ("", "members", "keine Zeilen"),
        ("Name\tMond\nA\t3", "members", "nicht bekannt: Mond"),
        ("Name\tEinwohner\nA\t3\t4", "members", "Zeile 2: mehr Zellen als Überschriften"),
        ("Position\tBetrag\nP\t=cmd|' /C calc'!A0", "positions", "Zeile 2, Spalte B"),
        ("Nr.\tSchlüssel\tMenge\n9\ta\t3", "shares", "Zeile 2: hierher gehören die Nummer einer Position (1 bis 5)"),
    ],
)
def test_what_cannot_be_pasted_is_named(pasted, what, said):
    with pytest.raises(InputError) as told:
        written.pasted(pasted, what, template())
    assert said in " ".join(cost_form.faults(told.value, Words("de")))


def test_the_overview_shows_amounts_as_people_write_them_and_what_is_none_as_it_was_typed():
    content = {
        "members": [{"name": "A", "inhabitants": 1200}],
        "positions": [
            {"name": "P", "amount": "12.500,5", "key": "base+variable", "variable": "area"},
            {"name": "Q", "kind": "income", "amount": "viel", "key": "moon"},
            {},
        ],
    }
    lines = cost_form.position_lines(content, Words("de"))
    assert list(lines) == ["Position", "Art", "Betrag je Jahr in €", "Verteilschlüssel"]
    base = "ein Sockel zu gleichen Teilen, der Rest nach einem anderen Schlüssel: nach Fläche"
    assert [[cell.replace("\u00a0", " ") for cell in row] for row in lines.to_numpy().tolist()] == [
        ["P", "Kosten", "12.500,50 €", base],
        ["Q", "Ertrag", "viel", "moon"],
        ["–", "Kosten", "–", "–"],
    ]
    assert cost_form.member_lines(content, Words("de")).iloc[0].tolist()[:3] == ["A", "", "1200"]


def test_only_a_base_has_a_second_key():
    assert set(cost_form.choices("area")) == {"kind"}
    assert set(cost_form.choices("base+variable")) == {"kind", "variable"}
    assert "base" in cost_form.position_texts("base+variable")
    assert "base" not in cost_form.position_texts("use")
