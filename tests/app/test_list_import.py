"""The import assistant without a browser: from the list to the data of the session, and bad input."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from geo_koop.app.data import sources
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.lists import proposals
from geo_koop.app.words import Words
from geo_koop.intake.lists import importing, review
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import merge, survey
from tests.app.data.test_session_data import make_project
from tests.app.test_pages import calm, opened, texts
from tests.sheets import write_ods

DATA = Path(__file__).parents[1] / "data"
PAGE = "list_import"
ROWS = (
    ("Projekt", "Mitglieder", "Thema"),
    ("Nordprobe", "Garching b. München, Gde. Haar, Stadt Freising", "Abwasser"),
    ("Ostprobe", "LK Ebersberg; Markt Schwaben; Poing", "Klimaschutz"),
    ("Gewerbeprobe", "Emmering; Grafing b. München; Stadtwerke Ebersberg GmbH", "Gewerbe"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


def workbook(rows=ROWS, name="Gemeindeliste Ämter.xlsx"):
    """Return a list as the browser hands it over."""
    book = openpyxl.Workbook()
    book.active.title = "Kooperationen"
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return name, stream.getvalue(), XLSX


def given(file, **parameters):
    test = opened(PAGE, **parameters)
    test.file_uploader[0].set_value([file]).run()
    return test


def pressed(test, label):
    next(button for button in test.button if button.label == label).click().run()
    return test


def matched(file=None):
    return calm(pressed(calm(given(file or workbook())), "Namen zuordnen"))


def radio(test, label):
    return next(part for part in test.radio if part.label == label)


def box(test, label):
    return next(part for part in test.selectbox if part.label == label)


def errors(test):
    assert not test.exception, test.exception
    return " ".join(part.value.replace("\\", "") for part in test.error)


def test_a_list_goes_from_the_file_to_the_data_of_the_session():
    test = calm(given(workbook()))
    assert "eine Zeile je Kooperation, ihre Mitglieder in einer Zelle" in texts(test)
    assert box(test, "Mitglied (Name)").value == "Mitglieder"
    calm(pressed(test, "Namen zuordnen"))
    assert "1 von 9 Namen sind offen" in texts(test)
    assert box(test, "Name, über den zu entscheiden ist").value == 0
    radio(test, "Kandidaten").set_value("09175136").run()
    calm(pressed(test, "So entscheiden"))
    assert "Über jeden Namen ist entschieden" in test.success[0].value
    calm(pressed(test, "Zur Vorschau"))
    assert "3 Zeilen: 3 übernommen" in texts(test)
    assert "neu: 3" in texts(test)
    radio(test, "Was dann gezeigt wird").set_value("alone").run()
    calm(pressed(test, "In dieser Sitzung verwenden"))
    assert "Niemand sonst sieht sie" in texts(test)
    request = test.session_state[sources.SOURCE].request
    members = pd.read_csv(request.members, sep=";", dtype=str)
    assert set(members["key"]) == {"09184119", "09184123", "09178124", "09175", "09175127", "09175135"} | {
        "09175136",
        "09175122",
    }
    actors = pd.read_csv(request.actors, sep=";", dtype=str)
    assert actors["name"].tolist() == ["Stadtwerke Ebersberg GmbH"]


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_workbooks_of_other_programs_are_read(kind, tmp_path):
    rows = [list(row) for row in (("Verbund", "Gemeinde", "Kreis"), ("Wasser", "Gde. Haar", ""))]
    path = DATA / "liste.xls" if kind == "xls" else write_ods(tmp_path / "Liste.ods", rows, [["leer"]])
    test = calm(given((path.name, path.read_bytes(), "application/octet-stream")))
    assert len(box(test, "Blatt").options) == 2
    assert box(test, "Mitglied (Name)").value == "Gemeinde"
    calm(pressed(test, "Namen zuordnen"))
    keys = test.session_state["_geo_koop_import"].imported.members["key"]
    assert keys.iloc[0] == "09184123"


def part(test, label):
    return next(part for part in test.file_uploader if part.label == label)


def test_a_saved_profile_is_loaded_again_and_one_that_does_not_fit_is_refused():
    rows = [("Titel", "", ""), ("V", "G", "T"), ("Wasser", "Haar", "Abwasser"), ("Wasser", "Poing", "")]
    profile = "shape: long\nheader_row: 2\ncolumns: {cooperation: V, member: G, topics: T}\n"
    test = calm(given(workbook(rows)))
    part(test, "Profil laden (YAML)").set_value([("büro.yaml", profile.encode(), "application/yaml")]).run()
    calm(test)
    assert box(test, "Name der Kooperation").value == "V"
    assert box(test, "Themen").value == "T"
    calm(pressed(test, "Namen zuordnen"))
    imported = test.session_state["_geo_koop_import"].imported
    assert imported.cooperations[["name", "topics"]].to_numpy().tolist() == [["Wasser", "waste_water"]]
    assert set(imported.members["key"]) == {"09184123", "09175135"}

    for bad, said in (
        (b"columns: {cooperation: Verbund}", "Verbund"),
        (b"shape: rund", "shape"),
        (b"[", "YAML"),
        (b"\xff\xfe\x00", "büro.yaml ist keine Textdatei"),
    ):
        test = calm(given(workbook(rows)))
        part(test, "Profil laden (YAML)").set_value([("büro.yaml", bad, "application/yaml")]).run()
        assert said in errors(test)


def test_saved_decisions_are_loaded_again_and_broken_ones_refused():
    test = matched()
    kept = b"name;context;key\nEmmering;;09179119\n"
    part(test, "decisions.csv laden").set_value([("decisions.csv", kept, "text/csv")]).run()
    assert "Über jeden Namen ist entschieden" in calm(test).success[0].value
    draft = test.session_state["_geo_koop_import"]
    assert "09179119" in set(draft.imported.members["key"])
    assert draft.decisions["name"].tolist() == ["Emmering"]

    test = matched()
    part(test, "decisions.csv laden").set_value([("decisions.csv", b"a;b\n1;2\n", "text/csv")]).run()
    assert "name, key" in errors(test)
    assert test.session_state["_geo_koop_import"].decisions.empty


def test_a_name_can_be_an_actor_or_left_out_and_the_last_decision_undone():
    test = matched()
    radio(test, "Was ist es?").set_value("actor").run()
    calm(pressed(test, "So entscheiden"))
    draft = test.session_state["_geo_koop_import"]
    assert draft.decisions[["name", "key"]].to_numpy().tolist() == [["Emmering", "actor:public_company"]]
    assert "Emmering" in set(draft.imported.actors["name"])
    calm(pressed(test, "Letzte zurücknehmen"))
    radio(test, "Was ist es?").set_value("skip").run()
    calm(pressed(test, "So entscheiden"))
    imported = test.session_state["_geo_koop_import"].imported
    assert "Emmering" not in {*imported.actors["name"], *imported.members["name"]}
    assert "name_left_out" in set(imported.findings["code"])


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("leer.xlsx", b"", XLSX), "ist leer"),
        (("kaputt.xlsx", b"PK\x03\x04 kein Archiv", XLSX), "kaputt.xlsx"),
        (("bild.xlsx", b"\x89PNG", XLSX), "bild.xlsx"),
        (("nur Titel.csv", b"\n\n", "text/csv"), "keine Tabelle"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(file, said):
    assert said in errors(given(file))


def test_without_a_column_of_names_the_user_is_told_and_nothing_breaks():
    test = calm(given(workbook([("Projekt", "Wert"), ("a", "1"), ("b", "2")])))
    assert "keine Spalte erkannt" in texts(test)
    assert "Importprofil" in errors(pressed(test, "Namen zuordnen"))


def test_a_list_in_which_no_name_is_found_stays_open():
    test = calm(given(workbook([("Projekt", "Mitglied"), ("a", "Xyzzyburg"), ("b", "Qwertzheim")])))
    box(test, "Mitglied (Name)").set_value("Mitglied").run()
    box(test, "Name der Kooperation").set_value("Projekt").run()
    calm(pressed(test, "Namen zuordnen"))
    assert "2 von 2 Namen sind offen" in texts(test)
    assert next(b for b in test.button if b.label == "Zur Vorschau").disabled


def test_a_limit_of_the_operator_holds(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "0")
    assert "Hochladen abgeschaltet" in texts(calm(opened(PAGE)))


def test_a_list_is_saved_into_a_project_and_the_old_tables_are_kept(tmp_path, monkeypatch):
    folder = make_project(tmp_path / "Projekt Ä")
    monkeypatch.setenv("GEO_KOOP_PROJECT", str(folder))
    monkeypatch.setenv("GEO_KOOP_SAVE", "yes")
    rows = [("Kooperation", "AGS"), ("Neue Probe", "09101002"), ("Neue Probe", "09101003")]
    test = calm(given(workbook(rows)))
    calm(pressed(test, "Namen zuordnen"))
    calm(pressed(test, "Zur Vorschau"))
    calm(pressed(test, "Im Projekt Projekt Ä speichern"))
    saved = pd.read_csv(folder / "cooperations" / "members.csv", sep=";", dtype=str)
    assert saved["key"].tolist() == ["09101000", "09101001", "falsch", "09101002", "09101003"]
    assert "falsch" in (folder / "history" / "000001" / "members.csv").read_text()
    assert (folder / "history" / "000002" / "members.csv").read_bytes() == (
        folder / "cooperations" / "members.csv"
    ).read_bytes()


def test_who_is_overtaken_at_the_very_moment_is_told_once_and_then_saves(tmp_path, monkeypatch):
    folder = make_project(tmp_path / "p")
    monkeypatch.setenv("GEO_KOOP_PROJECT", str(folder))
    monkeypatch.setenv("GEO_KOOP_SAVE", "yes")
    test = calm(given(workbook([("Kooperation", "AGS"), ("Neu", "09101002"), ("Neu", "09101003")])))
    calm(pressed(calm(pressed(test, "Namen zuordnen")), "Zur Vorschau"))
    scope = survey.Scope(scope_id="s", date="2026", grade="survey", source="Anderes Amt")
    save = merge.save

    def overtaken(*given, **how):
        monkeypatch.setattr(merge, "save", save)
        survey.save(folder, scope, places=(), when=datetime(2026, 11, 29, tzinfo=UTC))
        return save(*given, **how)

    monkeypatch.setattr(merge, "save", overtaken)
    assert "inzwischen von jemand anderem geändert" in errors(pressed(test, "Im Projekt p speichern"))
    assert "Neu" not in (folder / "cooperations" / "cooperations.csv").read_text(encoding="utf-8-sig")
    calm(pressed(test, "Im Projekt p speichern"))
    assert "Neu" in (folder / "cooperations" / "cooperations.csv").read_text(encoding="utf-8-sig")
    assert "Anderes Amt" in (folder / "cooperations" / "scopes.csv").read_text(encoding="utf-8-sig")


def test_saving_is_not_offered_where_the_operator_does_not_allow_it(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_PROJECT", str(make_project(tmp_path / "p")))
    test = calm(given(workbook([("Kooperation", "AGS"), ("Neu", "09101002"), ("Neu", "09101003")])))
    calm(pressed(calm(pressed(test, "Namen zuordnen")), "Zur Vorschau"))
    assert not [button for button in test.button if "speichern" in button.label]


def test_a_survey_is_added_for_the_session():
    test = opened("survey_scope")
    pressed(test, "Für diese Sitzung ergänzen")
    assert "nicht vollständig" in errors(test)
    box(test, "Gründlichkeit").set_value("survey")
    test.date_input[0].set_value(pd.Timestamp("2024-05-01").date())
    next(t for t in test.text_input if t.label == "Wer wo nachgesehen hat").set_value("Regionaler Planungsverband")
    calm(pressed(test, "Für diese Sitzung ergänzen"))
    assert "Die Erhebung gilt für diese Sitzung" in " ".join(part.value for part in test.success)
    scopes = pd.read_csv(test.session_state[sources.SOURCE].request.scopes, sep=";", dtype=str)
    assert scopes.iloc[-1][["area", "topics", "grade"]].tolist() == ["*", "*", "survey"]


def test_a_survey_is_saved_into_the_project(tmp_path, monkeypatch):
    folder = make_project(tmp_path / "p")
    monkeypatch.setenv("GEO_KOOP_PROJECT", str(folder))
    monkeypatch.setenv("GEO_KOOP_SAVE", "yes")
    test = opened("survey_scope")
    box(test, "Gründlichkeit").set_value("register")
    test.date_input[0].set_value(pd.Timestamp("2024-05-01").date())
    next(t for t in test.text_input if t.label == "Wer wo nachgesehen hat").set_value("Amt")
    calm(pressed(test, "Im Projekt p speichern"))
    assert "Amt" in (folder / "cooperations" / "scopes.csv").read_text(encoding="utf-8-sig")


def test_choices_make_a_profile_without_what_was_left_empty():
    profile = proposals.with_columns(
        ImportProfile(about={"A": {"stage": "idea"}, "*": {"source": "x"}}),
        shape="long",
        columns={"member": "Name", "key": None},
        cooperations=["A"],
        about={"format": "agreement", "stage": None},
    )
    assert profile.columns == {"member": "Name"}
    assert profile.cooperations == ()
    assert profile.about == {"A": {"stage": "idea"}, "*": {"source": "x", "format": "agreement"}}


def test_a_later_decision_on_the_same_name_holds():
    first = proposals.decided(proposals.no_decisions(), "Haar", "1", today=pd.Timestamp("2024-01-01").date())
    second = proposals.decided(first, "Haar", "2", today=pd.Timestamp("2024-01-02").date())
    other = proposals.decided(second, "Haar", "3", context="Bund", today=pd.Timestamp("2024-01-02").date())
    assert other[["context", "key"]].to_numpy().tolist() == [["", "2"], ["Bund", "3"]]


def test_clean_tables_come_as_an_archive_and_as_a_workbook():
    content = {"cooperations": pd.DataFrame({"cooperation_id": ["ä"], "name": ["=1+1"]})}
    with zipfile.ZipFile(io.BytesIO(proposals.as_zip(content))) as archive:
        assert archive.read("cooperations.csv").decode("utf-8-sig") == "cooperation_id;name\nä;'=1+1\n"
    sheet = openpyxl.load_workbook(io.BytesIO(proposals.as_book(content)))["cooperations"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")


def test_findings_stand_beside_the_rows_of_the_list(tmp_path):
    name, content, _mime = workbook()
    path = tmp_path / name
    path.write_bytes(content)
    place = Reference(areas=pd.DataFrame({"name": ["Haar"]}, index=pd.Index(["09184123"], name="key")))
    profile = ImportProfile(shape="cell", columns={"member": "Mitglieder", "cooperation": "Projekt"})
    imported = importing.read(path, profile, place)
    book = openpyxl.load_workbook(io.BytesIO(proposals.finding_book(imported, Words("de"))))
    assert book.sheetnames == ["Liste", "Befunde"]
    rows = list(book["Liste"].values)
    assert rows[0][:4] == ("Zeile", "Projekt", "Mitglieder", "Thema")
    assert len(rows) == len(ROWS)


def test_every_step_has_a_name():
    assert import_draft.STEPS == ("file", "columns", "names", "preview")


def test_names_with_a_single_candidate_are_accepted_together():
    rows = [("Verbund", "Gemeinde"), *(("A", name) for name in ("Poing", "Grebensteinx", "Volkmarsenx", "Emmering"))]
    test = matched(workbook(rows))
    assert "2 offene Namen haben einen einzigen Kandidaten" in " ".join(part.label for part in test.expander)
    calm(pressed(test, "Alle diese annehmen"))
    draft = test.session_state["_geo_koop_import"]
    assert draft.decisions["name"].tolist() == ["Grebensteinx", "Volkmarsenx"]
    assert {"06633010", "06635020"} <= set(draft.imported.members["key"])
    assert "1 von 4 Namen sind offen" in texts(test)


def test_a_name_that_is_contradicted_or_found_elsewhere_is_not_accepted_with_others():
    cases = pd.DataFrame(
        [
            ("a", "ambiguous", ("1",), "similar"),
            ("b", "ambiguous", ("1",), "context_contradicts"),
            ("c", "ambiguous", ("1", "2"), "namesakes"),
            ("d", "ambiguous", ("1",), "similar"),
            ("d", "context", ("2",), "district_or_state"),
            ("e", "not_found", ("1",), "near_names"),
        ],
        columns=["name", "kind", "candidates", "rule"],
    )
    assert proposals.single_candidates(cases).to_numpy().tolist() == [["a", "1", "similar"]]
    assert proposals.short("x" * 200).endswith("x…")


def test_many_rows_are_corrected_in_parts(monkeypatch):
    monkeypatch.setattr("geo_koop.app.lists.preview_step._EDITED", 4)
    test = calm(pressed(matched(), "Zur Vorschau"))
    assert "4 von 7 Zeilen werden gezeigt" in " ".join(part.value for part in test.caption)
    find = next(part for part in test.text_input if part.label == "Nur Kooperationen, deren Name enthält")
    calm(find.set_value("ostp").run())
    assert "3 von 7 Zeilen werden gezeigt" in " ".join(part.value for part in test.caption)
    assert len(test.session_state["_geo_koop_import"].corrected["members"]) == 7


def test_corrected_rows_go_back_among_the_others():
    every = pd.DataFrame({"id": ["a", "b", "c"], "key": ["1", "2", "3"]})
    edited = pd.DataFrame({"id": ["b", "b"], "key": ["9", " 8 "], "municipality": ["x", None]})
    made = proposals.put_back(every, every.iloc[[1]], edited)
    assert made.to_numpy().tolist() == [["a", "1"], ["c", "3"], ["b", "9"], ["b", "8"]]


def test_what_was_not_shown_stays_with_its_row():
    every = pd.DataFrame({"id": ["a", "b", "c"], "key": ["1", "2", "3"], "to": ["", "2019", ""]})
    edited = pd.DataFrame({"id": ["b", "c", "d"], "key": ["9", None, "4"]}, index=[1, 2, 3])
    made = proposals.put_back(every, every.iloc[[1, 2]], edited)
    assert made.to_numpy().tolist() == [["a", "1", ""], ["b", "9", "2019"], ["c", "", ""], ["d", "4", ""]]


def test_changes_are_compared_anew_only_where_something_changed(monkeypatch):
    compared = []
    compare = review.compare
    monkeypatch.setattr(review, "compare", lambda *given: compared.append(given) or compare(*given))
    test = calm(pressed(matched(), "Zur Vorschau"))
    assert len(compared) == 1
    test = calm(test.run())
    radio(test, "Was dann gezeigt wird").set_value("alone").run()
    assert len(compared) == 1
    draft = test.session_state["_geo_koop_import"]
    content = draft.content | {"members": draft.content["members"].iloc[1:]}
    draft.content = content
    calm(test.run())
    assert len(compared) == 2


def test_topics_that_nobody_knows_are_named_before_they_are_used():
    table = pd.DataFrame({"topics": ["Abwasser; Zauberei", "waste_water", ""]})
    assert proposals.unknown_topics(table) == ["Zauberei"]


def test_districts_are_named_and_a_map_shows_the_surroundings():
    areas = pd.DataFrame(
        {
            "name": ["Haar", "Poing", "Zorneding"],
            "district": ["1", "2", "2"],
            "district_name": ["München", "EBE", "EBE"],
        },
        index=["11", "21", "22"],
    )
    assert proposals.place_names(areas) == {
        "1": "München",
        "2": "EBE",
        "11": "Haar",
        "21": "Poing",
        "22": "Zorneding",
    }
    assert proposals.around(["21"], areas) == ["21", "22"]
    assert proposals.members_of("2", areas) == ["21", "22"]
