"""The whole way from a request to an analysis, on the embedded data."""

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo_koop import AnalysisRequest, UsageError, analyse, workspace
from geo_koop.analysis.coverage import STATUS
from geo_koop.intake.files import cache
from tests.conftest import grid


@pytest.fixture(scope="module")
def inputs(embedded_inputs):
    return embedded_inputs


def test_embedded_data_are_complete(embedded):
    regions = embedded.municipalities["region"].value_counts().to_dict()
    assert regions["muenchen_14"] == 186
    assert regions["nordhessen"] == 137
    assert len(embedded.cooperations) == 225
    assert embedded.provenance.boundaries.gebietsstand == "2021-01-01"
    assert embedded.provenance.boundaries.approximate


def test_shapes_and_alignment(embedded):
    keys = embedded.municipalities.index
    assert keys.is_unique
    assert keys.is_monotonic_increasing
    assert embedded.overlap.index.equals(keys)
    assert embedded.congruence.index.equals(keys)
    assert embedded.topic_matrix().index.equals(keys)
    assert embedded.patterns.index.equals(embedded.cooperations.index)
    assert set(embedded.area["key"]) <= set(keys)


@pytest.mark.parametrize("level", ["district", "state", "all"])
def test_coverage_adds_up(embedded, level):
    table = embedded.coverage(level=level)
    assert (table[list(STATUS)].sum(axis=1) == table["municipalities"]).all()
    assert table.groupby("topic")["municipalities"].sum().eq(323).all()


def test_no_blank_of_the_demo_regions_is_shown_as_not_surveyed(embedded):
    table = embedded.coverage()
    own = embedded.municipalities.index[~embedded.municipalities["context"]]
    assert set(table.loc[table["key"].isin(own), "status"]) == {"covered", "none_recorded"}
    blank = table[table["key"].isin(own) & (table["status"] == "none_recorded")]
    assert set(blank["grade"]) == {"desk_research"}


def test_unknown_level_is_refused(embedded):
    with pytest.raises(UsageError, match="level"):
        embedded.coverage(level="county")


def test_earlier_date_shows_earlier_members(tmp_path):
    then = analyse(AnalysisRequest(as_of=pd.Timestamp("2020-06-30").date()))
    members = then.members[then.members["cooperation_id"] == "regionalmanagement-muenchen-suedwest"]
    assert members["counts"].sum() == 8
    assert then.cooperations.loc["wuermtal-zweckverband", "status"] == "active"
    assert then.cooperations.loc["hybayern", "status"] == "active"
    assert "start_unknown" in set(then.cooperations["status"])


@pytest.fixture
def own_project(tmp_path):
    """Return a request on a grid of own boundaries, with records of each doubtful kind."""
    grid().reset_index().to_file(tmp_path / "grenzen_süd.gpkg", layer="municipalities", driver="GPKG")
    (tmp_path / "cooperations.csv").write_text(
        "cooperation_id;name;topics;format;stage;start;end\n"
        "a;Wasser;water;association;operating;2001;\n"
        "b;Doppelt;water;association;operating;2001;1999\n"
        "b;Doppelt;water;association;operating;2001;\n"
        "c;Fremdes Thema;zauberei;association;operating;;\n",
        encoding="cp1252",
    )
    (tmp_path / "members.csv").write_text(
        "cooperation_id;key\na;9101000\na;09101001\na;14999001\nz;09101000\nb;09101000\nc;09101000\nc;xyz\n"
    )
    return AnalysisRequest(
        boundaries=tmp_path / "grenzen_süd.gpkg",
        cooperations=tmp_path / "cooperations.csv",
        members=tmp_path / "members.csv",
    )


def test_everything_doubtful_is_reported(own_project):
    found = analyse(own_project).findings
    assert {
        "key_zero_restored",
        "key_malformed",
        "member_outside",
        "cooperation_unknown",
        "cooperation_duplicate",
        "end_before_start",
        "topic_unknown",
        "single_member",
    } <= set(found["code"])


