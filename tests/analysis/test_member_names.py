"""What is told of names that differ from those of the boundaries."""

import pandas as pd

from geo_koop import findings
from geo_koop.analysis import member_names
from tests.conftest import grid


def noticed(rows):
    """Return the findings on rows of key, name and, for a carried key, the recorded one."""
    position = grid(1, 3).assign(
        name=["Eching", "Isen", "Bad Ort a. d. Au"], designation=["Gemeinde", "Markt", "Stadt"]
    )
    named = [position.index[at] for at, _name in rows]
    units = pd.DataFrame(
        {
            "key": named,
            "recorded_key": named,
            "unit_key": named,
            "name": [name for _at, name in rows],
            "level": "municipality",
            "row": range(2, len(rows) + 2),
        }
    )
    return member_names.notice(units, position, file="members.csv")


def test_the_same_letters_need_no_word():
    assert noticed([(0, "Eching"), (0, "ECHING "), (0, ""), (2, "Bad Ort a.d.Au")]).empty


def test_names_with_their_designation_are_one_finding():
    rows = [(0, "Gemeinde Eching"), (1, "Isen, Markt"), (1, "Markt Isen"), (1, "Gemeinde Isen")] * 50_000
    facts = noticed(rows)
    assert facts["code"].tolist() == ["name_designated"]
    text = findings.render(facts, "de").iloc[0]
    assert (text["row"], text["column"], text["file"]) == (2, "name", "members.csv")
    assert text["message"] == (
        "In 200000 Zeilen steht die Bezeichnung beim Namen, etwa „Gemeinde Eching“ für „Eching“."
    )
    assert "2, 3, 4, 5, 6, … (200000)" in text["done"]


def test_another_name_is_told_once_for_all_its_rows():
    facts = noticed([(0, "Neufahrn"), (0, "Gemeinde Eching"), (0, "Neufahrn"), (1, "Stadt Isen"), (0, "Neufahrn")])
    assert facts["code"].tolist() == ["name_differs", "name_differs", "name_designated"]
    texts = findings.render(facts, "en")
    assert texts["value"].tolist()[:2] == ["Neufahrn", "Stadt Isen"]
    assert texts["row"].tolist()[:2] == [2, 5]
    assert "Rows: 2, 4, 6." in texts["done"].iloc[0]
    assert "Rows: 5." in texts["done"].iloc[1]
