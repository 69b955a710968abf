"""Names as offices of several countries write them, none of them made by a program."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from benchmarks import disturbed_names
from geo_koop.intake.names import matching

DATA = Path(__file__).parents[2] / "data"


def _read(name):
    return pd.read_csv(DATA / name, sep=";", dtype="str", keep_default_na=False)


def _german(_shared):
    if not disturbed_names.REGISTER.is_file():
        pytest.skip("The German register is not here.")
    return disturbed_names.areas()


def _swiss(shared):
    frame = gpd.read_file(
        shared / "swiss_municipalities" / "2019" / "municipalities.shp", ignore_geometry=True, encoding="utf-8"
    )
    return pd.DataFrame(
        {"name": frame["name"].to_numpy(), "state": frame["KTNR"].astype("str").to_numpy()}, frame["id"].astype("str")
    )


def _small(rules):
    names = _read("registers.csv").query("rules == @rules")["name"].tolist()
    return pd.DataFrame({"name": names}, index=[f"{rules}{number}" for number in range(len(names))])


@pytest.mark.parametrize(
    ("rules", "matched"),
    [("de", 0.9), ("ch", 0.9), ("da", 0.9), ("nl", 0.85)],
    ids=["German", "Swiss", "Danish", "Dutch"],
)
def test_names_of_office_lists(rules, matched, request):
    """None is wrong; nearly all that are in the register are found without a person."""
    written = _read("office_names.csv").query("rules == @rules").reset_index(drop=True)
    if rules in ("de", "ch"):
        areas = {"de": _german, "ch": _swiss}[rules](request.getfixturevalue("shared"))
    else:
        areas = _small(rules)
    found = matching.match_names(written["written"], areas, rules=rules)
    municipality = found["key"].where(found["level"] == "municipality", "")
    name = municipality.map(areas["name"].str.split(",").str[0]).fillna("")
    wrong = (name != "") & (name != written["official"])
    assert written[wrong].assign(name=name[wrong]).to_numpy().tolist() == []
    assert (name != "")[written["official"] != ""].mean() >= matched
