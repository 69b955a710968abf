"""Ten lists as planners keep them: every member that is sure is taken, everything else is told, nothing is invented."""

from dataclasses import replace

import pytest

from geo_koop import analyse, codelists, workspace
from geo_koop.app.lists import proposals as views
from geo_koop.app.words import Words
from geo_koop.intake.lists import importing, review
from geo_koop.model import AnalysisRequest
from tests.intake.lists import ten_lists


@pytest.fixture(scope="module")
def reference():
    return workspace.reference(AnalysisRequest())


@pytest.fixture(scope="module")
def read(reference, tmp_path_factory):
    made = {}

    def once(build):
        if build not in made:
            path, truth = build(tmp_path_factory.mktemp(build.__name__))
            profile = importing.proposals(path, reference)[0].profile
            made[build] = importing.read(path, profile, reference), truth
        return made[build]

    return once


def members_of(imported):
    names = imported.cooperations.set_index("cooperation_id")["name"]
    return imported.members.assign(name=imported.members["cooperation_id"].map(names)).groupby("name")["key"].agg(set)


@pytest.mark.parametrize("build", ten_lists.LISTS, ids=lambda build: build.__name__)
def test_exactly_the_members_that_are_sure_are_taken(read, build):
    imported, truth = read(build)
    assert members_of(imported).to_dict() == truth.members


@pytest.mark.parametrize("build", ten_lists.LISTS, ids=lambda build: build.__name__)
def test_what_is_no_certain_member_is_told(read, build):
    imported, truth = read(build)
    said = " ".join(imported.findings["value"].fillna("")) + " ".join(map(str, imported.findings["params"]))
    assert [text for text in truth.told if text not in said] == []
    assert set(imported.actors["name"]) == set(truth.actors)
    stages = imported.cooperations.set_index("name")["stage"]
    assert {name: stages[name] for name in truth.stages} == truth.stages


