"""A class looks and is called the same on the web map, in GIS styles, on sheets, in the matrix and in charts."""

from dataclasses import replace

import pandas as pd
import pytest

from geo_koop.app.components import charts, diagrams
from geo_koop.app.views import chart_tables, coverage_tables
from geo_koop.app.words import Words
from geo_koop.model import Filters
from geo_koop.outputs.classes import families, hatches
from geo_koop.outputs.mapsheet import drawing
from geo_koop.outputs.report import municipality, plates, region, topic
from geo_koop.outputs.report.options import ReportOptions
from geo_koop.outputs.report.places import region as place
from geo_koop.outputs.report.press import open_press
from geo_koop.outputs.styles import looks
from geo_koop.outputs.webmap import focus, style
from geo_koop.outputs.webmap.legend import Paint
from geo_koop.result import narrowing

LANGUAGES = ("de", "en")
COUNTS, BINDING, BLANKS = families.counts(), families.bindingness(), families.blanks()


def known(classes, language):
    return {entry.label(language): entry.look for entry in classes}


def of_paints(legend):
    names = list(hatches.HATCHES)
    return {entry.label: (entry.paint.colour, names[entry.paint.hatch]) for entry in legend}


def of_symbols(classes):
    return {entry.label: (entry.symbol.colour, entry.symbol.hatch) for entry in classes}


SHEETS_ALONE = {"Umgebung, erhoben, hier nicht dargestellt", "surroundings, surveyed, not shown here"}
"""A sheet is about an area: what was surveyed around it is paper, which the app and GIS have no class for."""


def of_fills(classes):
    shown = [entry for entry in classes if entry.label and entry.label not in SHEETS_ALONE]
    return {entry.label: (entry.fill.colour, entry.fill.hatch) for entry in shown}


def agree(found, expected):
    assert {label: look for label, look in found.items() if label in expected} == {
        label: look for label, look in expected.items() if label in found
    }
    assert set(found) <= set(expected), set(found) - set(expected)


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def filtered(embedded):
    return narrowing.narrow(embedded, Filters(topics=("water",)))


@pytest.fixture(scope="module")
def parts(embedded):
    from geo_koop.outputs import export

    return export.tables(embedded)


def plan_classes(monkeypatch, make):
    """Return the classes of the map that a sheet draws."""
    caught = []

    def catch(_press, plan, *_rest, **_options):
        caught.append(plan.classes)
        raise StopIteration

    for module in (topic, municipality):
        monkeypatch.setattr(module, "plate", catch)
    with pytest.raises(StopIteration):
        make()
    return caught[0]


def test_counts(embedded, parts, language):
    expected = known((*COUNTS, *BLANKS), language)
    agree(of_paints(style.count_style(embedded, language=language).legend), expected)
    agree(of_symbols(looks.municipality_looks(parts["municipalities"], language)[0].classes), expected)
    press = open_press(embedded, ReportOptions(language=language))
    plan, _counts = region.count_plan(press, place(embedded, "all", language))
    one = {"de": "eine Kooperation", "en": "one cooperation"}[language]
    unit = {"de": " Kooperationen", "en": " cooperations"}[language]
    said = {"1" if name == one else name.removesuffix(unit): look for name, look in of_fills(plan.classes).items()}
    # Sheets count without what a law prescribes, and say where that alone covers.
    agree(said, expected | known((families.state("prescribed"),), language))
    assert len(said) >= 5


def test_bindingness_with_unknown_and_planned(embedded, parts, language, monkeypatch):
    expected = known((*BINDING, *BLANKS), language)
    agree(of_paints(style.coverage_style(embedded, "any", language=language).legend), expected)
    binding = looks.municipality_looks(parts["municipalities"], language)[1].classes
    agree(of_symbols(binding), expected)
    assert {entry.label(language) for entry in BINDING} <= set(of_symbols(binding))
    press = open_press(embedded, ReportOptions(language=language))
    everywhere = place(embedded, "all", language)
    drawn = of_fills(plan_classes(monkeypatch, lambda: topic.topic_sheet(press, "water", everywhere)))
    agree(drawn, expected | known((families.state("prescribed"),), language))
    assert {entry.label(language) for entry in BINDING} <= set(drawn)


def test_matrix_and_charts(embedded, language):
    words = Words(language)
    expected = {label: look[0] for label, look in known((*BINDING, *BLANKS), language).items()}
    cells = coverage_tables.matrix(embedded, Filters(), "municipality", words)
    said = cells["binding"].where(cells["binding"] != "", cells["status"])
    assert set(zip(said, cells["colour"], strict=True)) <= set(expected.items())
    legend = charts.bindingness_legend(cells, words)
    assert {(entry.label, entry.paint.colour) for entry in legend} <= set(expected.items())
    for table in (chart_tables.topics_by_format(embedded, words), chart_tables.years_by_format(embedded, words)):
        assert set(zip(table["level"], table["colour"], strict=True)) <= set(expected.items())
        assert [entry.label for entry in diagrams.legend(table, words)] == [
            label for label in known(BINDING, language) if label in set(table["level"])
        ]


