"""Files as offices hand them over (shared cases): read where it is sure, otherwise said to be what they are."""

from pathlib import Path

import openpyxl
import pytest

from geo_koop import findings, workspace
from geo_koop.intake.files import tables
from geo_koop.intake.lists import import_profile, importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.model import AnalysisRequest

CASES = Path(__file__).parents[4] / "shared" / "cases"
LISTS, REPORTS = CASES / "lists", CASES / "public_reports"
shared = pytest.mark.skipif(not CASES.is_dir(), reason=f"the shared cases are not here: {CASES}")
FIVE = {"Germering", "Puchheim", "Eichenau", "Gröbenzell", "Olching"}


@pytest.fixture(scope="module")
def reference():
    return workspace.reference(AnalysisRequest())


def likeliest(path, reference):
    proposal = importing.proposals(path, reference)[0]
    return proposal.profile, importing.read(path, proposal.profile, reference)


def codes(imported):
    return set(imported.findings["code"])


@shared
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("html.xls", "file_disguised"),
        ("tsv_as.xls", "file_disguised"),
        ("xlsx_as.xls", "file_disguised"),
        ("nul_bytes.csv", "nul_removed"),
        ("utf16_nobom.csv", "text_without_mark"),
        ("cover_sheet.xlsx", "sheet_not_read"),
        ("two_sheets.xlsx", "sheet_not_read"),
        ("one_column.csv", ""),
        ("two_tables.xlsx", "table_below"),
    ],
)
def test_what_is_another_kind_or_elsewhere_is_read(reference, name, told):
    _profile, imported = likeliest(LISTS / name, reference)
    assert set(imported.members["name"]) == FIVE
    assert told in codes(imported) | {""}


@shared
def test_every_sheet_and_table_is_proposed(reference):
    sheets = [p.profile.sheet for p in importing.proposals(LISTS / "two_sheets.xlsx", reference)]
    assert {"Sheet", "Blatt2"} <= set(sheets)
    two = importing.proposals(LISTS / "two_tables.xlsx", reference)
    second = next(p.profile for p in two if p.profile.header_row == 9)
    assert second.columns == {"member": "Mitglied", "cooperation": "Projekt"}
    imported = importing.read(LISTS / "two_tables.xlsx", second, reference)
    assert imported.members["name"].tolist() == ["Alling", "Maisach"]


@shared
def test_headings_in_two_lines(reference):
    _profile, imported = likeliest(LISTS / "two_line_header.csv", reference)
    assert imported.members["name"].tolist() == ["Germering", "Puchheim"]
    assert imported.rows.columns.tolist()[2:4] == ["Kosten 2020", "Kosten 2021"]
    profile, matrix = likeliest(LISTS / "two_level_header_matrix.xlsx", reference)
    assert profile.cooperations == ("ZV Nord", "ZV Süd", "SV A")
    assert len(matrix.members) == 9
    unused = matrix.findings[matrix.findings["code"] == "column_unused"]
    assert unused["column"].tolist() == ["SV B"]


@shared
def test_what_people_see_in_a_workbook_is_told(reference):
    _profile, imported = likeliest(LISTS / "hidden_strike_comment.xlsx", reference)
    told = {
        (f.code, f.row if f.row == f.row else None, f.column, f.value) for f in imported.findings.dropna().itertuples()
    }
    assert ("row_hidden", 4, "", "ZV Test | Eichenau") in told
    assert ("text_struck", 3, "Mitglied", "Puchheim") in told
    assert ("cell_comment", 2, "Mitglied", "ausgetreten 2023") in told
    assert imported.findings.query("code == 'column_hidden'")["value"].tolist() == ["intern"]


@shared
def test_a_formula_without_a_result_is_told(reference):
    _profile, imported = likeliest(LISTS / "formula_no_cache.xlsx", reference)
    empty = imported.findings[imported.findings["code"] == "formula_without_value"]
    assert empty["value"].tolist() == ["B2", "B3"]
    assert imported.members["name"].tolist() == ["Puchheim"]


@shared
@pytest.mark.parametrize("name", sorted(p.name for p in LISTS.glob("*") if p.suffix in (".csv", ".xls", ".xlsx")))
def test_every_case_is_proposed_and_no_column_vanishes(reference, name):
    profile, imported = likeliest(LISTS / name, reference)
    used = {*profile.columns.values(), *profile.cooperations, *getattr(profile, "more_members", ())}
    named = set(imported.findings["column"])
    assert {c for c in imported.rows.columns if c != "row" and (imported.rows[c] != "").any()} <= used | named


