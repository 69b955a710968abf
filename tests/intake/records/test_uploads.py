"""Uploaded files: names made safe, contents checked before anything opens them."""

import io
import zipfile
from pathlib import Path

import pytest

from geo_koop import GeoKoopError, analyse, workspace
from geo_koop.intake.records import uploads
from geo_koop.intake.records.uploads import Upload
from tests.conftest import grid

LIMIT = 1_000_000
COOPERATIONS = "cooperation_id,name,topics,format\nzv,Zweckverband Wasser,water,\n"
MEMBERS = "cooperation_id,key\nzv,09101000\nzv,09101001\n"
VIRTUAL = (
    b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
    b"</OGRVRTDataSource>"
)


def packed(**contents):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def boundary_file(folder, ending=".gpkg"):
    path = folder / f"source{ending}"
    table = grid().reset_index()[["key", "name", "district_name", "state_name", "population", "geometry"]]
    if ending == ".parquet":
        table.to_parquet(path)
    elif ending == ".zip":
        (folder / "shape").mkdir()
        table.rename(columns=lambda c: c[:10]).to_file(folder / "shape" / "Gemeinden.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in (folder / "shape").iterdir():
                archive.write(part, part.name)
    else:
        (table.to_crs(4326) if ending == ".geojson" else table).to_file(path, engine="pyogrio")
    return path


def refused(upload, folder, limit=LIMIT):
    """Return why a file is not taken, or not used after a look at it."""
    with pytest.raises(GeoKoopError) as caught:
        uploads.look(uploads.store(upload, folder, limit=limit))
    return str(caught.value)


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".fgb", ".parquet", ".zip"])
def test_every_kind_of_boundaries_can_be_analysed(tmp_path, ending):
    source = boundary_file(tmp_path, ending)
    folder = tmp_path / "own"
    folder.mkdir()
    paths = [
        uploads.store(Upload(name, content), folder, limit=LIMIT)
        for name, content in (
            (f"Grenzen Köln{ending}", source.read_bytes()),
            ("Kooperationen 2026.csv", COOPERATIONS.encode()),
            ("Mitglieder.csv", MEMBERS.encode()),
        )
    ]
    roles = {path: uploads.role_of(path) for path in paths}
    request = uploads.request(roles, boundary_profile="key=key,name=name,population=population")
    assert len(analyse(request).municipalities) == 9
    assert list(analyse(request).cooperations["pattern"]) == ["neighbourhood"]


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.json", "a.fgb", "a.parquet", "a.kml", "a.gml"])
def test_a_virtual_dataset_under_another_name_is_refused(tmp_path, name):
    assert "refers to other sources" in refused(Upload(name, VIRTUAL), tmp_path)


@pytest.mark.parametrize("inside", ["a__gpkg", "deep/a__geojson"])
def test_a_virtual_dataset_inside_an_archive_is_refused(tmp_path, inside):
    assert "refers to other sources" in refused(Upload("a.zip", packed(**{inside: VIRTUAL})), tmp_path)


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (Upload("a.gpkg", b""), "is empty"),
        (Upload("a.exe", b"MZ"), "unknown kind"),
        (Upload("gpkg", b"x"), "unknown kind"),
        (Upload("a.csv", b"x" * (LIMIT + 1)), "has 2 MB; 1 MB are allowed"),
        (Upload("a.zip", b"PK\x03\x04 and no more"), "damaged"),
        (Upload("a.zip", packed(a__txt=b"0" * 20_000_000)), "that is too much"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, upload, said):
    assert said in refused(upload, tmp_path)


def test_names_lead_nowhere_else(tmp_path):
    first = uploads.store(Upload("../../Grenzen.csv", b"a"), tmp_path, limit=LIMIT)
    second = uploads.store(Upload("C:\\x\\Grenzen.csv", b"b"), tmp_path, limit=LIMIT)
    assert [first, second] == [tmp_path / "Grenzen.csv", tmp_path / "Grenzen-2.csv"]
    assert len(uploads.safe_name("x" * 5_000 + ".csv")) <= 125


@pytest.mark.parametrize(
    ("name", "content", "role"),
    [
        ("cooperations.csv", "x\n", "cooperations"),
        ("Mitglieder_neu.csv", "x\n", "members"),
        ("Tabelle1.csv", "scope_id,area,grade\n1,*,survey\n", "scopes"),
        ("Tabelle2.csv", "a,b\n1,2\n", None),
    ],
)
def test_the_table_is_told_by_name_or_columns(tmp_path, name, content, role):
    path = tmp_path / name
    path.write_text(content)
    assert uploads.role_of(path) == role


def test_contradictions_are_refused(tmp_path):
    one, two = tmp_path / "a.csv", tmp_path / "b.csv"
    with pytest.raises(GeoKoopError, match="same table"):
        uploads.request({one: "members", two: "members"})
    with pytest.raises(GeoKoopError, match="no table of cooperations"):
        uploads.request({one: "members"})
    with pytest.raises(GeoKoopError, match="No file"):
        uploads.request({})


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("cooperation_id;name;topics;format;stage", "cooperations"),
        ("cooperation_id;key;name", "members"),
        ("cooperation_id;url;date", "sources"),
        ("cooperation_id;name", None),
        ("a;b", None),
    ],
)
def test_columns_tell_a_table_or_it_is_asked_for(tmp_path, header, role):
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    assert uploads.role_of(path) == role


def test_a_file_of_which_nobody_said_what_it_is_is_not_left_out(tmp_path):
    boundaries, table = tmp_path / "b.gpkg", tmp_path / "x.csv"
    with pytest.raises(GeoKoopError, match=r"It is not said what x\.csv is"):
        uploads.request({boundaries: "boundaries", table: None})
    with pytest.raises(GeoKoopError, match="No file was chosen"):
        uploads.request({})


def test_own_boundaries_and_tables_show_own_cooperations_alone():
    """Shared case: a kind that was not recognised once dropped the tables, and others were shown as own."""
    folder = Path(__file__).parents[4] / "shared" / "cases" / "public_reports" / "E02"
    if not folder.is_dir():
        pytest.skip(f"the shared cases are not here: {folder}")
    roles = {path: uploads.look(path).role for path in sorted(folder.iterdir())}
    assert {path.name: role for path, role in roles.items()} == {
        "coop.csv": "cooperations",
        "mem.csv": "members",
        "qgis_styles_vg.gpkg": "boundaries",
    }
    inputs = workspace.load(uploads.request(roles), keep=False)
    assert inputs.records.cooperations.index.tolist() == ["a"]
    for table in ("coop.csv", "mem.csv"):
        with pytest.raises(GeoKoopError, match=table):
            uploads.request({**roles, folder / table: None})
