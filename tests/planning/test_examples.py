"""Examples by likeness and by size, counted by hand on the small few."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop import Filters, UsageError
from geo_koop.planning import examples
from geo_koop.planning.sizes import SIZES, size_classes
from geo_koop.result.narrowing import narrow
from tests.conftest import examples as some
from tests.planning.few import KEYS, PEOPLE

PARTS = [f"same_{name}" for name in examples.PARTS]


def parts(table, one):
    return {name.removeprefix("same_"): table.loc[one, name] for name in PARTS}


class TestFacts:
    def test_sums_are_those_of_the_members(self, few):
        table = examples.facts(few)
        assert table.loc["abw", "inhabitants"] == PEOPLE["A"] + PEOPLE["B"] == 7_000
        assert table.loc["kult", "inhabitants"] == 3_000 + 8_000 + 4_000
        assert table.loc["kult", "members"] == 2
        assert table["states"].unique().tolist() == ["09"]
        assert not table["inhabitants_unknown"].any()

    def test_what_nobody_counted_is_no_zero(self, few):
        places = few.municipalities
        places["population"] = places["population"].mask(places.index == KEYS["B"])
        table = examples.facts(few.replace(municipalities=places))
        assert table.loc["abw", ["inhabitants", "inhabitants_unknown"]].tolist() == [3_000, 1]
        places["population"] = pd.NA
        table = examples.facts(few.replace(municipalities=places))
        assert table["inhabitants"].isna().all()


class TestLike:
    def test_each_part_is_shown(self, few):
        """*abw*: A and B, 7,000 inhabitants, special-purpose association (5), waste water, neighbours."""
        table = examples.like(few, "abw")
        assert parts(table, "weg") == {
            "topics": False,
            "format": False,
            "pattern": True,
            "inhabitants": True,  # 9,400
            "members": True,
            "bindingness": False,
        }
        assert not table.loc["trink", "same_inhabitants"]  # 33,000
        assert parts(table, "plan") == dict.fromkeys(examples.PARTS, False) | {"bindingness": True}
        assert table["agreeing"].loc[["weg", "trink", "edv", "plan"]].tolist() == [3, 2, 2, 1]

    def test_those_that_agree_in_most_parts_come_first_then_by_name(self, few):
        table = examples.like(few, "abw")
        assert table.index[0] == "weg"
        assert "abw" not in table.index
        rank = list(zip(-table["agreeing"], table["name"].str.casefold(), strict=True))
        assert rank == sorted(rank)
        assert table.index[-1] == "plan"

    def test_it_is_mutual(self, few):
        for one in few.cooperations.index:
            for other, row in examples.like(few, one).iterrows():
                back = examples.like(few, other)
                assert back.loc[one, PARTS].tolist() == row[PARTS].tolist()

    def test_what_is_not_known_agrees_with_nothing(self, few):
        records = few.cooperations
        records.loc["weg", ["format", "pattern"]] = ["unknown", "unclassified"]
        places = few.municipalities
        places["population"] = places["population"].mask(places.index == KEYS["D"])
        other = few.replace(cooperations=records, municipalities=places)
        table = examples.like(other, "abw")
        assert table.loc["weg", ["same_format", "same_pattern", "same_inhabitants"]].isna().all()
        assert table.loc["weg", "agreeing"] == 1  # members
        here = examples.like(other, "weg")
        assert here[["same_format", "same_pattern", "same_inhabitants"]].isna().all(axis=None)

    def test_a_shared_topic_is_named_and_a_part_of_a_topic_shares_it(self, few):
        topics = few.topics
        topics.loc[topics["cooperation_id"] == "trink", "topic"] = "recycling_yard"
        topics.loc[topics["cooperation_id"] == "weg", "topic"] = "waste_collection"
        topics.loc[topics["cooperation_id"] == "edv", "topic"] = "unknown"
        table = examples.like(few.replace(topics=topics), "trink")
        assert table.loc["weg", "shared_topics"] == "waste_circular_economy"
        assert table.loc["weg", "same_topics"]
        assert pd.isna(table.loc["edv", "same_topics"])

    def test_no_such_cooperation(self, few):
        with pytest.raises(UsageError, match="nirgends"):
            examples.like(few, "nirgends")


class TestFind:
    def test_filters_choose_among_what_is_found(self, few, index):
        part = narrow(few, Filters(formats="cooperation_contract"))
        assert list(examples.find(part, index).table.index) == ["edv", "trink"]
        assert list(examples.find(part, index, "Wasser").table.index) == ["trink"]

    def test_a_member_of_a_size(self, few, index):
        """C alone has 20,000 to below 50,000, F alone 5,000 to below 10,000: in *kult* only through its district."""
        large, middle = SIZES.index(20_000), SIZES.index(5_000)
        assert set(examples.find(few, index, size=large).table.index) == {"trink", "edv", "plan"}
        assert set(examples.find(few, index, size=middle).table.index) == {"plan"}
        assert examples.find(few, index, size=SIZES.index(100_000)).table.empty


class TestBySize:
    def test_others_of_the_size_that_were_surveyed(self, few):
        """Fewer than 5,000: B, D, E and G were surveyed; H is surroundings, nobody asked in I."""
        table = examples.by_size(few, KEYS["A"])
        assert (table["municipalities"] == 4).all()
        told = {
            topic: (row.covered, row.own, row.status)
            for topic, row in zip(table.index, table.itertuples(), strict=True)
        }
        assert told["waste_water"] == (1, 1, "own")  # B
        assert told["building_yard"] == (2, 2, "none_recorded")  # D, E
        assert told["it_digital"] == (1, 1, "none_recorded")  # B
        assert told["water"] == (0, 0, "own")
        assert told["culture_sport"] == (1, 0, "own")  # G through its district
        assert told["settlement_development"] == (3, 0, "prescribed")  # B, D, E
        assert table.index[0] == "settlement_development"
        assert table.loc["building_yard", "share"] == 0.5

    def test_how_one_stands(self, few):
        assert examples.by_size(few, KEYS["G"]).loc["culture_sport", "status"] == "through"
        assert examples.by_size(few, KEYS["I"])["status"].eq("not_surveyed").all()

    def test_it_does_not_count_itself(self, few):
        alone = examples.by_size(few, KEYS["C"])
        assert (alone["municipalities"] == 0).all()
        assert alone["share"].isna().all()

    def test_a_filter_is_no_gap(self, few):
        part = narrow(few, Filters(formats="association"))
        table = examples.by_size(part, KEYS["A"])
        assert table.loc["water", "status"] == "not_in_filter"
        assert table.loc["culture_sport", "status"] == "own"

    def test_without_inhabitants_there_is_no_size(self, few):
        places = few.municipalities
        places["population"] = pd.NA
        with pytest.raises(UsageError, match="Grünau"):
            examples.by_size(few.replace(municipalities=places), KEYS["A"])
        with pytest.raises(UsageError, match="99999999"):
            examples.by_size(few, "99999999")

    def test_it_agrees_with_the_coverage_of_the_embedded_data(self, embedded):
        """Counted anew from the table of coverage, municipality by municipality."""
        key = "09184123"
        places, cells = embedded.municipalities, embedded.coverage()
        own = size_classes(places["population"])
        others = places.index[(own == own[key]).fillna(False) & ~places["context"] & (places.index != key)]
        rows = cells[cells["key"].isin(others) & cells["grade"].notna() & (cells["topic"] == "water")]
        made = examples.by_size(embedded, key).loc["water"]
        assert [made["municipalities"], made["covered"]] == [len(rows), (rows["status"] == "covered").sum()]


@given(st.permutations(range(6)))
@some(20)
def test_the_order_of_rows_changes_nothing(few, order):
    turned = few.replace(
        cooperations=few.cooperations.iloc[list(order)],
        patterns=few.patterns.iloc[list(order)],
        area=few.area.sample(frac=1, random_state=order[0]),
        topics=few.topics.sample(frac=1, random_state=order[0]),
    )
    pd.testing.assert_frame_equal(examples.like(turned, "abw"), examples.like(few, "abw"))
    pd.testing.assert_frame_equal(examples.by_size(turned, KEYS["A"]), examples.by_size(few, KEYS["A"]))


def test_size_classes_begin_at_their_lower_bound():
    assert size_classes(pd.Series([0, *np.array(SIZES[1:]) - 1, *SIZES[1:]])).tolist() == [
        0,
        0,
        1,
        2,
        3,
        4,
        1,
        2,
        3,
        4,
        5,
    ]