@shared
@pytest.mark.parametrize("name", ["l0.csv", "l1.csv", "h_Name_des_Zweckverbands.csv"])
def test_a_list_of_memberships_is_recognised_by_heading_or_content(reference, name):
    profile, imported = likeliest(REPORTS / "E07" / name, reference)
    assert profile.shape == "long"
    assert {"Baunatal", "Schauenburg"} <= set(imported.members["name"])
    if name == "l1.csv":
        assert "row_of_sums" in codes(imported)


@shared
def test_no_column_of_a_matrix_vanishes(reference):
    profile, imported = likeliest(REPORTS / "E08" / "wide.csv", reference)
    columns = set(imported.rows.columns) - {"row"}
    assert columns <= {*profile.columns.values(), *profile.cooperations, *imported.findings["column"]}


def members(imported):
    return imported.members.groupby("cooperation_id")["name"].agg(list).to_dict()


def marks(imported):
    unknown = imported.findings[imported.findings["code"] == "mark_unknown"]
    return set(unknown[["row", "column", "value"]].itertuples(index=False, name=None))


@shared
def test_what_a_matrix_says_in_words_is_taken_or_named(reference):
    _profile, imported = likeliest(REPORTS / "E08" / "wide.csv", reference)
    assert members(imported) == {
        "trinkwasser": ["Baunatal", "Schauenburg", "Edermünde", "Fuldabrück", "Lohfelden"],
        "bauhof": ["Schauenburg", "Fuldabrück"],
        "kita": ["Baunatal", "Schauenburg", "Edermünde", "Fuldabrück"],
        "klima": ["Schauenburg", "Fuldabrück"],
    }
    doubtful = imported.members.query("cooperation_id == 'klima'").set_index("name")["counts_as_member"]
    assert doubtful.to_dict() == {"Schauenburg": "unclear", "Fuldabrück": ""}
    assert marks(imported) == {(2, "Klima", "(x)"), (4, "Klima", "x*")}


@shared
def test_a_french_matrix_with_french_boundaries():
    ain = AnalysisRequest(boundaries=REPORTS / "E06" / "ain.geojson", boundary_profile="key=code,name=nom")
    profile, imported = likeliest(REPORTS / "E08" / "wide_fr.csv", workspace.reference(ain))
    assert profile.cooperations == ("Plan", "SCoT", "Eau")
    keys = imported.members.groupby("cooperation_id")["key"].agg(list).to_dict()
    assert keys == {"plan": ["01004"], "scot": ["01005"], "eau": ["01006"]}
    doubtful = "avec intérêt communautaire"
    assert marks(imported) == {(3, "Plan", doubtful), (2, "SCoT", doubtful)}
    # Ambronay is not among the boundaries.
    assert imported.findings.query("code == 'name_unknown'")["column"].tolist() == ["Plan", "Eau"]


@shared
def test_answers_of_a_survey_are_taken_or_named(reference):
    profile, imported = likeliest(LISTS / "survey.xlsx", reference)
    assert profile.cooperations == ("Teilnahme ZV Nord",)
    assert members(imported) == {"teilnahme-zv-nord": ["Germering"]}
    assert {(row, value) for row, _column, value in marks(imported)} == {
        (4, "Ja, seit 2012"),
        (5, "weiß nicht"),
        (6, "k.A."),
    }


@shared
def test_marks_of_a_profile_match_in_any_case(reference):
    imported = importing.read(LISTS / "marks.csv", import_profile.load(LISTS / "marks.yaml"), reference)
    assert members(imported) == {
        "zv-nord": ["Germering", "Puchheim", "Eichenau"],
        "zv-sued": ["Germering", "Puchheim"],
    }
    assert marks(imported) == {(4, "ZV Süd", "(x)")}


@shared
@pytest.mark.parametrize(
    ("name", "expected", "told"),
    [
        (
            "duplicate_headers.csv",
            {"zv-test": ["Germering", "Puchheim", "Eichenau"], "zv-b": ["Olching", "Gröbenzell"]},
            "heading_repeated",
        ),
        ("pdf_copy.txt.csv", {"zweckverband": ["Germering", "Puchheim", "Eichenau", "Gröbenzell"]}, "word_joined"),
    ],
)
def test_no_column_and_no_line_hides_a_member(reference, name, expected, told):
    _profile, imported = likeliest(LISTS / name, reference)
    assert members(imported) == expected
    assert told in codes(imported)


