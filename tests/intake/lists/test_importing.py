"""Office lists of every shape become record tables; every row is taken or reported."""

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from geo_koop.errors import GeoKoopError, InputError, UsageError
from geo_koop.intake.lists import import_profile, importing, review
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names import decisions
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import cooperations
from tests.conftest import examples

AREAS = pd.DataFrame(
    {
        "name": ["Haar", "Grasbrunn", "Poing", "Emmering", "Emmering", "Berga/Elster"],
        "district": ["09184", "09184", "09175", "09175", "09179", "16076"],
        "district_name": ["Landkreis München"] * 2
        + ["Landkreis Ebersberg"] * 2
        + ["Landkreis Fürstenfeldbruck", "Landkreis Greiz"],
        "state": ["09"] * 5 + ["16"],
    },
    index=pd.Index(["09184123", "09184121", "09175135", "09175136", "09179119", "16076004"], name="key"),
)
PLACE = Reference(areas=AREAS)
LONG = (
    "Verbund;Gemeinde;Kreis;Thema\n"
    "A;Gde. Haar;;water\n"
    "A;Emmering;LK Ebersberg;\n"
    "B;Atlantis;;\n"
    "B;Emmering;;\n"
    "B;Stadtwerke Haar GmbH;;\n"
    ";Haar;;\n"
    "C;;;\n"
    "A;Haar;;\n"
)
CELL = (
    "Liste der Kooperationen;\n"
    "\n"
    "Projekt;Mitglieder\n"
    'Wasser;"Haar, Berga/Elster und Poing"\n'
    "Schule;Haar / Grasbrunn u. weitere\n"
)
WIDE = "Gemeinde;AGS;Wasser;Schule\nHaar;9184123;x;\nGrasbrunn;09184121;x;ja\nPoing;09175135;;siehe Akte\nEmmering;;;\n"
KINDS = "Gemeinde;Abfall;Schulverband\nHaar;ZV Ost;SV Eins\nGrasbrunn;ZV Ost;SV Eins\nPoing;ZV Nord;SV Eins\n"
BELOW = "NordAllianz;Mangfall\nHaar;Poing\nGrasbrunn;Berga/Elster\n"


