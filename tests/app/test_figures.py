"""Headline, legend, chart, table and comparison agree to the last number, under filters and switches.

What the app shows is read from its pages; what is right in plain cases is counted from the tables of records by hand.
"""

import html
import json
import random
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from geo_koop.outputs.classes import families
from tests.app.test_pages import ROOT, calm, opened, texts
from tests.app.test_pages import html as blocks
from tests.conftest import NIGHTLY

DAY = "2026-11-28"
COUNTS = {entry.de: entry for entry in families.counts()}
BLANK = re.compile(r"^(keine |nicht (?:erhoben|im Filter)|nur durch Pflicht|nur über Landkreis|Umgebung)")
SWITCHES = [("no", "no"), ("yes", "no"), ("no", "yes"), ("yes", "yes")]
CASES = [
    {},
    {"region": "nordhessen"},
    {"region": "muenchen_14"},
    {"region": "09184"},
    {"topic": "water"},
    {"topic": "mobility", "region": "muenchen_14"},
    {"obligation": "statutory"},
    {"obligation": ["voluntary", "unknown"], "topic": "settlement_development"},
    {"bindingness": ["4", "5"], "region": "nordhessen"},
    {"pattern": "regional"},
    {"stage": ["idea", "agreed"]},
    {"pattern": "network", "format": "investment_fund"},
]
_CHANCE = random.Random(20261128)
_POOL = {
    "region": ["nordhessen", "muenchen_14", "09188", "06633", "06611"],
    "topic": ["water", "waste", "mobility", "recreation_tourism", "it_digital"],
    "format": ["special_purpose_association", "association", "company"],
    "bindingness": ["0", "1", "3", "5"],
    "pattern": ["neighbourhood", "regional", "city_hinterland"],
}
CASES += [
    {name: _CHANCE.choice(_POOL[name]) for name in _CHANCE.sample(sorted(_POOL), _CHANCE.randint(1, 3))}
    for _ in range(40 if NIGHTLY else 4)
]


def walks():
    """Return every case, each with all switches at night, else with two that differ from case to case."""
    for number, case in enumerate(CASES):
        chosen = SWITCHES if NIGHTLY else [SWITCHES[number % 4], SWITCHES[(number + 1) % 4]]
        for statutory, own in chosen:
            name = ",".join(f"{key}={value}" for key, value in case.items()) or "everything"
            yield pytest.param(case, statutory, own, id=f"{name}-statutory={statutory}-own={own}")


@pytest.fixture(autouse=True, scope="module")
def _one_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_KOOP_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def number(text):
    return int(text.replace(".", ""))


def headline(test):
    """Return from the sentence above the map: cooperations that are shown, municipalities reached, and all."""
    said = re.findall(r"<p role=.status.[^>]*>(.*?)</p>", blocks(test))[0]
    if "keine aktive Kooperation" in said:
        every = number(re.search(r"In ([\d.]+) Gemeinden? ist keine aktive", said)[1])
        active, reached = 0, None
    else:
        found = re.search(r"In (?:([\d.]+) von )?([\d.]+) Gemeinden? (?:ist|sind) ([\d.]+) aktive", said)
        every, active = number(found[2]), number(found[3])
        reached = number(found[1]) if found[1] else every
    beyond = re.search(r"Ebenfalls gezeigt, obwohl nicht aktiv: ([\d.]+)", said)
    return active + (number(beyond[1]) if beyond else 0), reached, every, said


def legend(test):
    """Return label and number of each class, from what the map tells its picture."""
    facts = json.loads(html.unescape(re.search(r'data-facts="(.*?)"', blocks(test))[1]))
    return {entry["label"]: entry["count"] or 0 for entry in facts["legend"]}


def pills(test):
    """Return label and number of each class, from the buttons below the map."""
    (found,) = [group for group in test.get("button_group") if group.proto.id.endswith("map_legend")]
    said = [re.sub(r"^!\[\]\([^)]*\) ", "", option.content) for option in found.proto.options]
    parts = [re.fullmatch(r"(.*?)(?: \(([\d.]+)\))?", re.sub(r"\\(.)", r"\1", text)) for text in said]
    return {part[1]: number(part[2] or "0") for part in parts}


def listed(block):
    """Return label and number of each class, from a legend that is a list."""
    lines = re.findall(r"<span>([^<]*)(?:<span[^>]*>\(([^)]*)\)</span>)?</span></li>", block)
    return {html.unescape(label).strip(): int(re.sub(r"\D", "", count or "0")) for label, count in lines}


