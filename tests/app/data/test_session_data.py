"""Projects and uploads of one session: shown, refused, left again, and never shared."""

import ast
import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest

import geo_koop.app
from geo_koop.app.data import sources
from geo_koop.app.data.private_folder import PrivateFolder
from geo_koop.intake.files import cache
from geo_koop.intake.records import project
from tests.app.test_pages import calm, opened, texts
from tests.conftest import grid

COOPERATIONS = "cooperation_id,name,topics,format,stage\nzv,Zweckverband Probe,water,,operating\n"
MEMBERS = "cooperation_id,key\nzv,09101000\nzv,09101001\nzv,falsch\n"
PAGE = "own_data"
USE = "Diese Daten verwenden"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "WORTHWHILE", 0)


def boundaries(table=None, name="Gemeinden.gpkg"):
    """Return a file of nine municipalities as the browser hands it over."""
    table = grid() if table is None else table
    frame = gpd.GeoDataFrame(table.reset_index())
    stream = io.BytesIO()
    frame.to_file(stream, driver="GPKG", layer="gemeinden", engine="pyogrio")
    return name, stream.getvalue(), "application/octet-stream"


def csv(name, text):
    return name, text.encode(), "text/csv"


def records():
    return [csv("cooperations.csv", COOPERATIONS), csv("members.csv", MEMBERS)]


def given(*files, page=PAGE, **parameters):
    """Open the page and hand over files."""
    test = opened(page, **parameters)
    test.file_uploader[0].set_value(list(files)).run()
    return test


def pressed(test, label=USE):
    next(button for button in test.button if button.label == label).click().run()
    return test


def used(*files, **parameters):
    return pressed(calm(given(*files, **parameters)))


def folder_of(test):
    return Path(test.session_state[sources.FOLDER].path)


def make_project(folder, name="Zweckverband Projekt"):
    project.init(folder)
    path = folder / "boundaries" / "grenzen.gpkg"
    path.write_bytes(boundaries()[1])
    (folder / "cooperations" / "cooperations.csv").write_text(COOPERATIONS.replace("Zweckverband Probe", name))
    (folder / "cooperations" / "members.csv").write_text(MEMBERS)
    return folder


def test_uploads_are_shown_on_every_page_and_left_with_one_click():
    test = calm(used(boundaries(), *records()))
    assert "Niemand sonst sieht sie" in texts(test)
    assert "Fehler: 1" in texts(test)
    test.switch_page("geo_koop/app/pages/map.py").run()
    assert "von 9 Gemeinden" in texts(calm(test))
    test.switch_page("geo_koop/app/pages/data.py").run()
    assert "siehe Angaben der Quelle" in texts(calm(test))
    assert "geo_koop-Projekt" not in texts(test)
    test.switch_page("geo_koop/app/pages/own_data.py").run()
    folder = folder_of(test)
    assert folder.is_dir()
    pressed(test, "Zurück zu den Daten des Servers")
    assert not folder.exists()
    test.switch_page("geo_koop/app/pages/map.py").run()
    assert "323 von 323 Gemeinden" in texts(calm(test))


def test_boundaries_alone_are_shown_with_the_records_of_the_program():
    test = calm(used(boundaries()))
    test.switch_page("geo_koop/app/pages/map.py").run()
    assert "von 9 Gemeinden" in texts(calm(test))
    test.switch_page("geo_koop/app/pages/data.py").run()
    assert "geo_koop-Projekt" in texts(calm(test))


def test_what_was_chosen_in_other_data_is_forgotten():
    test = opened("own_data", topic="water", region="muenchen_14", municipality="09184119", lang="de", show="pattern")
    test.file_uploader[0].set_value([boundaries(), *records()]).run()
    calm(pressed(calm(test)))
    assert "region" not in test.query_params
    assert "municipality" not in test.query_params
    assert test.query_params["show"] == "pattern"


def test_another_session_sees_nothing_of_it():
    calm(used(boundaries(), *records()))
    assert "323 von 323 Gemeinden" in texts(calm(opened()))


def test_nothing_of_it_is_kept_in_the_cache_folder(tmp_path):
    test = calm(used(boundaries(), *records()))
    test.switch_page("geo_koop/app/pages/map.py").run()
    calm(test)
    kept = {path for path in (tmp_path / "cache").rglob("*") if path.is_file()}
    assert not {path for path in kept if "geometry" in path.name and path.stat().st_size < 20_000}
    assert not [f for f in kept if f.suffix == ".parquet" and len(gpd.pd.read_parquet(f)) == 9]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a.gpkg", b"no database", "x")], "keine Grenzdatei einer bekannten Art"),
        ([("a.gpkg", b"", "x")], "ist leer"),
        ([("a.zip", b"PK\x03\x04broken", "x")], "beschädigt"),
        ([csv("cooperations.csv", "")], "ist leer"),
    ],
)
def test_bad_files_are_refused_with_a_clear_message(files, said):
    test = given(*files)
    assert not test.exception
    assert [said in error.value for error in test.error] == [True]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([csv("members.csv", MEMBERS)], "Tabelle der Kooperationen fehlt"),
        ([csv("cooperations.csv", "a,b\n1,2\n"), csv("members.csv", MEMBERS)], "cooperation"),
        ([boundaries(grid().drop(columns=["name"]))], "Spalten"),
    ],
)
def test_data_that_cannot_be_used_change_nothing(files, said):
    test = pressed(given(*files))
    assert not test.exception
    assert [said in error.value for error in test.error] == [True]
    test.switch_page("geo_koop/app/pages/map.py").run()
    assert "323 von 323 Gemeinden" in texts(calm(test))


