"""A member found by its name alone is told of where all others lie elsewhere."""

import pandas as pd

from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names.reference import Reference

AREAS = pd.DataFrame(
    {
        "name": ["Haar", "Grasbrunn", "Poing", "Ulm", "Neu-Ulm", "Senden", "Roth", "Forbach"],
        "district": ["09184", "09184", "09175", "08421", "09775", "09775", "07143", "08216"],
        "district_name": ["Landkreis München"] * 2
        + ["Landkreis Ebersberg", "Ulm, Stadtkreis"]
        + ["Landkreis Neu-Ulm"] * 2
        + ["Westerwaldkreis", "Landkreis Rastatt"],
        "state": ["09", "09", "09", "08", "09", "09", "07", "08"],
    },
    index=pd.Index(
        ["09184123", "09184121", "09175135", "08421000", "09775135", "09775152", "07143300", "08216013"], name="key"
    ),
)
TOUCHING = pd.DataFrame({"key_a": ["08421000"], "key_b": ["09775135"]})
PROFILE = ImportProfile(columns={"cooperation": "Verbund", "member": "Gemeinde", "key": "AGS"})


def told(folder, *members):
    path = folder / "liste.csv"
    path.write_text("Verbund;Gemeinde;AGS\n" + "".join(f"A;{member}\n" for member in members), encoding="utf-8")
    read = importing.read(path, PROFILE, Reference(areas=AREAS, neighbours=TOUCHING))
    found = read.findings[read.findings["code"] == "member_far"]
    return len(read.members), dict(zip(found["row"], found["value"], strict=True))


def test_a_member_in_another_state_far_from_all_others_is_taken_and_told(tmp_path):
    assert told(tmp_path, "Haar;", "Poing;", "Forbach;") == (3, {4: "Forbach"})


def test_a_neighbour_across_the_border_of_a_state_is_not_far(tmp_path):
    assert told(tmp_path, "Neu-Ulm;", "Senden;", "Ulm;") == (3, {})


def test_a_key_needs_no_word(tmp_path):
    assert told(tmp_path, "Haar;", "Poing;", "Forbach;08216013") == (3, {})


def test_without_others_that_lie_together_nothing_is_far(tmp_path):
    assert told(tmp_path, "Haar;", "Forbach;") == (2, {})
    assert told(tmp_path, "Haar;", "Forbach;", "Roth;") == (3, {})
