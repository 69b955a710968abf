import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from geo_koop.analysis import entanglement
from geo_koop.errors import UsageError
from tests.conftest import grid

COUNTRY = grid(1, 4)
A, B, C, D = COUNTRY.index
AREA = pd.DataFrame(
    [
        ("x", A, "member"),
        ("x", B, "indirect"),
        ("y", A, "member"),
        ("y", B, "member"),
        ("y", C, "member"),
        ("z", D, "district"),
    ],
    columns=["cooperation_id", "key", "through"],
)
IDS = pd.Index(["x", "y", "z"])
MEMBERS = entanglement.incidence(AREA, IDS, COUNTRY.index)


def test_overlap_parts_own_memberships_from_the_district():
    table = entanglement.overlap(AREA, IDS, COUNTRY.index)
    assert table["memberships"].tolist() == [2, 2, 1, 0]
    assert table["through_district"].tolist() == [0, 0, 0, 1]
    assert table["cooperations"].tolist() == [2, 2, 1, 1]


def test_comembership_counts_shared_cooperations():
    edges = entanglement.comembership(MEMBERS, COUNTRY).set_index(["key_a", "key_b"])
    assert edges["cooperations"].to_dict() == {(A, B): 2, (A, C): 1, (B, C): 1}
    assert edges.loc[(A, C), "distance_km"] == pytest.approx(10)


def test_congruence_is_the_mean_over_partners():
    value = entanglement.congruence(MEMBERS, COUNTRY.index)
    assert value[A] == pytest.approx((2 / 2 + 1 / 2) / 2)
    assert value[C] == pytest.approx(1)
    assert pd.isna(value[D])


def test_jaccard_of_two_cooperations():
    pair = entanglement.jaccard(MEMBERS, IDS).iloc[0]
    assert (pair["cooperation_a"], pair["cooperation_b"], pair["shared"]) == ("x", "y", 2)
    assert pair["jaccard"] == pytest.approx(2 / 3)


def test_more_pairs_than_memory_holds_are_refused_with_a_way_out():
    everybody = sparse.csr_array(np.ones((1, 8_000), dtype=np.int32))
    with pytest.raises(UsageError, match="Up to 31 million pairs"):
        entanglement.congruence(everybody, pd.RangeIndex(8_000))
