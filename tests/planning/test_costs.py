"""Divided cost sheets, by hand and for whatever sheet."""

import copy
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.errors import InputError, UsageError
from geo_koop.intake.records import cost_sheet as written
from geo_koop.planning import cost_checks, cost_keys, cost_templates, costs
from geo_koop.planning.cost_sheet import document

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "kostenblatt.yaml"

KEYS = ("inhabitants", "area", "use", "equal", "levy_capacity", "weights")


def built(content):
    return cost_checks.build(written.parse(content, file="a.yaml"))


def plain(**further):
    """Return a sheet of two members and one position of 100 euros."""
    position = {"name": "Personal", "amount": 100, "key": "inhabitants"} | further.pop("position", {})
    members = [{"key": "a", "name": "A", "inhabitants": 200}, {"key": "b", "name": "B", "inhabitants": 100}]
    return (
        {"cost_sheet": "Probe", "years": {"from": 2027, "to": 2028}, "members": members}
        | {"positions": [position]}
        | further
    )


@st.composite
def sheets(draw):
    count = draw(st.integers(1, 6))
    number = st.integers(1, 10**6)
    keys = [f"k{i}" for i in range(count)]
    members = [
        {"key": key, "name": key.upper(), "inhabitants": draw(number), "area": draw(st.integers(1, 10**4)) / 100}
        | {"levy_capacity": draw(number)}
        for key in keys
    ]
    table = st.lists(st.integers(0, 10**5), min_size=count, max_size=count).filter(any)
    positions = []
    for at in range(draw(st.integers(1, 4))):
        first = draw(st.integers(2027, 2030))
        position = {
            "name": f"P{at}",
            "kind": draw(st.sampled_from(["cost", "income"])),
            "amount": draw(st.integers(0, 10**9)) / 100,
            "from": first,
            "to": draw(st.integers(first, 2030)),
            "key": draw(st.sampled_from(KEYS)),
            "use": dict(zip(keys, draw(table), strict=True)),
            "weights": dict(zip(keys, draw(table), strict=True)),
        }
        if draw(st.booleans()):
            position |= {"key": "base+variable", "base": draw(st.integers(0, 100)) / 100}
            position |= {"variable": draw(st.sampled_from(KEYS))}
        positions.append(position)
    return {"cost_sheet": "P", "years": {"from": 2027, "to": 2030}, "members": members, "positions": positions}


@given(sheets())
def test_parts_add_up_to_the_amount_in_each_year(content):
    shares = costs.share(built(content))
    for position, parts in zip(shares.sheet.positions, shares.parts, strict=True):
        assert sum(parts.values()) == position.cents
    for y, year in enumerate(shares.sheet.years):
        due = sum(p.cents for p in shares.sheet.positions if p.kind == "cost" and p.first <= year <= p.last)
        assert int(shares.cost[y].sum()) == due


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(content, random):
    other = copy.deepcopy(content)
    random.shuffle(other["members"])
    mine, theirs = costs.share(built(content)), costs.share(built(other))
    assert mine.parts == theirs.parts
    assert mine.due == theirs.due


@given(sheets())
def test_zero_use_pays_zero(content):
    for position, parts in zip(content["positions"], costs.share(built(content)).parts, strict=True):
        if position["key"] == "use":
            assert all(parts[key] == 0 for key, use in position["use"].items() if use == 0)


@given(sheets())
def test_members_with_the_same_numbers_differ_by_a_cent_at_most(content):
    twin = {**content["members"][0], "key": "k0x", "name": "K0X"}
    content["members"].append(twin)
    for position in content["positions"]:
        for name in ("use", "weights"):
            position[name]["k0x"] = position[name]["k0"]
    for parts in costs.share(built(content)).parts:
        assert 0 <= parts["k0"] - parts["k0x"] <= 1


@given(sheets())
def test_what_is_written_is_read_again(content):
    sheet = built(content)
    again = built(yaml.safe_load(yaml.safe_dump(document(sheet), allow_unicode=True)))
    assert again == sheet


