"""Lists of offices that were once read wrongly, with the right members (shared cases)."""

import pandas as pd
import pytest

from geo_koop import AnalysisRequest, workspace
from geo_koop.intake.lists import import_profile, importing
from geo_koop.intake.lists.import_profile import ImportProfile
from tests.conftest import SHARED

LISTS = SHARED.parent / "cases" / "lists"
KEYS = {
    "Ahnatal": "06633001", "Vellmar": "06633026", "Kassel": "06611000", "Fulda": "06631009", "Eschwege": "06636003",
    "Fuldabrück": "06633008", "Alheim": "06632001", "Rotenburg": "06632018", "LK Kassel": "06633",
    "Berg": "09188113", "Starnberg": "09188139", "Gauting": "09188120", "Tutzing": "09188141",
    "Taufkirchen (ED)": "09177139", "Erding": "09177117", "Dorfen": "09177115", "Oberding": "09177133",
    "Eching": "09178120", "Freising": "09178124", "Neufahrn": "09178145", "Haar": "09184123", "München": "09162000",
    "Grasbrunn": "09184121", "Vaterstetten": "09175132", "Poing": "09175135", "Ebersberg": "09175115",
    "Zorneding": "09175139", "Karlsfeld": "09174126", "Dachau": "09174115", "Bergkirchen": "09174113",
    "LK Dachau": "09174", "LK Freising": "09178", "LK Erding": "09177", "LK Fulda": "06631",
    "Weilheim": "09190157", "Schongau": "09190148", "Isen": "09177123", "Wartenberg": "09177143",
    "Germering": "09179123", "Puchheim": "09179145", "Eichenau": "09179118", "Olching": "09179142",
    "Gröbenzell": "09179126",
}  # fmt: skip


@pytest.fixture(scope="module")
def reference():
    if not LISTS.is_dir():
        pytest.skip("The shared cases are not here.")
    return workspace.reference(AnalysisRequest())


def imported(name, reference, profile):
    return importing.read(LISTS / name, profile, reference)


def members(result):
    pairs = result.members.merge(
        result.cooperations[["cooperation_id", "name"]], on="cooperation_id", suffixes=("", "_of")
    )
    return pairs.groupby("name_of")["key"].agg(set).to_dict()


def keys(*names):
    return {KEYS[name] for name in names}


def test_no_member_is_swallowed(reference):
    profile = ImportProfile(shape="cell", header_row=1, columns={"member": "Mitglieder", "cooperation": "Name"})
    found = members(imported("swallow.csv", reference, profile)) | members(imported("swallow2.csv", reference, profile))
    expected = {
        "A Berg": keys("Berg", "Starnberg", "Gauting"),
        "B Taufkirchen": keys("Taufkirchen (ED)", "Erding", "Dorfen"),
        "C Eching": keys("Eching", "Freising", "Neufahrn"),
        "D Control": keys("Gauting", "Starnberg", "Berg"),
        "E Slash": keys("Berg", "Starnberg", "Gauting"),
        "two": keys("Gauting", "Starnberg"),
        "und": keys("Gauting", "Starnberg", "Berg"),
        "cap": keys("Kassel", "Fulda", "Eschwege"),
        "muc": keys("Haar", "München", "Vaterstetten"),
        "first": keys("Starnberg", "Gauting", "Berg"),
    }
    assert found == expected


