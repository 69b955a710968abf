"""Changes proposed by laying boundaries of two dates over each other."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo_koop.intake.areas import boundaries
from geo_koop.intake.vintages import carried_keys, changes, overlay
from geo_koop.model import Boundaries, BoundaryInfo
from tests.conftest import grid

KINDS = {"old_key": "", "new_key": "", "kind": "", "confidence": ""}


def _country(areas, stand=""):
    return Boundaries(areas=areas, info=BoundaryInfo(gebietsstand=stand))


def _merged(areas, keys, into, name="Neu"):
    """Return the areas with some of them joined into one."""
    whole = areas.loc[[keys[0]]].set_geometry([areas.loc[keys].union_all()], crs=areas.crs)
    return pd.concat([areas.drop(keys), whole.rename({keys[0]: into}).assign(name=name)]).sort_index()


def _found(old, new, **options):
    table = overlay.propose(_country(old), _country(new, "2020-01-01"), **options)
    return table[list(KINDS)].to_numpy().tolist()


def test_areas_that_stay_alike_are_not_listed():
    assert _found(grid(), grid()) == []


def test_mergers_into_a_new_and_into_an_old_key():
    old = grid()
    new = _merged(old, ["09101000", "09101001"], "09101300")
    new = _merged(new, ["09101100", "09101101"], "09101101", name="Ort 09101101")
    assert _found(old, new) == [
        ["09101000", "09101300", "merger", "high"],
        ["09101001", "09101300", "merger", "high"],
        ["09101100", "09101101", "merger", "high"],
    ]


def test_new_keys_and_new_names():
    old = grid()
    new = old.rename({"09101000": "09102000"}).sort_index()
    new.loc["09101001", "name"] = "Bad Ort"
    assert _found(old, new) == [
        ["09101000", "09102000", "key_change", "high"],
        ["09101001", "09101001", "rename", "high"],
    ]


def test_divisions_and_ceded_parts_are_estimates_with_their_share():
    old = grid(1, 3, size=4_000)
    west, middle, east = old.geometry
    x = middle.bounds[0]
    left = shapely.intersection(middle, shapely.box(x, 0, x + 3_000, 1e8))
    new = old.drop("09101001")
    new = new.set_geometry([west.union(left), east.union(middle.difference(left))], crs=old.crs)
    table = overlay.propose(_country(old), _country(new))
    assert table[["kind", "share", "confidence"]].to_numpy().tolist() == [
        ["split", 0.75, "low"],
        ["split", 0.25, "low"],
    ]
    back = overlay.propose(_country(new), _country(old))
    assert back[["old_key", "new_key", "kind"]].to_numpy().tolist() == [
        ["09101000", "09101001", "part"],
        ["09101002", "09101001", "part"],
    ]


def test_lines_drawn_differently_are_no_change():
    old = grid(2, 2)
    new = old.set_geometry(old.geometry.translate(120, -80), crs=old.crs)
    assert _found(old, new) == []


def test_a_key_that_names_another_place_is_of_low_confidence():
    old = grid(1, 2)
    new = old.set_axis(old.index[::-1]).sort_index()
    assert {row[3] for row in _found(old, new)} == {"low"}


def test_other_coordinate_systems_are_laid_over_each_other():
    old = grid()
    new = _merged(old, ["09101000", "09101001"], "09101300")
    assert _found(old, new.to_crs("EPSG:31467")) == _found(old, new)


def test_proposals_count_only_once_they_are_confirmed(tmp_path):
    old = grid()
    new = _merged(old, ["09101000", "09101001"], "09101300")
    path = tmp_path / "changes.csv"
    overlay.propose(_country(old), _country(new, "2020-01-01")).to_csv(path, index=False)
    loaded = changes.load(path)
    assert loaded.value.empty
    assert loaded.findings["code"].tolist() == ["change_unconfirmed"] * 2
    overlay.propose(_country(old), _country(new, "2020-01-01"), confirm=True).to_csv(path, index=False)
    table = changes.load(path).value
    assert table["new_key"].tolist() == ["09101300"] * 2
    assert table["date"].dt.year.tolist() == [2020, 2020]


# ------------------------------------------------------------ Switzerland, 2012 to 2019 to 2026

COLUMNS = "key=id,name=name,state=KTNR"


@pytest.fixture(scope="module")
def swiss(shared):
    """Return year to boundaries: three coordinate systems, one without a code, and no names in 2026."""
    folder = shared / "swiss_municipalities"
    return {y: boundaries.load(folder / str(y) / "municipalities.shp", profile=COLUMNS) for y in (2012, 2019, 2026)}


@pytest.fixture(scope="module")
def chain(swiss):
    """Return the confirmed changes 2012 to 2019 and 2019 to 2026."""
    steps = [
        overlay.propose(swiss[a].value, swiss[b].value, day=f"{b}-01-01", confirm=True)
        for a, b in ((2012, 2019), (2019, 2026))
    ]
    return pd.concat(steps, ignore_index=True)


def test_swiss_files_with_their_dirt(swiss):
    assert [len(part.value.areas) for part in swiss.values()] == [2499, 2215, 2113]
    assert {str(part.value.areas.crs) for part in swiss.values()} == {"EPSG:32632"}
    assert swiss[2012].value.areas.loc["6473", "name"] == "Chézard-Saint-Martin"
    assert "encoding_assumed" in set(swiss[2012].findings["code"])
    assert swiss[2026].findings["code"].eq("name_missing").sum() == 2113


def test_known_swiss_mergers(chain):
    """Val-de-Ruz (2013, 15 municipalities), Bellinzona (2017, 13 into the key of one), Crans-Montana (2017, 4)."""
    into = chain[chain["kind"] == "merger"].groupby("new_key")["old_key"].agg(set)
    assert into["6487"] == {str(n) for n in (*range(6471, 6485), 6486)}
    bellinzona = {"5004", "5005", "5006", "5007", "5008", "5012", "5013", "5014", "5015", "5018", "5019", "5282"}
    assert into["5002"] == bellinzona
    assert into["6253"] == {"6234", "6242", "6243", "6244"}
    assert not chain["kind"].eq("rename").sum() > 10


def test_members_of_2012_arrive_in_2026(swiss, chain):
    path_rows = chain[chain["confirmed"] == "yes"].assign(row=range(2, 2 + chain["confirmed"].eq("yes").sum()))
    table = path_rows.assign(date=pd.to_datetime(path_rows["date"]))
    old, new = swiss[2012].value.areas, swiss[2026].value.areas
    members = pd.DataFrame({"key": old.index, "row": range(2, len(old) + 2)})
    loaded = carried_keys.carry(members, table, known=new.index, until=date(2026, 1, 1), since=date(2012, 1, 1))
    carried = loaded.value["key"]
    assert carried[old.index == "6472"].tolist() == ["6487"]
    arrived = carried.isin(new.index)
    # What did not arrive waits for a confirmation: it is never guessed.
    waiting = set(chain.loc[chain["confirmed"] == "", "old_key"])
    assert set(carried[~arrived]) <= waiting
    assert arrived.mean() > 0.94
    # Each arrived where it lies.
    points = gpd.GeoSeries(old.representative_point().to_crs(new.crs).to_numpy(), index=carried, crs=new.crs)
    inside = points[arrived.to_numpy()].covered_by(new.geometry.reindex(carried[arrived]), align=False)
    assert inside.mean() > 0.999
