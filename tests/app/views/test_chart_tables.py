"""What the charts count, checked by hand on the embedded data and on a small country."""

import numpy as np
import pytest

from geo_koop import Filters, analyse
from geo_koop.app.components import chart_panel, diagrams
from geo_koop.app.views import chart_tables
from geo_koop.app.words import Words
from geo_koop.outputs.webmap.focus import class_labels, within
from geo_koop.outputs.webmap.style import count_style
from geo_koop.result.narrowing import narrow
from tests.browser.synthetic import sample_analysis
from tests.nine import request_in

WORDS = Words("de")


def test_a_cooperation_with_several_topics_counts_in_each(embedded):
    table = chart_tables.topics_by_format(embedded, WORDS)
    shown = embedded.cooperations[embedded.cooperations["shown"]]
    water = table[table["topic"] == "water"]
    assert water["cooperations"].sum() == shown["topics"].str.split(";").map(lambda codes: "water" in codes).sum()
    assert set(water["row"]) == {"Wasserversorgung"}
    assert table["cooperations"].sum() == shown["topics"].str.split(";").map(len).sum()


def test_segments_follow_each_other_without_gaps(embedded):
    for table in (chart_tables.topics_by_format(embedded, WORDS), chart_tables.patterns_by_region(embedded, WORDS)):
        for _row, part in table.groupby("row"):
            assert part["start"].tolist() == [0, *part["end"].tolist()[:-1]]
            assert part["end"].iloc[-1] == part["total"].iloc[0]


def test_a_cooperation_counts_once_in_each_region_that_it_covers(embedded):
    table = chart_tables.patterns_by_region(embedded, WORDS)
    area = embedded.area.merge(embedded.municipalities["district"], left_on="key", right_index=True)
    kassel = area.loc[area["district"] == "06611", "cooperation_id"].unique()
    shown = embedded.cooperations.index[embedded.cooperations["shown"]]
    assert table.loc[table["region"] == "06611", "cooperations"].sum() == len(set(kassel) & set(shown))
    context = embedded.municipalities.loc[embedded.municipalities["context"], "district"]
    own = embedded.municipalities.loc[~embedded.municipalities["context"], "district"]
    assert not set(table["region"]) & (set(context) - set(own))


def test_the_years_count_only_known_starts(embedded):
    table = chart_tables.years_by_format(embedded, WORDS)
    records = embedded.cooperations
    now = table.loc[table["year"] == table["year"].max(), "cooperations"].sum()
    assert now == (records["active"] & records["start_date"].notna()).sum()


def test_the_coverage_of_the_running_year_is_that_of_today_without_unknown_starts(embedded):
    table = chart_tables.coverage_by_year(embedded, WORDS, "water")
    now = embedded.coverage(level="all").set_index("topic")["covered"]["water"]
    assert 0 < table["covered"].iloc[-1] <= now
    assert table["municipalities_said"].iloc[-1].endswith("%")
    assert chart_tables.undated(embedded, "water") <= chart_tables.undated(embedded)
    assert diagrams.coverage_years(table, 2020, WORDS).to_dict()["layer"]


def test_overlap_leaves_out_surroundings_and_what_nobody_looked_at(embedded):
    found = chart_tables.overlap(embedded)
    assert found.table["municipalities"].sum() == 323
    assert found.not_surveyed == 0
    sample = chart_tables.overlap(sample_analysis())
    assert sample.not_surveyed > 0
    assert (
        sample.table["municipalities"].sum() + sample.not_surveyed
        == (~sample_analysis().municipalities["context"]).sum()
    )


def test_what_a_chart_sets_itself_stays_visible_in_it():
    filters = Filters(topics=("water",), formats=("company",), patterns=("regional",), regions=("09",))
    assert chart_tables.thinned(filters, "topics") == Filters(patterns=("regional",), regions=("09",))
    assert chart_tables.thinned(filters, "patterns") == Filters(topics=("water",), formats=("company",))
    assert chart_tables.thinned(filters, "years") == filters


@pytest.mark.parametrize(
    ("low", "high", "before", "chosen"),
    [
        (3.2, 5.7, None, (3, 6)),
        (-0.5, 0.2, None, (0, 0)),
        (3.6, 5.4, (4, 5), None),
        (3.46, 3.54, (1, 2), None),
    ],
)
def test_a_brush_takes_the_columns_that_it_touches(low, high, before, chosen):
    assert chart_panel._whole(low, high, before) == chosen


def test_charts_carry_colours_of_the_codelists_and_stand_in_two_languages(embedded):
    for words in (Words("de"), Words("en")):
        table = chart_tables.patterns_by_region(embedded, words)
        chart = diagrams.stacked(table, "region", "pattern", table["total"] > 0, words).to_dict()
        assert "#1b9e77" in str(chart["datasets"])
        assert diagrams.legend(table, words)[0].label == words.label("patterns", "neighbourhood")
        years = chart_tables.years_by_format(embedded, words)
        assert diagrams.years(years, 2020, words).to_dict()["layer"]
        found = chart_tables.overlap(embedded)
        assert diagrams.overlap(found.table, (2, 4), words).to_dict()["layer"]


def test_a_map_of_some_municipalities_keeps_their_classes():
    style = count_style(sample_analysis())
    inside = np.zeros(len(style.codes), dtype=bool)
    inside[:3] = True
    part = within(style, inside, "außerhalb")
    assert class_labels(part)[:3] == class_labels(style)[:3]
    assert set(class_labels(part)[3:]) == {"außerhalb"}
    assert part.legend[-1].label == "außerhalb"
    counted = int((~sample_analysis().municipalities["context"]).sum())
    assert sum(entry.count or 0 for entry in part.legend) == counted < len(style.codes)


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine")))


def test_why_nothing_is_drawn_is_said_truly(nine):
    law = nine.part(nine.cooperations.index == "plan").without_statutory()
    none = nine.part([False] * len(nine.cooperations))
    unseen = narrow(nine, Filters(regions=("09103",)))
    unseen = unseen.part([False] * len(unseen.cooperations))
    other = narrow(nine, Filters(topics=("mobility",)))
    for analysis, said in (
        (law, "die Schalter oben lassen sie weg"),
        (none, "keine Kooperation erfasst"),
        (unseen, "nicht erhoben"),
        (other, "nicht im Filter"),
    ):
        assert said in chart_tables.nothing(analysis, WORDS)
        assert said in chart_tables.no_years(analysis, WORDS)
