"""Gaps of all municipalities and topics at once: by hand in the country of nine, and against one after the other."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from geo_koop.planning import everywhere, gaps, similar
from geo_koop.planning import potential as lists
from tests.conftest import examples
from tests.nine import KEYS, NAMES

NAME = {key: name for name, key in KEYS.items()}


@pytest.fixture(scope="module")
def without(country):
    """Return the country without *plan* and *k*: A to D work on water; E, F, G have a gap, nobody asked H and I."""
    area, members = (t[~t["cooperation_id"].isin(["plan", "k"])] for t in (country.area, country.members))
    return country.replace(area=area, members=members)


def told(table):
    return [(NAME[row.key], row.gap_neighbours, row.group) for row in table.itertuples()]


def test_gaps_on_water_and_their_neighbours(without):
    table = everywhere.gap_table(without)
    water = table[table["topic"] == "water"]
    # E touches F; G touches D (a member) and H (not surveyed). Two that lie together are no group.
    assert told(water) == [("E", 1, 0), ("F", 1, 0), ("G", 0, 0)]
    assert set(water["grade"]) == {"survey"}


def test_seven_that_lie_together_are_one_group(country):
    table = everywhere.gap_table(country)
    broadband = table[table["topic"] == "broadband"]
    assert told(broadband) == [
        *(("A", 2, 1), ("B", 3, 1), ("C", 2, 1), ("D", 3, 1), ("E", 3, 1), ("F", 2, 1), ("G", 1, 1)),
    ]
    # Water is covered by a membership, a district or a law: no gap anywhere.
    assert not (table["topic"] == "water").any()
    assert not table["topic"].isin(gaps.NO_TASK).any()


def test_who_is_not_asked_is_in_no_group_but_a_neighbour(country):
    inside = np.isin(list(NAMES), list("ABGHI"))
    table = everywhere.gap_table(country, inside)
    broadband = table[table["topic"] == "broadband"]
    assert told(broadband) == [("A", 2, 0), ("B", 3, 0), ("G", 1, 0)]


def test_groups_are_added_up(country):
    groups = everywhere.gap_groups(country).set_index("topic")
    row = groups.loc["broadband"]
    assert (row["group"], row["municipalities"], row["population"], row["population_unknown"]) == (1, 7, 35_000, 0)
    assert row["area_km2"] == pytest.approx(7 * 25)
    assert row["keys"] == tuple(KEYS[name] for name in "ABCDEFG")


def test_the_nearest_cooperations_to_join(without):
    table = everywhere.join_table(without)
    table = table[table["topic"] == "water"]
    found = [(NAME[r.key], r.rank, r.cooperation_id, NAME[r.nearest_key], r.nearest_km) for r in table.itertuples()]
    assert found == [
        # D of u, v and B of w, x, y, z are 5 km from E; nothing is shared: in the order of the identifiers.
        *(("E", 1, "u", "D", 5.0), ("E", 2, "v", "D", 5.0), ("E", 3, "w", "B", 5.0)),
        # C of w is 5 km from F, B 7.1 km.
        *(("F", 1, "w", "C", 5.0), ("F", 2, "x", "B", 7.0711), ("F", 3, "y", "B", 7.0711)),
        # D is 5 km from G, A 10 km.
        *(("G", 1, "u", "D", 5.0), ("G", 2, "v", "D", 5.0), ("G", 3, "w", "A", 10.0)),
    ]


def test_statutory_bodies_are_candidates_only_where_they_are_asked_for(country):
    asked = pd.DataFrame({"key": [KEYS["I"]], "topic": ["water"]})
    assert "plan" not in set(everywhere.join_table(country, asked, most=99)["cooperation_id"])
    part = country.area[(country.area["cooperation_id"] != "plan") | (country.area["key"] != KEYS["I"])]
    outside = country.replace(area=part)
    assert "plan" not in set(everywhere.join_table(outside, asked, most=99)["cooperation_id"])
    assert "plan" in set(everywhere.join_table(outside, asked, most=99, statutory=True)["cooperation_id"])


def test_what_is_nearest_on_each_gap(without):
    found = everywhere.outlook(without, KEYS["E"])
    # The only topic on which there is a cooperation, behind the group of topics to which it belongs.
    assert list(found.index[:2]) == ["technical_infrastructure", "water"]
    first = found.loc["water"]
    assert (first["join"], NAME[first["join_key"]], first["join_km"]) == ("u", "D", 5.0)
    assert [NAME[key] for key in first["neighbours"]] == ["F"]
    assert [NAME[key] for key in first["group"]] == ["E", "F"]
    # All are equally large and dense: the first key goes before.
    assert (NAME[first["example"]], first["example_id"]) == ("A", "u")
    assert found.loc["broadband", ["join", "example"]].isna().all()
    assert everywhere.outlook(without, KEYS["I"]).empty, "nobody asked: no gap"


def test_what_others_do_is_counted_among_those_that_are_known(without):
    others = pd.Index([KEYS[name] for name in "BDFI"])
    done = everywhere.done_by(without, KEYS["E"], others)
    # B and D are members; F has the same gap; nobody knows of I.
    assert done.loc["water", ["doing", "known"]].tolist() == [2, 3]
    assert [NAME[key] for key in done.loc["water", "keys"]] == ["B", "D"]
    assert list(done.index) == ["technical_infrastructure", "water"]
    assert everywhere.done_by(without, KEYS["A"], others).empty


def test_all_at_once_says_the_same_as_one_after_the_other(embedded):
    table = everywhere.gap_table(embedded)
    join = everywhere.join_table(embedded, table).set_index(["key", "topic"]).sort_index()
    for topic in ("water", "waste_water", "industrial_zone", "public_safety"):
        rows = table[table["topic"] == topic].set_index("key")
        alone = gaps.group_table(embedded, topic)
        assert list(rows.index) == list(alone.index)
        assert rows[list(alone)].to_numpy().tolist() == alone.to_numpy().tolist()
    for row in table.sample(20, random_state=1).itertuples():
        one = lists.joinable(embedded, row.key, row.topic).head(3)
        many = join.loc[[(row.key, row.topic)]] if (row.key, row.topic) in join.index else join.iloc[:0]
        assert list(one.index) == list(many["cooperation_id"])
        assert one["nearest"].to_numpy() == pytest.approx(many["nearest_km"].to_numpy(), abs=1e-4)
        assert one["shared"].tolist() == many["shared"].tolist()


def test_blocks_say_the_same_as_all_at_once(without, monkeypatch):
    whole = everywhere.join_table(without)
    monkeypatch.setattr(everywhere, "_CELLS", 1)
    assert everywhere.join_table(without).equals(whole)


def test_the_first_of_each_list_is_that_of_the_whole_list(embedded):
    key = embedded.municipalities.index[embedded.municipalities["name"] == "Haar"][0]
    found = everywhere.outlook(embedded, key)
    for topic in ("industrial_zone", "procurement"):
        whole = lists.potential(embedded, key, topic)
        row = found.loc[topic]
        assert (row["join"], row["example"]) == (whole.join.index[0], whole.learn.index[0])
        assert list(row["group"]) == whole.group["keys"]
    assert similar.similar(embedded, key, most=1).index[0] in embedded.municipalities.index


@given(cells=st.lists(st.booleans(), min_size=18, max_size=18))
@examples(60)
def test_groups_are_the_connected_components_of_three_or_more(cells):
    graph = nx.grid_2d_graph(3, 3)
    places = sorted(graph)
    touching = sparse.csr_array(nx.to_numpy_array(graph, nodelist=places, dtype=np.int32))
    gap = np.array(cells).reshape(9, 2)
    column, row = np.nonzero(gap.T)
    found = gaps.grouped(touching, gap)[0].T[gap.T]
    for one in (0, 1):
        chosen = [places[i] for i in np.flatnonzero(gap[:, one])]
        parts = [sorted(part) for part in nx.connected_components(graph.subgraph(chosen)) if len(part) >= 3]
        parts.sort(key=lambda part: (-len(part), part[0]))
        expected = {place: number for number, part in enumerate(parts, start=1) for place in part}
        here = column == one
        assert {places[i]: g for i, g in zip(row[here], found[here], strict=True) if g} == expected
