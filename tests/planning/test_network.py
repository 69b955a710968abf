"""The network: by hand on the nine municipalities of :mod:`tests.nine`, by properties, and on the embedded data."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo_koop as gk
from geo_koop import workspace
from geo_koop.errors import UsageError
from geo_koop.model import AnalysisRequest
from geo_koop.planning import clusters, network
from tests.nine import KEYS, request_in

A, B, C, D = (KEYS[name] for name in "ABCD")


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return gk.analyse(request_in(tmp_path_factory.mktemp("nine")))


@pytest.fixture(scope="module")
def free(nine):
    return network.build(nine.without_statutory())


def test_edges_are_shared_own_memberships_without_what_a_law_prescribes(free):
    found = free.edges.set_index(["key_a", "key_b"])["cooperations"].to_dict()
    assert found == {(A, B): 4, (A, D): 2, (A, C): 1, (B, C): 1}
    assert free.drawn[["key_a", "key_b"]].to_numpy().tolist() == [[A, B], [A, D]]
    assert free.edges.set_index(["key_a", "key_b"]).loc[(A, D), "distance_km"] == pytest.approx(5)
    assert not free.statutory


def test_nodes_are_who_was_asked_or_has_a_partner(free):
    nodes = free.nodes
    # H and I were not asked, and nobody knows whether they have partners.
    assert nodes["name"].tolist() == list("ABCDEFG")
    by_name = nodes.set_index("name")
    assert by_name["memberships"].tolist() == [7, 4, 1, 2, 0, 0, 0]
    assert by_name["partners"].tolist() == [3, 2, 2, 1, 0, 0, 0]
    assert by_name["ties"].tolist() == [7, 5, 2, 2, 0, 0, 0]
    assert by_name.loc["A", "congruence"] == pytest.approx((4 + 2 + 1) / (7 * 3))
    assert by_name.loc["B", "congruence"] == pytest.approx((4 + 1) / (4 * 2))
    assert by_name["cluster"].fillna(0).tolist() == [1, 1, 1, 1, 0, 0, 0]


def test_one_planning_association_makes_everybody_a_partner(nine):
    full = network.build(nine)
    assert len(full.edges) == 9 * 8 // 2
    assert full.nodes["partners"].tolist() == [8] * 9
    assert full.statutory


def test_a_cluster_is_compared_where_there_is_something_to_compare(free, nine):
    # A to D lie in one district, and no planning association is recorded.
    assert free.agreement["municipalities"].to_dict() == {"districts": 4, "planning_regions": 0}
    assert free.agreement["groups"].to_dict() == {"districts": 1, "planning_regions": 0}
    assert free.agreement["adjusted_rand"].isna().all()
    assert free.clusters.loc[1, ["municipalities", "districts", "ties", "inside"]].tolist() == [4, 1, 8, 1.0]
    assert free.clusters.loc[1, "names"] == ("A", "B", "C")


def test_what_lowers_congruence(free):
    found = free.explain(A)
    assert (found.memberships, found.congruence) == (7, pytest.approx(7 / 21))
    partners = found.partners.set_index("name")
    assert partners["share"].to_dict() == {
        "B": pytest.approx(4 / 7),
        "D": pytest.approx(2 / 7),
        "C": pytest.approx(1 / 7),
    }
    assert partners["without"].to_dict() == {
        "B": pytest.approx(3 / 14),
        "D": pytest.approx(5 / 14),
        "C": pytest.approx(6 / 14),
    }
    assert partners["lowers"].to_dict() == {"B": False, "D": True, "C": True}
    records = found.cooperations
    # Without w, C is no partner: 5 shared with 2 partners in 6 memberships. Without k, A has one less that it shares.
    assert records["without"].to_dict() == {
        "w": pytest.approx(5 / 12),
        "k": pytest.approx(7 / 18),
        **{name: pytest.approx(6 / 18) for name in "xyzuv"},
    }
    assert records.index[records["lowers"]].tolist() == ["w", "k"]
    assert records["partners"].to_dict() == {"w": 2, "k": 0, "x": 1, "y": 1, "z": 1, "u": 1, "v": 1}
    assert records["only_here"].sum() == 1


def test_who_has_no_partner_has_nothing_to_explain(free):
    found = free.explain(KEYS["E"])
    assert found.memberships == 0
    assert np.isnan(found.congruence)
    assert found.partners.empty
    assert found.cooperations.empty


def test_without_the_only_membership_there_is_no_congruence(free):
    found = free.explain(C)
    assert found.congruence == 1
    assert found.cooperations["without"].isna().all()
    assert not found.cooperations["lowers"].any()


def test_unknown_places_and_numbers_are_refused(free, nine):
    with pytest.raises(UsageError, match="no municipality 123"):
        free.explain("123")
    for wrong in (0, 1.5, True):
        with pytest.raises(UsageError, match="number of shared cooperations"):
            network.build(nine, least=wrong)


def test_years_end_on_31_december_before_the_date(free):
    series = free.series()
    assert series.years["year"].tolist() == list(range(2000, 2020))
    last = series.years.iloc[-1]
    assert last[["cooperations", "municipalities", "edges", "drawn", "mean_partners", "clusters"]].tolist() == [
        *(7, 4, 4, 2, 2.0, 1),
    ]
    assert series.without_start == 0


def two_groups(weak=1):
    """Return two triangles of strong ties, joined by a weak one."""
    pairs = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("e", "f"), ("d", "f")]
    rows = [(*pair, 3) for pair in pairs] + [("c", "d", weak)]
    return pd.DataFrame(rows, columns=["key_a", "key_b", "cooperations"])


def test_clusters_are_who_is_tied_strongly():
    found = clusters.find(two_groups(), pd.Index(list("abcdefg")))
    assert found.fillna(0).tolist() == [1, 1, 1, 2, 2, 2, 0]


@given(st.randoms(use_true_random=False), st.integers(2, 14), st.integers(0, 40))
def test_clusters_do_not_depend_on_the_order_of_rows_or_ends(random, size, count):
    keys = [f"{number:03}" for number in range(size)]
    pairs = {tuple(sorted(random.sample(keys, 2))) for _ in range(count)}
    rows = [(a, b, random.randint(1, 5)) for a, b in sorted(pairs)]
    columns = ["key_a", "key_b", "cooperations"]
    first = clusters.find(pd.DataFrame(rows, columns=columns), pd.Index(keys))
    turned = [(b, a, n) if random.random() < 0.5 else (a, b, n) for a, b, n in rows]
    random.shuffle(turned)
    order = random.sample(keys, size)
    again = clusters.find(pd.DataFrame(turned, columns=columns), pd.Index(order))
    assert again.reindex(keys).equals(first)
    assert set(first[first.notna()].index) == {key for pair in pairs for key in pair}


@given(st.lists(st.integers(0, 5), min_size=2, max_size=60))
def test_the_index_of_the_same_partition_is_one_whatever_its_names(labels):
    left = pd.Series(labels)
    assert clusters.adjusted_rand(left, left.map(lambda label: f"group {label}")) == 1


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=60))
def test_the_index_has_no_side_and_is_at_most_one(pairs):
    left, right = (pd.Series(part) for part in zip(*pairs, strict=True))
    value = clusters.adjusted_rand(left, right)
    assert value == pytest.approx(clusters.adjusted_rand(right, left))
    assert value <= 1


def test_the_index_of_independent_partitions_is_about_zero():
    random = np.random.default_rng(1)
    left, right = (pd.Series(random.integers(0, 6, 20_000)) for _ in range(2))
    assert clusters.adjusted_rand(left, right) == pytest.approx(0, abs=0.005)


def test_the_index_of_a_published_table():
    # Hubert and Arabie's formula on two groups of three, one thing in the other group: 2 ÷ … counted by hand:
    # cells 2, 1, 3 -> 1 + 0 + 3 = 4 pairs; rows 3 + 3 = 6; columns C(2,2) + C(4,2) = 7; of 15 pairs.
    left, right = pd.Series([1, 1, 1, 2, 2, 2]), pd.Series([1, 1, 2, 2, 2, 2])
    assert clusters.adjusted_rand(left, right) == pytest.approx((4 - 42 / 15) / (6.5 - 42 / 15))


def test_what_has_no_label_is_left_out():
    left, right = pd.Series([1, 1, 2, 2, None]), pd.Series(["a", "a", "b", "b", "c"])
    assert clusters.adjusted_rand(left, right) == 1
    assert np.isnan(clusters.adjusted_rand(left[:1], right[:1]))


@pytest.fixture(scope="module")
def embedded():
    return gk.analyse().without_statutory()


def test_the_years_are_those_of_an_analysis_of_the_day(embedded):
    series = network.series(embedded).years.set_index("year")
    inputs = workspace.load(AnalysisRequest())
    for year in (1985, 2005, 2020):
        day = workspace.evaluate(inputs, as_of=date(year, 12, 31)).without_statutory()
        day = day.part(day.cooperations["start_date"].notna())
        assert series.loc[year, "edges"] == len(day.comembership)
        assert series.loc[year, "drawn"] == (day.comembership["cooperations"] >= 2).sum()


def test_explained_congruence_is_that_of_the_analysis(embedded):
    made = network.build(embedded)
    for key in embedded.congruence.dropna().index[::40]:
        assert made.explain(key).congruence == pytest.approx(embedded.congruence[key])


def test_the_only_planning_region_is_no_comparison_and_districts_are(embedded):
    table = network.build(embedded).agreement
    assert table.loc["planning_regions", "groups"] == 1
    assert np.isnan(table.loc["planning_regions", "adjusted_rand"])
    assert 0.4 < table.loc["districts", "adjusted_rand"] < 1
