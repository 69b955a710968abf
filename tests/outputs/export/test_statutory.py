"""Ties in exports are told without statutory bodies, with the other number beside."""

import pandas as pd

from geo_koop.outputs.export.tables import build

GARCHING, HAAR = "09184119", "09184123"


def partners(lines, key):
    return set(lines.loc[lines["key_a"] == key, "key_b"]) | set(lines.loc[lines["key_b"] == key, "key_a"])


def test_lines_leave_out_what_a_law_prescribes(embedded):
    made = build(embedded)["comembership"]
    # The sentence of the app: Garching has 8 partners, with the regional planning association 185.
    assert len(partners(made, GARCHING)) == 8
    assert len(partners(embedded.comembership, GARCHING)) == 185
    assert (made["all_cooperations"] >= made["cooperations"]).all()
    prescribed = embedded.cooperations.index[embedded.cooperations["obligation"] == "statutory"]
    shown = embedded.cooperations.index[embedded.cooperations["shown"]]
    pairs = embedded.area[embedded.area["cooperation_id"].isin(shown)]
    of = pairs.groupby("key")["cooperation_id"].agg(set)
    line = made.iloc[0]
    both = of[line["key_a"]] & of[line["key_b"]]
    assert line["all_cooperations"] - line["cooperations"] <= len(both & set(prescribed))


def test_congruence_has_both_numbers(embedded):
    made = build(embedded)["municipalities"].set_index("key")
    free = embedded.without_statutory()
    pd.testing.assert_series_equal(made["congruence"], free.congruence.reindex(made.index), check_names=False)
    pd.testing.assert_series_equal(made["all_congruence"], embedded.congruence.reindex(made.index), check_names=False)
    assert made.loc[GARCHING, "congruence"] != made.loc[GARCHING, "all_congruence"]


def test_the_number_of_statutory_bodies_stands_beside_the_cooperations(embedded):
    made = build(embedded)["municipalities"].set_index("key")
    records = embedded.cooperations
    prescribed = records.index[(records["obligation"] == "statutory") & records["shown"]]
    counted = embedded.area[embedded.area["cooperation_id"].isin(prescribed)].groupby("key").size()
    assert made["statutory"].fillna(0).astype(int).to_dict() == counted.reindex(made.index, fill_value=0).to_dict()


def test_metadata_say_it(embedded, folder):
    made = build(embedded)["provenance"].set_index("key")["value"]
    records = embedded.cooperations
    assert int(made["statutory_left_out"]) == ((records["obligation"] == "statutory") & records["shown"]).sum()
    metadata = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.xml"))
    assert "Gemeinsame Mitgliedschaften und Kongruenz sind ohne Pflichtverbände" in metadata
