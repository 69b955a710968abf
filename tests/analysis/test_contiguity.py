import pandas as pd
import shapely

from geo_koop.analysis import contiguity
from tests.conftest import areas, grid


def test_grid_neighbours_share_an_edge_and_not_a_corner():
    graph = contiguity.build(grid(3, 3))
    assert graph.neighbours("09101101") == ["09101001", "09101100", "09101102", "09101201"]
    assert graph.neighbours("09101000") == ["09101001", "09101100"]
    assert set(graph.edges["kind"]) == {"border"}
    assert len(graph.edges) == 12


def test_gap_counts_up_to_the_tolerance():
    two = areas(["09101001", "09101002"], [shapely.box(0, 0, 1000, 1000), shapely.box(1400, 0, 2400, 1000)])
    assert contiguity.build(two, gap_tolerance=500).edges["kind"].tolist() == ["gap"]
    assert contiguity.build(two, gap_tolerance=399).edges.empty
    assert contiguity.build(two, gap_tolerance=0).edges.empty


def test_overlap_by_a_millimetre_does_not_part_neighbours():
    two = areas(["09101001", "09101002"], [shapely.box(0, 0, 1000, 1000), shapely.box(999.999, 0, 2000, 1000)])
    assert contiguity.build(two, gap_tolerance=0).edges["kind"].tolist() == ["border"]


def test_municipalities_around_a_forest_are_bridged():
    ring = grid(3, 3)
    forest = ring.loc[["09101101"]].assign(kind="unincorporated")
    council = ring.drop("09101101")
    graph = contiguity.build(council, forest, gap_tolerance=0)
    bridged = graph.edges[graph.edges["kind"] == "bridged"]
    assert {tuple(pair) for pair in bridged[["key_a", "key_b"]].to_numpy()} == {
        ("09101001", "09101100"),
        ("09101001", "09101102"),
        ("09101001", "09101201"),
        ("09101100", "09101102"),
        ("09101100", "09101201"),
        ("09101102", "09101201"),
    }


def test_two_adjoining_forests_are_one_cluster():
    row = grid(1, 4)
    forest = row.iloc[1:3].assign(kind="unincorporated")
    graph = contiguity.build(row.drop(forest.index), forest, gap_tolerance=0)
    assert graph.neighbours("09101000") == ["09101003"]


def test_link_joins_across_a_lake_and_strange_keys_are_passed_over():
    far = grid(1, 5).iloc[[0, 4]]
    links = pd.DataFrame({"key_a": ["09101004", "99999999"], "key_b": ["09101000", "09101000"]})
    graph = contiguity.build(far, links=links)
    assert graph.edges.to_numpy().tolist() == [["09101000", "09101004", "link"]]


def test_adjacency_is_symmetric_without_diagonal():
    adjacency = contiguity.build(grid(4, 4)).adjacency.toarray()
    assert (adjacency == adjacency.T).all()
    assert not adjacency.diagonal().any()
