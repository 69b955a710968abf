"""Number plates: each district has its code, and a code alone decides only where it is one for certain."""

import geopandas as gpd
import pytest

from geo_koop.intake.names import name_rules, number_plates

RULES = name_rules.load("de")


@pytest.mark.parametrize(
    ("code", "districts"),
    [
        ("RV", ("08436",)),
        ("Lkr. BGL", ("09172",)),
        ("H", ("03241",)),
        ("SU", ("05382",)),
        ("LDK", ("06532",)),
        ("LRO", ("13072",)),
        ("HRO", ("13003",)),
        ("ABI", ("15082",)),
        ("R", ("09362", "09375")),
        ("Lkr. R", ("09375",)),
        ("Lkr. OL", ("03458",)),
        ("HB", ("04011", "04012")),
        ("XYZ", ()),
    ],
)
def test_codes_of_districts(code, districts):
    assert number_plates.districts(code, RULES) == districts


def test_each_district_has_a_code_and_each_key_is_a_district(shared):
    layer = gpd.read_file(shared / "vg5000_2021" / "VG5000_KRS.shp", ignore_geometry=True)
    keys = {key for held in number_plates.shipped().values() for key in held}
    # Eisenach became part of the Wartburgkreis in 2021.
    assert set(layer["AGS"]) - keys == {"16056"}
    assert keys <= set(layer["AGS"])
    two = [held for held in number_plates.shipped().values() if len(held) > 1]
    assert all(len(held) == 2 for held in two)
