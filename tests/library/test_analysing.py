"""Files, tables and words go in, an analysis comes out."""

import hashlib
import warnings
from datetime import date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import geo_koop as gk
from geo_koop.library.analysing import settings_of
from tests.conftest import small_country


@pytest.fixture
def analysis(towns, cooperations, members):
    return gk.analyse(boundaries=towns, cooperations=cooperations, members=members)


def test_tables_in_memory_give_what_files_give(towns, cooperations, members, tmp_path):
    towns.reset_index().to_file(tmp_path / "towns.gpkg")
    written = cooperations.assign(topics=cooperations["topics"].str.join(";"))
    written.to_csv(tmp_path / "cooperations.csv", index=False)
    members.to_csv(tmp_path / "members.csv", index=False)
    files = {name: str(tmp_path / f"{name}.csv") for name in ("cooperations", "members")}
    read = gk.analyse(boundaries=tmp_path / "towns.gpkg", **files)
    handed = gk.analyse(boundaries=towns, cooperations=cooperations, members=members)
    for name in ("patterns", "area", "topics", "neighbours"):
        pd.testing.assert_frame_equal(getattr(handed, name), getattr(read, name))
    assert handed.cooperations["start_date"].tolist() == read.cooperations["start_date"].tolist()


def test_the_provenance_tells_of_tables_and_their_content(analysis, members):
    files = {file.role: file for file in analysis.provenance.files}
    assert set(files) == {"boundaries", "cooperations", "members"}
    assert {file.name for file in files.values()} == {"DataFrame in memory"}
    text = "cooperation_id,key,row\nrow,9101000,1\nrow,9101001,2\nrow,9101002,3\ncorners,9101000,4\ncorners,9101202,5\n"
    assert files["members"].sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert files["members"].rows == 5


def test_the_checksum_is_that_of_the_content(towns, cooperations, members):
    def sums(**given):
        made = gk.analyse(**({"boundaries": towns, "cooperations": cooperations, "members": members} | given))
        return {file.role: file.sha256 for file in made.provenance.files}

    first, again = sums(), sums(boundaries=towns.copy(), members=members.set_index("cooperation_id"))
    assert first["boundaries"] == again["boundaries"]
    moved = towns.set_geometry(towns.geometry.translate(1_000))
    assert sums(boundaries=moved)["boundaries"] != first["boundaries"]


def test_findings_name_a_table_by_its_role_and_the_position_of_the_row(towns, cooperations, members):
    members.loc[5] = ["nobody", 9101001]
    found = gk.analyse(boundaries=towns, cooperations=cooperations, members=members).findings
    row = found[found["code"] == "cooperation_unknown"].iloc[0]
    assert (row["file"], row["row"], row["column"], row["value"]) == ("members", 6, "cooperation_id", "nobody")
    assert "DataFrame in memory" not in set(found["file"])


def test_errors_name_a_table_by_its_role(towns, cooperations, members):
    with pytest.raises(gk.InputError, match=r"^members: the table of members lacks the column cooperation_id"):
        gk.analyse(boundaries=towns, cooperations=cooperations, members=members[["key"]])
    with pytest.raises(gk.InputError, match="boundaries holds no areas"):
        gk.analyse(boundaries=pd.DataFrame(towns.drop(columns="geometry")), cooperations=cooperations, members=members)
    twice = pd.concat([cooperations, cooperations["name"]], axis=1)
    with pytest.raises(gk.InputError, match="cooperations: the header names name more than once"):
        gk.analyse(boundaries=towns, cooperations=twice, members=members)


def test_tables_that_went_in_are_not_changed(towns, cooperations, members):
    before = [table.copy(deep=True) for table in (towns, cooperations, members)]
    gk.analyse(boundaries=towns, cooperations=cooperations, members=members)
    for table, was in zip((towns, cooperations, members), before, strict=True):
        pd.testing.assert_frame_equal(table, was)


def test_numbers_of_a_table_are_the_numbers_that_they_are(towns, cooperations, members):
    facts = pd.DataFrame({"key": towns.index, "population": 60_000.0, "income": np.linspace(1.234, 9.234, len(towns))})
    made = gk.analyse(boundaries=towns, cooperations=cooperations, members=members, attributes=facts)
    assert made.municipalities["population"].eq(60_000).all()
    assert made.municipalities["income"].tolist() == facts["income"].tolist()
    assert "number_ambiguous" not in set(made.findings["code"])


def test_boundaries_come_in_any_coordinate_system_that_they_name(towns, cooperations, members, analysis):
    far = gk.analyse(boundaries=towns.to_crs(4326), cooperations=cooperations, members=members)
    assert far.patterns["pattern"].equals(analysis.patterns["pattern"])
    named = gk.analyse(
        boundaries=gpd.GeoDataFrame(towns, crs=None).set_crs(None, allow_override=True),
        boundaries_crs="EPSG:25832",
        cooperations=cooperations,
        members=members,
    )
    assert named.patterns["pattern"].equals(analysis.patterns["pattern"])


