"""Number plates in lists: behind a name they tell where it lies, behind "Stadt" or "Lkr." they are members."""

import pandas as pd
import pytest

from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names.reference import Reference

_AREAS = """
09184123;Haar;09184;Landkreis München
09184145;Taufkirchen;09184;Landkreis München
09177139;Taufkirchen (Vils);09177;Landkreis Erding
09162000;München;09162;München, Landeshauptstadt
09163000;Rosenheim;09163;Rosenheim, Kreisfreie Stadt
09187150;Kolbermoor;09187;Landkreis Rosenheim
09174115;Dachau;09174;Landkreis Dachau
09175135;Poing;09175;Landkreis Ebersberg
09175136;Emmering;09175;Landkreis Ebersberg
09175139;Zorneding;09175;Landkreis Ebersberg
09179119;Emmering;09179;Landkreis Fürstenfeldbruck
09179142;Olching;09179;Landkreis Fürstenfeldbruck
09178155;Wang;09178;Landkreis Freising
09178120;Eching;09178;Landkreis Freising
09274124;Eching;09274;Landkreis Landshut
06631009;Fulda;06631;Landkreis Fulda
"""


def read(tmp_path, cell, district=""):
    """Return what a list with one cell of members gives."""
    rows = [line.split(";") for line in _AREAS.strip().splitlines()]
    areas = pd.DataFrame(rows, columns=["key", "name", "district", "district_name"], dtype="str").set_index("key")
    areas = areas.assign(
        state=areas.index.str[:2], state_name=areas.index.str[:2].map({"09": "Bayern", "06": "Hessen"})
    )
    path = tmp_path / "liste.csv"
    path.write_text(f'Verband;Mitglieder;Kreis\nZV;"{cell}";{district}\n', encoding="utf-8")
    columns = {"cooperation": "Verband", "member": "Mitglieder", "district": "Kreis"}
    return importing.read(path, ImportProfile(shape="cell", columns=columns), Reference(areas=areas))


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("Zorneding/EBE, Haar/M", ["09175139", "09184123"]),
        ("Emmering/FFB, Emmering/EBE", ["09179119", "09175136"]),
        ("Städte Olching/FFB und Dachau/DAH", ["09179142", "09174115"]),
        ("Wang FS, Taufkirchen ED", ["09178155", "09177139"]),
        ("Emmering-FFB; Eching-LA", ["09179119", "09274124"]),
        ("Stadt RO, Stadt M", ["09163000", "09162000"]),
        ("Stadt und Lkr. RO", ["09163000", "09187"]),
        ("Landkreise ED, EBE und M", ["09177", "09175", "09184"]),
        ("EBE, ED", ["09175", "09177"]),
        ("Dachau, FFB", ["09174115", "09179"]),
    ],
)
def test_a_plate_tells_where_a_name_lies_or_is_the_district(tmp_path, cell, keys):
    assert read(tmp_path, cell).members["key"].tolist() == keys


@pytest.mark.parametrize(
    ("cell", "keys", "open_"),
    [
        # EBE says where Zorneding lies, or is a member.
        ("Zorneding, EBE", ["09175139"], {"EBE": "either_reading"}),
        ("Haar/Poing/EBE", ["09184123", "09175135"], {"EBE": "either_reading"}),
        ("Emmering - FFB", [], {"Emmering": "name_open", "FFB": "either_reading"}),
        # Haar lies in another district than Freising.
        ("Haar FS", [], {"Haar FS": "name_open"}),
        # Freising is no city of its own, and FS therefore none.
        ("Stadt FS", [], {"Stadt FS": "name_unknown"}),
        ("M", [], {"M": "name_open"}),
    ],
)
def test_what_a_plate_does_not_settle_stays_open(tmp_path, cell, keys, open_):
    made = read(tmp_path, cell)
    assert made.members["key"].tolist() == keys
    assert open_.items() <= made.findings.set_index("value")["code"].to_dict().items()


def test_the_text_of_a_name_with_its_plate_stays_as_written(tmp_path):
    assert read(tmp_path, "Städte Olching/FFB und Dachau/DAH").members["name"].tolist() == ["Olching/FFB", "Dachau/DAH"]


@pytest.mark.parametrize(
    ("cell", "district", "keys"),
    [
        ("Emmering", "EBE, ED", ["09175136"]),
        ("Emmering", "Landkreise Ebersberg und Erding", ["09175136"]),
        ("Eching", "Lkr. FS + Lkr. M", ["09178120"]),
        # Both districts have one.
        ("Emmering", "EBE/FFB", []),
        # One of the two is not understood: it may be another country.
        ("Emmering", "EBE, Tirol", []),
        # The town, or the district of its row?
        ("Fulda", "Kreis Fulda, Lkr. ED", []),
        ("Haar", "EBE, ED", []),
    ],
)
def test_of_several_districts_beside_it_a_name_may_lie_in_any(tmp_path, cell, district, keys):
    assert read(tmp_path, cell, district).members["key"].tolist() == keys


def test_plates_of_districts_beyond_the_boundaries(tmp_path):
    made = read(tmp_path, "Lkr. RV, LK R, FN, Haar")
    # A code alone may be anything else there.
    assert made.members["key"].tolist() == ["08436", "09375", "09184123"]
    assert made.members["name"].tolist() == ["Lkr. RV", "LK R", "Haar"]
    assert made.findings.set_index("value")["code"].to_dict()["FN"] == "name_open"


@pytest.mark.parametrize("word", ["VG", "SG", "V", "B", "AK"])
def test_codes_that_are_words_or_letters_are_no_districts_alone(tmp_path, word):
    made = read(tmp_path, f"Haar, {word}")
    assert made.members["key"].tolist() == ["09184123"]
    assert word in set(made.findings["value"])