def test_rows_in_are_rows_taken_and_rows_reported(own_project):
    analysis = analyse(own_project)
    refused = analysis.findings[analysis.findings["severity"] == "error"]
    assert len(analysis.members) + refused["file"].eq("members.csv").sum() == 7
    assert len(analysis.cooperations) + refused["file"].eq("cooperations.csv").sum() == 4


def test_keys_of_links_outside_the_boundaries_are_reported(own_project, tmp_path):
    (tmp_path / "links.csv").write_text("key_a,key_b\n09101000,09101222\n09101000,14999001\n")
    found = analyse(dataclasses.replace(own_project, links=tmp_path / "links.csv"))
    assert found.findings.loc[found.findings["code"] == "attribute_key_unknown", "value"].tolist() == [
        "09101222",
        "14999001",
    ]


@pytest.mark.parametrize("day", ["1990-01-01", "2015-12-31", "2024-12-31", "2031-01-01"])
def test_another_date_gives_what_a_whole_evaluation_gives(inputs, day):
    asked = date.fromisoformat(day)
    base = workspace.evaluate(inputs, as_of=date(2020, 6, 30))
    moved, whole = workspace.redate(base, inputs, asked), workspace.evaluate(inputs, as_of=asked)
    assert moved.provenance == whole.provenance
    assert np.shares_memory(moved.municipalities["area_km2"], whole.municipalities["area_km2"])
    for name in ("cooperations", "members", "area", "patterns", "findings"):
        pd.testing.assert_frame_equal(getattr(moved, name), getattr(whole, name))


# ------------------------------------------------------------ another Gebietsstand


@pytest.fixture
def named(tmp_path):
    """Return the request for records that name municipalities by their keys of various dates."""
    (tmp_path / "c.csv").write_text("cooperation_id,name\nweser,Weser\neder,Eder\n")
    (tmp_path / "m.csv").write_text(
        "cooperation_id,key,name\nweser,06633021,Oberweser\nweser,06633027,Wahlsburg\nweser,06633025,Trendelburg\n"
        "eder,06635005,Bromskirchen\neder,06635001,Allendorf (Eder)\n"
    )
    return AnalysisRequest(cooperations=tmp_path / "c.csv", members=tmp_path / "m.csv")


def test_members_of_dissolved_municipalities_find_their_successor(named):
    analysis = analyse(named)
    members = analysis.members.groupby("cooperation_id")["key"].agg(list)
    assert members["weser"] == ["06633030", "06633025"]
    # On the boundaries of 2021 Bromskirchen still exists.
    assert members["eder"] == ["06635005", "06635001"]
    assert analysis.members["recorded_key"].tolist()[0] == "06633021"
    reports = analysis.findings.groupby("code").size()
    assert reports["key_carried_forward"] == 2
    assert reports["membership_merged"] == 1
    assert "member_outside" not in reports
    assert "name_differs" not in reports
    assert [f.role for f in analysis.provenance.files] == ["boundaries", "cooperations", "members", "changes"]


def test_boundaries_of_a_later_date_move_members_that_ended_meanwhile(named, tmp_path):
    areas = grid(2, 2).rename({"09101000": "06635001", "09101001": "06633030", "09101100": "06633025"})
    areas.reset_index().drop(columns="area_km2").to_file(tmp_path / "g.gpkg")
    (tmp_path / "g.yaml").write_text("gebietsstand: 2024-01-01\n")
    later = dataclasses.replace(named, boundaries=tmp_path / "g.gpkg")
    members = analyse(later).members.groupby("cooperation_id")["key"].agg(list)
    assert members["eder"] == ["06635001"]
    # Who knows the date of the records can say so.
    earlier = dataclasses.replace(later, records_as_of=date(2023, 6, 1))
    assert analyse(earlier).members.groupby("cooperation_id")["key"].agg(list)["eder"] == ["06635005", "06635001"]


def test_an_own_table_of_changes(named, tmp_path):
    (tmp_path / "changes.csv").write_text("old_key,new_key\n06633021,06633025\n")
    analysis = analyse(dataclasses.replace(named, changes=tmp_path / "changes.csv"))
    assert "06633021" not in set(analysis.members["key"])
    assert "06633027" in set(analysis.members["key"])
    assert "member_outside" in set(analysis.findings["code"])