def test_names_of_columns_of_ones_own_are_said_by_a_map(towns, cooperations, members):
    own = towns.reset_index().rename(columns={"key": "nummer_x", "name": "bezeichnung_x"})
    made = gk.analyse(
        boundaries=own,
        boundary_profile="key=nummer_x,name=bezeichnung_x",
        cooperations=cooperations,
        members=members,
    )
    assert made.municipalities.index.tolist() == towns.index.tolist()


def test_the_result_of_one_analysis_serves_the_next(analysis, cooperations, members):
    again = gk.analyse(boundaries=analysis.municipalities, cooperations=cooperations, members=members)
    assert again.patterns["pattern"].equals(analysis.patterns["pattern"])


def test_patterns_join_with_the_records(analysis):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        joined = analysis.patterns.join(analysis.cooperations.drop(columns=["pattern", "provisional"]))
    assert joined.loc["row", "name"] == "Zweckverband Öd"
    assert joined["pattern"].equals(analysis.patterns["pattern"])


def test_the_old_call_stays_valid_and_fields_go_before_it(tmp_path):
    small_country(tmp_path)
    files = {name: tmp_path / f"{name}.csv" for name in ("cooperations", "members")}
    request = gk.AnalysisRequest(
        boundaries=tmp_path / "boundaries.gpkg", boundary_profile="key=key,name=name", as_of=date(2020, 1, 1), **files
    )
    assert gk.analyse(request).provenance.as_of == date(2020, 1, 1)
    assert gk.analyse(request, as_of="1998").cooperations.loc["zv", "status"] == "not_started"
    assert gk.analyse(request, filters={"topics": "mobility"}).cooperations.empty


def test_a_request_takes_texts_for_paths():
    assert gk.AnalysisRequest(boundaries="text").boundaries.name == "text"
    with pytest.raises(gk.InputError, match="The file text does not exist"):
        gk.analyse(boundaries="text")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("boundaries", 3, "boundaries is 3, which is not a path or a DataFrame"),
        ("boundaries", "", "boundaries is '', which is not a path or a DataFrame"),
        ("members", ["a.csv"], "members is"),
        ("project", pd.DataFrame(), "project is"),
        ("layer", 1, "layer is 1, which is not a text"),
    ],
)
def test_what_is_no_file_or_table_is_refused(field, value, said):
    with pytest.raises(gk.UsageError, match=said):
        gk.AnalysisRequest(**{field: value})


def test_a_field_that_does_not_exist_is_refused():
    with pytest.raises(gk.UsageError, match=r"Unknown options: boundary.\nDid you mean boundaries"):
        gk.analyse(boundary="x.gpkg")
    with pytest.raises(gk.UsageError, match="is no AnalysisRequest"):
        gk.analyse("x.gpkg")


@pytest.mark.parametrize(
    ("given", "day"),
    [
        (date(2020, 5, 6), date(2020, 5, 6)),
        (datetime(2020, 5, 6, 7), date(2020, 5, 6)),
        (pd.Timestamp("2020-05-06 07:00"), date(2020, 5, 6)),
        (np.datetime64("2020-05-06"), date(2020, 5, 6)),
        ("2020-05-06", date(2020, 5, 6)),
        ("31.12.2020", date(2020, 12, 31)),
        ("2020", date(2020, 12, 31)),
    ],
)
def test_dates_mean_what_they_mean_on_the_command_line(given, day):
    request = gk.AnalysisRequest(as_of=given)
    assert request.as_of == day
    assert type(request.as_of) is date


@pytest.mark.parametrize(
    "given",
    [2020, 0, 18_262, 2020.0, True, pd.NaT, np.datetime64("NaT"), "soon", "", "2020-13-01", "31.02.2020", [2020]],
)
def test_everything_else_is_no_date(given):
    with pytest.raises(gk.UsageError, match="is not a date"):
        gk.AnalysisRequest(as_of=given)


def test_settings_come_by_name_path_mapping_or_as_such(towns, cooperations, members, tmp_path):
    (tmp_path / "own.yaml").write_text("near_share: 0.7", encoding="utf-8")
    own = gk.Settings(near_share=0.7)
    for given, meant in (
        ("fr", 15_000),
        ({"core_population": 20_000}, 20_000),
        (gk.Settings(core_population=30_000), 30_000),
    ):
        made = gk.analyse(boundaries=towns, cooperations=cooperations, members=members, settings=given)
        assert made.provenance.settings.core_population == meant
    made = gk.analyse(boundaries=towns, cooperations=cooperations, members=members, settings=tmp_path / "own.yaml")
    assert made.provenance.settings == own


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"near_share": 5}, "near_share must lie between 0 and 1, not 5"),
        ({"radius": -1}, "radius must not be negative"),
        ({"radius_population": 0}, "radius_population must be more than 0"),
        ({"hinterland_steps": 1.5}, "hinterland_steps must be a whole number"),
        ({"core_ratio": "2"}, "core_ratio must be a number"),
        ({"span_radii": float("nan")}, "span_radii must be a number"),
        ({"district_min": None}, "district_min must be a number"),
    ],
)
def test_impossible_settings_are_refused(given, said):
    with pytest.raises(gk.UsageError, match=said):
        gk.Settings(**given)
    with pytest.raises(gk.UsageError, match=said):
        settings_of(given)


