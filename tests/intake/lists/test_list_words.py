"""Free words for topic, format and stage are read by data and decisions, or told; ids that are given stay."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop import codelists, findings
from geo_koop.codelists import words
from geo_koop.errors import GeoKoopError
from geo_koop.intake.lists import importing, list_words, review
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names import decisions
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import cooperations as records

CASES = Path(__file__).parents[4] / "shared" / "cases" / "lists"
PLACE = Reference(
    areas=pd.DataFrame(
        {"name": ["Haar", "Poing"], "district": ["09184", "09175"], "state": "09"},
        index=pd.Index(["09184123", "09175135"], name="key"),
    )
)
COLUMNS = {
    "cooperation": "Verbund",
    "cooperation_id": "ID",
    "member": "Ort",
    "topics": "Thema",
    "format": "Form",
    "stage": "Stand",
    "start": "seit",
    "end": "bis",
}
HEADER = "ID;Verbund;Ort;Thema;Form;Stand;seit;bis\n"


def bring(folder, *lines, chosen=None):
    path = folder / "list.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return importing.read(path, ImportProfile(columns=COLUMNS), PLACE, decisions=chosen)


@pytest.mark.parametrize(
    ("codelist", "word", "code"),
    [
        ("topics", "Gewerbegebiet", "industrial_zone"),
        ("topics", "Trinkwasser", "water"),
        ("topics", "Kläranlage", "waste_water"),
        ("topics", "Standesamt", "back_office"),
        ("topics", "Bildung und Schulen", "education"),
        ("formats", "ZV", "special_purpose_association"),
        ("formats", "e. V.", "association"),
        ("formats", "eG", "cooperative"),
        ("formats", "gGmbH", "company"),
        ("formats", "ÖRV", "public_law_agreement"),
        ("formats", "öffentl.-rechtl. Vereinbarung", "public_law_agreement"),
        ("stages", "aktiv", "operating"),
        ("stages", "läuft", "operating"),
        ("stages", "GEPLANT", "idea"),
        ("stages", "in Vorbereitung", "exploration"),
        ("stages", "ruht", "ended"),
        ("stages", "eingeschlafen", "ended"),
        ("stages", "aufgelöst", "ended"),
        ("stages", "beendet", "ended"),
        ("stages", "Insolvenz", "ended"),
        ("stages", "fusioniert", "ended"),
        ("stages", "mal so, mal so", ""),
    ],
)
def test_words_of_offices(codelist, word, code):
    assert words.code(codelist, word) == code


@pytest.mark.parametrize("name", ["topics", "formats", "stages"])
def test_codes_and_labels_are_words_of_themselves(name):
    entries = codelists.load(name)
    for language in ("de", "en"):
        assert {words.code(name, label) for label in entries.labels(language).values()} == set(entries.codes)
    assert [words.code(name, code) for code in entries.codes] == list(entries.codes)


@pytest.mark.parametrize("text", ["colours: {red: [rot]}", "stages: {gone: [weg]}", "stages: {idea: [x], ended: [X.]}"])
def test_words_are_checked(text):
    with pytest.raises(GeoKoopError):
        words.parse(text)


def test_what_is_known_becomes_a_code_and_the_rest_stays_and_is_told(tmp_path):
    read = bring(tmp_path, ";A;Haar;Trinkwasser, Aktenkram;ZV;ruht;;", ";B;Poing;Einkauf;Handkuss;mal so;;")
    table = read.cooperations.set_index("cooperation_id")
    assert table.loc["a", ["topics", "format", "stage"]].tolist() == [
        "water; Aktenkram",
        "special_purpose_association",
        "ended",
    ]
    assert table.loc["b", ["topics", "format", "stage"]].tolist() == ["procurement", "Handkuss", "mal so"]
    reports = read.findings.groupby("code")["value"].agg(set)
    assert reports["word_unknown"] == {"Aktenkram", "Handkuss"}
    assert reports["stage_unknown"] == {"mal so"}
    assert reports["word_read"] == {"Trinkwasser", "ZV", "ruht", "Einkauf"}


def test_unknown_words_of_all_three_stand_in_one_table_with_proposals(tmp_path):
    read = bring(tmp_path, ";A;Haar;Trinkwasserverbund;Zweckverbandes;läuft wohl;;", ";B;Haar;Trinkwasserverbund;;;;")
    open_ = read.words[read.words["how"] == "open"].set_index("word")
    assert open_["list"].to_dict() == {
        "Trinkwasserverbund": "topics",
        "Zweckverbandes": "formats",
        "läuft wohl": "stages",
    }
    assert open_.loc["Trinkwasserverbund", "proposals"][0] == "water"
    assert open_.loc["Zweckverbandes", "proposals"][0] == "special_purpose_association"
    assert open_.loc["Trinkwasserverbund", ["rows", "row", "column"]].tolist() == [2, 2, "Thema"]


def test_decisions_on_words_are_kept_and_applied_again(tmp_path):
    lines = (";A;Haar;Aktenkram;Handkuss;mal so;;", ";B;Poing;Krimskrams;;;;")
    chosen = decisions.joined(
        list_words.decided("topics", {"Aktenkram": "back_office", "Krimskrams": decisions.SKIP}),
        list_words.decided("stages", {"mal so": "operating"}),
    )
    path = tmp_path / "decisions.csv"
    path.write_text(decisions.text(chosen), encoding="utf-8")
    read = bring(tmp_path, *lines, chosen=decisions.load(path))
    table = read.cooperations.set_index("cooperation_id")
    assert table["topics"].to_dict() == {"a": "back_office", "b": ""}
    assert table["stage"].to_dict() == {"a": "operating", "b": ""}
    assert read.words.set_index("word")["how"].to_dict() == {
        "Aktenkram": "hand",
        "Krimskrams": "skip",
        "Handkuss": "open",
        "mal so": "hand",
    }


def test_a_status_that_is_not_understood_counts_as_unknown(tmp_path):
    read = bring(tmp_path, ";A;Haar;;;mal so;2001;")
    folder = tmp_path / "out"
    folder.mkdir()
    for name, table in read.tables().items():
        table.to_csv(folder / f"{name}.csv", index=False)
    loaded = records.load(cooperations=folder / "cooperations.csv", members=folder / "members.csv")
    assert loaded.value.cooperations["stage"].tolist() == ["unknown"]
    assert "code_unknown" in set(loaded.findings["code"])


def test_dates_become_plain_and_keep_what_was_written(tmp_path):
    read = bring(
        tmp_path, ";A;Haar;;;;ca. 2005;31.02.2024", ";B;Haar;;;;2005-2009;", ";C;Haar;;;;seit 1961;unbefristet"
    )
    table = read.cooperations.set_index("cooperation_id")
    assert table["start"].to_dict() == {"a": "2005", "b": "2005", "c": "1961"}
    assert table["end"].to_dict() == {"a": "31.02.2024", "b": "2009", "c": ""}
    assert table["note_de"].to_dict() == {"a": "seit: ca. 2005", "b": "seit: 2005-2009", "c": ""}
    assert set(read.findings["code"]) == {"date_approximate", "date_malformed", "date_range", "date_open"}


def test_ids_that_are_given_stay_as_they_are(tmp_path):
    read = bring(
        tmp_path, "IKZ_07/B;Wasser;Haar;;;;;", ";Wasser;Poing;;;;;", ";Schule;Haar;;;;;", "schule;Hort;Poing;;;;;"
    )
    assert dict(zip(read.cooperations["name"], read.cooperations["cooperation_id"], strict=True)) == {
        "Wasser": "IKZ_07/B",
        "Schule": "schule-2",
        "Hort": "schule",
    }
    there = pd.DataFrame({"name": ["Wasser"]}, index=pd.Index(["IKZ_07/B"], name="cooperation_id"))
    members = pd.DataFrame({"cooperation_id": ["IKZ_07/B"], "key": ["09184123"]})
    compared = review.compare(read, there, members).set_index("cooperation_id")
    assert compared.loc["IKZ_07/B", "state"] == "changed"
    assert not (compared["state"] == "removed").any()


def test_the_shared_list_has_no_unknown_topic():
    path = CASES / "liste.xlsx"
    if not path.is_file():
        pytest.skip(f"the shared cases are not here: {CASES}")
    columns = {"cooperation": "Bezeichnung", "member": "Beteiligte Kommunen", "topics": "Thema", "format": "Rechtsform"}
    profile = ImportProfile(shape="cell", header_row=3, columns=columns)
    areas = pd.DataFrame({"name": ["Haar", "Olching", "Berg", "Planegg", "Gauting"]}, index=list("abcde"))
    found = importing.read(path, profile, Reference(areas=areas)).words
    assert found[(found["list"] == "topics") & (found["how"] == "open")].empty
    assert set(found[found["how"] == "open"]["word"]) <= {"Vereinbarung"}


@given(st.text(max_size=40))
def test_whatever_is_written_stands_in_the_words(text):
    table = pd.DataFrame({"topics": [text], "format": [text], "stage": [text]}, dtype="str")
    read = list_words.read(table, pd.Series([2]), {}, None, {"file": "f", "sheet": ""})
    for column, codelist in list_words.CODELISTS.items():
        found = read.words[read.words["list"] == codelist]
        assert (found["word"] == "").sum() == 0
        assert (len(found) == 0) == (text.strip() == "")
        assert set(found["code"]) - {""} <= set(codelists.load(codelist).codes)
        assert (read.cooperations[column].iloc[0] == "") == (text.strip() == "")


def test_labels_stand_in_the_language_of_the_message(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Verbund;Gemeinde;Thema\nA;Haar;Trinkwasser\nB;Haar;Trinkwasserverbünde\n", encoding="utf-8")
    columns = {"cooperation": "Verbund", "member": "Gemeinde", "topics": "Thema"}
    reports = importing.read(path, ImportProfile(shape="long", columns=columns), PLACE).findings
    of = {language: findings.render(reports, language).set_index("code") for language in ("de", "en")}
    assert "Read as “water supply”." in of["en"].loc["word_read", "done"]
    assert "„Wasserversorgung“" in of["de"].loc["word_read", "done"]
    assert "water supply" in of["en"].loc["word_unknown", "expected"]
    assert "Wasserversorgung" not in " ".join(
        of["en"].loc[["word_read", "word_unknown"]].astype("str").to_numpy().ravel()
    )
