"""Commuting zones and links."""

import pytest

from geo_koop.errors import InputError
from geo_koop.intake.areas import zones


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a table."""

    def _write(text):
        path = tmp_path / "pendler.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def test_zones(write):
    loaded = zones.load_zones(write("AGS;Kern;Regel\n9184119;09162000;FUA\n09184130;9162000;fua\n"))
    assert loaded.value[["key", "core_key", "rule"]].to_numpy().tolist() == [
        ["09184119", "09162000", "fua"],
        ["09184130", "09162000", "fua"],
    ]
    assert loaded.findings["code"].tolist() == ["key_zero_restored"] * 2


def test_two_rules_are_never_mixed(write):
    loaded = zones.load_zones(write("key;core_key;rule\n09184119;09162000;fua\n09184130;09162000;bbsr\n"))
    assert loaded.value.empty
    assert loaded.findings[["code", "value"]].to_numpy().tolist() == [["zone_rules_mixed", "bbsr, fua"]]


def test_spoilt_rows_are_reported(write):
    text = "key;core_key;rule\n09184119;09162000;fua\n09184119;09161000;fua\n09184130;09162000;x\nx;y;fua\n1;2;3;4\n"
    loaded = zones.load_zones(write(text))
    assert loaded.value["key"].tolist() == ["09184119"]
    assert loaded.value["core_key"].tolist() == ["09162000"]
    assert loaded.findings[["code", "row"]].sort_values("row").to_numpy().tolist() == [
        ["key_duplicate", 3],
        ["attribute_invalid", 4],
        ["key_malformed", 5],
        ["row_too_long", 6],
    ]
    assert len(loaded.value) + len(loaded.findings) == loaded.files[0].rows


def test_links(write):
    loaded = zones.load_links(write("von,nach\n09189111,09189120\n"))
    assert loaded.value[["key_a", "key_b", "kind"]].to_numpy().tolist() == [["09189111", "09189120", ""]]
    assert loaded.files[0].role == "links"


def test_keys_of_other_countries(write):
    loaded = zones.load_links(write("key_a;key_b;kind\nGM1;GM2;ferry\n"), national="")
    assert loaded.value["kind"].tolist() == ["ferry"]
    assert loaded.findings.empty


def test_missing_columns(write):
    with pytest.raises(InputError, match="lacks the column rule"):
        zones.load_zones(write("key;core_key\n09184119;09162000\n"))