def write(folder, text, name="Liste für uns.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def bring(folder, text, **more):
    path = write(folder, text)
    proposal = importing.proposals(path, PLACE)[0]
    return proposal.profile, importing.read(path, proposal.profile, PLACE, **more)


def pairs(imported):
    return set(zip(imported.members["cooperation_id"], imported.members["key"], strict=True))


@pytest.mark.parametrize(
    ("text", "shape", "expected"),
    [
        (LONG, "long", {("a", "09184123"), ("a", "09175136")}),
        (
            CELL,
            "cell",
            {
                ("wasser", "09184123"),
                ("wasser", "16076004"),
                ("wasser", "09175135"),
                ("schule", "09184123"),
                ("schule", "09184121"),
            },
        ),
        (WIDE, "wide", {("wasser", "09184123"), ("wasser", "09184121"), ("schule", "09184121")}),
        (
            KINDS,
            "kinds",
            {("zv-ost", "09184123"), ("zv-ost", "09184121"), ("zv-nord", "09175135")}
            | {("sv-eins", k) for k in ("09184123", "09184121", "09175135")},
        ),
        (
            BELOW,
            "wide",
            {
                ("nordallianz", "09184123"),
                ("nordallianz", "09184121"),
                ("mangfall", "09175135"),
                ("mangfall", "16076004"),
            },
        ),
    ],
)
def test_each_shape_is_recognised_and_read(tmp_path, text, shape, expected):
    profile, imported = bring(tmp_path, text)
    assert profile.shape == shape
    assert pairs(imported) == expected
    everything = set(imported.rows["row"])
    assert imported.rows_taken() | imported.rows_reported() == everything
    assert not imported.rows_taken() & imported.rows_reported()


def test_findings_name_row_column_and_value(tmp_path):
    _profile, imported = bring(tmp_path, LONG)
    found = {(f.code, f.row, f.column, f.value) for f in imported.findings.itertuples()}
    assert {
        ("name_matched", 2, "Gemeinde", "Gde. Haar"),
        ("name_guessed", 3, "Gemeinde", "Emmering"),
        ("name_unknown", 4, "Gemeinde", "Atlantis"),
        ("name_open", 5, "Gemeinde", "Emmering"),
        ("name_actor", 6, "Gemeinde", "Stadtwerke Haar GmbH"),
        ("cooperation_missing", 7, "Verbund", "Haar"),
        ("member_missing", 8, "Gemeinde", "C"),
        ("membership_duplicate", 9, "Gemeinde", "Haar"),
    } <= found
    assert imported.actors[["cooperation_id", "name", "kind"]].to_numpy().tolist() == [
        ["b", "Stadtwerke Haar GmbH", "public_company"]
    ]


def test_the_tables_pass_the_intake(tmp_path):
    _profile, imported = bring(tmp_path, LONG)
    for name, table in imported.tables().items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    loaded = cooperations.load(
        cooperations=tmp_path / "cooperations.csv", members=tmp_path / "members.csv", actors=tmp_path / "actors.csv"
    )
    assert loaded.value.cooperations.loc["a", "topics"] == "water"
    assert set(loaded.value.members["key"]) == {"09184123", "09175136"}
    assert not (loaded.findings["severity"] == "error").any()


def test_workbook_with_several_sheets(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["nichts"])
    sheet = book.create_sheet("Daten")
    for line in (["Verbund", "Gemeinde"], ["A", "Haar"], ["A", "Poing"]):
        sheet.append(line)
    book.save(tmp_path / "b.xlsx")
    proposal = importing.proposals(tmp_path / "b.xlsx", PLACE, sheet="Daten")[0]
    imported = importing.read(tmp_path / "b.xlsx", proposal.profile, PLACE)
    assert imported.sheet == "Daten"
    assert len(imported.members) == 2


def test_decisions_are_applied_again(tmp_path):
    remaining = pd.DataFrame(
        [
            ("Emmering", "B", "09179119"),
            ("Atlantis", "", "skip"),
            ("Stadtwerke Haar GmbH", "", "actor:private_company"),
        ],
        columns=["name", "context", "key"],
    )
    path = write(tmp_path, decisions.text(remaining), "decisions.csv")
    _profile, imported = bring(tmp_path, LONG, decisions=decisions.load(path))
    assert ("b", "09179119") in pairs(imported)
    assert ("a", "09175136") in pairs(imported)
    assert imported.actors["kind"].tolist() == ["private_company"]
    assert "name_left_out" in set(imported.findings["code"])
    with pytest.raises(InputError, match="kind of actor"):
        decisions.load(write(tmp_path, "name;context;key\nx;;actor:nobody\n", "d.csv"))


def test_review_lists_each_name_once_with_the_open_ones_first(tmp_path):
    _profile, imported = bring(tmp_path, LONG)
    table = review.review(imported, AREAS)
    assert table["name"].iloc[:2].isin(["Atlantis", "Emmering", "Stadtwerke Haar GmbH"]).all()
    assert table.loc[table["name"] == "Emmering", "kind"].tolist() == ["ambiguous", "context"]
    assert table["rows"].sum() == len(imported.memberships)


def test_compare_tells_new_changed_and_removed(tmp_path):
    _profile, imported = bring(tmp_path, WIDE)
    old = pd.DataFrame({"name": ["Wasser", "Alt"]}, index=["wasser", "alt"])
    members = pd.DataFrame({"cooperation_id": ["wasser", "alt"], "key": ["09175135", "09184123"]})
    table = review.compare(imported, old, members).set_index("cooperation_id")
    assert table["state"].to_dict() == {"wasser": "changed", "schule": "new", "alt": "removed"}
    assert table.loc["wasser", "joined"] == ("09184121", "09184123")
    assert table.loc["wasser", "left"] == ("09175135",)


def test_annotated_has_every_row_with_its_findings(tmp_path):
    _profile, imported = bring(tmp_path, LONG)
    table = review.annotated(imported, "de")
    assert len(table) == len(imported.rows)
    assert "Atlantis" in table.loc[table["row"] == 4, "message"].iloc[0]


def test_rows_read_alike_are_one_finding_and_stand_beside_each_of_them(tmp_path):
    text = "Verbund;Gemeinde\n" + "".join(f"V{i};Gde. Haar\n" for i in range(7)) + "A;Atlantis\nB;Atlantis\n"
    _profile, imported = bring(tmp_path, text)
    matched = imported.findings[imported.findings["code"] == "name_matched"]
    assert [(row.row, row.params["rows"]) for row in matched.itertuples()] == [(2, "2, 3, 4, 5, 6, … (7)")]
    assert (imported.findings["code"] == "name_unknown").sum() == 2  # nothing of these rows was used
    beside = review.annotated(imported, "de")["message"]
    assert beside.str.contains("Gde. Haar").sum() == 7
    assert beside.str.contains("Atlantis").sum() == 2


# ---- profiles


def test_profile_is_kept_and_read_again(tmp_path):
    profile = ImportProfile(
        shape="kinds",
        header_row=3,
        columns={"member": "Gemeinde"},
        cooperations=("Abfall",),
        about={"*": {"format": "association"}},
    )
    assert import_profile.load(write(tmp_path, import_profile.text(profile), "p.yaml")) == profile


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "- a",
        "shape: round",
        "columns: {gemeinde: x}",
        "columns: [a]",
        "header_row: two",
        "about: {a: b}",
        "strange: 1",
    ],
)
def test_bad_profiles_are_refused(tmp_path, text):
    with pytest.raises(GeoKoopError):
        import_profile.load(write(tmp_path, text, "p.yaml"))