def test_two_members_and_a_comma(reference):
    result = imported("two_members_comma.csv", reference, import_profile.load(LISTS / "cell.yaml"))
    expected = {
        "A Standesamt": keys("Karlsfeld", "Dachau"),
        "B Standesamt": keys("Karlsfeld", "Dachau"),
        "C Standesamt": keys("Karlsfeld", "Dachau"),
        "D Bauhof": keys("Karlsfeld", "Dachau"),
        "E Bauhof": keys("Karlsfeld", "Bergkirchen", "Dachau"),
        "F Bauhof": keys("Alheim", "Rotenburg"),
        "G Bauhof": keys("Poing", "Ebersberg"),
        "H Bauhof": keys("Oberding", "Erding"),
        "I Bauhof": keys("Haar", "München"),
        "J Bauhof": keys("Weilheim", "Schongau"),
        "K Bauhof": keys("Bergkirchen", "Karlsfeld", "LK Dachau"),
        "L Bauhof": keys("Karlsfeld", "LK Dachau"),
        "M Bauhof": keys("Karlsfeld", "LK Dachau"),
        "N Bauhof": keys("Kassel", "LK Kassel"),
        "O Bauhof": keys("Kassel", "LK Kassel"),
        "P Bauhof": keys("Fuldabrück", "Kassel"),
        "Q Bauhof": keys("Ahnatal", "Vellmar", "Kassel"),
        "R Bauhof": keys("Ahnatal", "Vellmar", "LK Kassel"),
        "S Bauhof": keys("Tutzing", "Starnberg"),
        "T Bauhof": keys("Gauting", "Starnberg"),
    }
    assert members(result) == expected  # U and V stay open
    reports = result.findings
    beside = reports[reports["code"] == "district_beside_members"]
    assert set(beside["row"]) == {12, 13, 14, 19}
    either = reports[reports["code"] == "either_reading"]
    assert set(zip(either["row"], either["value"], strict=True)) == {
        (22, "Neufahrn"),
        (22, "Freising"),
        (23, "Eching"),
        (23, "Freising"),
    }


def test_heads_words_and_exclusions(reference):
    result = imported("enum.csv", reference, import_profile.load(LISTS / "cell.yaml"))
    found = members(result)
    expected = {
        "A": keys("Haar", "Grasbrunn", "Vaterstetten"),
        "B": keys("Haar", "Grasbrunn"),
        "C": keys("Erding", "Dorfen"),
        "D": keys("LK Dachau", "LK Freising", "LK Erding"),
        "E": keys("LK Fulda", "LK Kassel"),
        "F": keys("LK Dachau"),
        "G": keys("LK Dachau"),
        "H": keys("Dachau", "Freising", "Erding"),
        "I": keys("Isen"),  # Wartenberg has a namesake in Hessen
        "J": keys("Haar", "Grasbrunn", "Vaterstetten", "Zorneding", "Poing"),
    }
    assert {name: found.get(name) for name in expected} == expected
    assert not {"N", "O", "P"} & set(found)
    reports = pd.Series(list(zip(result.findings["code"], result.findings["value"], strict=True)))
    for name in ("Haimhausen", "Röhrmoos", "Hohenlinden", "Baiern", "Anzing"):
        assert ("member_excluded", name) in set(reports)
    counts = result.findings[result.findings["code"] == "group_proposed"]["params"].map(lambda params: params["count"])
    assert counts.tolist() == [15, 19, 18]
    said = result.members.set_index("key")
    row = said[said["cooperation_id"] == "j"]
    assert row.loc[KEYS["Haar"], "to"] == "2019"
    assert row["counts_as_member"].to_dict() == {
        KEYS["Haar"]: "",
        KEYS["Grasbrunn"]: "former",
        KEYS["Vaterstetten"]: "unclear",
        KEYS["Zorneding"]: "unclear",
        KEYS["Poing"]: "unclear",
    }


def test_numbered_columns_of_members_are_proposed_and_read(reference):
    proposal = importing.proposals(LISTS / "numbered_members.csv", reference)[0]
    assert (proposal.profile.columns["member"], *proposal.profile.more_members) == (
        "Mitglied 1",
        "Mitglied 2",
        "Mitglied 3",
    )
    result = imported("numbered_members.csv", reference, proposal.profile)
    assert members(result) == {
        "ZV Test": keys("Germering", "Puchheim", "Eichenau"),
        "ZV B": keys("Olching", "Gröbenzell"),
    }