def test_columns_can_be_chosen_by_hand():
    table = grid()[["name", "geometry"]].rename(columns={"name": "Ort"}).rename_axis("Nummer")
    test = given(boundaries(table), *records())
    test.selectbox(key="own_profile_Gemeinden.gpkg").set_value("by_hand").run()
    test.selectbox(key="own_column_key").set_value("Nummer")
    test.selectbox(key="own_column_name").set_value("Ort").run()
    calm(pressed(test))
    test.switch_page("geo_koop/app/pages/map.py").run()
    assert "von 9 Gemeinden" in texts(calm(test))


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "1")
    test = given(csv("cooperations.csv", COOPERATIONS + "x" * 1_000_000))
    assert ["erlaubt sind 1 MB" in error.value.replace("\\", "") for error in test.error] == [True]


def test_the_operator_may_switch_uploads_off(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "0")
    test = calm(opened(PAGE))
    assert not test.file_uploader
    assert "abgeschaltet" in texts(test)


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "1")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"0" * 30_000_000)
    test = given(("a.zip", stream.getvalue(), "application/zip"))
    assert ["zu viel" in error.value for error in test.error] == [True]


def test_a_project_is_opened_stands_in_the_address_and_is_shared(tmp_path, monkeypatch):
    make_project(tmp_path / "projects" / "Köln & Umland")
    monkeypatch.setenv("GEO_KOOP_PROJECTS", str(tmp_path / "projects"))
    test = opened(PAGE)
    test.selectbox(key="own_project").set_value("Köln & Umland").run()
    calm(pressed(test, "Öffnen"))
    assert test.query_params["project"] == "Köln & Umland"
    assert "von 9 Gemeinden" in texts(calm(opened(project="Köln & Umland")))
    pressed(test, "Zurück zu den Daten des Servers")
    assert "project" not in calm(test).query_params


@pytest.mark.parametrize("name", ["../secret", "/etc", "..", "", "link", "broken"])
def test_no_address_leads_to_another_folder(tmp_path, monkeypatch, name):
    make_project(tmp_path / "secret")
    (tmp_path / "projects" / "broken").mkdir(parents=True)
    (tmp_path / "projects" / "link").symlink_to(tmp_path / "secret")
    monkeypatch.setenv("GEO_KOOP_PROJECTS", str(tmp_path / "projects"))
    test = calm(opened(project=name))
    assert "323 von 323 Gemeinden" in texts(test)
    assert "unbekannt" in texts(test)


def test_the_folder_goes_when_the_browser_does_not_come_back():
    folder = PrivateFolder()
    assert folder.path.stat().st_mode & 0o077 == 0
    folder.leave(60)
    folder.stay()
    assert folder.path.is_dir()
    folder.leave(0)
    folder._timer.join()
    assert not folder.path.exists()


def test_the_folder_goes_with_its_last_reference():
    path = (folder := PrivateFolder()).path
    del folder
    assert not path.exists()


def test_every_cache_of_the_app_keeps_sessions_apart():
    """Whatever is cached goes through ``cache.kept``, which knows private data."""
    allowed = {"cache.py", "sources.py"}
    found = [
        f"{path.name}:{node.lineno}"
        for path in Path(geo_koop.app.__file__).parent.rglob("*.py")
        if path.name not in allowed
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("cache_data", "cache_resource")
        and not _without_arguments(path, node)
    ]
    assert found == []


def _without_arguments(path, node):
    """Tell whether a cached function takes nothing, so that it holds nothing of anybody's data."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
    return any(
        not f.args.args and any(node.lineno in range(d.lineno, d.end_lineno + 1) for d in f.decorator_list)
        for f in functions
    )


def test_a_file_without_coordinate_system_is_read_as_the_user_says():
    bare = grid().set_crs(None, allow_override=True)
    bare.geometry = bare.translate(-1_000_000)
    test = pressed(given(boundaries(bare)))
    assert "Koordinatensystem" in test.error[0].value
    test.text_input(key="own_crs_Gemeinden.gpkg").set_value(" EPSG:25832 ")
    test.selectbox(key="own_country_Gemeinden.gpkg").set_value("other").run()
    calm(pressed(test))
    test.switch_page("geo_koop/app/pages/map.py").run()
    assert "von 9 Gemeinden" in texts(calm(test))