@shared
def test_hidden_and_struck_rows_of_memberships_are_told(reference):
    _profile, imported = likeliest(REPORTS / "E07" / "hidden.xlsx", reference)
    keys = imported.members["key"].tolist()
    assert keys == ["06633003", "06633023", "06634002", "06633008", "06633017"]
    rows = imported.findings.drop_duplicates("code").set_index("code")["row"]
    assert rows.reindex(["row_hidden", "text_struck", "row_of_sums", "member_missing"]).tolist() == [4, 5, 7, 8]


def test_all_names_of_a_state_lie_in_it_or_stay_open(shared):
    """A list of 218 names of Sachsen-Anhalt, one without an association; five have namesakes elsewhere."""
    if not CASES.is_dir():
        pytest.skip(f"the shared cases are not here: {CASES}")
    country = workspace.reference(AnalysisRequest(boundaries=shared / "vg5000_2021" / "VG5000_GEM.shp"))
    profile, imported = likeliest(REPORTS / "E28" / "okf_sa_list.csv", country)
    assert profile.columns == {"cooperation": "Verband", "member": "Gemeinde"}
    assert set(imported.members["key"].str[:2]) == {"15"}
    assert imported.members["key"].nunique() == 212
    open_ = imported.findings[imported.findings["code"] == "name_open"]["value"].tolist()
    assert open_ == ["Arnstein", "Burg", "Landsberg", "Möckern", "Petersberg"]
    assert imported.findings.query("code == 'cooperation_missing'")["value"].tolist() == ["Coswig (Anhalt)"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 x", "liste.xlsx", "is no table but a PDF document"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "protected by a password",
        ),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "a.xls",
            "XML of 2003",
        ),
        (b"<html><body>nichts</body></html>", "a.xls", "web page without a table"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path, content, name, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Exception, match=said):
        tables.read(path)


def test_contacts_and_passwords_are_left_out_and_never_shown(tmp_path, reference):
    path = tmp_path / "liste.csv"
    path.write_text(
        "Kooperation;Mitglied;Bemerkung;Passwort;E-Mail\n"
        "ZV;Haar;seit 1990;geheim1;a.b@haar.de\n"
        "ZV;Grasbrunn;Frau X, Tel. 089 123456-7;;\n"
        "ZV;Vaterstetten;ruht;geheim2;c@d.de\n",
        encoding="utf-8",
    )
    profile, imported = likeliest(path, reference)
    shown = imported.rows.to_csv() + findings.render(imported.findings).to_csv() + imported.cooperations.to_csv()
    for secret in ("geheim", "@", "123456", "Frau X"):
        assert secret not in shown
    left = imported.findings[imported.findings["code"] == "column_private"]["column"].tolist()
    assert left == ["Passwort", "E-Mail"]
    assert imported.findings.query("code == 'cell_private'")[["row", "column"]].to_numpy().tolist() == [
        [3, "Bemerkung"]
    ]
    assert set(imported.members["name"]) == {"Haar", "Grasbrunn", "Vaterstetten"}
    assert profile.columns["member"] == "Mitglied"


def test_a_list_without_headings_is_recognised_by_its_content(tmp_path, reference):
    path = tmp_path / "liste.csv"
    path.write_text("ZV Wasser;Haar\nZV Wasser;Grasbrunn\nZV Bad;Vaterstetten\n", encoding="utf-8")
    profile, imported = likeliest(path, reference)
    assert profile.header_row == -1
    assert len(imported.members) == 3
    assert set(imported.cooperations["name"]) == {"ZV Wasser", "ZV Bad"}


def test_a_matrix_with_municipalities_in_columns(tmp_path, reference):
    book = openpyxl.Workbook()
    for line in (["Projekt", "Haar", "Grasbrunn", "Vaterstetten"], ["Bad", "x", "", "ja"], ["Bus", "nein", "X", "§"]):
        book.active.append(line)
    path = tmp_path / "m.xlsx"
    book.save(path)
    profile, imported = likeliest(path, reference)
    assert (profile.shape, profile.columns) == ("turned", {"cooperation": "Projekt"})
    pairs = set(zip(imported.members["cooperation_id"], imported.members["name"], strict=True))
    assert pairs == {("bad", "Haar"), ("bad", "Vaterstetten"), ("bus", "Grasbrunn")}
    assert imported.findings.query("code == 'mark_unknown'")["value"].tolist() == ["§"]


def test_marks_match_in_any_case(tmp_path, reference):
    path = tmp_path / "m.csv"
    path.write_text("Gemeinde;ZV\nHaar;SITZ\nGrasbrunn;sitz\n", encoding="utf-8")
    profile = ImportProfile(shape="wide", columns={"member": "Gemeinde"}, cooperations=("ZV",), marks=("Sitz",))
    assert len(importing.read(path, profile, reference).members) == 2
