"""Names of municipal associations are found as lists write them, and stand for the association."""

from functools import cache

import pandas as pd
import pytest

from geo_koop import workspace
from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names import matching
from geo_koop.intake.names.reference import Reference
from geo_koop.model import AnalysisRequest

_AREAS = """
09175115;Baiern;09175;Landkreis Ebersberg;09;Bayern;091755101;Verwaltungsgemeinschaft Glonn
09175121;Glonn;09175;Landkreis Ebersberg;09;Bayern;091755101;Verwaltungsgemeinschaft Glonn
07335001;Landstuhl;07335;Kaiserslautern;07;Rheinland-Pfalz;073355003;Verbandsgemeinde Landstuhl
01058152;Sehestedt;01058;Rendsburg;01;Schleswig-Holstein;010585890;Amt Hüttener Berge
03351001;Lachendorf;03351;Celle;03;Niedersachsen;033515403;Samtgemeinde Lachendorf
16070028;Amt Wachsenburg;16070;Ilm-Kreis;16;Thüringen;;
16063001;Geisa;16063;Wartburgkreis;16;Thüringen;160635051;Erfüllende Gemeinde Geisa
07143001;Höhn;07143;Westerwaldkreis;07;Rheinland-Pfalz;071435001;Verbandsgemeinde Au
09184001;Au;09184;Landkreis München;09;Bayern;091845001;Verwaltungsgemeinschaft Au
"""


def _areas() -> pd.DataFrame:
    rows = [line.split(";") for line in _AREAS.strip().splitlines()]
    columns = ["key", "name", "district", "district_name", "state", "state_name", "association", "association_name"]
    return pd.DataFrame(rows, columns=columns, dtype="str").set_index("key").assign(designation="Gemeinde")


def found(*names: str, **context: str) -> pd.DataFrame:
    beside = pd.DataFrame({name: [value] * len(names) for name, value in context.items()}) if context else None
    return matching.match_names(pd.Series(list(names), dtype="str"), _areas(), rules="de", context=beside)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("VG Glonn", "091755101"),
        ("VGem Glonn", "091755101"),
        ("VGem. Glonn", "091755101"),
        ("Verwaltungsgemeinschaft Glonn", "091755101"),
        ("VG Landstuhl", "073355003"),
        ("Verbandsgemeinde Landstuhl", "073355003"),
        ("Amt Hüttener Berge", "010585890"),
        ("Amt Huettener Berge", "010585890"),
        ("Samtgemeinde Lachendorf", "033515403"),
        ("SG Lachendorf", "033515403"),
        ("erfüllende Gemeinde Geisa", "160635051"),
    ],
)
def test_as_lists_write_them(written, key):
    row = found(written).iloc[0]
    assert (row["key"], row["level"], row["rule"]) == (key, "association", "association")


@pytest.mark.parametrize(("written", "key"), [("Glonn", "09175121"), ("Amt Wachsenburg", "16070028")])
def test_municipalities_stay_municipalities(written, key):
    row = found(written).iloc[0]
    assert (row["key"], row["level"]) == (key, "municipality")


@pytest.mark.parametrize("written", ["VG Nirgendwo", "Amt Glonn", "Samtgemeinde Landstuhl"])
def test_an_unknown_association_gets_no_key(written):
    row = found(written).iloc[0]
    assert (row["key"], row["level"]) == ("", "association")


def test_two_of_one_name_stay_open_unless_the_context_tells():
    row = found("VG Au").iloc[0]
    assert row["key"] == ""
    assert set(row["candidates"]) == {"071435001", "091845001"}
    assert found("VG Au", state="Bayern").iloc[0]["key"] == "091845001"
    assert found("VGem Au").iloc[0]["key"] == "091845001"


