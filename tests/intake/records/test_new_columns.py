"""Columns that came later: obligation, what a member stands for, share and votes, and the date beside a table."""

import pandas as pd
import pytest

from geo_koop.errors import InputError
from geo_koop.intake.files import sidecar
from geo_koop.intake.records import cooperations

OLD = ("cooperation_id;name;topics;format\na;A;water;company\n", "cooperation_id;key\na;09184119\na;09184130\n")


@pytest.fixture
def load(tmp_path):
    """Return a function that writes the two tables and loads them."""

    def _load(main, members):
        for name, text in (("cooperations", main), ("members", members)):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return cooperations.load(cooperations=tmp_path / "cooperations.csv", members=tmp_path / "members.csv")

    return _load


def _found(loaded):
    return loaded.findings[["code", "row", "column", "value"]].to_numpy().tolist()


def test_old_tables_load_unchanged(load):
    loaded = load(*OLD)
    assert loaded.value.cooperations["obligation"].tolist() == ["unknown"]
    assert loaded.value.members["covers"].tolist() == ["", ""]
    assert loaded.value.members[["share", "votes"]].isna().all(axis=None)
    assert loaded.findings.empty


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("statutory", "statutory"),
        ("freiwillig", "voluntary"),
        ("gesetzlich vorgeschrieben", "statutory"),
        ("ja", "statutory"),
        ("nein", "voluntary"),
        ("", "unknown"),
    ],
)
def test_obligation_is_read_from_codes_labels_and_yes_and_no(load, written, code):
    loaded = load(f"Kennung;Kooperation;Pflicht\na;A;{written}\n", OLD[1])
    assert loaded.value.cooperations.loc["a", "obligation"] == code
    assert loaded.findings.empty


def test_an_obligation_that_is_none_is_reported(load):
    loaded = load("cooperation_id;name;obligation\na;A;vielleicht\n", OLD[1])
    assert loaded.value.cooperations.loc["a", "obligation"] == "unknown"
    assert _found(loaded) == [["code_unknown", 2, "obligation", "vielleicht"]]


def test_german_headings_of_members(load):
    loaded = load(
        OLD[0],
        "Kooperation-ID;AGS;steht für;Anteil;Stimmen\n"
        "a;09184;ganzes Gebiet;51,5 %;1.200,5\na;09174;nur selbst;;3\na;09184119;;48.5;\n",
    )
    members = loaded.value.members
    assert members["covers"].tolist() == ["whole", "self", ""]
    assert members["share"].fillna(-1).tolist() == [51.5, -1, 48.5]
    assert members["votes"].fillna(-1).tolist() == [1200.5, 3, -1]
    assert loaded.findings.empty


def test_what_is_no_number_and_no_reach_is_reported_and_left_empty(load):
    loaded = load(OLD[0], "cooperation_id;key;covers;share;votes\na;09184;halb;viel;-2\na;09174;;inf;\n")
    row = loaded.value.members.iloc[0]
    assert row["covers"] == ""
    assert pd.isna(row["share"])
    assert pd.isna(row["votes"])
    assert _found(loaded) == [
        ["covers_unknown", 2, "covers", "halb"],
        ["number_malformed", 2, "share", "viel"],
        ["number_malformed", 3, "share", "inf"],
        ["number_malformed", 2, "votes", "-2"],
    ]


@pytest.mark.parametrize("written", ["2026", "2026-05", "2026-05-31"])
def test_the_file_beside_a_table_may_tell_its_date(tmp_path, written):
    (tmp_path / "cooperations.yaml").write_text(f"date: {written}\n", encoding="utf-8")
    assert sidecar.source(tmp_path / "cooperations.csv").date == written


@pytest.mark.parametrize("written", ["31.05.2026", "2026-5", "2026-02-31", "soon", "[2026]"])
def test_a_date_beside_a_table_that_is_none_is_an_error(tmp_path, written):
    (tmp_path / "cooperations.yaml").write_text(f"date: {written}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"cooperations\.yaml"):
        sidecar.source(tmp_path / "cooperations.csv")