def test_tables_by_key_are_carried_to_the_boundaries(tmp_path):
    (tmp_path / "ewz.csv").write_text("AGS;Einwohner;Stand\n06633021;3100;2018\n06633027;1900;2018\n")
    (tmp_path / "zonen.csv").write_text("AGS;Kern;Regel\n06633021;06611000;fua\n06633027;06611000;fua\n")
    analysis = analyse(AnalysisRequest(attributes=tmp_path / "ewz.csv", zones=tmp_path / "zonen.csv"))
    assert analysis.municipalities.loc["06633030", "population"] == 5000
    assert analysis.municipalities.loc["06633030", "population_date"] == "2018"
    codes = analysis.findings["code"].value_counts()
    assert codes["attribute_summed"] == 2
    assert codes["zone_merged"] == 1
    assert "attribute_key_unknown" not in codes


class TestKeptRecords:
    """Records joined to large boundaries are kept on the disk, and taken only where nothing has changed."""

    @pytest.fixture
    def project(self, tmp_path, monkeypatch):
        monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(cache, "WORTHWHILE", 0)
        grid().reset_index().to_file(tmp_path / "areas.gpkg")
        keys = list(grid().index[:3])
        (tmp_path / "cooperations.csv").write_text(
            "cooperation_id,name,topics,format,start,end\na,Bauhof,water,contract,1.4.2001,\nb,Alt,energy_climate,,1990,2x\n"
        )
        (tmp_path / "members.csv").write_text(
            "cooperation_id,key\n" + "".join(f"{one},{key}\n" for one in "ab" for key in keys) + "a,99999999\n"
        )
        (tmp_path / "people.csv").write_text(
            "key,population\n" + "".join(f"{key},{100 + i}\n" for i, key in enumerate(keys))
        )
        return AnalysisRequest(
            boundaries=tmp_path / "areas.gpkg",
            boundary_profile="key=key,name=name",
            attributes=tmp_path / "people.csv",
            cooperations=tmp_path / "cooperations.csv",
            members=tmp_path / "members.csv",
        )

    def test_they_come_back_as_they_were(self, project, monkeypatch):
        read = workspace.load(project)
        assert len(read.findings)
        for name in ("cooperations", "attributes"):
            monkeypatch.delattr(getattr(workspace, name), "load" if name == "cooperations" else "apply")
        kept = workspace.load(project)
        for field in dataclasses.fields(read.records):
            pd.testing.assert_frame_equal(getattr(kept.records, field.name), getattr(read.records, field.name))
        pd.testing.assert_frame_equal(pd.DataFrame(kept.boundaries.areas), pd.DataFrame(read.boundaries.areas))
        assert kept.boundaries.areas.crs == read.boundaries.areas.crs
        pd.testing.assert_frame_equal(kept.findings, read.findings)
        assert kept.files == read.files

    @pytest.mark.parametrize("table", ["cooperations", "attributes"])
    def test_a_table_that_was_changed_is_read_anew(self, project, table):
        workspace.load(project)
        path = getattr(project, table)
        path.write_text(path.read_text().replace("Bauhof", "Bauhöfe").replace(",100", ",700"), encoding="utf-8")
        anew = workspace.load(project)
        if table == "cooperations":
            assert anew.records.cooperations.loc["a", "name"] == "Bauhöfe"
        else:
            assert anew.boundaries.areas["population"].max() == 700

    def test_with_another_gebietsstand_they_are_read_anew(self, project, tmp_path):
        workspace.load(project)
        before = {p.name for p in (tmp_path / "cache").iterdir()}
        workspace.load(dataclasses.replace(project, records_as_of=date(2020, 1, 1)))
        assert len({p.name for p in (tmp_path / "cache").iterdir()} - before) == 1

    def test_nothing_is_kept_of_what_a_session_brings(self, project, tmp_path):
        workspace.load(project, keep=False)
        assert not (tmp_path / "cache").exists()
