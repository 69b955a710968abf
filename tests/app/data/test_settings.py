"""Which data the app shows."""

from datetime import date
from pathlib import Path

import pytest

from geo_koop import AnalysisRequest, GeoKoopError
from geo_koop.app.data.settings import UPLOAD_MB, fingerprint, projects, request_from, upload_limit


def test_without_variables_the_embedded_data_are_shown():
    assert request_from({"PATH": "/usr/bin", "GEO_KOOP_PROJECT": " "}) == AnalysisRequest()


def test_each_variable_becomes_a_field():
    names = ("project", "boundaries", "attributes", "zones", "links", "cooperations", "members", "actors")
    names += ("sources", "scopes", "changes")
    given = {f"GEO_KOOP_{name.upper()}": f"/data/{name}.x" for name in names}
    request = request_from(given | {"GEO_KOOP_BOUNDARY_PROFILE": "vg250", "GEO_KOOP_SETTINGS": "fr"})
    assert {name: getattr(request, name) for name in names} == {name: Path(f"/data/{name}.x") for name in names}
    assert request.boundary_profile == "vg250"
    assert request_from({"GEO_KOOP_RECORDS_AS_OF": "2014-01-01"}).records_as_of == date(2014, 1, 1)
    assert request_from({"GEO_KOOP_RECORDS_AS_OF": "31.12.2020"}).records_as_of == date(2020, 12, 31)
    with pytest.raises(GeoKoopError, match="GEO_KOOP_RECORDS_AS_OF is neulich, which is not a date"):
        request_from({"GEO_KOOP_RECORDS_AS_OF": "neulich"})
    assert request.settings.core_population == 15_000


def test_wrong_settings_are_refused():
    with pytest.raises(GeoKoopError):
        request_from({"GEO_KOOP_SETTINGS": "/nowhere/settings.yaml"})


def test_a_changed_file_changes_the_fingerprint(tmp_path):
    table = tmp_path / "cooperations.csv"
    table.write_text("cooperation_id\n")
    request = AnalysisRequest(cooperations=table)
    before = fingerprint(request)
    assert fingerprint(request) == before
    table.write_text("cooperation_id\nx\n")
    assert fingerprint(request) != before


def test_projects_are_the_folders_of_the_configured_one(tmp_path):
    (tmp_path / "Köln").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "link").symlink_to("/etc")
    assert projects({"GEO_KOOP_PROJECTS": str(tmp_path)}) == {"Köln": tmp_path / "Köln"}
    assert projects({}) == projects({"GEO_KOOP_PROJECTS": "/nowhere"}) == {}


def test_the_limit_of_uploads_is_a_number():
    assert upload_limit({}) == 0
    assert upload_limit({}, owner=True) == UPLOAD_MB
    assert upload_limit({"GEO_KOOP_UPLOAD_MB": " 50 "}) == 50
    with pytest.raises(GeoKoopError, match="viel"):
        upload_limit({"GEO_KOOP_UPLOAD_MB": "viel"})


def test_a_changed_companion_changes_the_fingerprint(tmp_path):
    table = tmp_path / "grenzen.shp"
    table.write_bytes(b"")
    folder = tmp_path / "attribute.gdb"
    folder.mkdir()
    request = AnalysisRequest(boundaries=table, cooperations=folder)
    seen = {fingerprint(request)}
    for path in (tmp_path / "grenzen.dbf", tmp_path / "grenzen.yaml", folder / "a00000001.gdbtable"):
        path.write_text("x")
        seen.add(fingerprint(request))
    assert len(seen) == 4
