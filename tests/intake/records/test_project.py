"""Project folders: made empty, filled by people, read by every command."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from geo_koop import codelists
from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import embedded
from geo_koop.intake.records import cooperations, project
from geo_koop.model import AnalysisRequest, Settings


@pytest.fixture
def folder(tmp_path):
    """Return a project folder with an umlaut, as ``init`` makes it."""
    made = tmp_path / "Projekt Süd"
    project.init(made)
    return made


@pytest.fixture
def filled(folder, areas):
    """Return a project with boundaries and one cooperation."""
    areas.to_file(folder / "boundaries" / "grenzen.gpkg")
    with (folder / "cooperations" / "cooperations.csv").open("a") as file:
        file.write("wasser;Wasserverband;water;Zweckverband;operating;1982;;;\n")
    with (folder / "cooperations" / "members.csv").open("a") as file:
        file.write("wasser;09101000;;;;;;;\nwasser;09101001;;;;;;;\n")
    return folder


def test_init_makes_tables_with_headers_and_explanations(tmp_path):
    made = project.init(tmp_path / "neu")
    names = {path.relative_to(tmp_path / "neu").as_posix() for path in made}
    assert names == {
        "LIESMICH.md",
        "settings.yaml",
        "decisions.csv",
        "cooperations/LIESMICH.md",
        *(f"cooperations/{name}.csv" for name in cooperations.ALIASES),
    }
    assert (tmp_path / "neu" / "boundaries").is_dir()
    explained = (tmp_path / "neu" / "cooperations" / "LIESMICH.md").read_text(encoding="utf-8")
    for name, columns in cooperations.ALIASES.items():
        path = tmp_path / "neu" / "cooperations" / f"{name}.csv"
        with path.open(encoding="utf-8-sig") as file:
            assert next(csv.reader(file, delimiter=";")) == list(columns)
        assert all(f"`{column}`" in explained for column in columns)
    for name in ("topics", "formats", "stages", "roles", "actors", "grades"):
        assert all(f"`{code}`" in explained for code in codelists.load(name).codes)


def test_commented_settings_are_the_usual_ones_when_switched_on(filled):
    path = filled / "settings.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if "thresholds:" in line)
    path.write_text("\n".join(line.removeprefix("# ").removeprefix("#") for line in lines[start:]), encoding="utf-8")
    assert "core_population: 50000" in path.read_text(encoding="utf-8")
    assert project.resolve(AnalysisRequest(project=filled)).settings == Settings()


def test_init_does_not_replace_work(folder):
    table = folder / "cooperations" / "members.csv"
    table.write_text("meine Arbeit")
    with pytest.raises(OutputError, match=r"already holds .*cooperations/members\.csv"):
        project.init(folder)
    assert table.read_text() == "meine Arbeit"
    (folder / "notizen.txt").write_text("bleibt")
    project.init(folder, overwrite=True)
    assert table.read_text(encoding="utf-8-sig").startswith("cooperation_id;key")
    assert (folder / "notizen.txt").exists()


def test_init_on_a_file(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        project.init(tmp_path / "x")


def test_without_project_the_embedded_data(tmp_path):
    request = project.resolve(AnalysisRequest())
    assert request.boundaries == embedded.boundaries()
    assert request.scopes == embedded.folder() / "cooperations" / "scopes.csv"
    own = project.resolve(AnalysisRequest(cooperations=tmp_path / "k.csv", members=tmp_path / "m.csv"))
    assert own.members == tmp_path / "m.csv"
    assert own.scopes is None


def test_empty_project_is_one_clear_message(folder, areas):
    with pytest.raises(InputError, match="not filled in yet: it lacks boundaries, cooperations") as caught:
        project.resolve(AnalysisRequest(project=folder))
    assert "cooperations.csv" in caught.value.remedy
    areas.to_file(folder / "boundaries" / "a.gpkg")
    with pytest.raises(InputError, match=r"it lacks cooperations\."):
        project.resolve(AnalysisRequest(project=folder))


def test_filled_project(filled):
    request = project.resolve(AnalysisRequest(project=filled, as_of=date(2020, 1, 1)))
    assert request.boundaries == filled / "boundaries" / "grenzen.gpkg"
    assert request.members == filled / "cooperations" / "members.csv"
    assert request.scopes is None
    assert request.attributes is None
    assert request.as_of == date(2020, 1, 1)
    names = ("cooperations", "members", "actors", "sources", "scopes")
    loaded = cooperations.load(**{name: getattr(request, name) for name in names})
    assert loaded.value.cooperations.loc["wasser", "format"] == "special_purpose_association"
    assert len(loaded.value.members) == 2


def test_extra_tables_and_settings(filled):
    (filled / "attributes.csv").write_text("key;population\n")
    (filled / "pendler.csv").write_text("key;core_key;rule\n")
    (filled / "spalten.yaml").write_text("members: {key: AGS}\n")
    (filled / "settings.yaml").write_text(
        "zones: pendler.csv\nrecord_profile: spalten.yaml\nboundary_profile: vg250\nlayer: a\n"
        "thresholds: {base: fr, near_share: 0.5}\n"
    )
    request = project.resolve(AnalysisRequest(project=filled, layer="b"))
    assert request.attributes == filled / "attributes.csv"
    assert request.zones == filled / "pendler.csv"
    assert request.record_profile == str(filled / "spalten.yaml")
    assert request.boundary_profile == "vg250"
    assert request.layer == "b"
    assert request.settings == Settings(core_population=15_000, near_share=0.5)
    own = project.resolve(AnalysisRequest(project=filled, settings=Settings(near_share=0.7)))
    assert own.settings == Settings(near_share=0.7)
    usual = project.resolve(AnalysisRequest(project=filled, settings=Settings()))
    assert usual.settings == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("boundries: a", "unknown entries boundries"),
        ("thresholds: {near_shar: 1}", "near_shar"),
        ("thresholds: fr", "not a list of settings"),
        ("- a", "not a list of entries"),
        ("a: [", "not valid YAML"),
        ("boundaries: fehlt.gpkg", "does not exist"),
    ],
)
def test_spoilt_settings(filled, text, message):
    (filled / "settings.yaml").write_text(text)
    with pytest.raises((UsageError, InputError), match=message):
        project.resolve(AnalysisRequest(project=filled))


def test_several_boundary_files(filled, areas):
    areas.to_file(filled / "boundaries" / "zweite.geojson")
    with pytest.raises(InputError, match=r"several boundary files: grenzen\.gpkg, zweite\.geojson"):
        project.resolve(AnalysisRequest(project=filled))
    (filled / "settings.yaml").write_text("boundaries: zweite.geojson\n")
    assert project.resolve(AnalysisRequest(project=filled)).boundaries == filled / "boundaries" / "zweite.geojson"


def test_shapefiles_of_one_product(filled, vg250):
    (filled / "boundaries" / "grenzen.gpkg").unlink()
    for layer in ("VG250_GEM", "VG250_KRS"):
        vg250.to_file(filled / "boundaries" / f"{layer}.shp")
    request = project.resolve(AnalysisRequest(project=filled))
    assert len(boundaries.load(request.boundaries).value.areas) == 16


def test_workbook_in_place_of_tables(filled):
    book = openpyxl.Workbook()
    book.active.title = "Kooperationen"
    book.active.append(["cooperation_id", "name"])
    book.active.append(["a", "A"])
    book.save(filled / "cooperations" / "cooperations.xlsx")
    with pytest.raises(InputError, match="both"):
        project.resolve(AnalysisRequest(project=filled))
    (filled / "cooperations" / "cooperations.csv").unlink()
    (filled / "cooperations" / "members.csv").unlink()
    request = project.resolve(AnalysisRequest(project=filled))
    assert request.cooperations == filled / "cooperations" / "cooperations.xlsx"
    assert request.members is None


def test_no_such_project():
    with pytest.raises(UsageError, match=r"does not exist.*\n.*geo-koop init"):
        project.resolve(AnalysisRequest(project=Path("gibt-es-nicht")))


def test_templates_are_german_text(folder):
    for name in ("LIESMICH.md", "cooperations/LIESMICH.md", "settings.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        assert set(text) & set("äöüß")
        assert "{" not in text


def test_changes_and_the_date_of_the_records(filled):
    assert project.resolve(AnalysisRequest(project=filled)).changes == embedded.changes()
    (filled / "changes.csv").write_text("old_key,new_key\n")
    (filled / "settings.yaml").write_text("records_as_of: 2014-01-01\n")
    request = project.resolve(AnalysisRequest(project=filled))
    assert request.changes == filled / "changes.csv"
    assert request.records_as_of == date(2014, 1, 1)
    (filled / "settings.yaml").write_text("records_as_of: bald\n")
    with pytest.raises(UsageError, match=r"records_as_of is bald"):
        project.resolve(AnalysisRequest(project=filled))


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ("boundaries", "../../geheim.gpkg"),
        ("boundaries", "/etc/hostname"),
        ("attributes", "../geheim.csv"),
        ("zones", "/etc/passwd"),
        ("changes", "a/../../geheim.csv"),
        ("record_profile", "../geheim.yaml"),
        ("boundary_profile", "/etc/hosts"),
    ],
)
def test_settings_of_a_project_name_files_inside_it_alone(tmp_path, entry, named):
    folder = tmp_path / "projekt"
    project.init(folder)
    (folder / "settings.yaml").write_text(f"{entry}: {named}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="outside of the project folder"):
        project.resolve(AnalysisRequest(project=folder))


@pytest.mark.parametrize("name", ["boundaries/grenzen.gpkg", "cooperations/cooperations.csv", "attributes.csv"])
def test_links_that_lead_out_of_a_project_are_refused(tmp_path, name):
    folder = tmp_path / "projekt"
    project.init(folder)
    secret = tmp_path / "geheim"
    secret.write_text("geheim")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(secret)
    with pytest.raises(UsageError, match="leads out of the project folder"):
        project.resolve(AnalysisRequest(project=folder))


def test_a_link_to_itself_is_refused(folder):
    (folder / "settings.yaml").unlink()
    (folder / "settings.yaml").symlink_to("settings.yaml")
    with pytest.raises(UsageError, match="is a link that leads out"):
        project.resolve(AnalysisRequest(project=folder))


def test_settings_name_the_country_and_the_coordinate_system_of_the_boundaries(tmp_path):
    folder = tmp_path / "p"
    project.init(folder)
    (folder / "boundaries" / "a.gpkg").touch()
    (folder / "settings.yaml").write_text("country: fr\nboundaries_crs: EPSG:2154\nlayer: communes\n", encoding="utf-8")
    source = project.boundary_source(folder)
    assert source["path"] == folder / "boundaries" / "a.gpkg"
    assert [source[name] for name in ("layer", "profile", "country", "crs")] == ["communes", None, "fr", "EPSG:2154"]
    records = folder / "cooperations" / "cooperations.csv"
    asked = AnalysisRequest(project=folder, cooperations=records, country="it")
    resolved = project.resolve(asked)
    assert (resolved.country, resolved.boundaries_crs, resolved.layer) == ("it", "EPSG:2154", "communes")
