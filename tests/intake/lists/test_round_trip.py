"""Real member lists in one cell each: every written member is taken, or is a finding with its own text."""

import os

import pandas as pd
import pytest

from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from tests.intake.lists import round_trip

SEPARATORS = {
    "comma": ", ",
    "semicolon": "; ",
    "slash": " / ",
    "close slash": "/",
    "bar": " | ",
    "dash": " – ",
    "hyphen": " - ",
    "plus": " + ",
    "line": "\n",
    "and": " und ",
    "ampersand": " & ",
    "close comma": ",",
}


@pytest.fixture(scope="module", params=["embedded", "associations"])
def lists(request):
    return getattr(round_trip, request.param)()


def in_cells(members, separator, column, *, last=None, numbered=False):
    def cell(names):
        if numbered:
            return " ".join(f"{at}. {name}" for at, name in enumerate(names, 1))
        if last and len(names) > 1:
            return separator.join(names[:-1]) + last + names[-1]
        return separator.join(names)

    cells = members.groupby("cooperation", sort=False)[column].agg(lambda names: cell(list(names)))
    return pd.DataFrame({"Verbund": cells.index, "Mitglieder": cells.to_numpy()})


def checked(table, profile, lists, column, tmp_path):
    """Return written members that are neither taken nor told, and those taken as another municipality."""
    path = tmp_path / "list.csv"
    table.to_csv(path, sep=";", index=False)
    imported = importing.read(path, profile, lists.reference)
    long = imported.memberships
    truth = lists.members.groupby(["cooperation", column])["key"].agg(set).to_dict()
    keys = lists.members.groupby("cooperation")["key"].agg(set).to_dict()
    taken = long[(long["key"] != "")]
    wrong = [
        (row.cooperation, row.written, row.key)
        for row in taken.itertuples()
        if row.key not in truth.get((row.cooperation, row.written), keys[row.cooperation])
    ]
    found = taken.groupby("cooperation")["key"].agg(set).to_dict()
    line = long.drop_duplicates("row").set_index("row")["cooperation"]
    reports = imported.findings.assign(cooperation=imported.findings["row"].map(line))
    reports = reports.groupby("cooperation")["value"].agg(set).to_dict()
    lost = [
        (row.cooperation, getattr(row, column))
        for row in lists.members.itertuples()
        if row.key not in found.get(row.cooperation, ())
        and getattr(row, column) not in reports.get(row.cooperation, ())
    ]
    return lost, wrong


CELL = ImportProfile(shape="cell", header_row=1, columns={"cooperation": "Verbund", "member": "Mitglieder"})


WAYS = [*SEPARATORS, "and last", "numbered"]
NIGHTLY = pytest.mark.skipif(not os.environ.get("GEO_KOOP_NIGHTLY"), reason="Each way for all lists: in the night.")


def written(members, way, column):
    if way == "and last":
        return in_cells(members, ", ", column, last=" und ")
    return in_cells(members, SEPARATORS.get(way, ""), column, numbered=way == "numbered")


@pytest.mark.parametrize("column", ["full", "bare"])
@pytest.mark.parametrize("turn", [0, 5, 10])
def test_cells_lose_nothing_and_take_nothing_wrong(lists, turn, column, tmp_path):
    """All lists, each in one way; the ways go round from list to list and from turn to turn."""
    members = lists.members.sample(frac=1, random_state=turn) if turn else lists.members
    number = pd.Series(range(members["cooperation"].nunique()), index=members["cooperation"].unique())
    way = (members["cooperation"].map(number) + turn) % len(WAYS)
    table = pd.concat([written(part, WAYS[at], column) for at, part in members.groupby(way)])
    assert checked(table, CELL, lists, column, tmp_path) == ([], [])


@NIGHTLY
@pytest.mark.parametrize("column", ["full", "bare"])
@pytest.mark.parametrize("order", ["as written", "shuffled"])
@pytest.mark.parametrize("way", WAYS)
def test_all_lists_in_each_way(lists, way, order, column, tmp_path):
    members = lists.members.sample(frac=1, random_state=7) if order == "shuffled" else lists.members
    assert checked(written(members, way, column), CELL, lists, column, tmp_path) == ([], [])