def test_patterns(embedded, parts, language):
    patterns = known(families.patterns(), language)
    agree(of_paints(style.pattern_style(embedded, language=language).legend), patterns | known(BLANKS, language))
    outlines = {entry.label: entry.symbol.outline for entry in looks.pattern_classes(language)}
    assert outlines == {label: look[0] for label, look in patterns.items()}
    table = chart_tables.patterns_by_region(embedded, Words(language))
    assert set(zip(table["level"], table["colour"], strict=True)) <= {(n, look[0]) for n, look in patterns.items()}


def test_not_in_the_filter_is_never_none_recorded(filtered, language, monkeypatch):
    said = families.state("not_in_filter")
    words, grades = Words(language), {entry.label(language) for entry in BLANKS[:-2]}
    shown = of_paints(style.count_style(filtered, language=language).legend)
    assert shown[said.label(language)] == said.look
    assert grades.isdisjoint(shown)
    symbols = of_symbols(looks.blank_classes(language, selection=True))
    assert symbols[said.label(language)] == said.look
    assert grades.isdisjoint(symbols)
    press = open_press(filtered, ReportOptions(language=language))
    everywhere = place(filtered, "all", language)
    for classes in (
        region.count_plan(press, everywhere)[0].classes,
        plan_classes(monkeypatch, lambda: topic.topic_sheet(press, "care", everywhere)),
    ):
        drawn = of_fills(classes)
        assert drawn[said.label(language)] == said.look
        assert grades.isdisjoint(drawn)
    cells = coverage_tables.matrix(filtered, Filters(), "municipality", words)
    blank = cells[cells["status"] == said.label(language)]
    assert set(blank["colour"]) == {said.colour}
    assert set(blank["text"]) == {coverage_tables.FILTERED_SIGN}
    assert grades.isdisjoint(cells["status"])


def test_what_is_only_planned_binds_nobody(embedded, language):
    plans = narrowing.narrow(embedded, Filters(stages=("idea", "exploration", "agreed")))
    label = families.state("binding_planned").label(language)
    assert plans.cooperations.loc[plans.cooperations["shown"], "planned"].any()
    legend = of_paints(style.coverage_style(plans, "any", language=language).legend)
    assert legend[label] == families.state("binding_planned").look
    levels = {entry.label(language) for entry in BINDING[:-2]}
    assert levels.isdisjoint(legend)
    cells = coverage_tables.matrix(plans, Filters(), "municipality", Words(language))
    assert label in set(cells["binding"])
    assert levels.isdisjoint(cells["binding"])
    table = chart_tables.topics_by_format(plans, Words(language))
    assert label in set(table["level"])
    assert levels.isdisjoint(table["level"])


def test_surroundings_lakes_and_what_is_chosen(embedded, parts):
    around, unincorporated, chosen = (families.state(code) for code in ("context", "unincorporated", "chosen"))
    assert of_symbols(looks.blank_classes("de"))[around.de] == around.look
    assert of_paints(style.count_style(embedded).legend)[around.de] == around.look
    assert (drawing.WILD.colour, drawing.WILD.hatch) == unincorporated.look
    made = next(look for look in looks.every({"unincorporated": parts["unincorporated"]}) if look.default)
    assert (made.classes[0].symbol.colour, made.classes[0].symbol.hatch) == unincorporated.look
    assert Paint.of(chosen) == focus.CHOSEN


def test_shared_cooperations_have_the_looks_of_counts(embedded, monkeypatch):
    press = open_press(embedded, ReportOptions())
    key = embedded.comembership["key_a"].iloc[0]
    drawn = list(of_fills(plan_classes(monkeypatch, lambda: municipality.municipality_sheet(press, key))).values())
    around = [families.state(code).look for code in ("apart_not_surveyed", "apart")]
    assert drawn == [*around, *(e.look for e in COUNTS[:4]), families.state("chosen").look]


def test_grades_of_one_map_keep_their_looks_on_another(embedded):
    cells = pd.DataFrame(
        {"status": "none_recorded", "grade": ["survey", "desk_research", "register"]},
        index=embedded.municipalities.index[:3],
    )
    press = open_press(embedded, ReportOptions())
    drawn = of_fills(plates.blank_areas(press, cells, selection=False))
    assert {label: drawn[label] for label in known(BLANKS[:-2], "de")} == known(BLANKS[:-2], "de")
    alone = of_fills(plates.blank_areas(press, cells.iloc[:1], selection=False))
    assert alone[BLANKS[1].de] == BLANKS[1].look
    assert replace(BLANKS[1], when=()).look == BLANKS[1].look