def test_a_list_gives_the_associations_key(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Verband;Mitglied\nZV;VG Glonn\nZV;Sehestedt\nZV;VG Au\nZV;Amt Nirgendwo\n", encoding="utf-8")
    profile = ImportProfile(shape="long", columns={"cooperation": "Verband", "member": "Mitglied"})
    made = importing.read(path, profile, Reference(areas=_areas()))
    assert made.members["key"].tolist() == ["091755101", "01058152"]
    reports = made.findings.set_index("value")["code"].to_dict()
    assert reports["VG Au"] == "name_open"
    assert reports["Amt Nirgendwo"] == "name_actor"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("VG Glonn, Sehestedt und Amt Hüttener Berge", ["091755101", "01058152", "010585890"]),
        ("Landstuhl; VG Landstuhl", ["07335001", "073355003"]),
        ("Geisa, erfüllende Gemeinde Geisa", ["16063001", "160635051"]),
        ("Amt Hüttener Berge (bis 2019) / VGem Au", ["010585890", "091845001"]),
        ("Verwaltungsgemeinschaften Glonn und Au", ["091755101", "091845001"]),
        ("Amt Wachsenburg, Glonn", ["16070028", "09175121"]),
    ],
)
def test_in_cells_of_lists(tmp_path, cell, expected):
    path = tmp_path / "liste.csv"
    path.write_text(f'Verband;Mitglieder\nZV;"{cell}"\n', encoding="utf-8")
    profile = ImportProfile(shape="cell", columns={"cooperation": "Verband", "member": "Mitglieder"})
    made = importing.read(path, profile, Reference(areas=_areas()))
    assert made.members["key"].tolist() == expected
    assert made.actors.empty


@cache
def _country(shared) -> Reference:
    return workspace.reference(AnalysisRequest(boundaries=shared / "vg5000_2021" / "VG5000_GEM.shp"))


def test_every_association_of_the_country_is_found_by_its_name(shared):
    reference = _country(shared)
    areas = reference.areas[reference.areas["association"] != ""].drop_duplicates("association")
    names, gazetteer = areas["association_name"], reference.gazetteer()
    alone = matching.match_names(names, reference.areas, gazetteer=gazetteer)
    assert (alone["key"] != "").sum() >= 1_200
    known = alone["key"] != ""
    assert alone["key"][known].tolist() == areas["association"][known].tolist()
    # The others have namesakes, between which the district decides.
    assert (alone["candidates"][~known].str.len() > 1).all()
    beside = matching.match_names(names, reference.areas, gazetteer=gazetteer, context=areas[["district"]])
    assert beside["key"].tolist() == areas["association"].tolist()


@pytest.mark.parametrize(
    ("cell", "keys", "open_"),
    [
        ("VG Ershausen/Geismar, Samtgemeinden Hattorf und Gieboldehausen", ["160615014", "031595403", "031595402"], ()),
        ("Verwaltungsgemeinschaften Ershausen/Geismar und Uder", ["160615014", "160615012"], ()),
        # An association with all its municipalities, and with some of them: the association, or only these?
        ("VG Glonn (Baiern, Bruck, Egmating, Glonn, Moosach, Oberpframmern)", ["091755114"], ()),
        ("VG Glonn (Baiern, Bruck)", [], ("VG Glonn", "Baiern", "Bruck")),
        # Two begin with this word.
        ("Amt Neustadt", [], ("Amt Neustadt",)),
    ],
)
def test_names_of_associations_with_slashes_and_without_additions(shared, tmp_path, cell, keys, open_):
    path = tmp_path / "liste.csv"
    path.write_text(f'Verband;Mitglieder\nZV;"{cell}"\n', encoding="utf-8")
    profile = ImportProfile(shape="cell", columns={"cooperation": "Verband", "member": "Mitglieder"})
    made = importing.read(path, profile, _country(shared))
    assert [key for key in made.members["key"] if len(key) == 9] == keys
    reports = made.findings["code"].isin(["either_reading", "name_open"])
    assert tuple(made.findings["value"][reports]) == open_