@pytest.mark.parametrize(
    "profile",
    [
        ImportProfile(columns={"member": "Gemeinde"}),
        ImportProfile(columns={"member": "Ort", "cooperation": "Verbund"}),
        ImportProfile(shape="wide", columns={"member": "Gemeinde"}),
        ImportProfile(shape="kinds", cooperations=("Verbund",)),
    ],
)
def test_a_profile_that_does_not_fit_ends_in_one_message(tmp_path, profile):
    with pytest.raises(InputError):
        importing.read(write(tmp_path, LONG), profile, PLACE)


def test_no_municipalities_no_proposal(tmp_path):
    assert importing.proposals(write(tmp_path, "a;b\n1;2\n"), PLACE) == []


# ---- nothing is lost

CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "Haar",
            "Emmering",
            "Haar, Poing",
            "x",
            "ja",
            "ZV Ost",
            "Atlantis",
            "k.A.",
            "09184123",
            "9184123",
            "Haar\nPoing",
            "und",
            ";",
        ]
    ),
    st.text(max_size=8),
)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=5), min_size=1, max_size=6),
    shape=st.sampled_from(import_profile.SHAPES),
    fill_down=st.booleans(),
)
def test_rows_in_are_rows_taken_and_rows_reported(tmp_path, rows, shape, fill_down):
    book = openpyxl.Workbook()
    for line in (["A", "B", "C"], *rows):
        book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in line])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    path = tmp_path / "x.xlsx"
    book.save(path)
    columns = {"member": "A"} | ({"cooperation": "B", "district": "C"} if shape in ("long", "cell") else {})
    columns = {"cooperation": "A"} if shape == "turned" else columns
    profile = ImportProfile(
        fill_down=fill_down,
        shape=shape,
        header_row=1,
        columns=columns,
        cooperations=() if shape in ("long", "cell") else ("B", "C"),
    )
    imported = importing.read(path, profile, PLACE)
    taken, reported = imported.rows_taken(), imported.rows_reported()
    assert not taken & reported
    of_rows = imported.findings[~imported.findings["code"].isin(importing.AROUND)]
    assert taken | reported == set(imported.rows["row"]) | set(of_rows["row"].dropna())
    assert imported.members["key"].ne("").all()
    assert set(imported.members["cooperation_id"]) <= set(imported.cooperations["cooperation_id"])


# ---- the members' table of the project


def test_members_without_keys_are_found_by_name(tmp_path):
    main = write(tmp_path, "cooperation_id;name\na;Wasser\n", "c.csv")
    members = write(tmp_path, "cooperation_id;name\na;Gde. Haar\na;Emmering\na;Atlantis\na;\n", "m.csv")
    loaded = cooperations.load(cooperations=main, members=members, reference=lambda: PLACE)
    assert loaded.value.members["key"].tolist() == ["09184123"]
    assert set(loaded.findings["code"]) == {"name_matched", "name_open", "name_unknown", "key_missing"}


def test_a_column_of_cooperations_made_of_names_is_no_column_of_members(tmp_path):
    text = 'cooperation,members\n"Haar, Poing & Co.","Grasbrunn, Berga/Elster"\nHaar/Grasbrunn,Haar; Grasbrunn\n'
    path = write(tmp_path, text)
    chosen = importing.proposals(path, PLACE)[0].profile.columns
    assert (chosen["cooperation"], chosen["member"]) == ("cooperation", "members")


def test_a_column_that_says_what_a_member_is_decides_between_town_and_district(tmp_path):
    text = "Verbund;Akteur;Typ\nA;Haar;Gemeinde\nA;Ebersberg;Lkr.\nA;Fürstenfeldbruck;LKR\n"
    text += "B;Poing;Gde\nB;Greiz;Landkreis\n"
    path = write(tmp_path, text)
    proposal = importing.proposals(path, PLACE)[0]
    assert proposal.profile.columns["member_kind"] == "Typ"
    keys = list(importing.read(path, proposal.profile, PLACE).members["key"])
    assert keys == ["09184123", "09175", "09179", "09175135", "16076"]