@pytest.mark.parametrize(
    ("build", "rows"),
    [
        (ten_lists.folder_list, 4),
        (ten_lists.matrix_with_sums, 5),
        (ten_lists.blocks, 5),
        (ten_lists.by_municipality, 5),
        (ten_lists.one_column_each, 6),
        (ten_lists.numbers_of_members, 6),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_rows_of_sums_are_told_and_not_counted(read, build, rows):
    imported, _truth = read(build)
    assert "row_of_sums" in set(imported.findings["code"])
    assert len(imported.rows_taken() | imported.rows_reported()) == rows


def test_formats_are_found_by_what_stands_in_their_column(read):
    imported, _truth = read(ten_lists.associations)
    formats = imported.cooperations.set_index("name")["format"]
    assert formats["Gewässer III. Ordnung"] == "special_purpose_association"
    assert formats["Wohnungsbau"] == "company"


def test_several_are_named_for_what_they_are(read, reference):
    cases = review.review(read(ten_lists.whole_groups)[0], reference.areas).set_index("name")
    assert cases.loc["alle Gemeinden des Landkreises Ebersberg", ["kind", "rule"]].tolist() == ["several", "group"]
    assert cases.loc["Landkreis Starnberg (ohne Tutzing)", ["kind", "rule"]].tolist() == ["several", "group_part"]
    assert cases.loc["u. a.", ["kind", "rule"]].tolist() == ["open_end", "open_end"]
    assert cases.loc["weitere", "kind"] == "open_end"
    assert cases.loc["Tutzing", "kind"] == "not_member"
    shown = views.case_table(cases.reset_index(), reference.areas, Words("de"))
    assert "keine Gemeinde" not in set(shown["Ergebnis"])
    assert views.is_open(cases).sum() == 2


def test_a_list_that_goes_on_is_known_to_be_incomplete(read):
    imported, _truth = read(ten_lists.whole_groups)
    names = imported.cooperations.set_index("cooperation_id")["name"]
    known = imported.sources.set_index(imported.sources["cooperation_id"].map(names))
    assert known.loc["Musikschule", ["completeness", "note"]].tolist() == ["partial", "weitere"]
    assert known.loc["Hochwasserschutz", "completeness"] == "partial"
    assert "Archiv" not in known.index
    assert "partial" in codelists.load("completeness").codes


def test_a_decision_takes_a_group_whole_and_nothing_else(reference, tmp_path):
    path, truth = ten_lists.whole_groups(tmp_path)
    profile = importing.proposals(path, reference)[0].profile
    decisions = views.no_decisions()
    for name in ("Landkreis Starnberg (ohne Tutzing)", "u. a."):
        decisions.loc[len(decisions)] = [name, "", "all", "2026-03-01", ""]
    imported = importing.read(path, profile, reference, decisions=decisions)
    found = members_of(imported)
    areas = reference.areas
    starnberg = set(areas.index[areas["district"] == "09188"])
    assert "09188141" in starnberg
    assert found["Radwegenetz"] == starnberg - {"09188141"}
    assert {name: keys for name, keys in found.items() if name != "Radwegenetz"} == truth.members
    names = imported.members.set_index("key")["name"]
    assert names["09188113"] == "Berg"
    assert "u. a." in set(imported.findings.loc[imported.findings["code"] == "list_open_end", "value"])


def test_all_municipalities_of_an_association_are_proposed(tmp_path):
    boundaries = workspace.reference(AnalysisRequest())
    areas = boundaries.areas.copy()
    glonn = ["09175113", "09175114", "09175116", "09175121", "09175128", "09175131"]
    areas["association"] = areas.index.where(~areas.index.isin(glonn), "091755106").astype("str")
    areas["association_name"] = ""
    areas.loc[glonn, "association_name"] = "Verwaltungsgemeinschaft Glonn"
    reference = replace(boundaries, areas=areas)
    path, _truth = ten_lists.associations(tmp_path)
    imported = importing.read(path, importing.proposals(path, reference)[0].profile, reference)
    proposed = imported.memberships.set_index("written")["candidates"]
    assert set(proposed["sämtliche Mitgliedsgemeinden der VG Glonn (6)"]) == set(glonn)
    assert not set(glonn) & set(imported.members["key"])


def test_several_in_a_list_of_one_member_a_row_are_proposed_too(reference, tmp_path):
    path = tmp_path / "lang.csv"
    path.write_text(
        "Kooperation;Mitglied\nBauhof;Poing\nBauhof;Anzing\nTierheim;alle Gemeinden des Landkreises Starnberg\n"
        "Tierheim;u. a.\nWasser;Landkreis Ebersberg (ohne Poing)\nWasser;Gauting\n",
        encoding="utf-8",
    )
    imported = importing.read(path, importing.proposals(path, reference)[0].profile, reference)
    rows = imported.memberships.set_index("written")
    assert rows.loc["alle Gemeinden des Landkreises Starnberg", "match"] == "several"
    assert len(rows.loc["alle Gemeinden des Landkreises Starnberg", "candidates"]) == 14
    assert rows.loc["u. a.", "match"] == "open_end"
    assert "09175135" not in rows.loc["Landkreis Ebersberg (ohne Poing)", "candidates"]
    assert set(imported.members["key"]) == {"09175135", "09175111", "09188120"}


def test_an_incomplete_list_stays_incomplete_when_it_is_analysed(read, tmp_path):
    imported, _truth = read(ten_lists.whole_groups)
    paths = {}
    for name, table in imported.tables().items():
        paths[name] = tmp_path / f"{name}.csv"
        table.to_csv(paths[name], index=False)
    found = analyse(AnalysisRequest(**paths, as_of="2026-11-28"))
    assert set(found.findings.loc[found.findings["severity"] == "error", "code"]) <= {"no_member"}
    known = found.cooperations["completeness"]
    assert known["musikschule"] == known["hochwasserschutz"] == known["tierheim"] == "partial"
    assert found.patterns.loc["hochwasserschutz", "provisional"]
