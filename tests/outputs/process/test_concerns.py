"""Concern cards say what is recorded, reckoned or answered, and what nobody knows; drawings say what tables say."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo_koop import analyse
from geo_koop.outputs.process import concerns, drawings, sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning import cost_checks, costs, plans, process
from geo_koop.planning.checklists import Answer, Answers
from geo_koop.planning.plans import Subject
from tests.planning import few

WORDS = Wording("de")
SHEET = Path(__file__).parents[3] / "docs" / "examples" / "kostenblatt.yaml"
K = few.KEYS


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    return analyse(few.request_in(tmp_path_factory.mktemp("few")))


def said(country, subject, **more):
    return {card.code: " ".join(card.lines) for card in concerns.cards(country, subject, WORDS, **more)}


def plan(*names, topic="water"):
    return Subject(name="Plan", topics=(topic,), format="unknown", members=tuple(K[name] for name in names))


def test_what_is_recorded_here_and_next_door(country):
    found = said(country, plan("A", "B"))
    # A is in the "Notverbund" with C; B is not, and was asked.
    assert "Wasserversorgung, für mindestens ein Mitglied erfasst: Notverbund." in found["already"]
    assert "Wasserversorgung: keine genannt (Befragung), für Haar." in found["already"]
    # Neighbours of A and B: C, D, E (A B C / D E F); C alone is a member of a cooperation on water.
    assert "Von 3 erhobenen Nachbargemeinden ist eine selbst Mitglied" in found["busy"]


def test_nobody_looked_is_not_none_recorded(country):
    found = said(country, plan("I"))
    assert "Wasserversorgung: nicht erhoben für Isen." in found["already"]
    assert "keine genannt" not in found["already"]


def test_a_record_is_not_its_own_example(country):
    found = said(country, plans.of_cooperation(country, "trink"))
    assert "Außer dieser Kooperation ist für die Mitglieder keine erfasst." in found["already"]
    assert "Stimmen und Anteile der Mitglieder sind nicht erfasst." in found["cheated"]


def test_through_a_district_alone_is_said(country):
    found = said(country, plan("F", topic="culture_sport"))
    assert "Kultur und Sport: nur über den Landkreis für Furth." in found["already"]


def test_costs_are_told_where_a_sheet_is_given(country):
    assert "Es liegt kein Kostenblatt vor" in said(country, plan("A"))["cheated"]
    shares = costs.share(cost_checks.read(SHEET))
    found = said(country, plan("A"), shares=shares)
    assert "Niemand zahlt mehr als allein." in found["cheated"]
    together, apart = (
        sum(shares.due.values()),
        sum(m.standalone for m in shares.sheet.members) * len(shares.sheet.years),
    )
    amounts = [f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,")) for cents in (together, apart)]
    assert all(amount in found["busy"] for amount in amounts)
    without = replace(
        shares.sheet, members=(replace(shares.sheet.members[0], standalone=None), *shares.sheet.members[1:])
    )
    assert "ist nicht bekannt" in said(country, plan("A"), shares=costs.share(without))["busy"]


@pytest.mark.parametrize(
    ("answer", "said_of_it"),
    [
        ("yes", "ja (Rechtsamt, 01.03.2026)."),
        ("no", "nein (Rechtsamt, 01.03.2026)."),
        ("open", "noch nicht beantwortet."),
    ],
)
def test_the_way_out_is_as_the_checklist_says(country, answer, said_of_it):
    given = Answers(items={"exit_clause": Answer(answer=answer, by="Rechtsamt", date="2026-03-01")})
    assert said_of_it in said(country, plan("A"), answers=given)["cheated"]


def test_difficulty_is_told_of_what_the_source_rates_alone():
    assert "Standesamt" in sentences.difficulty(["back_office"], WORDS)[0]
    assert "sagt die Quelle nicht" in sentences.difficulty(["water"], WORDS)[0]


def test_the_time_line_shows_each_event_once_and_marks_derived_ones(country):
    events = process.history(country)
    day, rows = pd.Timestamp("2020-06-01"), events[events["cooperation_id"] == "trink"]
    drawn = drawings.time_line(rows, "A & <B>", day, WORDS)
    assert drawn.count("2000 Gründung") == 1
    assert "A &amp; &lt;B&gt;" in drawn
    assert drawings.time_line(events[:0], "X", day, WORDS) == ""


def test_the_flows_as_drawing_have_all_cooperations_in_each_column(country):
    states = process.states(country, process.history(country))
    drawn = drawings.alluvial(states, WORDS, "1.6.2020")
    counts = [int(number) for number in re.findall(r"\((\d+)\)</text>", drawn)]
    assert sum(counts) == 3 * len(few.RECORDS)
    assert drawings.alluvial(states[:0], WORDS, "1.6.2020") == ""
