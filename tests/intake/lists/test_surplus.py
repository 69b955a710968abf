"""Rows with a cell for each member: read where only one reading fits, else reported with the number of cells."""

import pytest

from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from tests.intake.lists.test_row_context import PLACE

PROFILE = ImportProfile(
    shape="cell", columns={"cooperation": "Verbund", "member": "Mitglieder", "topics": "Thema"}, header_row=1
)


def read(tmp_path, line, heading="Verbund;Mitglieder;Thema", profile=PROFILE):
    path = tmp_path / "liste.csv"
    path.write_text(f"{heading}\nA;Haar;Wasser\n{line}\nC;Poing, Pliening;Wasser\n", encoding="utf-8")
    made = importing.read(path, profile, PLACE)
    reports = made.findings[made.findings["row"] == 3]
    members = made.members["key"][made.members["cooperation_id"] == "m"].tolist()
    return members, reports["code"].tolist(), made


@pytest.mark.parametrize(
    ("line", "members"),
    [
        ("M;Haar;Poing;Wasser", ["09184123", "09175135"]),
        ("M;Erding;Poing;Lkr. Erding;Wasser", ["09177117", "09175135", "09177"]),
    ],
)
def test_members_in_cells_of_their_own_are_read_and_told(tmp_path, line, members):
    found, codes, made = read(tmp_path, line)
    assert found == members
    assert "row_joined" in codes
    assert "row_too_long" not in codes
    assert made.rows["row"].tolist() == [2, 3, 4]
    assert made.cooperations["cooperation_id"].tolist() == ["a", "m", "c"]
    assert made.file.rows == 3


@pytest.mark.parametrize(
    "line",
    [
        # Something that is no known name; a name in another cell; a title that may hold the separator.
        "M;Haar;Atlantis;Wasser",
        "M;Haar;Poing;Erding;Pliening",
        "Haar;Poing;Erding;Wasser",
        "M;Haar;Wasser;Abwasser",
    ],
)
def test_what_fits_in_another_way_is_reported_with_its_cells(tmp_path, line):
    found, codes, made = read(tmp_path, line)
    assert found == []
    assert codes == ["row_too_long"]
    reports = made.findings[made.findings["code"] == "row_too_long"].iloc[0]
    assert (reports["row"], reports["value"]) == (3, " | ".join(line.split(";")))
    assert made.file.rows == 3


def test_a_list_with_a_row_for_each_member_is_left_as_it_is(tmp_path):
    profile = ImportProfile(shape="long", columns={"cooperation": "Verbund", "member": "Mitglieder"})
    assert read(tmp_path, "M;Haar;Poing;Wasser", profile=profile)[1] == ["row_too_long"]
