"""What the lines of a list tell: districts in lines of their own and in titles, the same row, and legends of marks."""

import pandas as pd
import pytest

from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names.reference import Reference

_AREAS = """
09184145;Taufkirchen;09184;Landkreis München
09184123;Haar;09184;Landkreis München
09177139;Taufkirchen (Vils);09177;Landkreis Erding
09177117;Erding;09177;Landkreis Erding
09177133;Oberding;09177;Landkreis Erding
09177144;Wörth;09177;Landkreis Erding
09274191;Wörth a.d.Isar;09274;Landkreis Landshut
09175135;Poing;09175;Landkreis Ebersberg
09175133;Pliening;09175;Landkreis Ebersberg
09175136;Emmering;09175;Landkreis Ebersberg
09179119;Emmering;09179;Landkreis Fürstenfeldbruck
09179142;Olching;09179;Landkreis Fürstenfeldbruck
"""
_ROWS = [line.split(";") for line in _AREAS.strip().splitlines()]
AREAS = pd.DataFrame(_ROWS, columns=["key", "name", "district", "district_name"], dtype="str").set_index("key")
PLACE = Reference(areas=AREAS.assign(state="09", state_name="Bayern"))


def bring(tmp_path, text):
    path = tmp_path / "liste.csv"
    path.write_text(text, encoding="utf-8")
    profile = importing.proposals(path, PLACE)[0].profile
    return profile, importing.read(path, profile, PLACE)


def keys(imported, cooperation):
    return imported.members["key"][imported.members["cooperation_id"] == cooperation].tolist()


MATRIX = """Kommune;Bauhof;Wasser
Landkreis Erding;;
Erding;x;x
Oberding;x;
Wörth;;x
Landkreis Ebersberg;;
Poing;x;
Pliening;;x
Emmering;x;
"""


def test_a_district_in_a_line_of_its_own_counts_for_the_lines_below(tmp_path):
    _profile, made = bring(tmp_path, MATRIX)
    assert keys(made, "bauhof") == ["09177117", "09177133", "09175135", "09175136"]
    assert keys(made, "wasser") == ["09177117", "09177144", "09175133"]
    reports = made.findings
    assert reports["value"][reports["code"] == "row_without_membership"].tolist() == [
        "Landkreis Erding",
        "Landkreis Ebersberg",
    ]
    assert {"Wörth", "Emmering"} <= set(reports["value"][reports["code"] == "name_guessed"])


def test_headings_decide_nothing_where_the_certain_names_below_lie_elsewhere(tmp_path):
    _profile, made = bring(tmp_path, MATRIX.replace("Landkreis Ebersberg", "Landkreis Fürstenfeldbruck"))
    assert "Emmering" in set(made.findings["value"][made.findings["code"] == "name_open"])


def test_a_district_in_the_title_decides_between_namesakes_where_the_others_lie_there(tmp_path):
    text = "Kooperationen im Landkreis Ebersberg (Stand 2024);\nVerbund;Mitglieder\nA;Poing, Emmering\nB;Pliening\n"
    _profile, made = bring(tmp_path, text)
    assert keys(made, "a") == ["09175135", "09175136"]
    assert keys(made, "b") == ["09175133"]
    # With others of another district, the title is no rule.
    _profile, made = bring(tmp_path, f"{text}C;Haar, Oberding, Erding\n")
    assert keys(made, "a") == ["09175135"]
    assert keys(made, "c") == ["09184123", "09177133", "09177117"]


def test_two_districts_in_the_title_decide_nothing(tmp_path):
    text = "Kooperationen: Landkreis Ebersberg, Landkreis Erding;\nVerbund;Mitglieder\nA;Poing, Emmering\nB;Pliening\n"
    _profile, made = bring(tmp_path, text)
    assert keys(made, "a") == ["09175135"]


def test_a_row_is_one_municipality_in_all_its_cells(tmp_path):
    areas = PLACE.areas
    touching = Reference(areas=areas, neighbours=pd.DataFrame({"key_a": ["09179142"], "key_b": ["09179119"]}))
    path = tmp_path / "liste.csv"
    path.write_text("Kommune;Bauhof;Wasser\nOlching;x;\nEmmering;x;x\nHaar;;x\n", encoding="utf-8")
    made = importing.read(path, importing.proposals(path, touching)[0].profile, touching)
    # Beside Olching in the one, and therefore the same in the other.
    assert keys(made, "bauhof") == ["09179142", "09179119"]
    assert keys(made, "wasser") == ["09179119", "09184123"]


LEGEND = """Gemeinde;Bauhof;ILE;Wasser
Haar;M;M;
Poing;M;B;M
Pliening;A;;M
Erding;;M;S
M = Mitglied, B = Beobachter, A = ausgetreten, S = Schriftführung;;;
"""


def test_a_legend_explains_the_marks_of_a_table(tmp_path):
    profile, made = bring(tmp_path, LEGEND)
    assert (profile.shape, profile.cooperations) == ("wide", ("Bauhof", "ILE", "Wasser"))
    counts = made.members.set_index(["cooperation_id", "key"])["counts_as_member"].to_dict()
    assert counts == {
        ("bauhof", "09184123"): "",
        ("bauhof", "09175135"): "",
        ("bauhof", "09175133"): "former",
        ("ile", "09184123"): "",
        ("ile", "09175135"): "unclear",
        ("ile", "09177117"): "",
        ("wasser", "09175135"): "",
        ("wasser", "09175133"): "",
    }
    reports = made.findings.set_index("value")["code"].to_dict()
    # What "Schriftführung" says of a membership is not known.
    assert reports["S"] == "mark_unknown"


@pytest.mark.parametrize("explained", ["A = ausgetreten, A = assoziiert", "Stand 2024"])
def test_marks_that_are_not_explained_stay_unknown(tmp_path, explained):
    path = tmp_path / "liste.csv"
    path.write_text(f"Gemeinde;Bauhof;ILE\nHaar;x;x\nPoing;A;x\n{explained};;\n", encoding="utf-8")
    profile = ImportProfile(shape="wide", columns={"member": "Gemeinde"}, cooperations=("Bauhof", "ILE"))
    made = importing.read(path, profile, PLACE)
    assert keys(made, "bauhof") == ["09184123"]
    assert made.findings.set_index("value")["code"].to_dict()["A"] == "mark_unknown"


def test_a_column_of_remarks_with_one_name_is_not_the_column_of_members(tmp_path):
    text = "Netzwerk;Mitglieder;Bemerkung\nA;Lkr. XY, Salzburg, Haar;\nB;Ulm, Memmingen, Poing;\n"
    text += "C;Kempten, Pliening;Haar\n"
    profile, made = bring(tmp_path, text)
    assert (profile.shape, profile.columns["member"]) == ("cell", "Mitglieder")
    assert keys(made, "a") == ["09184123"]


def test_columns_whose_headings_differ_in_brackets_hold_members_both(tmp_path):
    text = "Projekt;Gemeinden (AT);Gemeinden (DE);Gemeinden (Anzahl)\n"
    text += "A;Kufstein, Ebbs;Haar, Poing;4\nB;Erl;Pliening, Haar;3\n"
    profile, made = bring(tmp_path, text)
    assert (profile.columns["member"], profile.more_members) == ("Gemeinden (DE)", ("Gemeinden (AT)",))
    assert {"Kufstein", "Ebbs", "Erl"} <= set(made.findings["value"][made.findings["code"] == "name_unknown"])
    assert keys(made, "a") == ["09184123", "09175135"]