def test_the_example_of_the_documentation_by_hand():
    """Every number here is reckoned by hand in docs/costs.md."""
    shares = costs.share(cost_checks.read(EXAMPLE))
    staff, machines, sale = shares.parts
    # 100,000.00 by hours 500 : 300 : 100, that is 9 parts of 11,111.111…: the remainders are 5/9, 3/9, 1/9.
    assert staff == {"09184121": 5_555_556, "09184123": 3_333_333, "09184137": 1_111_111}
    # 30,000.01: 40 % in equal parts, 60 % by inhabitants 5 : 4 : 1, is 130 : 112 : 58, or 13,000.00, 11,200.00 and
    # 5,800.00. The last pays 5,000.00 at most; 25,000.01 by 130 : 112 is 13,429.75743… and 11,570.25256… for the
    # others: the first has the larger remainder and the cent.
    assert machines == {"09184121": 1_342_976, "09184123": 1_157_025, "09184137": 500_000}
    # 100.00 in three equal parts: the smallest key has the cent.
    assert sale == {"09184121": 3_334, "09184123": 3_333, "09184137": 3_333}
    assert shares.cost.sum() == 2 * 10_000_000 + 3_000_001
    # 2 × 55,555.56 + 13,429.76 − 33.34, and so on.
    assert shares.due == {"09184121": 12_450_754, "09184123": 7_820_358, "09184137": 2_718_889}


def test_present_values_of_payments_at_the_end_of_each_year():
    content = plain(discount_rate="25 %", base_year=2026, position={"key": "equal"})
    shares = costs.share(built(content))
    # 50.00 a year: 50 ÷ 1.25 + 50 ÷ 1.5625 = 40 + 32.
    assert shares.present_values(shares.cost) == [7_200, 7_200]


def test_balance_and_break_even():
    content = plain(position={"key": "equal", "to": 2027})
    content["positions"].append(
        {"name": "Pacht", "kind": "income", "amount": 120, "from": 2028, "key": "weights", "weights": {"a": 1, "b": 0}}
    )
    shares = costs.share(built(content))
    assert shares.balance.tolist() == [[-5000, -5000], [12000, 0]]
    assert shares.cumulated.tolist() == [[-5000, -5000], [7000, -5000]]
    assert shares.break_even(shares.balance) == [2028, None]


def test_who_pays_more_than_alone_is_named():
    content = plain(position={"key": "equal"})
    content["members"][0]["standalone"], content["members"][1]["standalone"] = 80, 40
    shares = costs.share(built(content))
    (one,) = shares.objections
    # Two years of 50.00 against 40.00.
    assert (one.members, one.pays, one.alone) == (("b",), 10_000, 8_000)
    assert shares.saving.tolist() == [[3000, -1000], [3000, -1000]]
    assert shares.break_even(shares.saving) == [2027, None]


def test_shares_of_costs_beside_votes():
    content = plain()
    content["members"][0]["votes"], content["members"][1]["votes"] = 1, 3
    shares = costs.share(built(content))
    assert [round(float(part), 4) for part in shares.levy_shares] == [0.6667, 0.3333]
    assert [float(part) for part in shares.vote_shares] == [0.25, 0.75]
    assert costs.share(built(plain())).vote_shares is None


def test_one_key_for_all_positions():
    sheet = built(plain(position={"key": "equal", "caps": {"b": 30}}))
    assert costs.share(sheet).parts[0] == {"a": 7000, "b": 3000}
    assert costs.share(cost_keys.with_key(sheet, "inhabitants")).parts[0] == {"a": 7000, "b": 3000}
    with pytest.raises(UsageError, match="area"):
        cost_keys.with_key(sheet, "area")
    with pytest.raises(UsageError, match="moon"):
        cost_keys.with_key(sheet, "moon")


@pytest.mark.parametrize("name", cost_templates.NAMES)
def test_templates_are_in_order(name):
    shares = costs.share(cost_templates.load(name))
    assert np.array([sum(p.values()) for p in shares.parts]).tolist() == [p.cents for p in shares.sheet.positions]


