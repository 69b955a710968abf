"""Cooperation records: good rows come through, bad ones are reported, none is lost."""

import csv

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from geo_koop.errors import GeoKoopError, InputError, UsageError
from geo_koop.intake.files import embedded
from geo_koop.intake.records import cooperations
from tests.conftest import examples

COOPERATIONS = "cooperation_id;name;topics;format;stage;start;end;note_de\n"
MEMBERS = "cooperation_id;key;name;role;via;from;to;counts_as_member;note\n"
ONE = COOPERATIONS + "a;Wasser;water;special_purpose_association;operating;1982;;\n"
TWO = MEMBERS + "a;09184119;;;;;;;\na;09184130;;;;;;;\n"


@pytest.fixture
def load(tmp_path):
    """Return a function that writes tables, given as text, and loads them."""

    def _load(main=ONE, members=TWO, *, encoding="utf-8", profile=None, national="de", **others):
        paths = {}
        for name, text in {"cooperations": main, "members": members, **others}.items():
            paths[name] = tmp_path / f"{name} für uns.csv"
            paths[name].write_text(text, encoding=encoding)
        return cooperations.load(**paths, profile=profile, national=national)

    return _load


def _found(loaded):
    return loaded.findings[["code", "row", "column", "value"]].to_numpy().tolist()


def _one(load, **cells):
    """Load one cooperation with these cells and return its row."""
    header = list(cells)
    text = (
        ";".join(["cooperation_id", "name", *header])
        + "\na;A;"
        + ";".join(f'"{cell}"' for cell in cells.values())
        + "\n"
    )
    loaded = load(text)
    return loaded.value.cooperations.loc["a"], loaded


# ---- good data


def test_plain_case(load):
    loaded = load()
    record = loaded.value.cooperations.loc["a"]
    assert record["bindingness"] == 5
    assert record["start_date"] == pd.Timestamp("1982-01-01")
    assert pd.isna(record["end_date"])
    assert record["completeness"] == "unknown"
    assert record["row"] == 2
    assert loaded.value.topics.to_numpy().tolist() == [["a", "water"]]
    members = loaded.value.members
    assert members["key"].tolist() == ["09184119", "09184130"]
    assert set(members["role"]) == {"member"}
    assert set(members["counts_as_member"]) == {"yes"}
    assert members["row"].tolist() == [2, 3]
    assert loaded.findings.empty
    assert [(f.role, f.rows) for f in loaded.files] == [("cooperations", 1), ("members", 2)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_and_german_headings(load, encoding):
    loaded = load(
        "Kennung\tBezeichnung\tThemen\tForm\tStand\tBeginn\tEnde\n"
        "ä1\tWürmtal\tWasserversorgung\tZweckverband\tin Betrieb\t1.5.1982\t\n",
        "Kennung\tGemeindeschlüssel\tGemeinde\tRolle\tvon\tbis\nä1\t9184119\tGärching\tMitglied\t2001\t2024\n",
        encoding=encoding,
    )
    record = loaded.value.cooperations.loc["ä1"]
    assert record[["name", "topics", "format", "stage"]].tolist() == [
        "Würmtal",
        "water",
        "special_purpose_association",
        "operating",
    ]
    assert record["start_date"] == pd.Timestamp("1982-05-01")
    member = loaded.value.members.iloc[0]
    assert member[["key", "name", "role"]].tolist() == ["09184119", "Gärching", "member"]
    assert member["from_date"] == pd.Timestamp("2001-01-01")
    assert member["to_date"] == pd.Timestamp("2024-12-31")
    assert loaded.findings["code"].tolist() == ["key_zero_restored"]


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("02.2024", "2024-02-01", "2024-02-29"),
        ("2024-02-10", "2024-02-10", "2024-02-10"),
        ("10.02.2024", "2024-02-10", "2024-02-10"),
        ("1.2.2024", "2024-02-01", "2024-02-01"),
        ("2024-02-10T00:00:00", "2024-02-10", "2024-02-10"),
        (" 2024 ", "2024-01-01", "2024-12-31"),
    ],
)
def test_partial_dates(load, written, start, end):
    record, loaded = _one(load, start=written, end=written)
    assert record["start_date"] == pd.Timestamp(start)
    assert record["end_date"] == pd.Timestamp(end)
    assert loaded.findings.empty