def _long(lists, _folder):
    rows = lists.members.rename(columns={"cooperation": "Verbund", "full": "Mitglied"})[["Verbund", "Mitglied"]]
    return rows, ImportProfile(shape="long", header_row=1, columns={"cooperation": "Verbund", "member": "Mitglied"})


def _wide(lists, _folder):
    some = _some(lists)
    table = pd.crosstab(some["full"], some["cooperation"]).gt(0).replace({True: "x", False: ""})
    table = table.astype("str").reset_index().rename(columns={"full": "Gemeinde"})
    return table, ImportProfile(
        shape="wide", header_row=1, columns={"member": "Gemeinde"}, cooperations=tuple(table.columns[1:])
    )


def _below(lists, _folder):
    some = _some(lists)
    table = pd.concat({name: part["full"].reset_index(drop=True) for name, part in some.groupby("cooperation")}, axis=1)
    return table.fillna(""), ImportProfile(shape="wide", header_row=1, cooperations=tuple(table.columns))


def _numbered_columns(lists, _folder):
    some = _some(lists)
    at = some.groupby("cooperation").cumcount() + 1
    some = some.assign(at="Mitglied " + at.astype("str"))
    table = some.pivot_table(index="cooperation", columns="at", values="full", aggfunc="first")
    table = table[[f"Mitglied {n}" for n in range(1, at.max() + 1)]].fillna("").reset_index()
    table = table.rename(columns={"cooperation": "Verbund"})
    first, *others = table.columns[1:]
    columns = {"cooperation": "Verbund", "member": first}
    return table, ImportProfile(shape="cell", header_row=1, columns=columns, more_members=tuple(others))


def _kinds(lists, _folder):
    some = _some(lists)
    # Two kinds of cooperation: a municipality stands in one row with the name of its area in each.
    kind = some["cooperation"].map({name: f"Art {n % 5}" for n, name in enumerate(some["cooperation"].unique())})
    some = some.assign(kind=kind).drop_duplicates(["full", "kind"])
    table = some.pivot_table(index="full", columns="kind", values="cooperation", aggfunc="first")
    table = table.fillna("").reset_index()
    table = table.rename(columns={"full": "Gemeinde"})
    profile = ImportProfile(
        shape="kinds", header_row=1, columns={"member": "Gemeinde"}, cooperations=tuple(table.columns[1:])
    )
    return table, profile


def _some(lists):
    """Return the lists of at most twenty members, and not more than eighty of them."""
    size = lists.members.groupby("cooperation")["key"].transform("size")
    few = lists.members[size <= 20]
    return few[few["cooperation"].isin(few["cooperation"].drop_duplicates().head(80))]


LAYOUTS = {"long": _long, "matrix": _wide, "below headings": _below, "numbered": _numbered_columns, "kinds": _kinds}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_lose_nothing_and_take_nothing_wrong(lists, layout, tmp_path):
    table, profile = LAYOUTS[layout](lists, tmp_path)
    path = tmp_path / "list.csv"
    table.to_csv(path, sep=";", index=False)
    imported = importing.read(path, profile, lists.reference)
    long = imported.memberships
    taken, open_ = long[long["key"] != ""], long[long["key"] == ""]
    truth = lists.members.groupby(["cooperation", "full"])["key"].agg(set).to_dict()
    wrong = [row for row in taken.itertuples() if row.key not in truth.get((row.cooperation, row.written), ())]
    assert wrong == []
    names = set(zip(long["cooperation"], long["written"], strict=True))
    expected = _some(lists) if layout != "long" else lists.members
    if layout == "kinds":
        cells = set(table.melt("Gemeinde")[["value", "Gemeinde"]].itertuples(index=False, name=None))
        expected = expected[[pair in cells for pair in zip(expected["cooperation"], expected["full"], strict=True)]]
    assert set(zip(expected["cooperation"], expected["full"], strict=True)) <= names
    reports = set(zip(imported.findings["row"], imported.findings["value"], strict=True))
    assert set(zip(open_["row"], open_["written"], strict=True)) <= reports
