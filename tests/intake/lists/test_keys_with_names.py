"""Cells of keys that hold names: key and name are set against each other, whichever column they stand in."""

import pytest

from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from tests.intake.lists.test_row_context import PLACE


def read(tmp_path, line, **columns):
    path = tmp_path / "liste.csv"
    path.write_text(f"Verbund;AGS;Gemeinde\nA;{line}\n", encoding="utf-8")
    profile = ImportProfile(shape="long", columns={"cooperation": "Verbund", "key": "AGS", **columns})
    made = importing.read(path, profile, PLACE)
    return made.members["key"].tolist(), made.findings["code"].tolist()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("09184123 Haar;", "09184123"),
        ("09184123 – Haar;", "09184123"),
        ("9184123 Haar;", "09184123"),
        ("09 184 123 Haar;", "09184123"),
        ("09 1 84 123 - Haar;", "09184123"),
        ("09177139 Taufkirchen;", "09177139"),
        ("09177 Erding;", "09177"),
        ("Poing;", "09175135"),
        ("09184123 Haar;Haar", "09184123"),
        ("09177139 Taufkirchen;Taufkirchen", "09177139"),
    ],
)
@pytest.mark.parametrize("columns", [{}, {"member": "Gemeinde"}])
def test_key_and_name_in_one_cell_agree(tmp_path, line, key, columns):
    assert read(tmp_path, line, **columns)[0] == [key]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("09184123 Poing;", "key_contradicts_name"),
        ("09184123 – Poing;", "key_contradicts_name"),
        ("09184123 Haar;Poing", "key_contradicts_name"),
        ("09175 Erding;", "key_malformed"),
    ],
)
def test_key_and_name_that_differ_stay_open(tmp_path, line, code):
    keys, codes = read(tmp_path, line, member="Gemeinde")
    assert keys == []
    assert code in codes


def test_a_key_that_does_not_exist_leaves_the_name(tmp_path):
    assert read(tmp_path, "09184999 Haar;Haar", member="Gemeinde") == (["09184123"], ["key_without_use"])


def test_a_telephone_number_is_no_key(tmp_path):
    assert read(tmp_path, ";Haar 089 184 123", member="Gemeinde")[0] == []
