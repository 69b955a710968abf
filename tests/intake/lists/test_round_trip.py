"""Real member lists in one cell each: every written member is taken, or is a finding with its own text."""

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
    told = imported.findings.assign(cooperation=imported.findings["row"].map(line))
    told = told.groupby("cooperation")["value"].agg(set).to_dict()
    lost = [
        (row.cooperation, getattr(row, column))
        for row in lists.members.itertuples()
        if row.key not in found.get(row.cooperation, ()) and getattr(row, column) not in told.get(row.cooperation, ())
    ]
    return lost, wrong


CELL = ImportProfile(shape="cell", header_row=1, columns={"cooperation": "Verbund", "member": "Mitglieder"})


@pytest.mark.parametrize("column", ["full", "bare"])
@pytest.mark.parametrize("order", ["as written", "backwards", "shuffled"])
@pytest.mark.parametrize("name", [*SEPARATORS, "and last", "numbered"])
def test_cells_lose_nothing_and_take_nothing_wrong(lists, name, order, column, tmp_path):
    members = lists.members
    if order != "as written":
        members = members.iloc[::-1] if order == "backwards" else members.sample(frac=1, random_state=7)
    if name == "and last":
        table = in_cells(members, ", ", column, last=" und ")
    else:
        table = in_cells(members, SEPARATORS.get(name, ""), column, numbered=name == "numbered")
    lost, wrong = checked(table, CELL, lists, column, tmp_path)
    assert (lost, wrong) == ([], [])