def test_settings_that_are_none_are_refused():
    with pytest.raises(gk.UsageError, match="are no settings"):
        settings_of(3)
    with pytest.raises(gk.UsageError, match="do not exist"):
        settings_of("xx")


def test_single_values_stand_for_several():
    assert gk.Filters(topics="water") == gk.Filters(topics=("water",)) == gk.Filters(topics=["water"])
    assert gk.Filters(bindingness=3).bindingness == (3,)
    assert gk.Filters(bindingness=np.array([3, 5])).bindingness == (3, 5)
    assert gk.Filters(topics=pd.Series(["water"])).topics == ("water",)
    with pytest.raises(gk.UsageError, match="topics cannot be 3"):
        gk.Filters(topics=3)
    with pytest.raises(gk.UsageError, match=r"bindingness cannot be .high."):
        gk.Filters(bindingness="high")


def test_words_in_filters_become_codes():
    made = gk.analyse(filters=gk.Filters(topics=["Wasserversorgung", "mobility"], regions="Landkreis Kassel"))
    assert made.provenance.filters == gk.Filters(topics=("water", "mobility"), regions=("06633",))


def test_classify_needs_no_more_than_members_and_boundaries(towns, members, analysis):
    found = gk.classify(members, towns)
    assert found["pattern"].to_dict() == {"row": "neighbourhood", "corners": "neighbourhood"}
    assert found.index.name == "cooperation_id"
    assert set(analysis.patterns.columns) == set(found.columns)
    assert found.loc["row", "municipalities"] == 3


def test_classify_heeds_settings_records_and_the_date(towns, members, cooperations):
    near = gk.classify(members, towns, settings={"neighbourhood_span": 5_000, "neighbourhood_scattered_span": 5_000})
    assert near["pattern"].to_dict() == {"row": "regional", "corners": "network"}
    dated = members.assign(to=["", "", "2010-12-31", "", ""])
    early = gk.classify(dated, towns, cooperations=cooperations, as_of="2005")
    late = gk.classify(dated, towns, cooperations=cooperations, as_of=date(2020, 1, 1))
    assert (early.loc["row", "municipalities"], late.loc["row", "municipalities"]) == (3, 2)


def test_classify_takes_files(towns, members, tmp_path):
    towns.reset_index().to_file(tmp_path / "towns.gpkg")
    members.to_csv(tmp_path / "members.csv", index=False)
    read = gk.classify(tmp_path / "members.csv", str(tmp_path / "towns.gpkg"))
    pd.testing.assert_frame_equal(read, gk.classify(members, towns))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gk.analyse(filters={"topic": "water"}), r"Unknown filters: topic.\nDid you mean topics"),
        (lambda: gk.analyse(filters={"bindingness": 9}), "Unknown bindingness: 9"),
        (lambda: gk.classify(None, pd.DataFrame()), "members is None"),
        (lambda: gk.Filters(topics=1), "topics cannot be 1"),
        (lambda: gk.use_language("fr"), "Unknown language “fr”"),
    ],
)
def test_wrong_calls_are_errors_of_the_house(call, said):
    with pytest.raises(gk.UsageError, match=said):
        call()


def test_own_members_are_never_joined_to_the_embedded_cooperations(members):
    with pytest.raises(gk.UsageError, match="no table of cooperations beside members") as caught:
        gk.analyse(members=members)
    # The library speaks of its parameters.
    assert "your own with cooperations:" in str(caught.value)
    assert "--" not in str(caught.value)


def test_columns_that_are_not_used_are_reported(towns, cooperations, members):
    made = gk.analyse(
        boundaries=towns.assign(foo=1),
        cooperations=cooperations.assign(ansprechpartner="Frau Ö", leer=""),
        members=members.assign(Telefon="0561 1", extra=2),
    )
    said = made.findings[made.findings["code"] == "columns_unused"].set_index("file")["value"]
    assert said.to_dict() == {"boundaries": "foo", "cooperations": "ansprechpartner", "members": "Telefon, extra"}


def test_columns_of_attributes_that_are_no_numbers_are_reported(towns, cooperations, members):
    table = pd.DataFrame(
        {
            "key": towns.index,
            "Kaufkraft": "1.234,5",
            "Quote": "viel",
            "area_km2": 7.5,
            "name": "anders",
            "district": "09",
            "leer": "",
        }
    )
    made = gk.analyse(boundaries=towns, cooperations=cooperations, members=members, attributes=table)
    assert made.municipalities["Kaufkraft"].eq(1234.5).all()
    assert made.municipalities["area_km2_value"].eq(7.5).all()
    assert not made.municipalities["area_km2"].eq(7.5).any()
    found = made.findings.set_index("code")
    assert found.loc[["column_no_numbers"], ["column", "value"]].to_numpy().tolist() == [["Quote", "viel"]]
    assert found.loc["columns_of_boundaries", "value"] == "district"
