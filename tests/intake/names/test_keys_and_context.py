"""What stands with a name: a key is set against it, and what is not understood never counts as nothing."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_koop import workspace
from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names.matching import match_names
from geo_koop.intake.names.reference import look_up
from geo_koop.model import AnalysisRequest

CASES = Path(__file__).parents[4] / "shared" / "cases" / "lists"
COLUMNS = ("name", "district", "state", "postcode", "cooperation", "key")


@pytest.fixture(scope="module")
def demo():
    """Return what names are looked up in, of the embedded data."""
    return workspace.reference(AnalysisRequest())


def look(demo, *rows):
    table = pd.DataFrame([dict.fromkeys(COLUMNS, "") | row for row in rows])
    return look_up(table["name"], table.drop(columns="name"), demo)


def one(demo, **row):
    return look(demo, row).iloc[0]


def bring(folder, demo, text, **columns):
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return importing.read(path, ImportProfile(columns={"cooperation": "Verbund", **columns}), demo)


@pytest.mark.parametrize(
    ("name", "key", "found"),
    [
        ("Haar", "09184123", "09184123"),
        ("Gde. Haar b. München", "09184123", "09184123"),
        ("Unterföhrg.", "09184147", "09184147"),
        ("Bürgermeisterei am Ort", "09184123", "09184123"),
        ("Landkreis Kassel", "06633000", "06633"),
        ("Starnberg", "09188", "09188"),
        ("Oberweser", "06633021", "06633021"),
        # No key: the name decides.
        ("Haar", "09184199", "09184123"),
        ("Haar", "00000000", "09184123"),
        ("Haar", "99999999", "09184123"),
        # Both are sure and differ.
        ("Sauerlach", "09184140", ""),
        ("Lkr. Miesbach", "09182125", ""),
        ("Haar", "09184", ""),
        ("Haar", "09", ""),
        ("Genthod", "06631", ""),
    ],
)
def test_a_key_is_set_against_the_name(demo, name, key, found):
    assert one(demo, name=name, key=key)["key"] == found


def test_an_open_row_has_both_as_candidates(demo):
    row = one(demo, name="Sauerlach", key="09184140")
    assert set(row["candidates"]) == {"09184140", "09184141"}
    assert row["rule"] == "key_contradicts"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Haar (09184123)", "09184123"),
        ("Vaterstetten (9175132)", "09175132"),
        ("091840119119 Garching", "09184119"),
        ("91840130130 Ismaning", "09184130"),
        ("09175 Ebersberg", "09175"),
        ("Poing 09175153", "09175135"),
        ("Zorneding 091751399", "09175139"),
        ("Ottobrunn 85521", "09184136"),
        ("Unterhaching (82008)", "09184148"),
        ("Putzbrunn (09184141)", ""),
        ("Beschluss des Rats vom März zu 09184123 und weiteren Dingen im Ort", ""),
        ("Haar 09184123, Sauerlach 09184141", ""),
        ("Haar, Tel. 08912345678", ""),
    ],
)
def test_a_key_in_a_cell_with_a_name(demo, name, found):
    assert one(demo, name=name)["key"] == found


def test_numbers_of_other_systems_are_no_districts(demo, tmp_path):
    swiss = bring(tmp_path, demo, "Verbund;Nr\nA;6631\nA;230\n", key="Nr")
    assert swiss.members.empty
    german = bring(tmp_path, demo, "Verbund;Nr\nA;6631\nA;9184123\n", key="Nr")
    assert german.members["key"].tolist() == ["06631", "09184123"]


def test_padded_keys_are_the_district_with_a_note(demo, tmp_path):
    read = bring(tmp_path, demo, "Verbund;Nr\nA;06633000\nA;091880000000\nA;09173 000\nA;09162000\n", key="Nr")
    assert read.members["key"].tolist() == ["06633", "09188", "09173", "09162000"]
    assert (read.findings["code"] == "key_padded_district").sum() == 3


def test_a_key_that_is_none_is_told_and_the_name_tried(demo, tmp_path):
    read = bring(tmp_path, demo, "Verbund;Ort;Nr\nA;Haar;0\nA;Poing;9,18E+06\nA;Atlantis;0\n", key="Nr", member="Ort")
    assert read.members["key"].tolist() == ["09184123", "09175135"]
    reports = read.findings[read.findings["code"] == "key_without_use"]
    assert reports["value"].tolist() == ["0", "9,18E+06", "0"]


@settings(max_examples=60)
@given(number=st.integers(0, 10_000), other=st.integers(0, 10_000))
def test_a_right_key_wins_or_the_row_is_open(demo, number, other):
    areas = demo.areas
    right, name = areas.index[number % len(areas)], areas["name"].iloc[other % len(areas)]
    rows = look(demo, {"name": name, "key": right}, {"name": areas["name"][right], "key": right})
    assert rows["key"].iloc[0] in (right, "")
    assert rows["key"].iloc[1] == right


@pytest.mark.parametrize(
    ("name", "district", "found"),
    [
        ("Eching", "FS", "09178120"),
        ("Egling", "Lkr. TÖL", "09173120"),
        ("Taufkirchen", "M", "09184145"),
        ("PÖCKING", "STA", "09188137"),
        ("POCKING", "STA", "09188137"),
        ("MUNSING", "TOL", "09173137"),
        ("Haar", "D", "09184123"),
        ("Haar", "-", "09184123"),
        ("Haar", "Oberbayern", "09184123"),
        ("Freising", "LK", "09178"),
        ("Berg", "Kreis Kitzbühel", ""),
        ("Haar", "Vorarlberg", ""),
        ("Haar", "Kanton Zug", ""),
        ("Haar", "SG", ""),
        ("Fulda", "Kreis Fulda", ""),
        ("München", "Landkreis München", ""),
    ],
)
def test_what_stands_beside_is_read_or_opens_the_name(demo, name, district, found):
    assert one(demo, name=name, district=district)["key"] == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("LK STA", "09188"),
        ("Kreis KS", "06633"),
        ("TÖL/WOR", "09173"),
        ("HEF-ROF", "06632"),
        ("DAH", "09174"),
        ("M", ""),
        ("KS", ""),
        ("STA/FFB", ""),
        ("Eching (FS)", "09178120"),
    ],
)
def test_number_plates(demo, written, found):
    assert one(demo, name=written)["key"] == found


@pytest.mark.parametrize(
    ("district", "state", "key"),
    [("BB", "", ""), ("Böblingen", "", "08115001"), ("", "BB", "12070001"), ("BBG", "", "12070001")],
)
def test_a_short_name_of_a_state_that_is_a_number_plate_too_decides_nothing_among_districts(district, state, key):
    areas = pd.DataFrame(
        {
            "name": ["Altdorf", "Altdorf"],
            "district": ["08115", "12070"],
            "district_name": ["Landkreis Böblingen", "Landkreis Prignitz"],
            "state": ["08", "12"],
            "state_name": ["Baden-Württemberg", "Brandenburg"],
        },
        index=["08115001", "12070001"],
    )
    beside = pd.DataFrame({"district": [district], "state": [state]})
    assert match_names(pd.Series(["Altdorf"]), areas, context=beside)["key"].tolist() == [key]


def test_lost_umlauts_are_warned_of(demo, tmp_path):
    read = bring(tmp_path, demo, "Verbund;Ort\nA;Worthsee\nA;GROBENZELL\n", member="Ort")
    assert read.members["key"].tolist() == ["09188145", "09179126"]
    assert read.findings["code"].tolist() == ["name_guessed", "name_guessed"]


def test_shared_list_with_number_plates(demo):
    path = CASES / "plates.csv"
    if not path.is_file():
        pytest.skip(f"the shared cases are not here: {CASES}")
    columns = {"cooperation": "Kooperation", "member": "Mitglied", "district": "Kreis"}
    read = importing.read(path, ImportProfile(columns=columns), demo)
    taken = dict(zip(read.members["cooperation_id"], read.members["key"], strict=True))
    assert taken == {
        "a": "09188",
        "b": "09179",
        "c": "06633",
        "d": "09178120",
        "e": "09188113",
        "f": "09184132",
        "m": "06633",
        "n": "09178",
    }
    assert read.rows_reported() >= {8, 9, 10, 11, 12, 13, 16, 17}