@pytest.mark.parametrize("written", ["bald", "31.02.2024", "2024-13", "24", "0000", "2024-00-10", "bis 2011"])
def test_what_is_no_date_is_reported(load, written):
    record, loaded = _one(load, start=written)
    assert pd.isna(record["start_date"])
    assert record["start"] == written
    assert _found(loaded) == [["date_malformed", 2, "start", written]]


def test_end_before_start(load):
    record, loaded = _one(load, start="2001", end="1999")
    assert record["start_date"] == pd.Timestamp("2001-01-01")
    assert pd.isna(record["end_date"])
    assert _found(loaded) == [["end_before_start", 2, "end", "1999"]]
    assert loaded.findings["params"].iloc[0] == {"start": "2001"}


def test_start_and_end_in_one_year_are_in_order(load):
    assert _one(load, start="2001", end="2001")[1].findings.empty


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("format", "Zweckverband", "special_purpose_association"),
        ("format", "ZWECKVERBAND ", "special_purpose_association"),
        ("format", "public-law agreement", "public_law_agreement"),
        ("format", "Allianz, Bündnis, Initiative", "alliance_initiative"),
        ("stage", "In Betrieb", "operating"),
        ("stage", "", "unknown"),
        ("topics", "Wasserversorgung; waste_water ;;Mobility;water", "water;waste_water;mobility"),
        ("topics", "", "unknown"),
        ("topics", ";", "unknown"),
    ],
)
def test_codes_and_labels(load, column, written, code):
    record, loaded = _one(load, **{column: written})
    assert record[column] == code
    assert loaded.findings.empty


def test_bindingness_is_missing_where_the_format_is_unknown(load):
    assert pd.isna(_one(load, format="other")[0]["bindingness"])
    assert pd.isna(_one(load, format="")[0]["bindingness"])


# ---- doubtful data


def test_unknown_codes(load):
    record, loaded = _one(load, topics="water;zauberei", format="Zirkel", stage="später")
    assert record[["topics", "format", "stage"]].tolist() == ["water;unknown", "unknown", "unknown"]
    assert loaded.value.topics["topic"].tolist() == ["water", "unknown"]
    assert sorted(_found(loaded)) == [
        ["code_unknown", 2, "format", "Zirkel"],
        ["code_unknown", 2, "stage", "später"],
        ["topic_unknown", 2, "topics", "zauberei"],
    ]


def test_duplicate_and_nameless_cooperations(load):
    loaded = load(COOPERATIONS + "a;A;;;;;;\na;B;;;;;;\n;C;;;;;;\nd;;;;;;;\n")
    assert loaded.value.cooperations["name"].to_dict() == {"a": "A"}
    assert _found(loaded) == [
        ["value_missing", 4, "cooperation_id", ""],
        ["value_missing", 5, "name", ""],
        ["cooperation_duplicate", 3, "cooperation_id", "a"],
    ]


def test_members_that_cannot_be_used(load):
    loaded = load(members=TWO + "z;09184119;;;;;;;\n;09184119;;;;;;;\na;;;;;;;;\na;Ismaning;;;;;;;\n")
    assert len(loaded.value.members) == 2
    assert sorted(_found(loaded)) == [
        ["cooperation_unknown", 4, "cooperation_id", "z"],
        ["key_malformed", 7, "key", "Ismaning"],
        ["key_missing", 6, "key", ""],
        ["value_missing", 5, "cooperation_id", ""],
    ]


def test_keys_in_all_spellings(load):
    loaded = load(members="cooperation_id;key\na;9184119\na;09 184 130\na;091840135135\na;09174\na;9177.0\n")
    assert loaded.value.members["key"].tolist() == ["09184119", "09184130", "09184135", "09174", "09177"]
    reports = loaded.findings["code"].value_counts().to_dict()
    assert reports == {"key_zero_restored": 2, "key_from_ars": 1, "key_cleaned": 1}


def test_keys_of_other_countries(load):
    loaded = load(members="cooperation_id;key\na;GM0363\na;42\n", national="")
    assert loaded.value.members["key"].tolist() == ["GM0363", "42"]


