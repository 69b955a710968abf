"""The network as files of other programs."""

import json

import networkx
import pandas as pd
import pytest

import geo_koop as gk
from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs import network as files
from geo_koop.outputs.export.tables import build
from tests.nine import KEYS, request_in


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return gk.analyse(request_in(tmp_path_factory.mktemp("nine")))


@pytest.mark.parametrize(("ending", "read"), [(".graphml", networkx.read_graphml), (".gexf", networkx.read_gexf)])
def test_graphs_are_read_back(nine, tmp_path, ending, read):
    out = tmp_path / f"netz{ending}"
    gk.network(nine, least=1, out=out)
    graph = read(out)
    assert sorted(graph.nodes) == [KEYS[name] for name in "ABCDEFG"]
    assert graph.edges[KEYS["A"], KEYS["B"]]["weight"] == 4
    assert graph.edges[KEYS["A"], KEYS["B"]]["cooperations"] == 4
    assert len(graph.edges) == 4
    node = graph.nodes[KEYS["A"]]
    assert node.get("name", node.get("label")) == "A"
    assert node["cluster"] == 1
    assert "cluster" not in graph.nodes[KEYS["E"]]
    assert 10 < node["longitude"] < 12


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_the_same_network_gives_the_same_bytes(nine, ending):
    first, second = (files.graph_bytes(gk.network(nine), ending) for _ in range(2))
    assert first == second
    assert b"lastmodified" not in first


def test_tables(nine, tmp_path):
    gk.network(nine, out=tmp_path / "n.json")
    read = json.loads((tmp_path / "n.json").read_text())
    assert set(read) == {"least", "statutory", "edges", "nodes", "clusters", "agreement"}
    assert [(row["name_a"], row["name_b"], row["cooperations"]) for row in read["edges"]] == [
        ("A", "B", 4),
        ("A", "D", 2),
    ]
    assert read["nodes"][4] == {
        **{"key": KEYS["E"], "name": "E", "district_name": "Landkreis 09101", "surveyed": True},
        **{"memberships": 0, "partners": 0, "ties": 0, "congruence": None, "cluster": None},
    }
    assert read["agreement"][0]["adjusted_rand"] is None
    gk.network(nine, out=tmp_path / "n.csv")
    assert pd.read_csv(tmp_path / "n.csv", dtype=str)["key_a"].tolist() == [KEYS["A"]] * 2
    gk.network(nine, out=tmp_path / "n.xlsx")
    assert list(pd.read_excel(tmp_path / "n.xlsx", sheet_name=None, engine="openpyxl")) == [
        "edges",
        "nodes",
        "clusters",
        "agreement",
    ]


def test_names_with_letters_that_xml_lacks_are_written(nine):
    areas = nine.municipalities
    areas.loc[KEYS["A"], "name"] = "A\x0b<&"
    made = gk.network(nine.replace(municipalities=areas))
    for ending in files.GRAPHS:
        assert b"A&lt;&amp;" in files.graph_bytes(made, ending)


def test_what_exists_is_kept_and_endings_are_checked(nine, tmp_path):
    (tmp_path / "n.gexf").write_text("mine")
    with pytest.raises(OutputError, match="exists already"):
        gk.network(nine, out=tmp_path / "n.gexf")
    with pytest.raises(UsageError, match="ending"):
        gk.network(nine, out=tmp_path / "n.dot")


def test_layers(nine):
    made = build(nine)
    edges, nodes = made["network_edges"], made["network_nodes"]
    assert edges[["name_a", "name_b", "cooperations"]].to_numpy().tolist() == [
        ["A", "B", 4],
        ["A", "D", 2],
        ["B", "C", 1],
        ["A", "C", 1],
    ]
    assert edges.geometry.length.round(3).tolist() == [5000, 5000, 5000, 10000]
    assert nodes["name"].tolist() == list("ABCDEFG")
    assert nodes["cluster"].isna().sum() == 3
    assert nodes.crs == nine.municipalities.crs