def test_templates_have_german_words_too():
    assert cost_templates.load("Bauhof").title == "Gemeinsamer Bauhof"
    with pytest.raises(UsageError, match="building_yard"):
        cost_templates.text("mond")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"position": {"amount": -5}}, r"positions 1, amount: -5 is below 0"),
        ({"position": {"amount": float("nan")}}, r"amount: “nan” is no number"),
        ({"position": {"amount": float("inf")}}, r"amount: “inf” is no number"),
        ({"position": {"amount": 1e300}}, r"amount: .* larger than any amount"),
        ({"position": {"amount": "1e300"}}, r"amount: .* larger than any amount"),
        ({"position": {"amount": "=cmd|' /C calc'!A0"}}, r"amount: “=cmd.*” is no number"),
        ({"position": {"amount": 12.345}}, r"amount: 12.345 is no amount of whole cents"),
        ({"position": {"amount": True}}, r"amount: “True” is no number"),
        ({"position": {"amount": None}}, r"amount per year is missing"),
        ({"position": {"amount": [1]}}, r"is no number"),
        ({"position": {"key": "moon"}}, r"positions 1, key: .*moon"),
        ({"position": {"key": "base+variable"}}, r"base: a share from 0 to 1"),
        ({"position": {"base": 0.3}}, r"only the key base\+variable"),
        ({"position": {"kind": "gift"}}, r"gift"),
        ({"position": {"from": 2020}}, r"2020 to 2028 do not lie in those of the sheet, 2027 to 2028"),
        ({"position": {"key": "area"}}, r"“Personal”: the key area lacks a number for A, B"),
        ({"position": {"key": "use", "use": {"a": 0, "b": 0}}}, r"add up to 0"),
        ({"position": {"key": "use", "use": {"a": 1, "x": 0}}}, r"“x” is no member"),
        ({"position": {"key": "use", "use": {"a": 1}}}, r"lacks a number for B"),
        ({"position": {"key": "use", "use": {"a": -1, "b": 1}}}, r"use, a: -1 is below 0"),
        ({"position": {"caps": {"a": 20, "b": 20}}}, r"at most is less than the amount: A, B"),
        ({"position": {"floors": {"a": 90, "b": 20}}}, r"at least is more than the amount: A, B"),
        ({"position": {"floors": {"a": 90}, "caps": {"a": 20}}}, r"at least more than at most: A"),
        ({"position": {"exclude": ["a", "b"]}}, r"all members are excluded"),
        ({"position": {"exclude": ["a"], "caps": {"a": 3}}}, r"excluded, yet with bounds: A"),
        ({"position": {"exclude": "a"}}, r"a list of members"),
        ({"position": {"moon": 1}}, r"no such entry"),
        ({"years": {"from": 2030, "to": 2027}}, r"2027 is before 2030"),
        ({"years": {"from": 2030}}, r"years, to: the year is still missing"),
        ({"years": {"from": 2027.5, "to": 2028}}, r"a year was expected, not “2027.5”"),
        ({"years": {"from": 1900, "to": 2100}}, r"at most 100 years"),
        ({"discount_rate": 3}, r"discount_rate: a share"),
        ({"currency": "Euro"}, r"currency"),
        ({"as_of": "gestern"}, r"as_of: a date"),
        ({"as_of": "2026-13-45"}, r"as_of: a date"),
        ({"members": []}, r"members: none yet; please add"),
        ({"members": ["a"]}, r"an entry with names"),
        ({"members": [{"key": 9184123, "name": "A"}]}, r"quotation marks"),
        ({"members": [{"key": "a", "name": "A"}] * 2}, r"members 2, key: “a” stands twice"),
        ({"members": [{"inhabitants": 3}]}, r"neither key nor name"),
        ({"members": [{"name": str(i)} for i in range(1_000)]}, r"1000 entries are more than 500"),
        ({"coalition_costs": [{"members": ["a", "x"], "cost": 3}]}, r"“x” is no member"),
        ({"coalition_costs": [{"members": ["a"], "cost": 3}] * 2}, r"costs of A stand twice"),
        ({"coalition_costs": [{"members": []}]}, r"members and their costs alone"),
        ({"moon": 3}, r"moon: there is no such entry"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change, said):
    with pytest.raises(InputError, match=said):
        built(plain(**change))


@pytest.mark.parametrize(
    ("written", "read"), [("28.11.2026", "2026-11-28"), ("2026-11", "2026-11"), (2026, "2026"), (None, "")]
)
def test_dates_are_read_as_elsewhere(written, read):
    assert built(plain(as_of=written)).as_of == read


def test_a_million_members_are_refused_quickly():
    with pytest.raises(InputError, match="1000000 entries are more than 500"):
        built(plain(members=[{"name": "A"}] * 1_000_000))


def test_the_same_position_stands_twice_only_for_other_years():
    content = plain(position={"to": 2027})
    content["positions"].append(dict(content["positions"][0], **{"from": 2028, "to": 2028, "amount": 110}))
    assert costs.share(built(content)).cost.sum(axis=1).tolist() == [10_000, 11_000]
    content["positions"][1]["from"] = 2027
    with pytest.raises(InputError, match="“Personal” stands twice for 2027 to 2027"):
        built(content)


def test_all_faults_are_named_at_once():
    with pytest.raises(InputError) as told:
        built(plain(position={"amount": -5, "kind": "gift", "key": "moon"}))
    assert all(word in str(told.value) for word in ("-5", "gift", "moon"))


def test_numbers_as_germans_write_them():
    sheet = built(plain(position={"amount": "1.234,56 €", "caps": {"b": "400,00"}}))
    assert sheet.positions[0].cents == 123_456
    assert sheet.positions[0].caps == {"b": 40_000}
    assert built(plain(position={"amount": "180.000"})).positions[0].cents == 18_000_000
    assert built(plain(discount_rate="2,5 %")).discount_rate == Decimal("0.025")
