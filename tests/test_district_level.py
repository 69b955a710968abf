"""Districts beside municipal members: what each record covers, before and after the rule of the district level."""

import hashlib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geo_koop import analyse
from geo_koop.model import AnalysisRequest

BEFORE = Path(__file__).parent / "data" / "covered_before.csv"
"""Made on 2026-11-28 by the version before the rule: number and checksum of the municipalities of each record."""


@pytest.fixture(scope="module")
def embedded():
    return analyse(AnalysisRequest(as_of=date(2026, 11, 28)))


def test_only_the_metropolitan_region_covers_other_municipalities_than_before(embedded):
    keys = embedded.area.groupby("cooperation_id")["key"].agg(lambda part: ";".join(sorted(part)))
    keys = keys.reindex(embedded.cooperations.index, fill_value="")
    before = pd.read_csv(BEFORE, index_col="cooperation_id", dtype={"sha256": str})
    assert len(before) == len(keys) == 225
    now = keys.map(lambda text: hashlib.sha256(text.encode()).hexdigest()[:16])
    assert now.index[now != before["sha256"].reindex(now.index)].tolist() == ["emm-ev"]
    number = keys.map(lambda text: len([key for key in text.split(";") if key]))
    differing = number - before["municipalities"].reindex(number.index)
    # Of the 29 municipalities of the Landkreis München only Unterföhring was covered.
    assert differing[differing != 0].to_dict() == {"emm-ev": 28}


def test_the_metropolitan_region_covers_the_whole_landkreis_muenchen(embedded):
    covered = set(embedded.area.loc[embedded.area["cooperation_id"] == "emm-ev", "key"])
    inside = embedded.municipalities.index[embedded.municipalities["district"] == "09184"]
    assert len(inside) == 29
    assert covered >= set(inside)
    members = embedded.members[embedded.members["cooperation_id"] == "emm-ev"].set_index("key")
    assert members.loc["09184", "unit"] == "extending"
    assert members.loc["09184147", "unit"] == "within"
    row = embedded.area[(embedded.area["cooperation_id"] == "emm-ev") & (embedded.area["key"] == "09184147")]
    assert row["through"].tolist() == ["member"]


def test_the_planning_association_says_which_districts_stand_for_themselves(embedded):
    members = embedded.members[embedded.members["cooperation_id"] == "pv-muenchen"].set_index("key")
    assert set(members.index[members["covers"] == "self"]) == {"09179", "09181"}
    assert set(members.index[members["unit"] == "co_carrier"]) == {"09179", "09181"}