def test_a_column_of_forms_says_nothing_about_members(tmp_path):
    text = "Verbund;Gemeinde;Art\nA;Haar;Zweckverband\nA;Poing;Zweckverband\nB;Grasbrunn;Verein\n"
    assert "member_kind" not in importing.proposals(write(tmp_path, text), PLACE)[0].profile.columns


def test_who_leads_is_a_member_too_and_noted(tmp_path):
    text = 'Projekt;Federführung;weitere Beteiligte\nRad;Haar;"Poing, Grasbrunn"\nBad;Poing;"Haar, Poing"\n'
    _profile, read = bring(tmp_path, text)
    haar, poing, grasbrunn = "09184123", "09175135", "09184121"
    assert pairs(read) == {("rad", haar), ("rad", poing), ("rad", grasbrunn), ("bad", poing), ("bad", haar)}
    assert list(read.members["note"]) == ["Federführung", "", "", "Federführung", ""]


def test_a_short_block_below_merged_cells_is_proposed(tmp_path):
    rows = [("A", name) for name in ("Haar", "Poing", "Grasbrunn")] * 2
    rows += [("B", "Haar"), ("", "Poing"), ("", "Grasbrunn"), ("", "Berga/Elster")]
    text = "Verbund;Gemeinde\n" + "".join(f"{name};{member}\n" for name, member in rows)
    assert importing.proposals(write(tmp_path, text), PLACE)[0].profile.fill_down


def test_a_row_for_each_municipality_with_its_cooperations_in_a_cell(tmp_path):
    text = 'Gemeinde;Kooperationen\nHaar;"Bad, Bücherei und Archiv"\nPoing;"Bad; Rad-Ring"\nGrasbrunn;Rad-Ring, Bad\n'
    text += "Berga/Elster;keine\n"
    profile, read = bring(tmp_path, text)
    assert profile.several_cooperations
    assert pairs(read) == {
        ("bad", "09184123"),
        ("buecherei-und-archiv", "09184123"),
        ("bad", "09175135"),
        ("rad-ring", "09175135"),
        ("rad-ring", "09184121"),
        ("bad", "09184121"),
    }
    assert 5 in set(read.findings["row"].dropna())


def test_commas_in_the_names_of_cooperations_stay(tmp_path):
    text = 'Kooperation;Gemeinde\n"Bad, Haar";Haar\n"Bad, Haar";Poing\n"Archiv, Ost";Grasbrunn\n"Archiv, Ost";Haar\n'
    assert not importing.proposals(write(tmp_path, text), PLACE)[0].profile.several_cooperations


def test_members_that_only_the_title_tells_are_asked_for(tmp_path):
    text = 'Kooperation;Mitglieder\nStandesamt Haar – Poing;\nRing (Haar, Grasbrunn);s. Titel\nBad Haar;"Poing, Haar"\n'
    _profile, read = bring(tmp_path, text)
    found = read.findings[read.findings["code"] == "members_in_title"]
    assert list(found["row"]) == [3, 2] or list(found["row"]) == [2, 3]
    assert all("Haar (09184123)" in params["candidates"] for params in found["params"])
    assert pairs(read) == {("bad-haar", "09175135"), ("bad-haar", "09184123")}


def test_answers_in_sentences_that_stand_where_a_cooperation_does_are_told(tmp_path):
    text = "Kooperation;Gemeinde\nWir arbeiten mit Grasbrunn zusammen.;Haar\nSchulverband Poing;Poing\nRad;Haar\n"
    _profile, read = bring(tmp_path, text)
    found = read.findings[read.findings["code"] == "members_in_title"]
    assert [(row, params["candidates"]) for row, params in zip(found["row"], found["params"], strict=True)] == [
        (2, "Grasbrunn (09184121)")
    ]


@pytest.mark.parametrize("count", [100, 101])
def test_a_profile_of_very_many_separators_is_refused(tmp_path, count):
    """A hundred thousand of them in three rows took more than a minute and a half."""
    path = tmp_path / "profile.yaml"
    path.write_text(f"shape: cell\nseparators: [{'a, ' * count}]\ncolumns: {{member: M, cooperation: Z}}\n")
    if count > 100:
        with pytest.raises(UsageError, match="has 101 separators; at most 100 are read"):
            import_profile.load(path)
    else:
        assert len(import_profile.load(path).separators) == count
