"""Cooperations of the embedded data whose pattern is known, each looked at by hand."""

import numpy as np
import pandas as pd
import pytest

from geo_koop import workspace
from geo_koop.analysis import patterns
from geo_koop.model import AnalysisRequest
from tests.conftest import units

KNOWN = {
    "nordallianz": "neighbourhood",
    "rpv-muenchen": "regional",
    "zv-raum-kassel": "city_hinterland",
    "ikg-stadtregion-fulda": "city_hinterland",
    "westallianz-muenchen": "neighbourhood",
    "zv-realschule-ismaning": "neighbourhood",
    "gwt-starnberg": "regional",
    "mvv-gmbh": "regional",
    "vhs-region-kassel": "city_hinterland",
    "bioabfall-dah-ffb-sta": "regional",
}


@pytest.mark.parametrize(("cooperation", "pattern"), KNOWN.items())
def test_known_pattern(embedded, cooperation, pattern):
    assert embedded.patterns.loc[cooperation, "pattern"] == pattern


def test_raum_kassel_says_why(embedded):
    row = embedded.patterns.loc["zv-raum-kassel"]
    assert row["reason_de"].startswith(
        "Stadt-Umland: Alle 10 übrigen Gebietseinheiten liegen im Umland von Kassel (202.137 Einw"
    )
    assert row["reason_de"].endswith("R = 24 km). Regel: Entfernung und Schritte, keine Pendlerdaten geladen.")
    assert row["reason_en"].startswith(
        "City-hinterland: all 10 other territorial units lie in the hinterland of Kassel (202,137 inh"
    )
    assert (row["core_key"], row["co_carriers"]) == ("06611000", 1)


def test_realschule_ismaning_has_the_district_as_co_carrier(embedded):
    members = embedded.members[embedded.members["cooperation_id"] == "zv-realschule-ismaning"]
    assert members.set_index("key")["unit"].to_dict()["09184"] == "co_carrier"


@pytest.fixture(scope="module")
def inputs(embedded_inputs):
    return embedded_inputs


def classify(inputs, cooperations):
    table = pd.DataFrame(index=pd.Index(list(cooperations), name="cooperation_id"))
    return patterns.classify(units(cooperations), table, inputs.territory)["pattern"]


def test_ten_municipalities_drawn_at_random_are_a_network(inputs):
    keys = inputs.territory.municipalities
    random = np.random.default_rng(14)
    drawn = {str(i): random.choice(keys, 10, replace=False) for i in range(50)}
    assert classify(inputs, drawn).value_counts().to_dict() == {"network": 50}


def test_districts_are_regional_when_they_adjoin(inputs):
    found = classify(inputs, {"apart": ["06636", "09188"], "adjoining": ["06636", "06632"]})
    assert found.to_dict() == {"apart": "network", "adjoining": "regional"}


def test_city_and_its_district(inputs):
    found = classify(inputs, {"München": ["09162000", "09184"], "Kassel": ["06611000", "06633"]})
    assert set(found) == {"city_hinterland"}


def test_every_record_has_a_pattern_and_a_reason_in_both_languages(embedded):
    table = embedded.patterns
    assert len(table) == 225
    assert table["pattern"].notna().all()
    assert (table["reason_de"].str.len() > 20).all()
    assert (table["reason_en"].str.len() > 20).all()
    assert not table["reason_de"].str.contains(r"[{}]|\bnan\b|\?").any()


def test_counts_in_are_counts_matched_and_reported(embedded):
    counts = embedded.provenance.counts
    levels = embedded.members["level"].value_counts()
    assert levels.sum() == counts["memberships"]
    reported = (embedded.findings["code"] == "member_outside").sum()
    assert counts["members_outside"] == levels.get("unresolved", 0) == reported


@pytest.fixture(scope="module")
def germany(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("germany")
    (folder / "cooperations.csv").write_text(
        "cooperation_id,name,topics,format,stage\nx,X,water,association,operating\n"
    )
    (folder / "members.csv").write_text("cooperation_id,key\nx,09184119\nx,09184130\n")
    return workspace.load(
        AnalysisRequest(
            boundaries=shared / "vg5000_2021" / "VG5000_GEM.shp",
            attributes=shared / "inhabitants_2011.csv",
            cooperations=folder / "cooperations.csv",
            members=folder / "members.csv",
        )
    )


class TestGermany:
    """The rules on the official boundaries of all municipalities."""

    def test_size(self, germany):
        assert len(germany.contiguity.keys) == 10_790

    def test_municipal_associations_are_neighbours_or_city_and_hinterland(self, germany):
        areas, _wild = workspace.split(germany.boundaries.areas)
        association = areas["ars"].str[:9]
        several = association.map(association.value_counts()) >= 2
        table = pd.DataFrame(
            {"cooperation_id": association[several], "unit_key": areas.index[several], "unit": "municipality"}
        )
        records = pd.DataFrame(index=pd.Index(association[several].unique(), name="cooperation_id"))
        found = patterns.classify(table, records, germany.territory)["pattern"]
        assert len(found) == 1210
        assert found.isin(["neighbourhood", "city_hinterland"]).mean() >= 0.97

    def test_random_sets_are_networks(self, germany):
        random = np.random.default_rng(5000)
        keys = germany.territory.municipalities
        drawn = {str(i): random.choice(keys, 10, replace=False) for i in range(200)}
        assert set(classify(germany, drawn)) == {"network"}

    def test_districts_written_as_all_their_municipalities_are_regional(self, germany):
        areas, _wild = workspace.split(germany.boundaries.areas)
        size = areas["district"].map(areas["district"].value_counts())
        table = pd.DataFrame({"cooperation_id": areas["district"], "unit_key": areas.index, "unit": "municipality"})[
            (size >= 3).to_numpy()
        ]
        records = pd.DataFrame(index=pd.Index(table["cooperation_id"].unique(), name="cooperation_id"))
        found = patterns.classify(table, records, germany.territory)["pattern"]
        assert (found == "regional").mean() >= 0.95

    @pytest.mark.parametrize(
        ("members", "pattern"),
        [
            (["08222000", "07314000"], "neighbourhood"),  # Mannheim and Ludwigshafen: two equals
            (["04011000", "04012000"], "regional"),  # Bremen and Bremerhaven
            (["09162000", "09184"], "city_hinterland"),  # München and its district
        ],
    )
    def test_model_cases(self, germany, members, pattern):
        assert classify(germany, {"a": members})["a"] == pattern