def covered(classes):
    return sum(count for label, count in classes.items() if not BLANK.match(label))


def charted(test):
    """Return the columns of the chart of overlap, by number of cooperations."""
    (chart,) = test.get("vega_lite_chart")
    tables = [convert_arrow_bytes_to_pandas_df(one.data.data) for one in chart.proto.datasets]
    (table,) = [table for table in tables if "municipalities" in table]
    return dict(zip(table["cooperations"], table["municipalities"], strict=True))


def compared(case):
    """Return what the page of comparison must be asked for to show the same view at its left; None if it cannot."""
    if isinstance(case.get("topic"), str):
        return {"compare": "topic", "left": case["topic"], "right": "sports"}
    if isinstance(case.get("region"), str):
        return {"compare": "region", "left": case["region"], "right": "nordhessen"}
    return None


@pytest.mark.parametrize(("case", "statutory", "own"), list(walks()))
def test_all_pages_tell_the_same_numbers(case, statutory, own):
    address = {**case, "as_of": DAY, "statutory": statutory, "own": own}
    test = calm(opened(**address, beside="charts", chart="overlap"))
    shown, reached, every, said = headline(test)
    classes = legend(test)
    reached = covered(classes) if reached is None else reached
    assert (covered(classes), sum(classes.values())) == (reached, every), said
    assert {label: count for label, count in pills(test).items() if count} == {k: n for k, n in classes.items() if n}
    if set(case) - {"region"}:
        assert not [label for label in classes if label.startswith("keine ")]
    columns = charted(test) if reached else {}
    assert sum(count for size, count in columns.items() if size) == reached
    if reached:
        assert sum(columns.values()) + classes.get("nicht erhoben", 0) == every
    else:
        assert not test.get("vega_lite_chart")
        assert any(line.value.startswith("Nichts zu zeichnen") for line in test.info)

    table = opened("tables", **address).dataframe[0].value
    assert len(table) == every
    assert int((table["Kooperationen"] > 0).sum()) == reached
    sizes = table["Kooperationen"].value_counts()
    assert {int(n): int(count) for n, count in sizes.items() if n} == {n: c for n, c in columns.items() if n and c}
    for label, entry in COUNTS.items():
        low, high = entry.when[0].value, entry.when[1].value if len(entry.when) > 1 else np.inf
        assert int(table["Kooperationen"].between(low, high, inclusive="left").sum()) == classes.get(label, 0), label

    if wanted := compared(case):
        page = calm(opened("compare", **address, **wanted))
        measures = page.dataframe[0].value.set_index("Kennzahl").iloc[:, 0]
        found = [number(measures[name]) for name in ("Kooperationen", "Gemeinden im Blick", "davon mit Kooperation")]
        assert found == [shown, every, reached]
        left, _right = (listed(block) for block in blocks(page).split("geo-koop-legend")[1:3])
        assert (covered(left), sum(left.values())) == (reached, every)


@pytest.mark.parametrize("mode", ["pattern", "bindingness", "stage", "congruence"])
@pytest.mark.parametrize(("statutory", "own"), SWITCHES)
def test_every_map_of_cooperations_counts_the_same_municipalities(mode, statutory, own):
    test = calm(opened(as_of=DAY, statutory=statutory, own=own, show=mode))
    _shown, reached, every, _said = headline(test)
    classes = legend(test)
    assert (covered(classes), sum(classes.values())) == (reached, every)


def test_coverage_counts_all_and_marks_what_a_statutory_body_alone_covers():
    """Whatever the switches say, the map of a topic and the page of coverage tell the same numbers."""
    said = set()
    for statutory, own in SWITCHES:
        test = calm(opened(as_of=DAY, statutory=statutory, own=own, show="topic", theme="settlement_development"))
        page = calm(opened("coverage", as_of=DAY, statutory=statutory, own=own, theme="settlement_development"))
        metric = next(m.value for m in page.metric if m.label == "Abgedeckte Gemeinden")
        captions = " ".join(c.value for c in test.caption)
        note = re.search(r"([\d.]+) der Gemeinden sind nur durch Pflichtverband", captions)
        alone = next(c.value for c in page.caption if c.value.startswith("Nur durch Pflichtverband"))
        assert note[1] in alone
        said.add((covered(legend(test)), metric, note[1]))
    ((count, metric, _note),) = said
    assert metric == f"{count} von 323"


# What is right, counted from the tables of records


