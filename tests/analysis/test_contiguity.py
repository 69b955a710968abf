from itertools import combinations

import numpy as np
import pandas as pd
import pytest
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


def cells(seed, *, clean):
    """Return Voronoi cells; unclean ones lie some centimetres beside where they should, or have further corners."""
    random = np.random.default_rng(seed)
    points = shapely.MultiPoint(random.uniform(0, 10_000, (40, 2)).round(1))
    found = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shapely.box(0, 0, 10_000, 10_000)))
    found = np.append(found, [shapely.box(20_000, 0, 21_000, 500), shapely.box(21_000, 499.5, 22_000, 900)])
    if clean:
        return found
    moved = [
        shapely.affinity.translate(cell, *shift)
        for cell, shift in zip(found, random.normal(0, 0.05, (len(found), 2)), strict=True)
    ]
    return np.array([cell if i % 3 else shapely.segmentize(cell, 300) for i, cell in enumerate(moved)])


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_neighbours_are_those_whose_intersection_is_a_metre_long(seed, clean):
    shapes = cells(seed, clean=clean)
    keys = [f"{9101000 + i:08}" for i in range(len(shapes))]
    edges = contiguity.build(areas(keys, list(shapes)), gap_tolerance=300).edges
    border, gap = set(), set()
    for (a, first), (b, second) in combinations(zip(keys, shapes, strict=True), 2):
        if first.intersection(second).length >= 1:
            border.add((a, b))
        elif not first.intersects(second) and first.distance(second) <= 300:
            gap.add((a, b))
    found = {kind: set(zip(rows["key_a"], rows["key_b"], strict=True)) for kind, rows in edges.groupby("kind")}
    assert found["border"] == border
    assert found.get("gap", set()) == gap


def test_what_lies_in_another_twice_or_has_a_hole_for_it_is_its_neighbour():
    whole = shapely.box(0, 0, 1000, 1000)
    hole = shapely.box(400, 400, 600, 600)
    shapes = [whole, whole, whole.difference(hole), hole]
    graph = contiguity.build(areas(["09101001", "09101002", "09101003", "09101004"], shapes))
    assert len(graph.edges) == 6
    assert set(graph.edges["kind"]) == {"border"}


def test_neighbours_stand_on_either_side_of_a_pair():
    pairs = pd.DataFrame({"key_a": ["09101000", "09101001"], "key_b": ["09101100", "09101000"]})
    assert contiguity.beside("09101000", pairs) == ["09101001", "09101100"]
    assert contiguity.beside("09101222", pairs) == []
