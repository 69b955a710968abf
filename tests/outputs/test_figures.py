"""The numbers under filters and switches, on the country of :mod:`tests.lettered`, counted by hand."""

import numpy as np
import pytest

from geo_koop import Filters, analyse
from geo_koop.outputs import figures
from geo_koop.outputs.webmap import style
from geo_koop.result import narrowing
from geo_koop.result.analysis import STATUTORY, THROUGH_OTHERS
from tests.lettered import KEYS, NAMES, request_in

SWITCHES = [(True, False), (False, False), (True, True), (False, True)]


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("country")))


def counted(analysis, statutory, own):
    """Return number of cooperations by letter, of those that have any."""
    part = figures.counting(analysis, statutory=statutory, own=own)
    names = {key: name for name, key in KEYS.items()}
    number = dict(zip(analysis.municipalities.index.map(names), figures.per_municipality(part), strict=True))
    return "".join(f"{name}{number[name]}" for name in NAMES if number[name])


@pytest.mark.parametrize(
    ("statutory", "own", "expected"),
    [
        (True, False, "A4B2C2D2E2F2G2H2I1J1K2L2"),
        (False, False, "A3B1C1D1E1F1G1H1K1L1"),  # without the planning association of all
        (True, True, "A4B2C1D1E2F2G1H1I1J1K1L1"),  # "kreis" covers C, D, G, H, K and L through their district alone
        (False, True, "A3B1E1F1"),
    ],
)
def test_what_counts_is_what_the_switches_say(analysis, statutory, own, expected):
    assert counted(analysis, statutory, own) == expected


@pytest.mark.parametrize(
    ("statutory", "own", "cooperations", "reached", "around_reached"),
    [(True, False, 4, 11, 1), (False, False, 3, 9, 1), (True, True, 4, 11, 1), (False, True, 3, 4, 0)],
)
def test_surroundings_are_counted_apart(analysis, statutory, own, cooperations, reached, around_reached):
    """C lies in the surroundings."""
    found = figures.of(figures.counting(analysis, statutory=statutory, own=own))
    assert (found.cooperations, found.active, found.drawn) == (cooperations,) * 3
    assert (found.municipalities, found.reached) == (11, reached)
    assert (found.around, found.around_reached) == (1, around_reached)


def test_a_region_counts_what_lies_in_it_and_surroundings_only_where_nothing_else_is_chosen(analysis):
    for regions, letters in ((["09102"], "DGHKL"), ([KEYS["C"]], "C"), ([KEYS["C"], "09101"], "ABEFIJ"), ([], None)):
        keys = set(analysis.municipalities.index[analysis.surveyed(regions)])
        assert keys == {KEYS[name] for name in letters or "ABDEFGHIJKL"}


@pytest.mark.parametrize(
    ("statutory", "own", "expected"),
    [
        (True, False, {}),
        (False, False, {"I": "prescribed", "J": "prescribed"}),
        (True, True, {}),
        # all others are in the planning association; those of 09102 have "kreis" through their district, too
        (False, True, dict.fromkeys("IJ", "prescribed") | dict.fromkeys("CDGHKL", "not_counted")),
    ],
)
def test_who_has_no_other_cooperation_is_told_by_what_it_is_covered(analysis, statutory, own, expected):
    kinds = figures.blank_kinds(figures.counting(analysis, statutory=statutory, own=own))
    found = dict(zip(analysis.municipalities.index, kinds, strict=True))
    assert {name: found[key] for name, key in KEYS.items() if found[key]} == expected


def test_what_only_the_district_covers_is_told_so_where_no_law_prescribes_more(analysis):
    free = narrowing.narrow(analysis, Filters(topics=("mobility",)))
    part = figures.counting(free, statutory=True, own=True)
    kinds = dict(zip(analysis.municipalities.index, figures.blank_kinds(part), strict=True))
    assert {name for name, key in KEYS.items() if kinds[key] == "through_only"} == set("CDGHKL")


def test_a_filter_by_obligation_decides_instead_of_the_switch(analysis):
    law = narrowing.narrow(analysis, Filters(obligation=("statutory",)))
    assert figures.counting(law, statutory=False, own=False) is law
    assert figures.of(law).cooperations == 1


def test_switches_and_filters_may_come_in_any_order(analysis):
    water = Filters(topics=("nature_landscape", "settlement_development"))
    for statutory, own in SWITCHES:
        first = narrowing.narrow(figures.counting(analysis, statutory=statutory, own=own), water)
        last = figures.counting(narrowing.narrow(analysis, water), statutory=statutory, own=own)
        assert figures.of(first) == figures.of(last)
        assert figures.of(first.fuller) == figures.of(last.fuller)
        assert first.left_out == last.left_out


def test_the_order_in_which_things_are_left_out_does_not_matter(analysis):
    one, other = analysis.without_statutory().own_memberships(), analysis.own_memberships().without_statutory()
    assert set(one.left_out) == set(other.left_out) == {STATUTORY, THROUGH_OTHERS}
    assert one.fuller is other.fuller is analysis
    np.testing.assert_array_equal(figures.per_municipality(one), figures.per_municipality(other))
    assert figures.of(one) == figures.of(other)


def test_numbers_are_those_of_the_table_of_overlap(analysis):
    for statutory, own in SWITCHES:
        part = figures.counting(analysis, statutory=statutory, own=own)
        assert figures.per_municipality(part).tolist() == part.overlap["cooperations"].tolist()
        here = part.municipalities.index[part.surveyed()]
        assert figures.municipalities(part).to_dict() == part.overlap.loc[here, "cooperations"].to_dict()
    assert not part.overlap["through_district"].any()


def test_legends_add_up_to_the_municipalities_that_numbers_are_about(analysis):
    for statutory, own in SWITCHES:
        part = figures.counting(analysis, statutory=statutory, own=own)
        for make in (style.count_style, style.pattern_style, style.stage_style, style.congruence_style):
            legend = make(part).legend
            assert sum(entry.count or 0 for entry in legend) == 11
            assert all(entry.count is None or entry.count > 0 for entry in legend)
    assert style.count_style(part).note.endswith("dazu 1 in der Umgebung, nicht erhoben.")


def test_outside_of_a_region_a_blank_is_not_in_the_filter(analysis):
    """*bad* alone is left: A and B. I and J lie in the district that is asked for: none is recorded there."""
    west = narrowing.narrow(analysis, Filters(regions=("09101",), obligation=("voluntary",), topics=("culture_sport",)))
    labels = [entry.code for entry in style.count_style(west).legend]
    assert labels == ["count_1", "not_in_filter", "context"]
    plain = narrowing.narrow(
        analysis.part(analysis.cooperations.index.to_series() == "bad"), Filters(regions=("09101",))
    )
    kinds = {entry.code: entry.count for entry in style.count_style(plain).legend}
    assert kinds == {"count_1": 2, "not_in_filter": None, "none_recorded_survey": 4, "context": None}


def test_coverage_counts_all_and_says_what_a_statutory_body_alone_covers(analysis):
    made = style.coverage_style(analysis, "settlement_development")
    assert sum(entry.count or 0 for entry in made.legend if entry.code.startswith("binding")) == 11
    assert "11 der Gemeinden sind nur durch Pflichtverband abgedeckt" in made.note
    free = style.coverage_style(analysis.without_statutory(), "settlement_development")
    assert {entry.code: entry.count for entry in free.legend} == {"prescribed": 11}