@pytest.fixture(scope="module")
def records():
    """Return cooperations that run, and who is a municipal member of them, as the tables say."""
    folder = ROOT / "data" / "cooperations"
    table = pd.read_csv(folder / "cooperations.csv", dtype="str").fillna("")
    table = table[table["stage"].isin(["operating", "unknown"])]
    members = pd.read_csv(folder / "members.csv", dtype="str").fillna("")
    members = members[(members["counts_as_member"] == "yes") & (members["to"] == "") & (members["key"].str.len() == 8)]
    return table, members.drop_duplicates(["cooperation_id", "key"])


@pytest.fixture(scope="module")
def surveyed():
    areas = gpd.read_file(ROOT / "data" / "boundaries" / "demo.gpkg")
    asked = (areas["kind"] == "municipality") & ~areas["context"].astype(bool)
    return areas[asked].set_index("key")["region"]


PLAIN = {
    "everything": ({}, lambda table: table["cooperation_id"] != ""),
    "water": ({"topic": "water"}, lambda table: table["topics"].str.split(";").map(lambda t: "water" in t)),
    "mobility": ({"topic": "mobility"}, lambda table: table["topics"].str.split(";").map(lambda t: "mobility" in t)),
    "companies": ({"format": "company"}, lambda table: table["format"] == "company"),
    "voluntary": ({"obligation": "voluntary"}, lambda table: table["obligation"] == "voluntary"),
    "statutory": ({"obligation": "statutory"}, lambda table: table["obligation"] == "statutory"),
}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("statutory", ["no", "yes"])
def test_own_memberships_are_those_of_the_tables(name, statutory, records, surveyed):
    case, wanted = PLAIN[name]
    table, members = records
    table = table[wanted(table)]
    if statutory == "no" and "obligation" not in case:
        table = table[table["obligation"] != "statutory"]
    here = members[members["cooperation_id"].isin(table["cooperation_id"]) & members["key"].isin(surveyed.index)]
    expected = here.groupby("key").size()
    found = opened("tables", **case, as_of=DAY, statutory=statutory, own="yes").dataframe[0].value
    assert len(found) == len(surveyed) == 323
    got = found["Kooperationen"]
    assert got[got > 0].to_dict() == expected.to_dict()
    _shown, reached, every, _said = headline(opened(**case, as_of=DAY, statutory=statutory, own="yes"))
    assert (reached or 0, every) == (len(expected), 323)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("statutory", ["no", "yes"])
def test_cooperations_are_those_of_the_tables(name, statutory, records):
    case, wanted = PLAIN[name]
    table, _members = records
    table = table[wanted(table)]
    free = table[table["obligation"] != "statutory"]
    expected = table if statutory == "yes" or "obligation" in case else free
    shown, _reached, _every, said = headline(opened(**case, as_of=DAY, statutory=statutory))
    assert shown == len(expected)
    if len(expected) < len(table):
        assert f"Ohne Pflichtverbände gezählt; mit ihnen {len(table)} Kooperation" in said


@pytest.mark.parametrize("statutory", ["no", "yes"])
def test_partners_are_those_of_the_tables(statutory, records, surveyed):
    table, members = records
    running = members[members["cooperation_id"].isin(table["cooperation_id"])]
    free = running[~running["cooperation_id"].isin(table.loc[table["obligation"] == "statutory", "cooperation_id"])]
    places = ["09184119", *random.Random(7).sample(sorted(set(free["key"]) & set(surveyed.index)), 4)]
    for key in places:
        mine, other = ((free, running), (running, free))[statutory == "yes"]
        counts = []
        for part in (mine, other):
            shared = part[part["cooperation_id"].isin(part.loc[part["key"] == key, "cooperation_id"])]
            counts.append((shared["cooperation_id"].nunique(), shared.loc[shared["key"] != key, "key"].nunique()))
        said = texts(calm(opened(as_of=DAY, municipality=key, statutory=statutory)))
        found = re.search(r"selbst in ([\d.]+) Kooperation(?:en)? mit ([\d.]+) anderen Gemeinden?", said)
        alone = re.search(r"selbst in ([\d.]+) Kooperation(?:en)?, kein weiteres Mitglied erfasst", said)
        assert ((number(found[1]), number(found[2])) if found else (number(alone[1]), 0)) == counts[0], key
        beside = re.search(r"Pflichtverbände (?:gezählt; .* eingerechnet,|\(.*?\)) arbeitet sie mit ([\d.]+)", said)
        assert (number(beside[1]) if beside else counts[0][1]) == counts[1][1], key