def test_most_certain_of_several_memberships_is_kept(load):
    rows = "a;09184119;;;;;;unclear;\na;9184119;;;;;;yes;\na;09184119;;;;;;former;\n"
    loaded = load(members=MEMBERS + rows)
    assert loaded.value.members[["counts_as_member", "row"]].to_numpy().tolist() == [["yes", 3]]
    duplicates = loaded.findings[loaded.findings["code"] == "membership_duplicate"]
    assert sorted(duplicates["row"]) == [2, 4]
    assert duplicates["params"].iloc[0] == {"cooperation": "a"}


@pytest.mark.parametrize(
    ("written", "code", "reported"),
    [
        ("yes", "yes", 0),
        ("", "yes", 0),
        ("ja", "yes", 0),
        ("X", "yes", 0),
        ("Mitglied", "yes", 0),
        ("unklar", "unclear", 0),
        ("ehemalig", "former", 0),
        ("nein", "unclear", 1),
    ],
)
def test_certainty(load, written, code, reported):
    loaded = load(members=MEMBERS + f"a;09184119;;;;;;{written};\n")
    assert loaded.value.members["counts_as_member"].tolist() == [code]
    assert loaded.findings["code"].tolist() == ["membership_unknown"] * reported


def test_member_dates(load):
    loaded = load(members=MEMBERS + "a;09184119;;;;2020;2010;;\na;09184130;;;;x;31.12.2024;;\n")
    assert loaded.value.members["to_date"].isna().tolist() == [True, False]
    assert sorted(loaded.findings["code"]) == ["date_malformed", "end_before_start"]


def test_best_completeness_counts(load):
    rows = "a;u1;;mentioned;\na;u2;;full;\na;u3;;;\nz;u4;;full;\n"
    loaded = load(sources="cooperation_id;url;date;completeness;note\n" + rows)
    assert loaded.value.cooperations.loc["a", "completeness"] == "full"
    assert loaded.value.sources["completeness"].tolist() == ["mentioned", "full", "unknown"]
    assert loaded.findings["code"].tolist() == ["cooperation_unknown"]


def test_actors(load):
    loaded = load(
        actors="cooperation_id;name;kind;cooperation_ref\na;Stadtwerke;öffentliches Unternehmen;\na;X;Geist;\n"
    )
    assert loaded.value.actors["kind"].tolist() == ["public_company", "unknown"]
    assert loaded.findings["code"].tolist() == ["code_unknown"]


def test_scopes(load):
    rows = [
        "s;9184; Wasserversorgung;2026;Survey;x",
        "t;muenchen_14;;;desk_research;",
        "u;*;*;;gründlich;",
        "v;*;unsinn;;register;",
    ]
    loaded = load(scopes="\n".join(["scope_id;area;topics;date;grade;source", *rows]))
    scopes = loaded.value.scopes
    assert scopes["area"].tolist() == ["09184", "muenchen_14", "*"]
    assert scopes["topics"].tolist() == ["water", "*", "unknown"]
    assert scopes["grade"].tolist() == ["survey", "desk_research", "register"]
    assert sorted(_found(loaded)) == [
        ["grade_unknown", 4, "grade", "gründlich"],
        ["key_zero_restored", 2, "area", "9184"],
        ["topic_unknown", 5, "topics", "unsinn"],
    ]


# ---- unusable files


def test_no_rows(load):
    with pytest.raises(InputError, match="holds no rows"):
        load(COOPERATIONS)


def test_members_without_rows_are_allowed(load):
    assert load(members=MEMBERS).value.members.empty


def test_missing_columns(load):
    with pytest.raises(InputError, match=r"table of members lacks the column key.*It has: cooperation_id, Ort"):
        load(members="cooperation_id;Ort\na;Ismaning\n")
    with pytest.raises(InputError, match="lacks the columns cooperation_id, name"):
        load("Titelzeile ohne Spalten\nx\n")


def test_no_members_at_all(tmp_path):
    (tmp_path / "k.csv").write_text(ONE)
    with pytest.raises(InputError, match="no table of members"):
        cooperations.load(cooperations=tmp_path / "k.csv")


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        cooperations.load(cooperations=tmp_path / "k.csv", members=tmp_path / "m.csv")


# ---- workbooks and column maps


def _workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_workbook_with_german_sheets(tmp_path):
    path = _workbook(
        tmp_path / "Kooperationen Süd.xlsx",
        {
            "Deckblatt": [["Stand 2026"]],
            "Mitglieder": [["Kooperation", "AGS", "von"], ["a", 9184119, 2001], ["a", 9184130.0, None]],
            "KOOPERATIONEN": [["cooperation_id", "Name", "Form", "Beginn"], ["a", "Wasser", "Zweckverband", 1982]],
            "Quellen": [["cooperation_id", "Adresse", "Vollständigkeit"], ["a", "Satzung", "vollständig"]],
        },
    )
    loaded = cooperations.load(cooperations=path)
    assert loaded.value.members["key"].tolist() == ["09184119", "09184130"]
    assert loaded.value.members["from_date"].iloc[0] == pd.Timestamp("2001-01-01")
    assert loaded.value.cooperations.loc["a", ["format", "completeness"]].tolist() == [
        "special_purpose_association",
        "full",
    ]
    assert loaded.value.actors.empty
    assert set(loaded.findings["sheet"]) == {"Mitglieder"}


def test_workbook_without_members(tmp_path):
    path = _workbook(tmp_path / "k.xlsx", {"Tabelle1": [["cooperation_id", "name"], ["a", "A"]]})
    with pytest.raises(InputError, match="no table of members"):
        cooperations.load(cooperations=path)


def test_column_map(load, tmp_path):
    profile = tmp_path / "spalten.yaml"
    profile.write_text("cooperations: {cooperation_id: Lfd, name: Was}\nmembers: {cooperation_id: Zu, key: Wo}\n")
    loaded = load("Lfd;Was;Stand\n1;Wasser;idea\n", "Zu;Wo\n1;09184119\n", profile=str(profile))
    assert loaded.value.cooperations.loc["1", ["name", "stage"]].tolist() == ["Wasser", "idea"]
    assert loaded.value.members["key"].tolist() == ["09184119"]


@pytest.mark.parametrize("text", ["members: {schluessel: x}", "tabelle: {key: x}", "- a", "a: [", "members: 5", ""])
def test_spoilt_column_map(load, tmp_path, text):
    profile = tmp_path / "spalten.yaml"
    profile.write_text(text)
    with pytest.raises(GeoKoopError):
        load(profile=str(profile))


def test_column_map_names_a_column_that_is_not_there(load, tmp_path):
    profile = tmp_path / "spalten.yaml"
    profile.write_text("members: {key: Gemeindenummer}\n")
    with pytest.raises(InputError, match="Gemeindenummer"):
        load(profile=str(profile))


def test_unknown_column_map(load):
    with pytest.raises(UsageError, match="no record profile"):
        load(profile="gibt-es-nicht")


def test_embedded_records():
    loaded = cooperations.load(**embedded.records())
    assert len(loaded.value.cooperations) == 225
    assert loaded.findings.empty


# ---- the invariant

_WORD = st.sampled_from(
    [
        "",
        "a",
        "b",
        "c",
        "water",
        "9184119",
        "09184119",
        "09184",
        "x;y",
        "1999",
        "2001",
        "yes",
        "Zweckverband",
        "ä, ö",
        '"',
    ]
)


def _rows(columns):
    return st.lists(st.lists(_WORD, min_size=columns - 2, max_size=columns + 1), min_size=1, max_size=12)


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(main=_rows(7), members=_rows(8))
def test_rows_in_are_rows_taken_and_rows_reported(tmp_path, main, members):
    """Every row that is not blank is taken, or reported once as an error."""
    header = {
        "cooperations": ["cooperation_id", "name", "topics", "format", "stage", "start", "end"],
        "members": ["cooperation_id", "key", "name", "role", "via", "from", "to", "counts_as_member"],
    }
    paths = {}
    for name, rows in {"cooperations": [["a", "A"], *main], "members": members}.items():
        paths[name] = tmp_path / f"{name}.csv"
        with paths[name].open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows([header[name], *rows])
    loaded = cooperations.load(**paths)
    errors = loaded.findings[loaded.findings["severity"] == "error"]
    for name, rows in {"cooperations": [["a"], *main], "members": members}.items():
        there = sum(1 for row in rows if any(row))
        taken = getattr(loaded.value, name)
        refused = errors.loc[errors["file"] == f"{name}.csv", "row"]
        assert refused.is_unique
        assert len(taken) + len(refused) == there
        assert not set(taken["row"]) & set(refused)
    assert loaded.value.cooperations.index.is_unique
    assert not loaded.value.members.duplicated(["cooperation_id", "key"]).any()
    assert set(loaded.value.topics["cooperation_id"]) == set(loaded.value.cooperations.index)
